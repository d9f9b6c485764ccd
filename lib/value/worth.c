/* What each customer of a store is worth, for measures of concentration. */
#include <netmkt/concentration.h>
#include <netmkt/value.h>

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "summary/customers.h"
#include "value/crowd.h"
#include "value/margin.h"

typedef struct appraisal {
    const netmkt__moment *moment;
    netmkt__netting *netting; /* one a part */
    double *value;
    uint8_t *counts;          /* who has an order or a return */
    double margin;
    int with_cost;
} appraisal;

static netmkt_status appraise(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const appraisal *a = argument;
    netmkt__purchases purchases;
    int64_t cost = 0;
    netmkt_status status = netmkt__purchases_of(events, a->moment->as_of_ms, a->moment->day_offset, &a->netting[part], &purchases);

    if (status == NETMKT_OK && a->with_cost)
        status = netmkt__money_sum(events->cost, events->n, &cost);
    if (status != NETMKT_OK)
        return status;
    a->counts[customer - 1] = purchases.orders > 0 || purchases.returns > 0;
    a->value[customer - 1] = (a->margin * (double)(purchases.ordered - purchases.returned) - (double)cost) / a->moment->money_unit;
    return NETMKT_OK;
}

/* With the read lock held. */
static netmkt_status sales(const netmkt_store *store, const netmkt_settings *settings, int32_t worth, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_context *context = netmkt__store_context(store);
    size_t customers = (size_t)netmkt__store_customers(store), parts = netmkt__crowd_parts(store, NETMKT__CROWD_PARTS);
    netmkt__netting netting[NETMKT__CROWD_PARTS];
    netmkt__moment moment;
    appraisal a = {&moment, netting, NULL, NULL, 1.0, worth == NETMKT_WORTH_MARGIN};
    netmkt_table *table = NULL;
    netmkt_status status = netmkt__moment_of(store, settings, as_of_ms, &moment);

    if (status != NETMKT_OK)
        return status;
    if (a.with_cost)
        a.margin = netmkt__margins_own(settings) ? 1.0 : netmkt__setting(settings, NETMKT__SET_VALUE_MARGIN); /* costs of goods are among the costs */
    for (size_t i = 0; i < parts; i++)
        netting[i] = (netmkt__netting){.context = context};
    a.counts = netmkt__calloc(context, customers, 1);
    status = a.counts != NULL ? netmkt__customer_table_new(store, &table) : netmkt__nomem();
    if (status == NETMKT_OK)
        status = netmkt__table_add(table, "value", NETMKT_COLUMN_REAL, &a.value);
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk_wanted(store, settings, parts, moment.as_of_ms, appraise, &a);
    if (status == NETMKT_OK)
        status = netmkt__customer_table_end(store, table, a.counts);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    for (size_t i = 0; i < parts; i++)
        netmkt__netting_free(&netting[i]);
    netmkt_table_free(table);
    netmkt__free(context, a.counts);
    return status;
}

static netmkt_status rename_value(netmkt_context *context, netmkt_table *scored, netmkt_table **out)
{
    const void *id, *key, *clv;
    netmkt_table *table = NULL;
    netmkt_status status = netmkt_table_new(context, netmkt_table_rows(scored), 0, &table);

    if (status == NETMKT_OK)
        status = netmkt_table_column(scored, "id", NULL, &id);
    if (status == NETMKT_OK)
        status = netmkt_table_column(scored, "customer", NULL, &key);
    if (status == NETMKT_OK)
        status = netmkt_table_column(scored, "clv", NULL, &clv);
    if (status == NETMKT_OK)
        status = netmkt_table_add(table, "id", NETMKT_COLUMN_INT, id);
    if (status == NETMKT_OK)
        status = netmkt_table_add(table, "customer", NETMKT_COLUMN_TEXT, key);
    if (status == NETMKT_OK)
        status = netmkt_table_add(table, "value", NETMKT_COLUMN_REAL, clv);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}

netmkt_status netmkt_concentration_values(netmkt_store *store, const netmkt_settings *settings, int32_t worth, int64_t as_of_ms,
                                          netmkt_table **out)
{
    netmkt_table *scored = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (worth < NETMKT_WORTH_REVENUE || worth > NETMKT_WORTH_CLV)
        return netmkt__fail(NETMKT_E_INVALID, "%d is no measure of worth: revenue, margin or clv", (int)worth);
    if (worth == NETMKT_WORTH_CLV) {
        status = netmkt_value_score_all(store, NULL, NULL, settings, as_of_ms, &scored);
        if (status == NETMKT_OK)
            status = rename_value(netmkt__store_context(store), scored, out);
        netmkt_table_free(scored);
        return status;
    }
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = sales(store, settings, worth, as_of_ms, out);
    netmkt__store_read_end(store);
    return status;
}

netmkt_status netmkt_concentration_store(netmkt_store *store, const netmkt_settings *settings, int32_t worth, int64_t as_of_ms,
                                         netmkt_concentration *out)
{
    netmkt_table *table = NULL;
    const void *values = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "concentration of %u bytes, this library knows %zu; set struct_size", out->struct_size,
                            sizeof *out);
    status = netmkt_concentration_values(store, settings, worth, as_of_ms, &table);
    if (status == NETMKT_OK)
        status = netmkt_table_column(table, "value", NULL, &values);
    if (status == NETMKT_OK)
        status = netmkt_concentration_measure(netmkt__store_context(store), netmkt_table_rows(table), values, out);
    netmkt_table_free(table);
    return status;
}
