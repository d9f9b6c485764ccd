/* A CSV of suppressions into the store: rows to entries, all of it one commit. */
#include <netmkt/suppression.h>
#include <netmkt/time.h>

#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/hex.h"
#include "io/record_csv.h"
#include "record/customer.h"
#include "store/view.h"

enum { KEY, HASH, TIME, CHANNEL, REASON, STATE, FIELDS };
enum { TEXT_MOST = 255, AT_ONCE = 16384 };

static const netmkt__record_field record_fields[FIELDS] = {
    [KEY] = {"key", "|key|customer|", 0},    [HASH] = {"hash", "|hash|", 0},       [TIME] = {"time", "|time|", 1},
    [CHANNEL] = {"channel", "|channel|", 0}, [REASON] = {"reason", "|reason|", 0}, [STATE] = {"state", "|state|", 0},
};

typedef struct reading {
    netmkt__record_csv csv;
    netmkt_store *store;
    size_t added, waiting, at_once;
    int has_secret;
    netmkt_suppression *entry; /* so many are added together, since a hash new to the list is looked for among all customers */
    char (*key)[TEXT_MOST + 1];
    unsigned char (*hash)[NETMKT_SUPPRESSION_HASH];
    char text[TEXT_MOST + 1];
} reading;

/* The field's cell in r->text. */
static netmkt_status text_of(reading *r, int field)
{
    return netmkt__record_csv_text(&r->csv, field, TEXT_MOST, r->text);
}

static netmkt_status read_person(reading *r, netmkt_suppression *entry)
{
    char *key = r->key[r->waiting];
    netmkt_status status = text_of(r, HASH);

    if (status == NETMKT_OK && r->text[0] != '\0') {
        if (!netmkt__hex_read(r->text, strlen(r->text), r->hash[r->waiting], NETMKT_SUPPRESSION_HASH))
            return netmkt__fail(NETMKT_E_FORMAT, "\"%.80s\" is no hash of %d hexadecimal digits", r->text, 2 * NETMKT_SUPPRESSION_HASH);
        if (!r->has_secret)
            return netmkt__fail(NETMKT_E_STATE, "the store has no secret of suppression yet, under which a hash could mean somebody; set the one that it was made with");
        entry->hash = r->hash[r->waiting];
        return NETMKT_OK; /* a list names the customer beside it, whose hash it is */
    }
    if (status == NETMKT_OK)
        status = netmkt__record_csv_text(&r->csv, KEY, TEXT_MOST, key);
    if (status == NETMKT_OK && key[0] == '\0')
        status = netmkt__fail(NETMKT_E_FORMAT, "there is neither a key nor a hash");
    if (status == NETMKT_OK)
        status = netmkt__key_check(key, strlen(key));
    entry->key = key;
    return status;
}

static netmkt_status read_facts(reading *r, netmkt_suppression *entry)
{
    int32_t is_date;
    netmkt_status status = text_of(r, TIME);

    if (status == NETMKT_OK && r->text[0] == '\0')
        status = netmkt__fail(NETMKT_E_FORMAT, "it is missing");
    if (status == NETMKT_OK)
        status = netmkt_time_parse(r->text, strlen(r->text), 0, &entry->time_ms, &is_date);
    if (status == NETMKT_OK)
        status = text_of(r, CHANNEL);
    if (status == NETMKT_OK && r->text[0] != '\0')
        status = netmkt_channel_by_name(r->store, r->text, &entry->channel);
    if (status == NETMKT_OK)
        status = text_of(r, REASON);
    if (status != NETMKT_OK)
        return status;
    entry->reason = r->text[0] == '\0' ? NETMKT_SUPPRESSED_ASKED : netmkt_suppressed_by_name(r->text);
    if (entry->reason < 0)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.40s\" is none of asked, bounce, complaint, withdrawn, list, other", r->text);
    status = text_of(r, STATE);
    if (status != NETMKT_OK)
        return status;
    entry->lifted = strcmp(r->text, "lifted") == 0;
    if (!entry->lifted && r->text[0] != '\0' && strcmp(r->text, "suppressed") != 0)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.40s\" is neither suppressed nor lifted", r->text);
    return NETMKT_OK;
}

static netmkt_status add_waiting(reading *r)
{
    size_t added = 0;
    netmkt_status status = netmkt_suppression_add(r->store, r->entry, sizeof *r->entry, r->waiting, &added);

    r->added += added;
    r->waiting = 0;
    return status;
}

static netmkt_status read_row(reading *r)
{
    netmkt_suppression *entry = &r->entry[r->waiting];
    netmkt_status status;

    netmkt_suppression_init(entry);
    status = read_person(r, entry);
    if (status == NETMKT_OK)
        status = read_facts(r, entry);
    r->csv.blame = status == NETMKT_OK ? FIELDS : r->csv.blame;
    if (status == NETMKT_OK && ++r->waiting == r->at_once)
        status = add_waiting(r);
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
        status = add_waiting(r);
    if (status == NETMKT_OK)
        status = netmkt_store_commit(r->store);
    if (status != NETMKT_OK)
        (void)netmkt_store_rollback(r->store);
    return status;
}

/* Room for as many entries as there can be rows, up to a block. */
static netmkt_status make_room(reading *r, const char *bytes, size_t size)
{
    netmkt_context *context = netmkt__store_context(r->store);

    r->at_once = 1;
    for (size_t i = 0; i < size && r->at_once < AT_ONCE; i++)
        r->at_once += bytes[i] == '\n';
    r->entry = netmkt__alloc(context, r->at_once, sizeof *r->entry);
    r->key = netmkt__alloc(context, r->at_once, sizeof *r->key);
    r->hash = netmkt__alloc(context, r->at_once, sizeof *r->hash);
    return r->entry != NULL && r->key != NULL && r->hash != NULL ? NETMKT_OK : netmkt__nomem();
}

netmkt_status netmkt_suppression_read(netmkt_store *store, const char *bytes, size_t size, size_t *added)
{
    unsigned char secret[NETMKT_SUPPRESSION_SECRET_MOST];
    size_t secret_size;
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
    (void)netmkt_suppression_secret(store, secret, &secret_size);
    r->has_secret = secret_size != 0;
    status = netmkt__record_csv_begin(&r->csv, store, bytes, size, record_fields, FIELDS, "suppressions are");
    if (status == NETMKT_OK && !netmkt__record_csv_has(&r->csv, KEY) && !netmkt__record_csv_has(&r->csv, HASH))
        status = netmkt__fail(NETMKT_E_NOT_FOUND, "suppressions are of a person: there is neither a column key nor a column hash");
    if (status == NETMKT_OK)
        status = make_room(r, bytes, size);
    if (status == NETMKT_OK)
        status = read_all(r);
    if (status == NETMKT_OK && added != NULL)
        *added = r->added;
    netmkt__record_csv_free(&r->csv);
    netmkt__free(netmkt__store_context(store), r->entry);
    netmkt__free(netmkt__store_context(store), r->key);
    netmkt__free(netmkt__store_context(store), r->hash);
    netmkt__free(netmkt__store_context(store), r);
    return status;
}
