/* The rules: a function a model, all behind one list. */
#include "reach/rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/settings.h"
#include "base/status.h"

static const char *const MODEL[] = {NULL,   "first",    "last",       "last_non_direct", "linear",
                                    "position", "time_decay", "markov",          "shapley", "shapley_rate"};

enum { MODELS = sizeof MODEL / sizeof MODEL[0] };

const char *netmkt_attribution_model_name(int32_t model)
{
    return model > 0 && model < (int32_t)MODELS ? MODEL[model] : NULL;
}

int32_t netmkt_attribution_model_by_name(const char *name)
{
    for (int32_t model = 1; name != NULL && model < (int32_t)MODELS; model++)
        if (strcmp(MODEL[model], name) == 0)
            return model;
    return -1;
}

netmkt_status netmkt__rule_init(const netmkt_settings *settings, int32_t model, netmkt__rule *out)
{
    *out = (netmkt__rule){
        .model = model,
        .first = netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_FIRST),
        .last = netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_LAST),
        .half_life_ms = netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_HALF_LIFE) * 86400000.0,
        .half_steps = netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_HALF_STEPS),
    };
    if (model == NETMKT_ATTRIBUTION_MARKOV || model == NETMKT_ATTRIBUTION_SHAPLEY_RATE || netmkt_attribution_model_name(model) == NULL)
        return netmkt__fail(NETMKT_E_INVALID, "attribution model %d is no rule for single paths", (int)model);
    if (out->first + out->last > 1.0 + 1e-12)
        return netmkt__fail(NETMKT_E_RANGE, "attribution.position_first %g and attribution.position_last %g add up to more than 1", out->first, out->last);
    return NETMKT_OK;
}

static void fill(double *weight, size_t n, double value)
{
    for (size_t i = 0; i < n; i++)
        weight[i] = value;
}

/* Of two steps both share the middle's part in proportion to their own. */
static void position(const netmkt__rule *rule, size_t n, double *weight)
{
    double ends = rule->first + rule->last;

    if (n == 1) {
        weight[0] = 1.0;
    } else if (n == 2) {
        weight[0] = ends > 0.0 ? rule->first / ends : 0.5;
        weight[1] = 1.0 - weight[0];
    } else {
        fill(weight, n, fmax(0.0, 1.0 - ends) / (double)(n - 2));
        weight[0] = rule->first;
        weight[n - 1] = rule->last;
    }
}

/* Weights by age against the youngest step's, so that none but the small ones vanish. */
static void decay(const netmkt__rule *rule, size_t n, const int64_t *time_ms, double *weight)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        double halvings = time_ms != NULL ? ((double)time_ms[n - 1] - (double)time_ms[i]) / rule->half_life_ms : (double)(n - 1 - i) / rule->half_steps;

        weight[i] = exp2(-halvings);
        sum += weight[i];
    }
    for (size_t i = 0; i < n; i++)
        weight[i] /= sum;
}

static size_t last_not_direct(size_t n, const uint8_t *direct)
{
    for (size_t i = n; i > 0; i--)
        if (!direct[i - 1])
            return i - 1;
    return n - 1;
}

static int compare(const void *a, const void *b)
{
    uint64_t x, y;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* Each distinct channel has the same; its steps share that. */
static void set_game(size_t n, const uint64_t *step, uint64_t *room, double *weight)
{
    size_t distinct = 0;

    memcpy(room, step, n * sizeof *room);
    qsort(room, n, sizeof *room, compare);
    for (size_t i = 0; i < n; i++)
        distinct += i == 0 || room[i] != room[i - 1];
    for (size_t i = 0; i < n; i++) {
        size_t low = 0, high = n, first;

        while (low < high) { /* the first of its kind */
            size_t middle = low + (high - low) / 2;

            if (room[middle] < step[i])
                low = middle + 1;
            else
                high = middle;
        }
        first = low;
        for (high = n; low < high;) { /* behind the last */
            size_t middle = low + (high - low) / 2;

            if (room[middle] <= step[i])
                low = middle + 1;
            else
                high = middle;
        }
        weight[i] = 1.0 / (double)distinct / (double)(low - first);
    }
}

void netmkt__rule_weights(const netmkt__rule *rule, size_t n, const uint64_t *step, const int64_t *time_ms, const uint8_t *direct, uint64_t *room,
                          double *weight)
{
    switch (rule->model) {
    case NETMKT_ATTRIBUTION_LINEAR:
        fill(weight, n, 1.0 / (double)n);
        break;
    case NETMKT_ATTRIBUTION_POSITION:
        position(rule, n, weight);
        break;
    case NETMKT_ATTRIBUTION_TIME_DECAY:
        decay(rule, n, time_ms, weight);
        break;
    case NETMKT_ATTRIBUTION_SHAPLEY:
        set_game(n, step, room, weight);
        break;
    case NETMKT_ATTRIBUTION_FIRST:
        fill(weight, n, 0.0);
        weight[0] = 1.0;
        break;
    default:
        fill(weight, n, 0.0);
        weight[rule->model == NETMKT_ATTRIBUTION_LAST ? n - 1 : last_not_direct(n, direct)] = 1.0;
        break;
    }
}
