/** @file table.h  Results with named, typed columns, for every bulk answer; and writing them out. */
#ifndef NETMKT_TABLE_H
#define NETMKT_TABLE_H

#include <netmkt/context.h>

NETMKT_BEGIN_DECLS

/** A result: rows by columns, in memory. Immutable once given out; any number of threads may read it. */
typedef struct netmkt_table netmkt_table;

/** Types of columns, and of what netmkt_table_column() points to. */
enum {
    NETMKT_COLUMN_INT = 1,   /**< const int64_t * */
    NETMKT_COLUMN_REAL = 2,  /**< const double *; NaN: no value */
    NETMKT_COLUMN_TEXT = 3,  /**< const char *const *; "" : no value. UTF-8, NUL-terminated, borrowed from the table. */
    NETMKT_COLUMN_TIME = 4,  /**< const int64_t *: milliseconds since 1970-01-01 UTC; INT64_MIN: no value */
    NETMKT_COLUMN_MONEY = 5  /**< const int64_t *: minor units, written with the store's exponent */
};

/** Forms of netmkt_table_write(). */
enum {
    NETMKT_FORMAT_TEXT = 1, /**< For a person: aligned columns, rounded numbers. */
    NETMKT_FORMAT_CSV = 2,  /**< RFC 4180 with a header; numbers with all digits needed to read them back. */
    NETMKT_FORMAT_JSON = 3  /**< An array of objects, one a line; no value is null. */
};

/** Where written bytes go: returns 0, or anything else to stop. Called on the calling thread, never under a lock. */
typedef int32_t (*netmkt_write_function)(void *user, const char *bytes, size_t size);

/** Number of rows; 0 for NULL.
 *  @since 0.1 */
NETMKT_API size_t netmkt_table_rows(const netmkt_table *table);
/** Number of columns; 0 for NULL.
 *  @since 0.1 */
NETMKT_API size_t netmkt_table_columns(const netmkt_table *table);
/** Name of a column by rank (0-based); NULL if there is none. Borrowed from the table.
 *  @since 0.1 */
NETMKT_API const char *netmkt_table_column_name(const netmkt_table *table, size_t index);
/** A column's type and values, by name.
 *  @param[in]  table  The table.
 *  @param[in]  name   Name of the column.
 *  @param[out] type   NETMKT_COLUMN_...; may be NULL.
 *  @param[out] data   netmkt_table_rows() values, borrowed until the table is freed; may be NULL.
 *  @retval NETMKT_OK           Found.
 *  @retval NETMKT_E_INVALID    @p table or @p name is NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such column; the message has the nearest name.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_table_column(const netmkt_table *table, const char *name, int32_t *type, const void **data);
/** Write a table.
 *  @param[in] table   The table.
 *  @param[in] format  NETMKT_FORMAT_...
 *  @param[in] write   Takes the bytes, in pieces of some kilobytes.
 *  @param[in] user    Passed to it.
 *  @retval NETMKT_OK           Written.
 *  @retval NETMKT_E_INVALID    A NULL or an unknown format.
 *  @retval NETMKT_E_CANCELLED  @p write said stop.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_table_write(const netmkt_table *table, int32_t format, netmkt_write_function write, void *user);
/** Write a table into the caller's buffer.
 *  @param[in]  table     The table.
 *  @param[in]  format    NETMKT_FORMAT_...
 *  @param[out] buffer    Filled with the bytes and a NUL if @p capacity holds them; may be NULL if it is 0.
 *  @param[in]  capacity  Bytes in it.
 *  @param[out] length    Bytes of the text, without the NUL; may be NULL.
 *  @retval NETMKT_OK         Written.
 *  @retval NETMKT_E_RANGE    The buffer is too small; @p length says what is needed, less the NUL.
 *  @retval NETMKT_E_INVALID  A NULL or an unknown format.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_table_text(const netmkt_table *table, int32_t format, char *buffer, size_t capacity, size_t *length);
/** Release a table. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_table_free(netmkt_table *table);

NETMKT_END_DECLS
#endif
