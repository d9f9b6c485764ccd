/* Wilson's interval: figures worked out from the quadratic (p - rate)^2 = z^2 p (1-p) / n, and the ends. */
#include "numeric/rate.h"

#include <math.h>

#include "numeric/special.h"
#include "support/support.h"

START_TEST(test_wilson_solves_its_equation)
{
    static const uint64_t cases[][2] = {{0, 5}, {1, 10}, {7, 10}, {50, 100}, {999999, 1000000}, {10, 10}};
    const double z = netmkt__normal_quantile(0.975);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double n = (double)cases[i][1], rate = (double)cases[i][0] / n;
        double low = -1, high = -1;

        netmkt__wilson_interval(cases[i][0], cases[i][1], 0.95, &low, &high);
        ck_assert(0 <= low && low <= rate && rate <= high && high <= 1 && low < high);
        test_close((low - rate) * (low - rate) * n, z * z * low * (1 - low), 1e-9, 1e-12, "lower bound");
        test_close((high - rate) * (high - rate) * n, z * z * high * (1 - high), 1e-9, 1e-12, "upper bound");
    }
}
END_TEST

START_TEST(test_wilson_known_figures)
{
    double low, high;

    /* z = 1.9599639845400545, z^2 = 3.8414588206941285: (7 + z^2/2 -+ z sqrt(2.1 + z^2/4)) / (10 + z^2) */
    netmkt__wilson_interval(7, 10, 0.95, &low, &high);
    test_close(low, 0.396778147461145, 1e-12, 0, "low");
    test_close(high, 0.892208732593699, 1e-12, 0, "high");
}
END_TEST

START_TEST(test_wilson_ends)
{
    double low, high, wide_low, wide_high;

    netmkt__wilson_interval(0, 0, 0.95, &low, &high);
    ck_assert(low == 0 && high == 1);
    for (uint64_t n = 1; n < 500; n++) { /* exactly, whatever the rounding */
        netmkt__wilson_interval(0, n, 0.95, &low, &high);
        ck_assert(low == 0 && high > 0 && high < 1);
        netmkt__wilson_interval(n, n, 0.95, &low, &high);
        ck_assert(high == 1 && low > 0 && low < 1);
    }
    netmkt__wilson_interval(3, 7, 1, &low, &high);
    ck_assert(low == 0 && high == 1);
    netmkt__wilson_interval(3, 7, 0.5, &low, &high);
    netmkt__wilson_interval(3, 7, 0.99, &wide_low, &wide_high);
    ck_assert(wide_low < low && wide_high > high);
    netmkt__wilson_interval(UINT64_MAX, UINT64_MAX, 0.95, &low, &high);
    ck_assert(high == 1 && low > 0.999999);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("rates");
    TCase *tests = tcase_create("rate");

    tcase_add_test(tests, test_wilson_solves_its_equation);
    tcase_add_test(tests, test_wilson_known_figures);
    tcase_add_test(tests, test_wilson_ends);
    suite_add_tcase(suite, tests);
    return suite;
}
