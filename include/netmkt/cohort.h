/** @file cohort.h  Cohorts: customers who began together, and what became of them period by period; and who comes, stays, returns and goes.
 *
 *  A customer begins with his first event (or first order) ever, whatever was asked about before: facts that are delivered late move him to where he belongs.
 *  Periods are calendar days, weeks (from Monday), months, quarters or years of days shifted by the store's day offset; each is half open. Age 0 is the
 *  period of the beginning. A period counts when it is over: what is not complete yet at the moment is missing, not zero.
 *
 *  He is active in a period with an act in it: an event that he started, of a kind with an engagement weight; or, where orders are asked for, with an order. Revenue
 *  is orders less returns, each at its own time. */
#ifndef NETMKT_COHORT_H
#define NETMKT_COHORT_H

#include <netmkt/summary.h>

NETMKT_BEGIN_DECLS

/** Lengths of periods. */
enum {
    NETMKT_PERIOD_DAY = 1,
    NETMKT_PERIOD_WEEK = 2,  /**< From Monday to Sunday. */
    NETMKT_PERIOD_MONTH = 3, /**< A calendar month. */
    NETMKT_PERIOD_QUARTER = 4,
    NETMKT_PERIOD_YEAR = 5
};

/** What puts customers into one cohort. */
enum {
    NETMKT_COHORT_PERIOD = 0,   /**< The period in which they began. */
    NETMKT_COHORT_CHANNEL = 1,  /**< The first channel of their events. */
    NETMKT_COHORT_CAMPAIGN = 2, /**< The first campaign of their events. */
    NETMKT_COHORT_ALL = 3       /**< One cohort of all. */
};

/** Flags of netmkt_cohort_options. */
enum {
    NETMKT_COHORT_FROM_ORDER = 1, /**< A customer begins with his first order; who has none is in no cohort. */
    NETMKT_COHORT_BY_ORDERS = 2   /**< He is active in a period with an order, instead of any act. */
};

/** What cohorts to make; fill with netmkt_cohort_options_init(). */
typedef struct netmkt_cohort_options {
    uint32_t struct_size; /**< sizeof(netmkt_cohort_options). */
    uint32_t flags;       /**< NETMKT_COHORT_FROM_ORDER and kin. */
    int32_t by;           /**< NETMKT_COHORT_...; default #NETMKT_COHORT_PERIOD. */
    int32_t period;       /**< NETMKT_PERIOD_...; default #NETMKT_PERIOD_MONTH. */
    uint32_t ages;        /**< At most so many ages; 0, the default: all. */
    uint32_t reserved;    /**< 0. */
} netmkt_cohort_options;

/** Fill @p options with the size and the defaults. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_cohort_options_init(netmkt_cohort_options *options);

/** Cohorts by age: a table with cohort (text: "2026-11", a channel, a campaign, "all"), customers, age, observed (int: customers of whom that age is complete),
 *  active (int: those of them who were), retention, low, high (real: active of observed with Wilson's interval at cohort.confidence), orders (int), revenue (money),
 *  value (real: revenue a customer observed, in whole currency units), cumulative (real: the sum of value up to this age). A row for each cohort
 *  and age that is complete for anybody; one of age 0 with nobody observed where none is. Numbers of nothing are NaN.
 *  @param[in]  store     The store.
 *  @param[in]  settings  cohort.confidence, run.threads, customers asked about; or NULL.
 *  @param[in]  options   Or NULL for the defaults.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK             Made.
 *  @retval NETMKT_E_INVALID      A NULL, an unknown grouping, period or flag.
 *  @retval NETMKT_E_RANGE        More than 8 million cells of cohorts and ages: take longer periods, or fewer ages; a sum of money that overflows; or the moment
 *                                is not in the years 0001 to 9999.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @par Threads     Any; reads the store. The result does not depend on run.threads.
 *  @par Complexity  All events once, and the cells.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_cohort_table(netmkt_store *store, const netmkt_settings *settings, const netmkt_cohort_options *options, int64_t as_of_ms,
                                             netmkt_table **out);

/** Who came and went: a table with period (text), start (time), active, new, retained, resurrected, dormant (int), complete (int: 0 for the period of the
 *  moment, while it is not over). new: active for the first time ever; retained: in the period before, too; resurrected: not in the one before, but
 *  earlier; dormant: active in the period before, and not in this one. active = new + retained + resurrected.
 *  @param[in]  options  period and flags (#NETMKT_COHORT_BY_ORDERS) count; or NULL.
 *  @param[out] out      The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Parameters and failures as netmkt_cohort_table().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_cohort_movements(netmkt_store *store, const netmkt_settings *settings, const netmkt_cohort_options *options,
                                                 int64_t as_of_ms, netmkt_table **out);

NETMKT_END_DECLS
#endif
