/* What remains of customers who are erased: the suppression list as it is then. */
#ifndef NETMKT_STORE_SUPPRESS_ERASED_H
#define NETMKT_STORE_SUPPRESS_ERASED_H

#include "store/store.h"
#include "store/view.h"

/* Into next->suppressions, which is empty: the store's list, linked to next's customers; and for every key that the store has and next's customers have
 * not, what suppresses its customer by his events and consents: bounces since he last acted on the channel, complaints since he last agreed, withdrawals.
 * With the lock for writing, once the events are settled. On failure it is empty. NETMKT_E_NOMEM, NETMKT_E_IO (no random bytes). */
netmkt_status netmkt__suppress_erased(const netmkt_store *store, netmkt__records *next);

#endif
