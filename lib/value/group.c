/* Grouping by one pass over an open-addressed hash table of group numbers, then a radix sort of the groups by hash,
 * so that their order is the same however the rows came.
 *
 * Invariants: slots hold group number + 1, 0 is free; at most half of the slots are taken; the hash of a group is a
 * function of its key's bits alone (-0 counts as 0). */
#include "value/group.h"

#include <string.h>

#include "base/context.h"
#include "base/status.h"

static const size_t GROUPS_MOST = (size_t)1 << 31;

typedef struct grouping {
    netmkt_context *context;
    int columns;
    const double *const *column;
    netmkt__groups *out;
    size_t capacity; /* of every array of out */
    uint64_t *hash;  /* of each group */
    uint32_t *slot;
    size_t slots;    /* a power of two */
} grouping;

static uint64_t mix(uint64_t h, double value)
{
    uint64_t bits;

    value += 0.0; /* -0 becomes 0 */
    memcpy(&bits, &value, sizeof bits);
    h = (h ^ bits) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 32);
}

static uint64_t hash_row(const grouping *g, size_t row)
{
    uint64_t h = UINT64_C(0x243F6A8885A308D3);

    for (int c = 0; c < g->columns; c++)
        h = mix(h, g->column[c][row]);
    h *= UINT64_C(0xD6E8FEB86659FD93);
    return h ^ (h >> 29);
}

static netmkt_status resize_slots(grouping *g, size_t slots)
{
    uint32_t *slot = netmkt__calloc(g->context, slots, sizeof *slot);

    if (slot == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < g->out->count; i++) {
        size_t at = (size_t)g->hash[i] & (slots - 1);

        while (slot[at] != 0)
            at = (at + 1) & (slots - 1);
        slot[at] = (uint32_t)i + 1;
    }
    netmkt__free(g->context, g->slot);
    g->slot = slot;
    g->slots = slots;
    return NETMKT_OK;
}

static netmkt_status resize_groups(grouping *g, size_t capacity)
{
    void *grown;

    for (int c = 0; c < g->columns; c++) {
        grown = netmkt__realloc(g->context, g->out->key[c], capacity, sizeof(double));
        if (grown == NULL)
            return netmkt__nomem();
        g->out->key[c] = grown;
    }
    grown = netmkt__realloc(g->context, g->out->weight, capacity, sizeof(double));
    if (grown == NULL)
        return netmkt__nomem();
    g->out->weight = grown;
    grown = netmkt__realloc(g->context, g->hash, capacity, sizeof(uint64_t));
    if (grown == NULL)
        return netmkt__nomem();
    g->hash = grown;
    g->capacity = capacity;
    return NETMKT_OK;
}

static int same(const grouping *g, size_t group, size_t row)
{
    for (int c = 0; c < g->columns; c++) {
        if (g->out->key[c][group] != g->column[c][row])
            return 0;
    }
    return 1;
}

static netmkt_status add_group(grouping *g, size_t row, uint64_t hash, size_t at)
{
    size_t i = g->out->count;
    netmkt_status status = NETMKT_OK;

    if (i == GROUPS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "more than %zu distinct summaries in one call; split the call", GROUPS_MOST);
    if (i == g->capacity)
        status = resize_groups(g, g->capacity * 2);
    if (status != NETMKT_OK)
        return status;
    for (int c = 0; c < g->columns; c++)
        g->out->key[c][i] = g->column[c][row] + 0.0;
    g->out->weight[i] = 0.0;
    g->hash[i] = hash;
    g->slot[at] = (uint32_t)i + 1;
    g->out->count++;
    return 2 * g->out->count > g->slots ? resize_slots(g, g->slots * 4) : NETMKT_OK;
}

static netmkt_status collect(grouping *g, size_t n, const double *weight)
{
    netmkt__groups *out = g->out;

    for (size_t row = 0; row < n; row++) {
        double w = weight != NULL ? weight[row] : 1.0;
        uint64_t hash;
        size_t at;

        if (w == 0.0 && out->member == NULL)
            continue;
        hash = hash_row(g, row);
        at = (size_t)hash & (g->slots - 1);
        while (g->slot[at] != 0 && !(g->hash[g->slot[at] - 1] == hash && same(g, g->slot[at] - 1, row)))
            at = (at + 1) & (g->slots - 1);
        if (g->slot[at] == 0) {
            netmkt_status status = add_group(g, row, hash, at);

            if (status != NETMKT_OK)
                return status;
            if (out->member != NULL)
                out->member[row] = (uint32_t)(out->count - 1);
            out->weight[out->count - 1] += w;
            continue;
        }
        out->weight[g->slot[at] - 1] += w;
        if (out->member != NULL)
            out->member[row] = g->slot[at] - 1;
    }
    return NETMKT_OK;
}

/* Whether group a comes before b: by hash, then by key where two hashes meet. */
static int before(const grouping *g, uint32_t a, uint32_t b)
{
    if (g->hash[a] != g->hash[b])
        return g->hash[a] < g->hash[b];
    for (int c = 0; c < g->columns; c++) {
        if (g->out->key[c][a] != g->out->key[c][b])
            return g->out->key[c][a] < g->out->key[c][b];
    }
    return 0;
}

/* order: the groups' numbers, sorted; spare: as large. Three passes over the top 33 bits, then an insertion sort that
 * finds nearly everything in place. */
static void sort_groups(const grouping *g, uint32_t *order, uint32_t *spare)
{
    size_t n = g->out->count;
    uint32_t *from = spare, *to = order;

    for (size_t i = 0; i < n; i++)
        from[i] = (uint32_t)i;
    for (int shift = 31; shift < 64; shift += 11) {
        size_t start[2048] = {0}, sum = 0;
        uint32_t *swap = from;

        for (size_t i = 0; i < n; i++)
            start[(g->hash[i] >> shift) & 2047]++;
        for (size_t k = 0; k < 2048; k++) {
            size_t here = start[k];

            start[k] = sum;
            sum += here;
        }
        for (size_t i = 0; i < n; i++)
            to[start[(g->hash[from[i]] >> shift) & 2047]++] = from[i];
        from = to;
        to = swap;
    }
    for (size_t i = 1; i < n; i++) {
        uint32_t item = order[i];
        size_t k = i;

        for (; k > 0 && before(g, item, order[k - 1]); k--)
            order[k] = order[k - 1];
        order[k] = item;
    }
}

static void permute(double *values, double *spare, const uint32_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++)
        spare[i] = values[order[i]];
    memcpy(values, spare, n * sizeof *values);
}

static netmkt_status put_in_order(grouping *g, size_t n)
{
    size_t count = g->out->count;
    uint32_t *order = netmkt__alloc(g->context, count, sizeof *order);
    uint32_t *rank = netmkt__alloc(g->context, count, sizeof *rank);
    double *spare = netmkt__alloc(g->context, count, sizeof *spare);
    netmkt_status status = NETMKT_OK;

    if (order == NULL || rank == NULL || spare == NULL) {
        status = netmkt__nomem();
        goto done;
    }
    sort_groups(g, order, rank);
    for (int c = 0; c < g->columns; c++)
        permute(g->out->key[c], spare, order, count);
    permute(g->out->weight, spare, order, count);
    for (size_t i = 0; i < count; i++)
        rank[order[i]] = (uint32_t)i;
    for (size_t row = 0; g->out->member != NULL && row < n; row++)
        g->out->member[row] = rank[g->out->member[row]];
done:
    netmkt__free(g->context, order);
    netmkt__free(g->context, rank);
    netmkt__free(g->context, spare);
    return status;
}

netmkt_status netmkt__group(netmkt_context *context, size_t n, int columns, const double *const *column,
                            const double *weight, int members, netmkt__groups *out)
{
    grouping g = {.context = context, .columns = columns, .column = column, .out = out};
    netmkt_status status = NETMKT_OK;

    memset(out, 0, sizeof *out);
    out->context = context;
    if (members) {
        out->member = netmkt__alloc(context, n, sizeof *out->member);
        if (out->member == NULL)
            status = netmkt__nomem();
    }
    if (status == NETMKT_OK)
        status = resize_groups(&g, 1024);
    if (status == NETMKT_OK)
        status = resize_slots(&g, 4096);
    if (status == NETMKT_OK)
        status = collect(&g, n, weight);
    if (status == NETMKT_OK)
        status = put_in_order(&g, n);
    netmkt__free(context, g.hash);
    netmkt__free(context, g.slot);
    if (status != NETMKT_OK)
        netmkt__groups_free(out);
    return status;
}

void netmkt__groups_free(netmkt__groups *groups)
{
    for (int c = 0; c < NETMKT__GROUP_COLUMNS; c++)
        netmkt__free(groups->context, groups->key[c]);
    netmkt__free(groups->context, groups->weight);
    netmkt__free(groups->context, groups->member);
    memset(groups, 0, sizeof *groups);
}
