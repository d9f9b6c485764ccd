/* Credits by model. Rules add up their counts in the order of channels' names, so that the sums do not depend on the order of paths. */
#include "reach/credits.h"

#include <math.h>
#include <stdlib.h>

#include "base/settings.h"
#include "base/status.h"

void netmkt__credits_free(netmkt__credits *credits)
{
    netmkt__ranks_free(&credits->ranks);
    for (int k = 0; k < NETMKT__MEASURES; k++) {
        netmkt__free(credits->context, credits->amount[k]);
        netmkt__free(credits->context, credits->extra[k]);
    }
}

/* --- rules --- */

typedef struct counted {
    uint64_t key; /* with ranks */
    const uint64_t *n;
} counted;

static int compare(const void *a, const void *b)
{
    const counted *x = a, *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

/* What a row of the rules gives of each conversion counted in it. */
static double share(const netmkt__rule *rule, int what, double number)
{
    double ends = rule->first + rule->last, middle = number > 2.0 ? fmax(0.0, 1.0 - ends) / (number - 2.0) : 0.0;

    switch (rule->model) {
    case NETMKT_ATTRIBUTION_FIRST:
        return what == NETMKT__RULE_FIRST ? 1.0 : 0.0;
    case NETMKT_ATTRIBUTION_LAST:
        return what == NETMKT__RULE_LAST ? 1.0 : 0.0;
    case NETMKT_ATTRIBUTION_LAST_NON_DIRECT:
        return what == NETMKT__RULE_LAST_NON_DIRECT ? 1.0 : 0.0;
    case NETMKT_ATTRIBUTION_LINEAR:
        return what == NETMKT__RULE_LENGTH ? 1.0 / number : 0.0;
    case NETMKT_ATTRIBUTION_SHAPLEY:
        return what == NETMKT__RULE_DISTINCT ? 1.0 / number : 0.0;
    default: /* position: every occurrence has the middle's share, first and last the rest of theirs */
        break;
    }
    if (number < 2.0)
        return what == NETMKT__RULE_FIRST ? 1.0 : 0.0;
    if (number < 3.0)
        return what == NETMKT__RULE_FIRST  ? (ends > 0.0 ? rule->first / ends : 0.5)
               : what == NETMKT__RULE_LAST ? (ends > 0.0 ? rule->last / ends : 0.5)
                                           : 0.0;
    return what == NETMKT__RULE_FIRST    ? rule->first - middle
           : what == NETMKT__RULE_LAST   ? rule->last - middle
           : what == NETMKT__RULE_LENGTH ? middle
                                         : 0.0;
}

static netmkt_status by_rule(const netmkt_attribution *a, const netmkt__rule *rule, netmkt__credits *out)
{
    counted *list = netmkt__alloc(a->context, a->rules.rows, sizeof *list);
    size_t n = 0;

    if (list == NULL)
        return netmkt__nomem();
    for (uint32_t i = 0; i < a->rules.rows; i++) {
        uint64_t key = a->rules.row[i].key, channel = key >> NETMKT__RULE_NUMBER_BITS & 0xffff;

        if (a->rules.row[i].n[0] > 0)
            list[n++] = (counted){(key & ~(UINT64_C(0xffff) << NETMKT__RULE_NUMBER_BITS)) | (uint64_t)out->ranks.rank[channel] << NETMKT__RULE_NUMBER_BITS,
                                  a->rules.row[i].n};
    }
    if (n > 0)
        qsort(list, n, sizeof *list, compare);
    for (size_t i = 0; i < n; i++) {
        uint64_t rank = list[i].key >> NETMKT__RULE_NUMBER_BITS & 0xffff, number = list[i].key & ((UINT64_C(1) << NETMKT__RULE_NUMBER_BITS) - 1);
        double each = share(rule, (int)(list[i].key >> 56), (double)number);

        for (int k = 0; k < NETMKT__MEASURES; k++)
            out->amount[k][rank - 1] += each * (double)list[i].n[k];
    }
    netmkt__free(a->context, list);
    return NETMKT_OK;
}

static double decayed(netmkt__wide sum)
{
    return ldexp((double)sum.high, 2) + ldexp((double)sum.low, -62);
}

static void by_decay(const netmkt_attribution *a, netmkt__credits *out)
{
    for (uint32_t i = 0; i < out->ranks.count; i++) {
        const netmkt__decayed *sum = &a->decayed[out->ranks.channel[i] - 1];

        out->amount[NETMKT__OF_CONVERSIONS][i] = decayed(sum->conversions);
        out->amount[NETMKT__OF_VALUE][i] = decayed(sum->value);
    }
}

/* --- the chain --- */

/* Totals in proportion to the channels' effects. */
static void share_out(const netmkt_attribution *a, const double *effect, int measure, netmkt__credits *out)
{
    double total = (double)a->totals.n[measure == NETMKT__OF_VALUE ? NETMKT__VALUE : NETMKT__CONVERSIONS], sum = 0.0;

    for (uint32_t i = 0; i < out->ranks.count; i++)
        sum += effect[i];
    for (uint32_t i = 0; i < out->ranks.count; i++)
        out->amount[measure][i] = sum > 0.0 ? total * (effect[i] / sum) : 0.0;
}

static netmkt_status by_chain(const netmkt_attribution *a, const netmkt_settings *settings, netmkt__credits *out)
{
    netmkt__markov markov = {.context = a->context};
    netmkt__chain chain;
    netmkt_status status = netmkt__chain_new(a, &out->ranks, &chain);

    if (status == NETMKT_OK)
        status = netmkt__markov_solve(&chain, a->order, netmkt__setting_threads(settings), &markov);
    for (int k = 0; status == NETMKT_OK && k < NETMKT__MEASURES; k++) {
        share_out(a, markov.effect[k], k, out);
        out->whole[k] = markov.whole[k];
        out->extra[k] = markov.effect[k];
        markov.effect[k] = NULL;
    }
    out->order = a->order;
    out->states = chain.states;
    out->edges = chain.edges;
    netmkt__markov_free(&markov);
    netmkt__chain_free(&chain);
    return status;
}

/* --- all models --- */

static netmkt_status compute(const netmkt_attribution *a, int32_t model, const netmkt_settings *settings, netmkt__credits *out)
{
    netmkt__rule rule;
    netmkt_status status;

    if (out->ranks.count == 0)
        return NETMKT_OK;
    switch (model) {
    case NETMKT_ATTRIBUTION_TIME_DECAY:
        by_decay(a, out);
        return NETMKT_OK;
    case NETMKT_ATTRIBUTION_MARKOV:
        return by_chain(a, settings, out);
    case NETMKT_ATTRIBUTION_SHAPLEY_RATE:
        return netmkt__shapley_rate(a, settings, out);
    default:
        status = netmkt__rule_init(settings, model, &rule);
        return status == NETMKT_OK ? by_rule(a, &rule, out) : status;
    }
}

netmkt_status netmkt__credits_new(const netmkt_attribution *a, int32_t model, const netmkt_settings *settings, netmkt__credits *out)
{
    netmkt_status status;

    *out = (netmkt__credits){.context = a->context, .whole = {NAN, NAN}};
    if (netmkt_attribution_model_name(model) == NULL)
        return netmkt__fail(NETMKT_E_INVALID, "no attribution model has the number %d", (int)model);
    if ((a->models >> model & 1) == 0)
        return netmkt__fail(NETMKT_E_INVALID, "the state does not count for %s", netmkt_attribution_model_name(model));
    status = netmkt__ranks_new(a, &out->ranks);
    for (int k = 0; status == NETMKT_OK && k < NETMKT__MEASURES; k++) {
        out->amount[k] = netmkt__calloc(a->context, out->ranks.count, sizeof *out->amount[k]);
        if (out->amount[k] == NULL)
            status = netmkt__nomem();
    }
    if (status == NETMKT_OK)
        status = compute(a, model, settings, out);
    return status;
}

/* --- whole numbers --- */

typedef struct remainder_of {
    double left;
    size_t at;
} remainder_of;

static int compare_remainders(const void *a, const void *b)
{
    const remainder_of *x = a, *y = b;

    if (x->left > y->left || x->left < y->left)
        return x->left > y->left ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

netmkt_status netmkt__largest_remainders(netmkt_context *context, size_t n, const double *amount, int64_t total, int64_t *out)
{
    remainder_of *list = netmkt__alloc(context, n, sizeof *list);
    int64_t left = total;

    if (list == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < n; i++) {
        double whole = floor(amount[i]);

        out[i] = whole >= 0x1p63 ? INT64_MAX : (int64_t)whole;
        list[i] = (remainder_of){floor((amount[i] - whole) * 1e9 + 0.5), i}; /* coarse, so that rounding breaks no tie */
        left -= out[i];
    }
    if (n > 0)
        qsort(list, n, sizeof *list, compare_remainders);
    for (size_t i = 0; n > 0 && left != 0; i = (i + 1) % n) { /* rounding alone can make it more than n, or less than 0 */
        int64_t step = left > 0 ? (left >= (int64_t)n ? left / (int64_t)n : 1) : (left <= -(int64_t)n ? left / (int64_t)n : -1);

        out[list[i].at] += step;
        left -= step;
    }
    netmkt__free(context, list);
    return NETMKT_OK;
}
