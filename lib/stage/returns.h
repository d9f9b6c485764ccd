/* Which orders were wholly returned: returns are netted as netmkt/summary.h says (rule 3). */
#ifndef NETMKT_STAGE_RETURNS_H
#define NETMKT_STAGE_RETURNS_H

#include "base/context.h"
#include "store/view.h"

/* Room that grows with the largest customer seen. One a thread. Zero it, and set the context, to begin with. */
typedef struct netmkt__returns {
    netmkt_context *context;
    uint8_t *lost;
    size_t *open;    /* orders of which something is left, the latest last */
    int64_t *left;   /* what is left of each */
    size_t lost_capacity, open_capacity, left_capacity;
} netmkt__returns;

void netmkt__returns_free(netmkt__returns *room);

/* *lost: a byte an event, 1 for an order of which nothing is left; NULL if there is none. Valid until the room is used again. */
netmkt_status netmkt__orders_lost(netmkt__returns *room, const netmkt__events *events, const uint8_t **lost);

#endif
