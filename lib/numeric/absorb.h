/* Absorbing Markov chains, dense. */
#ifndef NETMKT_NUMERIC_ABSORB_H
#define NETMKT_NUMERIC_ABSORB_H

#include <stddef.h>

/* Solve (I - Q) X = B for an n x n Q >= 0, whose rows and the probabilities `absorb` of leaving add up to 1, and an n x m B >= 0, row by row in
 * memory; all are overwritten, B by X. Elimination without a subtraction (Grassmann, Taksar, Heyman 1985): every entry of X has nearly
 * full relative precision, however long the chain goes on. O(n^3 + n^2 m). 0 if some state never ends: B is then without meaning. */
int netmkt__absorb_solve(size_t n, double *q, double *absorb, size_t m, double *b);

#endif
