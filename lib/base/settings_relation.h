/* Settings of delivered value, attention, relationship, brand and novelty: see base/settings.h. */
#ifndef NETMKT_BASE_SETTINGS_RELATION_H
#define NETMKT_BASE_SETTINGS_RELATION_H

#define NETMKT__SETTINGS_RELATION(X)                                                                                  \
    X(DELIVERED_SCALE, "delivered.scale", REAL, 1e-12, 1e12, 1.0,                                                     \
      "Difference of delivered value that makes one offer e times as likely to be chosen as another.")                \
    X(DELIVERED_SURVEY, "delivered.survey_variant", INT, 0.0, 65527.0, 100.0,                                         \
      "Surveys of the eight variants behind this one ask about the parts of offers, product to psychic.")             \
    X(ATTENTION_HALF_LIFE, "attention.half_life_days", REAL, 0.001, 36500.0, 30.0,                                    \
      "Days after which an event holds half as much attention.")                                                      \
    X(RELATIONSHIP_WINDOW, "relationship.window_days", REAL, 1.0, 36500.0, 365.0,                                     \
      "Days back in which acts, messages, channels and requests count.")                                              \
    X(RELATIONSHIP_TENURE, "relationship.tenure_days", REAL, 0.001, 36500.0, 365.0,                                   \
      "Days known at which tenure is one half.")                                                                      \
    X(RELATIONSHIP_GAP, "relationship.gap_days", REAL, 0.001, 36500.0, 30.0,                                          \
      "Days between acts of a customer of whom nothing is known; counts as one gap of his own.")                      \
    X(RELATIONSHIP_CHANNELS, "relationship.channels", INT, 1.0, 1000.0, 3.0,                                          \
      "Channels used that make a full breadth.")                                                                      \
    X(RELATIONSHIP_PERMISSIONS, "relationship.permissions", INT, 1.0, 1000.0, 1.0,                                    \
      "Permissions in force that make a full breadth.")                                                               \
    X(RELATIONSHIP_ANSWER, "relationship.answer_hours", REAL, 0.001, 87600.0, 24.0,                                   \
      "Mean hours to an answer at which that part is one half.")                                                      \
    X(RELATIONSHIP_WEIGHT_TENURE, "relationship.weight_tenure", REAL, 0.0, 1000.0, 1.0,                               \
      "Weight of tenure in the relationship score.")                                                                  \
    X(RELATIONSHIP_WEIGHT_RHYTHM, "relationship.weight_rhythm", REAL, 0.0, 1000.0, 1.0,                               \
      "Weight of the rhythm kept.")                                                                                   \
    X(RELATIONSHIP_WEIGHT_RECIPROCITY, "relationship.weight_reciprocity", REAL, 0.0, 1000.0, 1.0,                     \
      "Weight of reciprocity.")                                                                                       \
    X(RELATIONSHIP_WEIGHT_BREADTH, "relationship.weight_breadth", REAL, 0.0, 1000.0, 1.0,                             \
      "Weight of the breadth of channels and permissions.")                                                           \
    X(RELATIONSHIP_WEIGHT_ANSWERS, "relationship.weight_answers", REAL, 0.0, 1000.0, 1.0,                             \
      "Weight of the speed of answers.")                                                                              \
    X(BRAND_CONFIDENCE, "brand.confidence", REAL, 0.5, 0.999999, 0.95,                                                \
      "Confidence of the interval of a net promoter score.")                                                          \
    X(NOVELTY_DAYS, "novelty.days", REAL, 0.001, 36500.0, 90.0,                                                       \
      "Days from its beginning for which an offer is new.")

#endif
