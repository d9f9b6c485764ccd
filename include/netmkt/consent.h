/** @file consent.h  Consents: what customers said about being written to, on which channel and for which purpose, with time, source and proof.
 *
 *  The history is kept whole: a consent is added, never changed. What holds at a moment is the latest one up to it that speaks of the channel (or of all) and of
 *  the purpose (or of all); events of the kinds subscribe and unsubscribe count as granted and withdrawn, for every purpose, on their channel, or on all
 *  without one. Of several at one moment the strictest holds: withdrawn, unknown, requested, granted, confirmed. netmkt_may_contact() asks here;
 *  docs/permission.md has the rules. Erasing a customer erases his consents, merging gives them to the customer who stays. */
#ifndef NETMKT_CONSENT_H
#define NETMKT_CONSENT_H

#include <netmkt/channel.h>
#include <netmkt/customer.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** What was said. */
enum {
    NETMKT_CONSENT_UNKNOWN = 0,   /**< Nothing; as a record: what was known does not hold any more. */
    NETMKT_CONSENT_REQUESTED = 1, /**< He was asked, and has not answered. */
    NETMKT_CONSENT_GRANTED = 2,   /**< He agreed: single opt-in. */
    NETMKT_CONSENT_CONFIRMED = 3, /**< He agreed, and confirmed it through the channel itself: double opt-in. */
    NETMKT_CONSENT_WITHDRAWN = 4  /**< He took it back, or objected. */
};

/** A purpose beyond the eight functions: to pass data about him on to others (disclosure.h). A consent to every purpose (0) does not grant it. */
#define NETMKT_PURPOSE_DISCLOSURE 9

/** Name of a purpose: of a function, or "disclosure"; NULL for an unknown number. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_purpose_name(int32_t purpose);
/** Number of a purpose by name; -1 if there is none.
 *  @since 0.1 */
NETMKT_API int32_t netmkt_purpose_by_name(const char *name);

/** One record. Fill with netmkt_consent_init(). */
typedef struct netmkt_consent {
    uint32_t struct_size;        /**< sizeof(netmkt_consent). */
    int32_t status;              /**< NETMKT_CONSENT_... */
    netmkt_customer_id customer; /**< Who. */
    int64_t time_ms;             /**< When; may be in the past. */
    int32_t purpose;             /**< NETMKT_FUNCTION_..., NETMKT_PURPOSE_DISCLOSURE, or 0: every purpose. */
    netmkt_channel_id channel;   /**< The channel, or 0: every channel. */
    uint16_t reserved;           /**< 0. */
    const char *source;          /**< Where he said it, such as "checkout form"; UTF-8 of at most 255 bytes, or NULL. */
    const char *proof;           /**< What proves it, such as the text shown and an address; at most 4,095 bytes, or NULL. */
    const char *policy;          /**< Version of the policy he agreed to; at most 255 bytes, or NULL. */
} netmkt_consent;

/** Fill @p consent with size and zeros. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_consent_init(netmkt_consent *consent);
/** Name of a status, such as "granted"; NULL for an unknown number. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_consent_name(int32_t status);
/** Number of a status by name; -1 if there is none.
 *  @since 0.1 */
NETMKT_API int32_t netmkt_consent_by_name(const char *name);

/** Add consents, all or none. One that is in the store already, in every field, is left out: adding a file twice is as good as once.
 *  @param[in]  store   The store.
 *  @param[in]  first   The first. Copied, with its texts.
 *  @param[in]  stride  Bytes from one to the next; sizeof(netmkt_consent) for an array.
 *  @param[in]  n       How many.
 *  @param[out] added   How many were new; may be NULL.
 *  @retval NETMKT_OK             Added; durable after netmkt_store_commit().
 *  @retval NETMKT_E_INVALID      A NULL, no such channel, purpose or status, reserved not 0; the message has the record's number, as below.
 *  @retval NETMKT_E_NOT_FOUND    No such customer.
 *  @retval NETMKT_E_RANGE        A time that is not in the years 0001 to 9999; a text that is too long.
 *  @retval NETMKT_E_FORMAT       A text is no UTF-8, or has control characters.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_READ_ONLY    Opened for reading.
 *  @retval NETMKT_E_STATE        An earlier write failed.
 *  @retval NETMKT_E_NOMEM        Out of memory. Nothing changed after any failure.
 *  @par Threads  Any; changes the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_consent_add(netmkt_store *store, const netmkt_consent *first, size_t stride, size_t n, size_t *added);

/** What holds for a customer, channel and purpose at a moment, of records and of the events subscribe and unsubscribe.
 *  @param[in]  store     The store.
 *  @param[in]  customer  His id.
 *  @param[in]  channel   The channel.
 *  @param[in]  purpose   NETMKT_FUNCTION_BRAND to NETMKT_FUNCTION_ONLINE_RESEARCH.
 *  @param[in]  when_ms   The moment, or NETMKT_LATEST.
 *  @param[out] status    NETMKT_CONSENT_...; UNKNOWN if nothing was said.
 *  @param[out] since_ms  Since when; INT64_MIN if nothing was said. May be NULL.
 *  @retval NETMKT_OK           Found.
 *  @retval NETMKT_E_INVALID    A NULL, no such channel or purpose.
 *  @retval NETMKT_E_NOT_FOUND  No such customer.
 *  @retval NETMKT_E_RANGE      The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_consent_state(netmkt_store *store, netmkt_customer_id customer, netmkt_channel_id channel, int32_t purpose, int64_t when_ms,
                                              int32_t *status, int64_t *since_ms);

/** The history: a table with customer (text: key), time, channel, purpose, status, source, proof, policy (text; "" for all channels, all purposes, and
 *  no text), by customer and time.
 *  @param[in]  customer  Of one; 0: of everybody.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK           Made.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such customer.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_consent_list(netmkt_store *store, netmkt_customer_id customer, netmkt_table **out);

/** Read a CSV of consents into the store, as a commit of its own: RFC 4180, UTF-8, a header that names the columns customer, time, status, and perhaps channel,
 *  purpose, source, proof, policy, in any order; others are ignored. It is what netmkt_consent_list() gives. Customers that the store does not know are added.
 *  @param[in]  store  The store; nothing may be pending.
 *  @param[in]  bytes  The whole file, @p size bytes. Copied.
 *  @param[in]  size   Bytes.
 *  @param[out] added  How many were new; may be NULL.
 *  @retval NETMKT_OK           Read and durable.
 *  @retval NETMKT_E_FORMAT     A bad header or row: line, column and reason are in the message. Nothing is changed, as after every failure.
 *  @retval NETMKT_E_NOT_FOUND  An unknown channel (with the nearest name), or a needed column is missing.
 *  @retval NETMKT_E_RANGE      A time out of range, or a text that is too long.
 *  @retval NETMKT_E_STATE      The store has uncommitted work, or an earlier write failed.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_NOMEM      Out of memory. Others as netmkt_store_commit().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_consent_read(netmkt_store *store, const char *bytes, size_t size, size_t *added);

NETMKT_END_DECLS
#endif
