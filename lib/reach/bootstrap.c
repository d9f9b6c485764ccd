/* The difference of two means by bootstrap. Each replicate has random numbers of its own, so that it is the same on any thread. */
#include <math.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/thread.h"
#include "numeric/quantile.h"
#include "numeric/random.h"
#include "numeric/special.h"
#include "reach/experiment.h"

typedef struct draws {
    const double *control, *other;
    size_t n, m, replicates;
    uint64_t seed;
    double *difference;
} draws;

static double mean_of_draws(netmkt__random *random, const double *values, size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += values[netmkt__random_below(random, n)];
    return sum / (double)n;
}

static netmkt_status draw(void *argument, size_t replicate)
{
    const draws *d = argument;
    netmkt__random random;

    netmkt__random_seed(&random, d->seed + (uint64_t)replicate * UINT64_C(0x9e3779b97f4a7c15));
    d->difference[replicate] = -mean_of_draws(&random, d->control, d->n);
    d->difference[replicate] += mean_of_draws(&random, d->other, d->m);
    return NETMKT_OK;
}

/* Sums of the second and third powers of the influence of one variant's values on the difference. */
static void add_influence(const double *values, size_t n, double mean, double sign, double *second, double *third)
{
    double weight = sign / (double)(n - 1);

    for (size_t i = 0; i < n; i++) {
        double u = weight * (values[i] - mean);

        *second += u * u;
        *third += u * u * u;
    }
}

/* Efron (1987): where the percentile of `p` is to be read. */
static double corrected(double bias, double acceleration, double p)
{
    double z = bias + netmkt__normal_quantile(p);

    return netmkt__normal_cdf(bias + z / (1.0 - acceleration * z));
}

static void summarise(const draws *d, const netmkt_sample *control, const netmkt_sample *other, double confidence, double *low, double *high, double *p)
{
    double seen = other->mean - control->mean, second = 0.0, third = 0.0, below = 0.0, under = 0.0, over = 0.0, share, acceleration, bias;
    double count = (double)d->replicates;

    for (size_t i = 0; i < d->replicates; i++) {
        below += d->difference[i] < seen ? 1.0 : d->difference[i] > seen ? 0.0 : 0.5;
        under += d->difference[i] <= 0.0;
        over += d->difference[i] >= 0.0;
    }
    add_influence(d->control, d->n, control->mean, -1.0, &second, &third);
    add_influence(d->other, d->m, other->mean, 1.0, &second, &third);
    acceleration = second > 0.0 ? third / (6.0 * second * sqrt(second)) : 0.0;
    share = fmin(fmax(below / count, 0.5 / count), 1.0 - 0.5 / count);
    bias = netmkt__normal_quantile(share);
    *p = fmin(1.0, 2.0 * (fmin(under, over) + 1.0) / (count + 1.0));
    *low = netmkt__quantile(d->difference, d->replicates, corrected(bias, acceleration, 0.5 * (1.0 - confidence)));
    *high = netmkt__quantile(d->difference, d->replicates, corrected(bias, acceleration, 0.5 * (1.0 + confidence)));
}

netmkt_status netmkt_means_bootstrap(const double *control, size_t n, const double *other, size_t m, const netmkt_settings *settings, double *low,
                                     double *high, double *p)
{
    draws d = {control, other, n, m, (size_t)netmkt__setting(settings, NETMKT__SET_EXPERIMENT_REPLICATES), 0, NULL};
    netmkt_context *context = settings != NULL ? netmkt__settings_context(settings) : NULL;
    netmkt_sample of_control, of_other;
    netmkt_status status;

    if (control == NULL || other == NULL || low == NULL || high == NULL || p == NULL)
        return netmkt__misuse("control, other, low, high and p are needed");
    if (n < 2 || m < 2)
        return netmkt__fail(NETMKT_E_RANGE, "means are compared of 2 values or more, not of %zu and %zu", n, m);
    status = netmkt_sample_of(control, n, &of_control);
    if (status == NETMKT_OK)
        status = netmkt_sample_of(other, m, &of_other);
    if (status != NETMKT_OK)
        return status;
    d.seed = (uint64_t)netmkt__setting(settings, NETMKT__SET_EXPERIMENT_SEED);
    d.difference = netmkt__alloc(context, d.replicates, sizeof *d.difference);
    if (d.difference == NULL)
        return netmkt__nomem();
    status = netmkt__parallel(netmkt__setting_threads(settings), d.replicates, draw, &d);
    if (status == NETMKT_OK)
        summarise(&d, &of_control, &of_other, netmkt__setting(settings, NETMKT__SET_EXPERIMENT_CONFIDENCE), low, high, p);
    netmkt__free(context, d.difference);
    return status;
}
