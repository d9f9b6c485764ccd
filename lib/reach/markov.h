/* Markov's chain solved: how likely a path converts, and how much of that goes through each channel. */
#ifndef NETMKT_REACH_MARKOV_H
#define NETMKT_REACH_MARKOV_H

#include "reach/chain.h"

enum { NETMKT__OF_CONVERSIONS, NETMKT__OF_VALUE, NETMKT__MEASURES };

typedef struct netmkt__markov {
    netmkt_context *context;
    double whole[NETMKT__MEASURES];   /* from the start: probability of a conversion, expected value */
    double *effect[NETMKT__MEASURES]; /* by rank - 1: the share of `whole` that is lost without the channel; 0 where that is 0 */
} netmkt__markov;

/* NETMKT_E_CONVERGE, NETMKT_E_NOMEM. To be freed in any case. A chain with a path. */
netmkt_status netmkt__markov_solve(const netmkt__chain *chain, int32_t order, uint32_t threads, netmkt__markov *out);
void netmkt__markov_free(netmkt__markov *markov);

/* markov_sparse.c: by block iteration, with a bound for the error. NETMKT_E_CONVERGE: too many sweeps. */
netmkt_status netmkt__markov_iterate(const netmkt__chain *chain, int32_t order, uint32_t threads, netmkt__markov *out);

#endif
