/* Kaplan and Meier's product-limit estimate, and its quantiles. */
#include "numeric/survival.h"

#include <math.h>
#include <stdlib.h>

static int by_time(const void *a, const void *b)
{
    const netmkt__lifetime *x = a, *y = b;

    if (x->time < y->time || x->time > y->time)
        return x->time < y->time ? -1 : 1;
    return (int)y->happened - (int)x->happened;
}

void netmkt__lifetimes_sort(netmkt__lifetime *lifetimes, size_t n)
{
    if (n > 1)
        qsort(lifetimes, n, sizeof *lifetimes, by_time);
}

double netmkt__lifetimes_quantile(const netmkt__lifetime *sorted, size_t n, double q)
{
    double survive = 1.0;
    const double slack = 1e-12; /* of a product of up to n roundings: one half of two is one half */

    for (size_t i = 0; i < n;) {
        size_t end = i, happened = 0;

        for (; end < n && sorted[end].time <= sorted[i].time; end++)
            happened += sorted[end].happened;
        if (happened > 0) {
            survive *= (double)(n - i - happened) / (double)(n - i);
            if (survive <= 1.0 - q + slack)
                return sorted[i].time;
        }
        i = end;
    }
    return NAN;
}
