/* Blocks of a file: cut at ends of records into pieces that tasks read, then applied piece by piece in their order. With several threads
 * the pieces of one block are applied while those of the next are read, so that only giving names and looking customers up
 * stand between two blocks. */
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
    size_t first; /* the piece of the first batch */
    const size_t *ends;
} work;

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
    mark = netmkt__csv_mark(bytes, import->gathered_size);
    size = header_end(bytes + mark, import->gathered_size - mark);
    if (size == 0) {
        if (!last && import->gathered_size <= MOST_HEADER)
            return NETMKT_OK;
        size = import->gathered_size - mark;
    }
    if (size == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "the file is empty");
    status = netmkt__csv_check(bytes + mark, size);
    if (status != NETMKT_OK)
        return netmkt__prefix(status, "line 1: ");
    if (size > MOST_HEADER)
        status = netmkt__fail(NETMKT_E_FORMAT, "line 1: a header of more than a mebibyte; is a quote not closed?");
    if (status == NETMKT_OK)
        status = take_header(import, bytes + mark, size);
    if (status != NETMKT_OK)
        return status;
    import->gathered_size -= mark + size;
    memmove(bytes, bytes + mark + size, import->gathered_size);
    import->state = NETMKT__IMPORT_ROWS;
    return NETMKT_OK;
}

/* The batches of the pieces that are read now, and those that wait. */
static netmkt__batch *reading_set(netmkt_import *import)
{
    return import->batches[import->reading_set];
}

static netmkt__batch *pending_set(netmkt_import *import)
{
    return import->batches[!import->reading_set];
}

static netmkt_status read_piece(const work *w, size_t piece)
{
    netmkt_import *import = w->import;
    netmkt__batch *batch = &reading_set(import)[piece];
    size_t from = w->first + piece > 0 ? w->ends[w->first + piece - 1] : 0;

    netmkt__batch_clear(batch);
    return netmkt__rows_read(&import->reading, import->gathered + from, w->ends[w->first + piece] - from, batch);
}

static netmkt_status apply_pending(netmkt_import *import)
{
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < import->pending_count && status == NETMKT_OK; i++)
        status = netmkt__apply(&import->applying, &pending_set(import)[i]);
    return status;
}

/* A task: the first one applies what was read before, in its order; the others read a piece each, which touches nothing that applying changes. */
static netmkt_status apply_or_read(void *argument, size_t task)
{
    const work *w = argument;

    return task == 0 ? apply_pending(w->import) : read_piece(w, task - 1);
}

/* A task: look up the customers of a piece. Nobody changes the store meanwhile but the caller's other threads. */
static netmkt_status find_customers(void *argument, size_t task)
{
    const work *w = argument;
    netmkt_store *store = w->import->store;
    netmkt__batch *batch = &reading_set(w->import)[task];

    if (batch->rows == 0)
        return NETMKT_OK;
    netmkt__store_lock_read(store);
    netmkt__customers_find_batch(store, batch->rows, batch->key, batch->key_length, batch->customer);
    netmkt__store_read_end(store);
    return NETMKT_OK;
}

/* Names first, by one thread: reading goes by them. A bad name ends the import when its batch is applied. */
static netmkt_status name_pending(netmkt_import *import)
{
    for (size_t i = 0; i < import->pending_count; i++) {
        netmkt__batch *batch = &pending_set(import)[i];
        netmkt_status status = netmkt__apply_names(&import->applying, batch);

        if (status != NETMKT_OK && status != batch->status)
            return status;
        if (status != NETMKT_OK || batch->status != NETMKT_OK)
            import->pending_count = i + 1;
    }
    return NETMKT_OK;
}

netmkt_status netmkt__import_flush(netmkt_import *import)
{
    netmkt_status status = name_pending(import);

    if (status == NETMKT_OK)
        status = apply_pending(import);
    import->pending_count = 0;
    return status;
}

/* What was read waits: its customers are known. */
static void turn_sets(netmkt_import *import, size_t count)
{
    import->reading_set = !import->reading_set;
    import->pending_count = count;
}

/* With one thread a piece at a time, so that what was read is still near when it is applied. With several, all that there is room for, while
 * one of them applies what was read before. */
static netmkt_status read_pieces(netmkt_import *import, const size_t *ends, size_t count)
{
    uint32_t threads = netmkt__thread_count(import->reading.options.threads);
    size_t at_once = threads > 1 ? NETMKT__BATCHES : 1;
    netmkt_status status = NETMKT_OK;

    import->pending = 1;
    for (size_t first = 0; first < count && status == NETMKT_OK; first += at_once) {
        size_t pieces = count - first < at_once ? count - first : at_once;
        work w = {import, first, ends};

        status = name_pending(import);
        if (status == NETMKT_OK)
            status = netmkt__parallel(threads, pieces + 1, apply_or_read, &w);
        import->pending_count = 0;
        if (status == NETMKT_OK)
            status = netmkt__parallel(threads, pieces, find_customers, &w);
        if (status != NETMKT_OK)
            break;
        turn_sets(import, pieces);
        if (threads == 1)
            status = netmkt__import_flush(import);
    }
    return status;
}

/* Drop the bytes that were read. With batches pending, which point into them, they stay where they are, and what is left goes to the other
 * buffer; that of the pending batches before is free by then. */
static netmkt_status consume(netmkt_import *import, size_t size)
{
    size_t left = import->gathered_size - size, capacity = import->gathered_capacity;
    char *bytes = import->gathered;
    netmkt_status status;

    if (import->pending_count == 0) {
        memmove(bytes, bytes + size, left);
        import->gathered_size = left;
        return NETMKT_OK;
    }
    status = netmkt__grow(import->context, &import->spare, &import->spare_capacity, capacity, 1);
    if (status != NETMKT_OK)
        return status;
    memcpy(import->spare, bytes + size, left);
    import->gathered = import->spare;
    import->gathered_capacity = import->spare_capacity;
    import->gathered_size = left;
    import->spare = bytes;
    import->spare_capacity = capacity;
    return NETMKT_OK;
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
    return status == NETMKT_OK && end > 0 ? consume(import, end) : status;
}
