/* Maximise a smooth function of a few parameters (at most NETMKT__OPTIMISE_MAX), from one start.
 * Says how it ended; never returns figures from a failed search as if they were good. */
#ifndef NETMKT_NUMERIC_OPTIMISE_H
#define NETMKT_NUMERIC_OPTIMISE_H

#include <netmkt/status.h>

#include "numeric/symmetric.h"

#define NETMKT__OPTIMISE_MAX 8

/* Value at theta, and where gradient is not NULL the n partial derivatives. NaN or -inf: outside; the search steps back. */
typedef double (*netmkt__objective)(void *argument, const double *theta, double *gradient);

/* The same with second derivatives, n x n row major, where hessian is not NULL (then gradient is not NULL either). */
typedef double (*netmkt__objective_hessian)(void *argument, const double *theta, double *gradient, double *hessian);

typedef struct netmkt__optimum {
    double theta[NETMKT__OPTIMISE_MAX];
    double value;
    double gradient[NETMKT__OPTIMISE_MAX];
    int32_t iterations, evaluations;
    int32_t ended; /* NETMKT__ENDED_... */
} netmkt__optimum;

enum {
    NETMKT__ENDED_CONVERGED = 1, /* gradient and step are negligible */
    NETMKT__ENDED_BOUND = 2,     /* a parameter ran to its bound */
    NETMKT__ENDED_LIMIT = 3,     /* out of iterations */
    NETMKT__ENDED_FAILED = 4     /* no finite value at the start, or no progress with a large gradient */
};

/* BFGS with line search inside the box [lower, upper] (either may be NULL). `scale` is the size of the objective that
 * counts as noise-free unit (number of observations): converged when |gradient| <= 1e-9 * scale. */
void netmkt__maximise(netmkt__objective objective, void *argument, int n, const double *start,
                      const double *lower, const double *upper, double scale, netmkt__optimum *out);

/* The same by Newton's method; the Hessian may be approximate, the gradient decides. */
void netmkt__maximise_newton(netmkt__objective_hessian objective, void *argument, int n, const double *start,
                             const double *lower, const double *upper, double scale, netmkt__optimum *out);

/* Hessian of the objective at theta by central differences of its exact gradient (Richardson extrapolated), row major, symmetrised. */
void netmkt__hessian(netmkt__objective objective, void *argument, int n, const double *theta, double *hessian);

#endif
