/* A state's chain in its one order. */
#include "reach/chain.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"

/* --- ranks --- */

typedef struct named {
    const char *name;
    size_t length;
    uint32_t channel;
} named;

static int compare_names(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int order = memcmp(x->name, y->name, x->length < y->length ? x->length : y->length);

    return order != 0 ? order : (x->length > y->length) - (x->length < y->length);
}

netmkt_status netmkt__ranks_of(netmkt_context *context, const netmkt__map *names, const uint8_t *flags, netmkt__ranks *out)
{
    named *list = netmkt__alloc(context, names->count, sizeof *list);

    *out = (netmkt__ranks){.context = context};
    out->rank = netmkt__calloc(context, (size_t)names->count + 1, sizeof *out->rank);
    out->channel = netmkt__alloc(context, names->count, sizeof *out->channel);
    if (list == NULL || out->rank == NULL || out->channel == NULL) {
        netmkt__free(context, list);
        return netmkt__nomem();
    }
    for (uint32_t i = 0; i < names->count; i++)
        if (flags == NULL || (flags[i] & NETMKT__IS_SEEN) != 0)
            list[out->count++] = (named){netmkt__map_text(names, i), netmkt__map_length(names, i), i + 1};
    if (out->count > 0)
        qsort(list, out->count, sizeof *list, compare_names);
    for (uint32_t i = 0; i < out->count; i++) {
        out->channel[i] = (uint16_t)list[i].channel;
        out->rank[list[i].channel] = (uint16_t)(i + 1);
    }
    netmkt__free(context, list);
    return NETMKT_OK;
}

netmkt_status netmkt__ranks_new(const netmkt_attribution *a, netmkt__ranks *out)
{
    return netmkt__ranks_of(a->context, &a->names, a->flags, out);
}

void netmkt__ranks_free(netmkt__ranks *ranks)
{
    netmkt__free(ranks->context, ranks->rank);
    netmkt__free(ranks->context, ranks->channel);
}

const char *netmkt__ranked_name(const netmkt_attribution *a, const netmkt__ranks *ranks, uint32_t rank, size_t *length)
{
    uint32_t number = ranks->channel[rank - 1] - 1u;

    *length = netmkt__map_length(&a->names, number);
    return netmkt__map_text(&a->names, number);
}

/* --- the chain --- */

typedef struct place {
    uint64_t key;
    uint64_t passed;
    uint32_t number, to;
} place;

static int compare_places(const void *a, const void *b)
{
    const place *x = a, *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

static uint64_t ranked_key(uint64_t key, const uint16_t *rank)
{
    uint64_t ranked = 0;

    for (int shift = 0; shift < 16 * NETMKT__MOST_ORDER; shift += 16)
        if ((key >> shift & 0xffff) != 0)
            ranked |= (uint64_t)rank[key >> shift & 0xffff] << shift;
    return ranked;
}

/* The states that are reached, ascending; *place_of: where each of the attribution's is. */
static netmkt_status place_states(const netmkt_attribution *a, const netmkt__ranks *ranks, netmkt__chain *out, uint32_t *place_of, place *list)
{
    uint32_t n = 0;

    memset(place_of, 0, a->states.rows * sizeof *place_of);
    for (uint32_t i = 0; i < a->edges.rows; i++) {
        if (a->edges.row[i].n[NETMKT__PASSED] > 0) {
            place_of[a->edges.row[i].n[NETMKT__TARGET]] = 1;
            out->edges++;
        }
    }
    for (uint32_t i = 0; i < a->states.rows; i++)
        if (a->states.row[i].key == 0 || place_of[i])
            list[n++] = (place){ranked_key(a->states.row[i].key, ranks->rank), 0, i, 0};
    if (n > 0)
        qsort(list, n, sizeof *list, compare_places);
    out->states = n;
    out->key = netmkt__alloc(a->context, n, sizeof *out->key);
    out->ends = netmkt__alloc(a->context, n, sizeof *out->ends);
    out->out = netmkt__calloc(a->context, n, sizeof *out->out);
    out->begin = netmkt__calloc(a->context, (size_t)n + 2, sizeof *out->begin);
    if (out->key == NULL || out->ends == NULL || out->out == NULL || out->begin == NULL)
        return netmkt__nomem();
    for (uint32_t s = 0; s < n; s++) {
        place_of[list[s].number] = s;
        out->key[s] = list[s].key;
        memcpy(out->ends[s], a->states.row[list[s].number].n, sizeof out->ends[s]);
        out->out[s] = out->ends[s][NETMKT__CONVERSIONS] + out->ends[s][NETMKT__NULLS];
    }
    return NETMKT_OK;
}

static netmkt_status place_edges(const netmkt_attribution *a, const netmkt__ranks *ranks, netmkt__chain *out, const uint32_t *place_of)
{
    place *list = netmkt__alloc(a->context, out->edges, sizeof *list);
    uint32_t n = 0;

    out->to = netmkt__alloc(a->context, out->edges, sizeof *out->to);
    out->passed = netmkt__alloc(a->context, out->edges, sizeof *out->passed);
    if (list == NULL || out->to == NULL || out->passed == NULL) {
        netmkt__free(a->context, list);
        return netmkt__nomem();
    }
    for (uint32_t i = 0; i < a->edges.rows; i++) {
        const netmkt__tally_row *edge = &a->edges.row[i];
        uint32_t from = place_of[edge->key >> 16];

        if (edge->n[NETMKT__PASSED] == 0)
            continue;
        list[n++] = (place){NETMKT__EDGE_KEY(from, ranks->rank[edge->key & 0xffff]), edge->n[NETMKT__PASSED], from, place_of[edge->n[NETMKT__TARGET]]};
        out->begin[from + 1]++;
        out->out[from] += edge->n[NETMKT__PASSED];
    }
    if (n > 0)
        qsort(list, n, sizeof *list, compare_places);
    for (uint32_t i = 0; i < n; i++) {
        out->to[i] = list[i].to;
        out->passed[i] = list[i].passed;
    }
    for (uint32_t s = 0; s < out->states; s++)
        out->begin[s + 1] += out->begin[s];
    netmkt__free(a->context, list);
    return NETMKT_OK;
}

netmkt_status netmkt__chain_new(const netmkt_attribution *a, const netmkt__ranks *ranks, netmkt__chain *out)
{
    uint32_t *place_of = netmkt__alloc(a->context, a->states.rows, sizeof *place_of);
    place *list = netmkt__alloc(a->context, a->states.rows, sizeof *list);
    netmkt_status status = NETMKT_OK;

    *out = (netmkt__chain){.context = a->context, .channels = ranks->count};
    if (place_of == NULL || list == NULL)
        status = netmkt__nomem();
    if (status == NETMKT_OK)
        status = place_states(a, ranks, out, place_of, list);
    if (status == NETMKT_OK)
        status = place_edges(a, ranks, out, place_of);
    netmkt__free(a->context, place_of);
    netmkt__free(a->context, list);
    return status;
}

void netmkt__chain_free(netmkt__chain *chain)
{
    netmkt__free(chain->context, chain->key);
    netmkt__free(chain->context, chain->ends);
    netmkt__free(chain->context, chain->out);
    netmkt__free(chain->context, chain->begin);
    netmkt__free(chain->context, chain->to);
    netmkt__free(chain->context, chain->passed);
}
