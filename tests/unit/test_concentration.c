/* Concentration: cases by hand, the definition of the Gini coefficient, losses, tiers and ties, values from a store, misuse. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "numeric/random.h"
#include "numeric/sort.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define CLOSE(got, want) test_close(got, want, 1e-14, 1, #got)

static netmkt_concentration measure(size_t n, const double *values)
{
    netmkt_concentration c = {.struct_size = sizeof c};

    ck_assert_int_eq(netmkt_concentration_measure(NULL, n, values, &c), NETMKT_OK);
    ck_assert_uint_eq(c.customers, n);
    return c;
}

static const double *reals(const netmkt_table *table, const char *name)
{
    const void *data;
    int32_t type;

    ck_assert_int_eq(netmkt_table_column(table, name, &type, &data), NETMKT_OK);
    ck_assert_int_eq(type, NETMKT_COLUMN_REAL);
    return data;
}

static const int64_t *ints(const netmkt_table *table, const char *name)
{
    const void *data;

    ck_assert_int_eq(netmkt_table_column(table, name, NULL, &data), NETMKT_OK);
    return data;
}

START_TEST(test_all_alike)
{
    double values[10];
    netmkt_concentration c;

    for (int i = 0; i < 10; i++)
        values[i] = 0.1;
    c = measure(10, values);
    ck_assert(c.gini == 0.0);
    CLOSE(c.top_20, 0.2);
    CLOSE(c.top_30, 0.3);
    ck_assert_uint_eq(c.customers_for_80, 8);
    CLOSE(c.share_for_80, 0.8);
    CLOSE(c.peak, 1.0);
    CLOSE(c.total, 1.0);
    c = measure(1, values);
    ck_assert(c.gini == 0.0);
    ck_assert_uint_eq(c.customers_for_80, 1);
    CLOSE(c.top_20, 0.2); /* in proportion within one customer */
}
END_TEST

/* However sums are rounded, 80 % of alike customers make 80 %. */
START_TEST(test_alike_by_any_number)
{
    static double values[500];
    const double amounts[] = {0.1, 1.0 / 3, 0.7, 19.99, 1e-7};

    for (size_t k = 0; k < sizeof amounts / sizeof amounts[0]; k++) {
        for (int i = 0; i < 500; i++)
            values[i] = amounts[k];
        for (size_t n = 5; n <= 500; n += 5)
            ck_assert_uint_eq(measure(n, values).customers_for_80, 4 * n / 5);
    }
}
END_TEST

START_TEST(test_one_has_all)
{
    double values[100] = {0};

    values[37] = 12345.67;
    for (size_t n = 38; n <= 100; n++) {
        netmkt_concentration c = measure(n, values);

        CLOSE(c.gini, (double)(n - 1) / (double)n);
        CLOSE(c.top_20, 1.0);
        ck_assert_uint_eq(c.customers_for_80, 1);
        CLOSE(c.peak, 1.0);
    }
}
END_TEST

START_TEST(test_five_customers_by_hand)
{
    const double values[] = {1, 40, 2, 50, 7};
    netmkt_concentration c = measure(5, values);

    /* differences of the ten pairs: 39 1 49 6 38 10 33 48 5 43 = 272; over 5 * 100 */
    CLOSE(c.gini, 0.544);
    CLOSE(c.top_20, 0.5);
    CLOSE(c.top_30, 0.7); /* the best, and half of the second */
    ck_assert_uint_eq(c.customers_for_80, 2);
    CLOSE(c.share_for_80, 0.4);
}
END_TEST

START_TEST(test_losses)
{
    const double values[] = {100, -20, 0, 20};
    netmkt_concentration c = measure(4, values);

    ck_assert_uint_eq(c.negative, 1);
    CLOSE(c.total, 100);
    CLOSE(c.gained, 120);
    CLOSE(c.lost, -20);
    CLOSE(c.gini, (120 + 100 + 80 + 20 + 40 + 20) / (4.0 * 140)); /* over the mean size of a value */
    CLOSE(c.peak, 1.2);
    CLOSE(c.top_20, 0.8); /* 0.8 of the best */
    ck_assert_uint_eq(c.customers_for_80, 1);
}
END_TEST

START_TEST(test_losses_of_all_kinds_stay_between_0_and_1)
{
    const double extreme[] = {1e300, -1e300, 0, 0, 0}, zeros[] = {0, 0, 0}, ruin[] = {-5, -5, -5};
    netmkt_concentration c = measure(5, extreme);

    CLOSE(c.gini, 0.8);
    ck_assert(isnan(c.top_20) && isnan(c.share_for_80) && isnan(c.peak));
    ck_assert_uint_eq(c.customers_for_80, 0);
    c = measure(3, zeros);
    ck_assert(c.gini == 0.0 && isnan(c.top_30));
    c = measure(3, ruin);
    ck_assert(c.gini == 0.0);
    ck_assert_uint_eq(c.negative, 3);
    CLOSE(c.lost, -15);
}
END_TEST

START_TEST(test_gini_is_the_mean_difference)
{
    enum { N = 333 };
    double values[N];
    netmkt__random random;

    netmkt__random_seed(&random, 7);
    for (int loss = 0; loss < 2; loss++) {
        double differences = 0, sizes = 0;
        netmkt_concentration c;

        for (int i = 0; i < N; i++)
            values[i] = netmkt__random_gamma(&random, 0.5, 0.01) - 20.0 * loss;
        for (int i = 0; i < N; i++) {
            sizes += fabs(values[i]);
            for (int k = 0; k < N; k++)
                differences += fabs(values[i] - values[k]);
        }
        c = measure(N, values);
        test_close(c.gini, differences / (2.0 * N * sizes), 1e-12, 1, "gini");
    }
}
END_TEST

START_TEST(test_lorenz_curve)
{
    const double values[] = {50, 1, 40, 2, 7};
    const double want[] = {0, .01, .03, .10, .50, 1};
    netmkt_table *table;

    ck_assert_int_eq(netmkt_concentration_lorenz(NULL, 5, values, 5, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 6);
    for (int i = 0; i <= 5; i++) {
        CLOSE(reals(table, "customers")[i], i / 5.0);
        CLOSE(reals(table, "lorenz")[i], want[i]);
        CLOSE(reals(table, "top")[5 - i], 1 - want[i]);
    }
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_concentration_lorenz(NULL, 5, values, 10, &table), NETMKT_OK);
    CLOSE(reals(table, "top")[1], 0.25); /* half of the best */
    netmkt_table_free(table);
}
END_TEST

START_TEST(test_tiers_by_rank_never_split_equals)
{
    const double values[] = {5, 9, 5, 1, 5, 1, 1, 1, 1, 1};
    const double cuts[] = {0.1, 0.2};
    const uint32_t want[] = {2, 1, 2, 3, 2, 3, 3, 3, 3, 3};
    uint32_t tier[10];
    netmkt_table *table;

    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 10, values, NETMKT_TIERS_BY_RANK, cuts, 2, tier, &table), NETMKT_OK);
    ck_assert_mem_eq(tier, want, sizeof want);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_int_eq(ints(table, "tier")[2], 3);
    ck_assert_int_eq(ints(table, "customers")[0], 1);
    ck_assert_int_eq(ints(table, "customers")[1], 3);
    ck_assert_int_eq(ints(table, "customers")[2], 6);
    CLOSE(reals(table, "customer_share")[1], 0.3);
    CLOSE(reals(table, "least")[1], 5);
    CLOSE(reals(table, "most")[1], 5);
    CLOSE(reals(table, "total")[1], 15);
    CLOSE(reals(table, "total_share")[1], 0.5);
    CLOSE(reals(table, "mean")[2], 1);
    netmkt_table_free(table);
}
END_TEST

START_TEST(test_tiers_by_value)
{
    const double values[] = {100, 99.99, 10, -3};
    const double cuts[] = {1000, 100, 10};
    const uint32_t want[] = {2, 3, 3, 4};
    uint32_t tier[4];
    netmkt_table *table;

    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 4, values, NETMKT_TIERS_BY_VALUE, cuts, 3, tier, &table), NETMKT_OK);
    ck_assert_mem_eq(tier, want, sizeof want);
    ck_assert(ints(table, "customers")[0] == 0 && isnan(reals(table, "mean")[0]) && isnan(reals(table, "least")[0]));
    CLOSE(reals(table, "total")[3], -3);
    netmkt_table_free(table);
}
END_TEST

START_TEST(test_standard_tiers)
{
    double values[1000];
    netmkt_table *table;

    for (int i = 0; i < 1000; i++)
        values[i] = i * 7 % 1000;
    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 1000, values, NETMKT_TIERS_BY_RANK, NULL, 0, NULL, &table), NETMKT_OK);
    ck_assert_int_eq(ints(table, "customers")[0], 10);
    ck_assert_int_eq(ints(table, "customers")[1], 40);
    ck_assert_int_eq(ints(table, "customers")[2], 150);
    ck_assert_int_eq(ints(table, "customers")[3], 800);
    netmkt_table_free(table);
}
END_TEST

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

START_TEST(test_sort)
{
    static double values[5000], want[5000], room[5000];
    const size_t sizes[] = {0, 1, 2, 63, 64, 65, 5000};
    netmkt__random random;

    netmkt__random_seed(&random, 3);
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        for (size_t i = 0; i < sizes[k]; i++) {
            values[i] = netmkt__random_normal(&random) * exp(30 * netmkt__random_normal(&random));
            if (i % 10 == 0)
                values[i] = (double)(i % 3) - 1.0;
        }
        memcpy(want, values, sizeof want);
        qsort(want, sizes[k], sizeof *want, by_value);
        netmkt__sort_real(values, room, sizes[k]);
        for (size_t i = 0; i < sizes[k]; i++)
            ck_assert(values[i] >= want[i] && values[i] <= want[i]);
    }
}
END_TEST

static void add(netmkt_store *store, const char *key, netmkt_kind_id kind, int64_t day, int64_t amount, int64_t cost)
{
    netmkt_event event;

    netmkt_event_init(&event);
    ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
    event.kind = kind;
    event.time_ms = day * DAY;
    event.amount = amount;
    event.cost = cost;
    ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
}

static netmkt_store *shop(void)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    add(store, "ann", NETMKT_KIND_ORDER, 1, 10000, 2000);
    add(store, "ann", NETMKT_KIND_ORDER, 9, 5000, 0);
    add(store, "bob", NETMKT_KIND_VISIT, 2, 0, 50);
    add(store, "cid", NETMKT_KIND_ORDER, 3, 1000, 0);
    add(store, "cid", NETMKT_KIND_RETURN, 4, -1000, 300);
    return store;
}

START_TEST(test_values_of_a_store)
{
    netmkt_store *store = shop();
    netmkt_concentration c = {.struct_size = sizeof c};
    netmkt_settings *settings;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_concentration_values(store, NULL, NETMKT_WORTH_REVENUE, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_int_eq(ints(table, "id")[1], 3);
    CLOSE(reals(table, "value")[0], 150);
    CLOSE(reals(table, "value")[1], 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_concentration_values(store, NULL, NETMKT_WORTH_REVENUE, 5 * DAY, &table), NETMKT_OK);
    CLOSE(reals(table, "value")[0], 100);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.margin", 0.4), NETMKT_OK);
    ck_assert_int_eq(netmkt_concentration_store(store, settings, NETMKT_WORTH_MARGIN, NETMKT_LATEST, &c), NETMKT_OK);
    CLOSE(c.gained, 0.4 * 150 - 20);
    CLOSE(c.lost, -3);
    ck_assert_uint_eq(c.negative, 1);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_lifetime_value_of_a_store)
{
    netmkt_store *store = shop();
    netmkt_table *values, *scored;

    for (int i = 0; i < 30; i++) {
        char key[16];

        snprintf(key, sizeof key, "c%d", i);
        for (int k = 0; k <= i % 5; k++)
            add(store, key, NETMKT_KIND_ORDER, i + k * (9 + i), 1000 + 100 * i, 0);
    }
    ck_assert_int_eq(netmkt_concentration_values(store, NULL, NETMKT_WORTH_CLV, NETMKT_LATEST, &values), NETMKT_OK);
    ck_assert_int_eq(netmkt_value_score_all(store, NULL, NULL, NULL, NETMKT_LATEST, &scored), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(values), netmkt_table_rows(scored));
    ck_assert_mem_eq(reals(values, "value"), reals(scored, "clv"), netmkt_table_rows(values) * sizeof(double));
    netmkt_table_free(values);
    netmkt_table_free(scored);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_threads_change_nothing)
{
    netmkt_concentration one = {.struct_size = sizeof one}, four = {.struct_size = sizeof four};
    netmkt_settings *settings;
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (int i = 0; i < 20000; i++) {
        char key[16];

        snprintf(key, sizeof key, "c%d", i);
        add(store, key, NETMKT_KIND_ORDER, i % 100, i * 7919 % 10007, i % 13);
    }
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 4), NETMKT_OK);
    ck_assert_int_eq(netmkt_concentration_store(store, NULL, NETMKT_WORTH_MARGIN, NETMKT_LATEST, &one), NETMKT_OK);
    ck_assert_int_eq(netmkt_concentration_store(store, settings, NETMKT_WORTH_MARGIN, NETMKT_LATEST, &four), NETMKT_OK);
    ck_assert_mem_eq(&one, &four, sizeof one);
    ck_assert_uint_eq(one.customers, 20000);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_misuse)
{
    const double good[] = {1, 2}, bad[] = {1, NAN}, huge[] = {1e308, 1e308}, zeros[] = {0, 0};
    const double falling[] = {0.5, 0.2}, at_one[] = {1.0}, infinite[] = {INFINITY}, rising[] = {1, 2};
    netmkt_concentration c = {.struct_size = sizeof c, .total = 77}, small = {.struct_size = 8};
    netmkt_table *table = NULL;
    netmkt_store *store = shop();

    ck_assert_int_eq(netmkt_concentration_measure(NULL, 2, good, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_concentration_measure(NULL, 2, NULL, &c), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_concentration_measure(NULL, 0, NULL, &c), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_concentration_measure(NULL, 2, bad, &c), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "row 1"));
    ck_assert_int_eq(netmkt_concentration_measure(NULL, 2, huge, &c), NETMKT_E_RANGE);
    ck_assert(c.total == 77);
    ck_assert_int_eq(netmkt_concentration_measure(NULL, 2, good, &small), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_concentration_lorenz(NULL, 2, good, 5, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_concentration_lorenz(NULL, 2, good, 0, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_concentration_lorenz(NULL, 2, good, 10001, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_concentration_lorenz(NULL, 2, zeros, 5, &table), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_concentration_lorenz(NULL, 0, good, 5, &table), NETMKT_E_DATA);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 2, good, 3, NULL, 0, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 2, good, NETMKT_TIERS_BY_VALUE, NULL, 0, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 2, good, NETMKT_TIERS_BY_RANK, NULL, 1, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 2, good, NETMKT_TIERS_BY_RANK, falling, 1001, NULL, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 2, good, NETMKT_TIERS_BY_RANK, falling, 2, NULL, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 2, good, NETMKT_TIERS_BY_RANK, at_one, 1, NULL, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 2, good, NETMKT_TIERS_BY_VALUE, infinite, 1, NULL, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 2, good, NETMKT_TIERS_BY_VALUE, rising, 2, NULL, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 0, good, NETMKT_TIERS_BY_RANK, NULL, 0, NULL, &table), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_concentration_tiers(NULL, 2, good, NETMKT_TIERS_BY_RANK, NULL, 0, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_concentration_values(NULL, NULL, 1, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_concentration_values(store, NULL, 1, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_concentration_values(store, NULL, 4, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_concentration_values(store, NULL, 0, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_concentration_values(store, NULL, 1, INT64_MIN, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_concentration_store(store, NULL, 1, 0, &c), NETMKT_E_DATA); /* nobody had bought by then */
    ck_assert_int_eq(netmkt_concentration_store(store, NULL, 1, 0, &small), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_concentration_store(store, NULL, 1, 0, NULL), NETMKT_E_INVALID);
    add(store, "dan", NETMKT_KIND_ORDER, 1, INT64_MAX, 0);
    add(store, "dan", NETMKT_KIND_ORDER, 2, INT64_MAX, 0);
    ck_assert_int_eq(netmkt_concentration_values(store, NULL, 1, NETMKT_LATEST, &table), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "customer 4"));
    ck_assert_ptr_null(table);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("concentration");
    TCase *tests = tcase_create("concentration");

    tcase_add_test(tests, test_all_alike);
    tcase_add_test(tests, test_alike_by_any_number);
    tcase_add_test(tests, test_one_has_all);
    tcase_add_test(tests, test_five_customers_by_hand);
    tcase_add_test(tests, test_losses);
    tcase_add_test(tests, test_losses_of_all_kinds_stay_between_0_and_1);
    tcase_add_test(tests, test_gini_is_the_mean_difference);
    tcase_add_test(tests, test_lorenz_curve);
    tcase_add_test(tests, test_tiers_by_rank_never_split_equals);
    tcase_add_test(tests, test_tiers_by_value);
    tcase_add_test(tests, test_standard_tiers);
    tcase_add_test(tests, test_sort);
    tcase_add_test(tests, test_values_of_a_store);
    tcase_add_test(tests, test_lifetime_value_of_a_store);
    tcase_add_test(tests, test_threads_change_nothing);
    tcase_add_test(tests, test_misuse);
    suite_add_tcase(suite, tests);
    return suite;
}
