/* Likelihood and P(alive) of the BG family.
 *
 * ln L is written so that nothing large cancels when r and alpha, or a and b, run away together:
 *   lnG(r+x) - lnG(r) - x ln alpha - (r+x) log1p(T/alpha)            [x and T alone: once for each distinct value]
 *   + lnG(b+k) - lnG(b) - lnG(a+b+k) + lnG(a+b),  k = x + first      [x alone]
 *   + log1p(exp(d)),  d = ln a - ln(b+k-1) + (r+x) (log1p(T/alpha) - log1p(t_x/alpha))   [k > 0]
 * exp(d) is the odds of having dropped out. Derivatives are by the logarithms of the parameters. */
#include "value/bg.h"

#include <math.h>
#include <string.h>

#include "numeric/special.h"
#include "value/gamma_step.h"

enum { R, ALPHA, A, B };

/* Index of the pair i <= j in the sums of second derivatives, after the value and the gradient. */
enum { RR = 5, RALPHA, RA, RB, AL_AL, AL_A, AL_B, AA, AB, BB, SUMS };

typedef struct point {
    const netmkt__rows *rows;
    double r, alpha, a, b, ln_a;
    double first;
} point;

const netmkt__limit netmkt__bg_limits[] = {
    {{0, 0, -1, 0}, "a -> 0: nobody drops out; the purchases alone are a Poisson-gamma (NBD) process"},
    {{0, 0, 0, 1}, "b -> infinity: nobody drops out; the purchases alone are a Poisson-gamma (NBD) process"},
    {{1, 1, 0, 0}, "r and alpha -> infinity: all customers buy at the same rate, r / alpha"},
    {{0, 0, 1, 1}, "a and b -> infinity: all customers have the same dropout probability, a / (a + b)"},
    {{0, 0, -1, -1}, "a and b -> 0: some customers drop out at their first chance, the others never"},
    {{0, 0, 1, 0}, "a -> infinity: everybody drops out at the first chance"},
    {{0, 0, 0, -1}, "b -> 0: everybody drops out at the first chance"},
    {{-1, 0, 0, 0}, "r -> 0: hardly anybody buys again"},
    {{0, 1, 0, 0}, "alpha -> infinity: hardly anybody buys again"},
    {{0, -1, 0, 0}, "alpha -> 0: purchase rates without bound"},
    {{-1, -1, 0, 0}, "r and alpha -> 0: some customers never buy again, the others' rates have no common scale"},
    {{0, 0, 0, 0}, ""}};

/* r, a, b of the starts; alpha follows from the mean rate. */
static const double STARTS[][3] = {{0.5, 1.0, 2.0}, {0.2, 0.8, 2.5}, {1.0, 0.3, 3.0}, {3.0, 1.0, 10.0}, {0.5, 0.05, 1.0}, {10.0, 0.5, 0.5}};

int netmkt__bg_start(const netmkt__rows *rows, int k, double *theta)
{
    double rate = rows->purchases / rows->observed;

    if ((size_t)k >= sizeof STARTS / sizeof *STARTS)
        return 0;
    theta[R] = log(STARTS[k][0]);
    theta[ALPHA] = log(STARTS[k][0] / (2.0 * rate)); /* twice: part of the time observed was after dropout */
    theta[A] = log(STARTS[k][1]);
    theta[B] = log(STARTS[k][2]);
    return 1;
}

/* lnG(b+k) - lnG(b) - lnG(a+b+k) + lnG(a+b): by the shorter of the two steps. */
static double beta_ratio(double a, double b, double k)
{
    return a < k ? netmkt__lgamma_ratio(b, a) - netmkt__lgamma_ratio(b + k, a) : netmkt__lgamma_ratio(b, k) - netmkt__lgamma_ratio(a + b, k);
}

static void add(netmkt__sum *sums, int index, double value)
{
    netmkt__sum_add(&sums[index], value);
}

/* Terms in x alone, and the table of ln(b + k - 1) and b / (b + k - 1). */
static void add_x_terms(const netmkt__rows *rows, const point *q, netmkt__sum *sums)
{
    for (size_t i = 0; i < rows->xs; i++) {
        double x = rows->x_value[i], n = rows->x_weight[i], k = x + q->first, psi, psi1, psi_b, psi1_b, psi_ab, psi1_ab;
        double *table = rows->x_table + NETMKT__ROW_TABLES * i;

        table[0] = log(q->b + (k - 1.0));
        table[1] = q->b / (q->b + (k - 1.0));
        netmkt__gamma_step(q->r, x, &psi, &psi1);
        netmkt__gamma_step(q->b, k, &psi_b, &psi1_b);
        netmkt__gamma_step(q->a + q->b, k, &psi_ab, &psi1_ab);
        add(sums, 0, n * (netmkt__lgamma_ratio(q->r, x) - x * log(q->alpha) + beta_ratio(q->a, q->b, k)));
        add(sums, 1 + R, n * q->r * psi);
        add(sums, 1 + ALPHA, -n * x);
        add(sums, 1 + A, -n * q->a * psi_ab);
        add(sums, 1 + B, n * q->b * (psi_b - psi_ab));
        add(sums, RR, n * (q->r * psi + q->r * q->r * psi1));
        add(sums, AA, -n * (q->a * psi_ab + q->a * q->a * psi1_ab));
        add(sums, AB, -n * q->a * q->b * psi1_ab);
        add(sums, BB, n * (q->b * (psi_b - psi_ab) + q->b * q->b * (psi1_b - psi1_ab)));
    }
}

/* Terms in T alone, and the table of log1p(time/alpha), u = time / (alpha + time), u (1 - u). */
static void add_time_terms(const netmkt__rows *rows, const point *q, netmkt__sum *sums)
{
    for (size_t i = 0; i < rows->times; i++) {
        double l = log1p(rows->time[i] / q->alpha), u = rows->time[i] / (q->alpha + rows->time[i]);
        double n = rows->T_weight[i], rx = q->r * n + rows->T_purchases[i];
        double *table = rows->time_table + NETMKT__ROW_TABLES * i;

        table[0] = l;
        table[1] = u;
        table[2] = u * (1.0 - u);
        add(sums, 0, -rx * l);
        add(sums, 1 + R, -q->r * n * l);
        add(sums, 1 + ALPHA, rx * u);
        add(sums, RR, -q->r * n * l);
        add(sums, RALPHA, q->r * n * u);
        add(sums, AL_AL, -rx * table[2]);
    }
}

static void add_dropout_terms(const void *argument, size_t from, size_t to, double *sums)
{
    const point *q = argument;
    const netmkt__rows *rows = q->rows;
    double s[SUMS] = {0};

    for (size_t i = from; i < to; i++) {
        const double *x_table = rows->x_table + NETMKT__ROW_TABLES * rows->x_at[i];
        const double *at_t = rows->time_table + NETMKT__ROW_TABLES * rows->t_at[i];
        const double *at_T = rows->time_table + NETMKT__ROW_TABLES * rows->T_at[i];
        double rx = q->r + rows->x[i], n = rows->weight[i], silence = at_T[0] - at_t[0];
        double d = q->ln_a - x_table[0] + rx * silence, e = exp(-fabs(d)), w = (d > 0.0 ? 1.0 : e) / (1.0 + e);
        double nw = n * w, h = nw * (d > 0.0 ? e : 1.0) / (1.0 + e); /* n w (1 - w) */
        double dr = q->r * silence, dal = rx * (at_t[1] - at_T[1]), db = -x_table[1];

        s[0] += n * ((d > 0.0 ? d : 0.0) + log1p(e));
        s[1 + R] += nw * dr;
        s[1 + ALPHA] += nw * dal;
        s[1 + A] += nw;
        s[1 + B] += nw * db;
        s[RR] += h * dr * dr + nw * dr;
        s[RALPHA] += h * dr * dal + nw * q->r * (at_t[1] - at_T[1]);
        s[RA] += h * dr;
        s[RB] += h * dr * db;
        s[AL_AL] += h * dal * dal + nw * rx * (at_T[2] - at_t[2]);
        s[AL_A] += h * dal;
        s[AL_B] += h * dal * db;
        s[AA] += h;
        s[AB] += h * db;
        s[BB] += h * db * db + nw * db * (1.0 + db);
    }
    memcpy(sums, s, sizeof s);
}

double netmkt__bg_log_likelihood(const netmkt__rows *rows, int first, const double *theta, double *gradient, double *hessian)
{
    static const int PAIR[4][4] = {{RR, RALPHA, RA, RB}, {RALPHA, AL_AL, AL_A, AL_B}, {RA, AL_A, AA, AB}, {RB, AL_B, AB, BB}};
    point q = {rows, exp(theta[R]), exp(theta[ALPHA]), exp(theta[A]), exp(theta[B]), theta[A], (double)first};
    netmkt__sum sums[SUMS] = {{0}};
    double rows_sums[SUMS], value;

    add_x_terms(rows, &q, sums);
    add_time_terms(rows, &q, sums);
    netmkt__sum_blocks(rows->threads, rows->partial, first == 0 ? rows->repeaters : rows->count, add_dropout_terms, &q, SUMS, rows_sums);
    for (int i = 0; i < SUMS; i++)
        netmkt__sum_add(&sums[i], rows_sums[i]);
    value = netmkt__sum_total(&sums[0]);
    for (int i = 0; gradient != NULL && i < 4; i++)
        gradient[i] = netmkt__sum_total(&sums[1 + i]);
    for (int i = 0; hessian != NULL && i < 16; i++)
        hessian[i] = netmkt__sum_total(&sums[PAIR[i / 4][i % 4]]);
    return value;
}

/* ln of the odds of having dropped out; -inf where there was no chance to. */
static double log_odds_dead(const double *p, int first, double x, double t_x, double T)
{
    double k = x + first;

    if (k <= 0.0)
        return (double)-INFINITY;
    return log(p[A]) - log(p[B] + (k - 1.0)) + (p[R] + x) * log1p((T - t_x) / (p[ALPHA] + t_x));
}

double netmkt__bg_customer_log_likelihood(const double *p, int first, double x, double t_x, double T)
{
    double d = log_odds_dead(p, first, x, t_x, T);

    return netmkt__lgamma_ratio(p[R], x) - x * log(p[ALPHA]) - (p[R] + x) * log1p(T / p[ALPHA]) +
           beta_ratio(p[A], p[B], x + first) + netmkt__log_add(0.0, d);
}

double netmkt__bg_p_alive(const double *p, int first, double x, double t_x, double T)
{
    return 1.0 / (1.0 + exp(log_odds_dead(p, first, x, t_x, T)));
}

double netmkt__bg_p_dead(const double *p, int first, double x, double t_x, double T)
{
    return 1.0 / (1.0 + exp(-log_odds_dead(p, first, x, t_x, T)));
}
