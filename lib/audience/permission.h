/* Permission inside: limits in force for a customer, one decision, and what it rests on.
 *
 * Invariants:
 *  1. A decision for a moment knows the events and consents up to the moment asked about; reserving knows later contacts, too.
 *  2. Every reason forbids from the moment judged until its own `until`, without a gap, if nothing more happens. The earliest moment is found by going
 *     to the latest of these and judging there again, until nothing forbids. */
#ifndef NETMKT_AUDIENCE_PERMISSION_H
#define NETMKT_AUDIENCE_PERMISSION_H

#include <netmkt/permission.h>

#include "base/settings.h"
#include "base/words.h"
#include "store/view.h"

/* --- rules --- */

enum { NETMKT__PERMISSION_SEGMENTS = 16, NETMKT__PERMISSION_VALUES = 1000 };

typedef struct netmkt__permission_value {
    double value;
    int32_t setting;             /* NETMKT__SET_PERMISSION_... */
    int32_t segment;             /* -1: everybody */
    netmkt_channel_id channel;   /* 0: any */
    uint16_t reserved;
    uint32_t reserved2;
} netmkt__permission_value;

struct netmkt_permission_rules {
    netmkt_context *context;
    netmkt__permission_value *value; /* in the order of the text */
    size_t count;
    char segment[NETMKT__PERMISSION_SEGMENTS][64];
    size_t segments;
};

const netmkt_permission_rules *netmkt__permission_rules_of(const netmkt_settings *settings); /* NULL: none */

/* --- limits --- */

enum { NETMKT__CAPS = 7 }; /* in the order of NETMKT_AGAINST_DAY and the settings */

typedef struct netmkt__contact_limits {
    int64_t cap[NETMKT__CAPS];     /* -1: none */
    int64_t quiet_from_ms, quiet_to_ms;
    int64_t complaint_ms, request_ms;
    int64_t back_ms;               /* how far back events matter; INT64_MAX: all */
    uint32_t quiet_days;
    uint32_t exempt;               /* purposes, a bit each */
    int32_t age;
    int32_t age_unknown;
    int32_t consent;               /* 1: needed; 0: only a withdrawal forbids */
    int32_t confirmed;             /* it must be */
    int32_t named;                 /* only what names the purpose counts */
    uint32_t bounces, complaints;  /* that suppress; 0: none */
    int32_t listed;                /* 1: the suppression list counts; 0: its bounces alone */
    int64_t consent_ms, bounce_ms; /* how long they hold; consent 0: for ever */
} netmkt__contact_limits;

typedef struct netmkt__contact netmkt__contact;

extern const int64_t netmkt__cap_ms[NETMKT__CAPS]; /* how long a contact counts */

/* For a question, of those in the segments `members` (a bit each) of the rules. */
void netmkt__contact_limits_of(const netmkt_settings *settings, const netmkt__contact *contact, uint32_t members, netmkt__contact_limits *out);

/* permission_members.c, without a lock: in which segments of the rules, as far as they say something of the channel (0: of any), a customer is; or n customers (NULL: 1 to n). */
netmkt_status netmkt__permission_member(netmkt_store *store, const netmkt_settings *settings, netmkt_channel_id channel, netmkt_customer_id customer,
                                        int64_t when_ms, uint32_t *members);
netmkt_status netmkt__permission_members(netmkt_store *store, const netmkt_settings *settings, netmkt_channel_id channel, int64_t when_ms, size_t n,
                                         const netmkt_customer_id *customers, uint32_t *members);

/* --- a decision --- */

/* Which bit of NETMKT_AGAINST_...; the caps are the seven from DAY on. */
enum { NETMKT__BIT_CONSENT, NETMKT__BIT_SUPPRESSED, NETMKT__BIT_DAY, NETMKT__BIT_QUIET_HOURS = NETMKT__BIT_DAY + NETMKT__CAPS, NETMKT__BIT_QUIET_DAY,
       NETMKT__BIT_COMPLAINT, NETMKT__BIT_REQUEST, NETMKT__BIT_AGE };

struct netmkt__contact {
    const netmkt_store *store;
    int64_t when_ms;
    uint32_t birth_rank, offset_rank; /* of attributes */
    int32_t birth_is_date;
    int32_t purpose;
    netmkt_campaign_id campaign;
    netmkt_channel_id channel;
    uint16_t ahead;                   /* contacts after the moment count */
};

typedef struct netmkt__contact_verdict {
    uint32_t reasons;
    int32_t offset_minutes;
    int64_t earliest_ms;
    int64_t until_ms[NETMKT_AGAINST_COUNT];  /* of those that forbid; NETMKT_NEVER */
    int64_t since_ms[NETMKT_AGAINST_COUNT];  /* of the event that a reason rests on; INT64_MIN */
    uint32_t count[NETMKT__CAPS];            /* contacts within each cap's time */
    netmkt_kind_id request;                  /* what is open; 0: nothing */
    uint16_t suppressed_by_event;            /* not by the list */
    int32_t consent;                         /* NETMKT_CONSENT_...; since when: in since_ms, as of bounces */
    int32_t suppressed;                      /* NETMKT_SUPPRESSED_... of what suppresses longest; 0 */
    int64_t suppressed_until_ms;
    int64_t birthday_ms;                     /* when he is old enough; INT64_MIN: unknown */
} netmkt__contact_verdict;

/* With the read lock held, as all below. Checks the question: NETMKT_E_INVALID, NETMKT_E_RANGE; NETMKT_LATEST becomes a moment. */
netmkt_status netmkt__contact_ask(const netmkt_store *store, netmkt_channel_id channel, int32_t purpose, netmkt_campaign_id campaign, int64_t when_ms,
                                  netmkt__contact *out);
/* Judge one customer, who is there. `earliest`: find that, too. */
netmkt_status netmkt__contact_judge(const netmkt__contact *contact, const netmkt__contact_limits *limits, netmkt_customer_id customer,
                                    netmkt__scratch *scratch, int earliest, netmkt__contact_verdict *out);

/* permission_consent.c: what holds of the question's channel and purpose, `known` events of the customer's being known; `named`: only what names the purpose
 * counts. *since_ms INT64_MIN: nothing was said. */
void netmkt__consent_find(const netmkt__contact *contact, netmkt_customer_id customer, const netmkt__events *events, size_t known, int named,
                          int32_t *status, int64_t *since_ms);
/* permission_suppressed.c: what suppresses the channel: the list, bounces, complaints. Fills `suppressed`, its until_ms and its since_ms. */
void netmkt__suppressed_find(const netmkt__contact *contact, const netmkt__contact_limits *limits, netmkt_customer_id customer, const netmkt__events *events,
                             size_t known, netmkt__contact_verdict *v);

void netmkt__contact_answer(const netmkt__contact *contact, const netmkt__contact_verdict *verdict, netmkt_permission *out); /* permission.c */

/* permission.c: the names of reasons, separated by blanks; in words, and as a cell of a table. NETMKT_E_NOMEM. */
void netmkt__say_against(netmkt__words *words, uint32_t reasons);
netmkt_status netmkt__against_cell(netmkt_table *table, uint32_t reasons, const char **out);

/* permission.c, without a lock: 1 or 0 of each of the first n customers, 2 where there is none. */
netmkt_status netmkt__permit_first(netmkt_store *store, const netmkt_settings *settings, netmkt_channel_id channel, int32_t purpose, int64_t when_ms,
                                   size_t n, uint8_t *allowed);

/* permission.c, without a lock: the moment that NETMKT_LATEST is, after the same checks. */
netmkt_status netmkt__contact_moment(netmkt_store *store, netmkt_channel_id channel, int32_t purpose, netmkt_campaign_id campaign, int64_t *when_ms);

#endif
