/* Cursors: events by customer and total order, in batches, each under the read lock of its own.
 *
 * A cursor stands at (customer, how many of his events it has passed). If the store changed since the last batch, it finds
 * its place again by the last event it passed: behind it, and behind as many equal ones as it had passed. */
#include <netmkt/event.h>

#include <string.h>

#include "base/status.h"
#include "store/store.h"
#include "store/view.h"

#define BATCH 128 /* events fetched for netmkt_event_cursor_next() together */

typedef struct batch {
    netmkt_customer_id customer[BATCH];
    int64_t time_ms[BATCH], amount[BATCH], cost[BATCH];
    uint64_t reference[2 * BATCH];
    uint32_t campaign[BATCH], offer[BATCH];
    int32_t rating[BATCH];
    uint16_t kind[BATCH], channel[BATCH], variant[BATCH];
    uint8_t initiator[BATCH];
    size_t count, at;
} batch;

/* One event as a row of columns, so that it can be compared with others. */
typedef struct row {
    int64_t time_ms, amount, cost;
    uint64_t reference[2];
    uint32_t campaign, offer;
    int32_t rating;
    uint16_t kind, channel, variant;
    uint8_t initiator;
} row;

struct netmkt_event_cursor {
    netmkt_store *store;
    netmkt_event_filter filter;
    netmkt__scratch scratch;
    netmkt_customer_id customer; /* whose events come next */
    size_t passed;               /* of his, whether they pass the filter or not */
    size_t equal;                /* of those, how many are equal to `last`, which is the last of them */
    row last;
    uint64_t version;            /* of the store, at the last batch */
    batch batch;                 /* for netmkt_event_cursor_next() */
};

/* Where the values of a batch go; any may be NULL. */
typedef struct target {
    netmkt_customer_id *customer;
    int64_t *time_ms, *amount, *cost;
    netmkt_kind_id *kind;
    netmkt_channel_id *channel;
    netmkt_campaign_id *campaign;
    netmkt_offer_id *offer;
    uint16_t *variant;
    uint8_t *initiator;
    int32_t *rating;
    uint64_t *reference;
} target;

void netmkt_event_filter_init(netmkt_event_filter *filter)
{
    if (filter == NULL)
        return;
    memset(filter, 0, sizeof *filter);
    filter->struct_size = sizeof *filter;
    filter->from_ms = NETMKT_TIME_MIN;
    filter->to_ms = NETMKT_TIME_MAX;
}

static netmkt_status check_filter(const netmkt_event_filter *filter)
{
    if (filter->struct_size != sizeof *filter)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "an event filter of %u bytes, this library knows %zu; use netmkt_event_filter_init()",
                            filter->struct_size, sizeof *filter);
    if (filter->from_ms > filter->to_ms)
        return netmkt__fail(NETMKT_E_INVALID, "the filter's range from %lld to %lld is empty", (long long)filter->from_ms, (long long)filter->to_ms);
    return NETMKT_OK;
}

netmkt_status netmkt_event_cursor_open(netmkt_store *store, const netmkt_event_filter *filter, netmkt_event_cursor **out)
{
    netmkt_event_filter all;
    netmkt_event_cursor *cursor;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    netmkt_event_filter_init(&all);
    if (filter == NULL)
        filter = &all;
    status = check_filter(filter);
    if (status == NETMKT_OK)
        status = netmkt__store_read(store, filter->customer == 0);
    if (status != NETMKT_OK)
        return status;
    if (filter->customer != 0 && !netmkt__store_has(store, filter->customer))
        status = netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer %llu", (unsigned long long)filter->customer);
    netmkt__store_read_end(store);
    if (status != NETMKT_OK)
        return status;
    cursor = netmkt__calloc(store->context, 1, sizeof *cursor);
    if (cursor == NULL)
        return netmkt__nomem();
    cursor->store = store;
    cursor->filter = *filter;
    cursor->scratch.context = store->context;
    cursor->customer = filter->customer != 0 ? filter->customer : 1;
    netmkt__store_hold(store);
    *out = cursor;
    return NETMKT_OK;
}

void netmkt_event_cursor_close(netmkt_event_cursor *cursor)
{
    netmkt_store *store;
    netmkt_context *context;

    if (cursor == NULL)
        return;
    store = cursor->store;
    context = store->context;
    netmkt__scratch_free(&cursor->scratch);
    netmkt__free(context, cursor);
    netmkt__store_release(store);
}

static row row_at(const netmkt__events *events, size_t i)
{
    row r = {.time_ms = events->time_ms[i], .kind = events->kind[i], .initiator = events->initiator[i]};

    r.channel = events->channel != NULL ? events->channel[i] : 0;
    r.campaign = events->campaign != NULL ? events->campaign[i] : 0;
    r.offer = events->offer != NULL ? events->offer[i] : 0;
    r.variant = events->variant != NULL ? events->variant[i] : 0;
    r.amount = events->amount != NULL ? events->amount[i] : 0;
    r.cost = events->cost != NULL ? events->cost[i] : 0;
    r.rating = events->rating != NULL ? events->rating[i] : NETMKT_NO_RATING;
    if (events->reference != NULL)
        memcpy(r.reference, events->reference + 2 * i, sizeof r.reference);
    return r;
}

static int compare(row *a, row *b)
{
    void *left[NETMKT__EVENT_COLUMNS] = {&a->time_ms, &a->kind,   &a->channel, &a->campaign, &a->offer,    &a->variant,
                                         &a->initiator, &a->amount, &a->cost,    &a->rating,   a->reference};
    void *right[NETMKT__EVENT_COLUMNS] = {&b->time_ms, &b->kind,   &b->channel, &b->campaign, &b->offer,    &b->variant,
                                          &b->initiator, &b->amount, &b->cost,    &b->rating,   b->reference};

    return netmkt__event_compare(left, 0, right, 0);
}

/* The store changed: behind `last`, and behind as many equal events as were passed. */
static void find_place(netmkt_event_cursor *cursor, const netmkt__events *events)
{
    size_t low = 0, high = events->n, equal = 0;

    if (cursor->passed == 0)
        return;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        row r = row_at(events, middle);

        if (compare(&r, &cursor->last) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < events->n && equal < cursor->equal; low++, equal++) {
        row r = row_at(events, low);

        if (compare(&r, &cursor->last) != 0)
            break;
    }
    cursor->passed = low;
}

/* `last` is the last event of those passed; count its equals backwards. */
static void remember(netmkt_event_cursor *cursor, const netmkt__events *events)
{
    cursor->equal = 0;
    if (cursor->passed == 0)
        return;
    cursor->last = row_at(events, cursor->passed - 1);
    for (size_t i = cursor->passed; i > 0 && events->time_ms[i - 1] == cursor->last.time_ms; i--) {
        row r = row_at(events, i - 1);

        if (compare(&r, &cursor->last) != 0)
            break;
        cursor->equal++;
    }
}

static int passes(const netmkt_event_filter *filter, const netmkt__events *events, size_t i)
{
    return events->time_ms[i] >= filter->from_ms && events->time_ms[i] <= filter->to_ms && (filter->kind == 0 || events->kind[i] == filter->kind) &&
           (filter->channel == 0 || (events->channel != NULL && events->channel[i] == filter->channel)) &&
           (filter->campaign == 0 || (events->campaign != NULL && events->campaign[i] == filter->campaign)) &&
           (filter->offer == 0 || (events->offer != NULL && events->offer[i] == filter->offer));
}

static void put(const target *to, size_t at, netmkt_customer_id customer, const netmkt__events *events, size_t i)
{
    if (to->customer != NULL)
        to->customer[at] = customer;
    if (to->time_ms != NULL)
        to->time_ms[at] = events->time_ms[i];
    if (to->kind != NULL)
        to->kind[at] = events->kind[i];
    if (to->channel != NULL)
        to->channel[at] = events->channel != NULL ? events->channel[i] : 0;
    if (to->amount != NULL)
        to->amount[at] = events->amount != NULL ? events->amount[i] : 0;
    if (to->cost != NULL)
        to->cost[at] = events->cost != NULL ? events->cost[i] : 0;
    if (to->campaign != NULL)
        to->campaign[at] = events->campaign != NULL ? events->campaign[i] : 0;
    if (to->offer != NULL)
        to->offer[at] = events->offer != NULL ? events->offer[i] : 0;
    if (to->variant != NULL)
        to->variant[at] = events->variant != NULL ? events->variant[i] : 0;
    if (to->initiator != NULL)
        to->initiator[at] = events->initiator[i];
    if (to->rating != NULL)
        to->rating[at] = events->rating != NULL ? events->rating[i] : NETMKT_NO_RATING;
    if (to->reference != NULL) {
        to->reference[2 * at] = events->reference != NULL ? events->reference[2 * i] : 0;
        to->reference[2 * at + 1] = events->reference != NULL ? events->reference[2 * i + 1] : 0;
    }
}

/* With the read lock: the next events, at most `capacity`; *count 0 at the end. */
static netmkt_status fetch(netmkt_event_cursor *cursor, const target *to, size_t capacity, size_t *count)
{
    const netmkt_store *store = cursor->store;
    netmkt_customer_id end = cursor->filter.customer != 0 ? cursor->filter.customer : netmkt__store_customers(store);
    int moved = cursor->version != store->version;

    if (end > netmkt__store_customers(store))
        end = netmkt__store_customers(store);
    for (; cursor->customer <= end && *count < capacity; cursor->customer++, cursor->passed = 0) {
        netmkt__events events;
        netmkt_status status = netmkt__store_events(store, cursor->customer, &cursor->scratch, &events);

        if (status != NETMKT_OK) {
            cursor->version = store->version;
            return *count != 0 ? NETMKT_OK : status; /* what was fetched is given; the next call tells */
        }
        if (moved)
            find_place(cursor, &events);
        moved = 0;
        for (; cursor->passed < events.n && *count < capacity; cursor->passed++)
            if (passes(&cursor->filter, &events, cursor->passed))
                put(to, (*count)++, cursor->customer, &events, cursor->passed);
        if (*count == capacity) {
            remember(cursor, &events);
            break;
        }
    }
    cursor->version = store->version;
    return NETMKT_OK;
}

static netmkt_status next_batch(netmkt_event_cursor *cursor, const target *to, size_t capacity, size_t *count)
{
    netmkt_status status = netmkt__store_read(cursor->store, cursor->filter.customer == 0);

    *count = 0;
    if (status != NETMKT_OK)
        return status;
    status = fetch(cursor, to, capacity, count);
    netmkt__store_read_end(cursor->store);
    if (status == NETMKT_OK && *count == 0 && capacity != 0)
        return NETMKT_DONE;
    return status;
}

/* Events fetched for netmkt_event_cursor_next() and not yet given come first. */
static size_t give_fetched(netmkt_event_cursor *cursor, const target *to, size_t capacity)
{
    batch *b = &cursor->batch;
    netmkt__events events = {.n = b->count, .time_ms = b->time_ms, .kind = b->kind, .channel = b->channel, .amount = b->amount,
                             .cost = b->cost, .campaign = b->campaign, .offer = b->offer, .variant = b->variant,
                             .initiator = b->initiator, .rating = b->rating, .reference = b->reference};
    size_t given = 0;

    for (; b->at < b->count && given < capacity; b->at++)
        put(to, given++, b->customer[b->at], &events, b->at);
    return given;
}

netmkt_status netmkt_event_cursor_next_columns(netmkt_event_cursor *cursor, size_t capacity, netmkt_customer_id *customer, int64_t *time_ms,
                                               netmkt_kind_id *kind, netmkt_channel_id *channel, int64_t *amount, int64_t *cost,
                                               netmkt_campaign_id *campaign, netmkt_offer_id *offer, uint16_t *variant, uint8_t *initiator,
                                               int32_t *rating, uint64_t *reference, size_t *count)
{
    target to = {customer, time_ms, amount, cost, kind, channel, campaign, offer, variant, initiator, rating, reference};

    if (count != NULL)
        *count = 0;
    if (cursor == NULL || count == NULL)
        return netmkt__misuse("cursor and count are needed");
    *count = give_fetched(cursor, &to, capacity);
    return *count != 0 ? NETMKT_OK : next_batch(cursor, &to, capacity, count);
}

netmkt_status netmkt_event_cursor_next(netmkt_event_cursor *cursor, netmkt_event *out)
{
    batch *b;
    size_t i;

    if (cursor == NULL || out == NULL)
        return netmkt__misuse("cursor and out are needed");
    b = &cursor->batch;
    if (b->at == b->count) {
        target to = {b->customer, b->time_ms, b->amount,  b->cost,      b->kind,   b->channel,
                     b->campaign, b->offer,   b->variant, b->initiator, b->rating, b->reference};
        netmkt_status status;

        b->at = 0;
        status = next_batch(cursor, &to, BATCH, &b->count); /* count 0 unless it is OK */
        if (status != NETMKT_OK)
            return status;
    }
    i = b->at++;
    *out = (netmkt_event){
        .struct_size = sizeof *out, .kind = b->kind[i], .channel = b->channel[i], .customer = b->customer[i], .time_ms = b->time_ms[i],
        .amount = b->amount[i], .cost = b->cost[i], .campaign = b->campaign[i], .offer = b->offer[i], .variant = b->variant[i],
        .initiator = b->initiator[i], .rating = b->rating[i], .reference = {b->reference[2 * i], b->reference[2 * i + 1]},
    };
    return NETMKT_OK;
}
