/* One customer's purchases up to a moment, in whole numbers: one pass over his sorted events, returns netted against orders. */
#ifndef NETMKT_SUMMARY_PURCHASES_H
#define NETMKT_SUMMARY_PURCHASES_H

#include "store/view.h"

typedef struct netmkt__purchases {
    uint64_t events;             /* of all kinds, at or before the moment: they are the first ones of the view */
    uint64_t orders, orders_kept, returns;
    uint64_t days;               /* purchase days; where 0, all below but the sums are unset */
    int64_t first_ms, last_ms;   /* of kept orders; INT64_MIN without one */
    int64_t first_day, last_day; /* day numbers, shifted by the day offset */
    int64_t longest_gap;         /* days between neighbouring purchase days; 0 for one day */
    int64_t ordered, returned;   /* sums, both >= 0 */
    int64_t repeat_money;        /* what is left of the kept orders after the first purchase day */
} netmkt__purchases;

/* An order while returns are netted. */
typedef struct netmkt__netted_order netmkt__netted_order;

/* Room for netting, used again for one customer after another. One a thread. Zero it to begin with. */
typedef struct netmkt__netting {
    netmkt_context *context;
    netmkt__netted_order *order;
    size_t capacity;
} netmkt__netting;

void netmkt__netting_free(netmkt__netting *netting);

/* Number of events of a view at or before a moment. */
size_t netmkt__events_until(const netmkt__events *events, int64_t as_of_ms);

/* NETMKT_E_RANGE: a sum of money overflows. NETMKT_E_NOMEM: no room for netting. */
netmkt_status netmkt__purchases_of(const netmkt__events *events, int64_t as_of_ms, int32_t day_offset, netmkt__netting *netting,
                                   netmkt__purchases *out);

/* The purchase days themselves, ascending: purchases->days numbers. Directly after netmkt__purchases_of(), with what it was given and gave. */
void netmkt__purchase_days(const netmkt__events *events, const netmkt__purchases *purchases, int32_t day_offset,
                           const netmkt__netting *netting, int64_t *days);

/* What is left of order number `order` (from 0, in order of the events), and what it was; in the same place, where purchases->returns > 0. */
int64_t netmkt__netted_left(const netmkt__netting *netting, size_t order, int64_t *given);

/* Sum of a money column's first n values (NULL: 0). NETMKT_E_RANGE: it overflows. */
netmkt_status netmkt__money_sum(const int64_t *money, size_t n, int64_t *sum);
/* Cost of the orders and returns among the first n events. NETMKT_E_RANGE: it overflows. */
netmkt_status netmkt__order_cost(const netmkt__events *events, size_t n, int64_t *sum);

/* 1 and *sum unchanged if *sum + value overflows; else 0 and added. */
static inline int netmkt__add_overflows(int64_t *sum, int64_t value)
{
    if (value >= 0 ? *sum > INT64_MAX - value : *sum < INT64_MIN - value)
        return 1;
    *sum += value;
    return 0;
}

#endif
