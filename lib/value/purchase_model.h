/* What a purchase model is: one table of functions. A new model is a new file with such a table and a line in the list
 * of purchase_model.c; fit, scores, CLV and the public API follow from it. */
#ifndef NETMKT_VALUE_PURCHASE_MODEL_H
#define NETMKT_VALUE_PURCHASE_MODEL_H

#include "numeric/random.h"
#include "value/fit.h"
#include "value/rows.h"

enum { NETMKT__MODEL_PARAMETERS = 4 };

typedef struct netmkt__purchase_model {
    int32_t number; /* NETMKT_MODEL_... */
    const char *name;
    uint32_t parameters;
    const char *parameter[NETMKT__MODEL_PARAMETERS];
    uint32_t times;   /* bit k: parameter k is a time, and scales with its unit */
    int32_t discrete; /* t_x and T count opportunities */
    int32_t pairs;    /* the likelihood needs the rows' pairs */
    int32_t costly;   /* a customer's likelihood and P(alive) cost more than finding his like: compute them once for equal summaries */

    /* Sum over rows of weight * ln L at theta, the logarithms of the parameters; exact gradient by theta unless NULL,
     * and where hessian is not NULL the second derivatives. the rows' tables are scratch. */
    double (*log_likelihood)(const netmkt__rows *rows, const double *theta, double *gradient, double *hessian);
    /* Start number k of the search, as theta; 0 when there is none. */
    int (*start)(const netmkt__rows *rows, int k, double *theta);
    /* E[Y(t)] of one who is alive is an analytic function of t but where t + T + the value of this is negative or 0, so
     * that few of its values make up a sum over many t; *growth bounds ln |E| near there. NULL: no such promise. */
    double (*analytic_from)(const double *p, double *growth);
    const netmkt__limit *limits; /* ends with direction all 0 */

    /* Of one customer, at natural parameters p. `expected` is of one who is alive at T (BG/BB: at opportunity T + 1), so
     * that it depends on x and T alone; times P(alive) it is E[Y(t)]. */
    double (*customer_log_likelihood)(const double *p, double x, double t_x, double T);
    double (*p_alive)(const double *p, double x, double t_x, double T);
    double (*p_dead)(const double *p, double x, double t_x, double T); /* 1 - p_alive without cancellation */
    double (*expected)(const double *p, double x, double T, double t);
    double (*expected_new)(const double *p, double t);
    /* Of one who is alive likewise: discounted purchases of the whole future (NULL: by a sum of `expected` over times of
     * an endless stream), and the probabilities of 0 to count - 1 purchases in t; room: 2 * count doubles. */
    double (*residual)(const double *p, double x, double T, double discount);
    void (*distribution)(const double *p, double x, double T, double t, size_t count, double *out, double *room);

    /* A new customer drawn at random, seen for T. */
    void (*simulate)(const double *p, netmkt__random *random, double T, double *x, double *t_x);
} netmkt__purchase_model;

extern const netmkt__purchase_model netmkt__bgnbd, netmkt__mbgnbd, netmkt__paretonbd, netmkt__bgbb;

const netmkt__purchase_model *netmkt__purchase_model_by_number(int32_t number); /* NULL: none */

#endif
