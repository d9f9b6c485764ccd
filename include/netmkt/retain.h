/** @file retain.h  Retention: rules that say how long what is known is kept, and erase what is older.
 *
 *  A rule is a line:
 *
 *      events view, click on website older than 14 months
 *      events all older than 10 years
 *      attribute phone of customers without events for 2 years
 *      customers without events for 3 years
 *      customers without events for 1 year anonymously where country = "DE" and orders = 0
 *
 *  What is erased is gone from memory and file in one step, as netmkt_customer_erase() does it: nothing of it can be recovered from the file. Consents go with their
 *  customers; disclosures stay, of nobody named; that somebody must not be written to stays as a hash (suppression.h). docs/privacy.md has the language in full. */
#ifndef NETMKT_RETAIN_H
#define NETMKT_RETAIN_H

#include <netmkt/event.h>
#include <netmkt/settings.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** Rules of retention. Immutable: any number of threads may use them, on the store that they were read for. */
typedef struct netmkt_retention netmkt_retention;

/** The most rules of a retention. */
#define NETMKT_RETENTION_RULES 64

/** Read rules from text, a line each; "#" begins a remark, a name with blanks stands in quotation marks.
 *  `events KINDS [on CHANNELS] older than AGE`, `customers [without events [for AGE]] [anonymously]`, `attribute NAME [of customers without events [for AGE]]`; each of
 *  them perhaps with `where` and an expression of segment.h at its end. Kinds and channels are names separated by commas, or `all`; all kinds
 *  are those but subscribe, unsubscribe, bounce and complaint, which say whether somebody may be written to, and go only where they are named; an age is a whole number of days,
 *  weeks, months or years. `customers` and `attribute` alone, without a condition, would erase everybody, and are refused.
 *  @param[in]  store   For the names of kinds, channels and attributes, and what segments refer to.
 *  @param[in]  text    UTF-8. Borrowed for the call.
 *  @param[in]  length  Its bytes.
 *  @param[out] out     The rules, owned by the caller: netmkt_retention_free(). NULL after a failure.
 *  @retval NETMKT_OK           Read.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_FORMAT     No rules, more than #NETMKT_RETENTION_RULES, or one that is none; the message has the line, and what is expected.
 *  @retval NETMKT_E_NOT_FOUND  A name that the store does not know; the message has the line, and the nearest.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_retention_parse(netmkt_store *store, const char *text, size_t length, netmkt_retention **out);

/** Release rules. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_retention_free(netmkt_retention *retention);

/** For netmkt_retain(). */
enum {
    NETMKT_RETAIN_DRY_RUN = 1 /**< Count, and change nothing. */
};

/** Erase what the rules say, all of it or nothing, and commit, with all that is pending, through a checkpoint; where there is nothing to erase, nothing is done.
 *
 *  Every rule is judged on the store as it was before; what two rules erase counts for the first. An event at t is older than 90 days as of w if w - t is more than 90
 *  days; months and years are counted in the calendar of the store's day offset (a month before March 31 is the last of February). A customer is without events for an age if
 *  he has some, and the last of those up to w, whoever began it, is older; without events if he never had one. Events behind w stay unless their customer goes, who has none of them: a customer with an
 *  event behind w is not without events.
 *  @param[in]  store      The store.
 *  @param[in]  retention  The rules.
 *  @param[in]  settings   For judgements in `where`, and whom to ask about: nobody else is touched; or NULL.
 *  @param[in]  as_of_ms   The moment, or #NETMKT_LATEST: the end of the day of the latest event, which may lie some time back.
 *  @param[in]  flags      NETMKT_RETAIN_..., or 0.
 *  @param[out] out        May be NULL: a table with a row for each rule: line, rule (text), and ints of what it erased, or would: customers (from whom something goes), events,
 *                         values (of attributes), consents. Owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK           Done, durable; or counted.
 *  @retval NETMKT_E_INVALID    A NULL, or unknown flags.
 *  @retval NETMKT_E_RANGE      The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading; a dry run is possible.
 *  @retval NETMKT_E_STATE      An earlier write failed; or others changed the store again and again while segments were found.
 *  @retval NETMKT_E_IO         Writing failed. Others as netmkt_segment_ids(). Nothing changed after any failure.
 *  @par Threads     Any; changes the store.
 *  @par Complexity  All events once for every rule, and a copy of the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_retain(netmkt_store *store, const netmkt_retention *retention, const netmkt_settings *settings, int64_t as_of_ms, uint32_t flags,
                                       netmkt_table **out);

NETMKT_END_DECLS
#endif
