/* A segment's expression as a tree: what the parser makes, the text is written from, and customers are matched with.
 *
 * Invariants:
 *  1. A tree is of one store at one moment: names are resolved to its numbers, and "30 days ago" to a moment. Who keeps a segment
 *     keeps its text, and parses it again under the read lock under which it is matched.
 *  2. The tree is at most NETMKT__SEGMENT_DEPTH deep, named segments within it included, and has at most NETMKT__SEGMENT_NODES nodes.
 *  3. Everything lies in the tree's arena, freed at once. */
#ifndef NETMKT_AUDIENCE_SEGMENT_TREE_H
#define NETMKT_AUDIENCE_SEGMENT_TREE_H

#include <netmkt/event.h>

#include "base/words.h"
#include "store/view.h"

#define NETMKT__SEGMENT_BYTES 16384 /* of an expression */
#define NETMKT__SEGMENT_READ 1048576 /* of all named segments within one, each as often as it is named */
#define NETMKT__SEGMENT_DEPTH 64
#define NETMKT__SEGMENT_NODES 4096

/* Types of what can be compared. */
enum {
    NETMKT__IS_NUMBER,
    NETMKT__IS_MONEY, /* minor units; written in whole ones */
    NETMKT__IS_TIME,
    NETMKT__IS_TEXT,
    NETMKT__IS_BOOL,
    NETMKT__IS_WORD,   /* one of a list, without order */
    NETMKT__IS_RANK    /* one of a list, in order */
};

/* Where a value comes from. */
enum {
    NETMKT__FROM_ATTRIBUTE, /* index: rank */
    NETMKT__FROM_AGE,
    NETMKT__FROM_KEY,
    NETMKT__FROM_EVENTS,    /* index: NETMKT__EVENTS_... */
    NETMKT__FROM_JUDGEMENT, /* index: NETMKT__JUDGED_... */
    NETMKT__FROM_PERMISSION /* index: place in the tree's permits; words: channel and purpose */
};

/* What is read from the events that a filter lets through. */
enum {
    NETMKT__EVENTS_COUNT,
    NETMKT__EVENTS_SUM,    /* of amounts */
    NETMKT__EVENTS_TAKEN,  /* the same, turned to a positive number: returns */
    NETMKT__EVENTS_COST,
    NETMKT__EVENTS_FIRST,
    NETMKT__EVENTS_LAST,
    NETMKT__EVENTS_DAYS,   /* different days */
    NETMKT__EVENTS_RATING, /* mean */
    NETMKT__EVENTS_PURCHASE_DAYS, /* these three without a filter: returns netted */
    NETMKT__EVENTS_KEPT,
    NETMKT__EVENTS_IDLE
};

/* Judgements on customers, a column each. */
enum {
    NETMKT__JUDGED_LIFECYCLE,
    NETMKT__JUDGED_READINESS,
    NETMKT__JUDGED_P_INTRODUCTION,
    NETMKT__JUDGED_P_GROWTH,
    NETMKT__JUDGED_P_MATURITY,
    NETMKT__JUDGED_P_DECLINE,
    NETMKT__JUDGED_P_ACTIVE,
    NETMKT__JUDGED_P_ALIVE,
    NETMKT__JUDGED_PURCHASES,
    NETMKT__JUDGED_SPEND,
    NETMKT__JUDGED_CLV,
    NETMKT__JUDGED_RFM,
    NETMKT__JUDGED_R,
    NETMKT__JUDGED_F,
    NETMKT__JUDGED_M,
    NETMKT__JUDGED_TIER,
    NETMKT__JUDGED_ATTENTION,
    NETMKT__JUDGED_RELATIONSHIP,
    NETMKT__JUDGED_COUNT
};

/* Names of RFM segments (segment_names.c). */
enum { NETMKT__SEGMENT_RFM = 11 };
extern const char *const netmkt__segment_rfm[NETMKT__SEGMENT_RFM];

enum { NETMKT__OP_EQ, NETMKT__OP_NE, NETMKT__OP_LT, NETMKT__OP_LE, NETMKT__OP_GT, NETMKT__OP_GE, NETMKT__OP_IN, NETMKT__OP_BETWEEN,
       NETMKT__OP_LIKE, NETMKT__OP_HAS, NETMKT__OP_MISSING, NETMKT__OP_TRUE };

enum { NETMKT__VALUE_NUMBER, NETMKT__VALUE_TEXT, NETMKT__VALUE_DATE, NETMKT__VALUE_MOMENT, NETMKT__VALUE_AGO, NETMKT__VALUE_NOW, NETMKT__VALUE_TODAY };

/* A value as written, and as compared: low to high, which differ for a day alone. */
typedef struct netmkt__segment_value {
    int32_t kind;       /* NETMKT__VALUE_... */
    int32_t unit;       /* of AGO: NETMKT__UNIT_... */
    double number;      /* as written: a number, how many units ago */
    double low, high;
    int64_t low_ms, high_ms; /* of a time */
    const char *text;   /* of a text, a date or a moment; NUL-terminated */
    size_t length;
    size_t at;          /* where in the expression */
    uint32_t code;      /* of a text in the store's dictionary, 0: nobody has it */
    uint32_t reserved;
} netmkt__segment_value;

enum { NETMKT__UNIT_MINUTE, NETMKT__UNIT_HOUR, NETMKT__UNIT_DAY, NETMKT__UNIT_WEEK, NETMKT__UNIT_MONTH, NETMKT__UNIT_YEAR, NETMKT__UNITS };

/* What a part of a filter looks at. */
enum { NETMKT__PART_KIND, NETMKT__PART_CHANNEL, NETMKT__PART_CAMPAIGN, NETMKT__PART_OFFER, NETMKT__PART_INITIATOR, NETMKT__PART_VARIANT,
       NETMKT__PART_AMOUNT, NETMKT__PART_COST, NETMKT__PART_RATING,
       NETMKT__PART_IS, NETMKT__PART_WINDOW, NETMKT__PART_SINCE, NETMKT__PART_AFTER, NETMKT__PART_UNTIL, NETMKT__PART_BEFORE, NETMKT__PART_BETWEEN };

typedef struct netmkt__filter_part {
    struct netmkt__filter_part *next;
    int32_t what;      /* NETMKT__PART_... */
    int32_t op;
    int32_t negated;
    uint32_t count;    /* of values */
    netmkt__segment_value *values;
    uint8_t *numbers;  /* a table by number, of kinds, channels and so on: 1 passes */
} netmkt__filter_part;

typedef struct netmkt__event_filter {
    int64_t from_ms, to_ms;   /* both within */
    netmkt__filter_part *parts;
    const uint8_t *kinds;     /* a table by kind; NULL: all */
    const uint8_t *channels;  /* the same by channel */
    uint32_t one_kind;        /* the only one that passes; 0: none or several */
    int32_t plain;            /* there is nothing else to look at than the kind, the channel and the time */
} netmkt__event_filter;

/* What a condition looks at. */
typedef struct netmkt__term {
    int32_t from;   /* NETMKT__FROM_... */
    int32_t type;   /* NETMKT__IS_... */
    uint32_t index;
    int32_t cost;   /* how dear it is to find, nanoseconds or so */
    const char *name;                 /* as it is written */
    const char *const *words;         /* of WORD and RANK */
    netmkt__event_filter *filter;     /* of FROM_EVENTS */
    int32_t brackets;                 /* the filter is written even if it is empty: first(), last() */
    uint32_t word_count;
} netmkt__term;

enum { NETMKT__NODE_AND, NETMKT__NODE_OR, NETMKT__NODE_NOT, NETMKT__NODE_TEST, NETMKT__NODE_SEGMENT, NETMKT__NODE_TRUE, NETMKT__NODE_FALSE };

typedef struct netmkt__segment_node {
    struct netmkt__segment_node *child;  /* the first one */
    struct netmkt__segment_node *next;   /* the next one of its parent */
    struct netmkt__segment_node *first_tried, *tried_next; /* the same children, the cheapest first */
    int32_t kind;     /* NETMKT__NODE_... */
    int32_t op;       /* of a test: NETMKT__OP_... */
    int32_t negated;  /* "not in" and so on */
    int32_t cost;
    netmkt__term *term;
    netmkt__term *other;   /* compared with it; NULL: with values */
    netmkt__segment_value *values;
    size_t count;
    uint32_t *codes;       /* of texts to be equal to, ascending */
    const char *name;      /* of a named segment */
} netmkt__segment_node;

/* Permissions that are asked for: each pair once. */
enum { NETMKT__SEGMENT_PERMITS = 16 };
typedef struct netmkt__segment_permits {
    uint32_t count;
    netmkt_channel_id channel[NETMKT__SEGMENT_PERMITS];
    int32_t purpose[NETMKT__SEGMENT_PERMITS];
} netmkt__segment_permits;

typedef struct netmkt__tree_block netmkt__tree_block;

typedef struct netmkt__segment_tree {
    netmkt_context *context;
    netmkt__tree_block *blocks;
    netmkt__segment_node *root;
    int64_t as_of_ms;
    size_t nodes, read;
    uint32_t judged;   /* a bit for each judgement that is needed */
    int32_t events;    /* events are looked at */
    netmkt__segment_permits permits;
} netmkt__segment_tree;

/* segment_tree.c: zeroed room that lives as long as the tree, NULL when out of memory; a copy of a text with a NUL. */
void *netmkt__tree_room(netmkt__segment_tree *tree, size_t size);
char *netmkt__tree_copy(netmkt__segment_tree *tree, const char *text, size_t length);
void netmkt__tree_free(netmkt__segment_tree *tree);

/* segment_parse.c, with the read lock held, as all below. `saved_as`: the name under which it must not contain itself, or NULL. `as_of_ms` is a moment. netmkt__tree_free() also after a failure: NETMKT_E_FORMAT
 * (*error_at: the byte where it is), NETMKT_E_NOT_FOUND (a name), NETMKT_E_NOMEM. */
netmkt_status netmkt__segment_read(const netmkt_store *store, const char *text, const char *saved_as, int64_t as_of_ms, netmkt__segment_tree *out,
                                   size_t *error_at);

/* segment_text.c */
void netmkt__segment_say_term(const netmkt__term *term, netmkt__words *words);
void netmkt__segment_say(const netmkt__segment_node *node, netmkt__words *words);

#endif
