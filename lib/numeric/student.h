/* Tails of Student's t distribution, central and not, and of chi-square; what tests of means and of counts ask for. */
#ifndef NETMKT_NUMERIC_STUDENT_H
#define NETMKT_NUMERIC_STUDENT_H

/* P(|T| >= |t|) with df > 0 degrees of freedom, df need not be whole. */
double netmkt__student_two_sided(double t, double df);

/* t with P(T <= t) = p, 0 <= p <= 1; to the last digits in both tails. */
double netmkt__student_quantile(double df, double p);

/* P(T > t) of the noncentral distribution: T = (Z + ncp) / sqrt(chi2 / df). Absolute error about 1e-13. */
double netmkt__student_noncentral_upper(double t, double df, double ncp);

/* P(X >= x) of chi-square with df > 0. */
double netmkt__chi_square_upper(double x, double df);

/* P(|Z| >= |z|) of the normal distribution. */
double netmkt__normal_two_sided(double z);

#endif
