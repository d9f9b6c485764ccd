/* Tables made by callers, and parts of tables: the public way to build one. Every function checks all it is given before
 * it changes anything; a column that cannot be filled is taken away again. */
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "base/table_parts.h"
#include "base/text.h"

netmkt_status netmkt_table_new(netmkt_context *context, size_t rows, int32_t exponent, netmkt_table **out)
{
    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (exponent < 0 || exponent > 9)
        return netmkt__fail(NETMKT_E_INVALID, "money with %d digits behind the point; 0 to 9 are possible", (int)exponent);
    return netmkt__table_new(context, rows, exponent, out);
}

static netmkt_status check_texts(const char *name, const char *const *texts, size_t rows)
{
    for (size_t row = 0; row < rows; row++)
        if (texts[row] == NULL || !netmkt__utf8_valid(texts[row], strlen(texts[row])))
            return netmkt__fail(NETMKT_E_FORMAT, "column \"%.64s\", row %zu: %s", name, row, texts[row] == NULL ? "the text is NULL" : "the text is no UTF-8");
    return NETMKT_OK;
}

static netmkt_status check_column(const netmkt_table *table, const char *name, int32_t type, const void *values)
{
    if (table == NULL || name == NULL || *name == '\0')
        return netmkt__misuse("a table and a name are needed");
    if (!netmkt__utf8_valid(name, strlen(name)))
        return netmkt__fail(NETMKT_E_INVALID, "the name of a column is no UTF-8");
    if (values == NULL && table->rows > 0)
        return netmkt__misuse("values are needed");
    if (type < NETMKT_COLUMN_INT || type > NETMKT_COLUMN_MONEY)
        return netmkt__fail(NETMKT_E_INVALID, "%d is no type of columns", (int)type);
    for (size_t i = 0; i < table->columns; i++)
        if (strcmp(table->column[i].name, name) == 0)
            return netmkt__fail(NETMKT_E_EXISTS, "the table has a column \"%.64s\" already", name);
    return type == NETMKT_COLUMN_TEXT ? check_texts(name, values, table->rows) : NETMKT_OK;
}

/* Take away the column added last. */
static void drop_column(netmkt_table *table)
{
    netmkt__free(table->context, table->column[--table->columns].data);
}

/* Fill the new column `to` with `values`, row i from rows[i], or i where rows is NULL. */
static netmkt_status fill(netmkt_table *table, int32_t type, void *to, const void *values, const uint64_t *rows)
{
    for (size_t i = 0; i < table->rows; i++) {
        size_t from = rows != NULL ? (size_t)rows[i] : i;

        if (type == NETMKT_COLUMN_TEXT) {
            const char *text = ((const char *const *)values)[from];
            const char *kept = netmkt__table_copy(table, text, strlen(text));

            if (kept == NULL)
                return netmkt__nomem();
            ((const char **)to)[i] = kept;
        } else if (type == NETMKT_COLUMN_REAL)
            ((double *)to)[i] = ((const double *)values)[from];
        else
            ((int64_t *)to)[i] = ((const int64_t *)values)[from];
    }
    return NETMKT_OK;
}

static netmkt_status add_filled(netmkt_table *table, const char *name, int32_t type, const void *values, const uint64_t *rows)
{
    void *to = NULL;
    netmkt_status status = netmkt__table_add(table, name, type, &to);

    if (status != NETMKT_OK)
        return status;
    status = fill(table, type, to, values, rows);
    if (status != NETMKT_OK)
        drop_column(table);
    return status;
}

netmkt_status netmkt_table_add(netmkt_table *table, const char *name, int32_t type, const void *values)
{
    netmkt_status status = check_column(table, name, type, values);

    return status == NETMKT_OK ? add_filled(table, name, type, values, NULL) : status;
}

netmkt_status netmkt_table_select(const netmkt_table *table, const char *const *columns, size_t column_count, const uint64_t *rows,
                                  size_t row_count, netmkt_table **out)
{
    netmkt_table *part = NULL;
    netmkt_status status = NETMKT_OK;
    size_t count;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (table == NULL || (columns == NULL && column_count > 0))
        return netmkt__misuse("a table, and the names of the columns, are needed");
    for (size_t i = 0; rows != NULL && i < row_count; i++)
        if (rows[i] >= table->rows)
            return netmkt__fail(NETMKT_E_RANGE, "row %llu of a table of %zu", (unsigned long long)rows[i], table->rows);
    if (rows == NULL && row_count > table->rows)
        row_count = table->rows;
    count = column_count > 0 ? column_count : table->columns;
    status = netmkt__table_new(table->context, row_count, table->exponent, &part);
    for (size_t i = 0; i < count && status == NETMKT_OK; i++) {
        const char *name = column_count > 0 ? columns[i] : table->column[i].name;
        const void *values = NULL;
        int32_t type = 0;

        status = netmkt_table_column(table, name, &type, &values);
        if (status == NETMKT_OK)
            status = add_filled(part, name, type, values, rows);
    }
    if (status != NETMKT_OK) {
        netmkt_table_free(part);
        return status;
    }
    *out = part;
    return NETMKT_OK;
}
