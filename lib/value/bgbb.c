/* BG/BB (Fader, Hardie & Shang 2010): at each of n opportunities a customer who is alive buys with probability from
 * Beta(alpha, beta); before each he drops out with probability from Beta(gamma, delta).
 *
 * With N = n - t_x opportunities of silence, P_j = (beta+t_x-x+j)/(alpha+beta+t_x+j) and D_j = (delta+t_x+j)/(gamma+delta+t_x+j),
 *   L = C [ sum over i < N of gamma/(gamma+delta+t_x+i) prod_{j<i} P_j D_j  +  prod_{j<N} P_j D_j ],
 *   ln C = lnB(alpha+x, beta+t_x-x) - lnB(alpha, beta) + lnB(gamma, delta+t_x) - lnB(gamma, delta):
 * positive terms at most 1, by products alone. Cost O(N) a row. */
#include <math.h>
#include <string.h>

#include <netmkt/model.h>

#include "numeric/special.h"
#include "value/future.h"
#include "value/gamma_step.h"
#include "value/purchase_model.h"

enum { ALPHA, BETA, GAMMA, DELTA };

enum { SUMS = 15 };

static const netmkt__limit LIMITS[] = {
    {{0, 0, -1, 0}, "gamma -> 0: nobody drops out; the purchases alone are beta-binomial"},
    {{0, 0, 0, 1}, "delta -> infinity: nobody drops out; the purchases alone are beta-binomial"},
    {{1, 1, 0, 0}, "alpha and beta -> infinity: all customers buy with the same probability, alpha / (alpha + beta)"},
    {{0, 0, 1, 1}, "gamma and delta -> infinity: all customers drop out with the same probability, gamma / (gamma + delta)"},
    {{-1, -1, 0, 0}, "alpha and beta -> 0: some customers buy at every opportunity, the others never"},
    {{0, 0, -1, -1}, "gamma and delta -> 0: some customers drop out at once, the others never"},
    {{0, 0, 1, 0}, "gamma -> infinity: everybody drops out at once"},
    {{0, 0, 0, -1}, "delta -> 0: everybody drops out at once"},
    {{-1, 0, 0, 0}, "alpha -> 0: hardly anybody buys"},
    {{0, 1, 0, 0}, "beta -> infinity: hardly anybody buys"},
    {{1, 0, 0, 0}, "alpha -> infinity: who is alive buys at every opportunity"},
    {{0, -1, 0, 0}, "beta -> 0: who is alive buys at every opportunity"},
    {{0, 0, 0, 0}, ""}};

static const double STARTS[][4] = {{1.0, 1.0, 1.0, 3.0}, {0.5, 0.5, 0.5, 2.0}, {2.0, 1.0, 1.0, 10.0}, {1.0, 3.0, 0.5, 1.0}, {5.0, 5.0, 2.0, 6.0}};

static int start(const netmkt__rows *rows, int k, double *theta)
{
    (void)rows;
    if ((size_t)k >= sizeof STARTS / sizeof *STARTS)
        return 0;
    for (int i = 0; i < 4; i++)
        theta[i] = log(STARTS[k][i]);
    return 1;
}

/* The bracket: its value, and with g and h the derivatives of its logarithm by the parameters; last: the product. */
static double bracket(const double *p, double x, double t, double n, double *last, double *g, double *h)
{
    double ab = p[ALPHA] + p[BETA] + t, b = p[BETA] + (t - x), gd = p[GAMMA] + p[DELTA] + t, d = p[DELTA] + t;
    double product = 1.0, sum = 0.0, total_g[4] = {0}, total_h[16] = {0};
    double u[4] = {0}, uu[3] = {0}, vv[3] = {0}; /* derivatives of ln product: first; second by (a,a) (a,b) (b,b), (c,c) (c,d) (d,d) */

    for (double i = 0.0;; i++) {
        int end = i >= n - t;
        double term = end ? product : product * (p[GAMMA] / (gd + i)), iab, ib, igd, id;

        sum += term;
        igd = 1.0 / (gd + i);
        if (g != NULL && term > 0.0) {
            double e[4] = {u[0], u[1], u[2] + (end ? 0.0 : 1.0 / p[GAMMA] - igd), u[3] - (end ? 0.0 : igd)};
            double second = end ? 0.0 : igd * igd;

            for (int k = 0; k < 4; k++) {
                total_g[k] += term * e[k];
                for (int l = k; l < 4; l++)
                    total_h[k * 4 + l] += term * e[k] * e[l];
            }
            total_h[0] += term * uu[0];
            total_h[1] += term * uu[1];
            total_h[5] += term * uu[2];
            total_h[10] += term * (vv[0] + second - (end ? 0.0 : 1.0 / (p[GAMMA] * p[GAMMA])));
            total_h[11] += term * (vv[1] + second);
            total_h[15] += term * (vv[2] + second);
        }
        if (end)
            break;
        iab = 1.0 / (ab + i);
        ib = 1.0 / (b + i);
        id = 1.0 / (d + i);
        product *= (b + i) * iab * ((d + i) * igd);
        if (g == NULL)
            continue;
        u[0] -= iab;
        u[1] += (p[ALPHA] + x) * iab * ib;
        u[2] -= igd;
        u[3] += p[GAMMA] * igd * id;
        uu[0] += iab * iab;
        uu[1] += iab * iab;
        uu[2] -= (p[ALPHA] + x) * iab * ib * (iab + ib);
        vv[0] += igd * igd;
        vv[1] += igd * igd;
        vv[2] -= p[GAMMA] * igd * id * (igd + id);
    }
    *last = product;
    for (int k = 0; g != NULL && k < 4; k++)
        g[k] = total_g[k] / sum;
    for (int k = 0; g != NULL && k < 4; k++) {
        for (int l = k; l < 4; l++)
            h[k * 4 + l] = total_h[k * 4 + l] / sum - g[k] * g[l];
    }
    return sum;
}

static double log_common(const double *p, double x, double t)
{
    return netmkt__lgamma_ratio(p[ALPHA], x) + netmkt__lgamma_ratio(p[BETA], t - x) - netmkt__lgamma_ratio(p[ALPHA] + p[BETA], t) +
           netmkt__lgamma_ratio(p[DELTA], t) - netmkt__lgamma_ratio(p[GAMMA] + p[DELTA], t);
}

static void add_common_derivatives(const double *p, double x, double t, double *g, double *h)
{
    double a, a1, b, b1, ab, ab1, d, d1, gd, gd1;

    netmkt__gamma_step(p[ALPHA], x, &a, &a1);
    netmkt__gamma_step(p[BETA], t - x, &b, &b1);
    netmkt__gamma_step(p[ALPHA] + p[BETA], t, &ab, &ab1);
    netmkt__gamma_step(p[DELTA], t, &d, &d1);
    netmkt__gamma_step(p[GAMMA] + p[DELTA], t, &gd, &gd1);
    g[ALPHA] += a - ab;
    g[BETA] += b - ab;
    g[GAMMA] -= gd;
    g[DELTA] += d - gd;
    h[0] += a1 - ab1;
    h[1] -= ab1;
    h[5] += b1 - ab1;
    h[10] -= gd1;
    h[11] -= gd1;
    h[15] += d1 - gd1;
}

typedef struct point {
    const netmkt__rows *rows;
    double p[4];
    int derivatives;
} point;

static void add_rows(const void *argument, size_t from, size_t to, double *sums)
{
    const point *q = argument;
    const netmkt__rows *rows = q->rows;
    const double *p = q->p;

    for (size_t i = from; i < to; i++) {
        double x = rows->x[i], t = rows->t_x[i], n = rows->weight[i], g[4], h[16] = {0}, last;

        sums[0] += n * (log_common(p, x, t) + log(bracket(p, x, t, rows->T[i], &last, q->derivatives ? g : NULL, h)));
        if (!q->derivatives)
            continue;
        add_common_derivatives(p, x, t, g, h);
        for (int k = 0, at = 5; k < 4; k++) {
            sums[1 + k] += n * p[k] * g[k];
            for (int l = k; l < 4; l++, at++)
                sums[at] += n * (p[k] * p[l] * h[k * 4 + l] + (k == l ? p[k] * g[k] : 0.0));
        }
    }
}

static double log_likelihood(const netmkt__rows *rows, const double *theta, double *gradient, double *hessian)
{
    point q = {rows, {exp(theta[0]), exp(theta[1]), exp(theta[2]), exp(theta[3])}, gradient != NULL};
    double sums[SUMS];

    netmkt__sum_blocks(rows->threads, rows->partial, rows->count, add_rows, &q, SUMS, sums);
    if (gradient != NULL)
        memcpy(gradient, sums + 1, 4 * sizeof *gradient);
    for (int k = 0, at = 5; hessian != NULL && k < 4; k++) {
        for (int l = k; l < 4; l++, at++)
            hessian[k * 4 + l] = hessian[l * 4 + k] = sums[at];
    }
    return sums[0];
}

static double customer_log_likelihood(const double *p, double x, double t_x, double T)
{
    double last;

    return log_common(p, x, t_x) + log(bracket(p, x, t_x, T, &last, NULL, NULL));
}

/* At the next opportunity, T + 1. */
static double p_alive(const double *p, double x, double t_x, double T)
{
    double last, sum = bracket(p, x, t_x, T, &last, NULL, NULL);

    return last / sum * ((p[DELTA] + T) / (p[GAMMA] + p[DELTA] + T));
}

static double p_dead(const double *p, double x, double t_x, double T)
{
    double last, sum = bracket(p, x, t_x, T, &last, NULL, NULL);

    return ((sum - last) + last * (p[GAMMA] / (p[GAMMA] + p[DELTA] + T))) / sum;
}

/* Sum over i < t of the chance to be alive i opportunities after one at which he is, with dropout from Beta(gamma, delta). */
static double opportunities_alive(double gamma, double delta, double t)
{
    double alive = 1.0;
    netmkt__sum sum = {0};

    for (double i = 0.0; i < t; i++) {
        netmkt__sum_add(&sum, alive);
        alive *= (delta + i) / (gamma + delta + i);
    }
    return netmkt__sum_total(&sum);
}

static double expected(const double *p, double x, double T, double t)
{
    return (p[ALPHA] + x) / (p[ALPHA] + p[BETA] + T) * opportunities_alive(p[GAMMA], p[DELTA] + T + 1.0, t);
}

static double expected_new(const double *p, double t)
{
    return p[DELTA] / (p[GAMMA] + p[DELTA]) * expected(p, 0.0, 0.0, t);
}

const netmkt__purchase_model netmkt__bgbb = {
    .number = NETMKT_MODEL_BGBB,
    .name = "bgbb",
    .parameters = 4,
    .parameter = {"alpha", "beta", "gamma", "delta"},
    .discrete = 1,
    .costly = 1,
    .log_likelihood = log_likelihood,
    .start = start,
    .limits = LIMITS,
    .customer_log_likelihood = customer_log_likelihood,
    .p_alive = p_alive,
    .p_dead = p_dead,
    .expected = expected,
    .expected_new = expected_new,
    .residual = netmkt__bgbb_residual,
    .distribution = netmkt__bgbb_distribution,
    .simulate = netmkt__bgbb_simulate,
};
