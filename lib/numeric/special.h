/* Special functions: pure, no state, no allocation. Relative error 1e-13 or better unless said; logarithms are of
 * absolute error 1e-13 * max(1, |value|), and so is digamma. Where a function itself magnifies its arguments' rounding
 * (near a zero; far out in a tail) that is what is lost, no more. NaN or an argument outside of the domain gives NaN.
 * No signals; errno may be changed by the C library's functions. */
#ifndef NETMKT_NUMERIC_SPECIAL_H
#define NETMKT_NUMERIC_SPECIAL_H

/* Gamma and kin, x > 0. */
double netmkt__lgamma(double x);
double netmkt__digamma(double x);
double netmkt__trigamma(double x);
double netmkt__lgamma_ratio(double x, double d); /* ln G(x + d) - ln G(x), x > 0, d >= 0: no cancellation for large x or small d */
double netmkt__lbeta(double a, double b);        /* ln B(a, b), no cancellation for large arguments */

/* Regularized incomplete functions. */
double netmkt__gamma_p(double a, double x);            /* lower, P(a, x) */
double netmkt__gamma_q(double a, double x);            /* upper, 1 - P */
double netmkt__beta_inc(double a, double b, double x); /* I_x(a, b) */
double netmkt__beta_inc_upper(double a, double b, double x); /* 1 - I_x(a, b), exact where that is small and x, too */

/* ln 2F1(a, b; c; z) for a, b, c > 0, 0 <= z < 1, any size of a, b, c up to 1e7; z to 1 - 1e-12.
 * Some 0.1 us where the power series converges fast, 10 us near z = 1; and 10 ns for each unit of min(a, b) - c. */
double netmkt__log_hyp2f1(double a, double b, double c, double z);
/* 2F1(a, b; c; z) for any real a, b (also negative), c > -1 but not 0, 0 <= z < 1, where the value is not huge. */
double netmkt__hyp2f1(double a, double b, double c, double z);
/* ln U(a, b, x), Tricomi, a > 0, x > 0, any real b. */
double netmkt__log_tricomi_u(double a, double b, double x);

/* Normal distribution. */
double netmkt__normal_cdf(double x);
double netmkt__normal_quantile(double p); /* 0 < p < 1; -inf and inf at the ends */

/* ln(exp(a) + exp(b)), ln(exp(a) - exp(b)) for a >= b. */
double netmkt__log_add(double a, double b);
double netmkt__log_sub(double a, double b);

#endif
