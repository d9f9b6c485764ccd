/* One path into the counts of every model that is asked for: O(1) a step, the sets O(n log n). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "reach/attribution.h"

static int counts(const netmkt_attribution *a, int model)
{
    return (int)(a->models >> model & 1);
}

/* --- the chain --- */

static netmkt_status add_chain(netmkt_attribution *a, size_t n, const uint16_t *step, const uint64_t *count)
{
    uint64_t kept = a->order == NETMKT__MOST_ORDER ? UINT64_MAX : (UINT64_C(1) << 16 * a->order) - 1;
    uint64_t passed = count[NETMKT__CONVERSIONS] + count[NETMKT__NULLS];
    uint32_t state, edge;
    netmkt_status status = netmkt__tally_put(&a->states, 0, &state);

    for (size_t i = 0; status == NETMKT_OK && i < n; i++) {
        edge = netmkt__tally_find(&a->edges, NETMKT__EDGE_KEY(state, step[i]));
        if (edge == NETMKT__TALLY_NONE) {
            uint32_t target;

            status = netmkt__tally_put(&a->states, (a->states.row[state].key << 16 | step[i]) & kept, &target);
            if (status == NETMKT_OK)
                status = netmkt__tally_add(&a->edges, NETMKT__EDGE_KEY(state, step[i]), &edge);
            if (status != NETMKT_OK)
                return status;
            a->edges.row[edge].n[NETMKT__TARGET] = target;
        }
        a->edges.row[edge].n[NETMKT__PASSED] += passed;
        state = (uint32_t)a->edges.row[edge].n[NETMKT__TARGET];
    }
    for (int k = 0; status == NETMKT_OK && k < NETMKT__TOTALS; k++)
        a->states.row[state].n[k] += count[k];
    return status;
}

/* --- rules --- */

static netmkt_status add_rule(netmkt_attribution *a, int what, uint16_t channel, size_t number, const uint64_t *count)
{
    uint32_t row;
    netmkt_status status = netmkt__tally_put(&a->rules, NETMKT__RULE_KEY(what, channel, number), &row);

    if (status == NETMKT_OK) {
        a->rules.row[row].n[0] += count[NETMKT__CONVERSIONS];
        a->rules.row[row].n[1] += count[NETMKT__VALUE];
    }
    return status;
}

static size_t last_not_direct(const netmkt_attribution *a, size_t n, const uint16_t *step)
{
    for (size_t i = n; i > 0; i--)
        if ((a->flags[step[i - 1] - 1] & NETMKT__IS_DIRECT) == 0)
            return i - 1;
    return n - 1;
}

static netmkt_status add_rules(netmkt_attribution *a, size_t n, const uint16_t *step, const uint64_t *count)
{
    int position = counts(a, NETMKT_ATTRIBUTION_POSITION);
    netmkt_status status = NETMKT_OK;

    if (position || counts(a, NETMKT_ATTRIBUTION_FIRST))
        status = add_rule(a, NETMKT__RULE_FIRST, step[0], n, count);
    if (status == NETMKT_OK && (position || counts(a, NETMKT_ATTRIBUTION_LAST)))
        status = add_rule(a, NETMKT__RULE_LAST, step[n - 1], n, count);
    if (status == NETMKT_OK && counts(a, NETMKT_ATTRIBUTION_LAST_NON_DIRECT))
        status = add_rule(a, NETMKT__RULE_LAST_NON_DIRECT, step[last_not_direct(a, n, step)], 0, count);
    if (position || counts(a, NETMKT_ATTRIBUTION_LINEAR))
        for (size_t i = 0; status == NETMKT_OK && i < n; i++)
            status = add_rule(a, NETMKT__RULE_LENGTH, step[i], n, count);
    return status;
}

/* --- sets --- */

static int compare(const void *a, const void *b)
{
    uint16_t x, y;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

void netmkt__sort_channels(uint16_t *channel, size_t n)
{
    if (n > 32) {
        qsort(channel, n, sizeof *channel, compare);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        uint16_t moved = channel[i];
        size_t k = i;

        for (; k > 0 && channel[k - 1] > moved; k--)
            channel[k] = channel[k - 1];
        channel[k] = moved;
    }
}

/* The path's distinct channels, ascending, in the state's room. */
static netmkt_status find_distinct(netmkt_attribution *a, size_t n, const uint16_t *step, size_t *distinct)
{
    netmkt_status status = netmkt__grow(a->context, &a->distinct, &a->distinct_capacity, n, sizeof *a->distinct);

    if (status != NETMKT_OK)
        return status;
    memcpy(a->distinct, step, n * sizeof *step);
    netmkt__sort_channels(a->distinct, n);
    *distinct = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || a->distinct[i] != a->distinct[*distinct - 1])
            a->distinct[(*distinct)++] = a->distinct[i];
    return NETMKT_OK;
}

netmkt_status netmkt__attribution_set(netmkt_attribution *a, const uint16_t *channel, size_t n, uint32_t *out)
{
    const char *bytes = (const char *)channel;
    size_t size = n * sizeof *channel;
    netmkt_status status;

    *out = netmkt__map_find(&a->set_names, bytes, size);
    if (*out != NETMKT__MAP_NONE)
        return NETMKT_OK;
    status = netmkt__grow(a->context, &a->set, &a->set_capacity, (size_t)a->set_names.count + 1, sizeof *a->set);
    if (status == NETMKT_OK)
        status = netmkt__map_reserve(&a->set_names, 1, size);
    if (status != NETMKT_OK)
        return status;
    *out = netmkt__map_add(&a->set_names, bytes, size);
    memset(a->set[*out], 0, sizeof a->set[*out]);
    return NETMKT_OK;
}

static netmkt_status add_sets(netmkt_attribution *a, size_t n, const uint16_t *step, const uint64_t *count)
{
    size_t distinct = 0;
    uint32_t set = 0;
    netmkt_status status = find_distinct(a, n, step, &distinct);

    if (counts(a, NETMKT_ATTRIBUTION_SHAPLEY) && count[NETMKT__CONVERSIONS] > 0)
        for (size_t i = 0; status == NETMKT_OK && i < distinct; i++)
            status = add_rule(a, NETMKT__RULE_DISTINCT, a->distinct[i], distinct, count);
    if (status == NETMKT_OK && counts(a, NETMKT_ATTRIBUTION_SHAPLEY_RATE)) {
        status = netmkt__attribution_set(a, a->distinct, distinct, &set);
        for (int k = 0; status == NETMKT_OK && k < NETMKT__TOTALS; k++)
            a->set[set][k] += count[k];
    }
    return status;
}

/* --- decay --- */

static netmkt__wide product(uint64_t a, uint64_t b)
{
    uint64_t al = a & UINT32_MAX, ah = a >> 32, bl = b & UINT32_MAX, bh = b >> 32;
    uint64_t low = al * bl, middle = ah * bl + (low >> 32), other = al * bh + (middle & UINT32_MAX);
    netmkt__wide out = {ah * bh + (middle >> 32) + (other >> 32), other << 32 | (low & UINT32_MAX)};

    return out;
}

/* Weights in 2^-62ths, of which the last step, never the smallest, takes what rounding leaves: they add up to 2^62. */
static netmkt_status add_decay(netmkt_attribution *a, size_t n, const uint16_t *step, const int64_t *time_ms, const uint64_t *count)
{
    const netmkt__rule rule = {.model = NETMKT_ATTRIBUTION_TIME_DECAY, .half_life_ms = a->half_life_ms, .half_steps = a->half_steps};
    uint64_t left = UINT64_C(1) << 62;
    netmkt_status status = netmkt__grow(a->context, &a->weight, &a->weight_capacity, n, sizeof *a->weight);

    if (status != NETMKT_OK)
        return status;
    netmkt__rule_weights(&rule, n, NULL, time_ms, NULL, NULL, a->weight);
    for (size_t i = 0; i < n; i++) {
        uint64_t part = (uint64_t)(a->weight[i] * 0x1p62);
        netmkt__decayed *sum = &a->decayed[step[i] - 1];

        if (i + 1 == n || part > left)
            part = left;
        left -= part;
        netmkt__wide_add(&sum->conversions, product(part, count[NETMKT__CONVERSIONS]));
        netmkt__wide_add(&sum->value, product(part, count[NETMKT__VALUE]));
    }
    return NETMKT_OK;
}

/* --- a path --- */

static netmkt_status add_totals(netmkt_attribution *a, size_t n, const uint64_t *count)
{
    netmkt__path_totals more = {.n = {0}};
    uint64_t paths = count[NETMKT__CONVERSIONS] + count[NETMKT__NULLS], length = n;

    if (count[NETMKT__CONVERSIONS] > NETMKT__MOST_PATHS || count[NETMKT__NULLS] > NETMKT__MOST_PATHS || count[NETMKT__VALUE] > INT64_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "a path with more than 2^53 conversions or without, or with too large a value");
    if (count[NETMKT__CONVERSIONS] == 0 && count[NETMKT__VALUE] > 0)
        return netmkt__fail(NETMKT_E_RANGE, "a path with a value and no conversion");
    if (n == 0) {
        more.without[0] = count[NETMKT__CONVERSIONS];
        more.without[1] = count[NETMKT__VALUE];
        return netmkt__path_totals_add(&a->totals, &more);
    }
    if (paths > 0 && (length > NETMKT__MOST_PATHS / paths || length >= UINT64_C(1) << NETMKT__RULE_NUMBER_BITS))
        return netmkt__fail(NETMKT_E_RANGE, "more than 2^53 steps");
    if (count[NETMKT__VALUE] > 0 && length > (uint64_t)INT64_MAX / count[NETMKT__VALUE])
        return netmkt__fail(NETMKT_E_RANGE, "a path's value times its length overflows 64 bits of minor units");
    memcpy(more.n, count, sizeof more.n);
    more.steps = paths * length;
    more.value_steps = count[NETMKT__VALUE] * length;
    return netmkt__path_totals_add(&a->totals, &more);
}

netmkt_status netmkt__attribution_add(netmkt_attribution *a, size_t n, const uint16_t *step, const int64_t *time_ms, uint64_t conversions,
                                      uint64_t nulls, uint64_t value)
{
    const uint64_t count[NETMKT__TOTALS] = {conversions, nulls, value};
    netmkt_status status = add_totals(a, n, count);

    if (status != NETMKT_OK || n == 0 || conversions + nulls == 0)
        return status;
    for (size_t i = 0; i < n; i++)
        a->flags[step[i] - 1] |= NETMKT__IS_SEEN;
    if (counts(a, NETMKT_ATTRIBUTION_MARKOV))
        status = add_chain(a, n, step, count);
    if (status == NETMKT_OK && (counts(a, NETMKT_ATTRIBUTION_SHAPLEY_RATE) || (counts(a, NETMKT_ATTRIBUTION_SHAPLEY) && conversions > 0)))
        status = add_sets(a, n, step, count);
    if (status == NETMKT_OK && conversions > 0)
        status = add_rules(a, n, step, count);
    if (status == NETMKT_OK && conversions > 0 && counts(a, NETMKT_ATTRIBUTION_TIME_DECAY))
        status = add_decay(a, n, step, time_ms, count);
    return status;
}
