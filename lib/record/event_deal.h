/* The tail's events dealt out to their customers: each customer's in a row, in the total order. */
#ifndef NETMKT_RECORD_EVENT_DEAL_H
#define NETMKT_RECORD_EVENT_DEAL_H

#include "record/event.h"

typedef struct netmkt__event_dealt {
    size_t n;
    uint32_t *ends;   /* ends[c]: end of customer c's rows; ends[0] is 0 */
    void *column[NETMKT__EVENT_COLUMNS];
    uint8_t *marks;   /* 1: pending; NULL: all alike */
    int all_pending;  /* where there are no marks */
} netmkt__event_dealt;

/* NETMKT_E_NOMEM: nothing is dealt. The tail stays as it is. */
netmkt_status netmkt__events_deal(const netmkt__event_table *table, size_t customers, netmkt__event_dealt *out);
void netmkt__event_dealt_free(netmkt_context *context, netmkt__event_dealt *dealt);
int netmkt__event_dealt_pending(const netmkt__event_dealt *dealt, size_t row);

#endif
