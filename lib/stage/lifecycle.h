/* Judging a customer's lifecycle from counts, model parameters and settings alone: no store, no state.
 *
 * Invariants:
 *  1. The four probabilities are >= 0 and add up to 1, or are all 0 without engagement.
 *  2. The stage is what the documented thresholds say; the largest probability is the stage's (docs/stages.md proves it). */
#ifndef NETMKT_STAGE_LIFECYCLE_H
#define NETMKT_STAGE_LIFECYCLE_H

#include <netmkt/stage.h>

#include "stage/engagement.h"

/* Parameters of the engagement model (MBG/NBD, time unit 7 days) where a store has too few customers for a fit:
 * those of the purchases of CDNOW's customers (Fader, Hardie, Lee 2005), the one tenth sample, weeks 1 to 39. */
#define NETMKT__ENGAGEMENT_DEFAULTS {0.524843, 6.183086, 0.891359, 1.614002}

typedef struct netmkt__lifecycle_rules {
    double introduction_days, introduction_p_active;
    double decline_p_active, decline_ratio;
    double growth_ratio, certainty;
    double window_days;
    double prior_days;
    double r, alpha; /* of the engagement model, alpha in weeks */
} netmkt__lifecycle_rules;

/* Read the settings (NULL: defaults); r and alpha are the engagement model's, alpha in weeks. */
void netmkt__lifecycle_rules_init(netmkt__lifecycle_rules *rules, const netmkt_settings *settings, double r, double alpha);

/* Posterior probabilities that the recent rate is above growth_ratio, or below decline_ratio, times the rate before. */
typedef struct netmkt__trend {
    double rise, fall;
} netmkt__trend;

netmkt__trend netmkt__lifecycle_trend(const netmkt__lifecycle_rules *rules, uint32_t recent, uint32_t before, int64_t age_days);

/* Fill the lifecycle's fields of `out`. `trend` is not read without engagement days. */
void netmkt__lifecycle_judge(const netmkt__lifecycle_rules *rules, const netmkt__engagement *engagement, int64_t as_of_day,
                             double p_active, netmkt__trend trend, netmkt_stage *out);

#endif
