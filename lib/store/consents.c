/* Consents of a store: the public functions that change and list them. */
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/table.h"
#include "store/store.h"
#include "store/view.h"

static netmkt_status facts_of(const netmkt_consent *given, netmkt__consent_facts *out)
{
    const char *const text[3] = {given->source, given->proof, given->policy};

    if (given->struct_size != sizeof *given)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "a consent of %u bytes, this library knows %zu; use netmkt_consent_init()", given->struct_size, sizeof *given);
    if (given->reserved != 0)
        return netmkt__misuse("the reserved field of a consent is not 0");
    *out = (netmkt__consent_facts){
        .time_ms = given->time_ms,
        .customer = given->customer,
        .channel = given->channel,
        .purpose = given->purpose,
        .status = given->status,
    };
    for (size_t i = 0; i < 3; i++) {
        out->text[i] = text[i] != NULL ? text[i] : "";
        out->length[i] = strlen(out->text[i]);
    }
    return NETMKT_OK;
}

static netmkt_status add_one(netmkt_store *store, const netmkt_consent *given, size_t *added)
{
    netmkt__records *records = &store->records;
    netmkt__consent_facts facts;
    int new = 0;
    netmkt_status status = facts_of(given, &facts);

    if (status == NETMKT_OK)
        status = netmkt__store_record_room(store, 64 + netmkt__consent_size(&facts));
    if (status == NETMKT_OK)
        status = netmkt__consent_add(&records->consents, &records->customers, &records->channels, &facts, &new);
    if (status == NETMKT_OK && new && netmkt__store_keeps(store)) {
        size_t begun = netmkt__store_record_begin(store, NETMKT__RECORD_CONSENT);

        netmkt__consent_encode(&store->pending, &facts);
        netmkt__store_record_end(store, begun);
    }
    *added += (size_t)new;
    return status;
}

netmkt_status netmkt_consent_add(netmkt_store *store, const netmkt_consent *first, size_t stride, size_t n, size_t *added)
{
    netmkt__consents *consents;
    size_t count, pending, fresh = 0;
    uint32_t texts;
    netmkt_status status;

    if (added != NULL)
        *added = 0;
    if (store == NULL || (first == NULL && n != 0))
        return netmkt__misuse("store and consents are needed");
    if (n > 1 && (stride < sizeof *first || stride % _Alignof(netmkt_consent) != 0))
        return netmkt__misuse("a stride of netmkt_consent is at least its size, and a multiple of its alignment");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    consents = &store->records.consents;
    count = consents->count;
    texts = consents->texts.count;
    pending = store->pending.size;
    for (size_t i = 0; i < n && status == NETMKT_OK; i++) {
        status = add_one(store, (const netmkt_consent *)(const void *)((const char *)first + i * stride), &fresh);
        if (status != NETMKT_OK)
            status = netmkt__prefix(status, "consent %zu: ", i);
    }
    if (status != NETMKT_OK) {
        netmkt__consents_rewind(consents, count, texts);
        store->pending.size = pending;
    }
    netmkt__store_write_end(store);
    if (added != NULL && status == NETMKT_OK)
        *added = fresh;
    return status;
}

/* --- The list */

static int by_customer(const void *a, const void *b)
{
    const netmkt__consent *const *x = a, *const *y = b;

    if ((*x)->customer != (*y)->customer)
        return (*x)->customer < (*y)->customer ? -1 : 1;
    if ((*x)->time_ms != (*y)->time_ms)
        return (*x)->time_ms < (*y)->time_ms ? -1 : 1;
    return (*x > *y) - (*x < *y); /* as they came */
}

static netmkt_status fill_rows(const netmkt__records *records, const netmkt__consent *const *list, netmkt_table *table)
{
    const char **key, **channel, **purpose, **state, **text[3];
    int64_t *time_ms;
    const netmkt__column_plan plan[] = {{"customer", &key, NETMKT_COLUMN_TEXT, 0},    {"time", &time_ms, NETMKT_COLUMN_TIME, 0},
                                        {"channel", &channel, NETMKT_COLUMN_TEXT, 0}, {"purpose", &purpose, NETMKT_COLUMN_TEXT, 0},
                                        {"status", &state, NETMKT_COLUMN_TEXT, 0},    {"source", &text[0], NETMKT_COLUMN_TEXT, 0},
                                        {"proof", &text[1], NETMKT_COLUMN_TEXT, 0},   {"policy", &text[2], NETMKT_COLUMN_TEXT, 0}};
    netmkt_status status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);

    for (size_t row = 0; status == NETMKT_OK && row < netmkt_table_rows(table); row++) {
        netmkt__consent_facts facts;
        const netmkt__map *keys = &records->customers.keys;
        uint32_t number = list[row]->customer - 1;

        netmkt__consent_facts_of(&records->consents, list[row], &facts);
        key[row] = netmkt__table_copy(table, netmkt__map_text(keys, number), netmkt__map_length(keys, number));
        time_ms[row] = facts.time_ms;
        channel[row] = "";
        if (facts.channel != 0) {
            const char *name = netmkt__channel_name_of(&records->channels, facts.channel);

            channel[row] = netmkt__table_copy(table, name, strlen(name));
        }
        purpose[row] = facts.purpose != 0 ? netmkt_purpose_name(facts.purpose) : "";
        state[row] = netmkt_consent_name(facts.status);
        for (size_t i = 0; i < 3; i++) {
            text[i][row] = facts.length[i] > 0 ? netmkt__table_copy(table, facts.text[i], facts.length[i]) : "";
            if (text[i][row] == NULL)
                status = netmkt__nomem();
        }
        if (key[row] == NULL || channel[row] == NULL)
            status = netmkt__nomem();
    }
    return status;
}

static netmkt_status make_list(const netmkt__records *records, netmkt_customer_id customer, netmkt_table **out)
{
    const netmkt__consents *consents = &records->consents;
    const netmkt__consent **list = netmkt__alloc(records->context, consents->count, sizeof *list);
    size_t n = 0;
    netmkt_status status = NETMKT_OK;

    if (list == NULL)
        return netmkt__nomem();
    if (customer != 0 && !netmkt__customer_alive(&records->customers, customer))
        status = netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer %llu", (unsigned long long)customer);
    for (size_t i = 0; i < consents->count; i++)
        if (customer == 0 || consents->entries[i].customer == customer)
            list[n++] = &consents->entries[i];
    if (n > 1)
        qsort(list, n, sizeof *list, by_customer);
    if (status == NETMKT_OK)
        status = netmkt__table_new(records->context, n, records->exponent, out);
    if (status == NETMKT_OK)
        status = fill_rows(records, list, *out);
    netmkt__free(records->context, list);
    return status;
}

netmkt_status netmkt_consent_list(netmkt_store *store, netmkt_customer_id customer, netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    netmkt__store_lock_read(store);
    status = make_list(&store->records, customer, &table);
    netmkt__store_unlock(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
