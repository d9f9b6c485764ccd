/* Means compared: samples, Welch's test, always-valid figures. */
#include <math.h>

#include "base/settings.h"
#include "base/status.h"
#include "numeric/student.h"
#include "reach/experiment.h"

#define VALUES_MOST 9007199254740992.0

netmkt_status netmkt_sample_from_sums(double n, double sum, double sum_of_squares, netmkt_sample *out)
{
    double mean, rest;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    if (!(n >= 1.0 && n <= VALUES_MOST) || n > floor(n) || !isfinite(sum) || !isfinite(sum_of_squares))
        return netmkt__fail(NETMKT_E_RANGE, "a sample needs a whole count from 1 to 2^53, and finite sums");
    mean = sum / n;
    rest = sum_of_squares - sum * mean;
    if (rest < -1e-12 * sum_of_squares)
        return netmkt__fail(NETMKT_E_RANGE, "the sum of squares, %g, is less than the sum, %g, needs", sum_of_squares, sum);
    *out = (netmkt_sample){n, mean, n > 1.0 ? sqrt(fmax(rest, 0.0) / (n - 1.0)) : (double)NAN};
    return NETMKT_OK;
}

netmkt_status netmkt_sample_of(const double *values, size_t n, netmkt_sample *out)
{
    double sum = 0.0, squares = 0.0, rest = 0.0, mean;

    if (out == NULL || (values == NULL && n > 0))
        return netmkt__misuse("values and out are needed");
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i]))
            return netmkt__fail(NETMKT_E_RANGE, "value %zu is not finite", i + 1);
        sum += values[i];
    }
    mean = n > 0 ? sum / (double)n : (double)NAN;
    for (size_t i = 0; i < n; i++) {
        rest += values[i] - mean;
        squares += (values[i] - mean) * (values[i] - mean);
    }
    *out = (netmkt_sample){(double)n, mean, n > 1 ? sqrt((squares - rest * rest / (double)n) / (double)(n - 1)) : (double)NAN};
    return NETMKT_OK;
}

static netmkt_status check(const netmkt_sample *sample)
{
    if (!(sample->n >= 2.0 && sample->n <= VALUES_MOST))
        return netmkt__fail(NETMKT_E_RANGE, "means are compared of 2 to 2^53 values, not %g", sample->n);
    if (!isfinite(sample->mean) || !isfinite(sample->deviation) || sample->deviation < 0.0)
        return netmkt__fail(NETMKT_E_RANGE, "mean %g, deviation %g: both must be finite, the deviation at least 0", sample->mean, sample->deviation);
    return NETMKT_OK;
}

netmkt_status netmkt_means_compare(const netmkt_sample *control, const netmkt_sample *other, const netmkt_settings *settings, netmkt_means *out)
{
    double confidence = netmkt__setting(settings, NETMKT__SET_EXPERIMENT_CONFIDENCE), of_control, of_other, error, width, tau;
    netmkt_status status;

    if (control == NULL || other == NULL || out == NULL)
        return netmkt__misuse("control, other and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "means of %u bytes, this library knows %zu; set struct_size", out->struct_size, sizeof *out);
    status = check(control);
    if (status == NETMKT_OK)
        status = check(other);
    if (status != NETMKT_OK)
        return status;
    of_control = control->deviation * control->deviation / control->n;
    of_other = other->deviation * other->deviation / other->n;
    error = sqrt(of_control + of_other);
    *out = (netmkt_means){.struct_size = sizeof *out, .difference = other->mean - control->mean, .t = (double)NAN, .df = (double)NAN, .p = (double)NAN};
    out->difference_low = out->difference_high = out->difference;
    if (error > 0.0) {
        out->t = out->difference / error;
        out->df = error * error * error * error / (of_control * of_control / (control->n - 1.0) + of_other * of_other / (other->n - 1.0));
        out->p = netmkt__student_two_sided(out->t, out->df);
        width = -error * netmkt__student_quantile(out->df, 0.5 * (1.0 - confidence));
        out->difference_low -= width;
        out->difference_high += width;
    }
    tau = netmkt__setting(settings, NETMKT__SET_EXPERIMENT_EFFECT) * sqrt(0.5 * (control->deviation * control->deviation + other->deviation * other->deviation));
    netmkt__always_valid(out->difference, of_control + of_other, tau, confidence, &out->p_always, &out->always_low, &out->always_high);
    return NETMKT_OK;
}
