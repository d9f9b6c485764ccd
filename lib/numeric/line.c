/* Integrals over the whole line by the trapezoid rule, which converges exponentially for functions that are analytic
 * in a strip (Trefethen & Weideman 2014): halving the step squares the error at least. So two sums that agree to
 * half of the digits prove that the finer one is exact. Tails that are exponential are summed in closed form.
 * Cost: some 30 to 1,000 values of the integrand. */
#include "numeric/special_parts.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

#define STEP_MOST 0.5
#define AGREED 3e-8
#define HALVINGS 12
#define POINTS_MAX 2000000

typedef struct sums {
    double plain, weighted;
} sums;

/* Add the point `times` over; returns the integrand there. */
static double add(const netmkt__line *line, double v, double exponent, double times, sums *sum)
{
    const double term = exp(exponent);

    sum->plain += term * times;
    if (line->weight != NULL)
        sum->weighted += term * times * line->weight(line->argument, v);
    return term;
}

/* The points from `first` on in steps of `step` (negative: to the left), up to where the rest is beneath notice or
 * a geometric series. */
static void add_side(const netmkt__line *line, double top, double first, double step, sums *sum)
{
    const double end = step > 0 ? line->right : line->left;
    const double least = (step > 0 ? line->fall : line->rise) * fabs(step);
    double before = line->log_value(line->argument, first - step) - top;

    for (int i = 0; i < POINTS_MAX; i++) {
        const double v = first + i * step, exponent = line->log_value(line->argument, v) - top;
        const double decrease = fmin(before - exponent, least);
        const int last = step > 0 ? v > end : v < end;
        const double term = add(line, v, exponent, last ? 1 / -expm1(-least) : 1, sum);

        if (last || (decrease > 0 && term < sum->plain * (DBL_EPSILON / 64) * fmin(decrease, 1)))
            return;
        before = exponent;
    }
}

double netmkt__log_line_integral(const netmkt__line *line, double *mean)
{
    const double top = line->log_value(line->argument, line->peak);
    double step = line->curvature > 0 ? fmin(STEP_MOST, 1 / sqrt(line->curvature)) : STEP_MOST;
    sums sum = {0, 0};

    add(line, line->peak, 0, 1, &sum);
    add_side(line, top, line->peak + step, step, &sum);
    add_side(line, top, line->peak - step, -step, &sum);
    for (int i = 0; i < HALVINGS; i++) {
        const double before = sum.plain;

        add_side(line, top, line->peak + 0.5 * step, step, &sum);
        add_side(line, top, line->peak - 0.5 * step, -step, &sum);
        step *= 0.5;
        if (fabs(sum.plain - 2 * before) <= AGREED * sum.plain)
            break;
    }
    if (mean != NULL)
        *mean = sum.weighted / sum.plain;
    return top + log(sum.plain * step);
}
