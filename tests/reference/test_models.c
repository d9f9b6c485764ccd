/* Models against values computed with 60 digits, and fits against published and independent estimates. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/future.h>

#include "support/support.h"

enum { COLUMNS = 16, ROWS = 6000 };

typedef struct table {
    size_t rows;
    double at[ROWS][COLUMNS];
} table;

/* Numbers of a file with a head line; 0 when there is no such file. */
static int load(const char *name, table *t)
{
    const char *path = test_shared(name);
    char line[1024];
    FILE *file;

    t->rows = 0;
    if (path == NULL)
        return 0;
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        char *at = line;

        ck_assert_uint_lt(t->rows, ROWS);
        for (int c = 0; c < COLUMNS && *at != '\0' && *at != '\n'; c++) {
            t->at[t->rows][c] = strtod(at, &at);
            at += *at == ',';
        }
        t->rows++;
    }
    fclose(file);
    ck_assert_uint_gt(t->rows, 0);
    return 1;
}

static table data;

static void near_probability(double got, double want, const char *what)
{
    if (want < 2.3e-308)
        ck_assert_msg(got >= 0.0 && got < 1e-300, "%s: %g, not nearly 0", what, got);
    else
        test_close(got, want, 1e-10, 0.0, what);
}

/* Columns: 4 parameters, x, t_x, T, [t], ln L, P(alive), [P(dead), E[Y(t)]]. */
static void check_scores(int32_t kind, const char *file, int horizon_at, int ln_at, int alive_at, int expected_at)
{
    if (!load(file, &data))
        return;
    for (size_t i = 0; i < data.rows; i++) {
        const double *row = data.at[i];
        double ln, alive, expected;
        char what[160];
        netmkt_model *model;

        (void)snprintf(what, sizeof what, "%s row %zu", file, i + 1);
        ck_assert_int_eq(netmkt_model_new(NULL, kind, NULL, 4, row, &model), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_score(model, 1, 1, &row[4], &row[5], &row[6], horizon_at > 0 ? row[horizon_at] : 1.0, &ln, &alive, &expected), NETMKT_OK);
        test_close(ln, row[ln_at], 1e-10, 1.0, what);
        near_probability(alive, row[alive_at], what);
        if (expected_at > 0)
            near_probability(expected, row[expected_at], what);
        netmkt_model_free(model);
    }
}

START_TEST(bgnbd_scores)
{
    check_scores(NETMKT_MODEL_BGNBD, "reference/bgnbd.csv", 7, 8, 9, 11);
}
END_TEST

START_TEST(mbgnbd_scores)
{
    check_scores(NETMKT_MODEL_MBGNBD, "reference/mbgnbd.csv", 0, 7, 8, 0);
}
END_TEST

START_TEST(paretonbd_scores)
{
    check_scores(NETMKT_MODEL_PARETONBD, "reference/paretonbd.csv", 7, 8, 9, 11);
}
END_TEST

START_TEST(bgbb_scores)
{
    check_scores(NETMKT_MODEL_BGBB, "reference/bgbb.csv", 0, 7, 8, 0);
}
END_TEST

static void check_dead(int32_t kind, const char *file, int dead_at, int discount_at)
{
    if (!load(file, &data))
        return;
    for (size_t i = 0; i < data.rows; i++) {
        const double *row = data.at[i];
        double dead, dert;
        char what[160];
        netmkt_model *model;

        (void)snprintf(what, sizeof what, "%s row %zu", file, i + 1);
        ck_assert_int_eq(netmkt_model_new(NULL, kind, NULL, 4, row, &model), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_p_dead(model, 1, 1, &row[4], &row[5], &row[6], &dead), NETMKT_OK);
        near_probability(dead, row[dead_at], what);
        if (discount_at > 0) {
            ck_assert_int_eq(netmkt_model_dert(model, 1, 1, &row[4], &row[5], &row[6], row[discount_at], &dert), NETMKT_OK);
            near_probability(dert, row[discount_at + 1], what);
        }
        netmkt_model_free(model);
    }
}

START_TEST(bgnbd_dead)
{
    check_dead(NETMKT_MODEL_BGNBD, "reference/bgnbd.csv", 10, 0);
}
END_TEST

START_TEST(paretonbd_dead_and_dert)
{
    check_dead(NETMKT_MODEL_PARETONBD, "reference/paretonbd.csv", 10, 12);
}
END_TEST

START_TEST(gammagamma_scores)
{
    if (!load("reference/gammagamma.csv", &data))
        return;
    for (size_t i = 0; i < data.rows; i++) {
        const double *row = data.at[i];
        double ln, expected;
        netmkt_model *model;

        ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_GAMMAGAMMA, NULL, 3, row, &model), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_spend(model, 1, &row[3], &row[4], &ln, &expected), NETMKT_OK);
        test_close(ln, row[5], 1e-10, 1.0, "ln L");
        test_close(expected, row[6], 1e-10, 0.0, "E[M]");
        netmkt_model_free(model);
    }
}
END_TEST

/* --- fits --- */

typedef struct estimate {
    const char *name;
    double value, error; /* error 0: not known */
} estimate;

static double cdnow[5][ROWS];
static size_t customers;

static int load_cdnow(void)
{
    if (!load("data/cdnow_sample_summary.csv", &data))
        return 0;
    for (size_t i = 0; i < data.rows; i++) {
        for (int c = 0; c < 5; c++)
            cdnow[c][i] = data.at[i][c + 1];
    }
    customers = data.rows;
    return 1;
}

static void check_fit(int32_t kind, const estimate *want, size_t n, double log_likelihood, double tolerance)
{
    netmkt_fit fit = {.struct_size = sizeof fit};
    netmkt_model *model;

    ck_assert_msg(netmkt_model_fit_summaries(NULL, kind, NULL, customers, cdnow[0], cdnow[1], cdnow[2], cdnow[3], NULL, &model) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(netmkt_model_fit_get(model, &fit), NETMKT_OK);
    ck_assert_int_eq(fit.ended, NETMKT_FIT_CONVERGED);
    ck_assert_str_eq(netmkt_model_note(model), "");
    ck_assert_double_eq_tol(fit.log_likelihood, log_likelihood, 1e-6);
    ck_assert_double_eq_tol(fit.aic, 2.0 * (double)n - 2.0 * fit.log_likelihood, 1e-9);
    for (size_t i = 0; i < n; i++) {
        double value, error;

        ck_assert_int_eq(netmkt_model_parameter(model, want[i].name, &value, &error), NETMKT_OK);
        test_close(value, want[i].value, tolerance, 0.0, want[i].name);
        ck_assert(error > 0.0);
        if (want[i].error > 0.0)
            test_close(error, want[i].error, 1e-4, 0.0, "standard error");
    }
    if (kind == NETMKT_MODEL_GAMMAGAMMA) {
        ck_assert_uint_eq(fit.customers, 946);
        ck_assert_uint_eq(fit.left_out, 2357 - 946);
    } else {
        ck_assert_uint_eq(fit.customers, 2357);
    }
    netmkt_model_free(model);
}

START_TEST(cdnow_bgnbd)
{
    static const estimate WANT[] = {{"r", .242594522, .0125574}, {"alpha", 4.413602019, .3782241}, {"a", .792922018, .1857329}, {"b", 2.425906779, .7054104}};

    if (load_cdnow())
        check_fit(NETMKT_MODEL_BGNBD, WANT, 4, -9582.42920667, 1e-7);
}
END_TEST

START_TEST(cdnow_mbgnbd)
{
    static const estimate WANT[] = {{"r", .524843, 0.0}, {"alpha", 6.183086, 0.0}, {"a", .891359, 0.0}, {"b", 1.614002, 0.0}};

    if (load_cdnow())
        check_fit(NETMKT_MODEL_MBGNBD, WANT, 4, -9582.135716, 1e-6);
}
END_TEST

START_TEST(cdnow_gammagamma)
{
    static const estimate WANT[] = {{"p", 6.249572277, 0.0}, {"q", 3.744224666, 0.0}, {"gamma", 15.443520942, 0.0}};

    if (load_cdnow())
        check_fit(NETMKT_MODEL_GAMMAGAMMA, WANT, 3, -4055.91769480, 1e-6);
}
END_TEST

START_TEST(cdnow_paretonbd)
{
    static const estimate WANT[] = {{"r", .553277, 0.0}, {"alpha", 10.577684, 0.0}, {"s", .606240, 0.0}, {"beta", 11.668735, 0.0}};

    if (load_cdnow())
        check_fit(NETMKT_MODEL_PARETONBD, WANT, 4, -9594.976179, 1e-6);
}
END_TEST

/* The donations of Fader, Hardie & Shang (2010): 22 distinct histories of 11,104 donors; published to three digits. */
START_TEST(donations_bgbb)
{
    static const double WANT[4] = {1.204, .750, .657, 2.783};
    double column[4][64];
    netmkt_model *model;
    netmkt_fit fit = {.struct_size = sizeof fit};

    if (!load("data/donations.csv", &data))
        return;
    ck_assert_uint_eq(data.rows, 22);
    for (size_t i = 0; i < data.rows; i++) {
        for (int c = 0; c < 4; c++)
            column[c][i] = data.at[i][c];
    }
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGBB, NULL, 22, column[0], column[1], column[2], NULL, column[3], &model), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_fit_get(model, &fit), NETMKT_OK);
    ck_assert_int_eq(fit.ended, NETMKT_FIT_CONVERGED);
    ck_assert_uint_eq(fit.customers, 11104);
    ck_assert_double_eq_tol(fit.log_likelihood, -33225.6, 0.05);
    for (uint32_t i = 0; i < 4; i++) {
        double value;

        ck_assert_int_eq(netmkt_model_parameter(model, netmkt_model_parameter_name(NETMKT_MODEL_BGBB, i), &value, NULL), NETMKT_OK);
        ck_assert_double_eq_tol(value, WANT[i], 6e-4);
    }
    netmkt_model_free(model);
}
END_TEST

/* The holdout of CDNOW: BG/NBD's prediction for 39 weeks stays near what was bought (Fader, Hardie & Lee 2005, figure 4). */
START_TEST(cdnow_holdout)
{
    double expected[ROWS], sum = 0.0, bought = 0.0;
    netmkt_model *model;

    if (!load_cdnow())
        return;
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGNBD, NULL, customers, cdnow[0], cdnow[1], cdnow[2], NULL, NULL, &model), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_score(model, 1, customers, cdnow[0], cdnow[1], cdnow[2], 39.0, NULL, NULL, expected), NETMKT_OK);
    for (size_t i = 0; i < customers; i++) {
        sum += expected[i];
        bought += cdnow[4][i];
    }
    ck_assert_double_gt(sum, 0.85 * bought);
    ck_assert_double_lt(sum, 1.15 * bought);
    netmkt_model_free(model);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("reference models");
    TCase *scores = tcase_create("scores"), *fits = tcase_create("fits");

    tcase_add_test(scores, bgnbd_scores);
    tcase_add_test(scores, mbgnbd_scores);
    tcase_add_test(scores, paretonbd_scores);
    tcase_add_test(scores, bgbb_scores);
    tcase_add_test(scores, bgnbd_dead);
    tcase_add_test(scores, paretonbd_dead_and_dert);
    tcase_add_test(scores, gammagamma_scores);
    suite_add_tcase(suite, scores);
    tcase_add_test(fits, cdnow_bgnbd);
    tcase_add_test(fits, cdnow_mbgnbd);
    tcase_add_test(fits, cdnow_gammagamma);
    tcase_add_test(fits, cdnow_paretonbd);
    tcase_add_test(fits, donations_bgbb);
    tcase_add_test(fits, cdnow_holdout);
    suite_add_tcase(suite, fits);
    return suite;
}
