/* The suppression list of a store: the public functions that add to it, ask it and list it. */
#include <netmkt/event.h>

#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/status.h"
#include "base/table.h"
#include "store/store.h"
#include "store/view.h"

/* --- the secret --- */

static void keep_secret(netmkt_store *store)
{
    size_t begun;

    if (!netmkt__store_keeps(store))
        return;
    begun = netmkt__store_record_begin(store, NETMKT__RECORD_SUPPRESSION);
    netmkt__suppressions_encode_secret(&store->records.suppressions, &store->pending);
    netmkt__store_record_end(store, begun);
}

netmkt_status netmkt_suppression_set_secret(netmkt_store *store, const void *secret, size_t size)
{
    netmkt_status status;

    if (store == NULL || secret == NULL)
        return netmkt__misuse("store and secret are needed");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__store_record_room(store, 64 + NETMKT_SUPPRESSION_SECRET_MOST);
    if (status == NETMKT_OK)
        status = netmkt__suppressions_set_secret(&store->records.suppressions, secret, size);
    if (status == NETMKT_OK)
        keep_secret(store);
    netmkt__store_write_end(store);
    return status;
}

netmkt_status netmkt_suppression_secret(netmkt_store *store, void *secret, size_t *size)
{
    if (size != NULL)
        *size = 0;
    if (store == NULL || secret == NULL || size == NULL)
        return netmkt__misuse("store, secret and size are needed");
    netmkt__store_lock_read(store);
    *size = store->records.suppressions.secret_size;
    memcpy(secret, store->records.suppressions.secret, *size);
    netmkt__store_unlock(store);
    return NETMKT_OK;
}

netmkt_status netmkt_suppression_hash(netmkt_store *store, const char *key, unsigned char *hash)
{
    netmkt_status status;

    if (store == NULL || key == NULL || hash == NULL)
        return netmkt__misuse("store, key and hash are needed");
    status = netmkt__key_check(key, strlen(key));
    if (status != NETMKT_OK)
        return status;
    netmkt__store_lock_read(store);
    if (store->records.suppressions.secret_size == 0)
        status = netmkt__fail(NETMKT_E_STATE, "the store has no secret of suppression yet; add an entry, or set one");
    else
        netmkt__suppression_hash(&store->records.suppressions, key, strlen(key), hash);
    netmkt__store_unlock(store);
    return status;
}

/* --- adding --- */

static netmkt_status facts_of(const netmkt__records *records, const netmkt_suppression *given, netmkt__suppression_facts *out)
{
    const netmkt__suppressions *list = &records->suppressions;
    netmkt_status status = NETMKT_OK;

    if (given->struct_size != sizeof *given)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "a suppression of %u bytes, this library knows %zu; use netmkt_suppression_init()", given->struct_size, sizeof *given);
    if ((given->key == NULL) == (given->hash == NULL))
        return netmkt__misuse("either key or hash is needed");
    *out = (netmkt__suppression_facts){.time_ms = given->time_ms, .channel = given->channel, .reason = given->reason, .lifted = given->lifted};
    if (given->hash != NULL) {
        memcpy(out->hash, given->hash, sizeof out->hash);
    } else {
        status = netmkt__key_check(given->key, strlen(given->key));
        if (status == NETMKT_OK) {
            uint32_t number = netmkt__map_find(&records->customers.keys, given->key, strlen(given->key));

            out->customer = number == NETMKT__MAP_NONE ? 0 : (uint64_t)number + 1;
            netmkt__suppression_hash(list, given->key, strlen(given->key), out->hash);
        }
    }
    return status;
}

/* Add them all to the table; *search: there is a new person whose key is not known. */
static netmkt_status add_all(netmkt__records *records, const netmkt_suppression *first, size_t stride, size_t n, int *search)
{
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < n && status == NETMKT_OK; i++) {
        const netmkt_suppression *given = (const netmkt_suppression *)(const void *)((const char *)first + i * stride);
        netmkt__suppression_facts facts;
        int added = 0;

        status = facts_of(records, given, &facts);
        if (status == NETMKT_OK && given->hash != NULL && netmkt__suppressed_person(&records->suppressions, facts.hash) == 0)
            *search = 1;
        if (status == NETMKT_OK)
            status = netmkt__suppression_add(&records->suppressions, &records->customers, &records->channels, &facts, &added);
        if (status != NETMKT_OK)
            return netmkt__prefix(status, "suppression %zu: ", i);
    }
    return status;
}

/* As records of the journal, with whose keys they are: what came behind `entries`, in the room that was made. */
static void keep_entries(netmkt_store *store, uint32_t entries)
{
    const netmkt__suppressions *list = &store->records.suppressions;

    for (uint32_t e = entries; netmkt__store_keeps(store) && e < list->entries.count; e++) {
        size_t begun = netmkt__store_record_begin(store, NETMKT__RECORD_SUPPRESSION);

        netmkt__suppression_encode(list, e, &store->pending);
        netmkt__store_record_end(store, begun);
    }
}

static netmkt_status add(netmkt_store *store, const netmkt_suppression *first, size_t stride, size_t n, size_t *added)
{
    netmkt__suppressions *list = &store->records.suppressions;
    uint32_t persons = list->hashes.count, entries = list->entries.count, secret = list->secret_size;
    int search = 0;
    netmkt_status status;

    if (n > (SIZE_MAX / 4) / (NETMKT__SUPPRESSION_SIZE + 32))
        return netmkt__nomem();
    status = netmkt__store_record_room(store, 64 + NETMKT_SUPPRESSION_SECRET_MOST + n * (NETMKT__SUPPRESSION_SIZE + 32));
    for (size_t i = 0; i < n && status == NETMKT_OK && secret == 0; i++)
        if (((const netmkt_suppression *)(const void *)((const char *)first + i * stride))->hash != NULL)
            status = netmkt__fail(NETMKT_E_STATE, "suppression %zu: a hash, but the store has no secret to compare it under; set the one that it was made with", i);
    if (status == NETMKT_OK)
        status = netmkt__suppressions_need_secret(list);
    if (status == NETMKT_OK)
        status = add_all(&store->records, first, stride, n, &search);
    if (status != NETMKT_OK) {
        netmkt__suppressions_rewind(list, &store->records.customers, persons, entries);
        list->secret_size = secret;
        return status;
    }
    if (search)
        netmkt__suppressions_search(list, &store->records.customers);
    if (secret == 0)
        keep_secret(store);
    keep_entries(store, entries);
    *added = list->entries.count - entries;
    return NETMKT_OK;
}

netmkt_status netmkt_suppression_add(netmkt_store *store, const netmkt_suppression *first, size_t stride, size_t n, size_t *added)
{
    size_t count = 0;
    netmkt_status status;

    if (added != NULL)
        *added = 0;
    if (store == NULL || (first == NULL && n != 0))
        return netmkt__misuse("store and suppressions are needed");
    if (n > 1 && (stride < sizeof *first || stride % _Alignof(netmkt_suppression) != 0))
        return netmkt__misuse("a stride of netmkt_suppression is at least its size, and a multiple of its alignment");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    if (n > 0)
        status = add(store, first, stride, n, &count);
    netmkt__store_write_end(store);
    if (added != NULL)
        *added = count;
    return status;
}

/* --- asking --- */

/* The persons that a key stands for, one after the other: of a customer all of his, else the one with the hash. Numbers + 1; 0 ends. */
static uint32_t first_person(const netmkt__records *records, const char *key, int *of_customer)
{
    const netmkt__suppressions *list = &records->suppressions;
    netmkt_customer_id customer = netmkt__customer_by_key(&records->customers, key, strlen(key));
    unsigned char hash[NETMKT__SHA256_SIZE];

    *of_customer = customer != 0;
    if (customer != 0)
        return netmkt__suppressed_first(list, customer);
    if (list->secret_size == 0)
        return 0;
    netmkt__suppression_hash(list, key, strlen(key), hash);
    return netmkt__suppressed_person(list, hash);
}

static uint32_t next_person(const netmkt__records *records, uint32_t person, int of_customer)
{
    return of_customer ? records->suppressions.persons[person - 1].sibling : 0;
}

/* Of what holds the latest; else the lift. */
static int32_t reason_of(const netmkt__said *said, int64_t *since_ms)
{
    int wish = said->wish != 0 && said->wish_ms >= said->bounce_ms;

    *since_ms = wish ? said->wish_ms : said->bounce_ms != INT64_MIN ? said->bounce_ms : said->lifted_ms;
    return wish ? said->wish : said->bounce_ms != INT64_MIN ? NETMKT_SUPPRESSED_BOUNCE : 0;
}

netmkt_status netmkt_suppression_state(netmkt_store *store, const char *key, netmkt_channel_id channel, int64_t when_ms, int32_t *reason, int64_t *since_ms)
{
    int64_t since = INT64_MIN;
    netmkt_status status;

    if (reason != NULL)
        *reason = 0;
    if (store == NULL || key == NULL || reason == NULL)
        return netmkt__misuse("store, key and reason are needed");
    status = netmkt__key_check(key, strlen(key));
    if (status == NETMKT_OK && (when_ms < NETMKT_TIME_MIN || when_ms > NETMKT_TIME_MAX))
        status = netmkt__fail(NETMKT_E_RANGE, "the moment %lld is not in the years 0001 to 9999", (long long)when_ms);
    if (status != NETMKT_OK)
        return status;
    netmkt__store_lock_read(store);
    if (channel == 0 || !netmkt__channel_known(&store->records.channels, channel)) {
        status = netmkt__fail(NETMKT_E_INVALID, "there is no channel %u to contact anybody on", (unsigned)channel);
    } else {
        int of_customer;
        uint32_t person = first_person(&store->records, key, &of_customer);
        netmkt__said said = netmkt__suppression_find(&store->records.suppressions, person, of_customer, channel, when_ms, INT64_MIN);

        *reason = reason_of(&said, &since);
    }
    netmkt__store_unlock(store);
    if (status == NETMKT_OK && since_ms != NULL)
        *since_ms = since;
    return status;
}

/* --- the list --- */

static const char *hash_text(netmkt_table *table, const char *hash)
{
    char text[2 * NETMKT__SHA256_SIZE + 1];

    netmkt__hex_write((const unsigned char *)hash, NETMKT__SHA256_SIZE, text);
    return netmkt__table_copy(table, text, sizeof text - 1);
}

/* Entries of a customer who was merged are told as those of who stays: his key leads there, and it is there that they hold. */
static const char *hash_of_key(const netmkt__suppressions *list, const netmkt__map *keys, uint32_t customer, netmkt_table *table)
{
    unsigned char hash[NETMKT__SHA256_SIZE];

    netmkt__suppression_hash(list, netmkt__map_text(keys, customer - 1), netmkt__map_length(keys, customer - 1), hash);
    return hash_text(table, (const char *)hash);
}

static netmkt_status fill_rows(const netmkt_store *store, const uint32_t *entry, size_t n, netmkt_table *table)
{
    const char **hash, **key, **channel, **reason, **state;
    int64_t *time_ms;
    const netmkt__column_plan plan[] = {{"hash", &hash, NETMKT_COLUMN_TEXT, 0},       {"customer", &key, NETMKT_COLUMN_TEXT, 0},
                                        {"time", &time_ms, NETMKT_COLUMN_TIME, 0},    {"channel", &channel, NETMKT_COLUMN_TEXT, 0},
                                        {"reason", &reason, NETMKT_COLUMN_TEXT, 0},   {"state", &state, NETMKT_COLUMN_TEXT, 0}};
    const netmkt__suppressions *list = &store->records.suppressions;
    const netmkt__map *keys = &store->records.customers.keys;
    netmkt_status status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);

    for (size_t i = 0; status == NETMKT_OK && i < n; i++) {
        netmkt__suppression at = netmkt__suppression_at(list, entry[i]);
        uint32_t customer = list->persons[at.person].customer, into = customer != 0 ? netmkt__customer_redirect(&store->records.customers, customer) : 0;
        const char *name = netmkt__store_channel_name(store, at.channel);

        customer = into != 0 ? into : customer;
        hash[i] = into != 0 ? hash_of_key(list, keys, into, table) : hash_text(table, netmkt__map_text(&list->hashes, at.person));
        key[i] = customer != 0 ? netmkt__table_copy(table, netmkt__map_text(keys, customer - 1), netmkt__map_length(keys, customer - 1)) : "";
        time_ms[i] = at.time_ms;
        channel[i] = netmkt__table_copy(table, name, strlen(name));
        reason[i] = netmkt_suppressed_name(at.reason);
        state[i] = at.lifted ? "lifted" : "suppressed";
        if (hash[i] == NULL || key[i] == NULL || channel[i] == NULL)
            status = netmkt__nomem();
    }
    return status;
}

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

/* The entries asked for, in the order in which they came. */
static size_t gather(const netmkt__records *records, const char *key, uint32_t *entry)
{
    const netmkt__suppressions *list = &records->suppressions;
    size_t n = 0;
    int of_customer;

    if (key == NULL) {
        for (uint32_t e = 0; e < list->entries.count; e++)
            entry[n++] = e;
        return n;
    }
    for (uint32_t p = first_person(records, key, &of_customer); p != 0; p = next_person(records, p, of_customer))
        for (uint32_t e = list->persons[p - 1].first; e != 0; e = list->next[e - 1])
            entry[n++] = e - 1;
    qsort(entry, n, sizeof *entry, by_number);
    return n;
}

static netmkt_status make_list(const netmkt_store *store, const char *key, netmkt_table **out)
{
    const netmkt__records *records = &store->records;
    uint32_t *entry = netmkt__alloc(records->context, records->suppressions.entries.count, sizeof *entry);
    netmkt_status status = entry != NULL ? NETMKT_OK : netmkt__nomem();

    if (status == NETMKT_OK) {
        size_t n = gather(records, key, entry);

        status = netmkt__table_new(records->context, n, records->exponent, out);
        if (status == NETMKT_OK)
            status = fill_rows(store, entry, n, *out);
    }
    netmkt__free(records->context, entry);
    return status;
}

netmkt_status netmkt_suppression_list(netmkt_store *store, const char *key, netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = key != NULL ? netmkt__key_check(key, strlen(key)) : NETMKT_OK;
    if (status != NETMKT_OK)
        return status;
    netmkt__store_lock_read(store);
    status = make_list(store, key, &table);
    netmkt__store_unlock(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
