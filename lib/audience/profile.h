/* Counting contacts: by hour of the week in all, and by channel. */
#ifndef NETMKT_AUDIENCE_PROFILE_H
#define NETMKT_AUDIENCE_PROFILE_H

#include <netmkt/profile.h>

#include "store/view.h"
#include "summary/customers.h"

#define NETMKT__WEEK_HOURS 168 /* hour 0: Monday, midnight to one */

/* What counting needs of a store, looked up once under its read lock. */
typedef struct netmkt__profile_rules {
    const netmkt_store *store;
    netmkt_context *context;
    const netmkt_settings *settings;
    uint8_t *acts;      /* by kind: has an engagement weight */
    uint8_t *channel;   /* by channel: its properties */
    int64_t as_of_ms, from_ms;
    uint32_t channels;  /* numbers */
    int32_t day_offset; /* minutes */
    uint32_t offset_rank; /* of attribute utc_offset */
    uint32_t reserved;
} netmkt__profile_rules;

typedef struct netmkt__channel_tally {
    uint64_t contacts, started;
    uint64_t week[NETMKT__WEEK_HOURS]; /* of those started */
} netmkt__channel_tally;

typedef struct netmkt__profile_tally {
    uint64_t contacts, started, acts, messages, with_channel, one_to_one, two_way;
    uint64_t week[NETMKT__WEEK_HOURS];
    uint8_t *used;                  /* by channel: 1 if a contact was on it; owned by the caller */
    netmkt__channel_tally *channel; /* by channel, or NULL */
} netmkt__profile_tally;

/* NETMKT_E_RANGE: the moment. Free them in every case. */
netmkt_status netmkt__profile_rules_init(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__profile_rules *out);
void netmkt__profile_rules_free(netmkt__profile_rules *rules);

/* Local time of a customer less UTC, in minutes. */
int32_t netmkt__profile_offset(const netmkt__profile_rules *rules, netmkt_customer_id customer);

/* Add a customer's events up to the moment. */
void netmkt__profile_count(const netmkt__profile_rules *rules, netmkt_customer_id customer, const netmkt__events *events, netmkt__profile_tally *tally);

/* The best hour and weekday of a week's activity; -1 without any. */
void netmkt__profile_best(const uint64_t *week, int32_t *hour, int32_t *weekday);

/* Fill the public record but for customer. */
void netmkt__profile_fill(const netmkt__profile_rules *rules, const netmkt__profile_tally *tally, netmkt_profile *out);

/* One tally of a customer, or (0) of all asked about, added up over parts in order. NETMKT_E_NOT_FOUND. Its arrays are the caller's to free
 * by netmkt__profile_tally_free(), in every case. */
netmkt_status netmkt__profile_tally_of(const netmkt__profile_rules *rules, netmkt_customer_id customer, int by_channel, netmkt__profile_tally *out);
void netmkt__profile_tally_free(const netmkt__profile_rules *rules, netmkt__profile_tally *tally);

#endif
