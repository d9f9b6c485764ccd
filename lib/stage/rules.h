/* Rules of readiness inside: what netmkt_readiness_rules_parse() makes of text, and the judgement reads.
 *
 * Invariants:
 *  1. A rule's first condition is NETMKT__HAS: the last event that it counts is the evidence of the rule.
 *  2. `meaning` and `condition` lie in the rules' own text, or are literals of the default rules.
 *  3. The default rules are constants, the same that parsing their text makes: a test compares. */
#ifndef NETMKT_STAGE_RULES_H
#define NETMKT_STAGE_RULES_H

#include <netmkt/readiness.h>

#define NETMKT__RULES_MOST 200
#define NETMKT__CONDITIONS_MOST 6
#define NETMKT__IDS_MOST 6 /* registered kinds or channels in a list */

/* A number, or the setting that holds it. */
typedef struct netmkt__rule_number {
    double value;
    int32_t setting; /* NETMKT__SET_..., or -1 */
    int32_t reserved;
} netmkt__rule_number;

/* Numbers of kinds or channels; those from 64 on are listed. */
typedef struct netmkt__id_set {
    uint64_t low;
    uint16_t other[NETMKT__IDS_MOST];
    uint16_t others;
    uint16_t all_but; /* 1: all that are not in it */
} netmkt__id_set;

enum { /* netmkt__matcher.flags */
    NETMKT__MATCH_KEPT = 1,
    NETMKT__MATCH_CUSTOMER = 2,
    NETMKT__MATCH_BUSINESS = 4,
    NETMKT__MATCH_LEAST = 8,  /* rated at least `low` */
    NETMKT__MATCH_ABOVE = 16, /* rated above `low` */
    NETMKT__MATCH_MOST = 32,  /* rated at most `high` */
    NETMKT__MATCH_BELOW = 64, /* rated below `high` */
    NETMKT__MATCH_CHANNEL = 128
};

/* Which events are meant. */
typedef struct netmkt__matcher {
    netmkt__id_set kinds;
    netmkt__id_set channels;
    netmkt__rule_number low, high;
    uint32_t flags;
    uint32_t given; /* 0: no event at all */
} netmkt__matcher;

enum { NETMKT__HAS, NETMKT__HAS_NO, NETMKT__HAS_NO_LATER, NETMKT__ACTIVE_LEAST, NETMKT__ACTIVE_BELOW }; /* netmkt__condition.what */
enum { NETMKT__COUNT_EVENTS, NETMKT__COUNT_DAYS, NETMKT__COUNT_IN_A_DAY };                              /* netmkt__condition.unit */

typedef struct netmkt__condition {
    int32_t what;
    int32_t unit;
    netmkt__rule_number number; /* least count, or of P(active) */
    netmkt__rule_number within; /* days; 0: ever */
    netmkt__matcher of;
    netmkt__matcher after; /* begins the count anew */
    netmkt__id_set less;   /* each takes one back */
    uint64_t takes_back;   /* 1: `less` is given */
} netmkt__condition;

typedef struct netmkt__rule {
    int32_t stage; /* NETMKT_READINESS_... */
    int32_t conditions;
    const char *meaning;
    const char *text; /* of the conditions */
    netmkt__condition condition[NETMKT__CONDITIONS_MOST];
} netmkt__rule;

struct netmkt_readiness_rules {
    netmkt_context *context;
    const netmkt__rule *rule; /* from the lowest stage up; within one as in the text */
    size_t count;
    char *text;
    size_t text_size;
};

extern const netmkt_readiness_rules netmkt__default_rules;

/* The rules that settings hold, or the default ones. */
const netmkt_readiness_rules *netmkt__rules_of(const netmkt_settings *settings);

static inline int netmkt__id_in(const netmkt__id_set *set, uint32_t id)
{
    int in = id < 64 && (set->low >> id & 1) != 0;

    for (uint32_t i = 0; !in && i < set->others; i++)
        in = set->other[i] == id;
    return in != set->all_but;
}

#endif
