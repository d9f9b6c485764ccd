/* Tricomi's function by its integral over t > 0 of e^(-x t) t^(a-1) (1+t)^(b-a-1): positive, with one peak. On the
 * line of v with t = s e^v it is exponential to the left and falls faster than that to the right. The scale s is
 * a / x for large a, where the peak of the gamma density lies, so that nothing cancels; and 1 for small a. */
#include "numeric/special.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

#include "numeric/special_parts.h"

#define BENEATH_NOTICE 40.0 /* e^-40 */
#define SMALL_STEP 0.3
#define RIGHT_END 700.0 /* of v; the integrand has long vanished there, and e^v has not overflowed */

typedef struct tricomi {
    double a, x, power; /* power = b - a - 1 */
    double share;       /* a / (a + x) */
    double rest;        /* x / (a + x) */
} tricomi;

/* For a >= 1: of the integrand over its value at v = 0. */
static double log_value_large(const void *argument, double v)
{
    const tricomi *at = argument;
    const double e = expm1(v);
    const double main = at->a * (fabs(v) < SMALL_STEP ? netmkt__log1p_minus(e) : v - e);

    if (v < -1 && at->share > 0.5) /* 1 - share alone would cancel */
        return main + at->power * log(at->rest + at->share * exp(v));
    return main + at->power * log1p(at->share * e);
}

static double log_value_small(const void *argument, double v)
{
    const tricomi *at = argument;
    const double t = exp(v);

    return at->a * v - at->x * t + at->power * log1p(t);
}

/* Where -x t^2 + (b - 1 - x) t + a = 0. */
static double peak_of(double a, double b, double x)
{
    const double middle = b - 1 - x, root = hypot(middle, 2 * sqrt(x) * sqrt(a));

    return fmin(middle > 0 ? (middle + root) / x / 2 : 2 * a / (root - middle), DBL_MAX);
}

double netmkt__log_tricomi_u(double a, double b, double x)
{
    const double t = peak_of(a, b, x), share = t / (1 + t);
    const tricomi at = {a, x, b - a - 1, a / (a + x), x / (a + x)};
    netmkt__line line = {log_value_small, NULL, NULL, 0, 0, 0, 0, 0, 0};
    double scale = 0; /* ln s */

    if (isnan(a) || isnan(b) || isnan(x) || a <= 0 || x <= 0 || isinf(a) || isinf(b) || isinf(x))
        return NAN;
    if (a >= 1) {
        line.log_value = log_value_large;
        scale = log(a / x);
    }
    line.argument = &at;
    line.peak = log(t) - scale;
    line.curvature = x * t - at.power * share / (1 + t);
    line.left = fmin(line.peak, -scale - BENEATH_NOTICE - log(fmax(1, fmax(x, fabs(at.power)))));
    line.rise = a;
    line.right = RIGHT_END;
    line.fall = HUGE_VAL;
    if (a < 1)
        return netmkt__log_line_integral(&line, NULL) - netmkt__lgamma(a);
    return netmkt__log_line_integral(&line, NULL) + netmkt__gamma_norm(a) - a * log(x) + at.power * log1p(a / x);
}
