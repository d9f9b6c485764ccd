/* The regularized incomplete gamma functions. The smaller of P and Q is computed, the other is its complement:
 * by the power series below the mean, by the continued fraction above it (Abramowitz & Stegun 6.5.29, 6.5.31), and
 * by quadrature of the tail where a is large and x near to it. Cost: at most some hundred terms. */
#include "numeric/special.h"

#include <float.h>
#include <math.h>

#include "numeric/special_parts.h"

#define LARGE_SHAPE 200.0
#define TERMS_MAX 10000

double netmkt__log_gamma_term(double a, double x)
{
    const double ratio = x / a, beyond = (x - a) / a;

    if (a < NETMKT__STIRLING_FROM)
        return a * log(x) - x - netmkt__lgamma(a);
    return a * (ratio < 0.5 ? log(ratio) - beyond : netmkt__log1p_minus(beyond)) + netmkt__gamma_norm(a);
}

/* P(a, x) over its leading term. */
static double lower_series(double a, double x)
{
    double term = 1 / a, sum = term;

    for (int n = 1; n < TERMS_MAX && term > sum * (DBL_EPSILON / 16); n++) {
        term *= x / (a + n);
        sum += term;
    }
    return sum;
}

/* Q(a, x) over the same term, by Lentz's method. */
static double upper_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / DBL_MIN, d = 1 / b, value = d;

    for (int n = 1; n < TERMS_MAX; n++) {
        const double factor = -n * (n - a);
        double step;

        b += 2;
        d = 1 / (factor * d + b);
        c = b + factor / c;
        step = c * d;
        value *= step;
        if (fabs(step - 1) < DBL_EPSILON)
            break;
    }
    return value;
}

/* Q(a, x) for small a and x, where it may be small while P is near 1. */
static double upper_small(double a, double x)
{
    const double power = a * log(x) - netmkt__lgamma_ratio(1, a); /* ln of x^a / G(1 + a) */
    double term = 1, sum = 0;

    for (int n = 1; n < TERMS_MAX; n++) {
        term *= -x / n;
        sum += term / (a + n);
        if (fabs(term) < fabs(sum) * (DBL_EPSILON / 4))
            break;
    }
    return -expm1(power) - exp(power) * a * sum;
}

typedef struct shape {
    double a, x;
} shape;

static double fall_up(const void *argument, double s)
{
    const shape *at = argument;

    return s * ((at->x - at->a + 1) / at->x) - (at->a - 1) * netmkt__log1p_minus(s / at->x);
}

static double fall_down(const void *argument, double s)
{
    const shape *at = argument;

    return -s * ((at->x - at->a + 1) / at->x) - (at->a - 1) * netmkt__log1p_minus(-s / at->x);
}

/* The tail from x away from the mean, times x, over the leading term. */
static double tail(double a, double x)
{
    const shape at = {a, x};
    const double slope = (x - a + 1) / x, curvature = (a - 1) / x / x;

    if (x < a)
        return netmkt__tail_integral(fall_down, &at, -slope, curvature, x) / x;
    return netmkt__tail_integral(fall_up, &at, slope, curvature, HUGE_VAL) / x;
}

/* The smaller one of P and Q, for a > 0 and 0 < x < infinity; *upper says which. */
static double smaller(double a, double x, int *upper)
{
    double value;

    *upper = x >= a;
    if (a < 1 && x < a + 1) {
        *upper = 1;
        value = upper_small(a, x);
        if (value <= 0.5)
            return value;
        *upper = 0;
    }
    if (a >= LARGE_SHAPE && fabs(x - a) < 0.3 * a)
        value = tail(a, x);
    else if (*upper != 0 && x < a + 1) { /* the fraction begins a little later */
        *upper = 0;
        value = lower_series(a, x);
    } else
        value = *upper != 0 ? upper_fraction(a, x) : lower_series(a, x);
    return value * exp(netmkt__log_gamma_term(a, x));
}

static double gamma_inc(double a, double x, int want_upper)
{
    int upper;
    double value;

    if (isnan(a) || isnan(x) || a <= 0 || x < 0)
        return NAN;
    if (x == 0)
        return want_upper;
    if (isinf(x))
        return 1 - want_upper;
    value = fmin(smaller(a, x, &upper), 1);
    return upper == want_upper ? value : 1 - value;
}

double netmkt__gamma_p(double a, double x)
{
    return gamma_inc(a, x, 0);
}

double netmkt__gamma_q(double a, double x)
{
    return gamma_inc(a, x, 1);
}
