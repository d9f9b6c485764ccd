/* Intervals of credits: the Poisson bootstrap, a replicate a task, each with random numbers of its own. */
#include <math.h>
#include <string.h>

#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "base/thread.h"
#include "numeric/quantile.h"
#include "numeric/random.h"
#include "reach/credits.h"
#include "reach/path_list.h"

typedef struct bootstrap {
    const netmkt_paths *paths;
    const netmkt_settings *settings;
    netmkt_settings *inner; /* the same for one thread */
    double *amount[NETMKT__MEASURES]; /* by replicate, of each channel in order of their numbers */
    size_t replicates;
    uint64_t seed;
    int32_t model;
    int32_t reserved;
} bootstrap;

static uint64_t poisson(netmkt__random *random, uint64_t mean)
{
    return mean > 0 ? netmkt__random_poisson(random, (double)mean) : 0;
}

/* How often a path counts: who is one customer has one draw for all his paths, whatever their order. */
static void draw(const netmkt__listed *path, uint64_t seed, uint64_t *n)
{
    uint64_t total = path->n[NETMKT__CONVERSIONS] + path->n[NETMKT__NULLS];
    netmkt__random random;

    netmkt__random_seed(&random, seed ^ path->unit * UINT64_C(0xbf58476d1ce4e5b9));
    if (total == 1) {
        uint64_t times = poisson(&random, 1);

        n[NETMKT__CONVERSIONS] = path->n[NETMKT__CONVERSIONS] * times;
        n[NETMKT__NULLS] = path->n[NETMKT__NULLS] * times;
    } else {
        n[NETMKT__CONVERSIONS] = poisson(&random, path->n[NETMKT__CONVERSIONS]);
        n[NETMKT__NULLS] = poisson(&random, path->n[NETMKT__NULLS]);
    }
    n[NETMKT__VALUE] = 0;
    if (n[NETMKT__CONVERSIONS] > 0)
        n[NETMKT__VALUE] = (uint64_t)fmin(0x1p62, (double)path->n[NETMKT__VALUE] * ((double)n[NETMKT__CONVERSIONS] / (double)path->n[NETMKT__CONVERSIONS]) + 0.5);
}

/* The paths again, as the draws say, into a state. */
static netmkt_status resample(const netmkt_paths *paths, uint64_t seed, netmkt_attribution *state)
{
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; status == NETMKT_OK && i < paths->count; i++) {
        const netmkt__listed *path = &paths->path[i];
        uint64_t n[NETMKT__TOTALS];

        draw(path, seed, n);
        status = netmkt__attribution_add(state, (size_t)(path[1].begin - path->begin), paths->step + path->begin, netmkt__paths_times(paths, i),
                                         n[NETMKT__CONVERSIONS], n[NETMKT__NULLS], n[NETMKT__VALUE]);
    }
    return status;
}

static netmkt_status replicate(void *argument, size_t number)
{
    const bootstrap *b = argument;
    netmkt_attribution *state = NULL;
    netmkt__credits credits = {.context = b->paths->context};
    netmkt_status status = netmkt__paths_state(b->paths, b->inner, UINT32_C(1) << b->model, &state);

    if (status == NETMKT_OK)
        status = resample(b->paths, b->seed + (number + 1) * UINT64_C(0x9e3779b97f4a7c15), state);
    if (status == NETMKT_OK)
        status = netmkt__credits_new(state, b->model, b->inner, &credits);
    for (int k = 0; status == NETMKT_OK && k < NETMKT__MEASURES; k++)
        for (uint32_t i = 0; i < credits.ranks.count; i++)
            b->amount[k][(size_t)(credits.ranks.channel[i] - 1) * b->replicates + number] = credits.amount[k][i];
    netmkt__credits_free(&credits);
    netmkt_attribution_free(state);
    return status;
}

/* --- the table --- */

typedef struct interval_columns {
    const char **channel;
    double *estimate[NETMKT__MEASURES], *low[NETMKT__MEASURES], *high[NETMKT__MEASURES];
} interval_columns;

static netmkt_status new_table(const netmkt_paths *paths, size_t rows, interval_columns *c, netmkt_table **out)
{
    const netmkt__column_plan plan[] = {
        {"channel", &c->channel, NETMKT_COLUMN_TEXT, 0},
        {"conversions", &c->estimate[0], NETMKT_COLUMN_REAL, 0},
        {"conversions_low", &c->low[0], NETMKT_COLUMN_REAL, 0},
        {"conversions_high", &c->high[0], NETMKT_COLUMN_REAL, 0},
        {"value", &c->estimate[1], NETMKT_COLUMN_REAL, 0},
        {"value_low", &c->low[1], NETMKT_COLUMN_REAL, 0},
        {"value_high", &c->high[1], NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(paths->context, rows, paths->exponent, out);

    return status == NETMKT_OK ? netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]) : status;
}

static netmkt_status fill(const bootstrap *b, const netmkt_attribution *state, const netmkt__credits *credits, netmkt_table **out)
{
    double tail = (1.0 - netmkt__setting(b->settings, NETMKT__SET_ATTRIBUTION_CONFIDENCE)) / 2.0, unit = pow(10.0, b->paths->exponent);
    interval_columns c;
    netmkt_status status = new_table(b->paths, credits->ranks.count, &c, out);

    for (uint32_t i = 0; status == NETMKT_OK && i < credits->ranks.count; i++) {
        size_t length;
        const char *name = netmkt__ranked_name(state, &credits->ranks, i + 1, &length), *copy = netmkt__table_copy(*out, name, length);

        if (copy == NULL)
            status = netmkt__nomem();
        else
            c.channel[i] = copy;
        for (int k = 0; status == NETMKT_OK && k < NETMKT__MEASURES; k++) {
            double *sample = b->amount[k] + (size_t)(credits->ranks.channel[i] - 1) * b->replicates, each = k == NETMKT__OF_VALUE ? unit : 1.0;

            c.estimate[k][i] = credits->amount[k][i] / each;
            c.low[k][i] = netmkt__quantile(sample, b->replicates, tail) / each;
            c.high[k][i] = netmkt__quantile(sample, b->replicates, 1.0 - tail) / each;
        }
    }
    return status;
}

/* Settings with which a replicate runs on one thread: the threads are taken by the replicates. */
static netmkt_status settings_inside(const netmkt_settings *settings, netmkt_context *context, netmkt_settings **out)
{
    static const char *const KEPT[] = {"attribution.position_first",  "attribution.position_last", "attribution.half_life_days",
                                       "attribution.half_life_steps", "attribution.order",         "attribution.samples", "attribution.seed"};
    netmkt_status status = netmkt_settings_new(context, out);

    for (size_t i = 0; status == NETMKT_OK && settings != NULL && i < sizeof KEPT / sizeof KEPT[0]; i++) {
        double value;

        status = netmkt_settings_get_real(settings, KEPT[i], &value);
        if (status == NETMKT_OK)
            status = netmkt_settings_set_real(*out, KEPT[i], value);
    }
    return status;
}

static netmkt_status run(bootstrap *b, netmkt_table **out)
{
    netmkt_context *context = b->paths->context;
    netmkt_attribution *state = NULL;
    netmkt__credits credits = {.context = context};
    size_t channels = b->paths->names.count;
    netmkt_status status = netmkt__paths_state(b->paths, b->settings, UINT32_C(1) << b->model, &state);

    if (status == NETMKT_OK)
        status = netmkt_attribution_update_paths(state, b->paths);
    if (status == NETMKT_OK)
        status = netmkt__credits_new(state, b->model, b->settings, &credits);
    if (status == NETMKT_OK)
        status = settings_inside(b->settings, context, &b->inner);
    for (int k = 0; status == NETMKT_OK && k < NETMKT__MEASURES; k++) {
        b->amount[k] = channels > 0 && b->replicates > SIZE_MAX / channels ? NULL : netmkt__calloc(context, channels * b->replicates, sizeof *b->amount[k]);
        if (b->amount[k] == NULL)
            status = netmkt__nomem();
    }
    if (status == NETMKT_OK)
        status = netmkt__parallel(netmkt__setting_threads(b->settings), b->replicates, replicate, b);
    if (status == NETMKT_OK)
        status = fill(b, state, &credits, out);
    netmkt__credits_free(&credits);
    netmkt_attribution_free(state);
    return status;
}

netmkt_status netmkt_paths_intervals(const netmkt_paths *paths, int32_t model, const netmkt_settings *settings, netmkt_table **out)
{
    bootstrap b = {.paths = paths, .settings = settings, .model = model};
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (paths == NULL)
        return netmkt__misuse("paths is NULL");
    if (netmkt_attribution_model_name(model) == NULL)
        return netmkt__fail(NETMKT_E_INVALID, "no attribution model has the number %d", (int)model);
    b.replicates = (size_t)netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_REPLICATES);
    b.seed = (uint64_t)netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_SEED);
    status = run(&b, &table);
    for (int k = 0; k < NETMKT__MEASURES; k++)
        netmkt__free(paths->context, b.amount[k]);
    netmkt_settings_free(b.inner);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
