/* Gauss elimination with partial pivoting. */
#include "numeric/solve.h"

#include <float.h>
#include <math.h>

static void swap_rows(double *rows, size_t width, size_t i, size_t j)
{
    for (size_t k = 0; i != j && k < width; k++) {
        double swap = rows[i * width + k];

        rows[i * width + k] = rows[j * width + k];
        rows[j * width + k] = swap;
    }
}

static size_t pivot_of(size_t n, const double *a, size_t column)
{
    size_t best = column;

    for (size_t i = column + 1; i < n; i++)
        if (fabs(a[i * n + column]) > fabs(a[best * n + column]))
            best = i;
    return best;
}

static double largest(size_t n, const double *a)
{
    double most = 0.0;

    for (size_t i = 0; i < n * n; i++)
        most = fmax(most, fabs(a[i]));
    return most;
}

int netmkt__solve(size_t n, double *a, size_t m, double *b)
{
    double tiny = largest(n, a) * (double)n * DBL_EPSILON;

    for (size_t k = 0; k < n; k++) {
        size_t pivot = pivot_of(n, a, k);

        if (!(fabs(a[pivot * n + k]) > tiny))
            return 0;
        swap_rows(a, n, k, pivot);
        swap_rows(b, m, k, pivot);
        for (size_t i = k + 1; i < n; i++) {
            double factor = a[i * n + k] / a[k * n + k];

            for (size_t j = k; j < n; j++)
                a[i * n + j] -= factor * a[k * n + j];
            for (size_t j = 0; j < m; j++)
                b[i * m + j] -= factor * b[k * m + j];
        }
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t j = 0; j < m; j++) {
            double sum = b[k * m + j];

            for (size_t i = k + 1; i < n; i++)
                sum -= a[k * n + i] * b[i * m + j];
            b[k * m + j] = sum / a[k * n + k];
        }
    }
    return 1;
}
