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

/* When he last agreed to the channel: subscribed, or gave a consent of this purpose or all. INT64_MIN: he did not. */
static int64_t find_agreed(const netmkt__contact *contact, netmkt_customer_id customer, const netmkt__events *events, size_t known)
{
    const netmkt__consents *consents = &contact->store->records.consents;
    int64_t agreed_ms = INT64_MIN;

    for (const netmkt__consent *c = netmkt__consent_first(consents, customer); c != NULL; c = netmkt__consent_next(consents, c))
        if ((c->status == NETMKT_CONSENT_GRANTED || c->status == NETMKT_CONSENT_CONFIRMED) && c->time_ms <= contact->when_ms && c->time_ms > agreed_ms &&
            (c->channel == 0 || c->channel == contact->channel) && (c->purpose == 0 || c->purpose == contact->purpose))
            agreed_ms = c->time_ms;
    for (size_t i = known; i-- > 0 && events->time_ms[i] > agreed_ms;) {
        uint16_t channel = events->channel != NULL ? events->channel[i] : 0;

        if (events->kind[i] == NETMKT_KIND_SUBSCRIBE && (channel == 0 || channel == contact->channel))
            agreed_ms = events->time_ms[i];
    }
    return agreed_ms;
}

/* The complaint on the channel, counted from the latest, with which there are enough that are not older than his last agreement, nor than `lifted_ms`. */
static int64_t find_complaint(const netmkt__contact *contact, const netmkt__contact_limits *limits, netmkt_customer_id customer, const netmkt__events *events,
                              size_t known, int64_t lifted_ms)
{
    int64_t agreed_ms = INT64_MIN;
    uint32_t count = 0;

    for (size_t i = known; limits->complaints > 0 && i-- > 0 && events->time_ms[i] > lifted_ms && events->time_ms[i] >= agreed_ms;) {
        if (events->kind[i] != NETMKT_KIND_COMPLAINT || (events->channel != NULL ? events->channel[i] : 0) != contact->channel ||
            events->initiator[i] == NETMKT_INITIATOR_BUSINESS)
            continue;
        if (count == 0) /* few ever complain: only then it is looked for */
            agreed_ms = find_agreed(contact, customer, events, known);
        if (events->time_ms[i] >= agreed_ms && ++count == limits->complaints)
            return events->time_ms[i];
    }
    return INT64_MIN;
}

/* What the list says of him; his agreement is looked for only where it would matter. */
static netmkt__said find_said(const netmkt__contact *contact, netmkt_customer_id customer, const netmkt__events *events, size_t known, uint32_t person)
{
    const netmkt__suppressions *list = &contact->store->records.suppressions;
    netmkt__said said = netmkt__suppression_find(list, person, 1, contact->channel, contact->when_ms, INT64_MIN);

    if (said.wish == NETMKT_SUPPRESSED_WITHDRAWN || said.wish == NETMKT_SUPPRESSED_COMPLAINT)
        said = netmkt__suppression_find(list, person, 1, contact->channel, contact->when_ms, find_agreed(contact, customer, events, known));
    return said;
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

    v->suppressed = 0;
    v->suppressed_by_event = 0;
    v->suppressed_until_ms = INT64_MIN;
    v->since_ms[NETMKT__BIT_SUPPRESSED] = INT64_MIN;
    if (person != 0) {
        netmkt__said said = find_said(contact, customer, events, known, person);

        lifted_ms = said.lifted_ms;
        if (said.wish != 0 && limits->listed)
            suppress(v, said.wish, 0, said.wish_ms, NETMKT_NEVER);
        if (said.bounce_ms != INT64_MIN)
            suppress(v, NETMKT_SUPPRESSED_BOUNCE, 0, said.bounce_ms, NETMKT_NEVER);
    }
    found_ms = find_complaint(contact, limits, customer, events, known, lifted_ms);
    if (found_ms != INT64_MIN)
        suppress(v, NETMKT_SUPPRESSED_COMPLAINT, 1, found_ms, NETMKT_NEVER);
    found_ms = find_bounce(contact, limits, events, known, lifted_ms);
    if (found_ms != INT64_MIN)
        suppress(v, NETMKT_SUPPRESSED_BOUNCE, 1, found_ms, found_ms + limits->bounce_ms);
}
