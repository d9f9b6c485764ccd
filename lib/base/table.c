/* Tables: typed columns of one length, and an arena for their texts.
 *
 * Invariants:
 *  1. Every column has room for the number of rows the table was made with; table->rows never exceeds it.
 *  2. Every cell of a text column is a valid string: "" to begin with, else in the arena or a literal.
 *  3. Arena blocks never move, so that texts stay where they are. */
#include "base/table.h"

#include <string.h>

#include "base/context.h"
#include "base/nearest.h"
#include "base/status.h"
#include "base/table_parts.h"

#define BLOCK_BYTES 65536

struct netmkt__text_block {
    netmkt__text_block *next;
    size_t used, capacity;
    char bytes[];
};

netmkt_status netmkt__table_new(netmkt_context *context, size_t rows, int32_t exponent, netmkt_table **out)
{
    netmkt_table *table = netmkt__calloc(context, 1, sizeof *table);

    *out = NULL;
    if (table == NULL)
        return netmkt__nomem();
    table->context = context;
    table->rows = rows;
    table->exponent = exponent;
    *out = table;
    return NETMKT_OK;
}

void netmkt_table_free(netmkt_table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->columns; i++)
        netmkt__free(table->context, table->column[i].data);
    for (netmkt__text_block *block = table->blocks, *next; block != NULL; block = next) {
        next = block->next;
        netmkt__free(table->context, block);
    }
    netmkt__free(table->context, table->column);
    netmkt__free(table->context, table);
}

const char *netmkt__table_copy(netmkt_table *table, const char *text, size_t length)
{
    netmkt__text_block *block = table->blocks;
    char *at;

    if (length == 0)
        return "";
    if (block == NULL || block->capacity - block->used <= length) {
        size_t capacity = length < BLOCK_BYTES / 4 ? BLOCK_BYTES : length + 1;

        block = netmkt__alloc(table->context, sizeof *block + capacity, 1);
        if (block == NULL)
            return NULL;
        block->next = table->blocks;
        block->used = 0;
        block->capacity = capacity;
        table->blocks = block;
    }
    at = block->bytes + block->used;
    memcpy(at, text, length);
    at[length] = '\0';
    block->used += length + 1;
    return at;
}

netmkt_status netmkt__table_add(netmkt_table *table, const char *name, int32_t type, void *data_pointer)
{
    netmkt__column column = {.type = type};
    netmkt_status status = netmkt__grow(table->context, &table->column, &table->capacity, table->columns + 1, sizeof *table->column);

    if (status != NETMKT_OK)
        return status;
    column.name = netmkt__table_copy(table, name, strlen(name));
    /* every type has 8 bytes a value where pointers have */
    column.data = netmkt__calloc(table->context, table->rows, type == NETMKT_COLUMN_TEXT ? sizeof(const char *) : sizeof(int64_t));
    if (column.name == NULL || column.data == NULL) {
        netmkt__free(table->context, column.data);
        return netmkt__nomem();
    }
    if (type == NETMKT_COLUMN_TEXT) {
        const char **text = column.data;

        for (size_t row = 0; row < table->rows; row++)
            text[row] = "";
    }
    table->column[table->columns++] = column;
    memcpy(data_pointer, &column.data, sizeof column.data);
    return NETMKT_OK;
}

netmkt_status netmkt__table_add_all(netmkt_table *table, const netmkt__column_plan *plan, size_t columns)
{
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; status == NETMKT_OK && i < columns; i++)
        status = netmkt__table_add(table, plan[i].name, plan[i].type, plan[i].data_pointer);
    return status;
}

void netmkt__table_cells(netmkt_table *table, size_t index, void *data_pointer)
{
    memcpy(data_pointer, &table->column[index].data, sizeof table->column[index].data);
}

static void keep_in_column(const netmkt__column *column, const uint8_t *keep, size_t rows)
{
    size_t to = 0;

    if (column->type == NETMKT_COLUMN_TEXT) {
        const char **text = column->data;

        for (size_t row = 0; row < rows; row++)
            if (keep[row])
                text[to++] = text[row];
    } else {
        char *bytes = column->data; /* int64_t or double: moved as bytes */

        for (size_t row = 0; row < rows; row++)
            if (keep[row])
                memmove(bytes + to++ * sizeof(int64_t), bytes + row * sizeof(int64_t), sizeof(int64_t));
    }
}

void netmkt__table_keep(netmkt_table *table, const uint8_t *keep)
{
    size_t kept = 0;

    for (size_t i = 0; i < table->columns; i++)
        keep_in_column(&table->column[i], keep, table->rows);
    for (size_t row = 0; row < table->rows; row++)
        kept += keep[row] != 0;
    table->rows = kept;
}

size_t netmkt_table_rows(const netmkt_table *table)
{
    return table != NULL ? table->rows : 0;
}

size_t netmkt_table_columns(const netmkt_table *table)
{
    return table != NULL ? table->columns : 0;
}

const char *netmkt_table_column_name(const netmkt_table *table, size_t index)
{
    return table != NULL && index < table->columns ? table->column[index].name : NULL;
}

static const char *name_at(const void *argument, size_t i)
{
    return netmkt_table_column_name(argument, i);
}

netmkt_status netmkt_table_column(const netmkt_table *table, const char *name, int32_t *type, const void **data)
{
    const char *nearest;

    if (data != NULL)
        *data = NULL;
    if (table == NULL || name == NULL)
        return netmkt__misuse("table and name are needed");
    for (size_t i = 0; i < table->columns; i++) {
        if (strcmp(table->column[i].name, name) == 0) {
            if (type != NULL)
                *type = table->column[i].type;
            if (data != NULL)
                *data = table->column[i].data;
            return NETMKT_OK;
        }
    }
    nearest = netmkt__nearest(name, name_at, table);
    if (nearest != NULL)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no column \"%.64s\"; the nearest is \"%.64s\"", name, nearest);
    return netmkt__fail(NETMKT_E_NOT_FOUND, "no column \"%.64s\"; netmkt_table_column_name() lists them", name);
}
