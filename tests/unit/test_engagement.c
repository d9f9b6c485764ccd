/* Attention and relationship: by hand, each part alone, additivity, from figures, in words, threads, misuse. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/support.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define NOON (12 * HOUR)
#define CLOSE(got, want) test_close(got, want, 1e-13, 1, #got)

static netmkt_store *open_store(void)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    return store;
}

static netmkt_customer_id add(netmkt_store *store, const char *key, netmkt_kind_id kind, netmkt_channel_id channel, int64_t time_ms, uint8_t initiator)
{
    netmkt_event event;

    netmkt_event_init(&event);
    ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
    event.kind = kind;
    event.channel = channel;
    event.time_ms = time_ms;
    event.initiator = initiator;
    ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
    return event.customer;
}

static netmkt_settings *set(const char *name, double value)
{
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, name, value), NETMKT_OK);
    return settings;
}

START_TEST(test_attention_from_arrays)
{
    const int64_t time[] = {0, 30 * DAY, 60 * DAY, 60 * DAY + 1};
    const double weight[] = {4, 2, 1, 100};
    const uint32_t group[] = {1, 0, 1, 0};
    double out[2], alone;
    netmkt_settings *settings = set("attention.half_life_days", 60);

    ck_assert_int_eq(netmkt_attention_measure(NULL, 60 * DAY, 4, time, weight, group, 2, out), NETMKT_OK);
    CLOSE(out[0], 1);
    CLOSE(out[1], 1 + 1);
    ck_assert_int_eq(netmkt_attention_measure(settings, 60 * DAY, 4, time, NULL, NULL, 1, &alone), NETMKT_OK);
    CLOSE(alone, 0.5 + exp2(-0.5) + 1);
    ck_assert_int_eq(netmkt_attention_measure(NULL, INT64_MAX, 1, time, NULL, NULL, 1, &alone), NETMKT_OK);
    ck_assert(alone == 0.0); /* long forgotten */
    netmkt_settings_free(settings);
}
END_TEST

/* On days 0 to 60: ann acts on three channels, bob is only written to, cid once. */
static netmkt_store *visited(void)
{
    netmkt_store *store = open_store();

    add(store, "ann", NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE, 0, 0);
    add(store, "ann", NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO, 30 * DAY, 0);
    add(store, "ann", NETMKT_KIND_VISIT, 0, 60 * DAY, 0);
    add(store, "bob", NETMKT_KIND_MESSAGE, NETMKT_CHANNEL_EMAIL, 50 * DAY, 0);
    add(store, "cid", NETMKT_KIND_VIEW, NETMKT_CHANNEL_WEBSITE, 60 * DAY, 0);
    return store;
}

START_TEST(test_attention_of_a_store)
{
    netmkt_store *store = visited();
    netmkt_table *table;
    double own;

    ck_assert_int_eq(netmkt_attention_all(store, NULL, 60 * DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    CLOSE(real(table, "attention", 0), 3 * 0.25 + 0.5 + 1);
    CLOSE(real(table, "attention", 1), 0.5);
    CLOSE(real(table, "share", 1), 0.5 / 2.75);
    ck_assert_int_eq(whole(table, "events", 0), 3);
    ck_assert_int_eq(whole(table, "last", 0), 60 * DAY);
    ck_assert_str_eq(text(table, "customer", 1), "cid");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_attention_get(store, NULL, 1, 60 * DAY, &own), NETMKT_OK);
    CLOSE(own, 2.25);
    ck_assert_int_eq(netmkt_attention_get(store, NULL, 2, 60 * DAY, &own), NETMKT_OK);
    CLOSE(own, 0);
    ck_assert_int_eq(netmkt_attention_get(store, NULL, 1, 30 * DAY, &own), NETMKT_OK);
    CLOSE(own, 3 * 0.5 + 1);
    ck_assert_int_eq(netmkt_attention_get(store, NULL, 1, NETMKT_LATEST, &own), NETMKT_OK); /* the end of that day */
    CLOSE(own, 2.25 * exp2(-(1 - 1.0 / (double)DAY) / 30));
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_attention_by_channel)
{
    netmkt_store *store = visited();
    netmkt_table *table;

    ck_assert_int_eq(netmkt_attention_channels(store, NULL, 0, 60 * DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_str_eq(text(table, "channel", 0), "seo");
    ck_assert_str_eq(text(table, "channel", 1), "website");
    ck_assert_str_eq(text(table, "channel", 2), "");
    CLOSE(real(table, "attention", 0), 0.5);
    CLOSE(real(table, "attention", 1), 0.75 + 0.5);
    CLOSE(real(table, "share", 2), 1 / 2.75);
    ck_assert_int_eq(whole(table, "events", 1), 2);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_attention_channels(store, NULL, 3, 60 * DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 1);
    CLOSE(real(table, "share", 0), 1);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_attention_channels(store, NULL, 2, 60 * DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_empty_store)
{
    netmkt_store *store = open_store();
    netmkt_table *table;

    ck_assert_int_eq(netmkt_attention_all(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_attention_channels(store, NULL, 0, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_relationship_all(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

static netmkt_relationship get(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms)
{
    netmkt_relationship r = {.struct_size = sizeof r};

    ck_assert_int_eq(netmkt_relationship_get(store, settings, customer, as_of_ms, &r), NETMKT_OK);
    ck_assert_uint_eq(r.customer, customer);
    ck_assert_int_eq(r.as_of_ms, as_of_ms);
    return r;
}

START_TEST(test_tenure_and_rhythm)
{
    netmkt_store *store = open_store();
    netmkt_customer_id ann = add(store, "ann", NETMKT_KIND_IMPRESSION, 0, NOON, 0); /* known, but no act */
    netmkt_relationship r = get(store, NULL, ann, 5 * DAY);

    CLOSE(r.tenure_days, 5);
    CLOSE(r.gap_days, 30);
    ck_assert(isnan(r.idle_days) && r.rhythm == 0.0 && r.acts == 0);
    ck_assert(isnan(r.reciprocity) && isnan(r.answers) && isnan(r.wait_hours));
    add(store, "ann", NETMKT_KIND_VISIT, 0, 10 * DAY + NOON, 0);
    add(store, "ann", NETMKT_KIND_VIEW, 0, 10 * DAY + NOON + 1, 0);
    add(store, "ann", NETMKT_KIND_VISIT, 0, 20 * DAY, 0);
    r = get(store, NULL, ann, 25 * DAY);
    CLOSE(r.gap_days, (30 + 10) / 2.0);
    CLOSE(r.idle_days, 5);
    CLOSE(r.rhythm, 1);
    CLOSE(r.tenure, 1 - exp2(-25.0 / 365));
    r = get(store, NULL, ann, 50 * DAY);
    CLOSE(r.rhythm, exp2(-(30.0 - 20) / 20));
    ck_assert_int_eq(netmkt_customer_set_int(store, ann, NETMKT_ATTRIBUTE_SINCE, -315 * DAY), NETMKT_OK);
    r = get(store, NULL, ann, 50 * DAY);
    CLOSE(r.tenure_days, 365);
    CLOSE(r.tenure, 0.5);
    ck_assert_int_eq(netmkt_customer_set_int(store, ann, NETMKT_ATTRIBUTE_SINCE, 40 * DAY), NETMKT_OK); /* later than his first event */
    CLOSE(get(store, NULL, ann, 50 * DAY).tenure_days, 50);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_reciprocity)
{
    netmkt_store *store = open_store();
    netmkt_customer_id ann = add(store, "ann", NETMKT_KIND_MESSAGE, 0, 1 * DAY, 0);
    netmkt_relationship r;

    CLOSE(get(store, NULL, ann, 9 * DAY).reciprocity, 0);
    for (int i = 2; i < 6; i++)
        add(store, "ann", NETMKT_KIND_MESSAGE, 0, i * DAY, 0);
    add(store, "ann", NETMKT_KIND_MESSAGE, 0, 6 * DAY, NETMKT_INITIATOR_CUSTOMER); /* his own: neither, as messages have no weight */
    add(store, "ann", NETMKT_KIND_OPEN, 0, 6 * DAY, 0);
    add(store, "ann", NETMKT_KIND_CLICK, 0, 6 * DAY, 0);
    add(store, "ann", NETMKT_KIND_COMPLAINT, 0, 6 * DAY, 0);
    add(store, "ann", NETMKT_KIND_VISIT, 0, 6 * DAY, NETMKT_INITIATOR_BUSINESS); /* not started by her */
    r = get(store, NULL, ann, 9 * DAY);
    ck_assert(r.acts == 2 && r.messages == 5);
    CLOSE(r.reciprocity, 0.4);
    r = get(store, NULL, ann, 369 * DAY + 1); /* a year on: the window holds days 5 and 6 */
    ck_assert(r.acts == 2 && r.messages == 1);
    CLOSE(r.reciprocity, 1);
    ck_assert_uint_eq(get(store, NULL, ann, 370 * DAY - 1).messages, 1); /* that of day 5 is the first of the window */
    ck_assert_uint_eq(get(store, NULL, ann, 370 * DAY).messages, 0);
    ck_assert_uint_eq(get(store, NULL, ann, 371 * DAY - 1).acts, 2);
    ck_assert_uint_eq(get(store, NULL, ann, 371 * DAY).acts, 0);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_breadth)
{
    netmkt_store *store = open_store();
    netmkt_customer_id ann = add(store, "ann", NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO, 1 * DAY, 0);
    netmkt_settings *settings = set("relationship.permissions", 2);
    netmkt_relationship r;

    add(store, "ann", NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO, 2 * DAY, 0);
    add(store, "bob", NETMKT_KIND_SUBSCRIBE, NETMKT_CHANNEL_SMS, 2 * DAY, 0);
    add(store, "ann", NETMKT_KIND_SUBSCRIBE, NETMKT_CHANNEL_EMAIL, 3 * DAY, 0);
    add(store, "ann", NETMKT_KIND_SUBSCRIBE, NETMKT_CHANNEL_EMAIL, 4 * DAY, 0);
    r = get(store, settings, ann, 5 * DAY);
    ck_assert(r.channels == 2 && r.permissions == 1);
    CLOSE(r.breadth, (2.0 / 3 + 0.5) / 2);
    add(store, "ann", NETMKT_KIND_SUBSCRIBE, NETMKT_CHANNEL_SMS, 6 * DAY, 0);
    add(store, "ann", NETMKT_KIND_UNSUBSCRIBE, NETMKT_CHANNEL_EMAIL, 7 * DAY, 0);
    add(store, "ann", NETMKT_KIND_UNSUBSCRIBE, NETMKT_CHANNEL_LETTER, 7 * DAY, 0);
    r = get(store, settings, ann, 8 * DAY);
    ck_assert(r.channels == 3 && r.permissions == 1);
    add(store, "ann", NETMKT_KIND_UNSUBSCRIBE, 0, 9 * DAY, 0);
    ck_assert_uint_eq(get(store, settings, ann, 10 * DAY).permissions, 0);
    add(store, "ann", NETMKT_KIND_SUBSCRIBE, 0, 11 * DAY, 0);
    r = get(store, settings, ann, 12 * DAY);
    ck_assert_uint_eq(r.permissions, 1);
    CLOSE(r.breadth, (1 + 0.5) / 2);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_answers)
{
    netmkt_store *store = open_store();
    netmkt_customer_id ann = add(store, "ann", NETMKT_KIND_INQUIRY, 0, 400 * DAY, 0);
    netmkt_relationship r = get(store, NULL, ann, 400 * DAY + 12 * HOUR); /* waits still */

    ck_assert_uint_eq(r.requests, 1);
    CLOSE(r.wait_hours, 12);
    CLOSE(r.answers, exp2(-0.5));
    add(store, "ann", NETMKT_KIND_REPLY, 0, 400 * DAY + HOUR, 0); /* her own, no answer */
    add(store, "ann", NETMKT_KIND_COMPLAINT, 0, 400 * DAY + 2 * HOUR, 0);
    add(store, "ann", NETMKT_KIND_REPLY, 0, 400 * DAY + 4 * HOUR, NETMKT_INITIATOR_BUSINESS);
    add(store, "ann", NETMKT_KIND_RESOLUTION, 0, 400 * DAY + 5 * HOUR, 0); /* nothing is open */
    add(store, "ann", NETMKT_KIND_SERVICE, 0, 401 * DAY, 0);
    add(store, "ann", NETMKT_KIND_RESOLUTION, 0, 401 * DAY + 3 * HOUR, 0);
    add(store, "ann", NETMKT_KIND_INQUIRY, 0, 401 * DAY, NETMKT_INITIATOR_BUSINESS); /* no request of hers */
    r = get(store, NULL, ann, 410 * DAY);
    ck_assert_uint_eq(r.requests, 3);
    CLOSE(r.wait_hours, (4 + 2 + 3) / 3.0);
    CLOSE(r.answers, exp2(-3.0 / 24));
    r = get(store, NULL, ann, 900 * DAY);
    ck_assert(r.requests == 0 && isnan(r.answers));
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_score_is_the_mean_of_what_is_known)
{
    netmkt_settings *settings = set("relationship.weight_rhythm", 3);
    netmkt_relationship r[2] = {{.struct_size = sizeof r[0], .tenure_days = 365, .gap_days = 10, .idle_days = 20, .wait_hours = 48,
                                 .acts = 1, .messages = 4, .requests = 2, .channels = 9, .permissions = 0}};

    r[1] = r[0];
    r[1].requests = 0;
    r[1].wait_hours = NAN;
    ck_assert_int_eq(netmkt_relationship_rate(NULL, 2, r), NETMKT_OK);
    CLOSE(r[0].score, 100 * (0.5 + 0.5 + 0.25 + 0.5 + 0.25) / 5);
    CLOSE(r[1].score, 100 * (0.5 + 0.5 + 0.25 + 0.5) / 4);
    r[0].idle_days = 10;
    ck_assert_int_eq(netmkt_relationship_rate(settings, 1, r), NETMKT_OK);
    CLOSE(r[0].score, 100 * (0.5 + 3 + 0.25 + 0.5 + 0.25) / 7);
    netmkt_settings_free(settings);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "relationship.weight_tenure", 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "relationship.weight_rhythm", 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "relationship.weight_reciprocity", 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "relationship.weight_breadth", 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_relationship_rate(settings, 2, r), NETMKT_OK);
    CLOSE(r[0].score, 25); /* answers alone */
    ck_assert(isnan(r[1].score));
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(test_all_agree_with_each)
{
    netmkt_settings *four = set("run.threads", 4);
    netmkt_store *store = open_store();
    netmkt_table *table, *again;
    static char first[4000000], second[4000000];
    size_t length;

    for (int i = 0; i < 9000; i++) {
        char key[16];

        snprintf(key, sizeof key, "c%d", i);
        add(store, key, (netmkt_kind_id)(1 + i % 26 == NETMKT_KIND_RETURN ? 1 : 1 + i % 26), (netmkt_channel_id)(i % 27), i % 500 * DAY, 0);
        if (i % 3 == 0)
            add(store, key, NETMKT_KIND_INQUIRY, (netmkt_channel_id)(i % 5), (i % 500 + i % 7) * DAY, 0);
        if (i % 6 == 0)
            add(store, key, NETMKT_KIND_REPLY, 0, (i % 500 + i % 9) * DAY, NETMKT_INITIATOR_BUSINESS);
    }
    ck_assert_int_eq(netmkt_customer_put(store, "silent", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_relationship_all(store, NULL, 450 * DAY, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_relationship_all(store, four, 450 * DAY, &again), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 9000 / 500 * 451); /* those who came by day 450 */
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, first, sizeof first, &length), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(again, NETMKT_FORMAT_CSV, second, sizeof second, NULL), NETMKT_OK);
    ck_assert_mem_eq(first, second, length);
    for (size_t row = 0; row < netmkt_table_rows(table); row += 7) {
        netmkt_relationship r = get(store, NULL, (netmkt_customer_id)whole(table, "id", row), 450 * DAY);

        CLOSE(real(table, "score", row), r.score);
        CLOSE(real(table, "breadth", row), r.breadth);
        CLOSE(real(table, "gap_days", row), r.gap_days);
        ck_assert_int_eq(whole(table, "requests", row), (int64_t)r.requests);
        ck_assert_int_eq(whole(table, "permissions", row), (int64_t)r.permissions);
        ck_assert(r.score >= 0.0 && r.score <= 100.0);
    }
    netmkt_table_free(table);
    netmkt_table_free(again);
    ck_assert_int_eq(netmkt_attention_channels(store, NULL, 0, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_attention_channels(store, four, 0, NETMKT_LATEST, &again), NETMKT_OK);
    ck_assert_mem_eq(cells(table, "attention"), cells(again, "attention"), netmkt_table_rows(table) * sizeof(double));
    netmkt_table_free(table);
    netmkt_table_free(again);
    netmkt_settings_free(four);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_in_words)
{
    netmkt_relationship r = {.struct_size = sizeof r, .tenure_days = 1, .gap_days = 12.5, .idle_days = 4, .wait_hours = 24,
                             .acts = 3, .messages = 12, .requests = 1, .channels = 2, .permissions = 1};
    char buffer[512];
    size_t length;

    ck_assert_int_eq(netmkt_relationship_rate(NULL, 1, &r), NETMKT_OK);
    ck_assert_int_eq(netmkt_relationship_explain(&r, NULL, NULL, 0, &length), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_relationship_explain(&r, NULL, buffer, length, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_relationship_explain(&r, NULL, buffer, length + 1, NULL), NETMKT_OK);
    ck_assert_uint_eq(strlen(buffer), length);
    ck_assert_str_eq(buffer, "relationship 51.7 of 100\n"
                             "tenure 0.00: known for 1 day (half at 365)\n"
                             "rhythm 1.00: acts every 12.5 days, last 4 days ago\n"
                             "reciprocity 0.25: 3 acts and 12 messages to him in 365 days\n"
                             "breadth 0.83: 2 channels (of 3), 1 permission (of 1)\n"
                             "answers 0.50: 1 request, answered after 24.0 hours (half at 24)\n");
    r.requests = 0;
    r.acts = r.messages = 0;
    r.idle_days = r.wait_hours = NAN;
    ck_assert_int_eq(netmkt_relationship_rate(NULL, 1, &r), NETMKT_OK);
    ck_assert_int_eq(netmkt_relationship_explain(&r, NULL, buffer, sizeof buffer, NULL), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(buffer, "rhythm 0.00: has never acted\n"));
    ck_assert_ptr_nonnull(strstr(buffer, "reciprocity unknown: 0 acts and 0 messages"));
    ck_assert_ptr_nonnull(strstr(buffer, "answers unknown: 0 requests\n"));
}
END_TEST

START_TEST(test_misuse)
{
    const int64_t time[] = {0};
    const double minus[] = {-1}, infinite[] = {INFINITY};
    const uint32_t group[] = {3};
    netmkt_store *store = visited();
    netmkt_relationship good = {.struct_size = sizeof good, .gap_days = 1, .idle_days = NAN, .wait_hours = NAN}, r = good, small = {.struct_size = 8};
    netmkt_table *table;
    char buffer[8];
    double out = 7;

    ck_assert_int_eq(netmkt_attention_measure(NULL, 0, 1, NULL, NULL, NULL, 1, &out), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attention_measure(NULL, 0, 1, time, NULL, NULL, 0, &out), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attention_measure(NULL, 0, 1, time, NULL, NULL, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attention_measure(NULL, 0, 1, time, minus, NULL, 1, &out), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_attention_measure(NULL, 0, 1, time, infinite, NULL, 1, &out), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_attention_measure(NULL, 0, 1, time, NULL, group, 1, &out), NETMKT_E_RANGE);
    out = 7;
    ck_assert_int_eq(netmkt_attention_get(NULL, NULL, 1, 0, &out), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attention_get(store, NULL, 1, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attention_get(store, NULL, 9, 0, &out), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_attention_get(store, NULL, 1, INT64_MIN, &out), NETMKT_E_RANGE);
    ck_assert(out == 7);
    ck_assert_int_eq(netmkt_attention_all(NULL, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attention_all(store, NULL, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attention_all(store, NULL, INT64_MIN, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_attention_channels(NULL, NULL, 0, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attention_channels(store, NULL, 0, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attention_channels(store, NULL, 9, 0, &table), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_relationship_get(NULL, NULL, 1, 0, &r), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_relationship_get(store, NULL, 1, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_relationship_get(store, NULL, 1, 0, &small), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_relationship_get(store, NULL, 9, 0, &r), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_relationship_get(store, NULL, 1, INT64_MIN, &r), NETMKT_E_RANGE);
    ck_assert(r.gap_days == 1);
    ck_assert_int_eq(netmkt_relationship_all(NULL, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_relationship_all(store, NULL, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_relationship_all(store, NULL, INT64_MIN, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_relationship_rate(NULL, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_relationship_rate(NULL, 1, &small), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_relationship_rate(NULL, 1, &good), NETMKT_OK);
    r = good, r.gap_days = 0;
    ck_assert_int_eq(netmkt_relationship_rate(NULL, 1, &r), NETMKT_E_RANGE);
    r = good, r.tenure_days = -1;
    ck_assert_int_eq(netmkt_relationship_rate(NULL, 1, &r), NETMKT_E_RANGE);
    r = good, r.idle_days = INFINITY;
    ck_assert_int_eq(netmkt_relationship_rate(NULL, 1, &r), NETMKT_E_RANGE);
    r = good, r.wait_hours = -2;
    ck_assert_int_eq(netmkt_relationship_rate(NULL, 1, &r), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_relationship_explain(NULL, NULL, buffer, sizeof buffer, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_relationship_explain(&good, NULL, NULL, 5, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_relationship_explain(&small, NULL, buffer, sizeof buffer, NULL), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_relationship_explain(&good, NULL, buffer, sizeof buffer, NULL), NETMKT_E_RANGE);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("engagement");
    TCase *tests = tcase_create("engagement");

    tcase_add_test(tests, test_attention_from_arrays);
    tcase_add_test(tests, test_attention_of_a_store);
    tcase_add_test(tests, test_attention_by_channel);
    tcase_add_test(tests, test_empty_store);
    tcase_add_test(tests, test_tenure_and_rhythm);
    tcase_add_test(tests, test_reciprocity);
    tcase_add_test(tests, test_breadth);
    tcase_add_test(tests, test_answers);
    tcase_add_test(tests, test_score_is_the_mean_of_what_is_known);
    tcase_add_test(tests, test_all_agree_with_each);
    tcase_add_test(tests, test_in_words);
    tcase_add_test(tests, test_misuse);
    suite_add_tcase(suite, tests);
    return suite;
}
