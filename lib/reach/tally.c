/* Counts by key. */
#include "reach/tally.h"

#include "base/status.h"

enum { FIRST_SLOTS = 64 };

void netmkt__tally_init(netmkt__tally *tally, netmkt_context *context)
{
    *tally = (netmkt__tally){.context = context};
}

void netmkt__tally_free(netmkt__tally *tally)
{
    netmkt__free(tally->context, tally->row);
    netmkt__free(tally->context, tally->slot);
    netmkt__tally_init(tally, tally->context);
}

static void index_row(uint32_t *slot, uint32_t mask, uint64_t key, uint32_t number)
{
    uint64_t i = netmkt__tally_hash(key);

    while (slot[i & mask] != 0)
        i++;
    slot[i & mask] = number + 1;
}

static netmkt_status grow_slots(netmkt__tally *tally)
{
    size_t slots = tally->mask == 0 ? FIRST_SLOTS : ((size_t)tally->mask + 1) * 2;
    uint32_t *slot;

    if (slots > UINT32_C(1) << 31)
        return netmkt__fail(NETMKT_E_RANGE, "more than %u different transitions", tally->rows);
    slot = netmkt__calloc(tally->context, slots, sizeof *slot);
    if (slot == NULL)
        return netmkt__nomem();
    for (uint32_t i = 0; i < tally->rows; i++)
        index_row(slot, (uint32_t)(slots - 1), tally->row[i].key, i);
    netmkt__free(tally->context, tally->slot);
    tally->slot = slot;
    tally->mask = (uint32_t)(slots - 1);
    return NETMKT_OK;
}

netmkt_status netmkt__tally_add(netmkt__tally *tally, uint64_t key, uint32_t *out)
{
    netmkt_status status = netmkt__grow(tally->context, &tally->row, &tally->capacity, (size_t)tally->rows + 1, sizeof *tally->row);

    if (status == NETMKT_OK && (tally->mask == 0 || tally->rows >= tally->mask / 2))
        status = grow_slots(tally);
    if (status != NETMKT_OK)
        return status;
    tally->row[tally->rows] = (netmkt__tally_row){key, {0, 0, 0}};
    index_row(tally->slot, tally->mask, key, tally->rows);
    *out = tally->rows++;
    return NETMKT_OK;
}
