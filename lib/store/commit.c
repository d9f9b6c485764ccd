/* Commit and rollback. A commit is written as records of the journal, or, where that would outgrow the snapshot, as a new
 * snapshot; and when the journal has outgrown the snapshot, a new one is written behind the commit. */
#include <string.h>

#include "base/status.h"
#include "store/store.h"

#define BULK (UINT64_C(1024) * 1024)        /* a commit so much larger than the snapshot becomes one */
#define JOURNAL (UINT64_C(64) * 1024 * 1024) /* a journal up to this size is always fine: it is read in a tenth of a second */
#define KEPT_CAPACITY ((size_t)1024 * 1024) /* a larger buffer is given back after its commit */

static netmkt_status gather_records(netmkt_store *store)
{
    const netmkt__buffer *pending = &store->pending;
    netmkt_status status = NETMKT_OK;

    for (size_t at = 0; at < pending->size && status == NETMKT_OK;) {
        uint32_t frame[2];

        memcpy(frame, pending->bytes + at, sizeof frame);
        status = netmkt__journal_add(store->journal, frame[0], pending->bytes + at + sizeof frame, frame[1]);
        at += sizeof frame + frame[1];
    }
    return status;
}

static netmkt_status gather_events(netmkt_store *store)
{
    const netmkt__event_table *events = &store->records.events;
    size_t total = netmkt__events_pending(events);
    netmkt_status status = NETMKT_OK;

    for (size_t from = 0; from < total && status == NETMKT_OK; from += NETMKT__EVENT_BLOCK) {
        size_t n = total - from < NETMKT__EVENT_BLOCK ? total - from : NETMKT__EVENT_BLOCK;
        size_t size = netmkt__events_block_size(events, n);
        void *payload;

        status = netmkt__journal_add_room(store->journal, NETMKT__RECORD_EVENTS, size, &payload);
        if (status == NETMKT_OK) {
            netmkt__buffer room = {.context = store->context, .bytes = payload, .capacity = size};

            netmkt__events_encode(events, from, n, &room);
        }
    }
    return status;
}

/* Definitions and customers first: events refer to them. */
static netmkt_status commit_journal(netmkt_store *store)
{
    netmkt_status status = gather_records(store);

    if (status == NETMKT_OK)
        status = gather_events(store);
    if (status == NETMKT_OK)
        status = netmkt__journal_commit(store->journal);
    if (status != NETMKT_OK) {
        netmkt__journal_discard(store->journal);
        return status;
    }
    store->pending.size = 0;
    if (store->pending.capacity > KEPT_CAPACITY)
        netmkt__buffer_free(&store->pending);
    netmkt__records_mark(&store->records);
    return NETMKT_OK;
}

static netmkt_status settle_and_snapshot(netmkt_store *store)
{
    netmkt_status status = netmkt__events_settle(&store->records.events, store->records.customers.keys.count);

    if (status == NETMKT_OK)
        status = netmkt__store_snapshot(store, &store->records);
    if (status == NETMKT_OK)
        netmkt__store_adopt(store);
    return status;
}

/* *unfit: the commit is durable, but the snapshot that was due after it failed. */
static netmkt_status commit_file(netmkt_store *store, int *unfit)
{
    const netmkt__event_table *events = &store->records.events;
    int automatic = (store->flags & NETMKT_STORE_NO_AUTO_CHECKPOINT) == 0;
    size_t count = netmkt__events_pending(events);
    netmkt__journal_figures figures;
    netmkt_status status;

    if (store->pending.size == 0 && count == 0)
        return NETMKT_OK;
    netmkt__journal_figures_get(store->journal, &figures);
    if (automatic && store->pending.size + netmkt__events_block_size(events, count) > figures.snapshot_bytes + BULK)
        return settle_and_snapshot(store);
    status = commit_journal(store);
    if (status != NETMKT_OK)
        return status;
    netmkt__journal_figures_get(store->journal, &figures);
    if (automatic && figures.journal_bytes > JOURNAL && figures.journal_bytes > figures.snapshot_bytes)
        *unfit = settle_and_snapshot(store) != NETMKT_OK;
    return NETMKT_OK;
}

netmkt_status netmkt_store_commit(netmkt_store *store)
{
    netmkt_status status;
    int unfit = 0;

    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    if (store->journal != NULL) {
        status = commit_file(store, &unfit);
    } else {
        netmkt__records_mark(&store->records);
        store->commits++;
    }
    netmkt__store_write_end(store);
    if (unfit)
        netmkt__log(store->context, NETMKT_LOG_WARNING, "committed, but the checkpoint after it failed: %s", netmkt_last_error());
    return status;
}

netmkt_status netmkt_store_rollback(netmkt_store *store)
{
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if ((store->flags & NETMKT_STORE_READ_ONLY) != 0)
        return netmkt__fail(NETMKT_E_READ_ONLY, "the store was opened for reading");
    netmkt__store_lock_write(store); /* also after a failed write: what was committed is left */
    netmkt__records_rollback(&store->records);
    store->pending.size = 0;
    netmkt__store_write_end(store);
    return NETMKT_OK;
}

netmkt_status netmkt_store_checkpoint(netmkt_store *store)
{
    netmkt_status status;

    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    if (store->journal != NULL) {
        status = settle_and_snapshot(store);
    } else {
        status = netmkt__events_settle(&store->records.events, store->records.customers.keys.count);
        if (status == NETMKT_OK) {
            netmkt__records_mark(&store->records);
            store->commits++;
        }
    }
    netmkt__store_write_end(store);
    return status;
}
