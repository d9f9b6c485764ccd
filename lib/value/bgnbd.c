/* BG/NBD (Fader, Hardie & Lee 2005): a customer may drop out after each repeat purchase. */
#include "value/bg.h"

#include <netmkt/model.h>

#include "value/future.h"

static double log_likelihood(const netmkt__rows *rows, const double *theta, double *gradient, double *hessian)
{
    return netmkt__bg_log_likelihood(rows, 0, theta, gradient, hessian);
}

static double customer_log_likelihood(const double *p, double x, double t_x, double T)
{
    return netmkt__bg_customer_log_likelihood(p, 0, x, t_x, T);
}

static double p_alive(const double *p, double x, double t_x, double T)
{
    return netmkt__bg_p_alive(p, 0, x, t_x, T);
}

static double p_dead(const double *p, double x, double t_x, double T)
{
    return netmkt__bg_p_dead(p, 0, x, t_x, T);
}

static double expected(const double *p, double x, double T, double t)
{
    return netmkt__bg_expected(p[0] + x, p[1] + T, p[2], p[3] + x, t);
}

static double expected_new(const double *p, double t)
{
    return netmkt__bg_expected(p[0], p[1], p[2], p[3], t);
}

static void distribution(const double *p, double x, double T, double t, size_t count, double *out, double *room)
{
    netmkt__bg_distribution(p[0] + x, p[1] + T, p[2], p[3] + x, t, count, out, room);
}

static void simulate(const double *p, netmkt__random *random, double T, double *x, double *t_x)
{
    netmkt__bg_simulate(p, 0, random, T, x, t_x);
}

const netmkt__purchase_model netmkt__bgnbd = {
    .number = NETMKT_MODEL_BGNBD,
    .name = "bgnbd",
    .parameters = 4,
    .parameter = {"r", "alpha", "a", "b"},
    .times = 1u << 1,
    .log_likelihood = log_likelihood,
    .analytic_from = netmkt__bg_analytic_from,
    .start = netmkt__bg_start,
    .limits = netmkt__bg_limits,
    .customer_log_likelihood = customer_log_likelihood,
    .p_alive = p_alive,
    .p_dead = p_dead,
    .expected = expected,
    .expected_new = expected_new,
    .distribution = distribution,
    .simulate = simulate,
};
