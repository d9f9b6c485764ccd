/* The beta-binomial likelihood over the logit of the mean and the log of the strength, with exact gradient. */
#include "numeric/beta_binomial.h"

#include <math.h>

#include "numeric/optimise.h"
#include "numeric/special.h"

typedef struct sample {
    const netmkt__trials *trials;
    size_t rows;
} sample;

/* d/da of ln G(a + d) - ln G(a). */
static double ratio_slope(double a, uint32_t d)
{
    double sum = 0.0;

    if (d > 64)
        return netmkt__digamma(a + d) - netmkt__digamma(a);
    for (uint32_t i = 0; i < d; i++)
        sum += 1.0 / (a + i);
    return sum;
}

static double likelihood(void *argument, const double *theta, double *gradient)
{
    const sample *s = argument;
    double mean = 1.0 / (1.0 + exp(-theta[0])), strength = exp(theta[1]), a = mean * strength, b = strength - a;
    double sum = 0.0, slope_a = 0.0, slope_b = 0.0;

    for (size_t i = 0; i < s->rows; i++) {
        const netmkt__trials *t = &s->trials[i];
        double c = (double)t->count;

        sum += c * (netmkt__lgamma_ratio(a, t->k) + netmkt__lgamma_ratio(b, t->n - t->k) - netmkt__lgamma_ratio(strength, t->n));
        if (gradient != NULL) {
            double both = ratio_slope(strength, t->n);

            slope_a += c * (ratio_slope(a, t->k) - both);
            slope_b += c * (ratio_slope(b, t->n - t->k) - both);
        }
    }
    if (gradient != NULL) {
        gradient[0] = (slope_a - slope_b) * strength * mean * (1.0 - mean);
        gradient[1] = slope_a * a + slope_b * b;
    }
    return sum;
}

int netmkt__beta_binomial_fit(const netmkt__trials *trials, size_t rows, double *mean, double *strength)
{
    const double lower[] = {-16.0, log(NETMKT__BETA_STRENGTH_LEAST)}, upper[] = {16.0, log(NETMKT__BETA_STRENGTH_MOST)};
    const double strengths[] = {5.0, 100.0, 0.5};
    sample s = {trials, rows};
    double n = 0.0, k = 0.0, best = -INFINITY;
    int several = 0;

    for (size_t i = 0; i < rows; i++) {
        n += (double)trials[i].count * trials[i].n;
        k += (double)trials[i].count * trials[i].k;
        several |= trials[i].n > 1;
    }
    if (!(k > 0.0 && k < n) || !several)
        return 0;
    for (size_t i = 0; i < sizeof strengths / sizeof *strengths; i++) {
        const double start[] = {log(k / (n - k)), log(strengths[i])};
        netmkt__optimum optimum;

        netmkt__maximise(likelihood, &s, 2, start, lower, upper, n, &optimum);
        if (optimum.ended == NETMKT__ENDED_FAILED || !(optimum.value > best))
            continue;
        best = optimum.value;
        *mean = 1.0 / (1.0 + exp(-optimum.theta[0]));
        *strength = exp(optimum.theta[1]);
    }
    return best > -INFINITY;
}

double netmkt__beta_quantile(double a, double b, double p)
{
    double low = 0.0, high = 1.0;

    if (p <= 0.0 || p >= 1.0)
        return p <= 0.0 ? 0.0 : 1.0;
    for (int i = 0; i < 1100; i++) { /* halving reaches the smallest doubles, where a is small */
        double middle = low + 0.5 * (high - low);

        if (middle <= low || middle >= high)
            break;
        if (netmkt__beta_inc(a, b, middle) < p)
            low = middle;
        else
            high = middle;
    }
    return high;
}
