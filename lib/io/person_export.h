/* All that is known of one person, as its parts see it. */
#ifndef NETMKT_IO_PERSON_EXPORT_H
#define NETMKT_IO_PERSON_EXPORT_H

#include <netmkt/privacy.h>

#include "base/json.h"

typedef struct netmkt__person_export {
    netmkt_store *store;
    const netmkt_settings *settings;
    netmkt_customer_id customer;
    int64_t as_of_ms;
    netmkt_store_statistics facts;
    netmkt__json json;
} netmkt__person_export;

/* The members of "derived", without its braces. */
netmkt_status netmkt__person_derived(netmkt__person_export *p);

#endif
