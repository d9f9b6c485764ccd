/** @file store.h  A store: customers, channels, campaigns, offers and events in one durable file.
 *
 *  Durability promises:
 *   1. When netmkt_store_commit() has returned ::NETMKT_OK, everything done before it survives a crash of the
 *      process, the system or the power, as far as the medium keeps what it says it synced.
 *   2. A commit is whole or absent: after a crash at any moment the store opens with exactly the commits that
 *      returned, and at most the one that was under way, complete.
 *   3. A torn tail that a crash left is cut off when the store is next opened for writing. Damage anywhere else
 *      is reported as ::NETMKT_E_CORRUPT with its offset, never skipped in silence.
 *   4. After a failed sync, or a failed write to the file in use, the store refuses further changes (::NETMKT_E_STATE)
 *      until it is opened again; what had been committed can still be read. A snapshot for which there was no room
 *      leaves the file in use as it was, and the store writes on.
 *   5. A checkpoint replaces the file in one step: at any moment the name leads to a complete store.
 *   6. After netmkt_customer_erase() has returned, the erased bytes are in no part of the file.
 *
 *  Caveats: one writer at a time; not on network file systems without working locks. A file FILE has a lock file
 *  FILE-lock beside it while it is written, and FILE-new during a checkpoint; both may stay after a crash, and do no harm. */
#ifndef NETMKT_STORE_H
#define NETMKT_STORE_H

#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** An open store. May be used from any number of threads: reads run side by side, a change excludes them, so that a call sees
 *  all of another or nothing of it. Calls with the handle that writes see its uncommitted changes; one opened for reading sees commits only. */
typedef struct netmkt_store netmkt_store;

/** Flags of netmkt_store_options. */
enum {
    NETMKT_STORE_READ_ONLY = 1,  /**< Open an existing file for reading; takes no lock. */
    NETMKT_STORE_MUST_EXIST = 2, /**< Do not create a missing file. */
    NETMKT_STORE_MUST_CREATE = 4,/**< Fail if the file exists. */
    NETMKT_STORE_NO_AUTO_CHECKPOINT = 8 /**< Write a snapshot only when asked; every commit is written as journal. */
};

/** Options of netmkt_store_open(); fill with netmkt_store_options_init(). Currency and day offset count when a store is created, and are kept in it. */
typedef struct netmkt_store_options {
    uint32_t struct_size;       /**< sizeof(netmkt_store_options). */
    uint32_t flags;             /**< NETMKT_STORE_... */
    netmkt_context *context;    /**< NULL: defaults. Must outlive the store. */
    char currency[4];           /**< ISO 4217 code, NUL-terminated; default "XXX", none said. */
    int32_t currency_exponent;  /**< Digits of the minor unit, 0 to 9; default 2: cents. */
    int32_t day_offset_minutes; /**< A purchase day is a UTC day shifted by this, -1439 to 1439; default 0. */
    uint32_t lock_wait_ms;      /**< How long to wait for another writer to close, in sleeps of up to 10 ms each; 0, the default: not at all. */
} netmkt_store_options;

/** What netmkt_store_stats() tells. */
typedef struct netmkt_store_statistics {
    uint32_t struct_size;       /**< sizeof(netmkt_store_statistics); set by the caller. */
    uint32_t format_version;    /**< Of the file. */
    uint64_t customers;         /**< Customers, erased and merged ones not counted. */
    uint64_t events;            /**< Events. */
    uint64_t commits;           /**< Commits since the store was made. */
    uint64_t file_bytes;        /**< Size of the file's contents; 0 for a store in memory. */
    uint64_t journal_bytes;     /**< Part of it that is journal. */
    uint64_t memory_bytes;      /**< Estimate of memory in use, a mapped snapshot included. */
    int64_t first_ms;           /**< Time of the earliest event; 0 without events. */
    int64_t last_ms;            /**< Time of the latest event; 0 without events. */
    uint64_t pending_events;    /**< Events not yet committed. */
    uint32_t attributes;        /**< How many are known, built-in ones included. */
    uint32_t kinds;             /**< Likewise. */
    uint32_t channels;          /**< Likewise. */
    uint32_t campaigns;         /**< How many are known. */
    uint32_t offers;            /**< How many are known. */
    int32_t currency_exponent;  /**< Digits of the minor unit. */
    int32_t day_offset_minutes; /**< Shift of days. */
    char currency[4];           /**< ISO 4217 code. */
} netmkt_store_statistics;

/** Fill @p options with the size and the defaults. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_store_options_init(netmkt_store_options *options);

/** Open a store file, creating it (mode 0600) if it is missing.
 *
 *  @param[in]  path     File name in UTF-8, or NULL for a store in memory. Copied.
 *  @param[in]  options  Options, or NULL for the defaults. Copied.
 *  @param[out] out      The store, owned by the caller: netmkt_store_close(). NULL after a failure.
 *  @retval NETMKT_OK             Opened.
 *  @retval NETMKT_E_INVALID      A NULL, a wrong flag, currency, exponent or offset.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size or flag.
 *  @retval NETMKT_E_LOCKED       Another process or handle writes to it, and still did after @c lock_wait_ms; open it read-only, or later.
 *  @retval NETMKT_E_NOT_FOUND    Missing, with MUST_EXIST or READ_ONLY.
 *  @retval NETMKT_E_EXISTS       There, with MUST_CREATE.
 *  @retval NETMKT_E_CORRUPT      No store, or damaged; the message has the offset. The file is unchanged.
 *  @retval NETMKT_E_VERSION      Written by a newer version. The file is unchanged.
 *  @retval NETMKT_E_IO           The system refused; the message has its reason. A directory, a missing permission.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_store_open(const char *path, const netmkt_store_options *options, netmkt_store **out);

/** Make everything done so far durable, atomically. In memory: mark it as the point to roll back to.
 *  A commit larger than the snapshot and a mebibyte is written as a new snapshot instead of as journal (see netmkt_store_checkpoint()).
 *  @retval NETMKT_OK           Durable. Also where there was nothing to commit.
 *  @retval NETMKT_E_INVALID    @p store is NULL.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_STATE      An earlier write or sync failed: open the store again.
 *  @retval NETMKT_E_IO         Not durable; the store refuses further changes.
 *  @retval NETMKT_E_NOMEM      Out of memory; everything is still pending.
 *  @par Threads  Any; excludes other calls.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_store_commit(netmkt_store *store);

/** Drop everything since the last commit. Ids given out since are void.
 *  @retval NETMKT_OK           As at the last commit.
 *  @retval NETMKT_E_INVALID    @p store is NULL.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_NOMEM      Out of memory; nothing was dropped.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_store_rollback(netmkt_store *store);

/** Commit, and write the whole store as a new snapshot without journal. Runs by itself, within a commit, when
 *  the journal has outgrown the snapshot and 64 MiB.
 *  @retval NETMKT_OK  Written. Failures as netmkt_store_commit().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_store_checkpoint(netmkt_store *store);

/** For a store opened for reading: take in what a writer has committed since.
 *  @retval NETMKT_OK         Up to date. For the writing handle: nothing to do.
 *  @retval NETMKT_E_INVALID  @p store is NULL.
 *  After a failure the store is at one of the commits between that before and the latest; refresh it again. Names and texts
 *  borrowed from the store are void after a success, since the file may have been replaced.
 *  @retval NETMKT_E_CORRUPT  The file is damaged.
 *  @retval NETMKT_E_IO       The system refused.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_store_refresh(netmkt_store *store);

/** Fill @p out with figures about the store.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_E_INVALID      An argument is NULL.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_store_stats(netmkt_store *store, netmkt_store_statistics *out);

/** Read a store file from end to end and verify every checksum and every rule of the format; changes nothing.
 *  @param[in]  path     The file.
 *  @param[in]  context  Context, or NULL.
 *  @retval NETMKT_OK           Whole. A torn tail of an unfinished commit is no damage.
 *  @retval NETMKT_E_NOT_FOUND  No such file.
 *  @retval NETMKT_E_CORRUPT    Damaged, or no store; the message has the offset.
 *  @retval NETMKT_E_VERSION    A newer format.
 *  @retval NETMKT_E_IO         The system refused.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_store_check(const char *path, netmkt_context *context);

/** Save what can be proved to be whole of a damaged store into a new one. The damaged file is only read; nobody may be
 *  writing to it.
 *
 *  Taken are all commits whose checksums are right, and of the snapshot all sections whose checksum is right and that
 *  mean something without the others. What is found behind a lost commit is taken as far as it applies. Ids of customers stay
 *  what they were: one whose key is lost is called "recovered customer" and his number. Where numbers of kinds, channels,
 *  attributes, campaigns or offers cannot be proved any more, because the definition of one may be lost, events stay without
 *  channel, campaign or offer, and are left out if it is the kind. Columns of events that are lost are at their default in the
 *  new store: also amounts.
 *  @param[in]  from     The damaged file.
 *  @param[in]  to       The new file; there must be none of that name.
 *  @param[in]  context  Context, or NULL. Must outlive the report.
 *  @param[out] report   What was left, a line each: INT "offset" in the file, TEXT "part", INT "events" known to be lost
 *                       or changed with it, TEXT "what". No rows: all was whole. Owned by the caller: netmkt_table_free(). May be
 *                       NULL; NULL after a failure.
 *  @retval NETMKT_OK           The new store is there, with all that could be saved; see the report.
 *  @retval NETMKT_E_INVALID    A path is NULL or empty.
 *  @retval NETMKT_E_NOT_FOUND  @p from does not exist.
 *  @retval NETMKT_E_EXISTS     @p to does.
 *  @retval NETMKT_E_CORRUPT    No store, or nothing in it can be proved. Nothing was made.
 *  @retval NETMKT_E_VERSION    Written by a newer version.
 *  @retval NETMKT_E_LOCKED     Another process is making @p to.
 *  @retval NETMKT_E_IO         The system refused. Parts of @p from that cannot be read count as damaged.
 *  @retval NETMKT_E_NOMEM      Out of memory: the whole file and its tables must fit.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_store_recover(const char *from, const char *to, netmkt_context *context, netmkt_table **report);

/** Close a store; uncommitted work is dropped. NULL is ignored. Cursors that still live keep what they need until they are
 *  closed: the file stays open, and locked, until then.
 *  @par Threads  Any one; no other call may be under way or follow, but of its cursors.
 *  @since 0.1 */
NETMKT_API void netmkt_store_close(netmkt_store *store);

NETMKT_END_DECLS
#endif
