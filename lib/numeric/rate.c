/* Rates with intervals: Wilson (1927). */
#include "numeric/rate.h"

#include <math.h>

#include "numeric/special.h"

void netmkt__wilson_interval_of(double successes, double trials, double confidence, double *low, double *high)
{
    const double n = trials, z = -netmkt__normal_quantile(0.5 * (1 - confidence)), square = z * z;
    const double rate = successes / n, center = successes + 0.5 * square;
    const double half = z * sqrt(n * rate * (1 - rate) + 0.25 * square);

    *low = 0;
    *high = 1;
    if (!(trials > 0) || isinf(z))
        return;
    /* At the ends the exact bound is 0 or 1, and rounding must not say otherwise. */
    if (successes > 0)
        *low = fmax((center - half) / (n + square), 0);
    if (successes < trials)
        *high = fmin((center + half) / (n + square), 1);
}

void netmkt__wilson_interval(uint64_t successes, uint64_t trials, double confidence, double *low, double *high)
{
    netmkt__wilson_interval_of((double)successes, (double)trials, confidence, low, high);
}
