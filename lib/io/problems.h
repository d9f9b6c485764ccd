/* Bad rows that were left out: the line of each, and what is wrong with it. */
#ifndef NETMKT_IO_PROBLEMS_H
#define NETMKT_IO_PROBLEMS_H

#include "base/context.h"

/* Messages kept at a time; bad rows beyond are only counted. */
#define NETMKT__PROBLEMS_MOST 100000

typedef struct netmkt__problem {
    uint64_t line;
    uint64_t text; /* where its message begins in `texts` */
} netmkt__problem;

typedef struct netmkt__problems {
    netmkt_context *context;
    netmkt__problem *list;
    char *texts;
    size_t count, given, capacity;
    size_t text_size, text_capacity;
} netmkt__problems;

void netmkt__problems_free(netmkt__problems *problems);
/* Note a bad row; the message is copied. Beyond the most that are kept: nothing is done. */
netmkt_status netmkt__problems_add(netmkt__problems *problems, uint64_t line, const char *message);
/* Move all of `from`, whose lines count from `line`, behind those of `to`. */
netmkt_status netmkt__problems_move(netmkt__problems *to, netmkt__problems *from, uint64_t line);
/* Forget all that were given. */
void netmkt__problems_clear(netmkt__problems *problems);

#endif
