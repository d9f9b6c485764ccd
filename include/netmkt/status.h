/** @file status.h  Results of functions, and the message behind a failure. */
#ifndef NETMKT_STATUS_H
#define NETMKT_STATUS_H

#include <netmkt/api.h>

NETMKT_BEGIN_DECLS

/** What a function returns: 0 good, positive a normal end, negative a failure. Values never change. */
typedef int32_t netmkt_status;

enum {
    NETMKT_OK = 0,   /**< Done. */
    NETMKT_DONE = 1, /**< Nothing more to give (cursors, steps). */

    NETMKT_E_INVALID = -1,     /**< A wrong argument: the caller's mistake. */
    NETMKT_E_NOMEM = -2,       /**< Out of memory. */
    NETMKT_E_IO = -3,          /**< The system failed to read, write, sync, or the disk is full. */
    NETMKT_E_LOCKED = -4,      /**< Another process, or another handle of this one, writes to the store. */
    NETMKT_E_CORRUPT = -5,     /**< A store file is damaged, or no store file. */
    NETMKT_E_FORMAT = -6,      /**< Text or data from outside is malformed. */
    NETMKT_E_VERSION = -7,     /**< A file of a newer format than this library knows. */
    NETMKT_E_NOT_FOUND = -8,   /**< No such customer, attribute, channel, file, column, setting. */
    NETMKT_E_EXISTS = -9,      /**< It is there already, with other properties. */
    NETMKT_E_RANGE = -10,      /**< A number out of its range, or a sum that overflows. */
    NETMKT_E_READ_ONLY = -11,  /**< The store was opened for reading. */
    NETMKT_E_STATE = -12,      /**< Not now: the object is in a state that forbids it (message says which). */
    NETMKT_E_DATA = -13,       /**< The data cannot answer the question: too few, all alike, degenerate. */
    NETMKT_E_CONVERGE = -14,   /**< A numerical search found no optimum. */
    NETMKT_E_UNSUPPORTED = -15,/**< Unknown struct size, flag or feature: the caller is newer than the library. */
    NETMKT_E_CANCELLED = -16   /**< A progress callback asked to stop. */
};

/** The calling thread's last failure, as one line: what, where, what to do.
 *  @return Borrowed until the thread's next failing call; "" if none failed yet. Calls that succeed leave it alone.
 *  @par Threads  Each thread has its own.
 *  @since 0.1 */
NETMKT_API const char *netmkt_last_error(void);

/** The name of a status, such as "NETMKT_E_CORRUPT".
 *  @return Borrowed for ever; "unknown status" for any other number.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API const char *netmkt_status_name(netmkt_status status);

NETMKT_END_DECLS
#endif
