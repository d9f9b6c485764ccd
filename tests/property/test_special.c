/* The special functions against laws that hold between their values, at random points over their whole domain:
 * recurrences, symmetries, derivatives, and that valid arguments never give NaN. */
#include "numeric/special.h"

#include <math.h>
#include <stdio.h>

#include "numeric/random.h"
#include "support/support.h"

#define POINTS 3000

static netmkt__random random_state;

static double between(double low, double high)
{
    return low + (high - low) * netmkt__random_uniform(&random_state);
}

static double power_of_ten(double low, double high)
{
    return pow(10, between(low, high));
}

/* In (0, 1), often near an end. */
static double fraction(void)
{
    const double choice = between(0, 3);

    return choice < 1 ? between(0, 1) : choice < 2 ? power_of_ten(-12, 0) : 1 - power_of_ten(-11.5, -0.01);
}

/* got and want agree to `tolerance`, where the terms they were made of are as large as `size`. */
static void same(double got, double want, double size, double tolerance, const char *law, double a, double b, double c, double z)
{
    char what[200];

    snprintf(what, sizeof what, "%s at %.17g, %.17g, %.17g, %.17g", law, a, b, c, z);
    test_close(got, want, tolerance, fmax(1e-300, fabs(size)), what);
}

START_TEST(test_gamma_laws)
{
    for (int i = 0; i < POINTS; i++) {
        const double x = power_of_ten(-6, 7), d = power_of_ten(-9, 6), e = power_of_ten(-3, 4);
        const double first = netmkt__lgamma_ratio(x, d), second = netmkt__lgamma_ratio(x + d, e);

        same(netmkt__digamma(x + 1), netmkt__digamma(x) + 1 / x, 1 / x + 1, 1e-13, "psi(x+1)", x, 0, 0, 0);
        same(netmkt__trigamma(x + 1) + 1 / x / x, netmkt__trigamma(x), 0, 1e-13, "psi'(x+1)", x, 0, 0, 0);
        same(netmkt__lgamma_ratio(x, 1), log(x), 1, 1e-13, "G(x+1) / G(x)", x, 0, 0, 0);
        same(netmkt__lgamma_ratio(x, d + e), first + second, fabs(first) + fabs(second) + (x + d + e) * 1e-3, 1e-12,
             "steps add up", x, d, e, 0);
        same(netmkt__lbeta(x, d + 1), netmkt__lbeta(x, d) + log(d / (x + d)), 1 + fabs(log(d / (x + d))), 1e-12, "B(a, b+1)", x, d, 0, 0);
        same(netmkt__lbeta(x, e), netmkt__lbeta(e, x), 0, 0, "B(a, b) = B(b, a)", x, e, 0, 0);
    }
}
END_TEST

START_TEST(test_incomplete_laws)
{
    for (int i = 0; i < POINTS; i++) {
        const double a = power_of_ten(-4, 6), b = power_of_ten(-4, 6), x = a * exp(between(-5, 5) / sqrt(a + 0.1));
        const double mean = a / (a + b), t = fmin(fmax(mean + between(-6, 6) * sqrt(mean * (1 - mean) / (a + b + 1)), 0x1p-40), 1 - 0x1p-40);
        const double grid = ldexp(floor(ldexp(t, 40)), -40); /* so that 1 - t is exact */
        const double p = netmkt__gamma_p(a, x), q = netmkt__gamma_q(a, x);
        const double near = netmkt__beta_inc(a, b, grid), far = netmkt__beta_inc(b, a, 1 - grid);
        const double gamma_step = exp(a * log(x) - x - netmkt__lgamma(a) - log(a));
        const double beta_step = exp(a * log(grid) + b * log1p(-grid) - netmkt__lbeta(a, b) - log(a));
        const double digits = 1e-12 + 1e-15 * (a + x), beta_digits = 1e-12 + 1e-15 * (a + b);

        same(p + q, 1, 0, 1e-14, "P + Q = 1", a, x, 0, 0);
        ck_assert(p >= 0 && q >= 0 && near >= 0 && near <= 1);
        same(netmkt__gamma_p(a + 1, x) + gamma_step, p, gamma_step, digits, "P(a+1, x)", a, x, 0, 0);
        same(near + far, 1, 0, 1e-13, "I_x(a, b) + I_1-x(b, a) = 1", a, b, grid, 0);
        same(netmkt__beta_inc(a + 1, b, grid) + beta_step, near, beta_step, beta_digits, "I_x(a+1, b)", a, b, grid, 0);
    }
}
END_TEST

/* The contiguous relation c (1-z) F(c) with its two neighbours c+1 and c+2 (Abramowitz & Stegun 15.2.12, shifted),
 * in logarithms. */
START_TEST(test_hypergeometric_laws)
{
    for (int i = 0; i < POINTS; i++) {
        const double a = power_of_ten(-3, 4), b = power_of_ten(-3, 4), z = fraction();
        const double c = between(0, 2) < 1 ? power_of_ten(-3, 4) : fmax(a, b) + between(0, 3);
        const double f = netmkt__log_hyp2f1(a, b, c, z), next = netmkt__log_hyp2f1(a, b, c + 1, z);
        const double slope = netmkt__log_hyp2f1(a + 1, b + 1, c + 2, z);
        const double ratio = exp(next - f), part = exp(log(a * b * z / (c * (c + 1))) + slope - f);

        ck_assert(f >= 0 && isfinite(f));
        same(netmkt__log_hyp2f1(b, a, c, z), f, 1, 1e-12, "F(b, a)", a, b, c, z);
        same(ratio + part, 1, 1, 1e-12 * (1 + fabs(f)), "c F(c) = (c + z d/dz) F(c+1)", a, b, c, z);
        if (f < 600)
            same(log(netmkt__hyp2f1(a, b, c, z)), f, 1, 1e-12, "F and ln F", a, b, c, z);
    }
}
END_TEST

/* (b-a) F = b F(b+1) - a F(a+1), also for negative parameters. */
START_TEST(test_hypergeometric_negative)
{
    for (int i = 0; i < POINTS; i++) {
        const double a = between(-8, 3), b = between(-1, 3), c = fmax(a, b) + power_of_ten(-1, 5), z = fraction();
        const double f = netmkt__hyp2f1(a, b, c, z), up_a = a * netmkt__hyp2f1(a + 1, b, c, z), up_b = b * netmkt__hyp2f1(a, b + 1, c, z);

        ck_assert(isfinite(f));
        same(up_b - up_a, (b - a) * f, fabs(up_a) + fabs(up_b) + 1, 1e-11, "(b - a) F", a, b, c, z);
    }
}
END_TEST

/* U(a, b) = x^(1-b) U(a-b+1, 2-b), and U(a, b) - a U(a+1, b) = U(a, b-1). */
START_TEST(test_tricomi_laws)
{
    for (int i = 0; i < POINTS; i++) {
        const double a = power_of_ten(-3, 4), b = between(-30, 30), x = power_of_ten(-8, 4);
        const double u = netmkt__log_tricomi_u(a, b, x), up = netmkt__log_tricomi_u(a + 1, b, x), down = netmkt__log_tricomi_u(a, b - 1, x);

        ck_assert(isfinite(u));
        if (a - b + 1 > 0.01)
            same(netmkt__log_tricomi_u(a - b + 1, 2 - b, x) + (1 - b) * log(x), u, 1 + fabs(b * log(x)), 1e-12, "Kummer's transform", a, b, x, 0);
        same(a * exp(up - u) + exp(down - u), 1, 1, 1e-12 * (1 + fabs(u)), "U(a, b-1)", a, b, x, 0);
    }
}
END_TEST

START_TEST(test_normal_laws)
{
    for (int i = 0; i < POINTS; i++) {
        const double p = power_of_ten(-300, -0.31), z = netmkt__normal_quantile(p), high = between(-800, 800), low = high - power_of_ten(-6, 3);

        same(netmkt__normal_cdf(z), p, 0, 1e-15 * (10 + z * z), "there and back", p, z, 0, 0);
        same(netmkt__normal_quantile(0.5 + ldexp(floor(ldexp(p, 30)), -30)), -netmkt__normal_quantile(0.5 - ldexp(floor(ldexp(p, 30)), -30)),
             1, 1e-14, "symmetry", p, 0, 0, 0);
        same(netmkt__log_add(netmkt__log_sub(high, low), low), high, 1, 1e-13, "add what was taken away", high, low, 0, 0);
    }
}
END_TEST

/* Valid arguments of any size: a figure comes out, and monotone where it must be. */
START_TEST(test_extremes)
{
    static const double sizes[] = {1e-300, 1e-20, 1e-4, 0.5, 1, 1.5, 15, 199.5, 12345.678, 1e7};
    static const double places[] = {1e-300, 1e-12, 0.3, 0.93, 0.999999, 1 - 1e-12};
    const int n = sizeof sizes / sizeof *sizes, m = sizeof places / sizeof *places;

    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            double before = 0;

            ck_assert(!isnan(netmkt__lbeta(sizes[i], sizes[j])) && !isnan(netmkt__lgamma_ratio(sizes[i], sizes[j])));
            ck_assert(!isnan(netmkt__gamma_p(sizes[i], sizes[j])) && !isnan(netmkt__gamma_q(sizes[i], sizes[j])));
            for (int k = 0; k < m; k++) {
                const double now = netmkt__beta_inc(sizes[i], sizes[j], places[k]);

                ck_assert_msg(now >= before * (1 - 1e-12) && now <= 1, "I at %g, %g, %.17g: %g after %g", sizes[i], sizes[j],
                              places[k], now, before);
                before = now;
            }
            for (int k = 3; k < n; k++) {
                ck_assert(isfinite(netmkt__log_tricomi_u(sizes[i], sizes[j], sizes[k])));
                ck_assert(isfinite(netmkt__log_tricomi_u(sizes[i], -sizes[j], sizes[k])));
                before = 0;
                for (int l = 0; l < m && fmin(sizes[i], sizes[j]) < 1e6; l++) { /* above, a million steps each */
                    const double now = netmkt__log_hyp2f1(sizes[i], sizes[j], sizes[k], places[l]);

                    ck_assert(isfinite(now) && now >= before - 1e-12 * fmax(1, before));
                    before = now;
                }
            }
        }
}
END_TEST

static void seed(void)
{
    netmkt__random_seed(&random_state, 271828);
}

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("laws of the special functions");
    TCase *tests = tcase_create("laws");

    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, seed, NULL);
    tcase_add_test(tests, test_gamma_laws);
    tcase_add_test(tests, test_incomplete_laws);
    tcase_add_test(tests, test_hypergeometric_laws);
    tcase_add_test(tests, test_hypergeometric_negative);
    tcase_add_test(tests, test_tricomi_laws);
    tcase_add_test(tests, test_normal_laws);
    tcase_add_test(tests, test_extremes);
    suite_add_tcase(suite, tests);
    return suite;
}
