/* Splitting a budget inside: curves of one variable on a domain, their concave envelopes, and the ways to the optimum.
 *
 * Invariants:
 *  1. An envelope is never below its curve, and equals it at both ends of its domain: linear from `low` to `joint`, the curve behind it.
 *  2. Carry-over is in `half` already: r(x) = top * x^shape / (x^shape + half^shape). */
#ifndef NETMKT_REACH_ALLOCATE_H
#define NETMKT_REACH_ALLOCATE_H

#include <netmkt/allocate.h>

typedef struct netmkt__arm {
    double top, half, shape;
    double low, high;   /* its domain */
    double joint;       /* where the linear part of the envelope ends; low: none */
    double slope;       /* of that part */
    double at_low;      /* the curve there */
    double from, to;    /* marginal returns at the ends of the concave part: from >= to */
} netmkt__arm;

typedef struct netmkt__split {
    netmkt_context *context;
    size_t n;
    netmkt__arm *arm;
    double *amount;     /* the best found */
    double budget;
    double expected, multiplier, gap;
} netmkt__split;

double netmkt__arm_return(const netmkt__arm *arm, double x);
double netmkt__arm_marginal(const netmkt__arm *arm, double x);
/* The envelope of the domain set. */
void netmkt__arm_envelope(netmkt__arm *arm);
double netmkt__arm_envelope_at(const netmkt__arm *arm, double x);
/* 1 if marginal returns fall on the whole domain. */
int netmkt__arm_falls(const netmkt__arm *arm);

/* The amounts that maximise the sum of the envelopes; the budget is at least the sum of the lows. Returns the multiplier. */
double netmkt__split_relaxed(const netmkt__split *split, double *amount);

/* The best split: fills amount, expected, multiplier, gap. NETMKT_E_NOMEM. */
netmkt_status netmkt__split_search(netmkt__split *split);

/* The same over whole steps, on whose multiples the domains begin and end. NETMKT_E_RANGE: too many. */
netmkt_status netmkt__split_steps(netmkt__split *split, double step);

#endif
