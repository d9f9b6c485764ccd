/* Building the rows: two more groupings, of the xs and of the times, and where asked for of the pairs. */
#include "value/rows.h"

#include <string.h>

#include "base/context.h"
#include "base/status.h"

static netmkt_status allocate(netmkt__rows *rows)
{
    netmkt_context *c = rows->context;
    size_t n = rows->count;

    rows->x = netmkt__alloc(c, n, sizeof(double));
    rows->t_x = netmkt__alloc(c, n, sizeof(double));
    rows->T = netmkt__alloc(c, n, sizeof(double));
    rows->weight = netmkt__alloc(c, n, sizeof(double));
    rows->x_at = netmkt__alloc(c, n, sizeof(uint32_t));
    rows->t_at = netmkt__alloc(c, n, sizeof(uint32_t));
    rows->T_at = netmkt__alloc(c, n, sizeof(uint32_t));
    rows->partial = netmkt__alloc(c, netmkt__block_scratch(n), sizeof(double));
    if (rows->x == NULL || rows->t_x == NULL || rows->T == NULL || rows->weight == NULL || rows->x_at == NULL ||
        rows->t_at == NULL || rows->T_at == NULL || rows->partial == NULL)
        return netmkt__nomem();
    return NETMKT_OK;
}

/* Rows with x > 0 first; totals in the groups' order. */
static void fill(netmkt__rows *rows, const netmkt__groups *groups)
{
    netmkt__sum observed = {0};
    size_t at = 0;

    for (int repeat = 1; repeat >= 0; repeat--) {
        for (size_t i = 0; i < groups->count; i++) {
            if ((groups->key[0][i] > 0.0) != repeat)
                continue;
            rows->x[at] = groups->key[0][i];
            rows->t_x[at] = groups->key[1][i] / rows->unit;
            rows->T[at] = groups->key[2][i] / rows->unit;
            rows->weight[at] = groups->weight[i];
            rows->customers += rows->weight[at];
            rows->purchases += rows->weight[at] * rows->x[at];
            netmkt__sum_add(&observed, rows->weight[at] * rows->T[at]);
            at++;
        }
        if (repeat)
            rows->repeaters = at;
    }
    rows->observed = netmkt__sum_total(&observed);
}

/* Take over an array that the groups own. */
static void *take(void *pointer_to_pointer)
{
    void *taken;

    memcpy(&taken, pointer_to_pointer, sizeof taken);
    memset(pointer_to_pointer, 0, sizeof taken);
    return taken;
}

static netmkt_status index_x(netmkt__rows *rows)
{
    const double *column[1] = {rows->x};
    netmkt__groups groups;
    netmkt_status status = netmkt__group(rows->context, rows->count, 1, column, rows->weight, 1, &groups);

    if (status != NETMKT_OK)
        return status;
    memcpy(rows->x_at, groups.member, rows->count * sizeof *rows->x_at);
    rows->xs = groups.count;
    rows->x_value = take(&groups.key[0]);
    rows->x_weight = take(&groups.weight);
    netmkt__groups_free(&groups);
    rows->x_table = netmkt__alloc(rows->context, rows->xs, NETMKT__ROW_TABLES * sizeof(double));
    return rows->x_table != NULL ? NETMKT_OK : netmkt__nomem();
}

static netmkt_status index_times(netmkt__rows *rows)
{
    size_t n = rows->count;
    double *both = netmkt__alloc(rows->context, 2 * n, sizeof *both);
    const double *column[1] = {both};
    netmkt__groups groups = {0};
    netmkt_status status = both != NULL ? NETMKT_OK : netmkt__nomem();

    if (status == NETMKT_OK) {
        memcpy(both, rows->t_x, n * sizeof *both);
        memcpy(both + n, rows->T, n * sizeof *both);
        status = netmkt__group(rows->context, 2 * n, 1, column, NULL, 1, &groups);
    }
    netmkt__free(rows->context, both);
    if (status != NETMKT_OK)
        return status;
    memcpy(rows->t_at, groups.member, n * sizeof *rows->t_at);
    memcpy(rows->T_at, groups.member + n, n * sizeof *rows->T_at);
    rows->times = groups.count;
    rows->time = take(&groups.key[0]);
    netmkt__groups_free(&groups);
    rows->T_weight = netmkt__calloc(rows->context, rows->times, sizeof(double));
    rows->T_purchases = netmkt__calloc(rows->context, rows->times, sizeof(double));
    rows->time_table = netmkt__alloc(rows->context, rows->times, NETMKT__ROW_TABLES * sizeof(double));
    if (rows->T_weight == NULL || rows->T_purchases == NULL || rows->time_table == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < n; i++) {
        rows->T_weight[rows->T_at[i]] += rows->weight[i];
        rows->T_purchases[rows->T_at[i]] += rows->weight[i] * rows->x[i];
    }
    return NETMKT_OK;
}

static netmkt_status index_pairs(netmkt__rows *rows)
{
    size_t n = rows->count;
    double *both[3] = {NULL, NULL, NULL};
    netmkt__groups groups = {0};
    netmkt_status status = NETMKT_OK;

    for (int c = 0; c < 3 && status == NETMKT_OK; c++) {
        both[c] = netmkt__calloc(rows->context, 2 * n, sizeof **both);
        if (both[c] == NULL)
            status = netmkt__nomem();
    }
    if (status == NETMKT_OK) {
        const double *column[3] = {both[0], both[1], both[2]};

        memcpy(both[0], rows->x, n * sizeof **both);
        memcpy(both[0] + n, rows->x, n * sizeof **both);
        memcpy(both[1], rows->t_x, n * sizeof **both);
        memcpy(both[1] + n, rows->T, n * sizeof **both);
        for (size_t i = n; i < 2 * n; i++)
            both[2][i] = 1.0;
        status = netmkt__group(rows->context, 2 * n, 3, column, NULL, 1, &groups);
    }
    for (int c = 0; c < 3; c++)
        netmkt__free(rows->context, both[c]);
    if (status != NETMKT_OK)
        return status;
    rows->pairs = groups.count;
    rows->pair_x = take(&groups.key[0]);
    rows->pair_time = take(&groups.key[1]);
    rows->pair_is_T = take(&groups.key[2]);
    rows->t_pair = take(&groups.member);
    rows->T_pair = rows->t_pair + n;
    netmkt__groups_free(&groups);
    rows->pair_table = netmkt__alloc(rows->context, rows->pairs, NETMKT__PAIR_TABLES * sizeof(double));
    return rows->pair_table != NULL ? NETMKT_OK : netmkt__nomem();
}

netmkt_status netmkt__rows_new(const netmkt__groups *groups, double unit, int pairs, uint32_t threads, netmkt__rows *out)
{
    netmkt_status status;

    memset(out, 0, sizeof *out);
    out->context = groups->context;
    out->threads = threads;
    out->count = groups->count;
    out->unit = unit;
    status = allocate(out);
    if (status == NETMKT_OK) {
        fill(out, groups);
        status = index_x(out);
    }
    if (status == NETMKT_OK)
        status = index_times(out);
    if (status == NETMKT_OK && pairs)
        status = index_pairs(out);
    if (status != NETMKT_OK)
        netmkt__rows_free(out);
    return status;
}

void netmkt__rows_free(netmkt__rows *rows)
{
    void *owned[] = {rows->x,          rows->t_x,     rows->T,           rows->weight,     rows->x_at,    rows->t_at,      rows->T_at,
                     rows->x_value,    rows->x_weight, rows->time,       rows->T_weight,   rows->T_purchases, rows->time_table, rows->x_table,
                     rows->pair_x,     rows->pair_time, rows->pair_is_T, rows->t_pair,     rows->pair_table, rows->partial};

    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        netmkt__free(rows->context, owned[i]);
    memset(rows, 0, sizeof *rows);
}

netmkt_status netmkt__groups_sample(const netmkt__groups *groups, size_t size, netmkt__groups *out)
{
    double all = 0.0, step, passed = 0.0, next;

    memset(out, 0, sizeof *out);
    out->context = groups->context;
    for (int c = 0; c < NETMKT__GROUP_COLUMNS; c++) {
        if (groups->key[c] == NULL)
            continue;
        out->key[c] = netmkt__alloc(out->context, size + 1, sizeof(double));
        if (out->key[c] == NULL)
            goto nomem;
    }
    out->weight = netmkt__alloc(out->context, size + 1, sizeof(double));
    if (out->weight == NULL)
        goto nomem;
    for (size_t i = 0; i < groups->count; i++)
        all += groups->weight[i];
    step = all / (double)size;
    next = 0.5 * step;
    for (size_t i = 0; i < groups->count && out->count <= size; i++) {
        double ticks = 0.0;

        passed += groups->weight[i];
        for (; next < passed; next += step)
            ticks++;
        if (ticks == 0.0)
            continue;
        for (int c = 0; c < NETMKT__GROUP_COLUMNS; c++) {
            if (groups->key[c] != NULL)
                out->key[c][out->count] = groups->key[c][i];
        }
        out->weight[out->count++] = ticks;
    }
    return NETMKT_OK;
nomem:
    netmkt__groups_free(out);
    return netmkt__nomem();
}
