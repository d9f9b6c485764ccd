/* Random numbers: the bit sequence itself, and moments and tails of the draws. Seeds are fixed, so that each test gives
 * the same answer always; bounds are five standard errors. */
#include "numeric/random.h"

#include <math.h>
#include <stdlib.h>

#include "numeric/special.h"
#include "support/support.h"

#define DRAWS 100000
#define CLASSES 20

typedef double (*draw)(netmkt__random *random, const double *parameter);
typedef double (*distribution)(double x, const double *parameter);

/* Chi-square of the probability transform over equal classes: 19 degrees of freedom, 60 is beyond 1 - 5e-6. */
static void check_distribution(draw from, distribution cdf, const double *parameter, const char *what)
{
    netmkt__random random;
    double square = 0;
    int count[CLASSES] = {0};

    netmkt__random_seed(&random, 20240607);
    for (int i = 0; i < DRAWS; i++) {
        const double p = cdf(from(&random, parameter), parameter);

        ck_assert_msg(p >= 0 && p <= 1, "%s: outside of its domain", what);
        count[(int)fmin(p * CLASSES, CLASSES - 1)]++;
    }
    for (int i = 0; i < CLASSES; i++) {
        const double expected = (double)DRAWS / CLASSES;

        square += (count[i] - expected) * (count[i] - expected) / expected;
    }
    ck_assert_msg(square < 60, "%s with %g, %g: chi-square %g", what, parameter[0], parameter[1], square);
}

static double draw_uniform(netmkt__random *random, const double *parameter)
{
    (void)parameter;
    return netmkt__random_uniform(random);
}

static double uniform_cdf(double x, const double *parameter)
{
    (void)parameter;
    return x;
}

static double draw_normal(netmkt__random *random, const double *parameter)
{
    (void)parameter;
    return netmkt__random_normal(random);
}

static double normal_cdf(double x, const double *parameter)
{
    (void)parameter;
    return 0.5 * erfc(-x / sqrt(2));
}

static double draw_exponential(netmkt__random *random, const double *parameter)
{
    return netmkt__random_exponential(random, parameter[0]);
}

static double exponential_cdf(double x, const double *parameter)
{
    return -expm1(-parameter[0] * x);
}

static double draw_gamma(netmkt__random *random, const double *parameter)
{
    return netmkt__random_gamma(random, parameter[0], parameter[1]);
}

static double gamma_cdf(double x, const double *parameter)
{
    return netmkt__gamma_p(parameter[0], parameter[1] * x);
}

static double draw_beta(netmkt__random *random, const double *parameter)
{
    return netmkt__random_beta(random, parameter[0], parameter[1]);
}

static double beta_cdf(double x, const double *parameter)
{
    return netmkt__beta_inc(parameter[0], parameter[1], x);
}

START_TEST(test_bits)
{
    static const uint64_t want[2][4] = {
        {0x99ec5f36cb75f2b4u, 0xbf6e1f784956452au, 0x1a5f849d4933e6e0u, 0x6aa594f1262d2d2cu},
        {0x15780b2e0c2ec716u, 0x6104d9866d113a7eu, 0xae17533239e499a1u, 0xecb8ad4703b360a1u},
    };
    static const uint64_t seeds[2] = {0, 42};
    netmkt__random random;

    for (int i = 0; i < 2; i++) {
        netmkt__random_seed(&random, seeds[i]);
        for (int j = 0; j < 4; j++)
            ck_assert_uint_eq(netmkt__random_bits(&random), want[i][j]);
    }
}
END_TEST

/* State words chosen so that the next output is all zeros, or all ones: result = rotate(s[1] * 5, 7) * 9. */
START_TEST(test_uniform_has_no_ends)
{
    netmkt__random zeros = {{1, 0, 2, 3}}, ones = {{1, 0, 2, 3}};
    uint64_t word = UINT64_MAX * 0x8e38e38e38e38e39u; /* over 9 */

    word = (word >> 7) | (word << 57);
    ones.state[1] = word * 0xcccccccccccccccdu; /* over 5 */
    ck_assert(netmkt__random_uniform(&zeros) > 0);
    ck_assert(netmkt__random_uniform(&ones) < 1);
    ones.state[0] = 1;
    ones.state[1] = word * 0xcccccccccccccccdu;
    ck_assert_uint_eq(netmkt__random_bits(&ones), UINT64_MAX);
}
END_TEST

START_TEST(test_below)
{
    netmkt__random random;
    int count[7] = {0};
    uint64_t high = 0;

    netmkt__random_seed(&random, 7);
    for (int i = 0; i < 70000; i++)
        count[netmkt__random_below(&random, 7)]++;
    for (int i = 0; i < 7; i++)
        ck_assert_int_le(abs(count[i] - 10000), 463);
    ck_assert_uint_eq(netmkt__random_below(&random, 1), 0);
    for (int i = 0; i < 1000; i++) /* for n = 3 * 2^62 a plain remainder would hit the lowest third twice as often */
        high += netmkt__random_below(&random, UINT64_C(3) << 62) >= UINT64_C(1) << 62;
    ck_assert_uint_ge(high, 592);
    ck_assert_uint_le(high, 741);
}
END_TEST

START_TEST(test_continuous_draws)
{
    static const double none[2] = {0, 0}, rate[2] = {0.25, 0};
    static const double gammas[][2] = {{0.05, 1}, {0.5, 4}, {1, 1}, {1.5, 0.1}, {20, 3}, {1e4, 1e-3}};
    static const double betas[][2] = {{0.1, 0.2}, {0.5, 3}, {1, 1}, {2.5, 0.75}, {200, 300}};

    check_distribution(draw_uniform, uniform_cdf, none, "uniform");
    check_distribution(draw_normal, normal_cdf, none, "normal");
    check_distribution(draw_exponential, exponential_cdf, rate, "exponential");
    for (size_t i = 0; i < sizeof gammas / sizeof *gammas; i++)
        check_distribution(draw_gamma, gamma_cdf, gammas[i], "gamma");
    for (size_t i = 0; i < sizeof betas / sizeof *betas; i++)
        check_distribution(draw_beta, beta_cdf, betas[i], "beta");
}
END_TEST

START_TEST(test_tiny_shapes)
{
    netmkt__random random;
    double sum = 0;

    netmkt__random_seed(&random, 11);
    for (int i = 0; i < 1000; i++) {
        const double share = netmkt__random_beta(&random, 1e-4, 1e-4);

        ck_assert(netmkt__random_gamma(&random, 1e-4, 2) > 0);
        ck_assert(share >= 0 && share <= 1);
        sum += share;
    }
    ck_assert(fabs(sum - 500) < 80);
}
END_TEST

/* Classes by value around the mean; chances from the incomplete gamma function: P(N <= k) = Q(k + 1, mean). */
START_TEST(test_poisson)
{
    static const double means[] = {0.1, 3, 9.99, 10, 25, 1000, 1e6};

    for (size_t i = 0; i < sizeof means / sizeof *means; i++) {
        const double mean = means[i], unit = fmax(1, sqrt(mean) / 3);
        double square = 0, below = 0;
        int count[CLASSES] = {0}, used = 0;
        netmkt__random random;

        netmkt__random_seed(&random, 5 + i);
        for (int j = 0; j < DRAWS; j++) {
            const double place = floor(((double)netmkt__random_poisson(&random, mean) - floor(mean)) / floor(unit)) + CLASSES / 2;

            count[(int)fmin(fmax(place, 0), CLASSES - 1)]++;
        }
        for (int j = 0; j < CLASSES; j++) {
            const double end = floor(mean) + (j + 1 - CLASSES / 2) * floor(unit);
            const double upto = j + 1 == CLASSES ? 1 : end <= 0 ? 0 : netmkt__gamma_q(end, mean);
            const double expected = DRAWS * (upto - below);

            below = upto;
            if (expected < 5)
                continue;
            used++;
            square += (count[j] - expected) * (count[j] - expected) / expected;
        }
        ck_assert_int_ge(used, 2);
        ck_assert_msg(square < 60, "Poisson of mean %g: chi-square %g", mean, square);
    }
}
END_TEST

START_TEST(test_poisson_limits)
{
    netmkt__random random;
    double far;

    netmkt__random_seed(&random, 3);
    ck_assert_uint_eq(netmkt__random_poisson(&random, 0), 0);
    ck_assert_uint_eq(netmkt__random_poisson(&random, -1), 0);
    ck_assert_uint_eq(netmkt__random_poisson(&random, NAN), 0);
    far = (double)netmkt__random_poisson(&random, 1e15);
    ck_assert(fabs(far - 1e15) < 6 * sqrt(1e15));
    ck_assert_uint_gt(netmkt__random_poisson(&random, 1e300), UINT64_C(1) << 60);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("random numbers");
    TCase *tests = tcase_create("random");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, test_bits);
    tcase_add_test(tests, test_uniform_has_no_ends);
    tcase_add_test(tests, test_below);
    tcase_add_test(tests, test_continuous_draws);
    tcase_add_test(tests, test_tiny_shapes);
    tcase_add_test(tests, test_poisson);
    tcase_add_test(tests, test_poisson_limits);
    suite_add_tcase(suite, tests);
    return suite;
}
