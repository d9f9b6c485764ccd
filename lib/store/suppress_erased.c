/* What remains of customers who are erased: that they must not be written to, as entries of their hashes. */
#include "store/suppress_erased.h"

#include <string.h>

#include "base/status.h"

/* Of one channel, 0 for what names none. Times; INT64_MIN: nothing. */
typedef struct standing {
    int64_t bounce_ms, complaint_ms;
    int64_t said_ms; /* the latest of consents and subscriptions */
    int64_t no;      /* it was a withdrawal */
} standing;

static void say(standing *s, int64_t time_ms, int no)
{
    if (time_ms < s->said_ms || (time_ms == s->said_ms && !no))
        return;
    s->said_ms = time_ms;
    s->no = no;
}

static void hear_event(const netmkt__events *events, size_t i, standing *by_channel)
{
    standing *s = &by_channel[events->channel != NULL ? events->channel[i] : 0];
    int64_t time_ms = events->time_ms[i];

    if (events->kind[i] == NETMKT_KIND_SUBSCRIBE || events->kind[i] == NETMKT_KIND_UNSUBSCRIBE)
        say(s, time_ms, events->kind[i] == NETMKT_KIND_UNSUBSCRIBE);
    if (events->kind[i] == NETMKT_KIND_BOUNCE)
        s->bounce_ms = time_ms;
    else if (events->initiator[i] == NETMKT_INITIATOR_CUSTOMER && s->bounce_ms < time_ms)
        s->bounce_ms = INT64_MIN; /* he was reached again */
    if (events->kind[i] == NETMKT_KIND_COMPLAINT && events->initiator[i] != NETMKT_INITIATOR_BUSINESS)
        s->complaint_ms = time_ms;
}

static void hear_consents(const netmkt__consents *consents, netmkt_customer_id customer, standing *by_channel)
{
    for (const netmkt__consent *c = netmkt__consent_first(consents, customer); c != NULL; c = netmkt__consent_next(consents, c))
        if (c->purpose == 0 && (c->status == NETMKT_CONSENT_WITHDRAWN || c->status == NETMKT_CONSENT_GRANTED || c->status == NETMKT_CONSENT_CONFIRMED))
            say(&by_channel[c->channel], c->time_ms, c->status == NETMKT_CONSENT_WITHDRAWN);
}

static netmkt_status add(netmkt__records *next, netmkt__suppression_facts *facts, int64_t time_ms, int32_t reason)
{
    int added;

    facts->time_ms = time_ms;
    facts->reason = reason;
    return netmkt__suppression_add(&next->suppressions, &next->customers, &next->channels, facts, &added);
}

/* What stands, as entries of one key. */
static netmkt_status add_standing(netmkt__records *next, const char *key, size_t length, const standing *by_channel, uint32_t channels)
{
    netmkt__suppression_facts facts = {.customer = 0};
    netmkt_status status = NETMKT_OK;

    for (uint32_t c = 0; c < channels && status == NETMKT_OK; c++) {
        const standing *s = &by_channel[c], *all = &by_channel[0];
        int64_t agreed_ms = s->no || s->said_ms < all->said_ms ? INT64_MIN : s->said_ms;
        int left_alone = s->said_ms != INT64_MIN && s->no && (c == 0 || all->no || s->said_ms >= all->said_ms);
        int complained, bounced;

        if (!all->no && all->said_ms > agreed_ms)
            agreed_ms = all->said_ms;
        complained = c != 0 && s->complaint_ms != INT64_MIN && s->complaint_ms >= agreed_ms;
        bounced = c != 0 && s->bounce_ms != INT64_MIN;
        if (!left_alone && !complained && !bounced)
            continue;
        status = netmkt__suppressions_need_secret(&next->suppressions);
        if (status != NETMKT_OK)
            break;
        facts.channel = (netmkt_channel_id)c;
        netmkt__suppression_hash(&next->suppressions, key, length, facts.hash);
        if (left_alone)
            status = add(next, &facts, s->said_ms, NETMKT_SUPPRESSED_WITHDRAWN);
        if (status == NETMKT_OK && complained)
            status = add(next, &facts, s->complaint_ms, NETMKT_SUPPRESSED_COMPLAINT);
        if (status == NETMKT_OK && bounced)
            status = add(next, &facts, s->bounce_ms, NETMKT_SUPPRESSED_BOUNCE);
    }
    return status;
}

static netmkt_status carry(const netmkt_store *store, netmkt__records *next, uint32_t number, netmkt__scratch *scratch, standing *by_channel, uint32_t channels)
{
    const netmkt__map *keys = &store->records.customers.keys;
    netmkt_customer_id customer = (netmkt_customer_id)number + 1;
    uint32_t redirect = netmkt__customer_redirect(&store->records.customers, customer);
    netmkt__events events;
    netmkt_status status;

    customer = redirect != 0 ? redirect : customer;
    for (uint32_t c = 0; c < channels; c++)
        by_channel[c] = (standing){INT64_MIN, INT64_MIN, INT64_MIN, 0};
    status = netmkt__store_events(store, customer, scratch, &events);
    if (status != NETMKT_OK)
        return status;
    for (size_t i = 0; i < events.n; i++)
        hear_event(&events, i, by_channel);
    hear_consents(&store->records.consents, customer, by_channel);
    return add_standing(next, netmkt__map_text(keys, number), netmkt__map_length(keys, number), by_channel, channels);
}

netmkt_status netmkt__suppress_erased(const netmkt_store *store, netmkt__records *next)
{
    const netmkt__map *keys = &store->records.customers.keys;
    netmkt__scratch scratch = {.context = store->context};
    uint32_t channels = netmkt__store_channels(store);
    standing *by_channel = netmkt__alloc(store->context, channels, sizeof *by_channel);
    netmkt_status status = netmkt__suppressions_copy(&store->records.suppressions, &next->customers, &next->suppressions);

    if (status == NETMKT_OK && by_channel == NULL) {
        netmkt__suppressions_free(&next->suppressions);
        status = netmkt__nomem();
    }
    for (uint32_t i = 0; i < keys->count && status == NETMKT_OK; i++) {
        if (netmkt__map_length(keys, i) == 0 || netmkt__map_length(&next->customers.keys, i) != 0)
            continue;
        status = carry(store, next, i, &scratch, by_channel, channels);
        if (status != NETMKT_OK)
            netmkt__suppressions_free(&next->suppressions);
    }
    if (status == NETMKT_OK)
        netmkt__suppressions_mark(&next->suppressions);
    netmkt__free(store->context, by_channel);
    netmkt__scratch_free(&scratch);
    return status;
}
