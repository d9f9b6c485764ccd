/* Settings of response times and communication profiles: see base/settings.h. */
#ifndef NETMKT_BASE_SETTINGS_RESPONSE_H
#define NETMKT_BASE_SETTINGS_RESPONSE_H

#define NETMKT__SETTINGS_RESPONSE(X)                                                                                  \
    X(RESPONSE_WINDOW, "response.window_days", REAL, 0.001, 3660000.0, 365.0,                                         \
      "Days back in which requests count.")                                                                           \
    X(RESPONSE_TARGET, "response.target_hours", REAL, 0.0, 87600.0, 24.0,                                             \
      "Hours, of business hours, within which a request should be answered.")                                         \
    X(RESPONSE_CONFIDENCE, "response.confidence", REAL, 0.5, 0.999999, 0.95,                                          \
      "Confidence of the interval of the share answered within the target.")                                          \
    X(RESPONSE_OPEN, "response.open_minute", INT, 0.0, 1439.0, 0.0,                                                   \
      "Minute of the day, shifted by the store's day offset, at which business opens.")                               \
    X(RESPONSE_CLOSE, "response.close_minute", INT, 1.0, 1440.0, 1440.0,                                              \
      "Minute of the day at which it closes; 0 to 1440 is open round the clock.")                                     \
    X(RESPONSE_DAYS, "response.work_days", INT, 1.0, 127.0, 127.0,                                                    \
      "Days on which it opens: the sum of 1 Monday, 2 Tuesday, 4, 8, 16, 32 Saturday, 64 Sunday; 31 Monday to Friday.") \
    X(PROFILE_WINDOW, "profile.window_days", REAL, 0.001, 3660000.0, 365.0,                                           \
      "Days back in which events count for the communication profile.")

#endif
