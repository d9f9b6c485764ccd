/* Every request up to a moment with the time it waited, as a list: what both answers of response.h are made of. */
#ifndef NETMKT_REACH_RESPONSE_TIME_H
#define NETMKT_REACH_RESPONSE_TIME_H

#include <netmkt/response.h>

#include "base/open_hours.h"
#include "store/view.h"

typedef struct netmkt__request {
    int64_t time_ms;
    int64_t wait_ms;  /* of business hours: to the answer, or to the moment */
    netmkt_customer_id customer;
    netmkt_kind_id kind;
    netmkt_channel_id channel;
    uint32_t answered; /* 1, or 0: open */
} netmkt__request;

typedef struct netmkt__requests {
    netmkt_context *context;
    netmkt__request *list; /* in the order of customers; within one, the latest first */
    size_t n;
    netmkt__open_hours hours;
    int64_t target_ms;
    int64_t as_of_ms;
    double confidence;
} netmkt__requests;

/* With the store's read lock held. NETMKT_E_RANGE: the moment, or the hours. Free it in every case. */
netmkt_status netmkt__requests_read(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__requests *out);
void netmkt__requests_free(netmkt__requests *requests);

#endif
