/* Distributions of counts, as arrays of the probabilities of 0, 1, 2, ...: each by its recurrence both ways from its mode,
 * so that neither end underflows before its time and nothing cancels. */
#ifndef NETMKT_VALUE_COUNTS_H
#define NETMKT_VALUE_COUNTS_H

#include <stddef.h>

/* Purchases in a time t at a rate from Gamma(r, alpha): negative binomial. r, alpha > 0, t >= 0, count > 0. */
void netmkt__counts_gamma(double r, double alpha, double t, size_t count, double *out);

/* Purchases at `chances` chances, each taken with a probability from Beta(a, b): beta-binomial. a, b > 0. */
void netmkt__counts_beta(double a, double b, double chances, size_t count, double *out);

#endif
