/* The order of the chain by cross-validation. Paths are dealt to parts by a hash of whose they are, rows of many paths evenly; each part is foretold by
 * what the others counted, so that one pass with counts by part is enough.
 *
 * A chain of order k foretells x behind the channels c as Witten and Bell (1991) interpolate: (n(c, x) + T(c) P(x | c')) / (n(c) + T(c)), with T the
 * different continuations seen of c, and P that of order k - 1 behind c', c without its oldest channel; order 0 is smoothed by even chances. So
 * nothing is impossible, and no order wins for want of data. */
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "reach/chain.h"
#include "reach/path_list.h"

enum { ORDERS = NETMKT__MOST_ORDER, LEVELS = ORDERS + 1, ENDS = 2 }; /* level 0 knows nothing of the past */

/* Continuations of one level: edges of the chain, then conversion and none of each state. */
typedef struct level {
    netmkt_attribution *state;
    uint64_t *count;   /* by continuation, folds each; then their sum */
    uint64_t *of;      /* by state, the same */
    uint32_t *seen;    /* by state: different continuations; by fold, those of that fold alone */
    size_t edges, continuations, states;
} level;

typedef struct validation {
    const netmkt_paths *paths;
    level level[LEVELS];
    size_t folds, row; /* row: folds + 1 */
    uint64_t seed;
    double *likelihood; /* by level, folds each */
} validation;

/* How many of n alike fall into each fold: evenly, what is left from a place on that the hash says. */
static void deal(uint64_t n, uint64_t hash, size_t folds, uint64_t *out)
{
    uint64_t left = n % folds;

    for (size_t f = 0; f < folds; f++)
        out[(hash + f) % folds] += n / folds + (f < left);
}

static void add_row(const validation *v, uint64_t *row, const uint64_t *dealt)
{
    for (size_t f = 0; f < v->folds; f++) {
        row[f] += dealt[f];
        row[v->folds] += dealt[f];
    }
}

/* The number of state `key` (0: the start) at a level; at level 0 there is one. */
static uint32_t state_of(const level *l, int order, uint64_t key)
{
    return order == 0 ? 0 : netmkt__tally_find(&l->state->states, order == ORDERS ? key : key & ((UINT64_C(1) << 16 * order) - 1));
}

/* The place of channel x behind a state; at level 0 channels are places. */
static size_t edge_of(const level *l, int order, uint32_t state, uint16_t x)
{
    return order == 0 ? (size_t)(x - 1) : netmkt__tally_find(&l->state->edges, NETMKT__EDGE_KEY(state, x));
}

/* --- counting --- */

static netmkt_status level_new(validation *v, int order)
{
    level *l = &v->level[order];
    netmkt_context *context = v->paths->context;
    netmkt_settings *settings = NULL;
    netmkt_status status = NETMKT_OK;

    l->edges = v->paths->names.count;
    l->states = 1;
    if (order > 0) {
        status = netmkt_settings_new(context, &settings);
        if (status == NETMKT_OK)
            status = netmkt_settings_set_real(settings, "attribution.order", order);
        if (status == NETMKT_OK)
            status = netmkt__paths_state(v->paths, settings, 1 << NETMKT_ATTRIBUTION_MARKOV, &l->state);
        netmkt_settings_free(settings);
        for (size_t i = 0; status == NETMKT_OK && i < v->paths->count; i++) {
            const netmkt__listed *path = &v->paths->path[i];

            status = netmkt__attribution_add(l->state, (size_t)(path[1].begin - path->begin), v->paths->step + path->begin, NULL, path->n[0], path->n[1], 0);
        }
        if (status != NETMKT_OK)
            return status;
        l->edges = l->state->edges.rows;
        l->states = l->state->states.rows;
    }
    l->continuations = l->edges + l->states * ENDS;
    l->count = netmkt__calloc(context, l->continuations * v->row, sizeof *l->count);
    l->of = netmkt__calloc(context, l->states * v->row, sizeof *l->of);
    l->seen = netmkt__calloc(context, l->states * v->row, sizeof *l->seen);
    return l->count != NULL && l->of != NULL && l->seen != NULL ? NETMKT_OK : netmkt__nomem();
}

/* Count one path at one level. */
static void count_path(const validation *v, int order, size_t n, const uint16_t *step, const uint64_t *converted, const uint64_t *none, const uint64_t *both)
{
    const level *l = &v->level[order];
    uint64_t key = 0;
    uint32_t state = 0;

    for (size_t i = 0; i < n; i++) {
        state = state_of(l, order, key);
        add_row(v, l->count + edge_of(l, order, state, step[i]) * v->row, both);
        add_row(v, l->of + state * v->row, both);
        key = key << 16 | step[i];
    }
    state = state_of(l, order, key);
    add_row(v, l->count + (l->edges + (size_t)state * ENDS) * v->row, converted);
    add_row(v, l->count + (l->edges + (size_t)state * ENDS + 1) * v->row, none);
    add_row(v, l->of + state * v->row, both);
}

static netmkt_status count_all(const validation *v)
{
    uint64_t *dealt = netmkt__alloc(v->paths->context, v->folds * 3, sizeof *dealt), *converted = dealt, *none, *both;

    if (dealt == NULL)
        return netmkt__nomem();
    none = dealt + v->folds;
    both = none + v->folds;
    for (size_t i = 0; i < v->paths->count; i++) {
        const netmkt__listed *path = &v->paths->path[i];
        uint64_t hash = netmkt__mix64(v->seed ^ netmkt__mix64(path->unit));

        if (path->n[NETMKT__CONVERSIONS] + path->n[NETMKT__NULLS] == 0)
            continue;
        memset(dealt, 0, v->folds * 3 * sizeof *dealt);
        deal(path->n[NETMKT__CONVERSIONS], hash, v->folds, converted);
        deal(path->n[NETMKT__NULLS], hash + path->n[NETMKT__CONVERSIONS], v->folds, none);
        for (size_t f = 0; f < v->folds; f++)
            both[f] = converted[f] + none[f];
        for (int order = 0; order < LEVELS; order++)
            count_path(v, order, (size_t)(path[1].begin - path->begin), v->paths->step + path->begin, converted, none, both);
    }
    netmkt__free(v->paths->context, dealt);
    return NETMKT_OK;
}

/* Different continuations by state: of all folds, and those that one fold alone has. */
static void count_seen(const validation *v, int order)
{
    const level *l = &v->level[order];

    for (size_t c = 0; c < l->continuations; c++) {
        const uint64_t *row = l->count + c * v->row;
        size_t state = c >= l->edges ? (c - l->edges) / ENDS : order == 0 ? 0 : (size_t)(l->state->edges.row[c].key >> 16);
        uint32_t *seen = l->seen + state * v->row;

        if (row[v->folds] == 0)
            continue;
        seen[v->folds]++;
        for (size_t f = 0; f < v->folds; f++)
            seen[f] += row[f] == row[v->folds];
    }
}

/* --- foretelling --- */

/* What the others than fold f foretell of a continuation at levels 0 to `order`: a channel x > 0, or 0 and an end. */
static double foretold(const validation *v, int order, uint64_t key, uint16_t x, size_t end, size_t f)
{
    double p = 1.0 / ((double)v->paths->names.count + ENDS);

    for (int k = 0; k <= order; k++) {
        const level *l = &v->level[k];
        uint32_t state = state_of(l, k, key);
        size_t at = x > 0 ? edge_of(l, k, state, x) : l->edges + (size_t)state * ENDS + end;
        const uint64_t *count = l->count + at * v->row, *of = l->of + state * v->row;
        const uint32_t *seen = l->seen + state * v->row;
        double different = (double)(seen[v->folds] - seen[f]), all = (double)(of[v->folds] - of[f]);

        if (all > 0.0)
            p = ((double)(count[v->folds] - count[f]) + different * p) / (all + different);
    }
    return p;
}

static void add_likelihood(const validation *v, int order, uint64_t key, uint16_t x, size_t end, size_t at)
{
    const uint64_t *row = v->level[order].count + at * v->row;
    double *sum = v->likelihood + (size_t)order * v->folds;

    for (size_t f = 0; f < v->folds; f++)
        if (row[f] > 0)
            sum[f] += (double)row[f] * log(foretold(v, order, key, x, end, f));
}

/* All continuations in the chain's order, so that the sums do not depend on that of the paths. */
static netmkt_status judge(const validation *v, int order)
{
    const level *l = &v->level[order];
    netmkt__ranks ranks;
    netmkt__chain chain = {.context = v->paths->context};
    netmkt_status status = netmkt__ranks_new(l->state, &ranks);

    if (status == NETMKT_OK)
        status = netmkt__chain_new(l->state, &ranks, &chain);
    for (uint32_t s = 0; status == NETMKT_OK && s < chain.states; s++) {
        uint64_t key = 0;
        uint32_t state;

        for (int shift = 48; shift >= 0; shift -= 16)
            if ((chain.key[s] >> shift & 0xffff) != 0)
                key = key << 16 | ranks.channel[(chain.key[s] >> shift & 0xffff) - 1];
        state = state_of(l, order, key);
        for (uint32_t e = chain.begin[s]; e < chain.begin[s + 1]; e++) {
            uint16_t x = ranks.channel[netmkt__chain_newest(&chain, chain.to[e]) - 1];

            add_likelihood(v, order, key, x, 0, edge_of(l, order, state, x));
        }
        for (size_t end = 0; end < ENDS; end++)
            add_likelihood(v, order, key, 0, end, l->edges + (size_t)state * ENDS + end);
    }
    netmkt__chain_free(&chain);
    netmkt__ranks_free(&ranks);
    return status;
}

/* --- the table --- */

static netmkt_status fill(const validation *v, double n, netmkt_table **out)
{
    int64_t *order, *states, *transitions, *best;
    double *likelihood, *per_path, *error, total[LEVELS] = {0.0};
    const netmkt__column_plan plan[] = {
        {"order", &order, NETMKT_COLUMN_INT, 0},
        {"states", &states, NETMKT_COLUMN_INT, 0},
        {"transitions", &transitions, NETMKT_COLUMN_INT, 0},
        {"log_likelihood", &likelihood, NETMKT_COLUMN_REAL, 0},
        {"per_path", &per_path, NETMKT_COLUMN_REAL, 0},
        {"error", &error, NETMKT_COLUMN_REAL, 0},
        {"best", &best, NETMKT_COLUMN_INT, 0},
    };
    int top = 1;
    double folds = (double)v->folds;
    netmkt_status status = netmkt__table_new(v->paths->context, ORDERS, v->paths->exponent, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    if (status != NETMKT_OK)
        return status;
    for (int k = 1; k <= ORDERS; k++) {
        for (size_t f = 0; f < v->folds; f++)
            total[k] += v->likelihood[(size_t)k * v->folds + f];
        if (total[k] > total[top])
            top = k;
    }
    for (int k = 1; k <= ORDERS; k++) {
        const double *own = v->likelihood + (size_t)k * v->folds, *other = v->likelihood + (size_t)top * v->folds;
        double mean = (total[top] - total[k]) / folds, square = 0.0;

        for (size_t f = 0; f < v->folds; f++)
            square += (other[f] - own[f] - mean) * (other[f] - own[f] - mean);
        order[k - 1] = k;
        states[k - 1] = (int64_t)v->level[k].states;
        transitions[k - 1] = (int64_t)v->level[k].edges;
        likelihood[k - 1] = total[k];
        per_path[k - 1] = total[k] / n;
        error[k - 1] = sqrt(square * folds / (folds - 1.0)) / n;
        best[k - 1] = k == top;
    }
    return NETMKT_OK;
}

static netmkt_status validate(validation *v, netmkt_table **out)
{
    double n = 0.0;
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < v->paths->count; i++)
        n += (double)v->paths->path[i].n[NETMKT__CONVERSIONS] + (double)v->paths->path[i].n[NETMKT__NULLS];
    if (n < (double)v->folds)
        return netmkt__fail(NETMKT_E_DATA, "%.0f paths for %zu parts of a cross-validation; see attribution.folds", n, v->folds);
    v->likelihood = netmkt__calloc(v->paths->context, LEVELS * v->folds, sizeof *v->likelihood);
    if (v->likelihood == NULL)
        return netmkt__nomem();
    for (int order = 0; status == NETMKT_OK && order < LEVELS; order++)
        status = level_new(v, order);
    if (status == NETMKT_OK)
        status = count_all(v);
    for (int order = 0; status == NETMKT_OK && order < LEVELS; order++)
        count_seen(v, order);
    for (int order = 1; status == NETMKT_OK && order < LEVELS; order++)
        status = judge(v, order);
    return status == NETMKT_OK ? fill(v, n, out) : status;
}

netmkt_status netmkt_paths_orders(const netmkt_paths *paths, const netmkt_settings *settings, netmkt_table **out)
{
    validation v = {.paths = paths};
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (paths == NULL)
        return netmkt__misuse("paths is NULL");
    v.folds = (size_t)netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_FOLDS);
    v.row = v.folds + 1;
    v.seed = (uint64_t)netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_SEED);
    status = validate(&v, &table);
    for (int k = 0; k < LEVELS; k++) {
        netmkt__free(paths->context, v.level[k].count);
        netmkt__free(paths->context, v.level[k].of);
        netmkt__free(paths->context, v.level[k].seen);
        netmkt_attribution_free(v.level[k].state);
    }
    netmkt__free(paths->context, v.likelihood);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
