/* Integrals of smooth functions: Gauss and Legendre's rule of 16 points on panels. */
#ifndef NETMKT_NUMERIC_QUADRATURE_H
#define NETMKT_NUMERIC_QUADRATURE_H

/* Two functions at x, so that one can be the weight by which the other is divided. */
typedef void (*netmkt__integrand)(void *argument, double x, double *first, double *second);

/* The integrals of both from `from` to `to` on `panels` panels of equal width. */
void netmkt__integrate(netmkt__integrand f, void *argument, double from, double to, int panels, double *first, double *second);

/* Node k of 0 to NETMKT__NODES - 1 on a panel with this middle and half width, and its weight: for sums over many functions at once. */
#define NETMKT__NODES 16
double netmkt__node(int k, double middle, double half, double *weight);

#endif
