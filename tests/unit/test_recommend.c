/* Recommendations: trials, shrinkage, hours and offers by hand; segments; threads and order; everybody against one by one; words; errors; failing memory. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/faulty_memory.h"
#include "support/cells.h"
#include "support/support.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define START (INT64_C(20458) * DAY) /* 2026-01-05, a Monday */
#define CLOSE(got, want) test_close(got, want, 1e-12, 1, #got)

static netmkt_customer_id add(netmkt_store *store, const char *key, netmkt_event e)
{
    ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    return e.customer;
}

static netmkt_customer_id event(netmkt_store *store, const char *key, netmkt_kind_id kind, int64_t time_ms, netmkt_channel_id channel)
{
    netmkt_event e;

    netmkt_event_init(&e);
    e.kind = kind;
    e.time_ms = time_ms;
    e.channel = channel;
    return add(store, key, e);
}

static void sent(netmkt_store *store, const char *key, double day, netmkt_channel_id channel)
{
    (void)event(store, key, NETMKT_KIND_MESSAGE, START + (int64_t)(day * (double)DAY), channel);
}

static void acted(netmkt_store *store, const char *key, double day, netmkt_channel_id channel)
{
    (void)event(store, key, NETMKT_KIND_CLICK, START + (int64_t)(day * (double)DAY), channel);
}

/* A survey's answer on part number `part` of an offer, 0: on its importance. */
static void said(netmkt_store *store, const char *key, double day, netmkt_offer_id offer, uint16_t part, double rating)
{
    netmkt_event e;

    netmkt_event_init(&e);
    e.kind = NETMKT_KIND_SURVEY;
    e.time_ms = START + (int64_t)(day * (double)DAY);
    e.offer = offer;
    e.variant = (uint16_t)(101 + part);
    e.rating = (int32_t)(rating * 1000.0);
    (void)add(store, key, e);
}

static netmkt_store *store_new(void)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    return store;
}

static netmkt_table *channels_of(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of)
{
    netmkt_recommender *r;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_recommender_new(store, settings, as_of, &r), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_channels(r, store, customer, as_of, &table), NETMKT_OK);
    netmkt_recommender_free(r);
    return table;
}

/* What is a trial, and what answers it. */
START_TEST(trials)
{
    netmkt_store *store = store_new();
    netmkt_campaign_id campaign;
    netmkt_customer_id ann = event(store, "ann", NETMKT_KIND_REGISTER, START - DAY, 0);
    netmkt_table *t;
    netmkt_event e;

    ck_assert_int_eq(netmkt_campaign_put(store, "spring", NULL, NULL, 0, NULL, NULL, &campaign), NETMKT_OK);
    sent(store, "ann", 0, NETMKT_CHANNEL_EMAIL);
    acted(store, "ann", 3.0, NETMKT_CHANNEL_EMAIL);  /* the last moment */
    acted(store, "ann", 3.0, NETMKT_CHANNEL_EMAIL);  /* no second answer, and no use of his own */
    sent(store, "ann", 10, NETMKT_CHANNEL_EMAIL);
    acted(store, "ann", 13.001, NETMKT_CHANNEL_EMAIL); /* too late: he uses it by himself */
    sent(store, "ann", 20, NETMKT_CHANNEL_EMAIL);
    sent(store, "ann", 21, NETMKT_CHANNEL_EMAIL); /* the one before is over */
    acted(store, "ann", 22, NETMKT_CHANNEL_EMAIL);
    sent(store, "ann", 30, NETMKT_CHANNEL_EMAIL);
    acted(store, "ann", 31, NETMKT_CHANNEL_WEBSITE); /* elsewhere, without campaign */
    netmkt_event_init(&e);
    e.kind = NETMKT_KIND_MESSAGE;
    e.time_ms = START + 40 * DAY;
    e.channel = NETMKT_CHANNEL_SMS;
    e.campaign = campaign;
    (void)add(store, "ann", e);
    e.kind = NETMKT_KIND_VISIT;
    e.time_ms += DAY;
    e.channel = NETMKT_CHANNEL_WEBSITE; /* elsewhere, for the campaign */
    (void)add(store, "ann", e);
    (void)event(store, "ann", NETMKT_KIND_UNSUBSCRIBE, START + 30 * DAY + 1, NETMKT_CHANNEL_EMAIL); /* no act */
    sent(store, "ann", 50, NETMKT_CHANNEL_SMS); /* undecided until day 53 */
    (void)event(store, "ann", NETMKT_KIND_MESSAGE, START + 50 * DAY, NETMKT_CHANNEL_ADVERTISING); /* to nobody in person */
    t = channels_of(store, NULL, ann, START + 52 * DAY);
    ck_assert_uint_eq(netmkt_table_rows(t), 2);
    ck_assert_str_eq(text(t, "channel", 0), "sms");
    ck_assert_int_eq(whole(t, "messages", 0), 1);
    ck_assert_int_eq(whole(t, "responses", 0), 1);
    ck_assert_int_eq(whole(t, "uses", 0), 0);
    ck_assert_int_eq(whole(t, "messages", 1), 5);
    ck_assert_int_eq(whole(t, "responses", 1), 2);
    ck_assert_int_eq(whole(t, "uses", 1), 1);
    netmkt_table_free(t);
    t = channels_of(store, NULL, ann, START + 53 * DAY);
    ck_assert_int_eq(whole(t, "messages", 0), 2);
    ck_assert_int_eq(whole(t, "responses", 0), 1);
    netmkt_table_free(t);
    netmkt_store_close(store);
}
END_TEST

/* Too few for a fit: every level is the one above, for so many messages; by hand. */
START_TEST(shrinkage)
{
    netmkt_store *store = store_new();
    netmkt_settings *settings;
    netmkt_customer_id ann, bob, cy;
    netmkt_table *t;
    double overall = (3 + 1.0) / (5 + 2.0), email = (3 + 10 * overall) / (5 + 10), none = (3 + 10 * email) / (5 + 10), segment;

    for (int i = 0; i < 3; i++)
        sent(store, "ann", 10 * i, NETMKT_CHANNEL_EMAIL);
    acted(store, "ann", 1, NETMKT_CHANNEL_EMAIL);
    for (int i = 0; i < 2; i++) {
        sent(store, "bob", 10 * i, NETMKT_CHANNEL_EMAIL);
        acted(store, "bob", 10 * i + 1, NETMKT_CHANNEL_EMAIL);
    }
    ann = event(store, "ann", NETMKT_KIND_BOUNCE, START + 50 * DAY, 0);
    bob = event(store, "bob", NETMKT_KIND_BOUNCE, START + 50 * DAY, 0);
    cy = event(store, "cy", NETMKT_KIND_BOUNCE, START + 50 * DAY, 0);
    t = channels_of(store, NULL, ann, NETMKT_LATEST);
    CLOSE(real(t, "prior", 0), none);
    CLOSE(real(t, "expected", 0), (1 + 10 * none) / (3 + 10));
    ck_assert(real(t, "low", 0) < real(t, "expected", 0) && real(t, "expected", 0) < real(t, "high", 0));
    netmkt_table_free(t);
    t = channels_of(store, NULL, cy, NETMKT_LATEST); /* never written to */
    CLOSE(real(t, "expected", 0), none);
    ck_assert_int_eq(whole(t, "messages", 0), 0);
    netmkt_table_free(t);
    t = channels_of(store, NULL, 0, NETMKT_LATEST); /* everybody */
    CLOSE(real(t, "expected", 0), email);
    ck_assert_int_eq(whole(t, "messages", 0), 5);
    netmkt_table_free(t);
    /* Bob's segment: his two messages tell as much as 2 / (1 + 1 / 11) of two customers */
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, &bob, 1), NETMKT_OK);
    segment = (2 / (1 + 1 / 11.0) + 100 * none) / (2 / (1 + 1 / 11.0) + 100);
    t = channels_of(store, settings, cy, NETMKT_LATEST);
    CLOSE(real(t, "expected", 0), segment);
    netmkt_table_free(t);
    t = channels_of(store, settings, 0, NETMKT_LATEST);
    CLOSE(real(t, "expected", 0), (2 / (1 + 1 / 11.0) + 100 * email) / (2 / (1 + 1 / 11.0) + 100));
    ck_assert_int_eq(whole(t, "messages", 0), 2);
    netmkt_table_free(t);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(hours)
{
    netmkt_store *store = store_new();
    netmkt_customer_id ann, cy;
    netmkt_table *t;

    /* ann: 6 visits at 20, bob: 2 at 8; the day of both: 0.75 at 20, 0.25 at 8 */
    for (int i = 0; i < 6; i++)
        (void)event(store, "ann", NETMKT_KIND_VISIT, START + i * DAY + 20 * HOUR, NETMKT_CHANNEL_WEBSITE);
    for (int i = 0; i < 2; i++)
        (void)event(store, "bob", NETMKT_KIND_VISIT, START + i * DAY + 8 * HOUR, NETMKT_CHANNEL_WEBSITE);
    sent(store, "ann", 1, NETMKT_CHANNEL_EMAIL);
    ann = event(store, "ann", NETMKT_KIND_BOUNCE, START + 20 * DAY, 0);
    cy = event(store, "cy", NETMKT_KIND_BOUNCE, START + 20 * DAY, 0);
    t = channels_of(store, NULL, ann, NETMKT_LATEST);
    ck_assert_int_eq(whole(t, "hour", 0), 20);
    CLOSE(real(t, "hour_share", 0), 0.5 * (6 + 10 * 0.75) / 16);
    netmkt_table_free(t);
    t = channels_of(store, NULL, cy, NETMKT_LATEST);
    ck_assert_int_eq(whole(t, "hour", 0), 20);
    CLOSE(real(t, "hour_share", 0), 0.5 * 0.75);
    netmkt_table_free(t);
    ck_assert_int_eq(netmkt_customer_set_int(store, ann, NETMKT_ATTRIBUTE_UTC_OFFSET, 300), NETMKT_OK); /* at one in the morning */
    t = channels_of(store, NULL, ann, NETMKT_LATEST);
    ck_assert_int_eq(whole(t, "hour", 0), 1);
    netmkt_table_free(t);
    netmkt_store_close(store);
}
END_TEST

START_TEST(no_activity)
{
    netmkt_store *store = store_new();
    char words[2048];
    netmkt_recommender *r;
    netmkt_table *t;

    sent(store, "ann", 1, NETMKT_CHANNEL_EMAIL);
    sent(store, "ann", 9, NETMKT_CHANNEL_EMAIL);
    ck_assert_int_eq(netmkt_recommender_new(store, NULL, NETMKT_LATEST, &r), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_channels(r, store, 1, NETMKT_LATEST, &t), NETMKT_OK);
    ck_assert_int_eq(whole(t, "hour", 0), -1);
    ck_assert(isnan(real(t, "hour_share", 0)));
    netmkt_table_free(t);
    ck_assert_int_eq(netmkt_recommender_explain(r, store, 1, NETMKT_LATEST, words, sizeof words, NULL), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(words, "hour: unknown"));
    ck_assert_ptr_nonnull(strstr(words, "he answered 0 of 1 message"));
    netmkt_recommender_free(r);
    netmkt_store_close(store);
}
END_TEST

static netmkt_offer_id offer_new(netmkt_store *store, const char *name, int64_t end_ms)
{
    netmkt_offer offer;
    netmkt_offer_id id;

    netmkt_offer_init(&offer);
    offer.end_ms = end_ms;
    ck_assert_int_eq(netmkt_offer_put(store, name, &offer, &id), NETMKT_OK);
    return id;
}

/* Two offers on sale and one of the past; ann rated one herself, later again, and cares for service. */
START_TEST(offers)
{
    netmkt_store *store = store_new();
    netmkt_offer_id pot = offer_new(store, "pot", 0), cup = offer_new(store, "cup", 0), old = offer_new(store, "old", START);
    netmkt_customer_id ann, cy;
    netmkt_recommender *r;
    netmkt_settings *settings;
    netmkt_table *t;
    double lead;

    said(store, "bob", 1, pot, NETMKT_PART_PRODUCT, 4);
    said(store, "bob", 1, pot, NETMKT_PART_SERVICE, 1);
    said(store, "bob", 1, cup, NETMKT_PART_PRODUCT, 3);
    said(store, "bob", 1, cup, NETMKT_PART_MONEY, 1); /* the pot's is taken to be the same */
    said(store, "bob", 1, old, NETMKT_PART_PRODUCT, 9);
    said(store, "ann", 1, cup, NETMKT_PART_SERVICE, 9);
    said(store, "ann", 2, cup, NETMKT_PART_SERVICE, 5);
    said(store, "ann", 2, 0, NETMKT_PART_PRODUCT, 1);
    said(store, "ann", 2, 0, NETMKT_PART_SERVICE, 3);
    ann = event(store, "ann", NETMKT_KIND_VISIT, START + 9 * DAY, 0);
    cy = event(store, "cy", NETMKT_KIND_VISIT, START + 9 * DAY, 0);
    ck_assert_int_eq(netmkt_recommender_new(store, NULL, NETMKT_LATEST, &r), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_offers(r, store, ann, NETMKT_LATEST, &t), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(t), 2);
    ck_assert_str_eq(text(t, "offer", 0), "cup");
    CLOSE(real(t, "value", 0), 0.5 * 3 + 1.5 * 5); /* her weights are 0.5 and 1.5 */
    CLOSE(real(t, "cost", 0), 1);
    CLOSE(real(t, "value", 1), 0.5 * 4 + 1.5 * 1);
    CLOSE(real(t, "cost", 1), 1);
    CLOSE(real(t, "share", 0), 1 / (1 + exp(3.5 - 9.0)));
    CLOSE(real(t, "share", 0) + real(t, "share", 1), 1);
    ck_assert_int_eq(whole(t, "rated", 0), 3);
    ck_assert_int_eq(whole(t, "own", 0), 1);
    ck_assert_int_eq(whole(t, "own", 1), 0);
    netmkt_table_free(t);
    /* cy: everybody's ratings and weights, which are ann's */
    ck_assert_int_eq(netmkt_recommender_offers(r, store, cy, NETMKT_LATEST, &t), NETMKT_OK);
    CLOSE(real(t, "value", 0), 0.5 * 3 + 1.5 * 5);
    ck_assert_int_eq(whole(t, "own", 0), 0);
    netmkt_table_free(t);
    netmkt_recommender_free(r);
    /* bob's segment has no weights of its own, and no view of the cup's service: those of everybody */
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, (const netmkt_customer_id[]){1}, 1), NETMKT_OK);
    said(store, "ann", 3, pot, NETMKT_PART_PRODUCT, 10);
    ck_assert_int_eq(netmkt_recommender_new(store, settings, NETMKT_LATEST, &r), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_offers(r, store, 0, NETMKT_LATEST, &t), NETMKT_OK);
    lead = (4 + 5 * 7.0) / 6; /* bob's 4, and everybody's mean of 7 for five answers */
    CLOSE(real(t, "value", 1), 0.5 * lead + 1.5 * 1);
    netmkt_table_free(t);
    netmkt_recommender_free(r);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

static uint64_t bits(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Many customers with all sorts of events, in an order that `swap` changes. */
static void crowd(netmkt_store *store, int customers, int swap)
{
    netmkt_event *events = malloc((size_t)customers * 24 * sizeof *events);
    uint64_t state = 5;
    size_t n = 0;

    ck_assert_ptr_nonnull(events);
    (void)offer_new(store, "pot", 0);
    (void)offer_new(store, "cup", 0);
    for (int i = 0; i < customers; i++) {
        char key[16];
        netmkt_customer_id id;

        snprintf(key, sizeof key, "c%d", i);
        ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_OK);
        for (int k = 0; k < 24; k++) {
            netmkt_event *e = &events[n++];
            uint64_t b = bits(&state);

            netmkt_event_init(e);
            e->customer = id;
            e->kind = b % 5 < 2 ? NETMKT_KIND_MESSAGE : b % 5 < 4 ? NETMKT_KIND_CLICK : NETMKT_KIND_VISIT;
            e->channel = b / 8 % 3 == 0 ? NETMKT_CHANNEL_SMS : b / 8 % 3 == 1 ? NETMKT_CHANNEL_EMAIL : NETMKT_CHANNEL_LETTER;
            e->time_ms = START + (int64_t)(b / 32 % 2400) * HOUR;
            if (k == 0 && i % 7 == 0) {
                e->kind = NETMKT_KIND_SURVEY;
                e->offer = (netmkt_offer_id)(b % 3);
                e->variant = (uint16_t)(101 + b / 64 % 8);
                e->rating = (int32_t)(b / 512 % 5000);
            }
        }
    }
    for (size_t i = 0; swap && i < n / 2; i++) {
        netmkt_event e = events[i];

        events[i] = events[n - 1 - i];
        events[n - 1 - i] = e;
    }
    for (size_t i = 0; i < n; i += swap ? 1001 : n)
        ck_assert_int_eq(netmkt_event_append(store, events + i, sizeof *events, i + 1001 < n && swap ? 1001 : n - i, NULL), NETMKT_OK);
    free(events);
}

static void same_table(const netmkt_table *a, const netmkt_table *b)
{
    ck_assert_uint_eq(netmkt_table_rows(a), netmkt_table_rows(b));
    for (size_t i = 0; i < 5; i++) {
        static const char *const reals[] = {"expected", "prior", "second_expected", "hour_share", "offer_share"};
        static const char *const wholes[] = {"messages", "responses", "hour"};

        ck_assert_mem_eq(cells(a, reals[i]), cells(b, reals[i]), 8 * netmkt_table_rows(a));
        if (i < 3)
            ck_assert_mem_eq(cells(a, wholes[i]), cells(b, wholes[i]), 8 * netmkt_table_rows(a));
    }
    for (size_t row = 0; row < netmkt_table_rows(a); row++) {
        ck_assert_str_eq(text(a, "channel", row), text(b, "channel", row));
        ck_assert_str_eq(text(a, "offer", row), text(b, "offer", row));
    }
}

START_TEST(threads_and_order)
{
    netmkt_store *store = store_new(), *other = store_new();
    int customers = test_slow() ? 500 : 9000;
    netmkt_recommender *one, *seven, *swapped;
    netmkt_settings *settings;
    netmkt_table *a, *b;

    crowd(store, customers, 0);
    crowd(other, customers, 1);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_new(store, settings, NETMKT_LATEST, &one), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_new(other, settings, NETMKT_LATEST, &swapped), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 7), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_new(store, settings, NETMKT_LATEST, &seven), NETMKT_OK);
    netmkt_settings_free(settings); /* was copied */
    ck_assert_int_eq(netmkt_recommender_all(one, store, NETMKT_LATEST, &a), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(a), (size_t)customers);
    ck_assert_int_eq(netmkt_recommender_all(seven, store, NETMKT_LATEST, &b), NETMKT_OK);
    same_table(a, b);
    netmkt_table_free(b);
    ck_assert_int_eq(netmkt_recommender_all(swapped, other, NETMKT_LATEST, &b), NETMKT_OK);
    same_table(a, b);
    netmkt_table_free(b);
    /* everybody's rows are what one by one says */
    for (size_t row = 0; row < netmkt_table_rows(a); row += 97) {
        netmkt_customer_id id = (netmkt_customer_id)whole(a, "id", row);

        ck_assert_int_eq(netmkt_recommender_channels(one, store, id, NETMKT_LATEST, &b), NETMKT_OK);
        ck_assert_uint_eq(netmkt_table_rows(b), 3);
        ck_assert_str_eq(text(a, "channel", row), text(b, "channel", 0));
        ck_assert_str_eq(text(a, "second", row), text(b, "channel", 1));
        CLOSE(real(a, "expected", row), real(b, "expected", 0));
        CLOSE(real(a, "hour_share", row), real(b, "hour_share", 0));
        ck_assert(real(b, "expected", 0) >= real(b, "expected", 1) && real(b, "expected", 1) >= real(b, "expected", 2));
        netmkt_table_free(b);
        ck_assert_int_eq(netmkt_recommender_offers(one, store, id, NETMKT_LATEST, &b), NETMKT_OK);
        ck_assert_str_eq(text(a, "offer", row), text(b, "offer", 0));
        CLOSE(real(a, "offer_share", row), real(b, "share", 0));
        netmkt_table_free(b);
    }
    netmkt_table_free(a);
    ck_assert_int_eq(netmkt_recommender_rates(one, store, &a), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(a), 6);
    ck_assert_int_eq(whole(a, "fitted", 1), 1);
    netmkt_table_free(a);
    netmkt_recommender_free(one);
    netmkt_recommender_free(seven);
    netmkt_recommender_free(swapped);
    netmkt_store_close(store);
    netmkt_store_close(other);
}
END_TEST

/* Only those asked about have rows; those without a key never; channels that came after the recommender do no harm. */
START_TEST(whom_and_later)
{
    netmkt_store *store = store_new();
    netmkt_customer_id two[] = {2, 4}, anonymous;
    netmkt_channel_id pigeon;
    netmkt_settings *settings;
    netmkt_recommender *r;
    netmkt_table *t;

    crowd(store, 5, 0);
    ck_assert_int_eq(netmkt_customer_put(store, "gone", &anonymous), NETMKT_OK);
    acted(store, "gone", 3, NETMKT_CHANNEL_EMAIL);
    ck_assert_int_eq(netmkt_customer_erase(store, anonymous, NETMKT_ERASE_KEEP_EVENTS), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, two, 2), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_new(store, settings, NETMKT_LATEST, &r), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_define(store, "pigeon", NETMKT_CHANNEL_ONE_TO_ONE | NETMKT_CHANNEL_PUSH, &pigeon), NETMKT_OK);
    sent(store, "c1", 200, pigeon);
    acted(store, "c1", 201, pigeon);
    ck_assert_int_eq(netmkt_recommender_all(r, store, NETMKT_LATEST, &t), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(t), 2);
    ck_assert_int_eq(whole(t, "id", 0), 2);
    ck_assert_int_eq(whole(t, "id", 1), 4);
    netmkt_table_free(t);
    ck_assert_int_eq(netmkt_recommender_channels(r, store, 2, NETMKT_LATEST, &t), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(t), 3); /* without the pigeon */
    netmkt_table_free(t);
    netmkt_recommender_free(r);
    ck_assert_int_eq(netmkt_recommender_new(store, NULL, NETMKT_LATEST, &r), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_all(r, store, NETMKT_LATEST, &t), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(t), 5);
    ck_assert_str_eq(text(t, "channel", 1), "pigeon");
    netmkt_table_free(t);
    netmkt_recommender_free(r);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(in_words)
{
    netmkt_store *store = store_new();
    char words[2048], small[8] = "before";
    netmkt_recommender *r;
    size_t length;

    crowd(store, 300, 0);
    ck_assert_int_eq(netmkt_recommender_new(store, NULL, NETMKT_LATEST, &r), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_explain(r, store, 9, NETMKT_LATEST, words, sizeof words, &length), NETMKT_OK);
    ck_assert_uint_eq(strlen(words), length);
    ck_assert_ptr_nonnull(strstr(words, " % of messages answered within 3 days"));
    ck_assert_ptr_nonnull(strstr(words, "those like him, who use it by themselves"));
    ck_assert_ptr_nonnull(strstr(words, "  next "));
    ck_assert_ptr_nonnull(strstr(words, "\nhour: "));
    ck_assert_ptr_nonnull(strstr(words, "\noffer: "));
    ck_assert_int_eq(netmkt_recommender_explain(r, store, 0, NETMKT_LATEST, words, sizeof words, NULL), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(words, "they answered "));
    ck_assert_int_eq(netmkt_recommender_explain(r, store, 9, NETMKT_LATEST, NULL, 0, &length), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_recommender_explain(r, store, 9, NETMKT_LATEST, small, sizeof small, &length), NETMKT_E_RANGE);
    ck_assert_str_eq(small, "");
    ck_assert_int_eq(netmkt_recommender_explain(r, store, 9, NETMKT_LATEST, NULL, 8, &length), NETMKT_E_INVALID);
    netmkt_recommender_free(r);
    netmkt_store_close(store);
}
END_TEST

START_TEST(misuse_and_empty)
{
    netmkt_store *store = store_new();
    netmkt_recommender *r = (netmkt_recommender *)store;
    char words[2048];
    netmkt_table *t = (netmkt_table *)store;

    ck_assert_int_eq(netmkt_recommender_new(NULL, NULL, NETMKT_LATEST, &r), NETMKT_E_INVALID);
    ck_assert_ptr_null(r);
    ck_assert_int_eq(netmkt_recommender_new(store, NULL, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_recommender_new(store, NULL, INT64_MAX - 1, &r), NETMKT_E_RANGE);
    ck_assert_ptr_null(r);
    netmkt_recommender_free(NULL);
    ck_assert_int_eq(netmkt_recommender_new(store, NULL, NETMKT_LATEST, &r), NETMKT_OK);
    ck_assert_int_eq(netmkt_recommender_channels(NULL, store, 0, NETMKT_LATEST, &t), NETMKT_E_INVALID);
    ck_assert_ptr_null(t);
    ck_assert_int_eq(netmkt_recommender_channels(r, NULL, 0, NETMKT_LATEST, &t), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_recommender_channels(r, store, 0, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_recommender_channels(r, store, 1, NETMKT_LATEST, &t), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_recommender_channels(r, store, 0, INT64_MAX - 1, &t), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_recommender_offers(r, store, 1, NETMKT_LATEST, &t), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_recommender_explain(NULL, store, 0, NETMKT_LATEST, words, sizeof words, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_recommender_explain(r, store, 7, NETMKT_LATEST, words, sizeof words, NULL), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_recommender_all(r, store, INT64_MAX - 1, &t), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_recommender_all(NULL, store, NETMKT_LATEST, &t), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_recommender_all(r, store, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_recommender_rates(r, NULL, &t), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_recommender_rates(r, store, NULL), NETMKT_E_INVALID);
    /* nothing is known */
    ck_assert_int_eq(netmkt_recommender_channels(r, store, 0, NETMKT_LATEST, &t), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(t), 0);
    netmkt_table_free(t);
    ck_assert_int_eq(netmkt_recommender_all(r, store, NETMKT_LATEST, &t), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(t), 0);
    netmkt_table_free(t);
    ck_assert_int_eq(netmkt_recommender_rates(r, store, &t), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(t), 0);
    netmkt_table_free(t);
    ck_assert_int_eq(netmkt_recommender_explain(r, store, 0, NETMKT_LATEST, words, sizeof words, NULL), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(words, "channel: unknown"));
    ck_assert_ptr_nonnull(strstr(words, "offer: unknown"));
    netmkt_recommender_free(r);
    netmkt_store_close(store);
}
END_TEST

static netmkt_status ask(netmkt_store *store, const netmkt_settings *settings, int which, netmkt_table **table)
{
    netmkt_recommender *r;
    netmkt_status status = netmkt_recommender_new(store, settings, NETMKT_LATEST, &r);
    char words[2048];

    *table = NULL;
    if (status != NETMKT_OK) {
        ck_assert_ptr_null(r);
        return status;
    }
    if (which == 0)
        status = netmkt_recommender_channels(r, store, 8, NETMKT_LATEST, table);
    else if (which == 1)
        status = netmkt_recommender_offers(r, store, 8, NETMKT_LATEST, table);
    else if (which == 2)
        status = netmkt_recommender_all(r, store, NETMKT_LATEST, table);
    else if (which == 3)
        status = netmkt_recommender_rates(r, store, table);
    else
        status = netmkt_recommender_explain(r, store, 0, NETMKT_LATEST, words, sizeof words, NULL);
    netmkt_recommender_free(r);
    return status;
}

START_TEST(failing_memory)
{
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options open;
    netmkt_context *context;
    netmkt_settings *settings;
    netmkt_store *store;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &open, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, (const netmkt_customer_id[]){8, 9, 10}, 3), NETMKT_OK);
    crowd(store, 60, 0);
    for (int which = 0; which < 5; which++) {
        netmkt_status status = NETMKT_E_NOMEM;

        for (uint64_t n = 1; status != NETMKT_OK; n++) {
            netmkt_table *table;

            memory.fail_at = memory.calls + n;
            status = ask(store, settings, which, &table);
            memory.fail_at = 0;
            ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
            netmkt_table_free(table);
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
    Suite *suite = suite_create("recommend");
    TCase *tests = tcase_create("recommend");

    tcase_add_test(tests, trials);
    tcase_add_test(tests, shrinkage);
    tcase_add_test(tests, hours);
    tcase_add_test(tests, no_activity);
    tcase_add_test(tests, offers);
    tcase_add_test(tests, threads_and_order);
    tcase_add_test(tests, whom_and_later);
    tcase_add_test(tests, in_words);
    tcase_add_test(tests, misuse_and_empty);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
