/* Names of definitions, each in a block of its own so that it never moves. */
#include "record/names.h"

#include "base/status.h"
#include "base/text.h"

void netmkt__names_init(netmkt__names *names, netmkt_context *context)
{
    memset(names, 0, sizeof *names);
    netmkt__map_init(&names->map, context);
}

void netmkt__names_free(netmkt__names *names)
{
    netmkt_context *context = names->map.context;

    for (uint32_t i = 0; i < names->map.count; i++)
        netmkt__free(context, names->texts[i]);
    netmkt__free(context, names->texts);
    netmkt__map_free(&names->map);
    netmkt__names_init(names, context);
}

netmkt_status netmkt__names_add(netmkt__names *names, const char *name, size_t length)
{
    netmkt_status status = netmkt__map_reserve(&names->map, 1, length);
    char *text;

    if (status == NETMKT_OK)
        status = netmkt__grow(names->map.context, &names->texts, &names->capacity, (size_t)names->map.count + 1, sizeof *names->texts);
    if (status != NETMKT_OK)
        return status;
    text = netmkt__alloc(names->map.context, length + 1, 1);
    if (text == NULL)
        return netmkt__nomem();
    memcpy(text, name, length);
    text[length] = '\0';
    names->texts[names->map.count] = text;
    (void)netmkt__map_add(&names->map, name, length);
    return NETMKT_OK;
}

void netmkt__names_truncate(netmkt__names *names, uint32_t count)
{
    for (uint32_t i = count; i < names->map.count; i++)
        netmkt__free(names->map.context, names->texts[i]);
    netmkt__map_truncate(&names->map, count);
}

netmkt_status netmkt__name_check(const char *what, const char *name, size_t length, size_t most, int strict)
{
    if (length == 0 || length > most)
        return netmkt__fail(NETMKT_E_INVALID, "the name of a %s has %zu bytes; 1 to %zu are allowed", what, length, most);
    if (!netmkt__utf8_valid(name, length))
        return netmkt__fail(NETMKT_E_INVALID, "the name of a %s is no UTF-8 text", what);
    if (netmkt__has_control(name, length) || (strict && (memchr(name, ',', length) != NULL || memchr(name, '=', length) != NULL)))
        return netmkt__fail(NETMKT_E_INVALID, "the name '%.*s' of a %s has a character that is not allowed", (int)length, name, what);
    return NETMKT_OK;
}
