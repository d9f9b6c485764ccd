/** @file profile.h  Communication profile: who starts it, on what channels, at what hours of the customer's own day.
 *
 *  A contact is an event of the last profile.window_days that the customer or the business started. Of customers, segments (see
 *  netmkt_settings_set_customers()) and channels it tells:
 *
 *  | figure | is |
 *  |---|---|
 *  | pull share | contacts that the customer started, of all |
 *  | reciprocity | his acts (contacts that he started, of kinds with an engagement weight) for each message sent to him, at most 1 |
 *  | one-to-one share | contacts on channels that address one person, of those with a channel |
 *  | two-way share | contacts on channels on which he can answer, of those with a channel |
 *  | activity | contacts that he started, by hour and weekday of his local time: attribute "utc_offset", else the store's day offset |
 *
 *  A share of nothing is NaN. */
#ifndef NETMKT_PROFILE_H
#define NETMKT_PROFILE_H

#include <netmkt/summary.h>

NETMKT_BEGIN_DECLS

/** A communication profile. */
typedef struct netmkt_profile {
    uint32_t struct_size;        /**< sizeof(netmkt_profile); set by the caller. */
    int32_t best_hour;           /**< Local hour of most activity, 0 to 23, the earliest of equal ones; -1 without activity. */
    int32_t best_weekday;        /**< Weekday of most activity, 0 Monday to 6 Sunday, the first of equal ones; -1 without activity. */
    uint32_t channels;           /**< Different channels of the contacts. */
    netmkt_customer_id customer; /**< Whose; 0: of all asked about. */
    int64_t as_of_ms;            /**< The moment judged at. */
    double pull_share;           /**< Who starts it. */
    double reciprocity;          /**< Whether he answers. */
    double one_to_one_share;     /**< Whether he is addressed as a person. */
    double two_way_share;        /**< Whether he can answer. */
    uint64_t contacts;           /**< Contacts. */
    uint64_t started;            /**< Those that the customer started. */
    uint64_t acts;               /**< Those of them of kinds with an engagement weight. */
    uint64_t messages;           /**< Events of kind message that he did not start. */
    uint64_t with_channel;       /**< Contacts with a channel. */
    uint64_t one_to_one;         /**< Those of them on one-to-one channels. */
    uint64_t two_way;            /**< Those of them on two-way channels. */
    uint64_t hours[24];          /**< Activity by local hour. */
    uint64_t weekdays[7];        /**< Activity by local weekday, Monday first. */
} netmkt_profile;

/** The profile of one customer, or of all.
 *  @param[in]     store     The store.
 *  @param[in]     settings  profile.window_days; run.threads and the customers asked about for customer 0; or NULL.
 *  @param[in]     customer  His id, or 0 for all asked about.
 *  @param[in]     as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[in,out] out       struct_size set by the caller; the rest is filled. Unchanged after a failure.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_NOT_FOUND    No such customer.
 *  @retval NETMKT_E_RANGE        The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @par Threads     Any; reads the store.
 *  @par Complexity  The customer's events, or all.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_profile_get(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                            netmkt_profile *out);

/** The profiles of all customers asked about who have a contact: a table with id (int), customer (text: key), contacts (int), pull_share, reciprocity,
 *  one_to_one_share, two_way_share (real), channels, best_hour, best_weekday (int; -1: no activity).
 *  @param[out] out  The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Parameters and failures as netmkt_profile_get().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_profile_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

/** Profiles by channel, of all customers asked about: a table with channel (text), contacts, started (int), pull_share, share (real: of all contacts), best_hour,
 *  best_weekday (int), in the order of channels; contacts without channel come last, with "".
 *  @param[out] out  The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Parameters and failures as netmkt_profile_get().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_profile_channels(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer,
                                                 int64_t as_of_ms, netmkt_table **out);

/** Activity by local hour and weekday: a table of 24 rows with hour (int), monday to sunday, all (int).
 *  @param[out] out  The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Parameters and failures as netmkt_profile_get().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_profile_hours(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                              netmkt_table **out);

NETMKT_END_DECLS
#endif
