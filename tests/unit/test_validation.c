/* Validation: figures worked by hand, a store cut in two, and what is refused. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/support.h"

#define DAY INT64_C(86400000)

static netmkt_validation_figures compare(size_t n, const double *predicted, const double *actual)
{
    netmkt_validation_figures f = {.struct_size = sizeof f};

    ck_assert_msg(netmkt_validation_compare(NULL, n, predicted, actual, &f) == NETMKT_OK, "%s", netmkt_last_error());
    return f;
}

START_TEST(figures_by_hand)
{
    static const double predicted[] = {1, 2, 2, 5}, actual[] = {0, 3, 1, 4};
    netmkt_validation_figures f = compare(4, predicted, actual);

    ck_assert_uint_eq(f.customers, 4);
    test_close(f.actual, 8, 1e-15, 0, "actual");
    test_close(f.predicted, 10, 1e-15, 0, "predicted");
    test_close(f.mae, 1, 1e-15, 0, "mae");
    test_close(f.rmse, 1, 1e-15, 0, "rmse");
    test_close(f.bias, .5, 1e-15, 0, "bias");
    test_close(f.correlation, 8 / sqrt(9.0 * 10.0), 1e-14, 0, "correlation"); /* deviations -1.5 -.5 -.5 2.5 and -2 1 -1 2 */
    test_close(f.rank_correlation, 4.5 / sqrt(4.5 * 5.0), 1e-14, 0, "rank correlation"); /* ranks 1 2.5 2.5 4 and 1 3 2 4 */
    test_close(f.top_decile, .4 * 4 / 8, 1e-15, 0, "top decile");
    test_close(f.top_decile_best, .4 * 4 / 8, 1e-15, 0, "best");
}
END_TEST

START_TEST(ties_at_the_edge_of_the_tenth)
{
    double predicted[20], actual[20];
    netmkt_validation_figures f;

    for (int i = 0; i < 20; i++) { /* the two best of twenty: one is clear, the other is one of four alike */
        predicted[i] = i == 7 ? 9 : i < 4 ? 8 : 1;
        actual[i] = i == 7 ? 5 : i;
    }
    f = compare(20, predicted, actual);
    test_close(f.top_decile, (5 + (0 + 1 + 2 + 3) / 4.0) / (190 - 7 + 5), 1e-14, 0, "top decile");
    test_close(f.top_decile_best, (19 + 18) / 188.0, 1e-14, 0, "best");
    for (int i = 0; i < 20; i++)
        predicted[i] = 3;
    f = compare(20, predicted, actual);
    test_close(f.top_decile, .1, 1e-14, 0, "all alike");
    ck_assert(isnan(f.correlation) && isnan(f.rank_correlation));
    for (int i = 0; i < 20; i++)
        actual[i] = 0;
    f = compare(20, predicted, actual);
    ck_assert(isnan(f.top_decile) && isnan(f.top_decile_best));
    test_close(f.bias, 3, 1e-15, 0, "bias");
    f = compare(1, predicted, predicted);
    test_close(f.top_decile, .1, 1e-15, 0, "one customer");
}
END_TEST

START_TEST(compare_refuses)
{
    double good[2] = {1, 2}, bad[2] = {1, (double)NAN}, large[2] = {1e151, 0};
    netmkt_validation_figures f = {.struct_size = sizeof f, .mae = 7};

    ck_assert_int_eq(netmkt_validation_compare(NULL, 2, NULL, good, &f), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_validation_compare(NULL, 2, good, NULL, &f), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_validation_compare(NULL, 2, good, good, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_validation_compare(NULL, 0, NULL, NULL, &f), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_validation_compare(NULL, 2, bad, good, &f), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "row 1"));
    ck_assert_int_eq(netmkt_validation_compare(NULL, 2, good, bad, &f), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_validation_compare(NULL, 2, good, large, &f), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "row 0"));
    f.struct_size--;
    ck_assert_int_eq(netmkt_validation_compare(NULL, 2, good, good, &f), NETMKT_E_UNSUPPORTED);
    test_close(f.mae, 7, 0, 0, "unchanged");
}
END_TEST

static void put(netmkt_store *store, const char *key, int64_t day, int64_t amount, netmkt_kind_id kind)
{
    netmkt_event event;

    netmkt_event_init(&event);
    event.kind = kind;
    event.time_ms = day * DAY;
    event.amount = amount;
    ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
    ck_assert_msg(netmkt_event_append(store, &event, sizeof event, 1, NULL) == NETMKT_OK, "%s", netmkt_last_error());
}

/* Customers c0 to c39 who buy from day i on every 3 + i days until day 50 + 2 i; c40 comes after the calibration, c41 never buys. */
static netmkt_store *shop(netmkt_context *context)
{
    netmkt_store_options options;
    netmkt_store *store;
    char key[16];

    netmkt_store_options_init(&options);
    options.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
    for (int i = 0; i < 40; i++) {
        (void)snprintf(key, sizeof key, "c%d", i);
        for (int day = i; day < 50 + 2 * i; day += 3 + i)
            put(store, key, day, 1000, NETMKT_KIND_ORDER);
    }
    put(store, "c40", 80, 1000, NETMKT_KIND_ORDER);
    ck_assert_int_eq(netmkt_customer_put(store, "c41", NULL), NETMKT_OK);
    put(store, "c0", 52, 1000, NETMKT_KIND_ORDER);   /* kept */
    put(store, "c0", 75, 1000, NETMKT_KIND_ORDER);   /* returned in the holdout: no purchase day of it */
    put(store, "c0", 76, -1000, NETMKT_KIND_RETURN);
    put(store, "c0", 110, 1000, NETMKT_KIND_ORDER);  /* behind the holdout */
    return store;
}

START_TEST(a_store_cut_in_two)
{
    netmkt_store *store = shop(NULL);
    netmkt_validation *v;
    netmkt_validation_figures f = {.struct_size = sizeof f};
    const netmkt_table *table;
    const int64_t *actual, *week, *week_actual, *week_sum;
    const double *predicted, *week_predicted, *week_predicted_sum;
    int64_t total = 0, tracked = 0;
    double sum = 0.0, alive = 0.0;

    ck_assert_msg(netmkt_validation_new(store, NETMKT_MODEL_PARETONBD, NULL, 60 * DAY, 100 * DAY, &v) == NETMKT_OK, "%s", netmkt_last_error());
    table = netmkt_validation_table(v, NETMKT_VALIDATION_CUSTOMERS);
    ck_assert_uint_eq(netmkt_table_rows(table), 40);
    actual = cells(table, "actual");
    predicted = cells(table, "predicted");
    ck_assert_int_eq(actual[0], 0);
    for (int i = 0; i < 40; i++) { /* counted from the rule that made them */
        int64_t want = 0;

        for (int day = i; day < 50 + 2 * i; day += 3 + i)
            want += day > 60 && day <= 100;
        ck_assert_int_eq(actual[i], want);
        total += want;
        sum += predicted[i];
    }
    for (int i = 0; i < 40; i++) {
        double x = (double)((const int64_t *)cells(table, "x"))[i], t_x = ((const double *)cells(table, "t_x"))[i], T = ((const double *)cells(table, "T"))[i];

        ck_assert_int_eq(netmkt_model_score(netmkt_validation_model(v), 1, 1, &x, &t_x, &T, 40 / 7.0, NULL, NULL, &alive), NETMKT_OK);
        test_close(predicted[i], alive, 1e-14, 0, "predicted");
        test_close(T, (60 - i) / 7.0, 1e-15, 0, "T");
    }
    ck_assert_int_eq(netmkt_validation_get(v, &f), NETMKT_OK);
    ck_assert_uint_eq(f.customers, 40);
    test_close(f.actual, (double)total, 1e-15, 0, "actual");
    test_close(f.predicted, sum, 1e-12, 0, "predicted");

    table = netmkt_validation_table(v, NETMKT_VALIDATION_TRACKING);
    ck_assert_uint_eq(netmkt_table_rows(table), 1 + 8 + 6); /* 60 / 7 weeks before, 40 / 7 after */
    week = cells(table, "week");
    week_actual = cells(table, "actual");
    week_sum = cells(table, "actual_sum");
    week_predicted = cells(table, "predicted");
    week_predicted_sum = cells(table, "predicted_sum");
    sum = 0.0;
    for (int w = 0; w < 15; w++) {
        int64_t last = week[w] * 7 + 60 < 100 ? week[w] * 7 + 60 : 100;
        double want = 0.0, one;

        ck_assert_int_eq(week[w], w - 8);
        tracked += week_actual[w];
        sum += week_predicted[w];
        ck_assert_int_eq(week_sum[w], tracked);
        test_close(week_predicted_sum[w], sum, 1e-12, 1, "sum of weeks");
        ck_assert_int_eq(((const int64_t *)cells(table, "end"))[w], (last + 1) * DAY - 1);
        for (int i = 0; i < 40; i++) {
            if (i > last)
                continue;
            ck_assert_int_eq(netmkt_model_expected_new(netmkt_validation_model(v), (double)(last - i) / 7.0, &one), NETMKT_OK);
            want += one;
        }
        test_close(week_predicted_sum[w], want, 1e-12, 1, "expected until then");
    }
    for (int i = 0; i < 40; i++)
        for (int day = i + 3 + i; day < 50 + 2 * i; day += 3 + i)
            tracked -= day <= 100;
    ck_assert_int_eq(tracked, 1); /* the order kept that the rule does not make */
    netmkt_validation_free(v);
    netmkt_store_close(store);
}
END_TEST

START_TEST(classes_add_up)
{
    netmkt_store *store = shop(NULL);
    netmkt_validation *v;
    netmkt_validation_figures f = {.struct_size = sizeof f};

    ck_assert_int_eq(netmkt_validation_new(store, NETMKT_MODEL_MBGNBD, NULL, 60 * DAY, NETMKT_LATEST, &v), NETMKT_OK);
    ck_assert_int_eq(netmkt_validation_get(v, &f), NETMKT_OK);
    for (int32_t which = NETMKT_VALIDATION_FREQUENCY; which <= NETMKT_VALIDATION_RECENCY; which++) {
        const netmkt_table *table = netmkt_validation_table(v, which);
        const int64_t *customers = cells(table, "customers");
        const double *actual = cells(table, "actual"), *predicted = cells(table, "predicted"), *mean = cells(table, "actual_mean");
        const double *expected = cells(table, "predicted_mean"), *mae = cells(table, "mae");
        double errors = 0.0, came = 0.0, sum = 0.0;
        int64_t n = 0;

        ck_assert_uint_eq(netmkt_table_rows(table), which == NETMKT_VALIDATION_FREQUENCY ? 8 : 6);
        for (size_t k = 0; k < netmkt_table_rows(table); k++) {
            n += customers[k];
            came += actual[k];
            sum += predicted[k];
            ck_assert_int_eq(isnan(mean[k]), customers[k] == 0);
            if (customers[k] == 0)
                continue;
            errors += mae[k] * (double)customers[k];
            test_close(mean[k] * (double)customers[k], actual[k], 1e-12, 1, "mean");
            test_close(expected[k] * (double)customers[k], predicted[k], 1e-12, 1, "mean");
        }
        ck_assert_int_eq(n, 40);
        test_close(came, f.actual, 1e-12, 1, "actual");
        test_close(sum, f.predicted, 1e-12, 1, "predicted");
        test_close(errors / 40.0, f.mae, 1e-12, 0, "errors");
    }
    ck_assert_str_eq(((const char *const *)cells(netmkt_validation_table(v, NETMKT_VALIDATION_RECENCY), "class"))[5], "365+");
    ck_assert_ptr_null(netmkt_validation_table(v, 0));
    ck_assert_ptr_null(netmkt_validation_table(v, 5));
    ck_assert_ptr_null(netmkt_validation_table(NULL, 1));
    ck_assert_ptr_null(netmkt_validation_model(NULL));
    ck_assert_int_eq(netmkt_validation_get(NULL, &f), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_validation_get(v, NULL), NETMKT_E_INVALID);
    f.struct_size++;
    ck_assert_int_eq(netmkt_validation_get(v, &f), NETMKT_E_UNSUPPORTED);
    netmkt_validation_free(v);
    netmkt_validation_free(NULL);
    netmkt_store_close(store);
}
END_TEST

static void refuse(netmkt_store *store, int32_t model, int64_t from, int64_t to, netmkt_status want)
{
    netmkt_validation *v = (netmkt_validation *)(void *)&from;

    ck_assert_int_eq(netmkt_validation_new(store, model, NULL, from, to, &v), want);
    ck_assert_ptr_null(v);
}

START_TEST(what_is_refused)
{
    netmkt_store *store = shop(NULL);

    ck_assert_int_eq(netmkt_validation_new(store, NETMKT_MODEL_BGNBD, NULL, 60 * DAY, 70 * DAY, NULL), NETMKT_E_INVALID);
    refuse(NULL, NETMKT_MODEL_BGNBD, 60 * DAY, 70 * DAY, NETMKT_E_INVALID);
    refuse(store, NETMKT_MODEL_BGBB, 60 * DAY, 70 * DAY, NETMKT_E_INVALID);
    refuse(store, NETMKT_MODEL_GAMMAGAMMA, 60 * DAY, 70 * DAY, NETMKT_E_INVALID);
    refuse(store, 0, 60 * DAY, 70 * DAY, NETMKT_E_INVALID);
    refuse(store, NETMKT_MODEL_BGNBD, 60 * DAY, 61 * DAY - 1, NETMKT_E_RANGE); /* the same day */
    refuse(store, NETMKT_MODEL_BGNBD, 60 * DAY, 50 * DAY, NETMKT_E_RANGE);
    refuse(store, NETMKT_MODEL_BGNBD, NETMKT_LATEST, NETMKT_LATEST, NETMKT_E_RANGE);
    refuse(store, NETMKT_MODEL_BGNBD, NETMKT_TIME_MIN - 1, 70 * DAY, NETMKT_E_RANGE);
    refuse(store, NETMKT_MODEL_BGNBD, 60 * DAY, NETMKT_TIME_MAX + 1, NETMKT_E_RANGE);
    refuse(store, NETMKT_MODEL_BGNBD, -20 * DAY, 70 * DAY, NETMKT_E_DATA); /* nobody yet */
    refuse(store, NETMKT_MODEL_BGNBD, 0, 70 * DAY, NETMKT_E_DATA);         /* nobody twice */
    netmkt_store_close(store);
}
END_TEST

typedef struct failing {
    long left, live;
} failing;

static void *fail_later(void *user, void *pointer, size_t size)
{
    failing *f = user;

    if (size == 0) {
        f->live -= pointer != NULL;
        free(pointer);
        return NULL;
    }
    if (f->left-- <= 0)
        return NULL;
    f->live += pointer == NULL;
    return realloc(pointer, size);
}

START_TEST(models_side_by_side)
{
    static const char *const figures[] = {"actual", "predicted", "mae", "rmse", "bias", "rank_correlation", "top_decile"};
    const int64_t from = 60 * DAY, to = 100 * DAY;
    netmkt_store *store = shop(NULL), *empty;
    netmkt_table *table;
    const char *const *names;
    const double *rmse;

    ck_assert_int_eq(netmkt_validation_models(store, NULL, from, to, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    names = cells(table, "model");
    rmse = cells(table, "rmse");
    for (size_t row = 0; row < 3; row++) {
        netmkt_validation_figures f = {.struct_size = sizeof f};
        netmkt_fit fit = {.struct_size = sizeof fit};
        netmkt_validation *one;
        netmkt_status status = netmkt_validation_new(store, netmkt_model_by_name(names[row]), NULL, from, to, &one);

        if (status != NETMKT_OK) { /* a model that does not suit so little data comes last */
            ck_assert(isnan(rmse[row]));
            continue;
        }
        ck_assert(row == 0 || rmse[row - 1] <= rmse[row]);
        ck_assert_int_eq(netmkt_validation_get(one, &f), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_fit_get(netmkt_validation_model(one), &fit), NETMKT_OK);
        ck_assert(((const double *)cells(table, "log_likelihood"))[row] == fit.log_likelihood);
        {
            const double want[] = {f.actual, f.predicted, f.mae, f.rmse, f.bias, f.rank_correlation, f.top_decile};

            for (size_t k = 0; k < sizeof figures / sizeof *figures; k++) {
                double got = ((const double *)cells(table, figures[k]))[row];

                ck_assert(got == want[k] || (isnan(got) && isnan(want[k])));
            }
        }
        netmkt_validation_free(one);
    }
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_validation_models(NULL, NULL, from, to, &table), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_validation_models(store, NULL, from, to, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_validation_models(store, NULL, from, from, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &empty), NETMKT_OK);
    ck_assert_int_eq(netmkt_validation_models(empty, NULL, from, to, &table), NETMKT_E_DATA);
    netmkt_store_close(empty);
    netmkt_store_close(store);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    failing f = {1000000, 0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_store *store;
    netmkt_validation *v = NULL;
    netmkt_status status = NETMKT_E_NOMEM;
    long before;

    netmkt_context_options_init(&options);
    options.allocate = fail_later;
    options.allocate_user = &f;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    store = shop(context);
    ck_assert_int_eq(netmkt_validation_new(store, NETMKT_MODEL_BGNBD, NULL, 60 * DAY, 100 * DAY, &v), NETMKT_OK); /* sorts the store's columns */
    netmkt_validation_free(v);
    before = f.live;
    for (long n = 0; status == NETMKT_E_NOMEM; n++) {
        ck_assert_int_lt(n, 2000);
        f.left = n;
        status = netmkt_validation_new(store, NETMKT_MODEL_BGNBD, NULL, 60 * DAY, 100 * DAY, &v);
        ck_assert_int_eq(v != NULL, status == NETMKT_OK);
        netmkt_validation_free(v);
        ck_assert_int_eq(f.live, before);
    }
    ck_assert_int_eq(status, NETMKT_OK);
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(f.live, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("validation");
    TCase *figures = tcase_create("figures"), *holdout = tcase_create("holdout");

    tcase_add_test(figures, figures_by_hand);
    tcase_add_test(figures, ties_at_the_edge_of_the_tenth);
    tcase_add_test(figures, compare_refuses);
    suite_add_tcase(suite, figures);
    tcase_set_timeout(holdout, 60);
    tcase_add_test(holdout, a_store_cut_in_two);
    tcase_add_test(holdout, classes_add_up);
    tcase_add_test(holdout, what_is_refused);
    tcase_add_test(holdout, models_side_by_side);
    tcase_add_test(holdout, every_allocation_may_fail);
    suite_add_tcase(suite, holdout);
    return suite;
}
