/* Levenberg and Marquardt: steps of Gauss and Newton with the diagonal of J'J raised until the sum falls. */
#include "numeric/least_squares.h"

#include <math.h>
#include <string.h>

enum { ITERATIONS = 500, MOST = NETMKT__SQUARES_MOST };

/* Sum of squares at theta, J'J and J'r; NaN outside. */
static double measure(netmkt__curve curve, void *argument, size_t n, const double *y, int k, const double *theta, double *normal, double *gradient)
{
    double sum = 0.0, slope[MOST];

    memset(normal, 0, (size_t)(k * k) * sizeof *normal);
    memset(gradient, 0, (size_t)k * sizeof *gradient);
    for (size_t i = 0; i < n; i++) {
        double rest = y[i] - curve(argument, theta, i, slope);

        sum += rest * rest;
        for (int a = 0; a < k; a++) {
            gradient[a] += slope[a] * rest;
            for (int b = 0; b <= a; b++)
                normal[a * k + b] += slope[a] * slope[b];
        }
    }
    for (int a = 0; a < k; a++)
        for (int b = a + 1; b < k; b++)
            normal[a * k + b] = normal[b * k + a];
    return sum;
}

/* Cholesky's factor of a matrix of unit diagonal, in its lower triangle; 0 if it is not positive definite. */
static int factor(double *a, int k)
{
    for (int i = 0; i < k; i++) {
        for (int j = 0; j <= i; j++) {
            double rest = a[i * k + j];

            for (int l = 0; l < j; l++)
                rest -= a[i * k + l] * a[j * k + l];
            if (i == j && !(rest > 1e-15))
                return 0;
            a[i * k + j] = i == j ? sqrt(rest) : rest / a[j * k + j];
        }
    }
    return 1;
}

/* The matrix with its diagonal scaled to 1, and the scales. A parameter that is held has a scale of 0, and no part in it. */
static void scale(const double *matrix, int k, double damping, const int *held, double *scaled, double *size)
{
    for (int i = 0; i < k; i++)
        size[i] = held[i] ? 0.0 : sqrt(matrix[i * k + i]);
    for (int i = 0; i < k; i++)
        for (int j = 0; j < k; j++)
            scaled[i * k + j] = size[i] > 0.0 && size[j] > 0.0 ? matrix[i * k + j] / size[i] / size[j] + (i == j ? damping : 0.0) : i == j;
}

static void solve(const double *l, int k, double *x)
{
    for (int i = 0; i < k; i++) {
        for (int j = 0; j < i; j++)
            x[i] -= l[i * k + j] * x[j];
        x[i] /= l[i * k + i];
    }
    for (int i = k - 1; i >= 0; i--) {
        for (int j = i + 1; j < k; j++)
            x[i] -= l[j * k + i] * x[j];
        x[i] /= l[i * k + i];
    }
}

/* theta + the damped step, held within the bounds; 0 if there is none. */
static int step(const double *normal, const double *gradient, int k, double damping, const double *theta, const double *lower, const double *upper, double *out)
{
    double a[MOST * MOST], size[MOST], x[MOST];
    int held[MOST];

    for (int i = 0; i < k; i++) { /* at a bound that it would pass, or without any influence */
        held[i] = (theta[i] <= lower[i] && gradient[i] < 0.0) || (theta[i] >= upper[i] && gradient[i] > 0.0) || !(normal[i * k + i] > 0.0);
    }
    scale(normal, k, damping, held, a, size);
    if (!factor(a, k))
        return 0;
    for (int i = 0; i < k; i++)
        x[i] = size[i] > 0.0 ? gradient[i] / size[i] : 0.0;
    solve(a, k, x);
    for (int i = 0; i < k; i++)
        out[i] = size[i] > 0.0 ? fmin(fmax(theta[i] + x[i] / size[i], lower[i]), upper[i]) : theta[i];
    return 1;
}

void netmkt__least_squares(netmkt__curve curve, void *argument, size_t n, const double *y, int k, const double *start, const double *lower,
                           const double *upper, netmkt__squares *out)
{
    double gradient[MOST], next[MOST], next_normal[MOST * MOST], next_gradient[MOST], damping = 1e-3;

    memset(out, 0, sizeof *out);
    memcpy(out->theta, start, (size_t)k * sizeof *start);
    out->sum = measure(curve, argument, n, y, k, out->theta, out->normal, gradient);
    while (out->iterations < ITERATIONS && isfinite(out->sum)) {
        double sum = (double)NAN, moved = 0.0;

        out->iterations++;
        if (step(out->normal, gradient, k, damping, out->theta, lower, upper, next))
            sum = measure(curve, argument, n, y, k, next, next_normal, next_gradient);
        for (int i = 0; i < k; i++)
            moved = fmax(moved, fabs(next[i] - out->theta[i]));
        if (!(sum <= out->sum)) {
            if (damping > 1e12) {
                out->converged = 1;
                return;
            }
            damping *= 4.0;
            continue;
        }
        memcpy(out->theta, next, (size_t)k * sizeof *next);
        memcpy(out->normal, next_normal, sizeof next_normal);
        memcpy(gradient, next_gradient, sizeof gradient);
        out->converged = moved <= 1e-14 || (out->sum - sum <= 1e-16 * sum && moved <= 1e-9);
        out->sum = sum;
        if (out->converged)
            return;
        damping = fmax(damping * 0.2, 1e-18);
    }
}
