/* The special functions against figures of 60-digit arithmetic. */
#include "numeric/special.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/support.h"

#define COLUMNS_MAX 5
#define TOLERANCE 1e-12 /* relative; of logarithms: of max(1, |value|) */
#define SMALLEST_NORMAL 2.2250738585072014e-308

typedef double (*evaluate)(const double *argument);

/* Each row of a file: arguments, and the value in the column `result`. */
static void check_file(const char *name, int columns, int result, evaluate function, double floor_value)
{
    const char *path = test_shared(name);
    double row[COLUMNS_MAX];
    char line[512], what[600];
    int rows = 0;
    FILE *file;

    if (path == NULL)
        return;
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        char *at = line;

        for (int i = 0; i < columns; i++) {
            row[i] = strtod(at, &at);
            ck_assert(i + 1 == columns || *at++ == ',');
        }
        if (fabs(row[result]) < SMALLEST_NORMAL)
            row[result] = 0;
        snprintf(what, sizeof what, "%s: %s", name, line);
        test_close(function(row), row[result], TOLERANCE, fmax(floor_value, SMALLEST_NORMAL / TOLERANCE), what);
        rows++;
    }
    ck_assert_int_ge(rows, 50);
    ck_assert_int_eq(fclose(file), 0);
}

static double digamma(const double *v)
{
    return netmkt__digamma(v[0]);
}

static double trigamma(const double *v)
{
    return netmkt__trigamma(v[0]);
}

static double gamma_p(const double *v)
{
    return netmkt__gamma_p(v[0], v[1]);
}

static double beta_inc(const double *v)
{
    return netmkt__beta_inc(v[0], v[1], v[2]);
}

static double log_hyp2f1(const double *v)
{
    return netmkt__log_hyp2f1(v[0], v[1], v[2], v[3]);
}

static double hyp2f1(const double *v)
{
    return v[4] < 700 ? log(netmkt__hyp2f1(v[0], v[1], v[2], v[3])) : v[4];
}

static double log_tricomi_u(const double *v)
{
    return netmkt__log_tricomi_u(v[0], v[1], v[2]);
}

static double normal_quantile(const double *v)
{
    return netmkt__normal_quantile(v[0]);
}

START_TEST(test_gamma_family)
{
    check_file("reference/digamma.csv", 3, 1, digamma, 0);
    check_file("reference/digamma.csv", 3, 2, trigamma, 0);
    check_file("reference/gamma_inc.csv", 3, 2, gamma_p, 0);
}
END_TEST

START_TEST(test_beta_inc)
{
    check_file("reference/beta_inc.csv", 4, 3, beta_inc, 0);
}
END_TEST

START_TEST(test_hypergeometric)
{
    check_file("reference/log_hyp2f1.csv", 5, 4, log_hyp2f1, 1);
    check_file("reference/log_hyp2f1.csv", 5, 4, hyp2f1, 1);
    check_file("reference/log_tricomi_u.csv", 4, 3, log_tricomi_u, 1);
}
END_TEST

START_TEST(test_normal_quantile)
{
    check_file("reference/normal_quantile.csv", 2, 1, normal_quantile, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("special functions against reference figures");
    TCase *tests = tcase_create("reference");

    tcase_add_test(tests, test_gamma_family);
    tcase_add_test(tests, test_beta_inc);
    tcase_add_test(tests, test_hypergeometric);
    tcase_add_test(tests, test_normal_quantile);
    suite_add_tcase(suite, tests);
    return suite;
}
