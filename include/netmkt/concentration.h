/** @file concentration.h  How unevenly customers pay: Lorenz curve, Gini coefficient, top shares, tiers.
 *
 *  The functions take values of customers as an array: revenue, profit, lifetime value, in any unit; netmkt_concentration_values() makes
 *  one from a store. Values may be negative, as a loss is:
 *   1. A share is a part of the total, what losses take off included. So the best customers can make more than all of it, and the
 *      curve turns down where the losses begin. Where the total is not above 0, shares mean nothing, and are NaN.
 *   2. The Gini coefficient is the mean difference between two customers over twice the mean size of a value (its absolute value), as
 *      Raffinetti, Siletti and Vernizzi (2015) normalise it. Without negative values it is the usual one. It lies between 0 (all
 *      alike) and (n - 1) / n (one has all). */
#ifndef NETMKT_CONCENTRATION_H
#define NETMKT_CONCENTRATION_H

#include <netmkt/summary.h>

NETMKT_BEGIN_DECLS

/** What of a store's customers is looked at. */
enum {
    NETMKT_WORTH_REVENUE = 1, /**< Orders less returns. */
    NETMKT_WORTH_MARGIN = 2,  /**< That, times setting value.margin, less the cost of the customer's events. */
    NETMKT_WORTH_CLV = 3      /**< Customer lifetime value, as netmkt_value_score_all() fits and finds it. */
};

/** How tiers are cut. */
enum {
    NETMKT_TIERS_BY_RANK = 1, /**< At shares of the customers: 0.2 ends the best 20 %. */
    NETMKT_TIERS_BY_VALUE = 2 /**< At values: who has at least this is in the tier. */
};

/** How unevenly values are spread. */
typedef struct netmkt_concentration {
    uint32_t struct_size;      /**< sizeof(netmkt_concentration); set by the caller. */
    uint32_t reserved;         /**< 0. */
    uint64_t customers;        /**< Values looked at. */
    uint64_t negative;         /**< Those below 0. */
    double total;              /**< Sum of all. */
    double gained;             /**< Sum of those above 0. */
    double lost;               /**< Sum of those below 0: 0 or less. */
    double gini;               /**< Gini coefficient; 0 if every value is 0. */
    double top_20;             /**< Share of the total that the best 20 % of the customers make; between two customers, in proportion. NaN without a positive total. */
    double top_30;             /**< The same of the best 30 %. */
    uint64_t customers_for_80; /**< Fewest customers who together make 80 % of the total; 0 without a positive total. */
    double share_for_80;       /**< The share of all customers that they are; NaN without a positive total. */
    double peak;               /**< Most that the best customers make together, as a share of the total: above 1 where there are losses. NaN without a positive total. */
} netmkt_concentration;

/** Measure how unevenly values are spread. Their order does not matter.
 *  @param[in]     context  Context, or NULL.
 *  @param[in]     n        Customers, at least 1.
 *  @param[in]     values   n finite values, any sign, any unit. Borrowed for the call.
 *  @param[in,out] out      struct_size set by the caller; the rest is filled. Unchanged after a failure.
 *  @retval NETMKT_OK             Measured.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_DATA         No customers.
 *  @retval NETMKT_E_RANGE        A value that is not finite (its row is in the message), or a sum that is not.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @par Complexity  Linear: values are sorted by their digits.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_concentration_measure(netmkt_context *context, size_t n, const double *values, netmkt_concentration *out);

/** The Lorenz curve: a table with customers (real: 0 to 1), lorenz (real: share of the total of the poorest that many), top (real: share of the
 *  best that many), in equal steps of customers; between two customers in proportion.
 *  @param[in]  context  Context, or NULL. Must outlive the table.
 *  @param[in]  n        Customers, at least 1.
 *  @param[in]  values   As in netmkt_concentration_measure().
 *  @param[in]  steps    1 to 10,000: the table has one row more, from 0 to 1.
 *  @param[out] out      The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK       Made.
 *  @retval NETMKT_E_DATA   No customers, or a total that is not above 0: there are no shares of it.
 *  @retval NETMKT_E_RANGE  A wrong number of steps. Others as netmkt_concentration_measure().
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_concentration_lorenz(netmkt_context *context, size_t n, const double *values, size_t steps, netmkt_table **out);

/** Put customers into tiers, 1 the best: a table with tier (int), customers (int), customer_share (real), least, most (real: values; NaN in
 *  an empty tier), total (real), total_share (real: NaN without a positive total), mean (real).
 *  Customers of equal value are never split: those equal to the last one of a tier belong to it.
 *  @param[in]  context    Context, or NULL. Must outlive the table.
 *  @param[in]  n          Customers, at least 1.
 *  @param[in]  values     As in netmkt_concentration_measure().
 *  @param[in]  by         NETMKT_TIERS_...
 *  @param[in]  cuts       @p cut_count cut points, best tier first: by rank rising between 0 and 1, by value falling. NULL: by rank at 0.01,
 *                         0.05, 0.2.
 *  @param[in]  cut_count  At most 1,000; there is one tier more. 0 with @p cuts NULL.
 *  @param[out] tier       n numbers of tiers, or NULL.
 *  @param[out] out        The table, owned by the caller: netmkt_table_free(). NULL after a failure. May be NULL.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, an unknown @p by; @p cuts NULL with a @p cut_count, or by value.
 *  @retval NETMKT_E_RANGE    Too many cut points, or one out of range or order. Others as netmkt_concentration_measure().
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_concentration_tiers(netmkt_context *context, size_t n, const double *values, int32_t by, const double *cuts,
                                                    size_t cut_count, uint32_t *tier, netmkt_table **out);

/** What each customer of a store is worth: a table with id (int), customer (text: key), value (real, whole currency units). Of everybody with an order or a
 *  return (wholly returned ones too); for lifetime value, of everybody with a purchase day.
 *  @param[in]  store     The store.
 *  @param[in]  settings  value.margin; for lifetime value as netmkt_value_score_all(); run.threads, customers asked about; or NULL.
 *  @param[in]  worth     NETMKT_WORTH_...
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, or an unknown @p worth.
 *  @retval NETMKT_E_RANGE    A sum of money overflows (the message has the customer's number), or the moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM    Out of memory. For lifetime value others as netmkt_value_score_all().
 *  @par Complexity  The events of all customers, over run.threads threads; the result does not depend on them.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_concentration_values(netmkt_store *store, const netmkt_settings *settings, int32_t worth, int64_t as_of_ms,
                                                     netmkt_table **out);

/** Measure a store's customers: netmkt_concentration_values(), then netmkt_concentration_measure(); parameters and failures as there.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_concentration_store(netmkt_store *store, const netmkt_settings *settings, int32_t worth, int64_t as_of_ms,
                                                    netmkt_concentration *out);

NETMKT_END_DECLS
#endif
