/* Concentration of an array of values: sorted once, everything else is read off the sums of the best. */
#include "value/concentration.h"

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "numeric/sort.h"
#include "value/block_sum.h"

#define MOST_STEPS 10000
#define SLACK 1e-12 /* of the total: a sum within it of 80 % has reached 80 % */

static netmkt_status check(size_t n, const double *values)
{
    if (n > 0 && values == NULL)
        return netmkt__misuse("values are needed");
    if (n == 0)
        return netmkt__fail(NETMKT_E_DATA, "there are no customers whose values could be compared");
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i]))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: the value %g is not finite", i, values[i]);
    }
    return NETMKT_OK;
}

netmkt_status netmkt__worths_new(netmkt_context *context, size_t n, const double *values, netmkt__worths *out)
{
    netmkt_status status = check(n, values);
    netmkt__sum sum = {0};
    double size = 0.0;

    memset(out, 0, sizeof *out);
    out->context = context;
    if (status != NETMKT_OK)
        return status;
    out->n = n;
    out->value = netmkt__alloc(context, n, sizeof *out->value);
    out->best = netmkt__alloc(context, n + 1, sizeof *out->best);
    if (out->value == NULL || out->best == NULL)
        return netmkt__nomem();
    memcpy(out->value, values, n * sizeof *values);
    netmkt__sort_real(out->value, out->best, n);
    out->best[0] = 0.0;
    for (size_t i = 0; i < n; i++) {
        size += fabs(out->value[n - 1 - i]);
        netmkt__sum_add(&sum, out->value[n - 1 - i]);
        out->best[i + 1] = netmkt__sum_total(&sum);
    }
    if (!isfinite(size * (double)n)) /* the largest sum that is needed, that of all differences */
        return netmkt__fail(NETMKT_E_RANGE, "the values are too large to be added up; use a larger unit");
    out->total = out->best[n];
    return NETMKT_OK;
}

void netmkt__worths_free(netmkt__worths *worths)
{
    netmkt__free(worths->context, worths->value);
    netmkt__free(worths->context, worths->best);
    worths->value = worths->best = NULL;
}

/* Share of the total of the best `part` (0 to 1) of the customers, in proportion between two. */
static double top_share(const netmkt__worths *w, double part)
{
    double place = part * (double)w->n, whole = floor(place);
    size_t k = (size_t)whole;

    if (k >= w->n)
        return w->best[w->n] / w->total;
    return (w->best[k] + (place - whole) * w->value[w->n - 1 - k]) / w->total;
}

/* Sum over all pairs of their difference, over n times the sum of sizes: the k-th from each end differ by what the pairs between them add
 * up to, so that every term is 0 or more and equal values make exactly 0. */
static double gini(const netmkt__worths *w)
{
    netmkt__sum differences = {0}, sizes = {0};
    double n = (double)w->n;

    for (size_t k = 0; k < w->n; k++)
        netmkt__sum_add(&sizes, fabs(w->value[k]));
    for (size_t k = 0; k < w->n / 2; k++)
        netmkt__sum_add(&differences, (n - 1.0 - 2.0 * (double)k) * (w->value[w->n - 1 - k] - w->value[k]));
    return netmkt__sum_total(&sizes) > 0.0 ? netmkt__sum_total(&differences) / (n * netmkt__sum_total(&sizes)) : 0.0;
}

static void fill_shares(const netmkt__worths *w, netmkt_concentration *out)
{
    out->top_20 = out->top_30 = out->share_for_80 = out->peak = NAN;
    if (!(w->total > 0.0))
        return;
    out->top_20 = top_share(w, 0.2);
    out->top_30 = top_share(w, 0.3);
    while (w->best[out->customers_for_80] < (0.8 - SLACK) * w->total)
        out->customers_for_80++;
    out->share_for_80 = (double)out->customers_for_80 / (double)w->n;
    out->peak = w->best[w->n - out->negative] / w->total;
}

netmkt_status netmkt_concentration_measure(netmkt_context *context, size_t n, const double *values, netmkt_concentration *out)
{
    netmkt_concentration measured = {.struct_size = sizeof measured, .customers = n};
    netmkt__worths worths;
    netmkt__sum lost = {0};
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "concentration of %u bytes, this library knows %zu; set struct_size", out->struct_size,
                            sizeof *out);
    status = netmkt__worths_new(context, n, values, &worths);
    if (status != NETMKT_OK)
        goto done;
    for (size_t i = 0; i < n && worths.value[i] < 0.0; i++) {
        netmkt__sum_add(&lost, worths.value[i]);
        measured.negative++;
    }
    measured.total = worths.total;
    measured.lost = netmkt__sum_total(&lost);
    measured.gained = worths.best[n - measured.negative];
    measured.gini = gini(&worths);
    fill_shares(&worths, &measured);
    *out = measured;
done:
    netmkt__worths_free(&worths);
    return status;
}

static netmkt_status make_curve(const netmkt__worths *w, size_t steps, netmkt_table **out)
{
    double *customers, *lorenz, *top;
    const netmkt__column_plan plan[] = {
        {"customers", &customers, NETMKT_COLUMN_REAL, 0},
        {"lorenz", &lorenz, NETMKT_COLUMN_REAL, 0},
        {"top", &top, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(w->context, steps + 1, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t i = 0; status == NETMKT_OK && i <= steps; i++) {
        customers[i] = (double)i / (double)steps;
        top[i] = top_share(w, customers[i]);
        lorenz[steps - i] = 1.0 - top[i];
    }
    return status;
}

netmkt_status netmkt_concentration_lorenz(netmkt_context *context, size_t n, const double *values, size_t steps, netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt__worths worths;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (steps < 1 || steps > MOST_STEPS)
        return netmkt__fail(NETMKT_E_RANGE, "%zu steps are not within 1 to %d", steps, MOST_STEPS);
    status = netmkt__worths_new(context, n, values, &worths);
    if (status == NETMKT_OK && !(worths.total > 0.0))
        status = netmkt__fail(NETMKT_E_DATA, "the total of the values is %g; shares of it mean something only above 0", worths.total);
    if (status == NETMKT_OK)
        status = make_curve(&worths, steps, &table);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    netmkt__worths_free(&worths);
    return status;
}
