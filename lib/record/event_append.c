/* Appending events: check column by column, make room, copy. */
#include "record/event.h"

#include <string.h>

#include "base/status.h"

#define BLOCK 128 /* rows whose references are looked up together */

static const void *at(const netmkt__event_rows *rows, int column, size_t i)
{
    return rows->column[column] == NULL ? NULL : (const char *)rows->column[column] + i * netmkt__event_width[column];
}

/* --- Checks: a pass over each column that only finds out whether all is well, and a slow one that says what is not. */

static int customers_bad(const netmkt__customers *customers, const netmkt_customer_id *id, size_t n)
{
    uint64_t count = customers->keys.count;
    unsigned bad = 0;

    for (size_t i = 0; i < n; i++)
        bad |= id[i] - 1 >= count;
    for (size_t i = 0; customers->redirect_count != 0 && !bad && i < n; i++)
        bad |= netmkt__customer_redirect(customers, id[i]) != 0;
    return (int)bad;
}

static int times_bad(const int64_t *time_ms, size_t n)
{
    const uint64_t span = (uint64_t)(NETMKT_TIME_MAX - NETMKT_TIME_MIN);
    unsigned bad = 0;

    for (size_t i = 0; i < n; i++)
        bad |= (uint64_t)time_ms[i] - (uint64_t)NETMKT_TIME_MIN > span;
    return (int)bad;
}

static int numbers_bad(const uint16_t *id, size_t n, uint32_t built_in, uint32_t custom)
{
    unsigned bad = 0;

    for (size_t i = 0; i < n; i++) {
        uint32_t known = (uint32_t)id[i] - 1u;
        uint32_t registered = (uint32_t)id[i] - NETMKT_KIND_CUSTOM;

        bad |= (unsigned)(known >= built_in) & (unsigned)(registered >= custom);
    }
    return (int)bad;
}

static int channels_bad(const uint16_t *id, size_t n, uint32_t custom)
{
    unsigned bad = 0;

    for (size_t i = 0; i < n; i++)
        bad |= (unsigned)(id[i] > NETMKT__CHANNEL_BUILT_IN) & (unsigned)((uint32_t)id[i] - NETMKT_CHANNEL_CUSTOM >= custom);
    return (int)bad;
}

static int above(const uint32_t *id, size_t n, uint32_t most)
{
    unsigned bad = 0;

    for (size_t i = 0; i < n; i++)
        bad |= id[i] > most;
    return (int)bad;
}

static int initiators_bad(const uint8_t *initiator, size_t n)
{
    unsigned bad = 0;

    for (size_t i = 0; i < n; i++)
        bad |= initiator[i] > NETMKT_INITIATOR_THIRD;
    return (int)bad;
}

static int amounts_bad(const uint16_t *kind, const int64_t *amount, size_t n)
{
    unsigned bad = 0;

    for (size_t i = 0; i < n; i++)
        bad |= ((unsigned)(kind[i] == NETMKT_KIND_ORDER) & (unsigned)(amount[i] < 0)) |
               ((unsigned)(kind[i] == NETMKT_KIND_RETURN) & (unsigned)(amount[i] > 0));
    return (int)bad;
}

static netmkt_status explain_numbers(const netmkt__event_world *world, const netmkt__event_rows *rows, size_t i, size_t number)
{
    const uint16_t *kind = at(rows, NETMKT__EVENT_KIND, i), *channel = at(rows, NETMKT__EVENT_CHANNEL, i);
    const uint32_t *campaign = at(rows, NETMKT__EVENT_CAMPAIGN, i), *offer = at(rows, NETMKT__EVENT_OFFER, i);
    const uint8_t *initiator = at(rows, NETMKT__EVENT_INITIATOR, i);

    if (!netmkt__kind_known(world->kinds, *kind))
        return netmkt__fail(NETMKT_E_INVALID, "event %zu: there is no kind %u", number, *kind);
    if (channel != NULL && *channel != 0 && !netmkt__channel_known(world->channels, *channel))
        return netmkt__fail(NETMKT_E_INVALID, "event %zu: there is no channel %u", number, *channel);
    if (campaign != NULL && *campaign > world->campaigns)
        return netmkt__fail(NETMKT_E_INVALID, "event %zu: there is no campaign %u", number, *campaign);
    if (offer != NULL && *offer > world->offers)
        return netmkt__fail(NETMKT_E_INVALID, "event %zu: there is no offer %u", number, *offer);
    if (initiator != NULL && *initiator > NETMKT_INITIATOR_THIRD)
        return netmkt__fail(NETMKT_E_INVALID, "event %zu: there is no initiator %u", number, *initiator);
    return NETMKT_OK;
}

static netmkt_status explain(const netmkt__event_world *world, const netmkt__event_rows *rows, const netmkt_customer_id *customer, size_t first)
{
    for (size_t i = 0; i < rows->n; i++) {
        const int64_t *time_ms = at(rows, NETMKT__EVENT_TIME, i), *amount = at(rows, NETMKT__EVENT_AMOUNT, i);
        const uint16_t *kind = at(rows, NETMKT__EVENT_KIND, i);
        netmkt_status status = explain_numbers(world, rows, i, first + i);

        if (status != NETMKT_OK)
            return status;
        if (customer != NULL && !netmkt__customer_alive(world->customers, customer[i]))
            return netmkt__fail(NETMKT_E_NOT_FOUND, "event %zu: there is no customer %llu", first + i, (unsigned long long)customer[i]);
        if (times_bad(time_ms, 1))
            return netmkt__fail(NETMKT_E_RANGE, "event %zu: time %lld is not within the years 1 to 9999", first + i, (long long)*time_ms);
        if (amount != NULL && amounts_bad(kind, amount, 1))
            return netmkt__fail(NETMKT_E_RANGE, "event %zu: %s of amount %lld; an order's is at least 0, a return's at most 0", first + i,
                                *kind == NETMKT_KIND_ORDER ? "an order" : "a return", (long long)*amount);
    }
    return netmkt__fail(NETMKT_E_INVALID, "an event is not valid");
}

/* 1 if some value is not the default. */
static int column_used(int column, const void *values, size_t n)
{
    const unsigned char *bytes = values;
    const int32_t *ratings = values;

    if (column == NETMKT__EVENT_RATING) {
        for (size_t i = 0; i < n; i++)
            if (ratings[i] != NETMKT_NO_RATING)
                return 1;
        return 0;
    }
    n *= netmkt__event_width[column];
    return n != 0 && (bytes[0] != 0 || memcmp(bytes, bytes + 1, n - 1) != 0);
}

netmkt_status netmkt__events_check(const netmkt__event_world *world, const netmkt__event_rows *rows, const netmkt_customer_id *customer,
                                   size_t first, uint32_t *columns)
{
    const void *const *c = rows->column;
    size_t n = rows->n;
    int bad = (customer != NULL && customers_bad(world->customers, customer, n)) || times_bad(c[NETMKT__EVENT_TIME], n) ||
              numbers_bad(c[NETMKT__EVENT_KIND], n, NETMKT__KIND_BUILT_IN, world->kinds->names.map.count) ||
              (c[NETMKT__EVENT_CHANNEL] != NULL && channels_bad(c[NETMKT__EVENT_CHANNEL], n, world->channels->names.map.count)) ||
              (c[NETMKT__EVENT_CAMPAIGN] != NULL && above(c[NETMKT__EVENT_CAMPAIGN], n, world->campaigns)) ||
              (c[NETMKT__EVENT_OFFER] != NULL && above(c[NETMKT__EVENT_OFFER], n, world->offers)) ||
              (c[NETMKT__EVENT_INITIATOR] != NULL && initiators_bad(c[NETMKT__EVENT_INITIATOR], n)) ||
              (c[NETMKT__EVENT_AMOUNT] != NULL && amounts_bad(c[NETMKT__EVENT_KIND], c[NETMKT__EVENT_AMOUNT], n));

    if (bad)
        return explain(world, rows, customer, first);
    for (int column = 0; column < NETMKT__EVENT_COLUMNS; column++)
        if ((*columns >> column & 1) == 0 && c[column] != NULL && column_used(column, c[column], n))
            *columns |= UINT32_C(1) << column;
    return NETMKT_OK;
}

/* --- Room */

#define ALWAYS (UINT32_C(1) << NETMKT__EVENT_TIME | UINT32_C(1) << NETMKT__EVENT_KIND | UINT32_C(1) << NETMKT__EVENT_INITIATOR)

static netmkt_status resize(netmkt_context *context, void *pointer_to_pointer, size_t count, size_t size)
{
    void *pointer;

    memcpy(&pointer, pointer_to_pointer, sizeof pointer);
    pointer = netmkt__realloc(context, pointer, count, size);
    if (pointer == NULL)
        return netmkt__nomem();
    memcpy(pointer_to_pointer, &pointer, sizeof pointer);
    return NETMKT_OK;
}

/* Larger arrays first, the capacity last: a failure on the way leaves every array at least as large as it says. */
static netmkt_status grow_tail(netmkt__event_table *table, size_t n)
{
    netmkt__event_tail *tail = &table->tail;
    size_t capacity = tail->capacity + tail->capacity / 2;
    netmkt_status status;

    if (tail->n + n <= tail->capacity)
        return NETMKT_OK;
    if (capacity < tail->n + n)
        capacity = tail->n + n;
    if (capacity < 64)
        capacity = 64;
    status = resize(table->context, &tail->customer, capacity, sizeof *tail->customer);
    if (status == NETMKT_OK)
        status = resize(table->context, &tail->next, capacity, sizeof *tail->next);
    for (int c = 0; c < NETMKT__EVENT_COLUMNS && status == NETMKT_OK; c++)
        if (tail->column[c] != NULL)
            status = resize(table->context, &tail->column[c], capacity, netmkt__event_width[c]);
    if (status == NETMKT_OK)
        tail->capacity = capacity;
    return status;
}

static netmkt_status have_columns(netmkt__event_table *table, uint32_t columns)
{
    netmkt__event_tail *tail = &table->tail;

    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        if ((columns >> c & 1) == 0 || tail->column[c] != NULL)
            continue;
        tail->column[c] = netmkt__alloc(table->context, tail->capacity, netmkt__event_width[c]);
        if (tail->column[c] == NULL)
            return netmkt__nomem();
        netmkt__event_fill(c, tail->column[c], 0, tail->n);
    }
    return NETMKT_OK;
}

netmkt_status netmkt__events_reserve(netmkt__event_table *table, size_t n, uint32_t columns, size_t customers, int once)
{
    netmkt_status status = NETMKT_OK;

    if (n >= UINT32_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "%zu events at once; append at most %u in a call", n, UINT32_MAX - 1);
    if (table->tail.n + n >= UINT32_MAX)
        status = netmkt__events_settle(table, customers);
    if (status == NETMKT_OK)
        status = grow_tail(table, n);
    if (status == NETMKT_OK)
        status = have_columns(table, columns | ALWAYS);
    if (status == NETMKT_OK && once && (columns >> NETMKT__EVENT_REFERENCE & 1) != 0)
        status = netmkt__events_index(table, n);
    return status;
}

/* --- Copy */

static void copy_initiators(const netmkt__kinds *kinds, const uint16_t *kind, const uint8_t *given, uint8_t *to, size_t n)
{
    uint8_t built_in[NETMKT__KIND_BUILT_IN + 1] = {0};

    for (uint32_t k = 1; k <= NETMKT__KIND_BUILT_IN && n > NETMKT__KIND_BUILT_IN; k++)
        built_in[k] = (uint8_t)netmkt__kind_properties_of(kinds, k)->initiator;
    for (size_t i = 0; i < n; i++) {
        to[i] = given != NULL ? given[i] : NETMKT_INITIATOR_DEFAULT;
        if (to[i] == NETMKT_INITIATOR_DEFAULT && kind[i] <= NETMKT__KIND_BUILT_IN)
            to[i] = built_in[kind[i]];
        if (to[i] == NETMKT_INITIATOR_DEFAULT)
            to[i] = (uint8_t)netmkt__kind_properties_of(kinds, kind[i])->initiator;
    }
}

/* Rows from, from + 1, … to the end of the tail. */
static void copy_run(netmkt__event_table *table, const netmkt__kinds *kinds, const netmkt__event_rows *rows,
                     const netmkt_customer_id *customer, size_t from, size_t n)
{
    netmkt__event_tail *tail = &table->tail;

    if (n == 0)
        return;
    for (size_t i = 0; i < n; i++)
        tail->customer[tail->n + i] = (uint32_t)customer[from + i];
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        size_t width = netmkt__event_width[c];

        if (tail->column[c] == NULL || c == NETMKT__EVENT_INITIATOR)
            continue;
        if (rows->column[c] == NULL)
            netmkt__event_fill(c, tail->column[c], tail->n, n);
        else
            memcpy((char *)tail->column[c] + tail->n * width, at(rows, c, from), n * width);
    }
    copy_initiators(kinds, at(rows, NETMKT__EVENT_KIND, from), at(rows, NETMKT__EVENT_INITIATOR, from),
                    (uint8_t *)tail->column[NETMKT__EVENT_INITIATOR] + tail->n, n);
    for (size_t i = 0; i < n; i++) {
        int64_t time_ms = ((const int64_t *)rows->column[NETMKT__EVENT_TIME])[from + i];

        table->first_ms = time_ms < table->first_ms ? time_ms : table->first_ms;
        table->last_ms = time_ms > table->last_ms ? time_ms : table->last_ms;
    }
    tail->n += n;
}

/* A block whose references decide which rows are new; runs of new rows are copied together. */
static void add_once(netmkt__event_table *table, const netmkt__kinds *kinds, const netmkt__event_rows *rows,
                     const netmkt_customer_id *customer, size_t from, size_t n)
{
    const uint64_t *reference = (const uint64_t *)rows->column[NETMKT__EVENT_REFERENCE] + 2 * from;
    uint64_t *stored = table->tail.column[NETMKT__EVENT_REFERENCE];
    uint64_t hashes[BLOCK];
    size_t run = 0;

    for (size_t i = 0; i < n; i++) {
        hashes[i] = netmkt__reference_hash(reference + 2 * i);
#if defined(__GNUC__)
        __builtin_prefetch(&table->slots[hashes[i] & (table->slot_count - 1)]);
#endif
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t *r = reference + 2 * i;
        size_t place = table->tail.n + run;

        if ((r[0] | r[1]) == 0 || netmkt__reference_add(table, r, hashes[i], table->base.n + place)) {
            memcpy(stored + 2 * place, r, 16); /* before the run is copied: a later row may be compared with it */
            run++;
            continue;
        }
        copy_run(table, kinds, rows, customer, from + i - run, run);
        run = 0;
    }
    copy_run(table, kinds, rows, customer, from + n - run, run);
}

void netmkt__events_add(netmkt__event_table *table, const netmkt__kinds *kinds, const netmkt__event_rows *rows,
                        const netmkt_customer_id *customer, int once, size_t *added)
{
    size_t before = table->tail.n;

    if (!once && rows->column[NETMKT__EVENT_REFERENCE] != NULL)
        netmkt__events_drop_index(table); /* it would lack these */
    if (table->slots == NULL || table->tail.column[NETMKT__EVENT_REFERENCE] == NULL || rows->column[NETMKT__EVENT_REFERENCE] == NULL)
        copy_run(table, kinds, rows, customer, 0, rows->n);
    else
        for (size_t from = 0; from < rows->n; from += BLOCK)
            add_once(table, kinds, rows, customer, from, rows->n - from < BLOCK ? rows->n - from : BLOCK);
    if (added != NULL)
        *added = table->tail.n - before;
}
