/* Gauss's hypergeometric function for 0 <= z < 1.
 *
 * 1. The power series, where it converges fast: all its terms are positive for positive parameters.
 * 2. Else Euler's integral, which is positive for c > b > 0 and any a. On the line of v, with t the share
 *    p e^v / (q + p e^v) where p = b and q = c - b, it has one peak and exponential tails.
 * 3. With c below both a and b: the integral for a larger c, and then c steps down. With D = z d/dz,
 *    c F(c) = (c + D) F(c+1) and c (1-z) D F(c) = [z (a+b-c) D + z a b] F(c+1): for positive parameters all is
 *    positive here, too.
 * Nothing of this cancels, so that digits are lost only as the condition of the function itself loses them. */
#include "numeric/special.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

#include "numeric/special_parts.h"

#define PARAMETER_MAX 1e9
#define TERMS_MAX 2000
#define TERMS_CHECK 4        /* convergence is looked at every so many terms */
#define SCALE_UP 1e200       /* beyond this a sum is scaled down */
#define BENEATH_NOTICE 40.0  /* e^-40 */
#define SMALL_STEP 0.3
#define CANCELLED 1e-4       /* a sum smaller than this part of its largest term is not to be trusted */

/* An upper bound of the ratio of successive terms from n on, for n beyond all sign changes. */
static double ratio_bound(double a, double b, double c, double z, double n)
{
    return z * fmax(1, (a + n) / (n + 1)) * fmax(1, (b + n) / (c + n));
}

/* Whether the series will have converged after TERMS_MAX terms, roughly. */
static int is_series_fast(double a, double b, double c, double z)
{
    const double n = 0.5 * TERMS_MAX;

    if (a < -n || b < -n)
        return 0;
    return (a + n) * (b + n) * z < (c + n) * (n + 1) * 0.93;
}

/* F = (one + rest) * exp(scale); one is 1 where F was summed from its leading 1 on. */
typedef struct scaled {
    double one, rest, scale;
} scaled;

static void scale_down(scaled *f, double *other)
{
    f->one /= SCALE_UP;
    f->rest /= SCALE_UP;
    f->scale += log(SCALE_UP);
    *other /= SCALE_UP;
}

/* 0, or -1: no convergence, or too much cancellation. */
static int power_series(double a, double b, double c, double z, scaled *f)
{
    const double settled = fmax(0, fmax(-a, -b));
    double term = 1, largest = 1;
    int n = 0;

    f->one = 1;
    f->rest = f->scale = 0;
    while (n < TERMS_MAX) {
        double bound;

        for (int i = 0; i < TERMS_CHECK; i++, n++) {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            f->rest += term;
        }
        if (fabs(term) > SCALE_UP) {
            scale_down(f, &term);
            largest /= SCALE_UP;
        }
        largest = fmax(largest, fabs(term));
        bound = ratio_bound(a, b, c, z, n);
        if (n > settled && bound < 1 && fabs(term) * bound <= (DBL_EPSILON / 8) * (1 - bound) * (fabs(f->rest) + DBL_MIN))
            return fabs(f->one + f->rest) < CANCELLED * largest ? -1 : 0;
    }
    return -1;
}

typedef struct euler {
    double a, p, q, c, w; /* p = b, q = c - b, w = 1 - z */
    double share, rest;   /* p / c, q / c */
    double far, near;     /* w p and q, over q + w p */
    double slope;         /* a z */
} euler;

/* ln(rest + share e^v), where rest + share = 1. */
static double log_mix(double rest, double share, double v)
{
    if (v < -1)
        return log(rest + share * exp(v));
    return v < 500 ? log1p(share * expm1(v)) : log(share) + v;
}

/* Of the integrand over its value at v = 0. */
static double log_value(const void *argument, double v)
{
    const euler *at = argument;
    const double one = log_mix(at->rest, at->share, v);
    double main;

    if (fabs(v) < SMALL_STEP) {
        const double e = expm1(v);

        main = at->p * netmkt__log1p_minus(e) - at->c * netmkt__log1p_minus(at->share * e);
    } else
        main = at->p * v - at->c * one;
    return main + at->a * (one - log_mix(at->near, at->far, v));
}

/* z d/dz of the integrand, over itself: a z t / (1 - z t). */
static double log_slope(const void *argument, double v)
{
    const euler *at = argument;

    return at->slope / (at->w + at->q / at->p * exp(-v));
}

static double logistic_slope(double odds)
{
    return odds / (1 + odds) / (1 + odds);
}

/* ln F for c > b > 0, any a; *slope gets z F' / F where it is not NULL. */
static double euler_integral(double a, double b, double c, double z, double *slope)
{
    const double q = c - b, w = 1 - z, middle = b * w - q + a * z, root = hypot(middle, 2 * sqrt(w * q) * sqrt(b));
    const double odds = middle > 0 ? (middle + root) / (2 * w * q) : 2 * b / (root - middle); /* of t at the peak */
    const double size = log(fmax(1, fmax(fabs(a), c)));
    euler at = {a, b, q, c, w, b / c, q / c, w * b / (q + w * b), q / (q + w * b), a * z};
    netmkt__line line = {log_value, slope != NULL ? log_slope : NULL, NULL, 0, 0, 0, 0, 0, 0};
    const double loss = z * b / c;

    line.argument = &at;
    line.peak = log(odds * (q / b));
    line.curvature = (c - a) * logistic_slope(odds) + a * logistic_slope(w * odds);
    line.left = fmin(line.peak, log(q / b) - BENEATH_NOTICE - size);
    line.rise = b;
    line.right = fmax(line.peak, log(q / b) - log(w) + BENEATH_NOTICE + size);
    line.fall = q;
    return netmkt__log_line_integral(&line, slope) + netmkt__beta_norm(b, q) -
           a * (loss < 0.5 ? log1p(-loss) : log((q + w * b) / c));
}

/* From F and D F at c + steps down to F at c. */
static void step_down(double a, double b, double c, double z, double steps, scaled *f, double slope)
{
    const double factor = z / (1 - z), product = a * b;

    for (c += steps - 1; steps > 0; steps--, c--) {
        const double before = f->rest;

        f->rest += slope / c;
        slope = factor * ((a + b - c) * slope + product * before) / c;
        if (fabs(f->rest) + fabs(slope) > SCALE_UP)
            scale_down(f, &slope);
    }
}

/* For c > 0, b > 0 and any a. */
static void by_integral(double a, double b, double c, double z, scaled *f)
{
    /* Euler's parameter is the larger one of those below c; when there is none, the smaller positive one. */
    const int swap = a > 0 && (a < c ? b >= c || a > b : b >= c && a < b);
    const double best = swap ? a : b, other = swap ? b : a;
    double steps, slope;

    f->one = 0;
    f->rest = 1;
    if (best < c) {
        f->scale = euler_integral(other, best, c, z, NULL);
        return;
    }
    steps = floor(best - c) + 1;
    f->scale = euler_integral(other, best, c + steps, z, &slope);
    step_down(a, b, c, z, steps, f, slope);
}

static void compute(double a, double b, double c, double z, scaled *f)
{
    if (is_series_fast(a, b, c, z) && power_series(a, b, c, z, f) == 0)
        return;
    by_integral(a, b, c, z, f);
}

static int is_inside(double a, double b, double c, double z)
{
    return fabs(a) <= PARAMETER_MAX && fabs(b) <= PARAMETER_MAX && fabs(c) <= PARAMETER_MAX && z >= 0 && z < 1;
}

double netmkt__log_hyp2f1(double a, double b, double c, double z)
{
    double transform = 0;
    scaled f;

    if (!is_inside(a, b, c, z) || a <= 0 || b <= 0 || c <= 0)
        return NAN;
    if (a == c || b == c)
        return -(a == c ? b : a) * log1p(-z);
    if (a < c && b < c && a + b > c) { /* Euler's transform has the smaller parameters */
        transform = (c - a - b) * log1p(-z);
        a = c - a;
        b = c - b;
    }
    compute(a, b, c, z, &f);
    return (f.one == 1 ? log1p(f.rest) : log(f.one + f.rest)) + f.scale + transform;
}

double netmkt__hyp2f1(double a, double b, double c, double z)
{
    scaled f;

    if (!is_inside(a, b, c, z) || c <= -1 || c == 0)
        return NAN;
    if (a == c || b == c)
        return exp(-(a == c ? b : a) * log1p(-z));
    if (is_series_fast(a, b, c, z) && power_series(a, b, c, z, &f) == 0)
        return f.scale == 0 ? 1 + f.rest : (f.one + f.rest) * exp(f.scale);
    if (c < 0) /* c F(c) = (c + D) F(c+1) */
        return netmkt__hyp2f1(a, b, c + 1, z) + z * a * b / c / (c + 1) * netmkt__hyp2f1(a + 1, b + 1, c + 2, z);
    if (a > 0 && b > 0)
        return exp(netmkt__log_hyp2f1(a, b, c, z));
    if (a <= 0 && b <= 0)
        return exp((c - a - b) * log1p(-z) + netmkt__log_hyp2f1(c - a, c - b, c, z));
    by_integral(fmin(a, b), fmax(a, b), c, z, &f);
    return f.rest * exp(f.scale);
}
