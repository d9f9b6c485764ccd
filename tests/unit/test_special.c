/* The special functions: figures at chosen points (computed with 30 digits and more, by series or quadrature that the
 * library does not use), limits, and arguments outside of the domain. */
#include "numeric/special.h"

#include <math.h>

#include "support/support.h"

#define TOLERANCE 1e-13
#define COUNT(table) (sizeof(table) / sizeof *(table))

START_TEST(test_lgamma)
{
    ck_assert(netmkt__lgamma(1) == 0 && netmkt__lgamma(2) == 0);
    test_close(netmkt__lgamma(0.5), 0.57236494292470008707, TOLERANCE, 0, "ln G(1/2)");
    test_close(netmkt__lgamma(171), 706.57306224578734715, TOLERANCE, 0, "ln 170!");
    ck_assert(isinf(netmkt__lgamma(0)) && isinf(netmkt__lgamma(1e306)));
    ck_assert(isfinite(netmkt__lgamma(1e-308)) && isfinite(netmkt__lgamma(1e305)));
    ck_assert(isnan(netmkt__lgamma(-1)) && isnan(netmkt__lgamma(NAN)));
}
END_TEST

START_TEST(test_digamma)
{
    static const double figures[][3] = {
        {1e-5, -100000.57719921567289, 10000000001.64490839},
        {0.5, -1.9635100260214234794, 4.9348022005446793094},
        {1, -0.57721566490153286061, 1.6449340668482264365},
        {1e7, 16.118095600958318955, 1.0000000500000016667e-7},
    };

    for (size_t i = 0; i < COUNT(figures); i++) {
        test_close(netmkt__digamma(figures[i][0]), figures[i][1], TOLERANCE, 0, "psi");
        test_close(netmkt__trigamma(figures[i][0]), figures[i][2], TOLERANCE, 0, "psi'");
    }
    ck_assert(isinf(netmkt__digamma(0)) && isinf(netmkt__trigamma(0)));
    ck_assert(isnan(netmkt__digamma(-0.5)) && isnan(netmkt__digamma(NAN)));
    ck_assert(isnan(netmkt__trigamma(-0.5)) && isnan(netmkt__trigamma(NAN)));
}
END_TEST

START_TEST(test_lgamma_ratio)
{
    static const double figures[][3] = {
        {1e7, 1e-8, 1.6118095600958319792e-7}, {1e7, 0.5, 8.0590478129791598941},
        {3.25, 1e-10, 1.0169909110861689879e-10}, {1e-5, 2, -11.512915465020228005},
        {20, 1e6, 12815741.539664582511},
    };

    for (size_t i = 0; i < COUNT(figures); i++)
        test_close(netmkt__lgamma_ratio(figures[i][0], figures[i][1]), figures[i][2], TOLERANCE, 0, "ln G(x+d) - ln G(x)");
    ck_assert(netmkt__lgamma_ratio(5, 0) == 0);
    ck_assert(isfinite(netmkt__lgamma_ratio(1e-308, 1e-3)));
    ck_assert(isnan(netmkt__lgamma_ratio(-1, 1)) && isnan(netmkt__lgamma_ratio(1, -1)) && isnan(netmkt__lgamma_ratio(NAN, 1)));
}
END_TEST

START_TEST(test_lbeta)
{
    static const double figures[][3] = {
        {1e7, 1e7, -13862950.404734595683}, {1e7, 0.25, -2.7415013786665024115}, {1e-5, 3, 11.512910465032727963},
        {20, 30, -33.968820791977382963},   {1e6, 12.5, -153.95960633732948232},
    };

    for (size_t i = 0; i < COUNT(figures); i++) {
        test_close(netmkt__lbeta(figures[i][0], figures[i][1]), figures[i][2], TOLERANCE, 0, "ln B");
        test_close(netmkt__lbeta(figures[i][1], figures[i][0]), figures[i][2], TOLERANCE, 0, "ln B, swapped");
    }
    ck_assert(isinf(netmkt__lbeta(0, 1)));
    ck_assert(isnan(netmkt__lbeta(-1, 1)) && isnan(netmkt__lbeta(1, NAN)));
}
END_TEST

START_TEST(test_gamma_inc)
{
    test_close(netmkt__gamma_p(1e6, 999000), 0.15865521357430365246, TOLERANCE, 0, "P below a large mean");
    test_close(netmkt__gamma_q(1e6, 999000), 0.84134478642569634754, TOLERANCE, 0, "Q below a large mean");
    test_close(netmkt__gamma_q(1e6, 1001000), 0.15865521363165970837, TOLERANCE, 0, "Q above a large mean");
    test_close(netmkt__gamma_p(1e5, 1e5), 0.50042052211036517669, TOLERANCE, 0, "P at a large mean");
    test_close(netmkt__gamma_p(1e7, 1e7), 0.50004205220872369833, TOLERANCE, 0, "P at a very large mean");
    test_close(netmkt__gamma_q(1, 700), exp(-700), TOLERANCE, 0, "Q(1, x) = e^-x");
    test_close(netmkt__gamma_q(1e-15, 1), 2.1938393439552027368e-16, TOLERANCE, 0, "Q(a, 1) is a E1(1) for small a");
    ck_assert(netmkt__gamma_p(3, 0) == 0 && netmkt__gamma_q(3, 0) == 1);
    ck_assert(netmkt__gamma_p(3, INFINITY) == 1 && netmkt__gamma_q(3, INFINITY) == 0);
    ck_assert(netmkt__gamma_p(1e7, 1) == 0 && netmkt__gamma_q(1e7, 1) == 1);
    ck_assert(isnan(netmkt__gamma_p(0, 1)) && isnan(netmkt__gamma_p(1, -1)) && isnan(netmkt__gamma_q(NAN, 1)));
}
END_TEST

START_TEST(test_beta_inc)
{
    static const double figures[][4] = {
        {1e6, 2e6, 0.3325, 0.0010956322522312719487},  {1e6, 2e6, 0.334, 0.9928335645421132586},
        {1e6, 0.25, 0.999999, 0.067921119323806523909}, {1e-3, 1e5, 1e-6, 0.9981780056777130237},
        {5, 1e-6, 0.9, 5.905603139154093149e-7},
    };

    for (size_t i = 0; i < COUNT(figures); i++)
        test_close(netmkt__beta_inc(figures[i][0], figures[i][1], figures[i][2]), figures[i][3], 1e-12, 0, "I_x(a, b)");
    test_close(netmkt__beta_inc(1, 5, 0.25), 1 - pow(0.75, 5), TOLERANCE, 0, "I_x(1, b) = 1 - (1-x)^b");
    ck_assert(netmkt__beta_inc(2, 3, 0) == 0 && netmkt__beta_inc(2, 3, 1) == 1);
    ck_assert(isnan(netmkt__beta_inc(0, 1, 0.5)) && isnan(netmkt__beta_inc(1, 0, 0.5)) && isnan(netmkt__beta_inc(1, 1, NAN)));
    ck_assert(isnan(netmkt__beta_inc(1, 1, -0.1)) && isnan(netmkt__beta_inc(1, 1, 1.1)));
}
END_TEST

START_TEST(test_log_hyp2f1)
{
    static const double figures[][5] = {
        {1000001, 1.25, 1000002, 0.999999, 16.644769129547475369}, {1000001, 1000000.5, 1000002, 0.875, 2079440.5019603775877},
        {1e7, 0.5, 10000001, 0.5, 0.3465735402799839047},          {3, 1e6, 2e6, 0.9999, 2.0791445554843212128},
        {1e7, 1e6, 3e6, 0.25, 1196837.7122956846473},              {25.5, 30.25, 0.125, 0.96875, 232.68760650945501751},
        {2, 3, 0.001, 0.75, 15.89970354892939202},                 {0.75, 0.25, 1, 1 - 0x1p-40, 1.9708249997782105469},
        {1000002.1498868223, 1.021856837493475, 1000003.1498868223, 0.9999997813973353, 14.489573921693385874},
    };

    for (size_t i = 0; i < COUNT(figures); i++) {
        const double *f = figures[i];

        test_close(netmkt__log_hyp2f1(f[0], f[1], f[2], f[3]), f[4], TOLERANCE, 1, "ln F(a, b)");
        test_close(netmkt__log_hyp2f1(f[1], f[0], f[2], f[3]), f[4], TOLERANCE, 1, "ln F(b, a)");
    }
    ck_assert(netmkt__log_hyp2f1(2, 3, 4, 0) == 0);
    test_close(netmkt__log_hyp2f1(5, 3, 5, 0.75), 3 * log(4), TOLERANCE, 0, "c = a");
    /* ln F is of the size of ab z / c there, and nothing must overflow on the way. */
    test_close(netmkt__log_hyp2f1(1e-300, 1e-300, 10, 0.999999), 0, TOLERANCE, 1, "tiny parameters");
    test_close(netmkt__log_hyp2f1(1, 1, 1e-300, 0.5), 300 * log(10) + log(2), TOLERANCE, 1, "tiny c");
    /* F - 1 is inversely proportional to a tiny c. */
    test_close(netmkt__log_hyp2f1(1e3, 1e3, 1e-305, 0.5), netmkt__log_hyp2f1(1e3, 1e3, 1e-40, 0.5) + 265 * log(10), TOLERANCE, 1,
               "tiny c, large a and b");
}
END_TEST

START_TEST(test_hyp2f1)
{
    static const double figures[][5] = {
        {-1.5, -0.25, 3, 0.5, 1.0609881601198291355},           {2, -0.2, 100002, 0.99, 0.99999604003215485046},
        {2.5, -0.25, 3, 0.9990234375, 0.54928559889785036488},  {-12.25, -0.75, 40, 0.984375, 1.2191478048839931305},
        {1.5, 2.25, -0.375, 0.5, -161.64565522645603814},       {1.5, 2.25, -0.375, 0.96875, -41233681.921041049055},
        {-3, 500, 2, 0.25, -74227.515625},                      {-2.5, 4.5, 3.25, 0.96875, 0.0054621162988943211613},
    };

    for (size_t i = 0; i < COUNT(figures); i++) {
        const double *f = figures[i];

        test_close(netmkt__hyp2f1(f[0], f[1], f[2], f[3]), f[4], TOLERANCE, 0, "F(a, b)");
        test_close(netmkt__hyp2f1(f[1], f[0], f[2], f[3]), f[4], TOLERANCE, 0, "F(b, a)");
    }
    ck_assert(netmkt__hyp2f1(-2, 3, 4, 0) == 1 && netmkt__hyp2f1(0, 3, 4, 0.5) == 1);
    test_close(netmkt__hyp2f1(-2.5, 4, 4, 0.75), 0.03125, TOLERANCE, 0, "c = b");
}
END_TEST

START_TEST(test_hypergeometric_domain)
{
    ck_assert(isnan(netmkt__log_hyp2f1(0, 1, 1, 0.5)) && isnan(netmkt__log_hyp2f1(1, -1, 1, 0.5)));
    ck_assert(isnan(netmkt__log_hyp2f1(1, 1, 0, 0.5)) && isnan(netmkt__log_hyp2f1(1, 1, 1, 1)));
    ck_assert(isnan(netmkt__log_hyp2f1(1, 1, 1, -0.1)) && isnan(netmkt__log_hyp2f1(NAN, 1, 1, 0.5)));
    ck_assert(isnan(netmkt__hyp2f1(1, 1, 0, 0.5)) && isnan(netmkt__hyp2f1(1, 1, -1.5, 0.5)));
    ck_assert(isnan(netmkt__hyp2f1(1, NAN, 1, 0.5)) && isnan(netmkt__hyp2f1(1, 1, 1, 1)));
    ck_assert(isnan(netmkt__hyp2f1(INFINITY, 1, 1, 0.5)) && isnan(netmkt__hyp2f1(1, 1, 1, NAN)));
}
END_TEST

START_TEST(test_log_tricomi_u)
{
    static const double figures[][4] = {
        {1e-10, 0.5, 2, -8.8689910508752701295e-11}, {1e4, 1e4, 3, -10994.234814774398653},
        {0.5, -40, 0.001, -1.8537498282582253827},   {30, 25, 1e-5, 256.65984515118694006},
        {2, 300, 5, 927.26276720173675191},
    };

    for (size_t i = 0; i < COUNT(figures); i++)
        test_close(netmkt__log_tricomi_u(figures[i][0], figures[i][1], figures[i][2]), figures[i][3], TOLERANCE, 1, "ln U");
    test_close(netmkt__log_tricomi_u(1e7, 1e7 + 1, 2), -1e7 * log(2), TOLERANCE, 1, "U(a, a+1, x) = x^-a");
    test_close(netmkt__log_tricomi_u(1e-300, 10, 1e-8), 0, 1e-12, 1, "U(0, b, x) = 1");
    ck_assert(isnan(netmkt__log_tricomi_u(0, 1, 1)) && isnan(netmkt__log_tricomi_u(1, 1, 0)));
    ck_assert(isnan(netmkt__log_tricomi_u(1, NAN, 1)) && isnan(netmkt__log_tricomi_u(1, 1, INFINITY)));
}
END_TEST

START_TEST(test_normal)
{
    static const double figures[][2] = {
        {-37, 5.7255712225245768227e-300}, {-10, 7.619853024160526066e-24}, {-1, 0.15865525393145705141},
        {0.5, 0.69146246127401310364},     {5, 0.99999971334842812081},
    };

    for (size_t i = 0; i < COUNT(figures); i++)
        test_close(netmkt__normal_cdf(figures[i][0]), figures[i][1], TOLERANCE, 0, "normal distribution");
    for (size_t i = 0; i < 4; i++)
        test_close(netmkt__normal_quantile(figures[i][1]), figures[i][0], TOLERANCE, 0, "normal quantile");
    ck_assert(netmkt__normal_cdf(-50) == 0 && netmkt__normal_cdf(50) == 1 && netmkt__normal_cdf(0) == 0.5);
    ck_assert(netmkt__normal_quantile(0.5) == 0);
    ck_assert(isinf(netmkt__normal_quantile(0)) && netmkt__normal_quantile(0) < 0);
    ck_assert(isinf(netmkt__normal_quantile(1)) && netmkt__normal_quantile(1) > 0);
    ck_assert(isnan(netmkt__normal_quantile(-0.1)) && isnan(netmkt__normal_quantile(1.1)) && isnan(netmkt__normal_cdf(NAN)));
}
END_TEST

START_TEST(test_log_sums)
{
    test_close(netmkt__log_add(1000, 1000), 1000 + log(2), TOLERANCE, 0, "equal terms");
    test_close(netmkt__log_add(-2000, -2001), netmkt__log_add(-2001, -2000), 0, 0, "either order");
    test_close(netmkt__log_sub(-1000, -1001), -1000 + log1p(-exp(-1)), TOLERANCE, 0, "difference");
    test_close(netmkt__log_sub(1e-12, 0), log(1e-12), 1e-12, 0, "nearly equal terms");
    ck_assert(netmkt__log_add(3, -INFINITY) == 3 && netmkt__log_sub(3, -INFINITY) == 3);
    ck_assert(isinf(netmkt__log_add(-INFINITY, -INFINITY)) && netmkt__log_add(-INFINITY, -INFINITY) < 0);
    ck_assert(isinf(netmkt__log_sub(5, 5)) && netmkt__log_sub(5, 5) < 0);
    ck_assert(isnan(netmkt__log_sub(1, 2)) && isnan(netmkt__log_add(NAN, 1)) && isnan(netmkt__log_sub(1, NAN)));
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("special functions");
    TCase *tests = tcase_create("special");

    tcase_add_test(tests, test_lgamma);
    tcase_add_test(tests, test_digamma);
    tcase_add_test(tests, test_lgamma_ratio);
    tcase_add_test(tests, test_lbeta);
    tcase_add_test(tests, test_gamma_inc);
    tcase_add_test(tests, test_beta_inc);
    tcase_add_test(tests, test_log_hyp2f1);
    tcase_add_test(tests, test_hyp2f1);
    tcase_add_test(tests, test_hypergeometric_domain);
    tcase_add_test(tests, test_log_tricomi_u);
    tcase_add_test(tests, test_normal);
    tcase_add_test(tests, test_log_sums);
    suite_add_tcase(suite, tests);
    return suite;
}
