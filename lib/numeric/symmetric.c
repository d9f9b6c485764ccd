/* Jacobi's method for eigenvalues; Cholesky's for the inverse. */
#include "numeric/symmetric.h"

#include <math.h>

#define MAX NETMKT__SYMMETRIC_MAX

/* Jacobi's rotation of rows and columns i, j of a, and columns i, j of v, that makes a[i][j] zero. */
static void rotate(double *a, double *v, int n, int i, int j)
{
    double aij = a[i * n + j], theta, t, c, sn;

    if (aij == 0.0)
        return;
    theta = (a[j * n + j] - a[i * n + i]) / (2.0 * aij);
    t = copysign(1.0, theta) / (fabs(theta) + hypot(theta, 1.0));
    c = 1.0 / hypot(t, 1.0);
    sn = t * c;
    for (int k = 0; k < n; k++) {
        double ki = a[k * n + i], kj = a[k * n + j];

        a[k * n + i] = c * ki - sn * kj;
        a[k * n + j] = sn * ki + c * kj;
    }
    for (int k = 0; k < n; k++) {
        double ik = a[i * n + k], jk = a[j * n + k], ki = v[k * n + i], kj = v[k * n + j];

        a[i * n + k] = c * ik - sn * jk;
        a[j * n + k] = sn * ik + c * jk;
        v[k * n + i] = c * ki - sn * kj;
        v[k * n + j] = sn * ki + c * kj;
    }
}

void netmkt__eigen_symmetric(double *a, int n, double *values, double *v)
{
    for (int i = 0; i < n * n; i++)
        v[i] = i % (n + 1) == 0;
    for (int sweep = 0; sweep < 60; sweep++) {
        double off = 0.0, all = 0.0;

        for (int i = 0; i < n * n; i++) {
            all += a[i] * a[i];
            off += i % (n + 1) != 0 ? a[i] * a[i] : 0.0;
        }
        if (!(off > 1e-32 * all))
            break;
        for (int i = 0; i < n - 1; i++) {
            for (int j = i + 1; j < n; j++)
                rotate(a, v, n, i, j);
        }
    }
    for (int i = 0; i < n; i++)
        values[i] = a[i * n + i];
}

int netmkt__invert_spd(double *matrix, int n)
{
    double l[MAX * MAX] = {0}, inverse[MAX * MAX] = {0};

    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = matrix[i * n + j];

            for (int k = 0; k < j; k++)
                sum -= l[i * n + k] * l[j * n + k];
            if (i == j && !(sum > 1e-14 * fabs(matrix[i * n + i]) && isfinite(sum)))
                return -1;
            l[i * n + j] = i == j ? sqrt(sum) : sum / l[j * n + j];
        }
    }
    for (int i = 0; i < n; i++) { /* the inverse of l, then its transpose times itself */
        inverse[i * n + i] = 1.0 / l[i * n + i];
        for (int j = 0; j < i; j++) {
            double sum = 0.0;

            for (int k = j; k < i; k++)
                sum -= l[i * n + k] * inverse[k * n + j];
            inverse[i * n + j] = sum / l[i * n + i];
        }
    }
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = 0.0;

            for (int k = i; k < n; k++)
                sum += inverse[k * n + i] * inverse[k * n + j];
            matrix[i * n + j] = matrix[j * n + i] = sum;
        }
    }
    return 0;
}
