/* A CSV of spend into the store: rows to records, records of one key added up, all of it one commit. */
#include <netmkt/spend.h>
#include <netmkt/time.h>

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/status.h"
#include "io/record_csv.h"
#include "store/store.h"
#include "store/view.h"
#include "summary/purchases.h"

enum { CHANNEL, CAMPAIGN, DAY, AMOUNT, FIELDS };
enum { NAME_MOST = 255 };

static const netmkt__record_field record_fields[FIELDS] = {
    [CHANNEL] = {"channel", "|channel|", 0},
    [CAMPAIGN] = {"campaign", "|campaign|", 0},
    [DAY] = {"day", "|day|date|", 1},
    [AMOUNT] = {"amount", "|amount|cost|spend|", 1},
};

typedef struct reading {
    netmkt__record_csv csv;
    netmkt_store *store;
    netmkt_context *context;
    uint32_t flags;
    int32_t exponent, day_offset;
    netmkt_spend *records;
    size_t count, capacity;
    netmkt_spend_report report;
} reading;

/* --- A row */

static netmkt_status read_channel(reading *r, netmkt_spend *spend)
{
    char name[NAME_MOST + 1];
    netmkt_status status = netmkt__record_csv_text(&r->csv, CHANNEL, NAME_MOST, name);

    if (status != NETMKT_OK || *name == '\0')
        return status;
    status = netmkt_channel_by_name(r->store, name, &spend->channel);
    if (status == NETMKT_E_NOT_FOUND && (r->flags & NETMKT_SPEND_REGISTER) != 0)
        status = netmkt_channel_define(r->store, name, 0, &spend->channel);
    return status;
}

static netmkt_status read_campaign(reading *r, netmkt_spend *spend)
{
    char name[NAME_MOST + 1];
    netmkt_status status = netmkt__record_csv_text(&r->csv, CAMPAIGN, NAME_MOST, name);

    if (status != NETMKT_OK || *name == '\0')
        return status;
    status = netmkt_campaign_by_name(r->store, name, &spend->campaign);
    return status == NETMKT_E_NOT_FOUND ? netmkt_campaign_put(r->store, name, NULL, NULL, 0, NULL, NULL, &spend->campaign) : status;
}

/* A date is a day of the store; a moment is in one. */
static netmkt_status read_day(reading *r, netmkt_spend *spend)
{
    const netmkt__csv_field *field = netmkt__record_csv_cell(&r->csv, DAY);
    int32_t is_date = 0;
    int64_t time_ms;
    netmkt_status status;

    if (field == NULL)
        return netmkt__fail(NETMKT_E_FORMAT, "the day is missing");
    status = netmkt_time_parse(field->text, field->length, 0, &time_ms, &is_date);
    if (status == NETMKT_OK)
        spend->day = (int32_t)netmkt__day_of(time_ms, is_date ? 0 : r->day_offset);
    return status;
}

static netmkt_status read_amount(reading *r, netmkt_spend *spend)
{
    const netmkt__csv_field *field = netmkt__record_csv_cell(&r->csv, AMOUNT);
    int32_t rounded = 0;
    netmkt_status status;

    if (field == NULL)
        return netmkt__fail(NETMKT_E_FORMAT, "the amount is missing");
    status = netmkt_money_parse(field->text, field->length, r->exponent, &spend->amount, &rounded);
    if (status == NETMKT_OK && netmkt__add_overflows(&r->report.amount, spend->amount))
        status = netmkt__fail(NETMKT_E_RANGE, "the amounts of the file come to more than an amount can hold");
    r->report.rounded += rounded != 0;
    return status;
}

static netmkt_status read_row(reading *r)
{
    netmkt_spend spend;
    netmkt_status status;

    netmkt_spend_init(&spend);
    if ((status = read_channel(r, &spend)) != NETMKT_OK || (status = read_campaign(r, &spend)) != NETMKT_OK ||
        (status = read_day(r, &spend)) != NETMKT_OK || (status = read_amount(r, &spend)) != NETMKT_OK)
        return status == NETMKT_E_INVALID ? NETMKT_E_FORMAT : status; /* what the store does not allow: the file's fault, not the caller's */
    r->csv.blame = FIELDS;
    status = netmkt__grow(r->context, &r->records, &r->capacity, r->count + 1, sizeof *r->records);
    if (status == NETMKT_OK)
        r->records[r->count++] = spend;
    return status;
}

static netmkt_status read_rows(reading *r)
{
    netmkt_status status;

    if (!netmkt__record_csv_has(&r->csv, CHANNEL) && !netmkt__record_csv_has(&r->csv, CAMPAIGN))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "line 1: there is no column \"channel\", and none \"campaign\"");
    while ((status = netmkt__record_csv_next(&r->csv)) == NETMKT_OK) {
        status = netmkt__record_csv_say(&r->csv, read_row(r));
        if (status != NETMKT_OK)
            return status;
    }
    r->report.rows = r->csv.rows;
    return status == NETMKT_DONE ? NETMKT_OK : status;
}

/* --- All rows */

static int by_key(const void *a, const void *b)
{
    const netmkt_spend *x = a, *y = b;

    if (x->channel != y->channel)
        return x->channel < y->channel ? -1 : 1;
    if (x->campaign != y->campaign)
        return x->campaign < y->campaign ? -1 : 1;
    return (x->day > y->day) - (x->day < y->day);
}

/* Rows of one channel, campaign and day become one. */
static netmkt_status add_up(reading *r)
{
    size_t kept = 0;

    qsort(r->records, r->count, sizeof *r->records, by_key);
    for (size_t i = 1; i < r->count; i++) {
        if (by_key(&r->records[kept], &r->records[i]) != 0)
            r->records[++kept] = r->records[i];
        else if (netmkt__add_overflows(&r->records[kept].amount, r->records[i].amount))
            return netmkt__fail(NETMKT_E_RANGE, "a day would cost more than an amount can hold");
    }
    r->count = kept + 1;
    r->report.records = r->count;
    return NETMKT_OK;
}

/* Which of them it was is not known to a person who wrote a file: say the day instead. */
static netmkt_status check_sums(const reading *r)
{
    for (size_t i = 0; i < r->count && (r->flags & NETMKT_SPEND_ADD) == 0; i++) {
        char day[64] = "";

        if (r->records[i].amount >= 0)
            continue;
        if (netmkt_time_format(r->records[i].day * NETMKT__DAY_MS, day, sizeof day) == NETMKT_OK)
            day[10] = '\0';
        return netmkt__fail(NETMKT_E_RANGE, "the rows of %s come to less than nothing on a channel or campaign: %lld", day,
                            (long long)r->records[i].amount);
    }
    return NETMKT_OK;
}

/* Take the rows in, and give everything back if that fails; the message stays. */
static netmkt_status read_all(reading *r)
{
    netmkt_status status = read_rows(r);

    if (status == NETMKT_OK)
        status = add_up(r);
    if (status == NETMKT_OK)
        status = check_sums(r);
    if (status == NETMKT_OK && (r->flags & NETMKT_SPEND_ADD) != 0)
        status = netmkt_spend_add(r->store, r->records, sizeof *r->records, r->count);
    else if (status == NETMKT_OK)
        status = netmkt_spend_put(r->store, r->records, sizeof *r->records, r->count);
    if (status == NETMKT_OK)
        status = netmkt_store_commit(r->store);
    if (status != NETMKT_OK)
        (void)netmkt_store_rollback(r->store);
    return status;
}

netmkt_status netmkt_spend_read(netmkt_store *store, const char *bytes, size_t size, uint32_t flags, netmkt_spend_report *report)
{
    reading *r;
    netmkt_status status;

    if (store == NULL || (bytes == NULL && size != 0))
        return netmkt__misuse("store and bytes are needed");
    if ((flags & ~(uint32_t)(NETMKT_SPEND_ADD | NETMKT_SPEND_REGISTER)) != 0)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "unknown flags 0x%x of reading spend", flags);
    if (report != NULL && report->struct_size != sizeof *report)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "a spend report of %u bytes, this library knows %zu", report->struct_size, sizeof *report);
    r = netmkt__calloc(netmkt__store_context(store), 1, sizeof *r);
    if (r == NULL)
        return netmkt__nomem();
    r->store = store;
    r->context = netmkt__store_context(store);
    r->flags = flags;
    r->exponent = netmkt__store_exponent(store);
    r->day_offset = netmkt__store_day_offset(store);
    status = netmkt__record_csv_begin(&r->csv, store, bytes, size, record_fields, FIELDS, "spend is");
    if (status == NETMKT_OK)
        status = read_all(r);
    if (status == NETMKT_OK && report != NULL) {
        *report = r->report;
        report->struct_size = sizeof *report;
    }
    netmkt__record_csv_free(&r->csv);
    netmkt__free(r->context, r->records);
    netmkt__free(r->context, r);
    return status;
}
