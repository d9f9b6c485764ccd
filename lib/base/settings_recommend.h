/* Settings of recommendations: see base/settings.h. */
#ifndef NETMKT_BASE_SETTINGS_RECOMMEND_H
#define NETMKT_BASE_SETTINGS_RECOMMEND_H

#define NETMKT__SETTINGS_RECOMMEND(X)                                                                                 \
    X(RECOMMEND_WINDOW, "recommend.window_days", REAL, 0.001, 3660000.0, 730.0,                                       \
      "Days back in which messages and what they brought count.")                                                     \
    X(RECOMMEND_ANSWER, "recommend.answer_days", REAL, 0.001, 3650.0, 3.0,                                            \
      "Days after a message within which an act of the customer counts as its response.")                             \
    X(RECOMMEND_FIT, "recommend.fit_customers", INT, 2.0, 1e9, 50.0,                                                  \
      "Fewest customers of a channel for a fit of how their rates differ.")                                           \
    X(RECOMMEND_PRIOR, "recommend.prior_messages", REAL, 1e-3, 1e6, 10.0,                                             \
      "Messages that the rate above is worth where too few customers tell how rates differ.")                         \
    X(RECOMMEND_SEGMENT, "recommend.segment_messages", REAL, 1e-3, 1e9, 100.0,                                        \
      "Messages that everybody's rate is worth in the rate of a segment.")                                            \
    X(RECOMMEND_HOURS, "recommend.hour_events", REAL, 1e-3, 1e9, 10.0,                                                \
      "Events that everybody's day is worth in the day of a customer.")                                               \
    X(RECOMMEND_OFFERS, "recommend.offer_answers", REAL, 1e-3, 1e9, 5.0,                                              \
      "Answers that everybody's are worth in a segment's view of an offer.")                                          \
    X(RECOMMEND_CONFIDENCE, "recommend.confidence", REAL, 0.5, 0.999999, 0.8,                                         \
      "Probability that a customer's interval of a response rate covers it.")

#endif
