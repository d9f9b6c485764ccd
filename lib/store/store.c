/* The store: making and releasing it, its lock, figures about it. */
#include "store/store.h"

#include <string.h>

#include "base/status.h"

#define FRAME 8 /* type and size before a pending record */

void netmkt_store_options_init(netmkt_store_options *options)
{
    if (options == NULL)
        return;
    memset(options, 0, sizeof *options);
    options->struct_size = sizeof *options;
    memcpy(options->currency, "XXX", 4);
    options->currency_exponent = 2;
}

netmkt_status netmkt__store_write(netmkt_store *store)
{
    netmkt__store_lock_write(store);
    if ((store->flags & NETMKT_STORE_READ_ONLY) != 0) {
        netmkt__store_unlock(store);
        return netmkt__fail(NETMKT_E_READ_ONLY, "the store was opened for reading");
    }
    if (store->journal != NULL) {
        netmkt__journal_figures figures;

        netmkt__journal_figures_get(store->journal, &figures);
        if (figures.failed) {
            netmkt__store_unlock(store);
            return netmkt__fail(NETMKT_E_STATE, "an earlier write or sync of the store failed; close it and open it again");
        }
    }
    return NETMKT_OK;
}

void netmkt__store_write_end(netmkt_store *store)
{
    store->version++;
    netmkt__store_unlock(store);
}

void netmkt__store_hold(netmkt_store *store)
{
    (void)atomic_fetch_add(&store->references, 1);
}

void netmkt__store_release(netmkt_store *store)
{
    netmkt_context *context = store->context;

    if (atomic_fetch_sub(&store->references, 1) != 1)
        return;
    netmkt__records_free(&store->records);
    netmkt__journal_close(store->journal); /* after the tables, which may point into its file */
    netmkt__buffer_free(&store->pending);
    (void)pthread_rwlock_destroy(&store->lock);
    (void)pthread_mutex_destroy(&store->gate);
    netmkt__free(context, store);
}

void netmkt_store_close(netmkt_store *store)
{
    if (store != NULL)
        netmkt__store_release(store);
}

netmkt_status netmkt__store_record_room(netmkt_store *store, size_t size)
{
    return netmkt__store_keeps(store) ? netmkt__buffer_reserve(&store->pending, FRAME + size) : NETMKT_OK;
}

size_t netmkt__store_record_begin(netmkt_store *store, uint32_t type)
{
    size_t begun = store->pending.size;

    netmkt__buffer_u32(&store->pending, type);
    netmkt__buffer_u32(&store->pending, 0);
    return begun;
}

void netmkt__store_record_end(netmkt_store *store, size_t begun)
{
    uint32_t size = (uint32_t)(store->pending.size - begun - FRAME);

    memcpy(store->pending.bytes + begun + 4, &size, sizeof size);
}

static void fill_tables(const netmkt__records *records, netmkt_store_statistics *out)
{
    const netmkt__map *keys = &records->customers.keys;

    out->customers = keys->count - records->customers.holes;
    out->events = netmkt__events_total(&records->events);
    out->pending_events = netmkt__events_pending(&records->events);
    out->memory_bytes = netmkt__events_memory(&records->events) + netmkt__attributes_memory(&records->attributes) + keys->bytes_capacity +
                        keys->offsets_capacity * sizeof *keys->offsets + keys->slot_count * sizeof *keys->slots;
    if (out->events != 0) {
        out->first_ms = records->events.first_ms;
        out->last_ms = records->events.last_ms;
    }
    out->attributes = netmkt__attribute_count(&records->attributes);
    out->kinds = NETMKT__KIND_BUILT_IN + records->kinds.names.map.count;
    out->channels = NETMKT__CHANNEL_BUILT_IN + records->channels.names.map.count;
    out->campaigns = records->campaigns.names.map.count;
    out->offers = records->offers.names.map.count;
    out->currency_exponent = records->exponent;
    out->day_offset_minutes = records->day_offset;
    memcpy(out->currency, records->currency, sizeof out->currency);
}

netmkt_status netmkt_store_stats(netmkt_store *store, netmkt_store_statistics *out)
{
    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "store statistics of %u bytes, this library knows %zu", out->struct_size, sizeof *out);
    memset(out, 0, sizeof *out);
    out->struct_size = sizeof *out;
    out->format_version = NETMKT__FORMAT_VERSION;
    netmkt__store_lock_read(store);
    fill_tables(&store->records, out);
    out->commits = store->commits;
    if (store->journal != NULL) {
        netmkt__journal_figures figures;

        netmkt__journal_figures_get(store->journal, &figures);
        out->commits = figures.commits;
        out->file_bytes = figures.file_bytes;
        out->journal_bytes = figures.journal_bytes;
    }
    netmkt__store_unlock(store);
    return NETMKT_OK;
}
