/* Recommendations with permission: consent, caps and quiet hours by hand; the segment's shares; threads; words; errors; failing memory. */
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define START (INT64_C(20458) * DAY) /* 2026-01-05, a Monday */
#define NOW (START + 60 * DAY + 12 * HOUR)
#define PROMOTION NETMKT_FUNCTION_SALES_PROMOTION

static void event(netmkt_store *store, netmkt_customer_id customer, netmkt_kind_id kind, int64_t time_ms, netmkt_channel_id channel)
{
    netmkt_event e;

    netmkt_event_init(&e);
    e.customer = customer;
    e.kind = kind;
    e.time_ms = time_ms;
    e.channel = channel;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
}

/* Customers who answer e-mail and no SMS, and visit at 22 most, and at 9. */
static void fill(netmkt_store *store, int customers)
{
    for (int i = 0; i < customers; i++) {
        netmkt_customer_id id;
        char key[16];

        snprintf(key, sizeof key, "c%d", i);
        ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_OK);
        for (int k = 0; k < 3; k++) {
            event(store, id, NETMKT_KIND_MESSAGE, START + 10 * k * DAY, NETMKT_CHANNEL_EMAIL);
            event(store, id, NETMKT_KIND_CLICK, START + 10 * k * DAY + 22 * HOUR, NETMKT_CHANNEL_EMAIL);
            event(store, id, NETMKT_KIND_MESSAGE, START + (10 * k + 5) * DAY, NETMKT_CHANNEL_SMS);
        }
        event(store, id, NETMKT_KIND_VISIT, START + 40 * DAY + 9 * HOUR, NETMKT_CHANNEL_WEBSITE);
    }
}

static netmkt_store *open_store(netmkt_store_options *options, int customers)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, options, &store), NETMKT_OK);
    fill(store, customers);
    return store;
}

static netmkt_settings *free_of_consent(void)
{
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "permission.consent", 0), NETMKT_OK);
    return settings;
}

static void set(netmkt_settings *settings, const char *name, double value)
{
    ck_assert_int_eq(netmkt_settings_set_real(settings, name, value), NETMKT_OK);
}

static netmkt_recommender *asking(netmkt_store *store, const netmkt_settings *settings, int32_t which)
{
    netmkt_recommender *plain, *r;

    ck_assert_int_eq(netmkt_recommender_new(store, settings, NOW, &plain), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_permit(plain, settings, PROMOTION, 0, which, &r), NETMKT_OK);
    netmkt_recommender_free(plain);
    return r;
}

static netmkt_table *channels(netmkt_store *store, const netmkt_settings *settings, int32_t which, netmkt_customer_id customer)
{
    netmkt_recommender *r = asking(store, settings, which);
    netmkt_table *t;

    ck_assert_int_eq(netmkt_recommender_channels(r, store, customer, NOW, &t), NETMKT_OK);
    netmkt_recommender_free(r);
    return t;
}

static void explain(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, char *words)
{
    netmkt_recommender *r = asking(store, settings, NETMKT_RECOMMEND_PERMITTED);

    ck_assert_int_eq(netmkt_recommender_explain(r, store, customer, NOW, words, 2048, NULL), NETMKT_OK);
    netmkt_recommender_free(r);
}

START_TEST(permitted_and_not)
{
    netmkt_store *store = open_store(NULL, 2);
    netmkt_settings *settings = free_of_consent();
    char words[2048];
    netmkt_table *t = channels(store, settings, NETMKT_RECOMMEND_PERMITTED, 1);

    ck_assert_uint_eq(netmkt_table_rows(t), 2);
    ck_assert_str_eq(text(t, "channel", 0), "email");
    ck_assert_str_eq(text(t, "reasons", 0), "");
    ck_assert_int_eq(cells(t, "earliest") != NULL && ((const int64_t *)cells(t, "earliest"))[0] == NOW, 1);
    netmkt_table_free(t);
    /* without a consent, both are left out; or stay with the reason */
    t = channels(store, NULL, NETMKT_RECOMMEND_PERMITTED, 1);
    ck_assert_uint_eq(netmkt_table_rows(t), 0);
    netmkt_table_free(t);
    t = channels(store, NULL, NETMKT_RECOMMEND_ANY, 1);
    ck_assert_uint_eq(netmkt_table_rows(t), 2);
    ck_assert_str_eq(text(t, "reasons", 0), "consent");
    ck_assert(((const int64_t *)cells(t, "earliest"))[0] == INT64_MIN);
    netmkt_table_free(t);
    explain(store, NULL, 1, words);
    ck_assert_ptr_nonnull(strstr(words, "channel: none is permitted"));
    ck_assert_ptr_nonnull(strstr(words, "left out email"));
    /* a cap of e-mail: the message an hour ago counts until tomorrow, and SMS is next */
    event(store, 1, NETMKT_KIND_MESSAGE, NOW - HOUR, NETMKT_CHANNEL_EMAIL);
    set(settings, "permission.channel_day", 1);
    t = channels(store, settings, NETMKT_RECOMMEND_PERMITTED, 1);
    ck_assert_uint_eq(netmkt_table_rows(t), 1);
    ck_assert_str_eq(text(t, "channel", 0), "sms");
    netmkt_table_free(t);
    t = channels(store, settings, NETMKT_RECOMMEND_ANY, 1);
    ck_assert_str_eq(text(t, "channel", 0), "email");
    ck_assert_str_eq(text(t, "reasons", 0), "channel_day");
    ck_assert(((const int64_t *)cells(t, "earliest"))[0] == NOW - HOUR + DAY);
    netmkt_table_free(t);
    explain(store, settings, 1, words);
    ck_assert_ptr_nonnull(strstr(words, ": channel_day; permitted from 2026-03-07T11:00:00"));
    /* of the two, one may be sent e-mail */
    t = channels(store, settings, NETMKT_RECOMMEND_PERMITTED, 0);
    ck_assert_int_eq(whole(t, "customers", 0), 2);
    ck_assert_str_eq(text(t, "channel", 0), "email");
    test_close(real(t, "permitted", 0), 0.5, 1e-12, 1, "permitted");
    test_close(real(t, "permitted", 1), 1.0, 1e-12, 1, "permitted");
    netmkt_table_free(t);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(quiet_hours_shift_the_hour)
{
    netmkt_store *store = open_store(NULL, 1);
    netmkt_settings *settings = free_of_consent();
    char words[2048];
    netmkt_table *t = channels(store, settings, NETMKT_RECOMMEND_PERMITTED, 1);

    ck_assert_int_eq(whole(t, "hour", 0), 22);
    netmkt_table_free(t);
    set(settings, "permission.quiet_from", 20 * 60 + 30); /* the hour from 20 is touched, too */
    set(settings, "permission.quiet_to", 8 * 60);
    t = channels(store, settings, NETMKT_RECOMMEND_PERMITTED, 1);
    ck_assert_int_eq(whole(t, "hour", 0), 9);
    netmkt_table_free(t);
    explain(store, settings, 1, words);
    ck_assert_ptr_nonnull(strstr(words, "(the busiest, 22 to 23, is quiet)"));
    /* quiet now: the channel stays, with the end of it */
    set(settings, "permission.quiet_from", 10 * 60);
    set(settings, "permission.quiet_to", 14 * 60);
    t = channels(store, settings, NETMKT_RECOMMEND_PERMITTED, 1);
    ck_assert_uint_eq(netmkt_table_rows(t), 2);
    ck_assert_int_eq(whole(t, "hour", 0), 22);
    ck_assert_str_eq(text(t, "reasons", 0), "quiet_hours");
    ck_assert(((const int64_t *)cells(t, "earliest"))[0] == NOW + 2 * HOUR);
    netmkt_table_free(t);
    set(settings, "permission.quiet_days", 127); /* never */
    t = channels(store, settings, NETMKT_RECOMMEND_PERMITTED, 1);
    ck_assert_uint_eq(netmkt_table_rows(t), 0);
    netmkt_table_free(t);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(everybody_and_threads)
{
    netmkt_store *store = open_store(NULL, 300);
    netmkt_settings *settings = free_of_consent();
    netmkt_table *t[2];

    for (netmkt_customer_id id = 1; id <= 300; id += 3)
        event(store, id, NETMKT_KIND_MESSAGE, NOW - HOUR, NETMKT_CHANNEL_EMAIL);
    set(settings, "permission.channel_day", 1);
    for (int k = 0; k < 2; k++) {
        netmkt_recommender *r;

        set(settings, "run.threads", k == 0 ? 1 : 7);
        r = asking(store, settings, NETMKT_RECOMMEND_PERMITTED);
        ck_assert_int_eq(netmkt_recommender_all(r, store, NOW, &t[k]), NETMKT_OK);
        netmkt_recommender_free(r);
    }
    ck_assert_uint_eq(netmkt_table_rows(t[0]), 300);
    for (size_t row = 0; row < 300; row++) {
        int capped = row % 3 == 0;

        ck_assert_str_eq(text(t[0], "channel", row), capped ? "sms" : "email");
        ck_assert_str_eq(text(t[0], "left_out", row), capped ? "email" : "");
        ck_assert_str_eq(text(t[0], "left_out_reasons", row), capped ? "channel_day" : "");
        ck_assert_str_eq(text(t[1], "channel", row), text(t[0], "channel", row));
        ck_assert_str_eq(text(t[1], "left_out", row), text(t[0], "left_out", row));
    }
    ck_assert_mem_eq(cells(t[0], "earliest"), cells(t[1], "earliest"), 8 * 300);
    netmkt_table_free(t[0]);
    netmkt_table_free(t[1]);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(misuse)
{
    netmkt_store *store = open_store(NULL, 1);
    netmkt_recommender *plain, *r;
    netmkt_table *t;

    ck_assert_int_eq(netmkt_recommender_new(store, NULL, NOW, &plain), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_permit(plain, NULL, PROMOTION, 0, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_recommender_permit(NULL, NULL, PROMOTION, 0, 0, &r), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_recommender_permit(plain, NULL, 0, 0, 0, &r), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_recommender_permit(plain, NULL, PROMOTION, 0, 2, &r), NETMKT_E_INVALID);
    ck_assert_ptr_null(r);
    ck_assert_int_eq(netmkt_recommender_permit(plain, NULL, PROMOTION, 7, 0, &r), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_channels(r, store, 1, NOW, &t), NETMKT_E_INVALID); /* no such campaign */
    ck_assert_int_eq(netmkt_recommender_all(r, store, NOW, &t), NETMKT_E_INVALID);
    ck_assert_ptr_null(t);
    netmkt_recommender_free(r);
    netmkt_recommender_free(plain);
    netmkt_store_close(store);
}
END_TEST

static netmkt_status ask(netmkt_store *store, const netmkt_settings *settings, int which, netmkt_table **table)
{
    netmkt_recommender *plain, *r = NULL;
    netmkt_status status = netmkt_recommender_new(store, settings, NOW, &plain);
    char words[2048];

    *table = NULL;
    if (status == NETMKT_OK)
        status = netmkt_recommender_permit(plain, settings, PROMOTION, 0, 0, &r);
    if (status == NETMKT_OK && which < 2)
        status = netmkt_recommender_channels(r, store, (netmkt_customer_id)which, NOW, table);
    else if (status == NETMKT_OK && which == 2)
        status = netmkt_recommender_all(r, store, NOW, table);
    else if (status == NETMKT_OK)
        status = netmkt_recommender_explain(r, store, 1, NOW, words, sizeof words, NULL);
    netmkt_recommender_free(r);
    netmkt_recommender_free(plain);
    return status;
}

/* With rules for a saved segment, whose member alone is capped. */
START_TEST(rules_and_failing_memory)
{
    static const char rules_text[] = "segment first on email: channel_day 0";
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options open;
    netmkt_context *context;
    netmkt_permission_rules *rules;
    netmkt_settings *settings = free_of_consent();
    netmkt_segment *segment;
    netmkt_store *store;
    netmkt_table *t;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    store = open_store(&open, 3);
    ck_assert_int_eq(netmkt_segment_parse(store, "key = \"c0\"", &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_save(store, "first", segment), NETMKT_OK);
    netmkt_segment_free(segment);
    ck_assert_int_eq(netmkt_permission_rules_parse(store, rules_text, sizeof rules_text - 1, &rules), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_permission_rules(settings, rules), NETMKT_OK);
    netmkt_permission_rules_free(rules);
    ck_assert_int_eq(ask(store, settings, 2, &t), NETMKT_OK);
    ck_assert_str_eq(text(t, "channel", 0), "sms");
    ck_assert_str_eq(text(t, "channel", 1), "email");
    netmkt_table_free(t);
    for (int which = 0; which < 4; which++) {
        netmkt_status status = NETMKT_E_NOMEM;

        for (uint64_t n = 1; status != NETMKT_OK; n++) {
            memory.fail_at = memory.calls + n;
            status = ask(store, settings, which, &t);
            memory.fail_at = 0;
            ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && t == NULL));
            netmkt_table_free(t);
        }
    }
    netmkt_settings_free(settings);
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("recommend_permit");
    TCase *tests = tcase_create("recommend_permit");

    tcase_add_test(tests, permitted_and_not);
    tcase_add_test(tests, quiet_hours_shift_the_hour);
    tcase_add_test(tests, everybody_and_threads);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, rules_and_failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
