/* One number for everything a store tells: equal stores have equal digests. */
#ifndef NETMKT_TESTS_STORE_DIGEST_H
#define NETMKT_TESTS_STORE_DIGEST_H

#include <netmkt/event.h>

uint64_t store_digest(netmkt_store *store);

/* An event of a customer, with defaults but for time, kind and amount. */
netmkt_event store_event(netmkt_customer_id customer, int64_t time_ms, netmkt_kind_id kind, int64_t amount);

#endif
