/* Which of several rates is the best, by quadrature over one of them: P(i is best) = integral of f_i prod F_j, loss of i = integral of F_i (1 - prod of the other F_j).
 *
 * Densities are taken in logits, where a beta density is smooth and falls off on both sides whatever its parameters, and against their value at the mode, so that
 * large counts lose nothing. Panels end where every rate's density is another: none hides a step of another's distribution. */
#include <math.h>
#include <stdlib.h>

#include "numeric/quadrature.h"
#include "numeric/special.h"
#include "reach/experiment.h"

enum { SIDE = 24, EDGES = (2 * SIDE + 1) * NETMKT_VARIANTS_MOST };

#define NOTHING (-42.0)   /* ln of a density that adds nothing */
#define IMPOSSIBLE (-1e4) /* ln of a probability that is 0 */

typedef struct race {
    size_t n;
    const double *a, *b;
    double low[NETMKT_VARIANTS_MOST], high[NETMKT_VARIANTS_MOST]; /* logits between which each rate is */
} race;

/* x and 1 - x of a logit. */
static void rate_at(double t, double *x, double *y)
{
    double e = exp(-fabs(t));

    *x = t < 0.0 ? e / (1.0 + e) : 1.0 / (1.0 + e);
    *y = t < 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
}

/* ln of the density in logits against that at its mode. */
static double log_density(double a, double b, double t)
{
    double p = a / (a + b), d = t - log(a / b), e = expm1(d);

    return d > 500.0 ? -b * d : a * d - (a + b) * log1p(p * e);
}

/* Rate i's distribution at a point, and its logarithm. */
static void distribution(const race *r, size_t i, double t, double x, double y, double *lower, double *log_lower)
{
    double upper;

    *lower = t > r->low[i];
    *log_lower = t > r->low[i] ? 0.0 : IMPOSSIBLE;
    if (t <= r->low[i] || t >= r->high[i])
        return;
    upper = netmkt__beta_inc(r->b[i], r->a[i], y);
    *lower = upper < 0.5 ? 1.0 - upper : netmkt__beta_inc(r->a[i], r->b[i], x);
    *log_lower = upper < 0.5 ? log1p(-upper) : *lower > 0.0 ? log(*lower) : IMPOSSIBLE;
}

/* Add what one point gives to every rate's integrals. */
static void add_point(const race *r, double t, double w, double *whole, double *part, double *loss)
{
    double lower[NETMKT_VARIANTS_MOST], before[NETMKT_VARIANTS_MOST + 1], logs[NETMKT_VARIANTS_MOST], behind = 0.0, x, y;

    rate_at(t, &x, &y);
    before[0] = 0.0; /* of the logarithms of the distributions of the rates before one */
    for (size_t i = 0; i < r->n; i++) {
        distribution(r, i, t, x, y, &lower[i], &logs[i]);
        before[i + 1] = before[i] + logs[i];
    }
    for (size_t i = r->n; i-- > 0; behind += logs[i]) {
        double others = before[i] + behind, weight = w * exp(log_density(r->a[i], r->b[i], t));

        whole[i] += weight;
        part[i] += weight * exp(others);
        loss[i] += w * lower[i] * -expm1(others) * x * y;
    }
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Ends of panels for rate i: about a standard deviation wide at the mode, and wider outward until its density is nothing. */
static size_t cut(race *r, size_t i, double *edge)
{
    double mode = log(r->a[i] / r->b[i]), spread = sqrt(1.0 / r->a[i] + 1.0 / r->b[i]);
    size_t n = 0;

    edge[n++] = mode;
    for (int sign = -1; sign <= 1; sign += 2) {
        double t = mode, step = 1.2 * spread;

        for (int k = 0; k < SIDE && log_density(r->a[i], r->b[i], t) > NOTHING; k++, step *= 1.25)
            edge[n++] = t += sign * step;
        *(sign < 0 ? &r->low[i] : &r->high[i]) = t;
    }
    return n;
}

void netmkt__beta_best(size_t n, const double *a, const double *b, double *best, double *loss)
{
    double edge[EDGES], whole[NETMKT_VARIANTS_MOST];
    size_t edges = 0;
    race r = {.n = n, .a = a, .b = b};

    for (size_t i = 0; i < n; i++)
        edges += cut(&r, i, edge + edges);
    qsort(edge, edges, sizeof *edge, ascending);
    for (size_t i = 0; i < n; i++)
        whole[i] = best[i] = loss[i] = 0.0;
    for (size_t k = 1; k < edges; k++) {
        double half = 0.5 * (edge[k] - edge[k - 1]);

        for (int point = 0; half > 0.0 && point < NETMKT__NODES; point++) {
            double w, t = netmkt__node(point, edge[k - 1] + half, half, &w);

            add_point(&r, t, w, whole, best, loss);
        }
    }
    for (size_t i = 0; i < n; i++)
        best[i] /= whole[i];
}
