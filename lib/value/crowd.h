/* Every customer's events up to a moment, in a few parts that threads share: for answers about all customers.
 *
 * The parts depend on the number of customers alone, and each is walked in the order of ids: what is gathered by part, and added up in
 * the order of parts, is the same for any number of threads. */
#ifndef NETMKT_VALUE_CROWD_H
#define NETMKT_VALUE_CROWD_H

#include <netmkt/settings.h>

#include "store/view.h"

enum { NETMKT__CROWD_PARTS = 32 };

/* One customer of part number `part`; `events` ends at the moment. May be called for a customer without events, and for a hole. */
typedef netmkt_status (*netmkt__crowd_visit)(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events);

/* How many parts, at most `most`, the customers of a store are cut into. */
size_t netmkt__crowd_parts(const netmkt_store *store, size_t most);

/* With the store's read lock held: visit everybody. A failure of a visit ends it; NETMKT_E_RANGE gets the customer's number before its message. */
netmkt_status netmkt__crowd_walk(const netmkt_store *store, uint32_t threads, size_t parts, int64_t as_of_ms, netmkt__crowd_visit visit,
                                 void *argument);

/* The same of those alone about whom the settings ask, on the threads that they allow. The others' rows stay as they are. */
netmkt_status netmkt__crowd_walk_wanted(const netmkt_store *store, const netmkt_settings *settings, size_t parts, int64_t as_of_ms,
                                        netmkt__crowd_visit visit, void *argument);

#endif
