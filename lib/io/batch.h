/* The rows of one piece of a file, read into columns and not yet in the store.
 *
 * Invariants:
 *  1. Only columns whose field the file has are there; the others are NULL. Time, kind and key always are.
 *  2. Texts point into the piece, which outlives the batch's rows.
 *  3. A batch depends on its piece of the file, the mapping and the glossaries alone. */
#ifndef NETMKT_IO_BATCH_H
#define NETMKT_IO_BATCH_H

#include "io/decimal.h"
#include "io/mapping.h"
#include "io/problems.h"

/* A name that no glossary has yet: row, and which glossary (a field). */
typedef struct netmkt__unknown {
    uint32_t row, field;
    const char *text;
    uint32_t length;
} netmkt__unknown;

/* The value of an attribute in a row. */
typedef struct netmkt__cell {
    const char *text; /* NULL: the cell is empty; of a text its bytes */
    union {
        int64_t whole; /* of a text its length */
        double real;
    } value;
} netmkt__cell;

typedef struct netmkt__batch {
    netmkt_context *context;
    size_t rows, capacity;
    uint32_t *line;          /* within the piece, from 0 */
    const char **key;        /* of the customer */
    uint32_t *key_length;
    netmkt_customer_id *customer;
    int64_t *time_ms;
    uint16_t *kind, *channel, *variant;
    int64_t *amount, *cost;
    uint32_t *campaign, *offer;
    uint8_t *initiator;
    int32_t *rating;
    uint64_t *reference;
    const char **order;      /* with orders: its text, "" for none, and exact money */
    uint32_t *order_length;
    netmkt__decimal *exact_amount, *exact_cost;
    netmkt__cell *cells;     /* attribute_count a row */
    netmkt__unknown *unknown;
    size_t unknown_count, unknown_capacity;

    netmkt__problems problems; /* lines within the piece */
    uint64_t lines, rows_read, left_out, skipped, without_customer, rounded;
    netmkt_status status;      /* of the row that ends the import */
    netmkt_status read, named; /* the same when it was read; of giving its names to the store */
    uint32_t failed_line;
    char message[512];
} netmkt__batch;

/* Make room for one more row. NETMKT_E_NOMEM: the batch keeps its rows. */
netmkt_status netmkt__batch_grow(netmkt__batch *batch, const netmkt__mapping *mapping);
/* Take row `from` to the place of row `to`, before it. */
void netmkt__batch_copy_row(netmkt__batch *batch, const netmkt__mapping *mapping, size_t to, size_t from);
/* Empty it, keeping its memory. */
void netmkt__batch_clear(netmkt__batch *batch);
void netmkt__batch_free(netmkt__batch *batch);

#endif
