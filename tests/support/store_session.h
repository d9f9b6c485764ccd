/* A store's life in steps: every kind of change, with commits, a rollback, a checkpoint, merging and erasing. */
#ifndef NETMKT_TESTS_STORE_SESSION_H
#define NETMKT_TESTS_STORE_SESSION_H

#include <netmkt/event.h>

#define STORE_SESSION_STEPS 27

/* Do step 0 to STORE_SESSION_STEPS - 1. Each succeeds, or fails and changes nothing; then it can be done again. */
netmkt_status store_session_step(netmkt_store *store, int step);

/* 1 if everything done so far is durable when the step has succeeded. */
int store_session_commits(int step);

/* 1 if the step drops what was not committed. */
int store_session_drops(int step);

#endif
