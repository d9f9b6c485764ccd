/* Order statistics of plain arrays. */
#ifndef NETMKT_NUMERIC_QUANTILE_H
#define NETMKT_NUMERIC_QUANTILE_H

#include <stddef.h>
#include <stdint.h>

/* The k-th smallest (0-based) of n values. Reorders the array: none before place k is larger, none behind it smaller. */
int64_t netmkt__select_int64(int64_t *values, size_t n, size_t k);
double netmkt__select_real(double *values, size_t n, size_t k); /* finite values only */

/* Quantile by linear interpolation (type 7) of n finite values; reorders the array; NaN when n is 0. */
double netmkt__quantile(double *values, size_t n, double p);

/* Pearson correlation of n pairs, two passes; NaN when either is constant. */
double netmkt__correlation(const double *x, const double *y, size_t n);

#endif
