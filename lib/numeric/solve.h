/* Small dense linear systems. */
#ifndef NETMKT_NUMERIC_SOLVE_H
#define NETMKT_NUMERIC_SOLVE_H

#include <stddef.h>

/* Solve A X = B for n x n A and n x m B, row by row in memory; both are overwritten, B by X. Gauss elimination with partial pivoting, O(n^3 + n^2 m).
 * 0 if A is singular: B is then without meaning. */
int netmkt__solve(size_t n, double *a, size_t m, double *b);

#endif
