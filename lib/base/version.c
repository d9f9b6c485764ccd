#include <netmkt/api.h>

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

uint32_t netmkt_version_number(void)
{
    return NETMKT_VERSION_NUMBER;
}

const char *netmkt_version(void)
{
    return TEXT(NETMKT_VERSION_MAJOR) "." TEXT(NETMKT_VERSION_MINOR) "." TEXT(NETMKT_VERSION_PATCH);
}
