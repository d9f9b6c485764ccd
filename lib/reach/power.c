/* Power, size and least effect of tests: one of the three is found from the others, the power being a rising function of size and of effect. */
#include <math.h>

#include "base/settings.h"
#include "base/status.h"
#include "numeric/special.h"
#include "numeric/student.h"
#include "reach/experiment.h"

/* What a search varies, the other figure being fixed. */
typedef struct plan {
    double alpha;
    double rate, other;           /* rates */
    double deviation, difference; /* means; deviation 0: rates */
    double n;
} plan;

static double power_of(const plan *p)
{
    double z = -netmkt__normal_quantile(0.5 * p->alpha), sum, effect;

    if (p->deviation > 0.0) {
        double df = fmax(1e-7, p->n - 1.0) * 2.0;

        return netmkt__student_noncentral_upper(-netmkt__student_quantile(df, 0.5 * p->alpha), df, sqrt(0.5 * p->n) * p->difference / p->deviation);
    }
    sum = p->rate + p->other;
    effect = sqrt(p->n) * fabs(p->other - p->rate) - z * sqrt(sum * (1.0 - 0.5 * sum));
    return netmkt__normal_cdf(effect / sqrt(p->rate * (1.0 - p->rate) + p->other * (1.0 - p->other)));
}

/* The value of *varied, between low and high, at which the power is reached. */
static double find(plan *p, double *varied, double low, double high, double power)
{
    for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
        *varied = low > 0.0 && high > 4.0 * low ? sqrt(low * high) : 0.5 * (low + high);
        if (power_of(p) < power)
            low = *varied;
        else
            high = *varied;
    }
    return 0.5 * (low + high);
}

static netmkt_status check(double effect, double n, double power, double alpha)
{
    if (isnan(effect) + isnan(n) + isnan(power) != 1)
        return netmkt__misuse("just one of effect, size and power is NaN, and is found from the others");
    if (!isnan(n) && !(n >= 2.0 && n <= 1e15))
        return netmkt__fail(NETMKT_E_RANGE, "the size of each variant is 2 to 1e15, not %g", n);
    if (!isnan(power) && !(power > alpha && power < 1.0))
        return netmkt__fail(NETMKT_E_RANGE, "the power is above the significance level, %g, and below 1, not %g", alpha, power);
    return NETMKT_OK;
}

static netmkt_status too_much(plan *p, double *varied, double most, double power)
{
    *varied = most;
    if (power_of(p) < power)
        return netmkt__fail(NETMKT_E_RANGE, "a power of %g is out of reach: even %g is not enough", power, most);
    return NETMKT_OK;
}

netmkt_status netmkt_power_rates(double rate, double *other, double *n, double *power, const netmkt_settings *settings)
{
    plan p = {.alpha = 1.0 - netmkt__setting(settings, NETMKT__SET_EXPERIMENT_CONFIDENCE), .rate = rate};
    netmkt_status status;

    if (other == NULL || n == NULL || power == NULL)
        return netmkt__misuse("other, n and power are needed");
    status = check(*other, *n, *power, p.alpha);
    if (status != NETMKT_OK)
        return status;
    if (!(rate > 0.0 && rate < 1.0) || (!isnan(*other) && (!(*other > 0.0 && *other < 1.0) || fabs(*other - rate) <= 0.0)))
        return netmkt__fail(NETMKT_E_RANGE, "rates are above 0, below 1, and not equal: not %g and %g", rate, *other);
    p.other = *other;
    p.n = *n;
    if (isnan(*power)) {
        *power = power_of(&p);
    } else if (isnan(*n)) {
        status = too_much(&p, &p.n, 1e15, *power);
        if (status == NETMKT_OK)
            *n = find(&p, &p.n, 1e-3, 1e15, *power);
    } else {
        status = too_much(&p, &p.other, 1.0 - 1e-12, *power);
        if (status == NETMKT_OK)
            *other = find(&p, &p.other, rate, 1.0 - 1e-12, *power);
    }
    return status;
}

netmkt_status netmkt_power_means(double deviation, double *difference, double *n, double *power, const netmkt_settings *settings)
{
    plan p = {.alpha = 1.0 - netmkt__setting(settings, NETMKT__SET_EXPERIMENT_CONFIDENCE), .deviation = deviation};
    netmkt_status status;

    if (difference == NULL || n == NULL || power == NULL)
        return netmkt__misuse("difference, n and power are needed");
    status = check(*difference, *n, *power, p.alpha);
    if (status != NETMKT_OK)
        return status;
    if (!(deviation > 0.0) || isinf(deviation) || (!isnan(*difference) && (!(*difference > 0.0) || isinf(*difference))))
        return netmkt__fail(NETMKT_E_RANGE, "deviation and difference are above 0 and finite, not %g and %g", deviation, *difference);
    p.difference = *difference;
    p.n = *n;
    if (isnan(*power)) {
        *power = power_of(&p);
    } else if (isnan(*n)) {
        status = too_much(&p, &p.n, 1e15, *power);
        if (status == NETMKT_OK)
            *n = find(&p, &p.n, 2.0, 1e15, *power);
    } else {
        *difference = find(&p, &p.difference, 1e-12 * deviation, 1e3 * deviation, *power);
    }
    return status;
}
