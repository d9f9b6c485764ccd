/** @file response.h  How fast the business answers: each request paired with its first answer, and who waits now.
 *
 *  A request is an event of kind inquiry, service or complaint that the business did not start, of the last response.window_days. Its answer is
 *  the customer's next event, at the same moment or later and on any channel, of kind resolution, or of kind reply that he did not start himself. (A
 *  reply is the customer's by default: the business marks its own with the initiator "business".) One answer answers all requests open before it.
 *
 *  Times are business hours: with the settings' defaults time runs round the clock; response.open_minute, response.close_minute and
 *  response.work_days say when it runs otherwise, in days shifted by the store's day offset.
 *
 *  Medians and 90th percentiles are Kaplan-Meier's (1958): a request still open counts as one that took longer than it has waited, so that
 *  those who are never answered do not make the business look fast. The share within response.target_hours is of the requests whose fate is known: answered,
 *  or open for longer than the target; its interval is Wilson's at response.confidence. */
#ifndef NETMKT_RESPONSE_H
#define NETMKT_RESPONSE_H

#include <netmkt/summary.h>

NETMKT_BEGIN_DECLS

/** What netmkt_response_times() groups requests by. */
enum {
    NETMKT_RESPONSE_ALL = 0,     /**< No groups. */
    NETMKT_RESPONSE_CHANNEL = 1, /**< The request's channel; those without come last, as "". */
    NETMKT_RESPONSE_KIND = 2,    /**< Its kind. */
    NETMKT_RESPONSE_HOUR = 3,    /**< Its hour of the day, shifted by the store's day offset: "00" to "23". */
    NETMKT_RESPONSE_WEEKDAY = 4, /**< Its weekday: "monday" to "sunday". */
    NETMKT_RESPONSE_MONTH = 5    /**< Its month: "2026-11". */
};

/** Response times by group: a table with group (text), requests, answered, open, within (int: answered within the target), share_within, low, high (real),
 *  median_hours, p90_hours (real: NaN where too few are answered to tell), mean_hours (real: of the answered), longest_hours (real: answered or open). Groups
 *  without requests are left out; the last row, "all", is of all requests.
 *  @param[in]  store     The store.
 *  @param[in]  settings  response.*, run.threads, customers asked about; or NULL.
 *  @param[in]  by        NETMKT_RESPONSE_...
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST: later events do not count, and open requests wait until it.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, or an unknown grouping.
 *  @retval NETMKT_E_RANGE    The moment is not in the years 0001 to 9999, or business closes before it opens.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads     Any; reads the store. The result does not depend on run.threads.
 *  @par Complexity  All events once, and a sort of the requests.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_response_times(netmkt_store *store, const netmkt_settings *settings, int32_t by, int64_t as_of_ms, netmkt_table **out);

/** Who waits now, longest first: a table with id (int), customer (text: key), kind, channel (text), since (time), waited_hours (real: business hours), late (int: 1
 *  beyond the target). A row a request; those that have waited equally long stand by time, then id.
 *  Parameters and failures as netmkt_response_times().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_response_waiting(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

NETMKT_END_DECLS
#endif
