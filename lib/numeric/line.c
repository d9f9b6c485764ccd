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
#define HALVINGS 8
#define POINTS_MAX 100000

typedef struct sums {
    double plain, weighted;
} sums;

/* The integrand at a point, relative to the peak, and the weighted one. */
static sums value_at(const netmkt__line *line, double top, double v)
{
    sums value;

    value.plain = exp(line->log_value(line->argument, v) - top);
    value.weighted = line->weight != NULL ? value.plain * line->weight(line->argument, v) : 0;
    return value;
}

/* Whether what follows after `value` is beneath notice, seeing how the terms decrease. */
static int is_settled(double before, double value, double sum, double least)
{
    const double decrease = fmin(1 - value / before, least);

    return value == 0 || (decrease > 0 && fabs(value) < fabs(sum) * (DBL_EPSILON / 64) * decrease);
}

/* The points from `first` on in steps of `step` (negative: to the left), up to where the rest is beneath notice or
 * a geometric series. */
static void add_side(const netmkt__line *line, double top, double first, double step, sums *sum)
{
    const double end = step > 0 ? line->right : line->left;
    const double least = -expm1(-(step > 0 ? line->fall : line->rise) * fabs(step));
    sums before = value_at(line, top, first - step);

    for (int i = 0; i < POINTS_MAX; i++) {
        const double v = first + i * step;
        const sums value = value_at(line, top, v);
        const int last = step > 0 ? v > end : v < end;

        sum->plain += last ? value.plain / least : value.plain;
        sum->weighted += last ? value.weighted / least : value.weighted;
        if (last || (is_settled(before.plain, value.plain, sum->plain, least) &&
                     is_settled(before.weighted, value.weighted, sum->weighted, least)))
            return;
        before = value;
    }
}

double netmkt__log_line_integral(const netmkt__line *line, double *mean)
{
    const double top = line->log_value(line->argument, line->peak);
    double step = line->curvature > 0 ? fmin(STEP_MOST, 1 / sqrt(line->curvature)) : STEP_MOST;
    sums sum = value_at(line, top, line->peak);

    add_side(line, top, line->peak + step, step, &sum);
    add_side(line, top, line->peak - step, -step, &sum);
    for (int i = 0; i < HALVINGS; i++) {
        const sums before = sum;

        add_side(line, top, line->peak + 0.5 * step, step, &sum);
        add_side(line, top, line->peak - 0.5 * step, -step, &sum);
        step *= 0.5;
        if (fabs(sum.plain - 2 * before.plain) <= AGREED * sum.plain &&
            fabs(sum.weighted - 2 * before.weighted) <= AGREED * fabs(sum.weighted))
            break;
    }
    if (mean != NULL)
        *mean = sum.weighted / sum.plain;
    return top + log(sum.plain * step);
}
