/* Settings inside: one table of all names in settings_list.h, an index a name. */
#ifndef NETMKT_BASE_SETTINGS_H
#define NETMKT_BASE_SETTINGS_H

#include <netmkt/settings.h>

/* X(identifier, "name", type, least, most, standard, "meaning") */
#define NETMKT__SETTINGS(X)                                                                                              \
    X(TIME_UNIT_DAYS, "time.unit_days", REAL, 1e-3, 3660.0, 7.0,                                                         \
      "Length in days of the time unit of summaries, models and horizons (7: weeks).")                                   \
    X(MODEL_RIDGE, "model.ridge", REAL, 0.0, 1e6, 0.0,                                                                   \
      "Ridge penalty on the squared logarithms of a model's parameters, per customer (0: none).")                        \
    X(MODEL_THREADS, "run.threads", INT, 0.0, 256.0, 1.0,                                                                \
      "Worker threads that a bulk call may use (0: one a core).")                                                        \
    X(RFM_SCORES, "rfm.scores", INT, 2.0, 10.0, 5.0, "Number of RFM scores; 5 makes quintiles.")                          \
    X(RFM_NESTED, "rfm.nested", INT, 0.0, 1.0, 0.0,                                                                      \
      "1: frequency is scored within each recency score, and money within both; 0: each over all customers.")            \
    X(VALUE_HORIZON, "value.horizon", REAL, 1e-6, 1e6, 52.0, "Horizon of expected purchases and CLV, in time units.")    \
    X(VALUE_INFINITE, "value.infinite", INT, 0.0, 1.0, 0.0,                                                              \
      "1: CLV counts all the future, discounted, whatever the horizon; 0: the horizon.")                                 \
    X(VALUE_DISCOUNT, "value.discount_rate", REAL, 0.0, 10.0, 0.10, "Discount rate per year of future value (0.10: 10 %).") \
    X(VALUE_MARGIN, "value.margin", REAL, -10.0, 10.0, 1.0, "Share of spend that is profit; 1 values revenue.")           \
    X(VALUE_DRAWS, "value.draws", INT, 0.0, 10000.0, 0.0,                                                                \
      "Draws of the parameters for intervals of CLV in the values of a store (0: no intervals).")                        \
    X(VALUE_CONFIDENCE, "value.confidence", REAL, 0.5, 0.9999, 0.95, "Probability that an interval of CLV is to cover.")  \
    X(VALUE_SEED, "value.seed", INT, 0.0, 9007199254740991.0, 1.0, "Seed of the draws.")                                  \
    X(LIFECYCLE_INTRODUCTION, "lifecycle.introduction_days", REAL, 0.0, 36500.0, 90.0,                                   \
      "A customer known for less than this many days is in his introduction.")                                           \
    X(LIFECYCLE_WINDOW, "lifecycle.window_days", REAL, 1.0, 36500.0, 90.0,                                               \
      "Longest recent window in days; the recent window is at most half of the time known.")                             \
    X(LIFECYCLE_ACTIVE_INTRODUCTION, "lifecycle.introduction_p_active", REAL, 0.0, 1.0, 0.25,                            \
      "Least P(active) of a customer in introduction.")                                                                  \
    X(LIFECYCLE_ACTIVE, "lifecycle.decline_p_active", REAL, 0.0, 1.0, 0.5, "Below this P(active) a customer is in decline.") \
    X(LIFECYCLE_FALL, "lifecycle.decline_ratio", REAL, 0.0, 1.0, 0.8,                                                    \
      "A recent rate below this many times the rate before counts as falling.")                                          \
    X(LIFECYCLE_RISE, "lifecycle.growth_ratio", REAL, 1.0, 100.0, 1.2,                                                   \
      "A recent rate above this many times the rate before counts as rising.")                                           \
    X(LIFECYCLE_CERTAINTY, "lifecycle.certainty", REAL, 0.5, 1.0, 0.75,                                                  \
      "Posterior probability from which a rise or fall is believed.")                                                    \
    X(LIFECYCLE_PRIOR, "lifecycle.prior_days", REAL, 1e-3, 1e6, 0.5,                                                     \
      "Weight of a customer's overall rate in his recent rate and the one before, in engagement days.")                   \
    X(LIFECYCLE_MINIMUM, "lifecycle.fit_customers", INT, 2.0, 1e9, 100.0,                                                \
      "Fewest customers for a fit of the engagement model; below it the documented default parameters serve.")           \
    X(LIFECYCLE_WEIGHT, "lifecycle.engagement_weight", REAL, 0.0, 100.0, 1.0,                                            \
      "An event kind of at least this engagement weight makes its day an engagement day.")                               \
    X(READINESS_TRUST_VISITS, "readiness.trust_visit_days", INT, 1.0, 1000.0, 2.0,                                       \
      "Different days with visits from which a customer is taken to trust.")                                             \
    X(READINESS_LOYAL_ORDERS, "readiness.loyal_purchase_days", INT, 2.0, 1000.0, 3.0,                                    \
      "Kept purchase days from which a customer is loyal, if he is active.")                                             \
    X(READINESS_LOYAL_ACTIVE, "readiness.loyal_p_active", REAL, 0.0, 1.0, 0.5, "Least P(active) of a loyal customer.")    \
    X(READINESS_GOOD_REVIEW, "readiness.good_rating", REAL, -1e6, 1e6, 4.0, "A review of at least this rating is good.")  \
    X(READINESS_PROMOTER, "readiness.promoter_rating", REAL, -1e6, 1e6, 9.0,                                             \
      "A survey answer of at least this rating is a promoter's.")                                                        \
    X(READINESS_LONG_LOOK, "readiness.long_look_views", INT, 1.0, 100000.0, 5.0,                                         \
      "Views of offers within one day from which a customer is taken to like them.")                                     \
    X(READINESS_DETRACTOR, "readiness.detractor_rating", REAL, -1e6, 1e6, 6.0,                                           \
      "A survey answer of at most this rating is a detractor's.")                                                        \
    X(DELIVERED_SCALE, "delivered.scale", REAL, 1e-12, 1e12, 1.0,                                                        \
      "Difference of delivered value that makes one offer e times as likely to be chosen as another.")                   \
    X(DELIVERED_SURVEY, "delivered.survey_variant", INT, 0.0, 65527.0, 100.0,                                            \
      "Surveys of the eight variants behind this one ask about the parts of offers, product to psychic.")                \
    X(ATTENTION_HALF_LIFE, "attention.half_life_days", REAL, 0.001, 36500.0, 30.0,                                       \
      "Days after which an event holds half as much attention.")                                                         \
    X(RELATIONSHIP_WINDOW, "relationship.window_days", REAL, 1.0, 36500.0, 365.0,                                        \
      "Days back in which acts, messages, channels and requests count.")                                                 \
    X(RELATIONSHIP_TENURE, "relationship.tenure_days", REAL, 0.001, 36500.0, 365.0,                                      \
      "Days known at which tenure is one half.")                                                                         \
    X(RELATIONSHIP_GAP, "relationship.gap_days", REAL, 0.001, 36500.0, 30.0,                                             \
      "Days between acts of a customer of whom nothing is known; counts as one gap of his own.")                         \
    X(RELATIONSHIP_CHANNELS, "relationship.channels", INT, 1.0, 1000.0, 3.0,                                             \
      "Channels used that make a full breadth.")                                                                         \
    X(RELATIONSHIP_PERMISSIONS, "relationship.permissions", INT, 1.0, 1000.0, 1.0,                                       \
      "Permissions in force that make a full breadth.")                                                                  \
    X(RELATIONSHIP_ANSWER, "relationship.answer_hours", REAL, 0.001, 87600.0, 24.0,                                      \
      "Mean hours to an answer at which that part is one half.")                                                         \
    X(RELATIONSHIP_WEIGHT_TENURE, "relationship.weight_tenure", REAL, 0.0, 1000.0, 1.0,                                  \
      "Weight of tenure in the relationship score.")                                                                     \
    X(RELATIONSHIP_WEIGHT_RHYTHM, "relationship.weight_rhythm", REAL, 0.0, 1000.0, 1.0,                                  \
      "Weight of the rhythm kept.")                                                                                      \
    X(RELATIONSHIP_WEIGHT_RECIPROCITY, "relationship.weight_reciprocity", REAL, 0.0, 1000.0, 1.0,                        \
      "Weight of reciprocity.")                                                                                          \
    X(RELATIONSHIP_WEIGHT_BREADTH, "relationship.weight_breadth", REAL, 0.0, 1000.0, 1.0,                                \
      "Weight of the breadth of channels and permissions.")                                                              \
    X(RELATIONSHIP_WEIGHT_ANSWERS, "relationship.weight_answers", REAL, 0.0, 1000.0, 1.0,                                \
      "Weight of the speed of answers.")                                                                                 \
    X(BRAND_CONFIDENCE, "brand.confidence", REAL, 0.5, 0.999999, 0.95,                                                   \
      "Confidence of the interval of a net promoter score.")                                                             \
    X(NOVELTY_DAYS, "novelty.days", REAL, 0.001, 36500.0, 90.0,                                                          \
      "Days from its beginning for which an offer is new.")

enum {
#define NETMKT__SETTING_INDEX(id, name, type, least, most, standard, meaning) NETMKT__SET_##id,
    NETMKT__SETTINGS(NETMKT__SETTING_INDEX)
#undef NETMKT__SETTING_INDEX
    NETMKT__SETTING_COUNT
};

/* The value of setting NETMKT__SET_...; `settings` NULL: its default. */
double netmkt__setting(const netmkt_settings *settings, int index);
uint32_t netmkt__setting_threads(const netmkt_settings *settings);

#endif
