/* Curves of response: exact ones are found again, intervals cover what they should, what the data cannot tell is said, a store's periods by hand, errors. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "numeric/random.h"
#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define CLOSE(got, want) test_close(got, want, 1e-12, 1, #got)

enum { N = 104, C = 3 };

static double spend[C][N], returns[N];
static const double *const columns[C] = {spend[0], spend[1], spend[2]};

/* Returns of given curves over spend that comes and goes; `most` is the largest spend of a period. */
static void simulate(netmkt__random *random, size_t channels, const netmkt_curve *curves, double base, double noise, double most)
{
    double stock[N];

    for (size_t t = 0; t < N; t++)
        returns[t] = base + noise * netmkt__random_normal(random);
    for (size_t c = 0; c < channels; c++) {
        netmkt_curve plain = curves[c];

        for (size_t t = 0; t < N; t++)
            spend[c][t] = netmkt__random_below(random, 4) > 0 ? most * netmkt__random_uniform(random) : 0.0;
        ck_assert_int_eq(netmkt_adstock(spend[c], N, plain.carry, stock), NETMKT_OK);
        plain.carry = 0.0;
        for (size_t t = 0; t < N; t++)
            returns[t] += netmkt_curve_return(&plain, stock[t]);
    }
}

static netmkt_curve curve(double top, double half, double shape, double carry)
{
    netmkt_curve c;

    netmkt_curve_init(&c);
    c.top = top;
    c.half = half;
    c.shape = shape;
    c.carry = carry;
    return c;
}

START_TEST(exact_curves_are_found)
{
    const netmkt_curve want[C] = {curve(1000, 150, 1.6, 0.2), curve(1500, 250, 1.0, 0.35), curve(700, 90, 2.5, 0.0)};
    static const char *const names[C] = {"email", "sem", "radio"};
    netmkt_curves_fit fit = {.struct_size = sizeof fit};
    netmkt_curve got[C];
    netmkt_table *table;
    netmkt__random random;
    double part = 0.0, mean = 0.0;

    netmkt__random_seed(&random, 1);
    for (size_t channels = test_slow() ? C : 1; channels <= C; channels++) {
        simulate(&random, channels, want, 500, 0.0, 300);
        ck_assert_msg(netmkt_curves_fit_data(NULL, N, returns, channels, columns, names, NULL, &fit, got, &table) == NETMKT_OK, "%s", netmkt_last_error());
        for (size_t c = 0; c < channels; c++) {
            test_close(got[c].top, want[c].top, 1e-6, 1, "top");
            test_close(got[c].half, want[c].half, 1e-6, 1, "half");
            test_close(got[c].shape, want[c].shape, 1e-6, 1, "shape");
            test_close(got[c].carry, want[c].carry, 1e-6, 1, "carry");
            ck_assert_str_eq(text(table, "channel", c), names[c]);
            ck_assert_str_eq(text(table, "known", c), "known");
        }
        test_close(fit.base, 500, 1e-6, 1, "base");
        ck_assert(fit.explained > 1.0 - 1e-9 && fit.holdout_error < 1e-4 && fit.holdout_plain > 10.0);
        if (channels < C)
            netmkt_table_free(table);
    }
    for (size_t c = 0; c < C; c++) /* parts and base make the whole */
        part += real(table, "return", c);
    for (size_t t = 0; t < N; t++)
        mean += returns[t] / N;
    test_close(part + fit.base, mean, 1e-9, 1, "parts");
    {
        double today = 0.0;

        for (size_t t = N - 4; t < N; t++)
            today += spend[0][t] / 4.0;
        CLOSE(got[0].today, today);
        CLOSE(real(table, "marginal", 0), netmkt_curve_marginal(&got[0], today));
    }
    netmkt_table_free(table);
}
END_TEST

START_TEST(intervals_cover)
{
    const netmkt_curve want[2] = {curve(1000, 150, 1.6, 0.3), curve(1500, 250, 1.0, 0.5)};
    int rounds = test_slow() ? 5 : 60, top = 0, carry = 0, shape = 0, all = 0;
    netmkt__random random;

    netmkt__random_seed(&random, 2);
    for (int round = 0; round < rounds; round++) {
        netmkt_table *table;

        simulate(&random, 2, want, 500, 40, 400);
        ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 2, columns, NULL, NULL, NULL, NULL, &table), NETMKT_OK);
        for (size_t c = 0; c < 2; c++, all++) {
            top += real(table, "top_low", c) <= want[c].top && real(table, "top_high", c) >= want[c].top;
            carry += real(table, "carry_low", c) <= want[c].carry && real(table, "carry_high", c) >= want[c].carry;
            shape += real(table, "shape_low", c) <= want[c].shape && real(table, "shape_high", c) >= want[c].shape;
        }
        netmkt_table_free(table);
    }
    if (!test_slow())
        printf("coverage of 95 %% intervals: top %.3f, carry %.3f, shape %.3f\n", (double)top / all, (double)carry / all, (double)shape / all);
    ck_assert_msg(test_slow() || (top >= 0.88 * all && carry >= 0.88 * all && shape >= 0.88 * all), "%d %d %d of %d", top, carry, shape, all);
}
END_TEST

START_TEST(what_the_data_cannot_tell)
{
    const netmkt_curve want[C] = {curve(1000, 150, 1.6, 0.2), curve(0, 100, 1, 0), curve(2000, 20000, 1.0, 0.1)};
    netmkt_curves_fit fit = {.struct_size = sizeof fit};
    netmkt_table *table;
    netmkt__random random;

    netmkt__random_seed(&random, 3);
    simulate(&random, 3, want, 500, 20, 300);
    for (size_t t = 0; t < N; t++)
        spend[1][t] = 100.0 + (double)(t % 2);
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 3, columns, NULL, NULL, &fit, NULL, &table), NETMKT_OK);
    ck_assert_str_eq(text(table, "known", 0), "known");
    ck_assert_str_eq(text(table, "known", 1), "constant");
    ck_assert(real(table, "top", 1) == 0.0);
    ck_assert_str_ne(text(table, "known", 2), "known"); /* far from saturation: a line, whose top nobody can tell */
    netmkt_table_free(table);
    /* nothing but noise: no better than the mean, or so */
    for (size_t t = 0; t < N; t++)
        returns[t] = 500 + 20 * netmkt__random_normal(&random);
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 1, columns, NULL, NULL, &fit, NULL, &table), NETMKT_OK);
    ck_assert_str_ne(text(table, "known", 0), "known");
    ck_assert(fit.holdout_error > 0.8 * fit.holdout_plain);
    netmkt_table_free(table);
    for (size_t t = 0; t < N; t++) /* no return at all */
        returns[t] = 0.0;
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 1, columns, NULL, NULL, &fit, NULL, &table), NETMKT_OK);
    ck_assert_str_eq(text(table, "known", 0), "nothing");
    ck_assert(isnan(fit.explained) && fit.base == 0.0);
    netmkt_table_free(table);
    ck_assert_str_eq(netmkt_curve_note(0), "");
    ck_assert_str_eq(netmkt_curve_note(5), "");
    ck_assert_ptr_nonnull(strstr(netmkt_curve_note(NETMKT_CURVE_CONSTANT), "hardly varied"));
}
END_TEST

START_TEST(threads)
{
    const netmkt_curve want[2] = {curve(1000, 150, 1.6, 0.3), curve(1500, 250, 1.0, 0.5)};
    netmkt_settings *settings;
    netmkt_table *one, *many;
    netmkt__random random;

    netmkt__random_seed(&random, 4);
    simulate(&random, 2, want, 500, 40, 300);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 2, columns, NULL, settings, NULL, NULL, &one), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 6), NETMKT_OK);
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 2, columns, NULL, settings, NULL, NULL, &many), NETMKT_OK);
    ck_assert_mem_eq(cells(one, "top"), cells(many, "top"), 16);
    ck_assert_mem_eq(cells(one, "carry_high"), cells(many, "carry_high"), 16);
    netmkt_table_free(one);
    netmkt_table_free(many);
    netmkt_settings_free(settings);
}
END_TEST

static netmkt_customer_id put(netmkt_store *store, const char *key, int64_t time_ms, netmkt_kind_id kind, netmkt_channel_id channel, int64_t amount, int64_t cost)
{
    netmkt_event e;

    netmkt_event_init(&e);
    ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
    e.kind = kind;
    e.time_ms = time_ms;
    e.channel = channel;
    e.amount = amount;
    e.cost = cost;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    return e.customer;
}

/* Weeks from Monday, 2026-01-05: orders, a return, costs of events, spend records; the first week has no spend, the last is not over. */
START_TEST(periods_of_a_store)
{
    const int64_t monday = INT64_C(20458) * DAY;
    netmkt_settings *settings;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_customer_id ann;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_curves_data(store, NULL, NETMKT_PERIOD_WEEK, NETMKT_LATEST, &table), NETMKT_E_DATA);
    ann = put(store, "ann", monday, NETMKT_KIND_ORDER, NETMKT_CHANNEL_EMAIL, 1000, 0);
    put(store, "ann", monday + 7 * DAY, NETMKT_KIND_MESSAGE, NETMKT_CHANNEL_EMAIL, 0, 25);
    put(store, "ann", monday + 14 * DAY - 1, NETMKT_KIND_ORDER, NETMKT_CHANNEL_EMAIL, 3000, 0);
    put(store, "bob", monday + 14 * DAY, NETMKT_KIND_ORDER, 0, 5000, 7);
    put(store, "bob", monday + 15 * DAY, NETMKT_KIND_RETURN, 0, -1500, 0);
    put(store, "bob", monday + 22 * DAY, NETMKT_KIND_ORDER, 0, 9900, 0);
    {
        const netmkt_spend spends[] = {{.struct_size = sizeof(netmkt_spend), .channel = NETMKT_CHANNEL_SEM, .day = 20458 + 15, .amount = 4000}};

        ck_assert_msg(netmkt_spend_put(store, spends, sizeof *spends, 1) == NETMKT_OK, "%s", netmkt_last_error());
    }
    ck_assert_int_eq(netmkt_curves_data(store, NULL, NETMKT_PERIOD_WEEK, monday + 24 * DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_uint_eq(netmkt_table_columns(table), 5);
    ck_assert_str_eq(text(table, "period", 0), "2026-01-12");
    ck_assert_int_eq(whole(table, "start", 1), monday + 14 * DAY);
    CLOSE(real(table, "return", 0), 30.0);
    CLOSE(real(table, "return", 1), 35.0);
    CLOSE(real(table, "email", 0), 0.25);
    CLOSE(real(table, "email", 1), 0.0);
    CLOSE(real(table, "sem", 1), 40.0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, &ann, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_curves_data(store, settings, NETMKT_PERIOD_WEEK, monday + 28 * DAY - 1, &table), NETMKT_OK); /* the last week is over */
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    CLOSE(real(table, "return", 1), 0.0);
    CLOSE(real(table, "sem", 1), 40.0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_curves_data(store, NULL, NETMKT_PERIOD_QUARTER, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_curves_data(NULL, NULL, NETMKT_PERIOD_DAY, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_curves_data(store, NULL, NETMKT_PERIOD_DAY, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_curves_data(store, NULL, NETMKT_PERIOD_DAY, INT64_MAX - 1, &table), NETMKT_E_RANGE);
    put(store, "old", NETMKT_TIME_MIN, NETMKT_KIND_VISIT, 0, 0, 0);
    ck_assert_int_eq(netmkt_curves_data(store, NULL, NETMKT_PERIOD_DAY, NETMKT_LATEST, &table), NETMKT_E_RANGE);
    ck_assert_ptr_null(table);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(errors)
{
    const double *none[1] = {NULL};
    netmkt_curves_fit fit = {.struct_size = 8, .base = 7};
    netmkt_table *table = (netmkt_table *)&fit;
    netmkt__random random;
    const netmkt_curve want = curve(1000, 150, 1.6, 0.3);

    netmkt__random_seed(&random, 4);
    simulate(&random, 1, &want, 500, 40, 300);
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 1, columns, NULL, NULL, &fit, NULL, &table), NETMKT_E_UNSUPPORTED);
    ck_assert_ptr_null(table);
    fit.struct_size = sizeof fit;
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, 6, returns, 1, columns, NULL, NULL, &fit, NULL, &table), NETMKT_E_DATA);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "at least 7"));
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 0, columns, NULL, NULL, &fit, NULL, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 17, columns, NULL, NULL, &fit, NULL, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, NULL, 1, columns, NULL, NULL, &fit, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 1, none, NULL, NULL, &fit, NULL, &table), NETMKT_E_INVALID);
    spend[0][5] = -1;
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 1, columns, NULL, NULL, &fit, NULL, &table), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "period 6"));
    spend[0][5] = 1;
    returns[7] = NAN;
    ck_assert_int_eq(netmkt_curves_fit_data(NULL, N, returns, 1, columns, NULL, NULL, &fit, NULL, &table), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "period 8"));
    ck_assert(fit.base == 7.0);
}
END_TEST

START_TEST(failing_memory)
{
    const netmkt_curve want = curve(1000, 150, 1.6, 0.3);
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options open;
    netmkt_context *context;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_status status = NETMKT_E_NOMEM;
    netmkt__random random;

    netmkt__random_seed(&random, 5);
    simulate(&random, 1, &want, 500, 0, 300);
    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    for (uint64_t n = 1; status != NETMKT_OK; n++) {
        memory.fail_at = memory.calls + n;
        status = netmkt_curves_fit_data(context, 12, returns, 1, columns, NULL, NULL, NULL, NULL, &table);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
        netmkt_table_free(table);
    }
    netmkt_store_options_init(&open);
    open.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &open, &store), NETMKT_OK);
    put(store, "ann", 0, NETMKT_KIND_MESSAGE, NETMKT_CHANNEL_EMAIL, 0, 25);
    put(store, "ann", 9 * DAY, NETMKT_KIND_ORDER, NETMKT_CHANNEL_EMAIL, 1000, 0);
    status = NETMKT_E_NOMEM;
    for (uint64_t n = 1; status != NETMKT_OK; n++) {
        memory.fail_at = memory.calls + n;
        status = netmkt_curves_data(store, NULL, NETMKT_PERIOD_DAY, NETMKT_LATEST, &table);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
        netmkt_table_free(table);
    }
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("curves");
    TCase *tests = tcase_create("curves");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, exact_curves_are_found);
    tcase_add_test(tests, intervals_cover);
    tcase_add_test(tests, what_the_data_cannot_tell);
    tcase_add_test(tests, threads);
    tcase_add_test(tests, periods_of_a_store);
    tcase_add_test(tests, errors);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
