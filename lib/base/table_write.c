/* Tables as CSV and JSON, and the ways out: a function, or a buffer. */
#include <math.h>
#include <string.h>

#include <netmkt/event.h>
#include <netmkt/time.h>

#include "base/json.h"
#include "base/status.h"
#include "base/table.h"
#include "base/table_parts.h"

void netmkt__sink_flush(netmkt__sink *sink)
{
    if (!sink->stopped && sink->used > 0)
        sink->stopped = sink->write(sink->user, sink->bytes, sink->used) != 0;
    sink->used = 0;
}

void netmkt__sink_put(netmkt__sink *sink, const char *bytes, size_t size)
{
    while (size > 0) {
        size_t room = sizeof sink->bytes - sink->used, part = size < room ? size : room;

        memcpy(sink->bytes + sink->used, bytes, part);
        sink->used += part;
        bytes += part;
        size -= part;
        if (sink->used == sizeof sink->bytes)
            netmkt__sink_flush(sink);
    }
}

void netmkt__sink_fill(netmkt__sink *sink, char byte, size_t count)
{
    while (count-- > 0)
        netmkt__sink_byte(sink, byte);
}

size_t netmkt__time_text(int64_t time_ms, char *buffer)
{
    buffer[0] = '\0';
    if (time_ms < NETMKT_TIME_MIN || time_ms > NETMKT_TIME_MAX || netmkt_time_format(time_ms, buffer, NETMKT__NUMBER_TEXT) != NETMKT_OK)
        return 0;
    return strlen(buffer);
}

size_t netmkt__cell_text(const netmkt_table *table, const netmkt__column *column, size_t row, char *buffer)
{
    const int64_t *whole = column->data;
    const double *real = column->data;

    buffer[0] = '\0';
    switch (column->type) {
    case NETMKT_COLUMN_INT:
        return netmkt__int_text(whole[row], buffer);
    case NETMKT_COLUMN_MONEY:
        return netmkt__money_text(whole[row], table->exponent, buffer);
    case NETMKT_COLUMN_TIME:
        return netmkt__time_text(whole[row], buffer);
    default:
        return netmkt__real_text(real[row], buffer);
    }
}

static const char *text_at(const netmkt__column *column, size_t row)
{
    const char *const *text = column->data;

    return text[row];
}

static void put_csv_text(netmkt__sink *sink, const char *text, int alone)
{
    if (text[0] == '\0' && alone) { /* else the line would be empty, which many readers skip */
        netmkt__sink_put(sink, "\"\"", 2);
        return;
    }
    if (strpbrk(text, ",\"\n\r") == NULL) {
        netmkt__sink_put(sink, text, strlen(text));
        return;
    }
    netmkt__sink_byte(sink, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            netmkt__sink_byte(sink, '"');
        netmkt__sink_byte(sink, *text);
    }
    netmkt__sink_byte(sink, '"');
}

static void write_csv(const netmkt_table *table, netmkt__sink *sink)
{
    char buffer[NETMKT__NUMBER_TEXT];

    for (size_t i = 0; i < table->columns; i++) {
        if (i > 0)
            netmkt__sink_byte(sink, ',');
        put_csv_text(sink, table->column[i].name, 0);
    }
    netmkt__sink_byte(sink, '\n');
    for (size_t row = 0; row < table->rows && !sink->stopped; row++) {
        for (size_t i = 0; i < table->columns; i++) {
            const netmkt__column *column = &table->column[i];

            if (i > 0)
                netmkt__sink_byte(sink, ',');
            if (column->type == NETMKT_COLUMN_TEXT)
                put_csv_text(sink, text_at(column, row), table->columns == 1);
            else
                netmkt__sink_put(sink, buffer, netmkt__cell_text(table, column, row, buffer));
        }
        netmkt__sink_byte(sink, '\n');
    }
}

static void put_json_cell(const netmkt_table *table, const netmkt__column *column, size_t row, netmkt__sink *sink)
{
    const double *real = column->data;
    char buffer[NETMKT__NUMBER_TEXT];
    size_t length;

    if (column->type == NETMKT_COLUMN_TEXT && text_at(column, row)[0] != '\0') {
        netmkt__json_text(sink, text_at(column, row));
        return;
    }
    length = column->type == NETMKT_COLUMN_TEXT || (column->type == NETMKT_COLUMN_REAL && !isfinite(real[row]))
                 ? 0 : netmkt__cell_text(table, column, row, buffer);
    if (length == 0)
        netmkt__sink_put(sink, "null", 4);
    else if (column->type == NETMKT_COLUMN_TIME)
        netmkt__json_text(sink, buffer);
    else
        netmkt__sink_put(sink, buffer, length);
}

static void write_json(const netmkt_table *table, netmkt__sink *sink)
{
    netmkt__sink_byte(sink, '[');
    for (size_t row = 0; row < table->rows && !sink->stopped; row++) {
        netmkt__sink_put(sink, row > 0 ? ",\n{" : "\n{", row > 0 ? 3 : 2);
        for (size_t i = 0; i < table->columns; i++) {
            if (i > 0)
                netmkt__sink_byte(sink, ',');
            netmkt__json_text(sink, table->column[i].name);
            netmkt__sink_byte(sink, ':');
            put_json_cell(table, &table->column[i], row, sink);
        }
        netmkt__sink_byte(sink, '}');
    }
    netmkt__sink_put(sink, table->rows > 0 ? "\n]\n" : "]\n", table->rows > 0 ? 3 : 2);
}

netmkt_status netmkt_table_write(const netmkt_table *table, int32_t format, netmkt_write_function write, void *user)
{
    netmkt_status status = NETMKT_OK;
    netmkt__sink sink;

    if (table == NULL || write == NULL)
        return netmkt__misuse("table and write are needed");
    sink.write = write;
    sink.user = user;
    sink.used = 0;
    sink.stopped = 0;
    switch (format) {
    case NETMKT_FORMAT_TEXT: status = netmkt__table_write_text(table, &sink); break;
    case NETMKT_FORMAT_CSV: write_csv(table, &sink); break;
    case NETMKT_FORMAT_JSON: write_json(table, &sink); break;
    default: return netmkt__fail(NETMKT_E_INVALID, "no format %d; see NETMKT_FORMAT_TEXT and kin", (int)format);
    }
    if (status != NETMKT_OK)
        return status;
    netmkt__sink_flush(&sink);
    return sink.stopped ? netmkt__fail(NETMKT_E_CANCELLED, "the function that takes the bytes said stop") : NETMKT_OK;
}

typedef struct target {
    char *buffer;
    size_t capacity, length;
} target;

static int32_t copy_to_target(void *user, const char *bytes, size_t size)
{
    target *t = user;

    if (t->length < t->capacity)
        memcpy(t->buffer + t->length, bytes, size < t->capacity - t->length ? size : t->capacity - t->length);
    t->length += size;
    return 0;
}

netmkt_status netmkt_table_text(const netmkt_table *table, int32_t format, char *buffer, size_t capacity, size_t *length)
{
    target t = {buffer, capacity, 0};
    netmkt_status status;

    if (length != NULL)
        *length = 0;
    if (table == NULL || (buffer == NULL && capacity > 0))
        return netmkt__misuse("table and buffer are needed");
    status = netmkt_table_write(table, format, copy_to_target, &t);
    if (status != NETMKT_OK) {
        if (capacity > 0)
            buffer[0] = '\0';
        return status;
    }
    if (length != NULL)
        *length = t.length;
    if (t.length >= capacity) {
        if (capacity > 0)
            buffer[0] = '\0';
        return netmkt__fail(NETMKT_E_RANGE, "the text has %zu bytes and a NUL; the buffer has room for %zu", t.length, capacity);
    }
    buffer[t.length] = '\0';
    return NETMKT_OK;
}
