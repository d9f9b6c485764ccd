/* The normal distribution (quantile: Wichura 1988, algorithm AS 241), and sums of exponentials in logarithms. */
#include "numeric/special.h"

#include <math.h>

#define ROOT_HALF 0.707106781186547524401
#define ROOT_HALF_REST -4.83364665672645672552e-17 /* what the double above lacks */
#define LN_2 0.693147180559945309417

double netmkt__normal_cdf(double x)
{
    const double t = -x * ROOT_HALF;
    double rest;

    if (isnan(x))
        return NAN;
    if (!(t > 3 && t < 30))
        return 0.5 * erfc(t);
    /* Far out the rounding of t counts: erfc falls by the factor 1 - 2 t dt, and a little more. */
    rest = fma(-x, ROOT_HALF, -t) - x * ROOT_HALF_REST;
    return 0.5 * erfc(t) * (1 - (2 * t + 1 / t) * rest);
}

static double central(double q)
{
    const double r = 0.180625 - q * q;
    const double above = ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r +
        45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r + 133.14166789178437745) * r +
        3.387132872796366608;
    const double below = ((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r +
        21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r + 42.313330701600911252) * r + 1;

    return q * above / below;
}

/* r = sqrt(-ln p) of the tail probability p. */
static double middle(double r)
{
    const double above = ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r +
        1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r + 4.6303378461565452959) * r +
        1.42343711074968357734;
    const double below = ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r +
        0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r + 2.05319162663775882187) * r + 1;

    return above / below;
}

static double far_out(double r)
{
    const double above = ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r +
        0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r + 5.4637849111641143699) * r +
        6.6579046435011037772;
    const double below = ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r +
        7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1;

    return above / below;
}

double netmkt__normal_quantile(double p)
{
    const double q = p - 0.5;
    double r;

    if (isnan(p) || p < 0 || p > 1)
        return NAN;
    if (p == 0 || p == 1)
        return p == 0 ? -INFINITY : INFINITY;
    if (fabs(q) <= 0.425)
        return central(q);
    r = sqrt(-log(q < 0 ? p : 1 - p));
    r = r <= 5 ? middle(r - 1.6) : far_out(r - 5);
    return q < 0 ? -r : r;
}

double netmkt__log_add(double a, double b)
{
    const double high = a > b ? a : b, low = a > b ? b : a;

    if (isnan(a) || isnan(b))
        return NAN;
    if (isinf(high))
        return high; /* both -inf, or one inf */
    return high + log1p(exp(low - high));
}

double netmkt__log_sub(double a, double b)
{
    const double d = b - a;

    if (isnan(a) || isnan(b) || b > a)
        return NAN;
    if (isinf(b) && b < 0)
        return a;
    if (a == b)
        return -INFINITY;
    return a + (d > -LN_2 ? log(-expm1(d)) : log1p(-exp(d)));
}
