/* Two rates compared: intervals, tests, always-valid and Bayesian figures. */
#include <math.h>
#include <string.h>

#include "base/settings.h"
#include "base/status.h"
#include "numeric/fisher.h"
#include "numeric/rate.h"
#include "numeric/special.h"
#include "numeric/student.h"
#include "reach/experiment.h"

#define TRIALS_MOST UINT64_C(9007199254740992)

double netmkt__experiment_z(const netmkt_settings *settings)
{
    return -netmkt__normal_quantile(0.5 * (1.0 - netmkt__setting(settings, NETMKT__SET_EXPERIMENT_CONFIDENCE)));
}

/* Under no effect the ratio of a mixture of effects, normal with standard deviation tau, to none has the mean 1 at every size of the experiment: that it ever exceeds
 * 1 / alpha has a probability of at most alpha (Ville). Johari, Pekelis and Walsh (2015), equations 6 and 12. */
void netmkt__always_valid(double difference, double variance, double tau, double confidence, double *p, double *low, double *high)
{
    double sum = variance + tau * tau, log_ratio, width;

    if (!(variance > 0.0) || isinf(variance)) {
        *p = variance == 0.0 && difference != 0.0 ? 0.0 : 1.0;
        *low = variance == 0.0 ? difference : -INFINITY;
        *high = variance == 0.0 ? difference : INFINITY;
        return;
    }
    log_ratio = 0.5 * log(variance / sum) + 0.5 * difference * difference * (tau * tau / sum) / variance;
    *p = fmin(1.0, exp(-log_ratio));
    width = sqrt(variance * (sum / (tau * tau)) * (-2.0 * log(1.0 - confidence) - log(variance / sum)));
    *low = difference - width;
    *high = difference + width;
}

/* Rates whose variance is never 0, as after one success and one failure more. */
static double careful_variance(const uint64_t *conversions, const uint64_t *trials)
{
    double sum = 0.0;

    for (int i = 0; i < 2; i++) {
        double rate = ((double)conversions[i] + 1.0) / ((double)trials[i] + 2.0);

        sum += rate * (1.0 - rate) / (double)trials[i];
    }
    return sum;
}

static void test_rates(const uint64_t *conversions, const uint64_t *trials, netmkt_rates *out)
{
    double n0 = (double)trials[0], n1 = (double)trials[1], pooled = ((double)conversions[0] + (double)conversions[1]) / (n0 + n1);
    double error = sqrt(pooled * (1.0 - pooled) * (1.0 / n0 + 1.0 / n1)), off = fabs((double)conversions[0] - n0 * pooled);
    double corrected = 1.0 - fmin(0.5, off) / off;

    out->p_exact = netmkt__fisher_two_sided(conversions[0], trials[0], conversions[1], trials[1]);
    if (!(error > 0.0))
        return;
    out->z = out->difference / error;
    out->p = netmkt__normal_two_sided(out->z);
    out->chi_square = out->z * out->z;
    out->chi_square_corrected = off > 0.0 ? out->chi_square * corrected * corrected : 0.0;
    out->p_corrected = netmkt__normal_two_sided(sqrt(out->chi_square_corrected));
}

static void intervals(const uint64_t *conversions, const uint64_t *trials, const netmkt_settings *settings, netmkt_rates *out)
{
    double confidence = netmkt__setting(settings, NETMKT__SET_EXPERIMENT_CONFIDENCE), z = netmkt__experiment_z(settings);
    double low[2], high[2], error;

    for (int i = 0; i < 2; i++)
        netmkt__wilson_interval(conversions[i], trials[i], confidence, &low[i], &high[i]);
    out->difference_low = out->difference - hypot(out->rate[1] - low[1], high[0] - out->rate[0]);
    out->difference_high = out->difference + hypot(high[1] - out->rate[1], out->rate[0] - low[0]);
    if (conversions[0] == 0)
        return;
    out->ratio = out->rate[1] / out->rate[0];
    if (conversions[1] == 0)
        return;
    error = sqrt((1.0 - out->rate[0]) / (double)conversions[0] + (1.0 - out->rate[1]) / (double)conversions[1]);
    out->ratio_low = out->ratio * exp(-z * error);
    out->ratio_high = out->ratio * exp(z * error);
}

void netmkt__rates_fill(const uint64_t conversions[2], const uint64_t trials[2], const netmkt_settings *settings, netmkt_rates *out)
{
    double prior = netmkt__setting(settings, NETMKT__SET_EXPERIMENT_PRIOR), a[2], b[2], best[2], pooled, tau;
    double *figure = &out->rate[0];

    for (size_t i = 0; i < (sizeof *out - offsetof(netmkt_rates, rate)) / sizeof *figure; i++)
        figure[i] = (double)NAN;
    for (int i = 0; i < 2; i++) {
        a[i] = prior + (double)conversions[i];
        b[i] = prior + (double)(trials[i] - conversions[i]);
        if (trials[i] > 0)
            out->rate[i] = (double)conversions[i] / (double)trials[i];
    }
    netmkt__beta_best(2, a, b, best, out->loss);
    out->p_better = best[1];
    if (trials[0] == 0 || trials[1] == 0)
        return;
    out->difference = out->rate[1] - out->rate[0];
    intervals(conversions, trials, settings, out);
    test_rates(conversions, trials, out);
    pooled = ((double)conversions[0] + (double)conversions[1] + 1.0) / ((double)trials[0] + (double)trials[1] + 2.0);
    tau = netmkt__setting(settings, NETMKT__SET_EXPERIMENT_EFFECT) * sqrt(pooled * (1.0 - pooled));
    netmkt__always_valid(out->difference, careful_variance(conversions, trials), tau, netmkt__setting(settings, NETMKT__SET_EXPERIMENT_CONFIDENCE),
                         &out->p_always, &out->always_low, &out->always_high);
    out->always_low = fmax(out->always_low, -1.0); /* no difference of rates is beyond */
    out->always_high = fmin(out->always_high, 1.0);
}

netmkt_status netmkt__rate_check(uint64_t conversions, uint64_t trials, size_t variant)
{
    if (trials > TRIALS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "variant %zu: %llu trials, at most 2^53 can be", variant, (unsigned long long)trials);
    if (conversions > trials)
        return netmkt__fail(NETMKT_E_RANGE, "variant %zu: %llu conversions of %llu trials", variant, (unsigned long long)conversions, (unsigned long long)trials);
    return NETMKT_OK;
}

netmkt_status netmkt_rates_compare(const uint64_t conversions[2], const uint64_t trials[2], const netmkt_settings *settings, netmkt_rates *out)
{
    netmkt_rates filled = {.struct_size = sizeof filled};
    netmkt_status status = NETMKT_OK;

    if (conversions == NULL || trials == NULL || out == NULL)
        return netmkt__misuse("conversions, trials and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "rates of %u bytes, this library knows %zu; set struct_size", out->struct_size, sizeof *out);
    for (size_t i = 0; i < 2 && status == NETMKT_OK; i++)
        status = netmkt__rate_check(conversions[i], trials[i], i + 1);
    if (status != NETMKT_OK)
        return status;
    netmkt__rates_fill(conversions, trials, settings, &filled);
    *out = filled;
    return NETMKT_OK;
}

netmkt_status netmkt_split_check(size_t n, const uint64_t *trials, const double *weights, double *chi_square, double *p)
{
    double all = 0.0, whole = 0.0, sum = 0.0;

    if (trials == NULL)
        return netmkt__misuse("trials is NULL");
    if (n < 2)
        return netmkt__fail(NETMKT_E_RANGE, "a split has at least 2 variants, not %zu", n);
    for (size_t i = 0; i < n; i++) {
        double weight = weights != NULL ? weights[i] : 1.0;

        if (!(weight > 0.0) || isinf(weight))
            return netmkt__fail(NETMKT_E_RANGE, "weight %zu must be above 0 and finite", i + 1);
        whole += weight;
        all += (double)trials[i];
    }
    for (size_t i = 0; i < n; i++) {
        double expected = all * ((weights != NULL ? weights[i] : 1.0) / whole), off = (double)trials[i] - expected;

        sum += off * off / expected;
    }
    if (chi_square != NULL)
        *chi_square = sum;
    if (p != NULL)
        *p = isnan(sum) ? sum : netmkt__chi_square_upper(sum, (double)n - 1.0);
    return NETMKT_OK;
}
