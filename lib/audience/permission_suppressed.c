/* What suppresses a channel for a customer up to a moment: the suppression list, messages that bounce, complaints. */
#include <netmkt/consent.h>

#include "audience/permission.h"
#include "store/store.h"

/* The bounce, counted from the latest, with which there are enough since the customer last acted on the channel and since `lifted_ms`; INT64_MIN: there are not. */
static int64_t find_bounce(const netmkt__contact *contact, const netmkt__contact_limits *limits, const netmkt__events *events, size_t known, int64_t lifted_ms)
{
    int64_t act_ms = INT64_MIN;
    uint32_t count = 0;

    for (size_t i = known; limits->bounces > 0 && i-- > 0 && contact->when_ms - events->time_ms[i] < limits->bounce_ms && events->time_ms[i] >= act_ms;) {
        if ((events->channel != NULL ? events->channel[i] : 0) != contact->channel || events->time_ms[i] <= lifted_ms)
            continue;
        if (events->kind[i] == NETMKT_KIND_BOUNCE && ++count == limits->bounces)
            return events->time_ms[i];
        if (events->kind[i] != NETMKT_KIND_BOUNCE && events->initiator[i] == NETMKT_INITIATOR_CUSTOMER)
            act_ms = events->time_ms[i];
    }
    return INT64_MIN;
}

/* When he last said yes to the channel, by consent. */
static int64_t find_yes(const netmkt__contact *contact, netmkt_customer_id customer)
{
    const netmkt__consents *consents = &contact->store->records.consents;
    int64_t yes_ms = INT64_MIN;

    for (const netmkt__consent *c = netmkt__consent_first(consents, customer); c != NULL; c = netmkt__consent_next(consents, c))
        if ((c->status == NETMKT_CONSENT_GRANTED || c->status == NETMKT_CONSENT_CONFIRMED) && c->time_ms <= contact->when_ms && c->time_ms > yes_ms &&
            (c->channel == 0 || c->channel == contact->channel) && (c->purpose == 0 || c->purpose == contact->purpose))
            yes_ms = c->time_ms;
    return yes_ms;
}

/* The same of complaints since he last agreed to the channel: subscribed, or gave a consent, later than he complained. */
static int64_t find_complaint(const netmkt__contact *contact, const netmkt__contact_limits *limits, netmkt_customer_id customer, const netmkt__events *events,
                              size_t known, int64_t lifted_ms)
{
    int64_t yes_ms = INT64_MIN;
    uint32_t count = 0;

    for (size_t i = known; limits->complaints > 0 && i-- > 0 && events->time_ms[i] > lifted_ms && events->time_ms[i] >= yes_ms;) {
        uint16_t channel = events->channel != NULL ? events->channel[i] : 0;

        if (events->kind[i] == NETMKT_KIND_SUBSCRIBE && (channel == 0 || channel == contact->channel))
            yes_ms = events->time_ms[i];
        if (events->kind[i] != NETMKT_KIND_COMPLAINT || channel != contact->channel || events->initiator[i] == NETMKT_INITIATOR_BUSINESS)
            continue;
        if (count == 0) { /* few ever complain: their consents are read only then */
            int64_t agreed_ms = find_yes(contact, customer);

            yes_ms = agreed_ms > yes_ms ? agreed_ms : yes_ms;
        }
        if (events->time_ms[i] >= yes_ms && ++count == limits->complaints)
            return events->time_ms[i];
    }
    return INT64_MIN;
}

/* What suppresses longest is told. */
static void suppress(netmkt__contact_verdict *v, int32_t reason, int by_event, int64_t since_ms, int64_t until_ms)
{
    if (v->suppressed != 0 && v->suppressed_until_ms >= until_ms)
        return;
    v->suppressed = reason;
    v->suppressed_by_event = (uint16_t)by_event;
    v->suppressed_until_ms = until_ms;
    v->since_ms[NETMKT__BIT_SUPPRESSED] = since_ms;
}

void netmkt__suppressed_find(const netmkt__contact *contact, const netmkt__contact_limits *limits, netmkt_customer_id customer, const netmkt__events *events,
                             size_t known, netmkt__contact_verdict *v)
{
    const netmkt__suppressions *list = &contact->store->records.suppressions;
    uint32_t person = netmkt__suppressed_first(list, customer);
    int64_t lifted_ms = INT64_MIN, found_ms;
    netmkt__suppression said;

    v->suppressed = 0;
    v->suppressed_by_event = 0;
    v->suppressed_until_ms = INT64_MIN;
    v->since_ms[NETMKT__BIT_SUPPRESSED] = INT64_MIN;
    if (person != 0 && netmkt__suppression_find(list, person, 1, contact->channel, contact->when_ms, &said)) {
        if (said.lifted)
            lifted_ms = said.time_ms;
        else if (limits->listed || said.reason == NETMKT_SUPPRESSED_BOUNCE)
            suppress(v, said.reason, 0, said.time_ms, NETMKT_NEVER);
    }
    found_ms = find_complaint(contact, limits, customer, events, known, lifted_ms);
    if (found_ms != INT64_MIN)
        suppress(v, NETMKT_SUPPRESSED_COMPLAINT, 1, found_ms, NETMKT_NEVER);
    found_ms = find_bounce(contact, limits, events, known, lifted_ms);
    if (found_ms != INT64_MIN)
        suppress(v, NETMKT_SUPPRESSED_BOUNCE, 1, found_ms, found_ms + limits->bounce_ms);
}
