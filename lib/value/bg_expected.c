/* E[(1 - exp(-lambda p t)) / p] for lambda ~ Gamma(r, alpha), p ~ Beta(a, b): the published form with Gauss's 2F1, turned
 * by Euler's transform and with its removable singularities (a = 1, a + b = 1) taken out by hand; where that form loses
 * digits or converges slowly, the integral over p itself.
 *
 * With z = t / (alpha + t), A = a - 1, C = a + b - 1, D = C - r:
 *   E = C (1 - (1-z)^A) / A - (1-z)^A S,   S = sum over n >= 1 of D (D+1).. (D+n-1) a .. (a+n-2) / (c .. (c+n-2) n!) z^n, c = C+1. */
#include "value/bg.h"

#include <math.h>

static const double Z_SERIES = 0.93;  /* the series is used up to here */
static const int TERMS_MOST = 2000;
static const double DIGITS_LOST = 1e3; /* cancellation that the series may suffer */

/* The series form; NaN where it is not good. */
static double by_series(double r, double alpha, double a, double b, double t)
{
    double l = -log1p(t / alpha), z = t / (alpha + t), A = a - 1.0, C = a + (b - 1.0), D = C - r, c = a + b;
    double term = D * z, sum = term, size = fabs(term), first, second, factor, y = A * l;

    if (z > Z_SERIES)
        return (double)NAN;
    for (int n = 1; fabs(term) > 1e-17 * fabs(sum) || n < 3; n++) {
        if (n > TERMS_MOST || size > 1e290)
            return (double)NAN;
        term *= (D + n) * (a + (n - 1)) * z / ((c + (n - 1)) * (n + 1));
        sum += term;
        size += fabs(term);
    }
    factor = fabs(y) < 1e-300 ? -l : -l * (expm1(y) / y);
    first = C * factor;
    second = exp(y) * sum;
    if (!(fabs(first) + exp(y) * size <= DIGITS_LOST * fabs(first - second)))
        return (double)NAN;
    return first - second;
}

/* The integral over p in the variable v, ln(p / (1-p)) = m + s sinh(v), by the trapezoidal rule, which converges
 * exponentially for such an integrand; m is the mode of the Beta kernel and s its width, or where a or b is under 1 those
 * of the bend from which the kernel's long tail starts. Kernel and integrand are summed at the same points, so that the
 * Beta function itself is not needed. */
typedef struct integral {
    double r, w, a, b;
    double mode, rest; /* p and 1 - p at m */
    double width;
} integral;

static void point(const integral *q, double v, double *kernel, double *value)
{
    double delta = q->width * sinh(v), p = q->mode, rest = q->rest, k, share, g;

    /* p(delta) / p(0), by whichever side does not overflow */
    if (delta > 0.0) {
        double e = exp(-delta);

        k = -q->b * delta - (q->a + q->b) * log1p(rest * expm1(-delta));
        share = p / (p + rest * e);
    } else {
        double e = exp(delta);

        k = q->a * delta - (q->a + q->b) * log1p(p * expm1(delta));
        share = p * e / (rest + p * e);
    }
    g = share * q->w * (1.0 + q->r) > 1e-17 ? -expm1(-q->r * log1p(share * q->w)) / share : q->r * q->w;
    *kernel = exp(k) * cosh(v);
    *value = *kernel * g;
}

static void trapezoid(const integral *q, double from, double to, double h, double shift, double *kernel, double *value)
{
    for (double v = from + shift; v <= to; v += h) {
        double k, f;

        point(q, v, &k, &f);
        *kernel += k;
        *value += f;
    }
}

/* Where the kernel has fallen to nothing, going out from the mode by steps of `way`. */
static double tail(const integral *q, double way)
{
    double v = way, kernel = 1.0, value;

    for (; kernel > 1e-22 && fabs(v) < 40.0; v += way)
        point(q, v, &kernel, &value);
    return v;
}

static double by_integral(double r, double alpha, double a, double b, double t)
{
    double a1 = fmax(a, 1.0), b1 = fmax(b, 1.0);
    integral q = {r, t / alpha, a, b, a1 / (a1 + b1), b1 / (a1 + b1), sqrt((a1 + b1) / a1 / b1)};
    double h = 0.5, from, to, kernel = 0.0, value = 0.0, last = 0.0;

    from = tail(&q, -h);
    to = tail(&q, h);
    trapezoid(&q, from, to, h, 0.0, &kernel, &value);
    for (int halved = 0; halved < 12; halved++) {
        double estimate = value / kernel;

        if (halved > 3 && /* the error falls by its square, so this is exact */ fabs(estimate - last) <= 1e-11 * fabs(estimate))
            break;
        last = estimate;
        trapezoid(&q, from, to, h, 0.5 * h, &kernel, &value);
        h *= 0.5;
    }
    return value / kernel;
}

double netmkt__bg_expected(double r, double alpha, double a, double b, double t)
{
    double sum;

    if (t == 0.0)
        return 0.0;
    sum = by_series(r, alpha, a, b, t);
    return isnan(sum) ? by_integral(r, alpha, a, b, t) : sum;
}

/* (1 + p w)^-(r + x) grows off the positive axis with (r + x) E[p], which is between its values at x = 0 and infinity, and
 * with r where p spreads. The factors were found by trial over r to 300, a to 20, b to 30: 12 digits and more. */
double netmkt__bg_analytic_from(const double *p, double *growth)
{
    *growth = fmax(2.0 * fmax(p[0] * p[2] / (p[2] + p[3]), p[2]), 0.15 * p[0]);
    return p[1];
}
