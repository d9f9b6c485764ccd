/* Appending events: the public functions. */
#include <netmkt/event.h>

#include <string.h>

#include "base/hash.h"
#include "base/status.h"
#include "store/store.h"

#define BLOCK 64 /* records turned into columns together */

typedef struct block {
    netmkt_customer_id customer[BLOCK];
    int64_t time_ms[BLOCK], amount[BLOCK], cost[BLOCK];
    uint64_t reference[2 * BLOCK];
    uint32_t campaign[BLOCK], offer[BLOCK];
    int32_t rating[BLOCK];
    uint16_t kind[BLOCK], channel[BLOCK], variant[BLOCK];
    uint8_t initiator[BLOCK];
} block;

netmkt_status netmkt_reference_from_text(const char *text, uint64_t out[2])
{
    if (text == NULL || out == NULL)
        return netmkt__misuse("text and out are needed");
    if (text[0] == '\0')
        return netmkt__misuse("the text of a reference is empty");
    netmkt__hash128(text, strlen(text), out);
    if ((out[0] | out[1]) == 0)
        out[1] = 1; /* both 0 would mean: none */
    return NETMKT_OK;
}

static netmkt_status append(netmkt_store *store, const netmkt__event_rows *rows, const netmkt_customer_id *customer, size_t *added)
{
    netmkt__records *records = &store->records;
    netmkt__event_world world = netmkt__records_world(records);
    uint32_t columns = 0;
    netmkt_status status = netmkt__events_check(&world, rows, customer, 0, &columns);

    if (status == NETMKT_OK)
        status = netmkt__events_reserve(&records->events, rows->n, columns, records->customers.keys.count, 1);
    if (status == NETMKT_OK)
        netmkt__events_add(&records->events, &records->kinds, rows, customer, 1, added);
    return status;
}

netmkt_status netmkt_event_append_columns(netmkt_store *store, size_t n, const netmkt_customer_id *customer, const int64_t *time_ms,
                                          const netmkt_kind_id *kind, const netmkt_channel_id *channel, const int64_t *amount,
                                          const int64_t *cost, const netmkt_campaign_id *campaign, const netmkt_offer_id *offer,
                                          const uint16_t *variant, const uint8_t *initiator, const int32_t *rating,
                                          const uint64_t *reference, size_t *added)
{
    netmkt__event_rows rows = {
        .n = n,
        .column = {
            [NETMKT__EVENT_TIME] = time_ms,   [NETMKT__EVENT_KIND] = kind,           [NETMKT__EVENT_CHANNEL] = channel,
            [NETMKT__EVENT_CAMPAIGN] = campaign, [NETMKT__EVENT_OFFER] = offer,      [NETMKT__EVENT_VARIANT] = variant,
            [NETMKT__EVENT_INITIATOR] = initiator, [NETMKT__EVENT_AMOUNT] = amount,  [NETMKT__EVENT_COST] = cost,
            [NETMKT__EVENT_RATING] = rating,  [NETMKT__EVENT_REFERENCE] = reference,
        },
    };
    netmkt_status status;

    if (added != NULL)
        *added = 0;
    if (store == NULL || (n != 0 && (customer == NULL || time_ms == NULL || kind == NULL)))
        return netmkt__misuse("store, customer, time_ms and kind are needed");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    if (n != 0)
        status = append(store, &rows, customer, added);
    netmkt__store_write_end(store);
    return status;
}

/* --- Arrays of records: in blocks, twice: to check them all, then to add them. */

static netmkt__event_rows rows_of(const block *b, size_t n)
{
    netmkt__event_rows rows = {
        .n = n,
        .column = {
            [NETMKT__EVENT_TIME] = b->time_ms,   [NETMKT__EVENT_KIND] = b->kind,           [NETMKT__EVENT_CHANNEL] = b->channel,
            [NETMKT__EVENT_CAMPAIGN] = b->campaign, [NETMKT__EVENT_OFFER] = b->offer,      [NETMKT__EVENT_VARIANT] = b->variant,
            [NETMKT__EVENT_INITIATOR] = b->initiator, [NETMKT__EVENT_AMOUNT] = b->amount,  [NETMKT__EVENT_COST] = b->cost,
            [NETMKT__EVENT_RATING] = b->rating,  [NETMKT__EVENT_REFERENCE] = b->reference,
        },
    };

    return rows;
}

static netmkt_status fill_block(block *b, const char *first, size_t stride, size_t from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        netmkt_event event;

        memcpy(&event, first + (from + i) * stride, sizeof event);
        if (event.struct_size != sizeof event)
            return netmkt__fail(NETMKT_E_UNSUPPORTED, "event %zu: a record of %u bytes, this library knows %zu; use netmkt_event_init()",
                                from + i, event.struct_size, sizeof event);
        if (event.reserved != 0)
            return netmkt__fail(NETMKT_E_INVALID, "event %zu: the reserved byte is not 0", from + i);
        b->customer[i] = event.customer;
        b->time_ms[i] = event.time_ms;
        b->kind[i] = event.kind;
        b->channel[i] = event.channel;
        b->amount[i] = event.amount;
        b->cost[i] = event.cost;
        b->campaign[i] = event.campaign;
        b->offer[i] = event.offer;
        b->variant[i] = event.variant;
        b->initiator[i] = event.initiator;
        b->rating[i] = event.rating;
        memcpy(b->reference + 2 * i, event.reference, sizeof event.reference);
    }
    return NETMKT_OK;
}

netmkt_status netmkt__store_append(netmkt_store *store, const void *events, size_t stride, size_t n, size_t *added)
{
    const char *first = events;
    netmkt__records *records = &store->records;
    netmkt__event_world world = netmkt__records_world(records);
    netmkt_status status = NETMKT_OK;
    uint32_t columns = 0;
    block b;

    for (size_t from = 0; from < n && status == NETMKT_OK; from += BLOCK) {
        size_t m = n - from < BLOCK ? n - from : BLOCK;
        netmkt__event_rows rows = rows_of(&b, m);

        status = fill_block(&b, first, stride, from, m);
        if (status == NETMKT_OK)
            status = netmkt__events_check(&world, &rows, b.customer, from, &columns);
    }
    if (status == NETMKT_OK)
        status = netmkt__events_reserve(&records->events, n, columns, records->customers.keys.count, 1);
    for (size_t from = 0; from < n && status == NETMKT_OK; from += BLOCK) {
        size_t m = n - from < BLOCK ? n - from : BLOCK, in_block = 0;
        netmkt__event_rows rows = rows_of(&b, m);

        if (n > BLOCK)
            status = fill_block(&b, first, stride, from, m); /* as before: it cannot fail now */
        netmkt__events_add(&records->events, &records->kinds, &rows, b.customer, 1, &in_block);
        *added += in_block;
    }
    return status;
}

netmkt_status netmkt_event_append(netmkt_store *store, const netmkt_event *first, size_t stride, size_t n, size_t *added)
{
    netmkt_status status;
    size_t count = 0;

    if (added != NULL)
        *added = 0;
    if (store == NULL || (n != 0 && first == NULL))
        return netmkt__misuse("store and first are needed");
    if (n > 1 && stride < sizeof *first)
        return netmkt__fail(NETMKT_E_INVALID, "a stride of %zu bytes; an event has %zu", stride, sizeof *first);
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__store_append(store, first, stride, n, &count);
    netmkt__store_write_end(store);
    if (added != NULL)
        *added = count;
    return status;
}
