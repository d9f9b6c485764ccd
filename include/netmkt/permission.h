/** @file permission.h  Permission to contact: may a customer be sent a message on a channel, for a purpose, at a moment; if not, why, and when.
 *
 *  What forbids: consent (consent.h), suppression (suppression.h), caps on how many messages he gets, quiet hours and days in his local time, a recent complaint, an open request, age.
 *  Every limit is a setting, `permission.day` and so on; rules, a line each, change settings for saved segments or on a channel:
 *
 *      everybody:                 day 2, week 5
 *      everybody on telephone:    quiet_from 20:00, quiet_to 9:00, quiet_days 64
 *      segment vip:               day 4
 *      segment vip on email:      channel_day 3
 *
 *  What counts as a contact: an event of the kind message that the business started, whatever its channel, unless its campaign serves an exempt
 *  purpose (`permission.exempt`). Days, weeks and months are rolling: a message at t counts from t until 24 hours, 7 or 30 days later, exclusive.
 *  A customer's local time is UTC and his attribute `utc_offset`, else the store's day offset; there is no time zone database.
 *  His age is known from a time attribute `birth_date` if the store has one, else `birth_year`, of which the end counts.
 *
 *  Without settings a consent is needed on push channels, a bounce suppresses its channel until the customer acts on it again, a complaint until he agrees to it again.
 *  An answer for a moment rests on what is in the store up to it; "earliest" is the first moment from it on that would be answered yes if nothing more
 *  happened. docs/permission.md has the rules in full. It is no legal advice. */
#ifndef NETMKT_PERMISSION_H
#define NETMKT_PERMISSION_H

#include <netmkt/event.h>
#include <netmkt/settings.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** What forbids a contact: bits of a mask. */
enum {
    NETMKT_AGAINST_CONSENT = 1,        /**< No consent is in force where one is needed, or it was withdrawn: `permission.consent`. */
    NETMKT_AGAINST_SUPPRESSED = 2,     /**< He is on the suppression list, or complained on the channel, or messages bounce: `permission.bounces`, `permission.complaints`. */
    NETMKT_AGAINST_DAY = 4,            /**< `permission.day` */
    NETMKT_AGAINST_WEEK = 8,           /**< `permission.week` */
    NETMKT_AGAINST_MONTH = 16,         /**< `permission.month` */
    NETMKT_AGAINST_CHANNEL_DAY = 32,   /**< `permission.channel_day` */
    NETMKT_AGAINST_CHANNEL_WEEK = 64,  /**< `permission.channel_week` */
    NETMKT_AGAINST_CHANNEL_MONTH = 128,/**< `permission.channel_month` */
    NETMKT_AGAINST_CAMPAIGN = 256,     /**< `permission.campaign` */
    NETMKT_AGAINST_QUIET_HOURS = 512,  /**< His local time is within quiet hours. */
    NETMKT_AGAINST_QUIET_DAY = 1024,   /**< His local day is a quiet one. */
    NETMKT_AGAINST_COMPLAINT = 2048,   /**< He complained less than `permission.complaint_days` ago. */
    NETMKT_AGAINST_REQUEST = 4096,     /**< He waits for an answer. */
    NETMKT_AGAINST_AGE = 8192          /**< He is too young, or may be. */
};
/** How many of them there are: bits 0 to this - 1. */
#define NETMKT_AGAINST_COUNT 14

/** As an earliest moment: never, as things stand. */
#define NETMKT_NEVER INT64_MAX

/** An answer. */
typedef struct netmkt_permission {
    uint32_t struct_size;   /**< sizeof(netmkt_permission); set by the caller. */
    int32_t allowed;        /**< 1 or 0. */
    uint32_t reasons;       /**< NETMKT_AGAINST_...: everything that forbids it; 0 if it is allowed. */
    int32_t offset_minutes; /**< The customer's local time less UTC. */
    int64_t when_ms;        /**< The moment judged. */
    int64_t earliest_ms;    /**< The first moment, from it on, with a yes; #NETMKT_NEVER. */
} netmkt_permission;

/** Name of a reason, such as "quiet_hours", by its bit; NULL if it is not exactly one of them. Borrowed for ever.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API const char *netmkt_against_name(uint32_t reason);

/** Rules that change settings for some customers or on a channel. Immutable: any number of threads may use them. */
typedef struct netmkt_permission_rules netmkt_permission_rules;

/** Read rules from text: lines `everybody` or `segment NAME`, perhaps `on CHANNEL`, a colon, and settings with their values, separated by commas. A setting
 *  is named without `permission.`; a value is a number, `none` for no cap, yes or no, or a time such as 21:30 for a minute of the day. A name with blanks
 *  stands in quotation marks; "#" begins a remark. Of several lines that hold for a customer the last one wins.
 *  @param[in]  store   For the names of registered channels, whose numbers the rules then hold; NULL: built-in channels alone. Segments are looked up
 *                      whenever permission is asked.
 *  @param[in]  text    UTF-8. Borrowed for the call.
 *  @param[in]  length  Its bytes.
 *  @param[out] out     The rules, owned by the caller: netmkt_permission_rules_free(). NULL after a failure.
 *  @retval NETMKT_OK         Read.
 *  @retval NETMKT_E_INVALID  @p text or @p out is NULL.
 *  @retval NETMKT_E_FORMAT   No rules, more than 1,000 values or more than 16 segments; the message has the line, and the nearest known name.
 *  @retval NETMKT_E_RANGE    A value that the setting cannot have; the message has the line.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_permission_rules_parse(netmkt_store *store, const char *text, size_t length, netmkt_permission_rules **out);

/** Release rules. NULL is ignored. Settings that were given them keep their own copy.
 *  @since 0.1 */
NETMKT_API void netmkt_permission_rules_free(netmkt_permission_rules *rules);

/** Ask by these rules wherever the settings are given.
 *  @param[in] settings  The settings.
 *  @param[in] rules     Copied. NULL: none again.
 *  @retval NETMKT_OK         Set.
 *  @retval NETMKT_E_INVALID  @p settings is NULL.
 *  @retval NETMKT_E_NOMEM    Out of memory; nothing changed.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_settings_set_permission_rules(netmkt_settings *settings, const netmkt_permission_rules *rules);

/** May a customer be contacted?
 *  @param[in]     store     The store.
 *  @param[in]     settings  permission.*, and rules; or NULL.
 *  @param[in]     customer  His id.
 *  @param[in]     channel   The channel.
 *  @param[in]     purpose   NETMKT_FUNCTION_BRAND to NETMKT_FUNCTION_ONLINE_RESEARCH.
 *  @param[in]     campaign  For its cap; 0: none.
 *  @param[in]     when_ms   The moment of the contact, or #NETMKT_LATEST.
 *  @param[in,out] out       struct_size set by the caller; the rest is filled, and unchanged after a failure.
 *  @retval NETMKT_OK             Answered: read @p out.
 *  @retval NETMKT_E_INVALID      A NULL, no such channel, campaign or purpose.
 *  @retval NETMKT_E_NOT_FOUND    No such customer; or a segment in the rules is not saved.
 *  @retval NETMKT_E_RANGE        The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_FORMAT       A segment in the rules asks for permission itself.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory. Segments in the rules may fail as netmkt_segment_test() does.
 *  @par Threads     Any; reads the store. Segments of the rules are found just before the rest is read.
 *  @par Complexity  The customer's events of the time that caps and waiting look back; with segments in the rules, their cost.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_may_contact(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, netmkt_channel_id channel,
                                            int32_t purpose, netmkt_campaign_id campaign, int64_t when_ms, netmkt_permission *out);

/** Why, or why not: a table with a row for every reason that is looked at: reason (text), against (int: 1 or 0), evidence (text: in words, English in every
 *  locale), count, limit (int: of a cap; else -1), since (time: of the event that it rests on), until (time: the first moment at which the
 *  reason would not forbid; no value if it does not, or if it is never as things stand).
 *  @param[out] out  The table, owned by the caller: netmkt_table_free(). NULL after a failure. Other parameters and failures as netmkt_may_contact().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_contact_explain(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, netmkt_channel_id channel,
                                                int32_t purpose, netmkt_campaign_id campaign, int64_t when_ms, netmkt_table **out);

/** May these customers be contacted? All answers are of one moment of the store.
 *  @param[in]  settings     permission.*, rules, run.threads; or NULL. Whom they ask about does not matter.
 *  @param[in]  n            How many.
 *  @param[in]  customers    Their ids.
 *  @param[out] reasons      n masks of NETMKT_AGAINST_..., 0: allowed; may be NULL. Undefined after a failure, as the next.
 *  @param[out] earliest_ms  n moments, as netmkt_permission has them; may be NULL, which is faster.
 *  @retval NETMKT_OK  Answered. Other parameters and failures as netmkt_may_contact().
 *  @par Threads     Any; reads the store. The result does not depend on run.threads.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_permit(netmkt_store *store, const netmkt_settings *settings, netmkt_channel_id channel, int32_t purpose,
                                       netmkt_campaign_id campaign, int64_t when_ms, size_t n, const netmkt_customer_id *customers, uint32_t *reasons,
                                       int64_t *earliest_ms);

/** The same of everybody asked about who has a key: a table with id (int), customer (text: key), allowed (int: 1 or 0), reasons (text: names, separated by
 *  blanks), mask (int), earliest (time: no value for never).
 *  @param[out] out  The table, owned by the caller: netmkt_table_free(). NULL after a failure. Other parameters and failures as netmkt_permit().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_permit_table(netmkt_store *store, const netmkt_settings *settings, netmkt_channel_id channel, int32_t purpose,
                                             netmkt_campaign_id campaign, int64_t when_ms, netmkt_table **out);

/** Ask, and if the answer is yes count the contact, in one step: of threads that ask at once no more pass than the caps allow. Contacts that are in the
 *  store for later moments count, too, so that reserving in any order keeps the caps. The message is appended as an event of the kind message that the
 *  business started; it is durable after netmkt_store_commit(), as any event is. To never send more than is permitted, also after a crash: reserve, commit, send.
 *  @param[in]     settings  As for netmkt_may_contact().
 *  @param[in]     message   customer, channel, time_ms, and what else is known of it (campaign, offer, variant, cost, reference); kind
 *                           #NETMKT_KIND_MESSAGE or 0, initiator #NETMKT_INITIATOR_BUSINESS or the default. Copied.
 *  @param[in]     purpose   As for netmkt_may_contact().
 *  @param[in,out] out       The answer: if `allowed` is 1 the message was appended, else nothing was. struct_size set by the caller.
 *  @retval NETMKT_OK           Answered: read @p out.
 *  @retval NETMKT_E_EXISTS     The message's reference is in the store: it was counted before. Nothing was appended.
 *  @retval NETMKT_E_INVALID    As for netmkt_may_contact() and netmkt_event_append(), too.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_STATE      An earlier write failed. Others as netmkt_may_contact(); nothing was appended.
 *  @par Threads  Any; changes the store. Segments of the rules are found just before the step.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_contact_reserve(netmkt_store *store, const netmkt_settings *settings, const netmkt_event *message, int32_t purpose,
                                                netmkt_permission *out);

/** Take back a message that was reserved with a reference and will not be sent, before it is committed: it is gone, and its reference may come again.
 *  A committed event is a fact and stays; a message that was committed and not sent goes on counting.
 *  @param[in] reference  Its reference.
 *  @retval NETMKT_OK           Taken back.
 *  @retval NETMKT_E_INVALID    A NULL, or both numbers 0.
 *  @retval NETMKT_E_NOT_FOUND  No event that is not committed has this reference and is a message of the business.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_STATE      An earlier write failed. Nothing changed after any failure.
 *  @par Threads     Any; changes the store.
 *  @par Complexity  The events that are not committed.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_contact_cancel(netmkt_store *store, const uint64_t reference[2]);

NETMKT_END_DECLS
#endif
