/* A state of attribution from bytes that may be anything. */
#include <math.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "base/status.h"
#include "reach/attribution_bytes.h"

/* Bytes still to read; `short_` once there were too few. */
typedef struct reader {
    const unsigned char *at, *end;
    int short_;
    int reserved;
} reader;

static uint32_t get32(reader *r)
{
    const unsigned char *at = r->at;

    if ((size_t)(r->end - at) < 4) {
        r->short_ = 1;
        return 0;
    }
    r->at += 4;
    return netmkt__get_u32(at);
}

static uint64_t get64(reader *r)
{
    uint64_t low = get32(r), high = get32(r);

    return high << 32 | low;
}

static double get_real(reader *r)
{
    uint64_t bits = get64(r);
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static void get_all(reader *r, uint64_t *n, int count)
{
    for (int k = 0; k < count; k++)
        n[k] = get64(r);
}

static netmkt_status corrupt(const char *what)
{
    return netmkt__fail(NETMKT_E_CORRUPT, "%s", what);
}

static netmkt_status impossible(const char *what, size_t row)
{
    return netmkt__fail(NETMKT_E_CORRUPT, "%s %zu of the state of attribution is not possible", what, row);
}

/* How many rows of each kind follow. */
typedef struct counts {
    uint32_t channels, edges, ends, rules, sets;
} counts;

static netmkt_status read_head(netmkt_context *context, reader *r, netmkt_attribution **out, counts *n)
{
    uint32_t version, models, order, exponent;
    netmkt__path_totals totals;
    double half_life_ms, half_steps;
    netmkt_status status;

    r->at += 8; /* magic */
    version = get32(r);
    models = get32(r);
    order = get32(r);
    exponent = get32(r);
    half_life_ms = get_real(r);
    half_steps = get_real(r);
    get_all(r, totals.n, NETMKT__TOTALS);
    totals.steps = get64(r);
    totals.value_steps = get64(r);
    get_all(r, totals.without, 2);
    *n = (counts){get32(r), 0, 0, 0, 0};
    n->edges = get32(r);
    n->ends = get32(r);
    n->rules = get32(r);
    n->sets = get32(r);
    if (version != NETMKT__ATTRIBUTION_VERSION || models == 0 || (models & ~(uint32_t)NETMKT__ALL_MODELS) != 0 || order < 1 || order > NETMKT__MOST_ORDER ||
        exponent > 9 || !(half_life_ms > 0.0 && isfinite(half_life_ms) && half_steps > 0.0 && isfinite(half_steps)))
        return corrupt("the state of attribution has no such version, models, order, exponent or half-life");
    if (n->channels > NETMKT__MOST_CHANNELS)
        return corrupt("the state of attribution has more than 65,535 channels");
    status = netmkt_attribution_new(context, (int32_t)exponent, NULL, models, out);
    if (status != NETMKT_OK)
        return status;
    (*out)->order = (int32_t)order;
    (*out)->half_life_ms = half_life_ms;
    (*out)->half_steps = half_steps;
    return netmkt__path_totals_add(&(*out)->totals, &totals) == NETMKT_OK ? NETMKT_OK : corrupt("the state of attribution has impossible totals");
}

static netmkt_status read_channels(reader *r, netmkt_attribution *a, uint32_t n)
{
    const char *before = NULL;
    size_t before_length = 0;
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; status == NETMKT_OK && i < n; i++) {
        uint32_t length = get32(r);
        const char *name = (const char *)r->at;
        uint16_t channel;
        int order;

        if (r->short_ || length > (size_t)(r->end - r->at) || netmkt__channel_check(name, length) != NETMKT_OK)
            return impossible("channel", i);
        order = before == NULL ? 1 : memcmp(name, before, length < before_length ? length : before_length);
        if (order < 0 || (order == 0 && length <= before_length))
            return impossible("channel", i);
        status = netmkt__attribution_channel(a, name, length, &channel);
        if (status == NETMKT_OK)
            a->flags[i] |= NETMKT__IS_SEEN;
        before = name;
        before_length = length;
        r->at += length;
    }
    for (uint32_t i = 0; status == NETMKT_OK && (a->models >> NETMKT_ATTRIBUTION_TIME_DECAY & 1) != 0 && i < n; i++) {
        a->decayed[i].conversions.low = get64(r);
        a->decayed[i].conversions.high = get64(r);
        a->decayed[i].value.low = get64(r);
        a->decayed[i].value.high = get64(r);
    }
    return status;
}

/* 1 for up to `order` channels, the newest lowest, with nothing between. */
static int state_possible(const netmkt_attribution *a, uint64_t key)
{
    int32_t length = 0;

    for (; key != 0; key >>= 16, length++)
        if ((key & 0xffff) == 0 || (key & 0xffff) > a->names.count)
            return 0;
    return length <= a->order;
}

static netmkt_status read_edges(reader *r, netmkt_attribution *a, uint32_t n)
{
    uint64_t kept = a->order == NETMKT__MOST_ORDER ? UINT64_MAX : (UINT64_C(1) << 16 * a->order) - 1, steps = 0;
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; status == NETMKT_OK && i < n; i++) {
        uint64_t key = get64(r), channel = get32(r), passed = get64(r);
        uint32_t from, to, edge;

        if (r->short_ || !state_possible(a, key) || channel == 0 || channel > a->names.count || passed == 0 || passed > a->totals.steps - steps)
            return impossible("transition", i);
        steps += passed;
        status = netmkt__tally_put(&a->states, key, &from);
        if (status == NETMKT_OK)
            status = netmkt__tally_put(&a->states, (key << 16 | channel) & kept, &to);
        if (status == NETMKT_OK && netmkt__tally_find(&a->edges, NETMKT__EDGE_KEY(from, channel)) != NETMKT__TALLY_NONE)
            return impossible("transition", i);
        if (status == NETMKT_OK)
            status = netmkt__tally_add(&a->edges, NETMKT__EDGE_KEY(from, channel), &edge);
        if (status == NETMKT_OK) {
            a->edges.row[edge].n[NETMKT__PASSED] = passed;
            a->edges.row[edge].n[NETMKT__TARGET] = to;
        }
    }
    return status;
}

static int within(const netmkt_attribution *a, const uint64_t *n)
{
    return n[NETMKT__CONVERSIONS] <= a->totals.n[NETMKT__CONVERSIONS] && n[NETMKT__NULLS] <= a->totals.n[NETMKT__NULLS] &&
           n[NETMKT__VALUE] <= a->totals.n[NETMKT__VALUE] && n[NETMKT__CONVERSIONS] + n[NETMKT__NULLS] > 0 &&
           (n[NETMKT__CONVERSIONS] > 0 || n[NETMKT__VALUE] == 0);
}

static netmkt_status read_ends(reader *r, netmkt_attribution *a, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        uint64_t key = get64(r), end[NETMKT__TOTALS], *to;
        uint32_t state;

        get_all(r, end, NETMKT__TOTALS);
        state = netmkt__tally_find(&a->states, key);
        if (r->short_ || key == 0 || state == NETMKT__TALLY_NONE || !within(a, end))
            return impossible("end", i);
        to = a->states.row[state].n;
        if (to[NETMKT__CONVERSIONS] + to[NETMKT__NULLS] > 0)
            return impossible("end", i);
        memcpy(to, end, sizeof end);
    }
    return NETMKT_OK;
}

static netmkt_status read_rules(reader *r, netmkt_attribution *a, uint32_t n)
{
    uint64_t before = 0;
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; status == NETMKT_OK && i < n; i++) {
        uint64_t key = get64(r), sum[2], channel = key >> NETMKT__RULE_NUMBER_BITS & 0xffff;
        uint32_t row;

        get_all(r, sum, 2);
        if (r->short_ || key <= before || key >> 56 > NETMKT__RULE_DISTINCT || channel == 0 || channel > a->names.count || sum[0] == 0 ||
            sum[0] > a->totals.steps || sum[1] > a->totals.value_steps)
            return impossible("rule", i);
        before = key;
        status = netmkt__tally_add(&a->rules, key, &row);
        if (status == NETMKT_OK)
            memcpy(a->rules.row[row].n, sum, sizeof sum);
    }
    return status;
}

static netmkt_status read_sets(reader *r, netmkt_attribution *a, uint32_t n)
{
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; status == NETMKT_OK && i < n; i++) {
        uint32_t size = get32(r), known = a->set_names.count, set;

        if (r->short_ || size == 0 || size > a->names.count)
            return impossible("set", i);
        status = netmkt__grow(a->context, &a->distinct, &a->distinct_capacity, size, sizeof *a->distinct);
        for (uint32_t k = 0; status == NETMKT_OK && k < size; k++) {
            uint32_t channel = get32(r);

            if (channel == 0 || channel > a->names.count || (k > 0 && channel <= a->distinct[k - 1]))
                return impossible("set", i);
            a->distinct[k] = (uint16_t)channel;
        }
        if (status == NETMKT_OK)
            status = netmkt__attribution_set(a, a->distinct, size, &set);
        if (status != NETMKT_OK)
            return status;
        get_all(r, a->set[set], NETMKT__TOTALS);
        if (set != known || !within(a, a->set[set]))
            return impossible("set", i);
    }
    return status;
}

static netmkt_status check_bytes(const unsigned char *bytes, size_t size)
{
    if (size < NETMKT__ATTRIBUTION_HEAD + NETMKT__ATTRIBUTION_TAIL || memcmp(bytes, NETMKT__ATTRIBUTION_MAGIC, 8) != 0)
        return corrupt("these bytes are no state of attribution: netmkt_attribution_serialize() writes one");
    if (netmkt__get_u32(bytes + 8) > NETMKT__ATTRIBUTION_VERSION)
        return netmkt__fail(NETMKT_E_VERSION, "a state of attribution of version %u; this library knows %d", netmkt__get_u32(bytes + 8),
                            NETMKT__ATTRIBUTION_VERSION);
    if (netmkt__get_u32(bytes + size - NETMKT__ATTRIBUTION_TAIL) != netmkt__crc32c(0, bytes, size - NETMKT__ATTRIBUTION_TAIL))
        return corrupt("the state of attribution is damaged: its checksum is wrong");
    return NETMKT_OK;
}

netmkt_status netmkt_attribution_deserialize(netmkt_context *context, const void *bytes, size_t size, netmkt_attribution **out)
{
    reader r = {bytes, NULL, 0, 0};
    netmkt_attribution *a = NULL;
    counts n;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (bytes == NULL)
        return netmkt__misuse("bytes is NULL");
    status = check_bytes(bytes, size);
    if (status != NETMKT_OK)
        return status;
    r.end = r.at + size - NETMKT__ATTRIBUTION_TAIL;
    status = read_head(context, &r, &a, &n);
    if (status == NETMKT_OK)
        status = read_channels(&r, a, n.channels);
    if (status == NETMKT_OK)
        status = read_edges(&r, a, n.edges);
    if (status == NETMKT_OK)
        status = read_ends(&r, a, n.ends);
    if (status == NETMKT_OK)
        status = read_rules(&r, a, n.rules);
    if (status == NETMKT_OK)
        status = read_sets(&r, a, n.sets);
    if (status == NETMKT_OK && (r.short_ || r.at != r.end))
        status = corrupt("the state of attribution has too few bytes, or too many");
    if (status == NETMKT_OK)
        status = netmkt__attribution_check(a);
    if (status == NETMKT_OK) {
        *out = a;
        a = NULL;
    }
    netmkt_attribution_free(a);
    return status;
}
