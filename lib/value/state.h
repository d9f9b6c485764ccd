/* The state of a fit inside: two histograms as sorted arrays.
 *
 * Invariants: rows ascend strictly by key; every count is above 0; the counts of one histogram add up to no more than
 * 2^53; a purchase row has key (x, t_x, T) with 0 <= t_x <= T, and t_x = 0 where x = 0; a spend row has key (x, money, 0),
 * with money = 0 where x = 0. */
#ifndef NETMKT_VALUE_STATE_H
#define NETMKT_VALUE_STATE_H

#include <netmkt/state.h>

typedef struct netmkt__state_row {
    int64_t key[3];
    uint64_t count;
} netmkt__state_row;

typedef struct netmkt__histogram {
    netmkt__state_row *row;
    size_t rows;
    uint64_t customers;
} netmkt__histogram;

enum { NETMKT__PURCHASES = 0, NETMKT__SPENDS = 1, NETMKT__HISTOGRAMS = 2 };

struct netmkt_state {
    netmkt_context *context;
    int32_t exponent;
    netmkt__histogram histogram[NETMKT__HISTOGRAMS];
};

#define NETMKT__STATE_MOST INT64_C(1000000000000000) /* of x and times */
#define NETMKT__STATE_CUSTOMERS UINT64_C(9007199254740992)

/* Below 0, 0, above 0: the order of keys. */
int netmkt__state_compare(const netmkt__state_row *a, const netmkt__state_row *b);

#endif
