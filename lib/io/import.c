/* The import's public functions: options, feeding, the end. Bytes are gathered into blocks of the same size whatever the
 * pieces in which they come, so that the result does not depend on those. */
#include <netmkt/import.h>

#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/thread.h"
#include "io/import_state.h"
#include "store/store.h"
#include "store/view.h"

#define ALL_FLAGS (NETMKT_IMPORT_SKIP | NETMKT_IMPORT_REGISTER | NETMKT_IMPORT_PERSONAL)
#define MOST_OFFSET 1439
#define MOST_THREADS 256

void netmkt_import_options_init(netmkt_import_options *options)
{
    if (options == NULL)
        return;
    memset(options, 0, sizeof *options);
    options->struct_size = sizeof *options;
    options->threads = 1;
    options->kind = NETMKT_KIND_ORDER;
}

static netmkt_status check_options(netmkt_store *store, const netmkt_import_options *options)
{
    const char *name;

    if (options->struct_size != sizeof *options)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "import options of %u bytes, this library knows %zu; use netmkt_import_options_init()",
                            options->struct_size, sizeof *options);
    if ((options->flags & ~(uint32_t)ALL_FLAGS) != 0)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "unknown flags 0x%x of an import", options->flags & ~(uint32_t)ALL_FLAGS);
    if (options->utc_offset_minutes < -MOST_OFFSET || options->utc_offset_minutes > MOST_OFFSET)
        return netmkt__fail(NETMKT_E_INVALID, "UTC offset %d is not within -1439 to 1439 minutes", options->utc_offset_minutes);
    if (options->threads > MOST_THREADS)
        return netmkt__fail(NETMKT_E_INVALID, "%u threads; at most %d are allowed", options->threads, MOST_THREADS);
    if (options->delimiter == '"' || options->delimiter == '\n' || options->delimiter == '\r' || options->delimiter > 0x7e)
        return netmkt__misuse("the delimiter must be an ASCII character other than a quote and a newline");
    if (options->reserved[0] != 0 || options->reserved[1] != 0 || options->reserved[2] != 0)
        return netmkt__misuse("the reserved bytes are not 0");
    if (netmkt_kind_get(store, options->kind, &name, NULL) != NETMKT_OK)
        return netmkt__fail(NETMKT_E_INVALID, "there is no kind %u", options->kind);
    if (options->channel != 0 && netmkt_channel_get(store, options->channel, &name, NULL) != NETMKT_OK)
        return netmkt__fail(NETMKT_E_INVALID, "there is no channel %u", options->channel);
    return NETMKT_OK;
}

/* The import is a commit of its own: the store must take changes, and have none waiting. */
static netmkt_status check_store(netmkt_store *store)
{
    netmkt_status status = netmkt__store_write(store);

    if (status != NETMKT_OK)
        return status;
    if (netmkt__records_changed(&store->records))
        status = netmkt__fail(NETMKT_E_STATE, "the store has uncommitted work: commit it or roll it back before an import");
    netmkt__store_write_end(store);
    return status;
}

static netmkt_status learn(netmkt__glossary *glossary, const char *name, uint32_t number)
{
    return netmkt__glossary_set(glossary, name, strlen(name), number, 1);
}

/* All names that the store knows. */
static netmkt_status learn_names(netmkt_store *store, netmkt__reading *reading)
{
    netmkt_status status = NETMKT_OK;
    netmkt_kind_id kind = 0;
    netmkt_channel_id channel = 0;
    const char *name;

    while (status == NETMKT_OK && netmkt_kind_next(store, kind, &kind) == NETMKT_OK && netmkt_kind_get(store, kind, &name, NULL) == NETMKT_OK)
        status = learn(&reading->kinds, name, kind);
    while (status == NETMKT_OK && netmkt_channel_next(store, channel, &channel) == NETMKT_OK &&
           netmkt_channel_get(store, channel, &name, NULL) == NETMKT_OK)
        status = learn(&reading->channels, name, channel);
    for (uint32_t i = 1; status == NETMKT_OK && netmkt_campaign_get(store, i, NULL, &name, NULL, NULL, NULL, 0, NULL) == NETMKT_OK; i++)
        status = learn(&reading->campaigns, name, i);
    for (uint32_t i = 1; status == NETMKT_OK && netmkt_offer_get(store, i, NULL, &name) == NETMKT_OK; i++)
        status = learn(&reading->offers, name, i);
    return status;
}

static void import_init(netmkt_import *import, netmkt_store *store, const netmkt_import_options *options)
{
    netmkt_context *context = import->context;
    netmkt__reading *reading = &import->reading;

    import->store = store;
    import->state = NETMKT__IMPORT_HEADER;
    import->block = NETMKT__BLOCK;
    import->piece = NETMKT__PIECE;
    reading->store = store;
    reading->options = *options;
    reading->exponent = netmkt__store_exponent(store);
    reading->mapping.context = context;
    reading->mapping.fixed_channel = options->channel != 0;
    netmkt__glossary_init(&reading->kinds, context);
    netmkt__glossary_init(&reading->channels, context);
    netmkt__glossary_init(&reading->campaigns, context);
    netmkt__glossary_init(&reading->offers, context);
    import->applying.context = context;
    import->applying.reading = reading;
    import->applying.problems.context = context;
    netmkt__orders_init(&import->applying.orders, context);
    for (size_t i = 0; i < 2 * NETMKT__BATCHES; i++) {
        netmkt__batch *batch = &import->batches[i / NETMKT__BATCHES][i % NETMKT__BATCHES];

        batch->context = context;
        batch->problems.context = context;
    }
}

netmkt_status netmkt_import_new(netmkt_store *store, const netmkt_import_options *options, netmkt_import **out)
{
    netmkt_import_options defaults;
    netmkt_import *import = NULL;
    netmkt_context *context;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    netmkt_import_options_init(&defaults);
    if (options == NULL)
        options = &defaults;
    status = check_options(store, options);
    if (status == NETMKT_OK)
        status = check_store(store);
    if (status != NETMKT_OK)
        return status;
    context = netmkt__store_context(store);
    import = netmkt__calloc(context, 1, sizeof *import);
    if (import == NULL)
        return netmkt__nomem();
    import->context = context;
    import_init(import, store, options);
    status = learn_names(store, &import->reading);
    if (status == NETMKT_OK)
        status = netmkt_customer_count(store, &import->customers_before);
    if (status == NETMKT_OK) {
        *out = import;
        return NETMKT_OK;
    }
    netmkt_import_free(import);
    return status;
}

void netmkt_import_free(netmkt_import *import)
{
    netmkt_context *context;

    if (import == NULL)
        return;
    context = import->context;
    if (import->pending)
        (void)netmkt_store_rollback(import->store);
    for (size_t i = 0; i < 2 * NETMKT__BATCHES; i++)
        netmkt__batch_free(&import->batches[i / NETMKT__BATCHES][i % NETMKT__BATCHES]);
    netmkt__restore_free(import->restore);
    netmkt__applying_free(&import->applying);
    netmkt__mapping_free(&import->reading.mapping);
    netmkt__glossary_free(&import->reading.kinds);
    netmkt__glossary_free(&import->reading.channels);
    netmkt__glossary_free(&import->reading.campaigns);
    netmkt__glossary_free(&import->reading.offers);
    netmkt__free(context, import->gathered);
    netmkt__free(context, import->spare);
    netmkt__free(context, import);
}

/* NETMKT_E_STATE unless the import waits for its first bytes. */
static netmkt_status check_fresh(const netmkt_import *import)
{
    return import->fed || import->state == NETMKT__IMPORT_OVER ? netmkt__fail(NETMKT_E_STATE, "the import has begun to read; say this before") : NETMKT_OK;
}

netmkt_status netmkt_import_map(netmkt_import *import, const char *field, const char *column)
{
    netmkt_status status;

    if (import == NULL || field == NULL || column == NULL)
        return netmkt__misuse("import, field and column are needed");
    status = check_fresh(import);
    return status == NETMKT_OK ? netmkt__mapping_say(&import->reading.mapping, import->store, field, column) : status;
}

netmkt_status netmkt_import_translate(netmkt_import *import, const char *what, const char *from, const char *to)
{
    netmkt__glossary *glossary;
    uint32_t meaning = NETMKT__MEANS_OUT;
    netmkt_status status;
    uint16_t id = 0;
    int kind;

    if (import == NULL || what == NULL || from == NULL || to == NULL)
        return netmkt__misuse("import, what, from and to are needed");
    kind = strcmp(what, "kind") == 0;
    if (!kind && strcmp(what, "channel") != 0)
        return netmkt__fail(NETMKT_E_INVALID, "names of \"%.64s\" cannot be translated; those of kind and channel can", what);
    if (from[0] == '\0')
        return netmkt__misuse("an empty name cannot be translated");
    status = check_fresh(import);
    if (status == NETMKT_OK && strcmp(to, "-") != 0) {
        status = kind ? netmkt_kind_by_name(import->store, to, &id) : netmkt_channel_by_name(import->store, to, &id);
        meaning = id;
    }
    glossary = kind ? &import->reading.kinds : &import->reading.channels;
    return status == NETMKT_OK ? netmkt__glossary_set(glossary, from, strlen(from), meaning, 0) : status;
}

/* The import is over, and what it did to the store undone; the message stays. */
static netmkt_status give_up(netmkt_import *import, netmkt_status status)
{
    import->state = NETMKT__IMPORT_OVER;
    if (import->pending && netmkt_store_rollback(import->store) == NETMKT_OK)
        import->pending = 0;
    return status;
}

/* Read what is gathered, and make room for more. */
static netmkt_status digest(netmkt_import *import, int last)
{
    netmkt_status status = NETMKT_OK;

    if (import->state == NETMKT__IMPORT_HEADER)
        status = netmkt__import_header(import, last);
    while (status == NETMKT_OK && import->state == NETMKT__IMPORT_ROWS && import->gathered_size > 0) {
        int restoring = import->restore != NULL;

        status = netmkt__import_block(import, last);
        if (!restoring || import->restore != NULL)
            break; /* else the events of the export follow */
    }
    if (status == NETMKT_OK && !last && import->gathered_size == import->gathered_capacity)
        status = netmkt__grow(import->context, &import->gathered, &import->gathered_capacity, import->gathered_capacity * 2, 1);
    return status;
}

netmkt_status netmkt_import_feed(netmkt_import *import, const char *bytes, size_t size)
{
    netmkt_status status = NETMKT_OK;

    if (import == NULL || (bytes == NULL && size > 0))
        return netmkt__misuse("import and bytes are needed");
    if (import->state == NETMKT__IMPORT_OVER)
        return netmkt__fail(NETMKT_E_STATE, "the import is over");
    import->fed |= size > 0;
    import->applying.report.bytes += size;
    if (import->gathered == NULL)
        status = netmkt__grow(import->context, &import->gathered, &import->gathered_capacity, import->block, 1);
    while (status == NETMKT_OK && size > 0) {
        size_t room = import->gathered_capacity - import->gathered_size;
        size_t part = size < room ? size : room;

        memcpy(import->gathered + import->gathered_size, bytes, part);
        import->gathered_size += part;
        bytes += part;
        size -= part;
        if (part == room)
            status = digest(import, 0);
    }
    return status == NETMKT_OK ? status : give_up(import, status);
}

netmkt_status netmkt_import_problem(netmkt_import *import, uint64_t *line, const char **message)
{
    netmkt__problems *problems;
    const char *text;

    if (import == NULL || line == NULL || message == NULL)
        return netmkt__misuse("import, line and message are needed");
    *line = 0;
    *message = NULL;
    problems = &import->applying.problems;
    if (problems->given == problems->count)
        return NETMKT_DONE;
    *line = problems->list[problems->given].line;
    text = problems->texts + problems->list[problems->given].text;
    (void)snprintf(import->problem, sizeof import->problem, "line %llu%s%s", (unsigned long long)*line,
                   strncmp(text, "column ", 7) == 0 ? ", " : ": ", text);
    *message = import->problem;
    problems->given++;
    return NETMKT_OK;
}

static netmkt_status append_orders(netmkt_import *import)
{
    netmkt_import_report *report = &import->applying.report;
    uint32_t count = import->applying.orders.keys.count;
    uint64_t added, added_orders;
    netmkt_status status;

    if (count == 0)
        return NETMKT_OK;
    status = netmkt__orders_append(&import->applying.orders, import->store, import->reading.exponent, &added, &added_orders, &report->rounded);
    if (status != NETMKT_OK)
        return status;
    report->events += added;
    report->orders += added_orders;
    report->returns += added - added_orders;
    report->repeated += count - added;
    return NETMKT_OK;
}

/* With the import's threads: what is to be written is sorted by customer first. */
static netmkt_status commit(netmkt_import *import)
{
    netmkt__event_table *events = &import->store->records.events;
    netmkt_status status;

    netmkt__store_lock_write(import->store);
    events->threads = netmkt__thread_count(import->reading.options.threads);
    netmkt__store_unlock(import->store);
    status = netmkt_store_commit(import->store);
    netmkt__store_lock_write(import->store);
    events->threads = 1;
    netmkt__store_unlock(import->store);
    return status;
}

static netmkt_status finish(netmkt_import *import)
{
    netmkt_import_report *report = &import->applying.report;
    uint64_t customers_after;
    netmkt_status status = digest(import, 1);

    if (status == NETMKT_OK)
        status = netmkt__import_flush(import);
    if (status == NETMKT_OK && report->rows == 0)
        status = netmkt__fail(NETMKT_E_FORMAT, "there is a header, but no row");
    if (status == NETMKT_OK)
        status = append_orders(import);
    if (status == NETMKT_OK)
        status = netmkt_customer_count(import->store, &customers_after);
    if (status == NETMKT_OK)
        status = commit(import);
    if (status != NETMKT_OK)
        return status;
    report->new_customers = customers_after - import->customers_before;
    import->pending = 0;
    import->state = NETMKT__IMPORT_OVER;
    return NETMKT_OK;
}

netmkt_status netmkt_import_finish(netmkt_import *import, netmkt_import_report *report)
{
    netmkt_status status;

    if (import == NULL)
        return netmkt__misuse("import is NULL");
    if (report != NULL && report->struct_size != sizeof *report)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "an import report of %u bytes, this library knows %zu", report->struct_size, sizeof *report);
    if (import->state == NETMKT__IMPORT_OVER)
        return netmkt__fail(NETMKT_E_STATE, "the import is over");
    status = finish(import);
    if (status != NETMKT_OK)
        return give_up(import, status);
    if (report != NULL) {
        *report = import->applying.report;
        report->struct_size = sizeof *report;
    }
    return NETMKT_OK;
}
