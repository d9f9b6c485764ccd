/* A question about one customer or the segment: from a public call to what was chosen, under the store's read lock. */
#ifndef NETMKT_AUDIENCE_RECOMMEND_ASK_H
#define NETMKT_AUDIENCE_RECOMMEND_ASK_H

#include "audience/recommend.h"

/* Make the answer of what was chosen; `customer` 0: the segment. */
typedef netmkt_status (*netmkt__answer)(void *argument, const netmkt_store *store, const netmkt__choosing *choosing, netmkt_customer_id customer);

/* NETMKT_E_INVALID, NETMKT_E_NOT_FOUND, NETMKT_E_RANGE, NETMKT_E_NOMEM, and what the answer says. */
netmkt_status netmkt__recommend_ask(const netmkt_recommender *recommender, netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms,
                                    netmkt__answer answer, void *argument);

#endif
