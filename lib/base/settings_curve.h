/* Settings of curves of response: see base/settings.h. */
#ifndef NETMKT_BASE_SETTINGS_CURVE_H
#define NETMKT_BASE_SETTINGS_CURVE_H

#define NETMKT__SETTINGS_CURVE(X)                                                                                     \
    X(CURVE_CONFIDENCE, "curve.confidence", REAL, 0.5, 0.999999, 0.95, "Confidence of the intervals of fitted curves.") \
    X(CURVE_HOLDOUT, "curve.holdout", REAL, 0.0, 0.9, 0.2, "Share of the periods, the last ones, that are foretold from the others.") \
    X(CURVE_TODAY, "curve.today", INT, 1.0, 100000.0, 4.0, "Last periods whose mean spend is today's.")

#endif
