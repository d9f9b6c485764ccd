/** @file rfm.h  RFM by rules of the caller's own: given cut points instead of ranks, and segments of his own. value.h has the usual ones. */
#ifndef NETMKT_RFM_H
#define NETMKT_RFM_H

#include <netmkt/value.h>

NETMKT_BEGIN_DECLS

/** Cut points. Each of the three has @p count of them, which makes scores from 1 (lowest) to count + 1 (best). */
typedef struct netmkt_rfm_cuts {
    uint32_t struct_size;     /**< sizeof(netmkt_rfm_cuts); set by the caller. */
    uint32_t count;           /**< Cut points of each, 1 to 9. */
    const int64_t *idle;      /**< Ascending: who has been away no longer than the first has the best score, than the second the next, ... */
    const int64_t *frequency; /**< Ascending: who has bought on at least the first number of days has 2, the second 3, ... */
    const int64_t *money;     /**< Ascending, minor units: the same of money. */
} netmkt_rfm_cuts;

/** Names of segments by ranges of scores. Immutable: any number of threads may use it. */
typedef struct netmkt_rfm_segments netmkt_rfm_segments;

/** RFM scores by cut points. A customer's scores depend on himself alone.
 *  @param[in]  cuts       The cut points.
 *  @param[in]  n          Customers.
 *  @param[in]  idle       n times since the last purchase, in the unit of the cut points.
 *  @param[in]  frequency  n purchase counts.
 *  @param[in]  money      n sums of money, minor units; may be negative.
 *  @param[out] r,f,m      n scores each; any may be NULL.
 *  @retval NETMKT_OK             Scored.
 *  @retval NETMKT_E_INVALID      A NULL input.
 *  @retval NETMKT_E_RANGE        Not 1 to 9 cut points, or some that do not ascend.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_rfm_score_by_cuts(const netmkt_rfm_cuts *cuts, size_t n, const int64_t *idle, const int64_t *frequency,
                                                  const int64_t *money, uint8_t *r, uint8_t *f, uint8_t *m);

/** Make a table of segments from text. A line is three ranges of scores, R, F and M, and a name: "4-5 4-5 1-5 loyal customers"; a range is
 *  a score ("5"), two with a dash ("2-3"), or "*" for all. The first line that matches a customer names his segment. Empty lines and
 *  those that begin with "#" are passed over.
 *  @param[in]  context  Context, or NULL.
 *  @param[in]  text     UTF-8. Borrowed for the call.
 *  @param[in]  length   Its bytes.
 *  @param[out] out      The segments, owned by the caller: netmkt_rfm_segments_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_FORMAT   A line that is none of this, more than 1,000 segments, or none; the message has the line.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_rfm_segments_parse(netmkt_context *context, const char *text, size_t length, netmkt_rfm_segments **out);

/** Release segments. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_rfm_segments_free(netmkt_rfm_segments *segments);

/** The segment of three scores.
 *  @return Borrowed until the segments are freed; "" where no line matches, or @p segments is NULL.
 *  @since 0.1 */
NETMKT_API const char *netmkt_rfm_segments_name(const netmkt_rfm_segments *segments, uint32_t r, uint32_t f, uint32_t m);

/** RFM of all customers of a store by rules of the caller's own: the table of netmkt_rfm_all().
 *  @param[in]  store     The store.
 *  @param[in]  settings  rfm.* (without cut points), run.threads, customers asked about; or NULL.
 *  @param[in]  cuts      Cut points, idle in days; or NULL for scores by rank.
 *  @param[in]  segments  Segments, whose ranges are of the scores as they are; or NULL for the default ones.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Failures as netmkt_rfm_all() and netmkt_rfm_score_by_cuts().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_rfm_by_rules(netmkt_store *store, const netmkt_settings *settings, const netmkt_rfm_cuts *cuts,
                                             const netmkt_rfm_segments *segments, int64_t as_of_ms, netmkt_table **out);

NETMKT_END_DECLS
#endif
