/* Batches into the store: the part of an import that changes it, one batch after the other. */
#ifndef NETMKT_IO_APPLY_H
#define NETMKT_IO_APPLY_H

#include "io/orders.h"
#include "io/rows.h"

/* What was done so far, and what is needed to go on. */
typedef struct netmkt__applying {
    netmkt_context *context;
    netmkt__reading *reading;
    netmkt__orders orders;
    netmkt__problems problems;
    netmkt_import_report report;
    uint64_t line;          /* lines before the next batch */
    uint64_t *seen;         /* a bit a customer */
    size_t seen_capacity;
    char *keys;             /* of customers that the store does not know yet */
    uint64_t *offsets;
    netmkt_customer_id *ids;
    size_t keys_capacity, offsets_capacity, ids_capacity;
} netmkt__applying;

void netmkt__applying_free(netmkt__applying *applying);

/* Give the store the names that are new in a batch: the one step that changes what reading goes by. A failure is kept in the batch, and
 * told when it is applied, so that of several failures the first in the file counts; then no later batch may be given. */
netmkt_status netmkt__apply_names(netmkt__applying *applying, netmkt__batch *batch);

/* After its names: put a batch into the store, in the order of its rows: new customers, attributes, events. The batch is used
 * up. A failure leaves the store with part of it: roll it back. */
netmkt_status netmkt__apply(netmkt__applying *applying, netmkt__batch *batch);

/* Note that a customer is in the data. NETMKT_E_NOMEM. */
netmkt_status netmkt__apply_seen(netmkt__applying *applying, netmkt_customer_id customer);
/* Set an attribute, unless it has that value. */
netmkt_status netmkt__apply_attribute(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int32_t type,
                                      const netmkt__cell *cell);

#endif
