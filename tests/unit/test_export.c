/* Export: a store as CSV, and back again to an equal store. */
#include <netmkt/netmkt.h>

#include <stdlib.h>
#include <string.h>

#include "support/support.h"

static netmkt_store *open_store(void)
{
    netmkt_store_options options;
    netmkt_store *store;

    netmkt_store_options_init(&options);
    memcpy(options.currency, "JOD", 4);
    options.currency_exponent = 3;
    options.day_offset_minutes = 180;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
    return store;
}

static void define(netmkt_store *store)
{
    netmkt_campaign campaign;
    netmkt_offer offer;
    netmkt_kind kind;
    netmkt_channel_id channels[2] = {NETMKT_CHANNEL_EMAIL, 0};

    netmkt_kind_init(&kind);
    kind.weight = 0.1;
    kind.function = NETMKT_FUNCTION_BRAND;
    kind.initiator = NETMKT_INITIATOR_THIRD;
    ck_assert_int_eq(netmkt_kind_define(store, "webinar; \"live\"", &kind, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_define(store, "podcast", NETMKT_CHANNEL_PUSH | NETMKT_CHANNEL_REAL_TIME, &channels[1]), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_define(store, "pull channel", 0, NULL), NETMKT_OK);
    netmkt_campaign_init(&campaign);
    campaign.function = NETMKT_FUNCTION_SALES_PROMOTION;
    campaign.budget = 1234567;
    campaign.start_ms = 1700000000000;
    campaign.end_ms = 1700000000001;
    ck_assert_int_eq(netmkt_campaign_put(store, "spring, \"sale\"", &campaign, channels, 2, "everybody,\nreally \"everybody\"", "50 % \xe2\x82\xac", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_put(store, "bare", NULL, NULL, 0, NULL, NULL, NULL), NETMKT_OK);
    netmkt_offer_init(&offer);
    offer.price = 5;
    offer.unit_cost = 1;
    offer.start_ms = -1000;
    ck_assert_int_eq(netmkt_offer_put(store, "lamp", &offer, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "kind", NETMKT_TYPE_INT, NULL), NETMKT_OK); /* as a column of events */
    ck_assert_int_eq(netmkt_attribute_define(store, "score", NETMKT_TYPE_REAL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "vip", NETMKT_TYPE_BOOL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "seen", NETMKT_TYPE_TIME, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "unused", NETMKT_TYPE_TEXT, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "remark", NETMKT_TYPE_TEXT, NULL), NETMKT_OK);
}

static void add_customers(netmkt_store *store)
{
    netmkt_customer_id a, b, c;
    netmkt_attribute_id kind, score, vip, seen, remark;

    ck_assert_int_eq(netmkt_customer_put(store, "anna, of \"M\"", &a), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "nobody", &b), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "anonymous-1", &c), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_by_name(store, "kind", &kind), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_by_name(store, "score", &score), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_by_name(store, "vip", &vip), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_by_name(store, "seen", &seen), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, a, NETMKT_ATTRIBUTE_CITY, "M\xc3\xbcnchen,\r\nBayern"), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_by_name(store, "remark", &remark), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, b, remark, "a carriage return\r"), NETMKT_OK); /* at the end of its row */
    ck_assert_int_eq(netmkt_customer_set_int(store, a, NETMKT_ATTRIBUTE_BIRTH_YEAR, 1980), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, a, NETMKT_ATTRIBUTE_UTC_OFFSET, -90), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, b, kind, INT64_MIN), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_real(store, a, score, 0.1 + 0.2), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_real(store, b, score, 5e-324), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_real(store, c, score, -1.7976931348623157e308), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, a, vip, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, c, vip, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, c, seen, -62135596800000), NETMKT_OK);
}

static void add_events(netmkt_store *store)
{
    netmkt_event e;

    for (uint32_t i = 0; i < 3000; i++) {
        netmkt_event_init(&e);
        e.customer = 1 + i % 3 / 2 * 2; /* 1 or 3: customer 2 has none */
        e.time_ms = 1700000000000 + (int64_t)i * 1234567;
        e.kind = i % 5 == 0 ? NETMKT_KIND_CUSTOM : (netmkt_kind_id)(1 + i % 26);
        e.channel = i % 7 == 0 ? NETMKT_CHANNEL_CUSTOM : (netmkt_channel_id)(i % 27);
        e.amount = e.kind == NETMKT_KIND_RETURN ? -(int64_t)i : (int64_t)i * 1001;
        e.cost = i % 4;
        e.campaign = i % 3;
        e.offer = i % 2;
        e.variant = (uint16_t)(i % 3 * 30000);
        e.initiator = (uint8_t)(i % 4);
        e.rating = i % 6 == 0 ? (int32_t)(i * 7) - 5000 : NETMKT_NO_RATING;
        e.reference[0] = i % 2 == 0 ? i * 0x123456789abcdefU : 0;
        e.reference[1] = i % 2 == 0 ? i + 1 : 0;
        ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    }
    netmkt_event_init(&e);
    e.customer = 1;
    e.kind = NETMKT_KIND_ORDER;
    e.time_ms = -62135596800000;
    e.amount = INT64_MAX;
    e.cost = INT64_MIN;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
}

/* The whole export, taken in pieces of that size. */
static char *export_all(netmkt_store *store, size_t piece, size_t *size)
{
    size_t capacity = 1 << 20, length;
    char *text = malloc(capacity);
    netmkt_export *e;
    netmkt_status status;

    ck_assert_ptr_nonnull(text);
    *size = 0;
    ck_assert_int_eq(netmkt_export_new(store, &e), NETMKT_OK);
    while ((status = netmkt_export_next(e, text + *size, piece, &length)) == NETMKT_OK) {
        ck_assert_uint_gt(length, 0);
        *size += length;
        ck_assert_uint_lt(*size + piece, capacity);
    }
    ck_assert_int_eq(status, NETMKT_DONE);
    ck_assert_uint_eq(length, 0);
    ck_assert_int_eq(netmkt_export_next(e, text + *size, piece, &length), NETMKT_DONE);
    netmkt_export_free(e);
    return text;
}

static netmkt_status import_all(netmkt_store *store, const char *text, size_t size, netmkt_import_report *report)
{
    netmkt_import *import;
    netmkt_status status;

    report->struct_size = sizeof *report;
    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_OK);
    status = netmkt_import_feed(import, text, size);
    if (status == NETMKT_OK)
        status = netmkt_import_finish(import, report);
    netmkt_import_free(import);
    return status;
}

static void same_again(netmkt_store *store)
{
    netmkt_store_statistics was = {.struct_size = sizeof was}, is = {.struct_size = sizeof is};
    netmkt_store *copy = open_store();
    netmkt_import_report report;
    size_t size, again;
    char *text = export_all(store, 4096, &size), *other;
    netmkt_status status = import_all(copy, text, size, &report);

    ck_assert_msg(status == NETMKT_OK, "%s", netmkt_last_error());
    other = export_all(copy, 77, &again);
    ck_assert_uint_eq(size, again);
    ck_assert_int_eq(memcmp(text, other, size), 0);
    ck_assert_int_eq(netmkt_store_stats(store, &was), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_stats(copy, &is), NETMKT_OK);
    ck_assert_uint_eq(was.events, is.events);
    ck_assert_uint_eq(was.customers <= is.customers, 1);
    ck_assert_uint_eq(was.kinds, is.kinds);
    ck_assert_uint_eq(was.channels, is.channels);
    ck_assert_uint_eq(was.campaigns, is.campaigns);
    ck_assert_uint_eq(was.offers, is.offers);
    ck_assert_uint_eq(was.attributes, is.attributes);
    ck_assert_int_eq(was.first_ms, is.first_ms);
    ck_assert_int_eq(was.last_ms, is.last_ms);
    free(text);
    free(other);
    netmkt_store_close(copy);
}

START_TEST(an_empty_store)
{
    netmkt_store *store = open_store();
    size_t size;
    char *text = export_all(store, 1000, &size);

    text[size] = '\0';
    ck_assert_ptr_eq(strstr(text, "record,name,type,currency,exponent,day_offset,"), text);
    ck_assert_ptr_nonnull(strstr(text, "\nstore,,,JOD,3,180,"));
    same_again(store);
    free(text);
    netmkt_store_close(store);
}
END_TEST

START_TEST(a_rich_store)
{
    netmkt_store *store = open_store();

    define(store);
    add_customers(store);
    add_events(store);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    same_again(store);
    {
        netmkt_store *copy = open_store();
        netmkt_import_report report;
        netmkt_attribute_id remark;
        char got[64];
        size_t size;
        char *text = export_all(store, 4096, &size);

        ck_assert_int_eq(import_all(copy, text, size, &report), NETMKT_OK);
        ck_assert_int_eq(netmkt_attribute_by_name(copy, "remark", &remark), NETMKT_OK);
        ck_assert_int_eq(netmkt_customer_get_text(copy, 2, remark, got, sizeof got, NULL), NETMKT_OK);
        ck_assert_str_eq(got, "a carriage return\r");
        free(text);
        netmkt_store_close(copy);
    }
    netmkt_store_close(store);
}
END_TEST

START_TEST(a_customer_without_key_gets_one)
{
    netmkt_store *store = open_store();
    size_t size;
    char *text;

    define(store);
    add_customers(store);
    add_events(store);
    ck_assert_int_eq(netmkt_customer_erase(store, 1, NETMKT_ERASE_KEEP_EVENTS), NETMKT_OK);
    text = export_all(store, 4096, &size);
    text[size] = '\0';
    ck_assert_ptr_null(strstr(text, "anna"));
    ck_assert_ptr_nonnull(strstr(text, "anonymous-2")); /* anonymous-1 is somebody's key */
    free(text);
    same_again(store);
    netmkt_store_close(store);
}
END_TEST

START_TEST(an_erased_customer_is_not_there)
{
    netmkt_store *store = open_store();
    size_t size;
    char *text;

    define(store);
    add_customers(store);
    add_events(store);
    ck_assert_int_eq(netmkt_customer_erase(store, 1, 0), NETMKT_OK);
    text = export_all(store, 4096, &size);
    text[size] = '\0';
    ck_assert_ptr_null(strstr(text, "anna"));
    free(text);
    same_again(store);
    netmkt_store_close(store);
}
END_TEST

START_TEST(importing_twice_adds_nothing_with_references)
{
    netmkt_store *store = open_store(), *copy = open_store();
    netmkt_import_report report;
    netmkt_event e;
    size_t size;
    char *text;

    define(store);
    add_customers(store);
    netmkt_event_init(&e);
    e.customer = 2;
    e.kind = NETMKT_KIND_ORDER;
    e.amount = 12345;
    e.reference[1] = 1;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    text = export_all(store, 4096, &size);
    ck_assert_int_eq(import_all(copy, text, size, &report), NETMKT_OK);
    ck_assert_uint_eq(report.events, 1);
    ck_assert_uint_eq(report.orders, 1);
    ck_assert_uint_eq(report.customers, 3);
    ck_assert_uint_eq(report.new_customers, 3);
    ck_assert_int_eq(import_all(copy, text, size, &report), NETMKT_OK);
    ck_assert_uint_eq(report.events, 0);
    ck_assert_uint_eq(report.repeated, 1);
    ck_assert_uint_eq(report.new_customers, 0);
    free(text);
    netmkt_store_close(store);
    netmkt_store_close(copy);
}
END_TEST

/* A line of an export spoilt: the import says which, and leaves the store empty. */
static void spoilt(const char *text, const char *from, const char *to, const char *words)
{
    netmkt_store_statistics stats = {.struct_size = sizeof stats};
    netmkt_store *copy = open_store();
    netmkt_import_report report;
    const char *at = strstr(text, from);
    size_t before = (size_t)(at - text), size = strlen(text) + strlen(to);
    char *changed = malloc(size + 1);

    ck_assert_ptr_nonnull(at);
    ck_assert_ptr_nonnull(changed);
    memcpy(changed, text, before);
    strcpy(changed + before, to);
    strcat(changed, at + strlen(from));
    ck_assert_int_ne(import_all(copy, changed, strlen(changed), &report), NETMKT_OK);
    ck_assert_msg(strstr(netmkt_last_error(), words) != NULL, "%s: %s", to, netmkt_last_error());
    ck_assert_int_eq(netmkt_store_stats(copy, &stats), NETMKT_OK);
    ck_assert_uint_eq(stats.events + stats.customers + stats.campaigns + stats.offers, 0);
    ck_assert_uint_eq(stats.kinds, 26);
    free(changed);
    netmkt_store_close(copy);
}

START_TEST(spoilt_exports)
{
    netmkt_store *store = open_store();
    size_t size;
    char *text;

    define(store);
    add_customers(store);
    add_events(store);
    text = export_all(store, 4096, &size);
    text[size] = '\0';
    spoilt(text, "record,name,", "record,nome,", "the column \"name\" of an export is missing");
    spoilt(text, "store,,,JOD,3", "store,,,EUR,3", "line 2, column currency: ");
    spoilt(text, "store,,,JOD,3", "store,,,JOD,2", "line 2, column exponent: ");
    spoilt(text, "3,180", "3,181", "line 2, column day_offset: ");
    spoilt(text, "attribute,kind,int", "attribute,kind,number", "line 3, column type: ");
    spoilt(text, "push real_time", "push unreal_time", "column properties: ");
    spoilt(text, "sales_promotion", "sales_demotion", "column function: ");
    spoilt(text, "\"email,podcast\"", "\"email,broadcast\"", "column channels: ");
    spoilt(text, "\ncustomer,", "\ncustomers,", "column record: ");
    spoilt(text, "\nevent,", "\nevents,", "column record: ");
    free(text);
    netmkt_store_close(store);
}
END_TEST

START_TEST(misuse)
{
    netmkt_store *store = open_store();
    netmkt_export *e = NULL;
    char buffer[8];
    size_t length = 7;

    ck_assert_int_eq(netmkt_export_new(NULL, &e), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_export_new(store, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_export_new(store, &e), NETMKT_OK);
    ck_assert_int_eq(netmkt_export_next(NULL, buffer, sizeof buffer, &length), NETMKT_E_INVALID);
    ck_assert_uint_eq(length, 0);
    ck_assert_int_eq(netmkt_export_next(e, NULL, sizeof buffer, &length), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_export_next(e, buffer, 0, &length), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_export_next(e, buffer, sizeof buffer, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_export_next(e, buffer, 1, &length), NETMKT_OK);
    ck_assert_uint_eq(length, 1);
    ck_assert_int_eq(buffer[0], 'r');
    netmkt_export_free(e);
    netmkt_export_free(NULL);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("export");
    TCase *tcase = tcase_create("export");

    tcase_add_test(tcase, an_empty_store);
    tcase_add_test(tcase, a_rich_store);
    tcase_add_test(tcase, a_customer_without_key_gets_one);
    tcase_add_test(tcase, an_erased_customer_is_not_there);
    tcase_add_test(tcase, importing_twice_adds_nothing_with_references);
    tcase_add_test(tcase, spoilt_exports);
    tcase_add_test(tcase, misuse);
    suite_add_tcase(suite, tcase);
    return suite;
}
