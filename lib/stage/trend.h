/* Trends remembered: many customers share (recent days, days before, age), and a trend depends on nothing else, so
 * that a remembered one is the same bits as one computed. */
#ifndef NETMKT_STAGE_TREND_H
#define NETMKT_STAGE_TREND_H

#include "stage/lifecycle.h"

#define NETMKT__TREND_SLOTS 16384 /* a power of two */

typedef struct netmkt__trend_slot {
    int64_t age_days; /* -1: empty */
    uint32_t recent, before;
    netmkt__trend trend;
} netmkt__trend_slot;

void netmkt__trend_slots_init(netmkt__trend_slot *slots); /* NETMKT__TREND_SLOTS of them */

/* The trend of an engagement; from the slots where it is there. `slots` NULL: computed. */
netmkt__trend netmkt__trend_of(netmkt__trend_slot *slots, const netmkt__lifecycle_rules *rules, const netmkt__engagement *engagement,
                               int64_t as_of_day);

#endif
