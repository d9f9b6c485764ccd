/* A CSV of consents into the store: rows to records, all of it one commit. */
#include <netmkt/consent.h>
#include <netmkt/time.h>

#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "io/record_csv.h"
#include "store/view.h"

enum { CUSTOMER, TIME, STATUS, CHANNEL, PURPOSE, SOURCE, PROOF, POLICY, FIELDS };
enum { TEXT_MOST = 4095 };

static const netmkt__record_field record_fields[FIELDS] = {
    [CUSTOMER] = {"customer", "|customer|", 1}, [TIME] = {"time", "|time|", 1},       [STATUS] = {"status", "|status|", 1}, [CHANNEL] = {"channel", "|channel|", 0},
    [PURPOSE] = {"purpose", "|purpose|", 0},    [SOURCE] = {"source", "|source|", 0}, [PROOF] = {"proof", "|proof|", 0},    [POLICY] = {"policy", "|policy|", 0},
};

typedef struct reading {
    netmkt__record_csv csv;
    netmkt_store *store;
    char text[FIELDS][TEXT_MOST + 1];
    size_t added;
} reading;

/* Every field as a text; "" where there is none. */
static netmkt_status read_texts(reading *r)
{
    netmkt_status status = NETMKT_OK;

    for (int f = 0; f < FIELDS && status == NETMKT_OK; f++) {
        status = netmkt__record_csv_text(&r->csv, f, TEXT_MOST, r->text[f]);
        if (status == NETMKT_OK && record_fields[f].needed && r->text[f][0] == '\0')
            status = netmkt__fail(NETMKT_E_FORMAT, "it is missing");
    }
    return status;
}

static netmkt_status read_values(reading *r, netmkt_consent *consent)
{
    int32_t is_date;
    netmkt_status status;

    r->csv.blame = TIME;
    status = netmkt_time_parse(r->text[TIME], strlen(r->text[TIME]), 0, &consent->time_ms, &is_date);
    if (status != NETMKT_OK)
        return status;
    r->csv.blame = STATUS;
    consent->status = netmkt_consent_by_name(r->text[STATUS]);
    if (consent->status < 0)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.40s\" is none of unknown, requested, granted, confirmed, withdrawn", r->text[STATUS]);
    r->csv.blame = PURPOSE;
    consent->purpose = r->text[PURPOSE][0] != '\0' ? netmkt_purpose_by_name(r->text[PURPOSE]) : 0;
    if (consent->purpose < 0)
        return netmkt__fail(NETMKT_E_FORMAT, "there is no purpose \"%.40s\"", r->text[PURPOSE]);
    r->csv.blame = CHANNEL;
    if (r->text[CHANNEL][0] != '\0')
        status = netmkt_channel_by_name(r->store, r->text[CHANNEL], &consent->channel);
    if (status != NETMKT_OK)
        return status;
    r->csv.blame = CUSTOMER;
    status = netmkt_customer_put(r->store, r->text[CUSTOMER], &consent->customer);
    if (status == NETMKT_OK)
        r->csv.blame = FIELDS;
    return status;
}

static netmkt_status read_row(reading *r)
{
    netmkt_consent consent;
    size_t added = 0;
    netmkt_status status = read_texts(r);

    netmkt_consent_init(&consent);
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

/* Take the rows in, and give everything back if that fails; the message stays. */
static netmkt_status read_all(reading *r)
{
    netmkt_status status;

    while ((status = netmkt__record_csv_next(&r->csv)) == NETMKT_OK) {
        status = netmkt__record_csv_say(&r->csv, read_row(r));
        if (status != NETMKT_OK)
            break;
    }
    if (status == NETMKT_DONE)
        status = netmkt_store_commit(r->store);
    if (status != NETMKT_OK)
        (void)netmkt_store_rollback(r->store);
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
    r = netmkt__calloc(netmkt__store_context(store), 1, sizeof *r);
    if (r == NULL)
        return netmkt__nomem();
    r->store = store;
    status = netmkt__record_csv_begin(&r->csv, store, bytes, size, record_fields, FIELDS, "consents are");
    if (status == NETMKT_OK)
        status = read_all(r);
    if (status == NETMKT_OK && added != NULL)
        *added = r->added;
    netmkt__record_csv_free(&r->csv);
    netmkt__free(netmkt__store_context(store), r);
    return status;
}
