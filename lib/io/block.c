/* Blocks of a file: cut at ends of records into pieces that tasks read, then applied piece by piece in their order. */
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/text.h"
#include "base/thread.h"
#include "io/import_state.h"
#include "store/store.h"
#include "store/view.h"

#define MOST_HEADER ((size_t)1 << 20)

typedef struct work {
    netmkt_import *import;
    size_t first; /* the batch of task 0 */
    const size_t *ends;
} work;

static void consume(netmkt_import *import, size_t size)
{
    import->gathered_size -= size;
    memmove(import->gathered, import->gathered + size, import->gathered_size);
}

/* Where the first record ends, behind its newline; 0 if it does not yet. */
static size_t header_end(const char *bytes, size_t size)
{
    int quoted = 0;

    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '"')
            quoted = !quoted;
        else if (bytes[i] == '\n' && !quoted)
            return i + 1;
    }
    return 0;
}

static netmkt_status check_header(const char *bytes, size_t size)
{
    if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
        return netmkt__fail(NETMKT_E_FORMAT, "line 1: the file is in UTF-16: save it as UTF-8");
    if (memchr(bytes, '\0', size) != NULL)
        return netmkt__fail(NETMKT_E_FORMAT, "line 1: a NUL byte: this is no CSV file");
    if (!netmkt__utf8_valid(bytes, size))
        return netmkt__fail(NETMKT_E_FORMAT, "line 1: not UTF-8: this is no CSV file, or one in another encoding");
    return NETMKT_OK;
}

/* The names of the columns; then either an export, or an ordinary file whose fields must be found. */
static netmkt_status take_header(netmkt_import *import, char *bytes, size_t size)
{
    netmkt__reading *reading = &import->reading;
    netmkt__csv_field *fields = netmkt__alloc(import->context, NETMKT__COLUMNS_MOST, sizeof *fields);
    netmkt_status status = fields != NULL ? NETMKT_OK : netmkt__nomem();
    netmkt__csv csv;
    size_t count = 0;

    reading->delimiter = reading->options.delimiter != 0 ? (char)reading->options.delimiter : netmkt__csv_delimiter(bytes, size);
    if (status == NETMKT_OK) {
        netmkt__csv_begin(&csv, bytes, size, reading->delimiter);
        (void)netmkt__csv_next(&csv, fields, NETMKT__COLUMNS_MOST, &count);
        import->applying.line = csv.line;
        if (count > NETMKT__COLUMNS_MOST)
            status = netmkt__fail(NETMKT_E_FORMAT, "line 1: %zu columns; at most %d are allowed", count, NETMKT__COLUMNS_MOST);
    }
    for (size_t i = 0; i < count && status == NETMKT_OK; i++)
        if (fields[i].fault != NETMKT__CSV_GOOD)
            status = netmkt__fail(NETMKT_E_FORMAT, "line 1: the quotes of column %zu are wrong", i + 1);
    if (status == NETMKT_OK)
        status = netmkt__mapping_names(&reading->mapping, fields, count);
    if (status == NETMKT_OK && count > 0 && strcmp(reading->mapping.names[0], "record") == 0)
        status = netmkt__restore_new(&import->applying, &import->restore);
    else if (status == NETMKT_OK && (status = netmkt__mapping_find(&reading->mapping, import->store)) != NETMKT_OK)
        status = netmkt__prefix(status, "line 1: ");
    netmkt__free(import->context, fields);
    return status;
}

netmkt_status netmkt__import_header(netmkt_import *import, int last)
{
    char *bytes = import->gathered;
    size_t mark, size;
    netmkt_status status;

    if (import->gathered_size == 0)
        return last ? netmkt__fail(NETMKT_E_FORMAT, "the file is empty") : NETMKT_OK;
    mark = import->gathered_size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    size = header_end(bytes + mark, import->gathered_size - mark);
    if (size == 0) {
        if (!last && import->gathered_size <= MOST_HEADER)
            return NETMKT_OK;
        size = import->gathered_size - mark;
    }
    if (size == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "the file is empty");
    status = check_header(bytes + mark, size);
    if (status == NETMKT_OK && size > MOST_HEADER)
        status = netmkt__fail(NETMKT_E_FORMAT, "line 1: a header of more than a mebibyte; is a quote not closed?");
    if (status == NETMKT_OK)
        status = take_header(import, bytes + mark, size);
    if (status != NETMKT_OK)
        return status;
    consume(import, mark + size);
    import->state = NETMKT__IMPORT_ROWS;
    return NETMKT_OK;
}

/* A task: read piece `task`, and look its customers up. Nobody changes the store meanwhile. */
static netmkt_status read_piece(void *argument, size_t task)
{
    const work *w = argument;
    netmkt_import *import = w->import;
    netmkt__batch *batch = &import->batches[task];
    size_t from = w->first + task > 0 ? w->ends[w->first + task - 1] : 0;
    netmkt_status status;

    netmkt__batch_clear(batch);
    status = netmkt__rows_read(&import->reading, import->gathered + from, w->ends[w->first + task] - from, batch);
    if (status == NETMKT_OK && batch->rows > 0) {
        netmkt__store_lock_read(import->store);
        netmkt__customers_find_batch(import->store, batch->rows, batch->key, batch->key_length, batch->customer);
        netmkt__store_read_end(import->store);
    }
    return status;
}

/* As many pieces at once as there are threads to read them: what was read is still near when it is applied. */
static netmkt_status read_pieces(netmkt_import *import, const size_t *ends, size_t count)
{
    uint32_t threads = netmkt__thread_count(import->reading.options.threads);
    size_t at_once = threads > 1 ? NETMKT__BATCHES : 1;
    netmkt_status status = NETMKT_OK;

    import->pending = 1;
    for (size_t first = 0; first < count && status == NETMKT_OK; first += at_once) {
        size_t tasks = count - first < at_once ? count - first : at_once;
        work w = {import, first, ends};

        status = netmkt__parallel(threads, tasks, read_piece, &w);
        for (size_t i = 0; i < tasks && status == NETMKT_OK; i++)
            status = netmkt__apply(&import->applying, &import->batches[i]);
    }
    return status;
}

/* Of an export, the records before its first event. *used: their bytes. */
static netmkt_status restore_records(netmkt_import *import, size_t size, size_t *used)
{
    netmkt_status status;
    int done;

    import->pending = 1;
    status = netmkt__restore_rows(import->restore, import->gathered, size, used, &done);
    if (status == NETMKT_OK && done) {
        import->reading.mapping.attribute_count = 0; /* events have none */
        netmkt__restore_free(import->restore);
        import->restore = NULL;
    }
    return status;
}

netmkt_status netmkt__import_block(netmkt_import *import, int last)
{
    size_t most = import->gathered_size / import->piece + 2;
    size_t *ends = netmkt__alloc(import->context, most + 1, sizeof *ends);
    netmkt_status status = NETMKT_OK;
    size_t count, end;

    if (ends == NULL)
        return netmkt__nomem();
    count = netmkt__csv_cut(import->gathered, import->gathered_size, import->reading.delimiter, import->piece, ends, most);
    end = count > 0 ? ends[count - 1] : 0;
    if (last && end < import->gathered_size)
        ends[count++] = end = import->gathered_size;
    if (count > 0 && import->restore != NULL)
        status = restore_records(import, end, &end);
    else if (count > 0)
        status = read_pieces(import, ends, count);
    else if (import->gathered_size >= NETMKT__CSV_RECORD_MAX)
        status = netmkt__fail(NETMKT_E_FORMAT, "line %llu: a row of more than %zu bytes; is a quote not closed?",
                              (unsigned long long)import->applying.line + 1, import->gathered_size);
    netmkt__free(import->context, ends);
    if (status == NETMKT_OK)
        consume(import, end);
    return status;
}
