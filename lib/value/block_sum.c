/* One task a block of rows; what a task adds depends on its rows alone. */
#include "value/block_sum.h"

#include <string.h>

#include "base/thread.h"

typedef struct block_task {
    double *scratch;
    size_t n;
    netmkt__block_sum sum;
    const void *argument;
} block_task;

static size_t block_count(size_t n)
{
    return (n + NETMKT__BLOCK_ROWS - 1) / NETMKT__BLOCK_ROWS;
}

size_t netmkt__block_scratch(size_t n)
{
    return block_count(n) * NETMKT__BLOCK_SUMS;
}

static netmkt_status sum_block(void *argument, size_t task)
{
    const block_task *t = argument;
    double *sums = t->scratch + task * NETMKT__BLOCK_SUMS;
    size_t from = task * NETMKT__BLOCK_ROWS, to = from + NETMKT__BLOCK_ROWS;

    memset(sums, 0, NETMKT__BLOCK_SUMS * sizeof *sums);
    t->sum(t->argument, from, to < t->n ? to : t->n, sums);
    return NETMKT_OK;
}

void netmkt__sum_blocks(uint32_t threads, double *scratch, size_t n, netmkt__block_sum sum, const void *argument, int sums, double *out)
{
    block_task t = {scratch, n, sum, argument};
    size_t blocks = block_count(n);

    if (threads == 1) {
        for (size_t i = 0; i < blocks; i++)
            (void)sum_block(&t, i);
    } else {
        (void)netmkt__parallel(threads, blocks, sum_block, &t); /* a block cannot fail */
    }
    for (int k = 0; k < sums; k++) {
        netmkt__sum total = {0};

        for (size_t i = 0; i < blocks; i++)
            netmkt__sum_add(&total, scratch[i * NETMKT__BLOCK_SUMS + (size_t)k]);
        out[k] = netmkt__sum_total(&total);
    }
}
