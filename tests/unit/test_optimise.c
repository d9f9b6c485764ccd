/* The search: finds known maxima, holds bounds, and admits failure. */
#include <math.h>

#include "numeric/optimise.h"
#include "support/support.h"

/* Rosenbrock's valley turned over: maximum 0 at (1, 1). */
static double valley(void *argument, const double *theta, double *gradient)
{
    double u = theta[1] - theta[0] * theta[0], v = 1.0 - theta[0];

    ++*(int *)argument;
    if (gradient != NULL) {
        gradient[0] = 400.0 * theta[0] * u + 2.0 * v;
        gradient[1] = -200.0 * u;
    }
    return -100.0 * u * u - v * v;
}

static double valley_hessian(void *argument, const double *theta, double *gradient, double *hessian)
{
    if (hessian != NULL) {
        hessian[0] = -1200.0 * theta[0] * theta[0] + 400.0 * theta[1] - 2.0;
        hessian[1] = hessian[2] = 400.0 * theta[0];
        hessian[3] = -200.0;
    }
    return valley(argument, theta, gradient);
}

START_TEST(finds_the_end_of_a_valley)
{
    static const double STARTS[3][2] = {{-1.2, 1.0}, {3.0, -4.0}, {0.0, 0.0}};

    for (int i = 0; i < 3; i++) {
        netmkt__optimum bfgs, newton;
        int calls = 0;

        netmkt__maximise(valley, &calls, 2, STARTS[i], NULL, NULL, 1.0, &bfgs);
        ck_assert_int_eq(bfgs.ended, NETMKT__ENDED_CONVERGED);
        ck_assert_int_eq(bfgs.evaluations, calls);
        ck_assert_double_eq_tol(bfgs.theta[0], 1.0, 1e-8);
        ck_assert_double_eq_tol(bfgs.theta[1], 1.0, 1e-8);
        ck_assert_double_eq_tol(bfgs.value, 0.0, 1e-15);
        netmkt__maximise_newton(valley_hessian, &calls, 2, STARTS[i], NULL, NULL, 1.0, &newton);
        ck_assert_int_eq(newton.ended, NETMKT__ENDED_CONVERGED);
        ck_assert_double_eq_tol(newton.theta[0], 1.0, 1e-8);
        ck_assert_int_le(newton.iterations, 40);
    }
}
END_TEST

START_TEST(stops_at_a_bound)
{
    static const double START[2] = {0.0, 0.0}, LOWER[2] = {-2.0, -2.0}, UPPER[2] = {0.5, 2.0};
    netmkt__optimum found;
    int calls = 0;

    netmkt__maximise(valley, &calls, 2, START, LOWER, UPPER, 1.0, &found);
    ck_assert_int_eq(found.ended, NETMKT__ENDED_BOUND);
    ck_assert_double_eq(found.theta[0], 0.5);
    ck_assert_double_eq_tol(found.theta[1], 0.25, 1e-8);
    netmkt__maximise_newton(valley_hessian, &calls, 2, START, LOWER, UPPER, 1.0, &found);
    ck_assert_int_eq(found.ended, NETMKT__ENDED_BOUND);
    ck_assert_double_eq(found.theta[0], 0.5);
    ck_assert_double_eq_tol(found.theta[1], 0.25, 1e-8);
}
END_TEST

/* ln x - x: NaN for x < 0, maximum -1 at 1. */
static double half_line(void *argument, const double *theta, double *gradient)
{
    (void)argument;
    if (gradient != NULL)
        gradient[0] = 1.0 / theta[0] - 1.0;
    return log(theta[0]) - theta[0];
}

START_TEST(steps_back_from_outside)
{
    static const double NEAR[1] = {1e-6}, FAR[1] = {50.0}, OUTSIDE[1] = {-1.0};
    netmkt__optimum found;

    netmkt__maximise(half_line, NULL, 1, NEAR, NULL, NULL, 1.0, &found);
    ck_assert_int_eq(found.ended, NETMKT__ENDED_CONVERGED);
    ck_assert_double_eq_tol(found.theta[0], 1.0, 1e-8);
    netmkt__maximise(half_line, NULL, 1, FAR, NULL, NULL, 1.0, &found);
    ck_assert_int_eq(found.ended, NETMKT__ENDED_CONVERGED);
    ck_assert_double_eq_tol(found.theta[0], 1.0, 1e-8);
    netmkt__maximise(half_line, NULL, 1, OUTSIDE, NULL, NULL, 1.0, &found);
    ck_assert_int_eq(found.ended, NETMKT__ENDED_FAILED);
}
END_TEST

static double endless(void *argument, const double *theta, double *gradient)
{
    (void)argument;
    if (gradient != NULL)
        gradient[0] = 1.0;
    return theta[0];
}

START_TEST(an_endless_rise_is_no_optimum)
{
    static const double START[1] = {0.0};
    netmkt__optimum found;

    netmkt__maximise(endless, NULL, 1, START, NULL, NULL, 1.0, &found);
    ck_assert_int_ne(found.ended, NETMKT__ENDED_CONVERGED);
    ck_assert_int_ne(found.ended, NETMKT__ENDED_BOUND);
}
END_TEST

/* Wrong by a constant factor and sign in its gradient: no rise along it. */
static double liar(void *argument, const double *theta, double *gradient)
{
    (void)argument;
    if (gradient != NULL)
        gradient[0] = 2.0 * theta[0] + 1.0;
    return -theta[0] * theta[0];
}

START_TEST(no_progress_with_a_slope_is_a_failure)
{
    static const double START[1] = {0.0};
    netmkt__optimum found;

    netmkt__maximise(liar, NULL, 1, START, NULL, NULL, 1.0, &found);
    ck_assert_int_eq(found.ended, NETMKT__ENDED_FAILED);
}
END_TEST

START_TEST(inverts_and_refuses)
{
    double good[9] = {4, 1, 2, 1, 3, 0, 2, 0, 5}, copy[9], bad[4] = {1, 2, 2, 1}, nan[1] = {(double)NAN};

    for (int i = 0; i < 9; i++)
        copy[i] = good[i];
    ck_assert_int_eq(netmkt__invert_spd(copy, 3), 0);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            double sum = 0.0;

            for (int k = 0; k < 3; k++)
                sum += good[i * 3 + k] * copy[k * 3 + j];
            ck_assert_double_eq_tol(sum, i == j, 1e-14);
        }
    }
    ck_assert_int_eq(netmkt__invert_spd(bad, 2), -1);
    ck_assert_int_eq(netmkt__invert_spd(nan, 1), -1);
}
END_TEST

START_TEST(eigenvectors)
{
    double a[25], copy[25], values[5], v[25];

    for (int i = 0; i < 25; i++)
        a[i] = copy[i] = 1.0 / (1.0 + i / 5 + i % 5); /* Hilbert's matrix: eigenvalues from 3e-6 to 1.6 */
    netmkt__eigen_symmetric(copy, 5, values, v);
    for (int k = 0; k < 5; k++) {
        double norm = 0.0;

        for (int i = 0; i < 5; i++) {
            double sum = 0.0;

            for (int j = 0; j < 5; j++)
                sum += a[i * 5 + j] * v[j * 5 + k];
            ck_assert_double_eq_tol(sum, values[k] * v[i * 5 + k], 1e-15);
            norm += v[i * 5 + k] * v[i * 5 + k];
        }
        ck_assert_double_eq_tol(norm, 1.0, 1e-14);
    }
}
END_TEST

START_TEST(hessian_of_a_gradient)
{
    static const double AT[2] = {1.3, -0.7};
    double exact[4], got[4], gradient[2];
    int calls = 0;

    (void)valley_hessian(&calls, AT, gradient, exact);
    netmkt__hessian(valley, &calls, 2, AT, got);
    for (int i = 0; i < 4; i++)
        test_close(got[i], exact[i], 1e-9, 1.0, "second derivative");
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("optimise");
    TCase *all = tcase_create("all");

    tcase_add_test(all, finds_the_end_of_a_valley);
    tcase_add_test(all, stops_at_a_bound);
    tcase_add_test(all, steps_back_from_outside);
    tcase_add_test(all, an_endless_rise_is_no_optimum);
    tcase_add_test(all, no_progress_with_a_slope_is_a_failure);
    tcase_add_test(all, inverts_and_refuses);
    tcase_add_test(all, eigenvectors);
    tcase_add_test(all, hessian_of_a_gradient);
    suite_add_tcase(suite, all);
    return suite;
}
