/* All that is known of one person as JSON: what was put in, member by member. Each part asks the store through its public functions, so that no
 * lock is held while the caller's writer runs. */
#include "io/person_export.h"

#include <stdio.h>
#include <string.h>

#include <netmkt/disclosure.h>
#include <netmkt/suppression.h>

#include "base/context.h"
#include "base/number_text.h"
#include "base/status.h"
#include "io/records.h"
#include "store/store.h"
#include "store/view.h"

#define MOST_TEXT 4096

static void put_store(netmkt__person_export *p)
{
    netmkt__json *json = &p->json;

    netmkt__json_open(json, "store", '{');
    netmkt__json_string(json, "currency", p->facts.currency);
    netmkt__json_whole(json, "currency_exponent", p->facts.currency_exponent);
    netmkt__json_whole(json, "day_offset_minutes", p->facts.day_offset_minutes);
    netmkt__json_close(json, '}');
}

/* The key of somebody who was merged into him; 0: it is nobody's. */
static size_t merged_key(netmkt_store *store, uint32_t number, netmkt_customer_id into, char *key)
{
    const netmkt__customers *customers = &store->records.customers;
    size_t length = 0;

    netmkt__store_lock_read(store);
    for (; number < customers->redirect_count && customers->redirect[number] != into; number++)
        ;
    if (number < customers->redirect_count) {
        length = netmkt__map_length(&customers->keys, number);
        memcpy(key, netmkt__map_text(&customers->keys, number), length);
    }
    netmkt__store_unlock(store);
    key[length] = '\0';
    return length > 0 ? (size_t)number + 1 : 0;
}

static netmkt_status put_customer(netmkt__person_export *p)
{
    char key[NETMKT__KEY_MOST + 1];
    netmkt_status status = netmkt_customer_key(p->store, p->customer, key, sizeof key, NULL);
    size_t next = 0;

    if (status != NETMKT_OK)
        return status;
    netmkt__json_open(&p->json, "customer", '{');
    netmkt__json_whole(&p->json, "id", (int64_t)p->customer);
    netmkt__json_string(&p->json, "key", key);
    netmkt__json_open(&p->json, "other_keys", '[');
    while ((next = merged_key(p->store, (uint32_t)next, p->customer, key)) != 0)
        netmkt__json_string(&p->json, NULL, key);
    netmkt__json_close(&p->json, ']');
    netmkt__json_close(&p->json, '}');
    return NETMKT_OK;
}

/* --- Attributes */

static netmkt_status put_value(netmkt__person_export *p, netmkt_attribute_id id, int32_t type, const char *name)
{
    char text[MOST_TEXT];
    uint32_t personal = NETMKT_PERSONAL_UNSAID;
    double real = 0;
    int64_t whole = 0;
    netmkt_status status;

    (void)netmkt_attribute_personal(p->store, id, &personal);
    if (type == NETMKT_TYPE_TEXT)
        status = netmkt_customer_get_text(p->store, p->customer, id, text, sizeof text, NULL);
    else if (type == NETMKT_TYPE_REAL)
        status = netmkt_customer_get_real(p->store, p->customer, id, &real);
    else
        status = netmkt_customer_get_int(p->store, p->customer, id, &whole);
    if (status != NETMKT_OK)
        return status == NETMKT_DONE ? NETMKT_OK : status;
    netmkt__json_open(&p->json, NULL, '{');
    netmkt__json_string(&p->json, "name", name);
    netmkt__json_string(&p->json, "type", netmkt__type_name(type));
    if (personal == NETMKT_PERSONAL_UNSAID)
        netmkt__json_string(&p->json, "personal", NULL);
    else
        netmkt__json_bool(&p->json, "personal", personal == NETMKT_PERSONAL_YES);
    if (type == NETMKT_TYPE_TEXT)
        netmkt__json_string(&p->json, "value", text);
    else if (type == NETMKT_TYPE_REAL)
        netmkt__json_real(&p->json, "value", real);
    else if (type == NETMKT_TYPE_TIME)
        netmkt__json_time(&p->json, "value", whole);
    else if (type == NETMKT_TYPE_BOOL)
        netmkt__json_bool(&p->json, "value", whole != 0);
    else
        netmkt__json_whole(&p->json, "value", whole);
    netmkt__json_close(&p->json, '}');
    return NETMKT_OK;
}

static netmkt_status put_attributes(netmkt__person_export *p)
{
    netmkt_status status = NETMKT_OK;
    netmkt_attribute_id id;
    const char *name;
    int32_t type;

    netmkt__json_open(&p->json, "attributes", '[');
    for (uint32_t i = 0; status == NETMKT_OK && netmkt_attribute_describe(p->store, i, &id, &type, &name) == NETMKT_OK; i++)
        status = put_value(p, id, type, name);
    netmkt__json_close(&p->json, ']');
    return status;
}

/* --- Events */

static netmkt_status put_names(netmkt__person_export *p, const netmkt_event *e)
{
    const char *kind = NULL, *channel = NULL, *campaign = NULL, *offer = NULL;
    netmkt_status status = netmkt_kind_get(p->store, e->kind, &kind, NULL);

    if (status == NETMKT_OK && e->channel != 0)
        status = netmkt_channel_get(p->store, e->channel, &channel, NULL);
    if (status == NETMKT_OK && e->campaign != 0)
        status = netmkt_campaign_get(p->store, e->campaign, NULL, &campaign, NULL, NULL, NULL, 0, NULL);
    if (status == NETMKT_OK && e->offer != 0)
        status = netmkt_offer_get(p->store, e->offer, NULL, &offer);
    netmkt__json_string(&p->json, "kind", kind);
    netmkt__json_string(&p->json, "channel", channel);
    netmkt__json_string(&p->json, "campaign", campaign);
    netmkt__json_string(&p->json, "offer", offer);
    return status;
}

static netmkt_status put_event(netmkt__person_export *p, const netmkt_event *e)
{
    netmkt__json *json = &p->json;
    char reference[40];
    netmkt_status status;

    netmkt__json_open(json, NULL, '{');
    netmkt__json_time(json, "time", e->time_ms);
    status = put_names(p, e);
    netmkt__json_whole(json, "variant", e->variant);
    netmkt__json_string(json, "initiator", netmkt__initiator_name(e->initiator));
    netmkt__json_money(json, "amount", e->amount, p->facts.currency_exponent);
    netmkt__json_money(json, "cost", e->cost, p->facts.currency_exponent);
    if (e->rating == NETMKT_NO_RATING)
        netmkt__json_string(json, "rating", NULL);
    else
        netmkt__json_money(json, "rating", e->rating, 3);
    (void)snprintf(reference, sizeof reference, "%016llx%016llx", (unsigned long long)e->reference[0], (unsigned long long)e->reference[1]);
    netmkt__json_string(json, "reference", (e->reference[0] | e->reference[1]) != 0 ? reference : NULL);
    netmkt__json_close(json, '}');
    return status;
}

static netmkt_status put_events(netmkt__person_export *p)
{
    netmkt_event_cursor *cursor = NULL;
    netmkt_event_filter filter;
    netmkt_event event;
    netmkt_status status;

    netmkt_event_filter_init(&filter);
    filter.customer = p->customer;
    netmkt_event_init(&event);
    status = netmkt_event_cursor_open(p->store, &filter, &cursor);
    netmkt__json_open(&p->json, "events", '[');
    while (status == NETMKT_OK && !p->json.sink.stopped) {
        status = netmkt_event_cursor_next(cursor, &event);
        if (status == NETMKT_OK)
            status = put_event(p, &event);
    }
    netmkt__json_close(&p->json, ']');
    netmkt_event_cursor_close(cursor);
    return status == NETMKT_DONE ? NETMKT_OK : status;
}

/* --- Consents, and who got what */

/* The rows of a table as an array of objects, without the column "customer"; an empty text is null. */
static void put_rows(netmkt__json *json, const char *name, const netmkt_table *table)
{
    netmkt__json_open(json, name, '[');
    for (size_t row = 0; row < netmkt_table_rows(table); row++) {
        netmkt__json_open(json, NULL, '{');
        for (size_t c = 0; c < netmkt_table_columns(table); c++) {
            const char *column = netmkt_table_column_name(table, c);
            const void *data = NULL;
            int32_t type = 0;

            if (strcmp(column, "customer") == 0 || netmkt_table_column(table, column, &type, &data) != NETMKT_OK)
                continue;
            if (type == NETMKT_COLUMN_TIME) {
                netmkt__json_time(json, column, ((const int64_t *)data)[row]);
            } else if (type == NETMKT_COLUMN_TEXT) {
                const char *text = ((const char *const *)data)[row];

                netmkt__json_string(json, column, text[0] != '\0' ? text : NULL);
            }
        }
        netmkt__json_close(json, '}');
    }
    netmkt__json_close(json, ']');
}

static netmkt_status put_consents(netmkt__person_export *p)
{
    char key[NETMKT__KEY_MOST + 1];
    netmkt_table *consents = NULL, *disclosures = NULL, *suppressions = NULL;
    netmkt_status status = netmkt_customer_key(p->store, p->customer, key, sizeof key, NULL);

    if (status == NETMKT_OK)
        status = netmkt_suppression_list(p->store, key, &suppressions);
    if (status == NETMKT_OK)
        status = netmkt_consent_list(p->store, p->customer, &consents);

    if (status == NETMKT_OK)
        status = netmkt_disclosure_list(p->store, p->customer, &disclosures);
    if (status == NETMKT_OK) {
        put_rows(&p->json, "consents", consents);
        put_rows(&p->json, "disclosures", disclosures);
        put_rows(&p->json, "suppressions", suppressions);
    }
    netmkt_table_free(consents);
    netmkt_table_free(disclosures);
    netmkt_table_free(suppressions);
    return status;
}

/* --- The whole */

static netmkt_status write_all(netmkt__person_export *p)
{
    netmkt_status status;

    netmkt__json_open(&p->json, NULL, '{');
    put_store(p);
    status = put_customer(p);
    if (status == NETMKT_OK)
        status = put_attributes(p);
    if (status == NETMKT_OK)
        status = put_events(p);
    if (status == NETMKT_OK)
        status = put_consents(p);
    if (status != NETMKT_OK)
        return status;
    netmkt__json_open(&p->json, "derived", '{');
    status = netmkt__person_derived(p);
    netmkt__json_close(&p->json, '}');
    netmkt__json_close(&p->json, '}');
    netmkt__sink_byte(&p->json.sink, '\n');
    netmkt__sink_flush(&p->json.sink);
    if (status == NETMKT_OK && p->json.sink.stopped)
        return netmkt__fail(NETMKT_E_CANCELLED, "the function that takes the bytes said stop");
    return status;
}

netmkt_status netmkt_person_write(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                  netmkt_write_function write, void *user)
{
    netmkt_context *context;
    netmkt__person_export *p;
    netmkt_status status;

    if (store == NULL || write == NULL)
        return netmkt__misuse("store and write are needed");
    if (as_of_ms != NETMKT_LATEST && (as_of_ms < NETMKT_TIME_MIN || as_of_ms > NETMKT_TIME_MAX))
        return netmkt__fail(NETMKT_E_RANGE, "the moment %lld is not in the years 0001 to 9999", (long long)as_of_ms);
    context = netmkt__store_context(store);
    p = netmkt__calloc(context, 1, sizeof *p);
    if (p == NULL)
        return netmkt__nomem();
    p->store = store;
    p->settings = settings;
    p->customer = customer;
    p->as_of_ms = as_of_ms;
    p->json.sink.write = write;
    p->json.sink.user = user;
    p->facts.struct_size = sizeof p->facts;
    status = netmkt_store_stats(store, &p->facts);
    if (status == NETMKT_OK)
        status = netmkt_customer_key(store, customer, NULL, 0, NULL);
    if (status == NETMKT_E_RANGE)
        status = NETMKT_OK; /* he has a key */
    if (status == NETMKT_OK)
        status = write_all(p);
    netmkt__free(context, p);
    return status;
}
