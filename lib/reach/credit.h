/* Each conversion's credit by step, for reports that add up something of the conversions themselves: their margin, their customers.
 *
 * With a rule the weights are that rule's; Shapley's set game is one. Markov's chain and the conversion-rate game judge all paths together: of one
 * conversion, the distinct channels on its path have shares in proportion to their removal effects, or their values in the game (those below 0
 * none; all the same where none has any), and a channel's steps share alike. So what is added up need not be the model's credits. */
#ifndef NETMKT_REACH_CREDIT_H
#define NETMKT_REACH_CREDIT_H

#include "reach/rule.h"

typedef struct netmkt__credit netmkt__credit;

/* With the store's read lock held; Markov's chain and the conversion-rate game count the paths of all customers about whom the settings ask. It
 * may then be shared by any number of threads. NETMKT_E_INVALID: no such model; others as netmkt_attribution_update_store() and
 * netmkt_attribution_credit(). */
netmkt_status netmkt__credit_new(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, int32_t model, netmkt__credit **out);
void netmkt__credit_free(netmkt__credit *credit);
/* How paths are to be read for it. */
const netmkt__path_rules *netmkt__credit_rules(const netmkt__credit *credit);

/* One thread's room. Zero it, and set the context, to begin with. */
typedef struct netmkt__credit_room {
    netmkt_context *context;
    double *weight, *factor;
    uint64_t *sorted;
    uint8_t *direct;
    size_t weight_capacity, factor_capacity, sorted_capacity, direct_capacity;
} netmkt__credit_room;

void netmkt__credit_room_free(netmkt__credit_room *room);
/* The weights of a path's steps, which add up to 1 (none where it has no step): *weight is valid until the room is used again. */
netmkt_status netmkt__credit_of(const netmkt__credit *credit, const netmkt__path *path, netmkt__credit_room *room, const double **weight);

#endif
