/* Pareto/NBD ahead: discounted purchases, distribution, simulation.
 *
 * Of one who is alive at T, with A = alpha + T, B = beta + T:
 *   DERT = (r+x)/A integral of e^(-d t) (B/(B+t))^s = (r+x)/A B Psi(1, 2-s; d B), Psi Tricomi's function (the published
 *   form, Fader, Hardie & Lee 2005, by Kummer's transformation), in which nothing cancels;
 *   P(n) = (B/(B+t))^s NB(n; t) + integral over u in (0, t) of s B^s (B+u)^-(s+1) NB(n; u), his dropout at u,
 *   by the trapezoidal rule after u = t / (1 + e^-v), v = pi/2 sinh(w) (Takahasi & Mori 1974), halved until it stands. */
#include "value/future.h"

#include <math.h>
#include <string.h>

#include "numeric/special.h"
#include "value/counts.h"

enum { R, ALPHA, S, BETA };

static const double HALF_PI = 1.57079632679489661923, SPAN = 4.4; /* u / t from 1e-27, and 1 - u / t */

double netmkt__paretonbd_residual(const double *p, double x, double T, double discount)
{
    double b = p[BETA] + T;

    return (p[R] + x) / (p[ALPHA] + T) * b * exp(netmkt__log_tricomi_u(1.0, 2.0 - p[S], discount * b));
}

typedef struct ahead {
    double r, alpha, s, beta, t;
    size_t count;
    double *sum, *room;
} ahead;

/* Add the points w = from, from + h, ... of the integrals, h left out. */
static void add_points(const ahead *q, double from, double h)
{
    for (double w = from; w <= SPAN; w += h) {
        double v = HALF_PI * sinh(w), share = 1.0 / (1.0 + exp(-v)), rest = 1.0 / (1.0 + exp(v)), u = q->t * share;
        double weight = q->t * share * rest * HALF_PI * cosh(w) * q->s / (q->beta + u) * exp(-q->s * log1p(u / q->beta));

        netmkt__counts_gamma(q->r, q->alpha, u, q->count, q->room);
        for (size_t n = 0; n < q->count; n++)
            q->sum[n] += weight * q->room[n];
    }
}

/* Whether the sums, of steps h now and 2 h before, stand. */
static int stands(const double *sum, const double *before, double h, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        if (!(fabs(sum[n] - 2.0 * before[n]) * h <= 1e-11 * sum[n] * h + 1e-17))
            return 0;
    }
    return 1;
}

void netmkt__paretonbd_distribution(const double *p, double x, double T, double t, size_t count, double *out, double *room)
{
    ahead q = {p[R] + x, p[ALPHA] + T, p[S], p[BETA] + T, t, count, out, room};
    double h = 0.25, survive = exp(-p[S] * log1p(t / q.beta));

    memset(out, 0, count * sizeof *out);
    if (t > 0.0) {
        double *before = room + count;

        add_points(&q, -SPAN, h);
        for (int halved = 0; halved < 10; halved++) {
            memcpy(before, out, count * sizeof *out);
            add_points(&q, -SPAN + 0.5 * h, h);
            h *= 0.5;
            if (halved > 0 && stands(out, before, h, count))
                break;
        }
    }
    netmkt__counts_gamma(q.r, q.alpha, t, count, room);
    for (size_t n = 0; n < count; n++)
        out[n] = out[n] * h + survive * room[n];
}

void netmkt__paretonbd_simulate(const double *p, netmkt__random *random, double T, double *x, double *t_x)
{
    double rate = netmkt__random_gamma(random, p[R], p[ALPHA]), mortality = netmkt__random_gamma(random, p[S], p[BETA]);
    double life = fmin(T, mortality > 0.0 ? netmkt__random_exponential(random, mortality) : T);

    *x = (double)netmkt__random_poisson(random, rate * life);
    *t_x = netmkt__last_of(random, *x, life);
}
