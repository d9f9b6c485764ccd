/** @file curves.h  Curves of response fitted to what channels spent and what came in, period by period.
 *
 *  The return of a period is base + sum over channels of top * z^shape / (z^shape + half^shape), z the channel's spend with what is carried over (allocate.h): a base that comes by itself,
 *  geometric adstock, saturation by Hill's function. Fitted by least squares within bounds (top >= 0; half within 1/50 and 20 times what was seen; shape 0.3 to 5; carry 0 to 0.95), from many starts
 *  that are the same each time; intervals by the information at the optimum, with Student's t.
 *
 *  Such data often cannot tell: a channel that always spends alike, two that move together, spend that never came near saturation. Then the fit says so for that channel, and its
 *  intervals are wide or missing: believe neither its numbers nor a budget split by them before having varied the spend. Correlation is no proof: an experiment is. */
#ifndef NETMKT_CURVES_H
#define NETMKT_CURVES_H

#include <netmkt/allocate.h>
#include <netmkt/settings.h>
#include <netmkt/store.h>

NETMKT_BEGIN_DECLS

/** Most channels of one fit. */
#define NETMKT_CURVES_MOST 16

/** How far a channel's curve is known. */
enum {
    NETMKT_CURVE_KNOWN = 1,     /**< The data determine it. */
    NETMKT_CURVE_UNCERTAIN = 2, /**< They allow very different curves: the interval of top holds 0, or that of half is more than tenfold, or a parameter ran to its bound. */
    NETMKT_CURVE_CONSTANT = 3,  /**< The spend hardly varied: nothing can be said, and what it returns is in the base (top is 0). */
    NETMKT_CURVE_NOTHING = 4    /**< No return of this channel is to be seen. */
};

/** A sentence on it; "" for an unknown number. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_curve_note(int32_t known);

/** A fit, in all. */
typedef struct netmkt_curves_fit {
    uint32_t struct_size;   /**< sizeof(netmkt_curves_fit); set by the caller. */
    uint32_t periods;       /**< Fitted. */
    double base;            /**< Return a period without any spend. */
    double base_low;        /**< Its interval; NaN where there is none. */
    double base_high;       /**< Its interval. */
    double residual;        /**< Standard deviation of the residuals. */
    double explained;       /**< Share of the variance of returns that the fit explains, 0 to 1; NaN where they do not vary. */
    double holdout_error;   /**< Root mean square error in the last curve.holdout of the periods, fitted without them; NaN where too few are left. */
    double holdout_plain;   /**< The same of foretelling the mean of the others. A fit that is no better than this is no good. */
    double holdout_percent; /**< Mean absolute error there as a share of the return (of periods that have one). */
} netmkt_curves_fit;

/** Fit curves.
 *  @param[in]     context   For memory, or NULL.
 *  @param[in]     periods   At least 4 for each channel and 3 more; the first one first, without gaps; at most 100,000.
 *  @param[in]     returns   Of each period, finite.
 *  @param[in]     channels  1 to #NETMKT_CURVES_MOST.
 *  @param[in]     spend     Of each channel its periods: 0 or more.
 *  @param[in]     names     Of each, for the table; or NULL.
 *  @param[in]     settings  curve.*, run.threads; or NULL.
 *  @param[in,out] fit       struct_size set by the caller; the rest is filled. Unchanged after a failure. May be NULL.
 *  @param[out]    curves    The fitted curves, @p channels of them, bounds free, today the mean spend of the last curve.today periods. May be NULL.
 *  @param[out]    out       A table with a row a channel: channel (text), known (text: known, uncertain, constant, nothing), top, top_low, top_high, half, half_low, half_high, shape,
 *                           shape_low, shape_high, carry, carry_low, carry_high, spend (mean a period), return (its part of the mean return), today, marginal (return of one unit more
 *                           at today's spend) (real). Owned by the caller; NULL after a failure. May be NULL.
 *  @retval NETMKT_OK             Fitted.
 *  @retval NETMKT_E_INVALID      A NULL, or names that are no text.
 *  @retval NETMKT_E_DATA         Too few periods, and how many are needed.
 *  @retval NETMKT_E_RANGE        Too many channels or periods, or a figure that is negative or not finite (with its place).
 *  @retval NETMKT_E_CONVERGE     No fit was found.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @par Threads     Any. The result does not depend on run.threads.
 *  @par Complexity  Some ten thousand times periods and channels squared.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_curves_fit_data(netmkt_context *context, size_t periods, const double *returns, size_t channels, const double *const *spend,
                                                const char *const *names, const netmkt_settings *settings, netmkt_curves_fit *fit, netmkt_curve *curves,
                                                netmkt_table **out);

/** What a store holds of spend and return by period: a table with period (text), start (time), return (real: the amounts of orders and returns), and a column (real) for each
 *  channel that has spent anything: its spend records and the costs of its events. Whole currency units. Only complete periods from the first with spend to the last before the moment.
 *  @param[in]  store     The store.
 *  @param[in]  settings  customers asked about (their orders, and the costs of their events; spend records are of all); or NULL.
 *  @param[in]  period    NETMKT_PERIOD_... of cohort.h: day, week or month.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller. NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, or an unknown period.
 *  @retval NETMKT_E_RANGE    The moment is not in the years 0001 to 9999, or more than 100,000 periods.
 *  @retval NETMKT_E_DATA     Nothing was spent.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads  Any; reads the store. The result does not depend on run.threads.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_curves_data(netmkt_store *store, const netmkt_settings *settings, int32_t period, int64_t as_of_ms, netmkt_table **out);

NETMKT_END_DECLS
#endif
