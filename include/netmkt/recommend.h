/** @file recommend.h  For a customer or a segment: on which channel, at which hour, with which offer.
 *
 *  Channels are ranked by the response rate to expect of the next message. A message (an event of kind message on a one-to-one channel that the customer did not start)
 *  is a trial: answered, if within recommend.answer_days and before the next one on the channel he does something of a kind with an engagement weight there, or
 *  elsewhere for its campaign. The latest, if its time is not over yet, is undecided, and left out.
 *
 *  Rates differ from customer to customer by a beta distribution (the beta-binomial model; Skellam 1948), one for each channel, and apart for customers who act
 *  on the channel by themselves: fitted by maximum likelihood to everybody's trials. A customer's k responses to n messages are shrunk to it:
 *  (k + strength * mean) / (n + strength), where the mean is that of the segment asked about (netmkt_settings_set_customers()), itself shrunk to everybody's by
 *  recommend.segment_messages. Who was never written to gets the mean of those like him.
 *
 *  The best hour is that of most activity in his local day, shrunk to the segment's day by recommend.hour_events and smoothed over neighbouring hours.
 *
 *  Offers on sale are ranked by delivered value (delivered.h) from survey answers on their parts: his own where he gave some, else the segment's, shrunk to
 *  everybody's by recommend.offer_answers; the same for the weights. A part of an offer that nobody rated is taken as the mean of the others. */
#ifndef NETMKT_RECOMMEND_H
#define NETMKT_RECOMMEND_H

#include <netmkt/summary.h>

NETMKT_BEGIN_DECLS

/** Fitted response rates and hours. Immutable: any number of threads may use it, also after its store is closed. */
typedef struct netmkt_recommender netmkt_recommender;

/** Learn response rates and hours from everybody's events; the segment's from those asked about.
 *  @param[in]  store     The store.
 *  @param[in]  settings  recommend.*, delivered.*, run.threads, customers asked about: the segment; or NULL. Copied.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       Owned by the caller: netmkt_recommender_free(), before the store's context ends. NULL after a failure.
 *  @retval NETMKT_OK         Learned; from a store without messages, too.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads     Any; reads the store. The result does not depend on run.threads.
 *  @par Complexity  All events once, then a fit for each channel.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_recommender_new(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_recommender **out);

/** Which channels a recommender tells that asks for permission. */
enum {
    NETMKT_RECOMMEND_PERMITTED = 0, /**< Those permitted: the others are left out. */
    NETMKT_RECOMMEND_ANY = 1        /**< All, with what stands against them. */
};

/** The same recommender, asking for permission (permission.h) at the moment of each question. A channel is left out of a customer's recommendation if
 *  anything but quiet hours and days forbids a contact on it, or if it never ends; quiet times are avoided instead: `hour` is the best whole local hour that is not
 *  within quiet hours, -1 if there is none. For a segment as a whole a channel is left out if none of its customers with a key may be contacted on it so; its
 *  hour heeds quiet hours of those in no segment of the rules.
 *
 *  Tables have more columns, last. Of a customer's channels: reasons (text: names of what forbids a contact at the moment, separated by blanks), earliest (time:
 *  the first moment with a yes; no value for never). Of a segment's channels: customers (int: with a key, asked about), permitted (real: share of them who may be contacted).
 *  Of everybody: reasons, earliest (of the channel), left_out (text: the most promising channel that was left out, if it is better; else ""), left_out_reasons (text).
 *  The words say why a better channel was left out.
 *  @param[in]  recommender  The recommender; it stays as it is, and is not needed any more.
 *  @param[in]  settings     permission.*, and rules; or NULL. Copied. Whom they ask about does not matter.
 *  @param[in]  purpose      NETMKT_FUNCTION_BRAND to NETMKT_FUNCTION_ONLINE_RESEARCH.
 *  @param[in]  campaign     For its cap; 0: none. One that the store does not have fails when it is asked: #NETMKT_E_INVALID.
 *  @param[in]  which        NETMKT_RECOMMEND_...
 *  @param[out] out          Owned by the caller: netmkt_recommender_free(). NULL after a failure. Its questions may fail as netmkt_may_contact() does, too.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, no such purpose or @p which.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_recommender_permit(const netmkt_recommender *recommender, const netmkt_settings *settings, int32_t purpose,
                                                   netmkt_campaign_id campaign, int32_t which, netmkt_recommender **out);

/** Release a recommender. NULL is ignored.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API void netmkt_recommender_free(netmkt_recommender *recommender);

/** What was learned, by channel: a table with channel (text), uses (int: 1 customers who use it by themselves, 0 the others), customers, messages, responses (int),
 *  mean, strength (real: of the beta distribution of rates), fitted (int: 1 if they are fitted, 0 if there were too few customers), segment_messages,
 *  segment_responses (int), segment_mean (real).
 *  @param[in]  recommender  The recommender.
 *  @param[in]  store        The store it was made from, or a later state of it, for names: so in all functions here.
 *  @param[out] out          The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_recommender_rates(const netmkt_recommender *recommender, netmkt_store *store, netmkt_table **out);

/** Channels for a customer or the segment, the most promising first: a table with channel (text), expected, low, high (real: the response rate, with its interval at
 *  recommend.confidence), prior (real: what is expected of people like him), messages, responses (int: his own, or the segment's), uses (int: 1 if he acts on the channel by
 *  himself; 0 of a segment), hour (int: best local hour, -1: nothing known), hour_share (real: share of his activity to expect in it).
 *  @param[in]  recommender  The recommender.
 *  @param[in]  store        The store.
 *  @param[in]  customer     His id, or 0 for the segment as a whole.
 *  @param[in]  as_of_ms     The moment up to which his own events count, or #NETMKT_LATEST.
 *  @param[out] out          The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK           Made; without rows if no message was ever sent to anybody.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such customer.
 *  @retval NETMKT_E_RANGE      The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @par Threads     Any; reads the store.
 *  @par Complexity  The customer's events.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_recommender_channels(const netmkt_recommender *recommender, netmkt_store *store, netmkt_customer_id customer,
                                                     int64_t as_of_ms, netmkt_table **out);

/** Offers on sale for a customer or the segment, the most likely chosen first: a table with offer (text), share (real: choice share among them), value, cost,
 *  delivered (real), rated (int: parts that anybody rated), own (int: parts that he rated himself). Without rows if no survey rates the parts of one.
 *  @param[out] out  The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Parameters and failures as netmkt_recommender_channels().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_recommender_offers(const netmkt_recommender *recommender, netmkt_store *store, netmkt_customer_id customer,
                                                   int64_t as_of_ms, netmkt_table **out);

/** Everybody asked about who has a key: a table with id (int), customer (text: key), channel (text: the best; "" if none is known), expected, prior (real), messages,
 *  responses (int: his own on it), second (text: the next best), second_expected (real), hour (int: -1 if nothing is known), hour_share (real), offer (text),
 *  offer_share (real).
 *  @param[in]  recommender  The recommender; its settings say who is asked about.
 *  @param[in]  store        The store.
 *  @param[in]  as_of_ms     The moment, or #NETMKT_LATEST.
 *  @param[out] out          The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads     Any; reads the store. The result does not depend on run.threads.
 *  @par Complexity  The events of those asked about.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_recommender_all(const netmkt_recommender *recommender, netmkt_store *store, int64_t as_of_ms, netmkt_table **out);

/** Why: the best channel, hour and offer in words, a line each, in English, the same in every locale.
 *  @param[out] buffer    UTF-8 and a NUL, if @p capacity holds them; may be NULL if it is 0.
 *  @param[in]  capacity  Bytes of the buffer; 2,048 always suffice.
 *  @param[out] length    Bytes of the text, without the NUL; may be NULL.
 *  @retval NETMKT_OK       Written. Other parameters and failures as netmkt_recommender_channels().
 *  @retval NETMKT_E_RANGE  Also if the buffer is too small: it then holds "", and @p length says what is needed.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_recommender_explain(const netmkt_recommender *recommender, netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms,
                                                    char *buffer, size_t capacity, size_t *length);

NETMKT_END_DECLS
#endif
