/* Delivered value inside. */
#ifndef NETMKT_VALUE_DELIVERED_H
#define NETMKT_VALUE_DELIVERED_H

#include <netmkt/delivered.h>

/* NETMKT_E_INVALID, NETMKT_E_RANGE: parts, weights (NULL: 1 each), or a sum of them that is not finite. */
netmkt_status netmkt__delivered_check(size_t offers, const double *parts, const double *weights);
netmkt_status netmkt__weights_check(const double *weights);

/* Of checked numbers. */
double netmkt__delivered_value(const double *parts, const double *weights);
double netmkt__delivered_cost(const double *parts, const double *weights);
/* Choice shares from delivered values, in place; `scale` > 0. */
void netmkt__choice_shares(size_t offers, double scale, double *delivered);

static inline double netmkt__weight_of(const double *weights, int part)
{
    return weights != NULL ? weights[part] : 1.0;
}

#endif
