/* Shapley's value: exactly by all coalitions, or by orders of players drawn at random. */
#include <math.h>
#include <string.h>

#include "base/settings.h"
#include "base/status.h"
#include "numeric/random.h"
#include "reach/credits.h"

enum { MOST_PLAYERS = 24, EXACT_CHANNELS = 16 };

/* weight[s]: that a player comes in just behind a given coalition of s of the n - 1 others: s! (n - 1 - s)! / n!. */
static void order_weights(int n, double *weight)
{
    double w = 1.0 / n;

    for (int s = 0; s < n; s++) {
        weight[s] = w;
        w *= (double)(s + 1) / (double)(n - 1 - s > 0 ? n - 1 - s : 1);
    }
}

static int members(uint32_t coalition)
{
    int n = 0;

    for (; coalition != 0; coalition &= coalition - 1)
        n++;
    return n;
}

/* `stride`: numbers from one coalition's worth to the next. */
static void exact_value(int players, const double *worth, size_t stride, double *value)
{
    double weight[MOST_PLAYERS];

    order_weights(players, weight);
    for (int i = 0; i < players; i++) {
        uint32_t self = UINT32_C(1) << i;

        value[i] = 0.0;
        for (uint32_t c = 0; c < UINT32_C(1) << players; c++)
            if ((c & self) == 0)
                value[i] += weight[members(c)] * (worth[(size_t)(c | self) * stride] - worth[(size_t)c * stride]);
    }
}

netmkt_status netmkt_shapley_value(int32_t players, const double *worth, double *value)
{
    if (worth == NULL || value == NULL)
        return netmkt__misuse("worth and value are needed");
    if (players < 1 || players > MOST_PLAYERS)
        return netmkt__fail(NETMKT_E_INVALID, "a game of 1 to %d players, not %d", MOST_PLAYERS, (int)players);
    for (uint32_t c = 0; c < UINT32_C(1) << players; c++)
        if (!isfinite(worth[c]))
            return netmkt__fail(NETMKT_E_RANGE, "the worth of coalition %u is not finite", (unsigned)c);
    exact_value(players, worth, 1, value);
    return NETMKT_OK;
}

/* --- the conversion-rate game --- */

typedef uint64_t counts_of[NETMKT__TOTALS];

static void rates(const counts_of n, double *out)
{
    double paths = (double)(n[NETMKT__CONVERSIONS] + n[NETMKT__NULLS]);

    out[NETMKT__OF_CONVERSIONS] = paths > 0.0 ? (double)n[NETMKT__CONVERSIONS] / paths : 0.0;
    out[NETMKT__OF_VALUE] = paths > 0.0 ? (double)n[NETMKT__VALUE] / paths : 0.0;
}

static uint16_t set_channel(const netmkt_attribution *a, uint32_t set, size_t i)
{
    uint16_t channel;

    memcpy(&channel, netmkt__map_text(&a->set_names, set) + i * sizeof channel, sizeof channel);
    return channel;
}

static size_t set_size(const netmkt_attribution *a, uint32_t set)
{
    return netmkt__map_length(&a->set_names, set) / sizeof(uint16_t);
}

static int set_counts(const netmkt_attribution *a, uint32_t set)
{
    return a->set[set][NETMKT__CONVERSIONS] + a->set[set][NETMKT__NULLS] > 0;
}

static netmkt_status rate_exact(const netmkt_attribution *a, netmkt__credits *out)
{
    uint32_t n = out->ranks.count, all = UINT32_C(1) << n;
    counts_of *within = netmkt__calloc(a->context, all, sizeof *within);
    double (*worth)[NETMKT__MEASURES] = netmkt__alloc(a->context, all, sizeof *worth);
    netmkt_status status = within != NULL && worth != NULL ? NETMKT_OK : netmkt__nomem();

    for (uint32_t set = 0; status == NETMKT_OK && set < a->set_names.count; set++) {
        uint32_t coalition = 0;

        if (!set_counts(a, set))
            continue;
        for (size_t i = 0; i < set_size(a, set); i++)
            coalition |= UINT32_C(1) << (out->ranks.rank[set_channel(a, set, i)] - 1);
        for (int k = 0; k < NETMKT__TOTALS; k++)
            within[coalition][k] += a->set[set][k];
    }
    for (uint32_t i = 0; status == NETMKT_OK && i < n; i++) /* each coalition gets what its parts have */
        for (uint32_t c = 0; c < all; c++)
            for (int k = 0; (c >> i & 1) != 0 && k < NETMKT__TOTALS; k++)
                within[c][k] += within[c ^ UINT32_C(1) << i][k];
    for (uint32_t c = 0; status == NETMKT_OK && c < all; c++)
        rates(within[c], worth[c]);
    for (int k = 0; status == NETMKT_OK && k < NETMKT__MEASURES; k++)
        exact_value((int)n, &worth[0][k], NETMKT__MEASURES, out->amount[k]);
    netmkt__free(a->context, within);
    netmkt__free(a->context, worth);
    return status;
}

/* One order of channels: what each adds as it comes. place[channel] is its place in the order, `at` counts what is complete there. */
static void one_order(const netmkt_attribution *a, const netmkt__ranks *ranks, const uint16_t *order, uint32_t *place, counts_of *at, netmkt__credits *out)
{
    counts_of sum = {0, 0, 0};
    double before[NETMKT__MEASURES] = {0.0, 0.0}, now[NETMKT__MEASURES];

    memset(at, 0, ranks->count * sizeof *at);
    for (uint32_t i = 0; i < ranks->count; i++)
        place[ranks->channel[order[i]]] = i;
    for (uint32_t set = 0; set < a->set_names.count; set++) {
        uint32_t last = 0;

        if (!set_counts(a, set))
            continue;
        for (size_t i = 0; i < set_size(a, set); i++)
            if (place[set_channel(a, set, i)] > last)
                last = place[set_channel(a, set, i)];
        for (int k = 0; k < NETMKT__TOTALS; k++)
            at[last][k] += a->set[set][k];
    }
    for (uint32_t i = 0; i < ranks->count; i++) {
        for (int k = 0; k < NETMKT__TOTALS; k++)
            sum[k] += at[i][k];
        rates(sum, now);
        for (int k = 0; k < NETMKT__MEASURES; k++) {
            double added = now[k] - before[k];

            out->amount[k][order[i]] += added;
            out->extra[k][order[i]] += added * added;
            before[k] = now[k];
        }
    }
}

static netmkt_status rate_sampled(const netmkt_attribution *a, const netmkt_settings *settings, netmkt__credits *out)
{
    uint32_t n = out->ranks.count;
    double samples = netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_SAMPLES);
    uint16_t *order = netmkt__alloc(a->context, n, sizeof *order);
    uint32_t *place = netmkt__alloc(a->context, (size_t)a->names.count + 1, sizeof *place);
    counts_of *at = netmkt__alloc(a->context, n, sizeof *at);
    netmkt_status status = order != NULL && place != NULL && at != NULL ? NETMKT_OK : netmkt__nomem();
    netmkt__random random;

    netmkt__random_seed(&random, (uint64_t)netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_SEED));
    for (uint32_t i = 0; status == NETMKT_OK && i < n; i++)
        order[i] = (uint16_t)i;
    for (double s = 0.0; status == NETMKT_OK && s < samples; s++) {
        for (uint32_t i = n; i > 1; i--) {
            uint32_t other = (uint32_t)netmkt__random_below(&random, i);
            uint16_t moved = order[i - 1];

            order[i - 1] = order[other];
            order[other] = moved;
        }
        one_order(a, &out->ranks, order, place, at, out);
    }
    for (int k = 0; status == NETMKT_OK && k < NETMKT__MEASURES; k++) {
        for (uint32_t i = 0; i < n; i++) {
            double mean = out->amount[k][i] / samples, square = out->extra[k][i] / samples;

            out->amount[k][i] = mean;
            out->extra[k][i] = sqrt(fmax(0.0, square - mean * mean) / (samples - 1.0));
        }
    }
    netmkt__free(a->context, order);
    netmkt__free(a->context, place);
    netmkt__free(a->context, at);
    return status;
}

/* From rates to the totals: the values add up to the rate of all paths. */
static void scale(const netmkt_attribution *a, netmkt__credits *out)
{
    for (int k = 0; k < NETMKT__MEASURES; k++) {
        double sum = 0.0, total = (double)a->totals.n[k == NETMKT__OF_VALUE ? NETMKT__VALUE : NETMKT__CONVERSIONS], each;

        for (uint32_t i = 0; i < out->ranks.count; i++)
            sum += out->amount[k][i];
        each = total > 0.0 && sum > 0.0 ? total / sum : 0.0;
        for (uint32_t i = 0; i < out->ranks.count; i++) {
            out->amount[k][i] *= each;
            out->extra[k][i] *= each;
        }
    }
}

netmkt_status netmkt__shapley_rate(const netmkt_attribution *a, const netmkt_settings *settings, netmkt__credits *out)
{
    netmkt_status status;

    for (int k = 0; k < NETMKT__MEASURES; k++) {
        out->extra[k] = netmkt__calloc(a->context, out->ranks.count, sizeof *out->extra[k]);
        if (out->extra[k] == NULL)
            return netmkt__nomem();
    }
    status = out->ranks.count <= EXACT_CHANNELS ? rate_exact(a, out) : rate_sampled(a, settings, out);
    if (status == NETMKT_OK)
        scale(a, out);
    return status;
}
