/* Records from a small CSV: the header, and rows one by one. */
#include "io/record_csv.h"

#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "store/store.h"
#include "store/view.h"

#define NONE SIZE_MAX
#define SIZE_MOST ((size_t)1 << 31)

static int field_of(const netmkt__record_csv *r, const netmkt__csv_field *column)
{
    char name[32];
    size_t length = column->length;
    int field = 0;

    if (length == 0 || length > sizeof name - 3)
        return r->field_count;
    name[0] = '|';
    for (size_t i = 0; i < length; i++) {
        char c = column->text[i];

        name[1 + i] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
    }
    memcpy(name + 1 + length, "|", 2);
    while (field < r->field_count && strstr(r->field[field].usual, name) == NULL)
        field++;
    return field;
}

static netmkt_status read_header(netmkt__record_csv *r)
{
    for (int f = 0; f < r->field_count; f++)
        r->places[f] = NONE;
    if (!netmkt__csv_next(&r->csv, r->fields, NETMKT__RECORD_COLUMNS, &r->columns))
        return netmkt__fail(NETMKT_E_FORMAT, "the file is empty");
    if (r->columns > NETMKT__RECORD_COLUMNS)
        return netmkt__fail(NETMKT_E_FORMAT, "line 1: %zu columns; at most %d are allowed", r->columns, NETMKT__RECORD_COLUMNS);
    for (size_t c = 0; c < r->columns; c++) {
        int field = field_of(r, &r->fields[c]);

        if (r->fields[c].fault != NETMKT__CSV_GOOD)
            return netmkt__fail(NETMKT_E_FORMAT, "line 1: the quotes of column %zu are wrong", c + 1);
        if (field < r->field_count && r->places[field] != NONE)
            return netmkt__fail(NETMKT_E_FORMAT, "line 1: two columns hold the %s", r->field[field].name);
        if (field < r->field_count)
            r->places[field] = c;
    }
    for (int f = 0; f < r->field_count; f++)
        if (r->field[f].needed && r->places[f] == NONE)
            return netmkt__fail(NETMKT_E_NOT_FOUND, "line 1: there is no column \"%s\"", r->field[f].name);
    return NETMKT_OK;
}

static netmkt_status check_store(netmkt_store *store, const char *what)
{
    netmkt_status status = netmkt__store_write(store);

    if (status != NETMKT_OK)
        return status;
    if (netmkt__records_changed(&store->records))
        status = netmkt__fail(NETMKT_E_STATE, "the store has uncommitted work: commit it or roll it back before %s read", what);
    netmkt__store_write_end(store);
    return status;
}

netmkt_status netmkt__record_csv_begin(netmkt__record_csv *r, netmkt_store *store, const char *bytes, size_t size, const netmkt__record_field *field, int count,
                                       const char *what)
{
    size_t mark;
    netmkt_status status;

    r->store = store;
    r->context = netmkt__store_context(store);
    r->field = field;
    r->field_count = r->blame = count;
    r->bytes = NULL;
    r->rows = 0;
    if (size == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "the file is empty");
    if (size > SIZE_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "a file of %zu bytes; at most 2 GiB are read at once", size);
    status = netmkt__csv_check(bytes, size);
    if (status == NETMKT_OK)
        status = check_store(store, what);
    if (status != NETMKT_OK)
        return status;
    mark = netmkt__csv_mark(bytes, size);
    r->bytes = netmkt__alloc(r->context, size + 1, 1);
    if (r->bytes == NULL)
        return netmkt__nomem();
    memcpy(r->bytes, bytes + mark, size - mark);
    r->bytes[size - mark] = '\n'; /* the first line ends, if it is the only one */
    netmkt__csv_begin(&r->csv, r->bytes, size - mark, netmkt__csv_delimiter(r->bytes, strcspn(r->bytes, "\n")));
    return read_header(r);
}

void netmkt__record_csv_free(netmkt__record_csv *r)
{
    netmkt__free(r->context, r->bytes);
    r->bytes = NULL;
}

netmkt_status netmkt__record_csv_next(netmkt__record_csv *r)
{
    size_t count;

    r->blame = r->field_count;
    do {
        r->line = (unsigned long long)r->csv.line + 1;
        if (!netmkt__csv_next(&r->csv, r->fields, NETMKT__RECORD_COLUMNS, &count))
            return r->rows > 0 ? NETMKT_DONE : netmkt__fail(NETMKT_E_FORMAT, "there is a header, but no row");
    } while (count == 1 && r->fields[0].length == 0 && r->columns > 1); /* an empty line */
    r->rows++;
    if (count != r->columns)
        return netmkt__record_csv_say(r, netmkt__fail(NETMKT_E_FORMAT, "%zu fields, the header has %zu", count, r->columns));
    for (size_t c = 0; c < count; c++)
        if (r->fields[c].fault != NETMKT__CSV_GOOD)
            return netmkt__record_csv_say(r, netmkt__fail(NETMKT_E_FORMAT, "the quotes of column %zu are wrong", c + 1));
    return NETMKT_OK;
}

netmkt_status netmkt__record_csv_say(const netmkt__record_csv *r, netmkt_status status)
{
    if (status == NETMKT_OK || status == NETMKT_E_NOMEM)
        return status;
    return r->blame < r->field_count ? netmkt__prefix(status, "line %llu, column %s: ", r->line, r->field[r->blame].name)
                                     : netmkt__prefix(status, "line %llu: ", r->line);
}

int netmkt__record_csv_has(const netmkt__record_csv *r, int field)
{
    return r->places[field] != NONE;
}

const netmkt__csv_field *netmkt__record_csv_cell(netmkt__record_csv *r, int field)
{
    r->blame = field;
    return r->places[field] != NONE && r->fields[r->places[field]].length > 0 ? &r->fields[r->places[field]] : NULL;
}

netmkt_status netmkt__record_csv_text(netmkt__record_csv *r, int field, size_t most, char *text)
{
    const netmkt__csv_field *from = netmkt__record_csv_cell(r, field);
    size_t length = from != NULL ? from->length : 0;

    if (length > most)
        return netmkt__fail(NETMKT_E_FORMAT, "%zu bytes; at most %zu are allowed", length, most);
    if (length > 0 && memchr(from->text, '\0', length) != NULL)
        return netmkt__fail(NETMKT_E_FORMAT, "a NUL");
    if (length > 0)
        memcpy(text, from->text, length);
    text[length] = '\0';
    return NETMKT_OK;
}
