/* The public functions on customers' summaries: each takes the read lock once, so that its answer is of one moment. */
#include <netmkt/summary.h>

#include <math.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "summary/customers.h"

static netmkt_status get(const netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                         netmkt_summary *out)
{
    netmkt__scratch scratch = {.context = netmkt__store_context(store)};
    netmkt__netting netting = {.context = scratch.context};
    netmkt_summary summary = {.struct_size = out->struct_size, .customer = customer};
    netmkt__moment moment;
    netmkt__events events;
    netmkt__purchases purchases;
    netmkt_status status;

    if (!netmkt__store_has(store, customer))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    status = netmkt__moment_of(store, settings, as_of_ms, &moment);
    if (status == NETMKT_OK)
        status = netmkt__store_events(store, customer, &scratch, &events);
    if (status != NETMKT_OK)
        goto done;
    status = netmkt__purchases_of(&events, moment.as_of_ms, moment.day_offset, &netting, &purchases);
    if (status != NETMKT_OK)
        goto done;
    netmkt__summary_fill(&moment, &purchases, &summary);
    if (purchases.events > 0) {
        summary.first_event_ms = events.time_ms[0];
        summary.last_event_ms = events.time_ms[purchases.events - 1];
    }
    status = netmkt__money_sum(events.cost, (size_t)purchases.events, &summary.cost);
    if (status == NETMKT_OK)
        status = netmkt__order_cost(&events, (size_t)purchases.events, &summary.order_cost);
    if (status == NETMKT_OK)
        *out = summary;
done:
    netmkt__netting_free(&netting);
    netmkt__scratch_free(&scratch);
    return status;
}

netmkt_status netmkt_summary_get(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                 netmkt_summary *out)
{
    netmkt_status status;

    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "summary of %u bytes, this library knows %zu; set struct_size", out->struct_size, sizeof *out);
    status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    status = get(store, settings, customer, as_of_ms, out);
    netmkt__store_read_end(store);
    return status;
}

/* The columns of netmkt_summary_all(), in order, behind id and customer. */
static netmkt_status add_columns(netmkt_table *table, netmkt__customer_columns *c)
{
    const netmkt__column_plan plan[] = {
        {"x", &c->whole_x, NETMKT_COLUMN_INT, 0},
        {"t_x", &c->t_x, NETMKT_COLUMN_REAL, 0},
        {"T", &c->T, NETMKT_COLUMN_REAL, 0},
        {"m", &c->m, NETMKT_COLUMN_REAL, 0},
        {"first", &c->first_ms, NETMKT_COLUMN_TIME, 0},
        {"last", &c->last_ms, NETMKT_COLUMN_TIME, 0},
        {"revenue", &c->revenue, NETMKT_COLUMN_MONEY, 0},
        {"ordered", &c->ordered, NETMKT_COLUMN_MONEY, 0},
        {"returned", &c->returned, NETMKT_COLUMN_MONEY, 0},
        {"orders", &c->orders, NETMKT_COLUMN_INT, 0},
        {"orders_kept", &c->orders_kept, NETMKT_COLUMN_INT, 0},
        {"returns", &c->returns, NETMKT_COLUMN_INT, 0},
        {"purchase_days", &c->purchase_days, NETMKT_COLUMN_INT, 0},
        {"events", &c->events, NETMKT_COLUMN_INT, 0},
        {"gap_mean", &c->gap_mean, NETMKT_COLUMN_REAL, 0},
        {"gap_max", &c->gap_max, NETMKT_COLUMN_REAL, 0},
        {"idle", &c->idle, NETMKT_COLUMN_REAL, 0},
        {"cost", &c->cost, NETMKT_COLUMN_MONEY, 0},
        {"order_cost", &c->order_cost, NETMKT_COLUMN_MONEY, 0},
    };

    return netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);
}

static netmkt_status all(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_context *context = netmkt__store_context(store);
    netmkt__customer_columns columns = {.x = NULL};
    netmkt__moment moment;
    netmkt_table *table = NULL;
    netmkt_status status = netmkt__moment_of(store, settings, as_of_ms, &moment);

    if (status != NETMKT_OK)
        return status;
    columns.buyer = netmkt__calloc(context, (size_t)netmkt__store_customers(store), 1);
    status = columns.buyer != NULL ? netmkt__customer_table_new(store, &table) : netmkt__nomem();
    if (status == NETMKT_OK)
        status = add_columns(table, &columns);
    if (status == NETMKT_OK)
        status = netmkt__customers_fill(store, settings, &moment, &columns);
    if (status == NETMKT_OK) {
        netmkt__setting_limit(settings, (size_t)netmkt__store_customers(store), columns.buyer);
        status = netmkt__customer_table_end(store, table, columns.buyer);
    }
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    netmkt__free(context, columns.buyer);
    return status;
}

netmkt_status netmkt_summary_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = all(store, settings, as_of_ms, out);
    netmkt__store_read_end(store);
    return status;
}

/* Those whom nobody asks about are as those without a purchase day. */
static void blank_unwanted(const netmkt_settings *settings, size_t customers, const netmkt__customer_columns *c)
{
    for (size_t row = 0; row < customers; row++) {
        if (netmkt__setting_wants(settings, (uint64_t)row + 1))
            continue;
        if (c->x != NULL)
            c->x[row] = 0.0;
        if (c->t_x != NULL)
            c->t_x[row] = 0.0;
        if (c->T != NULL)
            c->T[row] = NAN;
        if (c->m != NULL)
            c->m[row] = 0.0;
        if (c->revenue != NULL)
            c->revenue[row] = 0;
        if (c->idle_days != NULL)
            c->idle_days[row] = -1;
    }
}

netmkt_status netmkt_summary_columns(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, size_t capacity, double *x,
                                     double *t_x, double *T, double *m, int64_t *revenue, int64_t *idle_days)
{
    const netmkt__customer_columns columns = {.x = x, .t_x = t_x, .T = T, .m = m, .revenue = revenue, .idle_days = idle_days};
    netmkt__moment moment;
    netmkt_status status;

    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    if (netmkt__store_customers(store) > capacity)
        status = netmkt__fail(NETMKT_E_RANGE, "%llu customers, but the columns have room for %zu; netmkt_customer_count() tells",
                              (unsigned long long)netmkt__store_customers(store), capacity);
    if (status == NETMKT_OK)
        status = netmkt__moment_of(store, settings, as_of_ms, &moment);
    if (status == NETMKT_OK)
        status = netmkt__customers_fill(store, settings, &moment, &columns);
    if (status == NETMKT_OK && netmkt__setting_limits(settings))
        blank_unwanted(settings, (size_t)netmkt__store_customers(store), &columns);
    netmkt__store_read_end(store);
    return status;
}
