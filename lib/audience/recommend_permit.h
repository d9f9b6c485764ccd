/* Permission within a recommendation: which channels are left out, when the others are open, and the best hour that is not quiet. */
#ifndef NETMKT_AUDIENCE_RECOMMEND_PERMIT_H
#define NETMKT_AUDIENCE_RECOMMEND_PERMIT_H

#include "audience/permission.h"
#include "audience/recommend.h"

/* The question for each channel, and what is found once for all customers. */
struct netmkt__recommend_permits {
    const netmkt_recommender *recommender;
    netmkt__contact *contact;       /* by channel; store NULL: no such channel */
    netmkt__contact_limits *limits; /* of those in no segment of the rules */
    uint64_t *allowed;              /* by channel, of the segment */
    uint32_t *members;              /* of `known` customers from `first` on; the others are in no segment */
    size_t known;
    netmkt_customer_id first;
    uint64_t customers;             /* of the segment */
    int64_t when_ms;
};

/* Without a lock: check the question, make the moment definite, and find members of the rules' segments: of a customer, or of everybody (0). Nothing if
 * permission is not asked for. Free it in every case. Failures as netmkt_may_contact(). */
netmkt_status netmkt__recommend_permits_find(const netmkt_recommender *recommender, netmkt_store *store, netmkt_customer_id customer, int64_t *when_ms,
                                   netmkt__recommend_permits *out);
void netmkt__recommend_permits_free(netmkt__recommend_permits *permits);

/* With the read lock held, as below: the question for each channel. */
netmkt_status netmkt__recommend_permits_ask(netmkt__recommend_permits *permits, const netmkt_store *store);
/* How many of the segment may be contacted on each channel. */
netmkt_status netmkt__recommend_permits_count(netmkt__recommend_permits *permits);
/* Fill reasons, moments, hours and what is left out of the channels in the list; customer 0: the segment. */
netmkt_status netmkt__recommend_permits_judge(const netmkt__recommend_permits *permits, netmkt_customer_id customer, netmkt__choosing *choosing);

#endif
