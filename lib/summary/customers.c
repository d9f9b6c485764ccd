/* Summaries of all customers. Blocks have a fixed size, each customer is a matter of his events alone, and every block
 * writes rows of its own: the results are the same for any number of threads. */
#include "summary/customers.h"

#include <math.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/thread.h"

#define BLOCK 4096 /* customers a task */

netmkt_status netmkt__moment_of(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__moment *out)
{
    if (as_of_ms != NETMKT_LATEST && (as_of_ms < NETMKT_TIME_MIN || as_of_ms > NETMKT_TIME_MAX))
        return netmkt__fail(NETMKT_E_RANGE, "the moment %lld is not in the years 0001 to 9999", (long long)as_of_ms);
    out->as_of_ms = netmkt__store_as_of(store, as_of_ms);
    out->day_offset = netmkt__store_day_offset(store);
    out->day = netmkt__day_of(out->as_of_ms, out->day_offset);
    out->unit_days = netmkt__setting(settings, NETMKT__SET_TIME_UNIT_DAYS);
    out->money_unit = 1.0;
    for (int32_t i = netmkt__store_exponent(store); i > 0; i--)
        out->money_unit *= 10.0;
    out->reserved = 0;
    return NETMKT_OK;
}

void netmkt__summary_fill(const netmkt__moment *moment, const netmkt__purchases *purchases, netmkt_summary *out)
{
    uint32_t size = out->struct_size;
    uint64_t x = purchases->days > 0 ? purchases->days - 1 : 0;
    double span = (double)(purchases->last_day - purchases->first_day);

    *out = (netmkt_summary){.struct_size = size, .x = (uint32_t)x, .customer = out->customer};
    out->first_ms = purchases->first_ms;
    out->last_ms = purchases->last_ms;
    out->revenue = purchases->ordered - purchases->returned;
    out->ordered = purchases->ordered;
    out->returned = purchases->returned;
    out->orders = purchases->orders;
    out->orders_kept = purchases->orders_kept;
    out->returns = purchases->returns;
    out->purchase_days = purchases->days;
    out->events = purchases->events;
    out->first_event_ms = out->last_event_ms = INT64_MIN;
    out->gap_mean = out->gap_max = out->idle = NAN;
    if (purchases->days == 0)
        return;
    out->T = (double)(moment->day - purchases->first_day) / moment->unit_days;
    out->idle = (double)(moment->day - purchases->last_day);
    if (x == 0)
        return;
    out->t_x = span / moment->unit_days;
    out->m = (double)purchases->repeat_money / (double)x / moment->money_unit;
    out->gap_mean = span / (double)x;
    out->gap_max = (double)purchases->longest_gap;
}

static void put_model_columns(const netmkt__customer_columns *to, size_t row, const netmkt__purchases *purchases, const netmkt__moment *moment)
{
    uint64_t x = purchases->days > 0 ? purchases->days - 1 : 0;

    if (to->x != NULL)
        to->x[row] = (double)x;
    if (to->whole_x != NULL)
        to->whole_x[row] = (int64_t)x;
    if (to->t_x != NULL)
        to->t_x[row] = x > 0 ? (double)(purchases->last_day - purchases->first_day) / moment->unit_days : 0.0;
    if (to->T != NULL)
        to->T[row] = purchases->days > 0 ? (double)(moment->day - purchases->first_day) / moment->unit_days : NAN;
    if (to->m != NULL)
        to->m[row] = x > 0 ? (double)purchases->repeat_money / (double)x / moment->money_unit : 0.0;
    if (to->revenue != NULL)
        to->revenue[row] = purchases->ordered - purchases->returned;
    if (to->idle_days != NULL)
        to->idle_days[row] = purchases->days > 0 ? moment->day - purchases->last_day : -1;
    if (to->purchase_days != NULL)
        to->purchase_days[row] = (int64_t)purchases->days;
    if (to->buyer != NULL)
        to->buyer[row] = purchases->days > 0;
}

/* The columns that only netmkt_summary_all() asks for, all or none. */
static netmkt_status put_detail_columns(const netmkt__customer_columns *to, size_t row, const netmkt__purchases *purchases,
                                        const netmkt__moment *moment, const netmkt__events *events)
{
    netmkt_summary s = {.customer = row + 1};

    netmkt__summary_fill(moment, purchases, &s);
    to->first_ms[row] = s.first_ms;
    to->last_ms[row] = s.last_ms;
    to->ordered[row] = s.ordered;
    to->returned[row] = s.returned;
    to->orders[row] = (int64_t)s.orders;
    to->orders_kept[row] = (int64_t)s.orders_kept;
    to->returns[row] = (int64_t)s.returns;
    to->events[row] = (int64_t)s.events;
    to->gap_mean[row] = s.gap_mean;
    to->gap_max[row] = s.gap_max;
    to->idle[row] = s.idle;
    return netmkt__money_sum(events->cost, (size_t)s.events, &to->cost[row]);
}

typedef struct job {
    const netmkt_store *store;
    const netmkt__moment *moment;
    const netmkt__customer_columns *columns;
    uint64_t customers;
} job;

static netmkt_status fill_block(void *argument, size_t block)
{
    const job *j = argument;
    netmkt__scratch scratch = {.context = netmkt__store_context(j->store)};
    netmkt__netting netting = {.context = scratch.context};
    netmkt_status status = NETMKT_OK;
    size_t row = block * BLOCK, end = j->customers - row < BLOCK ? (size_t)j->customers : row + BLOCK;

    for (; row < end; row++) {
        netmkt__events events;
        netmkt__purchases purchases;

        status = netmkt__store_events(j->store, row + 1, &scratch, &events);
        if (status != NETMKT_OK)
            break;
        status = netmkt__purchases_of(&events, j->moment->as_of_ms, j->moment->day_offset, &netting, &purchases);
        if (status == NETMKT_OK && j->columns->cost != NULL)
            status = put_detail_columns(j->columns, row, &purchases, j->moment, &events);
        if (status == NETMKT_OK && j->columns->order_cost != NULL)
            status = netmkt__order_cost(&events, (size_t)purchases.events, &j->columns->order_cost[row]);
        if (status != NETMKT_OK)
            break;
        put_model_columns(j->columns, row, &purchases, j->moment);
    }
    if (status == NETMKT_E_RANGE)
        (void)netmkt__prefix(status, "customer %zu: ", row + 1);
    netmkt__netting_free(&netting);
    netmkt__scratch_free(&scratch);
    return status;
}

netmkt_status netmkt__customers_fill(const netmkt_store *store, const netmkt_settings *settings, const netmkt__moment *moment,
                                     const netmkt__customer_columns *columns)
{
    job j = {store, moment, columns, netmkt__store_customers(store)};
    size_t blocks = (size_t)((j.customers + BLOCK - 1) / BLOCK);

    return netmkt__parallel(netmkt__setting_threads(settings), blocks, fill_block, &j);
}

netmkt_status netmkt__customer_table_new(const netmkt_store *store, netmkt_table **table)
{
    netmkt_status status = netmkt__table_new(netmkt__store_context(store), (size_t)netmkt__store_customers(store),
                                             netmkt__store_exponent(store), table);
    int64_t *id;
    const char **key;

    if (status == NETMKT_OK)
        status = netmkt__table_add(*table, "id", NETMKT_COLUMN_INT, &id);
    if (status == NETMKT_OK)
        status = netmkt__table_add(*table, "customer", NETMKT_COLUMN_TEXT, &key);
    for (size_t row = 0; status == NETMKT_OK && row < netmkt_table_rows(*table); row++)
        id[row] = (int64_t)row + 1;
    return status;
}

netmkt_status netmkt__customer_table_end(const netmkt_store *store, netmkt_table *table, const uint8_t *buyer)
{
    const void *ids;
    const char **key;
    const int64_t *id;

    netmkt__table_keep(table, buyer);
    netmkt__table_cells(table, 1, &key);
    (void)netmkt_table_column(table, "id", NULL, &ids);
    id = ids;
    for (size_t row = 0; row < netmkt_table_rows(table); row++) {
        size_t length;
        const char *text = netmkt__store_key(store, (netmkt_customer_id)id[row], &length);

        key[row] = netmkt__table_copy(table, text, length);
        if (key[row] == NULL) {
            key[row] = "";
            return netmkt__nomem();
        }
    }
    return NETMKT_OK;
}

netmkt_status netmkt__customer_table_limit(const netmkt_settings *settings, netmkt_context *context, netmkt_table *table)
{
    size_t rows = netmkt_table_rows(table);
    const void *ids;
    const int64_t *id;
    uint8_t *keep;
    netmkt_status status = netmkt_table_column(table, "id", NULL, &ids);

    if (status != NETMKT_OK || !netmkt__setting_limits(settings))
        return status;
    keep = netmkt__alloc(context, rows, 1);
    if (keep == NULL)
        return netmkt__nomem();
    id = ids;
    for (size_t row = 0; row < rows; row++)
        keep[row] = (uint8_t)netmkt__setting_wants(settings, (uint64_t)id[row]);
    netmkt__table_keep(table, keep);
    netmkt__free(context, keep);
    return NETMKT_OK;
}
