/* The life of a state, and merging: keys first, which a failure leaves as placeholders, then counts, which cannot fail. */
#include "reach/attribution.h"

#include <string.h>

#include "base/settings.h"
#include "base/status.h"
#include "base/text.h"

netmkt_status netmkt_attribution_new(netmkt_context *context, int32_t exponent, const netmkt_settings *settings, uint32_t models,
                                     netmkt_attribution **out)
{
    netmkt_attribution *a;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (exponent < 0 || exponent > 9)
        return netmkt__fail(NETMKT_E_INVALID, "money has 0 to 9 digits behind the point, not %d", (int)exponent);
    if ((models & ~(uint32_t)NETMKT__ALL_MODELS) != 0)
        return netmkt__fail(NETMKT_E_INVALID, "models 0x%x: a bit is no model's", (unsigned)models);
    a = netmkt__calloc(context, 1, sizeof *a);
    if (a == NULL)
        return netmkt__nomem();
    a->context = context;
    a->models = models != 0 ? models : (uint32_t)NETMKT__ALL_MODELS;
    a->order = (int32_t)netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_ORDER);
    a->exponent = exponent;
    a->half_life_ms = netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_HALF_LIFE) * 86400000.0;
    a->half_steps = netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_HALF_STEPS);
    netmkt__map_init(&a->names, context);
    netmkt__map_init(&a->set_names, context);
    netmkt__tally_init(&a->states, context);
    netmkt__tally_init(&a->edges, context);
    netmkt__tally_init(&a->rules, context);
    *out = a;
    return NETMKT_OK;
}

void netmkt_attribution_free(netmkt_attribution *a)
{
    if (a == NULL)
        return;
    netmkt__map_free(&a->names);
    netmkt__map_free(&a->set_names);
    netmkt__tally_free(&a->states);
    netmkt__tally_free(&a->edges);
    netmkt__tally_free(&a->rules);
    netmkt__free(a->context, a->flags);
    netmkt__free(a->context, a->decayed);
    netmkt__free(a->context, a->set);
    netmkt__free(a->context, a->distinct);
    netmkt__free(a->context, a->weight);
    netmkt__free(a->context, a);
}

netmkt_status netmkt__attribution_like(const netmkt_attribution *a, netmkt_attribution **out)
{
    netmkt_status status = netmkt_attribution_new(a->context, a->exponent, NULL, a->models, out);

    if (status != NETMKT_OK)
        return status;
    (*out)->order = a->order;
    (*out)->half_life_ms = a->half_life_ms;
    (*out)->half_steps = a->half_steps;
    return NETMKT_OK;
}

/* --- channels --- */

static int same_letters(const char *text, size_t length, const char *lower)
{
    for (size_t i = 0; i < length; i++)
        if ((text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]) != lower[i])
            return 0;
    return lower[length] == '\0';
}

/* "direct" or "(direct)", alone or before a campaign, in any case; or "(none)". */
static int says_direct(const char *name, size_t length)
{
    const char *slash = memchr(name, '/', length);
    size_t end = slash != NULL ? (size_t)(slash - name) : length;

    return same_letters(name, end, "direct") || same_letters(name, end, "(direct)") || same_letters(name, length, "(none)");
}

netmkt_status netmkt__attribution_channel(netmkt_attribution *a, const char *name, size_t length, uint16_t *out)
{
    uint32_t number = netmkt__map_find(&a->names, name, length);
    netmkt_status status;

    if (number != NETMKT__MAP_NONE) {
        *out = (uint16_t)(number + 1);
        return NETMKT_OK;
    }
    number = a->names.count;
    if (number == NETMKT__MOST_CHANNELS)
        return netmkt__fail(NETMKT_E_RANGE, "more than %d different channels", NETMKT__MOST_CHANNELS);
    status = netmkt__grow(a->context, &a->flags, &a->flags_capacity, (size_t)number + 1, sizeof *a->flags);
    if (status == NETMKT_OK)
        status = netmkt__grow(a->context, &a->decayed, &a->decayed_capacity, (size_t)number + 1, sizeof *a->decayed);
    if (status == NETMKT_OK)
        status = netmkt__map_reserve(&a->names, 1, length);
    if (status != NETMKT_OK)
        return status;
    (void)netmkt__map_add(&a->names, name, length);
    a->flags[number] = says_direct(name, length) ? NETMKT__IS_DIRECT : 0;
    a->decayed[number] = (netmkt__decayed){{0, 0}, {0, 0}};
    *out = (uint16_t)(number + 1);
    return NETMKT_OK;
}

/* --- totals --- */

static int add_to(uint64_t *sum, uint64_t more, uint64_t most)
{
    if (more > most || *sum > most - more)
        return 0;
    *sum += more;
    return 1;
}

netmkt_status netmkt__path_totals_add(netmkt__path_totals *totals, const netmkt__path_totals *more)
{
    netmkt__path_totals sum = *totals;
    int good = add_to(&sum.n[NETMKT__CONVERSIONS], more->n[NETMKT__CONVERSIONS], NETMKT__MOST_PATHS) &&
               add_to(&sum.n[NETMKT__NULLS], more->n[NETMKT__NULLS], NETMKT__MOST_PATHS - sum.n[NETMKT__CONVERSIONS]) &&
               add_to(&sum.steps, more->steps, NETMKT__MOST_PATHS) && add_to(&sum.without[0], more->without[0], NETMKT__MOST_PATHS);

    if (!good)
        return netmkt__fail(NETMKT_E_RANGE, "more than 2^53 paths, or steps on them");
    if (!add_to(&sum.n[NETMKT__VALUE], more->n[NETMKT__VALUE], INT64_MAX) || !add_to(&sum.value_steps, more->value_steps, INT64_MAX) ||
        !add_to(&sum.without[1], more->without[1], INT64_MAX))
        return netmkt__fail(NETMKT_E_RANGE, "the sum of values, or of values times the lengths of their paths, overflows 64 bits of minor units");
    *totals = sum;
    return NETMKT_OK;
}

/* --- merging --- */

/* Where the other's channels, states and so on are in this one. */
typedef struct places {
    uint16_t *channel;       /* by the other's number */
    uint32_t *state, *edge, *rule, *set;
} places;

static void places_free(netmkt_context *context, places *p)
{
    netmkt__free(context, p->channel);
    netmkt__free(context, p->state);
    netmkt__free(context, p->edge);
    netmkt__free(context, p->rule);
    netmkt__free(context, p->set);
}

static netmkt_status places_new(const netmkt_attribution *other, places *p)
{
    netmkt_context *context = other->context;

    p->channel = netmkt__calloc(context, (size_t)other->names.count + 1, sizeof *p->channel);
    p->state = netmkt__alloc(context, other->states.rows, sizeof *p->state);
    p->edge = netmkt__alloc(context, other->edges.rows, sizeof *p->edge);
    p->rule = netmkt__alloc(context, other->rules.rows, sizeof *p->rule);
    p->set = netmkt__alloc(context, other->set_names.count, sizeof *p->set);
    return p->channel != NULL && p->state != NULL && p->edge != NULL && p->rule != NULL && p->set != NULL ? NETMKT_OK : netmkt__nomem();
}

static uint64_t moved_state(uint64_t key, const uint16_t *channel)
{
    uint64_t moved = 0;

    for (int shift = 0; shift < 16 * NETMKT__MOST_ORDER; shift += 16)
        moved |= (uint64_t)channel[key >> shift & 0xffff] << shift;
    return moved;
}

static netmkt_status place_chain(netmkt_attribution *a, const netmkt_attribution *other, places *p)
{
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; status == NETMKT_OK && i < other->states.rows; i++)
        status = netmkt__tally_put(&a->states, moved_state(other->states.row[i].key, p->channel), &p->state[i]);
    for (uint32_t i = 0; status == NETMKT_OK && i < other->edges.rows; i++) {
        const netmkt__tally_row *edge = &other->edges.row[i];

        status = netmkt__tally_put(&a->edges, NETMKT__EDGE_KEY(p->state[edge->key >> 16], p->channel[edge->key & 0xffff]), &p->edge[i]);
        if (status == NETMKT_OK)
            a->edges.row[p->edge[i]].n[NETMKT__TARGET] = p->state[edge->n[NETMKT__TARGET]];
    }
    return status;
}

static netmkt_status place_rules(netmkt_attribution *a, const netmkt_attribution *other, places *p)
{
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; status == NETMKT_OK && i < other->rules.rows; i++) {
        uint64_t key = other->rules.row[i].key, number = key & ((UINT64_C(1) << NETMKT__RULE_NUMBER_BITS) - 1);

        status = netmkt__tally_put(&a->rules, NETMKT__RULE_KEY(key >> 56, p->channel[key >> NETMKT__RULE_NUMBER_BITS & 0xffff], number), &p->rule[i]);
    }
    return status;
}

static netmkt_status place_sets(netmkt_attribution *a, const netmkt_attribution *other, places *p)
{
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; status == NETMKT_OK && i < other->set_names.count; i++) {
        size_t n = netmkt__map_length(&other->set_names, i) / sizeof *a->distinct;

        status = netmkt__grow(a->context, &a->distinct, &a->distinct_capacity, n, sizeof *a->distinct);
        if (status != NETMKT_OK)
            break;
        memcpy(a->distinct, netmkt__map_text(&other->set_names, i), n * sizeof *a->distinct);
        for (size_t k = 0; k < n; k++)
            a->distinct[k] = p->channel[a->distinct[k]];
        netmkt__sort_channels(a->distinct, n);
        status = netmkt__attribution_set(a, a->distinct, n, &p->set[i]);
    }
    return status;
}

static netmkt_status find_places(netmkt_attribution *a, const netmkt_attribution *other, places *p)
{
    netmkt_status status = places_new(other, p);

    for (uint32_t i = 0; status == NETMKT_OK && i < other->names.count; i++)
        status = netmkt__attribution_channel(a, netmkt__map_text(&other->names, i), netmkt__map_length(&other->names, i), &p->channel[i + 1]);
    if (status == NETMKT_OK)
        status = place_chain(a, other, p);
    if (status == NETMKT_OK)
        status = place_rules(a, other, p);
    if (status == NETMKT_OK)
        status = place_sets(a, other, p);
    return status;
}

static void add_rows(netmkt__tally *to, const netmkt__tally *from, const uint32_t *place, int counts)
{
    for (uint32_t i = 0; i < from->rows; i++)
        for (int k = 0; k < counts; k++)
            to->row[place[i]].n[k] += from->row[i].n[k];
}

static void add_counts(netmkt_attribution *a, const netmkt_attribution *other, const places *p)
{
    add_rows(&a->states, &other->states, p->state, NETMKT__TOTALS);
    add_rows(&a->edges, &other->edges, p->edge, 1);
    add_rows(&a->rules, &other->rules, p->rule, 2);
    for (uint32_t i = 0; i < other->set_names.count; i++)
        for (int k = 0; k < NETMKT__TOTALS; k++)
            a->set[p->set[i]][k] += other->set[i][k];
    for (uint32_t i = 0; i < other->names.count; i++) {
        netmkt__decayed more = other->decayed[i], *sum = &a->decayed[p->channel[i + 1] - 1];

        a->flags[p->channel[i + 1] - 1] |= other->flags[i];
        netmkt__wide_add(&sum->conversions, more.conversions);
        netmkt__wide_add(&sum->value, more.value);
    }
}

static netmkt_status check_alike(const netmkt_attribution *a, const netmkt_attribution *b)
{
    uint32_t decay = a->models & (1 << NETMKT_ATTRIBUTION_TIME_DECAY), markov = a->models & (1 << NETMKT_ATTRIBUTION_MARKOV);

    if (a->models != b->models)
        return netmkt__fail(NETMKT_E_INVALID, "the states count for different models");
    if (a->exponent != b->exponent)
        return netmkt__fail(NETMKT_E_INVALID, "the money of one state has %d digits behind the point, that of the other %d", (int)a->exponent, (int)b->exponent);
    if (markov && a->order != b->order)
        return netmkt__fail(NETMKT_E_INVALID, "the chain of one state is of order %d, that of the other %d", (int)a->order, (int)b->order);
    if (decay && (a->half_life_ms < b->half_life_ms || a->half_life_ms > b->half_life_ms || a->half_steps < b->half_steps || a->half_steps > b->half_steps))
        return netmkt__fail(NETMKT_E_INVALID, "the states have different half-lives");
    return NETMKT_OK;
}

netmkt_status netmkt_attribution_merge(netmkt_attribution *attribution, const netmkt_attribution *other)
{
    netmkt__path_totals totals;
    places p = {NULL, NULL, NULL, NULL, NULL};
    netmkt_status status;

    if (attribution == NULL || other == NULL)
        return netmkt__misuse("attribution and other are needed");
    status = check_alike(attribution, other);
    if (status != NETMKT_OK)
        return status;
    totals = attribution->totals;
    status = netmkt__path_totals_add(&totals, &other->totals);
    if (status == NETMKT_OK)
        status = find_places(attribution, other, &p);
    if (status == NETMKT_OK) {
        add_counts(attribution, other, &p);
        attribution->totals = totals;
    }
    places_free(other->context, &p);
    return status;
}
