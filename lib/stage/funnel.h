/* Funnels inside: steps as conditions on single events, and a customer's best way through them. */
#ifndef NETMKT_STAGE_FUNNEL_H
#define NETMKT_STAGE_FUNNEL_H

#include <netmkt/funnel.h>

#include "store/view.h"

enum { NETMKT__FUNNEL_STEPS = 16, NETMKT__FUNNEL_EVENTS = 64 };

/* Numbers that must match; 0: any. */
typedef struct netmkt__funnel_step {
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
    uint32_t events;                            /* that a whole way takes: the steps' counts together */
    uint8_t step_of[NETMKT__FUNNEL_EVENTS];     /* the step that event number k of a way serves */
    netmkt__funnel_step step[NETMKT__FUNNEL_STEPS];
};

/* A way: the steps reached, and when. */
typedef struct netmkt__funnel_way {
    uint32_t reached;   /* whole steps; 0: he never came through the first */
    uint32_t first;     /* number of its first event in the view */
    int64_t start_ms;   /* that event's time: the window runs from here */
    int64_t time_ms[NETMKT__FUNNEL_STEPS]; /* of the last event of each step */
} netmkt__funnel_way;

/* Of the ways through the events the first that comes farthest within the window. */
void netmkt__funnel_walk(const netmkt_funnel *funnel, const netmkt__events *events, int64_t window_ms, netmkt__funnel_way *out);

#endif
