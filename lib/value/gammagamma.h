/* Gamma-Gamma spend (Fader, Hardie & Lee 2005; Colombo & Jiang 1999). Parameters p, q, gamma: a customer's spends are
 * Gamma(p, nu), and nu is Gamma(q, gamma) over customers. */
#ifndef NETMKT_VALUE_GAMMAGAMMA_H
#define NETMKT_VALUE_GAMMAGAMMA_H

#include "value/fit.h"
#include "value/group.h"

enum { NETMKT__SPEND_PARAMETERS = 3 };

extern const char *const netmkt__spend_parameter[NETMKT__SPEND_PARAMETERS];
extern const netmkt__limit netmkt__spend_limits[];

typedef struct netmkt__spend_rows netmkt__spend_rows;

/* From groups of (x, m), all x > 0 and m > 0; m is divided by `unit`. The groups must outlive the rows. */
netmkt_status netmkt__spend_rows_new(const netmkt__groups *groups, double unit, uint32_t threads, netmkt__spend_rows **out);
void netmkt__spend_rows_free(netmkt__spend_rows *rows); /* NULL is ignored */

/* Sum of weight * ln L at theta, the logarithms of the parameters, with its derivatives by them. */
double netmkt__spend_log_likelihood(const netmkt__spend_rows *rows, const double *theta, double *gradient, double *hessian);
int netmkt__spend_start(int k, double *theta);

/* Of one customer, x > 0 and m > 0. */
double netmkt__spend_customer_log_likelihood(const double *p, double x, double m);
double netmkt__spend_expected(const double *p, double x, double m); /* x <= 0 or m <= 0: the population's mean; infinite where it does not exist */

#endif
