/* Whole sessions on a store in a file, in steps: opening, importing, committing, checkpoints, readers, everything that is
 * read, merging, erasing, exporting, closing. For tests that let each step fail. */
#ifndef NETMKT_TESTS_WHOLE_SESSION_H
#define NETMKT_TESTS_WHOLE_SESSION_H

#include <netmkt/netmkt.h>

#define WHOLE_SESSION_PATH "/store"
#define WHOLE_SESSION_MOST_STEPS 20

typedef struct whole_session {
    netmkt_context *context;
    netmkt_store *store;  /* the writer's handle, NULL while it is closed */
    netmkt_store *reader; /* one that only reads, of the same file */
    int brief;            /* values and stages are not asked for, whose start is long */
    uint64_t told;        /* a digest of what the last step that reads has told */
} whole_session;

/* Each step succeeds, or fails; then, after a rollback (or after opening the store anew), it can be done again. What it
 * has done when it succeeds is durable. */
typedef struct session_kind {
    const char *name;
    int steps;
    netmkt_status (*step)(whole_session *session, int step);
} session_kind;

extern const session_kind whole_session_daily; /* every kind of call, few data */
extern const session_kind whole_session_bulky; /* commits so large that checkpoints come by themselves */

/* Open the file for writing (flags 0) or reading; with automatic checkpoints. */
netmkt_status whole_session_open(whole_session *session, uint32_t flags, netmkt_store **store);
void whole_session_close(whole_session *session);

#endif
