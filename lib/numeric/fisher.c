/* The hypergeometric distribution from its mode outward by ratios of neighbours, unnormalised: sums of positive terms, divided in the end. No
 * factorials, so nothing is lost for large counts; what has become negligible ends the walk. */
#include "numeric/fisher.h"

#include <math.h>

#define TINY 1e-280 /* below it a probability is 0; far above the numbers that lose digits */

/* x successes of n1, `all` successes of n1 + n2. */
typedef struct urn {
    double n1, n2, all, low, high;
} urn;

/* P(x + 1) / P(x). */
static double up(const urn *u, double x)
{
    return (u->n1 - x) * (u->all - x) / ((x + 1.0) * (u->n2 - u->all + x + 1.0));
}

static double mode_of(const urn *u)
{
    double x = floor((u->all + 1.0) * ((u->n1 + 1.0) / (u->n1 + u->n2 + 2.0)));

    x = fmin(fmax(x, u->low), u->high);
    while (x < u->high && up(u, x) > 1.0) /* rounding */
        x++;
    while (x > u->low && up(u, x - 1.0) < 1.0)
        x--;
    return x;
}

/* The weight of x against the mode's. */
static double weight_at(const urn *u, double mode, double x)
{
    double w = 1.0;

    for (double k = mode; k < x && w > TINY; k++)
        w *= up(u, k);
    for (double k = mode; k > x && w > TINY; k--)
        w /= up(u, k - 1.0);
    return w;
}

double netmkt__fisher_two_sided(uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2)
{
    urn u = {(double)n1, (double)n2, (double)k1 + (double)k2, 0.0, 0.0};
    double mode, least, sum = 0.0, tails = 0.0, w = 1.0;

    u.low = fmax(0.0, u.all - u.n2);
    u.high = fmin(u.n1, u.all);
    mode = mode_of(&u);
    least = weight_at(&u, mode, (double)k1) * (1.0 + 1e-7);
    if (least < 2.0 * TINY)
        return 0.0;
    for (double k = mode; w > 1e-18 * least; k++) {
        sum += w;
        tails += w <= least ? w : 0.0;
        w = k < u.high ? w * up(&u, k) : 0.0;
    }
    w = mode > u.low ? 1.0 / up(&u, mode - 1.0) : 0.0;
    for (double k = mode - 1.0; w > 1e-18 * least; k--) {
        sum += w;
        tails += w <= least ? w : 0.0;
        w = k > u.low ? w / up(&u, k - 1.0) : 0.0;
    }
    return fmin(1.0, tails / sum);
}
