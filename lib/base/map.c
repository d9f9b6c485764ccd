/* Strings interned to dense numbers: an arena, offsets, and an index by linear probing at most 5/8 full. */
#include "base/map.h"

#include "base/hash.h"
#include "base/status.h"
#include "base/text.h"

#define BLOCK 32 /* strings in flight of a batch: enough to hide the memory's latency, few enough for the first cache */

#if defined(__GNUC__)
#define PREFETCH(address) __builtin_prefetch(address)
#else
#define PREFETCH(address) (void)(address)
#endif

void netmkt__map_init(netmkt__map *map, netmkt_context *context)
{
    memset(map, 0, sizeof *map);
    map->context = context;
}

void netmkt__map_free(netmkt__map *map)
{
    netmkt__free(map->context, map->bytes);
    netmkt__free(map->context, map->offsets);
    netmkt__free(map->context, map->slots);
    netmkt__map_init(map, map->context);
}

static uint32_t hash_of(const char *text, size_t length)
{
    return (uint32_t)(netmkt__hash(text, length) >> 32);
}

static uint32_t slot_hash(uint64_t slot)
{
    return (uint32_t)(slot >> 32);
}

static int same(const netmkt__map *map, uint32_t number, const char *text, size_t length)
{
    return netmkt__map_length(map, number) == length && memcmp(netmkt__map_text(map, number), text, length) == 0;
}

static void put_slot(uint64_t *slots, size_t slot_count, uint64_t slot)
{
    size_t at = slot_hash(slot) & (slot_count - 1);

    while (slots[at] != 0)
        at = (at + 1) & (slot_count - 1);
    slots[at] = slot;
}

static netmkt_status grow_index(netmkt__map *map, size_t strings)
{
    size_t slot_count = map->slot_count == 0 ? 16 : map->slot_count;
    uint64_t *slots;

    while (slot_count / 8 * 5 < strings)
        slot_count *= 2;
    if (slot_count == map->slot_count)
        return NETMKT_OK;
    slots = netmkt__calloc(map->context, slot_count, sizeof *slots);
    if (slots == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < map->slot_count; i++)
        if (map->slots[i] != 0)
            put_slot(slots, slot_count, map->slots[i]);
    netmkt__free(map->context, map->slots);
    map->slots = slots;
    map->slot_count = slot_count;
    return NETMKT_OK;
}

netmkt_status netmkt__map_reserve(netmkt__map *map, size_t strings, size_t bytes)
{
    netmkt_status status;

    if (strings > NETMKT__MAP_MOST - map->count)
        return netmkt__fail(NETMKT_E_RANGE, "more than %u keys, names or texts", NETMKT__MAP_MOST);
    if (bytes > SIZE_MAX / 4 || strings > SIZE_MAX / 64)
        return netmkt__nomem();
    status = netmkt__grow(map->context, &map->bytes, &map->bytes_capacity, netmkt__map_bytes(map) + bytes + strings, 1);
    if (status == NETMKT_OK)
        status = netmkt__grow(map->context, &map->offsets, &map->offsets_capacity, (size_t)map->count + strings + 1, sizeof *map->offsets);
    if (status == NETMKT_OK)
        status = grow_index(map, map->used + strings);
    return status;
}

uint32_t netmkt__map_find(const netmkt__map *map, const char *text, size_t length)
{
    uint32_t hash;
    size_t at;

    if (map->slot_count == 0 || length == 0)
        return NETMKT__MAP_NONE;
    hash = hash_of(text, length);
    for (at = hash & (map->slot_count - 1); map->slots[at] != 0; at = (at + 1) & (map->slot_count - 1))
        if (slot_hash(map->slots[at]) == hash && same(map, (uint32_t)map->slots[at] - 1, text, length))
            return (uint32_t)map->slots[at] - 1;
    return NETMKT__MAP_NONE;
}

uint32_t netmkt__map_add(netmkt__map *map, const char *text, size_t length)
{
    uint32_t number = map->count;
    uint64_t start = netmkt__map_bytes(map);

    memcpy(map->bytes + start, text, length);
    map->bytes[start + length] = '\0';
    map->offsets[number] = start;
    map->offsets[number + 1] = start + length + 1;
    map->count = number + 1;
    if (length != 0) {
        put_slot(map->slots, map->slot_count, (uint64_t)hash_of(text, length) << 32 | (number + 1));
        map->used++;
    }
    return number;
}

/* Candidates by hash alone, fetching what the comparison will need; then the comparisons. */
static void find_block(const netmkt__map *map, size_t n, const char *const *texts, const uint32_t *lengths, uint32_t *out)
{
    uint32_t hashes[BLOCK];
    size_t mask = map->slot_count - 1;

    for (size_t i = 0; i < n; i++) {
        hashes[i] = hash_of(texts[i], lengths[i]);
        PREFETCH(&map->slots[hashes[i] & mask]);
    }
    for (size_t i = 0; i < n; i++) {
        size_t at = hashes[i] & mask;

        while (map->slots[at] != 0 && slot_hash(map->slots[at]) != hashes[i])
            at = (at + 1) & mask;
        out[i] = map->slots[at] != 0 ? (uint32_t)map->slots[at] - 1 : NETMKT__MAP_NONE;
        if (out[i] != NETMKT__MAP_NONE)
            PREFETCH(&map->offsets[out[i]]);
    }
    for (size_t i = 0; i < n; i++)
        if (out[i] != NETMKT__MAP_NONE)
            PREFETCH(netmkt__map_text(map, out[i]));
    for (size_t i = 0; i < n; i++)
        if (out[i] != NETMKT__MAP_NONE && !same(map, out[i], texts[i], lengths[i]))
            out[i] = netmkt__map_find(map, texts[i], lengths[i]);
}

void netmkt__map_find_many(const netmkt__map *map, size_t n, const char *const *texts, const uint32_t *lengths, uint32_t *out)
{
    if (map->slot_count == 0) {
        for (size_t i = 0; i < n; i++)
            out[i] = NETMKT__MAP_NONE;
        return;
    }
    for (size_t done = 0; done < n; done += BLOCK)
        find_block(map, n - done < BLOCK ? n - done : BLOCK, texts + done, lengths + done, out + done);
}

/* Take a string's slot out, and move back those behind it that had to give way to it. */
static void remove_slot(netmkt__map *map, uint32_t number)
{
    size_t mask = map->slot_count - 1;
    size_t hole = hash_of(netmkt__map_text(map, number), netmkt__map_length(map, number)) & mask;

    while ((uint32_t)map->slots[hole] != number + 1)
        hole = (hole + 1) & mask;
    for (size_t at = (hole + 1) & mask; map->slots[at] != 0; at = (at + 1) & mask) {
        size_t home = slot_hash(map->slots[at]) & mask;

        if (((at - home) & mask) >= ((at - hole) & mask)) {
            map->slots[hole] = map->slots[at];
            hole = at;
        }
    }
    map->slots[hole] = 0;
    map->used--;
}

void netmkt__map_truncate(netmkt__map *map, uint32_t count)
{
    while (map->count > count) {
        if (netmkt__map_length(map, map->count - 1) != 0)
            remove_slot(map, map->count - 1);
        map->count--;
    }
}

static netmkt_status check_arena(const char *bytes, uint64_t size, const uint64_t *offsets, uint64_t count)
{
    if (count > NETMKT__MAP_MOST || offsets[0] != 0 || offsets[count] != size)
        return netmkt__fail(NETMKT_E_CORRUPT, "the texts' offsets do not fit their bytes");
    for (uint64_t i = 0; i < count; i++)
        if (offsets[i] >= offsets[i + 1] || offsets[i + 1] > size || bytes[offsets[i + 1] - 1] != '\0')
            return netmkt__fail(NETMKT_E_CORRUPT, "text %llu has a wrong offset", (unsigned long long)i);
    for (uint64_t i = 0; i < count; i++)
        if (!netmkt__utf8_valid(bytes + offsets[i], (size_t)(offsets[i + 1] - offsets[i] - 1)))
            return netmkt__fail(NETMKT_E_CORRUPT, "text %llu is no UTF-8", (unsigned long long)i);
    return NETMKT_OK;
}

static netmkt_status index_one(netmkt__map *map, uint32_t number, uint32_t hash)
{
    size_t mask = map->slot_count - 1;
    size_t at = hash & mask;

    if (netmkt__map_length(map, number) == 0)
        return NETMKT_OK;
    for (; map->slots[at] != 0; at = (at + 1) & mask)
        if (slot_hash(map->slots[at]) == hash &&
            same(map, (uint32_t)map->slots[at] - 1, netmkt__map_text(map, number), netmkt__map_length(map, number)))
            return netmkt__fail(NETMKT_E_CORRUPT, "texts %u and %u are the same", (uint32_t)map->slots[at] - 1, number);
    map->slots[at] = (uint64_t)hash << 32 | (number + 1);
    map->used++;
    return NETMKT_OK;
}

netmkt_status netmkt__map_load(netmkt__map *map, const char *bytes, uint64_t size, const uint64_t *offsets, uint64_t count)
{
    netmkt_status status = count == 0 ? NETMKT_OK : check_arena(bytes, size, offsets, count);

    if (status != NETMKT_OK || count == 0)
        return status;
    status = netmkt__map_reserve(map, (size_t)count, (size_t)(size - count));
    if (status != NETMKT_OK)
        return status;
    memcpy(map->bytes, bytes, (size_t)size);
    memcpy(map->offsets, offsets, ((size_t)count + 1) * sizeof *offsets);
    map->count = (uint32_t)count;
    for (uint32_t done = 0; done < map->count && status == NETMKT_OK; done += BLOCK) {
        uint32_t n = map->count - done < BLOCK ? map->count - done : BLOCK;
        uint32_t hashes[BLOCK];

        for (uint32_t i = 0; i < n; i++) {
            hashes[i] = hash_of(netmkt__map_text(map, done + i), netmkt__map_length(map, done + i));
            PREFETCH(&map->slots[hashes[i] & (map->slot_count - 1)]);
        }
        for (uint32_t i = 0; i < n && status == NETMKT_OK; i++)
            status = index_one(map, done + i, hashes[i]);
    }
    if (status != NETMKT_OK)
        netmkt__map_free(map);
    return status;
}
