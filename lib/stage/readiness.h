/* Readiness: tallies of what a customer did, taken in one pass, and rules over them, which are data.
 *
 * Invariants:
 *  1. A tally knows how often something happened, and which event was the last of it.
 *  2. The highest stage of which a rule holds is the customer's; within a stage, the rule with the highest number.
 *  3. Nothing is kept between judgements: what is taken back (a permission, an order) is as if it had never been. */
#ifndef NETMKT_STAGE_READINESS_H
#define NETMKT_STAGE_READINESS_H

#include <netmkt/stage.h>

#include "store/view.h"

/* What is counted. */
enum netmkt__tally_name {
    NETMKT__TALLY_ANYTHING,   /* any event, but of those that only reach, and bounces */
    NETMKT__TALLY_REACHED,    /* impressions; messages that did not bounce */
    NETMKT__TALLY_REACTED,    /* opens, clicks */
    NETMKT__TALLY_CAME,       /* visits, views, searches */
    NETMKT__TALLY_VISIT_DAYS, /* different days of them */
    NETMKT__TALLY_DOWNLOADED,
    NETMKT__TALLY_ANSWERED,   /* replies, from either side */
    NETMKT__TALLY_ASKED,      /* inquiries, requests for service */
    NETMKT__TALLY_REGISTERED,
    NETMKT__TALLY_PERMITTED,  /* subscriptions since the last withdrawal */
    NETMKT__TALLY_LONG_LOOK,  /* most views within one day */
    NETMKT__TALLY_CART,
    NETMKT__TALLY_PRAISED,    /* good reviews */
    NETMKT__TALLY_ORDERED,    /* orders kept */
    NETMKT__TALLY_ORDER_DAYS, /* different days of them */
    NETMKT__TALLY_SHARED,
    NETMKT__TALLY_PROMOTED,   /* promoter's answers since the last lower one */
    NETMKT__TALLY_REFERRED,
    NETMKT__TALLIES
};

/* Conditions beside the count; or'ed. */
enum {
    NETMKT__RULE_ACTIVE = 1,     /* P(active) reaches readiness.loyal_p_active */
    NETMKT__RULE_NO_QUARREL = 2  /* no unresolved complaint and no detractor's answer after the evidence */
};

/* One rule. Its number, for ever, is its rank in the list, from 1. */
typedef struct netmkt__readiness_rule {
    int32_t stage;       /* NETMKT_READINESS_... */
    int32_t tally;       /* NETMKT__TALLY_... */
    int32_t setting;     /* NETMKT__SET_...: least count; -1: 1 */
    uint32_t conditions; /* NETMKT__RULE_... */
    const char *unit;    /* of the count, one and many: "event", "events" */
    const char *units;
    const char *text;
} netmkt__readiness_rule;

extern const netmkt__readiness_rule netmkt__readiness_rules[];
extern const int32_t netmkt__readiness_rule_count;

typedef struct netmkt__tally {
    uint32_t count;
    size_t last; /* number of its last event in the view + 1; 0: none */
} netmkt__tally;

typedef struct netmkt__tallies {
    netmkt__tally of[NETMKT__TALLIES];
    size_t quarrel; /* last unresolved complaint or detractor's answer, + 1; 0: none */
} netmkt__tallies;

/* Settings, resolved once. Ratings in thousandths. */
typedef struct netmkt__readiness_thresholds {
    int32_t day_offset;
    int32_t good_rating, promoter_rating, detractor_rating;
    uint32_t survey_variant; /* surveys of the variants behind it ask about something else than recommendation */
    double loyal_p_active;
    uint32_t least[64]; /* count that each rule needs, by rank */
} netmkt__readiness_thresholds;

void netmkt__readiness_thresholds_init(netmkt__readiness_thresholds *thresholds, const netmkt_settings *settings, int32_t day_offset);

/* Tally a view that ends at the moment judged at. `lost`: as netmkt__orders_lost(), or NULL. */
void netmkt__readiness_tally(const netmkt__readiness_thresholds *thresholds, const netmkt__events *events, const uint8_t *lost,
                             netmkt__tallies *out);

/* Fill the readiness' fields of `out`. p_active may be NaN: then he is not known to be active. */
void netmkt__readiness_judge(const netmkt__readiness_thresholds *thresholds, const netmkt__tallies *tallies,
                             const netmkt__events *events, double p_active, netmkt_stage *out);

#endif
