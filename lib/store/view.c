/* What the floors above see of a store; view.h is the contract. */
#include "store/view.h"

#include "base/calendar.h"
#include "base/status.h"
#include "store/store.h"

#define SETTLE_SHARE 8 /* settle when the tail is more than this part of the base */

void netmkt__scratch_free(netmkt__scratch *scratch)
{
    netmkt__free(scratch->context, scratch->block);
    scratch->block = NULL;
    scratch->capacity = 0;
}

/* With the lock for writing: sort or chain what came. */
static netmkt_status prepare(netmkt_store *store, int all)
{
    netmkt__event_table *events = &store->records.events;
    size_t customers = store->records.customers.keys.count;

    if (all && events->tail.n > events->base.n / SETTLE_SHARE)
        return netmkt__events_settle(events, customers);
    return netmkt__events_link(events, customers);
}

static int prepared(const netmkt_store *store, int all)
{
    const netmkt__event_table *events = &store->records.events;

    return events->tail.linked == events->tail.n && !(all && events->tail.n > events->base.n / SETTLE_SHARE);
}

netmkt_status netmkt__store_read(netmkt_store *store, int all)
{
    for (;;) {
        netmkt_status status;

        netmkt__store_lock_read(store);
        if (prepared(store, all))
            return NETMKT_OK;
        netmkt__store_unlock(store);
        netmkt__store_lock_write(store);
        status = prepare(store, all);
        netmkt__store_unlock(store);
        if (status != NETMKT_OK)
            return status;
    }
}

void netmkt__store_read_end(netmkt_store *store)
{
    netmkt__store_unlock(store);
}

netmkt_context *netmkt__store_context(const netmkt_store *store)
{
    return store->context;
}

uint64_t netmkt__store_customers(const netmkt_store *store)
{
    return store->records.customers.keys.count;
}

int netmkt__store_has(const netmkt_store *store, netmkt_customer_id customer)
{
    const netmkt__customers *customers = &store->records.customers;
    uint32_t redirect;

    if (customer - 1 >= customers->keys.count)
        return 0;
    redirect = netmkt__customer_redirect(customers, customer);
    return redirect == 0 || redirect == NETMKT__CUSTOMER_ANONYMOUS;
}

static netmkt_status room(const netmkt_store *store, netmkt__scratch *scratch, size_t bytes)
{
    void *block;

    if (bytes <= scratch->capacity)
        return NETMKT_OK;
    bytes += bytes / 2;
    block = netmkt__alloc(store->context, bytes, 1);
    if (block == NULL)
        return netmkt__nomem();
    netmkt__scratch_free(scratch);
    scratch->context = store->context;
    scratch->block = block;
    scratch->capacity = bytes;
    return NETMKT_OK;
}

netmkt_status netmkt__store_events(const netmkt_store *store, netmkt_customer_id customer, netmkt__scratch *scratch, netmkt__events *out)
{
    const netmkt__event_table *events = &store->records.events;
    netmkt__event_rows rows;
    size_t tail = netmkt__events_of(events, customer, &rows);

    if (tail != 0) {
        netmkt_status status = room(store, scratch, netmkt__events_room(rows.n, tail));

        if (status != NETMKT_OK)
            return status;
        netmkt__events_gather(events, customer, tail, scratch->block, &rows);
    }
    *out = (netmkt__events){
        .n = rows.n,
        .time_ms = rows.column[NETMKT__EVENT_TIME],
        .kind = rows.column[NETMKT__EVENT_KIND],
        .channel = rows.column[NETMKT__EVENT_CHANNEL],
        .amount = rows.column[NETMKT__EVENT_AMOUNT],
        .cost = rows.column[NETMKT__EVENT_COST],
        .campaign = rows.column[NETMKT__EVENT_CAMPAIGN],
        .offer = rows.column[NETMKT__EVENT_OFFER],
        .variant = rows.column[NETMKT__EVENT_VARIANT],
        .initiator = rows.column[NETMKT__EVENT_INITIATOR],
        .rating = rows.column[NETMKT__EVENT_RATING],
        .reference = rows.column[NETMKT__EVENT_REFERENCE],
    };
    return NETMKT_OK;
}

size_t netmkt__store_event_count(const netmkt_store *store, netmkt_customer_id customer)
{
    netmkt__event_rows rows;
    size_t tail = netmkt__events_of(&store->records.events, customer, &rows);

    return rows.n + tail;
}

const char *netmkt__store_key(const netmkt_store *store, netmkt_customer_id customer, size_t *length)
{
    const netmkt__map *keys = &store->records.customers.keys;
    int there = customer - 1 < keys->count;

    if (length != NULL)
        *length = there ? netmkt__map_length(keys, (uint32_t)customer - 1) : 0;
    return there ? netmkt__map_text(keys, (uint32_t)customer - 1) : "";
}

int32_t netmkt__store_day_offset(const netmkt_store *store)
{
    return store->records.day_offset;
}

int32_t netmkt__store_exponent(const netmkt_store *store)
{
    return store->records.exponent;
}

int64_t netmkt__store_last_ms(const netmkt_store *store)
{
    return store->records.events.last_ms;
}

uint32_t netmkt__store_kinds(const netmkt_store *store)
{
    return netmkt__kind_end(&store->records.kinds);
}

uint32_t netmkt__store_channels(const netmkt_store *store)
{
    return netmkt__channel_end(&store->records.channels);
}

double netmkt__store_weight(const netmkt_store *store, netmkt_kind_id kind)
{
    const netmkt__kind_properties *properties = netmkt__kind_properties_of(&store->records.kinds, kind);

    return properties != NULL ? properties->weight : 0.0;
}

const char *netmkt__store_kind_name(const netmkt_store *store, netmkt_kind_id kind)
{
    const char *name = netmkt__kind_name_of(&store->records.kinds, kind);

    return name != NULL ? name : "";
}

const char *netmkt__store_channel_name(const netmkt_store *store, netmkt_channel_id channel)
{
    const char *name = netmkt__channel_name_of(&store->records.channels, channel);

    return name != NULL ? name : "";
}

uint32_t netmkt__store_channel_properties(const netmkt_store *store, netmkt_channel_id channel)
{
    return netmkt__channel_properties_of(&store->records.channels, channel);
}

int64_t netmkt__store_as_of(const netmkt_store *store, int64_t as_of_ms)
{
    int32_t offset = store->records.day_offset;
    int64_t end;

    if (as_of_ms != NETMKT_LATEST)
        return as_of_ms;
    if (netmkt__events_total(&store->records.events) == 0)
        return NETMKT_TIME_MIN;
    end = (netmkt__day_of(store->records.events.last_ms, offset) + 1) * NETMKT__DAY_MS - (int64_t)offset * 60000 - 1;
    return end < NETMKT_TIME_MAX ? end : NETMKT_TIME_MAX;
}
