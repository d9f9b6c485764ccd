/** @file summary.h  What each customer did up to a moment: frequency, recency, T, money, counts, first, last, gaps.
 *
 *  Rules:
 *   1. Only events with time <= as_of count. as_of ::NETMKT_LATEST is the end of the day of the store's latest event.
 *   2. A purchase day is a day (UTC shifted by the store's day offset) with at least one kept order.
 *   3. Returns are netted: in order of time, a return takes its amount from the customer's most recent kept orders
 *      before it (at the same moment: the order first), the latest first. An order of a positive amount of which nothing is
 *      left is not kept. A free order (amount 0) is kept. What returns exceed orders lowers the net money, but belongs to no day.
 *   4. The first purchase day is not counted in x, nor its money in m. */
#ifndef NETMKT_SUMMARY_H
#define NETMKT_SUMMARY_H

#include <netmkt/event.h>
#include <netmkt/settings.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** A customer's purchases up to a moment. Times in the unit of setting time.unit_days; money as real numbers in whole currency units. */
typedef struct netmkt_summary {
    uint32_t struct_size;       /**< sizeof(netmkt_summary); set by the caller. */
    uint32_t x;                 /**< Repeat purchase days (frequency). */
    netmkt_customer_id customer;/**< Whose. */
    double t_x;                 /**< Time from the first to the last purchase day (recency); 0 if x is 0. */
    double T;                   /**< Time from the first purchase day to the day of as_of. */
    double m;                   /**< Mean money per repeat purchase day; 0 if x is 0. */
    int64_t first_ms;           /**< Time of the first kept order; INT64_MIN without one. */
    int64_t last_ms;            /**< Time of the last kept order; INT64_MIN without one. */
    int64_t revenue;            /**< Orders less returns, minor units. */
    int64_t ordered;            /**< Sum of orders, minor units. */
    int64_t returned;           /**< Sum of returns as a positive number, minor units. */
    uint64_t orders;            /**< Orders. */
    uint64_t orders_kept;       /**< Those not wholly returned. */
    uint64_t returns;           /**< Returns. */
    uint64_t purchase_days;     /**< Purchase days: 0, or x + 1. */
    uint64_t events;            /**< Events of all kinds. */
    int64_t first_event_ms;     /**< Time of the first event of any kind; INT64_MIN without one. */
    int64_t last_event_ms;      /**< Time of the last event of any kind; INT64_MIN without one. */
    double gap_mean;            /**< Mean gap between purchase days, in days; NaN if x is 0. */
    double gap_max;             /**< Longest gap between purchase days, in days; NaN if x is 0. */
    double idle;                /**< Days from the last purchase day to the day of as_of; NaN without a purchase. */
    int64_t cost;               /**< Cost of the customer's events, minor units. */
    int64_t order_cost;         /**< The part of it that is of orders and returns. */
} netmkt_summary;

/** Summarise one customer. A customer without kept order has x, t_x, T, m of 0 and purchase_days 0.
 *  @param[in]     store     The store.
 *  @param[in]     settings  time.unit_days; or NULL.
 *  @param[in]     customer  His id.
 *  @param[in]     as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[in,out] out       struct_size set by the caller; the rest is filled.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_NOT_FOUND    No such customer.
 *  @retval NETMKT_E_RANGE        A sum of money overflows, or the moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @par Complexity  The customer's events.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_summary_get(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer,
                                            int64_t as_of_ms, netmkt_summary *out);

/** Summarise all customers with at least one purchase day. A table with the columns: id (int), customer (text: key), x (int), t_x, T, m
 *  (real), first, last (time), revenue, ordered, returned (money), orders, orders_kept, returns, purchase_days, events (int), gap_mean, gap_max, idle (real), cost, order_cost (money).
 *  @param[in]  store     The store.
 *  @param[in]  settings  time.unit_days, run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Failures as netmkt_summary_get(); one of money has the customer's number.
 *  @par Complexity  The events of all customers, over run.threads threads; the result does not depend on them.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_summary_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

/** The model's summaries of all customers into the caller's columns, row id - 1; a customer without purchase day, or
 *  one whom the settings do not ask about, has T = NaN and zeros.
 *  @param[in]  store     The store.
 *  @param[in]  settings  time.unit_days, run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[in]  capacity  Rows in the columns; at least netmkt_customer_count().
 *  @param[out] x,t_x,T,m Columns; each may be NULL.
 *  @param[out] revenue   Net money in minor units; may be NULL.
 *  @param[out] idle_days Days from the last purchase day to as_of; -1 without a purchase; may be NULL.
 *  @retval NETMKT_OK       Filled.
 *  @retval NETMKT_E_RANGE  @p capacity is too small, or a sum overflows. Others as netmkt_summary_get().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_summary_columns(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, size_t capacity,
                                                double *x, double *t_x, double *T, double *m, int64_t *revenue, int64_t *idle_days);

/** A customer's activity by kind: a table with kind (text), events (int), first, last (time), amount, cost (money), in the order of kinds; those he has no event of are left out.
 *  @param[in]  store     The store.
 *  @param[in]  customer  His id.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Failures as netmkt_summary_get().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_summary_kinds(netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms, netmkt_table **out);
/** A customer's activity by channel: a table with channel (text), events (int), first, last (time), orders (int), revenue, cost (money), in the order of channels;
 *  events without channel come last, with "". Customer 0: over all customers, with the column customers (int) of those reached.
 *  Orders and revenue are those that carry the channel, returns that carry it taken off.
 *  @param[in]  store     The store.
 *  @param[in]  settings  For customer 0: customers asked about; or NULL.
 *  @param[in]  customer  His id, or 0.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Failures as netmkt_summary_get().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_summary_channels(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                                 netmkt_table **out);

NETMKT_END_DECLS
#endif
