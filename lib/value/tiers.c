/* Tiers of customers: cut points by rank become values, and a value says the tier, so that equal customers are never split. */
#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "value/concentration.h"

#define MOST_CUTS 1000

static const double standard_cuts[] = {0.01, 0.05, 0.2};

static netmkt_status check_cuts(int32_t by, const double *cuts, size_t count)
{
    if (by != NETMKT_TIERS_BY_RANK && by != NETMKT_TIERS_BY_VALUE)
        return netmkt__misuse("tiers are cut by rank or by value");
    if (cuts == NULL && (count > 0 || by == NETMKT_TIERS_BY_VALUE))
        return netmkt__misuse("cuts are needed");
    if (count > MOST_CUTS)
        return netmkt__fail(NETMKT_E_RANGE, "%zu cut points are more than %d", count, MOST_CUTS);
    for (size_t i = 0; i < count; i++) {
        if (by == NETMKT_TIERS_BY_RANK && !(cuts[i] > (i > 0 ? cuts[i - 1] : 0.0) && cuts[i] < 1.0))
            return netmkt__fail(NETMKT_E_RANGE, "cut point %zu, %g, is not between the one before (or 0) and 1", i, cuts[i]);
        if (by == NETMKT_TIERS_BY_VALUE && !(isfinite(cuts[i]) && (i == 0 || cuts[i] < cuts[i - 1])))
            return netmkt__fail(NETMKT_E_RANGE, "cut point %zu, %g, is not finite and below the one before", i, cuts[i]);
    }
    return NETMKT_OK;
}

/* The least value of each tier but the last. A share of less than a customer still holds one. */
static void borders(const netmkt__worths *w, int32_t by, const double *cuts, size_t count, double *border)
{
    for (size_t i = 0; i < count; i++) {
        double place = ceil(cuts[i] * (double)w->n * (1.0 - 1e-15)); /* 0.1 of 30 is 3, whatever rounding says */

        border[i] = by == NETMKT_TIERS_BY_VALUE ? cuts[i] : w->value[w->n - (size_t)fmin(fmax(place, 1.0), (double)w->n)];
    }
}

static uint32_t tier_of(double value, const double *border, size_t count)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (value >= border[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return (uint32_t)low + 1;
}

typedef struct tier_columns {
    int64_t *tier, *customers;
    double *customer_share, *least, *most, *total, *total_share, *mean;
} tier_columns;

static netmkt_status new_table(const netmkt__worths *w, size_t tiers, tier_columns *c, netmkt_table **out)
{
    const netmkt__column_plan plan[] = {
        {"tier", &c->tier, NETMKT_COLUMN_INT, 0},
        {"customers", &c->customers, NETMKT_COLUMN_INT, 0},
        {"customer_share", &c->customer_share, NETMKT_COLUMN_REAL, 0},
        {"least", &c->least, NETMKT_COLUMN_REAL, 0},
        {"most", &c->most, NETMKT_COLUMN_REAL, 0},
        {"total", &c->total, NETMKT_COLUMN_REAL, 0},
        {"total_share", &c->total_share, NETMKT_COLUMN_REAL, 0},
        {"mean", &c->mean, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(w->context, tiers, 0, out);

    return status == NETMKT_OK ? netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]) : status;
}

/* Customers stand from the best on, so that each tier is a run of them. */
static netmkt_status make_table(const netmkt__worths *w, const double *border, size_t count, netmkt_table **out)
{
    tier_columns c;
    netmkt_status status = new_table(w, count + 1, &c, out);
    size_t begin = 0;

    for (size_t i = 0; status == NETMKT_OK && i <= count; i++) {
        size_t end = begin;

        while (end < w->n && (i == count || w->value[w->n - 1 - end] >= border[i]))
            end++;
        c.tier[i] = (int64_t)i + 1;
        c.customers[i] = (int64_t)(end - begin);
        c.customer_share[i] = (double)(end - begin) / (double)w->n;
        c.least[i] = end > begin ? w->value[w->n - end] : NAN;
        c.most[i] = end > begin ? w->value[w->n - 1 - begin] : NAN;
        c.total[i] = w->best[end] - w->best[begin];
        c.total_share[i] = w->total > 0.0 ? c.total[i] / w->total : NAN;
        c.mean[i] = end > begin ? c.total[i] / (double)(end - begin) : NAN;
        begin = end;
    }
    return status;
}

netmkt_status netmkt_concentration_tiers(netmkt_context *context, size_t n, const double *values, int32_t by, const double *cuts,
                                         size_t cut_count, uint32_t *tier, netmkt_table **out)
{
    double border[MOST_CUTS];
    netmkt_table *table = NULL;
    netmkt__worths worths;
    netmkt_status status;

    if (out != NULL)
        *out = NULL;
    status = check_cuts(by, cuts, cut_count);
    if (status != NETMKT_OK)
        return status;
    if (cuts == NULL) {
        cuts = standard_cuts;
        cut_count = sizeof standard_cuts / sizeof standard_cuts[0];
    }
    status = netmkt__worths_new(context, n, values, &worths);
    if (status == NETMKT_OK)
        borders(&worths, by, cuts, cut_count, border);
    if (status == NETMKT_OK && out != NULL)
        status = make_table(&worths, border, cut_count, &table);
    if (status == NETMKT_OK) {
        for (size_t i = 0; tier != NULL && i < n; i++)
            tier[i] = tier_of(values[i], border, cut_count);
        if (out != NULL) {
            *out = table;
            table = NULL;
        }
    }
    netmkt_table_free(table);
    netmkt__worths_free(&worths);
    return status;
}
