/* Spend by channel, and return, by period: from spend records and events. Sums are whole minor units, so parts add up in any order. */
#include <string.h>

#include <netmkt/cohort.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/period.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "reach/curves.h"
#include "store/store.h"
#include "summary/customers.h"
#include "summary/purchases.h"
#include "value/crowd.h"

#define SHARED_MOST 100000 /* cells up to which each part counts for itself */

typedef struct ledger {
    const netmkt_store *store;
    netmkt_context *context;
    netmkt__moment moment;
    int32_t period, reserved;
    int64_t first, last;  /* periods, both included */
    size_t rows, columns; /* a column for each channel number; number 0 is the return */
    size_t parts;
    int64_t *sum;         /* parts x rows x columns */
    int64_t *earliest;    /* day, by part */
} ledger;

static netmkt_status find_earliest(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const ledger *l = argument;
    int64_t day;

    (void)customer;
    if (events->n == 0)
        return NETMKT_OK;
    day = netmkt__day_of(events->time_ms[0], l->moment.day_offset);
    if (day < l->earliest[part])
        l->earliest[part] = day;
    return NETMKT_OK;
}

static netmkt_status add_to(int64_t *cell, int64_t amount)
{
    return netmkt__add_overflows(cell, amount) ? netmkt__fail(NETMKT_E_RANGE, "the money of a period overflows") : NETMKT_OK;
}

static netmkt_status add_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *e)
{
    const ledger *l = argument;
    netmkt_status status = NETMKT_OK;
    int64_t *sum;

    (void)customer;
    for (size_t i = 0; i < e->n && status == NETMKT_OK; i++) {
        int earns = e->amount != NULL && (e->kind[i] == NETMKT_KIND_ORDER || e->kind[i] == NETMKT_KIND_RETURN);
        int costs = e->cost != NULL && e->cost[i] != 0 && e->channel != NULL && e->channel[i] != 0;
        int64_t period;

        if (!earns && !costs)
            continue;
        period = netmkt__period_of(l->period, netmkt__day_of(e->time_ms[i], l->moment.day_offset));
        if (period > l->last)
            break;
        sum = l->sum + (part * l->rows + (size_t)(period - l->first)) * l->columns;
        if (earns)
            status = add_to(&sum[0], e->amount[i]);
        if (costs && status == NETMKT_OK)
            status = add_to(&sum[e->channel[i]], e->cost[i]);
    }
    return status;
}

static netmkt_status add_spends(const ledger *l)
{
    const netmkt__spends *spends = &l->store->records.spends;
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; i < spends->keys.count && status == NETMKT_OK; i++) {
        const netmkt__spend *s = &spends->entries[i];
        int64_t period = netmkt__period_of(l->period, s->day);

        if (s->channel != 0 && s->amount != 0 && period <= l->last)
            status = add_to(&l->sum[(size_t)(period - l->first) * l->columns + s->channel], s->amount);
    }
    return status;
}

/* The periods from the first event or spend to the last complete one. */
static netmkt_status find_range(ledger *l, const netmkt_settings *settings)
{
    const netmkt__spends *spends = &l->store->records.spends;
    int64_t earliest = INT64_MAX;
    netmkt_status status;

    l->earliest = netmkt__alloc(l->context, l->parts, sizeof *l->earliest);
    if (l->earliest == NULL)
        return netmkt__nomem();
    for (size_t k = 0; k < l->parts; k++)
        l->earliest[k] = INT64_MAX;
    status = netmkt__crowd_walk_wanted(l->store, settings, l->parts, l->moment.as_of_ms, find_earliest, l);
    for (size_t k = 0; k < l->parts; k++)
        earliest = l->earliest[k] < earliest ? l->earliest[k] : earliest;
    for (uint32_t i = 0; i < spends->keys.count; i++)
        earliest = spends->entries[i].day < earliest ? spends->entries[i].day : earliest;
    l->last = netmkt__period_of(l->period, netmkt__day_of(l->moment.as_of_ms + 1, l->moment.day_offset)) - 1;
    l->first = earliest != INT64_MAX ? netmkt__period_of(l->period, earliest) : l->last + 1;
    if (status == NETMKT_OK && l->last - l->first >= NETMKT__PERIODS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "%lld periods, at most %d can be: longer ones", (long long)(l->last - l->first + 1), NETMKT__PERIODS_MOST);
    l->rows = l->last >= l->first ? (size_t)(l->last - l->first + 1) : 0;
    return status;
}

static netmkt_status fill_table(const ledger *l, size_t from, const uint8_t *used, netmkt_table **out)
{
    const char **name;
    int64_t *start;
    double *value;
    netmkt_status status = netmkt__table_new(l->context, l->rows - from, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add(*out, "period", NETMKT_COLUMN_TEXT, &name);
    if (status == NETMKT_OK)
        status = netmkt__table_add(*out, "start", NETMKT_COLUMN_TIME, &start);
    for (size_t row = from; row < l->rows && status == NETMKT_OK; row++) {
        char buffer[32];

        netmkt__period_name(l->period, l->first + (int64_t)row, buffer);
        name[row - from] = netmkt__table_copy(*out, buffer, strlen(buffer));
        if (name[row - from] == NULL)
            return netmkt__nomem();
        start[row - from] = netmkt__period_first_day(l->period, l->first + (int64_t)row) * NETMKT__DAY_MS - (int64_t)l->moment.day_offset * 60000;
    }
    for (size_t c = 0; c < l->columns && status == NETMKT_OK; c++) {
        if (c > 0 && !used[c])
            continue;
        status = netmkt__table_add(*out, c == 0 ? "return" : netmkt__store_channel_name(l->store, (netmkt_channel_id)c), NETMKT_COLUMN_REAL, &value);
        for (size_t row = from; row < l->rows && status == NETMKT_OK; row++)
            value[row - from] = (double)l->sum[row * l->columns + c] / l->moment.money_unit;
    }
    return status;
}

/* Which channels have spent, and in which row the first of them. */
static netmkt_status make_table(const ledger *l, netmkt_table **out)
{
    uint8_t *used = netmkt__calloc(l->context, l->columns, 1);
    size_t from = l->rows;
    netmkt_status status;

    if (used == NULL)
        return netmkt__nomem();
    for (size_t row = l->rows; row-- > 0;) {
        for (size_t c = 1; c < l->columns; c++) {
            if (l->sum[row * l->columns + c] > 0)
                used[c] = 1, from = row;
        }
    }
    status = from < l->rows ? fill_table(l, from, used, out) : netmkt__fail(NETMKT_E_DATA, "nothing was spent on any channel in a complete period");
    netmkt__free(l->context, used);
    return status;
}

static netmkt_status read_ledger(ledger *l, const netmkt_settings *settings, netmkt_table **out)
{
    size_t cells;
    netmkt_status status = find_range(l, settings);

    if (status != NETMKT_OK)
        return status;
    l->columns = netmkt__store_channels(l->store);
    cells = l->rows * l->columns;
    l->parts = cells > SHARED_MOST ? 1 : l->parts;
    l->sum = netmkt__calloc(l->context, l->parts * cells, sizeof *l->sum);
    if (l->sum == NULL)
        return netmkt__nomem();
    status = l->rows > 0 ? netmkt__crowd_walk_wanted(l->store, settings, l->parts, l->moment.as_of_ms, add_customer, l) : NETMKT_OK;
    for (size_t i = cells; status == NETMKT_OK && i < l->parts * cells; i++)
        status = add_to(&l->sum[i % cells], l->sum[i]);
    if (status == NETMKT_OK && l->rows > 0)
        status = add_spends(l);
    return status == NETMKT_OK ? make_table(l, out) : status;
}

netmkt_status netmkt_curves_data(netmkt_store *store, const netmkt_settings *settings, int32_t period, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_table *table = NULL;
    ledger l = {.store = store, .period = period};
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (period < NETMKT_PERIOD_DAY || period > NETMKT_PERIOD_MONTH)
        return netmkt__fail(NETMKT_E_INVALID, "%d is no period of spend: day, week, month", (int)period);
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    l.context = netmkt__store_context(store);
    l.parts = netmkt__crowd_parts(store, NETMKT__CROWD_PARTS);
    status = netmkt__moment_of(store, settings, as_of_ms, &l.moment);
    if (status == NETMKT_OK)
        status = read_ledger(&l, settings, &table);
    netmkt__free(l.context, l.sum);
    netmkt__free(l.context, l.earliest);
    netmkt__store_read_end(store);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    *out = table;
    return NETMKT_OK;
}
