/* All tables of a store together. */
#include "record/records.h"

#include <string.h>

void netmkt__records_init(netmkt__records *records, netmkt_context *context)
{
    memset(records, 0, sizeof *records);
    records->context = context;
    netmkt__customers_init(&records->customers, context);
    netmkt__kinds_init(&records->kinds, context);
    netmkt__channels_init(&records->channels, context);
    netmkt__events_init(&records->events, context);
}

void netmkt__records_free(netmkt__records *records)
{
    netmkt__customers_free(&records->customers);
    netmkt__kinds_free(&records->kinds);
    netmkt__channels_free(&records->channels);
    netmkt__events_free(&records->events);
}

void netmkt__records_mark(netmkt__records *records)
{
    records->customers.mark = records->customers.keys.count;
    records->kinds.mark = records->kinds.names.map.count;
    records->channels.mark = records->channels.names.map.count;
    netmkt__events_mark(&records->events);
}

/* Events first, then what they refer to. */
void netmkt__records_rollback(netmkt__records *records)
{
    netmkt__events_rollback(&records->events, records->customers.mark);
    netmkt__map_truncate(&records->customers.keys, records->customers.mark);
    netmkt__kinds_truncate(&records->kinds, records->kinds.mark);
    netmkt__channels_truncate(&records->channels, records->channels.mark);
}

netmkt__event_world netmkt__records_world(const netmkt__records *records)
{
    netmkt__event_world world = {.customers = &records->customers, .kinds = &records->kinds, .channels = &records->channels};

    return world;
}
