/* Names of what is defined once and for all: kinds, channels, attributes, campaigns, offers.
 *
 * A name's number is dense from 0; its text stays at its place in memory until it is dropped, so that it can be lent. */
#ifndef NETMKT_RECORD_NAMES_H
#define NETMKT_RECORD_NAMES_H

#include "base/map.h"

typedef struct netmkt__names {
    netmkt__map map;
    char **texts;
    size_t capacity;
} netmkt__names;

void netmkt__names_init(netmkt__names *names, netmkt_context *context);
void netmkt__names_free(netmkt__names *names);
/* Add a name that is not there; its number is names->map.count - 1 then. NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__names_add(netmkt__names *names, const char *name, size_t length);
void netmkt__names_truncate(netmkt__names *names, uint32_t count);

/* NETMKT_E_INVALID unless it is UTF-8 of 1 to `most` bytes without control characters, nor ',' or '=' if `strict`. */
netmkt_status netmkt__name_check(const char *what, const char *name, size_t length, size_t most, int strict);

#endif
