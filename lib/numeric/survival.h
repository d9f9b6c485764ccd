/* Times until something happens, where for some it has not happened yet. */
#ifndef NETMKT_NUMERIC_SURVIVAL_H
#define NETMKT_NUMERIC_SURVIVAL_H

#include <stddef.h>
#include <stdint.h>

typedef struct netmkt__lifetime {
    double time;       /* until it happened, or until it was last seen not to have; finite */
    uint32_t happened; /* 1, or 0: censored */
    uint32_t reserved;
} netmkt__lifetime;

/* By time; at the same time those where it happened first, as Kaplan and Meier (1958) have it. */
void netmkt__lifetimes_sort(netmkt__lifetime *lifetimes, size_t n);

/* The least time at which Kaplan and Meier's estimate of the share where it has happened reaches q, 0 < q <= 1; NaN if it does not. Sorted. */
double netmkt__lifetimes_quantile(const netmkt__lifetime *sorted, size_t n, double q);

#endif
