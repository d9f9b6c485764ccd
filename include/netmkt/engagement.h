/** @file engagement.h  Attention that fades, and how close the relationship with a customer is.
 *
 *  Attention: each event of a customer's counts with the engagement weight of its kind, halved for every attention.half_life_days since:
 *  attention = sum of weight * 2 ^ -(age / half-life). It is additive: over channels, over customers.
 *
 *  Relationship: five parts from 0 to 1, and a score of 0 to 100, their mean with weights relationship.weight_*, over the parts that are
 *  known. "Acts" are events that the customer started, of kinds with an engagement weight; "messages" are events of kind message that he
 *  did not start; both in the last relationship.window_days.
 *
 *  | part | is | figures |
 *  |---|---|---|
 *  | tenure | 1 - 2 ^ -(days known / relationship.tenure_days) | tenure_days: since his first event, or attribute "since" if earlier |
 *  | rhythm | 1 as long as he is away no longer than he uses to be; then 2 ^ -(idle - gap) / gap; 0 if he has never acted | gap_days: from act day to act day, with one gap of relationship.gap_days among them; idle_days: since the last |
 *  | reciprocity | acts over messages, at most 1; unknown without either | acts, messages |
 *  | breadth | the mean of channels / relationship.channels and permissions / relationship.permissions, each at most 1 | channels: different ones of his acts; permissions: channels subscribed to and not unsubscribed from |
 *  | answers | 2 ^ -(wait / relationship.answer_hours); unknown without requests | requests: inquiry, service, complaint events of the window that the business did not start; wait_hours: mean time to the next resolution, or reply that he did not start; one that has none waits until the moment |
 *
 *  A permission taken back without a channel takes back all. A business marks its replies with the initiator "business": by default a
 *  reply is the customer's. */
#ifndef NETMKT_ENGAGEMENT_H
#define NETMKT_ENGAGEMENT_H

#include <netmkt/summary.h>

NETMKT_BEGIN_DECLS

/** Attention from the caller's own events, by group: by channel, by customer, or together.
 *  @param[in]  settings  attention.half_life_days; or NULL.
 *  @param[in]  as_of_ms  The moment: later events do not count.
 *  @param[in]  n         Events.
 *  @param[in]  time_ms   n times.
 *  @param[in]  weight    n weights, finite, 0 or more; or NULL for 1 each.
 *  @param[in]  group     n numbers below @p groups; or NULL: all are of group 0.
 *  @param[in]  groups    How many groups, at least 1.
 *  @param[out] out       @p groups sums.
 *  @retval NETMKT_OK         Summed.
 *  @retval NETMKT_E_INVALID  A NULL, or no groups.
 *  @retval NETMKT_E_RANGE    A weight or group out of range; the message has the row. @p out is unspecified.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attention_measure(const netmkt_settings *settings, int64_t as_of_ms, size_t n, const int64_t *time_ms,
                                                  const double *weight, const uint32_t *group, size_t groups, double *out);

/** Attention of one customer.
 *  @param[in]  store     The store.
 *  @param[in]  settings  attention.half_life_days; or NULL.
 *  @param[in]  customer  His id.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       His attention, 0 or more. Unchanged after a failure.
 *  @retval NETMKT_OK           Summed.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such customer.
 *  @retval NETMKT_E_RANGE      The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attention_get(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer,
                                              int64_t as_of_ms, double *out);

/** Attention of all customers who have any: a table with id (int), customer (text: key), attention, share (real: of the total), events (int: those that
 *  count), last (time: of the last of them).
 *  @param[in]  store     The store.
 *  @param[in]  settings  attention.half_life_days, run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Failures as netmkt_attention_get().
 *  @par Complexity  The events of all customers, over run.threads threads; the result does not depend on them.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attention_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

/** Attention by channel: a table with channel (text), attention, share (real: of the total), events (int: those that count), in the order of
 *  channels; events without channel come last, with "".
 *  @param[in]  customer  A customer, or 0 for all.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Parameters and failures as netmkt_attention_all(), and NETMKT_E_NOT_FOUND: no such customer.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attention_channels(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer,
                                                   int64_t as_of_ms, netmkt_table **out);

/** How close the relationship with a customer is, with its parts and their figures. */
typedef struct netmkt_relationship {
    uint32_t struct_size;        /**< sizeof(netmkt_relationship); set by the caller. */
    uint32_t reserved;           /**< 0. */
    netmkt_customer_id customer; /**< Whose; 0: the caller's own. */
    int64_t as_of_ms;            /**< The moment judged at. */
    double score;                /**< 0 to 100; NaN if every known part weighs 0. */
    double tenure;               /**< Part: how long he is known. */
    double rhythm;               /**< Part: whether he comes as he uses to. */
    double reciprocity;          /**< Part: whether he answers what is sent to him; NaN: unknown. */
    double breadth;              /**< Part: on how many channels, with how many permissions. */
    double answers;              /**< Part: how fast his requests are answered; NaN: unknown. */
    double tenure_days;          /**< Figure: days known. */
    double gap_days;             /**< Figure: usual days between act days, above 0. */
    double idle_days;            /**< Figure: days since the last act; NaN without any. */
    double wait_hours;           /**< Figure: mean hours until an answer; NaN without requests. */
    uint64_t acts;               /**< Figure: what he did himself. */
    uint64_t messages;           /**< Figure: what was sent to him. */
    uint64_t requests;           /**< Figure: what he asked. */
    uint32_t channels;           /**< Figure: channels that he used. */
    uint32_t permissions;        /**< Figure: permissions in force. */
} netmkt_relationship;

/** Parts and scores from figures that the caller has found himself.
 *  @param[in]     settings  relationship.*; or NULL.
 *  @param[in]     n         How many.
 *  @param[in,out] items     n relationships: struct_size and all figures set; parts and score are filled.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_E_INVALID      @p items is NULL.
 *  @retval NETMKT_E_RANGE        A figure that is negative or not finite (idle_days and wait_hours may be NaN), or gap_days 0; the message has the row. Nothing is filled.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size. Nothing is filled.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_relationship_rate(const netmkt_settings *settings, size_t n, netmkt_relationship *items);

/** The relationship with one customer. Of one without any event every count is 0.
 *  @param[in]     store     The store.
 *  @param[in]     settings  relationship.*; or NULL.
 *  @param[in]     customer  His id.
 *  @param[in]     as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[in,out] out       struct_size set by the caller; the rest is filled. Unchanged after a failure.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_NOT_FOUND    No such customer.
 *  @retval NETMKT_E_RANGE        The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @par Complexity  The customer's events.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_relationship_get(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer,
                                                 int64_t as_of_ms, netmkt_relationship *out);

/** The relationships with all customers who have any event: a table with id (int), customer (text: key), score, tenure, rhythm, reciprocity, breadth, answers,
 *  tenure_days, gap_days, idle_days, wait_hours (real), acts, messages, requests, channels, permissions (int).
 *  @param[in]  store     The store.
 *  @param[in]  settings  relationship.*, run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Failures as netmkt_relationship_get().
 *  @par Complexity  The events of all customers, over run.threads threads; the result does not depend on them.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_relationship_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

/** A relationship in words: the score, and each part with its figures, a line each.
 *  @param[in]  relationship  As netmkt_relationship_get() or netmkt_relationship_rate() filled it.
 *  @param[in]  settings      The same settings; or NULL.
 *  @param[out] buffer        UTF-8 lines and a NUL, if @p capacity holds them; may be NULL if it is 0.
 *  @param[in]  capacity      Bytes in it.
 *  @param[out] length        Bytes of the text, without the NUL; may be NULL.
 *  @retval NETMKT_OK             Written.
 *  @retval NETMKT_E_RANGE        The buffer is too small; @p length says what is needed, less the NUL.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_relationship_explain(const netmkt_relationship *relationship, const netmkt_settings *settings, char *buffer,
                                                     size_t capacity, size_t *length);

NETMKT_END_DECLS
#endif
