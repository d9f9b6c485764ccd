/* Tails of Student's t and of chi-square by the incomplete beta and gamma functions; the noncentral t by integrating the normal tail over the
 * distribution of the standard deviation, which is smooth and narrow. */
#include "numeric/student.h"

#include <math.h>

#include "numeric/quadrature.h"
#include "numeric/special.h"

double netmkt__student_two_sided(double t, double df)
{
    double square = t * t;

    if (isnan(t) || !(df > 0.0))
        return NAN;
    if (isinf(square))
        return 0.0;
    /* of x and 1 - x the smaller, so that neither is rounded away; and the tail itself, which is small for a large t whatever df */
    if (square < df)
        return netmkt__beta_inc_upper(0.5, 0.5 * df, square / (df + square));
    return netmkt__beta_inc(0.5 * df, 0.5, df / (df + square));
}

double netmkt__student_quantile(double df, double p)
{
    double low = 0.0, high = 1.0, tail = p < 0.5 ? p : 1.0 - p;

    if (!(p >= 0.0 && p <= 1.0) || !(df > 0.0))
        return NAN;
    if (!(tail > 0.0))
        return p < 0.5 ? -INFINITY : INFINITY;
    while (0.5 * netmkt__student_two_sided(high, df) > tail && high < 1e300)
        high *= 2.0;
    for (int i = 0; i < 200 && high - low > 1e-16 * high; i++) {
        double middle = 0.5 * (low + high);

        if (0.5 * netmkt__student_two_sided(middle, df) > tail)
            low = middle;
        else
            high = middle;
    }
    return p < 0.5 ? -0.5 * (low + high) : 0.5 * (low + high);
}

typedef struct noncentral {
    double t, df, ncp;
} noncentral;

/* The density of s = sqrt(chi2 / df) against its value at 1, and that times the normal tail. At u, its fourth root: so that it is smooth at 0, too, with few
 * degrees of freedom that are not whole. */
static void noncentral_terms(void *argument, double u, double *weight, double *value)
{
    const noncentral *n = argument;
    double s = u * u * u * u, log_density = s > 0.0 ? (n->df - 1.0) * log(s) - 0.5 * n->df * (s - 1.0) * (s + 1.0) : -INFINITY;

    *weight = exp(log_density) * u * u * u;
    *value = *weight * netmkt__normal_cdf(n->ncp - n->t * s);
}

double netmkt__student_noncentral_upper(double t, double df, double ncp)
{
    noncentral n = {t, df, ncp};
    double spread = 1.0 / sqrt(2.0 * df), from = 1.0 - 14.0 * spread, to = 1.0 + 14.0 * spread;
    double weight, value;

    if (isnan(t) || isnan(ncp) || !(df > 0.0))
        return NAN;
    netmkt__integrate(noncentral_terms, &n, from > 0.0 ? sqrt(sqrt(from)) : 0.0, sqrt(sqrt(to)), 40, &weight, &value);
    return value / weight;
}

double netmkt__chi_square_upper(double x, double df)
{
    return x <= 0.0 ? 1.0 : netmkt__gamma_q(0.5 * df, 0.5 * x);
}

double netmkt__normal_two_sided(double z)
{
    return 2.0 * netmkt__normal_cdf(-fabs(z));
}
