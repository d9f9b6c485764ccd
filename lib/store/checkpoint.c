/* Writing the tables as a new snapshot, and taking the events from it. */
#include "base/status.h"
#include "store/snapshot.h"
#include "store/store.h"

/* What is pending goes into the snapshot; a record in its place makes the journal count the commit. */
static netmkt_status count_commit(netmkt_store *store)
{
    netmkt__buffer record = {.context = store->context};
    netmkt_status status;

    if (store->pending.size == 0 && netmkt__events_pending(&store->records.events) == 0)
        return NETMKT_OK;
    status = netmkt__buffer_reserve(&record, NETMKT__STORE_RECORD_SIZE);
    if (status == NETMKT_OK) {
        netmkt__records_encode_store(&store->records, &record);
        status = netmkt__journal_add(store->journal, NETMKT__RECORD_STORE, record.bytes, record.size);
    }
    netmkt__buffer_free(&record);
    return status;
}

netmkt_status netmkt__store_snapshot(netmkt_store *store, const netmkt__records *next)
{
    netmkt__image image;
    netmkt_status status = netmkt__image_make(next, &image);

    if (status != NETMKT_OK)
        return status;
    status = count_commit(store);
    if (status == NETMKT_OK)
        status = netmkt__journal_replace(store->journal, image.sections, image.count);
    if (status != NETMKT_OK)
        netmkt__journal_discard(store->journal);
    netmkt__image_free(&image);
    return status;
}

void netmkt__store_adopt(netmkt_store *store)
{
    const netmkt__section *sections;
    size_t count;

    netmkt__buffer_free(&store->pending);
    netmkt__records_mark(&store->records);
    if (netmkt__journal_sections(store->journal, &sections, &count) != NETMKT_OK)
        return; /* the events stay where they are, and the old snapshot with them */
    netmkt__records_remap(&store->records, sections, count);
    netmkt__journal_release_old(store->journal);
}
