/* Tables for a person: columns aligned by display width, numbers to the right, rounded alike within a column. */
#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "base/table_parts.h"

#define GAP 2 /* blanks between columns */

typedef struct layout {
    size_t width;
    int32_t decimals;  /* of a real column */
    int32_t only_days; /* of a time column: every moment is a midnight */
} layout;

/* One code point from valid UTF-8 (a broken sequence counts byte by byte). */
static uint32_t next_code_point(const char **text)
{
    const unsigned char *p = (const unsigned char *)*text;
    int more = p[0] >= 0xf0 ? 3 : p[0] >= 0xe0 ? 2 : p[0] >= 0xc0 ? 1 : 0;
    uint32_t code = more == 0 ? p[0] : p[0] & (0x3fu >> more);

    for (int i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            more = 0;
            code = p[0];
            break;
        }
        code = code << 6 | (p[i] & 0x3f);
    }
    *text += 1 + more;
    return code;
}

static int is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/* Columns that a terminal gives a character: 2 for the wide East Asian ones and pictographs, 0 for combining marks. */
static size_t code_width(uint32_t code)
{
    if ((code >= 0x300 && code <= 0x36f) || (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f))
        return 0;
    if ((code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) ||
        (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
        (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd))
        return 2;
    return 1;
}

static size_t text_width(const char *text)
{
    size_t width = 0;

    while (*text != '\0')
        width += code_width(next_code_point(&text));
    return width;
}

/* The text with '?' for every control character, which could move a terminal's cursor. */
static void put_shown(netmkt__sink *sink, const char *text)
{
    while (*text != '\0') {
        const char *start = text;

        if (is_control(next_code_point(&text)))
            netmkt__sink_byte(sink, '?');
        else
            netmkt__sink_put(sink, start, (size_t)(text - start));
    }
}

/* Decimals that show at least 4 significant digits of the largest value, 2 to 4 of them unless all values are whole or tiny. */
static int32_t decimals_of(const double *value, size_t rows)
{
    double largest = 0.0;
    int32_t decimals = 4;
    int whole = 1;

    for (size_t row = 0; row < rows; row++) {
        if (!isfinite(value[row]))
            continue;
        whole &= value[row] == floor(value[row]);
        largest = fmax(largest, fabs(value[row]));
    }
    if (whole)
        return 0;
    for (double border = 10.0; decimals > 2 && largest >= border; border *= 10.0)
        decimals--;
    for (double border = 1.0; decimals < 9 && largest > 0.0 && largest < border / 10.0; border /= 10.0)
        decimals++;
    return decimals;
}

static size_t day_text(int64_t time_ms, int only_days, char *buffer)
{
    size_t length;

    if (netmkt__time_text(time_ms, buffer) == 0)
        return 0;
    length = only_days ? 10 : 19; /* 2024-02-29, and 13:45:00 behind it */
    buffer[10] = ' ';
    buffer[length] = '\0';
    return length;
}

/* The shown text of a cell that is no text. */
static size_t shown_text(const netmkt_table *table, const netmkt__column *column, const layout *shape, size_t row, char *buffer)
{
    const double *real = column->data;
    const int64_t *time_ms = column->data;

    buffer[0] = '\0';
    if (column->type == NETMKT_COLUMN_REAL)
        return netmkt__rounded_text(real[row], shape->decimals, buffer);
    if (column->type == NETMKT_COLUMN_TIME)
        return day_text(time_ms[row], shape->only_days, buffer);
    return netmkt__cell_text(table, column, row, buffer);
}

static void lay_out(const netmkt_table *table, const netmkt__column *column, layout *shape)
{
    const char *const *text = column->data;
    const int64_t *time_ms = column->data;
    char buffer[NETMKT__NUMBER_TEXT];

    shape->width = text_width(column->name);
    shape->only_days = 1;
    if (column->type == NETMKT_COLUMN_REAL)
        shape->decimals = decimals_of(column->data, table->rows);
    for (size_t row = 0; column->type == NETMKT_COLUMN_TIME && row < table->rows; row++)
        shape->only_days &= time_ms[row] == INT64_MIN || time_ms[row] % NETMKT__DAY_MS == 0;
    for (size_t row = 0; row < table->rows; row++) {
        size_t width = column->type == NETMKT_COLUMN_TEXT ? text_width(text[row]) : shown_text(table, column, shape, row, buffer);

        if (width > shape->width)
            shape->width = width;
    }
}

static void put_aligned(netmkt__sink *sink, const char *text, size_t width, int right, int last)
{
    size_t own = text_width(text);

    if (right)
        netmkt__sink_fill(sink, ' ', width - own);
    put_shown(sink, text);
    if (!right && !last)
        netmkt__sink_fill(sink, ' ', width - own);
}

static int is_right(const netmkt__column *column)
{
    return column->type != NETMKT_COLUMN_TEXT && column->type != NETMKT_COLUMN_TIME;
}

static void write_head(const netmkt_table *table, const layout *shape, netmkt__sink *sink)
{
    for (size_t i = 0; i < table->columns; i++) {
        netmkt__sink_fill(sink, ' ', i > 0 ? GAP : 0);
        put_aligned(sink, table->column[i].name, shape[i].width, is_right(&table->column[i]), i + 1 == table->columns);
    }
    netmkt__sink_byte(sink, '\n');
    for (size_t i = 0; i < table->columns; i++) {
        netmkt__sink_fill(sink, ' ', i > 0 ? GAP : 0);
        netmkt__sink_fill(sink, '-', shape[i].width);
    }
    netmkt__sink_byte(sink, '\n');
}

netmkt_status netmkt__table_write_text(const netmkt_table *table, netmkt__sink *sink)
{
    layout *shape = netmkt__calloc(table->context, table->columns, sizeof *shape);
    char buffer[NETMKT__NUMBER_TEXT];

    if (shape == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < table->columns; i++)
        lay_out(table, &table->column[i], &shape[i]);
    write_head(table, shape, sink);
    for (size_t row = 0; row < table->rows && !sink->stopped; row++) {
        for (size_t i = 0; i < table->columns; i++) {
            const netmkt__column *column = &table->column[i];
            const char *const *text = column->data;
            const char *shown = buffer;

            if (column->type == NETMKT_COLUMN_TEXT)
                shown = text[row];
            else
                (void)shown_text(table, column, &shape[i], row, buffer);
            netmkt__sink_fill(sink, ' ', i > 0 ? GAP : 0);
            put_aligned(sink, shown, shape[i].width, is_right(column), i + 1 == table->columns);
        }
        netmkt__sink_byte(sink, '\n');
    }
    netmkt__free(table->context, shape);
    return NETMKT_OK;
}
