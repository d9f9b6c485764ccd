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
#define SMALL_BOTTOM 1e-50   /* a smaller c might overflow within a few terms */
#define CANCELLED 1e-2       /* a sum smaller than this part of its largest term is not to be trusted */

/* An upper bound of all terms after the n-th, over that one, for n beyond all sign changes. The ratio of successive
 * terms tends to z; and with s = c - a - b > 1 the terms from n on sum up to at most n (c+n-1) / (n (s-1) - a b)
 * of the n-th even for z = 1, by telescoping. */
static double rest_bound(double a, double b, double c, double z, double n)
{
    const double ratio = z * fmax(1, (a + n) / (n + 1)) * fmax(1, (b + n) / (c + n));
    const double margin = n * (c - a - b - 1) - a * b;
    const double geometric = ratio < 1 ? ratio / (1 - ratio) : HUGE_VAL;

    return margin > 0 ? fmin(geometric, n * (c + n - 1) / margin) : geometric;
}

/* Whether the series will have converged after TERMS_MAX terms, roughly. */
static int is_series_fast(double a, double b, double c, double z)
{
    const double n = 0.5 * TERMS_MAX;

    if (a < -n || b < -n)
        return 0;
    if ((a <= 0 && a == floor(a)) || (b <= 0 && b == floor(b)))
        return 1; /* it ends */
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
        for (int i = 0; i < TERMS_CHECK; i++, n++) {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            f->rest += term;
        }
        if (fabs(term) > SCALE_UP) {
            scale_down(f, &term);
            largest /= SCALE_UP;
        }
        largest = fmax(largest, fabs(term));
        if (n > settled && (term == 0 || fabs(term) * rest_bound(a, b, c, z, n) <= (DBL_EPSILON / 8) * fabs(f->rest) + DBL_MIN))
            return fabs(f->one + f->rest) < CANCELLED * largest ? -1 : 0;
    }
    return -1;
}

/* Near an end of (0, 1) the share t itself is a bad measure: all is kept as seen from the smaller one of p and q. */
typedef struct euler {
    double a, p, q, c, w; /* p = b, q = c - b, w = 1 - z */
    double small;         /* min(p, q) */
    double share, rest;   /* small / c, and 1 less that */
    double near, far;     /* q and w p, over q + w p */
    double slope;         /* a z */
} euler;

/* ln(rest + share e^v), where rest + share = 1. */
static double log_mix(double rest, double share, double v)
{
    if (v < -1 && share > 0.5)
        return log(rest + share * exp(v)); /* 1 - share alone would cancel */
    if (v < 500)
        return log1p(share * expm1(v));
    v += log(share); /* which may be as small as e^-700 */
    return v > 0 ? v + log1p(exp(-v)) : log1p(exp(v));
}

/* Of the integrand over its value at v = 0. */
static double log_value(const void *argument, double v)
{
    const euler *at = argument;
    const double x = at->q < at->p ? -v : v, mix = log_mix(at->rest, at->share, x);
    double main;

    if (fabs(x) < SMALL_STEP) {
        const double e = expm1(x);

        main = at->small * netmkt__log1p_minus(e) - at->c * netmkt__log1p_minus(at->share * e);
    } else
        main = at->small * x - at->c * mix;
    return main + at->a * ((at->q < at->p ? v + mix : mix) - log_mix(at->near, at->far, v));
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

/* ln F for b > 0, c = b + q, q > 0, any a; *slope gets z F' / F where it is not NULL. */
static double euler_integral(double a, double b, double q, double z, double *slope)
{
    const double c = b + q, w = 1 - z, middle = b * w - q + a * z, root = hypot(middle, 2 * sqrt(w * q) * sqrt(b));
    const double odds = middle > 0 ? (middle + root) / (2 * w * q) : 2 * b / (root - middle); /* of t at the peak */
    const double size = log(fmax(1, fmax(fabs(a), c)));
    const euler at = {a, b, q, c, w, fmin(b, q), fmin(b, q) / c, fmax(b, q) / c, q / (q + w * b), w * b / (q + w * b), a * z};
    netmkt__line line = {log_value, slope != NULL ? log_slope : NULL, NULL, 0, 0, 0, 0, 0, 0};
    const double loss = z * b / c;

    line.argument = &at;
    line.peak = log(odds) + log(q) - log(b);
    line.curvature = (c - a) * logistic_slope(odds) + a * logistic_slope(w * odds);
    line.left = fmin(line.peak, log(q) - log(b) - BENEATH_NOTICE - size);
    line.rise = b;
    line.right = fmax(line.peak, log(q) - log(b) - log(w) + BENEATH_NOTICE + size);
    line.fall = q;
    return netmkt__log_line_integral(&line, slope) + netmkt__beta_norm(b, q) -
           a * (loss < 0.5 ? log1p(-loss) : log((q + w * b) / c));
}

/* From F and D F at c + steps down to F at c. */
static void step_down(double a, double b, double c, double z, double steps, scaled *f, double slope)
{
    const double factor = z / (1 - z), product = a * b;

    for (double k = steps - 1; k >= 0; k--) {
        const double at = c + k, before = f->rest;

        f->rest += slope / at;
        slope = factor * ((a + b - at) * slope + product * before) / at;
        if (fabs(f->rest) + fabs(slope) > SCALE_UP)
            scale_down(f, &slope);
    }
}

/* A function's parameters: those of Euler's transform, which may be known more exactly than by subtraction, too. */
typedef struct parameters {
    double a, b, c, z;
    double c_a, c_b; /* c - a and c - b */
} parameters;

static parameters plain(double a, double b, double c, double z)
{
    const parameters p = {a, b, c, z, c - a, c - b};

    return p;
}

static parameters transformed(const parameters *p)
{
    const parameters other = {p->c_a, p->c_b, p->c, p->z, p->a, p->b};

    return other;
}

/* c - a - b, through the smaller difference, which was rounded less. */
static double excess(const parameters *p)
{
    return fabs(p->c_a) < fabs(p->c_b) ? p->c_a - p->b : p->c_b - p->a;
}

/* For c > 0, b > 0 and any a. */
static void by_integral(const parameters *of, scaled *f)
{
    /* Euler's parameter is the larger one of those below c; when there is none, the smaller positive one. */
    const double a = of->a, b = of->b, c = of->c;
    const int swap = a > 0 && (a < c ? b >= c || a > b : b >= c && a < b);
    const double best = swap ? a : b, other = swap ? b : a, space = swap ? of->c_a : of->c_b;
    double steps, slope;

    f->one = 0;
    f->rest = 1;
    if (space > 0) {
        f->scale = euler_integral(other, best, space, of->z, NULL);
        return;
    }
    steps = floor(-space) + 1;
    f->scale = euler_integral(other, best, space + steps, of->z, &slope);
    step_down(a, b, c, of->z, steps, f, slope);
}

static void compute(const parameters *of, scaled *f)
{
    if (is_series_fast(of->a, of->b, of->c, of->z) && power_series(of->a, of->b, of->c, of->z, f) == 0)
        return;
    by_integral(of, f);
}

static int is_inside(double a, double b, double c, double z)
{
    return fabs(a) <= PARAMETER_MAX && fabs(b) <= PARAMETER_MAX && fabs(c) <= PARAMETER_MAX && z >= 0 && z < 1;
}

/* ln F for positive a, b and c. */
static double log_positive(const parameters *of)
{
    double transform = 0;
    parameters used = *of;
    scaled f;

    if (of->c_a > 0 && of->c_b > 0 && excess(of) < 0) { /* Euler's transform has the smaller parameters */
        transform = excess(of) * log1p(-of->z);
        used = transformed(of);
    }
    compute(&used, &f);
    return (f.one == 1 ? log1p(f.rest) : log(f.one + f.rest)) + f.scale + transform;
}

double netmkt__log_hyp2f1(double a, double b, double c, double z)
{
    const parameters of = plain(a, b, c, z);

    if (!is_inside(a, b, c, z) || a <= 0 || b <= 0 || c <= 0)
        return NAN;
    if (a == c || b == c)
        return -(a == c ? b : a) * log1p(-z);
    if (c < SMALL_BOTTOM) /* c F(c) = (c + D) F(c+1), in logarithms */
        return netmkt__log_add(netmkt__log_hyp2f1(a, b, c + 1, z),
                               log(a) + log(b) + log(z) - log(c) - log1p(c) + netmkt__log_hyp2f1(a + 1, b + 1, c + 2, z));
    return log_positive(&of);
}

double netmkt__hyp2f1(double a, double b, double c, double z)
{
    const parameters of = plain(fmin(a, b), fmax(a, b), c, z), other = transformed(&of);
    scaled f;

    if (!is_inside(a, b, c, z) || c <= -1 || c == 0)
        return NAN;
    if (a == c || b == c)
        return exp(-(a == c ? b : a) * log1p(-z));
    if (is_series_fast(a, b, c, z) && power_series(a, b, c, z, &f) == 0)
        return f.scale == 0 ? 1 + f.rest : (f.one + f.rest) * exp(f.scale);
    if (c < 0) /* c F(c) = (c + D) F(c+1) */
        return netmkt__hyp2f1(a, b, c + 1, z) + z * a * b / c / (c + 1) * netmkt__hyp2f1(a + 1, b + 1, c + 2, z);
    if (of.a > 0)
        return exp(log_positive(&of));
    if (of.b <= 0)
        return exp(excess(&of) * log1p(-z) + log_positive(&other));
    by_integral(&of, &f);
    return copysign(exp(log(fabs(f.rest)) + f.scale), f.rest);
}
