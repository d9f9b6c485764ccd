/** @file history.h  How customers went from stage to stage: histories, counts and transitions by period, the way to a sale; and a tracker that
 *  keeps everybody's stage current from day to day.
 *
 *  Nothing here is remembered: every past stage is computed from the facts, as netmkt_stage_classify() does for any moment. One engagement
 *  model judges all moments of a question, so that they are compared by one measure. */
#ifndef NETMKT_HISTORY_H
#define NETMKT_HISTORY_H

#include <netmkt/cohort.h>
#include <netmkt/stage.h>

NETMKT_BEGIN_DECLS

/** Every change of a customer's stages up to a moment, with its time and cause: a table with time (time), axis ("lifecycle" or "readiness"), from, to
 *  (text: stages), cause ("event" or "time"), kind, channel (text: of the event; "" where time is the cause), reason (text: what was crossed, or the
 *  evidence of the new stage). In order of time. By time alone a stage changes at the beginning of a day.
 *  @param[in]  store     The store.
 *  @param[in]  model     As in netmkt_stage_classify().
 *  @param[in]  settings  lifecycle.*, readiness.*, rules of readiness; or NULL.
 *  @param[in]  customer  His id.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       Owned by the caller: netmkt_table_free(). NULL after a failure; failures as netmkt_stage_classify().
 *  @par Threads     Any; reads the store.
 *  @par Complexity  The square of the customer's events, and a judgement for each day on which a threshold may be crossed.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_history(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings,
                                              netmkt_customer_id customer, int64_t as_of_ms, netmkt_table **out);

/** How many customers were in each stage at the end of each period: a table with period (text), end (time: its last moment), axis, stage (text),
 *  customers (int), share (real). Periods that are over at the moment, and only those.
 *  @param[in]  store     The store.
 *  @param[in]  model     As in netmkt_stage_classify().
 *  @param[in]  settings  lifecycle.*, readiness.*, rules of readiness, run.threads, customers asked about; or NULL.
 *  @param[in]  period    NETMKT_PERIOD_...
 *  @param[in]  first_ms  A moment in the first period; #NETMKT_TIME_MIN: that of the first event.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       Owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, an unknown period, or a model that is not MBG/NBD.
 *  @retval NETMKT_E_RANGE    More than 10,000 periods, or a moment that is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads     Any; reads the store.
 *  @par Complexity  Every customer judged once a period.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_timeline(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int32_t period,
                                               int64_t first_ms, int64_t as_of_ms, netmkt_table **out);

/** The transitions of each period, from its beginning to its end: a table with period (text; "all" for the sum of all periods, at the end), axis, from, to
 *  (text: stages), customers (int), probability (real: of those who began the period in `from`). Rows with customers alone.
 *  Parameters and failures as netmkt_stage_timeline().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_transitions(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int32_t period,
                                                  int64_t first_ms, int64_t as_of_ms, netmkt_table **out);

/** Where customers of each readiness are heading, by the transitions of all periods taken as an absorbing Markov chain: the goal is reached with a
 *  readiness of at least @p goal, and a customer is lost when his lifecycle is decline before that. A table with stage (text: from unaware to the last below the
 *  goal), observed (int: customers and periods that began there), chance (real: to reach the goal before being lost), periods (real:
 *  expected until either), in_unaware, in_know, in_trust, in_like, in_buy, in_loyal (real: expected periods in each, the present among them). NaN where nobody
 *  was observed, and for times that have no end.
 *  @param[in] goal  NETMKT_READINESS_KNOW to _ADVOCATE, such as _BUY. Otherwise as netmkt_stage_timeline().
 *  @retval NETMKT_E_RANGE  Also an unknown goal.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_prospects(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int32_t period,
                                                int64_t first_ms, int64_t as_of_ms, int32_t goal, netmkt_table **out);

/** Everybody's stage, kept current: it looks again only at customers who did something, and at those who cross a threshold by time. Its stages are exactly those of
 *  netmkt_stage_classify() with the same model, settings and moment. One thread at a time. */
typedef struct netmkt_stage_tracker netmkt_stage_tracker;

/** Make a tracker. It knows nobody's stage until the first netmkt_stage_tracker_update().
 *  @param[in]  store     The store; must outlive the tracker.
 *  @param[in]  model     The engagement model, from netmkt_stage_model(); must outlive the tracker. Not NULL: with another model everybody's stage may be another.
 *  @param[in]  settings  Must outlive the tracker, unchanged; or NULL. Customers asked about do not count: it follows everybody.
 *  @param[out] out       Owned by the caller: netmkt_stage_tracker_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, or a model that is not MBG/NBD.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_tracker_new(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings,
                                                  netmkt_stage_tracker **out);

/** Release a tracker. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_stage_tracker_free(netmkt_stage_tracker *tracker);

/** Bring all stages to a moment: a table of what changed, with id (int), customer (text), lifecycle_before, lifecycle, readiness_before,
 *  readiness (text; "" before a customer was known, and after he is gone), by id. An earlier moment than before is right, too, but looks at everybody.
 *  @param[in]  tracker   The tracker.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] looked    Customers it looked at; may be NULL.
 *  @param[out] out       Owned by the caller: netmkt_table_free(); or NULL if the table is not wanted.
 *  @retval NETMKT_OK         Current.
 *  @retval NETMKT_E_INVALID  @p tracker is NULL.
 *  @retval NETMKT_E_RANGE    The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM    Out of memory. After a failure the next update looks at everybody.
 *  @par Threads     One at a time; reads the store.
 *  @par Complexity  A few ns a customer, and a judgement of each who is looked at. It sees by the number of a customer's events that something came: after
 *                   netmkt_store_rollback(), an erasure or a merge, call netmkt_stage_tracker_forget() first.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_tracker_update(netmkt_stage_tracker *tracker, int64_t as_of_ms, uint64_t *looked, netmkt_table **out);

/** Look at everybody in the next update. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_stage_tracker_forget(netmkt_stage_tracker *tracker);

/** A customer's stage as of the last update.
 *  @param[in]  tracker    The tracker.
 *  @param[in]  customer   His id.
 *  @param[out] lifecycle  NETMKT_LIFECYCLE_...; may be NULL.
 *  @param[out] readiness  NETMKT_READINESS_...; may be NULL.
 *  @param[out] rule       Number of the readiness rule that decided, 0 if none; may be NULL.
 *  @retval NETMKT_OK           Known.
 *  @retval NETMKT_E_INVALID    @p tracker is NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such customer at the last update.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_tracker_get(const netmkt_stage_tracker *tracker, netmkt_customer_id customer, int32_t *lifecycle,
                                                  int32_t *readiness, int32_t *rule);

NETMKT_END_DECLS
#endif
