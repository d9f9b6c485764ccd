/** @file allocate.h  Where the next unit of money earns most: curves of response, and the split of a budget over channels that returns most.
 *
 *  A channel returns top * z^shape / (z^shape + half^shape) a period (Hill), where z is what it has spent with what is carried over from the periods before: z = spend + carry * the z
 *  before (geometric adstock). Spent evenly, z = spend / (1 - carry). A shape of at most 1 has falling marginal returns everywhere; a larger one is S-shaped: little below
 *  a threshold, so that it may be best to leave a channel alone, or to spend enough.
 *
 *  The split is optimal, not only where no small change helps. Where all channels have falling marginal returns on their bounds, marginal returns are equal where no bound binds (found by
 *  their common value). Otherwise by branch and bound over the curves' concave envelopes, which gives an upper bound of what any split can return: netmkt_allocation.gap is what
 *  may be missing at most, 0 (to 1e-9 relative) unless very many channels are S-shaped and the search was ended. With a step the split is exact over whole steps. */
#ifndef NETMKT_ALLOCATE_H
#define NETMKT_ALLOCATE_H

#include <netmkt/context.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** A channel's curve and bounds, amounts in whole units of the currency a period. */
typedef struct netmkt_curve {
    double top;   /**< Return a period that it comes near with much spend; 0 or more. */
    double half;  /**< Adstock that returns a half of it; above 0. */
    double shape; /**< 0.01 to 100; above 1 S-shaped. */
    double carry; /**< Share carried over to the next period; 0 to below 1. */
    double least; /**< Least that is spent on it; 0 or more. */
    double most;  /**< Most; `least` or more; INFINITY for no bound. */
    double today; /**< What is spent on it today; NaN where that is not known. */
} netmkt_curve;

/** Fill @p curve: no return, half 1, shape 1, no carry, no bounds, today NaN. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_curve_init(netmkt_curve *curve);

/** Return a period of a curve spent on evenly; NaN for a curve or an amount that is out of range.
 *  @since 0.1 */
NETMKT_API double netmkt_curve_return(const netmkt_curve *curve, double spend);
/** Its derivative: the return of one unit more. INFINITY at 0 for a shape below 1.
 *  @since 0.1 */
NETMKT_API double netmkt_curve_marginal(const netmkt_curve *curve, double spend);

/** Spend with what is carried over: out[i] = spend[i] + carry * out[i - 1]. @p out may be @p spend.
 *  @retval NETMKT_OK         Filled.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    carry is not 0 to below 1.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_adstock(const double *spend, size_t n, double carry, double *out);

/** A split, in all. Amounts a period. */
typedef struct netmkt_allocation {
    uint32_t struct_size;    /**< sizeof(netmkt_allocation); set by the caller. */
    uint32_t proven;         /**< 1: no split returns more than expected + 1e-9 of it; 0: see gap. */
    double spent;            /**< Of the budget: less than it where bounds or steps leave a rest. */
    double expected;         /**< Return of the split. */
    double multiplier;       /**< Return of the last unit of budget: the marginal return where no bound binds. */
    double gap;              /**< No split returns more than expected + gap. */
    double today_spent;      /**< What is spent today; NaN, as those below, where today is not known of a channel. */
    double today_expected;   /**< What that returns. */
    double opportunity_cost; /**< What the same money would return more if it were split best, within the bounds (0 if it cannot be). */
} netmkt_allocation;

/** Split a budget.
 *  @param[in]     context  For memory, or NULL.
 *  @param[in]     n        Channels, 1 to 100,000.
 *  @param[in]     curves   Of each.
 *  @param[in]     names    Of each, for the table; or NULL.
 *  @param[in]     budget   A period, 0 or more.
 *  @param[in]     step     Amounts are multiples of it; 0 for any amounts. Bounds are taken inward to multiples.
 *  @param[in,out] summary  struct_size set by the caller; the rest is filled. Unchanged after a failure. May be NULL.
 *  @param[out]    out      A table with a row a channel: channel (text), amount, expected, marginal (real: at the amount), bound (text: "least", "most" or ""), today,
 *                          today_expected, today_marginal (real). Owned by the caller; NULL after a failure. May be NULL.
 *  @retval NETMKT_OK             Split.
 *  @retval NETMKT_E_INVALID      A NULL, or names that are no text.
 *  @retval NETMKT_E_RANGE        A figure out of range (the message has the channel), a budget below the sum of the least amounts (and by how much), or, with a step and
 *                                S-shaped channels, so many steps that the exact search would take too long.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @par Threads     Any.
 *  @par Complexity  1,000 channels in some milliseconds; with S-shaped ones the search is ended after some seconds at most.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_allocate(netmkt_context *context, size_t n, const netmkt_curve *curves, const char *const *names, double budget, double step,
                                         netmkt_allocation *summary, netmkt_table **out);

/** What budgets return when they are split best: a table with budget, spent, expected, multiplier (real), a row for each. Parameters and failures as netmkt_allocate().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_allocate_budgets(netmkt_context *context, size_t n, const netmkt_curve *curves, size_t count, const double *budgets, double step,
                                                 netmkt_table **out);

NETMKT_END_DECLS
#endif
