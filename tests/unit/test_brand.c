/* Brand by month, net promoter scores with their interval against its definition, novelty, threads, misuse. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define CLOSE(got, want) test_close(got, want, 1e-13, 1, #got)

static int64_t moment(const char *text)
{
    int64_t ms;

    ck_assert_int_eq(netmkt_time_parse(text, strlen(text), 0, &ms, NULL), NETMKT_OK);
    return ms;
}

static netmkt_event event_of(netmkt_store *store, const char *key, netmkt_kind_id kind, const char *when)
{
    netmkt_event event;

    netmkt_event_init(&event);
    ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
    event.kind = kind;
    event.time_ms = moment(when);
    return event;
}

static void append(netmkt_store *store, const netmkt_event *event)
{
    ck_assert_int_eq(netmkt_event_append(store, event, sizeof *event, 1, NULL), NETMKT_OK);
}

static void plain(netmkt_store *store, const char *key, netmkt_kind_id kind, const char *when)
{
    netmkt_event event = event_of(store, key, kind, when);

    append(store, &event);
}

static void visit(netmkt_store *store, const char *when, netmkt_channel_id channel, netmkt_campaign_id campaign)
{
    netmkt_event event = event_of(store, "ann", NETMKT_KIND_VISIT, when);

    event.channel = channel;
    event.campaign = campaign;
    append(store, &event);
}

static void rated(netmkt_store *store, const char *key, netmkt_kind_id kind, const char *when, int32_t rating, uint16_t variant)
{
    netmkt_event event = event_of(store, key, kind, when);

    event.rating = rating;
    event.variant = variant;
    append(store, &event);
}

static void order(netmkt_store *store, const char *key, const char *when, netmkt_offer_id offer, int64_t amount)
{
    netmkt_event event = event_of(store, key, NETMKT_KIND_ORDER, when);

    event.offer = offer;
    event.amount = amount;
    append(store, &event);
}

/* Score statistic of a supposed difference, with the likeliest probabilities found by search instead of by formula. */
static double defined_statistic(double b, double c, double n, double d)
{
    double low = d < 0 ? -d : 0, high = (1 - d) / 2, q;
    const double golden = 0.6180339887498949;

    for (int i = 0; i < 200; i++) {
        double x[2] = {high - golden * (high - low), low + golden * (high - low)}, f[2];

        for (int k = 0; k < 2; k++) {
            f[k] = (n - b - c > 0 ? (n - b - c) * log(1 - 2 * x[k] - d) : 0) + (b > 0 ? b * log(x[k] + d) : 0) + (c > 0 ? c * log(x[k]) : 0);
        }
        if (f[0] < f[1])
            low = x[0];
        else
            high = x[1];
    }
    q = 0.5 * (low + high);
    return (b - c - n * d) / sqrt(n * (2 * q + d - d * d));
}

START_TEST(test_promoters_by_hand)
{
    netmkt_promoters p = {.struct_size = sizeof p};
    const double ratings[] = {10, 9, 8, 7, 6, 0, NAN, 11, -1, 9.5};

    ck_assert_int_eq(netmkt_promoters_from_ratings(NULL, 10, ratings, &p), NETMKT_OK);
    ck_assert(p.promoters == 3 && p.passives == 2 && p.detractors == 2);
    CLOSE(p.score, 100.0 / 7);
    ck_assert(p.low > -100 && p.low < p.score && p.high > p.score && p.high < 100);
    ck_assert_int_eq(netmkt_promoters_from_ratings(NULL, 0, NULL, &p), NETMKT_OK);
    ck_assert(p.promoters == 0 && isnan(p.score) && isnan(p.low) && isnan(p.high));
}
END_TEST

START_TEST(test_interval_is_the_score_interval)
{
    const uint64_t counts[][3] = {{5, 3, 2}, {1, 0, 0}, {0, 1, 0}, {0, 0, 4}, {50, 0, 50}, {700, 200, 100}, {3, 90, 7}, {0, 9, 1}};
    const double z = 1.9599639845400545;

    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        netmkt_promoters p = {.struct_size = sizeof p, .promoters = counts[i][0], .passives = counts[i][1], .detractors = counts[i][2]};
        netmkt_promoters turned = {.struct_size = sizeof p, .promoters = counts[i][2], .passives = counts[i][1], .detractors = counts[i][0]};
        double b = (double)p.promoters, c = (double)p.detractors, n = b + c + (double)p.passives;

        ck_assert_int_eq(netmkt_promoters_from_counts(NULL, &p), NETMKT_OK);
        ck_assert_int_eq(netmkt_promoters_from_counts(NULL, &turned), NETMKT_OK);
        CLOSE(p.score, 100 * (b - c) / n);
        ck_assert(p.low >= -100 && p.low <= p.score && p.score <= p.high && p.high <= 100);
        CLOSE(turned.low, -p.high);
        CLOSE(turned.high, -p.low);
        if (p.low > -100)
            test_close(defined_statistic(b, c, n, p.low / 100), z, 1e-6, 1, "z at the low limit");
        if (p.high < 100)
            test_close(defined_statistic(b, c, n, p.high / 100), -z, 1e-6, 1, "z at the high limit");
    }
}
END_TEST

START_TEST(test_interval_of_the_ends_and_of_many)
{
    netmkt_promoters p = {.struct_size = sizeof p, .promoters = 10};
    netmkt_settings *settings;
    double wide;

    ck_assert_int_eq(netmkt_promoters_from_counts(NULL, &p), NETMKT_OK);
    ck_assert(p.high == 100 && p.low < 100); /* ten of ten is no certainty */
    wide = p.high - p.low;
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "brand.confidence", 0.5), NETMKT_OK);
    ck_assert_int_eq(netmkt_promoters_from_counts(settings, &p), NETMKT_OK);
    ck_assert(p.high - p.low < wide);
    netmkt_settings_free(settings);
    p = (netmkt_promoters){.struct_size = sizeof p, .promoters = 5000000, .passives = 3000000, .detractors = 2000000};
    ck_assert_int_eq(netmkt_promoters_from_counts(NULL, &p), NETMKT_OK);
    test_close(p.low, 30 - 1.9599639845400545 * 100 * sqrt((0.7 - 0.09) / 1e7), 1e-6, 1, "low"); /* as the normal interval */
}
END_TEST

static netmkt_store *branded(void)
{
    netmkt_store *store;
    netmkt_channel_id brand_search;
    netmkt_campaign_id words, other;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_define(store, "Brand_search", 0, &brand_search), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_put(store, "BRAND words", NULL, NULL, 0, NULL, NULL, &words), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_put(store, "bran", NULL, NULL, 0, NULL, NULL, &other), NETMKT_OK);
    visit(store, "2024-01-31T23:59:59", NETMKT_CHANNEL_DIRECT, 0);
    visit(store, "2024-01-05", NETMKT_CHANNEL_SEM, words);
    visit(store, "2024-01-05", NETMKT_CHANNEL_SEM, other);
    visit(store, "2024-01-06", NETMKT_CHANNEL_EMAIL, words); /* no search */
    visit(store, "2024-01-06", brand_search, 0);
    visit(store, "2024-03-01", 0, 0);
    plain(store, "bob", NETMKT_KIND_REFERRAL, "2024-01-07");
    plain(store, "bob", NETMKT_KIND_SHARE, "2024-01-07T01:00");
    plain(store, "bob", NETMKT_KIND_MESSAGE, "2024-03-07");
    rated(store, "bob", NETMKT_KIND_REVIEW, "2024-01-08", 4500, 0);
    rated(store, "bob", NETMKT_KIND_REVIEW, "2024-01-09", 3000, 0);
    rated(store, "bob", NETMKT_KIND_REVIEW, "2024-01-09", NETMKT_NO_RATING, 0);
    rated(store, "bob", NETMKT_KIND_SURVEY, "2024-01-10", 9000, 0);
    rated(store, "bob", NETMKT_KIND_SURVEY, "2024-01-10", 7000, 0);
    rated(store, "bob", NETMKT_KIND_SURVEY, "2024-01-10", 7000, 104); /* on a part of an offer */
    rated(store, "bob", NETMKT_KIND_SURVEY, "2024-01-10", 10001, 0);  /* no such rating */
    rated(store, "cid", NETMKT_KIND_SURVEY, "2024-03-10", 6000, 0);
    order(store, "cid", "2024-03-11", 0, 100);
    order(store, "cid", "2024-03-12", 0, 100);
    plain(store, "cid", NETMKT_KIND_COMPLAINT, "2024-03-12");
    return store;
}

START_TEST(test_brand_by_month)
{
    netmkt_store *store = branded();
    netmkt_table *table;

    ck_assert_int_eq(netmkt_brand_months(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 4);
    ck_assert_str_eq(text(table, "month", 0), "2024-01");
    ck_assert_str_eq(text(table, "month", 1), "2024-02");
    ck_assert_str_eq(text(table, "month", 3), "all");
    ck_assert(whole(table, "visits", 0) == 5 && whole(table, "direct", 0) == 1 && whole(table, "branded", 0) == 2);
    CLOSE(real(table, "direct_share", 0), 0.2);
    CLOSE(real(table, "branded_share", 0), 0.4);
    ck_assert(whole(table, "active", 0) == 2 && whole(table, "active", 1) == 0 && whole(table, "active", 2) == 2 && whole(table, "active", 3) == 3);
    CLOSE(real(table, "referral_rate", 0), 0.5);
    CLOSE(real(table, "share_rate", 3), 1.0 / 3);
    ck_assert_int_eq(whole(table, "reviews", 0), 2);
    CLOSE(real(table, "review_mean", 0), 3.75);
    ck_assert(whole(table, "promoters", 0) == 1 && whole(table, "passives", 0) == 1 && whole(table, "detractors", 0) == 0);
    CLOSE(real(table, "nps", 0), 50);
    CLOSE(real(table, "nps", 2), -100);
    CLOSE(real(table, "nps", 3), 0);
    ck_assert(real(table, "nps_low", 0) < 50 && real(table, "nps_high", 2) > -100);
    CLOSE(real(table, "complaint_rate", 2), 0.5);
    ck_assert(isnan(real(table, "complaint_rate", 0)) && isnan(real(table, "direct_share", 1)) && isnan(real(table, "nps", 1)));
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_brand_months(store, NULL, moment("2024-01-05"), &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_int_eq(whole(table, "visits", 0), 2);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_brand_months(store, NULL, moment("2023-01-05"), &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 1);
    ck_assert_str_eq(text(table, "month", 0), "all");
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_months_are_of_the_stores_days)
{
    netmkt_store_options options;
    netmkt_store *store;
    netmkt_table *table;

    netmkt_store_options_init(&options);
    options.day_offset_minutes = 120;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
    plain(store, "ann", NETMKT_KIND_VISIT, "1999-12-31T21:59:59.999");
    plain(store, "ann", NETMKT_KIND_VISIT, "1999-12-31T22:00");
    ck_assert_int_eq(netmkt_brand_months(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_str_eq(text(table, "month", 1), "2000-01");
    ck_assert_int_eq(whole(table, "visits", 1), 1);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_an_erased_customer_leaves_no_month)
{
    netmkt_store *store;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    plain(store, "early", NETMKT_KIND_VISIT, "1990-01-01");
    plain(store, "ann", NETMKT_KIND_VISIT, "2020-01-01");
    plain(store, "late", NETMKT_KIND_ORDER, "2030-01-01");
    ck_assert_int_eq(netmkt_customer_erase(store, 1, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_erase(store, 3, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_brand_months(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_str_eq(text(table, "month", 0), "2020-01");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_novelty_months(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 1);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

/* A lamp on sale since long, a desk whose first order tells, and orders of nothing in particular. */
static netmkt_store *trading(void)
{
    netmkt_store *store;
    netmkt_offer lamp;
    netmkt_offer_id lamp_id, desk_id, unsold;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    netmkt_offer_init(&lamp);
    lamp.start_ms = moment("2023-11-01");
    ck_assert_int_eq(netmkt_offer_put(store, "lamp", &lamp, &lamp_id), NETMKT_OK);
    ck_assert_int_eq(netmkt_offer_put(store, "unsold", NULL, &unsold), NETMKT_OK);
    ck_assert_int_eq(netmkt_offer_put(store, "desk", NULL, &desk_id), NETMKT_OK);
    order(store, "ann", "2024-01-10", lamp_id, 10000);      /* new: 70 days */
    order(store, "ann", "2024-02-10", lamp_id, 20000);      /* 101 days */
    order(store, "bob", "2024-02-01T06:00", desk_id, 30000);
    order(store, "cid", "2024-05-01T05:59:59", desk_id, 5000); /* 90 days less a second */
    order(store, "cid", "2024-05-01T06:00", desk_id, 700);
    order(store, "ann", "2024-02-11", 0, 50000);
    return store;
}

START_TEST(test_novelty_by_month)
{
    netmkt_store *store = trading();
    netmkt_settings *settings;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_novelty_months(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 6); /* January to May, all */
    CLOSE(real(table, "share", 0), 1);
    CLOSE(real(table, "share", 1), 0.6);
    ck_assert(isnan(real(table, "share", 2)));
    CLOSE(real(table, "share", 4), 5000.0 / 5700);
    CLOSE(real(table, "share", 5), 45000.0 / 65700);
    ck_assert(whole(table, "orders", 1) == 3 && whole(table, "new_orders", 1) == 1);
    ck_assert(whole(table, "revenue", 1) == 100000 && whole(table, "offer_revenue", 1) == 50000 && whole(table, "new_revenue", 1) == 30000);
    ck_assert(whole(table, "orders", 5) == 6 && whole(table, "revenue", 5) == 115700);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "novelty.days", 120), NETMKT_OK);
    ck_assert_int_eq(netmkt_novelty_months(store, settings, moment("2024-02-28"), &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    CLOSE(real(table, "share", 1), 1);
    netmkt_table_free(table);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_novelty_by_offer)
{
    netmkt_store *store = trading();
    netmkt_table *table;

    ck_assert_int_eq(netmkt_novelty_offers(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_str_eq(text(table, "offer", 1), "desk");
    ck_assert_int_eq(whole(table, "since", 0), moment("2023-11-01"));
    ck_assert_int_eq(whole(table, "since", 1), moment("2024-02-01T06:00"));
    ck_assert(whole(table, "orders", 1) == 3 && whole(table, "new_orders", 1) == 2);
    CLOSE(real(table, "share", 0), 1.0 / 3);
    CLOSE(real(table, "share", 1), 35000.0 / 35700);
    ck_assert_int_eq(whole(table, "last", 1), moment("2024-05-01T06:00"));
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_novelty_from_arrays)
{
    const int64_t time[] = {100 * DAY, 100 * DAY, 100 * DAY, 100 * DAY}, since[] = {10 * DAY, 10 * DAY + 1, 200 * DAY, INT64_MIN};
    const double money[] = {1, 2, 3, 4}, none[] = {0}, bad[] = {-1}, huge[] = {1e308, 1e308};
    double share = 7;

    ck_assert_int_eq(netmkt_novelty_measure(NULL, 4, time, since, money, &share), NETMKT_OK);
    CLOSE(share, 0.5);
    ck_assert_int_eq(netmkt_novelty_measure(NULL, 1, time, since, bad, &share), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_novelty_measure(NULL, 2, time, since, huge, &share), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_novelty_measure(NULL, 1, NULL, since, money, &share), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_novelty_measure(NULL, 1, time, NULL, money, &share), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_novelty_measure(NULL, 1, time, since, NULL, &share), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_novelty_measure(NULL, 1, time, since, money, NULL), NETMKT_E_INVALID);
    CLOSE(share, 0.5);
    ck_assert_int_eq(netmkt_novelty_measure(NULL, 1, time, since, none, &share), NETMKT_OK);
    ck_assert(isnan(share));
}
END_TEST

static void same_text(const netmkt_table *one, const netmkt_table *other)
{
    static char first[100000], second[100000];

    ck_assert_int_eq(netmkt_table_text(one, NETMKT_FORMAT_CSV, first, sizeof first, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(other, NETMKT_FORMAT_CSV, second, sizeof second, NULL), NETMKT_OK);
    ck_assert_str_eq(first, second);
}

START_TEST(test_threads_change_nothing)
{
    typedef netmkt_status (*question)(netmkt_store *, const netmkt_settings *, int64_t, netmkt_table **);
    const question questions[] = {netmkt_brand_months, netmkt_novelty_months, netmkt_novelty_offers};
    netmkt_settings *four;
    netmkt_store *store;
    netmkt_offer_id offers[5];

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (int i = 0; i < 5; i++) {
        char name[16];

        snprintf(name, sizeof name, "o%d", i);
        ck_assert_int_eq(netmkt_offer_put(store, name, NULL, &offers[i]), NETMKT_OK);
    }
    for (int i = 0; i < 20000; i++) {
        netmkt_event event;
        char key[16];

        snprintf(key, sizeof key, "c%d", i % 13000);
        netmkt_event_init(&event);
        ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
        event.kind = (netmkt_kind_id)(i % 3 ? NETMKT_KIND_ORDER : NETMKT_KIND_SURVEY);
        event.time_ms = (int64_t)i * 7919 % 700 * DAY;
        event.amount = i % 3 ? i : 0;
        event.offer = i % 3 ? offers[i % 5] : 0;
        event.rating = i % 11 * 1000;
        append(store, &event);
    }
    ck_assert_int_eq(netmkt_settings_new(NULL, &four), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(four, "run.threads", 4), NETMKT_OK);
    for (int i = 0; i < 3; i++) {
        netmkt_table *one, *other;

        ck_assert_int_eq(questions[i](store, NULL, NETMKT_LATEST, &one), NETMKT_OK);
        ck_assert_int_eq(questions[i](store, four, NETMKT_LATEST, &other), NETMKT_OK);
        same_text(one, other);
        netmkt_table_free(one);
        netmkt_table_free(other);
    }
    netmkt_settings_free(four);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_misuse)
{
    netmkt_promoters small = {.struct_size = 8}, many = {.struct_size = sizeof many, .promoters = UINT64_MAX, .passives = 1, .score = 7};
    netmkt_store *store = trading();
    netmkt_table *table;

    ck_assert_int_eq(netmkt_promoters_from_counts(NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_promoters_from_counts(NULL, &small), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_promoters_from_counts(NULL, &many), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_promoters_from_ratings(NULL, 1, NULL, &many), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_promoters_from_ratings(NULL, 0, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_promoters_from_ratings(NULL, 0, NULL, &small), NETMKT_E_UNSUPPORTED);
    ck_assert(many.score == 7);
    ck_assert_int_eq(netmkt_brand_months(NULL, NULL, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_brand_months(store, NULL, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_brand_months(store, NULL, INT64_MIN, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_novelty_months(NULL, NULL, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_novelty_months(store, NULL, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_novelty_months(store, NULL, INT64_MIN, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_novelty_offers(store, NULL, INT64_MIN, &table), NETMKT_E_RANGE);
    order(store, "dan", "2024-01-01", 1, INT64_MAX);
    order(store, "eve", "2024-03-01", 1, INT64_MAX);
    ck_assert_int_eq(netmkt_novelty_months(store, NULL, NETMKT_LATEST, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_novelty_offers(store, NULL, NETMKT_LATEST, &table), NETMKT_E_RANGE);
    ck_assert_ptr_null(table);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("brand");
    TCase *tests = tcase_create("brand");

    tcase_add_test(tests, test_promoters_by_hand);
    tcase_add_test(tests, test_interval_is_the_score_interval);
    tcase_add_test(tests, test_interval_of_the_ends_and_of_many);
    tcase_add_test(tests, test_brand_by_month);
    tcase_add_test(tests, test_months_are_of_the_stores_days);
    tcase_add_test(tests, test_an_erased_customer_leaves_no_month);
    tcase_add_test(tests, test_novelty_by_month);
    tcase_add_test(tests, test_novelty_by_offer);
    tcase_add_test(tests, test_novelty_from_arrays);
    tcase_add_test(tests, test_threads_change_nothing);
    tcase_add_test(tests, test_misuse);
    suite_add_tcase(suite, tests);
    return suite;
}
