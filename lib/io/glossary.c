/* Names to numbers, on the map of strings. */
#include "io/glossary.h"

#include "base/status.h"

void netmkt__glossary_init(netmkt__glossary *glossary, netmkt_context *context)
{
    netmkt__map_init(&glossary->names, context);
    glossary->meanings = NULL;
    glossary->capacity = 0;
}

void netmkt__glossary_free(netmkt__glossary *glossary)
{
    netmkt__free(glossary->names.context, glossary->meanings);
    glossary->meanings = NULL;
    netmkt__map_free(&glossary->names);
}

netmkt_status netmkt__glossary_set(netmkt__glossary *glossary, const char *name, size_t length, uint32_t meaning, int keep)
{
    uint32_t number = netmkt__map_find(&glossary->names, name, length);
    netmkt_status status;

    if (number != NETMKT__MAP_NONE) {
        if (!keep)
            glossary->meanings[number] = meaning;
        return NETMKT_OK;
    }
    status = netmkt__grow(glossary->names.context, &glossary->meanings, &glossary->capacity, (size_t)glossary->names.count + 1,
                          sizeof *glossary->meanings);
    if (status == NETMKT_OK)
        status = netmkt__map_reserve(&glossary->names, 1, length);
    if (status != NETMKT_OK)
        return status;
    glossary->meanings[netmkt__map_add(&glossary->names, name, length)] = meaning;
    return NETMKT_OK;
}

uint32_t netmkt__glossary_get(const netmkt__glossary *glossary, const char *name, size_t length)
{
    uint32_t number = netmkt__map_find(&glossary->names, name, length);

    return number != NETMKT__MAP_NONE ? glossary->meanings[number] : NETMKT__MEANS_NOTHING;
}
