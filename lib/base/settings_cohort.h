/* Settings of cohorts and funnels: see base/settings.h. */
#ifndef NETMKT_BASE_SETTINGS_COHORT_H
#define NETMKT_BASE_SETTINGS_COHORT_H

#define NETMKT__SETTINGS_COHORT(X)                                                                                    \
    X(COHORT_CONFIDENCE, "cohort.confidence", REAL, 0.5, 0.999999, 0.95, "Confidence of the intervals of retention.")   \
    X(FUNNEL_CONFIDENCE, "funnel.confidence", REAL, 0.5, 0.999999, 0.95, "Confidence of the intervals of conversion rates.") \
    X(FUNNEL_WINDOW, "funnel.window_days", REAL, 0.001, 3660000.0, 90.0,                                              \
      "Days from the first step within which the others must follow.")

#endif
