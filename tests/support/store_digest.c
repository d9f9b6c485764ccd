#include "support/store_digest.h"

#include <check.h>
#include <string.h>

#include <netmkt/segment.h>
#include <netmkt/disclosure.h>
#include <netmkt/suppression.h>
#include <netmkt/spend.h>

static uint64_t mix(uint64_t digest, const void *bytes, size_t size)
{
    const unsigned char *p = bytes;

    for (size_t i = 0; i < size; i++)
        digest = (digest ^ p[i]) * UINT64_C(1099511628211);
    return digest;
}

static uint64_t mix_text(uint64_t digest, const char *text)
{
    return mix(digest, text, strlen(text) + 1);
}

static uint64_t mix_segments(uint64_t digest, netmkt_store *store)
{
    netmkt_table *table;
    const void *name, *text;

    ck_assert_int_eq(netmkt_segment_list(store, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "name", NULL, &name), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "expression", NULL, &text), NETMKT_OK);
    for (size_t i = 0; i < netmkt_table_rows(table); i++)
        digest = mix_text(mix_text(digest, ((const char *const *)name)[i]), ((const char *const *)text)[i]);
    netmkt_table_free(table);
    return digest;
}

static uint64_t mix_spends(uint64_t digest, netmkt_store *store)
{
    static const char *const texts[] = {"channel", "campaign", "day"};
    netmkt_table *table;
    const void *values;

    ck_assert_int_eq(netmkt_spend_list(store, &table), NETMKT_OK);
    for (size_t c = 0; c < 3; c++) {
        ck_assert_int_eq(netmkt_table_column(table, texts[c], NULL, &values), NETMKT_OK);
        for (size_t i = 0; i < netmkt_table_rows(table); i++)
            digest = mix_text(digest, ((const char *const *)values)[i]);
    }
    ck_assert_int_eq(netmkt_table_column(table, "amount", NULL, &values), NETMKT_OK);
    digest = mix(digest, values, netmkt_table_rows(table) * sizeof(int64_t));
    netmkt_table_free(table);
    return digest;
}

/* Every text and time of a table, row by row. */
static uint64_t mix_table(uint64_t digest, netmkt_table *table)
{
    for (size_t row = 0; row < netmkt_table_rows(table); row++) {
        for (size_t c = 0; c < netmkt_table_columns(table); c++) {
            const void *values;
            int32_t type;

            ck_assert_int_eq(netmkt_table_column(table, netmkt_table_column_name(table, c), &type, &values), NETMKT_OK);
            if (type == NETMKT_COLUMN_TEXT)
                digest = mix_text(digest, ((const char *const *)values)[row]);
            else
                digest = mix(digest, (const char *)values + 8 * row, 8);
        }
    }
    netmkt_table_free(table);
    return digest;
}

static uint64_t mix_lists(uint64_t digest, netmkt_store *store)
{
    netmkt_table *table;

    ck_assert_int_eq(netmkt_consent_list(store, 0, &table), NETMKT_OK);
    digest = mix_table(digest, table);
    ck_assert_int_eq(netmkt_disclosure_list(store, 0, &table), NETMKT_OK);
    digest = mix_table(digest, table);
    ck_assert_int_eq(netmkt_suppression_list(store, NULL, &table), NETMKT_OK);
    return mix_table(digest, table);
}

static uint64_t mix_attributes(uint64_t digest, netmkt_store *store, netmkt_customer_id customer)
{
    netmkt_attribute_id id;
    int32_t type;
    const char *name;

    for (uint32_t i = 0; netmkt_attribute_describe(store, i, &id, &type, &name) == NETMKT_OK; i++) {
        char text[4096];
        int64_t whole;
        double real;
        netmkt_status status;

        if (type == NETMKT_TYPE_TEXT)
            status = netmkt_customer_get_text(store, customer, id, text, sizeof text, NULL);
        else if (type == NETMKT_TYPE_REAL)
            status = netmkt_customer_get_real(store, customer, id, &real);
        else
            status = netmkt_customer_get_int(store, customer, id, &whole);
        digest = mix_text(mix(digest, &status, sizeof status), name);
        if (status != NETMKT_OK)
            continue;
        if (type == NETMKT_TYPE_TEXT)
            digest = mix_text(digest, text);
        else
            digest = type == NETMKT_TYPE_REAL ? mix(digest, &real, sizeof real) : mix(digest, &whole, sizeof whole);
    }
    return digest;
}

static uint64_t mix_personal(uint64_t digest, netmkt_store *store)
{
    netmkt_attribute_id id;
    uint32_t personal;

    for (uint32_t i = 0; netmkt_attribute_describe(store, i, &id, NULL, NULL) == NETMKT_OK; i++) {
        ck_assert_int_eq(netmkt_attribute_personal(store, id, &personal), NETMKT_OK);
        digest = mix(digest, &personal, sizeof personal);
    }
    return digest;
}

static uint64_t mix_definitions(uint64_t digest, netmkt_store *store)
{
    netmkt_channel_id channel = 0;
    netmkt_kind_id kind = 0;
    netmkt_campaign campaign = {.struct_size = sizeof campaign};
    netmkt_offer offer = {.struct_size = sizeof offer};
    netmkt_kind properties = {.struct_size = sizeof properties};
    const char *name, *audience, *content;
    netmkt_channel_id used[64];
    uint32_t flags;
    size_t count;

    while (netmkt_channel_next(store, channel, &channel) == NETMKT_OK) {
        ck_assert_int_eq(netmkt_channel_get(store, channel, &name, &flags), NETMKT_OK);
        digest = mix(mix_text(digest, name), &flags, sizeof flags);
    }
    while (netmkt_kind_next(store, kind, &kind) == NETMKT_OK) {
        ck_assert_int_eq(netmkt_kind_get(store, kind, &name, &properties), NETMKT_OK);
        digest = mix(mix_text(digest, name), &properties, sizeof properties);
    }
    for (uint32_t i = 1; netmkt_campaign_get(store, i, &campaign, &name, &audience, &content, used, 64, &count) == NETMKT_OK; i++) {
        digest = mix_text(mix_text(mix_text(mix(digest, &campaign, sizeof campaign), name), audience), content);
        digest = mix(digest, used, count * sizeof *used);
    }
    for (uint32_t i = 1; netmkt_offer_get(store, i, &offer, &name) == NETMKT_OK; i++)
        digest = mix_text(mix(digest, &offer, sizeof offer), name);
    return mix_lists(mix_spends(mix_segments(mix_personal(digest, store), store), store), store);
}

uint64_t store_digest(netmkt_store *store)
{
    uint64_t digest = UINT64_C(14695981039346656037), customers;
    netmkt_event_cursor *cursor;
    netmkt_event event;

    ck_assert_int_eq(netmkt_customer_count(store, &customers), NETMKT_OK);
    digest = mix(digest, &customers, sizeof customers);
    for (netmkt_customer_id id = 1; id <= customers; id++) {
        char key[256];
        netmkt_status status = netmkt_customer_key(store, id, key, sizeof key, NULL);

        digest = mix(digest, &status, sizeof status);
        if (status == NETMKT_OK)
            digest = mix_attributes(mix_text(digest, key), store, id);
    }
    digest = mix_definitions(digest, store);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    while (netmkt_event_cursor_next(cursor, &event) == NETMKT_OK)
        digest = mix(digest, &event, sizeof event);
    netmkt_event_cursor_close(cursor);
    return digest;
}

netmkt_event store_event(netmkt_customer_id customer, int64_t time_ms, netmkt_kind_id kind, int64_t amount)
{
    netmkt_event event;

    netmkt_event_init(&event);
    event.customer = customer;
    event.time_ms = time_ms;
    event.kind = kind;
    event.amount = amount;
    return event;
}
