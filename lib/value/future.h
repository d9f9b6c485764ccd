/* What a customer who is alive will do, beyond the mean: distributions of his purchases, and customers drawn at random.
 * The functions of the table in purchase_model.h, by model. */
#ifndef NETMKT_VALUE_FUTURE_H
#define NETMKT_VALUE_FUTURE_H

#include "value/purchase_model.h"

/* BG: alive, with rate Gamma(r, alpha) and dropout Beta(a, b). `room`: 2 * count doubles of scratch. */
void netmkt__bg_distribution(double r, double alpha, double a, double b, double t, size_t count, double *out, double *room);
/* `first` as in bg.h. */
void netmkt__bg_simulate(const double *p, int first, netmkt__random *random, double T, double *x, double *t_x);

double netmkt__paretonbd_residual(const double *p, double x, double T, double discount);
void netmkt__paretonbd_distribution(const double *p, double x, double T, double t, size_t count, double *out, double *room);
void netmkt__paretonbd_simulate(const double *p, netmkt__random *random, double T, double *x, double *t_x);

double netmkt__bgbb_residual(const double *p, double x, double T, double discount);
void netmkt__bgbb_distribution(const double *p, double x, double T, double t, size_t count, double *out, double *room);
void netmkt__bgbb_simulate(const double *p, netmkt__random *random, double T, double *x, double *t_x);

/* x purchases of a Poisson process spread over a time of `length`: when the last one was. */
double netmkt__last_of(netmkt__random *random, double x, double length);
/* At which chance, from 1, something of probability p happens first; may be infinite. */
double netmkt__first_chance(netmkt__random *random, double p);

#endif
