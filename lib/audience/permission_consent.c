/* Consent: what records and events say of a channel and a purpose up to a moment. */
#include <string.h>

#include <netmkt/consent.h>

#include "audience/permission.h"
#include "base/status.h"
#include "store/store.h"
#include "summary/purchases.h"

/* Of two that were said at one moment the stricter holds. */
static int stricter(int32_t status, int32_t than)
{
    static const uint8_t strictness[] = {
        [NETMKT_CONSENT_CONFIRMED] = 0, [NETMKT_CONSENT_GRANTED] = 1, [NETMKT_CONSENT_REQUESTED] = 2, [NETMKT_CONSENT_UNKNOWN] = 3,
        [NETMKT_CONSENT_WITHDRAWN] = 4,
    };

    return strictness[status] > strictness[than];
}

static void say(int32_t status, int64_t time_ms, int32_t *best, int64_t *since_ms)
{
    if (time_ms > *since_ms || (time_ms == *since_ms && stricter(status, *best))) {
        *best = status;
        *since_ms = time_ms;
    }
}

void netmkt__consent_find(const netmkt__contact *contact, netmkt_customer_id customer, const netmkt__events *events, size_t known, int named,
                          int32_t *status, int64_t *since_ms)
{
    const netmkt__consents *consents = &contact->store->records.consents;

    *status = NETMKT_CONSENT_UNKNOWN;
    *since_ms = INT64_MIN;
    for (const netmkt__consent *c = netmkt__consent_first(consents, customer); c != NULL; c = netmkt__consent_next(consents, c))
        if (c->time_ms <= contact->when_ms && (c->channel == 0 || c->channel == contact->channel) &&
            (c->purpose == contact->purpose || (c->purpose == 0 && !named)))
            say(c->status, c->time_ms, status, since_ms);
    for (size_t i = known; !named && i-- > 0 && events->time_ms[i] >= *since_ms;) {
        uint16_t channel = events->channel != NULL ? events->channel[i] : 0;

        if ((events->kind[i] == NETMKT_KIND_SUBSCRIBE || events->kind[i] == NETMKT_KIND_UNSUBSCRIBE) && (channel == 0 || channel == contact->channel))
            say(events->kind[i] == NETMKT_KIND_SUBSCRIBE ? NETMKT_CONSENT_GRANTED : NETMKT_CONSENT_WITHDRAWN, events->time_ms[i], status, since_ms);
    }
}

netmkt_status netmkt_consent_state(netmkt_store *store, netmkt_customer_id customer, netmkt_channel_id channel, int32_t purpose, int64_t when_ms,
                                   int32_t *status, int64_t *since_ms)
{
    netmkt__scratch scratch = {.capacity = 0};
    netmkt__contact contact;
    netmkt__events events;
    int64_t since;
    netmkt_status result;

    if (store == NULL || status == NULL)
        return netmkt__misuse("store and status are needed");
    result = netmkt__store_read(store, 0);
    if (result != NETMKT_OK)
        return result;
    scratch.context = netmkt__store_context(store);
    result = netmkt__contact_ask(store, channel, purpose, 0, when_ms, &contact);
    if (result == NETMKT_OK && !netmkt__store_has(store, customer))
        result = netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    if (result == NETMKT_OK)
        result = netmkt__store_events(store, customer, &scratch, &events);
    if (result == NETMKT_OK) {
        netmkt__consent_find(&contact, customer, &events, netmkt__events_until(&events, contact.when_ms), 0, status, &since);
        if (since_ms != NULL)
            *since_ms = since;
    }
    netmkt__store_read_end(store);
    netmkt__scratch_free(&scratch);
    return result;
}
