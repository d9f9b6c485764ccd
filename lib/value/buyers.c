/* Buyers of a store. The arrays lie in a table of their own, so that what leaves out the others and what frees them are one. */
#include "value/buyers.h"

#include <stdio.h>
#include <string.h>

#include <netmkt/time.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "summary/customers.h"
#include "value/margin.h"
#include "value/model.h"

static netmkt_status add_columns(netmkt_table *table, int order_costs, netmkt__customer_columns *c)
{
    const netmkt__column_plan plan[] = {
        {"x", &c->x, NETMKT_COLUMN_REAL, 0},
        {"t_x", &c->t_x, NETMKT_COLUMN_REAL, 0},
        {"T", &c->T, NETMKT_COLUMN_REAL, 0},
        {"m", &c->m, NETMKT_COLUMN_REAL, 0},
        {"revenue", &c->revenue, NETMKT_COLUMN_MONEY, 0},
        {"idle_days", &c->idle_days, NETMKT_COLUMN_INT, 0},
        {"purchase_days", &c->purchase_days, NETMKT_COLUMN_INT, 0},
    };

    netmkt_status status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);

    return status == NETMKT_OK && order_costs ? netmkt__table_add(table, "order_cost", NETMKT_COLUMN_MONEY, &c->order_cost) : status;
}

/* With the read lock held. */
static netmkt_status read_buyers(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__buyers *out)
{
    netmkt__customer_columns columns = {.x = NULL};
    netmkt__moment moment;
    netmkt_status status = netmkt__moment_of(store, settings, as_of_ms, &moment);
    size_t customers = (size_t)netmkt__store_customers(store);

    if (status != NETMKT_OK)
        return status;
    out->context = netmkt__store_context(store);
    out->money_unit = moment.money_unit;
    out->as_of_ms = moment.as_of_ms;
    columns.buyer = netmkt__calloc(out->context, customers, 1);
    status = columns.buyer != NULL ? netmkt__table_new(out->context, customers, 0, &out->columns) : netmkt__nomem();
    if (status == NETMKT_OK)
        status = add_columns(out->columns, netmkt__margins_own(settings), &columns);
    if (status == NETMKT_OK)
        status = netmkt__customers_fill(store, settings, &moment, &columns);
    if (status == NETMKT_OK)
        status = netmkt__customer_table_new(store, &out->keys);
    if (status == NETMKT_OK) {
        netmkt__table_keep(out->columns, columns.buyer);
        status = netmkt__customer_table_end(store, out->keys, columns.buyer);
    }
    out->n = netmkt_table_rows(out->columns);
    out->x = columns.x;
    out->t_x = columns.t_x;
    out->T = columns.T;
    out->m = columns.m;
    out->revenue = columns.revenue;
    out->idle_days = columns.idle_days;
    out->purchase_days = columns.purchase_days;
    out->order_cost = columns.order_cost;
    netmkt__free(out->context, columns.buyer);
    return status;
}

netmkt_status netmkt__buyers_read(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__buyers *out)
{
    netmkt_status status;

    memset(out, 0, sizeof *out);
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = read_buyers(store, settings, as_of_ms, out);
    netmkt__store_read_end(store);
    return status;
}

void netmkt__buyers_free(netmkt__buyers *buyers)
{
    netmkt_table_free(buyers->keys);
    netmkt_table_free(buyers->columns);
    buyers->keys = buyers->columns = NULL;
}

static void say_origin(const netmkt__buyers *buyers, netmkt_model *model)
{
    char time[32], origin[48];

    if (netmkt_time_format(buyers->as_of_ms, time, sizeof time) != NETMKT_OK)
        return;
    (void)snprintf(origin, sizeof origin, "store %s", time);
    netmkt__model_comes_from(model, origin);
}

netmkt_status netmkt__buyers_fit(const netmkt__buyers *buyers, int32_t model, const netmkt_settings *settings, netmkt_model **out)
{
    netmkt_status status;
    size_t usable = 0;

    *out = NULL;
    if (buyers->n == 0)
        return netmkt__fail(NETMKT_E_DATA, "no customer has bought by then: there is nothing to fit a model to");
    for (size_t i = 0; model == NETMKT_MODEL_GAMMAGAMMA && i < buyers->n; i++)
        usable += buyers->x[i] > 0.0 && buyers->m[i] > 0.0;
    if (model == NETMKT_MODEL_GAMMAGAMMA && usable == 0)
        return netmkt__fail(NETMKT_E_DATA, "none of the %zu customers has paid on a second day yet, so the spend model has nothing to "
                            "learn from; give one made with netmkt_model_new(), or wait", buyers->n);
    status = netmkt_model_fit_summaries(buyers->context, model, settings, buyers->n, buyers->x, buyers->t_x, buyers->T, buyers->m, NULL, out);
    if (status == NETMKT_OK) {
        say_origin(buyers, *out);
        return NETMKT_OK;
    }
    return netmkt__prefix(status, "fit of %s to %zu customers: ", netmkt_model_name(model) != NULL ? netmkt_model_name(model) : "the model",
                          buyers->n);
}

static netmkt_status fill_scores(const netmkt__buyers *buyers, const netmkt_settings *settings, uint8_t *score, int64_t *r, int64_t *f,
                                 int64_t *m, const char **segment)
{
    uint32_t scores = (uint32_t)netmkt__setting(settings, NETMKT__SET_RFM_SCORES);
    size_t n = buyers->n;
    netmkt_status status = netmkt_rfm_score(buyers->context, settings, n, buyers->idle_days, buyers->purchase_days, buyers->revenue, score,
                                            score + n, score + 2 * n);

    for (size_t i = 0; status == NETMKT_OK && i < n; i++) {
        r[i] = score[i];
        f[i] = score[n + i];
        m[i] = score[2 * n + i];
        segment[i] = netmkt_rfm_segment(score[i], score[n + i], score[2 * n + i], scores);
    }
    return status;
}

netmkt_status netmkt__buyers_add_scores(const netmkt__buyers *buyers, const netmkt_settings *settings, const char *money_name,
                                        netmkt_table *table)
{
    int64_t *r, *f, *m;
    const char **segment;
    const netmkt__column_plan plan[] = {
        {"r", &r, NETMKT_COLUMN_INT, 0},
        {"f", &f, NETMKT_COLUMN_INT, 0},
        {money_name, &m, NETMKT_COLUMN_INT, 0},
        {"segment", &segment, NETMKT_COLUMN_TEXT, 0},
    };
    uint8_t *score = netmkt__alloc(buyers->context, buyers->n, 3);
    netmkt_status status = score != NULL ? netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]) : netmkt__nomem();

    if (status == NETMKT_OK)
        status = fill_scores(buyers, settings, score, r, f, m, segment);
    netmkt__free(buyers->context, score);
    return status;
}
