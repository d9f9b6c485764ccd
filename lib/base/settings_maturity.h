/* Settings of the programme's maturity: see base/settings.h. */
#ifndef NETMKT_BASE_SETTINGS_MATURITY_H
#define NETMKT_BASE_SETTINGS_MATURITY_H

#define NETMKT__SETTINGS_MATURITY(X)                                                                                  \
    X(MATURITY_WINDOW, "maturity.window_days", REAL, 0.001, 3660000.0, 365.0,                                         \
      "Days back in which events count for the maturity of the programme.")                                           \
    X(MATURITY_FUNCTION_EVENTS, "maturity.function_events", INT, 1.0, 1e15, 10.0,                                     \
      "Events from which on a function of marketing counts as served.")                                               \
    X(MATURITY_FUNCTIONS, "maturity.functions", INT, 0.0, 8.0, 5.0, "Threshold: functions served, of the eight.")     \
    X(MATURITY_CHANNEL_SHARE, "maturity.channel_share", REAL, 0.0, 1.0, 0.01,                                         \
      "Share of the contacts from which on a channel counts as in real use.")                                         \
    X(MATURITY_CHANNELS, "maturity.channels", INT, 0.0, 65535.0, 3.0, "Threshold: channels in real use.")             \
    X(MATURITY_MEASURED, "maturity.measured", REAL, 0.0, 1.0, 0.8, "Threshold: share of the contacts whose channel is known.")\
    X(MATURITY_TWO_WAY, "maturity.two_way", REAL, 0.0, 1.0, 0.3, "Threshold: share of the contacts on two-way channels.")\
    X(MATURITY_ANSWERED, "maturity.answered", REAL, 0.0, 1.0, 0.8, "Threshold: share of the requests answered within the target.")\
    X(MATURITY_PERMISSION, "maturity.permission", REAL, 0.0, 1.0, 0.5, "Threshold: share of the customers with a permission in force.")\
    X(MATURITY_AFTER_SALES, "maturity.after_sales", REAL, 0.0, 1.0, 0.9, "Threshold: share of service calls and complaints that were answered.")\
    X(MATURITY_ATTRIBUTED, "maturity.attributed", REAL, 0.0, 1.0, 0.6, "Threshold: share of the conversions with a known touch before them.")\
    X(MATURITY_RETENTION, "maturity.retention", REAL, 0.0, 1.0, 0.3, "Threshold: share of a month's customers active in the next.")\
    X(MATURITY_TESTED, "maturity.tested", REAL, 0.0, 1.0, 0.25, "Threshold: share of the campaigns that had variants.")

#endif
