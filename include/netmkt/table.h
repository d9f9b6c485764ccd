/** @file table.h  Results with named, typed columns, for every bulk answer; and writing them out. */
#ifndef NETMKT_TABLE_H
#define NETMKT_TABLE_H

#include <netmkt/context.h>

NETMKT_BEGIN_DECLS

/** A result: rows by columns, in memory. Nothing changes it but netmkt_table_add(); any number of threads may read it. */
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
    NETMKT_FORMAT_JSON = 3  /**< An array of objects, one a line; no value, and infinity, is null. */
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
/** Make an empty table, for answers of the caller's own.
 *  @param[in]  context   Context, or NULL. Must outlive the table.
 *  @param[in]  rows      Rows that every column will have.
 *  @param[in]  exponent  Digits behind the point of its money columns, 0 to 9.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  @p out is NULL, or a wrong exponent.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_table_new(netmkt_context *context, size_t rows, int32_t exponent, netmkt_table **out);
/** Add a column to a table of the caller's own, behind the others. Not while another thread reads the table.
 *  @param[in] table   The table.
 *  @param[in] name    Its name, UTF-8, not empty. Copied.
 *  @param[in] type    NETMKT_COLUMN_...
 *  @param[in] values  netmkt_table_rows() values as netmkt_table_column() gives them. Copied, with their texts.
 *  @retval NETMKT_OK         Added.
 *  @retval NETMKT_E_INVALID  A NULL, an empty name, or no such type. The table is unchanged, as after every failure.
 *  @retval NETMKT_E_EXISTS   It has a column of that name.
 *  @retval NETMKT_E_FORMAT   A text is NULL or no UTF-8; the message has the row.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_table_add(netmkt_table *table, const char *name, int32_t type, const void *values);
/** Make a table of some columns and rows of another.
 *  @param[in]  table         The table. It may be freed before the new one.
 *  @param[in]  columns       @p column_count names, in the order wanted; or NULL for all columns, if that is 0.
 *  @param[in]  column_count  How many; 0: all.
 *  @param[in]  rows          @p row_count ranks of rows (0-based), in the order wanted; or NULL for the first @p row_count rows.
 *  @param[in]  row_count     How many; with @p rows NULL, more than there are means all.
 *  @param[out] out           The new table, owned by the caller. NULL after a failure.
 *  @retval NETMKT_OK           Made.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such column; the message has the nearest name.
 *  @retval NETMKT_E_RANGE      No such row.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_table_select(const netmkt_table *table, const char *const *columns, size_t column_count,
                                             const uint64_t *rows, size_t row_count, netmkt_table **out);
/** Release a table. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_table_free(netmkt_table *table);

NETMKT_END_DECLS
#endif
