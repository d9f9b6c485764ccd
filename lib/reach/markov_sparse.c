/* Large chains: sweeps of Gauss and Seidel for several channels at a time, each in a lane or two. In a chain of order 1 a lane is the chance y of ever
 * getting to the channel, y = 1 there: f = sum of Q(c, t) y(t) is the chance to come back, and visits(c) h(c) (1 - f) what goes
 * through it. In one of higher order two lanes are the conversions and the money that go through it (reach/markov.c).
 *
 * Everything is >= 0 and grows from 0 towards the solution. With D the most that a sweep changed, what is missing is at most M D, where M is
 * the most steps that any state expects: what is left over of each equation after a sweep is at most D, and (I - Q)^-1 has row sums up
 * to M. M itself comes of sweeping x = 1 + Q x: once a sweep changes it by no more than 1/2, M is at most twice the largest x. */
#include <math.h>
#include <string.h>

#include "base/status.h"
#include "base/thread.h"
#include "reach/markov.h"

enum { LANES = 16, LEAST_SWEEPS = 4000, LEAP = 4 };

#define MOST_RATIO 0.9999
#define LEAST_LEAP 1e-12

#define MOST_WORK 5e9 /* edges looked at in one block, from there on */

#define TOLERANCE 1e-13 /* of what goes through a channel */
#define OF_CHANCES 1e-14 /* of y, in order 1 */
#define CHANCE_ROUNDING 4e-16 /* changes of y that are rounding */

typedef struct solver {
    const netmkt__chain *chain;
    netmkt__markov *out;
    double *share; /* Q by edge, of 1 - Q(s, s); a state's own edge 0 */
    double *loop;  /* 1 - Q(s, s) by state */
    double *h;     /* NETMKT__MEASURES a state */
    double steps;  /* M */
    int sweeps;    /* at most */
    uint32_t own;  /* lanes of a channel: 1 in order 1, else NETMKT__MEASURES */
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

/* The first lane of a state's channel in the block from `first` on, or LANES. */
static uint32_t lane_of(const solver *v, uint32_t state, uint32_t first)
{
    uint32_t newest = netmkt__chain_newest(v->chain, state);

    return newest >= first && newest - first < LANES / v->own ? (newest - first) * v->own : LANES;
}

/* One sweep over the states; in a channel's own lanes its states stay as they are. */
static void sweep_block(const solver *v, uint32_t first, double *x, double *change)
{
    const netmkt__chain *c = v->chain;

    for (int k = 0; k < LANES; k++)
        change[k] = 0.0;
    for (uint32_t s = c->states; s-- > 0;) {
        uint32_t fixed = lane_of(v, s, first);
        double sum[LANES] = {0.0}, *own = x + (size_t)s * LANES;

        for (uint32_t e = c->begin[s]; e < c->begin[s + 1]; e++) {
            const double *next = x + (size_t)c->to[e] * LANES;
            double share = v->share[e];

            for (int k = 0; k < LANES; k++)
                sum[k] += share * next[k];
        }
        for (uint32_t k = fixed; k < LANES && k < fixed + v->own; k++)
            sum[k] = own[k];
        for (int k = 0; k < LANES; k++) {
            double more = fabs(sum[k] - own[k]);

            change[k] = more > change[k] ? more : change[k];
            own[k] = sum[k];
        }
    }
}

/* Where the changes of two sweeps say by how much they shrink, go as far as all further ones would: the slowest part of what is missing is gone at once.
 * `before`: x before the last sweep. Not near the end, where changes are rounding. */
static void leap(const solver *v, double *x, const double *before, const double *change, const double *last)
{
    double further[LANES];

    for (int k = 0; k < LANES; k++) {
        double ratio = last[k] > 0.0 ? change[k] / last[k] : 0.0, least = v->own == 1 ? CHANCE_ROUNDING : LEAST_LEAP * v->out->whole[k % NETMKT__MEASURES];

        further[k] = ratio < MOST_RATIO && change[k] > least ? ratio / (1.0 - ratio) : 0.0;
    }
    for (size_t i = 0; i < v->chain->states; i++)
        for (int k = 0; k < LANES; k++)
            x[i * LANES + (size_t)k] += (x[i * LANES + (size_t)k] - before[i * LANES + (size_t)k]) * further[k];
}

/* 1 - f of the channel whose only state s is: `lane` has its chances, but of s itself, whose own edge has no share. */
static double no_return(const solver *v, uint32_t s, const double *x, uint32_t lane)
{
    const netmkt__chain *c = v->chain;
    double back = 0.0;

    for (uint32_t e = c->begin[s]; e < c->begin[s + 1]; e++)
        back += v->share[e] * x[(size_t)c->to[e] * LANES + lane];
    return (1.0 - back) * v->loop[s];
}

static int block_done(const solver *v, const double *change, const double *start)
{
    if (v->own > 1)
        return done(v, LANES, change, start);
    for (int k = 0; k < LANES; k++)
        if (change[k] * v->steps > OF_CHANCES && change[k] > CHANCE_ROUNDING)
            return 0;
    return 1;
}

/* What a solved block says of the channel of each state. */
static void take_effects(const solver *v, uint32_t first, const double *x)
{
    const netmkt__chain *c = v->chain;

    for (uint32_t s = 1; s < c->states; s++) {
        uint32_t lane = lane_of(v, s, first), rank = netmkt__chain_newest(c, s);
        double visits = (double)c->out[s] / (double)c->out[0];

        for (uint32_t k = 0; lane < LANES && k < NETMKT__MEASURES; k++) {
            double through = v->own > 1 ? x[lane + k] : visits * v->h[(size_t)s * NETMKT__MEASURES + k] * no_return(v, s, x, lane);

            v->out->effect[k][rank - 1] = v->out->whole[k] > 0.0 ? through / v->out->whole[k] : 0.0;
        }
    }
}

static netmkt_status solve_block(void *argument, size_t block)
{
    const solver *v = argument;
    const netmkt__chain *c = v->chain;
    uint32_t first = (uint32_t)block * (LANES / v->own) + 1;
    size_t size = (size_t)c->states * LANES;
    double *x = netmkt__calloc(c->context, size, sizeof *x), *before = netmkt__alloc(c->context, size, sizeof *before), change[LANES], last[LANES];
    int sweep = 0;
    netmkt_status status = NETMKT_OK;

    if (x == NULL || before == NULL) {
        netmkt__free(c->context, x);
        netmkt__free(c->context, before);
        return netmkt__nomem();
    }
    for (uint32_t s = 0; s < c->states; s++) {
        uint32_t lane = lane_of(v, s, first);

        for (uint32_t k = 0; lane < LANES && k < v->own; k++)
            x[(size_t)s * LANES + lane + k] = v->own > 1 ? v->h[(size_t)s * NETMKT__MEASURES + k] : 1.0;
    }
    for (;;) {
        int leaps = ++sweep % LEAP == 0;

        if (leaps) {
            memcpy(before, x, size * sizeof *x);
            memcpy(last, change, sizeof last);
        }
        sweep_block(v, first, x, change);
        if (block_done(v, change, x))
            break;
        if (leaps)
            leap(v, x, before, change, last);
        if (sweep == v->sweeps) {
            status = too_long();
            break;
        }
    }
    if (status == NETMKT_OK)
        take_effects(v, first, x);
    netmkt__free(c->context, x);
    netmkt__free(c->context, before);
    return status;
}

netmkt_status netmkt__markov_iterate(const netmkt__chain *chain, int32_t order, uint32_t threads, netmkt__markov *out)
{
    solver v;
    netmkt_status status = solver_new(chain, out, &v);
    size_t each;

    v.own = order == 1 ? 1 : NETMKT__MEASURES;
    each = LANES / v.own;
    if (status == NETMKT_OK)
        status = bound_steps(&v);
    if (status == NETMKT_OK)
        status = solve_whole(&v);
    if (status == NETMKT_OK)
        status = netmkt__parallel(threads, ((size_t)chain->channels + each - 1) / each, solve_block, &v);
    solver_free(&v);
    return status;
}
