/* Several variants side by side: each against the control, p-values corrected for all of them together. */
#include <math.h>
#include <string.h>

#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "numeric/rate.h"
#include "reach/experiment.h"

void netmkt__holm(size_t n, double *p)
{
    size_t order[NETMKT_VARIANTS_MOST], count = 0;
    double highest = 0.0;

    for (size_t i = 0; i < n; i++) {
        size_t k = count;

        if (isnan(p[i]))
            continue;
        for (; k > 0 && p[order[k - 1]] > p[i]; k--)
            order[k] = order[k - 1];
        order[k] = i;
        count++;
    }
    for (size_t k = 0; k < count; k++) {
        highest = fmax(highest, fmin(1.0, (double)(count - k) * p[order[k]]));
        p[order[k]] = highest;
    }
}

static netmkt_status check_count(size_t n)
{
    if (n < 2 || n > NETMKT_VARIANTS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "an experiment compares 2 to %d variants, not %zu", NETMKT_VARIANTS_MOST, n);
    return NETMKT_OK;
}

typedef struct rate_columns {
    int64_t *variant, *trials, *conversions;
    double *rate, *low, *high, *difference, *difference_low, *difference_high, *ratio, *ratio_low, *ratio_high, *z, *p, *holm, *corrected, *exact;
    double *always, *always_low, *always_high, *best, *loss;
} rate_columns;

static netmkt_status new_rates(netmkt_context *context, size_t n, rate_columns *c, netmkt_table **out)
{
    const netmkt__column_plan plan[] = {
        {"variant", &c->variant, NETMKT_COLUMN_INT, 0},          {"trials", &c->trials, NETMKT_COLUMN_INT, 0},
        {"conversions", &c->conversions, NETMKT_COLUMN_INT, 0},  {"rate", &c->rate, NETMKT_COLUMN_REAL, 0},
        {"low", &c->low, NETMKT_COLUMN_REAL, 0},                 {"high", &c->high, NETMKT_COLUMN_REAL, 0},
        {"difference", &c->difference, NETMKT_COLUMN_REAL, 0},   {"difference_low", &c->difference_low, NETMKT_COLUMN_REAL, 0},
        {"difference_high", &c->difference_high, NETMKT_COLUMN_REAL, 0}, {"ratio", &c->ratio, NETMKT_COLUMN_REAL, 0},
        {"ratio_low", &c->ratio_low, NETMKT_COLUMN_REAL, 0},     {"ratio_high", &c->ratio_high, NETMKT_COLUMN_REAL, 0},
        {"z", &c->z, NETMKT_COLUMN_REAL, 0},                     {"p", &c->p, NETMKT_COLUMN_REAL, 0},
        {"p_holm", &c->holm, NETMKT_COLUMN_REAL, 0},             {"p_corrected", &c->corrected, NETMKT_COLUMN_REAL, 0},
        {"p_exact", &c->exact, NETMKT_COLUMN_REAL, 0},           {"p_always", &c->always, NETMKT_COLUMN_REAL, 0},
        {"always_low", &c->always_low, NETMKT_COLUMN_REAL, 0},   {"always_high", &c->always_high, NETMKT_COLUMN_REAL, 0},
        {"p_best", &c->best, NETMKT_COLUMN_REAL, 0},             {"loss", &c->loss, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(context, n, 0, out);

    return status == NETMKT_OK ? netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]) : status;
}

static void put_rates(const rate_columns *c, size_t row, const netmkt_rates *r)
{
    c->difference[row] = r->difference;
    c->difference_low[row] = r->difference_low;
    c->difference_high[row] = r->difference_high;
    c->ratio[row] = r->ratio;
    c->ratio_low[row] = r->ratio_low;
    c->ratio_high[row] = r->ratio_high;
    c->z[row] = r->z;
    c->p[row] = c->holm[row] = r->p;
    c->corrected[row] = r->p_corrected;
    c->exact[row] = r->p_exact;
    c->always[row] = r->p_always;
    c->always_low[row] = r->always_low;
    c->always_high[row] = r->always_high;
}

static void fill_rates(const rate_columns *c, size_t n, const uint64_t *conversions, const uint64_t *trials, const netmkt_settings *settings)
{
    double prior = netmkt__setting(settings, NETMKT__SET_EXPERIMENT_PRIOR), a[NETMKT_VARIANTS_MOST], b[NETMKT_VARIANTS_MOST];

    for (size_t i = 0; i < n; i++) {
        const uint64_t pair_conversions[2] = {conversions[0], conversions[i]}, pair_trials[2] = {trials[0], trials[i]};
        netmkt_rates rates = {.struct_size = sizeof rates};

        netmkt__rates_fill(pair_conversions, pair_trials, settings, &rates);
        c->variant[i] = (int64_t)i + 1;
        c->trials[i] = (int64_t)trials[i];
        c->conversions[i] = (int64_t)conversions[i];
        c->rate[i] = rates.rate[1];
        netmkt__wilson_interval(conversions[i], trials[i], netmkt__setting(settings, NETMKT__SET_EXPERIMENT_CONFIDENCE), &c->low[i], &c->high[i]);
        for (double *figure = &rates.difference; i == 0 && figure < &rates.p_better; figure++)
            *figure = (double)NAN; /* the control is not compared with itself */
        put_rates(c, i, &rates);
        a[i] = prior + (double)conversions[i];
        b[i] = prior + (double)(trials[i] - conversions[i]);
    }
    netmkt__holm(n, c->holm);
    netmkt__beta_best(n, a, b, c->best, c->loss);
}

netmkt_status netmkt_experiment_rates(netmkt_context *context, size_t n, const uint64_t *conversions, const uint64_t *trials,
                                      const netmkt_settings *settings, netmkt_table **out)
{
    netmkt_table *table = NULL;
    rate_columns c;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (conversions == NULL || trials == NULL)
        return netmkt__misuse("conversions and trials are needed");
    status = check_count(n);
    for (size_t i = 0; i < n && status == NETMKT_OK; i++)
        status = netmkt__rate_check(conversions[i], trials[i], i + 1);
    if (status == NETMKT_OK)
        status = new_rates(context, n, &c, &table);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    fill_rates(&c, n, conversions, trials, settings);
    *out = table;
    return NETMKT_OK;
}

typedef struct mean_columns {
    int64_t *variant, *n;
    double *mean, *deviation, *difference, *low, *high, *t, *df, *p, *holm, *always, *always_low, *always_high;
} mean_columns;

static netmkt_status new_means(netmkt_context *context, size_t n, mean_columns *c, netmkt_table **out)
{
    const netmkt__column_plan plan[] = {
        {"variant", &c->variant, NETMKT_COLUMN_INT, 0},      {"n", &c->n, NETMKT_COLUMN_INT, 0},
        {"mean", &c->mean, NETMKT_COLUMN_REAL, 0},           {"deviation", &c->deviation, NETMKT_COLUMN_REAL, 0},
        {"difference", &c->difference, NETMKT_COLUMN_REAL, 0}, {"difference_low", &c->low, NETMKT_COLUMN_REAL, 0},
        {"difference_high", &c->high, NETMKT_COLUMN_REAL, 0}, {"t", &c->t, NETMKT_COLUMN_REAL, 0},
        {"df", &c->df, NETMKT_COLUMN_REAL, 0},               {"p", &c->p, NETMKT_COLUMN_REAL, 0},
        {"p_holm", &c->holm, NETMKT_COLUMN_REAL, 0},         {"p_always", &c->always, NETMKT_COLUMN_REAL, 0},
        {"always_low", &c->always_low, NETMKT_COLUMN_REAL, 0}, {"always_high", &c->always_high, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(context, n, 0, out);

    return status == NETMKT_OK ? netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]) : status;
}

static netmkt_status fill_means(const mean_columns *c, size_t n, const netmkt_sample *samples, const netmkt_settings *settings)
{
    for (size_t i = 0; i < n; i++) {
        netmkt_means m = {.struct_size = sizeof m};
        netmkt_status status = netmkt_means_compare(&samples[0], &samples[i], settings, &m);

        if (status != NETMKT_OK)
            return netmkt__prefix(status, "variant %zu: ", i + 1);
        for (double *figure = &m.difference; i == 0 && figure <= &m.always_high; figure++)
            *figure = (double)NAN;
        c->variant[i] = (int64_t)i + 1;
        c->n[i] = (int64_t)samples[i].n;
        c->mean[i] = samples[i].mean;
        c->deviation[i] = samples[i].deviation;
        c->difference[i] = m.difference;
        c->low[i] = m.difference_low;
        c->high[i] = m.difference_high;
        c->t[i] = m.t;
        c->df[i] = m.df;
        c->p[i] = c->holm[i] = m.p;
        c->always[i] = m.p_always;
        c->always_low[i] = m.always_low;
        c->always_high[i] = m.always_high;
    }
    netmkt__holm(n, c->holm);
    return NETMKT_OK;
}

netmkt_status netmkt_experiment_means(netmkt_context *context, size_t n, const netmkt_sample *samples, const netmkt_settings *settings, netmkt_table **out)
{
    netmkt_table *table = NULL;
    mean_columns c;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (samples == NULL)
        return netmkt__misuse("samples is NULL");
    status = check_count(n);
    if (status == NETMKT_OK)
        status = new_means(context, n, &c, &table);
    if (status == NETMKT_OK)
        status = fill_means(&c, n, samples, settings);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    *out = table;
    return NETMKT_OK;
}
