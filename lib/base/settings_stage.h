/* Settings of lifecycle and readiness: see base/settings.h. */
#ifndef NETMKT_BASE_SETTINGS_STAGE_H
#define NETMKT_BASE_SETTINGS_STAGE_H

#define NETMKT__SETTINGS_STAGE(X)                                                                                     \
    X(LIFECYCLE_INTRODUCTION, "lifecycle.introduction_days", REAL, 0.0, 36500.0, 90.0,                                \
      "A customer known for less than this many days is in his introduction.")                                        \
    X(LIFECYCLE_WINDOW, "lifecycle.window_days", REAL, 1.0, 36500.0, 90.0,                                            \
      "Longest recent window in days; the recent window is at most half of the time known.")                          \
    X(LIFECYCLE_ACTIVE_INTRODUCTION, "lifecycle.introduction_p_active", REAL, 0.0, 1.0, 0.25,                         \
      "Least P(active) of a customer in introduction.")                                                               \
    X(LIFECYCLE_ACTIVE, "lifecycle.decline_p_active", REAL, 0.0, 1.0, 0.5, "Below this P(active) a customer is in decline.")\
    X(LIFECYCLE_FALL, "lifecycle.decline_ratio", REAL, 0.0, 1.0, 0.8,                                                 \
      "A recent rate below this many times the rate before counts as falling.")                                       \
    X(LIFECYCLE_RISE, "lifecycle.growth_ratio", REAL, 1.0, 100.0, 1.2,                                                \
      "A recent rate above this many times the rate before counts as rising.")                                        \
    X(LIFECYCLE_CERTAINTY, "lifecycle.certainty", REAL, 0.5, 1.0, 0.75,                                               \
      "Posterior probability from which a rise or fall is believed.")                                                 \
    X(LIFECYCLE_PRIOR, "lifecycle.prior_days", REAL, 1e-3, 1e6, 0.5,                                                  \
      "Weight of a customer's overall rate in his recent rate and the one before, in engagement days.")               \
    X(LIFECYCLE_MINIMUM, "lifecycle.fit_customers", INT, 2.0, 1e9, 100.0,                                             \
      "Fewest customers for a fit of the engagement model; below it the documented default parameters serve.")        \
    X(LIFECYCLE_SAMPLE, "lifecycle.fit_sample", INT, 1000.0, 1e9, 250000.0,                                           \
      "About how many customers the engagement model is fitted to; where there are more, to so many chosen by a hash of their keys.")\
    X(LIFECYCLE_WEIGHT, "lifecycle.engagement_weight", REAL, 0.0, 100.0, 1.0,                                         \
      "An event kind of at least this engagement weight makes its day an engagement day.")                            \
    X(LIFECYCLE_HYSTERESIS, "lifecycle.hysteresis", REAL, 0.0, 1.0, 0.0,                                              \
      "By how much a new stage's probability must exceed the present one's before it takes its place; 0: at once.")   \
    X(LIFECYCLE_HYSTERESIS_DAYS, "lifecycle.hysteresis_days", INT, 1.0, 366.0, 7.0,                                   \
      "Days between the moments at which a stage is held or given up, with lifecycle.hysteresis.")                    \
    X(READINESS_TRUST_VISITS, "readiness.trust_visit_days", INT, 1.0, 1000.0, 2.0,                                    \
      "Different days with visits from which a customer is taken to trust.")                                          \
    X(READINESS_LOYAL_ORDERS, "readiness.loyal_purchase_days", INT, 2.0, 1000.0, 3.0,                                 \
      "Kept purchase days from which a customer is loyal, if he is active.")                                          \
    X(READINESS_LOYAL_ACTIVE, "readiness.loyal_p_active", REAL, 0.0, 1.0, 0.5, "Least P(active) of a loyal customer.")\
    X(READINESS_GOOD_REVIEW, "readiness.good_rating", REAL, -1e6, 1e6, 4.0, "A review of at least this rating is good.")\
    X(READINESS_PROMOTER, "readiness.promoter_rating", REAL, -1e6, 1e6, 9.0,                                          \
      "A survey answer of at least this rating is a promoter's.")                                                     \
    X(READINESS_LONG_LOOK, "readiness.long_look_views", INT, 1.0, 100000.0, 5.0,                                      \
      "Views of offers within one day from which a customer is taken to like them.")                                  \
    X(READINESS_DETRACTOR, "readiness.detractor_rating", REAL, -1e6, 1e6, 6.0,                                        \
      "A survey answer of at most this rating is a detractor's.")

#endif
