/* What remains of customers who are erased: that they must not be written to, as entries of their hashes. */
#include "store/suppress_erased.h"

#include <string.h>

#include "base/status.h"

/* Of one channel, 0 for what names none. Times; INT64_MIN: nothing. */
typedef struct standing {
    int64_t bounce_ms, complaint_ms;
    int64_t said_ms; /* the latest of consents and subscriptions */
    int64_t no;      /* it was a withdrawal */
    int64_t against_ms; /* the latest withdrawal of a single purpose that nothing has taken back */
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

/* Was a withdrawal of one purpose taken back later: by an agreement to it, or to everything? */
static int taken_back(const netmkt__consents *consents, netmkt_customer_id customer, const netmkt__consent *no, const standing *by_channel)
{
    const standing *s = &by_channel[no->channel], *all = &by_channel[0];

    if ((!s->no && s->said_ms > no->time_ms) || (!all->no && all->said_ms > no->time_ms))
        return 1;
    for (const netmkt__consent *c = netmkt__consent_first(consents, customer); c != NULL; c = netmkt__consent_next(consents, c))
        if ((c->status == NETMKT_CONSENT_GRANTED || c->status == NETMKT_CONSENT_CONFIRMED) && c->purpose == no->purpose && c->time_ms > no->time_ms &&
            (c->channel == 0 || c->channel == no->channel))
            return 1;
    return 0;
}

/* The list knows no purposes: who objected to one of the eight is left alone in all, until he agrees again. */
static void hear_objections(const netmkt__consents *consents, netmkt_customer_id customer, standing *by_channel)
{
    for (const netmkt__consent *c = netmkt__consent_first(consents, customer); c != NULL; c = netmkt__consent_next(consents, c))
        if (c->purpose != 0 && c->purpose != NETMKT_PURPOSE_DISCLOSURE && c->status == NETMKT_CONSENT_WITHDRAWN && c->time_ms > by_channel[c->channel].against_ms &&
            !taken_back(consents, customer, c, by_channel))
            by_channel[c->channel].against_ms = c->time_ms;
}

static netmkt_status add(netmkt__records *next, netmkt__suppression_facts *facts, int64_t time_ms, int32_t reason)
{
    int added;

    facts->time_ms = time_ms;
    facts->reason = reason;
    return netmkt__suppression_add(&next->suppressions, &next->customers, &next->channels, facts, &added);
}

/* What stands, as entries of one key. A lift took back bounces and complaints; a withdrawal is dated behind it, since it stood all the same. */
static netmkt_status add_standing(netmkt__records *next, const char *key, size_t length, const standing *by_channel, uint32_t channels, int64_t lifted_ms)
{
    netmkt__suppression_facts facts = {.customer = 0};
    netmkt_status status = NETMKT_OK;

    for (uint32_t c = 0; c < channels && status == NETMKT_OK; c++) {
        const standing *s = &by_channel[c], *all = &by_channel[0];
        int64_t agreed_ms = s->no || s->said_ms < all->said_ms ? INT64_MIN : s->said_ms;
        int left_alone = s->said_ms != INT64_MIN && s->no && (c == 0 || all->no || s->said_ms >= all->said_ms);
        int64_t no_ms = left_alone && s->said_ms > s->against_ms ? s->said_ms : s->against_ms;
        int complained, bounced;

        if (!all->no && all->said_ms > agreed_ms)
            agreed_ms = all->said_ms;
        complained = c != 0 && s->complaint_ms != INT64_MIN && s->complaint_ms >= agreed_ms;
        bounced = c != 0 && s->bounce_ms != INT64_MIN;
        if (no_ms == INT64_MIN && !complained && !bounced)
            continue;
        status = netmkt__suppressions_need_secret(&next->suppressions);
        if (status != NETMKT_OK)
            break;
        facts.channel = (netmkt_channel_id)c;
        netmkt__suppression_hash(&next->suppressions, key, length, facts.hash);
        if (no_ms != INT64_MIN)
            status = add(next, &facts, no_ms > lifted_ms ? no_ms : lifted_ms, NETMKT_SUPPRESSED_WITHDRAWN);
        if (status == NETMKT_OK && complained)
            status = add(next, &facts, s->complaint_ms, NETMKT_SUPPRESSED_COMPLAINT);
        if (status == NETMKT_OK && bounced)
            status = add(next, &facts, s->bounce_ms, NETMKT_SUPPRESSED_BOUNCE);
    }
    return status;
}

/* The entries of all his keys hold for him, and after him for each of them; *lifted_ms: the last lift. */
static netmkt_status share(const netmkt_store *store, netmkt__records *next, netmkt_customer_id customer, uint32_t number, int64_t *lifted_ms)
{
    const netmkt__suppressions *list = &store->records.suppressions;
    const netmkt__map *keys = &store->records.customers.keys;
    netmkt__suppression_facts facts = {.customer = 0};
    netmkt_status status = NETMKT_OK;

    *lifted_ms = INT64_MIN;
    for (uint32_t p = netmkt__suppressed_first(list, customer); p != 0; p = list->persons[p - 1].sibling)
        for (uint32_t e = list->persons[p - 1].first; e != 0 && status == NETMKT_OK; e = list->next[e - 1]) {
            netmkt__suppression at = netmkt__suppression_at(list, e - 1);

            if (at.lifted && at.time_ms > *lifted_ms)
                *lifted_ms = at.time_ms;
            facts.channel = at.channel;
            facts.lifted = at.lifted;
            netmkt__suppression_hash(list, netmkt__map_text(keys, number), netmkt__map_length(keys, number), facts.hash);
            status = add(next, &facts, at.time_ms, at.reason);
        }
    return status;
}

static netmkt_status carry(const netmkt_store *store, netmkt__records *next, uint32_t number, netmkt__scratch *scratch, standing *by_channel, uint32_t channels)
{
    const netmkt__map *keys = &store->records.customers.keys;
    netmkt_customer_id customer = (netmkt_customer_id)number + 1;
    uint32_t redirect = netmkt__customer_redirect(&store->records.customers, customer);
    netmkt__events events;
    int64_t lifted_ms;
    netmkt_status status;

    customer = redirect != 0 ? redirect : customer;
    for (uint32_t c = 0; c < channels; c++)
        by_channel[c] = (standing){INT64_MIN, INT64_MIN, INT64_MIN, 0, INT64_MIN};
    status = netmkt__store_events(store, customer, scratch, &events);
    if (status != NETMKT_OK)
        return status;
    for (size_t i = 0; i < events.n; i++)
        hear_event(&events, i, by_channel);
    hear_consents(&store->records.consents, customer, by_channel);
    hear_objections(&store->records.consents, customer, by_channel);
    status = share(store, next, customer, number, &lifted_ms);
    return status == NETMKT_OK ? add_standing(next, netmkt__map_text(keys, number), netmkt__map_length(keys, number), by_channel, channels, lifted_ms) : status;
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
