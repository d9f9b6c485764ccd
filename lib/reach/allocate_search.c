/* The best split where some curves are S-shaped: branch and bound. The envelopes' best is an upper bound; evaluated by the curves it is a split. The channel whose envelope
 * is farthest above its curve is cut in two there, until no part can hold more than what is known. */
#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "reach/allocate.h"

#define WORK 30000000.0 /* channels looked at, in all */
#define ENOUGH 1e-10    /* of the return */

typedef struct search {
    netmkt__split *split;
    double *room;      /* a row of amounts a depth */
    double left_bound; /* of the parts that were not looked into */
    double multiplier;
    double nodes, nodes_most;
    int found;
} search;

enum { DEPTH = 200 };

/* The return of a split, and of the envelopes; which channel is farthest from its own. */
static size_t evaluate(const netmkt__split *split, const double *amount, double *value, double *bound)
{
    double farthest = 0.0;
    size_t at = split->n;

    *value = *bound = 0.0;
    for (size_t i = 0; i < split->n; i++) {
        double v = netmkt__arm_return(&split->arm[i], amount[i]), e = netmkt__arm_envelope_at(&split->arm[i], amount[i]);

        *value += v;
        *bound += e;
        if (e - v > farthest) {
            farthest = e - v;
            at = i;
        }
    }
    return at;
}

static void look(search *s, int depth);

/* The same with a channel's domain cut. */
static void look_within(search *s, int depth, size_t i, double low, double high)
{
    netmkt__arm *arm = &s->split->arm[i], before = *arm;

    arm->low = low;
    arm->high = high;
    netmkt__arm_envelope(arm);
    look(s, depth);
    *arm = before;
}

static void look(search *s, int depth)
{
    netmkt__split *split = s->split;
    double *amount = s->room + (size_t)depth * split->n, least = 0.0, value, bound, multiplier, cut, low, high;
    size_t i;

    for (size_t k = 0; k < split->n; k++)
        least += split->arm[k].low;
    if (least > split->budget)
        return;
    multiplier = netmkt__split_relaxed(split, amount);
    s->nodes++;
    i = evaluate(split, amount, &value, &bound);
    if (!s->found || value > split->expected) {
        s->found = 1;
        split->expected = value;
        s->multiplier = multiplier;
        memcpy(split->amount, amount, split->n * sizeof *amount);
    }
    if (i == split->n || bound <= split->expected * (1.0 + ENOUGH))
        return;
    if (depth + 1 == DEPTH || s->nodes >= s->nodes_most) {
        s->left_bound = fmax(s->left_bound, bound);
        return;
    }
    low = split->arm[i].low;
    high = split->arm[i].high;
    cut = amount[i];
    if (!(cut > low && cut < high))
        return;
    look_within(s, depth + 1, i, cut, high);
    look_within(s, depth + 1, i, low, cut);
}

netmkt_status netmkt__split_search(netmkt__split *split)
{
    search s = {.split = split, .nodes_most = fmax(20.0, WORK / (double)split->n / 10.0)};
    int rows = 1;

    for (size_t i = 0; i < split->n; i++) {
        netmkt__arm_envelope(&split->arm[i]);
        rows = split->arm[i].joint > split->arm[i].low ? DEPTH : rows;
    }
    s.room = netmkt__alloc(split->context, (size_t)rows * split->n, sizeof *s.room);
    if (s.room == NULL)
        return netmkt__nomem();
    look(&s, 0);
    netmkt__free(split->context, s.room);
    split->multiplier = s.multiplier;
    split->gap = fmax(0.0, s.left_bound - split->expected);
    return NETMKT_OK;
}
