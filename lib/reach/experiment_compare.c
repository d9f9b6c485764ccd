/* The variants of an experiment that was read from a store, compared. */
#include <math.h>

#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "reach/experiment.h"

static netmkt_status add_bootstrap(const netmkt_experiment *experiment, const netmkt_settings *settings, netmkt_table *table)
{
    double *low, *high, *p;
    const netmkt__column_plan plan[] = {
        {"boot_low", &low, NETMKT_COLUMN_REAL, 0}, {"boot_high", &high, NETMKT_COLUMN_REAL, 0}, {"boot_p", &p, NETMKT_COLUMN_REAL, 0}};
    size_t n, m;
    const double *control = netmkt_experiment_values(experiment, 0, &n);
    netmkt_status status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);

    if (status == NETMKT_OK)
        low[0] = high[0] = p[0] = (double)NAN;
    for (size_t i = 1; i < netmkt_experiment_variants(experiment) && status == NETMKT_OK; i++) {
        const double *other = netmkt_experiment_values(experiment, i, &m);

        status = netmkt_means_bootstrap(control, n, other, m, settings, &low[i], &high[i], &p[i]);
    }
    return status;
}

static netmkt_status add_counts(const netmkt_experiment *experiment, netmkt_table *table)
{
    int64_t *variant, *undecided, *mixed;
    const netmkt__column_plan plan[] = {{"undecided", &undecided, NETMKT_COLUMN_INT, 0}, {"mixed", &mixed, NETMKT_COLUMN_INT, 0}};
    netmkt_status status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);

    if (status != NETMKT_OK)
        return status;
    netmkt__table_cells(table, 0, &variant);
    for (size_t i = 0; i < netmkt_experiment_variants(experiment); i++) {
        netmkt_variant v = {.struct_size = sizeof v};

        (void)netmkt_experiment_variant(experiment, i, &v);
        variant[i] = v.variant;
        undecided[i] = (int64_t)v.undecided;
        mixed[i] = (int64_t)v.mixed;
    }
    return NETMKT_OK;
}

static netmkt_status compare(const netmkt_experiment *experiment, int32_t metric, const netmkt_settings *settings, netmkt_table **out)
{
    uint64_t conversions[NETMKT_VARIANTS_MOST], trials[NETMKT_VARIANTS_MOST];
    netmkt_sample samples[NETMKT_VARIANTS_MOST];
    size_t n = netmkt_experiment_variants(experiment);
    netmkt_status status;

    for (size_t i = 0; i < n; i++) {
        netmkt_variant v = {.struct_size = sizeof v};

        (void)netmkt_experiment_variant(experiment, i, &v);
        conversions[i] = v.conversions;
        trials[i] = v.customers;
        samples[i] = v.money;
    }
    status = metric == NETMKT_METRIC_RATE ? netmkt_experiment_rates(netmkt__experiment_context(experiment), n, conversions, trials, settings, out)
                                          : netmkt_experiment_means(netmkt__experiment_context(experiment), n, samples, settings, out);
    if (status == NETMKT_OK && metric == NETMKT_METRIC_MONEY)
        status = add_bootstrap(experiment, settings, *out);
    return status == NETMKT_OK ? add_counts(experiment, *out) : status;
}

netmkt_status netmkt_experiment_compare(const netmkt_experiment *experiment, int32_t metric, const netmkt_settings *settings, netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (experiment == NULL)
        return netmkt__misuse("experiment is NULL");
    if (metric != NETMKT_METRIC_RATE && metric != NETMKT_METRIC_MONEY)
        return netmkt__fail(NETMKT_E_INVALID, "%d is no metric of an experiment: rate, money", (int)metric);
    if (netmkt_experiment_variants(experiment) < 2)
        return netmkt__fail(NETMKT_E_DATA, "there are %zu variants; events of at least 2 are needed", netmkt_experiment_variants(experiment));
    status = compare(experiment, metric, settings, &table);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    *out = table;
    return NETMKT_OK;
}
