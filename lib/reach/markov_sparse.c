/* Large chains: sweeps of Gauss and Seidel for eight channels, conversions and money, at a time.
 *
 * Everything is >= 0 and grows from 0 towards the solution. With D the most that a sweep changed, what is missing is at most M D, where M is
 * the most steps that any state expects: what is left over of each equation after a sweep is at most D, and (I - Q)^-1 has row sums up
 * to M. M itself comes of sweeping x = 1 + Q x: once a sweep changes it by no more than 1/2, M is at most twice the largest x. */
#include <math.h>

#include "base/status.h"
#include "base/thread.h"
#include "reach/markov.h"

enum { LANES = 16, EACH = LANES / NETMKT__MEASURES, LEAST_SWEEPS = 4000 };

#define MOST_WORK 5e9 /* edges looked at in one block, from there on */

#define TOLERANCE 1e-13 /* of y(start) */

typedef struct solver {
    const netmkt__chain *chain;
    netmkt__markov *out;
    double *share; /* Q by edge, of 1 - Q(s, s); a state's own edge 0 */
    double *loop;  /* 1 - Q(s, s) by state */
    double *h;     /* NETMKT__MEASURES a state */
    double steps;  /* M */
    int sweeps;    /* at most */
    int reserved;
} solver;

static netmkt_status too_long(void)
{
    return netmkt__fail(NETMKT_E_CONVERGE, "the chain is large and its paths go on too long for the iteration; a lower order has fewer states");
}

static netmkt_status solver_new(const netmkt__chain *c, netmkt__markov *out, solver *v)
{
    *v = (solver){.chain = c, .out = out, .sweeps = (int)fmax(LEAST_SWEEPS, MOST_WORK / ((double)c->edges + c->states) / LANES)};
    v->share = netmkt__alloc(c->context, c->edges, sizeof *v->share);
    v->loop = netmkt__alloc(c->context, c->states, sizeof *v->loop);
    v->h = netmkt__calloc(c->context, (size_t)c->states * NETMKT__MEASURES, sizeof *v->h);
    if (v->share == NULL || v->loop == NULL || v->h == NULL)
        return netmkt__nomem();
    for (uint32_t s = 0; s < c->states; s++) {
        uint64_t own = 0;

        for (uint32_t e = c->begin[s]; e < c->begin[s + 1]; e++)
            own += c->to[e] == s ? c->passed[e] : 0;
        v->loop[s] = (double)(c->out[s] - own) / (double)c->out[s];
        for (uint32_t e = c->begin[s]; e < c->begin[s + 1]; e++)
            v->share[e] = c->to[e] == s ? 0.0 : (double)c->passed[e] / (double)(c->out[s] - own);
    }
    return NETMKT_OK;
}

static void solver_free(solver *v)
{
    netmkt__free(v->chain->context, v->share);
    netmkt__free(v->chain->context, v->loop);
    netmkt__free(v->chain->context, v->h);
}

static netmkt_status bound_steps(solver *v)
{
    const netmkt__chain *c = v->chain;
    double *x = netmkt__calloc(c->context, c->states, sizeof *x), change = INFINITY, most = 0.0;

    if (x == NULL)
        return netmkt__nomem();
    for (int sweep = 0; sweep < v->sweeps && change > 0.5; sweep++) {
        change = 0.0;
        for (uint32_t s = c->states; s-- > 0;) {
            double sum = 1.0 / v->loop[s];

            for (uint32_t e = c->begin[s]; e < c->begin[s + 1]; e++)
                sum += v->share[e] * x[c->to[e]];
            change = fmax(change, sum - x[s]);
            most = fmax(most, sum);
            x[s] = sum;
        }
    }
    netmkt__free(c->context, x);
    v->steps = 2.0 * most;
    return change > 0.5 ? too_long() : NETMKT_OK;
}

/* Whether what is missing of both measures is below the tolerance: `change` and `start` have one each. */
static int done(const solver *v, int lanes, const double *change, const double *start)
{
    for (int k = 0; k < lanes; k++)
        if (change[k] * v->steps > TOLERANCE * start[k])
            return 0;
    return 1;
}

static netmkt_status solve_whole(solver *v)
{
    const netmkt__chain *c = v->chain;
    double change[NETMKT__MEASURES];
    int sweep = 0;

    do {
        if (sweep++ == v->sweeps)
            return too_long();
        for (int k = 0; k < NETMKT__MEASURES; k++)
            change[k] = 0.0;
        for (uint32_t s = c->states; s-- > 0;) {
            double sum[NETMKT__MEASURES] = {(double)c->ends[s][NETMKT__CONVERSIONS] / (double)c->out[s] / v->loop[s],
                                            (double)c->ends[s][NETMKT__VALUE] / (double)c->out[s] / v->loop[s]};

            for (uint32_t e = c->begin[s]; e < c->begin[s + 1]; e++)
                for (int k = 0; k < NETMKT__MEASURES; k++)
                    sum[k] += v->share[e] * v->h[(size_t)c->to[e] * NETMKT__MEASURES + (size_t)k];
            for (int k = 0; k < NETMKT__MEASURES; k++) {
                double *x = &v->h[(size_t)s * NETMKT__MEASURES + (size_t)k];

                change[k] = fmax(change[k], sum[k] - *x);
                *x = sum[k];
            }
        }
    } while (!done(v, NETMKT__MEASURES, change, v->h));
    for (int k = 0; k < NETMKT__MEASURES; k++)
        v->out->whole[k] = v->h[k];
    return NETMKT_OK;
}

/* One sweep over the states for the channels first to first + EACH - 1. */
static void sweep_block(const solver *v, uint32_t first, double *x, double *change)
{
    const netmkt__chain *c = v->chain;

    for (int k = 0; k < LANES; k++)
        change[k] = 0.0;
    for (uint32_t s = c->states; s-- > 0;) {
        uint32_t newest = netmkt__chain_newest(c, s), fixed = newest >= first && newest - first < EACH ? newest - first : EACH;
        double sum[LANES] = {0.0}, *own = x + (size_t)s * LANES;

        for (uint32_t e = c->begin[s]; e < c->begin[s + 1]; e++) {
            const double *next = x + (size_t)c->to[e] * LANES;
            double share = v->share[e];

            for (int k = 0; k < LANES; k++)
                sum[k] += share * next[k];
        }
        for (int k = 0; fixed < EACH && k < NETMKT__MEASURES; k++)
            sum[fixed * NETMKT__MEASURES + (uint32_t)k] = own[fixed * NETMKT__MEASURES + (uint32_t)k];
        for (int k = 0; k < LANES; k++) {
            double more = sum[k] - own[k];

            change[k] = more > change[k] ? more : change[k];
            own[k] = sum[k];
        }
    }
}

static netmkt_status solve_block(void *argument, size_t block)
{
    const solver *v = argument;
    const netmkt__chain *c = v->chain;
    uint32_t first = (uint32_t)block * EACH + 1;
    double *x = netmkt__calloc(c->context, (size_t)c->states * LANES, sizeof *x), change[LANES];
    int sweep = 0;
    netmkt_status status = NETMKT_OK;

    if (x == NULL)
        return netmkt__nomem();
    for (uint32_t s = 0; s < c->states; s++) {
        uint32_t newest = netmkt__chain_newest(c, s);

        for (uint32_t k = 0; newest >= first && newest - first < EACH && k < NETMKT__MEASURES; k++)
            x[(size_t)s * LANES + (newest - first) * NETMKT__MEASURES + k] = v->h[(size_t)s * NETMKT__MEASURES + k];
    }
    do {
        if (sweep++ == v->sweeps)
            status = too_long();
        else
            sweep_block(v, first, x, change);
    } while (status == NETMKT_OK && !done(v, LANES, change, x));
    for (uint32_t i = 0; status == NETMKT_OK && i < EACH && first + i <= c->channels; i++)
        for (int k = 0; k < NETMKT__MEASURES; k++)
            v->out->effect[k][first + i - 1] = v->out->whole[k] > 0.0 ? x[i * NETMKT__MEASURES + (uint32_t)k] / v->out->whole[k] : 0.0;
    netmkt__free(c->context, x);
    return status;
}

netmkt_status netmkt__markov_iterate(const netmkt__chain *chain, uint32_t threads, netmkt__markov *out)
{
    solver v;
    netmkt_status status = solver_new(chain, out, &v);

    if (status == NETMKT_OK)
        status = bound_steps(&v);
    if (status == NETMKT_OK)
        status = solve_whole(&v);
    if (status == NETMKT_OK)
        status = netmkt__parallel(threads, ((size_t)chain->channels + EACH - 1) / EACH, solve_block, &v);
    solver_free(&v);
    return status;
}
