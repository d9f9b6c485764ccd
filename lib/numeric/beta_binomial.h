/* Success rates that differ from one to the next: the beta-binomial distribution, fitted; and quantiles of the beta distribution. */
#ifndef NETMKT_NUMERIC_BETA_BINOMIAL_H
#define NETMKT_NUMERIC_BETA_BINOMIAL_H

#include <stddef.h>
#include <stdint.h>

/* `count` units of n trials with k successes each. */
typedef struct netmkt__trials {
    uint32_t n, k; /* k <= n */
    uint64_t count;
} netmkt__trials;

/* Strengths a fit can find: at the upper bound all rates are alike as far as the data tell. */
#define NETMKT__BETA_STRENGTH_LEAST 0.05
#define NETMKT__BETA_STRENGTH_MOST 1e5

/* Maximum likelihood of the mean a / (a + b) and strength a + b of the rates' beta distribution. 1: found; 0: the data hold no successes,
 * no failures or no two trials of one unit, and nothing was written. */
int netmkt__beta_binomial_fit(const netmkt__trials *trials, size_t rows, double *mean, double *strength);

/* x with I_x(a, b) = p, a, b > 0, 0 <= p <= 1; to some 1e-15. */
double netmkt__beta_quantile(double a, double b, double p);

#endif
