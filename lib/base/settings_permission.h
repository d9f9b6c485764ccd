/* Settings of permission to contact: see base/settings.h. A rule of permission overrides each of them for some customers or on one channel. */
#ifndef NETMKT_BASE_SETTINGS_PERMISSION_H
#define NETMKT_BASE_SETTINGS_PERMISSION_H

#define NETMKT__SETTINGS_PERMISSION(X)                                                                                \
    X(PERMISSION_DAY, "permission.day", INT, -1.0, 1e6, -1.0,                                                         \
      "Most messages to a customer within 24 hours, over all channels; -1: no cap.")                                  \
    X(PERMISSION_WEEK, "permission.week", INT, -1.0, 1e6, -1.0,                                                       \
      "Most messages within 7 days, over all channels; -1: no cap.")                                                  \
    X(PERMISSION_MONTH, "permission.month", INT, -1.0, 1e6, -1.0,                                                     \
      "Most messages within 30 days, over all channels; -1: no cap.")                                                 \
    X(PERMISSION_CHANNEL_DAY, "permission.channel_day", INT, -1.0, 1e6, -1.0,                                         \
      "Most messages within 24 hours on any one channel; -1: no cap.")                                                \
    X(PERMISSION_CHANNEL_WEEK, "permission.channel_week", INT, -1.0, 1e6, -1.0,                                       \
      "Most messages within 7 days on any one channel; -1: no cap.")                                                  \
    X(PERMISSION_CHANNEL_MONTH, "permission.channel_month", INT, -1.0, 1e6, -1.0,                                     \
      "Most messages within 30 days on any one channel; -1: no cap.")                                                 \
    X(PERMISSION_CAMPAIGN, "permission.campaign", INT, -1.0, 1e6, -1.0,                                               \
      "Most messages of one campaign, ever, over all channels; -1: no cap.")                                          \
    X(PERMISSION_QUIET_FROM, "permission.quiet_from", INT, 0.0, 1439.0, 0.0,                                          \
      "Minute of the customer's local day at which quiet hours begin.")                                               \
    X(PERMISSION_QUIET_TO, "permission.quiet_to", INT, 0.0, 1440.0, 0.0,                                              \
      "Minute at which they end, on the next day if it comes before; as the beginning: none.")                        \
    X(PERMISSION_QUIET_DAYS, "permission.quiet_days", INT, 0.0, 127.0, 0.0,                                           \
      "Quiet days of the customer's local week: the sum of 1 Monday, 2 Tuesday, 4, 8, 16, 32 Saturday, 64 Sunday.")   \
    X(PERMISSION_COMPLAINT, "permission.complaint_days", REAL, 0.0, 3660000.0, 30.0,                                  \
      "Days after a complaint in which the customer is left alone.")                                                  \
    X(PERMISSION_REQUEST, "permission.request_days", REAL, 0.0, 3660000.0, 30.0,                                      \
      "Days for which an inquiry, service request or complaint without an answer forbids; 0: it does not.")           \
    X(PERMISSION_AGE, "permission.age", INT, 0.0, 150.0, 0.0,                                                         \
      "Least age in years; 0: any.")                                                                                  \
    X(PERMISSION_AGE_UNKNOWN, "permission.age_unknown", INT, 0.0, 1.0, 0.0,                                           \
      "Whether a customer of unknown age passes for old enough.")                                                     \
    X(PERMISSION_EXEMPT, "permission.exempt", INT, 0.0, 255.0, 32.0,                                                  \
      "Purposes without caps, waiting after complaints and open requests: the sum of 1 brand, 2, 4, ..., 32 customer_service, 128; their campaigns do not count.") \
    X(PERMISSION_QUIET_EXEMPT, "permission.quiet_exempt", INT, 0.0, 255.0, 0.0,                                       \
      "Purposes without quiet hours and days, the same sum.")                                                         \
    X(PERMISSION_CONSENT, "permission.consent", INT, 0.0, 2.0, 1.0,                                                   \
      "Where consent is needed: 0 nowhere, 1 on push channels, 2 on every channel; a withdrawal forbids everywhere.") \
    X(PERMISSION_CONFIRMED, "permission.confirmed", INT, 0.0, 1.0, 0.0,                                               \
      "Whether consent must be confirmed (double opt-in).")                                                           \
    X(PERMISSION_CONSENT_DAYS, "permission.consent_days", REAL, 0.0, 3660000.0, 0.0,                                  \
      "Days after which a consent lapses; 0: never.")                                                                 \
    X(PERMISSION_CONSENT_EXEMPT, "permission.consent_exempt", INT, 0.0, 255.0, 32.0,                                  \
      "Purposes that need no consent, the same sum; only a withdrawal that names the purpose forbids them.")          \
    X(PERMISSION_BOUNCES, "permission.bounces", INT, 0.0, 1e6, 1.0,                                                   \
      "Bounces on a channel, since the customer last acted on it, that suppress it for him; 0: none do.")             \
    X(PERMISSION_BOUNCE_DAYS, "permission.bounce_days", REAL, 0.001, 3660000.0, 365.0,                                \
      "Days for which a bounce counts.")                                                                              \
    X(PERMISSION_COMPLAINTS, "permission.complaints", INT, 0.0, 1e6, 1.0,                                             \
      "Complaints on a channel, since the customer last agreed to it, that suppress it for him; 0: none do.")         \
    X(PERMISSION_SUPPRESSION_EXEMPT, "permission.suppression_exempt", INT, 0.0, 255.0, 32.0,                          \
      "Purposes that complaints and the suppression list do not forbid, the same sum; its bounces do.")

#endif
