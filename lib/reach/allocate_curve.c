/* A curve of response on its domain: values, slopes, the concave envelope. In logarithms of the amount, z = ln(x / half), the logarithm of the marginal return is
 * ln(top shape / half) + (shape - 1) z - 2 ln(1 + e^(shape z)): concave, so that Newton's method from the right never oversteps. */
#include <math.h>

#include "base/status.h"
#include "reach/allocate.h"

static double hill(double top, double half, double shape, double x)
{
    double z;

    if (!(x > 0.0))
        return x < 0.0 || isnan(x) ? (double)NAN : 0.0;
    if (isinf(x))
        return top;
    z = shape * log(x / half);
    return z > 0.0 ? top / (1.0 + exp(-z)) : top * (exp(z) / (1.0 + exp(z)));
}

static double slope_of(double top, double half, double shape, double x)
{
    double z, e;

    if (!(x >= 0.0))
        return (double)NAN;
    if (!(top > 0.0) || isinf(x))
        return 0.0;
    if (!(x > 0.0))
        return shape > 1.0 ? 0.0 : shape < 1.0 ? (double)INFINITY : top / half;
    z = log(x / half);
    e = exp(-fabs(shape * z)); /* e^(shape z) / (1 + e^(shape z))^2 is even */
    return top * shape / x * (e / ((1.0 + e) * (1.0 + e)));
}

static int is_curve(const netmkt_curve *c)
{
    return c != NULL && c->top >= 0.0 && isfinite(c->top) && c->half > 0.0 && isfinite(c->half) && c->shape >= 0.01 && c->shape <= 100.0 && c->carry >= 0.0 && c->carry < 1.0;
}

void netmkt_curve_init(netmkt_curve *curve)
{
    if (curve != NULL)
        *curve = (netmkt_curve){.half = 1.0, .shape = 1.0, .most = (double)INFINITY, .today = (double)NAN};
}

double netmkt_curve_return(const netmkt_curve *curve, double spend)
{
    return is_curve(curve) ? hill(curve->top, curve->half * (1.0 - curve->carry), curve->shape, spend) : (double)NAN;
}

double netmkt_curve_marginal(const netmkt_curve *curve, double spend)
{
    return is_curve(curve) ? slope_of(curve->top, curve->half * (1.0 - curve->carry), curve->shape, spend) : (double)NAN;
}

netmkt_status netmkt_adstock(const double *spend, size_t n, double carry, double *out)
{
    double before = 0.0;

    if ((spend == NULL || out == NULL) && n > 0)
        return netmkt__misuse("spend and out are needed");
    if (!(carry >= 0.0 && carry < 1.0))
        return netmkt__fail(NETMKT_E_RANGE, "the share carried over is 0 to below 1, not %g", carry);
    for (size_t i = 0; i < n; i++)
        out[i] = before = spend[i] + carry * before;
    return NETMKT_OK;
}

double netmkt__arm_return(const netmkt__arm *arm, double x)
{
    return hill(arm->top, arm->half, arm->shape, x);
}

double netmkt__arm_marginal(const netmkt__arm *arm, double x)
{
    return slope_of(arm->top, arm->half, arm->shape, x);
}

/* Where marginal returns begin to fall. */
static double inflection(const netmkt__arm *arm)
{
    return arm->shape > 1.0 ? arm->half * pow((arm->shape - 1.0) / (arm->shape + 1.0), 1.0 / arm->shape) : 0.0;
}

int netmkt__arm_falls(const netmkt__arm *arm)
{
    return !(arm->top > 0.0) || arm->low >= inflection(arm);
}

/* How far the curve is above the line from `low` that has its slope at x: the tangent point is where it is 0. */
static double above_tangent(const netmkt__arm *arm, double x)
{
    return netmkt__arm_return(arm, x) - arm->at_low - netmkt__arm_marginal(arm, x) * (x - arm->low);
}

void netmkt__arm_envelope(netmkt__arm *arm)
{
    double left, right;

    arm->joint = arm->low;
    arm->slope = 0.0;
    arm->at_low = netmkt__arm_return(arm, arm->low);
    if (!netmkt__arm_falls(arm) && arm->high > arm->low) {
        left = fmax(arm->low, fmin(inflection(arm), arm->high));
        right = isinf(arm->high) ? 2.0 * left : arm->high;
        while (isinf(arm->high) && above_tangent(arm, right) < 0.0)
            right *= 2.0;
        if (above_tangent(arm, right) < 0.0)
            left = right;
        for (int i = 0; i < 200 && right - left > 1e-16 * right; i++) {
            double middle = 0.5 * (left + right);

            if (above_tangent(arm, middle) < 0.0)
                left = middle;
            else
                right = middle;
        }
        arm->joint = right;
        arm->slope = (netmkt__arm_return(arm, right) - arm->at_low) / (right - arm->low);
    }
    arm->from = netmkt__arm_marginal(arm, arm->joint);
    arm->to = netmkt__arm_marginal(arm, arm->high);
}

double netmkt__arm_envelope_at(const netmkt__arm *arm, double x)
{
    return x < arm->joint ? arm->at_low + arm->slope * (x - arm->low) : netmkt__arm_return(arm, x);
}
