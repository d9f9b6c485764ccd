/* Names of columns, types and properties in an export. */
#include "io/records.h"

#include <netmkt/event.h>

#include <string.h>

static const char *const columns[NETMKT__EXPORT_COLUMNS] = {
    "record", "name", "type", "currency", "exponent", "day_offset", "function", "weight", "properties", "budget", "price", "unit_cost",
    "start", "end", "channels", "audience", "content", "customer", "time", "kind", "channel", "campaign", "offer", "variant", "initiator",
    "amount", "cost", "rating", "reference",
};

static const char *const types[] = {
    [NETMKT_TYPE_INT] = "int", [NETMKT_TYPE_REAL] = "real", [NETMKT_TYPE_TEXT] = "text", [NETMKT_TYPE_TIME] = "time", [NETMKT_TYPE_BOOL] = "bool",
};

static const struct {
    uint32_t bit;
    const char *name;
} properties[] = {
    {NETMKT_CHANNEL_PUSH, "push"},
    {NETMKT_CHANNEL_TWO_WAY, "two_way"},
    {NETMKT_CHANNEL_ONE_TO_ONE, "one_to_one"},
    {NETMKT_CHANNEL_TRADITIONAL, "traditional"},
    {NETMKT_CHANNEL_REAL_TIME, "real_time"},
};

static const char *const initiators[] = {
    [NETMKT_INITIATOR_DEFAULT] = "",
    [NETMKT_INITIATOR_CUSTOMER] = "customer",
    [NETMKT_INITIATOR_BUSINESS] = "business",
    [NETMKT_INITIATOR_THIRD] = "third",
};

const char *netmkt__export_column(size_t column)
{
    return columns[column];
}

int32_t netmkt__type_by_name(const char *name)
{
    for (int32_t i = NETMKT_TYPE_INT; i <= NETMKT_TYPE_BOOL; i++)
        if (strcmp(types[i], name) == 0)
            return i;
    return 0;
}

const char *netmkt__type_name(int32_t type)
{
    return type >= NETMKT_TYPE_INT && type <= NETMKT_TYPE_BOOL ? types[type] : NULL;
}

static const char *const said[] = {[NETMKT_PERSONAL_YES] = "personal", [NETMKT_PERSONAL_NO] = "impersonal"};

uint32_t netmkt__personal_by_name(const char *name)
{
    for (uint32_t i = NETMKT_PERSONAL_YES; i <= NETMKT_PERSONAL_NO; i++)
        if (strcmp(said[i], name) == 0)
            return i;
    return NETMKT_PERSONAL_UNSAID;
}

const char *netmkt__personal_name(uint32_t personal)
{
    return personal == NETMKT_PERSONAL_YES || personal == NETMKT_PERSONAL_NO ? said[personal] : NULL;
}

uint32_t netmkt__property(size_t i, const char **name)
{
    if (i >= sizeof properties / sizeof properties[0]) {
        *name = NULL;
        return 0;
    }
    *name = properties[i].name;
    return properties[i].bit;
}

const char *netmkt__initiator_name(uint8_t initiator)
{
    return initiator < sizeof initiators / sizeof initiators[0] ? initiators[initiator] : "";
}
