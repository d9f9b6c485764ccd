/* Values of customers, sorted, as every measure of concentration needs them. */
#ifndef NETMKT_VALUE_CONCENTRATION_H
#define NETMKT_VALUE_CONCENTRATION_H

#include <netmkt/concentration.h>

typedef struct netmkt__worths {
    netmkt_context *context;
    size_t n;
    double *value;  /* the least first */
    double *best;   /* n + 1 sums: of the best 0, 1, 2, ... customers */
    double total;   /* best[n] */
} netmkt__worths;

/* Check, sort, sum. NETMKT_E_INVALID, NETMKT_E_DATA, NETMKT_E_RANGE, NETMKT_E_NOMEM; netmkt__worths_free() also after a failure. */
netmkt_status netmkt__worths_new(netmkt_context *context, size_t n, const double *values, netmkt__worths *out);
void netmkt__worths_free(netmkt__worths *worths);

#endif
