/* Values of one customer and of all. */
#include "value/customer_value.h"

#include <math.h>
#include <string.h>

#include <netmkt/future.h>

#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "summary/customers.h"
#include "value/buyers.h"
#include "value/margin.h"

netmkt_status netmkt__value_check_models(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings)
{
    netmkt_fit fit = {.struct_size = sizeof fit};
    double unit = netmkt__setting(settings, NETMKT__SET_TIME_UNIT_DAYS);
    netmkt_status status;

    if (purchase != NULL) {
        status = netmkt_model_fit_get(purchase, &fit);
        if (status != NETMKT_OK)
            return status;
        if (fit.model != NETMKT_MODEL_BGNBD && fit.model != NETMKT_MODEL_MBGNBD && fit.model != NETMKT_MODEL_PARETONBD)
            return netmkt__fail(NETMKT_E_INVALID, "%s cannot value the customers of a store; BG/NBD, MBG/NBD and Pareto/NBD can",
                                netmkt_model_name(fit.model));
        if (fit.unit_days != unit)
            return netmkt__fail(NETMKT_E_INVALID, "the purchase model's time unit is %g days, but time.unit_days is %g: fit it anew, or change the setting",
                                fit.unit_days, unit);
    }
    if (spend != NULL) {
        status = netmkt_model_fit_get(spend, &fit);
        if (status != NETMKT_OK)
            return status;
        if (fit.model != NETMKT_MODEL_GAMMAGAMMA)
            return netmkt__fail(NETMKT_E_INVALID, "%s is no spend model; Gamma-Gamma is", netmkt_model_name(fit.model));
    }
    return NETMKT_OK;
}

/* The parts of a value that the models give, for one customer with a purchase day. */
static netmkt_status value_parts(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings, netmkt_value *value)
{
    double horizon = netmkt__setting(settings, NETMKT__SET_VALUE_HORIZON);
    netmkt_status status = netmkt_model_score(purchase, 1, 1, &value->x, &value->t_x, &value->T, horizon, NULL, &value->p_alive,
                                              &value->expected_purchases);

    if (status == NETMKT_OK)
        status = netmkt_model_spend(spend, 1, &value->x, &value->m, NULL, &value->expected_spend);
    if (status == NETMKT_OK)
        status = netmkt_model_clv(purchase, spend, settings, 1, &value->x, &value->t_x, &value->T, &value->m, &value->margin, &value->clv);
    return status;
}

static double whole_money(netmkt_store *store, int64_t minor)
{
    netmkt_store_statistics statistics = {.struct_size = sizeof statistics};
    double unit = 1.0;

    (void)netmkt_store_stats(store, &statistics);
    for (int32_t i = 0; i < statistics.currency_exponent; i++)
        unit *= 10.0;
    return (double)minor / unit;
}

netmkt_status netmkt_value_score(netmkt_store *store, const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings,
                                 netmkt_customer_id customer, int64_t as_of_ms, netmkt_value *out)
{
    netmkt_summary summary = {.struct_size = sizeof summary};
    netmkt_value value = {.struct_size = sizeof value, .customer = customer, .p_alive = NAN, .expected_spend = NAN};
    netmkt_status status;

    if (store == NULL || purchase == NULL || spend == NULL || out == NULL)
        return netmkt__misuse("store, purchase, spend and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "value of %u bytes, this library knows %zu; set struct_size", out->struct_size, sizeof *out);
    status = netmkt__value_check_models(purchase, spend, settings);
    if (status == NETMKT_OK)
        status = netmkt_summary_get(store, settings, customer, as_of_ms, &summary);
    if (status != NETMKT_OK)
        return status;
    value.x = (double)summary.x;
    value.t_x = summary.t_x;
    value.T = summary.T;
    value.m = summary.m;
    value.revenue = whole_money(store, summary.revenue);
    value.margin = netmkt__margin_of(spend, settings, value.x, summary.revenue, summary.order_cost);
    if (summary.purchase_days > 0)
        status = value_parts(purchase, spend, settings, &value);
    if (status == NETMKT_OK)
        *out = value;
    return status;
}

/* The columns of the table behind id and customer. */
typedef struct value_columns {
    int64_t *x, *revenue;
    double *t_x, *T, *m, *p_alive, *expected, *spend, *clv, *clv_share, *revenue_share, *margin;
} value_columns;

static netmkt_status add_columns(netmkt_table *table, value_columns *c)
{
    const netmkt__column_plan plan[] = {
        {"x", &c->x, NETMKT_COLUMN_INT, 0},
        {"t_x", &c->t_x, NETMKT_COLUMN_REAL, 0},
        {"T", &c->T, NETMKT_COLUMN_REAL, 0},
        {"m", &c->m, NETMKT_COLUMN_REAL, 0},
        {"p_alive", &c->p_alive, NETMKT_COLUMN_REAL, 0},
        {"expected_purchases", &c->expected, NETMKT_COLUMN_REAL, 0},
        {"expected_spend", &c->spend, NETMKT_COLUMN_REAL, 0},
        {"clv", &c->clv, NETMKT_COLUMN_REAL, 0},
        {"revenue", &c->revenue, NETMKT_COLUMN_MONEY, 0},
        {"clv_share", &c->clv_share, NETMKT_COLUMN_REAL, 0},
        {"revenue_share", &c->revenue_share, NETMKT_COLUMN_REAL, 0},
        {"margin", &c->margin, NETMKT_COLUMN_REAL, 0},
    };

    return netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);
}

/* Parts of a total of those asked about, summed in the order of rows; NaN where the total is 0. */
static void fill_shares(const netmkt_settings *settings, const netmkt_table *keys, const value_columns *c, size_t n)
{
    const void *ids = NULL;
    const int64_t *id;
    double clv = 0.0, revenue = 0.0;

    (void)netmkt_table_column(keys, "id", NULL, &ids);
    id = ids;
    for (size_t i = 0; i < n; i++) {
        if (!netmkt__setting_wants(settings, (uint64_t)id[i]))
            continue;
        clv += c->clv[i];
        revenue += (double)c->revenue[i];
    }
    for (size_t i = 0; i < n; i++) {
        c->clv_share[i] = clv != 0.0 ? c->clv[i] / clv : NAN;
        c->revenue_share[i] = revenue != 0.0 ? (double)c->revenue[i] / revenue : NAN;
    }
}

static netmkt_status add_interval(const netmkt__buyers *buyers, const netmkt_model *purchase, const netmkt_model *spend,
                                  const netmkt_settings *settings, const double *margin, netmkt_table *table)
{
    double *low, *high;
    netmkt_status status = netmkt__table_add(table, "clv_low", NETMKT_COLUMN_REAL, &low);

    if (status == NETMKT_OK)
        status = netmkt__table_add(table, "clv_high", NETMKT_COLUMN_REAL, &high);
    if (status == NETMKT_OK)
        status = netmkt_model_clv_interval(purchase, spend, settings, buyers->n, buyers->x, buyers->t_x, buyers->T, buyers->m, margin, low, high, NULL, NULL);
    return status;
}

static netmkt_status fill_values(const netmkt__buyers *buyers, const netmkt_model *purchase, const netmkt_model *spend,
                                 const netmkt_settings *settings, netmkt_table *table)
{
    value_columns c;
    size_t n = buyers->n;
    netmkt_status status = add_columns(table, &c);

    if (status != NETMKT_OK || n == 0)
        return status;
    for (size_t i = 0; i < n; i++)
        c.x[i] = (int64_t)buyers->x[i];
    memcpy(c.t_x, buyers->t_x, n * sizeof *c.t_x);
    memcpy(c.T, buyers->T, n * sizeof *c.T);
    memcpy(c.m, buyers->m, n * sizeof *c.m);
    memcpy(c.revenue, buyers->revenue, n * sizeof *c.revenue);
    for (size_t i = 0; i < n; i++)
        c.margin[i] = netmkt__margin_of(spend, settings, buyers->x[i], buyers->revenue[i], buyers->order_cost != NULL ? buyers->order_cost[i] : 0);
    status = netmkt_model_score(purchase, netmkt__setting_threads(settings), n, buyers->x, buyers->t_x, buyers->T,
                                netmkt__setting(settings, NETMKT__SET_VALUE_HORIZON), NULL, c.p_alive, c.expected);
    if (status == NETMKT_OK)
        status = netmkt_model_spend(spend, n, buyers->x, buyers->m, NULL, c.spend);
    if (status == NETMKT_OK)
        status = netmkt_model_clv(purchase, spend, settings, n, buyers->x, buyers->t_x, buyers->T, buyers->m, c.margin, c.clv);
    if (status == NETMKT_OK && netmkt__setting(settings, NETMKT__SET_VALUE_DRAWS) > 0.0)
        status = add_interval(buyers, purchase, spend, settings, c.margin, table);
    if (status == NETMKT_OK)
        fill_shares(settings, table, &c, n);
    return status;
}

netmkt_status netmkt_value_score_all(netmkt_store *store, const netmkt_model *purchase, const netmkt_model *spend,
                                     const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt__buyers buyers;
    netmkt_model *fitted_purchase = NULL, *fitted_spend = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    status = netmkt__value_check_models(purchase, spend, settings);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__buyers_read(store, settings, as_of_ms, &buyers);
    if (status == NETMKT_OK && purchase == NULL)
        status = netmkt__buyers_fit(&buyers, NETMKT_MODEL_BGNBD, settings, &fitted_purchase);
    if (status == NETMKT_OK && spend == NULL)
        status = netmkt__buyers_fit(&buyers, NETMKT_MODEL_GAMMAGAMMA, settings, &fitted_spend);
    if (status == NETMKT_OK)
        status = fill_values(&buyers, purchase != NULL ? purchase : fitted_purchase, spend != NULL ? spend : fitted_spend, settings, buyers.keys);
    if (status == NETMKT_OK)
        status = netmkt__buyers_add_scores(&buyers, settings, "m_score", buyers.keys);
    if (status == NETMKT_OK)
        status = netmkt__customer_table_limit(settings, buyers.context, buyers.keys);
    if (status == NETMKT_OK) {
        *out = buyers.keys;
        buyers.keys = NULL;
    }
    netmkt_model_free(fitted_purchase);
    netmkt_model_free(fitted_spend);
    netmkt__buyers_free(&buyers);
    return status;
}
