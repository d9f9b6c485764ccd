/* Aggregated paths from CSV, a line at a time, straight from the bytes given; only a line that they cut is copied.
 *
 * Names of channels are short and few, so the numbers of the last ones seen are kept by their bytes: a name of up to 16 is two words and a
 * length. Costs O(bytes). */
#include <netmkt/path.h>

#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "io/csv.h"
#include "io/path_fields.h"
#include "reach/path_list.h"

enum { COLUMN_PATH, COLUMN_CONVERSIONS, COLUMN_VALUE, COLUMN_NULLS, COLUMNS, NO_COLUMN = COLUMNS };
enum { MOST_FIELDS = 256, CACHE = 256 };

static const char *const COLUMN[COLUMNS] = {"path", "total_conversions", "total_conversion_value", "total_null"};

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
    uint16_t *step;
    size_t line_length, line_capacity, step_capacity, steps;
    uint64_t line_number, rows;
    uint8_t column[MOST_FIELDS]; /* which one each field is */
    uint32_t fields;             /* of the header; 0: not read yet */
    int32_t exponent;
    int32_t failed;
    netmkt__field_room room;
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
    import->context = import->room.context = context;
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
    netmkt__free(import->context, import->room.unquoted);
    netmkt__free(import->context, import->step);
    netmkt__free(import->context, import);
}

static int equal(netmkt__field f, const char *name)
{
    return f.length == strlen(name) && memcmp(f.text, name, f.length) == 0;
}

/* --- the header --- */

static netmkt_status take_header(netmkt_path_import *import, const char *text, const char *end)
{
    netmkt__field fields[MOST_FIELDS];
    uint32_t seen = 0;
    netmkt_status status;

    status = netmkt__csv_check(text, (size_t)(end - text));
    if (status != NETMKT_OK)
        return status;
    text += netmkt__csv_mark(text, (size_t)(end - text));
    import->room.delimiter = netmkt__csv_delimiter(text, (size_t)(end - text));
    status = netmkt__fields_split(&import->room, text, end, fields, MOST_FIELDS, &import->fields);
    for (uint32_t i = 0; status == NETMKT_OK && i < import->fields; i++) {
        netmkt__field name = netmkt__field_trimmed(fields[i].text, fields[i].text + fields[i].length);

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

/* --- steps --- */

static netmkt_status find_channel(netmkt_path_import *import, netmkt__field name, uint16_t *out)
{
    netmkt_status status = netmkt__channel_check(name.text, name.length);

    if (status == NETMKT_OK)
        status = import->part != NULL ? netmkt__attribution_channel(import->part, name.text, name.length, out)
                                      : netmkt__paths_channel(import->list, name.text, name.length, out);
    return status;
}

static netmkt_status channel_of(netmkt_path_import *import, netmkt__field name, uint16_t *out)
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

static netmkt_status take_steps(netmkt_path_import *import, netmkt__field path)
{
    const char *at = path.text, *end = path.text + path.length;

    import->steps = 0;
    for (;;) {
        const char *stop = at;
        netmkt__field name;
        netmkt_status status;

        while (stop < end && *stop != '>')
            stop++;
        name = netmkt__field_trimmed(at, stop);
        if (name.length == 0)
            return netmkt__fail(NETMKT_E_FORMAT, "%s", path.length == 0 ? "the path is empty" : "a step of the path has no name");
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
    netmkt__field fields[MOST_FIELDS];
    uint64_t n[NETMKT__TOTALS] = {0, 0, 0};
    uint32_t count;
    netmkt_status status = netmkt__fields_split(&import->room, text, end, fields, MOST_FIELDS, &count);

    if (status == NETMKT_OK && count != import->fields)
        status = netmkt__fail(NETMKT_E_FORMAT, "%u fields, the first line has %u", (unsigned)count, (unsigned)import->fields);
    for (uint32_t i = 0; status == NETMKT_OK && i < count; i++) {
        switch (import->column[i]) {
        case COLUMN_PATH:
            status = take_steps(import, fields[i]);
            break;
        case COLUMN_CONVERSIONS:
            status = netmkt__field_count(COLUMN[COLUMN_CONVERSIONS], fields[i], &n[NETMKT__CONVERSIONS]);
            break;
        case COLUMN_VALUE:
            status = netmkt__field_money(COLUMN[COLUMN_VALUE], fields[i], import->exponent, &n[NETMKT__VALUE]);
            break;
        case COLUMN_NULLS:
            status = netmkt__field_count(COLUMN[COLUMN_NULLS], fields[i], &n[NETMKT__NULLS]);
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
        status = netmkt__fail(NETMKT_E_FORMAT, "the file is empty: its first line must name path, total_conversions, total_conversion_value, total_null");
    if (status == NETMKT_OK)
        status = import->part != NULL ? netmkt_attribution_merge(import->attribution, import->part) : netmkt__paths_join(import->paths, import->list);
    if (status == NETMKT_OK && rows != NULL)
        *rows = import->rows;
    return status;
}
