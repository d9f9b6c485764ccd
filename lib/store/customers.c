/* Customers: the public functions. */
#include <netmkt/customer.h>

#include <string.h>

#include "base/status.h"
#include "store/store.h"
#include "store/view.h"

#define BLOCK 256
#define RECORD_MOST 65536 /* customers in a record */

/* What is to be added: keys not found, checked. */
typedef struct missing {
    size_t count;
    size_t bytes;
} missing;

static void find_block(const netmkt__customers *customers, size_t n, const char *bytes, const uint64_t *offsets, netmkt_customer_id *out)
{
    const char *keys[BLOCK];
    uint32_t lengths[BLOCK];

    for (size_t i = 0; i < n; i++) {
        uint64_t length = offsets[i + 1] - offsets[i];

        keys[i] = bytes + offsets[i];
        lengths[i] = length > NETMKT__KEY_MOST ? 0 : (uint32_t)length; /* too long: not found, and refused later */
    }
    netmkt__customers_by_keys(customers, n, keys, lengths, out);
}

static netmkt_status find_all(const netmkt__customers *customers, size_t n, const char *bytes, const uint64_t *offsets,
                              netmkt_customer_id *out, missing *m)
{
    for (size_t done = 0; done < n; done += BLOCK) {
        size_t count = n - done < BLOCK ? n - done : BLOCK;

        for (size_t i = done; i < done + count; i++)
            if (offsets[i + 1] < offsets[i])
                return netmkt__fail(NETMKT_E_INVALID, "key %zu: its offset is beyond that of the next", i);
        find_block(customers, count, bytes, offsets + done, out + done);
        for (size_t i = done; i < done + count; i++) {
            netmkt_status status;

            if (out[i] != 0)
                continue;
            status = netmkt__key_check(bytes + offsets[i], (size_t)(offsets[i + 1] - offsets[i]));
            if (status != NETMKT_OK)
                return netmkt__prefix(status, "key %zu: ", i);
            m->count++;
            m->bytes += (size_t)(offsets[i + 1] - offsets[i]);
        }
    }
    return NETMKT_OK;
}

/* Within the room made. The record: id of the first (u64), how many (u32), and each one's length (u8) and bytes. */
static void add_missing(netmkt_store *store, size_t n, const char *bytes, const uint64_t *offsets, netmkt_customer_id *out)
{
    netmkt__customers *customers = &store->records.customers;
    netmkt__buffer *pending = &store->pending;
    int keep = netmkt__store_keeps(store);
    uint32_t in_record = 0;
    size_t begun = 0;

    for (size_t i = 0; i < n; i++) {
        const char *key = bytes + offsets[i];
        size_t length = (size_t)(offsets[i + 1] - offsets[i]);

        if (out[i] == 0)
            out[i] = netmkt__customer_by_key(customers, key, length); /* twice in this call */
        if (out[i] != 0)
            continue;
        out[i] = netmkt__customer_add(customers, key, length);
        netmkt__suppressions_meet(&store->records.suppressions, customers, out[i]);
        if (!keep)
            continue;
        if (in_record == 0) {
            begun = netmkt__store_record_begin(store, NETMKT__RECORD_CUSTOMERS);
            netmkt__buffer_u64(pending, out[i]);
            netmkt__buffer_u32(pending, 0);
        }
        netmkt__buffer_u8(pending, (uint8_t)length);
        netmkt__buffer_bytes(pending, key, length);
        in_record++;
        memcpy(pending->bytes + begun + 16, &in_record, sizeof in_record);
        netmkt__store_record_end(store, begun);
        if (in_record == RECORD_MOST)
            in_record = 0;
    }
}

static netmkt_status put_many(netmkt_store *store, size_t n, const char *bytes, const uint64_t *offsets, netmkt_customer_id *out)
{
    missing m = {0, 0};
    netmkt_status status = find_all(&store->records.customers, n, bytes, offsets, out, &m);

    if (status == NETMKT_OK && m.count != 0)
        status = netmkt__map_reserve(&store->records.customers.keys, m.count, m.bytes);
    if (status == NETMKT_OK && m.count != 0)
        status = netmkt__suppressions_reserve(&store->records.suppressions, &store->records.customers, m.count);
    if (status == NETMKT_OK && m.count != 0)
        status = netmkt__store_record_room(store, m.count + m.bytes + (m.count / RECORD_MOST + 1) * 32);
    if (status == NETMKT_OK && m.count != 0)
        add_missing(store, n, bytes, offsets, out);
    return status;
}

netmkt_status netmkt_customer_put_many(netmkt_store *store, size_t n, const char *bytes, const uint64_t *offsets, netmkt_customer_id *out)
{
    netmkt_status status;

    if (store == NULL || (n != 0 && (bytes == NULL || offsets == NULL || out == NULL)))
        return netmkt__misuse("store, bytes, offsets and out are needed");
    status = netmkt__store_write(store);
    if (status == NETMKT_OK) {
        status = put_many(store, n, bytes, offsets, out);
        netmkt__store_write_end(store);
    }
    for (size_t i = 0; status != NETMKT_OK && i < n; i++)
        out[i] = 0;
    return status;
}

netmkt_status netmkt_customer_put(netmkt_store *store, const char *key, netmkt_customer_id *out)
{
    netmkt_customer_id id = 0;
    uint64_t offsets[2] = {0, 0};
    netmkt_status status;

    if (out != NULL)
        *out = 0;
    if (store == NULL || key == NULL)
        return netmkt__misuse("store and key are needed");
    offsets[1] = strlen(key);
    status = netmkt__key_check(key, (size_t)offsets[1]);
    if (status == NETMKT_OK)
        status = netmkt_customer_put_many(store, 1, key, offsets, &id);
    if (out != NULL)
        *out = id;
    return status;
}

netmkt_status netmkt_customer_find(netmkt_store *store, const char *key, netmkt_customer_id *out)
{
    if (out != NULL)
        *out = 0;
    if (store == NULL || key == NULL || out == NULL)
        return netmkt__misuse("store, key and out are needed");
    netmkt__store_lock_read(store);
    *out = netmkt__customer_by_key(&store->records.customers, key, strlen(key));
    netmkt__store_unlock(store);
    return *out != 0 ? NETMKT_OK : netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer '%s'", key);
}

void netmkt__customers_find_batch(const netmkt_store *store, size_t n, const char *const *keys, const uint32_t *lengths, netmkt_customer_id *out)
{
    netmkt__customers_by_keys(&store->records.customers, n, keys, lengths, out);
}

netmkt_status netmkt_customer_count(netmkt_store *store, uint64_t *out)
{
    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    netmkt__store_lock_read(store);
    *out = store->records.customers.keys.count;
    netmkt__store_unlock(store);
    return NETMKT_OK;
}

netmkt_status netmkt_customer_key(netmkt_store *store, netmkt_customer_id customer, char *buffer, size_t capacity, size_t *length)
{
    const netmkt__customers *customers;
    netmkt_status status = NETMKT_OK;
    size_t bytes = 0;

    if (length != NULL)
        *length = 0;
    if (store == NULL || (buffer == NULL && capacity != 0))
        return netmkt__misuse("store and buffer are needed");
    netmkt__store_lock_read(store);
    customers = &store->records.customers;
    if (!netmkt__customer_alive(customers, customer)) {
        status = netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer %llu", (unsigned long long)customer);
    } else {
        bytes = netmkt__map_length(&customers->keys, (uint32_t)customer - 1);
        if (bytes < capacity)
            memcpy(buffer, netmkt__map_text(&customers->keys, (uint32_t)customer - 1), bytes + 1);
        else
            status = netmkt__fail(NETMKT_E_RANGE, "the key has %zu bytes and a NUL, the buffer only %zu", bytes, capacity);
    }
    netmkt__store_unlock(store);
    if (length != NULL)
        *length = bytes;
    return status;
}
