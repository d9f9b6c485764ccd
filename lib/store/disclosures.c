/* The log of disclosures of a store: the public functions that add to it and list it. */
#include <netmkt/event.h>

#include <string.h>

#include "base/status.h"
#include "base/table.h"
#include "store/store.h"
#include "store/view.h"

/* --- permission --- */

/* Of what was said of passing data on, the latest up to a moment; of one moment the strictest. */
static int permitted(const netmkt__consents *consents, netmkt_customer_id customer, int64_t when_ms)
{
    int64_t since_ms = INT64_MIN;
    int agreed = 0;

    for (const netmkt__consent *c = netmkt__consent_first(consents, customer); c != NULL; c = netmkt__consent_next(consents, c)) {
        int grants = c->status == NETMKT_CONSENT_GRANTED || c->status == NETMKT_CONSENT_CONFIRMED;
        int speaks = c->purpose == NETMKT_PURPOSE_DISCLOSURE || (c->purpose == 0 && c->channel == 0 && c->status == NETMKT_CONSENT_WITHDRAWN);

        if (!speaks || c->time_ms > when_ms || c->time_ms < since_ms)
            continue;
        agreed = c->time_ms > since_ms ? grants : agreed && grants;
        since_ms = c->time_ms;
    }
    return agreed;
}

netmkt_status netmkt_disclosure_permitted(netmkt_store *store, netmkt_customer_id customer, int64_t when_ms, int32_t *out)
{
    netmkt_status status = NETMKT_OK;

    if (out != NULL)
        *out = 0;
    if (store == NULL || out == NULL)
        return netmkt__misuse("store and permitted are needed");
    if (when_ms < NETMKT_TIME_MIN || when_ms > NETMKT_TIME_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "the moment %lld is not in the years 0001 to 9999", (long long)when_ms);
    netmkt__store_lock_read(store);
    if (!netmkt__customer_alive(&store->records.customers, customer))
        status = netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer %llu", (unsigned long long)customer);
    else
        *out = permitted(&store->records.consents, customer, when_ms);
    netmkt__store_unlock(store);
    return status;
}

/* --- adding --- */

static netmkt_status facts_of(const netmkt_disclosure *given, netmkt__disclosure_facts *out)
{
    if (given->struct_size != sizeof *given)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "a disclosure of %u bytes, this library knows %zu; use netmkt_disclosure_init()", given->struct_size,
                            sizeof *given);
    if (given->recipient == NULL || given->data == NULL)
        return netmkt__misuse("recipient and data are needed");
    if (given->customer == 0)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer 0");
    *out = (netmkt__disclosure_facts){
        .time_ms = given->time_ms,
        .customer = given->customer,
        .text = {given->recipient, given->data},
        .length = {strlen(given->recipient), strlen(given->data)},
        .ground = given->ground,
    };
    return NETMKT_OK;
}

/* `logged`: it was permitted when it was logged, whatever consents say by now. */
static netmkt_status add_one(netmkt_store *store, const netmkt_disclosure *given, int logged)
{
    netmkt__records *records = &store->records;
    netmkt__disclosure_facts facts;
    netmkt_status status = facts_of(given, &facts);

    if (status == NETMKT_OK)
        status = netmkt__store_record_room(store, 64 + netmkt__disclosure_size(&facts));
    if (status == NETMKT_OK)
        status = netmkt__disclosure_add(&records->disclosures, &records->customers, &facts);
    if (status == NETMKT_OK && !logged && facts.ground == NETMKT_GROUND_CONSENT && !permitted(&records->consents, facts.customer, facts.time_ms))
        return netmkt__fail(NETMKT_E_STATE, "customer %llu has not consented to disclosure", (unsigned long long)facts.customer);
    if (status == NETMKT_OK && netmkt__store_keeps(store)) {
        size_t begun = netmkt__store_record_begin(store, NETMKT__RECORD_DISCLOSURE);

        netmkt__disclosure_encode(&store->pending, &facts);
        netmkt__store_record_end(store, begun);
    }
    return status;
}

static netmkt_status add_all(netmkt_store *store, const netmkt_disclosure *first, size_t stride, size_t n, int logged)
{
    netmkt__disclosures *disclosures;
    size_t count, pending;
    uint32_t texts;
    netmkt_status status;

    if (store == NULL || (first == NULL && n != 0))
        return netmkt__misuse("store and disclosures are needed");
    if (n > 1 && (stride < sizeof *first || stride % _Alignof(netmkt_disclosure) != 0))
        return netmkt__misuse("a stride of netmkt_disclosure is at least its size, and a multiple of its alignment");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    disclosures = &store->records.disclosures;
    count = disclosures->count;
    texts = disclosures->texts.count;
    pending = store->pending.size;
    for (size_t i = 0; i < n && status == NETMKT_OK; i++) {
        status = add_one(store, (const netmkt_disclosure *)(const void *)((const char *)first + i * stride), logged);
        if (status != NETMKT_OK)
            status = netmkt__prefix(status, "disclosure %zu: ", i);
    }
    if (status != NETMKT_OK) {
        netmkt__disclosures_rewind(disclosures, count, texts);
        store->pending.size = pending;
    }
    netmkt__store_write_end(store);
    return status;
}

netmkt_status netmkt_disclose(netmkt_store *store, const netmkt_disclosure *first, size_t stride, size_t n)
{
    return add_all(store, first, stride, n, 0);
}

netmkt_status netmkt__disclosure_restore(netmkt_store *store, const netmkt_disclosure *disclosure)
{
    return add_all(store, disclosure, sizeof *disclosure, 1, 1);
}

/* --- the list --- */

static netmkt_status fill_rows(const netmkt__records *records, netmkt_customer_id customer, netmkt_table *table)
{
    const char **key, **recipient, **data, **ground;
    int64_t *time_ms;
    const netmkt__column_plan plan[] = {{"customer", &key, NETMKT_COLUMN_TEXT, 0},
                                        {"time", &time_ms, NETMKT_COLUMN_TIME, 0},
                                        {"recipient", &recipient, NETMKT_COLUMN_TEXT, 0},
                                        {"data", &data, NETMKT_COLUMN_TEXT, 0},
                                        {"ground", &ground, NETMKT_COLUMN_TEXT, 0}};
    const netmkt__map *keys = &records->customers.keys;
    netmkt_status status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);
    size_t row = 0;

    for (size_t i = 0; status == NETMKT_OK && i < records->disclosures.count; i++) {
        const netmkt__disclosure *entry = &records->disclosures.entries[i];
        netmkt__disclosure_facts facts;

        if (customer != 0 && entry->customer != customer)
            continue;
        netmkt__disclosure_facts_of(&records->disclosures, entry, &facts);
        key[row] = entry->customer != 0 ? netmkt__table_copy(table, netmkt__map_text(keys, entry->customer - 1), netmkt__map_length(keys, entry->customer - 1)) : "";
        time_ms[row] = facts.time_ms;
        recipient[row] = netmkt__table_copy(table, facts.text[0], facts.length[0]);
        data[row] = netmkt__table_copy(table, facts.text[1], facts.length[1]);
        ground[row] = netmkt_ground_name(facts.ground);
        if (key[row] == NULL || recipient[row] == NULL || data[row] == NULL)
            status = netmkt__nomem();
        row++;
    }
    return status;
}

static netmkt_status make_list(const netmkt__records *records, netmkt_customer_id customer, netmkt_table **out)
{
    size_t n = 0;
    netmkt_status status;

    if (customer != 0 && !netmkt__customer_alive(&records->customers, customer))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer %llu", (unsigned long long)customer);
    for (size_t i = 0; i < records->disclosures.count; i++)
        n += customer == 0 || records->disclosures.entries[i].customer == customer;
    status = netmkt__table_new(records->context, n, records->exponent, out);
    return status == NETMKT_OK ? fill_rows(records, customer, *out) : status;
}

netmkt_status netmkt_disclosure_list(netmkt_store *store, netmkt_customer_id customer, netmkt_table **out)
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
