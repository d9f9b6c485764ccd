/* Communication profiles: by hand, local time, additivity over customers and channels, windows, threads, errors, failing memory. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/faulty_memory.h"
#include "support/cells.h"
#include "support/support.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define START (INT64_C(20458) * DAY) /* 2026-01-05, a Monday */
#define CLOSE(got, want) test_close(got, want, 1e-14, 1, #got)

static netmkt_customer_id event(netmkt_store *store, const char *key, netmkt_kind_id kind, int64_t time_ms, netmkt_channel_id channel, uint8_t initiator)
{
    netmkt_event e;

    netmkt_event_init(&e);
    ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
    e.kind = kind;
    e.time_ms = time_ms;
    e.channel = channel;
    e.initiator = initiator;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    return e.customer;
}

/* Ann: four mails sent, one bounced (no contact), two visits, one order, one telephone call of hers. Bob: one visit, a payment (no engagement asked of it). */
static void fill(netmkt_store *store, netmkt_customer_id *ann, netmkt_customer_id *bob)
{
    for (int i = 0; i < 4; i++)
        (void)event(store, "ann", NETMKT_KIND_MESSAGE, START + i * DAY, NETMKT_CHANNEL_EMAIL, NETMKT_INITIATOR_DEFAULT);
    (void)event(store, "ann", NETMKT_KIND_BOUNCE, START + HOUR, NETMKT_CHANNEL_EMAIL, NETMKT_INITIATOR_DEFAULT);
    (void)event(store, "ann", NETMKT_KIND_VISIT, START + 23 * HOUR, NETMKT_CHANNEL_WEBSITE, NETMKT_INITIATOR_DEFAULT);
    (void)event(store, "ann", NETMKT_KIND_VISIT, START + 23 * HOUR + 1, NETMKT_CHANNEL_SEO, NETMKT_INITIATOR_DEFAULT);
    (void)event(store, "ann", NETMKT_KIND_ORDER, START + 2 * DAY + 8 * HOUR, 0, NETMKT_INITIATOR_DEFAULT);
    *ann = event(store, "ann", NETMKT_KIND_INQUIRY, START + 3 * DAY + 8 * HOUR, NETMKT_CHANNEL_TELEPHONE, NETMKT_INITIATOR_DEFAULT);
    *bob = event(store, "bob", NETMKT_KIND_VISIT, START, NETMKT_CHANNEL_WEBSITE, NETMKT_INITIATOR_DEFAULT);
}

START_TEST(by_hand)
{
    netmkt_profile p = {.struct_size = sizeof p};
    netmkt_store *store;
    netmkt_customer_id ann, bob;
    uint64_t activity = 0;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    fill(store, &ann, &bob);
    ck_assert_int_eq(netmkt_profile_get(store, NULL, ann, NETMKT_LATEST, &p), NETMKT_OK);
    ck_assert_uint_eq(p.customer, ann);
    ck_assert_uint_eq(p.contacts, 8);
    ck_assert_uint_eq(p.started, 4);
    ck_assert_uint_eq(p.acts, 4);
    ck_assert_uint_eq(p.messages, 4);
    ck_assert_uint_eq(p.with_channel, 7);
    ck_assert_uint_eq(p.one_to_one, 5); /* mail and telephone */
    ck_assert_uint_eq(p.two_way, 6);    /* and the website; not search results */
    ck_assert_uint_eq(p.channels, 4);
    CLOSE(p.pull_share, 0.5);
    CLOSE(p.reciprocity, 1.0);
    CLOSE(p.one_to_one_share, 5.0 / 7.0);
    CLOSE(p.two_way_share, 6.0 / 7.0);
    ck_assert_uint_eq(p.hours[23], 2);
    ck_assert_uint_eq(p.hours[8], 2);
    ck_assert_int_eq(p.best_hour, 8); /* the earlier of two */
    ck_assert_int_eq(p.best_weekday, 0);
    /* in a place two hours and a half east it was Tuesday already */
    ck_assert_int_eq(netmkt_customer_set_int(store, ann, NETMKT_ATTRIBUTE_UTC_OFFSET, 150), NETMKT_OK);
    ck_assert_int_eq(netmkt_profile_get(store, NULL, ann, NETMKT_LATEST, &p), NETMKT_OK);
    ck_assert_uint_eq(p.hours[1], 2);
    ck_assert_uint_eq(p.hours[10], 2);
    ck_assert_uint_eq(p.weekdays[1], 2);
    ck_assert_int_eq(p.best_weekday, 1);
    ck_assert_int_eq(netmkt_customer_set_int(store, ann, NETMKT_ATTRIBUTE_UTC_OFFSET, -1439), NETMKT_OK);
    ck_assert_int_eq(netmkt_profile_get(store, NULL, ann, NETMKT_LATEST, &p), NETMKT_OK);
    ck_assert_uint_eq(p.weekdays[6], 2); /* Sunday */
    for (int h = 0; h < 24; h++)
        activity += p.hours[h];
    ck_assert_uint_eq(activity, p.started);
    netmkt_store_close(store);
}
END_TEST

START_TEST(everybody_and_some)
{
    netmkt_profile p = {.struct_size = sizeof p};
    netmkt_settings *settings;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_customer_id ann, bob, nobody;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    fill(store, &ann, &bob);
    ck_assert_int_eq(netmkt_customer_put(store, "silent", &nobody), NETMKT_OK);
    ck_assert_int_eq(netmkt_profile_get(store, NULL, 0, NETMKT_LATEST, &p), NETMKT_OK);
    ck_assert_uint_eq(p.contacts, 9);
    ck_assert_uint_eq(p.channels, 4);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, &bob, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_profile_get(store, settings, 0, NETMKT_LATEST, &p), NETMKT_OK);
    ck_assert_uint_eq(p.contacts, 1);
    ck_assert_uint_eq(p.channels, 1);
    ck_assert_int_eq(netmkt_profile_all(store, settings, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 1);
    ck_assert_int_eq(whole(table, "id", 0), (int64_t)bob);
    CLOSE(real(table, "pull_share", 0), 1.0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_profile_all(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_int_eq(whole(table, "channels", 0), 4);
    ck_assert_int_eq(whole(table, "channels", 1), 1); /* marks of the customer before are gone */
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_profile_channels(store, NULL, 0, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 5);
    ck_assert_str_eq(((const char *const *)cells(table, "channel"))[4], "");
    ck_assert_int_eq(whole(table, "contacts", 1), 4); /* email, all of them sent */
    CLOSE(real(table, "pull_share", 1), 0.0);
    ck_assert_int_eq(whole(table, "best_hour", 1), -1);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_profile_hours(store, NULL, 0, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 24);
    ck_assert_int_eq(whole(table, "monday", 23), 2);
    ck_assert_int_eq(whole(table, "monday", 0), 1);
    ck_assert_int_eq(whole(table, "all", 8), 2);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_profile_get(store, NULL, nobody, NETMKT_LATEST, &p), NETMKT_OK);
    ck_assert_uint_eq(p.contacts, 0);
    ck_assert_int_eq(p.best_hour, -1);
    ck_assert(isnan(p.pull_share) && isnan(p.reciprocity) && isnan(p.one_to_one_share) && isnan(p.two_way_share));
    /* a window of one day up to the last moment */
    ck_assert_int_eq(netmkt_settings_set_customers(settings, NULL, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "profile.window_days", 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_profile_get(store, settings, ann, START + 2 * DAY + 8 * HOUR, &p), NETMKT_OK);
    ck_assert_uint_eq(p.contacts, 2); /* the order, the third mail */
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(threads)
{
    netmkt_profile one = {.struct_size = sizeof one}, seven = {.struct_size = sizeof seven};
    netmkt_settings *settings;
    netmkt_store *store;
    netmkt_table *a, *b;
    uint64_t contacts = 0;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    for (int i = 0; i < 20000; i++) {
        char key[16];

        snprintf(key, sizeof key, "c%d", i % 9001);
        (void)event(store, key, (netmkt_kind_id)(1 + i % 26), START + (i * INT64_C(7919)) % 400 * HOUR, (netmkt_channel_id)(i % 27), NETMKT_INITIATOR_DEFAULT);
    }
    ck_assert_int_eq(netmkt_profile_get(store, settings, 0, NETMKT_LATEST, &one), NETMKT_OK);
    ck_assert_int_eq(netmkt_profile_all(store, settings, NETMKT_LATEST, &a), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 7), NETMKT_OK);
    ck_assert_int_eq(netmkt_profile_get(store, settings, 0, NETMKT_LATEST, &seven), NETMKT_OK);
    ck_assert_int_eq(netmkt_profile_all(store, settings, NETMKT_LATEST, &b), NETMKT_OK);
    ck_assert_mem_eq(&one, &seven, sizeof one);
    ck_assert_mem_eq(cells(a, "pull_share"), cells(b, "pull_share"), 8 * netmkt_table_rows(a));
    for (size_t row = 0; row < netmkt_table_rows(a); row++)
        contacts += (uint64_t)whole(a, "contacts", row);
    ck_assert_uint_eq(contacts, one.contacts);
    netmkt_table_free(a);
    netmkt_table_free(b);
    ck_assert_int_eq(netmkt_profile_channels(store, settings, 0, NETMKT_LATEST, &a), NETMKT_OK);
    for (size_t row = 0; row < netmkt_table_rows(a); row++)
        contacts -= (uint64_t)whole(a, "contacts", row);
    ck_assert_uint_eq(contacts, 0);
    netmkt_table_free(a);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(misuse)
{
    netmkt_profile p = {.struct_size = sizeof p};
    netmkt_store *store;
    netmkt_table *table = NULL;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_profile_get(NULL, NULL, 0, NETMKT_LATEST, &p), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_profile_get(store, NULL, 0, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_profile_get(store, NULL, 1, NETMKT_LATEST, &p), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_profile_get(store, NULL, 0, INT64_MAX - 1, &p), NETMKT_E_RANGE);
    p.struct_size = 8;
    ck_assert_int_eq(netmkt_profile_get(store, NULL, 0, NETMKT_LATEST, &p), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_profile_all(NULL, NULL, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_profile_all(store, NULL, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_profile_channels(store, NULL, 7, NETMKT_LATEST, &table), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_profile_hours(store, NULL, 7, NETMKT_LATEST, &table), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_profile_all(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_profile_hours(store, NULL, 0, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 24);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

static netmkt_status ask(netmkt_store *store, int which, netmkt_table **table)
{
    netmkt_profile p = {.struct_size = sizeof p};

    *table = NULL;
    switch (which) {
    case 0:
        return netmkt_profile_get(store, NULL, 0, NETMKT_LATEST, &p);
    case 1:
        return netmkt_profile_get(store, NULL, 1, NETMKT_LATEST, &p);
    case 2:
        return netmkt_profile_all(store, NULL, NETMKT_LATEST, table);
    case 3:
        return netmkt_profile_channels(store, NULL, 0, NETMKT_LATEST, table);
    default:
        return netmkt_profile_hours(store, NULL, 1, NETMKT_LATEST, table);
    }
}

START_TEST(failing_memory)
{
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options open;
    netmkt_context *context;
    netmkt_customer_id ann, bob;
    netmkt_store *store;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &open, &store), NETMKT_OK);
    fill(store, &ann, &bob);
    for (int which = 0; which < 5; which++) {
        netmkt_status status = NETMKT_E_NOMEM;

        for (uint64_t n = 1; status != NETMKT_OK; n++) {
            netmkt_table *table;

            memory.fail_at = memory.calls + n;
            status = ask(store, which, &table);
            memory.fail_at = 0;
            ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
            netmkt_table_free(table);
        }
    }
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("profile");
    TCase *tests = tcase_create("profile");

    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, everybody_and_some);
    tcase_add_test(tests, threads);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
