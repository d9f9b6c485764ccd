/* Attribution by rule: what share of a conversion each step of its path has, known from that path alone. */
#ifndef NETMKT_REACH_RULE_H
#define NETMKT_REACH_RULE_H

#include <netmkt/attribution.h>

#include "reach/path.h"

typedef struct netmkt__rule {
    int32_t model;       /* NETMKT_ATTRIBUTION_FIRST to _TIME_DECAY, or _SHAPLEY, whose set game is a rule as well */
    int32_t reserved;
    double first, last;  /* of the position model */
    double half_life_ms; /* of time decay; of paths without times half_steps */
    double half_steps;
} netmkt__rule;

/* NETMKT_E_INVALID: the model is no rule; NETMKT_E_RANGE: shares of first and last that add up to more than 1. */
netmkt_status netmkt__rule_init(const netmkt_settings *settings, int32_t model, netmkt__rule *out);

/* The weights of a path's n > 0 steps, which add up to 1. `direct`: a byte a step that is 1 where the customer came by himself; needed by
 * last non-direct alone. `time_ms` NULL: decay by steps. O(n), but of the set game O(n log n). `room`: n numbers, for the set game. */
void netmkt__rule_weights(const netmkt__rule *rule, size_t n, const uint64_t *step, const int64_t *time_ms, const uint8_t *direct,
                          uint64_t *room, double *weight);

#endif
