/* Distinct summaries, laid out for the likelihoods: what depends on x alone or on a time alone is computed once for each
 * distinct x or time. Times are divided by `unit`, the mean time observed, so that a fit does not depend on the
 * caller's unit of time. */
#ifndef NETMKT_VALUE_ROWS_H
#define NETMKT_VALUE_ROWS_H

#include "value/group.h"

enum { NETMKT__ROW_TABLES = 4, NETMKT__ROW_BLOCK = 2048, NETMKT__ROW_SUMS = 16 };

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

typedef struct netmkt__rows {
    netmkt_context *context;
    uint32_t threads;
    size_t count;                  /* distinct summaries, x > 0 first */
    size_t repeaters;              /* how many have x > 0 */
    double *x, *t_x, *T, *weight;
    uint32_t *x_at, *t_at, *T_at;  /* index of each row's x among xs, and of its t_x and T among times */
    size_t xs, times;
    double *x_value, *x_weight;    /* each distinct x, and the weight of the rows that have it */
    double *time;                  /* each distinct time */
    double *T_weight, *T_purchases; /* weight, and weight * x, of the rows observed for this time */
    double *time_table, *x_table;  /* scratch of the likelihood: NETMKT__ROW_TABLES numbers for each time and each x */
    double *partial;               /* scratch of netmkt__rows_sum() */
    size_t blocks;
    double unit;
    double customers, purchases, observed; /* sums of weight, weight * x, weight * T */
} netmkt__rows;

/* From groups of (x, t_x, T). `unit` > 0. The rows borrow nothing. NETMKT_E_NOMEM leaves *out empty. */
netmkt_status netmkt__rows_new(const netmkt__groups *groups, double unit, uint32_t threads, netmkt__rows *out);
void netmkt__rows_free(netmkt__rows *rows);

/* Sum of f over blocks of rows in [0, n): each block adds its own sums (at most NETMKT__ROW_SUMS) from zero, and blocks
 * are added in order with Kahan's correction, so that the result is the same for any number of threads. */
typedef void (*netmkt__block_sum)(const netmkt__rows *rows, const void *argument, size_t from, size_t to, double *sums);
void netmkt__rows_sum(const netmkt__rows *rows, size_t n, netmkt__block_sum sum, const void *argument, int sums, double *out);

/* A sample of the groups in which each stands with a weight near its share: every total/size-th customer. Deterministic.
 * The groups must be more than `size`. */
netmkt_status netmkt__groups_sample(const netmkt__groups *groups, size_t size, netmkt__groups *out);

#endif
