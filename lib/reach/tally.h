/* Counts by a 64-bit key: rows in the order in which their keys came, and an index of them.
 *
 * Invariants: no two rows have the same key; a row's number never changes; a slot is a row's number + 1, 0 is free, and at
 * most half of the slots are taken. Finding and adding are O(1). */
#ifndef NETMKT_REACH_TALLY_H
#define NETMKT_REACH_TALLY_H

#include "base/context.h"

#define NETMKT__TALLY_NONE UINT32_MAX

typedef struct netmkt__tally_row {
    uint64_t key;
    uint64_t n[3]; /* what they count is the owner's affair */
} netmkt__tally_row;

typedef struct netmkt__tally {
    netmkt_context *context;
    netmkt__tally_row *row;
    uint32_t *slot;
    size_t capacity;
    uint32_t rows, mask; /* mask: slots - 1; 0 without slots */
} netmkt__tally;

void netmkt__tally_init(netmkt__tally *tally, netmkt_context *context);
void netmkt__tally_free(netmkt__tally *tally);
/* A row of zeros for a key that is not there: its number in *out. NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__tally_add(netmkt__tally *tally, uint64_t key, uint32_t *out);

static inline uint64_t netmkt__tally_hash(uint64_t key)
{
    key *= UINT64_C(0x9e3779b97f4a7c15);
    return key ^ key >> 32;
}

/* The number of a key's row, or NETMKT__TALLY_NONE. */
static inline uint32_t netmkt__tally_find(const netmkt__tally *tally, uint64_t key)
{
    if (tally->mask == 0)
        return NETMKT__TALLY_NONE;
    for (uint64_t i = netmkt__tally_hash(key);; i++) {
        uint32_t slot = tally->slot[i & tally->mask];

        if (slot == 0)
            return NETMKT__TALLY_NONE;
        if (tally->row[slot - 1].key == key)
            return slot - 1;
    }
}

/* The row, there or new. */
static inline netmkt_status netmkt__tally_put(netmkt__tally *tally, uint64_t key, uint32_t *out)
{
    *out = netmkt__tally_find(tally, key);
    return *out != NETMKT__TALLY_NONE ? NETMKT_OK : netmkt__tally_add(tally, key, out);
}

#endif
