/* Lines of orders, summed into one event an order and customer. */
#ifndef NETMKT_IO_ORDERS_H
#define NETMKT_IO_ORDERS_H

#include "base/map.h"
#include "io/batch.h"

/* What an order has come to so far. */
typedef struct netmkt__order {
    netmkt_customer_id customer;
    int64_t time_ms;
    netmkt__decimal amount, cost;
    uint32_t campaign, offer;
    int32_t rating;
    uint16_t channel, variant;
    uint8_t initiator;
    uint8_t mixed; /* its lines are of different offers */
} netmkt__order;

typedef struct netmkt__orders {
    netmkt__map keys;     /* the customer's id in 8 bytes, then the order's text */
    netmkt__order *list;  /* of key i */
    size_t capacity;
} netmkt__orders;

/* Columns of some orders, ready to be appended. */
typedef struct netmkt__order_columns {
    netmkt_customer_id *customer;
    int64_t *time_ms, *amount, *cost;
    uint64_t *reference;
    uint32_t *campaign, *offer;
    int32_t *rating;
    uint16_t *kind, *channel, *variant;
    uint8_t *initiator;
    void *block; /* one allocation for all */
} netmkt__order_columns;

void netmkt__orders_init(netmkt__orders *orders, netmkt_context *context);
void netmkt__orders_free(netmkt__orders *orders);
/* Add a batch's row, whose customer is known. NETMKT_E_RANGE: too many digits; the order is unchanged. */
netmkt_status netmkt__orders_add(netmkt__orders *orders, const netmkt__batch *batch, size_t row);
/* Append all orders to the store, in the order of their first lines. *rounded: amounts and costs that lost digits. */
netmkt_status netmkt__orders_append(netmkt__orders *orders, netmkt_store *store, int32_t exponent, uint64_t *added, uint64_t *added_orders,
                                    uint64_t *rounded);

#endif
