/* Order statistics against a full sort, for orders and ties that are hard on partitioning. */
#include "numeric/quantile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "numeric/random.h"
#include "support/support.h"

#define MOST 5000

static int compare(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* The i-th of n values of a pattern. */
static int64_t value_of(int pattern, size_t i, size_t n, netmkt__random *random)
{
    switch (pattern) {
    case 0:
        return (int64_t)i; /* ascending */
    case 1:
        return -(int64_t)i; /* descending */
    case 2:
        return 7; /* all equal */
    case 3:
        return (int64_t)(i % 2); /* two values */
    case 4:
        return (int64_t)(i < n / 2 ? i : n - i); /* organ pipes */
    case 5:
        return (int64_t)netmkt__random_below(random, 10); /* many ties */
    default:
        return (int64_t)netmkt__random_bits(random); /* the whole range */
    }
}

START_TEST(test_select)
{
    static const size_t sizes[] = {1, 2, 3, 24, 25, 100, 999, MOST};
    static int64_t plain[MOST], sorted[MOST], work[MOST];
    static double real[MOST];
    netmkt__random random;

    netmkt__random_seed(&random, 1);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        const size_t n = sizes[s], places[] = {0, n / 4, n / 2, n - n / 8 - 1, n - 1};

        for (int pattern = 0; pattern < 7; pattern++) {
            for (size_t i = 0; i < n; i++)
                plain[i] = value_of(pattern, i, n, &random);
            memcpy(sorted, plain, n * sizeof *plain);
            qsort(sorted, n, sizeof *sorted, compare);
            for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
                memcpy(work, plain, n * sizeof *plain);
                ck_assert_int_eq(netmkt__select_int64(work, n, places[p]), sorted[places[p]]);
                qsort(work, n, sizeof *work, compare);
                ck_assert_int_eq(memcmp(work, sorted, n * sizeof *work), 0); /* reordered, none lost */
                for (size_t i = 0; i < n; i++)
                    real[i] = (double)plain[i];
                ck_assert(netmkt__select_real(real, n, places[p]) == (double)sorted[places[p]]);
            }
        }
    }
}
END_TEST

/* The order that an adversary (McIlroy 1999, "A killer adversary for quicksort") chose against the medians of nine: each
 * split takes away a few values only, so that selection must change its method. */
static const int64_t killer[] = {
    24, 108, 161, 162, 6, 16, 26, 110, 78, 158, 11, 107, 20, 153, 126, 17, 27, 118, 125, 84, 123, 22, 0, 35,
    163, 61, 28, 38, 112, 46, 141, 164, 33, 113, 152, 95, 117, 39, 49, 165, 57, 166, 85, 44, 1, 53, 7, 167,
    50, 60, 128, 168, 12, 121, 55, 18, 64, 157, 169, 23, 71, 170, 136, 111, 29, 66, 129, 75, 34, 142, 72,
    82, 143, 40, 145, 99, 77, 45, 171, 172, 51, 83, 93, 138, 96, 127, 56, 88, 148, 62, 173, 119, 94, 104,
    174, 67, 175, 134, 73, 124, 2, 176, 8, 105, 115, 13, 177, 19, 159, 9, 3, 89, 156, 30, 116, 14, 25, 178,
    41, 179, 100, 31, 36, 106, 52, 135, 180, 42, 47, 63, 131, 181, 68, 146, 58, 74, 122, 182, 79, 183, 69,
    80, 184, 90, 132, 155, 86, 91, 137, 101, 151, 10, 97, 102, 4, 21, 147, 15, 37, 32, 54, 185, 48, 43, 65,
    133, 59, 81, 76, 139, 70, 92, 87, 109, 149, 103, 98, 120, 186, 114, 130, 187, 144, 140, 188, 154, 150,
    189, 190, 160, 191, 192, 193, 194, 195, 196, 197, 198, 199, 5,
};

START_TEST(test_select_bad_splits)
{
    const size_t n = sizeof killer / sizeof *killer;
    int64_t values[sizeof killer / sizeof *killer];
    double real[sizeof killer / sizeof *killer];

    memcpy(values, killer, sizeof killer);
    for (size_t i = 0; i < n; i++)
        real[i] = (double)killer[i];
    ck_assert_int_eq(netmkt__select_int64(values, n, n - 1), (int64_t)n - 1);
    ck_assert(netmkt__select_real(real, n, n - 1) == (double)(n - 1));
    for (size_t i = 0; i + 1 < n; i++)
        ck_assert(values[i] < (int64_t)n - 1 && real[i] < (double)(n - 1));
}
END_TEST

START_TEST(test_quantile)
{
    double values[] = {4, 1, 3, 2};

    ck_assert(netmkt__quantile(values, 4, 0) == 1);
    ck_assert(netmkt__quantile(values, 4, 1) == 4);
    ck_assert(netmkt__quantile(values, 4, 0.5) == 2.5);
    test_close(netmkt__quantile(values, 4, 0.1), 1.3, 1e-15, 0, "type 7: 1 + 3 * .1");
    test_close(netmkt__quantile(values, 4, 0.9), 3.7, 1e-15, 0, "type 7: 1 + 3 * .9");
    ck_assert(netmkt__quantile(values, 4, -1) == 1 && netmkt__quantile(values, 4, 2) == 4);
    ck_assert(netmkt__quantile(values, 1, 0.3) == values[0]);
    ck_assert(isnan(netmkt__quantile(values, 0, 0.5)) && isnan(netmkt__quantile(NULL, 0, 0.5)));
    ck_assert(isnan(netmkt__quantile(values, 4, NAN)));
}
END_TEST

START_TEST(test_quantile_of_many)
{
    static double values[MOST];

    for (size_t i = 0; i < MOST; i++)
        values[i] = (double)(i * 7919 % MOST); /* 0..MOST-1, shuffled */
    for (int percent = 0; percent <= 100; percent += 5)
        test_close(netmkt__quantile(values, MOST, percent / 100.0), percent / 100.0 * (MOST - 1), 1e-12, 1, "quantile of 0..n-1");
}
END_TEST

START_TEST(test_correlation)
{
    const double x[] = {1, 2, 3, 4, 5}, y[] = {2, 1, 4, 3, 5}, z[] = {-3, -6, -9, -12, -15};
    const double same[] = {0.1, 0.1, 0.1, 0.1, 0.1}, huge[] = {1e300, -1e300, 5e299, 1e300, 2e299};
    double offset[5];

    test_close(netmkt__correlation(x, y, 5), 0.8, 1e-15, 0, "Pearson");
    test_close(netmkt__correlation(x, z, 5), -1, 1e-15, 0, "a falling line");
    test_close(netmkt__correlation(huge, huge, 5), 1, 1e-15, 0, "nothing overflows");
    for (int i = 0; i < 5; i++)
        offset[i] = 1e9 + y[i];
    test_close(netmkt__correlation(x, offset, 5), 0.8, 1e-12, 0, "a large mean");
    ck_assert(isnan(netmkt__correlation(x, same, 5)) && isnan(netmkt__correlation(same, x, 5)));
    ck_assert(isnan(netmkt__correlation(x, y, 1)) && isnan(netmkt__correlation(x, y, 0)));
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("quantiles");
    TCase *tests = tcase_create("quantile");

    tcase_add_test(tests, test_select);
    tcase_add_test(tests, test_select_bad_splits);
    tcase_add_test(tests, test_quantile);
    tcase_add_test(tests, test_quantile_of_many);
    tcase_add_test(tests, test_correlation);
    suite_add_tcase(suite, tests);
    return suite;
}
