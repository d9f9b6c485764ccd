/** @file import.h  Events and customers from CSV into a store, and out again. */
#ifndef NETMKT_IMPORT_H
#define NETMKT_IMPORT_H

#include <netmkt/event.h>

NETMKT_BEGIN_DECLS

/** An import under way. One thread at a time. The bytes are fed in pieces of any size, on which the result does not depend. Until
 *  netmkt_import_finish() what was read is uncommitted work of the store, which readers of the same handle may see, and others do not.
 *  docs/import.md describes files, fields and rules. */
typedef struct netmkt_import netmkt_import;

/** Flags of netmkt_import_options. */
enum {
    NETMKT_IMPORT_SKIP = 1,    /**< Leave bad rows out and list them; else the first one ends the import, with nothing imported. */
    NETMKT_IMPORT_REGISTER = 2, /**< Register unknown kinds and channels; else an unknown name is an error. Campaigns and offers are always added. */
    NETMKT_IMPORT_PERSONAL = 4 /**< Messages show values of personal attributes that could not be read; else they name the column alone. */
};

/** Options of netmkt_import_new(); fill with netmkt_import_options_init(). */
typedef struct netmkt_import_options {
    uint32_t struct_size;       /**< sizeof(netmkt_import_options). */
    uint32_t flags;             /**< NETMKT_IMPORT_... */
    int32_t utc_offset_minutes; /**< Of dates and times without one: minutes east of UTC, -1439 to 1439. Default 0. */
    uint32_t threads;           /**< Worker threads; 0: one a core. Default 1. The result does not depend on it. */
    netmkt_kind_id kind;        /**< Of rows without kind; default #NETMKT_KIND_ORDER (a negative amount makes it a return). */
    netmkt_channel_id channel;  /**< Of rows without channel; default 0. */
    uint8_t delimiter;          /**< Between fields; 0, the default: ',' or ';' or tab, whichever the header has. */
    uint8_t reserved[3];        /**< 0. */
} netmkt_import_options;

/** What an import did. */
typedef struct netmkt_import_report {
    uint32_t struct_size;      /**< sizeof(netmkt_import_report); set by the caller. */
    uint32_t reserved;         /**< 0. */
    uint64_t bytes;            /**< Bytes read. */
    uint64_t rows;             /**< Rows read, without the header. */
    uint64_t events;           /**< Events added. */
    uint64_t orders;           /**< Orders among them. */
    uint64_t returns;          /**< Returns among them. */
    uint64_t repeated;         /**< Events left out because their reference was there. */
    uint64_t new_customers;    /**< Customers added. */
    uint64_t customers;        /**< Different customers in the data. */
    uint64_t left_out;         /**< Rows of kinds translated to "-". */
    uint64_t skipped;          /**< Bad rows left out. */
    uint64_t without_customer; /**< Those among them that had no customer. */
    uint64_t rounded;          /**< Amounts that had more digits than the currency. */
} netmkt_import_report;

/** Fill @p options with the size and the defaults. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_import_options_init(netmkt_import_options *options);

/** Begin an import. The store must have nothing pending (NETMKT_E_STATE): the import is a commit of its own. Until it is
 *  finished or freed, nothing else may change the store.
 *  @param[in]  store    The store.
 *  @param[in]  options  Copied; NULL for the defaults.
 *  @param[out] out      Owned by the caller: netmkt_import_free(). NULL after a failure.
 *  @retval NETMKT_OK             Begun.
 *  @retval NETMKT_E_INVALID      A NULL, a wrong option.
 *  @retval NETMKT_E_STATE        The store has uncommitted work, or an earlier write failed.
 *  @retval NETMKT_E_READ_ONLY    Opened for reading.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size or flag.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_import_new(netmkt_store *store, const netmkt_import_options *options, netmkt_import **out);

/** Say which column holds what. Fields: customer, time, kind, channel, campaign, offer, variant, initiator, amount, cost, rating,
 *  reference, order; or the name of an attribute of customers. Fields not mapped are found by the usual names of columns.
 *  @param[in] import  The import, before the first bytes.
 *  @param[in] field   Name of the field.
 *  @param[in] column  Name of the column; for amount and cost also "A*B", the product of two; "" for none.
 *                     A column for "order" sums the lines of one order of one customer into one event, at the earliest of their times; a negative total is a return.
 *  @retval NETMKT_OK           Noted.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such field or attribute; the message has the nearest.
 *  @retval NETMKT_E_STATE      Bytes were fed already.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_import_map(netmkt_import *import, const char *field, const char *column);

/** Translate a name in the data to one of the store.
 *  @param[in] import  The import, before the first bytes.
 *  @param[in] what    "kind" or "channel"; the attribute acquired_channel is translated like a channel.
 *  @param[in] from    The name in the data, not empty. Copied.
 *  @param[in] to      A name that the store knows; or "-": leave such rows out (a channel: none).
 *  @retval NETMKT_OK           Noted.
 *  @retval NETMKT_E_INVALID    A NULL, or another @p what.
 *  @retval NETMKT_E_NOT_FOUND  The store has no @p to; the message has the nearest.
 *  @retval NETMKT_E_STATE      Bytes were fed already.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_import_translate(netmkt_import *import, const char *what, const char *from, const char *to);

/** Feed the next bytes of the file: RFC 4180, UTF-8 with or without BOM, LF or CRLF, quoted fields with newlines; a header first.
 *  @param[in] import  The import.
 *  @param[in] bytes   The bytes, @p size of them. Copied; may be NULL if that is 0.
 *  @param[in] size    Any number. Bytes are gathered: a failure may be told by a later call.
 *  @retval NETMKT_OK         Taken in.
 *  @retval NETMKT_E_FORMAT   Bad header or (without SKIP) a bad row: line, column and reason are in the message. The import is over: nothing is imported.
 *  @retval NETMKT_E_NOT_FOUND  An unknown name, or a needed column is missing; likewise.
 *  @retval NETMKT_E_RANGE    A number out of range; likewise.
 *  @retval NETMKT_E_EXISTS   An export defines what the store has with other properties; likewise.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_STATE    An earlier call failed.
 *  @retval NETMKT_E_NOMEM    Out of memory; the import is over.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_import_feed(netmkt_import *import, const char *bytes, size_t size);

/** The next bad row that was left out (flag SKIP), as "line 7, column amount: ..."; NETMKT_DONE when all that are known were given.
 *  May be called between feeds, and after the end. At most 100,000 are kept until they are asked for; more are only counted.
 *  @param[in]  import   The import.
 *  @param[out] line     Line of the file, from 1; 0 with NETMKT_DONE.
 *  @param[out] message  Borrowed until the next call with this import; NULL with NETMKT_DONE.
 *  @retval NETMKT_OK         Given.
 *  @retval NETMKT_DONE       No more for now.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_import_problem(netmkt_import *import, uint64_t *line, const char **message);

/** End the import: the last row, the orders summed, and the commit. A file without any row is a failure (NETMKT_E_FORMAT).
 *  @param[in]     import  The import.
 *  @param[in,out] report  struct_size set by the caller; or NULL.
 *  @retval NETMKT_OK             Imported and durable.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size of the report; the import goes on. Other failures as netmkt_import_feed() and
 *                                netmkt_store_commit(): nothing is imported.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_import_finish(netmkt_import *import, netmkt_import_report *report);

/** Release an import; one that is not finished is rolled back. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_import_free(netmkt_import *import);

/** An export under way: a CSV that imports into an empty store to give an equal one: attributes, kinds, channels, campaigns, offers,
 *  customers, events, and the store's currency and day offset (which the new store must be opened with). Left out are ids of customers,
 *  second keys of merged ones, and empty texts of attributes; customers without key get one. One thread at a time; the store should not
 *  change meanwhile, and must outlive it. */
typedef struct netmkt_export netmkt_export;

/** Begin an export.
 *  @param[in]  store  The store.
 *  @param[out] out    NULL after a failure.
 *  @retval NETMKT_OK         Begun; owned by the caller: netmkt_export_free().
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_export_new(netmkt_store *store, netmkt_export **out);
/** Begin an export in which nobody is named: keys and references are replaced by 128 bits of HMAC-SHA-256 under the caller's secret, as 32
 *  hexadecimal digits; only attributes that are known not to be personal (#NETMKT_PERSONAL_NO) are there. Otherwise as netmkt_export_new(): it
 *  imports into an empty store, where every judgement that does not use those attributes is the same. Equal secrets give equal pseudonyms. Who has
 *  the secret can tell who is who; so can, for some, whoever knows some of their acts: it is pseudonymous, not anonymous.
 *  @param[in]  store   The store.
 *  @param[in]  secret  Random bytes. Not kept beyond the export.
 *  @param[in]  size    How many: 16 to 4,096; 32 are a good choice.
 *  @param[out] out     NULL after a failure.
 *  @retval NETMKT_OK         Begun; owned by the caller: netmkt_export_free().
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    A secret too short or too long.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_export_pseudonymous(netmkt_store *store, const void *secret, size_t size, netmkt_export **out);
/** The next bytes.
 *  @param[in]  e         The export.
 *  @param[out] buffer    Filled with @p length bytes, without a NUL.
 *  @param[in]  capacity  Bytes in it, at least 1.
 *  @param[out] length    How many were written; 0 at the end and after a failure.
 *  @retval NETMKT_OK         Some were written.
 *  @retval NETMKT_DONE       That was all.
 *  @retval NETMKT_E_INVALID  A NULL, or a capacity of 0.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_export_next(netmkt_export *e, char *buffer, size_t capacity, size_t *length);
/** Release an export. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_export_free(netmkt_export *e);

NETMKT_END_DECLS
#endif
