/* Equal paths of a list together, the most frequent first. */
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/table.h"
#include "reach/chain.h"
#include "reach/path_list.h"

/* A different path: ranks of its channels, and what its equals add up to. */
typedef struct distinct {
    const uint16_t *step;
    size_t n;
    uint64_t total[NETMKT__TOTALS];
} distinct;

typedef struct grouping {
    netmkt__ranks ranks;
    netmkt__map known; /* different paths as bytes of ranks */
    uint16_t *room;
    distinct *of;
    size_t room_capacity, capacity;
} grouping;

static void grouping_free(netmkt_context *context, grouping *g)
{
    netmkt__ranks_free(&g->ranks);
    netmkt__map_free(&g->known);
    netmkt__free(context, g->room);
    netmkt__free(context, g->of);
}

static netmkt_status add(const netmkt_paths *paths, size_t i, grouping *g)
{
    const netmkt__listed *path = &paths->path[i];
    size_t n = (size_t)(path[1].begin - path->begin), size = n * sizeof *g->room;
    uint32_t number;
    netmkt_status status = netmkt__grow(paths->context, &g->room, &g->room_capacity, n, sizeof *g->room);

    if (status != NETMKT_OK)
        return status;
    for (size_t k = 0; k < n; k++)
        g->room[k] = g->ranks.rank[paths->step[path->begin + k]];
    number = netmkt__map_find(&g->known, (const char *)g->room, size);
    if (number == NETMKT__MAP_NONE) {
        status = netmkt__map_reserve(&g->known, 1, size);
        if (status == NETMKT_OK)
            status = netmkt__grow(paths->context, &g->of, &g->capacity, (size_t)g->known.count + 1, sizeof *g->of);
        if (status != NETMKT_OK)
            return status;
        number = netmkt__map_add(&g->known, (const char *)g->room, size);
        g->of[number] = (distinct){NULL, n, {0, 0, 0}};
    }
    for (int k = 0; k < NETMKT__TOTALS; k++) {
        if (path->n[k] > INT64_MAX - g->of[number].total[k])
            return netmkt__fail(NETMKT_E_RANGE, "a sum of paths or of their money overflows");
        g->of[number].total[k] += path->n[k];
    }
    return NETMKT_OK;
}

/* By how many there are, then by their steps' names. */
static int compare(const void *a, const void *b)
{
    const distinct *x = a, *y = b;
    uint64_t of_x = x->total[NETMKT__CONVERSIONS] + x->total[NETMKT__NULLS], of_y = y->total[NETMKT__CONVERSIONS] + y->total[NETMKT__NULLS];

    if (of_x != of_y)
        return of_x > of_y ? -1 : 1;
    for (size_t i = 0; i < x->n && i < y->n; i++)
        if (x->step[i] != y->step[i])
            return x->step[i] > y->step[i] ? 1 : -1;
    return (x->n > y->n) - (x->n < y->n);
}

static netmkt_status path_text(const netmkt_paths *paths, const netmkt__ranks *ranks, const distinct *path, char **room, size_t *capacity, size_t *length)
{
    *length = 0;
    for (size_t i = 0; i < path->n; i++) {
        uint32_t name = ranks->channel[path->step[i] - 1] - 1u;
        size_t size = netmkt__map_length(&paths->names, name);
        netmkt_status status = netmkt__grow(paths->context, room, capacity, *length + size + 3, 1);

        if (status != NETMKT_OK)
            return status;
        if (i > 0) {
            memcpy(*room + *length, " > ", 3);
            *length += 3;
        }
        memcpy(*room + *length, netmkt__map_text(&paths->names, name), size);
        *length += size;
    }
    return NETMKT_OK;
}

static netmkt_status fill(const netmkt_paths *paths, const grouping *g, netmkt_table **out)
{
    const char **path;
    int64_t *conversions, *value, *nulls;
    const netmkt__column_plan plan[] = {
        {"path", &path, NETMKT_COLUMN_TEXT, 0},
        {"total_conversions", &conversions, NETMKT_COLUMN_INT, 0},
        {"total_conversion_value", &value, NETMKT_COLUMN_MONEY, 0},
        {"total_null", &nulls, NETMKT_COLUMN_INT, 0},
    };
    char *room = NULL;
    size_t capacity = 0, length;
    netmkt_status status = netmkt__table_new(paths->context, g->known.count, paths->exponent, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t i = 0; status == NETMKT_OK && i < g->known.count; i++) {
        const char *copy;

        status = path_text(paths, &g->ranks, &g->of[i], &room, &capacity, &length);
        if (status != NETMKT_OK)
            break;
        copy = netmkt__table_copy(*out, room, length);
        if (copy == NULL)
            status = netmkt__nomem();
        else
            path[i] = copy;
        conversions[i] = (int64_t)g->of[i].total[NETMKT__CONVERSIONS];
        value[i] = (int64_t)g->of[i].total[NETMKT__VALUE];
        nulls[i] = (int64_t)g->of[i].total[NETMKT__NULLS];
    }
    netmkt__free(paths->context, room);
    return status;
}

/* The map's bytes lie at any address: one copy of all paths that is aligned. */
static netmkt_status sort(const netmkt_paths *paths, grouping *g)
{
    size_t at = 0, total = 0;

    for (uint32_t i = 0; i < g->known.count; i++)
        total += g->of[i].n;
    netmkt__free(paths->context, g->room);
    g->room_capacity = 0;
    g->room = netmkt__alloc(paths->context, total, sizeof *g->room);
    if (g->room == NULL)
        return netmkt__nomem();
    for (uint32_t i = 0; i < g->known.count; i++) {
        memcpy(g->room + at, netmkt__map_text(&g->known, i), g->of[i].n * sizeof *g->room);
        g->of[i].step = g->room + at;
        at += g->of[i].n;
    }
    if (g->known.count > 0)
        qsort(g->of, g->known.count, sizeof *g->of, compare);
    return NETMKT_OK;
}

netmkt_status netmkt_paths_table(const netmkt_paths *paths, netmkt_table **out)
{
    grouping g = {.room = NULL};
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (paths == NULL)
        return netmkt__misuse("paths is NULL");
    netmkt__map_init(&g.known, paths->context);
    status = netmkt__ranks_of(paths->context, &paths->names, NULL, &g.ranks);
    for (size_t i = 0; status == NETMKT_OK && i < paths->count; i++)
        status = add(paths, i, &g);
    if (status == NETMKT_OK)
        status = sort(paths, &g);
    if (status == NETMKT_OK)
        status = fill(paths, &g, &table);
    grouping_free(paths->context, &g);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
