/* Funnels inside: steps as conditions on single events or on the stage at a moment, and a customer's best way through them. */
#ifndef NETMKT_STAGE_FUNNEL_H
#define NETMKT_STAGE_FUNNEL_H

#include <netmkt/funnel.h>

#include "stage/judge.h"

enum { NETMKT__STEP_EVENT, NETMKT__STEP_READINESS, NETMKT__STEP_LIFECYCLE }; /* netmkt__funnel_step.what */
enum { NETMKT__FUNNEL_STEPS = 16, NETMKT__FUNNEL_EVENTS = 64 };

/* An event: numbers that must match; 0: any. Or a stage: at least this readiness, just this lifecycle. */
typedef struct netmkt__funnel_step {
    int32_t what;
    int32_t stage;
    uint16_t kind, channel, variant;
    uint16_t has_variant;
    uint32_t campaign, offer;
    uint32_t count;      /* events needed, at least 1 */
    uint32_t has_amount;
    int64_t amount;      /* least, in minor units */
    char *text;          /* as it was written; owned */
} netmkt__funnel_step;

struct netmkt_funnel {
    netmkt_context *context;
    uint32_t count;
    uint32_t events;                            /* that a whole way takes: the steps' counts together; a stage counts as one */
    uint32_t stages;                            /* steps that are stages */
    uint8_t step_of[NETMKT__FUNNEL_EVENTS];     /* the step that event number k of a way serves */
    netmkt__funnel_step step[NETMKT__FUNNEL_STEPS];
};

/* A way: the steps reached, and when. */
typedef struct netmkt__funnel_way {
    uint32_t reached;   /* whole steps; 0: he never came through the first */
    uint32_t first;     /* number of its first event in the view; of a stage the last one when it was reached */
    int64_t start_ms;   /* of the first step: the window runs from here */
    int64_t time_ms[NETMKT__FUNNEL_STEPS]; /* of the last event of each step, or when the stage was there */
} netmkt__funnel_way;

/* Ways while events are read. */
typedef struct netmkt__funnel_walker {
    const netmkt_funnel *funnel;
    const netmkt__events *events;
    int64_t window_ms;
    uint32_t served; /* most events that a way has served */
    uint32_t reserved;
    netmkt__funnel_way best;
    netmkt__funnel_way at[NETMKT__FUNNEL_EVENTS]; /* by events served, less one: the way that began last */
} netmkt__funnel_walker;

void netmkt__funnel_begin(netmkt__funnel_walker *walker, const netmkt_funnel *funnel, const netmkt__events *events, int64_t window_ms);
/* The next event, number i. */
void netmkt__funnel_event(netmkt__funnel_walker *walker, size_t i);
/* 1 if a stage at this moment could move a way on. */
int netmkt__funnel_asks(const netmkt__funnel_walker *walker, int64_t time_ms);
/* The stages behind all events of a moment, and those before them; `last` is the last event then. */
void netmkt__funnel_stages(netmkt__funnel_walker *walker, int64_t time_ms, size_t last, const netmkt_stage *before, const netmkt_stage *now);

/* Of the ways through the events the first that comes farthest within the window. The judge may be NULL for a funnel without stages; else the events end at its
 * moment. NETMKT_E_RANGE, NETMKT_E_NOMEM: of the judgement. */
netmkt_status netmkt__funnel_walk(const netmkt_funnel *funnel, const netmkt__judge *judge, netmkt__judge_worker *worker, const netmkt__events *events,
                                  int64_t window_ms, netmkt__funnel_way *out);

#endif
