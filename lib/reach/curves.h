/* Fitting curves of response inside: the model over periods, and the search.
 *
 * Parameters in order: base, then for each channel top, ln half, ln shape, carry. */
#ifndef NETMKT_REACH_CURVES_H
#define NETMKT_REACH_CURVES_H

#include <netmkt/curves.h>

#include "numeric/least_squares.h"

enum { NETMKT__CURVE_TOP, NETMKT__CURVE_HALF, NETMKT__CURVE_SHAPE, NETMKT__CURVE_CARRY, NETMKT__CURVE_PARAMETERS };
enum { NETMKT__PERIODS_MOST = 100000 };

/* Number of a channel's parameter. */
#define NETMKT__CURVE_AT(channel, which) (1 + NETMKT__CURVE_PARAMETERS * (int)(channel) + (which))

typedef struct netmkt__curves {
    netmkt_context *context;
    size_t periods, channels;
    const double *returns;
    const double *const *spend;
    double scale; /* of returns: the largest, so that parameters are of a size */
    int k;        /* parameters */
    int reserved;
    double lower[NETMKT__SQUARES_MOST], upper[NETMKT__SQUARES_MOST];
} netmkt__curves;

/* 1 if a channel spent nearly the same in every period: then its return cannot be told from the base. */
int netmkt__curves_constant(const netmkt__curves *curves, size_t channel);
/* Bounds from what was seen; the return of a constant channel is left to the base. */
void netmkt__curves_init(netmkt__curves *curves);
/* The best of many starts, of the first `periods`. NETMKT_E_CONVERGE, NETMKT_E_NOMEM. */
netmkt_status netmkt__curves_search(const netmkt__curves *curves, size_t periods, uint32_t threads, netmkt__squares *out);
/* What the parameters foretell for all periods. */
netmkt_status netmkt__curves_foretell(const netmkt__curves *curves, const double *theta, double *out);

#endif
