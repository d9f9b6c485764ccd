/* Seeded random numbers: the same sequence on every platform (xoshiro256**, seeded by splitmix64). */
#ifndef NETMKT_NUMERIC_RANDOM_H
#define NETMKT_NUMERIC_RANDOM_H

#include <stdint.h>

typedef struct netmkt__random {
    uint64_t state[4];
} netmkt__random;

void netmkt__random_seed(netmkt__random *random, uint64_t seed);
uint64_t netmkt__random_bits(netmkt__random *random);
double netmkt__random_uniform(netmkt__random *random);             /* in (0, 1), never an end */
uint64_t netmkt__random_below(netmkt__random *random, uint64_t n); /* 0..n-1 without bias, n > 0 */
double netmkt__random_normal(netmkt__random *random);
double netmkt__random_exponential(netmkt__random *random, double rate);
double netmkt__random_gamma(netmkt__random *random, double shape, double rate); /* shape > 0, also < 1 */
double netmkt__random_beta(netmkt__random *random, double a, double b);
uint64_t netmkt__random_poisson(netmkt__random *random, double mean);

#endif
