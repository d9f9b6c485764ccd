/* A direct-mapped memory of trends: a new one takes the slot of an old one. */
#include "stage/trend.h"

void netmkt__trend_slots_init(netmkt__trend_slot *slots)
{
    for (size_t i = 0; i < NETMKT__TREND_SLOTS; i++)
        slots[i].age_days = -1;
}

static size_t slot_of(int64_t age_days, uint32_t recent, uint32_t before)
{
    uint64_t h = (uint64_t)age_days * UINT64_C(0x9e3779b97f4a7c15);

    h ^= ((uint64_t)recent << 32 | before) * UINT64_C(0xc2b2ae3d27d4eb4f);
    h ^= h >> 29;
    h *= UINT64_C(0xbf58476d1ce4e5b9);
    return (size_t)(h >> 40) & (NETMKT__TREND_SLOTS - 1);
}

netmkt__trend netmkt__trend_of(netmkt__trend_slot *slots, const netmkt__lifecycle_rules *rules, const netmkt__engagement *engagement,
                               int64_t as_of_day)
{
    int64_t age_days = as_of_day - engagement->first_day;
    uint32_t before = engagement->days - engagement->recent;
    netmkt__trend_slot *slot;

    if (slots == NULL)
        return netmkt__lifecycle_trend(rules, engagement->recent, before, age_days);
    slot = &slots[slot_of(age_days, engagement->recent, before)];
    if (slot->age_days != age_days || slot->recent != engagement->recent || slot->before != before) {
        slot->trend = netmkt__lifecycle_trend(rules, engagement->recent, before, age_days);
        slot->age_days = age_days;
        slot->recent = engagement->recent;
        slot->before = before;
    }
    return slot->trend;
}
