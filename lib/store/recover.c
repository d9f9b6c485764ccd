/* Saving a damaged store into a new one: the journal floor says what its checksums prove, the tables take it as far as it
 * stands without the rest, and the new store is written as a snapshot. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "journal/journal.h"
#include "store/rescue.h"
#include "store/snapshot.h"

static const uint32_t definitions[] = {NETMKT__RECORD_ATTRIBUTE, NETMKT__RECORD_KIND, NETMKT__RECORD_CHANNEL, NETMKT__RECORD_CAMPAIGN,
                                       NETMKT__RECORD_OFFER};

/* --- The report */

netmkt_status netmkt__rescue_say(netmkt__rescue *r, uint64_t offset, uint64_t events, const char *part, const char *format, ...)
{
    netmkt_status status = netmkt__grow(r->context, &r->lines, &r->line_capacity, r->line_count + 1, sizeof *r->lines);
    netmkt__rescue_line *line;
    va_list arguments;

    if (status != NETMKT_OK)
        return status;
    line = &r->lines[r->line_count++];
    line->offset = (int64_t)offset;
    line->events = (int64_t)events;
    (void)snprintf(line->part, sizeof line->part, "%s", part);
    va_start(arguments, format);
    (void)vsnprintf(line->what, sizeof line->what, format, arguments);
    va_end(arguments);
    return NETMKT_OK;
}

static netmkt_status add_numbers(netmkt__rescue *r, netmkt_table *table, const char *name, int events)
{
    int64_t *values = netmkt__alloc(r->context, r->line_count, sizeof *values);
    netmkt_status status;

    if (values == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < r->line_count; i++)
        values[i] = events ? r->lines[i].events : r->lines[i].offset;
    status = netmkt_table_add(table, name, NETMKT_COLUMN_INT, values);
    netmkt__free(r->context, values);
    return status;
}

static netmkt_status add_texts(netmkt__rescue *r, netmkt_table *table, const char *name, int what)
{
    const char **values = netmkt__alloc(r->context, r->line_count, sizeof *values);
    netmkt_status status;

    if (values == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < r->line_count; i++)
        values[i] = what ? r->lines[i].what : r->lines[i].part;
    status = netmkt_table_add(table, name, NETMKT_COLUMN_TEXT, values);
    netmkt__free(r->context, values);
    return status;
}

static netmkt_status make_report(netmkt__rescue *r, netmkt_table **report)
{
    netmkt_status status = netmkt_table_new(r->context, r->line_count, 0, report);

    if (status == NETMKT_OK)
        status = add_numbers(r, *report, "offset", 0);
    if (status == NETMKT_OK)
        status = add_texts(r, *report, "part", 0);
    if (status == NETMKT_OK)
        status = add_numbers(r, *report, "events", 1);
    if (status == NETMKT_OK)
        status = add_texts(r, *report, "what", 1);
    return status;
}

/* --- What is lost */

static uint32_t count_of(const netmkt__records *records, uint32_t type)
{
    switch (type) {
    case NETMKT__RECORD_ATTRIBUTE:
        return records->attributes.names.map.count;
    case NETMKT__RECORD_KIND:
        return records->kinds.names.map.count;
    case NETMKT__RECORD_CHANNEL:
        return records->channels.names.map.count;
    case NETMKT__RECORD_CAMPAIGN:
        return records->campaigns.names.map.count;
    default:
        return records->offers.names.map.count;
    }
}

void netmkt__rescue_lose(netmkt__rescue *r, uint32_t type)
{
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++)
        if (type == definitions[i] && r->known[type] == NETMKT__RESCUE_ALL)
            r->known[type] = count_of(&r->records, type);
}

void netmkt__rescue_lose_all(netmkt__rescue *r)
{
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++)
        netmkt__rescue_lose(r, definitions[i]);
    r->incomplete = 1;
}

/* --- What the journal floor finds */

static netmkt_status on_snapshot(void *user, const netmkt__salvage_section *sections, size_t count, int lost, uint64_t file_size)
{
    netmkt__rescue *r = user;

    r->most_customers = file_size / 2; /* each takes two bytes at least */
    if (!lost)
        return count == 0 ? NETMKT_OK : netmkt__rescue_snapshot(r, sections, count);
    netmkt__rescue_lose_all(r);
    return netmkt__rescue_say(r, 0, 0, "snapshot", "its table of sections is damaged: nothing of it can be told apart");
}

/* The line about a commit whose records were not all taken. */
static netmkt_status end_commit(netmkt__rescue *r)
{
    uint64_t events = r->left_events, records = r->left_records;
    char part[48];

    r->left_events = r->left_records = 0;
    if (r->commit == 0 || events + records == 0)
        return NETMKT_OK;
    (void)snprintf(part, sizeof part, "commit %llu", (unsigned long long)r->commit);
    return netmkt__rescue_say(r, r->commit_offset, events, part, "events and %llu other records that refer to what is lost", (unsigned long long)records);
}

static netmkt_status on_record(void *user, uint64_t commit, uint64_t offset, uint32_t type, const void *payload, size_t size)
{
    netmkt__rescue *r = user;
    netmkt_status status = NETMKT_OK;

    if (commit != r->commit) {
        status = end_commit(r);
        r->commit = commit;
        r->commit_offset = offset;
    }
    return status == NETMKT_OK ? netmkt__rescue_record(r, type, payload, size) : status;
}

static netmkt_status on_left(void *user, uint32_t type, const void *payload, size_t size)
{
    netmkt__rescue *r = user;
    netmkt_status status = end_commit(r);
    netmkt__event_rows rows;
    const netmkt_customer_id *customer;

    r->commit = 0;
    r->seen = 1;
    if (type == 0)
        netmkt__rescue_lose_all(r);
    netmkt__rescue_lose(r, type);
    if (type == NETMKT__RECORD_CUSTOMERS)
        r->incomplete = 1;
    if (type == NETMKT__RECORD_EVENTS && netmkt__events_block(payload, size, &rows, &customer) == NETMKT_OK)
        r->left_events += rows.n;
    return status;
}

static netmkt_status on_lost(void *user, uint64_t first, uint64_t last, uint64_t offset)
{
    netmkt__rescue *r = user;
    netmkt_status status = r->commit != 0 ? end_commit(r) : NETMKT_OK;
    uint64_t events = r->left_events;
    int seen = r->seen;
    char part[48];

    r->left_events = r->left_records = 0;
    r->commit = 0;
    r->seen = 0;
    if (status != NETMKT_OK)
        return status;
    if (first > last)
        return netmkt__rescue_say(r, offset, events, "end", "a commit that was under way, or is damaged");
    r->incomplete = 1;
    if (!seen)
        netmkt__rescue_lose_all(r);
    if (first == last)
        (void)snprintf(part, sizeof part, "commit %llu", (unsigned long long)first);
    else
        (void)snprintf(part, sizeof part, "commits %llu to %llu", (unsigned long long)first, (unsigned long long)last);
    return netmkt__rescue_say(r, offset, events, part, "not whole; the events are those that can be counted");
}

static netmkt_status on_note(void *user, uint64_t offset, const char *part, const char *what)
{
    return netmkt__rescue_say(user, offset, 0, part, "%s", what);
}

/* --- The new store */

static netmkt_status write_store(netmkt__rescue *r)
{
    netmkt__journal *journal = NULL;
    netmkt__image image = {0};
    netmkt_status status = netmkt__events_settle(&r->records.events, r->records.customers.keys.count);

    if (status == NETMKT_OK)
        status = netmkt__image_make(&r->records, &image);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__journal_open(r->context, r->to, NETMKT__JOURNAL_MUST_CREATE, NULL, &journal);
    if (status == NETMKT_OK)
        status = netmkt__journal_replace(journal, image.sections, image.count);
    netmkt__journal_close(journal);
    netmkt__image_free(&image);
    return status;
}

static netmkt_status on_done(void *user)
{
    netmkt__rescue *r = user;
    netmkt_status status = end_commit(r);

    if (status == NETMKT_OK && r->taken == 0)
        return netmkt__fail(NETMKT_E_CORRUPT, "%s: nothing of the store can be proved to be as it was written; nothing was saved", r->from);
    if (status == NETMKT_OK && !r->records.settled) {
        r->records.settled = 1;
        status = netmkt__rescue_say(r, 0, 0, "settings", "currency and day offset are lost: it is %s now, with %d digits, and no offset",
                                    r->records.currency, (int)r->records.exponent);
    }
    if (status == NETMKT_OK && r->made_up != 0)
        status = netmkt__rescue_say(r, 0, 0, "customers", "%llu keys are lost: they are called \"recovered customer\" and their number now",
                                    (unsigned long long)r->made_up);
    if (status == NETMKT_OK && r->cleared != 0)
        status = netmkt__rescue_say(r, 0, 0, "events", "%llu times a channel, campaign or offer is lost: the events are there without it",
                                    (unsigned long long)r->cleared);
    if (status == NETMKT_OK && r->report != NULL)
        status = make_report(r, r->report);
    return status == NETMKT_OK ? write_store(r) : status;
}

/* Before all the work; made sure of when the file is made. */
static netmkt_status check_target(netmkt_context *context, const char *to)
{
    const netmkt_io *io = netmkt__io(context);
    int64_t file;

    if (io->open(io->user, to, NETMKT_IO_READ, &file) != 0)
        return NETMKT_OK;
    (void)io->close(io->user, file);
    return netmkt__fail(NETMKT_E_EXISTS, "%s: there is a file already; name a new one", to);
}

netmkt_status netmkt_store_recover(const char *from, const char *to, netmkt_context *context, netmkt_table **report)
{
    netmkt__rescue r = {.context = context, .from = from, .to = to, .report = report};
    netmkt__salvager salvager = {&r, on_snapshot, on_record, on_left, on_lost, on_note, on_done};
    netmkt_status status;

    if (report != NULL)
        *report = NULL;
    if (from == NULL || from[0] == '\0' || to == NULL || to[0] == '\0')
        return netmkt__misuse("two paths are needed: the damaged file and the new one");
    status = check_target(context, to);
    if (status != NETMKT_OK)
        return status;
    for (size_t i = 0; i < sizeof r.known / sizeof *r.known; i++)
        r.known[i] = NETMKT__RESCUE_ALL;
    netmkt__records_init(&r.records, context);
    memcpy(r.records.currency, "XXX", 4);
    r.records.exponent = 2;
    status = netmkt__journal_recover(context, from, &salvager);
    if (status != NETMKT_OK && report != NULL) {
        netmkt_table_free(*report);
        *report = NULL;
    }
    netmkt__records_free(&r.records);
    netmkt__free(context, r.lines);
    return status;
}
