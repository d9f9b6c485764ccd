/* A customer's, or everybody's, activity by kind of event and by channel: one pass with an array entry a kind or channel. */
#include <netmkt/summary.h>

#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "summary/customers.h"

/* The table's columns while they are filled, a row for every possible kind or channel. */
typedef struct breakdown {
    netmkt_table *table;
    size_t rows;
    const char **name;
    int64_t *customers; /* NULL where not asked for */
    int64_t *events, *first_ms, *last_ms, *orders, *money, *cost;
    uint64_t *reached_by; /* the last customer counted, a row; with `customers` */
} breakdown;

static netmkt_status add_event(breakdown *to, size_t row, const netmkt__events *events, size_t i, int64_t money)
{
    int64_t cost = events->cost != NULL ? events->cost[i] : 0;

    if (netmkt__add_overflows(&to->money[row], money) || netmkt__add_overflows(&to->cost[row], cost))
        return netmkt__fail(NETMKT_E_RANGE, "a sum of money overflows 64 bits of minor units");
    if (to->events[row] == 0 || events->time_ms[i] < to->first_ms[row])
        to->first_ms[row] = events->time_ms[i];
    if (to->events[row] == 0 || events->time_ms[i] > to->last_ms[row])
        to->last_ms[row] = events->time_ms[i];
    to->events[row]++;
    return NETMKT_OK;
}

static netmkt_status keep_used(netmkt_context *context, breakdown *b)
{
    uint8_t *used = netmkt__calloc(context, b->rows, 1);

    if (used == NULL)
        return netmkt__nomem();
    for (size_t row = 0; row < b->rows; row++)
        used[row] = b->events[row] > 0;
    netmkt__table_keep(b->table, used);
    netmkt__free(context, used);
    return NETMKT_OK;
}

static netmkt_status copy_name(breakdown *b, size_t row, const char *name)
{
    if (b->events[row] == 0)
        return NETMKT_OK;
    b->name[row] = netmkt__table_copy(b->table, name, strlen(name));
    if (b->name[row] != NULL)
        return NETMKT_OK;
    b->name[row] = "";
    return netmkt__nomem();
}

/* Rule and context of a call, checked once. */
static netmkt_status start(const netmkt_store *store, netmkt_customer_id customer, int all_allowed, int64_t as_of_ms, netmkt__moment *moment)
{
    if (!(all_allowed && customer == 0) && !netmkt__store_has(store, customer))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    return netmkt__moment_of(store, NULL, as_of_ms, moment);
}

static netmkt_status add_kinds(const netmkt_store *store, netmkt_customer_id customer, const netmkt__moment *moment,
                               netmkt__scratch *scratch, breakdown *b)
{
    netmkt__events events;
    netmkt_status status = netmkt__store_events(store, customer, scratch, &events);
    size_t n = status == NETMKT_OK ? netmkt__events_until(&events, moment->as_of_ms) : 0;

    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        status = add_event(b, events.kind[i], &events, i, events.amount != NULL ? events.amount[i] : 0);
    return status;
}

static netmkt_status kinds(const netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_context *context = netmkt__store_context(store);
    netmkt__scratch scratch = {.context = context};
    breakdown b = {.rows = netmkt__store_kinds(store)};
    const netmkt__column_plan plan[] = {
        {"kind", &b.name, NETMKT_COLUMN_TEXT, 0},
        {"events", &b.events, NETMKT_COLUMN_INT, 0},
        {"first", &b.first_ms, NETMKT_COLUMN_TIME, 0},
        {"last", &b.last_ms, NETMKT_COLUMN_TIME, 0},
        {"amount", &b.money, NETMKT_COLUMN_MONEY, 0},
        {"cost", &b.cost, NETMKT_COLUMN_MONEY, 0},
    };
    netmkt__moment moment;
    netmkt_status status = start(store, customer, 0, as_of_ms, &moment);

    if (status == NETMKT_OK)
        status = netmkt__table_new(context, b.rows, netmkt__store_exponent(store), &b.table);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(b.table, plan, sizeof plan / sizeof plan[0]);
    if (status == NETMKT_OK)
        status = add_kinds(store, customer, &moment, &scratch, &b);
    for (size_t row = 0; status == NETMKT_OK && row < b.rows; row++)
        status = copy_name(&b, row, netmkt__store_kind_name(store, (netmkt_kind_id)row));
    if (status == NETMKT_OK)
        status = keep_used(context, &b);
    if (status == NETMKT_OK) {
        *out = b.table;
        b.table = NULL;
    }
    netmkt_table_free(b.table);
    netmkt__scratch_free(&scratch);
    return status;
}

/* Row of a channel: those without one come last. */
static size_t channel_row(const breakdown *b, netmkt_channel_id channel)
{
    return channel > 0 ? (size_t)channel - 1 : b->rows - 1;
}

static netmkt_status add_channels(const netmkt_store *store, netmkt_customer_id customer, const netmkt__moment *moment,
                                  netmkt__scratch *scratch, breakdown *b)
{
    netmkt__events events;
    netmkt_status status = netmkt__store_events(store, customer, scratch, &events);
    size_t n = status == NETMKT_OK ? netmkt__events_until(&events, moment->as_of_ms) : 0;

    for (size_t i = 0; status == NETMKT_OK && i < n; i++) {
        size_t row = channel_row(b, events.channel != NULL ? events.channel[i] : 0);
        int order = events.kind[i] == NETMKT_KIND_ORDER;
        int counts = order || events.kind[i] == NETMKT_KIND_RETURN;

        status = add_event(b, row, &events, i, counts && events.amount != NULL ? events.amount[i] : 0);
        b->orders[row] += order;
        if (b->customers != NULL && b->reached_by[row] != customer) {
            b->reached_by[row] = customer;
            b->customers[row]++;
        }
    }
    return status;
}

static netmkt_status new_channel_table(const netmkt_store *store, int with_customers, breakdown *b)
{
    const netmkt__column_plan plan[] = {
        {"events", &b->events, NETMKT_COLUMN_INT, 0},
        {"first", &b->first_ms, NETMKT_COLUMN_TIME, 0},
        {"last", &b->last_ms, NETMKT_COLUMN_TIME, 0},
        {"orders", &b->orders, NETMKT_COLUMN_INT, 0},
        {"revenue", &b->money, NETMKT_COLUMN_MONEY, 0},
        {"cost", &b->cost, NETMKT_COLUMN_MONEY, 0},
    };
    netmkt_status status = netmkt__table_new(netmkt__store_context(store), b->rows, netmkt__store_exponent(store), &b->table);

    if (status == NETMKT_OK)
        status = netmkt__table_add(b->table, "channel", NETMKT_COLUMN_TEXT, &b->name);
    if (status == NETMKT_OK && with_customers)
        status = netmkt__table_add(b->table, "customers", NETMKT_COLUMN_INT, &b->customers);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(b->table, plan, sizeof plan / sizeof plan[0]);
    return status;
}

static netmkt_status channels(const netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_context *context = netmkt__store_context(store);
    netmkt__scratch scratch = {.context = context};
    uint64_t first = customer > 0 ? customer : 1, last = customer > 0 ? customer : netmkt__store_customers(store);
    breakdown b = {.rows = netmkt__store_channels(store)};
    netmkt__moment moment;
    netmkt_status status = start(store, customer, 1, as_of_ms, &moment);

    if (status != NETMKT_OK)
        return status;
    b.reached_by = netmkt__calloc(context, b.rows, sizeof *b.reached_by);
    status = b.reached_by != NULL ? new_channel_table(store, customer == 0, &b) : netmkt__nomem();
    for (uint64_t id = first; status == NETMKT_OK && id <= last; id++)
        if (customer > 0 || netmkt__setting_wants(settings, id))
            status = add_channels(store, id, &moment, &scratch, &b);
    for (size_t row = 0; status == NETMKT_OK && row + 1 < b.rows; row++)
        status = copy_name(&b, row, netmkt__store_channel_name(store, (netmkt_channel_id)(row + 1)));
    if (status == NETMKT_OK)
        status = keep_used(context, &b);
    if (status == NETMKT_OK) {
        *out = b.table;
        b.table = NULL;
    }
    netmkt_table_free(b.table);
    netmkt__free(context, b.reached_by);
    netmkt__scratch_free(&scratch);
    return status;
}

netmkt_status netmkt_summary_kinds(netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    status = kinds(store, customer, as_of_ms, out);
    netmkt__store_read_end(store);
    return status;
}

netmkt_status netmkt_summary_channels(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                      netmkt_table **out)
{
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, customer == 0);
    if (status != NETMKT_OK)
        return status;
    status = channels(store, settings, customer, as_of_ms, out);
    netmkt__store_read_end(store);
    return status;
}
