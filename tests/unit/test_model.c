/* Models as a caller sees them: what fits and scores give, refuse and survive. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/model.h>

#include "numeric/random.h"
#include "support/support.h"
#include "value/model.h"

enum { MOST = 20000 };

static double x[MOST], t_x[MOST], T[MOST], m[MOST];

static const double CDNOW[4] = {.242594522, 4.413602019, .792922018, 2.425906779};

static netmkt_model *given(int32_t kind, const double *p)
{
    netmkt_model *model = NULL;

    ck_assert_msg(netmkt_model_new(NULL, kind, NULL, kind == NETMKT_MODEL_GAMMAGAMMA ? 3 : 4, p, &model) == NETMKT_OK, "%s", netmkt_last_error());
    return model;
}

static double parameter(const netmkt_model *model, const char *name)
{
    double value = 0.0;

    ck_assert_int_eq(netmkt_model_parameter(model, name, &value, NULL), NETMKT_OK);
    return value;
}

static double standard_error(const netmkt_model *model, const char *name)
{
    double value = 0.0;

    ck_assert_int_eq(netmkt_model_parameter(model, name, NULL, &value), NETMKT_OK);
    return value;
}

static netmkt_fit figures(const netmkt_model *model)
{
    netmkt_fit fit = {.struct_size = sizeof fit};

    ck_assert_int_eq(netmkt_model_fit_get(model, &fit), NETMKT_OK);
    return fit;
}

static netmkt_model *fit(int32_t kind, size_t n)
{
    netmkt_model *model = NULL;

    ck_assert_msg(netmkt_model_fit_summaries(NULL, kind, NULL, n, x, t_x, T, m, NULL, &model) == NETMKT_OK, "%s", netmkt_last_error());
    return model;
}

static void refuse(int32_t kind, size_t n, netmkt_status want, const char *word)
{
    netmkt_model *model = (netmkt_model *)x;

    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, kind, NULL, n, x, t_x, T, m, NULL, &model), want);
    ck_assert_ptr_null(model);
    ck_assert_msg(strstr(netmkt_last_error(), word) != NULL, "\"%s\" lacks \"%s\"", netmkt_last_error(), word);
}

/* Customers who arrive over a time of 26 to 52, buy at Gamma(r, alpha) rates and drop out with Beta(a, b) (a = 0: never),
 * seen to one seventh of a unit; spends from Gamma-Gamma. */
static void simulate(size_t n, double r, double alpha, double a, double b, uint64_t seed)
{
    netmkt__random random;

    netmkt__random_seed(&random, seed);
    for (size_t i = 0; i < n; i++) {
        double rate = r > 0.0 ? netmkt__random_gamma(&random, r, alpha) : alpha, p = a > 0.0 ? netmkt__random_beta(&random, a, b) : 0.0;
        double nu = netmkt__random_gamma(&random, 3.74, 15.44), time = 0.0, sum = 0.0;

        T[i] = floor(7.0 * (26.0 + 26.0 * netmkt__random_uniform(&random))) / 7.0;
        x[i] = t_x[i] = m[i] = 0.0;
        for (;;) {
            double day;

            time += netmkt__random_exponential(&random, rate);
            day = floor(7.0 * time) / 7.0;
            if (day > T[i])
                break;
            if (day > t_x[i]) {
                x[i]++;
                t_x[i] = day;
                sum += netmkt__random_gamma(&random, 6.25, nu);
            }
            if (netmkt__random_uniform(&random) < p)
                break;
        }
        m[i] = x[i] > 0.0 ? sum / x[i] : 0.0;
    }
}

START_TEST(names_and_numbers)
{
    static const int32_t KINDS[] = {NETMKT_MODEL_BGNBD, NETMKT_MODEL_MBGNBD, NETMKT_MODEL_PARETONBD, NETMKT_MODEL_BGBB, NETMKT_MODEL_GAMMAGAMMA};

    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        const char *name = netmkt_model_name(KINDS[i]);

        ck_assert_ptr_nonnull(name);
        ck_assert_int_eq(netmkt_model_by_name(name), KINDS[i]);
    }
    ck_assert_ptr_null(netmkt_model_name(0));
    ck_assert_ptr_null(netmkt_model_name(99));
    ck_assert_int_eq(netmkt_model_by_name("bgnb"), 0);
    ck_assert_int_eq(netmkt_model_by_name(NULL), 0);
    ck_assert_str_eq(netmkt_model_parameter_name(NETMKT_MODEL_BGNBD, 1), "alpha");
    ck_assert_str_eq(netmkt_model_parameter_name(NETMKT_MODEL_GAMMAGAMMA, 2), "gamma");
    ck_assert_ptr_null(netmkt_model_parameter_name(NETMKT_MODEL_GAMMAGAMMA, 3));
    ck_assert_ptr_null(netmkt_model_parameter_name(-1, 0));
}
END_TEST

START_TEST(a_given_model)
{
    netmkt_model *model = given(NETMKT_MODEL_BGNBD, CDNOW), *none = model;
    netmkt_fit known = figures(model), small = {.struct_size = 8};
    double bad[4] = {1.0, 0.0, 1.0, 1.0}, value;

    ck_assert_int_eq(known.ended, NETMKT_FIT_GIVEN);
    ck_assert_int_eq(known.model, NETMKT_MODEL_BGNBD);
    ck_assert_uint_eq(known.parameters, 4);
    ck_assert_double_eq(known.unit_days, 7.0);
    ck_assert(isnan(known.log_likelihood) && isnan(known.correlation));
    ck_assert_str_eq(netmkt_model_note(model), "");
    ck_assert_double_eq(parameter(model, "b"), CDNOW[3]);
    ck_assert(isnan(standard_error(model, "b")));
    ck_assert_int_eq(netmkt_model_covariance(model, 0, 3, &value), NETMKT_OK);
    ck_assert(isnan(value));
    ck_assert_int_eq(netmkt_model_covariance(model, 0, 4, &value), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_model_covariance(NULL, 0, 0, &value), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_parameter(model, "beta", &value, NULL), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_model_parameter(model, NULL, &value, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_fit_get(model, &small), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_model_fit_get(NULL, &known), NETMKT_E_INVALID);
    netmkt_model_free(model);
    netmkt_model_free(NULL);
    ck_assert_int_eq(netmkt_model_new(NULL, 99, NULL, 4, CDNOW, &none), NETMKT_E_INVALID);
    ck_assert_ptr_null(none);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_BGNBD, NULL, 3, CDNOW, &none), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_BGNBD, NULL, 4, NULL, &none), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_BGNBD, NULL, 4, CDNOW, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_BGNBD, NULL, 4, bad, &none), NETMKT_E_RANGE);
    bad[1] = (double)NAN;
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_BGNBD, NULL, 4, bad, &none), NETMKT_E_RANGE);
}
END_TEST

static void check_expected(const double *p, double x1, double t1, double T1, double want, double tolerance)
{
    netmkt_model *model = given(NETMKT_MODEL_BGNBD, p);
    double got;

    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, 39.0, NULL, NULL, &got), NETMKT_OK);
    test_close(got, want, tolerance, 0.0, "E[Y(39)]");
    netmkt_model_free(model);
}

/* Values from the closed form with 60 digits, where other programs give NaN. */
START_TEST(expectations_at_the_edges)
{
    static const double ROUND[4] = {.243, 4.414, .793, 2.426};
    double one[4] = {CDNOW[0], CDNOW[1], 1.0, CDNOW[3]};

    check_expected(ROUND, 5000.0, 38.9, 39.0, 199.95059285443548, 1e-10);
    check_expected(ROUND, 100000.0, 38.999, 39.0, 68539.086992844382, 1e-10);
    one[0] = .243, one[1] = 4.414, one[3] = 2.426;
    check_expected(one, 2.0, 30.0, 39.0, 1.0867299650313131, 1e-10);
    one[2] = 1.0 + 1e-11;
    check_expected(one, 2.0, 30.0, 39.0, 1.0867299650258483, 1e-10);
    one[2] = 1.0 - 1e-11;
    check_expected(one, 2.0, 30.0, 39.0, 1.0867299650367779, 1e-10);
}
END_TEST

START_TEST(a_large_x_in_paretonbd)
{
    static const double P[4] = {.553, 10.578, .606, 11.669};
    double x1 = 100000.0, t1 = 38.999, T1 = 39.0, alive, expected;
    netmkt_model *model = given(NETMKT_MODEL_PARETONBD, P);

    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, 39.0, NULL, &alive, &expected), NETMKT_OK);
    test_close(alive, .99996136374286756, 1e-12, 0.0, "P(alive)");
    test_close(expected, 65415.752296804505, 1e-10, 0.0, "E[Y(39)]");
    netmkt_model_free(model);
}
END_TEST

/* BG/BB: what follows from its two coins by hand. */
START_TEST(opportunities)
{
    static const double P[4] = {1.2, .75, .66, 2.78};
    double x1 = 3.0, t1 = 4.0, T1 = 6.0, none = 0.0, alive, expected, later, fresh, half = 0.5, many = 2e6, value, sum = 0.0;
    netmkt_model *model = given(NETMKT_MODEL_BGBB, P);

    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, 1.0, NULL, &alive, &expected), NETMKT_OK);
    test_close(expected, alive * (1.2 + 3.0) / (1.2 + .75 + 6.0), 1e-14, 0.0, "one opportunity");
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, 2.0, NULL, NULL, &later), NETMKT_OK);
    test_close(later, expected * (1.0 + (2.78 + 7.0) / (.66 + 2.78 + 7.0)), 1e-14, 0.0, "two opportunities");
    ck_assert_int_eq(netmkt_model_expected_new(model, 1.0, &fresh), NETMKT_OK);
    test_close(fresh, 1.2 / (1.2 + .75) * 2.78 / (.66 + 2.78), 1e-14, 0.0, "a new customer");
    for (double bought = 0.0; bought <= 3.0; bought++) { /* all histories of 3 opportunities add up to 1 */
        for (double last = bought; last <= 3.0; last++) {
            double ways = bought < 1.0 ? last == 0.0 : bought < 2.0 ? 1.0 : bought < 3.0 ? last - 1.0 : 1.0, n = 3.0;

            if (ways == 0.0 || (bought > 0.0 && last == 0.0))
                continue;
            ck_assert_int_eq(netmkt_model_score(model, 1, 1, &bought, &last, &n, 0.0, &value, NULL, NULL), NETMKT_OK);
            sum += ways * exp(value);
        }
    }
    test_close(sum, 1.0, 1e-13, 0.0, "total probability");
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, half, NULL, NULL, &later), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &none, &none, &half, 1.0, NULL, NULL, &later), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &none, &none, &many, 1.0, NULL, NULL, &later), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &T1, &t1, &T1, 1.0, NULL, NULL, &later), NETMKT_E_RANGE);
    netmkt_model_free(model);
}
END_TEST

/* Exact gradients and second derivatives against differences, at ordinary and at far-out points. */
START_TEST(derivatives_are_exact)
{
    static const double AT[3][4] = {{-.7, .3, -.2, .8}, {1.5, 2.0, -3.0, -1.0}, {4.0, 5.0, 2.0, 3.5}};
    const double *column[3] = {x, t_x, T};
    netmkt__groups groups;
    netmkt__rows rows;

    simulate(200, 0.5, 4.0, 0.8, 3.0, 13);
    for (int32_t kind = NETMKT_MODEL_BGNBD; kind <= NETMKT_MODEL_BGBB; kind++) {
        const netmkt__purchase_model *model = netmkt__purchase_model_by_number(kind);

        for (int i = 0; model->discrete && i < 200; i++) {
            x[i] = fmin(x[i], 4.0);
            t_x[i] = x[i] > 0.0 ? x[i] + i % 3 : 0.0;
            T[i] = t_x[i] + 1.0 + i % 5;
        }
        ck_assert_int_eq(netmkt__group(NULL, 200, 3, column, NULL, 0, &groups), NETMKT_OK);
        ck_assert_int_eq(netmkt__rows_new(&groups, model->discrete ? 1.0 : 39.0, model->pairs, 1, &rows), NETMKT_OK);
        for (int p = 0; p < 3; p++) {
            double gradient[4], hessian[16], up[4], down[4], unused[16];

            (void)model->log_likelihood(&rows, AT[p], gradient, hessian);
            for (int i = 0; i < 4; i++) {
                double theta[4], high, low;

                memcpy(theta, AT[p], sizeof theta);
                theta[i] = AT[p][i] + 1e-4;
                high = model->log_likelihood(&rows, theta, up, unused);
                theta[i] = AT[p][i] - 1e-4;
                low = model->log_likelihood(&rows, theta, down, unused);
                test_close((high - low) / 2e-4, gradient[i], 1e-6, 1.0, model->name);
                for (int j = 0; j < 4; j++)
                    test_close((up[j] - down[j]) / 2e-4, hessian[i * 4 + j], 1e-6, 1.0, model->name);
            }
        }
        netmkt__rows_free(&rows);
        netmkt__groups_free(&groups);
    }
}
END_TEST

/* Every combination of extreme parameters and summaries: finite, P in [0, 1], and E[Y] between 0 and what an
 * immortal customer would buy. */
static void check_extremes(int32_t kind)
{
    static const double P[] = {1e-4, 1.0, 1.0 + 1e-11, 1e6}, X[] = {0.0, 1.0, 1000.0, 1e6}, HOURS[] = {1.0, 168.0, 876600.0};

    for (int code = 0; code < 256; code++) {
        double p[4] = {P[code & 3], P[code >> 2 & 3], P[code >> 4 & 3], P[code >> 6 & 3]};
        netmkt_model *model = given(kind, p);

        for (int i = 0; i < 4 * 3 * 2; i++) {
            double x1 = X[i & 3], T1 = HOURS[i / 8] / 168.0, t1 = x1 == 0.0 ? 0.0 : (i & 4) != 0 ? T1 : 0.01 * T1, ln, alive, expected, fresh;
            double immortal = (p[0] + x1) / (p[1] + T1) * 52.0;

            ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, 52.0, &ln, &alive, &expected), NETMKT_OK);
            ck_assert_msg(isfinite(ln), "%d: parameters %g %g %g %g x %g T %g: ln L %g", kind, p[0], p[1], p[2], p[3], x1, T1, ln);
            ck_assert(alive >= 0.0 && alive <= 1.0);
            ck_assert_msg(expected >= 0.0 && expected <= immortal * alive * (1.0 + 1e-9) + 1e-300,
                          "%d: parameters %.12g %.12g %.12g %.12g x %g T %g: E[Y] %.17g above %.17g", kind, p[0], p[1], p[2], p[3], x1, T1, expected, immortal * alive);
            ck_assert_int_eq(netmkt_model_expected_new(model, T1, &fresh), NETMKT_OK);
            ck_assert(fresh >= 0.0 && fresh <= p[0] / p[1] * T1 * (1.0 + 1e-9));
        }
        netmkt_model_free(model);
    }
}

START_TEST(extremes)
{
    check_extremes(NETMKT_MODEL_BGNBD);
    check_extremes(NETMKT_MODEL_MBGNBD);
    check_extremes(NETMKT_MODEL_PARETONBD);
}
END_TEST

/* As r and alpha grow together the likelihood becomes that of a Poisson process; it must not run away. */
START_TEST(far_out_parameters_keep_their_digits)
{
    for (double far = 1e8; far < 1e27; far *= 1e6) {
        double p[4] = {0.25 * far, far, 1e-9, 1.0}, x1 = 7.0, t1 = 30.0, T1 = 39.0, ln;
        netmkt_model *model = given(NETMKT_MODEL_BGNBD, p);

        ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, 1.0, &ln, NULL, NULL), NETMKT_OK);
        ck_assert_double_eq_tol(ln, 7.0 * log(0.25) - 0.25 * 39.0, 1e-6);
        netmkt_model_free(model);
    }
}
END_TEST

START_TEST(score_refuses)
{
    netmkt_model *model = given(NETMKT_MODEL_BGNBD, CDNOW), *spend = given(NETMKT_MODEL_GAMMAGAMMA, CDNOW);
    double x1 = 2.0, t1 = 30.0, T1 = 39.0, got;

    ck_assert_int_eq(netmkt_model_score(NULL, 1, 1, &x1, &t1, &T1, 1.0, &got, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, NULL, &t1, &T1, 1.0, &got, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_score(spend, 1, 1, &x1, &t1, &T1, 1.0, &got, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, -1.0, &got, NULL, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, (double)INFINITY, &got, NULL, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_score(model, 1, 0, NULL, NULL, NULL, 1.0, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &T1, &t1, 1.0, &got, NULL, NULL), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "row 0"));
    x1 = 0.0;
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, 1.0, &got, NULL, NULL), NETMKT_E_RANGE);
    x1 = 2.5;
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, 1.0, &got, NULL, NULL), NETMKT_E_RANGE);
    x1 = (double)NAN;
    ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x1, &t1, &T1, 1.0, &got, NULL, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_expected_new(model, -1.0, &got), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_expected_new(spend, 1.0, &got), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_expected_new(model, 1.0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_spend(model, 1, &T1, &T1, &got, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_spend(spend, 1, NULL, &T1, &got, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_spend(spend, 1, &x1, &T1, &got, NULL), NETMKT_E_RANGE);
    netmkt_model_free(model);
    netmkt_model_free(spend);
}
END_TEST

/* The fit comes back to the parameters that made the data. */
START_TEST(fit_recovers)
{
    static const int32_t KINDS[] = {NETMKT_MODEL_BGNBD, NETMKT_MODEL_MBGNBD, NETMKT_MODEL_PARETONBD};

    simulate(MOST, 0.5, 4.0, 0.8, 3.0, 1);
    for (int i = 0; i < 3; i++) {
        netmkt_model *model = fit(KINDS[i], MOST);
        netmkt_fit known = figures(model);
        double sum = 0.0, ln[64], value;

        ck_assert_int_eq(known.ended, NETMKT_FIT_CONVERGED);
        ck_assert_uint_eq(known.customers, MOST);
        ck_assert_uint_lt(known.distinct, MOST);
        if (KINDS[i] == NETMKT_MODEL_BGNBD) {
            ck_assert_double_lt(fabs(parameter(model, "a") - 0.8), 5.0 * standard_error(model, "a"));
            ck_assert_double_lt(fabs(parameter(model, "b") - 3.0), 5.0 * standard_error(model, "b") + 0.3);
        }
        ck_assert_int_eq(netmkt_model_covariance(model, 1, 1, &value), NETMKT_OK);
        test_close(sqrt(value), standard_error(model, "alpha"), 1e-14, 0.0, "covariance");
        for (size_t from = 0; from < MOST; from += 50) { /* ln L is the sum of the customers' */
            ck_assert_int_eq(netmkt_model_score(model, 1, 50, x + from, t_x + from, T + from, 0.0, ln, NULL, NULL), NETMKT_OK);
            for (int k = 0; k < 50; k++)
                sum += ln[k];
        }
        test_close(known.log_likelihood, sum, 1e-12, 0.0, "ln L");
        netmkt_model_free(model);
    }
}
END_TEST

static void check_same_fit(const netmkt_model *a, const netmkt_model *b, int exact)
{
    netmkt_fit fa = figures(a), fb = figures(b);

    for (uint32_t i = 0; i < fa.parameters; i++) {
        const char *name = netmkt_model_parameter_name(fa.model, i);

        test_close(parameter(a, name), parameter(b, name), exact ? 0.0 : 1e-6, 0.0, name);
    }
    test_close(fa.log_likelihood, fb.log_likelihood, exact ? 0.0 : 1e-12, 0.0, "ln L");
}

/* Threads, the order of customers, and counts instead of repetitions change not a bit. */
START_TEST(fit_is_the_same_however_given)
{
    static const int32_t KINDS[] = {NETMKT_MODEL_BGNBD, NETMKT_MODEL_MBGNBD, NETMKT_MODEL_PARETONBD, NETMKT_MODEL_GAMMAGAMMA};
    netmkt_settings *settings;
    static double two[MOST];

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 3), NETMKT_OK);
    for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
        size_t half = MOST / 2;
        netmkt_model *first, *threads = NULL, *reversed, *counted = NULL;

        simulate(half, 0.5, 4.0, 0.8, 3.0, 2);
        for (size_t i = 0; i < half; i++) {
            x[half + i] = x[i];
            t_x[half + i] = t_x[i];
            T[half + i] = T[i];
            m[half + i] = m[i];
            two[i] = 2.0;
        }
        first = fit(KINDS[k], MOST);
        ck_assert_int_eq(netmkt_model_fit_summaries(NULL, KINDS[k], settings, MOST, x, t_x, T, m, NULL, &threads), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_fit_summaries(NULL, KINDS[k], NULL, half, x, t_x, T, m, two, &counted), NETMKT_OK);
        for (size_t i = 0; i < half; i++) {
            double *const columns[4] = {x, t_x, T, m};

            for (int c = 0; c < 4; c++) {
                double swap = columns[c][i];

                columns[c][i] = columns[c][MOST - 1 - i];
                columns[c][MOST - 1 - i] = swap;
            }
        }
        reversed = fit(KINDS[k], MOST);
        check_same_fit(threads, first, 1);
        check_same_fit(counted, first, 1);
        check_same_fit(reversed, first, 1);
        netmkt_model_free(first);
        netmkt_model_free(threads);
        netmkt_model_free(counted);
        netmkt_model_free(reversed);
    }
    netmkt_settings_free(settings);
}
END_TEST

static void check_unit(int32_t kind)
{
    const double second = 604800.0;
    netmkt_model *weeks, *seconds;
    double bought = 0.0;

    simulate(3000, 0.5, 4.0, 0.8, 3.0, 3);
    weeks = fit(kind, 3000);
    for (int i = 0; i < 3000; i++) {
        t_x[i] *= second;
        T[i] *= second;
        bought += x[i];
    }
    seconds = fit(kind, 3000);
    for (uint32_t i = 0; i < 4; i++) {
        const char *name = netmkt_model_parameter_name(kind, i);
        double unit = strcmp(name, "alpha") == 0 || strcmp(name, "beta") == 0 ? second : 1.0;

        test_close(parameter(seconds, name), parameter(weeks, name) * unit, 1e-6, 0.0, name);
        test_close(standard_error(seconds, name), standard_error(weeks, name) * unit, 1e-5, 0.0, "standard error");
    }
    test_close(figures(seconds).log_likelihood, figures(weeks).log_likelihood - bought * log(second), 1e-12, 0.0, "ln L");
    netmkt_model_free(weeks);
    netmkt_model_free(seconds);
}

START_TEST(fit_does_not_depend_on_the_unit_of_time)
{
    check_unit(NETMKT_MODEL_BGNBD);
    check_unit(NETMKT_MODEL_MBGNBD);
    check_unit(NETMKT_MODEL_PARETONBD);
}
END_TEST

static void check_boundary(int32_t kind, size_t n, const char *words)
{
    netmkt_model *model = fit(kind, n);

    ck_assert_msg(figures(model).ended == NETMKT_FIT_BOUNDARY, "ended %d, %s = %g", figures(model).ended, netmkt_model_parameter_name(kind, 0), parameter(model, netmkt_model_parameter_name(kind, 0)));
    ck_assert_msg(strstr(netmkt_model_note(model), words) != NULL, "note \"%s\" lacks \"%s\"", netmkt_model_note(model), words);
    ck_assert(isnan(standard_error(model, netmkt_model_parameter_name(kind, 0))));
    ck_assert(isfinite(figures(model).log_likelihood));
    netmkt_model_free(model);
}

START_TEST(boundaries_are_named)
{
    simulate(2000, 1.5, 4.0, 0.0, 1.0, 7);
    check_boundary(NETMKT_MODEL_BGNBD, 2000, "nobody drops out");
    check_boundary(NETMKT_MODEL_MBGNBD, 2000, "nobody drops out");
    check_boundary(NETMKT_MODEL_PARETONBD, 2000, "nobody drops out");
    simulate(300, 0.0, 0.4, 2.0, 5.0, 6);
    for (int i = 0; i < 300; i++) { /* x spreads less than a Poisson process's */
        x[i] = 4.0 + i % 2;
        t_x[i] = floor(7.0 * T[i] * (0.7 + 0.001 * i)) / 7.0;
    }
    check_boundary(NETMKT_MODEL_BGNBD, 300, "same rate");
    check_boundary(NETMKT_MODEL_PARETONBD, 300, "same rate");
    simulate(500, 1.0, 4.0, 1.0, 4.0, 5);
    for (int i = 0; i < 500; i++) /* means spread less than those of one gamma distribution */
        m[i] = x[i] > 0.0 ? 10.0 + (i % 2 == 0 ? 5.0 : -5.0) / x[i] : 0.0;
    check_boundary(NETMKT_MODEL_GAMMAGAMMA, 500, "same gamma distribution");
}
END_TEST

START_TEST(degenerate_data_are_refused)
{
    simulate(100, 0.5, 4.0, 0.8, 3.0, 6);
    refuse(NETMKT_MODEL_BGNBD, 0, NETMKT_E_DATA, "no customers");
    for (int i = 0; i < 100; i++)
        x[i] = t_x[i] = 0.0;
    refuse(NETMKT_MODEL_BGNBD, 100, NETMKT_E_DATA, "bought again");
    refuse(NETMKT_MODEL_GAMMAGAMMA, 100, NETMKT_E_DATA, "repeat purchase");
    for (int i = 0; i < 100; i++) {
        x[i] = 2.0;
        t_x[i] = 20.0;
        T[i] = 39.0;
        m[i] = 15.0;
    }
    refuse(NETMKT_MODEL_BGNBD, 1, NETMKT_E_DATA, "same summary");
    refuse(NETMKT_MODEL_MBGNBD, 100, NETMKT_E_DATA, "same summary");
    refuse(NETMKT_MODEL_GAMMAGAMMA, 100, NETMKT_E_DATA, "same mean spend");
    for (int i = 0; i < 100; i++) {
        x[i] = 1.0 + i % 2;
        t_x[i] = T[i] = 0.0;
    }
    refuse(NETMKT_MODEL_BGNBD, 100, NETMKT_E_DATA, "observed");
    refuse(99, 100, NETMKT_E_INVALID, "99");
    T[7] = -1.0;
    refuse(NETMKT_MODEL_BGNBD, 100, NETMKT_E_RANGE, "row 7");
    m[8] = (double)NAN;
    refuse(NETMKT_MODEL_GAMMAGAMMA, 100, NETMKT_E_RANGE, "row 8");
}
END_TEST

START_TEST(fit_refuses)
{
    double weight[2] = {1.0, 0.5};
    netmkt_model *model = (netmkt_model *)x;

    simulate(2, 0.5, 4.0, 0.8, 3.0, 6);
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGNBD, NULL, 2, x, t_x, T, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGNBD, NULL, 2, NULL, t_x, T, NULL, NULL, &model), NETMKT_E_INVALID);
    ck_assert_ptr_null(model);
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGNBD, NULL, 2, x, NULL, T, NULL, NULL, &model), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_GAMMAGAMMA, NULL, 2, x, NULL, NULL, NULL, NULL, &model), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGNBD, NULL, 2, x, t_x, T, NULL, weight, &model), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "row 1"));
}
END_TEST

static double total_log_likelihood(const netmkt_model *model, size_t n)
{
    static double ln[MOST];
    double sum = 0.0;

    ck_assert_int_eq(netmkt_model_score(model, 1, n, x, t_x, T, 0.0, ln, NULL, NULL), NETMKT_OK);
    for (size_t i = 0; i < n; i++)
        sum += ln[i];
    return sum;
}

/* One customer with x = 1,000 must not drag the fit to nonsense: it ends higher than anywhere near. */
static void check_robot(int32_t kind)
{
    netmkt_model *model = fit(kind, 2000);

    ck_assert_int_eq(figures(model).ended, NETMKT_FIT_CONVERGED);
    ck_assert_double_lt(parameter(model, "r"), 1.0);
    for (int i = 0; i < 8; i++) {
        double p[4];
        netmkt_model *near;

        for (uint32_t k = 0; k < 4; k++)
            p[k] = parameter(model, netmkt_model_parameter_name(kind, k)) * (k != (uint32_t)i / 2 ? 1.0 : i % 2 == 0 ? 1.02 : 0.98);
        near = given(kind, p);
        ck_assert_double_lt(total_log_likelihood(near, 2000), figures(model).log_likelihood);
        netmkt_model_free(near);
    }
    netmkt_model_free(model);
}

START_TEST(a_robot_among_the_customers)
{
    simulate(2000, 0.25, 4.4, 0.8, 2.4, 7);
    x[0] = 1000.0;
    T[0] = 39.0;
    t_x[0] = 38.9;
    check_robot(NETMKT_MODEL_BGNBD);
    check_robot(NETMKT_MODEL_MBGNBD);
    check_robot(NETMKT_MODEL_PARETONBD);
}
END_TEST

START_TEST(ridge_draws_parameters_to_one)
{
    netmkt_settings *settings;
    netmkt_model *plain, *drawn = NULL;

    simulate(2000, 0.3, 4.0, 0.8, 3.0, 8);
    plain = fit(NETMKT_MODEL_BGNBD, 2000);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "model.ridge", 0.1), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGNBD, settings, 2000, x, t_x, T, NULL, NULL, &drawn), NETMKT_OK);
    ck_assert_double_lt(fabs(log(parameter(drawn, "alpha"))), fabs(log(parameter(plain, "alpha"))));
    ck_assert_double_lt(figures(drawn).log_likelihood, figures(plain).log_likelihood);
    netmkt_settings_free(settings);
    netmkt_model_free(plain);
    netmkt_model_free(drawn);
}
END_TEST

START_TEST(spend)
{
    static const double P[3] = {6.25, 3.74, 15.44}, HEAVY[3] = {6.25, 0.9, 15.44};
    const double xs[4] = {0.0, 3.0, 3.0, 2.0}, ms[4] = {(double)NAN, 20.0, 0.0, -5.0};
    double expected[4], ln[4];
    netmkt_model *model = given(NETMKT_MODEL_GAMMAGAMMA, P);

    ck_assert_int_eq(netmkt_model_spend(model, 4, xs, ms, ln, expected), NETMKT_OK);
    test_close(expected[0], 6.25 * 15.44 / 2.74, 1e-14, 0.0, "population mean");
    test_close(expected[1], 6.25 * (15.44 + 60.0) / (18.75 + 2.74), 1e-14, 0.0, "with history");
    ck_assert_double_eq(expected[2], expected[0]);
    ck_assert_double_eq(expected[3], expected[0]);
    ck_assert(ln[0] == 0.0 && ln[2] == 0.0 && ln[3] == 0.0 && ln[1] < 0.0);
    netmkt_model_free(model);
    model = given(NETMKT_MODEL_GAMMAGAMMA, HEAVY);
    ck_assert_int_eq(netmkt_model_spend(model, 2, xs, ms, NULL, expected), NETMKT_OK);
    ck_assert(isinf(expected[0]) && expected[0] > 0.0);
    ck_assert(isfinite(expected[1]) && expected[1] > 0.0);
    netmkt_model_free(model);
}
END_TEST

START_TEST(a_zero_spend_is_left_out)
{
    netmkt_model *clean, *with_zero;
    double deviation = 0.0;

    simulate(4000, 1.0, 4.0, 0.8, 3.0, 9);
    clean = fit(NETMKT_MODEL_GAMMAGAMMA, 4000);
    ck_assert_int_eq(figures(clean).ended, NETMKT_FIT_CONVERGED);
    ck_assert_double_lt(fabs(parameter(clean, "q") - 3.74), 5.0 * standard_error(clean, "q"));
    deviation = figures(clean).correlation;
    ck_assert(fabs(deviation) < 0.1);
    x[4000] = x[4001] = 2.0;
    m[4000] = 0.0;
    m[4001] = -3.0;
    with_zero = fit(NETMKT_MODEL_GAMMAGAMMA, 4002);
    ck_assert_uint_eq(figures(with_zero).customers, figures(clean).customers);
    ck_assert_uint_eq(figures(with_zero).left_out, figures(clean).left_out + 2);
    check_same_fit(with_zero, clean, 1);
    netmkt_model_free(clean);
    netmkt_model_free(with_zero);
}
END_TEST

static void check_threads(int32_t kind)
{
    netmkt_model *model = given(kind, CDNOW);
    static double alive[2][MOST], expected[3][MOST], ln[2][MOST];

    simulate(MOST, 0.5, 4.0, 0.8, 3.0, 10);
    ck_assert_int_eq(netmkt_model_score(model, 1, MOST, x, t_x, T, 26.0, ln[0], alive[0], expected[0]), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_score(model, 4, MOST, x, t_x, T, 26.0, ln[1], alive[1], expected[1]), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_score(model, 1, MOST, x, t_x, T, 26.0, NULL, NULL, expected[2]), NETMKT_OK);
    ck_assert_int_eq(memcmp(ln[0], ln[1], sizeof ln[0]), 0);
    ck_assert_int_eq(memcmp(alive[0], alive[1], sizeof alive[0]), 0);
    ck_assert_int_eq(memcmp(expected[0], expected[1], sizeof expected[0]), 0);
    ck_assert_int_eq(memcmp(expected[0], expected[2], sizeof expected[0]), 0);
    for (int i = 0; i < MOST; i += 997) { /* and the same one at a time */
        double one;

        ck_assert_int_eq(netmkt_model_score(model, 1, 1, &x[i], &t_x[i], &T[i], 26.0, NULL, NULL, &one), NETMKT_OK);
        ck_assert(one == expected[0][i]);
    }
    netmkt_model_free(model);
}

START_TEST(scores_are_the_same_for_any_threads)
{
    check_threads(NETMKT_MODEL_BGNBD);
    check_threads(NETMKT_MODEL_PARETONBD);
}
END_TEST

/* CLV by its definition, from scores at every unit. */
START_TEST(clv_is_its_sum)
{
    static const double P[3] = {6.25, 3.74, 15.44};
    netmkt_model *purchase = given(NETMKT_MODEL_BGNBD, CDNOW), *gg = given(NETMKT_MODEL_GAMMAGAMMA, P);
    netmkt_settings *settings;
    double clv[100], plain[100], spends[100];

    simulate(100, 0.5, 4.0, 0.8, 3.0, 11);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.horizon", 10.5), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.discount_rate", 0.2), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.margin", 0.4), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_clv(purchase, gg, settings, 100, x, t_x, T, m, NULL, clv), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_spend(gg, 100, x, m, NULL, spends), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_clv(purchase, NULL, settings, 100, x, t_x, T, spends, NULL, plain), NETMKT_OK);
    for (int i = 0; i < 100; i++) {
        double sum = 0.0, before = 0.0, now;

        for (int unit = 1; unit <= 11; unit++) {
            double end = unit == 11 ? 10.5 : unit;

            ck_assert_int_eq(netmkt_model_score(purchase, 1, 1, &x[i], &t_x[i], &T[i], end, NULL, NULL, &now), NETMKT_OK);
            sum += (now - before) * pow(1.2, -end * 7.0 / 365.25);
            before = now;
        }
        test_close(clv[i], sum * spends[i] * 0.4, 1e-12, 1e-300, "CLV");
        test_close(plain[i], clv[i], 1e-14, 1e-300, "CLV with the spend given");
    }
    netmkt_settings_free(settings);
    netmkt_model_free(purchase);
    netmkt_model_free(gg);
}
END_TEST

/* Long horizons are summed at few times; to 12 digits that changes nothing. */
START_TEST(long_streams)
{
    static const double PARETO[4] = {.553, 10.578, .606, 11.669}, ODD[4] = {2.0, 0.01, 0.3, 5.0}, FAR[4] = {300.0, 1e5, 40.0, 70.0};
    const double *const given_parameters[4] = {CDNOW, ODD, FAR, PARETO};
    static const double HORIZONS[4] = {52.0, 104.5, 700.0, 6000.0}, RATES[2] = {0.1, 3.0};
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    for (int code = 0; code < 4 * 4 * 2; code++) {
        netmkt_model *purchase = given(code % 4 == 3 ? NETMKT_MODEL_PARETONBD : NETMKT_MODEL_BGNBD, given_parameters[code % 4]);
        double horizon = HORIZONS[code / 4 % 4], rate = RATES[code / 16], spends[3] = {1.0, 1.0, 1.0}, clv[3];
        const double xs[3] = {0.0, 2.0, 700.0}, ts[3] = {0.0, 3.0, 38.5}, Ts[3] = {0.0, 39.0, 39.0};

        ck_assert_int_eq(netmkt_settings_set_real(settings, "value.horizon", horizon), NETMKT_OK);
        ck_assert_int_eq(netmkt_settings_set_real(settings, "value.discount_rate", rate), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_clv(purchase, NULL, settings, 3, xs, ts, Ts, spends, NULL, clv), NETMKT_OK);
        for (int i = 0; i < 3; i++) {
            double sum = 0.0, before = 0.0, now;

            for (double end = 0.0; end < horizon;) {
                end = fmin(end + 1.0, horizon);
                ck_assert_int_eq(netmkt_model_score(purchase, 1, 1, &xs[i], &ts[i], &Ts[i], end, NULL, NULL, &now), NETMKT_OK);
                sum += (now - before) * pow(1.0 + rate, -end * 7.0 / 365.25);
                before = now;
            }
            test_close(clv[i], sum, 1e-12, 1e-300, "CLV");
        }
        netmkt_model_free(purchase);
    }
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(clv_refuses)
{
    static const double HEAVY[3] = {6.25, 0.9, 15.44};
    netmkt_model *purchase = given(NETMKT_MODEL_BGNBD, CDNOW), *gg = given(NETMKT_MODEL_GAMMAGAMMA, HEAVY);
    double x1 = 0.0, t1 = 0.0, T1 = 39.0, m1 = 0.0, clv = 0.0;

    ck_assert_int_eq(netmkt_model_clv(purchase, gg, NULL, 1, &x1, &t1, &T1, &m1, NULL, &clv), NETMKT_E_DATA);
    x1 = 2.0, t1 = 30.0, m1 = 10.0;
    ck_assert_int_eq(netmkt_model_clv(purchase, gg, NULL, 1, &x1, &t1, &T1, &m1, NULL, &clv), NETMKT_OK);
    ck_assert_double_gt(clv, 0.0);
    ck_assert_int_eq(netmkt_model_clv(gg, purchase, NULL, 1, &x1, &t1, &T1, &m1, NULL, &clv), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_clv(NULL, gg, NULL, 1, &x1, &t1, &T1, &m1, NULL, &clv), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_clv(purchase, gg, NULL, 1, &x1, &t1, &T1, NULL, NULL, &clv), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_clv(purchase, gg, NULL, 1, &x1, &T1, &t1, &m1, NULL, &clv), NETMKT_E_RANGE);
    m1 = (double)NAN;
    ck_assert_int_eq(netmkt_model_clv(purchase, gg, NULL, 1, &x1, &t1, &T1, &m1, NULL, &clv), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_model_clv(purchase, NULL, NULL, 1, &x1, &t1, &T1, &m1, NULL, &clv), NETMKT_E_RANGE);
    netmkt_model_free(purchase);
    netmkt_model_free(gg);
}
END_TEST

/* --- memory --- */

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

START_TEST(every_allocation_may_fail)
{
    static const int32_t KINDS[] = {NETMKT_MODEL_BGNBD, NETMKT_MODEL_GAMMAGAMMA};
    failing f = {1000000, 0};
    netmkt_context_options options;
    netmkt_context *context;
    long before;

    simulate(MOST, 1.0, 4.0, 0.8, 3.0, 12);
    netmkt_context_options_init(&options);
    options.allocate = fail_later;
    options.allocate_user = &f;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    before = f.live;
    for (int k = 0; k < 2; k++) {
        netmkt_status status = NETMKT_E_NOMEM;

        for (long n = 0; status == NETMKT_E_NOMEM; n++) {
            netmkt_model *model = NULL;

            ck_assert_int_lt(n, 1000);
            f.left = n;
            status = netmkt_model_fit_summaries(context, KINDS[k], NULL, MOST, x, t_x, T, m, NULL, &model);
            ck_assert_int_eq(model != NULL, status == NETMKT_OK);
            if (status == NETMKT_OK && k == 0) {
                static double expected[MOST];
                netmkt_status scored = NETMKT_E_NOMEM;

                for (long i = 0; scored == NETMKT_E_NOMEM; i++) {
                    f.left = i;
                    scored = netmkt_model_score(model, 1, MOST, x, t_x, T, 1.0, NULL, NULL, expected);
                }
                ck_assert_int_eq(scored, NETMKT_OK);
            }
            netmkt_model_free(model);
            ck_assert_int_eq(f.live, before);
        }
        ck_assert_int_eq(status, NETMKT_OK);
    }
    netmkt_context_free(context);
    ck_assert_int_eq(f.live, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("model");
    TCase *object = tcase_create("object"), *scores = tcase_create("scores"), *fits = tcase_create("fits");

    tcase_add_test(object, names_and_numbers);
    tcase_add_test(object, a_given_model);
    tcase_add_test(object, every_allocation_may_fail);
    suite_add_tcase(suite, object);
    tcase_add_test(scores, expectations_at_the_edges);
    tcase_add_test(scores, extremes);
    tcase_add_test(scores, a_large_x_in_paretonbd);
    tcase_add_test(scores, opportunities);
    tcase_add_test(scores, far_out_parameters_keep_their_digits);
    tcase_add_test(scores, score_refuses);
    tcase_add_test(scores, spend);
    tcase_add_test(scores, scores_are_the_same_for_any_threads);
    tcase_add_test(scores, clv_is_its_sum);
    if (!test_slow())
        tcase_add_test(scores, long_streams);
    tcase_add_test(scores, clv_refuses);
    suite_add_tcase(suite, scores);
    tcase_set_timeout(object, 60);
    tcase_set_timeout(scores, 60);
    tcase_set_timeout(fits, 60);
    tcase_add_test(fits, derivatives_are_exact);
    tcase_add_test(fits, fit_recovers);
    tcase_add_test(fits, fit_is_the_same_however_given);
    tcase_add_test(fits, fit_does_not_depend_on_the_unit_of_time);
    if (!test_slow())
        tcase_add_test(fits, boundaries_are_named);
    tcase_add_test(fits, degenerate_data_are_refused);
    tcase_add_test(fits, fit_refuses);
    tcase_add_test(fits, a_robot_among_the_customers);
    tcase_add_test(fits, ridge_draws_parameters_to_one);
    tcase_add_test(fits, a_zero_spend_is_left_out);
    suite_add_tcase(suite, fits);
    return suite;
}
