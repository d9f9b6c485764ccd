/* Spend records of a store: the public functions. */
#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/status.h"
#include "store/store.h"

#define BLOCK 65536 /* records that are journalled together */
#define DATE 40

static netmkt_status check_struct(const netmkt_spend *spend)
{
    if (spend->struct_size != sizeof *spend)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "a spend record of %u bytes, this library knows %zu; use netmkt_spend_init()", spend->struct_size,
                            sizeof *spend);
    return spend->reserved == 0 ? NETMKT_OK : netmkt__misuse("the reserved field of a spend record is not 0");
}

/* A block of records into the tables, and what they come to into the journal's record. */
static netmkt_status put_block(netmkt_store *store, const netmkt_spend *first, size_t stride, size_t from, size_t n, int add)
{
    netmkt__records *records = &store->records;
    size_t begun = 0;
    netmkt_status status = netmkt__store_record_room(store, 64 + n * NETMKT__SPEND_SIZE);

    if (status == NETMKT_OK)
        status = netmkt__spends_reserve(&records->spends, n);
    if (status != NETMKT_OK)
        return status;
    if (netmkt__store_keeps(store))
        begun = netmkt__store_record_begin(store, NETMKT__RECORD_SPEND);
    for (size_t i = from; i < from + n && status == NETMKT_OK; i++) {
        const netmkt_spend *given = (const netmkt_spend *)(const void *)((const char *)first + i * stride);
        netmkt__spend spend = {given->amount, given->day, given->campaign, given->channel};

        status = check_struct(given);
        if (status == NETMKT_OK)
            status = netmkt__spend_put(&records->spends, &records->channels, records->campaigns.names.map.count, &spend, add, &spend.amount);
        if (status == NETMKT_OK && netmkt__store_keeps(store))
            netmkt__spend_encode(&store->pending, &spend);
        if (status != NETMKT_OK)
            status = netmkt__prefix(status, "spend record %zu: ", i);
    }
    if (netmkt__store_keeps(store))
        netmkt__store_record_end(store, begun);
    return status;
}

static netmkt_status put_all(netmkt_store *store, const netmkt_spend *first, size_t stride, size_t n, int add)
{
    netmkt__spends *spends;
    netmkt_status status;
    size_t undo_count, pending;
    uint32_t count;

    if (store == NULL || (first == NULL && n != 0))
        return netmkt__misuse("store and spend records are needed");
    if (n > 1 && (stride < sizeof *first || stride % _Alignof(netmkt_spend) != 0))
        return netmkt__misuse("a stride of netmkt_spend is at least its size, and a multiple of its alignment");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    spends = &store->records.spends;
    undo_count = spends->undo_count;
    pending = store->pending.size;
    count = spends->keys.count;
    for (size_t from = 0; from < n && status == NETMKT_OK; from += BLOCK)
        status = put_block(store, first, stride, from, n - from < BLOCK ? n - from : BLOCK, add);
    if (status != NETMKT_OK) {
        netmkt__spends_rewind(spends, count, undo_count);
        store->pending.size = pending;
    }
    netmkt__store_write_end(store);
    return status;
}

netmkt_status netmkt_spend_put(netmkt_store *store, const netmkt_spend *first, size_t stride, size_t n)
{
    return put_all(store, first, stride, n, 0);
}

netmkt_status netmkt_spend_add(netmkt_store *store, const netmkt_spend *first, size_t stride, size_t n)
{
    return put_all(store, first, stride, n, 1);
}

netmkt_status netmkt_spend_get(netmkt_store *store, netmkt_spend *spend)
{
    netmkt__spend key;
    netmkt_status status;

    if (store == NULL || spend == NULL)
        return netmkt__misuse("store and spend are needed");
    status = check_struct(spend);
    if (status != NETMKT_OK)
        return status;
    key = (netmkt__spend){0, spend->day, spend->campaign, spend->channel};
    netmkt__store_lock_read(store);
    spend->amount = netmkt__spend_amount(&store->records.spends, &key);
    netmkt__store_unlock(store);
    return spend->amount != 0 ? NETMKT_OK : NETMKT_DONE;
}

/* --- The list */

static int by_day(const void *a, const void *b)
{
    const netmkt__spend *x = a, *y = b;

    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->channel != y->channel)
        return x->channel < y->channel ? -1 : 1;
    return (x->campaign > y->campaign) - (x->campaign < y->campaign);
}

/* Those that are there, sorted. */
static size_t gather(const netmkt__spends *spends, netmkt__spend *out)
{
    size_t n = 0;

    for (uint32_t i = 0; i < spends->keys.count; i++)
        if (spends->entries[i].amount != 0)
            out[n++] = spends->entries[i];
    if (n > 1)
        qsort(out, n, sizeof *out, by_day);
    return n;
}

static netmkt_status add_names(const netmkt__records *records, const netmkt__spend *spends, size_t n, const char **texts, netmkt_table *table)
{
    netmkt_status status;

    for (size_t i = 0; i < n; i++)
        texts[i] = spends[i].channel != 0 ? netmkt__channel_name_of(&records->channels, spends[i].channel) : "";
    status = netmkt_table_add(table, "channel", NETMKT_COLUMN_TEXT, texts);
    for (size_t i = 0; i < n; i++)
        texts[i] = spends[i].campaign != 0 ? records->campaigns.names.texts[spends[i].campaign - 1] : "";
    return status == NETMKT_OK ? netmkt_table_add(table, "campaign", NETMKT_COLUMN_TEXT, texts) : status;
}

/* Days as dates: each text has its room. */
static netmkt_status add_days(netmkt_context *context, const netmkt__spend *spends, size_t n, const char **texts, netmkt_table *table)
{
    char(*dates)[DATE] = netmkt__alloc(context, n, sizeof *dates);
    netmkt_status status;

    if (dates == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < n; i++) {
        int32_t year, month, day;

        netmkt__civil_from_days(spends[i].day, &year, &month, &day);
        (void)snprintf(dates[i], sizeof dates[i], "%04d-%02d-%02d", year, month, day);
        texts[i] = dates[i];
    }
    status = netmkt_table_add(table, "day", NETMKT_COLUMN_TEXT, texts);
    netmkt__free(context, dates);
    return status;
}

static netmkt_status add_amounts(const netmkt__spend *spends, size_t n, int64_t *values, netmkt_table *table)
{
    for (size_t i = 0; i < n; i++)
        values[i] = spends[i].amount;
    return netmkt_table_add(table, "amount", NETMKT_COLUMN_MONEY, values);
}

static netmkt_status make_list(const netmkt__records *records, netmkt_table **out)
{
    netmkt_context *context = records->context;
    size_t most = (size_t)records->spends.keys.count + 1, n;
    netmkt__spend *spends = netmkt__alloc(context, most, sizeof *spends);
    const char **texts = netmkt__alloc(context, most, sizeof *texts);
    int64_t *values = netmkt__alloc(context, most, sizeof *values);
    netmkt_status status = spends != NULL && texts != NULL && values != NULL ? NETMKT_OK : netmkt__nomem();

    if (status != NETMKT_OK)
        goto done;
    n = gather(&records->spends, spends);
    status = netmkt_table_new(context, n, records->exponent, out);
    if (status == NETMKT_OK)
        status = add_names(records, spends, n, texts, *out);
    if (status == NETMKT_OK)
        status = add_days(context, spends, n, texts, *out);
    if (status == NETMKT_OK)
        status = add_amounts(spends, n, values, *out);
    if (status != NETMKT_OK) {
        netmkt_table_free(*out);
        *out = NULL;
    }
done:
    netmkt__free(context, values);
    netmkt__free(context, texts);
    netmkt__free(context, spends);
    return status;
}

netmkt_status netmkt_spend_list(netmkt_store *store, netmkt_table **out)
{
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    netmkt__store_lock_read(store);
    status = make_list(&store->records, out);
    netmkt__store_unlock(store);
    return status;
}
