/* Erasing many things at once: what goes, and the change itself. */
#ifndef NETMKT_STORE_ERASE_H
#define NETMKT_STORE_ERASE_H

#include "store/store.h"

typedef struct netmkt__erasure {
    netmkt__fates fates;    /* of customers; who goes is alive */
    const uint8_t *events;  /* by row of the settled events: 1 goes; NULL: none but those of who goes */
    uint8_t *const *values; /* by rank of attribute, NULL: none of it; by customer - 1, as many as fates: 1 goes. NULL: none */
} netmkt__erasure;

/* With the lock for writing, once the events are settled: everything goes in one step, in the file, too, and nothing of it is left anywhere. What is pending is
 * committed with it. On failure nothing has changed. */
netmkt_status netmkt__store_erase(netmkt_store *store, const netmkt__erasure *what);

#endif
