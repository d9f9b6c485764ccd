/* What models say of the future: distributions, discounted purchases, customers drawn at random. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/future.h>

#include "support/faulty_memory.h"
#include "support/support.h"

enum { MOST = 6000 };

static double x[MOST], t_x[MOST], T[MOST], m[MOST], out[MOST], second[MOST];

typedef struct kind {
    int32_t number;
    double p[4];
} kind;

static const kind KINDS[] = {
    {NETMKT_MODEL_BGNBD, {.242594522, 4.413602019, .792922018, 2.425906779}},
    {NETMKT_MODEL_MBGNBD, {.524843, 6.183086, .891359, 1.614002}},
    {NETMKT_MODEL_PARETONBD, {.553277, 10.577684, .606240, 11.668735}},
    {NETMKT_MODEL_BGBB, {1.204, .750, .657, 2.783}},
};

enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

static netmkt_model *given(int32_t number, const double *p)
{
    netmkt_model *model = NULL;

    ck_assert_int_eq(netmkt_model_new(NULL, number, NULL, number == NETMKT_MODEL_GAMMAGAMMA ? 3 : 4, p, &model), NETMKT_OK);
    return model;
}

static netmkt_model *spend_model(void)
{
    static const double P[3] = {6.25, 3.74, 15.44};

    return given(NETMKT_MODEL_GAMMAGAMMA, P);
}

/* The distribution sums to 1 and its mean is E[Y(t)]. */
static void check_moments(const netmkt_model *model, double x1, double t1, double T1, double t, size_t count)
{
    double *p = malloc(count * sizeof *p), sum = 0.0, mean = 0.0, expected;

    ck_assert_ptr_nonnull(p);
    ck_assert_msg(netmkt_model_distribution(model, x1, t1, T1, t, count, p) == NETMKT_OK, "%s", netmkt_last_error());
    for (size_t i = 0; i < count; i++) {
        ck_assert(p[i] >= 0.0 && p[i] <= 1.0);
        sum += p[i];
        mean += (double)i * p[i];
    }
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, t, NULL, NULL, &expected), NETMKT_OK);
    test_close(sum, 1.0, 1e-9, 0.0, "sum");
    test_close(mean, expected, 1e-9, 1e-300, "mean");
    free(p);
}

START_TEST(distribution_has_the_mean)
{
    for (int k = 0; k < KIND_COUNT; k++) {
        netmkt_model *model = given(KINDS[k].number, KINDS[k].p);
        double new_mean, expected;

        check_moments(model, 0.0, 0.0, 0.0, 1.0, 2000);
        check_moments(model, 0.0, 0.0, 0.0, 39.0, 20000);
        check_moments(model, 0.0, 0.0, 39.0, 52.0, 2000);
        check_moments(model, 2.0, 30.0, 39.0, 52.0, 4000);
        check_moments(model, 26.0, 39.0, 39.0, 104.0, 6000);
        check_moments(model, 200.0, 201.0, 201.0, 10.0, 4000);
        check_moments(model, 3.0, 30.0, 39.0, 0.0, 3);
        ck_assert_int_eq(netmkt_model_distribution(model, 0.0, 0.0, 0.0, 10.0, 1, &new_mean), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_expected_new(model, 10.0, &expected), NETMKT_OK);
        ck_assert(1.0 - new_mean <= expected); /* P(X > 0) <= E[X] */
        netmkt_model_free(model);
    }
}
END_TEST

/* P(X(t) = n) of a new customer as published for BG/NBD, term by term (Fader, Hardie & Lee 2005, equation 8). */
START_TEST(distribution_is_the_published_one)
{
    const double *p = KINDS[0].p, t = 20.0;
    netmkt_model *model = given(NETMKT_MODEL_BGNBD, p);
    double below = 0.0;

    ck_assert_int_eq(netmkt_model_distribution(model, 0.0, 0.0, 0.0, t, 12, out), NETMKT_OK);
    for (int n = 0; n < 12; n++) {
        double poisson = exp(lgamma(p[0] + n) - lgamma(p[0]) - lgamma(n + 1.0) + p[0] * log(p[1] / (p[1] + t)) + n * log(t / (p[1] + t)));
        double want = exp(lgamma(p[3] + n) + lgamma(p[2] + p[3]) - lgamma(p[2] + p[3] + n) - lgamma(p[3])) * poisson;

        if (n > 0)
            want += exp(lgamma(p[2] + 1.0) + lgamma(p[3] + n - 1.0) - lgamma(p[2] + p[3] + n) + lgamma(p[2] + p[3]) - lgamma(p[2]) - lgamma(p[3])) * (1.0 - below);
        below += poisson;
        test_close(out[n], want, 1e-11, 0.0, "P(X(t) = n)");
    }
    netmkt_model_free(model);
}
END_TEST

/* Parameters that are far apart, times from 1e-3 to 1e6: nothing but probabilities. */
START_TEST(distribution_of_extremes)
{
    static const double VALUES[3] = {1e-4, 1.0, 1e5}, TIMES[3] = {1e-3, 50.0, 1e6};

    for (int i = 0; i < 3 * 3 * 3 * 3 * 3; i++) {
        double p[4] = {VALUES[i % 3], VALUES[i / 3 % 3], VALUES[i / 9 % 3], VALUES[i / 27 % 3]}, sum = 0.0;

        for (int k = 0; k < KIND_COUNT; k++) {
            netmkt_model *model = given(KINDS[k].number, p);

            ck_assert_int_eq(netmkt_model_distribution(model, 3.0, 20.0, 30.0, k == 3 ? ceil(fmin(TIMES[i / 81], 50.0)) : TIMES[i / 81], 60, out), NETMKT_OK);
            sum = 0.0;
            for (int n = 0; n < 60; n++) {
                ck_assert_msg(out[n] >= 0.0 && out[n] <= 1.0, "model %d, set %d, n %d: %g", k, i, n, out[n]);
                sum += out[n];
            }
            ck_assert_msg(sum <= 1.0 + 1e-9, "model %d, set %d: sum %.12g", k, i, sum);
            netmkt_model_free(model);
        }
    }
}
END_TEST

START_TEST(distribution_refuses)
{
    netmkt_model *model = given(NETMKT_MODEL_BGNBD, KINDS[0].p), *bgbb = given(NETMKT_MODEL_BGBB, KINDS[3].p), *spend = spend_model();

    ck_assert_int_eq(netmkt_model_distribution(NULL, 0.0, 0.0, 0.0, 1.0, 3, out), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_distribution(model, 0.0, 0.0, 0.0, 1.0, 3, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_distribution(spend, 0.0, 0.0, 0.0, 1.0, 3, out), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_distribution(model, 0.0, 0.0, 0.0, 1.0, 0, out), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_distribution(model, 0.0, 0.0, 0.0, 1.0, 10000001, out), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_distribution(model, 0.0, 0.0, 0.0, -1.0, 3, out), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_distribution(model, 0.0, 0.0, 0.0, (double)NAN, 3, out), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_distribution(bgbb, 0.0, 0.0, 0.0, 1.5, 3, out), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_distribution(model, 1.0, 5.0, 4.0, 1.0, 3, out), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "t_x = 5"));
    netmkt_model_free(model);
    netmkt_model_free(bgbb);
    netmkt_model_free(spend);
}
END_TEST

/* By quadrature of E[(r/p) U(1, 1-r, d alpha / p)] over p with 25 digits. */
START_TEST(dert_of_the_bg_family)
{
    static const double ROWS[][9] = {
        {.2426, 4.4136, .7929, 2.4259, 2, 30, 39, .0018, 6.3482985564903763}, {.2426, 4.4136, .7929, 2.4259, 0, 0, 39, .0018, 1.3113562014981559},
        {.2426, 4.4136, .7929, 2.4259, 0, 0, 0, .05, .65503980172599373},     {12, .8, .05, .3, 200, 9, 10, .001, .072454704937534057},
        {2, 50, 4, 30, 1, 3, 10, .5, .082542635414380357},                    {.5248, 6.1831, .8914, 1.6140, 5, 20, 38, .0018, 4.8438526207765851},
        {.3, .01, 1, 2.5, 3, 1, 2, .0027, 9.2773667502344333},
    };

    for (int i = 0; i < 7; i++) {
        const double *row = ROWS[i];
        netmkt_model *model = given(i < 5 ? NETMKT_MODEL_BGNBD : NETMKT_MODEL_MBGNBD, row);
        double dert;

        ck_assert_int_eq(netmkt_model_dert(model, 1, 1, &row[4], &row[5], &row[6], row[7], &dert), NETMKT_OK);
        test_close(dert, row[8], 1e-11, 0.0, "DERT");
        netmkt_model_free(model);
    }
}
END_TEST

/* The sum over opportunities, discounted one by one. */
START_TEST(dert_of_bgbb)
{
    netmkt_model *model = given(NETMKT_MODEL_BGBB, KINDS[3].p);
    double x1 = 3.0, t1 = 4.0, T1 = 6.0, sum = 0.0, before = 0.0, dert, expected;

    for (double i = 1.0; i < 600.0; i++) {
        ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, i, NULL, NULL, &expected), NETMKT_OK);
        sum += (expected - before) / pow(1.1, i);
        before = expected;
    }
    ck_assert_int_eq(netmkt_model_dert(model, 1, 1, &x1, &t1, &T1, 0.1, &dert), NETMKT_OK);
    test_close(dert, sum, 1e-12, 0.0, "DERT");
    netmkt_model_free(model);
}
END_TEST

START_TEST(dert_of_many_and_what_it_refuses)
{
    netmkt_model *model = given(NETMKT_MODEL_BGNBD, KINDS[0].p), *spend = spend_model();
    double one;

    for (int i = 0; i < MOST; i++)
        T[i] = 20.0 + i % 30;
    ck_assert_int_eq(netmkt_model_simulate(model, NULL, 1, MOST, T, x, t_x, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_dert(model, 1, MOST, x, t_x, T, .002, out), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_dert(model, 3, MOST, x, t_x, T, .002, second), NETMKT_OK);
    ck_assert_mem_eq(out, second, sizeof out);
    for (int i = 0; i < MOST; i += 997) {
        ck_assert_int_eq(netmkt_model_dert(model, 1, 1, &x[i], &t_x[i], &T[i], .002, &one), NETMKT_OK);
        ck_assert_double_eq(one, out[i]);
    }
    ck_assert_int_eq(netmkt_model_dert(model, 1, 0, NULL, NULL, NULL, .002, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_dert(NULL, 1, 1, x, t_x, T, .002, out), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_dert(model, 1, 1, x, NULL, T, .002, out), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_dert(model, 1, 1, x, t_x, T, .002, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_dert(spend, 1, 1, x, t_x, T, .002, out), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_dert(model, 1, 1, x, t_x, T, 0.0, out), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_dert(model, 1, 1, x, t_x, T, (double)INFINITY, out), NETMKT_E_RANGE);
    x[0] = 0.5;
    ck_assert_int_eq(netmkt_model_dert(model, 1, 1, x, t_x, T, .002, out), NETMKT_E_RANGE);
    netmkt_model_free(model);
    netmkt_model_free(spend);
}
END_TEST

/* Without a horizon CLV is DERT times spend; a very long horizon comes near it, later by half a unit. */
START_TEST(clv_without_horizon)
{
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.margin", 0.5), NETMKT_OK);
    for (int k = 0; k < KIND_COUNT; k++) {
        netmkt_model *model = given(KINDS[k].number, KINDS[k].p);
        double x1 = 3.0, t1 = 20.0, T1 = 30.0, m1 = 40.0, clv, dert, rate = log(1.1) * 7.0 / 365.25;

        ck_assert_int_eq(netmkt_settings_set_real(settings, "value.infinite", 1.0), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_clv(model, NULL, settings, 1, &x1, &t1, &T1, &m1, NULL, &clv), NETMKT_OK);
        if (KINDS[k].number == NETMKT_MODEL_BGBB)
            rate = expm1(rate);
        ck_assert_int_eq(netmkt_model_dert(model, 1, 1, &x1, &t1, &T1, rate, &dert), NETMKT_OK);
        test_close(clv, dert * 20.0, 1e-13, 0.0, "CLV");
        ck_assert_int_eq(netmkt_settings_set_real(settings, "value.infinite", 0.0), NETMKT_OK);
        ck_assert_int_eq(netmkt_settings_set_real(settings, "value.horizon", 20000.0), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_clv(model, NULL, settings, 1, &x1, &t1, &T1, &m1, NULL, &clv), NETMKT_OK);
        test_close(clv, dert * 20.0, 2e-3, 0.0, "CLV of 20,000 weeks");
        ck_assert_int_eq(netmkt_settings_set_real(settings, "value.infinite", 1.0), NETMKT_OK);
        ck_assert_int_eq(netmkt_settings_set_real(settings, "value.discount_rate", 0.0), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_clv(model, NULL, settings, 1, &x1, &t1, &T1, &m1, NULL, &clv), NETMKT_E_RANGE);
        ck_assert_int_eq(netmkt_settings_set_real(settings, "value.discount_rate", 0.1), NETMKT_OK);
        netmkt_model_free(model);
    }
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(dead_or_alive)
{
    static const double X[] = {0, 0, 3, 3, 40}, BEFORE[] = {0, 0, 10, 30, 29.999999}, NOW[] = {0, 30, 30, 30, 30};
    double alive[5], dead[5];
    netmkt_model *spend = spend_model();

    for (int k = 0; k < KIND_COUNT - 1; k++) {
        netmkt_model *model = given(KINDS[k].number, KINDS[k].p);

        ck_assert_int_eq(netmkt_model_score(model, 1, 5, X, BEFORE, NOW, 1.0, NULL, alive, NULL), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_p_dead(model, 1, 5, X, BEFORE, NOW, dead), NETMKT_OK);
        for (int i = 0; i < 5; i++)
            test_close(alive[i] + dead[i], 1.0, 1e-14, 0.0, "alive or dead");
        if (KINDS[k].number == NETMKT_MODEL_PARETONBD) /* the hazard of dropout is s / (beta + T) */
            test_close(dead[4], 1e-6 * KINDS[k].p[2] / (KINDS[k].p[3] + 30.0), 1e-5, 0.0, "a short silence");
        ck_assert_int_eq(netmkt_model_p_dead(model, 1, 1, NULL, BEFORE, NOW, dead), NETMKT_E_INVALID);
        ck_assert_int_eq(netmkt_model_p_dead(model, 1, 1, X, NOW + 1, NOW, dead), NETMKT_E_RANGE);
        netmkt_model_free(model);
    }
    ck_assert_int_eq(netmkt_model_p_dead(spend, 1, 1, X, BEFORE, NOW, dead), NETMKT_E_INVALID);
    netmkt_model_free(spend);
}
END_TEST

/* The parameters of a simulation are found again within 4 standard errors. */
START_TEST(simulation_is_of_the_model)
{
    for (int k = 0; k < KIND_COUNT; k++) {
        netmkt_model *model = given(KINDS[k].number, KINDS[k].p), *spend = spend_model(), *fitted, *fitted_spend;
        double value, error;

        for (int i = 0; i < MOST; i++)
            T[i] = k == 3 ? 6.0 + i % 7 : 30.0 + i % 40;
        ck_assert_int_eq(netmkt_model_simulate(model, spend, 20, MOST, T, x, t_x, m), NETMKT_OK);
        ck_assert_msg(netmkt_model_fit_summaries(NULL, KINDS[k].number, NULL, MOST, x, t_x, T, NULL, NULL, &fitted) == NETMKT_OK, "%s", netmkt_last_error());
        ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_GAMMAGAMMA, NULL, MOST, x, NULL, NULL, m, NULL, &fitted_spend), NETMKT_OK);
        for (uint32_t j = 0; j < 4; j++) {
            ck_assert_int_eq(netmkt_model_parameter(fitted, netmkt_model_parameter_name(KINDS[k].number, j), &value, &error), NETMKT_OK);
            ck_assert_msg(fabs(value - KINDS[k].p[j]) < 4.0 * error, "model %d, parameter %u: %g +- %g", k, j, value, error);
        }
        ck_assert_int_eq(netmkt_model_parameter(fitted_spend, "p", &value, &error), NETMKT_OK);
        ck_assert_msg(fabs(value - 6.25) < 4.0 * error, "p: %g +- %g", value, error);
        ck_assert_int_eq(netmkt_model_parameter(fitted_spend, "q", &value, &error), NETMKT_OK);
        ck_assert_msg(fabs(value - 3.74) < 4.0 * error, "q: %g +- %g", value, error);
        netmkt_model_free(model);
        netmkt_model_free(spend);
        netmkt_model_free(fitted);
        netmkt_model_free(fitted_spend);
    }
}
END_TEST

START_TEST(simulation_by_seed)
{
    netmkt_model *model = given(NETMKT_MODEL_PARETONBD, KINDS[2].p), *bgbb = given(NETMKT_MODEL_BGBB, KINDS[3].p), *spend = spend_model();

    for (int i = 0; i < 100; i++)
        T[i] = 50.0;
    ck_assert_int_eq(netmkt_model_simulate(model, NULL, 7, 100, T, x, t_x, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_simulate(model, NULL, 7, 50, T, out, second, NULL), NETMKT_OK);
    ck_assert_mem_eq(x, out, 50 * sizeof *x);
    ck_assert_mem_eq(t_x, second, 50 * sizeof *x);
    ck_assert_int_eq(netmkt_model_simulate(model, NULL, 8, 100, T, out, second, NULL), NETMKT_OK);
    ck_assert_mem_ne(t_x, second, 100 * sizeof *x);
    ck_assert_int_eq(netmkt_model_simulate(model, NULL, 7, 0, NULL, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_simulate(NULL, NULL, 7, 1, T, x, t_x, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_simulate(model, NULL, 7, 1, NULL, x, t_x, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_simulate(model, spend, 7, 1, T, x, t_x, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_simulate(model, NULL, 7, 1, T, x, t_x, m), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_simulate(spend, NULL, 7, 1, T, x, t_x, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_simulate(model, model, 7, 1, T, x, t_x, m), NETMKT_E_INVALID);
    T[3] = -1.0;
    ck_assert_int_eq(netmkt_model_simulate(model, NULL, 7, 9, T, x, t_x, NULL), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "row 3"));
    T[3] = 2.5;
    ck_assert_int_eq(netmkt_model_simulate(bgbb, NULL, 7, 9, T, x, t_x, NULL), NETMKT_E_RANGE);
    netmkt_model_free(model);
    netmkt_model_free(bgbb);
    netmkt_model_free(spend);
}
END_TEST

/* Customers drawn and models fitted to them. */
static void fit_both(size_t n, netmkt_model **purchase, netmkt_model **spend)
{
    netmkt_model *truth = given(NETMKT_MODEL_BGNBD, KINDS[0].p), *truth_spend = spend_model();

    for (size_t i = 0; i < n; i++)
        T[i] = 30.0 + (double)(i % 20);
    ck_assert_int_eq(netmkt_model_simulate(truth, truth_spend, 3, n, T, x, t_x, m), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGNBD, NULL, n, x, t_x, T, NULL, NULL, purchase), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_GAMMAGAMMA, NULL, n, x, NULL, NULL, m, NULL, spend), NETMKT_OK);
    netmkt_model_free(truth);
    netmkt_model_free(truth_spend);
}

/* CLV of customer i. */
static double clv_at(const netmkt_settings *settings, const double *p, const double *s, size_t i)
{
    netmkt_model *purchase = given(NETMKT_MODEL_BGNBD, p), *spend = given(NETMKT_MODEL_GAMMAGAMMA, s);
    double clv;

    ck_assert_int_eq(netmkt_model_clv(purchase, spend, settings, 1, &x[i], &t_x[i], &T[i], &m[i], NULL, &clv), NETMKT_OK);
    netmkt_model_free(purchase);
    netmkt_model_free(spend);
    return clv;
}

static void parameters(const netmkt_model *model, int32_t number, uint32_t n, double *p)
{
    for (uint32_t j = 0; j < n; j++)
        ck_assert_int_eq(netmkt_model_parameter(model, netmkt_model_parameter_name(number, j), &p[j], NULL), NETMKT_OK);
}

/* Standard error of a customer's CLV by the delta method. */
static double delta_error(const netmkt_settings *settings, const netmkt_model *purchase, const netmkt_model *spend, size_t i)
{
    double p[7], gradient[7], variance = 0.0, covariance;

    parameters(purchase, NETMKT_MODEL_BGNBD, 4, p);
    parameters(spend, NETMKT_MODEL_GAMMAGAMMA, 3, p + 4);
    for (int j = 0; j < 7; j++) {
        double h = 1e-4 * p[j], at = p[j];

        p[j] = at + h;
        gradient[j] = clv_at(settings, p, p + 4, i);
        p[j] = at - h;
        gradient[j] = (gradient[j] - clv_at(settings, p, p + 4, i)) / (2.0 * h);
        p[j] = at;
    }
    for (uint32_t j = 0; j < 7; j++) {
        for (uint32_t k = 0; k < 7; k++) {
            if ((j < 4) != (k < 4))
                continue;
            ck_assert_int_eq(netmkt_model_covariance(j < 4 ? purchase : spend, j % 4, k % 4, &covariance), NETMKT_OK);
            variance += gradient[j] * gradient[k] * covariance;
        }
    }
    return sqrt(variance);
}

START_TEST(interval_agrees_with_the_delta_method)
{
    netmkt_model *purchase, *spend;
    netmkt_settings *settings;
    double low, high, total_low, total_high, clv, error;

    fit_both(MOST, &purchase, &spend);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.draws", 2000.0), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.horizon", 3.0), NETMKT_OK);
    for (size_t i = 0; i < 40; i += 13) {
        ck_assert_int_eq(netmkt_model_clv(purchase, spend, settings, 1, &x[i], &t_x[i], &T[i], &m[i], NULL, &clv), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_clv_interval(purchase, spend, settings, 1, &x[i], &t_x[i], &T[i], &m[i], NULL, &low, &high, &total_low, &total_high), NETMKT_OK);
        ck_assert(low < clv && clv < high);
        error = delta_error(settings, purchase, spend, i);
        test_close(high - low, 2.0 * 1.96 * error, 0.12, 0.0, "width of 95 %");
        ck_assert_double_eq(low, total_low);
        ck_assert_double_eq(high, total_high);
        ck_assert_int_eq(netmkt_settings_set_real(settings, "value.confidence", 0.5), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_clv_interval(purchase, spend, settings, 1, &x[i], &t_x[i], &T[i], &m[i], NULL, &low, &high, NULL, NULL), NETMKT_OK);
        test_close(high - low, 2.0 * 0.6745 * error, 0.12, 0.0, "width of 50 %");
        ck_assert_int_eq(netmkt_settings_set_real(settings, "value.confidence", 0.95), NETMKT_OK);
    }
    netmkt_settings_free(settings);
    netmkt_model_free(purchase);
    netmkt_model_free(spend);
}
END_TEST

/* Over several blocks; neither threads nor the company of others changes a customer's interval. */
START_TEST(interval_of_many)
{
    static double high[MOST], again_low[MOST], again_high[MOST];
    netmkt_model *purchase, *spend;
    netmkt_settings *settings;
    double total[2], again[2], clv = 0.0;

    fit_both(MOST, &purchase, &spend);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.draws", 800.0), NETMKT_OK); /* blocks of 5,242 */
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.horizon", 1.0), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_clv_interval(purchase, spend, settings, MOST, x, t_x, T, m, NULL, out, high, &total[0], &total[1]), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 3.0), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_clv_interval(purchase, spend, settings, MOST, x, t_x, T, m, NULL, again_low, again_high, &again[0], &again[1]), NETMKT_OK);
    ck_assert_mem_eq(out, again_low, sizeof out);
    ck_assert_mem_eq(high, again_high, sizeof high);
    ck_assert_mem_eq(total, again, sizeof total);
    ck_assert_int_eq(netmkt_model_clv_interval(purchase, spend, settings, 1, &x[5500], &t_x[5500], &T[5500], &m[5500], NULL, again_low, again_high, NULL, NULL), NETMKT_OK);
    ck_assert_double_eq(again_low[0], out[5500]);
    ck_assert_double_eq(again_high[0], high[5500]);
    ck_assert_int_eq(netmkt_model_clv(purchase, spend, settings, MOST, x, t_x, T, m, NULL, second), NETMKT_OK);
    for (int i = 0; i < MOST; i++)
        clv += second[i];
    ck_assert(total[0] < clv && clv < total[1]);
    ck_assert_double_gt(total[0], 0.7 * clv);
    ck_assert_double_lt(total[1], 1.4 * clv);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.seed", 2.0), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_clv_interval(purchase, spend, settings, 1, &x[5500], &t_x[5500], &T[5500], &m[5500], NULL, again_low, again_high, NULL, NULL), NETMKT_OK);
    ck_assert_double_ne(again_low[0], out[5500]);
    netmkt_settings_free(settings);
    netmkt_model_free(purchase);
    netmkt_model_free(spend);
}
END_TEST

START_TEST(interval_refuses)
{
    netmkt_model *purchase, *spend, *certain = given(NETMKT_MODEL_BGNBD, KINDS[0].p), *certain_spend = spend_model();
    double low, high;

    fit_both(2000, &purchase, &spend);
    ck_assert_int_eq(netmkt_model_clv_interval(certain, spend, NULL, 1, x, t_x, T, m, NULL, &low, &high, NULL, NULL), NETMKT_E_DATA);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "covariance"));
    ck_assert_int_eq(netmkt_model_clv_interval(purchase, certain_spend, NULL, 1, x, t_x, T, m, NULL, &low, &high, NULL, NULL), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_model_clv_interval(purchase, NULL, NULL, 1, x, t_x, T, m, NULL, &low, &high, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_clv_interval(NULL, spend, NULL, 1, x, t_x, T, m, NULL, &low, &high, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_clv_interval(purchase, spend, NULL, 1, x, t_x, T, NULL, NULL, &low, &high, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_clv_interval(purchase, spend, NULL, 1, x, t_x, T, m, NULL, NULL, &high, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_clv_interval(spend, purchase, NULL, 1, x, t_x, T, m, NULL, &low, &high, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_clv_interval(purchase, spend, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &low, &high), NETMKT_OK);
    ck_assert_double_eq(low, 0.0);
    ck_assert_double_eq(high, 0.0);
    x[7] = -1.0;
    ck_assert_int_eq(netmkt_model_clv_interval(purchase, spend, NULL, 9, x, t_x, T, m, NULL, out, second, NULL, NULL), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "row 7"));
    netmkt_model_free(purchase);
    netmkt_model_free(spend);
    netmkt_model_free(certain);
    netmkt_model_free(certain_spend);
}
END_TEST

START_TEST(comparison)
{
    netmkt_model *models[3], *other, *truth = given(NETMKT_MODEL_BGNBD, KINDS[0].p), *spend = spend_model();
    netmkt_fit fit[3];
    netmkt_table *table;
    const void *index, *aic, *weight, *name;
    double sum = 0.0;

    for (int i = 0; i < MOST; i++)
        T[i] = 30.0 + i % 60;
    ck_assert_int_eq(netmkt_model_simulate(truth, spend, 5, MOST, T, x, t_x, m), NETMKT_OK);
    for (int k = 0; k < 3; k++) {
        fit[k].struct_size = sizeof fit[k];
        ck_assert_int_eq(netmkt_model_fit_summaries(NULL, KINDS[k].number, NULL, MOST, x, t_x, T, NULL, NULL, &models[k]), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_fit_get(models[k], &fit[k]), NETMKT_OK);
    }
    ck_assert_msg(netmkt_model_compare(NULL, (const netmkt_model *const *)models, 3, &table) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(netmkt_table_column(table, "index", NULL, &index), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "model", NULL, &name), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "aic", NULL, &aic), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "aic_weight", NULL, &weight), NETMKT_OK);
    ck_assert_int_eq(((const int64_t *)index)[0], 0); /* the model that they were drawn from */
    ck_assert_str_eq(((const char *const *)name)[0], "bgnbd");
    for (int i = 0; i < 3; i++) {
        ck_assert_double_eq(((const double *)aic)[i], fit[((const int64_t *)index)[i]].aic);
        ck_assert(i == 0 || ((const double *)aic)[i - 1] <= ((const double *)aic)[i]);
        sum += ((const double *)weight)[i];
    }
    test_close(sum, 1.0, 1e-14, 0.0, "weights");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_model_compare(NULL, (const netmkt_model *const *)models, 1, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 1);
    netmkt_table_free(table);

    ck_assert_int_eq(netmkt_model_compare(NULL, (const netmkt_model *const *)models, 3, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_compare(NULL, NULL, 3, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_compare(NULL, (const netmkt_model *const *)models, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_compare(NULL, (const netmkt_model *const[]){models[0], NULL}, 2, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_compare(NULL, (const netmkt_model *const[]){models[0], truth}, 2, &table), NETMKT_E_DATA);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "not fitted"));
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGNBD, NULL, MOST - 1, x, t_x, T, NULL, NULL, &other), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_compare(NULL, (const netmkt_model *const[]){models[0], other}, 2, &table), NETMKT_E_DATA);
    ck_assert_ptr_null(table);
    netmkt_model_free(other);
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_GAMMAGAMMA, NULL, MOST, x, NULL, NULL, m, NULL, &other), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_compare(NULL, (const netmkt_model *const[]){models[0], other}, 2, &table), NETMKT_E_DATA);
    netmkt_model_free(other);
    for (int k = 0; k < 3; k++)
        netmkt_model_free(models[k]);
    netmkt_model_free(truth);
    netmkt_model_free(spend);
}
END_TEST

/* Call number `which` of those that need memory. */
static netmkt_status call(int which, netmkt_context *context, const netmkt_model *model, const netmkt_settings *settings, size_t n)
{
    netmkt_table *table = NULL;
    netmkt_status status;

    switch (which) {
    case 0: return netmkt_model_distribution(model, 2.0, 20.0, 30.0, 10.0, 50, out);
    case 1: return netmkt_model_dert(model, 1, n, x, t_x, T, .002, out);
    case 2: return netmkt_model_p_dead(model, 1, n, x, t_x, T, out);
    case 3: return netmkt_model_clv_interval(model, NULL, settings, n, x, t_x, T, m, NULL, out, second, NULL, NULL);
    default:
        status = netmkt_model_compare(context, &model, 1, &table);
        ck_assert_int_eq(table != NULL, status == NETMKT_OK);
        netmkt_table_free(table);
        return status;
    }
}

START_TEST(every_allocation_may_fail)
{
    enum { CUSTOMERS = 500 };
    faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_settings *settings;
    netmkt_model *purchase, *spend, *model;

    fit_both(CUSTOMERS, &purchase, &spend);
    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.draws", 3.0), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_fit_summaries(context, NETMKT_MODEL_PARETONBD, NULL, CUSTOMERS, x, t_x, T, NULL, NULL, &model), NETMKT_OK);
    for (int which = 0; which < 5; which++) {
        netmkt_status status = NETMKT_E_NOMEM;
        long blocks = (long)memory.blocks;

        for (uint64_t nth = 1; status == NETMKT_E_NOMEM; nth++) {
            ck_assert_uint_lt(nth, 500);
            memory.calls = 0;
            memory.fail_at = nth;
            status = call(which, context, model, settings, CUSTOMERS);
            ck_assert_int_eq((long)memory.blocks, blocks);
            ck_assert(nth > 1 || status == NETMKT_E_NOMEM);
        }
        ck_assert_int_eq(status, NETMKT_OK);
        memory.fail_at = 0;
    }
    netmkt_model_free(model);
    netmkt_model_free(purchase);
    netmkt_model_free(spend);
    netmkt_settings_free(settings);
    netmkt_context_free(context);
    ck_assert_int_eq((long)memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("future");
    TCase *all = tcase_create("all");

    tcase_set_timeout(all, 60);
    tcase_add_test(all, distribution_has_the_mean);
    tcase_add_test(all, distribution_is_the_published_one);
    tcase_add_test(all, distribution_of_extremes);
    tcase_add_test(all, distribution_refuses);
    tcase_add_test(all, dert_of_the_bg_family);
    tcase_add_test(all, dert_of_bgbb);
    tcase_add_test(all, dert_of_many_and_what_it_refuses);
    tcase_add_test(all, clv_without_horizon);
    tcase_add_test(all, dead_or_alive);
    tcase_add_test(all, simulation_is_of_the_model);
    tcase_add_test(all, simulation_by_seed);
    tcase_add_test(all, interval_agrees_with_the_delta_method);
    tcase_add_test(all, interval_of_many);
    tcase_add_test(all, interval_refuses);
    tcase_add_test(all, comparison);
    tcase_add_test(all, every_allocation_may_fail);
    suite_add_tcase(suite, all);
    return suite;
}
