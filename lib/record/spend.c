/* Spend records: entries found by a key of their channel, campaign and day. */
#include "record/spend.h"

#include "base/status.h"

enum { KEY_SIZE = 10 };

void netmkt_spend_init(netmkt_spend *spend)
{
    if (spend == NULL)
        return;
    memset(spend, 0, sizeof *spend);
    spend->struct_size = sizeof *spend;
}

void netmkt__spends_init(netmkt__spends *spends, netmkt_context *context)
{
    memset(spends, 0, sizeof *spends);
    netmkt__map_init(&spends->keys, context);
}

void netmkt__spends_mark(netmkt__spends *spends)
{
    netmkt__free(spends->keys.context, spends->undo);
    spends->undo = NULL;
    spends->undo_count = spends->undo_capacity = 0;
    spends->mark = spends->keys.count;
}

void netmkt__spends_free(netmkt__spends *spends)
{
    netmkt_context *context = spends->keys.context;

    netmkt__free(context, spends->entries);
    netmkt__free(context, spends->undo);
    netmkt__map_free(&spends->keys);
    netmkt__spends_init(spends, context);
}

void netmkt__spends_rewind(netmkt__spends *spends, uint32_t count, size_t undo_count)
{
    while (spends->undo_count > undo_count) {
        spends->undo_count--;
        spends->entries[spends->undo[spends->undo_count].number].amount = spends->undo[spends->undo_count].amount;
    }
    netmkt__map_truncate(&spends->keys, count);
}

void netmkt__spends_rollback(netmkt__spends *spends)
{
    netmkt__spends_rewind(spends, spends->mark, 0);
    netmkt__spends_mark(spends);
}

netmkt_status netmkt__spends_reserve(netmkt__spends *spends, size_t n)
{
    netmkt_context *context = spends->keys.context;
    netmkt_status status;

    if (n > NETMKT__MAP_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "%zu spend records at once", n);
    status = netmkt__map_reserve(&spends->keys, n, n * KEY_SIZE);
    if (status == NETMKT_OK)
        status = netmkt__grow(context, &spends->entries, &spends->capacity, (size_t)spends->keys.count + n, sizeof *spends->entries);
    if (status == NETMKT_OK)
        status = netmkt__grow(context, &spends->undo, &spends->undo_capacity, spends->undo_count + n, sizeof *spends->undo);
    return status;
}

static void make_key(const netmkt__spend *spend, char key[KEY_SIZE])
{
    memcpy(key, &spend->channel, 2);
    memcpy(key + 2, &spend->campaign, 4);
    memcpy(key + 6, &spend->day, 4);
}

static uint32_t number_of(const netmkt__spends *spends, const netmkt__spend *spend)
{
    char key[KEY_SIZE];

    make_key(spend, key);
    return netmkt__map_find(&spends->keys, key, KEY_SIZE);
}

int64_t netmkt__spend_amount(const netmkt__spends *spends, const netmkt__spend *key)
{
    uint32_t number = number_of(spends, key);

    return number != NETMKT__MAP_NONE ? spends->entries[number].amount : 0;
}

static netmkt_status check(const netmkt__channels *channels, uint32_t campaigns, const netmkt__spend *spend)
{
    if (spend->channel != 0 && !netmkt__channel_known(channels, spend->channel))
        return netmkt__fail(NETMKT_E_INVALID, "there is no channel %u", spend->channel);
    if (spend->campaign > campaigns)
        return netmkt__fail(NETMKT_E_INVALID, "there is no campaign %u", spend->campaign);
    if (spend->day < NETMKT_SPEND_DAY_MIN || spend->day > NETMKT_SPEND_DAY_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "day %d of a spend record is not within the years 1 to 9999", spend->day);
    return NETMKT_OK;
}

netmkt_status netmkt__spend_put(netmkt__spends *spends, const netmkt__channels *channels, uint32_t campaigns, const netmkt__spend *spend, int add,
                                int64_t *total)
{
    netmkt_status status = check(channels, campaigns, spend);
    uint32_t number = number_of(spends, spend);
    int64_t amount = spend->amount, before = number != NETMKT__MAP_NONE ? spends->entries[number].amount : 0;
    char key[KEY_SIZE];

    if (status != NETMKT_OK)
        return status;
    if (add && amount > 0 && before > INT64_MAX - amount)
        return netmkt__fail(NETMKT_E_RANGE, "a day would cost more than an amount can hold");
    amount = add ? before + amount : amount;
    if (amount < 0)
        return netmkt__fail(NETMKT_E_RANGE, add ? "a day would cost less than nothing: %lld" : "the amount %lld of a spend record is negative",
                            (long long)amount);
    *total = amount;
    if (number == NETMKT__MAP_NONE && amount == 0)
        return NETMKT_OK;
    if (number == NETMKT__MAP_NONE) {
        make_key(spend, key);
        number = netmkt__map_add(&spends->keys, key, KEY_SIZE);
        spends->entries[number] = *spend;
    } else {
        spends->undo[spends->undo_count++] = (netmkt__spend_undo){before, number};
    }
    spends->entries[number].amount = amount;
    return NETMKT_OK;
}

/* --- In a file: channel, 0 (2 bytes each), campaign, day, 0 (4 bytes each), amount. */

void netmkt__spend_encode(netmkt__buffer *buffer, const netmkt__spend *spend)
{
    netmkt__buffer_u16(buffer, spend->channel);
    netmkt__buffer_u16(buffer, 0);
    netmkt__buffer_u32(buffer, spend->campaign);
    netmkt__buffer_u32(buffer, (uint32_t)spend->day);
    netmkt__buffer_u32(buffer, 0);
    netmkt__buffer_u64(buffer, (uint64_t)spend->amount);
}

netmkt_status netmkt__spend_at(const void *bytes, netmkt__spend *out)
{
    netmkt__reader reader = netmkt__reader_of(bytes, NETMKT__SPEND_SIZE);
    uint32_t zeros;

    out->channel = netmkt__reader_u16(&reader);
    zeros = netmkt__reader_u16(&reader);
    out->campaign = netmkt__reader_u32(&reader);
    out->day = (int32_t)netmkt__reader_u32(&reader);
    zeros |= netmkt__reader_u32(&reader);
    out->amount = (int64_t)netmkt__reader_u64(&reader);
    return zeros == 0 ? NETMKT_OK : netmkt__fail(NETMKT_E_CORRUPT, "a spend record has bytes that are not 0 where they must be");
}

netmkt_status netmkt__spends_decode(netmkt__spends *spends, const netmkt__channels *channels, uint32_t campaigns, netmkt__reader *reader, int fresh)
{
    size_t size = (size_t)(reader->end - reader->at);
    netmkt_status status = NETMKT_OK;

    if (size == 0 || size % NETMKT__SPEND_SIZE != 0)
        return netmkt__fail(NETMKT_E_CORRUPT, "spend records of %zu bytes", size);
    status = netmkt__spends_reserve(spends, size / NETMKT__SPEND_SIZE);
    for (size_t i = 0; i < size / NETMKT__SPEND_SIZE && status == NETMKT_OK; i++) {
        uint32_t count = spends->keys.count;
        netmkt__spend spend;
        int64_t total;

        status = netmkt__spend_at(netmkt__reader_bytes(reader, NETMKT__SPEND_SIZE), &spend);
        if (status == NETMKT_OK)
            status = netmkt__spend_put(spends, channels, campaigns, &spend, 0, &total);
        if (status == NETMKT_OK && fresh && spends->keys.count == count)
            status = netmkt__fail(NETMKT_E_CORRUPT, "one of them is there twice, or of 0");
    }
    if (status == NETMKT_E_NOMEM || status == NETMKT_OK)
        return status;
    return netmkt__prefix(NETMKT_E_CORRUPT, "stored spend records: ");
}
