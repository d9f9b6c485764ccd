/* Rows to batches: what is in a piece of the file, checked, without touching the store's contents. */
#ifndef NETMKT_IO_ROWS_H
#define NETMKT_IO_ROWS_H

#include <netmkt/import.h>

#include "io/batch.h"
#include "io/glossary.h"

/* How rows are to be read; shared by all threads, which do not change it. */
typedef struct netmkt__reading {
    netmkt_store *store;
    netmkt_import_options options;
    char delimiter;
    int32_t exponent; /* of the currency */
    int export;       /* rows are records of an export: every one must be an event, with its reference itself */
    netmkt__mapping mapping;
    netmkt__glossary kinds, channels, campaigns, offers;
} netmkt__reading;

/* Read all rows of `size` bytes into an empty batch. A bad row is noted in it, or (without SKIP) ends it. The bytes may
 * be changed. NETMKT_E_NOMEM. */
netmkt_status netmkt__rows_read(const netmkt__reading *reading, char *bytes, size_t size, netmkt__batch *batch);

/* Note that a row is bad, with this thread's last message; `column` NULL: no column is to blame. Returns the failure
 * without SKIP, which ends the batch, else NETMKT_OK, or NETMKT_E_NOMEM. */
/* The failure to read or to set an attribute's value, told without the value if it is personal and was not asked for. */
netmkt_status netmkt__rows_redact(const netmkt__reading *reading, const netmkt__attribute_place *place, netmkt_status failure);
netmkt_status netmkt__rows_bad(const netmkt__reading *reading, netmkt__batch *batch, uint32_t line, netmkt_status failure, const char *column);

/* 32 hexadecimal digits are the reference itself (`exact`), else the reference of the text. NETMKT_E_FORMAT. */
netmkt_status netmkt__reference_read(const char *text, size_t length, int exact, uint64_t out[2]);

/* A rating in thousandths. NETMKT_E_FORMAT, NETMKT_E_RANGE. */
netmkt_status netmkt__rating_read(const char *text, size_t length, int32_t *out);
/* Who started it, by name. */
netmkt_status netmkt__initiator_read(const char *text, size_t length, uint8_t *out);
netmkt_status netmkt__variant_read(const char *text, size_t length, uint16_t *out);
/* A cell of a customer's attribute of that type. Not for an empty cell. */
netmkt_status netmkt__cell_read(int32_t type, int32_t utc_offset_minutes, const char *text, size_t length, netmkt__cell *out);

#endif
