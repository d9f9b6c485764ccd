/* Attributes of customers: the public functions. */
#include <netmkt/customer.h>

#include "base/nearest.h"
#include "base/status.h"
#include "store/store.h"

#define REAL NETMKT_TYPE_REAL
#define TEXT NETMKT_TYPE_TEXT

/* What a function may do with the type of an attribute: 0 for the integers. */
static int class_of(int32_t type)
{
    return type == REAL || type == TEXT ? type : 0;
}

netmkt_status netmkt_attribute_define(netmkt_store *store, const char *name, int32_t type, netmkt_attribute_id *out)
{
    netmkt__attributes *attributes;
    netmkt_status status;
    uint32_t rank = 0;
    int added;

    if (out != NULL)
        *out = 0;
    if (store == NULL || name == NULL)
        return netmkt__misuse("store and name are needed");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    attributes = &store->records.attributes;
    status = netmkt__store_record_room(store, 128);
    if (status == NETMKT_OK)
        status = netmkt__attribute_put(attributes, name, strlen(name), type, &rank, &added);
    if (status == NETMKT_OK && added && netmkt__store_keeps(store)) {
        size_t begun = netmkt__store_record_begin(store, NETMKT__RECORD_ATTRIBUTE);

        netmkt__attribute_encode(attributes, rank, &store->pending);
        netmkt__store_record_end(store, begun);
    }
    netmkt__store_write_end(store);
    if (out != NULL && status == NETMKT_OK)
        *out = netmkt__attribute_id(rank);
    return status;
}

static const char *attribute_at(const void *argument, size_t i)
{
    const netmkt__attributes *attributes = argument;

    return i < netmkt__attribute_count(attributes) ? netmkt__attribute_name(attributes, (uint32_t)i) : NULL;
}

netmkt_status netmkt_attribute_by_name(netmkt_store *store, const char *name, netmkt_attribute_id *out)
{
    netmkt_status status = NETMKT_OK;
    const char *nearest;
    uint32_t rank;

    if (out != NULL)
        *out = 0;
    if (store == NULL || name == NULL || out == NULL)
        return netmkt__misuse("store, name and out are needed");
    netmkt__store_lock_read(store);
    rank = netmkt__attribute_find(&store->records.attributes, name, strlen(name));
    if (rank != NETMKT__ATTRIBUTE_NONE) {
        *out = netmkt__attribute_id(rank);
    } else {
        nearest = netmkt__nearest(name, attribute_at, &store->records.attributes);
        status = nearest != NULL ? netmkt__fail(NETMKT_E_NOT_FOUND, "there is no attribute '%s'; did you mean '%s'?", name, nearest)
                                 : netmkt__fail(NETMKT_E_NOT_FOUND, "there is no attribute '%s'", name);
    }
    netmkt__store_unlock(store);
    return status;
}

netmkt_status netmkt_attribute_describe(netmkt_store *store, uint32_t index, netmkt_attribute_id *id, int32_t *type, const char **name)
{
    const netmkt__attributes *attributes;
    int there;

    if (name != NULL)
        *name = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    netmkt__store_lock_read(store);
    attributes = &store->records.attributes;
    there = index < netmkt__attribute_count(attributes);
    if (there && id != NULL)
        *id = netmkt__attribute_id(index);
    if (there && type != NULL)
        *type = netmkt__attribute_column_of(attributes, index)->type;
    if (there && name != NULL)
        *name = netmkt__attribute_name(attributes, index);
    netmkt__store_unlock(store);
    return there ? NETMKT_OK : NETMKT_DONE;
}

static netmkt_status find_rank(const netmkt__attributes *attributes, netmkt_attribute_id attribute, uint32_t *rank)
{
    *rank = netmkt__attribute_rank(attributes, attribute);
    return *rank != NETMKT__ATTRIBUTE_NONE ? NETMKT_OK : netmkt__fail(NETMKT_E_NOT_FOUND, "there is no attribute %u", attribute);
}

netmkt_status netmkt_attribute_mark(netmkt_store *store, netmkt_attribute_id attribute, uint32_t personal)
{
    netmkt__attributes *attributes;
    netmkt_status status;
    uint32_t rank;

    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    attributes = &store->records.attributes;
    status = find_rank(attributes, attribute, &rank);
    if (status == NETMKT_OK)
        status = netmkt__store_record_room(store, 64);
    if (status == NETMKT_OK)
        status = netmkt__attribute_say(attributes, rank, personal);
    if (status == NETMKT_OK && netmkt__store_keeps(store)) {
        size_t begun = netmkt__store_record_begin(store, NETMKT__RECORD_SAID);

        netmkt__attribute_encode_said(attributes, rank, &store->pending);
        netmkt__store_record_end(store, begun);
    }
    netmkt__store_write_end(store);
    return status;
}

netmkt_status netmkt_attribute_personal(netmkt_store *store, netmkt_attribute_id attribute, uint32_t *personal)
{
    netmkt_status status;
    uint32_t rank;

    if (personal != NULL)
        *personal = NETMKT_PERSONAL_UNSAID;
    if (store == NULL || personal == NULL)
        return netmkt__misuse("store and personal are needed");
    netmkt__store_lock_read(store);
    status = find_rank(&store->records.attributes, attribute, &rank);
    if (status == NETMKT_OK)
        *personal = netmkt__attribute_personal(&store->records.attributes, rank);
    netmkt__store_unlock(store);
    return status;
}

/* With the lock: the attribute's rank, if customer and attribute are there and the attribute is of the class. */
static netmkt_status locate(const netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int class, uint32_t *rank)
{
    const netmkt__attributes *attributes = &store->records.attributes;

    if (!netmkt__customer_alive(&store->records.customers, customer))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer %llu", (unsigned long long)customer);
    if (find_rank(attributes, attribute, rank) != NETMKT_OK)
        return NETMKT_E_NOT_FOUND;
    if (class >= 0 && class_of(netmkt__attribute_column_of(attributes, *rank)->type) != class)
        return netmkt__fail(NETMKT_E_INVALID, "attribute '%s' has another type", netmkt__attribute_name(attributes, *rank));
    return NETMKT_OK;
}

/* The record: customer (u64), attribute (u32), 1 or 0 for a value taken away (u32), then the value (u64) or the text. */
static void keep_value(netmkt_store *store, netmkt_customer_id customer, uint32_t rank, int present, uint64_t value, const char *text, size_t length)
{
    netmkt__buffer *pending = &store->pending;
    size_t begun;

    if (!netmkt__store_keeps(store))
        return;
    begun = netmkt__store_record_begin(store, NETMKT__RECORD_VALUE);
    netmkt__buffer_u64(pending, customer);
    netmkt__buffer_u32(pending, netmkt__attribute_id(rank));
    netmkt__buffer_u32(pending, (uint32_t)present);
    if (present && text != NULL)
        netmkt__buffer_text(pending, text, length);
    else if (present)
        netmkt__buffer_u64(pending, value);
    netmkt__store_record_end(store, begun);
}

/* `class` -1: any, the value is taken away. */
static netmkt_status set(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int class, uint64_t value, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;
    netmkt__attributes *attributes;
    netmkt_status status;
    uint32_t rank = 0;

    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    attributes = &store->records.attributes;
    status = locate(store, customer, attribute, class, &rank);
    if (status == NETMKT_OK && text != NULL)
        status = netmkt__text_check(text, length);
    else if (status == NETMKT_OK && class >= 0)
        status = netmkt__attribute_check(rank, netmkt__attribute_column_of(attributes, rank)->type, value);
    if (status == NETMKT_OK)
        status = netmkt__attribute_reserve(attributes, rank, customer);
    if (status == NETMKT_OK && text != NULL)
        status = netmkt__dictionary_reserve(&attributes->texts, length);
    if (status == NETMKT_OK)
        status = netmkt__store_record_room(store, 32 + length);
    if (status == NETMKT_OK) {
        if (text != NULL)
            value = netmkt__dictionary_put(&attributes->texts, text, length);
        netmkt__attribute_set(attributes, rank, customer, class >= 0, value);
        keep_value(store, customer, rank, class >= 0, value, text, length);
    }
    netmkt__store_write_end(store);
    return status;
}

netmkt_status netmkt_customer_set_text(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, const char *value)
{
    if (value == NULL)
        return netmkt__misuse("value is NULL; netmkt_customer_unset() takes one away");
    return set(store, customer, attribute, TEXT, 0, value);
}

netmkt_status netmkt_customer_set_int(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int64_t value)
{
    return set(store, customer, attribute, 0, (uint64_t)value, NULL);
}

netmkt_status netmkt_customer_set_real(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return set(store, customer, attribute, REAL, bits, NULL);
}

netmkt_status netmkt_customer_unset(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute)
{
    return set(store, customer, attribute, -1, 0, NULL);
}

static netmkt_status get(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int class, uint64_t *value)
{
    netmkt_status status;
    uint32_t rank;

    netmkt__store_lock_read(store);
    status = locate(store, customer, attribute, class, &rank);
    if (status == NETMKT_OK && !netmkt__attribute_get(&store->records.attributes, rank, customer, value))
        status = NETMKT_DONE;
    netmkt__store_unlock(store);
    return status;
}

netmkt_status netmkt_customer_get_int(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int64_t *out)
{
    netmkt_status status;
    uint64_t value = 0;

    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    status = get(store, customer, attribute, 0, &value);
    *out = (int64_t)value;
    return status;
}

netmkt_status netmkt_customer_get_real(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, double *out)
{
    netmkt_status status;
    uint64_t value = 0;

    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    status = get(store, customer, attribute, REAL, &value);
    memcpy(out, &value, sizeof *out);
    return status;
}

netmkt_status netmkt_customer_get_text(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, char *buffer,
                                       size_t capacity, size_t *length)
{
    const netmkt__attributes *attributes;
    netmkt_status status;
    uint64_t value = 0;
    uint32_t rank;
    size_t bytes = 0;
    const char *text;

    if (length != NULL)
        *length = 0;
    if (store == NULL || (buffer == NULL && capacity != 0))
        return netmkt__misuse("store and buffer are needed");
    netmkt__store_lock_read(store);
    attributes = &store->records.attributes;
    status = locate(store, customer, attribute, TEXT, &rank);
    if (status == NETMKT_OK && !netmkt__attribute_get(attributes, rank, customer, &value))
        status = NETMKT_DONE;
    if (status == NETMKT_OK) {
        text = netmkt__dictionary_text(&attributes->texts, (uint32_t)value, &bytes);
        if (bytes < capacity) {
            memcpy(buffer, text, bytes);
            buffer[bytes] = '\0';
        } else {
            status = netmkt__fail(NETMKT_E_RANGE, "the text has %zu bytes and a NUL, the buffer only %zu", bytes, capacity);
        }
    }
    netmkt__store_unlock(store);
    if (length != NULL)
        *length = bytes;
    return status;
}
