/* What BG/NBD (Fader, Hardie & Lee 2005) and MBG/NBD (Batislam, Denizel & Filiztekin 2007) share. Parameters r, alpha, a,
 * b. They differ in one thing, `first`: the number of chances to drop out before the first repeat purchase, 0 for
 * BG/NBD, 1 for MBG/NBD. A customer with x repeat purchases had x + first chances. */
#ifndef NETMKT_VALUE_BG_H
#define NETMKT_VALUE_BG_H

#include "value/purchase_model.h"

double netmkt__bg_log_likelihood(const netmkt__rows *rows, int first, const double *theta, double *gradient, double *hessian);
int netmkt__bg_start(const netmkt__rows *rows, int k, double *theta);
extern const netmkt__limit netmkt__bg_limits[];

double netmkt__bg_customer_log_likelihood(const double *p, int first, double x, double t_x, double T);
double netmkt__bg_p_alive(const double *p, int first, double x, double t_x, double T);
double netmkt__bg_p_dead(const double *p, int first, double x, double t_x, double T);

/* Expected purchases in a time t of one who is alive, with purchase rate Gamma(r, alpha) and dropout probability
 * Beta(a, b) after each purchase: E[(1 - exp(-lambda p t)) / p]. All arguments positive, t >= 0. */
double netmkt__bg_expected(double r, double alpha, double a, double b, double t);

double netmkt__bg_analytic_from(const double *p, double *growth);

#endif
