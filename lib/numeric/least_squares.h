/* Nonlinear least squares of a few parameters by Levenberg and Marquardt's method (Levenberg 1944; Marquardt 1963). */
#ifndef NETMKT_NUMERIC_LEAST_SQUARES_H
#define NETMKT_NUMERIC_LEAST_SQUARES_H

#include <netmkt/context.h>

#define NETMKT__SQUARES_MOST 65 /* parameters */

/* Model value i at theta, and its k derivatives. NaN: outside; the search steps back. */
typedef double (*netmkt__curve)(void *argument, const double *theta, size_t i, double *slope);

typedef struct netmkt__squares {
    double theta[NETMKT__SQUARES_MOST];
    double sum;                                                  /* of squared residuals */
    double normal[NETMKT__SQUARES_MOST * NETMKT__SQUARES_MOST];  /* J'J at theta, k x k row major */
    int32_t iterations;
    int32_t converged;                                           /* no step makes it smaller */
} netmkt__squares;

/* Minimise the sum over n values of (y - curve)^2 from `start`, within [lower, upper]. */
void netmkt__least_squares(netmkt__curve curve, void *argument, size_t n, const double *y, int k, const double *start, const double *lower,
                           const double *upper, netmkt__squares *out);

#endif
