/* Stages of a store's customers: one, all, counts, words; every documented error. */
#include "support/faulty_memory.h"
#include "support/support.h"

#include <math.h>
#include <netmkt/netmkt.h>
#include <stdio.h>
#include <string.h>

#define DAY INT64_C(86400000)

static void add(netmkt_store *store, const char *key, int day, netmkt_kind_id kind, netmkt_channel_id channel)
{
    netmkt_event event;

    netmkt_event_init(&event);
    ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
    event.kind = kind;
    event.channel = channel;
    event.time_ms = day * DAY;
    event.amount = kind == NETMKT_KIND_ORDER ? 1000 : kind == NETMKT_KIND_RETURN ? -1000 : 0;
    ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
}

/* 1 "new": came yesterday; 2 "fan": buys more and more, and refers; 3 "gone": bought long ago; 4 "quiet": only known by name. */
static netmkt_store *small_shop(void)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    add(store, "new", 399, NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO);
    for (int day = 200; day < 310; day += 50)
        add(store, "fan", day, NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE);
    for (int day = 320; day <= 400; day += 4)
        add(store, "fan", day, NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE);
    add(store, "fan", 398, NETMKT_KIND_REFERRAL, NETMKT_CHANNEL_EMAIL);
    for (int day = 0; day < 60; day += 5)
        add(store, "gone", day, NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE);
    ck_assert_int_eq(netmkt_customer_put(store, "quiet", NULL), NETMKT_OK);
    return store;
}

static netmkt_stage classify(netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms)
{
    netmkt_stage stage = {.struct_size = sizeof stage};

    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, customer, as_of_ms, &stage), NETMKT_OK);
    return stage;
}

START_TEST(each_customer_has_the_stage_his_events_say)
{
    netmkt_store *store = small_shop();
    netmkt_stage s = classify(store, 1, NETMKT_LATEST);

    ck_assert_int_eq(s.lifecycle, NETMKT_LIFECYCLE_INTRODUCTION);
    ck_assert_int_eq(s.readiness, NETMKT_READINESS_KNOW);
    ck_assert(s.age_days == 1.0 && s.customer == 1 && s.as_of_ms == 401 * DAY - 1);
    s = classify(store, 2, NETMKT_LATEST);
    ck_assert_int_eq(s.lifecycle, NETMKT_LIFECYCLE_GROWTH);
    ck_assert_int_eq(s.readiness, NETMKT_READINESS_ADVOCATE);
    ck_assert_str_eq(netmkt_readiness_rule(NULL, s.rule), "brought somebody");
    ck_assert(s.evidence_ms == 398 * DAY && s.evidence_kind == NETMKT_KIND_REFERRAL && s.evidence_channel == NETMKT_CHANNEL_EMAIL);
    ck_assert_uint_eq(s.evidence_count, 1);
    ck_assert_uint_eq(s.days_recent, 22); /* the orders from 320 on, and the referral's day */
    ck_assert_uint_eq(s.days_before, 3);
    ck_assert(s.rate_recent > 3.0 * s.rate_before);
    s = classify(store, 3, NETMKT_LATEST);
    ck_assert_int_eq(s.lifecycle, NETMKT_LIFECYCLE_DECLINE);
    ck_assert_int_eq(s.readiness, NETMKT_READINESS_BUY); /* many orders, but active no more */
    ck_assert(s.p_active < 0.05 && s.p_decline > 0.9);
    s = classify(store, 4, NETMKT_LATEST);
    ck_assert_int_eq(s.lifecycle, NETMKT_LIFECYCLE_NONE);
    ck_assert_int_eq(s.readiness, NETMKT_READINESS_UNAWARE);
    ck_assert(isnan(s.p_active) && s.evidence_ms == INT64_MIN);
    netmkt_store_close(store);
}
END_TEST

START_TEST(the_past_is_judged_as_it_was)
{
    netmkt_store *store = small_shop();
    netmkt_stage s = classify(store, 3, 58 * DAY);

    ck_assert_int_eq(s.lifecycle, NETMKT_LIFECYCLE_INTRODUCTION);
    ck_assert_int_eq(s.readiness, NETMKT_READINESS_LOYAL);
    ck_assert(s.as_of_ms == 58 * DAY && s.evidence_ms == 55 * DAY);
    s = classify(store, 1, 58 * DAY);
    ck_assert_int_eq(s.lifecycle, NETMKT_LIFECYCLE_NONE);
    ck_assert_int_eq(s.readiness, NETMKT_READINESS_UNAWARE);
    s = classify(store, 3, 0);
    ck_assert(s.age_days == 0.0 && s.lifecycle == NETMKT_LIFECYCLE_INTRODUCTION && s.p_introduction > 0.5);
    netmkt_store_close(store);
}
END_TEST

START_TEST(an_order_returned_is_no_engagement)
{
    netmkt_store *store;
    netmkt_stage s;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    add(store, "a", 10, NETMKT_KIND_ORDER, 0);
    add(store, "a", 12, NETMKT_KIND_RETURN, 0);
    s = classify(store, 1, NETMKT_LATEST);
    ck_assert_int_eq(s.lifecycle, NETMKT_LIFECYCLE_NONE);
    ck_assert_int_eq(s.readiness, NETMKT_READINESS_KNOW);
    s = classify(store, 1, 11 * DAY);
    ck_assert_int_eq(s.lifecycle, NETMKT_LIFECYCLE_INTRODUCTION);
    ck_assert_int_eq(s.readiness, NETMKT_READINESS_BUY);
    netmkt_store_close(store);
}
END_TEST

START_TEST(engagement_follows_the_weights_of_kinds)
{
    netmkt_settings *settings;
    netmkt_store *store;
    netmkt_stage s = {.struct_size = sizeof s};
    netmkt_kind kind;
    netmkt_kind_id light;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    netmkt_kind_init(&kind);
    kind.weight = 0.25;
    ck_assert_int_eq(netmkt_kind_define(store, "glance", &kind, &light), NETMKT_OK);
    add(store, "a", 10, light, 0);
    ck_assert_int_eq(classify(store, 1, NETMKT_LATEST).lifecycle, NETMKT_LIFECYCLE_NONE);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "lifecycle.engagement_weight", 0.25), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, settings, 1, NETMKT_LATEST, &s), NETMKT_OK);
    ck_assert_int_eq(s.lifecycle, NETMKT_LIFECYCLE_INTRODUCTION);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

static const void *column(const netmkt_table *table, const char *name, int32_t want)
{
    const void *data;
    int32_t type;

    ck_assert_int_eq(netmkt_table_column(table, name, &type, &data), NETMKT_OK);
    ck_assert_int_eq(type, want);
    return data;
}

START_TEST(the_table_of_all_says_what_each_call_says)
{
    netmkt_store *store = small_shop();
    const char *const *key, *const *lifecycle, *const *readiness, *const *reason;
    const double *p_introduction, *p_growth, *p_maturity, *p_decline, *p_active, *rate_recent, *rate_before;
    const int64_t *id, *since;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_stage_classify_all(store, NULL, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 4);
    ck_assert_uint_eq(netmkt_table_columns(table), 13);
    id = column(table, "id", NETMKT_COLUMN_INT);
    key = column(table, "customer", NETMKT_COLUMN_TEXT);
    lifecycle = column(table, "lifecycle", NETMKT_COLUMN_TEXT);
    p_introduction = column(table, "p_introduction", NETMKT_COLUMN_REAL);
    p_growth = column(table, "p_growth", NETMKT_COLUMN_REAL);
    p_maturity = column(table, "p_maturity", NETMKT_COLUMN_REAL);
    p_decline = column(table, "p_decline", NETMKT_COLUMN_REAL);
    p_active = column(table, "p_active", NETMKT_COLUMN_REAL);
    rate_recent = column(table, "rate_recent", NETMKT_COLUMN_REAL);
    rate_before = column(table, "rate_before", NETMKT_COLUMN_REAL);
    readiness = column(table, "readiness", NETMKT_COLUMN_TEXT);
    reason = column(table, "reason", NETMKT_COLUMN_TEXT);
    since = column(table, "since", NETMKT_COLUMN_TIME);
    for (size_t row = 0; row < 4; row++) {
        netmkt_stage s = classify(store, (netmkt_customer_id)id[row], NETMKT_LATEST);

        ck_assert_str_eq(lifecycle[row], netmkt_lifecycle_name(s.lifecycle));
        ck_assert_str_eq(readiness[row], netmkt_readiness_name(s.readiness));
        ck_assert(p_introduction[row] == s.p_introduction && p_growth[row] == s.p_growth);
        ck_assert(p_maturity[row] == s.p_maturity && p_decline[row] == s.p_decline);
        ck_assert(p_active[row] == s.p_active || (isnan(p_active[row]) && isnan(s.p_active)));
        ck_assert(rate_recent[row] == s.rate_recent && rate_before[row] == s.rate_before);
        ck_assert_int_eq(since[row], s.evidence_ms);
    }
    ck_assert_str_eq(key[0], "new");
    ck_assert_str_eq(key[3], "quiet");
    ck_assert_str_eq(reason[0], "came, looked or searched (1 event, the last: visit, seo)");
    ck_assert_str_eq(reason[2], "ordered, and kept it (12 events, the last: order, website)");
    ck_assert_str_eq(reason[3], "nothing reached him yet");
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(counts_have_every_stage_once)
{
    netmkt_store *store = small_shop();
    const char *const *axis, *const *stage;
    const int64_t *customers;
    const double *share;
    netmkt_table *table;
    int64_t sums[2] = {0, 0};

    ck_assert_int_eq(netmkt_stage_counts(store, NULL, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 12);
    axis = column(table, "axis", NETMKT_COLUMN_TEXT);
    stage = column(table, "stage", NETMKT_COLUMN_TEXT);
    customers = column(table, "customers", NETMKT_COLUMN_INT);
    share = column(table, "share", NETMKT_COLUMN_REAL);
    for (size_t row = 0; row < 12; row++) {
        sums[strcmp(axis[row], "readiness") == 0] += customers[row];
        ck_assert(share[row] == (double)customers[row] / 4.0);
    }
    ck_assert_int_eq(sums[0], 4);
    ck_assert_int_eq(sums[1], 4);
    ck_assert_str_eq(stage[4], "decline");
    ck_assert_int_eq(customers[4], 1);
    ck_assert_str_eq(axis[11], "readiness");
    ck_assert_str_eq(stage[11], "advocate");
    ck_assert_int_eq(customers[11], 1);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(an_empty_store_has_no_stages)
{
    netmkt_store *store;
    netmkt_table *table;
    netmkt_model *model;
    const double *share;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_classify_all(store, NULL, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_stage_counts(store, NULL, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    share = column(table, "share", NETMKT_COLUMN_REAL);
    for (size_t row = 0; row < 12; row++)
        ck_assert(share[row] == 0.0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_stage_model(store, NULL, NETMKT_LATEST, &model), NETMKT_OK);
    netmkt_model_free(model);
    netmkt_store_close(store);
}
END_TEST

START_TEST(too_few_customers_take_the_documented_parameters)
{
    static const double want[4] = {0.524843, 6.183086, 0.891359, 1.614002};
    netmkt_store *store = small_shop();
    netmkt_fit fit = {.struct_size = sizeof fit};
    netmkt_settings *settings;
    netmkt_model *model;

    ck_assert_int_eq(netmkt_stage_model(store, NULL, NETMKT_LATEST, &model), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_fit_get(model, &fit), NETMKT_OK);
    ck_assert_int_eq(fit.model, NETMKT_MODEL_MBGNBD);
    ck_assert_int_eq(fit.ended, NETMKT_FIT_GIVEN);
    for (uint32_t i = 0; i < 4; i++) {
        double value;

        ck_assert_int_eq(netmkt_model_parameter(model, netmkt_model_parameter_name(NETMKT_MODEL_MBGNBD, i), &value, NULL), NETMKT_OK);
        ck_assert(value == want[i]);
    }
    netmkt_model_free(model);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "lifecycle.fit_customers", 3), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "time.unit_days", 30), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_model(store, settings, NETMKT_LATEST, &model), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_fit_get(model, &fit), NETMKT_OK);
    ck_assert(fit.ended != NETMKT_FIT_GIVEN && fit.customers == 3);
    ck_assert(fit.unit_days == 7.0);
    netmkt_model_free(model);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(a_model_in_another_time_unit_gives_the_same_stage)
{
    const double weeks[4] = {0.5, 6.0, 0.9, 1.6}, days[4] = {0.5, 42.0, 0.9, 1.6};
    netmkt_stage a = {.struct_size = sizeof a}, b = {.struct_size = sizeof b};
    netmkt_store *store = small_shop();
    netmkt_settings *settings;
    netmkt_model *model;

    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_MBGNBD, NULL, 4, weeks, &model), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_classify(store, model, NULL, 2, NETMKT_LATEST, &a), NETMKT_OK);
    netmkt_model_free(model);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "time.unit_days", 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_MBGNBD, settings, 4, days, &model), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_classify(store, model, NULL, 2, NETMKT_LATEST, &b), NETMKT_OK);
    test_close(b.p_active, a.p_active, 1e-14, 0.0, "P(active)");
    test_close(b.p_growth, a.p_growth, 1e-14, 0.0, "growth");
    netmkt_model_free(model);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(explanations_are_sentences)
{
    netmkt_store *store = small_shop();
    netmkt_stage s = classify(store, 2, NETMKT_LATEST);
    char text[1024], exact[1024];
    size_t length, again;

    ck_assert_int_eq(netmkt_stage_explain(store, NULL, &s, text, sizeof text, &length), NETMKT_OK);
    ck_assert_uint_eq(length, strlen(text));
    ck_assert_ptr_nonnull(strstr(text, "Lifecycle growth: 22 engagement days in the 90 days up to now (a rate of "));
    ck_assert_ptr_nonnull(strstr(text, ", against 3 engagement days in the 110 days before ("));
    ck_assert_ptr_nonnull(strstr(text, "\nReadiness advocate: brought somebody (1 event, the last on 1971-02-03: referral, email)."));
    memset(exact, 'x', sizeof exact);
    ck_assert_int_eq(netmkt_stage_explain(store, NULL, &s, exact, length + 1, &again), NETMKT_OK);
    ck_assert_str_eq(exact, text);
    memset(exact, 'x', sizeof exact);
    ck_assert_int_eq(netmkt_stage_explain(store, NULL, &s, exact, length, &again), NETMKT_E_RANGE);
    ck_assert_uint_eq(again, length);
    ck_assert(exact[0] == '\0');
    ck_assert_int_eq(netmkt_stage_explain(store, NULL, &s, NULL, 0, &again), NETMKT_E_RANGE);
    ck_assert_uint_eq(again, length);
    s = classify(store, 4, NETMKT_LATEST);
    ck_assert_int_eq(netmkt_stage_explain(store, NULL, &s, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_str_eq(text, "Lifecycle none: no engagement yet.\nReadiness unaware: nothing reached him yet.");
    netmkt_store_close(store);
}
END_TEST

START_TEST(explanations_refuse_what_was_not_filled)
{
    netmkt_store *store = small_shop();
    netmkt_stage good = classify(store, 2, NETMKT_LATEST), s;
    char text[1024];

    ck_assert_int_eq(netmkt_stage_explain(NULL, NULL, &good, text, sizeof text, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_explain(store, NULL, NULL, text, sizeof text, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_explain(store, NULL, &good, NULL, 10, NULL), NETMKT_E_INVALID);
    s = good;
    s.struct_size--;
    ck_assert_int_eq(netmkt_stage_explain(store, NULL, &s, text, sizeof text, NULL), NETMKT_E_UNSUPPORTED);
    s = good;
    s.rule = 1000;
    ck_assert_int_eq(netmkt_stage_explain(store, NULL, &s, text, sizeof text, NULL), NETMKT_E_INVALID);
    s = good;
    s.lifecycle = 5;
    ck_assert_int_eq(netmkt_stage_explain(store, NULL, &s, text, sizeof text, NULL), NETMKT_E_INVALID);
    s = good;
    s.readiness = -1;
    ck_assert_int_eq(netmkt_stage_explain(store, NULL, &s, text, sizeof text, NULL), NETMKT_E_INVALID);
    s = good;
    s.evidence_ms = INT64_MIN;
    ck_assert_int_eq(netmkt_stage_explain(store, NULL, &s, text, sizeof text, NULL), NETMKT_E_INVALID);
    netmkt_store_close(store);
}
END_TEST

START_TEST(misuse_is_refused_and_changes_nothing)
{
    const double parameters[4] = {0.5, 6.0, 0.9, 1.6};
    netmkt_store *store = small_shop();
    netmkt_stage s = {.struct_size = sizeof s, .lifecycle = 77};
    netmkt_table *table = (netmkt_table *)&s;
    netmkt_model *model = (netmkt_model *)&s, *wrong;

    ck_assert_int_eq(netmkt_stage_classify(NULL, NULL, NULL, 1, 0, &s), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, 1, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, 0, 0, &s), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, 5, 0, &s), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, 1, NETMKT_TIME_MIN - 1, &s), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, 1, NETMKT_TIME_MAX + 1, &s), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_BGNBD, NULL, 4, parameters, &wrong), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_classify(store, wrong, NULL, 1, 0, &s), NETMKT_E_INVALID);
    ck_assert_int_eq(s.lifecycle, 77);
    s.struct_size++;
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, 1, 0, &s), NETMKT_E_UNSUPPORTED);

    ck_assert_int_eq(netmkt_stage_classify_all(store, NULL, NULL, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_classify_all(NULL, NULL, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    table = (netmkt_table *)&s;
    ck_assert_int_eq(netmkt_stage_classify_all(store, wrong, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_stage_counts(store, NULL, NULL, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_counts(NULL, NULL, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_counts(store, wrong, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_counts(store, NULL, NULL, NETMKT_TIME_MAX + 1, &table), NETMKT_E_RANGE);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_stage_model(store, NULL, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_model(NULL, NULL, 0, &model), NETMKT_E_INVALID);
    ck_assert_ptr_null(model);
    netmkt_model_free(wrong);

    /* After every failure the store can still be written: no lock was kept. */
    add(store, "new", 401, NETMKT_KIND_VISIT, 0);
    netmkt_store_close(store);
}
END_TEST

START_TEST(holes_are_left_out)
{
    netmkt_store *store = small_shop();
    netmkt_stage s = {.struct_size = sizeof s};
    const int64_t *id;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_customer_erase(store, 1, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_classify_all(store, NULL, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    id = column(table, "id", NETMKT_COLUMN_INT);
    ck_assert(id[0] == 2 && id[1] == 3 && id[2] == 4);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, 1, NETMKT_LATEST, &s), NETMKT_E_NOT_FOUND);
    netmkt_store_close(store);
}
END_TEST

/* Every failure of memory in turn; how many allocations there were. */
static uint64_t starve(netmkt_store *store, faulty_memory *memory, int counts)
{
    netmkt_status status;
    uint64_t n = 0;

    do {
        int64_t before = memory->blocks;
        netmkt_table *table;

        memory->fail_at = memory->calls + ++n;
        status = counts ? netmkt_stage_counts(store, NULL, NULL, NETMKT_LATEST, &table)
                        : netmkt_stage_classify_all(store, NULL, NULL, NETMKT_LATEST, &table);
        memory->fail_at = 0;
        if (status == NETMKT_OK)
            netmkt_table_free(table);
        else
            ck_assert_int_eq(status, NETMKT_E_NOMEM);
        ck_assert_int_eq(memory->blocks, before);
    } while (status != NETMKT_OK);
    return n;
}

static netmkt_store *watched_store(faulty_memory *memory, netmkt_context **context)
{
    netmkt_context_options context_options;
    netmkt_store_options options;
    netmkt_store *store;

    netmkt_context_options_init(&context_options);
    context_options.allocate = faulty_memory_allocate;
    context_options.allocate_user = memory;
    ck_assert_int_eq(netmkt_context_new(&context_options, context), NETMKT_OK);
    netmkt_store_options_init(&options);
    options.context = *context;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
    return store;
}

START_TEST(out_of_memory_leaks_nothing)
{
    faulty_memory memory = {0, 0, 0, 0};
    netmkt_context *context;
    netmkt_store *store = watched_store(&memory, &context);
    netmkt_table *table;

    for (int i = 0; i < 120; i++) {
        char key[16];

        (void)snprintf(key, sizeof key, "k%d", i);
        for (int day = i; day < 200; day += 1 + i % 37)
            add(store, key, day, day % 2 == 0 ? NETMKT_KIND_VISIT : NETMKT_KIND_ORDER, 1);
        add(store, key, 200, NETMKT_KIND_RETURN, 1);
    }
    ck_assert_int_eq(netmkt_stage_classify_all(store, NULL, NULL, NETMKT_LATEST, &table), NETMKT_OK); /* sorts */
    netmkt_table_free(table);
    ck_assert_uint_gt(starve(store, &memory, 0), 15);
    ck_assert_uint_gt(starve(store, &memory, 1), 10);
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

/* More different reasons than fit at first: each customer's is his own, and no memory stays behind. */
START_TEST(many_reasons_are_kept_apart)
{
    enum { CUSTOMERS = 700 };
    faulty_memory memory = {0, 0, 0, 0};
    netmkt_context *context;
    netmkt_store *store = watched_store(&memory, &context);
    const char *const *reason;
    netmkt_table *table;

    for (int i = 0; i < CUSTOMERS; i++) {
        char key[16];

        (void)snprintf(key, sizeof key, "k%d", i);
        for (int k = 0; k <= i; k++)
            add(store, key, 1, NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO);
    }
    ck_assert_int_eq(netmkt_stage_classify_all(store, NULL, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    reason = column(table, "reason", NETMKT_COLUMN_TEXT);
    for (int i = 0; i < CUSTOMERS; i++) {
        char want[128];

        (void)snprintf(want, sizeof want, "came, looked or searched (%d event%s, the last: visit, seo)", i + 1, i == 0 ? "" : "s");
        ck_assert_str_eq(reason[i], want);
    }
    netmkt_table_free(table);
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("stage");
    TCase *tcase = tcase_create("all");

    tcase_set_timeout(tcase, 60.0);
    tcase_add_test(tcase, each_customer_has_the_stage_his_events_say);
    tcase_add_test(tcase, the_past_is_judged_as_it_was);
    tcase_add_test(tcase, an_order_returned_is_no_engagement);
    tcase_add_test(tcase, engagement_follows_the_weights_of_kinds);
    tcase_add_test(tcase, the_table_of_all_says_what_each_call_says);
    tcase_add_test(tcase, counts_have_every_stage_once);
    tcase_add_test(tcase, an_empty_store_has_no_stages);
    tcase_add_test(tcase, too_few_customers_take_the_documented_parameters);
    tcase_add_test(tcase, a_model_in_another_time_unit_gives_the_same_stage);
    tcase_add_test(tcase, explanations_are_sentences);
    tcase_add_test(tcase, explanations_refuse_what_was_not_filled);
    tcase_add_test(tcase, misuse_is_refused_and_changes_nothing);
    tcase_add_test(tcase, holes_are_left_out);
    tcase_add_test(tcase, out_of_memory_leaks_nothing);
    tcase_add_test(tcase, many_reasons_are_kept_apart);
    suite_add_tcase(suite, tcase);
    return suite;
}
