/* Symmetric matrices of a few rows. */
#ifndef NETMKT_NUMERIC_SYMMETRIC_H
#define NETMKT_NUMERIC_SYMMETRIC_H

enum { NETMKT__SYMMETRIC_MAX = 8 };

/* Inverse of a symmetric positive definite n x n matrix in place (row major), n <= NETMKT__SYMMETRIC_MAX.
 * 0, or -1 when it is not positive definite (the matrix is then unspecified). */
int netmkt__invert_spd(double *matrix, int n);

/* Eigenvalues of a symmetric n x n matrix of any size (row major, destroyed) and, as the columns of `vectors`, its unit eigenvectors. */
void netmkt__eigen_symmetric(double *matrix, int n, double *values, double *vectors);

#endif
