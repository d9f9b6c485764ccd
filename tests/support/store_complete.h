/* A small store that has everything a file can hold: every section and record type, every column, customers who were
 * merged, erased and made anonymous. In two parts: the first is meant for a snapshot, the second for the journal. */
#ifndef NETMKT_TESTS_STORE_COMPLETE_H
#define NETMKT_TESTS_STORE_COMPLETE_H

#include <netmkt/event.h>

#define STORE_COMPLETE_COMMITS 4 /* of the second part */

/* The first part, committed; with merging and erasing, which write snapshots where the store is a file. */
netmkt_status store_complete_first(netmkt_store *store);
/* Commit 0 to STORE_COMPLETE_COMMITS - 1 of the second part, without the commit itself. */
netmkt_status store_complete_more(netmkt_store *store, int commit);
/* All of it into a file that is created: the first part as snapshot if `snapshot`, else all as journal (without merged and
 * erased customers, who would make a snapshot). */
netmkt_status store_complete_make(const char *path, int snapshot);
/* The same in memory, with the first `commits` of the second part. */
netmkt_status store_complete_in_memory(int snapshot, int commits, netmkt_store **out);

#endif
