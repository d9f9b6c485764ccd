/* The split that maximises a sum of concave functions: each takes what it returns at the common marginal return, and that is searched for. */
#include <math.h>

#include "reach/allocate.h"

/* Where the concave part has this marginal return, between its ends'. */
static double amount_with(const netmkt__arm *arm, double log_multiplier)
{
    double rest = log(arm->top * arm->shape / arm->half) - log_multiplier, z = rest / (arm->shape + 1.0), s = arm->shape;

    if (s < 1.0)
        z = fmin(z, rest / (1.0 - s));
    for (int i = 0; i < 60; i++) { /* from the right, where it never oversteps */
        double u = s * z, e = exp(-fabs(u)), low = u > 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
        double value = rest + (s - 1.0) * z - 2.0 * (log1p(e) + fmax(u, 0.0)), step = value / ((s - 1.0) - 2.0 * s * low);

        z -= step;
        if (fabs(step) <= 1e-15 * fmax(1.0, fabs(z)))
            break;
    }
    return arm->half * exp(z);
}

/* What a channel takes at a multiplier; of those whose linear part has just that slope, nothing of it. */
static double take(const netmkt__arm *arm, double multiplier, double log_multiplier)
{
    if (arm->joint > arm->low && multiplier >= arm->slope)
        return arm->low;
    if (multiplier >= arm->from)
        return arm->joint;
    if (multiplier <= arm->to)
        return arm->high;
    return fmin(fmax(amount_with(arm, log_multiplier), arm->joint), arm->high);
}

static double take_all(const netmkt__split *split, double log_multiplier, double *amount)
{
    double multiplier = exp(log_multiplier), sum = 0.0;

    for (size_t i = 0; i < split->n; i++) {
        double x = take(&split->arm[i], multiplier, log_multiplier);

        if (amount != NULL)
            amount[i] = x;
        sum += x;
    }
    return sum;
}

/* Logarithms of multipliers between which the sum passes the budget: at *low too much is taken, at *high not. */
static void bracket(const netmkt__split *split, double *low, double *high)
{
    double step = 1.0;

    while (take_all(split, *high, NULL) > split->budget && *high < 700.0) {
        *low = *high;
        *high += step;
        step *= 2.0;
    }
    for (step = 1.0; take_all(split, *low, NULL) <= split->budget && *low > -740.0; step *= 2.0) {
        *high = *low;
        *low -= step;
    }
}

/* What is left of the budget goes to those who would take more at a hair less: in order, so that at most one is left within its linear part. */
static void hand_out(const netmkt__split *split, double log_low, double *amount, double rest)
{
    double multiplier = exp(log_low);

    for (size_t i = 0; i < split->n && rest > 0.0; i++) {
        double more = fmin(rest, fmax(0.0, take(&split->arm[i], multiplier, log_low) - amount[i]));

        amount[i] += more;
        rest -= more;
    }
}

double netmkt__split_relaxed(const netmkt__split *split, double *amount)
{
    double low = 0.0, high = 0.0, most = 0.0, sum;

    for (size_t i = 0; i < split->n; i++)
        most += split->arm[i].high;
    if (most <= split->budget) {
        for (size_t i = 0; i < split->n; i++)
            amount[i] = split->arm[i].high;
        return 0.0;
    }
    bracket(split, &low, &high);
    {
        double over = take_all(split, low, NULL) - split->budget, under = take_all(split, high, NULL) - split->budget;

        /* regula falsi with halving (Illinois), and bisection where the sum jumps */
        for (int i = 0, side = 0; i < 200 && high - low > 4e-16 * fmax(1.0, fabs(low)); i++) {
            double at = i % 4 == 3 || !(over > under) ? 0.5 * (low + high) : low + (high - low) * (over / (over - under)), excess;

            if (!(at > low && at < high))
                at = 0.5 * (low + high);
            excess = take_all(split, at, NULL) - split->budget;
            if (excess > 0.0) {
                low = at;
                over = excess;
                under *= side == 1 ? 0.5 : 1.0;
                side = 1;
            } else {
                high = at;
                under = excess;
                over *= side == -1 ? 0.5 : 1.0;
                side = -1;
            }
            if (fabs(excess) <= 1e-15 * split->budget) {
                low = excess > 0.0 ? at : low;
                break;
            }
        }
    }
    sum = take_all(split, high, amount);
    hand_out(split, low, amount, split->budget - sum);
    return exp(high);
}
