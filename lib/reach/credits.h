/* Each channel's credit by one model, as numbers: what tables, intervals and per-conversion credit are made of. */
#ifndef NETMKT_REACH_CREDITS_H
#define NETMKT_REACH_CREDITS_H

#include "reach/chain.h"
#include "reach/markov.h"

typedef struct netmkt__credits {
    netmkt_context *context;
    netmkt__ranks ranks;
    double *amount[NETMKT__MEASURES]; /* by rank - 1: conversions, and minor units */
    double *extra[NETMKT__MEASURES];  /* removal effects, or standard errors; NULL with other models */
    double whole[NETMKT__MEASURES];   /* of the chain: probability and mean value; NaN with other models */
    uint64_t edges;
    uint32_t states;
    int32_t order;                    /* 0 with other models */
} netmkt__credits;

/* Failures as netmkt_attribution_credit(). To be freed in any case. */
netmkt_status netmkt__credits_new(const netmkt_attribution *attribution, int32_t model, const netmkt_settings *settings, netmkt__credits *out);
void netmkt__credits_free(netmkt__credits *credits);

/* Whole numbers near n >= 0 amounts, which add up to `total` as these do but for rounding: what is missing goes to the largest
 * remainders, of equal ones the first. NETMKT_E_NOMEM. */
netmkt_status netmkt__largest_remainders(netmkt_context *context, size_t n, const double *amount, int64_t total, int64_t *out);

/* shapley.c: the conversion-rate game, into amount and extra, from ranks that are there. */
netmkt_status netmkt__shapley_rate(const netmkt_attribution *attribution, const netmkt_settings *settings, netmkt__credits *out);

#endif
