/** @file spend.h  What a channel or a campaign cost on a day, beside the costs of single events. */
#ifndef NETMKT_SPEND_H
#define NETMKT_SPEND_H

#include <netmkt/channel.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** Least day of a spend record: 0001-01-01. */
#define NETMKT_SPEND_DAY_MIN (-719162)
/** Most day of a spend record: 9999-12-31. */
#define NETMKT_SPEND_DAY_MAX 2932896

/** One spend record. A channel, a campaign and a day have at most one; its amount is what that day cost. Fill with netmkt_spend_init(). */
typedef struct netmkt_spend {
    uint32_t struct_size;        /**< sizeof(netmkt_spend). */
    netmkt_channel_id channel;   /**< On what; 0: no channel in particular. */
    uint16_t reserved;           /**< 0. */
    netmkt_campaign_id campaign; /**< For what; 0: no campaign. */
    int32_t day;                 /**< Days since 1970-01-01, #NETMKT_SPEND_DAY_MIN to #NETMKT_SPEND_DAY_MAX; the store's days (its day offset applied). */
    int64_t amount;              /**< Minor units. */
} netmkt_spend;

/** Fill @p spend with size and zeros. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_spend_init(netmkt_spend *spend);

/** Set what days cost, all or none: each amount replaces what was known of its channel, campaign and day. Putting the same again
 *  changes nothing.
 *  @param[in] store   The store.
 *  @param[in] first   The first record; its amount is >= 0, and 0 removes it. Copied.
 *  @param[in] stride  Bytes from one to the next; sizeof(netmkt_spend) for an array.
 *  @param[in] n       How many; of equal ones the last counts.
 *  @retval NETMKT_OK             Set; durable after netmkt_store_commit().
 *  @retval NETMKT_E_INVALID      A NULL, an unknown channel or campaign, reserved not 0, a stride that is too small.
 *  @retval NETMKT_E_RANGE        A day or an amount out of range; the message has the record's number.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_READ_ONLY    Opened for reading.
 *  @retval NETMKT_E_STATE        An earlier write failed.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @par Complexity  O(1) a record.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_spend_put(netmkt_store *store, const netmkt_spend *first, size_t stride, size_t n);

/** Add to what days cost, all or none: an invoice more, or a credit note (negative). NETMKT_E_RANGE also where a day would cost less
 *  than 0, or more than an amount can hold. Otherwise as netmkt_spend_put().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_spend_add(netmkt_store *store, const netmkt_spend *first, size_t stride, size_t n);

/** What a day cost on a channel for a campaign; 0 where nothing is known of it.
 *  @param[in]     store  The store.
 *  @param[in,out] spend  Channel, campaign and day (and struct_size) say which; the amount is filled in.
 *  @retval NETMKT_OK             Filled in.
 *  @retval NETMKT_DONE           There is none; the amount is 0.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_spend_get(netmkt_store *store, netmkt_spend *spend);

/** All spend records by day, channel and campaign: the columns channel, campaign, day ("2026-01-31") and amount (money).
 *  @param[in]  store  The store.
 *  @param[out] out    Owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Given.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  O(n log n).
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_spend_list(netmkt_store *store, netmkt_table **out);

/** Flags of netmkt_spend_read(). */
enum {
    NETMKT_SPEND_ADD = 1,     /**< Add to what is known; else a day of the file replaces it. */
    NETMKT_SPEND_REGISTER = 2 /**< Register unknown channels; else an unknown name is an error. Campaigns are always added. */
};

/** What netmkt_spend_read() did. */
typedef struct netmkt_spend_report {
    uint32_t struct_size; /**< sizeof(netmkt_spend_report); set by the caller. */
    uint32_t reserved;    /**< 0. */
    uint64_t rows;        /**< Rows read, without the header. */
    uint64_t records;     /**< Different channels, campaigns and days among them. */
    uint64_t rounded;     /**< Amounts that had more digits than the currency. */
    int64_t amount;       /**< Their sum, minor units. */
} netmkt_spend_report;

/** Read a CSV of spend into the store, as a commit of its own: RFC 4180, UTF-8, a header that names the columns channel, campaign,
 *  day (or date) and amount (or cost or spend) in any order, others are ignored; channel or campaign may be missing or empty. Rows of one channel,
 *  campaign and day are added up, and their sum replaces what the store had: reading a file twice is as good as once.
 *  @param[in]     store   The store; nothing may be pending.
 *  @param[in]     bytes   The whole file, @p size bytes. Copied.
 *  @param[in]     size    Bytes.
 *  @param[in]     flags   NETMKT_SPEND_..., or'ed.
 *  @param[in,out] report  struct_size set by the caller; or NULL.
 *  @retval NETMKT_OK             Read and durable.
 *  @retval NETMKT_E_FORMAT       A bad header or row: line, column and reason are in the message. Nothing is changed, as after every failure.
 *  @retval NETMKT_E_NOT_FOUND    An unknown channel (with the nearest name), or a needed column is missing.
 *  @retval NETMKT_E_RANGE        A day or an amount out of range; a day that would cost less than 0.
 *  @retval NETMKT_E_STATE        The store has uncommitted work, or an earlier write failed.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size or flag.
 *  @retval NETMKT_E_READ_ONLY    Opened for reading.
 *  @retval NETMKT_E_NOMEM        Out of memory. Others as netmkt_store_commit().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_spend_read(netmkt_store *store, const char *bytes, size_t size, uint32_t flags, netmkt_spend_report *report);

NETMKT_END_DECLS
#endif
