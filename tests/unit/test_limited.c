/* Reports of some customers: as those of a store that holds only them, or as the rows of the whole report. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/support.h"

#define DAY INT64_C(86400000)
#define START INT64_C(1577836800000) /* 2020-01-01 */
#define AS_OF (START + 700 * DAY)

enum { CUSTOMERS = 240, EVERY = 3 };

static uint32_t random_below(uint32_t *state, uint32_t n)
{
    *state = *state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(*state >> 8) * n) >> 24);
}

static netmkt_event random_event(uint32_t *state)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_VISIT, NETMKT_KIND_VISIT, NETMKT_KIND_ORDER, NETMKT_KIND_ORDER, NETMKT_KIND_ORDER, NETMKT_KIND_RETURN,
                                           NETMKT_KIND_REVIEW, NETMKT_KIND_SURVEY, NETMKT_KIND_SURVEY, NETMKT_KIND_REFERRAL, NETMKT_KIND_COMPLAINT, NETMKT_KIND_MESSAGE};
    netmkt_event event;

    netmkt_event_init(&event);
    event.kind = kinds[random_below(state, 12)];
    event.channel = (netmkt_channel_id)random_below(state, 16);
    event.time_ms = START + (int64_t)random_below(state, 600) * DAY + (int64_t)random_below(state, 86400000);
    event.cost = (int64_t)random_below(state, 50);
    if (event.kind == NETMKT_KIND_ORDER) {
        event.amount = 500 + (int64_t)random_below(state, 5000);
        event.offer = 1 + random_below(state, 4);
    } else if (event.kind == NETMKT_KIND_RETURN) {
        event.amount = -(int64_t)random_below(state, 700);
    } else if (event.kind == NETMKT_KIND_REVIEW || event.kind == NETMKT_KIND_SURVEY) {
        event.rating = 1000 * (int32_t)random_below(state, 11);
        event.variant = event.kind == NETMKT_KIND_SURVEY ? (uint16_t)(random_below(state, 3) != 0 ? 101 + random_below(state, 8) : 0) : 0;
    }
    return event;
}

/* All customers, or with `some` every third alone; the offers begin at given times, which the customers' orders do not change. */
static netmkt_store *make_store(int some)
{
    netmkt_store *store;
    uint32_t state = 7;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (int i = 0; i < 4; i++) {
        netmkt_offer offer;
        char name[16];

        netmkt_offer_init(&offer);
        offer.start_ms = START + i * 150 * DAY;
        (void)snprintf(name, sizeof name, "o%d", i);
        ck_assert_int_eq(netmkt_offer_put(store, name, &offer, NULL), NETMKT_OK);
    }
    for (int i = 0; i < CUSTOMERS; i++) {
        uint32_t events = 3 + random_below(&state, 25);
        netmkt_customer_id id = 0;
        char key[16];

        (void)snprintf(key, sizeof key, "c%d", i);
        if (!some || i % EVERY == 0)
            ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_OK);
        for (uint32_t k = 0; k < events; k++) {
            netmkt_event event = random_event(&state);

            event.customer = id;
            if (id != 0)
                ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
        }
    }
    return store;
}

static netmkt_store *all, *few;
static netmkt_settings *limited;

static void set_up(void)
{
    uint64_t ids[CUSTOMERS];
    size_t n = 0;

    all = make_store(0);
    few = make_store(1);
    ck_assert_int_eq(netmkt_settings_new(NULL, &limited), NETMKT_OK);
    for (uint64_t i = 0; i < CUSTOMERS; i += EVERY)
        ids[n++] = i + 1;
    ck_assert_int_eq(netmkt_settings_set_customers(limited, ids, n), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(limited, "run.threads", 2), NETMKT_OK);
}

static void tear_down(void)
{
    netmkt_store_close(all);
    netmkt_store_close(few);
    netmkt_settings_free(limited);
}

static int same_cell(int32_t type, const void *a, size_t i, const void *b, size_t k)
{
    if (type == NETMKT_COLUMN_TEXT)
        return strcmp(((const char *const *)a)[i], ((const char *const *)b)[k]) == 0;
    if (type == NETMKT_COLUMN_REAL) {
        double x = ((const double *)a)[i], y = ((const double *)b)[k];

        return (isnan(x) && isnan(y)) || fabs(x - y) <= 1e-12 * fabs(y);
    }
    return ((const int64_t *)a)[i] == ((const int64_t *)b)[k];
}

/* The rows of `got` are the rows of `want`, or those of every third id if `filter`; ids do not count, nor the columns of shares if `shares` is 0. */
static void same_rows(const netmkt_table *got, const netmkt_table *want, int filter, int shares)
{
    const void *ids = NULL;
    size_t rows = 0;

    if (filter)
        ck_assert_int_eq(netmkt_table_column(want, "id", NULL, &ids), NETMKT_OK);
    for (size_t row = 0; row < netmkt_table_rows(want); row++) {
        if (filter && (((const int64_t *)ids)[row] - 1) % EVERY != 0)
            continue;
        ck_assert_uint_lt(rows, netmkt_table_rows(got));
        for (size_t c = 0; c < netmkt_table_columns(want); c++) {
            const char *name = netmkt_table_column_name(want, c);
            const void *a, *b;
            int32_t type;

            if (strcmp(name, "id") == 0 || (!shares && strstr(name, "share") != NULL))
                continue;
            ck_assert_int_eq(netmkt_table_column(want, name, &type, &b), NETMKT_OK);
            ck_assert_int_eq(netmkt_table_column(got, name, NULL, &a), NETMKT_OK);
            ck_assert_msg(same_cell(type, a, rows, b, row), "column %s, row %zu", name, row);
        }
        rows++;
    }
    ck_assert_uint_gt(rows, 0);
    ck_assert_uint_eq(rows, netmkt_table_rows(got));
}

/* The limited report is that of the store that holds only the few. */
static void check_few(netmkt_status (*make)(netmkt_store *, const netmkt_settings *, netmkt_table **))
{
    netmkt_table *got, *want;

    ck_assert_int_eq(make(all, limited, &got), NETMKT_OK);
    ck_assert_int_eq(make(few, NULL, &want), NETMKT_OK);
    same_rows(got, want, 0, 1);
    netmkt_table_free(got);
    netmkt_table_free(want);
}

/* The limited report is the rows of the few in the report of everybody. */
static void check_filter(netmkt_status (*make)(netmkt_store *, const netmkt_settings *, netmkt_table **))
{
    netmkt_table *got, *want;

    ck_assert_int_eq(make(all, limited, &got), NETMKT_OK);
    ck_assert_int_eq(make(all, NULL, &want), NETMKT_OK);
    same_rows(got, want, 1, 0);
    netmkt_table_free(got);
    netmkt_table_free(want);
}

static netmkt_status summaries(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_summary_all(store, settings, AS_OF, out);
}

static netmkt_status channels(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_summary_channels(store, settings, 0, AS_OF, out);
}

static netmkt_status revenue(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_concentration_values(store, settings, NETMKT_WORTH_REVENUE, AS_OF, out);
}

static netmkt_status margin(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_concentration_values(store, settings, NETMKT_WORTH_MARGIN, AS_OF, out);
}

static netmkt_status attention(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_attention_all(store, settings, AS_OF, out);
}

static netmkt_status attention_by_channel(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_attention_channels(store, settings, 0, AS_OF, out);
}

static netmkt_status relationships(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_relationship_all(store, settings, AS_OF, out);
}

static netmkt_status brand(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_brand_months(store, settings, AS_OF, out);
}

static netmkt_status novelty(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_novelty_months(store, settings, AS_OF, out);
}

static netmkt_status novelty_by_offer(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_novelty_offers(store, settings, AS_OF, out);
}

static netmkt_status part_weights(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_delivered_weights_all(store, settings, AS_OF, out);
}

START_TEST(test_counts_are_of_those_customers)
{
    check_few(summaries);
    check_few(channels);
    check_few(revenue);
    check_few(margin);
    check_few(attention);
    check_few(attention_by_channel);
    check_few(relationships);
    check_few(brand);
    check_few(novelty);
    check_few(novelty_by_offer);
    check_few(part_weights);
}
END_TEST

static netmkt_status stages(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_stage_classify_all(store, NULL, settings, AS_OF, out);
}

static netmkt_status values(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_value_score_all(store, NULL, NULL, settings, AS_OF, out);
}

static netmkt_status scores(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_rfm_all(store, settings, AS_OF, out);
}

static netmkt_status left_out(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_value_left_out(store, settings, START + 100 * DAY, out);
}

static netmkt_status lifetime_values(netmkt_store *store, const netmkt_settings *settings, netmkt_table **out)
{
    return netmkt_concentration_values(store, settings, NETMKT_WORTH_CLV, AS_OF, out);
}

START_TEST(test_judgements_are_still_among_everybody)
{
    check_filter(stages);
    check_filter(values);
    check_filter(scores);
    check_filter(left_out);
    check_filter(lifetime_values);
}
END_TEST

static double sum_of(const netmkt_table *table, const char *column)
{
    const void *data;
    double sum = 0.0;

    ck_assert_int_eq(netmkt_table_column(table, column, NULL, &data), NETMKT_OK);
    for (size_t i = 0; i < netmkt_table_rows(table); i++)
        sum += ((const double *)data)[i];
    return sum;
}

START_TEST(test_shares_are_of_those_customers)
{
    netmkt_table *table;

    ck_assert_int_eq(values(all, limited, &table), NETMKT_OK);
    test_close(sum_of(table, "clv_share"), 1.0, 1e-12, 1, "clv_share");
    test_close(sum_of(table, "revenue_share"), 1.0, 1e-12, 1, "revenue_share");
    netmkt_table_free(table);
}
END_TEST

START_TEST(test_stages_are_counted)
{
    netmkt_table *counts, *rows;
    const void *customers, *stage, *of_row;
    size_t n;

    ck_assert_int_eq(netmkt_stage_counts(all, NULL, limited, AS_OF, &counts), NETMKT_OK);
    ck_assert_int_eq(stages(all, limited, &rows), NETMKT_OK);
    n = netmkt_table_rows(rows);
    ck_assert_uint_eq(n, CUSTOMERS / EVERY);
    (void)netmkt_table_column(counts, "customers", NULL, &customers);
    (void)netmkt_table_column(counts, "stage", NULL, &stage);
    (void)netmkt_table_column(rows, "lifecycle", NULL, &of_row);
    for (size_t k = 0; k < 5; k++) {
        int64_t count = 0;

        for (size_t i = 0; i < n; i++)
            count += strcmp(((const char *const *)of_row)[i], ((const char *const *)stage)[k]) == 0;
        ck_assert_int_eq(((const int64_t *)customers)[k], count);
    }
    netmkt_table_free(counts);
    netmkt_table_free(rows);
}
END_TEST

START_TEST(test_summary_columns_are_blank_for_others)
{
    double x[CUSTOMERS], t[CUSTOMERS], whole_x[CUSTOMERS], whole_t[CUSTOMERS];
    int64_t idle[CUSTOMERS], money[CUSTOMERS];

    ck_assert_int_eq(netmkt_summary_columns(all, NULL, AS_OF, CUSTOMERS, whole_x, NULL, whole_t, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_summary_columns(all, limited, AS_OF, CUSTOMERS, x, NULL, t, NULL, money, idle), NETMKT_OK);
    for (size_t i = 0; i < CUSTOMERS; i++) {
        if (i % EVERY == 0) {
            ck_assert(x[i] == whole_x[i] && (t[i] == whole_t[i] || isnan(whole_t[i])));
            continue;
        }
        ck_assert(x[i] == 0.0 && isnan(t[i]));
        ck_assert_int_eq(idle[i], -1);
        ck_assert_int_eq(money[i], 0);
    }
}
END_TEST

START_TEST(test_weights_and_levels_of_parts)
{
    double got[NETMKT_PARTS], want[NETMKT_PARTS];
    uint64_t got_answers[NETMKT_PARTS], want_answers[NETMKT_PARTS];

    ck_assert_int_eq(netmkt_delivered_weights(all, limited, 0, NULL, AS_OF, got, got_answers), NETMKT_OK);
    ck_assert_int_eq(netmkt_delivered_weights(few, NULL, 0, NULL, AS_OF, want, want_answers), NETMKT_OK);
    for (int i = 0; i < NETMKT_PARTS; i++) {
        test_close(got[i], want[i], 1e-12, 1, "weight");
        ck_assert_uint_eq(got_answers[i], want_answers[i]);
    }
}
END_TEST

START_TEST(test_concentration)
{
    netmkt_concentration got = {.struct_size = sizeof got}, want = {.struct_size = sizeof want};

    ck_assert_int_eq(netmkt_concentration_store(all, limited, NETMKT_WORTH_REVENUE, AS_OF, &got), NETMKT_OK);
    ck_assert_int_eq(netmkt_concentration_store(few, NULL, NETMKT_WORTH_REVENUE, AS_OF, &want), NETMKT_OK);
    ck_assert_uint_eq(got.customers, want.customers);
    test_close(got.gini, want.gini, 1e-12, 1, "gini");
}
END_TEST

/* The model and its predictions are everybody's; the comparison is of the few. */
START_TEST(test_validation)
{
    netmkt_validation *part, *whole;
    netmkt_validation_figures figures = {.struct_size = sizeof figures}, wanted = {.struct_size = sizeof wanted};
    const netmkt_table *customers;
    const void *predicted, *actual, *sums;
    double p[CUSTOMERS], y[CUSTOMERS];
    int64_t classed = 0;
    size_t n;

    ck_assert_int_eq(netmkt_validation_new(all, NETMKT_MODEL_MBGNBD, limited, START + 400 * DAY, AS_OF, &part), NETMKT_OK);
    ck_assert_int_eq(netmkt_validation_new(all, NETMKT_MODEL_MBGNBD, NULL, START + 400 * DAY, AS_OF, &whole), NETMKT_OK);
    customers = netmkt_validation_table(part, NETMKT_VALIDATION_CUSTOMERS);
    same_rows(customers, netmkt_validation_table(whole, NETMKT_VALIDATION_CUSTOMERS), 1, 1);
    n = netmkt_table_rows(customers);
    (void)netmkt_table_column(customers, "predicted", NULL, &predicted);
    (void)netmkt_table_column(customers, "actual", NULL, &actual);
    for (size_t i = 0; i < n; i++) {
        p[i] = ((const double *)predicted)[i];
        y[i] = (double)((const int64_t *)actual)[i];
    }
    ck_assert_int_eq(netmkt_validation_compare(NULL, n, p, y, &wanted), NETMKT_OK);
    ck_assert_int_eq(netmkt_validation_get(part, &figures), NETMKT_OK);
    ck_assert_uint_eq(figures.customers, n);
    ck_assert(figures.mae == wanted.mae && figures.rmse == wanted.rmse && figures.actual == wanted.actual);
    (void)netmkt_table_column(netmkt_validation_table(part, NETMKT_VALIDATION_FREQUENCY), "customers", NULL, &sums);
    for (size_t k = 0; k < 8; k++)
        classed += ((const int64_t *)sums)[k];
    ck_assert_int_eq(classed, (int64_t)n);
    netmkt_validation_free(part);
    netmkt_validation_free(whole);
}
END_TEST

START_TEST(test_nobody)
{
    netmkt_validation *validation;
    netmkt_table *table;
    uint64_t none = 0;

    ck_assert_int_eq(netmkt_settings_set_customers(limited, &none, 0), NETMKT_OK);
    ck_assert_int_eq(values(all, limited, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    ck_assert_int_eq(brand(all, limited, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 1);
    netmkt_table_free(table);
    ck_assert_int_eq(channels(all, limited, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_validation_new(all, NETMKT_MODEL_MBGNBD, limited, START + 400 * DAY, AS_OF, &validation), NETMKT_E_DATA);
    ck_assert_ptr_null(validation);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("limited");
    TCase *reports = tcase_create("reports");

    tcase_add_checked_fixture(reports, set_up, tear_down);
    tcase_set_timeout(reports, 60);
    tcase_add_test(reports, test_counts_are_of_those_customers);
    tcase_add_test(reports, test_judgements_are_still_among_everybody);
    tcase_add_test(reports, test_shares_are_of_those_customers);
    tcase_add_test(reports, test_stages_are_counted);
    tcase_add_test(reports, test_summary_columns_are_blank_for_others);
    tcase_add_test(reports, test_weights_and_levels_of_parts);
    tcase_add_test(reports, test_concentration);
    tcase_add_test(reports, test_validation);
    tcase_add_test(reports, test_nobody);
    suite_add_tcase(suite, reports);
    return suite;
}
