/* The index of references: which of the embedder's own event ids are in the store already.
 *
 * A slot is 24 bits of the hash and 40 bits of the event's position + 1; probing is linear, the table at most 3/4 full. A
 * slot whose bits agree is compared with the event's own reference, so that nothing is ever left out by accident. */
#include "record/event.h"

#include <string.h>

#include "base/status.h"

#define POSITION_BITS 40
#define POSITION_MASK ((UINT64_C(1) << POSITION_BITS) - 1)
#define BLOCK 64

uint64_t netmkt__reference_hash(const uint64_t reference[2])
{
    uint64_t h = reference[0] * UINT64_C(0x9e3779b97f4a7c15);

    h ^= (reference[1] << 31 | reference[1] >> 33) * UINT64_C(0xd6e8feb86659fd93);
    h ^= h >> 32;
    h *= UINT64_C(0xd6e8feb86659fd93);
    h ^= h >> 29;
    return h;
}

static const uint64_t *reference_at(const netmkt__event_table *table, uint64_t position)
{
    const uint64_t *base = table->base.column[NETMKT__EVENT_REFERENCE], *tail = table->tail.column[NETMKT__EVENT_REFERENCE];

    return position < table->base.n ? base + 2 * position : tail + 2 * (position - table->base.n);
}

int netmkt__reference_add(netmkt__event_table *table, const uint64_t reference[2], uint64_t hash, uint64_t position)
{
    size_t mask = table->slot_count - 1;
    size_t at = hash & mask;

    for (; table->slots[at] != 0; at = (at + 1) & mask)
        if (table->slots[at] >> POSITION_BITS == hash >> POSITION_BITS &&
            memcmp(reference_at(table, (table->slots[at] & POSITION_MASK) - 1), reference, 16) == 0)
            return 0;
    table->slots[at] = hash >> POSITION_BITS << POSITION_BITS | (position + 1);
    table->slots_used++;
    return 1;
}

int netmkt__reference_known(const netmkt__event_table *table, const uint64_t reference[2])
{
    uint64_t hash = netmkt__reference_hash(reference);
    size_t mask = table->slot_count - 1;

    for (size_t at = hash & mask; table->slots[at] != 0; at = (at + 1) & mask)
        if (table->slots[at] >> POSITION_BITS == hash >> POSITION_BITS &&
            memcmp(reference_at(table, (table->slots[at] & POSITION_MASK) - 1), reference, 16) == 0)
            return 1;
    return 0;
}

/* Enter references that are known to differ, in blocks so that the memory's latencies overlap. */
static void enter(uint64_t *slots, size_t slot_count, const uint64_t *references, size_t n, uint64_t position, size_t *used)
{
    size_t mask = slot_count - 1;
    uint64_t hashes[BLOCK];

    for (size_t from = 0; from < n; from += BLOCK) {
        size_t m = n - from < BLOCK ? n - from : BLOCK;

        for (size_t i = 0; i < m; i++) {
            hashes[i] = netmkt__reference_hash(references + 2 * (from + i));
#if defined(__GNUC__)
            __builtin_prefetch(&slots[hashes[i] & mask]);
#endif
        }
        for (size_t i = 0; i < m; i++) {
            size_t at = hashes[i] & mask;

            if ((references[2 * (from + i)] | references[2 * (from + i) + 1]) == 0)
                continue;
            while (slots[at] != 0)
                at = (at + 1) & mask;
            slots[at] = hashes[i] >> POSITION_BITS << POSITION_BITS | (position + from + i + 1);
            ++*used;
        }
    }
}

static size_t referenced(const uint64_t *references, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; references != NULL && i < n; i++)
        count += (references[2 * i] | references[2 * i + 1]) != 0;
    return count;
}

netmkt_status netmkt__events_index(netmkt__event_table *table, size_t more)
{
    const uint64_t *base = table->base.column[NETMKT__EVENT_REFERENCE], *tail = table->tail.column[NETMKT__EVENT_REFERENCE];
    size_t slot_count = table->slot_count == 0 ? 64 : table->slot_count, used = 0;
    size_t need = more + (table->slots != NULL ? table->slots_used : referenced(base, table->base.n) + referenced(tail, table->tail.n));
    uint64_t *slots;

    while (slot_count / 4 * 3 < need)
        slot_count *= 2;
    if (table->slots != NULL && slot_count == table->slot_count)
        return NETMKT_OK;
    slots = netmkt__calloc(table->context, slot_count, sizeof *slots);
    if (slots == NULL)
        return netmkt__nomem();
    if (base != NULL)
        enter(slots, slot_count, base, table->base.n, 0, &used);
    if (tail != NULL)
        enter(slots, slot_count, tail, table->tail.n, table->base.n, &used);
    netmkt__free(table->context, table->slots);
    table->slots = slots;
    table->slot_count = slot_count;
    table->slots_used = used;
    return NETMKT_OK;
}
