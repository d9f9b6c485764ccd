/* A CSV of spend into the store: rows to records, records of one key added up, all of it one commit. */
#include <netmkt/spend.h>
#include <netmkt/time.h>

#include <stdlib.h>

#include "base/calendar.h"
#include "base/status.h"
#include "base/text.h"
#include "io/csv.h"
#include "store/store.h"
#include "store/view.h"
#include "summary/purchases.h"

enum { CHANNEL, CAMPAIGN, DAY, AMOUNT, FIELDS };
enum { COLUMNS_MOST = 256, NAME_MOST = 255 };
#define NONE SIZE_MAX
#define SIZE_MOST ((size_t)1 << 31)

static const char *const field_names[FIELDS] = {"channel", "campaign", "day", "amount"};
static const char *const usual[FIELDS] = {"|channel|", "|campaign|", "|day|date|", "|amount|cost|spend|"};

typedef struct reading {
    netmkt_store *store;
    netmkt_context *context;
    uint32_t flags;
    int32_t exponent, day_offset;
    char *bytes; /* a copy, since fields are undone in place */
    netmkt__csv csv;
    netmkt__csv_field fields[COLUMNS_MOST];
    size_t columns, places[FIELDS];
    int blame; /* field of the failure, FIELDS: none */
    netmkt_spend *records;
    size_t count, capacity;
    netmkt_spend_report report;
} reading;

/* --- The header */

static size_t field_of(const netmkt__csv_field *column)
{
    char name[32];
    size_t length = column->length, field = 0;

    if (length == 0 || length > sizeof name - 3)
        return FIELDS;
    name[0] = '|';
    for (size_t i = 0; i < length; i++) {
        char c = column->text[i];

        name[1 + i] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
    }
    memcpy(name + 1 + length, "|", 2);
    while (field < FIELDS && strstr(usual[field], name) == NULL)
        field++;
    return field;
}

static netmkt_status read_header(reading *r)
{
    for (size_t f = 0; f < FIELDS; f++)
        r->places[f] = NONE;
    if (!netmkt__csv_next(&r->csv, r->fields, COLUMNS_MOST, &r->columns))
        return netmkt__fail(NETMKT_E_FORMAT, "the file is empty");
    if (r->columns > COLUMNS_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "line 1: %zu columns; at most %d are allowed", r->columns, COLUMNS_MOST);
    for (size_t c = 0; c < r->columns; c++) {
        size_t field = field_of(&r->fields[c]);

        if (r->fields[c].fault != NETMKT__CSV_GOOD)
            return netmkt__fail(NETMKT_E_FORMAT, "line 1: the quotes of column %zu are wrong", c + 1);
        if (field < FIELDS && r->places[field] != NONE)
            return netmkt__fail(NETMKT_E_FORMAT, "line 1: two columns hold the %s", field_names[field]);
        if (field < FIELDS)
            r->places[field] = c;
    }
    for (size_t f = DAY; f < FIELDS; f++)
        if (r->places[f] == NONE)
            return netmkt__fail(NETMKT_E_NOT_FOUND, "line 1: there is no column \"%s\"", field_names[f]);
    if (r->places[CHANNEL] == NONE && r->places[CAMPAIGN] == NONE)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "line 1: there is no column \"channel\", and none \"campaign\"");
    return NETMKT_OK;
}

/* --- A row */

/* The field's cell, which is to blame from now on; NULL: empty, or no such column. */
static const netmkt__csv_field *cell(reading *r, int field)
{
    r->blame = field;
    if (r->places[field] == NONE || r->fields[r->places[field]].length == 0)
        return NULL;
    return &r->fields[r->places[field]];
}

/* The name in a field, with a NUL behind it; "": empty, or no such column. */
static netmkt_status read_name(reading *r, int field, char name[NAME_MOST + 1])
{
    const netmkt__csv_field *from = cell(r, field);
    size_t length = from != NULL ? from->length : 0;

    if (length > NAME_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "a name of %zu bytes; at most %d are allowed", length, NAME_MOST);
    if (length > 0)
        memcpy(name, from->text, length);
    name[length] = '\0';
    return NETMKT_OK;
}

static netmkt_status read_channel(reading *r, netmkt_spend *spend)
{
    char name[NAME_MOST + 1];
    netmkt_status status = read_name(r, CHANNEL, name);

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
    netmkt_status status = read_name(r, CAMPAIGN, name);

    if (status != NETMKT_OK || *name == '\0')
        return status;
    status = netmkt_campaign_by_name(r->store, name, &spend->campaign);
    return status == NETMKT_E_NOT_FOUND ? netmkt_campaign_put(r->store, name, NULL, NULL, 0, NULL, NULL, &spend->campaign) : status;
}

/* A date is a day of the store; a moment is in one. */
static netmkt_status read_day(reading *r, netmkt_spend *spend)
{
    const netmkt__csv_field *field = cell(r, DAY);
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
    const netmkt__csv_field *field = cell(r, AMOUNT);
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

static netmkt_status read_row(reading *r, size_t count)
{
    netmkt_spend spend;
    netmkt_status status;

    r->blame = FIELDS;
    if (count != r->columns)
        return netmkt__fail(NETMKT_E_FORMAT, "%zu fields, the header has %zu", count, r->columns);
    for (size_t c = 0; c < count; c++)
        if (r->fields[c].fault != NETMKT__CSV_GOOD)
            return netmkt__fail(NETMKT_E_FORMAT, "the quotes of column %zu are wrong", c + 1);
    netmkt_spend_init(&spend);
    if ((status = read_channel(r, &spend)) != NETMKT_OK || (status = read_campaign(r, &spend)) != NETMKT_OK ||
        (status = read_day(r, &spend)) != NETMKT_OK || (status = read_amount(r, &spend)) != NETMKT_OK)
        return status;
    r->blame = FIELDS;
    status = netmkt__grow(r->context, &r->records, &r->capacity, r->count + 1, sizeof *r->records);
    if (status == NETMKT_OK)
        r->records[r->count++] = spend;
    return status;
}

static netmkt_status read_rows(reading *r)
{
    netmkt_status status = NETMKT_OK;

    while (status == NETMKT_OK) {
        unsigned long long line = (unsigned long long)r->csv.line + 1;
        size_t count;

        if (!netmkt__csv_next(&r->csv, r->fields, COLUMNS_MOST, &count))
            break;
        if (count == 1 && r->fields[0].length == 0 && r->columns > 1)
            continue; /* an empty line */
        status = read_row(r, count);
        r->report.rows++;
        if (status == NETMKT_E_INVALID) /* what the store does not allow: the file's fault, not the caller's */
            status = NETMKT_E_FORMAT;
        if (status != NETMKT_OK && status != NETMKT_E_NOMEM)
            status = r->blame < FIELDS ? netmkt__prefix(status, "line %llu, column %s: ", line, field_names[r->blame])
                                       : netmkt__prefix(status, "line %llu: ", line);
    }
    if (status == NETMKT_OK && r->report.rows == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "there is a header, but no row");
    return status;
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

static netmkt_status read_all(reading *r)
{
    netmkt_status status = read_header(r);

    if (status == NETMKT_OK)
        status = read_rows(r);
    if (status == NETMKT_OK)
        status = add_up(r);
    if (status == NETMKT_OK)
        status = check_sums(r);
    if (status == NETMKT_OK && (r->flags & NETMKT_SPEND_ADD) != 0)
        status = netmkt_spend_add(r->store, r->records, sizeof *r->records, r->count);
    else if (status == NETMKT_OK)
        status = netmkt_spend_put(r->store, r->records, sizeof *r->records, r->count);
    return status == NETMKT_OK ? netmkt_store_commit(r->store) : status;
}

static netmkt_status check_store(netmkt_store *store)
{
    netmkt_status status = netmkt__store_write(store);

    if (status != NETMKT_OK)
        return status;
    if (netmkt__records_changed(&store->records))
        status = netmkt__fail(NETMKT_E_STATE, "the store has uncommitted work: commit it or roll it back before spend is read");
    netmkt__store_write_end(store);
    return status;
}

/* Take the file in, and give everything back if that fails; the message stays. */
static netmkt_status read_copy(reading *r, const char *bytes, size_t size)
{
    size_t mark = netmkt__csv_mark(bytes, size);
    netmkt_status status;

    r->bytes = netmkt__alloc(r->context, size + 1, 1);
    if (r->bytes == NULL)
        return netmkt__nomem();
    memcpy(r->bytes, bytes + mark, size - mark);
    r->bytes[size - mark] = '\n'; /* the first line ends, if it is the only one */
    netmkt__csv_begin(&r->csv, r->bytes, size - mark, netmkt__csv_delimiter(r->bytes, strcspn(r->bytes, "\n")));
    status = read_all(r);
    if (status != NETMKT_OK)
        (void)netmkt_store_rollback(r->store);
    return status;
}

netmkt_status netmkt_spend_read(netmkt_store *store, const char *bytes, size_t size, uint32_t flags, netmkt_spend_report *report)
{
    reading *r = NULL;
    netmkt_status status;

    if (store == NULL || (bytes == NULL && size != 0))
        return netmkt__misuse("store and bytes are needed");
    if ((flags & ~(uint32_t)(NETMKT_SPEND_ADD | NETMKT_SPEND_REGISTER)) != 0)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "unknown flags 0x%x of reading spend", flags);
    if (report != NULL && report->struct_size != sizeof *report)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "a spend report of %u bytes, this library knows %zu", report->struct_size, sizeof *report);
    if (size == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "the file is empty");
    if (size > SIZE_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "a file of %zu bytes; at most 2 GiB are read at once", size);
    status = netmkt__csv_check(bytes, size);
    if (status == NETMKT_OK)
        status = check_store(store);
    if (status != NETMKT_OK)
        return status;
    r = netmkt__calloc(netmkt__store_context(store), 1, sizeof *r);
    if (r == NULL)
        return netmkt__nomem();
    r->store = store;
    r->context = netmkt__store_context(store);
    r->flags = flags;
    r->exponent = netmkt__store_exponent(store);
    r->day_offset = netmkt__store_day_offset(store);
    status = read_copy(r, bytes, size);
    if (status == NETMKT_OK && report != NULL) {
        *report = r->report;
        report->struct_size = sizeof *report;
    }
    netmkt__free(r->context, r->bytes);
    netmkt__free(r->context, r->records);
    netmkt__free(r->context, r);
    return status;
}
