/** @file state.h  All that a fit needs to know of the customers: how many have each summary. Gathered in parts, merged in any order.
 *
 *  A state holds two histograms in whole numbers: of (x, t_x, T), with times in days, for the purchase models; and of (x, money),
 *  with the money of the repeat purchase days in minor units, for the spend model. No name, no date, nothing of a single customer
 *  beyond these. So parts that were gathered elsewhere (a shard, a country, last year) are merged, kept as bytes, sent
 *  around and fitted: the fit of merged parts is the fit of the whole, bit for bit, in whatever order they were merged. */
#ifndef NETMKT_STATE_H
#define NETMKT_STATE_H

#include <netmkt/model.h>
#include <netmkt/store.h>

NETMKT_BEGIN_DECLS

/** Histograms of customers' summaries. One thread at a time while it is changed; any number may read one that nobody changes. */
typedef struct netmkt_state netmkt_state;

/** Make an empty state.
 *  @param[in]  context   Context, or NULL.
 *  @param[in]  exponent  Digits of the minor unit of its money, 0 to 9.
 *  @param[out] out       The state, owned by the caller: netmkt_state_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  @p out is NULL, or a wrong exponent.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_state_new(netmkt_context *context, int32_t exponent, netmkt_state **out);

/** Release a state. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_state_free(netmkt_state *state);

/** Customers in a state; 0 for NULL.
 *  @since 0.1 */
NETMKT_API uint64_t netmkt_state_customers(const netmkt_state *state);

/** Add customers from columns. A customer who is added twice counts twice.
 *  @param[in] state  The state. Unchanged after a failure.
 *  @param[in] n      Rows.
 *  @param[in] x      n repeat purchase days (BG/BB: purchases), 0 to 10^15. Borrowed for the call, as all columns.
 *  @param[in] t_x    n days from the first to the last purchase day (BG/BB: opportunities), 0 to T; 0 where x is 0.
 *  @param[in] T      n days observed (BG/BB: opportunities), up to 10^15.
 *  @param[in] money  n sums of the money of the repeat purchase days, minor units, anything where x is 0; or NULL: the spend
 *                    model learns nothing of these customers.
 *  @param[in] count  n counts of customers alike; or NULL for 1 each.
 *  @retval NETMKT_OK         Added.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    A summary that no customer can have (the message has row and value), or more than 2^53 customers.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  O(n log n), and the size of the state for every 65,536 rows: add many at once.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_state_update(netmkt_state *state, size_t n, const int64_t *x, const int64_t *t_x, const int64_t *T,
                                             const int64_t *money, const uint64_t *count);

/** Add the customers of a store with a purchase day, as they were at a moment.
 *  @param[in] state     The state. Unchanged after a failure.
 *  @param[in] store     The store.
 *  @param[in] as_of_ms  The moment, or #NETMKT_LATEST.
 *  @retval NETMKT_OK         Added.
 *  @retval NETMKT_E_INVALID  A NULL, or the store's money has another exponent than the state's.
 *  @retval NETMKT_E_RANGE    A sum of money overflows, more than 2^53 customers, or the moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_state_update_store(netmkt_state *state, netmkt_store *store, int64_t as_of_ms);

/** Add the customers of another state.
 *  @param[in] state  The state. Unchanged after a failure.
 *  @param[in] other  What is added; may be @p state itself, which is then doubled.
 *  @retval NETMKT_OK         Merged.
 *  @retval NETMKT_E_INVALID  A NULL, or the exponents differ.
 *  @retval NETMKT_E_RANGE    More than 2^53 customers.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  The sizes of both.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_state_merge(netmkt_state *state, const netmkt_state *other);

/** Write a state as bytes (docs/value.md has the form). Equal states have equal bytes, however they came about, on every machine.
 *  @param[in]  state     The state.
 *  @param[out] buffer    Filled if @p capacity suffices; may be NULL if it is 0.
 *  @param[in]  capacity  Bytes in it.
 *  @param[out] size      Bytes needed; may be NULL.
 *  @retval NETMKT_OK         Written.
 *  @retval NETMKT_E_INVALID  @p state is NULL, or the buffer is.
 *  @retval NETMKT_E_RANGE    The buffer is too small; @p size says what is needed.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_state_serialize(const netmkt_state *state, void *buffer, size_t capacity, size_t *size);

/** Make a state from the bytes of netmkt_state_serialize(). Safe with any bytes.
 *  @param[in]  context  Context, or NULL.
 *  @param[in]  bytes    The bytes. Borrowed for the call.
 *  @param[in]  size     How many.
 *  @param[out] out      The state, owned by the caller. NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_CORRUPT  No state, or a damaged one.
 *  @retval NETMKT_E_VERSION  Of a newer version than this library knows.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_state_deserialize(netmkt_context *context, const void *bytes, size_t size, netmkt_state **out);

/** Fit a model to the customers of a state.
 *  @param[in]  state     The state.
 *  @param[in]  model     NETMKT_MODEL_...; for BG/BB the state's times are opportunities.
 *  @param[in]  settings  model.ridge, time.unit_days, run.threads; or NULL.
 *  @param[out] out       The model, owned by the caller: netmkt_model_free(). NULL after a failure.
 *  @retval NETMKT_OK         Fitted.
 *  @retval NETMKT_E_INVALID  A NULL, or no such model. Others as netmkt_model_fit_summaries().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_state_fit(const netmkt_state *state, int32_t model, const netmkt_settings *settings, netmkt_model **out);

NETMKT_END_DECLS
#endif
