/* Sums over many rows that are good to the last digits and the same for any number of threads. */
#ifndef NETMKT_VALUE_BLOCK_SUM_H
#define NETMKT_VALUE_BLOCK_SUM_H

#include <stddef.h>
#include <stdint.h>

/* A sum with a second word for what rounding takes (Neumaier 1974). Start from {0, 0}. */
typedef struct netmkt__sum {
    double sum, rest;
} netmkt__sum;

static inline void netmkt__sum_add(netmkt__sum *s, double value)
{
    double total = s->sum + value;

    s->rest += (s->sum < 0.0 ? -s->sum : s->sum) >= (value < 0.0 ? -value : value) ? (s->sum - total) + value : (value - total) + s->sum;
    s->sum = total;
}

static inline double netmkt__sum_total(const netmkt__sum *s)
{
    return s->sum + s->rest;
}

enum { NETMKT__BLOCK_ROWS = 2048, NETMKT__BLOCK_SUMS = 16 };

/* Adds rows [from, to) to `sums`, which start at 0. */
typedef void (*netmkt__block_sum)(const void *argument, size_t from, size_t to, double *sums);

/* How many doubles of scratch netmkt__sum_blocks() needs for n rows. */
size_t netmkt__block_scratch(size_t n);

/* The first `sums` sums over n rows: each block of rows is summed from zero, and the blocks are added in order. */
void netmkt__sum_blocks(uint32_t threads, double *scratch, size_t n, netmkt__block_sum sum, const void *argument, int sums, double *out);

#endif
