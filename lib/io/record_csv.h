/* A small CSV with a header as records: columns found by name, rows as whole cells, messages that say line and column. What spend and consents are read by.
 *
 * The whole file is copied, since fields are undone in place; the store's own work must be committed before, as a failure gives everything back. */
#ifndef NETMKT_IO_RECORD_CSV_H
#define NETMKT_IO_RECORD_CSV_H

#include <netmkt/store.h>

#include "io/csv.h"

enum { NETMKT__RECORD_COLUMNS = 256, NETMKT__RECORD_FIELDS = 16 };

/* A field of the records: its name in messages, and the names of its column, in lower case, between bars: "|day|date|". */
typedef struct netmkt__record_field {
    const char *name, *usual;
    int needed; /* 1: the column must be there */
} netmkt__record_field;

typedef struct netmkt__record_csv {
    netmkt_store *store;
    netmkt_context *context;
    const netmkt__record_field *field;
    int field_count;
    int blame; /* field of the failure; field_count: none */
    char *bytes;
    netmkt__csv csv;
    netmkt__csv_field fields[NETMKT__RECORD_COLUMNS];
    size_t columns, places[NETMKT__RECORD_FIELDS];
    unsigned long long line; /* of the row */
    size_t rows;             /* read so far */
} netmkt__record_csv;

/* Copy the bytes, and read the header. `what`: "spend is", for messages. NETMKT_E_FORMAT, NETMKT_E_NOT_FOUND (a column), NETMKT_E_STATE (uncommitted work),
 * NETMKT_E_RANGE, NETMKT_E_NOMEM. Free it in every case. */
netmkt_status netmkt__record_csv_begin(netmkt__record_csv *csv, netmkt_store *store, const char *bytes, size_t size, const netmkt__record_field *field, int count,
                                       const char *what);
/* The next row, or NETMKT_DONE; a file without a row, and one that is not whole, NETMKT_E_FORMAT. */
netmkt_status netmkt__record_csv_next(netmkt__record_csv *csv);
/* A failure of the row gets its line and the blamed column in front of its message. */
netmkt_status netmkt__record_csv_say(const netmkt__record_csv *csv, netmkt_status status);
void netmkt__record_csv_free(netmkt__record_csv *csv);

/* 1 if the field has a column. */
int netmkt__record_csv_has(const netmkt__record_csv *csv, int field);
/* The field's cell, which is to blame from now on; NULL: empty, or no such column. */
const netmkt__csv_field *netmkt__record_csv_cell(netmkt__record_csv *csv, int field);
/* The same as a text with a NUL, "" where there is none. NETMKT_E_FORMAT: longer than `most`, or a NUL within. */
netmkt_status netmkt__record_csv_text(netmkt__record_csv *csv, int field, size_t most, char *text);

#endif
