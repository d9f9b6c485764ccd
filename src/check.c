/* netmkt check: read a store file from end to end and verify it. */
#include "commands.h"
#include "common.h"

static int show_facts(const struct session *session)
{
    const netmkt_store_statistics *f = &session->facts;
    int64_t figures[] = {(int64_t)f->customers, (int64_t)f->events,     (int64_t)f->commits, (int64_t)f->file_bytes, (int64_t)f->journal_bytes,
                         f->format_version,     f->day_offset_minutes};
    static const char *const names[] = {"customers", "events", "commits", "file_bytes", "journal_bytes", "format_version", "day_offset_minutes"};
    const char *whole = "whole", *currency = f->currency;
    netmkt_table *table = NULL;
    int status = STATUS_GOOD;

    if (session->format == NETMKT_FORMAT_TEXT) {
        printf("%s is whole: %llu customers, %llu events, %llu commits, %llu bytes, format %u, currency %s\n", session->arguments->operands[0],
               (unsigned long long)f->customers, (unsigned long long)f->events, (unsigned long long)f->commits,
               (unsigned long long)f->file_bytes, (unsigned)f->format_version, f->currency);
        return STATUS_GOOD;
    }
    if (netmkt_table_new(NULL, 1, 0, &table) != NETMKT_OK || netmkt_table_add(table, "state", NETMKT_COLUMN_TEXT, &whole) != NETMKT_OK ||
        netmkt_table_add(table, "currency", NETMKT_COLUMN_TEXT, &currency) != NETMKT_OK)
        status = fail_library(NULL);
    for (size_t i = 0; i < sizeof names / sizeof names[0] && status == STATUS_GOOD; i++)
        if (netmkt_table_add(table, names[i], NETMKT_COLUMN_INT, &figures[i]) != NETMKT_OK)
            status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    int status;

    if (netmkt_store_check(arguments->operands[0], NULL) != NETMKT_OK)
        return fail_library(NULL);
    status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = show_facts(&session);
    session_close(&session);
    return status;
}

const struct command command_check = {
    .name = "check",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT,
    .brief = "Verify a store file from end to end; changes nothing.",
    .details = "Every checksum and every rule of the format. The unfinished end that a crash may leave is no damage.",
    .run = run,
};
