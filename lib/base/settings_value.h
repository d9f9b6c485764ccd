/* Settings of the run, models, RFM and CLV: see base/settings.h. */
#ifndef NETMKT_BASE_SETTINGS_VALUE_H
#define NETMKT_BASE_SETTINGS_VALUE_H

#define NETMKT__SETTINGS_VALUE(X)                                                                                     \
    X(TIME_UNIT_DAYS, "time.unit_days", REAL, 1e-3, 3660.0, 7.0,                                                      \
      "Length in days of the time unit of summaries, models and horizons (7: weeks).")                                \
    X(MODEL_RIDGE, "model.ridge", REAL, 0.0, 1e6, 0.0,                                                                \
      "Ridge penalty on the squared logarithms of a model's parameters, per customer (0: none).")                     \
    X(MODEL_THREADS, "run.threads", INT, 0.0, 256.0, 1.0,                                                             \
      "Worker threads that a bulk call may use (0: one a core).")                                                     \
    X(RFM_SCORES, "rfm.scores", INT, 2.0, 10.0, 5.0, "Number of RFM scores; 5 makes quintiles.")                      \
    X(RFM_NESTED, "rfm.nested", INT, 0.0, 1.0, 0.0,                                                                   \
      "1: frequency is scored within each recency score, and money within both; 0: each over all customers.")         \
    X(VALUE_HORIZON, "value.horizon", REAL, 1e-6, 1e6, 52.0, "Horizon of expected purchases and CLV, in time units.") \
    X(VALUE_INFINITE, "value.infinite", INT, 0.0, 1.0, 0.0,                                                           \
      "1: CLV counts all the future, discounted, whatever the horizon; 0: the horizon.")                              \
    X(VALUE_DISCOUNT, "value.discount_rate", REAL, 0.0, 10.0, 0.10, "Discount rate per year of future value (0.10: 10 %).")\
    X(VALUE_MARGIN, "value.margin", REAL, -10.0, 10.0, 1.0, "Share of spend that is profit; 1 values revenue.")       \
    X(VALUE_ORDER_COSTS, "value.order_costs", INT, 0.0, 1.0, 0.0,                                                     \
      "1: the cost of an order is that of its goods, and each customer has a margin of his own; 0: value.margin for all.") \
    X(VALUE_DRAWS, "value.draws", INT, 0.0, 10000.0, 0.0,                                                             \
      "Draws of the parameters for intervals of CLV in the values of a store (0: no intervals).")                     \
    X(VALUE_CONFIDENCE, "value.confidence", REAL, 0.5, 0.9999, 0.95, "Probability that an interval of CLV is to cover.")\
    X(VALUE_SEED, "value.seed", INT, 0.0, 9007199254740991.0, 1.0, "Seed of the draws.")

#endif
