/* The beta function and its regularized incomplete form: continued fraction (Didonato & Morris 1992, eq. 9; DLMF
 * 8.17.22) on the side where it converges fast, quadrature of the tail where both parameters are large. */
#include "numeric/special.h"

#include <float.h>
#include <math.h>

#include "numeric/special_parts.h"

#define HALF_LOG_TWO_PI 0.918938533204672741780
#define LARGE_SHAPE 200.0
#define TERMS_MAX 1000000

static double rest_of_beta(double a, double b)
{
    return netmkt__stirling_rest(a) + netmkt__stirling_rest(b) - netmkt__stirling_rest(a + b);
}

double netmkt__lbeta(double a, double b)
{
    const double p = fmin(a, b), q = fmax(a, b), c = p + q;

    if (isnan(a) || isnan(b) || p < 0)
        return NAN;
    if (p == 0)
        return INFINITY;
    if (q < NETMKT__STIRLING_FROM)
        return netmkt__lgamma(p) + netmkt__lgamma(q) - netmkt__lgamma(c);
    if (p < NETMKT__STIRLING_FROM)
        return netmkt__lgamma(p) - netmkt__lgamma_ratio(q, p);
    return HALF_LOG_TWO_PI - 0.5 * log(q) + (p - 0.5) * log(p / c) + q * log1p(-p / c) + rest_of_beta(p, q);
}

double netmkt__beta_norm(double a, double b)
{
    const double p = fmin(a, b), q = fmax(a, b), c = p + q;

    if (p >= NETMKT__STIRLING_FROM)
        return 0.5 * log(p / c * q) - HALF_LOG_TWO_PI - rest_of_beta(p, q);
    return p * log(p / c) + q * log1p(-p / c) - netmkt__lbeta(p, q);
}

/* A point: x and y = 1 - x, and x (a + b) - a without cancellation. */
typedef struct point {
    double a, b, x, y, beyond;
} point;

static point point_of(double a, double b, double x)
{
    const double sum = a + b, big = fmax(a, b), lost = fmin(a, b) - (sum - big);
    const point at = {a, b, x, 1 - x, fma(x, sum, -a) + x * lost};

    return at;
}

static point mirror(const point *at)
{
    const point other = {at->b, at->a, at->y, at->x, -at->beyond};

    return other;
}

/* ln of 1 + beyond / a where that is x (a + b) / a, less beyond / a. */
static double deviation(double a, double b, double x, double beyond)
{
    const double ratio = x * ((a + b) / a);

    return ratio < 0.5 ? log(ratio) - beyond / a : netmkt__log1p_minus(beyond / a);
}

/* ln of x^a y^b / B(a, b). */
static double log_beta_term(const point *at)
{
    return at->a * deviation(at->a, at->b, at->x, at->beyond) + at->b * deviation(at->b, at->a, at->y, -at->beyond) +
           netmkt__beta_norm(at->a, at->b);
}

/* I_x(a, b) over that term, for x <= (a + 1) / (a + b + 2). */
static double fraction(const point *at)
{
    const double a = at->a, b = at->b, x = at->x;
    double value = a * (1 - at->beyond) / (a + 1), c = value, d = 0;

    for (int n = 1; n < TERMS_MAX; n++) {
        const double k = n, e = a + 2 * k - 1;
        const double numerator = (a + (k - 1)) * (a + b + (k - 1)) / e * (k * (b - k) / e) * x * x;
        const double denominator =
            k + k * (b - k) * x / e + (a + k) / (e + 2) * (1 - at->beyond + k * (2 - x));
        double step;

        d = 1 / (denominator + numerator * d);
        c = denominator + numerator / c;
        step = c * d;
        value *= step;
        if (fabs(step - 1) < DBL_EPSILON)
            break;
    }
    return 1 / value;
}

/* I_x(a, b) for small b beyond the mean, where it may be small while its complement is 1 less a little. The series of
 * the complement in y, less its leading term y^b / (b B(a, b)), which is near 1. */
static double upper_small(double a, double b, double y)
{
    const double power = b * log(y) - netmkt__lgamma_ratio(1, b) + netmkt__lgamma_ratio(a, b);
    double term = 1, sum = 0;

    for (int n = 1; n < TERMS_MAX; n++) {
        term *= (n - a) / n * y;
        sum += term / (b + n);
        if (fabs(term) <= fabs(sum) * (DBL_EPSILON / 4))
            break;
    }
    return -expm1(power) - exp(power) * b * sum;
}

/* The fall of t^(a-1) (1-t)^(b-1) from x down. */
static double fall_down(const void *argument, double s)
{
    const point *at = argument;
    const double slope = (2 * at->x - 1 - at->beyond) / at->x / at->y;

    return s * slope - (at->a - 1) * netmkt__log1p_minus(-s / at->x) - (at->b - 1) * netmkt__log1p_minus(s / at->y);
}

/* I_x(a, b) over the term, for x on the near side of the mean. */
static double tail(const point *at)
{
    const double slope = (2 * at->x - 1 - at->beyond) / at->x / at->y;
    const double curvature = (at->a - 1) / at->x / at->x + (at->b - 1) / at->y / at->y;

    return netmkt__tail_integral(fall_down, at, slope, curvature, at->x) / at->x / at->y;
}

/* I_x(a, b) at a point inside. */
static double incomplete(point at)
{
    const int swap = at.beyond + 2 * at.x > 1; /* x (a + b + 2) > a + 1 */
    double value;

    if (swap && at.b < 1) {
        value = upper_small(at.a, at.b, at.y);
        if (value <= 0.5)
            return value;
    }
    if (swap)
        at = mirror(&at);
    if (fmin(at.a, at.b) >= LARGE_SHAPE)
        value = tail(&at);
    else
        value = fraction(&at);
    value = fmin(value * exp(log_beta_term(&at)), 1);
    return swap ? 1 - value : value;
}

static int outside(double a, double b, double x)
{
    return isnan(a) || isnan(b) || isnan(x) || a <= 0 || b <= 0 || x < 0 || x > 1;
}

double netmkt__beta_inc(double a, double b, double x)
{
    if (outside(a, b, x))
        return NAN;
    return x == 0 || x == 1 ? x : incomplete(point_of(a, b, x));
}

double netmkt__beta_inc_upper(double a, double b, double x)
{
    point at;

    if (outside(a, b, x))
        return NAN;
    if (x == 0 || x == 1)
        return 1 - x;
    at = point_of(a, b, x);
    return incomplete(mirror(&at));
}
