/* Pareto/NBD (Schmittlein, Morrison & Colombo 1987): purchases at a rate from Gamma(r, alpha), dropout at one from
 * Gamma(s, beta).
 *
 * With xi = r + x, body(u) = (1 + u/alpha)^-xi (1 + u/beta)^-s and rho(u) the chance that after u dropout comes before
 * the next purchase (race.h), a function of xi, s and ln((beta+u)/(alpha+u)),
 *   L = G(r+x)/G(r) alpha^-x [body(T) (1 - rho(T)) + body(t_x) rho(t_x)],   P(alive) = body(T) / [...]:
 * sums of positive terms only, where the usual difference of two 2F1 cancels. rho and 1 - rho are computed once for each
 * distinct (x, t_x) and (x, T). Derivatives are by the logarithms of the parameters. */
#include <math.h>
#include <string.h>

#include <netmkt/model.h>

#include "base/thread.h"
#include "numeric/special.h"
#include "value/future.h"
#include "value/gamma_step.h"
#include "value/purchase_model.h"
#include "value/race.h"

enum { R, ALPHA, S, BETA };

enum { PAIRS_A_TASK = 64, SUMS = 15 };

/* Where entry (i, j), i <= j, of a symmetric 4 x 4 stands after a value and 4 derivatives; the same in sums and tables. */
static const int AT[4][4] = {{5, 6, 7, 8}, {6, 9, 10, 11}, {7, 10, 12, 13}, {8, 11, 13, 14}};

typedef struct point {
    const netmkt__rows *rows;
    double r, alpha, s, beta;
    int derivatives;
} point;

static const netmkt__limit LIMITS[] = {
    {{0, 0, -1, 0}, "s -> 0: nobody drops out; the purchases alone are a Poisson-gamma (NBD) process"},
    {{0, 0, 0, 1}, "beta -> infinity: nobody drops out; the purchases alone are a Poisson-gamma (NBD) process"},
    {{1, 1, 0, 0}, "r and alpha -> infinity: all customers buy at the same rate, r / alpha"},
    {{0, 0, 1, 1}, "s and beta -> infinity: all customers drop out at the same rate, s / beta"},
    {{0, 0, -1, -1}, "s and beta -> 0: some customers drop out at once, the others never"},
    {{0, 0, 1, 0}, "s -> infinity: everybody drops out at once"},
    {{0, 0, 0, -1}, "beta -> 0: everybody drops out at once"},
    {{-1, 0, 0, 0}, "r -> 0: hardly anybody buys again"},
    {{0, 1, 0, 0}, "alpha -> infinity: hardly anybody buys again"},
    {{0, -1, 0, 0}, "alpha -> 0: purchase rates without bound"},
    {{-1, -1, 0, 0}, "r and alpha -> 0: some customers never buy again, the others' rates have no common scale"},
    {{0, 0, 0, 0}, ""}};

/* r, s, beta; alpha follows from the mean rate. In units of the mean time observed. */
static const double STARTS[][3] = {{0.5, 0.5, 0.5}, {1.0, 1.0, 1.0}, {0.3, 2.0, 4.0}, {3.0, 0.5, 1.0}, {0.5, 0.1, 1.0}, {10.0, 0.5, 0.3}};

static int start(const netmkt__rows *rows, int k, double *theta)
{
    if ((size_t)k >= sizeof STARTS / sizeof *STARTS)
        return 0;
    theta[R] = log(STARTS[k][0]);
    theta[ALPHA] = log(STARTS[k][0] * rows->observed / (1.5 * rows->purchases));
    theta[S] = log(STARTS[k][1]);
    theta[BETA] = log(STARTS[k][2]);
    return 1;
}

/* ln rho(u), or ln(1 - rho(u)) for an (x, T), with derivatives. */
static void fill_pair(const point *q, size_t i)
{
    const netmkt__rows *rows = q->rows;
    double u = rows->pair_time[i], xi = q->r + rows->pair_x[i], k = log((q->beta + u) / (q->alpha + u));
    double va = q->alpha / (q->alpha + u), vb = q->beta / (q->beta + u), g[3], h[9], *g_out = g, *h_out = h;
    double *t = rows->pair_table + NETMKT__PAIR_TABLES * i;
    int is_T = rows->pair_is_T[i] != 0.0, x = is_T ? 1 : 0, y = is_T ? 0 : 1; /* places of xi and s among the arguments */
    double sign = is_T ? -1.0 : 1.0, ka = -va * sign, kb = vb * sign;         /* derivatives of the third argument */

    if (!q->derivatives)
        g_out = h_out = NULL;
    t[0] = is_T ? netmkt__log_race(q->s, xi, -k, g_out, h_out) : netmkt__log_race(xi, q->s, k, g_out, h_out);
    if (!q->derivatives)
        return;
    t[1 + R] = q->r * g[x];
    t[1 + ALPHA] = g[2] * ka;
    t[1 + S] = q->s * g[y];
    t[1 + BETA] = g[2] * kb;
    t[AT[R][R]] = q->r * g[x] + q->r * q->r * h[4 * x];
    t[AT[R][ALPHA]] = q->r * h[3 * x + 2] * ka;
    t[AT[R][S]] = q->r * q->s * h[1];
    t[AT[R][BETA]] = q->r * h[3 * x + 2] * kb;
    t[AT[ALPHA][ALPHA]] = h[8] * ka * ka + g[2] * ka * (1.0 - va);
    t[AT[ALPHA][S]] = q->s * h[3 * y + 2] * ka;
    t[AT[ALPHA][BETA]] = h[8] * ka * kb;
    t[AT[S][S]] = q->s * g[y] + q->s * q->s * h[4 * y];
    t[AT[S][BETA]] = q->s * h[3 * y + 2] * kb;
    t[AT[BETA][BETA]] = h[8] * kb * kb + g[2] * kb * (1.0 - vb);
}

static netmkt_status fill_pairs(void *argument, size_t task)
{
    const point *q = argument;
    size_t to = (task + 1) * PAIRS_A_TASK;

    for (size_t i = task * PAIRS_A_TASK; i < to && i < q->rows->pairs; i++)
        fill_pair(q, i);
    return NETMKT_OK;
}

static void add_x_terms(const netmkt__rows *rows, const point *q, netmkt__sum *sums)
{
    for (size_t i = 0; i < rows->xs; i++) {
        double x = rows->x_value[i], n = rows->x_weight[i], psi, psi1;

        netmkt__gamma_step(q->r, x, &psi, &psi1);
        netmkt__sum_add(&sums[0], n * (netmkt__lgamma_ratio(q->r, x) - x * log(q->alpha)));
        netmkt__sum_add(&sums[1 + R], n * q->r * psi);
        netmkt__sum_add(&sums[1 + ALPHA], -n * x);
        netmkt__sum_add(&sums[AT[R][R]], n * (q->r * psi + q->r * q->r * psi1));
    }
}

/* ln body(T), and the table of log1p(time/alpha), time/(alpha+time), log1p(time/beta), time/(beta+time). */
static void add_time_terms(const netmkt__rows *rows, const point *q, netmkt__sum *sums)
{
    for (size_t i = 0; i < rows->times; i++) {
        double u = rows->time[i], n = rows->T_weight[i], rx = q->r * n + rows->T_purchases[i];
        double *t = rows->time_table + NETMKT__ROW_TABLES * i;

        t[0] = log1p(u / q->alpha);
        t[1] = u / (q->alpha + u);
        t[2] = log1p(u / q->beta);
        t[3] = u / (q->beta + u);
        netmkt__sum_add(&sums[0], -rx * t[0] - q->s * n * t[2]);
        netmkt__sum_add(&sums[1 + R], -q->r * n * t[0]);
        netmkt__sum_add(&sums[1 + ALPHA], rx * t[1]);
        netmkt__sum_add(&sums[1 + S], -q->s * n * t[2]);
        netmkt__sum_add(&sums[1 + BETA], q->s * n * t[3]);
        netmkt__sum_add(&sums[AT[R][R]], -q->r * n * t[0]);
        netmkt__sum_add(&sums[AT[R][ALPHA]], q->r * n * t[1]);
        netmkt__sum_add(&sums[AT[ALPHA][ALPHA]], -rx * t[1] * (1.0 - t[1]));
        netmkt__sum_add(&sums[AT[S][S]], -q->s * n * t[2]);
        netmkt__sum_add(&sums[AT[S][BETA]], q->s * n * t[3]);
        netmkt__sum_add(&sums[AT[BETA][BETA]], -q->s * n * t[3] * (1.0 - t[3]));
    }
}

/* ln(1 - rho(T)) + log1p(exp(d)), d = ln body(t_x) - ln body(T) + ln rho(t_x) - ln(1 - rho(T)). */
static void add_rows(const void *argument, size_t from, size_t to, double *sums)
{
    const point *q = argument;
    const netmkt__rows *rows = q->rows;
    double total[SUMS] = {0};

    for (size_t i = from; i < to; i++) {
        const double *at_t = rows->time_table + NETMKT__ROW_TABLES * rows->t_at[i];
        const double *at_T = rows->time_table + NETMKT__ROW_TABLES * rows->T_at[i];
        const double *before = rows->pair_table + NETMKT__PAIR_TABLES * rows->t_pair[i];
        const double *after = rows->pair_table + NETMKT__PAIR_TABLES * rows->T_pair[i];
        double xi = q->r + rows->x[i], n = rows->weight[i], la = at_T[0] - at_t[0], lb = at_T[2] - at_t[2];
        double ua = at_t[1] - at_T[1], ub = at_t[3] - at_T[3], d[SUMS], e, w, h;

        if (!q->derivatives) {
            double log_odds = before[0] - after[0] + xi * la + q->s * lb;

            total[0] += n * (after[0] + (log_odds > 0.0 ? log_odds : 0.0) + log1p(exp(-fabs(log_odds))));
            continue;
        }
        for (int k = 0; k < SUMS; k++)
            d[k] = before[k] - after[k];
        d[0] += xi * la + q->s * lb;
        d[1 + R] += q->r * la;
        d[1 + ALPHA] += xi * ua;
        d[1 + S] += q->s * lb;
        d[1 + BETA] += q->s * ub;
        d[AT[R][R]] += q->r * la;
        d[AT[R][ALPHA]] += q->r * ua;
        d[AT[ALPHA][ALPHA]] += xi * (at_T[1] * (1.0 - at_T[1]) - at_t[1] * (1.0 - at_t[1]));
        d[AT[S][S]] += q->s * lb;
        d[AT[S][BETA]] += q->s * ub;
        d[AT[BETA][BETA]] += q->s * (at_T[3] * (1.0 - at_T[3]) - at_t[3] * (1.0 - at_t[3]));
        e = exp(-fabs(d[0]));
        w = n * (d[0] > 0.0 ? 1.0 : e) / (1.0 + e);
        h = w * (d[0] > 0.0 ? e : 1.0) / (1.0 + e);
        total[0] += n * (after[0] + (d[0] > 0.0 ? d[0] : 0.0) + log1p(e));
        for (int k = 1; k < SUMS; k++)
            total[k] += n * after[k] + w * d[k];
        for (int u = 0, k = 5; u < 4; u++) {
            for (int v = u; v < 4; v++, k++)
                total[k] += h * d[1 + u] * d[1 + v];
        }
    }
    memcpy(sums, total, sizeof total);
}

static double log_likelihood(const netmkt__rows *rows, const double *theta, double *gradient, double *hessian)
{
    point q = {rows, exp(theta[R]), exp(theta[ALPHA]), exp(theta[S]), exp(theta[BETA]), gradient != NULL};
    netmkt__sum sums[SUMS] = {{0}};
    double row_sums[SUMS];

    (void)netmkt__parallel(rows->threads, (rows->pairs + PAIRS_A_TASK - 1) / PAIRS_A_TASK, fill_pairs, &q); /* cannot fail */
    add_x_terms(rows, &q, sums);
    add_time_terms(rows, &q, sums);
    netmkt__sum_blocks(rows->threads, rows->partial, rows->count, add_rows, &q, SUMS, row_sums);
    for (int i = 0; i < SUMS; i++)
        netmkt__sum_add(&sums[i], row_sums[i]);
    for (int i = 0; gradient != NULL && i < 4; i++)
        gradient[i] = netmkt__sum_total(&sums[1 + i]);
    for (int i = 0; hessian != NULL && i < 16; i++)
        hessian[i] = netmkt__sum_total(&sums[AT[i / 4][i % 4]]);
    return netmkt__sum_total(&sums[0]);
}

/* --- one customer --- */

/* ln [(1 - rho(T)) + body(t_x)/body(T) rho(t_x)]: P(alive) is exp of minus this. */
static double log_bracket(const double *p, double x, double t_x, double T)
{
    double xi = p[R] + x;
    double alive = netmkt__log_race(p[S], xi, log((p[ALPHA] + T) / (p[BETA] + T)), NULL, NULL);
    double dead = netmkt__log_race(xi, p[S], log((p[BETA] + t_x) / (p[ALPHA] + t_x)), NULL, NULL);

    if (t_x == T)
        return 0.0;
    dead += xi * log1p((T - t_x) / (p[ALPHA] + t_x)) + p[S] * log1p((T - t_x) / (p[BETA] + t_x));
    return fmax(0.0, netmkt__log_add(fmax(alive, dead), fmin(alive, dead)));
}

static double customer_log_likelihood(const double *p, double x, double t_x, double T)
{
    return netmkt__lgamma_ratio(p[R], x) - x * log(p[ALPHA]) - (p[R] + x) * log1p(T / p[ALPHA]) - p[S] * log1p(T / p[BETA]) +
           log_bracket(p, x, t_x, T);
}

static double p_alive(const double *p, double x, double t_x, double T)
{
    return exp(-log_bracket(p, x, t_x, T));
}

/* ln of the integral over u from t_x to T of s/(beta+u) body(u)/body(T), the odds of having dropped out. Where that is a
 * small part of the integral without end, body(u) changes little and the nodes of Gauss and Legendre give all digits. */
static double log_short_silence(const double *p, double xi, double t_x, double T)
{
    static const double NODE[4] = {.1834346424956498, .5255324099163290, .7966664774136267, .9602898564975363};
    static const double WEIGHT[4] = {.3626837833783620, .3137066458778873, .2223810344533745, .1012285362903763};
    double half = 0.5 * (T - t_x), sum = 0.0;

    for (int i = 0; i < 8; i++) {
        double before = half * (1.0 + (i < 4 ? NODE[i] : -NODE[i - 4])), u = T - before;

        sum += WEIGHT[i % 4] * p[S] / (p[BETA] + u) * exp(xi * log1p(before / (p[ALPHA] + u)) + p[S] * log1p(before / (p[BETA] + u)));
    }
    return log(half * sum);
}

static double p_dead(const double *p, double x, double t_x, double T)
{
    double xi = p[R] + x, ends, begins, odds;

    if (t_x == T)
        return 0.0;
    ends = netmkt__log_race(xi, p[S], log((p[BETA] + T) / (p[ALPHA] + T)), NULL, NULL);
    begins = netmkt__log_race(xi, p[S], log((p[BETA] + t_x) / (p[ALPHA] + t_x)), NULL, NULL) +
             xi * log1p((T - t_x) / (p[ALPHA] + t_x)) + p[S] * log1p((T - t_x) / (p[BETA] + t_x));
    odds = begins > ends + 0.1 ? netmkt__log_sub(begins, ends) : log_short_silence(p, xi, t_x, T);
    return 1.0 / (1.0 + exp(-odds));
}

/* (r+x)/(alpha+T) times the expected remaining time in which he is alive, s = 1 included. */
static double expected(const double *p, double x, double T, double t)
{
    double l = log1p(t / (p[BETA] + T)), y = (1.0 - p[S]) * l;

    return (p[R] + x) / (p[ALPHA] + T) * (p[BETA] + T) * l * (fabs(y) < 1e-300 ? 1.0 : expm1(y) / y);
}

static double analytic_from(const double *p, double *growth)
{
    *growth = 2.0 * p[S];
    return p[BETA];
}

static double expected_new(const double *p, double t)
{
    return expected(p, 0.0, 0.0, t);
}

const netmkt__purchase_model netmkt__paretonbd = {
    .number = NETMKT_MODEL_PARETONBD,
    .name = "paretonbd",
    .parameters = 4,
    .parameter = {"r", "alpha", "s", "beta"},
    .times = 1u << ALPHA | 1u << BETA,
    .pairs = 1,
    .costly = 1,
    .log_likelihood = log_likelihood,
    .analytic_from = analytic_from,
    .start = start,
    .limits = LIMITS,
    .customer_log_likelihood = customer_log_likelihood,
    .p_alive = p_alive,
    .p_dead = p_dead,
    .expected = expected,
    .expected_new = expected_new,
    .residual = netmkt__paretonbd_residual,
    .distribution = netmkt__paretonbd_distribution,
    .simulate = netmkt__paretonbd_simulate,
};
