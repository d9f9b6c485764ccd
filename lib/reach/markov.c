/* Removal effects. A path converts through channel c with the probability that it gets to c at all, times that of converting from there. With
 * h the probability of converting from a state (or the money expected there), y equal to h on the states whose newest channel is c, and
 * y(s) = sum of Q(s, t) y(t) on the others, that is y(start): no difference of nearly equal numbers, so that small channels
 * are as exact as large ones. In a chain of order 1 it is visits(c) h(c) / N(c, c), with N = (I - Q)^-1 and the visits as counted.
 *
 * Chains of a few hundred states are solved by elimination, larger ones by iteration, which is as exact. */
#include "reach/markov.h"

#include <math.h>

#include "base/status.h"
#include "numeric/absorb.h"

#define CHEAP 3e8 /* operations up to which elimination is taken at once */
#define DEAR 2e11 /* and up to which where the iteration fails */

void netmkt__markov_free(netmkt__markov *markov)
{
    for (int k = 0; k < NETMKT__MEASURES; k++)
        netmkt__free(markov->context, markov->effect[k]);
}

/* Q and the probabilities of ending, of states that are not `without` (0: of all); others keep an empty row. */
static void fill_dense(const netmkt__chain *c, uint32_t without, double *q, double *absorb)
{
    size_t n = c->states;

    for (size_t s = 0; s < n; s++) {
        double out = (double)c->out[s];

        for (size_t t = 0; t < n; t++)
            q[s * n + t] = 0.0;
        absorb[s] = 1.0;
        if (without != 0 && netmkt__chain_newest(c, (uint32_t)s) == without)
            continue;
        absorb[s] = (double)(c->ends[s][NETMKT__CONVERSIONS] + c->ends[s][NETMKT__NULLS]) / out;
        for (uint32_t e = c->begin[s]; e < c->begin[s + 1]; e++)
            q[s * n + c->to[e]] = (double)c->passed[e] / out;
    }
}

static void fill_ends(const netmkt__chain *c, size_t m, double *b)
{
    for (size_t s = 0; s < c->states; s++) {
        b[s * m + NETMKT__OF_CONVERSIONS] = (double)c->ends[s][NETMKT__CONVERSIONS] / (double)c->out[s];
        b[s * m + NETMKT__OF_VALUE] = (double)c->ends[s][NETMKT__VALUE] / (double)c->out[s];
    }
}

static void set_effects(netmkt__markov *out, uint32_t rank, const double *through)
{
    for (int k = 0; k < NETMKT__MEASURES; k++)
        out->effect[k][rank - 1] = out->whole[k] > 0.0 ? through[k] / out->whole[k] : 0.0;
}

/* Order 1: columns 0 and 1 of b become h, the others N. */
static netmkt_status eliminate_once(const netmkt__chain *c, double *q, double *absorb, netmkt__markov *out)
{
    size_t n = c->states, m = n + NETMKT__MEASURES;
    double *b = netmkt__calloc(c->context, n * m, sizeof *b);
    int solved;

    if (b == NULL)
        return netmkt__nomem();
    fill_dense(c, 0, q, absorb);
    fill_ends(c, m, b);
    for (size_t s = 0; s < n; s++)
        b[s * m + NETMKT__MEASURES + s] = 1.0;
    solved = netmkt__absorb_solve(n, q, absorb, m, b);
    for (int k = 0; k < NETMKT__MEASURES; k++)
        out->whole[k] = b[k];
    for (uint32_t s = 1; solved && s < c->states; s++) {
        double visits = (double)c->out[s] / (double)c->out[0], again = b[s * m + NETMKT__MEASURES + s], through[NETMKT__MEASURES];

        for (int k = 0; k < NETMKT__MEASURES; k++)
            through[k] = visits * b[s * m + (size_t)k] / again;
        set_effects(out, netmkt__chain_newest(c, s), through);
    }
    netmkt__free(c->context, b);
    return solved ? NETMKT_OK : netmkt__fail(NETMKT_E_DATA, "the chain has a state that no path ends from");
}

/* Higher orders: once for h, then for each channel. */
static netmkt_status eliminate_each(const netmkt__chain *c, double *q, double *absorb, netmkt__markov *out)
{
    size_t n = c->states;
    double *h = netmkt__alloc(c->context, n * NETMKT__MEASURES, sizeof *h), *y = netmkt__alloc(c->context, n * NETMKT__MEASURES, sizeof *y);
    netmkt_status status = h != NULL && y != NULL ? NETMKT_OK : netmkt__nomem();

    for (uint32_t rank = 0; status == NETMKT_OK && rank <= c->channels; rank++) {
        double *x = rank == 0 ? h : y;

        fill_dense(c, rank, q, absorb);
        if (rank == 0)
            fill_ends(c, NETMKT__MEASURES, h);
        else
            for (uint32_t s = 0; s < n; s++)
                for (size_t k = 0; k < NETMKT__MEASURES; k++)
                    y[s * NETMKT__MEASURES + k] = netmkt__chain_newest(c, s) == rank ? h[s * NETMKT__MEASURES + k] : 0.0;
        if (!netmkt__absorb_solve(n, q, absorb, NETMKT__MEASURES, x))
            status = netmkt__fail(NETMKT_E_DATA, "the chain has a state that no path ends from");
        for (int k = 0; rank == 0 && k < NETMKT__MEASURES; k++)
            out->whole[k] = h[k];
        if (rank > 0)
            set_effects(out, rank, y);
    }
    netmkt__free(c->context, h);
    netmkt__free(c->context, y);
    return status;
}

static netmkt_status eliminate(const netmkt__chain *c, int32_t order, netmkt__markov *out)
{
    size_t n = c->states;
    double *q = netmkt__alloc(c->context, n * n, sizeof *q), *absorb = netmkt__alloc(c->context, n, sizeof *absorb);
    netmkt_status status = q != NULL && absorb != NULL ? NETMKT_OK : netmkt__nomem();

    if (status == NETMKT_OK)
        status = order == 1 ? eliminate_once(c, q, absorb, out) : eliminate_each(c, q, absorb, out);
    netmkt__free(c->context, q);
    netmkt__free(c->context, absorb);
    return status;
}

netmkt_status netmkt__markov_solve(const netmkt__chain *chain, int32_t order, uint32_t threads, netmkt__markov *out)
{
    double n = chain->states, work = order == 1 ? n * n * n * 1.5 : n * n * n / 3.0 * ((double)chain->channels + 1.0);
    netmkt_status status = NETMKT_OK;

    *out = (netmkt__markov){.context = chain->context};
    for (int k = 0; k < NETMKT__MEASURES; k++) {
        out->effect[k] = netmkt__calloc(chain->context, chain->channels, sizeof *out->effect[k]);
        if (out->effect[k] == NULL)
            status = netmkt__nomem();
    }
    if (status != NETMKT_OK || work <= CHEAP)
        return status == NETMKT_OK ? eliminate(chain, order, out) : status;
    status = netmkt__markov_iterate(chain, order, threads, out);
    return status == NETMKT_E_CONVERGE && work <= DEAR ? eliminate(chain, order, out) : status;
}
