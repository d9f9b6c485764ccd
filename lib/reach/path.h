/* A customer's paths: his touches up to each conversion, or to none.
 *
 * Invariants:
 *  1. Paths come in order of their ends, steps in the total order of the events (store/view.h); of one moment touches come before
 *     conversions. So the same events give the same paths, in whatever order they arrived.
 *  2. A touch is in at most one path without conversion and, where a conversion ends its path, in at most one path at all; conversions of
 *     the same moment share theirs.
 *  3. A path without conversion has a step; one with a conversion has none only where path.order_step is 0. */
#ifndef NETMKT_REACH_PATH_H
#define NETMKT_REACH_PATH_H

#include <netmkt/settings.h>

#include "store/view.h"
#include "summary/purchases.h"

#define NETMKT__NO_EVENT SIZE_MAX

/* What a path is, read from settings once. */
typedef struct netmkt__path_rules {
    int64_t window_ms;
    int64_t as_of_ms;
    uint32_t touches;    /* bits by kind, as path.touches */
    uint32_t touch_kind;
    uint32_t conversion_kind;
    uint32_t by;         /* NETMKT__BY_... */
    int32_t restart, collapse, open, order_step;
    int32_t day_offset;
    int32_t reserved;
} netmkt__path_rules;

enum { NETMKT__BY_CHANNEL, NETMKT__BY_CAMPAIGN, NETMKT__BY_BOTH };

/* A step is channel << 32 | campaign, with 0 for what path.by leaves out; 0: nothing is known of it. */
#define NETMKT__STEP(channel, campaign) ((uint64_t)(channel) << 32 | (campaign))

/* One path, borrowed until the next is asked for. */
typedef struct netmkt__path {
    size_t n;
    const uint64_t *step;
    const int64_t *time_ms;
    const size_t *event;  /* of each step, in the customer's view */
    size_t conversion;    /* the event; NETMKT__NO_EVENT: none */
    int64_t end_ms;       /* of the conversion, or the last touch */
    int64_t value;        /* of the conversion, minor units >= 0: of an order what is left after returns */
} netmkt__path;

/* Reads one customer's paths after another's. One a thread; set `context` and zero the rest to begin with. */
typedef struct netmkt__path_reader {
    netmkt_context *context;
    const netmkt__path_rules *rules;
    const netmkt__events *events;
    netmkt__netting netting;
    uint64_t *step;       /* columns of the touches since the last restart */
    int64_t *time_ms;
    size_t *event;
    size_t count, step_capacity, time_capacity, event_capacity;
    size_t journey;       /* the first touch that no conversion followed */
    size_t window;        /* the first touch within the window of the conversion last asked for */
    size_t at;            /* next event */
    size_t orders;        /* conversions of kind order before it */
    size_t group_end;     /* events of one moment: touches are taken, conversions to come */
    int32_t netted;       /* 1: the netting says what is left of orders */
    int32_t converted;    /* 1: the group has had a conversion */
} netmkt__path_reader;

/* NETMKT_E_RANGE as netmkt__moment_of(). With the read lock held. */
netmkt_status netmkt__path_rules_init(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__path_rules *out);

/* 1 if events of a kind are touches. */
int netmkt__path_touch(const netmkt__path_rules *rules, uint32_t kind);

/* Begin with a customer's events, which end at the moment and outlive the reading. NETMKT_E_RANGE: his money overflows. */
netmkt_status netmkt__path_begin(netmkt__path_reader *reader, const netmkt__path_rules *rules, const netmkt__events *events);
/* The next path, or NETMKT_DONE. */
netmkt_status netmkt__path_next(netmkt__path_reader *reader, netmkt__path *out);
void netmkt__path_reader_free(netmkt__path_reader *reader);

/* The name of a step: "email", "spring", "email/spring"; "(none)" of what is not known. At most `capacity` - 1 bytes, with a NUL; the length. */
#define NETMKT__STEP_NAME 384
size_t netmkt__step_name(const netmkt_store *store, const netmkt__path_rules *rules, uint64_t step, char *buffer, size_t capacity);
/* 1 for a step that says only that the customer came by himself: the channel "direct", or nothing known. */
int netmkt__step_direct(uint64_t step);

#endif
