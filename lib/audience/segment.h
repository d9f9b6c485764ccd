/* A segment: its text alone, in the form that netmkt_segment_text() tells. */
#ifndef NETMKT_AUDIENCE_SEGMENT_H
#define NETMKT_AUDIENCE_SEGMENT_H

#include <netmkt/segment.h>

#include "audience/segment_match.h"

struct netmkt_segment {
    netmkt_context *context;
    size_t length;
    char text[];
};

/* An evaluation under way: the tree of the moment, with the read lock taken. */
typedef struct netmkt__evaluation {
    netmkt_store *store;
    netmkt__segment_tree tree;
    netmkt__segment_judgements judgements;
    netmkt__matching matching;
    int locked;
} netmkt__evaluation;

/* Find the judgements that are needed, take the lock, read the tree. netmkt__evaluation_end() also after a failure. */
netmkt_status netmkt__evaluation_begin(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings, int64_t as_of_ms,
                                       int all, netmkt__evaluation *out);
void netmkt__evaluation_end(netmkt__evaluation *evaluation);

#endif
