/* Gamma-Gamma likelihood. With y = m x,
 *   ln L = -ln B(px, q) - px log1p(gamma/y) - q log1p(y/gamma) - ln m,
 * in which nothing large cancels. A row costs one logarithm; what depends on x alone is computed once for each x. */
#include "value/gammagamma.h"

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "numeric/special.h"
#include "value/block_sum.h"
#include "value/gamma_step.h"

enum { P, Q, GAMMA };

struct netmkt__spend_rows {
    netmkt_context *context;
    uint32_t threads;
    size_t count, xs;
    const double *x, *weight; /* the groups' */
    double *y, *ln_y;         /* m x over the unit, and its logarithm */
    double *x_value, *x_weight;
    double *partial;
    double ln_m; /* sum of weight * ln (m / unit) */
};

typedef struct point {
    const netmkt__spend_rows *rows;
    double gamma, ln_gamma;
} point;

const char *const netmkt__spend_parameter[NETMKT__SPEND_PARAMETERS] = {"p", "q", "gamma"};

const netmkt__limit netmkt__spend_limits[] = {
    {{1, 0, -1, 0}, "p -> infinity: a customer spends the same at every purchase"},
    {{0, 1, 1, 0}, "q and gamma -> infinity: all customers' spends have the same gamma distribution"},
    {{1, 1, 0, 0}, "p and q -> infinity: everybody spends the same at every purchase"},
    {{0, -1, 0, 0}, "q -> 0: mean spends without bound"},
    {{-1, 0, 0, 0}, "p -> 0: spends near zero"},
    {{-1, 0, 1, 0}, "p -> 0 and gamma -> infinity: spends of a customer vary without bound"},
    {{0, 0, 1, 0}, "gamma -> infinity: mean spends without bound"},
    {{0, 0, -1, 0}, "gamma -> 0: mean spends near zero"},
    {{0, 0, 0, 0}, ""}};

/* In units of the mean spend. */
static const double STARTS[][3] = {{4.0, 3.0, 0.5}, {1.0, 2.0, 1.0}, {20.0, 10.0, 0.45}, {0.5, 1.2, 0.5}, {2.0, 20.0, 9.5}};

int netmkt__spend_start(int k, double *theta)
{
    if ((size_t)k >= sizeof STARTS / sizeof *STARTS)
        return 0;
    for (int i = 0; i < NETMKT__SPEND_PARAMETERS; i++)
        theta[i] = log(STARTS[k][i]);
    return 1;
}

netmkt_status netmkt__spend_rows_new(const netmkt__groups *groups, double unit, uint32_t threads, netmkt__spend_rows **out)
{
    const double *column[1] = {groups->key[0]};
    netmkt__spend_rows *rows = netmkt__calloc(groups->context, 1, sizeof *rows);
    netmkt__groups by_x;
    netmkt_status status;
    netmkt__sum ln_m = {0};

    *out = NULL;
    if (rows == NULL)
        return netmkt__nomem();
    rows->context = groups->context;
    rows->threads = threads;
    rows->count = groups->count;
    rows->x = groups->key[0];
    rows->weight = groups->weight;
    status = netmkt__group(rows->context, rows->count, 1, column, rows->weight, 0, &by_x);
    if (status == NETMKT_OK) {
        rows->xs = by_x.count;
        rows->x_value = by_x.key[0];
        rows->x_weight = by_x.weight;
        rows->y = netmkt__alloc(rows->context, rows->count, sizeof(double));
        rows->ln_y = netmkt__alloc(rows->context, rows->count, sizeof(double));
        rows->partial = netmkt__alloc(rows->context, netmkt__block_scratch(rows->count), sizeof(double));
        if (rows->y == NULL || rows->ln_y == NULL || rows->partial == NULL)
            status = netmkt__nomem();
    }
    if (status != NETMKT_OK) {
        netmkt__spend_rows_free(rows);
        return status;
    }
    for (size_t i = 0; i < rows->count; i++) {
        rows->y[i] = groups->key[1][i] / unit * rows->x[i];
        rows->ln_y[i] = log(rows->y[i]);
        netmkt__sum_add(&ln_m, rows->weight[i] * rows->ln_y[i]);
    }
    for (size_t i = 0; i < rows->xs; i++)
        netmkt__sum_add(&ln_m, -rows->x_weight[i] * log(rows->x_value[i]));
    rows->ln_m = netmkt__sum_total(&ln_m);
    *out = rows;
    return NETMKT_OK;
}

void netmkt__spend_rows_free(netmkt__spend_rows *rows)
{
    if (rows == NULL)
        return;
    netmkt__free(rows->context, rows->y);
    netmkt__free(rows->context, rows->ln_y);
    netmkt__free(rows->context, rows->x_value);
    netmkt__free(rows->context, rows->x_weight);
    netmkt__free(rows->context, rows->partial);
    netmkt__free(rows->context, rows);
}

/* Of weight times: x s, l, x g, 1 - g, x g (1-g), g (1-g), where s = log1p(gamma/y), l = log1p(y/gamma),
 * g = gamma / (gamma + y). */
static void add_rows(const void *argument, size_t from, size_t to, double *sums)
{
    const point *q = argument;
    const netmkt__spend_rows *rows = q->rows;
    double s0 = 0.0, s1 = 0.0, s2 = 0.0, s3 = 0.0, s4 = 0.0, s5 = 0.0;

    for (size_t i = from; i < to; i++) {
        double y = rows->y[i], n = rows->weight[i], nx = n * rows->x[i], above = rows->ln_y[i] - q->ln_gamma;
        double near = log1p(y < q->gamma ? y / q->gamma : q->gamma / y), inverse = 1.0 / (q->gamma + y);
        double g = q->gamma * inverse, rest = y * inverse;

        s0 += nx * (y < q->gamma ? near - above : near);
        s1 += n * (y < q->gamma ? near : near + above);
        s2 += nx * g;
        s3 += n * rest;
        s4 += nx * g * rest;
        s5 += n * g * rest;
    }
    memcpy(sums, (double[6]){s0, s1, s2, s3, s4, s5}, 6 * sizeof *sums);
}

double netmkt__spend_log_likelihood(const netmkt__spend_rows *rows, const double *theta, double *gradient, double *hessian)
{
    double p = exp(theta[P]), q = exp(theta[Q]), s[6];
    point at = {rows, exp(theta[GAMMA]), theta[GAMMA]};
    netmkt__sum value = {0}, gp = {0}, gq = {0}, pp = {0}, qq = {0}, pq = {0};

    netmkt__sum_blocks(rows->threads, rows->partial, rows->count, add_rows, &at, 6, s);
    for (size_t i = 0; i < rows->xs; i++) {
        double n = rows->x_weight[i], px = p * rows->x_value[i], psi_p, psi1_p, psi_q, psi1_q;

        netmkt__gamma_step(px, q, &psi_p, &psi1_p);
        netmkt__gamma_step(q, px, &psi_q, &psi1_q);
        netmkt__sum_add(&value, -n * netmkt__lbeta(px, q));
        netmkt__sum_add(&gp, n * px * psi_p);
        netmkt__sum_add(&gq, n * q * psi_q);
        netmkt__sum_add(&pp, n * (px * psi_p + px * px * psi1_p));
        netmkt__sum_add(&qq, n * (q * psi_q + q * q * psi1_q));
        netmkt__sum_add(&pq, n * px * q * netmkt__trigamma(px + q));
    }
    if (gradient != NULL) {
        gradient[P] = netmkt__sum_total(&gp) - p * s[0];
        gradient[Q] = netmkt__sum_total(&gq) - q * s[1];
        gradient[GAMMA] = q * s[3] - p * s[2];
    }
    if (hessian != NULL) {
        hessian[0] = netmkt__sum_total(&pp) - p * s[0];
        hessian[1] = hessian[3] = netmkt__sum_total(&pq);
        hessian[2] = hessian[6] = -p * s[2];
        hessian[4] = netmkt__sum_total(&qq) - q * s[1];
        hessian[5] = hessian[7] = q * s[3];
        hessian[8] = -p * s[4] - q * s[5];
    }
    netmkt__sum_add(&value, -p * s[0]);
    netmkt__sum_add(&value, -q * s[1]);
    netmkt__sum_add(&value, -rows->ln_m);
    return netmkt__sum_total(&value);
}

double netmkt__spend_customer_log_likelihood(const double *p, double x, double m)
{
    double y = m * x, px = p[P] * x;

    return -netmkt__lbeta(px, p[Q]) - px * log1p(p[GAMMA] / y) - p[Q] * log1p(y / p[GAMMA]) - log(m);
}

double netmkt__spend_expected(const double *p, double x, double m)
{
    double y = x > 0.0 && m > 0.0 ? m * x : 0.0, shape = y > 0.0 ? p[P] * x + (p[Q] - 1.0) : p[Q] - 1.0;

    return shape > 0.0 ? p[P] * ((p[GAMMA] + y) / shape) : (double)INFINITY;
}
