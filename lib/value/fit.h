/* Search for a maximum of a likelihood from several starts, and judgement of what was found. */
#ifndef NETMKT_VALUE_FIT_H
#define NETMKT_VALUE_FIT_H

#include "numeric/optimise.h"

enum { NETMKT__FIT_MOST = 4, NETMKT__FIT_STARTS = 12 };

/* A border or ridge along which a model becomes a simpler one: where a long step in this direction (of the parameters'
 * logarithms) costs no likelihood, the optimum lies there. */
typedef struct netmkt__limit {
    signed char direction[NETMKT__FIT_MOST];
    const char *note;
} netmkt__limit;

typedef struct netmkt__fit_problem {
    int parameters;
    netmkt__objective_hessian objective;
    void *all;       /* the objective's argument for all rows */
    void *sample;    /* a small sample of them for the first searches; may be the same pointer */
    double scale_all, scale_sample; /* customers */
    int starts;
    double start[NETMKT__FIT_STARTS][NETMKT__FIT_MOST];
    const netmkt__limit *limits;
} netmkt__fit_problem;

typedef struct netmkt__fit_result {
    double theta[NETMKT__FIT_MOST];
    double value;
    int32_t ended; /* NETMKT_FIT_... */
    uint32_t iterations;
    double covariance[NETMKT__FIT_MOST * NETMKT__FIT_MOST]; /* of theta; NaN at a boundary */
    char note[224];   /* of the limits that hold, or "" */
} netmkt__fit_result;

/* NETMKT_OK, or NETMKT_E_CONVERGE with how the best search failed. */
netmkt_status netmkt__fit_run(const netmkt__fit_problem *problem, netmkt__fit_result *out);

#endif
