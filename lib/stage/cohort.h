/* What both answers of cohort.h need: checked options, the periods, and which events count. */
#ifndef NETMKT_STAGE_COHORT_H
#define NETMKT_STAGE_COHORT_H

#include <netmkt/cohort.h>

#include "store/view.h"

#define NETMKT__COHORT_CELLS ((size_t)8 << 20)

typedef struct netmkt__cohort_rules {
    const netmkt_store *store;
    netmkt_context *context;
    const netmkt_settings *settings;
    netmkt_cohort_options options;
    uint8_t *acts;        /* by kind: has an engagement weight, or by orders: is an order */
    int64_t as_of_ms;
    int64_t first, last;  /* periods of the store's first event and of the moment; last < first: no events */
    int64_t complete;     /* the last period that is over */
    double money_unit, confidence;
    int32_t day_offset;
    int32_t reserved;
} netmkt__cohort_rules;

/* With the store's read lock held. Free it in every case. */
netmkt_status netmkt__cohort_rules_init(const netmkt_store *store, const netmkt_settings *settings, const netmkt_cohort_options *options,
                                        int64_t as_of_ms, netmkt__cohort_rules *out);
void netmkt__cohort_rules_free(netmkt__cohort_rules *rules);

/* Where a walk through a customer's events stands among the periods: most events are of the period of the one before. */
typedef struct netmkt__period_walk {
    int64_t number;
    int64_t end_ms; /* first moment behind it */
} netmkt__period_walk;

int64_t netmkt__period_step(const netmkt__cohort_rules *rules, netmkt__period_walk *walk, int64_t time_ms);

/* 1 if event i makes its period one in which he was active. */
static inline int netmkt__cohort_acts(const netmkt__cohort_rules *rules, const netmkt__events *events, size_t i)
{
    return rules->acts[events->kind[i]] && ((rules->options.flags & NETMKT_COHORT_BY_ORDERS) != 0 || events->initiator[i] == NETMKT_INITIATOR_CUSTOMER);
}

#endif
