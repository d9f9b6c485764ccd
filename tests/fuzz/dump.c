#include "fuzz/dump.h"

#include <netmkt/netmkt.h>

#include <math.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "io/import_state.h"

enum { BLOCK = 64, MOST_TEXT = 4096, MOST_CHANNELS = 64 };

static void put(bytes *out, uint64_t number)
{
    bytes_add_number(out, number, 8);
}

static void put_text(bytes *out, const char *text)
{
    REQUIRE(text != NULL);
    bytes_add(out, text, strlen(text) + 1);
}

static void put_real(bytes *out, double value)
{
    uint64_t bits = 0;

    if (!isnan(value))
        memcpy(&bits, &value, sizeof bits);
    put(out, isnan(value) ? UINT64_MAX : bits);
}

static void dump_stats(netmkt_store *store, bytes *out)
{
    netmkt_store_statistics s = {.struct_size = sizeof s};

    REQUIRE(netmkt_store_stats(store, &s) == NETMKT_OK);
    put_text(out, s.currency);
    put(out, (uint64_t)(s.currency_exponent * 10000 + s.day_offset_minutes));
    put(out, s.customers);
    put(out, s.events);
    put(out, (uint64_t)s.first_ms);
    put(out, (uint64_t)s.last_ms);
    put(out, s.attributes);
    put(out, s.kinds);
    put(out, s.channels);
    put(out, s.campaigns);
    put(out, s.offers);
}

static void dump_kinds(netmkt_store *store, bytes *out)
{
    netmkt_kind kind = {.struct_size = sizeof kind};
    netmkt_kind_id id = 0, found;
    const char *name;

    while (netmkt_kind_next(store, id, &id) == NETMKT_OK) {
        REQUIRE(netmkt_kind_get(store, id, &name, &kind) == NETMKT_OK);
        REQUIRE(netmkt_kind_by_name(store, name, &found) == NETMKT_OK && found == id);
        put(out, id);
        put_text(out, name);
        put(out, (uint64_t)kind.function << 8 | (uint64_t)kind.initiator);
        put_real(out, kind.weight);
    }
}

static void dump_channels(netmkt_store *store, bytes *out)
{
    netmkt_channel_id id = 0, found;
    uint32_t properties;
    const char *name;

    while (netmkt_channel_next(store, id, &id) == NETMKT_OK) {
        REQUIRE(netmkt_channel_get(store, id, &name, &properties) == NETMKT_OK);
        REQUIRE(netmkt_channel_by_name(store, name, &found) == NETMKT_OK && found == id);
        put(out, id);
        put_text(out, name);
        put(out, properties);
    }
}

static void dump_campaigns(netmkt_store *store, bytes *out)
{
    netmkt_campaign c = {.struct_size = sizeof c};
    netmkt_channel_id channels[MOST_CHANNELS];
    const char *name, *audience, *content;
    netmkt_campaign_id found;
    size_t count;

    for (netmkt_campaign_id id = 1;
         netmkt_campaign_get(store, id, &c, &name, &audience, &content, channels, MOST_CHANNELS, &count) == NETMKT_OK; id++) {
        REQUIRE(netmkt_campaign_by_name(store, name, &found) == NETMKT_OK && found == id && count <= MOST_CHANNELS);
        put_text(out, name);
        put_text(out, audience);
        put_text(out, content);
        put(out, (uint64_t)c.function);
        put(out, (uint64_t)c.budget);
        put(out, (uint64_t)c.start_ms);
        put(out, (uint64_t)c.end_ms);
        for (size_t i = 0; i < count; i++) {
            REQUIRE(netmkt_channel_get(store, channels[i], &name, NULL) == NETMKT_OK);
            put(out, channels[i]);
        }
    }
}

static void dump_offers(netmkt_store *store, bytes *out)
{
    netmkt_offer o = {.struct_size = sizeof o};
    netmkt_offer_id found;
    const char *name;

    for (netmkt_offer_id id = 1; netmkt_offer_get(store, id, &o, &name) == NETMKT_OK; id++) {
        REQUIRE(netmkt_offer_by_name(store, name, &found) == NETMKT_OK && found == id);
        put_text(out, name);
        put(out, (uint64_t)o.price);
        put(out, (uint64_t)o.unit_cost);
        put(out, (uint64_t)o.start_ms);
        put(out, (uint64_t)o.end_ms);
    }
}

static void dump_value(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int32_t type, bytes *out)
{
    char text[MOST_TEXT];
    netmkt_status status;
    int64_t whole = 0;
    double real = 0.0;
    size_t length;

    if (type == NETMKT_TYPE_TEXT)
        status = netmkt_customer_get_text(store, customer, attribute, text, sizeof text, &length);
    else if (type == NETMKT_TYPE_REAL)
        status = netmkt_customer_get_real(store, customer, attribute, &real);
    else
        status = netmkt_customer_get_int(store, customer, attribute, &whole);
    REQUIRE(status == NETMKT_OK || status == NETMKT_DONE);
    if (status == NETMKT_DONE)
        return;
    put(out, customer);
    put(out, attribute);
    if (type == NETMKT_TYPE_TEXT) {
        REQUIRE(strlen(text) == length);
        put_text(out, text);
    } else if (type == NETMKT_TYPE_REAL) {
        REQUIRE(isfinite(real));
        put_real(out, real);
    } else {
        REQUIRE(type != NETMKT_TYPE_BOOL || whole == 0 || whole == 1);
        put(out, (uint64_t)whole);
    }
}

static void dump_attributes(netmkt_store *store, uint64_t customers, bytes *out)
{
    netmkt_attribute_id id, found;
    const char *name;
    uint32_t personal;
    int32_t type;
    char key[256];

    for (uint32_t rank = 0; netmkt_attribute_describe(store, rank, &id, &type, &name) == NETMKT_OK; rank++) {
        REQUIRE(netmkt_attribute_by_name(store, name, &found) == NETMKT_OK && found == id);
        put(out, id);
        put(out, (uint64_t)type);
        REQUIRE(netmkt_attribute_personal(store, id, &personal) == NETMKT_OK && personal <= NETMKT_PERSONAL_NO);
        put(out, personal);
        put_text(out, name);
        for (netmkt_customer_id c = 1; c <= customers; c++)
            if (netmkt_customer_key(store, c, key, sizeof key, NULL) == NETMKT_OK)
                dump_value(store, c, id, type, out);
    }
}

static void dump_customers(netmkt_store *store, uint64_t customers, bytes *out)
{
    netmkt_customer_id found;
    netmkt_status status;
    size_t length;
    char key[256];

    put(out, customers);
    for (netmkt_customer_id c = 1; c <= customers; c++) {
        status = netmkt_customer_key(store, c, key, sizeof key, &length);
        REQUIRE(status == NETMKT_OK || status == NETMKT_E_NOT_FOUND);
        put(out, (uint64_t)status);
        if (status != NETMKT_OK)
            continue;
        REQUIRE(strlen(key) == length);
        REQUIRE(netmkt_customer_find(store, key, &found) == NETMKT_OK && found == c);
        put_text(out, key);
    }
}

static void put_event(bytes *out, const netmkt_event *e)
{
    put(out, e->customer);
    put(out, (uint64_t)e->time_ms);
    put(out, (uint64_t)e->kind << 32 | (uint64_t)e->channel << 16 | e->variant);
    put(out, (uint64_t)e->amount);
    put(out, (uint64_t)e->cost);
    put(out, (uint64_t)e->campaign << 32 | e->offer);
    put(out, (uint64_t)(uint32_t)e->rating << 8 | e->initiator);
    put(out, e->reference[0]);
    put(out, e->reference[1]);
}

/* Events one by one, in order; then in columns, which must say the same. */
static void dump_events(netmkt_store *store, bytes *out)
{
    netmkt_store_statistics stats = {.struct_size = sizeof stats};
    netmkt_event e, before = {0};
    uint64_t events = 0;
    netmkt_event_cursor *cursor;
    netmkt_status status;
    size_t start = out->size, n;
    bytes columns = {0};
    netmkt_customer_id customer[BLOCK];
    int64_t time_ms[BLOCK], amount[BLOCK], cost[BLOCK];
    netmkt_kind_id kind[BLOCK];
    netmkt_channel_id channel[BLOCK];
    netmkt_campaign_id campaign[BLOCK];
    netmkt_offer_id offer[BLOCK];
    uint16_t variant[BLOCK];
    uint8_t initiator[BLOCK];
    int32_t rating[BLOCK];
    uint64_t reference[2 * BLOCK];

    REQUIRE(netmkt_event_cursor_open(store, NULL, &cursor) == NETMKT_OK);
    netmkt_event_init(&e);
    while ((status = netmkt_event_cursor_next(cursor, &e)) == NETMKT_OK) {
        REQUIRE(e.customer > before.customer || (e.customer == before.customer && e.time_ms >= before.time_ms));
        REQUIRE(e.initiator != NETMKT_INITIATOR_DEFAULT);
        put_event(out, &e);
        before = e;
        events++;
    }
    REQUIRE(status == NETMKT_DONE && netmkt_store_stats(store, &stats) == NETMKT_OK && stats.events == events);
    netmkt_event_cursor_close(cursor);

    REQUIRE(netmkt_event_cursor_open(store, NULL, &cursor) == NETMKT_OK);
    while ((status = netmkt_event_cursor_next_columns(cursor, BLOCK, customer, time_ms, kind, channel, amount, cost, campaign, offer,
                                                      variant, initiator, rating, reference, &n)) == NETMKT_OK) {
        REQUIRE(n > 0 && n <= BLOCK);
        for (size_t i = 0; i < n; i++) {
            e = (netmkt_event){.customer = customer[i], .time_ms = time_ms[i], .kind = kind[i], .channel = channel[i], .amount = amount[i],
                               .cost = cost[i], .campaign = campaign[i], .offer = offer[i], .variant = variant[i],
                               .initiator = initiator[i], .rating = rating[i], .reference = {reference[2 * i], reference[2 * i + 1]}};
            put_event(&columns, &e);
        }
    }
    REQUIRE(status == NETMKT_DONE && n == 0);
    netmkt_event_cursor_close(cursor);
    REQUIRE(columns.size == out->size - start && (columns.size == 0 || memcmp(columns.at, out->at + start, columns.size) == 0));
    bytes_free(&columns);
}

static void dump_segments(netmkt_store *store, bytes *out)
{
    netmkt_table *table = NULL;
    const void *name, *text;

    REQUIRE(netmkt_segment_list(store, &table) == NETMKT_OK);
    REQUIRE(netmkt_table_column(table, "name", NULL, &name) == NETMKT_OK && netmkt_table_column(table, "expression", NULL, &text) == NETMKT_OK);
    for (size_t i = 0; i < netmkt_table_rows(table); i++) {
        netmkt_segment *segment;

        REQUIRE(netmkt_segment_load(store, ((const char *const *)name)[i], &segment) == NETMKT_OK);
        REQUIRE(strcmp(netmkt_segment_text(segment), ((const char *const *)text)[i]) == 0);
        netmkt_segment_free(segment);
        put_text(out, ((const char *const *)name)[i]);
        put_text(out, ((const char *const *)text)[i]);
    }
    netmkt_table_free(table);
}

/* Each record can be found, too. */
static void dump_spends(netmkt_store *store, bytes *out)
{
    static const char *const texts[] = {"channel", "campaign", "day"};
    const void *values[3], *amounts;
    netmkt_table *table = NULL;

    REQUIRE(netmkt_spend_list(store, &table) == NETMKT_OK && netmkt_table_column(table, "amount", NULL, &amounts) == NETMKT_OK);
    for (size_t c = 0; c < 3; c++)
        REQUIRE(netmkt_table_column(table, texts[c], NULL, &values[c]) == NETMKT_OK);
    for (size_t i = 0; i < netmkt_table_rows(table); i++) {
        const char *channel = ((const char *const *)values[0])[i], *campaign = ((const char *const *)values[1])[i], *day = ((const char *const *)values[2])[i];
        netmkt_spend spend;
        int64_t time_ms;

        netmkt_spend_init(&spend);
        REQUIRE(netmkt_time_parse(day, strlen(day), 0, &time_ms, NULL) == NETMKT_OK);
        spend.day = (int32_t)((time_ms - (time_ms < 0) * 86399999) / 86400000);
        REQUIRE(channel[0] == '\0' || netmkt_channel_by_name(store, channel, &spend.channel) == NETMKT_OK);
        REQUIRE(campaign[0] == '\0' || netmkt_campaign_by_name(store, campaign, &spend.campaign) == NETMKT_OK);
        REQUIRE(netmkt_spend_get(store, &spend) == NETMKT_OK && spend.amount == ((const int64_t *)amounts)[i] && spend.amount > 0);
        for (size_t c = 0; c < 3; c++)
            put_text(out, ((const char *const *)values[c])[i]);
        put(out, (uint64_t)spend.amount);
    }
    netmkt_table_free(table);
}

/* Every text and number of a table that is then freed. */
static void dump_table(netmkt_table *table, bytes *out)
{
    for (size_t c = 0; c < netmkt_table_columns(table); c++) {
        const void *values;
        int32_t type;

        REQUIRE(netmkt_table_column(table, netmkt_table_column_name(table, c), &type, &values) == NETMKT_OK);
        for (size_t row = 0; row < netmkt_table_rows(table); row++)
            if (type == NETMKT_COLUMN_TEXT)
                put_text(out, ((const char *const *)values)[row]);
            else
                put(out, ((const uint64_t *)values)[row]);
    }
    netmkt_table_free(table);
}

/* Consents, disclosures, suppressions: the lists, and what holds of everybody by them. */
static void dump_persons(netmkt_store *store, uint64_t customers, bytes *out)
{
    netmkt_table *table = NULL;
    unsigned char secret[NETMKT_SUPPRESSION_SECRET_MOST];
    size_t size;

    REQUIRE(netmkt_consent_list(store, 0, &table) == NETMKT_OK);
    dump_table(table, out);
    REQUIRE(netmkt_disclosure_list(store, 0, &table) == NETMKT_OK);
    dump_table(table, out);
    REQUIRE(netmkt_suppression_list(store, NULL, &table) == NETMKT_OK);
    dump_table(table, out);
    REQUIRE(netmkt_suppression_secret(store, secret, &size) == NETMKT_OK);
    put(out, size);
    bytes_add(out, secret, size);
    for (netmkt_customer_id id = 1; id <= customers; id++) {
        netmkt_permission p = {.struct_size = sizeof p};

        if (netmkt_may_contact(store, NULL, id, NETMKT_CHANNEL_EMAIL, NETMKT_FUNCTION_BRAND, 0, INT64_C(1767225600000), &p) == NETMKT_OK)
            put(out, p.reasons);
    }
}

void dump_store(netmkt_store *store, bytes *out)
{
    uint64_t customers;

    out->size = 0;
    REQUIRE(netmkt_customer_count(store, &customers) == NETMKT_OK);
    dump_stats(store, out);
    dump_kinds(store, out);
    dump_channels(store, out);
    dump_campaigns(store, out);
    dump_offers(store, out);
    dump_segments(store, out);
    dump_spends(store, out);
    dump_customers(store, customers, out);
    dump_attributes(store, customers, out);
    dump_persons(store, customers, out);
    dump_events(store, out);
}

/* --- Answers. */

static int32_t put_bytes(void *user, const char *text, size_t size)
{
    bytes_add(user, text, size);
    return 0;
}

static void put_table(bytes *out, netmkt_status status, netmkt_table *table)
{
    REQUIRE((status == NETMKT_OK) == (table != NULL) && (status == NETMKT_OK || status == NETMKT_E_RANGE));
    put(out, (uint64_t)status);
    if (table != NULL)
        REQUIRE(netmkt_table_write(table, NETMKT_FORMAT_CSV, put_bytes, out) == NETMKT_OK);
    netmkt_table_free(table);
}

static void dump_summary(netmkt_store *store, netmkt_customer_id customer, bytes *out)
{
    netmkt_summary s = {.struct_size = sizeof s};
    netmkt_table *table = NULL;
    netmkt_status status = netmkt_summary_get(store, NULL, customer, NETMKT_LATEST, &s);

    REQUIRE(status == NETMKT_OK || status == NETMKT_E_RANGE || status == NETMKT_E_NOT_FOUND);
    put(out, (uint64_t)status);
    if (status == NETMKT_E_NOT_FOUND)
        return;
    if (status == NETMKT_OK) {
        REQUIRE(s.customer == customer && s.orders_kept <= s.orders && s.orders + s.returns <= s.events);
        REQUIRE(s.purchase_days == 0 ? s.x == 0 : s.purchase_days == (uint64_t)s.x + 1);
        REQUIRE(isfinite(s.t_x) && isfinite(s.T) && isfinite(s.m) && s.t_x >= 0.0 && s.t_x <= s.T);
        put(out, s.x);
        put_real(out, s.t_x);
        put_real(out, s.T);
        put_real(out, s.m);
        put(out, (uint64_t)s.revenue);
        put(out, s.orders_kept);
    }
    status = netmkt_summary_kinds(store, customer, NETMKT_LATEST, &table);
    put_table(out, status, table);
    status = netmkt_summary_channels(store, NULL, customer, NETMKT_LATEST, &table);
    put_table(out, status, table);
}

void dump_answers(netmkt_store *store, bytes *out)
{
    netmkt_table *table = NULL;
    netmkt_status status;
    uint64_t customers;

    out->size = 0;
    REQUIRE(netmkt_customer_count(store, &customers) == NETMKT_OK);
    for (netmkt_customer_id c = 1; c <= customers; c++)
        dump_summary(store, c, out);
    status = netmkt_summary_all(store, NULL, NETMKT_LATEST, &table);
    put_table(out, status, table);
    status = netmkt_summary_channels(store, NULL, 0, NETMKT_LATEST, &table);
    put_table(out, status, table);
    status = netmkt_rfm_all(store, NULL, NETMKT_LATEST, &table);
    put_table(out, status, table);
}

void dump_export(netmkt_store *store, bytes *out)
{
    netmkt_export *e;
    netmkt_status status;
    char piece[512];
    size_t length;

    out->size = 0;
    REQUIRE(netmkt_export_new(store, &e) == NETMKT_OK);
    while ((status = netmkt_export_next(e, piece, sizeof piece, &length)) == NETMKT_OK) {
        REQUIRE(length > 0 && length <= sizeof piece);
        bytes_add(out, piece, length);
    }
    REQUIRE(status == NETMKT_DONE && length == 0);
    netmkt_export_free(e);
}

static netmkt_store *store_like(netmkt_store *store, netmkt_context *context)
{
    netmkt_store_statistics stats = {.struct_size = sizeof stats};
    netmkt_store_options options;
    netmkt_store *like;

    REQUIRE(netmkt_store_stats(store, &stats) == NETMKT_OK);
    netmkt_store_options_init(&options);
    options.context = context;
    memcpy(options.currency, stats.currency, sizeof options.currency);
    options.currency_exponent = stats.currency_exponent;
    options.day_offset_minutes = stats.day_offset_minutes;
    REQUIRE(netmkt_store_open(NULL, &options, &like) == NETMKT_OK);
    return like;
}

void dump_export_returns(netmkt_store *store, netmkt_context *context)
{
    netmkt_import_report report = {.struct_size = sizeof report};
    netmkt_store *copy = store_like(store, context);
    bytes text = {0}, again = {0};
    netmkt_import *import;

    dump_export(store, &text);
    REQUIRE(netmkt_import_new(copy, NULL, &import) == NETMKT_OK);
    import->block = import->piece = 1 << 16; /* instead of megabytes, which take time */
    REQUIRE(netmkt_import_feed(import, (const char *)text.at, text.size) == NETMKT_OK);
    REQUIRE(netmkt_import_finish(import, &report) == NETMKT_OK);
    netmkt_import_free(import);
    dump_export(copy, &again);
    REQUIRE(bytes_equal(&text, &again) || report.repeated > 0); /* made up: two events of one reference, which opening does not look for */
    netmkt_store_close(copy);
    bytes_free(&text);
    bytes_free(&again);
}
