/* A CSV of consents into the store: rows to records, all of it one commit. */
#include <netmkt/consent.h>
#include <netmkt/time.h>

#include <string.h>

#include "base/status.h"
#include "io/csv.h"
#include "store/store.h"
#include "store/view.h"

enum { CUSTOMER, TIME, STATUS, CHANNEL, PURPOSE, SOURCE, PROOF, POLICY, FIELDS };
enum { COLUMNS_MOST = 256, TEXT_MOST = 4095 };
#define NONE SIZE_MAX
#define SIZE_MOST ((size_t)1 << 31)

static const char *const field_names[FIELDS] = {"customer", "time", "status", "channel", "purpose", "source", "proof", "policy"};

typedef struct reading {
    netmkt_store *store;
    netmkt_context *context;
    char *bytes; /* a copy, since fields are undone in place */
    netmkt__csv csv;
    netmkt__csv_field fields[COLUMNS_MOST];
    size_t columns, places[FIELDS];
    int blame; /* field of the failure, FIELDS: none */
    char text[FIELDS][TEXT_MOST + 1];
    size_t added;
} reading;

static netmkt_status read_header(reading *r)
{
    for (size_t f = 0; f < FIELDS; f++)
        r->places[f] = NONE;
    if (!netmkt__csv_next(&r->csv, r->fields, COLUMNS_MOST, &r->columns))
        return netmkt__fail(NETMKT_E_FORMAT, "the file is empty");
    if (r->columns > COLUMNS_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "line 1: %zu columns; at most %d are allowed", r->columns, COLUMNS_MOST);
    for (size_t c = 0; c < r->columns; c++) {
        const netmkt__csv_field *field = &r->fields[c];

        if (field->fault != NETMKT__CSV_GOOD)
            return netmkt__fail(NETMKT_E_FORMAT, "line 1: the quotes of column %zu are wrong", c + 1);
        for (size_t f = 0; f < FIELDS; f++) {
            if (field->length != strlen(field_names[f]) || memcmp(field->text, field_names[f], field->length) != 0)
                continue;
            if (r->places[f] != NONE)
                return netmkt__fail(NETMKT_E_FORMAT, "line 1: two columns hold the %s", field_names[f]);
            r->places[f] = c;
        }
    }
    for (size_t f = CUSTOMER; f <= STATUS; f++)
        if (r->places[f] == NONE)
            return netmkt__fail(NETMKT_E_NOT_FOUND, "line 1: there is no column \"%s\"", field_names[f]);
    return NETMKT_OK;
}

/* Every field as a text with a NUL; "" where there is none. */
static netmkt_status read_texts(reading *r)
{
    for (int f = 0; f < FIELDS; f++) {
        const netmkt__csv_field *field = r->places[f] != NONE ? &r->fields[r->places[f]] : NULL;
        size_t length = field != NULL ? field->length : 0;

        r->blame = f;
        if (length > TEXT_MOST)
            return netmkt__fail(NETMKT_E_FORMAT, "%zu bytes; at most %d are allowed", length, TEXT_MOST);
        if (length > 0 && memchr(field->text, '\0', length) != NULL)
            return netmkt__fail(NETMKT_E_FORMAT, "a NUL");
        if (length > 0)
            memcpy(r->text[f], field->text, length);
        r->text[f][length] = '\0';
        if (length == 0 && f <= STATUS)
            return netmkt__fail(NETMKT_E_FORMAT, "it is missing");
    }
    r->blame = FIELDS;
    return NETMKT_OK;
}

static netmkt_status read_values(reading *r, netmkt_consent *consent)
{
    int32_t is_date;
    netmkt_status status;

    r->blame = TIME;
    status = netmkt_time_parse(r->text[TIME], strlen(r->text[TIME]), 0, &consent->time_ms, &is_date);
    if (status != NETMKT_OK)
        return status;
    r->blame = STATUS;
    consent->status = netmkt_consent_by_name(r->text[STATUS]);
    if (consent->status < 0)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.40s\" is none of unknown, requested, granted, confirmed, withdrawn", r->text[STATUS]);
    r->blame = PURPOSE;
    consent->purpose = r->text[PURPOSE][0] != '\0' ? netmkt_purpose_by_name(r->text[PURPOSE]) : 0;
    if (consent->purpose < 0)
        return netmkt__fail(NETMKT_E_FORMAT, "there is no purpose \"%.40s\"", r->text[PURPOSE]);
    r->blame = CHANNEL;
    if (r->text[CHANNEL][0] != '\0')
        status = netmkt_channel_by_name(r->store, r->text[CHANNEL], &consent->channel);
    if (status != NETMKT_OK)
        return status;
    r->blame = CUSTOMER;
    status = netmkt_customer_put(r->store, r->text[CUSTOMER], &consent->customer);
    r->blame = FIELDS;
    return status;
}

static netmkt_status read_row(reading *r, size_t count)
{
    netmkt_consent consent;
    size_t added = 0;
    netmkt_status status;

    r->blame = FIELDS;
    if (count != r->columns)
        return netmkt__fail(NETMKT_E_FORMAT, "%zu fields, the header has %zu", count, r->columns);
    for (size_t c = 0; c < count; c++)
        if (r->fields[c].fault != NETMKT__CSV_GOOD)
            return netmkt__fail(NETMKT_E_FORMAT, "the quotes of column %zu are wrong", c + 1);
    netmkt_consent_init(&consent);
    status = read_texts(r);
    if (status == NETMKT_OK)
        status = read_values(r, &consent);
    consent.source = r->text[SOURCE];
    consent.proof = r->text[PROOF];
    consent.policy = r->text[POLICY];
    if (status == NETMKT_OK)
        status = netmkt_consent_add(r->store, &consent, sizeof consent, 1, &added);
    r->added += added;
    return status;
}

static netmkt_status read_rows(reading *r)
{
    netmkt_status status = NETMKT_OK;
    size_t rows = 0;

    while (status == NETMKT_OK) {
        unsigned long long line = (unsigned long long)r->csv.line + 1;
        size_t count;

        if (!netmkt__csv_next(&r->csv, r->fields, COLUMNS_MOST, &count))
            break;
        if (count == 1 && r->fields[0].length == 0 && r->columns > 1)
            continue; /* an empty line */
        status = read_row(r, count);
        rows++;
        if (status != NETMKT_OK && status != NETMKT_E_NOMEM)
            status = r->blame < FIELDS ? netmkt__prefix(status, "line %llu, column %s: ", line, field_names[r->blame])
                                       : netmkt__prefix(status, "line %llu: ", line);
    }
    if (status == NETMKT_OK && rows == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "there is a header, but no row");
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
    status = read_header(r);
    if (status == NETMKT_OK)
        status = read_rows(r);
    if (status == NETMKT_OK)
        status = netmkt_store_commit(r->store);
    if (status != NETMKT_OK)
        (void)netmkt_store_rollback(r->store);
    return status;
}

static netmkt_status check_store(netmkt_store *store)
{
    netmkt_status status = netmkt__store_write(store);

    if (status != NETMKT_OK)
        return status;
    if (netmkt__records_changed(&store->records))
        status = netmkt__fail(NETMKT_E_STATE, "the store has uncommitted work: commit it or roll it back before consents are read");
    netmkt__store_write_end(store);
    return status;
}

netmkt_status netmkt_consent_read(netmkt_store *store, const char *bytes, size_t size, size_t *added)
{
    reading *r;
    netmkt_status status;

    if (added != NULL)
        *added = 0;
    if (store == NULL || (bytes == NULL && size != 0))
        return netmkt__misuse("store and bytes are needed");
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
    status = read_copy(r, bytes, size);
    if (status == NETMKT_OK && added != NULL)
        *added = r->added;
    netmkt__free(r->context, r->bytes);
    netmkt__free(r->context, r);
    return status;
}
