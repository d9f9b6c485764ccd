/* The export's public functions: a store as CSV, row after row, in pieces of any size. */
#include <netmkt/import.h>

#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "io/export_state.h"
#include "io/records.h"
#include "store/store.h"
#include "store/view.h"

#define LEAST_SECRET 16
#define MOST_SECRET 4096
#define EMPTY_TEXT 1 /* its number in every dictionary */

/* 1 if some customer has a value of the attribute of that rank that can be told from none in a CSV. */
static int is_used(netmkt_store *store, uint32_t rank)
{
    const netmkt__attributes *attributes = &store->records.attributes;
    int text, used = 0;
    uint64_t value;

    (void)pthread_rwlock_rdlock(&store->lock);
    text = netmkt__attribute_column_of(attributes, rank)->type == NETMKT_TYPE_TEXT;
    for (uint32_t i = 1; i <= store->records.customers.keys.count && !used; i++)
        used = netmkt__customer_alive(&store->records.customers, i) && netmkt__attribute_get(attributes, rank, i, &value) &&
               !(text && value == EMPTY_TEXT);
    (void)pthread_rwlock_unlock(&store->lock);
    return used;
}

/* The attributes that need a column. */
static netmkt_status find_attributes(netmkt_export *e)
{
    netmkt__export_attribute attribute;
    netmkt_status status = NETMKT_OK;
    size_t capacity = 0;

    for (uint32_t rank = 0; status == NETMKT_OK; rank++) {
        if (netmkt_attribute_describe(e->store, rank, &attribute.id, &attribute.type, &attribute.name) != NETMKT_OK)
            break;
        if (!is_used(e->store, rank) || !netmkt__export_may_tell(e, attribute.id))
            continue;
        status = netmkt__grow(e->context, &e->attributes, &capacity, e->attribute_count + 1, sizeof attribute);
        if (status == NETMKT_OK)
            e->attributes[e->attribute_count++] = attribute;
    }
    return status;
}

/* With `secret` NULL as everything is, else by pseudonyms. */
static netmkt_status begin(netmkt_store *store, const void *secret, size_t secret_size, netmkt_export **out)
{
    netmkt_context *context = netmkt__store_context(store);
    netmkt_export *e = netmkt__calloc(context, 1, sizeof *e);
    netmkt_status status;

    if (e == NULL)
        return netmkt__nomem();
    if (secret != NULL) {
        e->pseudonymous = 1;
        netmkt__hmac_key_init(&e->secret, secret, secret_size);
    }
    e->context = context;
    e->store = store;
    e->row.context = context;
    e->stats.struct_size = sizeof e->stats;
    status = netmkt_store_stats(store, &e->stats);
    if (status == NETMKT_OK)
        status = netmkt_customer_count(store, &e->customers);
    if (status == NETMKT_OK)
        status = find_attributes(e);
    if (status != NETMKT_OK) {
        netmkt_export_free(e);
        return status;
    }
    e->row.columns = NETMKT__EXPORT_COLUMNS + e->attribute_count;
    *out = e;
    return NETMKT_OK;
}

netmkt_status netmkt_export_new(netmkt_store *store, netmkt_export **out)
{
    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    return begin(store, NULL, 0, out);
}

netmkt_status netmkt_export_pseudonymous(netmkt_store *store, const void *secret, size_t size, netmkt_export **out)
{
    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL || secret == NULL)
        return netmkt__misuse("store and secret are needed");
    if (size < LEAST_SECRET || size > MOST_SECRET)
        return netmkt__fail(NETMKT_E_RANGE, "a secret of %zu bytes; %d to %d are wanted", size, LEAST_SECRET, MOST_SECRET);
    return begin(store, secret, size, out);
}

void netmkt_export_free(netmkt_export *e)
{
    if (e == NULL)
        return;
    netmkt_event_cursor_close(e->cursor);
    netmkt_table_free(e->spends);
    netmkt_table_free(e->consents);
    netmkt_table_free(e->disclosures);
    netmkt_table_free(e->suppressions);
    netmkt__csv_row_free(&e->row);
    netmkt__free(e->context, e->attributes);
    netmkt__free(e->context, e->anonymous);
    memset(&e->secret, 0, sizeof e->secret);
    netmkt__free(e->context, e);
}

static netmkt_status header_row(netmkt_export *e)
{
    static const char prefix[] = NETMKT__EXPORT_ATTRIBUTE;
    char name[sizeof prefix + 64];

    if (e->next++ > 0)
        return NETMKT_DONE;
    netmkt__csv_row_begin(&e->row);
    for (size_t c = 0; c < NETMKT__EXPORT_COLUMNS; c++)
        netmkt__csv_row_text(&e->row, c, netmkt__export_column(c));
    for (size_t i = 0; i < e->attribute_count; i++) {
        size_t length = strlen(e->attributes[i].name);

        memcpy(name, prefix, sizeof prefix - 1);
        memcpy(name + sizeof prefix - 1, e->attributes[i].name, length);
        netmkt__csv_row_put(&e->row, NETMKT__EXPORT_COLUMNS + i, name, sizeof prefix - 1 + length);
    }
    netmkt__csv_row_end(&e->row);
    return e->row.status;
}

/* Rows of a kind that is not told by pseudonyms are left out: what is new here must be thought about first. */
static int is_told(const netmkt_export *e)
{
    switch (e->phase) {
    case NETMKT__EXPORT_HEADER_ROW:
    case NETMKT__EXPORT_STORE_ROW:
    case NETMKT__EXPORT_ATTRIBUTE_ROWS:
    case NETMKT__EXPORT_KIND_ROWS:
    case NETMKT__EXPORT_CHANNEL_ROWS:
    case NETMKT__EXPORT_CAMPAIGN_ROWS:
    case NETMKT__EXPORT_OFFER_ROWS:
    case NETMKT__EXPORT_SPEND_ROWS:
    case NETMKT__EXPORT_CUSTOMER_ROWS:
    case NETMKT__EXPORT_EVENT_ROWS:
        return 1;
    default:
        return !e->pseudonymous;
    }
}

/* The next row, of this phase or of a later one. */
static netmkt_status next_row(netmkt_export *e)
{
    netmkt_status status = NETMKT_DONE;

    while (status == NETMKT_DONE && e->phase != NETMKT__EXPORT_OVER) {
        if (!is_told(e))
            status = NETMKT_DONE;
        else if (e->phase == NETMKT__EXPORT_HEADER_ROW)
            status = header_row(e);
        else if (e->phase == NETMKT__EXPORT_SUPPRESSION_ROWS)
            status = netmkt__export_suppression(e);
        else if (e->phase == NETMKT__EXPORT_CUSTOMER_ROWS)
            status = netmkt__export_customer(e);
        else if (e->phase == NETMKT__EXPORT_CONSENT_ROWS)
            status = netmkt__export_consent(e);
        else if (e->phase == NETMKT__EXPORT_DISCLOSURE_ROWS)
            status = netmkt__export_disclosure(e);
        else if (e->phase == NETMKT__EXPORT_EVENT_ROWS)
            status = netmkt__export_event(e);
        else
            status = netmkt__export_definition(e);
        if (status == NETMKT_DONE) {
            e->phase++;
            e->next = 0;
        }
    }
    e->given = 0;
    return status;
}

netmkt_status netmkt_export_next(netmkt_export *e, char *buffer, size_t capacity, size_t *length)
{
    netmkt_status status = NETMKT_OK;

    if (length != NULL)
        *length = 0;
    if (e == NULL || buffer == NULL || length == NULL || capacity == 0)
        return netmkt__misuse("an export, and a buffer of at least one byte, are needed");
    while (*length < capacity) {
        size_t rest, part;

        if (e->given == e->row.size)
            status = next_row(e);
        if (status != NETMKT_OK) {
            e->row.size = e->given = 0;
            break;
        }
        rest = e->row.size - e->given;
        part = rest < capacity - *length ? rest : capacity - *length;
        memcpy(buffer + *length, e->row.bytes + e->given, part);
        e->given += part;
        *length += part;
    }
    if (status == NETMKT_DONE && *length > 0)
        return NETMKT_OK; /* the next call says that it was all */
    if (status < 0)
        *length = 0;
    return status;
}
