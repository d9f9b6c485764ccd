/* The beta-binomial fit and beta quantiles: figures by scipy 1.x (Nelder and Mead on the likelihood; beta.ppf), degenerate data, simulated rates. */
#include "numeric/beta_binomial.h"

#include <math.h>

#include "numeric/random.h"
#include "numeric/special.h"
#include "support/support.h"

START_TEST(fit_by_another_method)
{
    static const netmkt__trials rows[] = {{2, 0, 40}, {2, 1, 25}, {2, 2, 5}, {5, 0, 30}, {5, 1, 31},  {5, 2, 22},
                                          {5, 3, 10}, {5, 4, 3},  {9, 1, 6}, {9, 6, 2},  {100, 12, 1}, {100, 45, 1}};
    double mean = 0.0, strength = 0.0;

    ck_assert_int_eq(netmkt__beta_binomial_fit(rows, sizeof rows / sizeof *rows, &mean, &strength), 1);
    test_close(mean, 0.24728016851935827, 1e-6, 0, "mean");
    test_close(strength, 9.75117678393095, 1e-5, 0, "strength");
}
END_TEST

START_TEST(nothing_to_fit)
{
    static const netmkt__trials none[] = {{5, 0, 40}}, all[] = {{5, 5, 40}}, single[] = {{1, 0, 40}, {1, 1, 20}};
    double mean = -1.0, strength = -1.0;

    ck_assert_int_eq(netmkt__beta_binomial_fit(NULL, 0, &mean, &strength), 0);
    ck_assert_int_eq(netmkt__beta_binomial_fit(none, 1, &mean, &strength), 0);
    ck_assert_int_eq(netmkt__beta_binomial_fit(all, 1, &mean, &strength), 0);
    ck_assert_int_eq(netmkt__beta_binomial_fit(single, 2, &mean, &strength), 0);
    ck_assert(mean <= -1.0 && strength <= -1.0); /* nothing was written */
}
END_TEST

/* As even as can be: all alike. As uneven as can be: everybody is 0 or 1. */
START_TEST(ends_of_the_range)
{
    static const netmkt__trials even[] = {{10, 5, 1000}}, uneven[] = {{10, 0, 500}, {10, 10, 500}, {10, 9, 1}};
    double mean, strength;

    ck_assert_int_eq(netmkt__beta_binomial_fit(even, 1, &mean, &strength), 1);
    test_close(mean, 0.5, 1e-6, 0, "mean");
    ck_assert(strength > 1e4 && strength <= NETMKT__BETA_STRENGTH_MOST * (1 + 1e-9));
    ck_assert_int_eq(netmkt__beta_binomial_fit(uneven, 3, &mean, &strength), 1);
    ck_assert(strength >= NETMKT__BETA_STRENGTH_LEAST * (1 - 1e-9) && strength < 0.1);
}
END_TEST

START_TEST(rates_come_back)
{
    enum { UNITS = 20000 };
    static netmkt__trials rows[UNITS];
    size_t n = test_slow() ? UNITS / 10 : UNITS;
    netmkt__random random;
    double mean, strength;

    netmkt__random_seed(&random, 11);
    for (size_t i = 0; i < n; i++) {
        double rate = netmkt__random_beta(&random, 0.15 * 6.0, 0.85 * 6.0);

        rows[i] = (netmkt__trials){1 + (uint32_t)netmkt__random_below(&random, 12), 0, 1};
        for (uint32_t k = 0; k < rows[i].n; k++)
            rows[i].k += netmkt__random_uniform(&random) < rate;
    }
    ck_assert_int_eq(netmkt__beta_binomial_fit(rows, n, &mean, &strength), 1);
    test_close(mean, 0.15, 0.05, 0, "mean");
    test_close(strength, 6.0, test_slow() ? 0.3 : 0.1, 0, "strength");
}
END_TEST

START_TEST(quantiles)
{
    static const double figures[][4] = {{2.5, 7.5, 0.1, 0.09333553984215319},      {0.05, 3, 0.5, 2.1934966675234358e-07}, {1e-3, 10, 0.9, 1.0333282921199725e-47},
                                        {500, 1500, 0.025, 0.23126736299303416}, {1, 1, 0.37, 0.37},                     {40, 0.5, 0.8, 0.9991929867133803}};

    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        double x = netmkt__beta_quantile(figures[i][0], figures[i][1], figures[i][2]);

        test_close(x, figures[i][3], 1e-9, 0, "quantile");
        test_close(netmkt__beta_inc(figures[i][0], figures[i][1], x), figures[i][2], 1e-10, 0, "there and back");
    }
    ck_assert(netmkt__beta_quantile(2, 3, 0) <= 0.0);
    ck_assert(netmkt__beta_quantile(2, 3, 1) >= 1.0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("beta_binomial");
    TCase *tests = tcase_create("beta_binomial");

    tcase_add_test(tests, fit_by_another_method);
    tcase_add_test(tests, nothing_to_fit);
    tcase_add_test(tests, ends_of_the_range);
    tcase_add_test(tests, rates_come_back);
    tcase_add_test(tests, quantiles);
    suite_add_tcase(suite, tests);
    return suite;
}
