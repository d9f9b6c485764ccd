/* Summaries of all customers, into columns, by fixed blocks of customers on several threads. */
#ifndef NETMKT_SUMMARY_CUSTOMERS_H
#define NETMKT_SUMMARY_CUSTOMERS_H

#include <netmkt/summary.h>

#include "base/table.h"
#include "store/view.h"
#include "summary/purchases.h"

/* A moment and the measures of a store that summaries need. */
typedef struct netmkt__moment {
    int64_t as_of_ms;
    int64_t day;        /* of as_of */
    double unit_days;
    double money_unit;  /* minor units in a whole one: 10 ^ exponent */
    int32_t day_offset;
    int32_t reserved;
} netmkt__moment;

/* Columns to fill, row id - 1; each may be NULL. Where there is no purchase day: zeros, but T NaN, idle_days -1, idle and gaps NaN,
 * first and last INT64_MIN. */
typedef struct netmkt__customer_columns {
    double *x, *t_x, *T, *m;
    int64_t *whole_x;
    int64_t *revenue, *idle_days;
    int64_t *first_ms, *last_ms;
    int64_t *ordered, *returned, *cost, *order_cost;
    int64_t *orders, *orders_kept, *returns, *purchase_days, *events;
    double *gap_mean, *gap_max, *idle;
    uint8_t *buyer; /* 1 with a purchase day */
} netmkt__customer_columns;

/* All below: with the store's read lock held. */

/* NETMKT_E_RANGE: as_of is not in the years 0001 to 9999. */
netmkt_status netmkt__moment_of(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__moment *out);

/* The summary of one customer but for cost; out->struct_size is kept. */
void netmkt__summary_fill(const netmkt__moment *moment, const netmkt__purchases *purchases, netmkt_summary *out);

/* Fill the columns for all customers. NETMKT_E_RANGE (the message names the customer's number), NETMKT_E_NOMEM. */
netmkt_status netmkt__customers_fill(const netmkt_store *store, const netmkt_settings *settings, const netmkt__moment *moment,
                                     const netmkt__customer_columns *columns);

/* A table with the columns id and customer, a row for every id, filled by netmkt__customer_table_end(). */
netmkt_status netmkt__customer_table_new(const netmkt_store *store, netmkt_table **table);
/* Keep the rows of buyers only, with their ids and keys. */
netmkt_status netmkt__customer_table_end(const netmkt_store *store, netmkt_table *table, const uint8_t *buyer);

/* Without the lock: keep the rows of those alone about whom the settings ask, in a table that has the column id. NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__customer_table_limit(const netmkt_settings *settings, netmkt_context *context, netmkt_table *table);

#endif
