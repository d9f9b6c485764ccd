/* Elimination without a subtraction. */
#include "numeric/absorb.h"

int netmkt__absorb_solve(size_t n, double *q, double *absorb, size_t m, double *b)
{
    for (size_t k = 0; k < n; k++) {
        double *row = q + k * n, pivot = absorb[k]; /* 1 - q[k][k]: what goes elsewhere */

        for (size_t j = k + 1; j < n; j++)
            pivot += row[j];
        if (!(pivot > 0.0))
            return 0;
        for (size_t j = k + 1; j < n; j++)
            row[j] /= pivot;
        for (size_t j = 0; j < m; j++)
            b[k * m + j] /= pivot;
        absorb[k] /= pivot;
        for (size_t i = k + 1; i < n; i++) { /* whoever goes to k goes on from there */
            double *other = q + i * n, to = other[k];

            if (to <= 0.0)
                continue;
            for (size_t j = k + 1; j < n; j++)
                other[j] += to * row[j];
            for (size_t j = 0; j < m; j++)
                b[i * m + j] += to * b[k * m + j];
            absorb[i] += to * absorb[k];
        }
    }
    for (size_t k = n; k > 0; k--)
        for (size_t j = k; j < n; j++)
            for (size_t c = 0; c < m; c++)
                b[(k - 1) * m + c] += q[(k - 1) * n + j] * b[j * m + c];
    return 1;
}
