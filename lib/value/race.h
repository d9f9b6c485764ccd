/* The race between a customer's next purchase and his dropout in Pareto/NBD: with rates Gamma(p, A) and Gamma(q, B), the
 * chance that the second event comes first. */
#ifndef NETMKT_VALUE_RACE_H
#define NETMKT_VALUE_RACE_H

/* ln R(p, q, k), k = ln(B / A):  R = q * integral over w > 0 of (1 + w e^k)^-p (1 + w)^-(q+1).  p, q > 0.
 * R(p, q, k) + R(q, p, -k) = 1. Where gradient is not NULL, the derivatives of ln R by p, q, k, and the 3 x 3 second ones. */
double netmkt__log_race(double p, double q, double k, double *gradient, double *hessian);

#endif
