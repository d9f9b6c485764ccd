/* Strings interned to dense numbers 0, 1, 2, …: keys of customers, texts, names.
 *
 * Invariants:
 *  1. Every string is followed by a NUL in one arena; string i begins at offsets[i], and offsets[count] is the end.
 *  2. Every string but the empty ones is in the index; no two of them are equal. An empty string holds the place of a
 *     number whose string is gone.
 *  3. A slot is the upper hash bits and the number + 1, so that growing needs no string.
 * Finding and adding are O(1); pointers into the arena are valid until the next change. */
#ifndef NETMKT_BASE_MAP_H
#define NETMKT_BASE_MAP_H

#include <string.h>

#include "base/context.h"

#define NETMKT__MAP_NONE UINT32_MAX
#define NETMKT__MAP_MOST UINT32_C(4294967280) /* strings in a map */

typedef struct netmkt__map {
    netmkt_context *context;
    char *bytes;
    uint64_t *offsets;
    uint64_t *slots;     /* hash << 32 | number + 1; 0: free */
    size_t bytes_capacity;
    size_t offsets_capacity;
    size_t slot_count;   /* a power of two, or 0 */
    size_t used;         /* slots taken */
    uint32_t count;
} netmkt__map;

void netmkt__map_init(netmkt__map *map, netmkt_context *context);
void netmkt__map_free(netmkt__map *map);

/* Make room for so many more strings of so many bytes together (without NULs). NETMKT_E_NOMEM, NETMKT_E_RANGE: unchanged. */
netmkt_status netmkt__map_reserve(netmkt__map *map, size_t strings, size_t bytes);

/* The string's number, or NETMKT__MAP_NONE. */
uint32_t netmkt__map_find(const netmkt__map *map, const char *text, size_t length);

/* Add a string that is not there, within reserved room; its number. An empty one is not indexed. */
uint32_t netmkt__map_add(netmkt__map *map, const char *text, size_t length);

/* Find many at once; several times faster than one by one in a large map. For any number of threads while nobody changes it. */
void netmkt__map_find_many(const netmkt__map *map, size_t n, const char *const *texts, const uint32_t *lengths, uint32_t *out);

/* Drop the strings from number `count` on. */
void netmkt__map_truncate(netmkt__map *map, uint32_t count);

/* Fill an empty map from an arena and its count + 1 offsets, as in a file: NETMKT_E_CORRUPT where they break an invariant
 * or a string is no UTF-8. Copied. */
netmkt_status netmkt__map_load(netmkt__map *map, const char *bytes, uint64_t size, const uint64_t *offsets, uint64_t count);

static inline const char *netmkt__map_text(const netmkt__map *map, uint32_t number)
{
    return map->bytes + map->offsets[number];
}

static inline size_t netmkt__map_length(const netmkt__map *map, uint32_t number)
{
    return (size_t)(map->offsets[number + 1] - map->offsets[number] - 1);
}

static inline size_t netmkt__map_bytes(const netmkt__map *map)
{
    return map->count == 0 ? 0 : (size_t)map->offsets[map->count];
}

#endif
