/* Attributes of customers: a typed column each, allocated on first use; texts by number in a dictionary.
 *
 * Invariants:
 *  1. An attribute's rank is dense: the built-in ones first, then the custom ones in the order they were defined.
 *  2. A column covers its first `count` customers; those beyond have no value. A text's number 0 is no value, other
 *     types have a bit a customer in `present`.
 *  3. `undo` has the value before each change since the last commit, oldest first; of customer 0, what was said of the attribute. */
#ifndef NETMKT_RECORD_ATTRIBUTE_H
#define NETMKT_RECORD_ATTRIBUTE_H

#include <netmkt/customer.h>

#include "record/customer.h"
#include "record/dictionary.h"
#include "record/encode.h"
#include "record/names.h"

#define NETMKT__ATTRIBUTE_BUILT_IN 19
#define NETMKT__ATTRIBUTE_NONE UINT32_MAX

typedef struct netmkt__attribute_column {
    int32_t type;
    uint32_t personal;   /* NETMKT_PERSONAL_... as it was said; UNSAID: nothing was */
    size_t count;        /* a multiple of 64 */
    void *values;        /* uint32_t for a text, else 8 bytes; NULL until first use */
    uint64_t *present;
} netmkt__attribute_column;

typedef struct netmkt__attribute_undo {
    uint64_t old;
    uint32_t customer;
    uint32_t rank;
    int present;
} netmkt__attribute_undo;

typedef struct netmkt__attributes {
    netmkt__names names;                 /* of the custom ones */
    netmkt__attribute_column built_in[NETMKT__ATTRIBUTE_BUILT_IN];
    netmkt__attribute_column *custom;
    netmkt__attribute_undo *undo;
    size_t custom_capacity, undo_count, undo_capacity;
    netmkt__dictionary texts;
    uint32_t mark;
} netmkt__attributes;

void netmkt__attributes_init(netmkt__attributes *attributes, netmkt_context *context);
void netmkt__attributes_free(netmkt__attributes *attributes);
void netmkt__attributes_mark(netmkt__attributes *attributes);
void netmkt__attributes_rollback(netmkt__attributes *attributes);
size_t netmkt__attributes_memory(const netmkt__attributes *attributes);

uint32_t netmkt__attribute_count(const netmkt__attributes *attributes);
uint32_t netmkt__attribute_rank(const netmkt__attributes *attributes, netmkt_attribute_id id); /* NONE if unknown */
netmkt_attribute_id netmkt__attribute_id(uint32_t rank);
const char *netmkt__attribute_name(const netmkt__attributes *attributes, uint32_t rank);
const netmkt__attribute_column *netmkt__attribute_column_of(const netmkt__attributes *attributes, uint32_t rank);
uint32_t netmkt__attribute_find(const netmkt__attributes *attributes, const char *name, size_t length); /* rank */

/* Find or add: *added tells which. NETMKT_E_INVALID, NETMKT_E_EXISTS, NETMKT_E_RANGE, NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__attribute_put(netmkt__attributes *attributes, const char *name, size_t length, int32_t type, uint32_t *rank, int *added);

/* Does it tell who somebody is, or what he is like? NETMKT_PERSONAL_...: as it was said, else as the built-in one is by itself. */
uint32_t netmkt__attribute_personal(const netmkt__attributes *attributes, uint32_t rank);
/* Say so; UNSAID takes back what was said. NETMKT_E_INVALID, NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__attribute_say(netmkt__attributes *attributes, uint32_t rank, uint32_t personal);

/* A value as 8 bytes: the integer, the real's bits, or the text's number. */
netmkt_status netmkt__attribute_check(uint32_t rank, int32_t type, uint64_t value);   /* NETMKT_E_RANGE */
netmkt_status netmkt__text_check(const char *text, size_t length);                    /* NETMKT_E_FORMAT */
/* Room to set a value of a customer; then set it (present 0: take it away), which cannot fail. */
netmkt_status netmkt__attribute_reserve(netmkt__attributes *attributes, uint32_t rank, netmkt_customer_id customer);
void netmkt__attribute_set(netmkt__attributes *attributes, uint32_t rank, netmkt_customer_id customer, int present, uint64_t value);
int netmkt__attribute_get(const netmkt__attributes *attributes, uint32_t rank, netmkt_customer_id customer, uint64_t *value); /* 1: has one */

/* Definition of a custom rank as bytes, in reserved room; or read and added. */
size_t netmkt__attribute_size(const netmkt__attributes *attributes, uint32_t rank);
void netmkt__attribute_encode(const netmkt__attributes *attributes, uint32_t rank, netmkt__buffer *buffer);
netmkt_status netmkt__attribute_decode(netmkt__attributes *attributes, netmkt__reader *reader);
/* What was said of any rank, in NETMKT__SAID_SIZE reserved bytes; or read and said. `once`: nothing was said before, and now it is. */
#define NETMKT__SAID_SIZE 8
void netmkt__attribute_encode_said(const netmkt__attributes *attributes, uint32_t rank, netmkt__buffer *buffer);
netmkt_status netmkt__attribute_decode_said(netmkt__attributes *attributes, netmkt__reader *reader, int once);

/* attribute_change.c: into an empty table, with no text that is not used any more; nothing is to be undone. All values but those of `drop`, which `keep`
 * gets where he has none; or but those of customers who go, and those that `gone` (NULL: none) tells, by rank (NULL: none of it), and by
 * customer - 1, as many as there are fates. */
netmkt_status netmkt__attributes_merged(const netmkt__attributes *from, netmkt_customer_id drop, netmkt_customer_id keep, netmkt__attributes *to);
netmkt_status netmkt__attributes_erased(const netmkt__attributes *from, const netmkt__fates *fates, uint8_t *const *gone, netmkt__attributes *to);
/* Take a column of a snapshot: checked, copied. `present` NULL for a text. */
netmkt_status netmkt__attribute_load(netmkt__attributes *attributes, uint32_t rank, const void *values, size_t count, const uint64_t *present);

#endif
