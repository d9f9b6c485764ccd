/** @file value.h  What customers are worth: RFM, P(alive), expected purchases and spend, customer lifetime value, from the store. */
#ifndef NETMKT_VALUE_H
#define NETMKT_VALUE_H

#include <netmkt/model.h>
#include <netmkt/summary.h>

NETMKT_BEGIN_DECLS

/** RFM scores of customers from arrays. Scores 1 (lowest) to setting rfm.scores (best): score = 1 + floor(scores * b / n), where b of
 *  the n customers are strictly worse; equal inputs always get one score.
 *  @param[in]  context    Context, or NULL.
 *  @param[in]  settings   rfm.scores, rfm.nested, run.threads; or NULL. The scores do not depend on the threads.
 *  @param[in]  n          Customers.
 *  @param[in]  idle       n times since the last purchase (fewer are better), in any unit.
 *  @param[in]  frequency  n purchase counts.
 *  @param[in]  money      n sums of money, minor units; may be negative.
 *  @param[out] r,f,m      n scores each; any may be NULL.
 *  @retval NETMKT_OK         Scored.
 *  @retval NETMKT_E_INVALID  A NULL input.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_rfm_score(netmkt_context *context, const netmkt_settings *settings, size_t n, const int64_t *idle,
                                          const int64_t *frequency, const int64_t *money, uint8_t *r, uint8_t *f, uint8_t *m);

/** The name of the segment of an RFM score, by the default table of docs/value.md (first match wins), for scores of 1 to @p scores:
 *  champions, loyal, potential loyalists, new, promising, need attention, about to sleep, at risk, cannot lose them, hibernating, lost.
 *  @return Borrowed for ever; NULL if a score is out of range.
 *  @since 0.1 */
NETMKT_API const char *netmkt_rfm_segment(uint32_t r, uint32_t f, uint32_t m, uint32_t scores);

/** RFM of all customers with a purchase day: a table with id (int), customer (text), recency_days, frequency (int), money (money), r, f, m (int), segment (text).
 *  Recency: days since the last purchase day; frequency: purchase days; money: net revenue.
 *  @param[in]  store     The store.
 *  @param[in]  settings  rfm.*, run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Failures as netmkt_summary_all().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_rfm_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

/** Fit a model to the customers of a store as they were at a moment.
 *  @param[in]  store     The store.
 *  @param[in]  model     NETMKT_MODEL_..., but not BG/BB, which needs opportunities.
 *  @param[in]  settings  model.ridge, time.unit_days, run.threads; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The model, owned by the caller: netmkt_model_free(). NULL after a failure.
 *  @retval NETMKT_OK         Fitted.
 *  @retval NETMKT_E_INVALID  A NULL, BG/BB, or no such model.
 *  @retval NETMKT_E_DATA     Nobody has bought by then (Gamma-Gamma: nobody has paid on a second day). Others as
 *                            netmkt_model_fit_summaries() and netmkt_summary_all().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_fit_store(netmkt_store *store, int32_t model, const netmkt_settings *settings, int64_t as_of_ms, netmkt_model **out);

/** What one customer is worth. Money as real numbers in whole currency units. */
typedef struct netmkt_value {
    uint32_t struct_size;        /**< sizeof(netmkt_value); set by the caller. */
    uint32_t reserved;           /**< 0. */
    netmkt_customer_id customer; /**< Whose. */
    double x;                    /**< Repeat purchase days. */
    double t_x;                  /**< Time of the last purchase day since the first. */
    double T;                    /**< Time since the first purchase day. */
    double m;                    /**< Mean money per repeat purchase day. */
    double p_alive;              /**< Probability to be still a customer. */
    double expected_purchases;   /**< Within the horizon. */
    double expected_spend;       /**< Per purchase day. */
    double clv;                  /**< Discounted value of the horizon, with the margin. */
    double revenue;              /**< Net revenue so far. */
    double margin;               /**< Share of his spend that is profit: value.margin, or with value.order_costs his own, shrunk to it. */
} netmkt_value;

/** Value one customer. With value.order_costs his margin is shrunk to value.margin: with the share r of his net revenue that his orders' costs
 *  leave, margin = value.margin + w (r - value.margin), w = p n / (p n + q - 1) of the spend model after n purchase days, at most 1. One without purchase day has zeros and NaN for p_alive, expected_spend.
 *  @param[in]     store     The store.
 *  @param[in]     purchase  Purchase model.
 *  @param[in]     spend     Gamma-Gamma model.
 *  @param[in]     settings  value.*, time.unit_days (which must be that of the purchase model); or NULL.
 *  @param[in]     customer  His id.
 *  @param[in]     as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[in,out] out       struct_size set by the caller; the rest is filled.
 *  @retval NETMKT_OK         Filled.
 *  @retval NETMKT_E_INVALID  A NULL, or a wrong kind of model, or another time unit than the purchase model's. Others as netmkt_summary_get() and netmkt_model_clv().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_value_score(netmkt_store *store, const netmkt_model *purchase, const netmkt_model *spend,
                                            const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms, netmkt_value *out);

/** Value all customers with a purchase day: a table with id (int), customer (text), x (int), t_x, T, m, p_alive, expected_purchases, expected_spend, clv
 *  (real), revenue (money), clv_share, revenue_share (real: of the total), margin (real), with value.draws clv_low, clv_high (real: netmkt_model_clv_interval()),
 *  r, f, m_score (int), segment (text).
 *  @param[in]  store     The store.
 *  @param[in]  purchase  Purchase model, or NULL: BG/NBD is fitted.
 *  @param[in]  spend     Gamma-Gamma model, or NULL: fitted.
 *  @param[in]  settings  As in netmkt_value_score(), and rfm.*, run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  As netmkt_value_score().
 *  @retval NETMKT_E_DATA     A model was to be fitted, but nobody has bought (nobody has paid on a second day, for the spend model). Others as
 *                            netmkt_model_fit_summaries(), netmkt_model_clv() and netmkt_summary_all().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_value_score_all(netmkt_store *store, const netmkt_model *purchase, const netmkt_model *spend,
                                                const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

/** P(alive) along a customer's history: a table with time (time), x (int), t_x, T, p_alive (real), a row for each moment from @p from_ms on by
 *  @p step_ms up to @p to_ms, each judged as it was then, by what had happened until then. Before his first purchase t_x, T and p_alive are NaN.
 *  @param[in]  store     The store. Each moment is read on its own.
 *  @param[in]  purchase  Purchase model: BG/NBD, MBG/NBD or Pareto/NBD.
 *  @param[in]  settings  time.unit_days (which must be that of the model); or NULL.
 *  @param[in]  customer  His id.
 *  @param[in]  from_ms   First moment.
 *  @param[in]  to_ms     Last moment, not before @p from_ms; or #NETMKT_LATEST.
 *  @param[in]  step_ms   Step, > 0, that makes at most 1e6 moments.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, a model that cannot score a store, or one of another time unit.
 *  @retval NETMKT_E_RANGE    No such span or step. Others as netmkt_summary_get().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_value_alive_path(netmkt_store *store, const netmkt_model *purchase, const netmkt_settings *settings,
                                                 netmkt_customer_id customer, int64_t from_ms, int64_t to_ms, int64_t step_ms, netmkt_table **out);

/** The customers with a purchase day whom a Gamma-Gamma fit to the store leaves out (as many as its left_out says): a table with id (int),
 *  customer (text), x (int), m (real), reason (text: "no repeat purchase", "nothing paid on repeat days").
 *  @param[in]  store     The store.
 *  @param[in]  settings  run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Failures as netmkt_summary_all().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_value_left_out(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

/** A customer's value in words: each part, with the population's figure beside it, and how sure CLV is if both models were fitted. @p value as
 *  netmkt_value_score() filled it.
 *  @param[out] buffer    UTF-8 lines and a NUL, if @p capacity holds them; may be NULL if it is 0.
 *  @param[out] length    Bytes of the text, without the NUL; may be NULL.
 *  @retval NETMKT_OK       Written.
 *  @retval NETMKT_E_RANGE  The buffer is too small; @p length says what is needed, less the NUL.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_value_explain(const netmkt_value *value, const netmkt_model *purchase, const netmkt_model *spend,
                                              const netmkt_settings *settings, char *buffer, size_t capacity, size_t *length);

NETMKT_END_DECLS
#endif
