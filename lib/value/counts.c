/* Negative binomial and beta-binomial probabilities. O(count). */
#include "value/counts.h"

#include <math.h>

#include "numeric/special.h"

/* The largest whole number at most `mode` that has a place. */
static size_t place(double mode, size_t count)
{
    if (!(mode > 0.0))
        return 0;
    return mode < (double)(count - 1) ? (size_t)mode : count - 1;
}

void netmkt__counts_gamma(double r, double alpha, double t, size_t count, double *out)
{
    double z = t / (alpha + t);
    size_t mode = place((r - 1.0) * (t / alpha), count);
    double n = (double)mode, ln = -r * log1p(t / alpha);

    for (size_t i = 0; i < count; i++)
        out[i] = 0.0;
    if (t == 0.0) {
        out[0] = 1.0;
        return;
    }
    if (mode > 0)
        ln += -netmkt__lbeta(r, n + 1.0) - log(r + n) - n * log1p(alpha / t);
    out[mode] = exp(ln);
    for (size_t i = mode; i > 0 && out[i] > 0.0; i--)
        out[i - 1] = out[i] * ((double)i / ((r + (double)(i - 1)) * z));
    for (size_t i = mode; i + 1 < count && out[i] > 0.0; i++)
        out[i + 1] = out[i] * ((r + (double)i) * z / (double)(i + 1));
}

void netmkt__counts_beta(double a, double b, double chances, size_t count, double *out)
{
    size_t mode, most = chances < (double)(count - 1) ? (size_t)chances : count - 1;
    double middle = (chances + 1.0) * (a - 1.0) / (a + b - 2.0), n, ln;

    if (a <= 1.0 && b <= 1.0)
        middle = chances; /* two modes, at the ends; the way between them is not deep where it matters */
    if (a <= 1.0 && b > 1.0)
        middle = 0.0;
    if (a > 1.0 && b <= 1.0)
        middle = chances;
    mode = place(middle, most + 1);
    n = (double)mode;
    ln = netmkt__lgamma_ratio(a, n) + netmkt__lgamma_ratio(b, chances - n) - netmkt__lgamma_ratio(a + b, chances);
    if (mode > 0 && n < chances)
        ln += -netmkt__lbeta(n + 1.0, chances - n + 1.0) - log(chances + 1.0);
    for (size_t i = 0; i < count; i++)
        out[i] = 0.0;
    out[mode] = exp(ln);
    for (size_t i = mode; i > 0 && out[i] > 0.0; i--)
        out[i - 1] = out[i] * ((double)i * (b + (chances - (double)i)) / ((chances - (double)(i - 1)) * (a + (double)(i - 1))));
    for (size_t i = mode; i < most && out[i] > 0.0; i++)
        out[i + 1] = out[i] * ((chances - (double)i) * (a + (double)i) / ((double)(i + 1) * (b + (chances - (double)(i + 1)))));
}
