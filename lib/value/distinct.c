/* Costly functions of a row, computed once for each distinct row. A number is a pure function of its row, so neither
 * the other rows nor threads can change it. */
#include "base/context.h"
#include "base/thread.h"
#include "value/model.h"

/* So few rows are computed as they come; and rows in one task, small enough to share out. */
enum { FEW = 16, ROWS_A_TASK = 128 };

typedef struct distinct_task {
    netmkt__row_function function;
    const void *argument;
    int columns;
    size_t count;
    const double *const *column;
    double *out;
} distinct_task;

static netmkt_status run(void *argument, size_t task)
{
    const distinct_task *t = argument;
    size_t to = (task + 1) * ROWS_A_TASK;

    for (size_t i = task * ROWS_A_TASK; i < to && i < t->count; i++) {
        double row[NETMKT__GROUP_COLUMNS];

        for (int c = 0; c < t->columns; c++)
            row[c] = t->column[c][i];
        t->out[i] = t->function(t->argument, row);
    }
    return NETMKT_OK;
}

netmkt_status netmkt__each_distinct(netmkt_context *context, uint32_t threads, size_t n, int columns, const double *const *column,
                                    netmkt__row_function function, const void *argument, double *out)
{
    distinct_task task = {function, argument, columns, n, column, out};
    const double *key[NETMKT__GROUP_COLUMNS];
    netmkt__groups groups;
    netmkt_status status;

    if (n <= FEW)
        return n > 0 ? run(&task, 0) : NETMKT_OK;
    status = netmkt__group(context, n, columns, column, NULL, 1, &groups);
    if (status != NETMKT_OK)
        return status;
    for (int c = 0; c < columns; c++)
        key[c] = groups.key[c];
    task.count = groups.count;
    task.column = key;
    task.out = groups.weight; /* the counts are not needed */
    status = netmkt__parallel(threads, (groups.count + ROWS_A_TASK - 1) / ROWS_A_TASK, run, &task);
    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        out[i] = groups.weight[groups.member[i]];
    netmkt__groups_free(&groups);
    return status;
}
