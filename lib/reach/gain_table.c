/* Figures of returns from their counts, and the report. */
#include "reach/gain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/value.h>

#include "base/context.h"
#include "base/period.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "numeric/rate.h"
#include "store/store.h"
#include "summary/customers.h"

/* --- payback --- */

typedef struct aged {
    uint64_t key;
    double margin;
} aged;

static int compare_aged(const void *a, const void *b)
{
    const aged *x = a, *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

netmkt_status netmkt__gains_payback(const netmkt__gains *gains, netmkt_context *context, double *days)
{
    uint32_t n = gains->ages.rows;
    aged *list = netmkt__alloc(context, n > 0 ? n : 1, sizeof *list);
    double sum = 0.0;

    if (list == NULL)
        return netmkt__nomem();
    for (uint32_t i = 0; i < gains->groups.rows; i++)
        days[i] = NAN;
    for (uint32_t i = 0; i < n; i++) {
        list[i].key = gains->ages.row[i].key;
        memcpy(&list[i].margin, &gains->ages.row[i].n[0], sizeof list[i].margin);
    }
    qsort(list, n, sizeof *list, compare_aged);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = (uint32_t)(list[i].key >> 32);

        sum = i > 0 && list[i - 1].key >> 32 == row ? sum + list[i].margin : list[i].margin;
        if (isnan(days[row]) && sum >= gains->of[row].cost)
            days[row] = (double)(list[i].key & UINT32_MAX);
    }
    netmkt__free(context, list);
    return NETMKT_OK;
}

/* --- rows --- */

typedef struct named {
    char name[32]; /* of a month */
    const char *text;
    uint64_t key;
    uint32_t row;
} named;

static int compare_named(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int by_name = strcmp(x->text, y->text);

    return by_name != 0 ? by_name : (x->key > y->key) - (x->key < y->key);
}

static const char *text_of(const netmkt__names *names, uint64_t number)
{
    return number <= names->map.count ? names->texts[number - 1] : "";
}

static void name_row(const netmkt__gain_rules *rules, named *out)
{
    switch (rules->by) {
    case NETMKT_RETURNS_BY_CHANNEL:
        out->text = netmkt__store_channel_name(rules->store, (netmkt_channel_id)out->key);
        break;
    case NETMKT_RETURNS_BY_CAMPAIGN:
        out->text = text_of(&rules->store->records.campaigns.names, out->key);
        break;
    case NETMKT_RETURNS_BY_OFFER:
        out->text = text_of(&rules->store->records.offers.names, out->key);
        break;
    default:
        netmkt__period_name(NETMKT__PERIOD_MONTH, (int64_t)out->key - NETMKT__GAIN_MONTH, out->name);
        out->text = out->name;
    }
}

typedef struct gain_columns {
    const char **group;
    int64_t *impressions, *touches, *visits;
    double *orders, *revenue, *margin, *cost;
    double *touch_rate, *touch_low, *touch_high, *visit_rate, *visit_low, *visit_high;
    double *return_on_spend, *profit, *cost_per_order, *acquired, *cost_per_acquired, *clv, *clv_to_cost, *payback;
} gain_columns;

static netmkt_status add_columns(netmkt_table *table, gain_columns *c)
{
    const netmkt__column_plan plan[] = {
        {"group", &c->group, NETMKT_COLUMN_TEXT, 0},
        {"impressions", &c->impressions, NETMKT_COLUMN_INT, 0},
        {"touches", &c->touches, NETMKT_COLUMN_INT, 0},
        {"visits", &c->visits, NETMKT_COLUMN_INT, 0},
        {"orders", &c->orders, NETMKT_COLUMN_REAL, 0},
        {"revenue", &c->revenue, NETMKT_COLUMN_REAL, 0},
        {"margin", &c->margin, NETMKT_COLUMN_REAL, 0},
        {"cost", &c->cost, NETMKT_COLUMN_REAL, 0},
        {"touch_rate", &c->touch_rate, NETMKT_COLUMN_REAL, 0},
        {"touch_rate_low", &c->touch_low, NETMKT_COLUMN_REAL, 0},
        {"touch_rate_high", &c->touch_high, NETMKT_COLUMN_REAL, 0},
        {"visit_rate", &c->visit_rate, NETMKT_COLUMN_REAL, 0},
        {"visit_rate_low", &c->visit_low, NETMKT_COLUMN_REAL, 0},
        {"visit_rate_high", &c->visit_high, NETMKT_COLUMN_REAL, 0},
        {"return_on_spend", &c->return_on_spend, NETMKT_COLUMN_REAL, 0},
        {"profit", &c->profit, NETMKT_COLUMN_REAL, 0},
        {"cost_per_order", &c->cost_per_order, NETMKT_COLUMN_REAL, 0},
        {"acquired", &c->acquired, NETMKT_COLUMN_REAL, 0},
        {"cost_per_acquired", &c->cost_per_acquired, NETMKT_COLUMN_REAL, 0},
        {"clv", &c->clv, NETMKT_COLUMN_REAL, 0},
        {"clv_to_cost", &c->clv_to_cost, NETMKT_COLUMN_REAL, 0},
        {"payback_days", &c->payback, NETMKT_COLUMN_REAL, 0},
    };

    return netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);
}

static double ratio(double a, double b)
{
    return b != 0.0 ? a / b : NAN;
}

/* Credits are sums of fractions, so a rate of 1 may come out a bit above. */
static void fill_rate(const netmkt__gain_rules *rules, double orders, uint64_t trials, double *rate, double *low, double *high)
{
    double n = (double)trials;

    *rate = ratio(orders, n);
    *low = *high = NAN;
    if (trials > 0 && orders <= n * (1.0 + 1e-9))
        netmkt__wilson_interval_of(fmin(orders, n), n, netmkt__setting(rules->settings, NETMKT__SET_ATTRIBUTION_CONFIDENCE), low, high);
}

static void fill_row(const netmkt__gain_rules *rules, const netmkt__gain *gain, size_t i, const gain_columns *c)
{
    double unit = rules->money_unit;

    c->impressions[i] = (int64_t)gain->impressions;
    c->touches[i] = (int64_t)gain->touches;
    c->visits[i] = (int64_t)gain->visits;
    c->orders[i] = gain->orders;
    c->revenue[i] = gain->revenue / unit;
    c->margin[i] = gain->margin / unit;
    c->cost[i] = gain->cost / unit;
    fill_rate(rules, gain->orders, gain->touches, &c->touch_rate[i], &c->touch_low[i], &c->touch_high[i]);
    fill_rate(rules, gain->orders, gain->visits, &c->visit_rate[i], &c->visit_low[i], &c->visit_high[i]);
    c->return_on_spend[i] = ratio(gain->revenue, gain->cost);
    c->profit[i] = (gain->margin - gain->cost) / unit;
    c->cost_per_order[i] = ratio(c->cost[i], gain->orders);
    c->acquired[i] = gain->acquired;
    c->cost_per_acquired[i] = ratio(c->cost[i], gain->acquired);
    c->clv[i] = rules->clv != NULL ? gain->clv : NAN;
    c->clv_to_cost[i] = ratio(c->clv[i], c->cost[i]);
}

static netmkt_status fill(const netmkt__gain_rules *rules, const netmkt__gains *gains, const named *order, const double *days, netmkt_table *table)
{
    gain_columns c;
    netmkt_status status = add_columns(table, &c);

    for (size_t i = 0; status == NETMKT_OK && i < gains->groups.rows; i++) {
        c.group[i] = netmkt__table_copy(table, order[i].text, strlen(order[i].text));
        if (c.group[i] == NULL)
            return netmkt__nomem();
        fill_row(rules, &gains->of[order[i].row], i, &c);
        c.payback[i] = days[order[i].row];
    }
    return status;
}

netmkt_status netmkt__gains_table(const netmkt__gain_rules *rules, const netmkt__gains *gains, netmkt_table **out)
{
    uint32_t rows = gains->groups.rows, groups = rows - NETMKT__GAIN_GROUPS;
    named *order = netmkt__calloc(rules->context, rows, sizeof *order);
    double *days = netmkt__alloc(rules->context, rows, sizeof *days);
    netmkt_status status = order != NULL && days != NULL ? netmkt__gains_payback(gains, rules->context, days) : netmkt__nomem();

    for (uint32_t i = 0; status == NETMKT_OK && i < groups; i++) {
        order[i].row = NETMKT__GAIN_GROUPS + i;
        order[i].key = gains->groups.row[order[i].row].key;
        name_row(rules, &order[i]);
    }
    if (status == NETMKT_OK) {
        if (rules->by != NETMKT_RETURNS_BY_MONTH)
            qsort(order, groups, sizeof *order, compare_named);
        order[groups] = (named){.text = "(none)", .row = NETMKT__GAIN_NONE};
        order[groups + 1] = (named){.text = "all", .row = NETMKT__GAIN_ALL};
        status = netmkt__table_new(rules->context, rows, netmkt__store_exponent(rules->store), out);
    }
    if (status == NETMKT_OK)
        status = fill(rules, gains, order, days, *out);
    netmkt__free(rules->context, order);
    netmkt__free(rules->context, days);
    return status;
}

/* --- the report --- */

static netmkt_status check(const netmkt_store *store, int32_t model, int32_t by, int64_t from_ms)
{
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (netmkt_attribution_model_name(model) == NULL)
        return netmkt__fail(NETMKT_E_INVALID, "there is no model of attribution %d", (int)model);
    if (by < NETMKT_RETURNS_BY_CHANNEL || by > NETMKT_RETURNS_BY_MONTH)
        return netmkt__fail(NETMKT_E_INVALID, "returns are by channel (1), campaign (2), offer (3) or month (4), not %d", (int)by);
    if (from_ms < NETMKT_TIME_MIN || from_ms > NETMKT_TIME_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "from_ms is not in the years 0001 to 9999; NETMKT_TIME_MIN is the first moment");
    return NETMKT_OK;
}

/* The settings with steps as the grouping wants them. */
static netmkt_status take_settings(const netmkt_settings *settings, netmkt_context *context, int32_t by, netmkt_settings **out)
{
    netmkt_status status = netmkt__settings_copy(settings, context, out);

    if (status == NETMKT_OK && (by == NETMKT_RETURNS_BY_CHANNEL || by == NETMKT_RETURNS_BY_CAMPAIGN))
        status = netmkt_settings_set_real(*out, "path.by", by == NETMKT_RETURNS_BY_CHANNEL ? NETMKT__BY_CHANNEL : NETMKT__BY_CAMPAIGN);
    return status;
}

/* Lifetime values by id. Before the lock is taken: the report behind them takes it itself. */
static netmkt_status find_values(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_context *context, double **out, size_t *n)
{
    netmkt_table *table = NULL;
    const void *ids = NULL, *values = NULL;
    uint64_t customers = 0;
    netmkt_status status = netmkt_customer_count(store, &customers);

    if (status == NETMKT_OK)
        status = netmkt_value_score_all(store, NULL, NULL, settings, as_of_ms, &table);
    if (status == NETMKT_OK)
        status = netmkt_table_column(table, "id", NULL, &ids);
    if (status == NETMKT_OK)
        status = netmkt_table_column(table, "clv", NULL, &values);
    if (status == NETMKT_OK) {
        *out = netmkt__calloc(context, customers > 0 ? (size_t)customers : 1, sizeof **out);
        status = *out != NULL ? NETMKT_OK : netmkt__nomem();
    }
    *n = (size_t)customers;
    for (size_t row = 0; status == NETMKT_OK && row < netmkt_table_rows(table); row++) {
        uint64_t id = (uint64_t)((const int64_t *)ids)[row];

        if (id <= customers) /* others came since they were counted */
            (*out)[id - 1] = ((const double *)values)[row];
    }
    netmkt_table_free(table);
    return status == NETMKT_OK ? status : netmkt__prefix(status, "returns.clv: ");
}

static netmkt_status report(netmkt__gain_rules *rules, int32_t model, netmkt_table **out)
{
    netmkt__gains gains = {.of = NULL};
    netmkt__credit *credit = NULL;
    netmkt__moment moment;
    netmkt_status status = netmkt__moment_of(rules->store, rules->settings, rules->as_of_ms, &moment);

    if (status == NETMKT_OK && rules->from_ms > moment.as_of_ms)
        status = netmkt__fail(NETMKT_E_RANGE, "the time of returns begins after it ends");
    if (status != NETMKT_OK)
        return status;
    rules->as_of_ms = moment.as_of_ms;
    rules->offset = moment.day_offset;
    rules->money_unit = moment.money_unit;
    status = netmkt__credit_new(rules->store, rules->settings, moment.as_of_ms, model, &credit);
    rules->credit = credit;
    if (status == NETMKT_OK)
        status = netmkt__gains_count(rules, &gains);
    if (status == NETMKT_OK)
        status = netmkt__gains_table(rules, &gains, out);
    netmkt__gains_free(rules->context, &gains);
    netmkt__credit_free(credit);
    return status;
}

netmkt_status netmkt_returns(netmkt_store *store, const netmkt_settings *settings, int32_t model, int32_t by, int64_t from_ms, int64_t as_of_ms,
                             netmkt_table **out)
{
    netmkt__gain_rules rules = {.store = store, .from_ms = from_ms, .as_of_ms = as_of_ms, .by = by};
    netmkt_settings *own = NULL;
    netmkt_table *table = NULL;
    double *clv = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    status = check(store, model, by, from_ms);
    if (status != NETMKT_OK)
        return status;
    rules.context = netmkt__store_context(store);
    status = take_settings(settings, rules.context, by, &own);
    rules.settings = own;
    if (status == NETMKT_OK && netmkt__setting(own, NETMKT__SET_RETURNS_CLV) != 0.0)
        status = find_values(store, settings, as_of_ms, rules.context, &clv, &rules.clv_count);
    if (status == NETMKT_OK)
        status = netmkt__store_read(store, 1);
    if (status == NETMKT_OK) {
        rules.clv = clv;
        rules.margin = netmkt__setting(own, NETMKT__SET_VALUE_MARGIN);
        rules.own_costs = netmkt__setting(own, NETMKT__SET_VALUE_ORDER_COSTS) != 0.0;
        rules.limited = netmkt__setting_limits(own);
        status = report(&rules, model, &table);
        netmkt__store_read_end(store);
    }
    netmkt__free(rules.context, clv);
    netmkt_settings_free(own);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    *out = table;
    return NETMKT_OK;
}
