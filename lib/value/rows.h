/* Distinct summaries, laid out for the likelihoods: what depends on x alone or on a time alone is computed once for each
 * distinct x or time. Times are divided by `unit`, the mean time observed, so that a fit does not depend on the
 * caller's unit of time. */
#ifndef NETMKT_VALUE_ROWS_H
#define NETMKT_VALUE_ROWS_H

#include "value/block_sum.h"
#include "value/group.h"

enum { NETMKT__ROW_TABLES = 4, NETMKT__PAIR_TABLES = 16 };

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
    size_t pairs;                  /* distinct (x, t_x) and (x, T), where asked for, else 0 */
    double *pair_x, *pair_time;
    double *pair_is_T;             /* 1: of an (x, T); 0: of an (x, t_x) */
    uint32_t *t_pair, *T_pair;     /* index of each row's pairs */
    double *pair_table;            /* scratch, NETMKT__PAIR_TABLES numbers for each pair */
    double *partial;               /* scratch of netmkt__sum_blocks() */
    double unit;
    double customers, purchases, observed; /* sums of weight, weight * x, weight * T */
} netmkt__rows;

/* From groups of (x, t_x, T). `unit` > 0; `pairs`: find the distinct pairs too. The rows borrow nothing. NETMKT_E_NOMEM
 * leaves *out empty. */
netmkt_status netmkt__rows_new(const netmkt__groups *groups, double unit, int pairs, uint32_t threads, netmkt__rows *out);
void netmkt__rows_free(netmkt__rows *rows);

/* A sample of the groups in which each stands with a weight near its share: every total/size-th customer. Deterministic.
 * The groups must be more than `size`. */
netmkt_status netmkt__groups_sample(const netmkt__groups *groups, size_t size, netmkt__groups *out);

#endif
