/* What groups of touches cost and brought: counted in one pass over the customers, in parts that are added up in order. */
#ifndef NETMKT_REACH_GAIN_H
#define NETMKT_REACH_GAIN_H

#include <netmkt/returns.h>

#include "reach/credit.h"
#include "reach/tally.h"

/* What counting needs of a store, looked up once under its read lock. */
typedef struct netmkt__gain_rules {
    const netmkt_store *store;
    netmkt_context *context;
    const netmkt_settings *settings; /* with path.by as the grouping wants it */
    const netmkt__credit *credit;
    const double *clv;               /* by id - 1, whole units; NULL: not asked for */
    size_t clv_count;
    int64_t from_ms, as_of_ms;
    double money_unit, margin;
    int32_t by, offset;              /* minutes */
    int32_t own_costs, limited;      /* 1: orders' costs are those of their goods; not everybody is asked about */
} netmkt__gain_rules;

/* One group, money in minor units. */
typedef struct netmkt__gain {
    uint64_t impressions, touches, visits;
    uint64_t reach, reach_all; /* touches and impressions, of those asked about and of everybody */
    double orders, revenue, margin, cost, spend, acquired, clv;
} netmkt__gain;

enum { NETMKT__GAIN_ALL, NETMKT__GAIN_NONE, NETMKT__GAIN_GROUPS }; /* rows that are always there, and the first of the others */

/* Invariant: row i of the tally is of[i]; its key is the number of a channel, a campaign or an offer, or a month's with
 * NETMKT__GAIN_MONTH added. Of `ages` the key is a row << 32 | days since the first order, and n[0] the bits of a double: margin. */
typedef struct netmkt__gains {
    netmkt__tally groups, ages;
    netmkt__gain *of;
    size_t capacity;
    uint64_t people, people_all; /* asked about, and everybody */
} netmkt__gains;

#define NETMKT__GAIN_MONTH (INT64_C(1) << 32)

/* Count everybody, and the spend records. Free them in every case. */
netmkt_status netmkt__gains_count(const netmkt__gain_rules *rules, netmkt__gains *out);
void netmkt__gains_free(netmkt_context *context, netmkt__gains *gains);

/* Days after which each row's margin by age has covered its cost; NaN: not yet. `days` has a place a row. NETMKT_E_NOMEM. */
netmkt_status netmkt__gains_payback(const netmkt__gains *gains, netmkt_context *context, double *days);

/* gain_table.c: what the counts say. */
netmkt_status netmkt__gains_table(const netmkt__gain_rules *rules, const netmkt__gains *gains, netmkt_table **out);

#endif
