/* Requests of customers, and what answers them: one rule for all who ask.
 *
 * An answer answers every request of the customer that came before it, or at the same moment, and was still open. */
#ifndef NETMKT_SUMMARY_REQUESTS_H
#define NETMKT_SUMMARY_REQUESTS_H

#include <netmkt/event.h>

/* An inquiry, a complaint, a call for service: unless the business began it. */
static inline int netmkt__is_request(netmkt_kind_id kind, uint8_t initiator)
{
    return (kind == NETMKT_KIND_INQUIRY || kind == NETMKT_KIND_SERVICE || kind == NETMKT_KIND_COMPLAINT) && initiator != NETMKT_INITIATOR_BUSINESS;
}

/* A resolution, or a reply that is not the customer's own. */
static inline int netmkt__is_answer(netmkt_kind_id kind, uint8_t initiator)
{
    return kind == NETMKT_KIND_RESOLUTION || (kind == NETMKT_KIND_REPLY && initiator != NETMKT_INITIATOR_CUSTOMER);
}

#endif
