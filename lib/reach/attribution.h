/* The state of attribution: what the models need to know of all paths, in whole numbers, so that states merge exactly.
 *
 * Channels are numbered from 1 as they come; names tell them apart. Each model that is asked for keeps its own counts:
 *   chain   states, the last `order` channels in 16 bits each (0: before the start), with conversions, paths without, and value of the
 *           paths that end there; edges from a state to a next channel, with the paths that pass; Markov's chain
 *   rules   conversions and value of paths by their first channel and length, their last and length, the last that is not direct, each
 *           channel on them and length (once an occurrence), each distinct one and how many there are; all rules but time decay
 *   decay   by channel: conversions and value in 2^-62ths of each
 *   sets    distinct channels of a path, ascending, with conversions, paths without, and value; the conversion-rate game
 *
 * Invariants:
 *  1. Conversions and paths without add up to at most 2^53, as do they times their lengths; values are >= 0 and they, and they times
 *     the lengths, add up to at most 2^63 - 1. So no count overflows, and counts are exact as doubles.
 *  2. Of every state but the start as many paths come in as go on or end; every state with a count is reached from the start.
 *  3. Names, states, edges and others that no path has are placeholders, which a failed merge leaves: they mean nothing. */
#ifndef NETMKT_REACH_ATTRIBUTION_H
#define NETMKT_REACH_ATTRIBUTION_H

#include <netmkt/attribution.h>

#include "base/map.h"
#include "reach/rule.h"
#include "reach/tally.h"

enum { NETMKT__CONVERSIONS, NETMKT__NULLS, NETMKT__VALUE, NETMKT__TOTALS }; /* n[] of states, sets and totals; rules: conversions and value */
enum { NETMKT__PASSED, NETMKT__TARGET };                                   /* n[] of edges */
enum { NETMKT__MOST_CHANNELS = 65535, NETMKT__MOST_ORDER = 4 };

enum { NETMKT__IS_DIRECT = 1, NETMKT__IS_SEEN = 2 }; /* came by himself; is on a path */

#define NETMKT__MOST_PATHS UINT64_C(9007199254740992)

/* Keys of rules: what, channel, number (length, or distinct channels; 0 of the last that is not direct). */
enum { NETMKT__RULE_FIRST = 1, NETMKT__RULE_LAST, NETMKT__RULE_LAST_NON_DIRECT, NETMKT__RULE_LENGTH, NETMKT__RULE_DISTINCT };
#define NETMKT__RULE_NUMBER_BITS 40
#define NETMKT__RULE_KEY(what, channel, number) ((uint64_t)(what) << 56 | (uint64_t)(channel) << NETMKT__RULE_NUMBER_BITS | (uint64_t)(number))

/* Key of an edge: state's number << 16 | next channel. */
#define NETMKT__EDGE_KEY(state, channel) ((uint64_t)(state) << 16 | (channel))

typedef struct netmkt__wide {
    uint64_t high, low;
} netmkt__wide;

typedef struct netmkt__decayed {
    netmkt__wide conversions, value; /* times 2^62 */
} netmkt__decayed;

typedef struct netmkt__path_totals {
    uint64_t n[NETMKT__TOTALS];
    uint64_t steps;        /* paths times their lengths */
    uint64_t value_steps;  /* value times lengths */
    uint64_t without[2];   /* conversions that no step led to, and their value: not in n */
} netmkt__path_totals;

struct netmkt_attribution {
    netmkt_context *context;
    uint32_t models;       /* bits 1 << NETMKT_ATTRIBUTION_... */
    int32_t order;         /* of the chain, 1 to 4 */
    int32_t exponent;
    int32_t reserved;
    double half_life_ms, half_steps; /* of decay: part of what was counted */
    netmkt__map names;     /* channel - 1 */
    uint8_t *flags;        /* by channel - 1: NETMKT__IS_... */
    netmkt__decayed *decayed;
    size_t flags_capacity, decayed_capacity;
    netmkt__path_totals totals;
    netmkt__tally states, edges, rules;
    netmkt__map set_names; /* channels of a set, 16 bits each, as bytes */
    uint64_t (*set)[NETMKT__TOTALS];
    size_t set_capacity;
    uint16_t *distinct;    /* room for one path */
    double *weight;
    size_t distinct_capacity, weight_capacity;
};

enum {
    NETMKT__BY_RULES = 1 << NETMKT_ATTRIBUTION_FIRST | 1 << NETMKT_ATTRIBUTION_LAST | 1 << NETMKT_ATTRIBUTION_LAST_NON_DIRECT |
                       1 << NETMKT_ATTRIBUTION_LINEAR | 1 << NETMKT_ATTRIBUTION_POSITION | 1 << NETMKT_ATTRIBUTION_SHAPLEY,
    NETMKT__ALL_MODELS = NETMKT__BY_RULES | 1 << NETMKT_ATTRIBUTION_TIME_DECAY | 1 << NETMKT_ATTRIBUTION_MARKOV | 1 << NETMKT_ATTRIBUTION_SHAPLEY_RATE
};

/* An empty state that counts the same as another. */
netmkt_status netmkt__attribution_like(const netmkt_attribution *attribution, netmkt_attribution **out);

/* The number of a channel by name, there or new. NETMKT_E_RANGE: more than 65,535. */
netmkt_status netmkt__attribution_channel(netmkt_attribution *attribution, const char *name, size_t length, uint16_t *out);

/* NETMKT_E_INVALID unless it is UTF-8 of 1 to 511 bytes without control characters. */
netmkt_status netmkt__channel_check(const char *name, size_t length);

/* netmkt_attribution_update_store() with the read lock held. */
netmkt_status netmkt__attribution_gather(netmkt_attribution *attribution, const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms);

/* One path, or many alike: `value` is that of all its conversions. Channels are numbers of the state; `time_ms` may be NULL. After
 * a failure the state's counts are without meaning: add to a part, and merge that.
 * NETMKT_E_RANGE: a sum beyond invariant 1; value without a conversion. */
netmkt_status netmkt__attribution_add(netmkt_attribution *attribution, size_t n, const uint16_t *step, const int64_t *time_ms, uint64_t conversions,
                                      uint64_t nulls, uint64_t value);

/* The number of a set of channels, ascending, there or new. */
netmkt_status netmkt__attribution_set(netmkt_attribution *attribution, const uint16_t *channel, size_t n, uint32_t *out);
void netmkt__sort_channels(uint16_t *channel, size_t n);

/* Totals of both, or NETMKT_E_RANGE. */
netmkt_status netmkt__path_totals_add(netmkt__path_totals *totals, const netmkt__path_totals *more);

static inline void netmkt__wide_add(netmkt__wide *sum, netmkt__wide more)
{
    sum->low += more.low;
    sum->high += more.high + (sum->low < more.low);
}

#endif
