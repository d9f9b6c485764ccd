/* Kinds and channels of a store: the public functions. */
#include <netmkt/event.h>

#include "base/nearest.h"
#include "base/status.h"
#include "store/store.h"

netmkt_status netmkt_channel_define(netmkt_store *store, const char *name, uint32_t properties, netmkt_channel_id *out)
{
    netmkt_channel_id id = 0;
    netmkt__channels *channels;
    netmkt_status status;
    int added;

    if (out != NULL)
        *out = 0;
    if (store == NULL || name == NULL)
        return netmkt__misuse("store and name are needed");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    channels = &store->records.channels;
    status = netmkt__store_record_room(store, 64 + 64);
    if (status == NETMKT_OK)
        status = netmkt__channel_put(channels, name, strlen(name), properties, &id, &added);
    if (status == NETMKT_OK && added && netmkt__store_keeps(store)) {
        size_t begun = netmkt__store_record_begin(store, NETMKT__RECORD_CHANNEL);

        netmkt__channel_encode(channels, channels->names.map.count - 1, &store->pending);
        netmkt__store_record_end(store, begun);
    }
    netmkt__store_write_end(store);
    if (out != NULL)
        *out = id;
    return status;
}

static const char *channel_at(const void *argument, size_t i)
{
    const netmkt__channels *channels = argument;

    if (i < NETMKT__CHANNEL_BUILT_IN)
        return netmkt_channel_name((netmkt_channel_id)(i + 1));
    i -= NETMKT__CHANNEL_BUILT_IN;
    return i < channels->names.map.count ? channels->names.texts[i] : NULL;
}

static netmkt_status not_found(const char *what, const char *name, netmkt__name_at name_at, const void *argument)
{
    const char *nearest = netmkt__nearest(name, name_at, argument);

    if (nearest != NULL)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no %s '%s'; did you mean '%s'?", what, name, nearest);
    return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no %s '%s'", what, name);
}

netmkt_status netmkt_channel_by_name(netmkt_store *store, const char *name, netmkt_channel_id *out)
{
    netmkt_status status = NETMKT_OK;

    if (out != NULL)
        *out = 0;
    if (store == NULL || name == NULL || out == NULL)
        return netmkt__misuse("store, name and out are needed");
    netmkt__store_lock_read(store);
    *out = netmkt__channel_find(&store->records.channels, name, strlen(name));
    if (*out == 0)
        status = not_found("channel", name, channel_at, &store->records.channels);
    netmkt__store_unlock(store);
    return status;
}

netmkt_status netmkt_channel_get(netmkt_store *store, netmkt_channel_id id, const char **name, uint32_t *properties)
{
    const char *text;

    if (name != NULL)
        *name = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    netmkt__store_lock_read(store);
    text = netmkt__channel_name_of(&store->records.channels, id);
    if (name != NULL)
        *name = text;
    if (properties != NULL)
        *properties = netmkt__channel_properties_of(&store->records.channels, id);
    netmkt__store_unlock(store);
    return text != NULL ? NETMKT_OK : netmkt__fail(NETMKT_E_NOT_FOUND, "there is no channel %u", id);
}

netmkt_status netmkt_channel_next(netmkt_store *store, netmkt_channel_id id, netmkt_channel_id *out)
{
    uint32_t next = (uint32_t)id + 1;
    int known;

    if (out != NULL)
        *out = 0;
    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    if (next > NETMKT__CHANNEL_BUILT_IN && next < NETMKT_CHANNEL_CUSTOM)
        next = NETMKT_CHANNEL_CUSTOM;
    netmkt__store_lock_read(store);
    known = netmkt__channel_known(&store->records.channels, next);
    netmkt__store_unlock(store);
    if (known)
        *out = (netmkt_channel_id)next;
    return known ? NETMKT_OK : NETMKT_DONE;
}

netmkt_status netmkt_kind_define(netmkt_store *store, const char *name, const netmkt_kind *kind, netmkt_kind_id *out)
{
    netmkt__kind_properties properties;
    netmkt_kind_id id = 0;
    netmkt_status status;
    int added;

    if (out != NULL)
        *out = 0;
    if (store == NULL || name == NULL || kind == NULL)
        return netmkt__misuse("store, name and kind are needed");
    if (kind->struct_size != sizeof *kind)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "a kind of %u bytes, this library knows %zu; use netmkt_kind_init()", kind->struct_size, sizeof *kind);
    if (kind->reserved != 0)
        return netmkt__misuse("the reserved field of a kind is not 0");
    properties = (netmkt__kind_properties){kind->function, kind->initiator, kind->weight};
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__store_record_room(store, 64 + 64);
    if (status == NETMKT_OK)
        status = netmkt__kind_put(&store->records.kinds, name, strlen(name), &properties, &id, &added);
    if (status == NETMKT_OK && added && netmkt__store_keeps(store)) {
        size_t begun = netmkt__store_record_begin(store, NETMKT__RECORD_KIND);

        netmkt__kind_encode(&store->records.kinds, store->records.kinds.names.map.count - 1, &store->pending);
        netmkt__store_record_end(store, begun);
    }
    netmkt__store_write_end(store);
    if (out != NULL)
        *out = id;
    return status;
}

static const char *kind_at(const void *argument, size_t i)
{
    const netmkt__kinds *kinds = argument;

    if (i < NETMKT__KIND_BUILT_IN)
        return netmkt_kind_name((netmkt_kind_id)(i + 1));
    i -= NETMKT__KIND_BUILT_IN;
    return i < kinds->names.map.count ? kinds->names.texts[i] : NULL;
}

netmkt_status netmkt_kind_by_name(netmkt_store *store, const char *name, netmkt_kind_id *out)
{
    netmkt_status status = NETMKT_OK;

    if (out != NULL)
        *out = 0;
    if (store == NULL || name == NULL || out == NULL)
        return netmkt__misuse("store, name and out are needed");
    netmkt__store_lock_read(store);
    *out = netmkt__kind_find(&store->records.kinds, name, strlen(name));
    if (*out == 0)
        status = not_found("kind", name, kind_at, &store->records.kinds);
    netmkt__store_unlock(store);
    return status;
}

netmkt_status netmkt_kind_get(netmkt_store *store, netmkt_kind_id id, const char **name, netmkt_kind *kind)
{
    const netmkt__kind_properties *properties;

    if (name != NULL)
        *name = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (kind != NULL && kind->struct_size != sizeof *kind)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "a kind of %u bytes, this library knows %zu", kind->struct_size, sizeof *kind);
    netmkt__store_lock_read(store);
    properties = netmkt__kind_properties_of(&store->records.kinds, id);
    if (properties != NULL && name != NULL)
        *name = netmkt__kind_name_of(&store->records.kinds, id);
    if (properties != NULL && kind != NULL) {
        kind->function = properties->function;
        kind->initiator = properties->initiator;
        kind->reserved = 0;
        kind->weight = properties->weight;
    }
    netmkt__store_unlock(store);
    return properties != NULL ? NETMKT_OK : netmkt__fail(NETMKT_E_NOT_FOUND, "there is no kind %u", id);
}

netmkt_status netmkt_kind_next(netmkt_store *store, netmkt_kind_id id, netmkt_kind_id *out)
{
    uint32_t next = (uint32_t)id + 1;
    int known;

    if (out != NULL)
        *out = 0;
    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    if (next > NETMKT__KIND_BUILT_IN && next < NETMKT_KIND_CUSTOM)
        next = NETMKT_KIND_CUSTOM;
    netmkt__store_lock_read(store);
    known = netmkt__kind_known(&store->records.kinds, next);
    netmkt__store_unlock(store);
    if (known)
        *out = (netmkt_kind_id)next;
    return known ? NETMKT_OK : NETMKT_DONE;
}
