/* Differences of the logarithmic derivatives of the Gamma function, without cancellation at any size of a or d. */
#ifndef NETMKT_VALUE_GAMMA_STEP_H
#define NETMKT_VALUE_GAMMA_STEP_H

/* psi(a + d) - psi(a) and psi'(a + d) - psi'(a), a > 0, d >= 0. */
void netmkt__gamma_step(double a, double d, double *psi, double *psi1);

#endif
