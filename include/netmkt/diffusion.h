/** @file diffusion.h  The life of an audience, a channel, a campaign or an offer: Bass's model of adoption (1969), fitted to first events by period.
 *
 *  F(t) = (1 - e^-(p+q)t) / (1 + (q/p) e^-(p+q)t), t in periods: of a market of m, m (F(i) - F(i-1)) adopt in period i; p is innovation, q imitation.
 *  The fit is nonlinear least squares on these differences (Srinivasan & Mason 1986). Stages end at (Mahajan, Muller & Srivastava 1990)
 *      T1 = -ln((2 + sqrt 3) p/q) / (p+q),   T* = -ln(p/q) / (p+q): the peak,   T2 = -ln(p / ((2 + sqrt 3) q)) / (p+q):
 *  introduction before T1, growth to T*, maturity to T2, decline after. Where q <= p adoption falls from the beginning: there is no peak. */
#ifndef NETMKT_DIFFUSION_H
#define NETMKT_DIFFUSION_H

#include <netmkt/cohort.h>
#include <netmkt/stage.h>

NETMKT_BEGIN_DECLS

/** How a fit ended. */
enum {
    NETMKT_BASS_CONVERGED = 1, /**< An optimum that the data determine. */
    NETMKT_BASS_UNCERTAIN = 2, /**< The data cannot tell: a market far larger explains them nearly as well, as before the peak. Parameters are the best, but believe the errors. */
    NETMKT_BASS_BOUNDARY = 3   /**< p or q ran to 0: no innovation, or no imitation, in these data. Errors are NaN. */
};

/** A fitted curve of adoption. Times in periods from the beginning of the first one. */
typedef struct netmkt_bass {
    uint32_t struct_size; /**< sizeof(netmkt_bass); set by the caller. */
    int32_t ended;        /**< NETMKT_BASS_... */
    int32_t stage;        /**< NETMKT_LIFECYCLE_... at the end of the last period. */
    uint32_t periods;     /**< Periods fitted. */
    double p;             /**< Innovation, per period. */
    double q;             /**< Imitation, per period. */
    double m;             /**< Market: all who will adopt. */
    double p_error;       /**< Standard error of p; NaN where there is none, as those below. */
    double q_error;       /**< Standard error of q. */
    double m_error;       /**< Standard error of m. */
    double covariance[9]; /**< Of p, q, m: 3 x 3. */
    double residual;      /**< Standard deviation of the residuals: n - 3 degrees of freedom. */
    double adopted;       /**< Sum of the counts. */
    double introduction_end; /**< T1; 0 if introduction was over at the beginning. */
    double peak;          /**< T*; NaN without a peak. */
    double maturity_end;  /**< T2; 0 without a peak. */
    double peak_count;    /**< Adoptions in a period at the peak: m (p+q)^2 / (4 q); NaN without a peak. */
} netmkt_bass;

/** Fit Bass's model to counts.
 *  @param[in]     n       Periods, at least 4.
 *  @param[in]     counts  New adopters in each period, from the first: finite, 0 or more.
 *  @param[in,out] out     struct_size set by the caller; the rest is filled. Unchanged after a failure.
 *  @retval NETMKT_OK             Fitted; see ended.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_DATA         Fewer than 4 periods, or nobody adopted.
 *  @retval NETMKT_E_RANGE        A count that is negative or not finite; the message has its number.
 *  @retval NETMKT_E_CONVERGE     No optimum was found.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @par Threads     Any.
 *  @par Complexity  Some hundred times n.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_bass_fit(size_t n, const double *counts, netmkt_bass *out);

/** A sentence on how a fit ended; "" for an unknown number. Borrowed for ever.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API const char *netmkt_bass_note(int32_t ended);

/** The curve: expected adopters in periods @p first to @p first + n - 1 (from 1).
 *  @param[in]  bass  p, q and m count: above 0, q may be 0.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_E_INVALID      A NULL, or period 0.
 *  @retval NETMKT_E_RANGE        A parameter out of range.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_bass_curve(const netmkt_bass *bass, uint32_t first, size_t n, double *out);

/** The future: a table with ahead (int, from 1), expected, low, high (real: adopters of the period with their prediction interval, from the parameters'
 *  covariance and the residuals, by Student's t; NaN without errors), cumulative (real: all up to then).
 *  @param[in]  context     Context, or NULL.
 *  @param[in]  bass        As netmkt_bass_fit() filled it.
 *  @param[in]  confidence  0.5 to 0.999999.
 *  @param[in]  n           Periods ahead, at most 100,000.
 *  @param[out] out         The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK       Made.
 *  @retval NETMKT_E_RANGE  The confidence, or more periods. Others as netmkt_bass_curve().
 *  @retval NETMKT_E_NOMEM  Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_bass_forecast(netmkt_context *context, const netmkt_bass *bass, double confidence, size_t n, netmkt_table **out);

/** What is adopted. */
enum {
    NETMKT_ADOPTION_AUDIENCE = 0, /**< A customer's first event of any kind. */
    NETMKT_ADOPTION_ORDER = 1,    /**< His first order. */
    NETMKT_ADOPTION_CHANNEL = 2,  /**< His first event on a channel. */
    NETMKT_ADOPTION_CAMPAIGN = 3, /**< His first event of a campaign. */
    NETMKT_ADOPTION_OFFER = 4     /**< His first order of an offer. */
};

/** First events by period: a table with period (text), start (time), adopters, cumulative (int), from the period of the first one to the last that is over at
 *  the moment.
 *  @param[in]  store     The store.
 *  @param[in]  settings  run.threads, customers asked about; or NULL.
 *  @param[in]  what      NETMKT_ADOPTION_...
 *  @param[in]  id        Number of the channel, campaign or offer; 0 for the others.
 *  @param[in]  period    NETMKT_PERIOD_...
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made; without rows if nobody adopted in a period that is over.
 *  @retval NETMKT_E_INVALID  A NULL, an unknown number of what, period or id.
 *  @retval NETMKT_E_RANGE    The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads     Any; reads the store. The result does not depend on run.threads.
 *  @par Complexity  All events once.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_diffusion_counts(netmkt_store *store, const netmkt_settings *settings, int32_t what, uint32_t id, int32_t period,
                                                 int64_t as_of_ms, netmkt_table **out);

NETMKT_END_DECLS
#endif
