/* Readiness: the rules, judged on a customer's events up to a moment.
 *
 * Invariants:
 *  1. The highest stage of which a rule holds is the customer's; within a stage, the rule with the highest number.
 *  2. Nothing is kept between judgements: what is taken back (a permission, an order) is as if it had never been.
 *  3. A rule needs one pass over the events for each of its conditions, and none if no event is of its kinds. */
#ifndef NETMKT_STAGE_READINESS_H
#define NETMKT_STAGE_READINESS_H

#include <netmkt/stage.h>

#include "stage/rules.h"
#include "store/view.h"

/* What rules are judged by, resolved once for many customers. */
typedef struct netmkt__readiness_view {
    const netmkt_readiness_rules *rules;
    const netmkt_settings *settings; /* for the numbers that are settings; NULL: defaults */
    int32_t day_offset;
    uint32_t survey_variant;         /* surveys of the variants behind it ask about something else than recommendation */
    int64_t as_of_day;
} netmkt__readiness_view;

/* The moment's day is set by the caller. */
void netmkt__readiness_view_init(netmkt__readiness_view *view, const netmkt_settings *settings, int32_t day_offset);

/* Fill the readiness' fields of `out` from a view of events that ends at the moment judged at. `lost`: as
 * netmkt__orders_lost(), or NULL. p_active may be NaN: then he is not known to be active. */
void netmkt__readiness_judge(const netmkt__readiness_view *view, const netmkt__events *events, const uint8_t *lost, double p_active,
                             netmkt_stage *out);

/* The first day after the moment's on which time alone can change what the rules say, given the day from which P(active) is below a
 * threshold (`below`, day number by threshold); INT64_MAX: never. */
typedef int64_t (*netmkt__day_below)(const void *argument, double threshold);
int64_t netmkt__readiness_next_day(const netmkt__readiness_view *view, const netmkt__events *events, netmkt__day_below below, const void *argument);

#endif
