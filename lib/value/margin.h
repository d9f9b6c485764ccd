/* A customer's margin: the store's, or that of his orders shrunk to it. */
#ifndef NETMKT_VALUE_MARGIN_H
#define NETMKT_VALUE_MARGIN_H

#include <netmkt/value.h>

/* Margins beyond this are no margins: an order that costs a thousand times what it brings. */
#define NETMKT__MARGIN_MOST 1000.0

/* 1 if orders have margins of their own: setting value.order_costs. */
int netmkt__margins_own(const netmkt_settings *settings);

/* The margin of one with x repeat purchase days, whose orders less returns brought `revenue` and cost `cost`, in minor units. */
double netmkt__margin_of(const netmkt_model *spend, const netmkt_settings *settings, double x, int64_t revenue, int64_t cost);

#endif
