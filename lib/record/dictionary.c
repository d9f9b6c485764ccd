/* Texts of attributes, each stored once. */
#include "record/dictionary.h"

#include "base/status.h"

#define TEXT_MOST 4095

void netmkt__dictionary_init(netmkt__dictionary *dictionary, netmkt_context *context)
{
    memset(dictionary, 0, sizeof *dictionary);
    netmkt__map_init(&dictionary->map, context);
}

void netmkt__dictionary_free(netmkt__dictionary *dictionary)
{
    netmkt_context *context = dictionary->map.context;

    netmkt__free(context, dictionary->uses);
    netmkt__map_free(&dictionary->map);
    netmkt__dictionary_init(dictionary, context);
}

netmkt_status netmkt__dictionary_reserve(netmkt__dictionary *dictionary, size_t length)
{
    netmkt_status status = netmkt__map_reserve(&dictionary->map, 1, length);

    if (status != NETMKT_OK)
        return status;
    return netmkt__grow(dictionary->map.context, &dictionary->uses, &dictionary->capacity, (size_t)dictionary->map.count + 1,
                        sizeof *dictionary->uses);
}

uint32_t netmkt__dictionary_put(netmkt__dictionary *dictionary, const char *text, size_t length)
{
    uint32_t number;

    if (length == 0)
        return 1;
    number = netmkt__map_find(&dictionary->map, text, length);
    if (number == NETMKT__MAP_NONE) {
        number = netmkt__map_add(&dictionary->map, text, length);
        dictionary->uses[number] = 0;
    }
    return number + 2;
}

void netmkt__dictionary_use(netmkt__dictionary *dictionary, uint32_t number)
{
    if (number >= 2)
        dictionary->uses[number - 2]++;
}

void netmkt__dictionary_unuse(netmkt__dictionary *dictionary, uint32_t number)
{
    if (number >= 2)
        dictionary->uses[number - 2]--;
}

const char *netmkt__dictionary_text(const netmkt__dictionary *dictionary, uint32_t number, size_t *length)
{
    *length = number < 2 ? 0 : netmkt__map_length(&dictionary->map, number - 2);
    return number < 2 ? "" : netmkt__map_text(&dictionary->map, number - 2);
}

void netmkt__dictionary_truncate(netmkt__dictionary *dictionary, uint32_t strings)
{
    netmkt__map_truncate(&dictionary->map, strings);
}

netmkt_status netmkt__dictionary_compact(const netmkt__dictionary *from, netmkt__dictionary *to, uint32_t *numbers)
{
    netmkt_context *context = from->map.context;
    size_t strings = 0, bytes = 0;
    netmkt_status status;

    netmkt__dictionary_init(to, context);
    numbers[0] = 0;
    numbers[1] = 1;
    for (uint32_t i = 0; i < from->map.count; i++) {
        strings += from->uses[i] != 0;
        bytes += from->uses[i] != 0 ? netmkt__map_length(&from->map, i) : 0;
    }
    status = netmkt__map_reserve(&to->map, strings, bytes);
    if (status == NETMKT_OK)
        status = netmkt__grow(context, &to->uses, &to->capacity, strings, sizeof *to->uses);
    if (status != NETMKT_OK) {
        netmkt__dictionary_free(to);
        return status;
    }
    for (uint32_t i = 0; i < from->map.count; i++) {
        numbers[i + 2] = 0;
        if (from->uses[i] == 0)
            continue;
        numbers[i + 2] = netmkt__map_add(&to->map, netmkt__map_text(&from->map, i), netmkt__map_length(&from->map, i)) + 2;
        to->uses[numbers[i + 2] - 2] = from->uses[i];
    }
    to->mark = to->map.count;
    return NETMKT_OK;
}

netmkt_status netmkt__dictionary_load(netmkt__dictionary *dictionary, const char *bytes, uint64_t size, const uint64_t *offsets, uint64_t count)
{
    netmkt_status status = netmkt__map_load(&dictionary->map, bytes, size, offsets, count);

    if (status == NETMKT_OK)
        status = netmkt__grow(dictionary->map.context, &dictionary->uses, &dictionary->capacity, dictionary->map.count, sizeof *dictionary->uses);
    for (uint32_t i = 0; status == NETMKT_OK && i < dictionary->map.count; i++) {
        size_t length = netmkt__map_length(&dictionary->map, i);

        if (length == 0 || length > TEXT_MOST)
            status = netmkt__fail(NETMKT_E_CORRUPT, "text %u of the dictionary has %zu bytes", i, length);
        dictionary->uses[i] = 0;
    }
    if (status != NETMKT_OK)
        netmkt__dictionary_free(dictionary);
    dictionary->mark = dictionary->map.count;
    return status;
}
