/* The store inside: all tables, one reader-writer lock, and the records that the next commit will write.
 *
 * Invariants:
 *  1. Whoever reads the tables holds the lock for reading, whoever changes them for writing. Everybody passes the gate
 *     first, so that readers that come and go cannot keep a writer waiting. `references` counts the store's handle and
 *     its cursors, and the last of them frees it.
 *  2. `pending` holds, framed, the records of every change since the last commit but appended events, which are found in
 *     the table of events itself. It is empty for a store in memory.
 *  3. A change first makes room everywhere, in tables and in `pending`, and only then applies: it fails whole or not at all. */
#ifndef NETMKT_STORE_STORE_H
#define NETMKT_STORE_STORE_H

#include <pthread.h>
#include <stdatomic.h>

#include <netmkt/store.h>

#include "journal/journal.h"
#include "record/records.h"

struct netmkt_store {
    netmkt_context *context;
    pthread_mutex_t gate;
    pthread_rwlock_t lock;
    atomic_uint references;
    netmkt__records records;
    netmkt__journal *journal; /* NULL for a store in memory */
    netmkt__buffer pending;
    uint64_t version;   /* counts changes */
    uint64_t commits;   /* of a store in memory */
    uint32_t flags;
};

static inline void netmkt__store_lock_read(netmkt_store *store)
{
    (void)pthread_mutex_lock(&store->gate);
    (void)pthread_rwlock_rdlock(&store->lock);
    (void)pthread_mutex_unlock(&store->gate);
}

static inline void netmkt__store_lock_write(netmkt_store *store)
{
    (void)pthread_mutex_lock(&store->gate);
    (void)pthread_rwlock_wrlock(&store->lock);
    (void)pthread_mutex_unlock(&store->gate);
}

static inline void netmkt__store_unlock(netmkt_store *store)
{
    (void)pthread_rwlock_unlock(&store->lock);
}

/* Take the lock for a change: NETMKT_E_READ_ONLY and NETMKT_E_STATE give it back. */
netmkt_status netmkt__store_write(netmkt_store *store);
void netmkt__store_write_end(netmkt_store *store); /* the tables may have changed */

/* append.c, with the lock for writing: append netmkt_event records, all or none; adds to *added those whose reference was new. */
netmkt_status netmkt__store_append(netmkt_store *store, const void *events, size_t stride, size_t n, size_t *added);

void netmkt__store_hold(netmkt_store *store);
void netmkt__store_release(netmkt_store *store);

/* Room for a record of so many bytes; then begin it, put the bytes, end it. Nothing is kept for a store in memory. */
static inline int netmkt__store_keeps(const netmkt_store *store)
{
    return store->journal != NULL;
}
netmkt_status netmkt__store_record_room(netmkt_store *store, size_t size);
size_t netmkt__store_record_begin(netmkt_store *store, uint32_t type);
void netmkt__store_record_end(netmkt_store *store, size_t begun);

/* disclosures.c: as netmkt_disclose() of one that was logged once, and is not asked about again. */
netmkt_status netmkt__disclosure_restore(netmkt_store *store, const netmkt_disclosure *disclosure);

/* checkpoint.c, with the lock for writing: make `next`, the store's own tables or changed copies of some of them (settled),
 * durable as a new snapshot with all that is pending. On failure nothing has changed. */
netmkt_status netmkt__store_snapshot(netmkt_store *store, const netmkt__records *next);
/* After it: the tables are as in the file now; lend the events from there. */
void netmkt__store_adopt(netmkt_store *store);

#endif
