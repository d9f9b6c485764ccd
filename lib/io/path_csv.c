/* Aggregated paths from CSV, a line at a time, straight from the bytes given; only a line that they cut is copied.
 *
 * Names of channels are short and few, so the numbers of the last ones seen are kept by their bytes: a name of up to 16 is two words and a
 * length. Costs O(bytes). */
#include <netmkt/path.h>

#include <string.h>

#include "base/context.h"
#include "base/number_text.h"
#include "base/status.h"
#include "io/csv.h"
#include "io/decimal.h"
#include "reach/path_list.h"

enum { COLUMN_PATH, COLUMN_CONVERSIONS, COLUMN_VALUE, COLUMN_NULLS, COLUMNS, NO_COLUMN = COLUMNS };
enum { MOST_FIELDS = 256, CACHE = 256 };

static const char *const COLUMN[COLUMNS] = {"path", "total_conversions", "total_conversion_value", "total_null"};

typedef struct field {
    const char *text;
    size_t length;
} field;

typedef struct cached {
    uint64_t head, tail; /* its first and last up to eight bytes */
    uint32_t length;     /* 0: none */
    uint32_t channel;
} cached;

struct netmkt_path_import {
    netmkt_context *context;
    netmkt_attribution *attribution, *part; /* where to, in the end, and until then */
    netmkt_paths *paths, *list;
    char *line;        /* the beginning of a line that is not whole yet */
    char *unquoted;
    uint16_t *step;
    size_t line_length, line_capacity, unquoted_capacity, step_capacity, steps;
    uint64_t line_number, rows;
    uint8_t column[MOST_FIELDS]; /* which one each field is */
    uint32_t fields;             /* of the header; 0: not read yet */
    int32_t exponent;
    int32_t failed;
    char delimiter;
    cached cache[CACHE];
};

netmkt_status netmkt_path_import_new(netmkt_attribution *attribution, netmkt_paths *paths, netmkt_path_import **out)
{
    netmkt_path_import *import;
    netmkt_context *context;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if ((attribution == NULL) == (paths == NULL))
        return netmkt__misuse("one of attribution and paths is needed");
    context = attribution != NULL ? attribution->context : paths->context;
    import = netmkt__calloc(context, 1, sizeof *import);
    if (import == NULL)
        return netmkt__nomem();
    import->context = context;
    import->attribution = attribution;
    import->paths = paths;
    import->exponent = attribution != NULL ? attribution->exponent : paths->exponent;
    status = attribution != NULL ? netmkt__attribution_like(attribution, &import->part) : netmkt_paths_new(context, paths->exponent, &import->list);
    if (status != NETMKT_OK) {
        netmkt_path_import_free(import);
        return status;
    }
    if (paths != NULL)
        import->list->unit = paths->unit;
    *out = import;
    return NETMKT_OK;
}

void netmkt_path_import_free(netmkt_path_import *import)
{
    if (import == NULL)
        return;
    netmkt_attribution_free(import->part);
    netmkt_paths_free(import->list);
    netmkt__free(import->context, import->line);
    netmkt__free(import->context, import->unquoted);
    netmkt__free(import->context, import->step);
    netmkt__free(import->context, import);
}

/* --- fields --- */

static netmkt_status format(const char *what)
{
    return netmkt__fail(NETMKT_E_FORMAT, "%s", what);
}

static field trimmed(const char *text, const char *end)
{
    while (text < end && (*text == ' ' || *text == '\t'))
        text++;
    while (text < end && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return (field){text, (size_t)(end - text)};
}

/* A field in quotes from *at, which is behind the opening one, into the room behind `used`. */
static netmkt_status take_quoted(netmkt_path_import *import, const char **at, const char *end, size_t used, field *out)
{
    const char *from = *at;
    char *to = import->unquoted + used;
    size_t length = 0;

    for (;; from++) {
        if (from == end)
            return format("a quote is not closed on its line");
        if (*from == '"' && (from + 1 == end || from[1] != '"'))
            break;
        from += *from == '"';
        to[length++] = *from;
    }
    from++;
    if (from < end && *from != import->delimiter)
        return format("text behind a closing quote");
    *at = from;
    *out = (field){to, length};
    return NETMKT_OK;
}

/* Fields of a line; *count of them, the first MOST_FIELDS kept. The room of quoted ones is made once, for the whole line. */
static netmkt_status split(netmkt_path_import *import, const char *text, const char *end, field *out, uint32_t *count)
{
    size_t used = 0;

    *count = 0;
    if (memchr(text, '"', (size_t)(end - text)) != NULL) {
        netmkt_status status = netmkt__grow(import->context, &import->unquoted, &import->unquoted_capacity, (size_t)(end - text), 1);

        if (status != NETMKT_OK)
            return status;
    }
    for (;;) {
        field f;
        const char *stop;

        if (text < end && *text == '"') {
            netmkt_status status;

            text++;
            status = take_quoted(import, &text, end, used, &f);
            if (status != NETMKT_OK)
                return status;
            used += f.length;
            stop = text;
        } else {
            stop = memchr(text, import->delimiter, (size_t)(end - text));
            if (stop == NULL)
                stop = end;
            f = (field){text, (size_t)(stop - text)};
        }
        if (*count < MOST_FIELDS)
            out[(*count)++] = f;
        if (stop == end)
            return NETMKT_OK;
        text = stop + 1;
    }
}

static int equal(field f, const char *name)
{
    return f.length == strlen(name) && memcmp(f.text, name, f.length) == 0;
}

/* --- the header --- */

static netmkt_status take_header(netmkt_path_import *import, const char *text, const char *end)
{
    field fields[MOST_FIELDS];
    uint32_t seen = 0;
    netmkt_status status;

    status = netmkt__csv_check(text, (size_t)(end - text));
    if (status != NETMKT_OK)
        return status;
    text += netmkt__csv_mark(text, (size_t)(end - text));
    import->delimiter = netmkt__csv_delimiter(text, (size_t)(end - text));
    status = split(import, text, end, fields, &import->fields);
    for (uint32_t i = 0; status == NETMKT_OK && i < import->fields; i++) {
        field name = trimmed(fields[i].text, fields[i].text + fields[i].length);

        import->column[i] = NO_COLUMN;
        for (uint32_t c = 0; c < COLUMNS; c++) {
            if (!equal(name, COLUMN[c]))
                continue;
            if (seen >> c & 1)
                return netmkt__fail(NETMKT_E_FORMAT, "the column %s is there twice", COLUMN[c]);
            seen |= UINT32_C(1) << c;
            import->column[i] = (uint8_t)c;
        }
    }
    if (status == NETMKT_OK && (seen & 3) != 3)
        return netmkt__fail(NETMKT_E_FORMAT, "no column %s: the first line must name path, total_conversions, total_conversion_value, total_null",
                            seen & 1 ? COLUMN[COLUMN_CONVERSIONS] : COLUMN[COLUMN_PATH]);
    return status;
}

/* --- numbers --- */

static netmkt_status no_number(int column, field f, const char *want)
{
    return netmkt__fail(NETMKT_E_FORMAT, "%s \"%.*s\" is no %s", COLUMN[column], (int)(f.length < 40 ? f.length : 40), f.text, want);
}

/* A count of any notation: "12", "12.0", "1e+05"; nothing is 0. */
static netmkt_status take_count(int column, field f, uint64_t *out)
{
    double value;

    *out = 0;
    if (f.length <= 15) {
        size_t i = 0;

        for (; i < f.length && f.text[i] >= '0' && f.text[i] <= '9'; i++)
            *out = *out * 10 + (uint64_t)(f.text[i] - '0');
        if (i == f.length)
            return NETMKT_OK;
    }
    f = trimmed(f.text, f.text + f.length);
    if (f.length == 0)
        return NETMKT_OK;
    if (netmkt__real_parse(f.text, f.length, &value) != NETMKT_OK)
        return no_number(column, f, "number");
    if (!(value >= 0.0) || value > (double)NETMKT__MOST_PATHS || value > (double)(uint64_t)value)
        return no_number(column, f, "whole number from 0 to 2^53");
    *out = (uint64_t)value;
    return NETMKT_OK;
}

/* Money in minor units, what is finer rounded. */
static netmkt_status take_value(const netmkt_path_import *import, field f, uint64_t *out)
{
    uint64_t sum = 0;
    int32_t behind = -1, rounded;
    netmkt__decimal decimal;
    int64_t minor;
    size_t i = 0;

    for (; f.length <= 16 && i < f.length; i++) {
        if (f.text[i] == '.' && behind < 0 && i > 0)
            behind = 0;
        else if (f.text[i] >= '0' && f.text[i] <= '9' && behind < import->exponent)
            sum = sum * 10 + (uint64_t)(f.text[i] - '0'), behind += behind >= 0;
        else
            break;
    }
    *out = 0;
    if (i == f.length && behind == import->exponent) { /* as most are written */
        *out = sum;
        return NETMKT_OK;
    }
    f = trimmed(f.text, f.text + f.length);
    if (f.length == 0)
        return NETMKT_OK;
    if (netmkt__decimal_parse(f.text, f.length, &decimal) == NETMKT_OK) {
        if (netmkt__decimal_round(decimal, import->exponent, &minor, &rounded) != NETMKT_OK)
            return no_number(COLUMN_VALUE, f, "amount of money that fits");
    } else {
        double value, unit = 1.0; /* "1.5e+06" */

        if (netmkt__real_parse(f.text, f.length, &value) != NETMKT_OK)
            return no_number(COLUMN_VALUE, f, "amount of money");
        for (int32_t k = 0; k < import->exponent; k++)
            unit *= 10.0;
        if (!(value * unit >= -9e18 && value * unit <= 9e18))
            return no_number(COLUMN_VALUE, f, "amount of money that fits");
        minor = (int64_t)(value * unit + (value < 0.0 ? -0.5 : 0.5));
    }
    if (minor < 0)
        return no_number(COLUMN_VALUE, f, "amount from 0");
    *out = (uint64_t)minor;
    return NETMKT_OK;
}

/* --- steps --- */

static netmkt_status find_channel(netmkt_path_import *import, field name, uint16_t *out)
{
    netmkt_status status = netmkt__channel_check(name.text, name.length);

    if (status == NETMKT_OK)
        status = import->part != NULL ? netmkt__attribution_channel(import->part, name.text, name.length, out)
                                      : netmkt__paths_channel(import->list, name.text, name.length, out);
    return status;
}

static netmkt_status channel_of(netmkt_path_import *import, field name, uint16_t *out)
{
    uint64_t head = 0, tail = 0;
    cached *slot;
    netmkt_status status;

    if (name.length > 16)
        return find_channel(import, name, out);
    if (name.length >= 8) {
        memcpy(&head, name.text, 8);
        memcpy(&tail, name.text + name.length - 8, 8);
    } else {
        for (size_t i = 0; i < name.length; i++)
            head = head << 8 | (unsigned char)name.text[i];
    }
    slot = &import->cache[((head ^ tail * 31) * UINT64_C(0x9e3779b97f4a7c15) + name.length) >> 56 & (CACHE - 1)];
    if (slot->head == head && slot->tail == tail && slot->length == name.length && name.length > 0) {
        *out = (uint16_t)slot->channel;
        return NETMKT_OK;
    }
    status = find_channel(import, name, out);
    if (status == NETMKT_OK)
        *slot = (cached){head, tail, (uint32_t)name.length, *out};
    return status;
}

static netmkt_status take_steps(netmkt_path_import *import, field path)
{
    const char *at = path.text, *end = path.text + path.length;

    import->steps = 0;
    for (;;) {
        const char *stop = at;
        field name;
        netmkt_status status;

        while (stop < end && *stop != '>')
            stop++;
        name = trimmed(at, stop);
        if (name.length == 0)
            return format(path.length == 0 ? "the path is empty" : "a step of the path has no name");
        if (import->steps == import->step_capacity) {
            status = netmkt__grow(import->context, &import->step, &import->step_capacity, import->steps + 64, sizeof *import->step);
            if (status != NETMKT_OK)
                return status;
        }
        status = channel_of(import, name, &import->step[import->steps++]);
        if (status != NETMKT_OK || stop == end)
            return status;
        at = stop + 1;
    }
}

/* --- lines --- */

static netmkt_status take_row(netmkt_path_import *import, const char *text, const char *end)
{
    field fields[MOST_FIELDS];
    uint64_t n[NETMKT__TOTALS] = {0, 0, 0};
    uint32_t count;
    netmkt_status status = split(import, text, end, fields, &count);

    if (status == NETMKT_OK && count != import->fields)
        status = netmkt__fail(NETMKT_E_FORMAT, "%u fields, the first line has %u", (unsigned)count, (unsigned)import->fields);
    for (uint32_t i = 0; status == NETMKT_OK && i < count; i++) {
        switch (import->column[i]) {
        case COLUMN_PATH:
            status = take_steps(import, fields[i]);
            break;
        case COLUMN_CONVERSIONS:
            status = take_count(COLUMN_CONVERSIONS, fields[i], &n[NETMKT__CONVERSIONS]);
            break;
        case COLUMN_VALUE:
            status = take_value(import, fields[i], &n[NETMKT__VALUE]);
            break;
        case COLUMN_NULLS:
            status = take_count(COLUMN_NULLS, fields[i], &n[NETMKT__NULLS]);
            break;
        default:
            break;
        }
    }
    if (status == NETMKT_OK)
        status = import->part != NULL ? netmkt__attribution_add(import->part, import->steps, import->step, NULL, n[0], n[1], n[2])
                                      : netmkt__paths_add(import->list, import->steps, import->step, NULL, n[0], n[1], n[2]);
    if (status == NETMKT_OK && import->list != NULL)
        import->list->unit++;
    import->rows += status == NETMKT_OK;
    return status;
}

static netmkt_status take_line(netmkt_path_import *import, const char *text, const char *end)
{
    netmkt_status status = NETMKT_OK;

    import->line_number++;
    if (end > text && end[-1] == '\r')
        end--;
    if (import->fields == 0)
        status = take_header(import, text, end);
    else if (end > text)
        status = take_row(import, text, end);
    if (status != NETMKT_OK && status != NETMKT_E_NOMEM)
        (void)netmkt__prefix(status, "line %llu: ", (unsigned long long)import->line_number);
    return status;
}

/* Keep what is not a whole line yet. */
static netmkt_status keep(netmkt_path_import *import, const char *bytes, size_t size)
{
    netmkt_status status = netmkt__grow(import->context, &import->line, &import->line_capacity, import->line_length + size, 1);

    if (status == NETMKT_OK) {
        memcpy(import->line + import->line_length, bytes, size);
        import->line_length += size;
    }
    return status;
}

static netmkt_status feed(netmkt_path_import *import, const char *bytes, const char *end)
{
    netmkt_status status = NETMKT_OK;

    while (status == NETMKT_OK && bytes < end) {
        const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));

        if (stop == NULL)
            return keep(import, bytes, (size_t)(end - bytes));
        if (import->line_length > 0) {
            status = keep(import, bytes, (size_t)(stop - bytes));
            if (status == NETMKT_OK)
                status = take_line(import, import->line, import->line + import->line_length);
            import->line_length = 0;
        } else {
            status = take_line(import, bytes, stop);
        }
        bytes = stop + 1;
    }
    return status;
}

netmkt_status netmkt_path_import_feed(netmkt_path_import *import, const char *bytes, size_t size)
{
    netmkt_status status;

    if (import == NULL || (bytes == NULL && size > 0))
        return netmkt__misuse("import and bytes are needed");
    if (import->failed)
        return netmkt__fail(NETMKT_E_STATE, "the reading has failed before, or was finished");
    status = size > 0 ? feed(import, bytes, bytes + size) : NETMKT_OK;
    import->failed = status != NETMKT_OK;
    return status;
}

netmkt_status netmkt_path_import_finish(netmkt_path_import *import, uint64_t *rows)
{
    netmkt_status status = NETMKT_OK;

    if (rows != NULL)
        *rows = 0;
    if (import == NULL)
        return netmkt__misuse("import is NULL");
    if (import->failed)
        return netmkt__fail(NETMKT_E_STATE, "the reading has failed before, or was finished");
    import->failed = 1;
    if (import->line_length > 0)
        status = take_line(import, import->line, import->line + import->line_length);
    if (status == NETMKT_OK && import->fields == 0)
        status = format("the file is empty: its first line must name path, total_conversions, total_conversion_value, total_null");
    if (status == NETMKT_OK)
        status = import->part != NULL ? netmkt_attribution_merge(import->attribution, import->part) : netmkt__paths_join(import->paths, import->list);
    if (status == NETMKT_OK && rows != NULL)
        *rows = import->rows;
    return status;
}
