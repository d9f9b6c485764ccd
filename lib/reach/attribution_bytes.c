/* States of attribution as bytes, little-endian; channels are numbered from 1 in order of their names, and rows ascend, so that equal states have
 * equal bytes:
 *
 *     0   8   "NMKTATTR"
 *     8   4   version, 1
 *     12  4   models, bits 1 << NETMKT_ATTRIBUTION_...
 *     16  4   order of the chain
 *     20  4   exponent
 *     24  8   half-life in milliseconds, a double
 *     32  8   half-life in steps, a double
 *     40  56  totals: conversions, paths without, value, steps, value times lengths, conversions without a step, their value
 *     96  20  how many channels, edges, ends, rules, sets (4 bytes each)
 *     116     channels: length (4), bytes
 *             with time decay, for each channel: conversions, value times 2^62 (low 8, high 8 each)
 *             edges: state (8: its channels, 16 bits each, the newest lowest), channel (4), paths (8)
 *             ends: state (8), conversions, paths without, value (8 each)
 *             rules: key (8), conversions, value (8 each)
 *             sets: channels in it (4), each (4), conversions, paths without, value (8 each)
 *     end 4   CRC-32C of all before
 *
 * A reader checks what the state must keep (reach/attribution.h), so that no bytes make a chain that cannot be solved. */
#include <stdlib.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "base/status.h"
#include "reach/attribution_bytes.h"

/* --- writing --- */

/* Bytes on their way; counted alone where `at` is NULL. */
typedef struct writer {
    unsigned char *at;
    size_t size;
} writer;

static void put32(writer *w, uint32_t value)
{
    if (w->at != NULL)
        netmkt__put_u32(w->at + w->size, value);
    w->size += 4;
}

static void put64(writer *w, uint64_t value)
{
    if (w->at != NULL)
        netmkt__put_u64(w->at + w->size, value);
    w->size += 8;
}

static void put_real(writer *w, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    put64(w, bits);
}

static void put_all(writer *w, const uint64_t *n, int count)
{
    for (int k = 0; k < count; k++)
        put64(w, n[k]);
}

static void put_bytes(writer *w, const void *bytes, size_t size)
{
    if (w->at != NULL)
        memcpy(w->at + w->size, bytes, size);
    w->size += size;
}

/* Rules and sets with ranks, sorted. */
typedef struct ordered {
    uint64_t key;       /* of a rule */
    const uint16_t *at; /* ranks of a set */
    size_t n;
    const uint64_t *counts;
} ordered;

static int compare(const void *a, const void *b)
{
    const ordered *x = a, *y = b;

    if (x->key != y->key)
        return x->key > y->key ? 1 : -1;
    for (size_t i = 0; i < x->n && i < y->n; i++)
        if (x->at[i] != y->at[i])
            return x->at[i] > y->at[i] ? 1 : -1;
    return (x->n > y->n) - (x->n < y->n);
}

static void sort(ordered *list, size_t n)
{
    if (n > 0)
        qsort(list, n, sizeof *list, compare);
}

/* What is written, in its order. */
typedef struct content {
    netmkt__ranks ranks;
    netmkt__chain chain;
    ordered *rule, *set;
    uint16_t *set_ranks;
    size_t rules, sets;
    uint32_t ends;
    uint32_t reserved;
} content;

static netmkt_status order_rules(const netmkt_attribution *a, content *c)
{
    const uint64_t mask = UINT64_C(0xffff) << NETMKT__RULE_NUMBER_BITS;

    c->rule = netmkt__alloc(a->context, a->rules.rows, sizeof *c->rule);
    if (c->rule == NULL)
        return netmkt__nomem();
    for (uint32_t i = 0; i < a->rules.rows; i++) {
        const netmkt__tally_row *row = &a->rules.row[i];

        if (row->n[0] > 0)
            c->rule[c->rules++] = (ordered){
                (row->key & ~mask) | (uint64_t)c->ranks.rank[(row->key & mask) >> NETMKT__RULE_NUMBER_BITS] << NETMKT__RULE_NUMBER_BITS, NULL, 0, row->n};
    }
    sort(c->rule, c->rules);
    return NETMKT_OK;
}

static netmkt_status order_sets(const netmkt_attribution *a, content *c)
{
    uint16_t *at = c->set_ranks = netmkt__alloc(a->context, netmkt__map_bytes(&a->set_names), 1);

    c->set = netmkt__alloc(a->context, a->set_names.count, sizeof *c->set);
    if (c->set == NULL || at == NULL)
        return netmkt__nomem();
    for (uint32_t i = 0; i < a->set_names.count; i++) {
        size_t n = netmkt__map_length(&a->set_names, i) / sizeof *at;

        if (a->set[i][NETMKT__CONVERSIONS] + a->set[i][NETMKT__NULLS] == 0)
            continue;
        memcpy(at, netmkt__map_text(&a->set_names, i), n * sizeof *at);
        for (size_t k = 0; k < n; k++)
            at[k] = c->ranks.rank[at[k]];
        netmkt__sort_channels(at, n);
        c->set[c->sets++] = (ordered){0, at, n, a->set[i]};
        at += n;
    }
    sort(c->set, c->sets);
    return NETMKT_OK;
}

static netmkt_status content_new(const netmkt_attribution *a, content *c)
{
    netmkt_status status;

    memset(c, 0, sizeof *c);
    status = netmkt__ranks_new(a, &c->ranks);
    if (status == NETMKT_OK)
        status = netmkt__chain_new(a, &c->ranks, &c->chain);
    if (status == NETMKT_OK)
        status = order_rules(a, c);
    if (status == NETMKT_OK)
        status = order_sets(a, c);
    for (uint32_t s = 0; status == NETMKT_OK && s < c->chain.states; s++)
        c->ends += c->chain.ends[s][NETMKT__CONVERSIONS] + c->chain.ends[s][NETMKT__NULLS] > 0;
    return status;
}

static void content_free(const netmkt_attribution *a, content *c)
{
    netmkt__ranks_free(&c->ranks);
    netmkt__chain_free(&c->chain);
    netmkt__free(a->context, c->rule);
    netmkt__free(a->context, c->set);
    netmkt__free(a->context, c->set_ranks);
}

static void put_head(const netmkt_attribution *a, const content *c, writer *w)
{
    put_bytes(w, NETMKT__ATTRIBUTION_MAGIC, 8);
    put32(w, NETMKT__ATTRIBUTION_VERSION);
    put32(w, a->models);
    put32(w, (uint32_t)a->order);
    put32(w, (uint32_t)a->exponent);
    put_real(w, a->half_life_ms);
    put_real(w, a->half_steps);
    put_all(w, a->totals.n, NETMKT__TOTALS);
    put64(w, a->totals.steps);
    put64(w, a->totals.value_steps);
    put_all(w, a->totals.without, 2);
    put32(w, c->ranks.count);
    put32(w, c->chain.edges);
    put32(w, c->ends);
    put32(w, (uint32_t)c->rules);
    put32(w, (uint32_t)c->sets);
}

static void put_channels(const netmkt_attribution *a, const content *c, writer *w)
{
    for (uint32_t rank = 1; rank <= c->ranks.count; rank++) {
        size_t length;
        const char *name = netmkt__ranked_name(a, &c->ranks, rank, &length);

        put32(w, (uint32_t)length);
        put_bytes(w, name, length);
    }
    for (uint32_t i = 0; (a->models >> NETMKT_ATTRIBUTION_TIME_DECAY & 1) != 0 && i < c->ranks.count; i++) {
        const netmkt__decayed *sum = &a->decayed[c->ranks.channel[i] - 1];

        put64(w, sum->conversions.low);
        put64(w, sum->conversions.high);
        put64(w, sum->value.low);
        put64(w, sum->value.high);
    }
}

static void put_chain(const content *c, writer *w)
{
    const netmkt__chain *chain = &c->chain;

    for (uint32_t s = 0; s < chain->states; s++) {
        for (uint32_t e = chain->begin[s]; e < chain->begin[s + 1]; e++) {
            put64(w, chain->key[s]);
            put32(w, netmkt__chain_newest(chain, chain->to[e]));
            put64(w, chain->passed[e]);
        }
    }
    for (uint32_t s = 0; s < chain->states; s++) {
        if (chain->ends[s][NETMKT__CONVERSIONS] + chain->ends[s][NETMKT__NULLS] == 0)
            continue;
        put64(w, chain->key[s]);
        put_all(w, chain->ends[s], NETMKT__TOTALS);
    }
}

static void put_content(const netmkt_attribution *a, const content *c, writer *w)
{
    put_head(a, c, w);
    put_channels(a, c, w);
    put_chain(c, w);
    for (size_t i = 0; i < c->rules; i++) {
        put64(w, c->rule[i].key);
        put_all(w, c->rule[i].counts, 2);
    }
    for (size_t i = 0; i < c->sets; i++) {
        put32(w, (uint32_t)c->set[i].n);
        for (size_t k = 0; k < c->set[i].n; k++)
            put32(w, c->set[i].at[k]);
        put_all(w, c->set[i].counts, NETMKT__TOTALS);
    }
}

netmkt_status netmkt_attribution_serialize(const netmkt_attribution *attribution, void *buffer, size_t capacity, size_t *size)
{
    writer count = {NULL, 0}, out = {buffer, 0};
    content c;
    netmkt_status status;

    if (size != NULL)
        *size = 0;
    if (attribution == NULL || (buffer == NULL && capacity > 0))
        return netmkt__misuse("attribution is needed, and a buffer where its capacity is not 0");
    status = content_new(attribution, &c);
    if (status == NETMKT_OK) {
        put_content(attribution, &c, &count);
        count.size += 4;
        if (size != NULL)
            *size = count.size;
        if (capacity < count.size)
            status = netmkt__fail(NETMKT_E_RANGE, "the state has %zu bytes, the buffer holds %zu", count.size, capacity);
    }
    if (status == NETMKT_OK) {
        put_content(attribution, &c, &out);
        put32(&out, netmkt__crc32c(0, buffer, out.size));
    }
    content_free(attribution, &c);
    return status;
}
