/* Rows of CSV, RFC 4180, with newlines as line ends. */
#include "io/csv_row.h"

#include <netmkt/time.h>

#include <stdio.h>
#include <string.h>

#include "base/status.h"

void netmkt__csv_row_begin(netmkt__csv_row *row)
{
    row->size = 0;
    row->column = 0;
}

/* Room for so many more bytes; 0 after a failure. */
static int has_room(netmkt__csv_row *row, size_t more)
{
    if (row->status == NETMKT_OK)
        row->status = netmkt__grow(row->context, &row->bytes, &row->capacity, row->size + more, 1);
    return row->status == NETMKT_OK;
}

/* The delimiters up to a column. */
static void advance(netmkt__csv_row *row, size_t column)
{
    size_t commas = column - row->column + (row->column > 0 ? 1 : 0);

    if (!has_room(row, commas))
        return;
    if (commas > 0) /* the row may have no bytes yet */
        memset(row->bytes + row->size, ',', commas);
    row->size += commas;
    row->column = column + 1;
}

static int needs_quotes(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
            return 1;
    return 0;
}

void netmkt__csv_row_put(netmkt__csv_row *row, size_t column, const char *text, size_t length)
{
    advance(row, column);
    if (!has_room(row, 2 * length + 2))
        return;
    if (!needs_quotes(text, length)) {
        memcpy(row->bytes + row->size, text, length);
        row->size += length;
        return;
    }
    row->bytes[row->size++] = '"';
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            row->bytes[row->size++] = '"';
        row->bytes[row->size++] = text[i];
    }
    row->bytes[row->size++] = '"';
}

void netmkt__csv_row_text(netmkt__csv_row *row, size_t column, const char *text)
{
    netmkt__csv_row_put(row, column, text, strlen(text));
}

void netmkt__csv_row_whole(netmkt__csv_row *row, size_t column, int64_t value)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    netmkt__csv_row_text(row, column, text);
}

void netmkt__csv_row_money(netmkt__csv_row *row, size_t column, int64_t minor, int32_t exponent)
{
    char text[32];

    if (netmkt_money_format(minor, exponent, text, sizeof text) == NETMKT_OK)
        netmkt__csv_row_text(row, column, text);
}

void netmkt__csv_row_time(netmkt__csv_row *row, size_t column, int64_t time_ms)
{
    char text[40];
    netmkt_status status = netmkt_time_format(time_ms, text, sizeof text);

    if (status == NETMKT_OK)
        netmkt__csv_row_text(row, column, text);
    else if (row->status == NETMKT_OK)
        row->status = status;
}

void netmkt__csv_row_thousandths(netmkt__csv_row *row, size_t column, int64_t value)
{
    char text[32];
    size_t length;

    if (netmkt_money_format(value, 3, text, sizeof text) != NETMKT_OK)
        return;
    length = strlen(text);
    while (text[length - 1] == '0')
        length--;
    length -= text[length - 1] == '.';
    netmkt__csv_row_put(row, column, text, length);
}

void netmkt__csv_row_end(netmkt__csv_row *row)
{
    size_t commas = row->columns - row->column;

    if (!has_room(row, commas + 1))
        return;
    if (commas > 0) /* the row may have no bytes yet */
        memset(row->bytes + row->size, ',', commas);
    row->size += commas;
    row->bytes[row->size++] = '\n';
}

void netmkt__csv_row_free(netmkt__csv_row *row)
{
    netmkt__free(row->context, row->bytes);
    row->bytes = NULL;
}
