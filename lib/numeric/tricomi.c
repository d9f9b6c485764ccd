/* Tricomi's function by its integral over t > 0 of e^(-x t) t^(a-1) (1+t)^(b-a-1), on the line of v with
 * t = (a/x) e^v: positive, with one peak, exponential to the left and faster than that to the right. */
#include "numeric/special.h"

#include <math.h>
#include <stddef.h>

#include "numeric/special_parts.h"

#define BENEATH_NOTICE 40.0 /* e^-40 */
#define SMALL_STEP 0.3

typedef struct tricomi {
    double a, power; /* power = b - a - 1 */
    double share;    /* a / (a + x) */
    double rest;     /* x / (a + x) */
} tricomi;

/* Of the integrand over its value at v = 0. */
static double log_value(const void *argument, double v)
{
    const tricomi *at = argument;
    const double e = expm1(v);
    double main, growth;

    main = fabs(v) < SMALL_STEP ? at->a * netmkt__log1p_minus(e) : at->a * (v - e);
    if (v < -1 && at->share > 0.5) /* 1 - share alone would cancel */
        growth = log(at->rest + at->share * exp(v));
    else
        growth = v < 500 ? log1p(at->share * e) : log(at->share) + v;
    return main + at->power * growth;
}

double netmkt__log_tricomi_u(double a, double b, double x)
{
    tricomi at;
    netmkt__line line = {0};
    double t, middle, share, root;

    if (isnan(a) || isnan(b) || isnan(x) || a <= 0 || x <= 0 || isinf(a) || isinf(b) || isinf(x))
        return NAN;
    at.a = a;
    at.power = b - a - 1;
    at.share = a / (a + x);
    at.rest = x / (a + x);
    /* The peak: -x t^2 + (b - 1 - x) t + a = 0. */
    middle = b - 1 - x;
    root = hypot(middle, 2 * sqrt(x) * sqrt(a));
    t = middle > 0 ? (middle + root) / (2 * x) : 2 * a / (root - middle);
    share = t / (1 + t);
    line.log_value = log_value;
    line.argument = &at;
    line.peak = log(t / a * x);
    line.curvature = x * t - at.power * share / (1 + t);
    line.left = log(x) - log(a) - BENEATH_NOTICE - log(fmax(1, fmax(x, fabs(at.power))));
    line.left = fmin(line.left, line.peak);
    line.rise = a;
    line.right = 700;
    line.fall = HUGE_VAL;
    return netmkt__log_line_integral(&line, NULL) + netmkt__gamma_norm(a) - a * log(x) + at.power * log1p(a / x);
}
