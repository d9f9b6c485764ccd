/* Retention inside: the rules as they were read. */
#ifndef NETMKT_AUDIENCE_RETENTION_H
#define NETMKT_AUDIENCE_RETENTION_H

#include <netmkt/retain.h>
#include <netmkt/segment.h>

#include "store/view.h"

enum { NETMKT__RETAIN_EVENTS, NETMKT__RETAIN_CUSTOMERS, NETMKT__RETAIN_ATTRIBUTE };
enum { NETMKT__RETAIN_ANYBODY, NETMKT__RETAIN_NEVER, NETMKT__RETAIN_IDLE }; /* without events; without events for an age */
enum { NETMKT__RETAIN_DAYS, NETMKT__RETAIN_MONTHS };

enum { NETMKT__RETAIN_NAMES = 32 }; /* most kinds, or channels, of a rule */

typedef struct netmkt__retain_rule {
    size_t line;
    int what, whom, anonymous;
    int unit;             /* of the age */
    int32_t age;
    size_t kinds, channels; /* how many; 0: all */
    netmkt_kind_id kind[NETMKT__RETAIN_NAMES];
    netmkt_channel_id channel[NETMKT__RETAIN_NAMES];
    netmkt_attribute_id attribute;
    netmkt_segment *where; /* NULL: everybody */
    char *text;            /* as it was written */
} netmkt__retain_rule;

struct netmkt_retention {
    netmkt_context *context;
    netmkt__retain_rule rule[NETMKT_RETENTION_RULES];
    size_t count;
};

#endif
