/* The gamma function and its kin. Small arguments are lifted by the recurrence to where the asymptotic series
 * (Abramowitz & Stegun 6.1.40, 6.3.18, 6.4.12) is exact to the last bit; differences of large logarithms are taken
 * apart analytically, so that nothing cancels. */
#include "numeric/special.h"

#include <float.h>
#include <math.h>

#include "numeric/special_parts.h"

#define HALF_LOG_TWO_PI 0.918938533204672741780
#define PSI_FROM 10.0       /* the series of psi and psi' are exact from here on */
#define LGAMMA_LARGEST 2.5e305 /* above, ln G(x) overflows */

/* Coefficients of x^-1, x^-3, ... : B(2k) / (2k (2k - 1)). */
#define STIRLING_TERMS 7
static const double stirling[STIRLING_TERMS] = {
    1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156,
};

double netmkt__lgamma(double x)
{
    int sign;

    if (isnan(x) || x < 0)
        return NAN;
    if (x == 0 || x > LGAMMA_LARGEST)
        return INFINITY;
    return lgamma_r(x, &sign); /* unlike lgamma(), it writes no global */
}

double netmkt__stirling_rest(double x)
{
    const double t = 1 / x, w = t * t;
    double sum = stirling[STIRLING_TERMS - 1];

    for (int k = STIRLING_TERMS - 2; k >= 0; k--)
        sum = sum * w + stirling[k];
    return sum * t;
}

/* stirling_rest(y) - stirling_rest(x) for y - x = d: the divided difference of the series, by Horner's scheme. */
static double stirling_step(double x, double y, double d)
{
    const double t = 1 / x, s = 1 / y, w = t * t, v = s * s;
    const double step = -d * t * s; /* s - t */
    double value = stirling[STIRLING_TERMS - 1], divided = 0;

    for (int k = STIRLING_TERMS - 2; k >= 0; k--) {
        divided = divided * v + value;
        value = value * w + stirling[k];
    }
    value += (v - w) * divided; /* the series at y */
    return step * (value + t * (s + t) * divided);
}

static double lgamma_ratio_large(double x, double d)
{
    const double y = x + d;

    return (x - 0.5) * log1p(d / x) + d * (log(y) - 1) + stirling_step(x, y, d);
}

double netmkt__lgamma_ratio(double x, double d)
{
    double product = 0; /* of the factors (x + i + d) / (x + i), less 1 */

    if (isnan(x) || isnan(d) || x < 0 || d < 0)
        return NAN;
    if (d == 0)
        return 0;
    if (x >= NETMKT__STIRLING_FROM)
        return lgamma_ratio_large(x, d);
    if (d > 0.5 || d > 1e15 * x)
        return netmkt__lgamma(x + d) - netmkt__lgamma(x);
    for (; x < NETMKT__STIRLING_FROM; x++)
        product += d / x * (1 + product);
    return lgamma_ratio_large(x, d) - log1p(product);
}

double netmkt__gamma_norm(double a)
{
    if (a < NETMKT__STIRLING_FROM)
        return a * log(a) - a - netmkt__lgamma(a);
    return 0.5 * log(a) - HALF_LOG_TWO_PI - netmkt__stirling_rest(a);
}

double netmkt__digamma(double x)
{
    double shift = 0, w, series;

    if (isnan(x) || x < 0)
        return NAN;
    if (x == 0)
        return -INFINITY;
    for (; x < PSI_FROM; x++)
        shift += 1 / x;
    w = 1 / x / x;
    series = w * (1.0 / 12 - w * (1.0 / 120 - w * (1.0 / 252 - w * (1.0 / 240 - w * (1.0 / 132 -
             w * (691.0 / 32760 - w * (1.0 / 12 - w * (3617.0 / 8160))))))));
    return log(x) - 0.5 / x - series - shift;
}

double netmkt__trigamma(double x)
{
    double shift = 0, t, w, series;

    if (isnan(x) || x < 0)
        return NAN;
    for (; x < PSI_FROM; x++)
        shift += 1 / x / x;
    t = 1 / x;
    w = t * t;
    series = w * (1.0 / 6 - w * (1.0 / 30 - w * (1.0 / 42 - w * (1.0 / 30 - w * (5.0 / 66 - w * (691.0 / 2730 -
             w * (7.0 / 6 - w * (3617.0 / 510))))))));
    return shift + t * (1 + 0.5 * t + series);
}

/* With r = x / (2 + x), ln(1 + x) = 2 atanh(r) and x = 2 r / (1 - r). */
double netmkt__log1p_minus(double x)
{
    double r, w, power, sum = 1.0 / 3;

    if (!(fabs(x) <= 0.4))
        return log1p(x) - x;
    r = x / (2 + x);
    w = r * r;
    power = w;
    for (int k = 5; power > 1e-17; k += 2, power *= w)
        sum += power / k;
    return r * (2 * w * sum - x);
}
