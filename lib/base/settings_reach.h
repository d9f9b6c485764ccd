/* Settings of paths and attribution: see base/settings.h. */
#ifndef NETMKT_BASE_SETTINGS_REACH_H
#define NETMKT_BASE_SETTINGS_REACH_H

#define NETMKT__SETTINGS_REACH(X)                                                                                     \
    X(PATH_WINDOW, "path.window_days", REAL, 0.001, 3660000.0, 30.0,                                                  \
      "Days before a conversion in which a touch counts, and days of silence after which a path ends without one.")   \
    X(PATH_TOUCHES, "path.touches", INT, 0.0, 134217727.0, 304.0,                                                     \
      "Kinds that are touches: the sum of 2 to the power of each built-in kind's number (2 impression, 4 message, 8 open, 16 click, 32 visit, ... 256 inquiry), and 1 for all registered kinds.")\
    X(PATH_TOUCH_KIND, "path.touch_kind", INT, 0.0, 65535.0, 0.0, "Number of one more kind that is a touch; 0 for none.")\
    X(PATH_CONVERSION, "path.conversion_kind", INT, 1.0, 65535.0, 15.0,                                               \
      "Number of the kind that converts: 15, an order, net of returns, not wholly returned.")                         \
    X(PATH_BY, "path.by", INT, 0.0, 2.0, 0.0, "What a step is: 0 a channel, 1 a campaign, 2 a channel with a campaign.")\
    X(PATH_RESTART, "path.restart", INT, 0.0, 1.0, 1.0,                                                               \
      "Whether a conversion ends its path, so that the next begins without touches.")                                 \
    X(PATH_COLLAPSE, "path.collapse", INT, 0.0, 1.0, 0.0, "Whether equal steps in a row are one step, with the time of the last.")\
    X(PATH_OPEN, "path.open", INT, 0.0, 1.0, 1.0,                                                                     \
      "Whether paths whose window has not passed at the moment count as ended without a conversion; else they are left out.")\
    X(PATH_ORDER_STEP, "path.order_step", INT, 0.0, 2.0, 1.0,                                                         \
      "Whether a conversion's own channel is a step: 0 never, 1 where there was no touch, 2 always, the last.")       \
    X(ATTRIBUTION_FIRST, "attribution.position_first", REAL, 0.0, 1.0, 0.4, "Share of the first step in the position model.")\
    X(ATTRIBUTION_LAST, "attribution.position_last", REAL, 0.0, 1.0, 0.4,                                             \
      "Share of the last step; those between have the rest, if it and the first's leave one.")                        \
    X(ATTRIBUTION_HALF_LIFE, "attribution.half_life_days", REAL, 0.001, 3660000.0, 7.0,                               \
      "Days before the conversion in which a touch's weight halves in the time decay model.")                         \
    X(ATTRIBUTION_HALF_STEPS, "attribution.half_life_steps", REAL, 0.001, 1e6, 1.0,                                   \
      "The same in steps, for paths without times.")                                                                  \
    X(ATTRIBUTION_ORDER, "attribution.order", INT, 1.0, 4.0, 1.0, "Order of Markov's chain: how many channels back the next depends on.")\
    X(ATTRIBUTION_WHOLE, "attribution.whole", INT, 0.0, 1.0, 0.0,                                                     \
      "Whether credits are whole conversions and minor units, by largest remainders; else as they come.")             \
    X(ATTRIBUTION_SAMPLES, "attribution.samples", INT, 100.0, 1e7, 2000.0,                                            \
      "Orders of channels that the conversion-rate game is sampled at where there are more than 16 channels.")        \
    X(ATTRIBUTION_REPLICATES, "attribution.replicates", INT, 10.0, 1e6, 200.0, "Replicates of the bootstrap.")        \
    X(ATTRIBUTION_CONFIDENCE, "attribution.confidence", REAL, 0.5, 0.999999, 0.95, "Confidence of its intervals.")    \
    X(ATTRIBUTION_FOLDS, "attribution.folds", INT, 2.0, 100.0, 10.0, "Parts of the cross-validation of the order.")   \
    X(ATTRIBUTION_SEED, "attribution.seed", INT, 0.0, 9007199254740991.0, 1.0,                                        \
      "Seed of the sampled game, the bootstrap and the folds: the same seed gives the same figures.")                                    \
    X(RETURNS_CLV, "returns.clv", INT, 0.0, 1.0, 0.0,                                                                 \
      "Whether returns have the lifetime value of the customers that they acquired, for which models of value are fitted.")

#endif
