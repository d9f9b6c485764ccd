/* Markov's chain of a state of attribution: channels in order of their names, states and edges in order of those, whatever the order in which
 * paths came. States are numbered from 0, the start. */
#ifndef NETMKT_REACH_CHAIN_H
#define NETMKT_REACH_CHAIN_H

#include "reach/attribution.h"

/* Channels on paths in order of their names (bytes): ranks from 1. */
typedef struct netmkt__ranks {
    netmkt_context *context;
    uint16_t *rank;    /* by channel; 0: on no path */
    uint16_t *channel; /* by rank - 1 */
    uint32_t count;
    uint32_t reserved;
} netmkt__ranks;

netmkt_status netmkt__ranks_new(const netmkt_attribution *attribution, netmkt__ranks *out); /* to be freed in any case */
/* Of all names, numbered from 1 as they came; or of those alone whose flags have NETMKT__IS_SEEN. */
netmkt_status netmkt__ranks_of(netmkt_context *context, const netmkt__map *names, const uint8_t *flags, netmkt__ranks *out);
void netmkt__ranks_free(netmkt__ranks *ranks);
const char *netmkt__ranked_name(const netmkt_attribution *attribution, const netmkt__ranks *ranks, uint32_t rank, size_t *length);

typedef struct netmkt__chain {
    netmkt_context *context;
    uint32_t states, edges, channels;
    uint32_t reserved;
    uint64_t *key;      /* of each state: ranks of its last channels, 16 bits each, the newest lowest */
    uint64_t (*ends)[NETMKT__TOTALS]; /* of each state */
    uint64_t *out;      /* paths that leave it, by an edge or an end */
    uint32_t *begin;    /* its edges: begin[s] to begin[s + 1] - 1 */
    uint32_t *to;
    uint64_t *passed;
} netmkt__chain;

netmkt_status netmkt__chain_new(const netmkt_attribution *attribution, const netmkt__ranks *ranks, netmkt__chain *out); /* to be freed in any case */
void netmkt__chain_free(netmkt__chain *chain);

static inline uint32_t netmkt__chain_newest(const netmkt__chain *chain, uint32_t state)
{
    return (uint32_t)(chain->key[state] & 0xffff);
}

#endif
