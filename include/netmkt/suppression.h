/** @file suppression.h  The suppression list: who must not be written to, customer or not.
 *
 *  The list knows a person by a keyed hash of his key alone: HMAC-SHA-256 under a secret of the store's own, random unless the caller sets it. So it can
 *  hold people who are no customers, or no more, without holding who they are; when somebody with that key becomes a customer, it holds for him at once.
 *  Who has the store can ask whether a key that he knows is on the list; he cannot read the keys from it.
 *
 *  An entry suppresses a person on a channel, or on every one, from its time on; an entry that is `lifted` takes that back. Of what was said up to a moment the
 *  latest holds, of one moment the one that suppresses; the history stays. For permission, entries with the reasons withdrawn and complaint hold until he agrees again, later, by a
 *  subscription or consent; the others until they are lifted. Entries with the reason bounce forbid every message, others all but those of the purposes in
 *  `permission.suppression_exempt`.
 *
 *  Bounces and complaints among the events suppress by themselves, without an entry (`permission.bounces`, `permission.complaints`); lifting takes them back, too.
 *  When a customer is erased, what his events and consents say becomes entries of his hash: a bounce since he last acted on the channel, however old; a complaint since he last
 *  agreed to it; a withdrawal, also of a single purpose, since the list knows none. The entries of a customer who was merged hold together, for all his keys, and are listed under the
 *  hash of the one that stays. */
#ifndef NETMKT_SUPPRESSION_H
#define NETMKT_SUPPRESSION_H

#include <netmkt/channel.h>
#include <netmkt/store.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** Why a person is on the list. */
enum {
    NETMKT_SUPPRESSED_ASKED = 1,     /**< He asked to be left alone. */
    NETMKT_SUPPRESSED_BOUNCE = 2,    /**< Messages do not arrive. */
    NETMKT_SUPPRESSED_COMPLAINT = 3, /**< He complained. */
    NETMKT_SUPPRESSED_WITHDRAWN = 4, /**< He unsubscribed, or withdrew his consent, before he was erased. */
    NETMKT_SUPPRESSED_LIST = 5,      /**< He is on a public list of people who want no advertising. */
    NETMKT_SUPPRESSED_OTHER = 6      /**< Any other. */
};

#define NETMKT_SUPPRESSION_HASH 32          /**< Bytes of a hash. */
#define NETMKT_SUPPRESSION_SECRET_LEAST 16  /**< Bytes of the shortest secret. */
#define NETMKT_SUPPRESSION_SECRET_MOST 64   /**< Bytes of the longest secret. */

/** Name of a reason: "asked", "bounce", "complaint", "withdrawn", "list", "other"; NULL for an unknown number. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_suppressed_name(int32_t reason);
/** Number of a reason by name; -1 if there is none.
 *  @since 0.1 */
NETMKT_API int32_t netmkt_suppressed_by_name(const char *name);

/** One entry. Fill with netmkt_suppression_init(). */
typedef struct netmkt_suppression {
    uint32_t struct_size;        /**< sizeof(netmkt_suppression). */
    int32_t reason;              /**< NETMKT_SUPPRESSED_... */
    const char *key;             /**< The person's key, UTF-8, 1 to 255 bytes, hashed and not kept; or NULL. */
    const unsigned char *hash;   /**< Instead of a key: #NETMKT_SUPPRESSION_HASH bytes made with the same secret. */
    int64_t time_ms;             /**< From when on. */
    netmkt_channel_id channel;   /**< The channel; 0: every one. */
    uint16_t reserved;           /**< 0. */
    int32_t lifted;              /**< 1: not suppressed any more; 0. */
} netmkt_suppression;

/** Fill @p suppression with size and zeros. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_suppression_init(netmkt_suppression *suppression);

/** Set the secret that keys are hashed with: before the first entry, where lists of hashes are to be exchanged between stores. Without it the store
 *  makes one of 32 random bytes when it first needs one.
 *  @param[in] store   The store.
 *  @param[in] secret  Random bytes. Copied, and kept in the store's file.
 *  @param[in] size    #NETMKT_SUPPRESSION_SECRET_LEAST to #NETMKT_SUPPRESSION_SECRET_MOST.
 *  @retval NETMKT_OK           Set, durable after netmkt_store_commit(); or it was this one already.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_RANGE      Too short or too long.
 *  @retval NETMKT_E_STATE      There are entries, or a committed secret; or an earlier write failed.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_NOMEM      Out of memory. Nothing changed after any failure.
 *  @par Threads  Any; changes the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_suppression_set_secret(netmkt_store *store, const void *secret, size_t size);

/** The secret of the store, for another that is to understand its hashes. Keep it as safe as the keys.
 *  @param[in]  store   The store.
 *  @param[out] secret  #NETMKT_SUPPRESSION_SECRET_MOST bytes of room.
 *  @param[out] size    Its bytes; 0: the store has none yet, and after a failure.
 *  @retval NETMKT_OK         Given.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_suppression_secret(netmkt_store *store, void *secret, size_t *size);

/** Add entries, all or none. One that is there already is left out.
 *  @param[in]  store   The store.
 *  @param[in]  first   The first. Copied.
 *  @param[in]  stride  Bytes from one to the next; sizeof(netmkt_suppression) for an array.
 *  @param[in]  n       How many.
 *  @param[out] added   How many were new; may be NULL.
 *  @retval NETMKT_OK             Added; durable after netmkt_store_commit().
 *  @retval NETMKT_E_INVALID      A NULL, neither or both of key and hash, no such reason or channel; the message has the number, as below.
 *  @retval NETMKT_E_RANGE        A time that is not in the years 0001 to 9999.
 *  @retval NETMKT_E_FORMAT       A key is no UTF-8, empty or too long.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_STATE        A hash where the store has no secret yet, which it cannot have been made with; or an earlier write failed.
 *  @retval NETMKT_E_IO           The system has no random bytes for a secret.
 *  @retval NETMKT_E_READ_ONLY    Opened for reading.
 *  @retval NETMKT_E_NOMEM        Out of memory. Nothing changed after any failure.
 *  @par Threads     Any; changes the store.
 *  @par Complexity  O(n); if there are hashes of people new to the list, every customer's key is hashed once, about a microsecond each.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_suppression_add(netmkt_store *store, const netmkt_suppression *first, size_t stride, size_t n, size_t *added);

/** Add the entries of a CSV file with a header, all or none, and commit: columns key or hash (64 hexadecimal digits), time, and perhaps channel, reason
 *  (else asked) and state ("suppressed", as where it is missing, or "lifted").
 *  @param[in]  store  The store, without uncommitted changes.
 *  @param[in]  bytes  The file.
 *  @param[in]  size   Its bytes.
 *  @param[out] added  How many entries were new; may be NULL.
 *  @retval NETMKT_OK           Read and committed.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_FORMAT     The file, or a value; the message has line and column.
 *  @retval NETMKT_E_NOT_FOUND  A column or channel that is not there.
 *  @retval NETMKT_E_STATE      Uncommitted changes; a hash without a secret; or an earlier write failed.
 *  @retval NETMKT_E_RANGE      A time.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_NOMEM      Out of memory; others as netmkt_suppression_add() and netmkt_store_commit(). Nothing changed after any failure.
 *  @par Threads  Any; changes the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_suppression_read(netmkt_store *store, const char *bytes, size_t size, size_t *added);

/** Is a person on the list? Entries alone are asked; what his events and consents say, netmkt_may_contact() knows.
 *  @param[in]  store     The store.
 *  @param[in]  key       His key, of a customer or of nobody. Of a customer who was merged the entries of all his keys count.
 *  @param[in]  channel   The channel.
 *  @param[in]  when_ms   The moment.
 *  @param[out] reason    NETMKT_SUPPRESSED_...; 0: he is not, and after a failure.
 *  @param[out] since_ms  The time of the entry that holds, also of one that is lifted; INT64_MIN: there is none. May be NULL.
 *  @retval NETMKT_OK         Answered.
 *  @retval NETMKT_E_INVALID  A NULL, or no such channel.
 *  @retval NETMKT_E_FORMAT   It can be no key.
 *  @retval NETMKT_E_RANGE    The moment is not in the years 0001 to 9999.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_suppression_state(netmkt_store *store, const char *key, netmkt_channel_id channel, int64_t when_ms, int32_t *reason,
                                                  int64_t *since_ms);

/** The hash of a key under the store's secret.
 *  @param[in]  store  The store.
 *  @param[in]  key    The key.
 *  @param[out] hash   #NETMKT_SUPPRESSION_HASH bytes; unchanged after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_FORMAT   It can be no key.
 *  @retval NETMKT_E_STATE    The store has no secret yet.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_suppression_hash(netmkt_store *store, const char *key, unsigned char *hash);

/** Entries: a table with hash (text: 64 hexadecimal digits), customer (text: key; "" of somebody who is none), time, channel (text; "": every one), reason (text),
 *  state (text: "suppressed" or "lifted"), in the order in which they came.
 *  @param[in]  key  Of one person, as for netmkt_suppression_state(); NULL: all.
 *  @param[out] out  The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_FORMAT   It can be no key.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_suppression_list(netmkt_store *store, const char *key, netmkt_table **out);

NETMKT_END_DECLS
#endif
