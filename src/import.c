/* netmkt import: events and customers from a CSV file into a store. */
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "feed.h"

/* Currency and days of an existing store do not change: say so instead of importing something else than was meant. */
static int check_creation(const struct arguments *arguments, netmkt_store *store, const netmkt_store_options *wanted)
{
    netmkt_store_statistics facts = {.struct_size = sizeof facts};

    if (netmkt_store_stats(store, &facts) != NETMKT_OK)
        return fail_library(NULL);
    if (option_given(arguments, "currency") && strcmp(facts.currency, wanted->currency) != 0)
        return fail("%s is kept in %s, not %s; a store's currency does not change", arguments->operands[0], facts.currency, wanted->currency);
    if (option_given(arguments, "day-offset") && facts.day_offset_minutes != wanted->day_offset_minutes)
        return fail("%s has a day offset of %d minutes, not %d; it does not change", arguments->operands[0], (int)facts.day_offset_minutes,
                    (int)wanted->day_offset_minutes);
    return STATUS_GOOD;
}

struct line {
    const char *name;
    const char *meaning;
    uint64_t count;
};

static void show_lines(const struct line *lines, size_t count, const char *store)
{
    printf("Imported into %s:\n", store);
    for (size_t i = 0; i < count; i++)
        if (i < 2 || lines[i].count > 0)
            printf("  %12llu  %s\n", (unsigned long long)lines[i].count, lines[i].meaning);
}

static int show_report(const struct session *session, const netmkt_import_report *r)
{
    const struct line lines[] = {
        {"rows", "rows read", r->rows},
        {"events", "events added", r->events},
        {"orders", "of them orders", r->orders},
        {"returns", "of them returns", r->returns},
        {"customers", "customers in the file", r->customers},
        {"new_customers", "of them new", r->new_customers},
        {"repeated", "events that the store had already (same reference)", r->repeated},
        {"left_out", "rows of kinds left out", r->left_out},
        {"skipped", "bad rows left out", r->skipped},
        {"without_customer", "of them without customer", r->without_customer},
        {"rounded", "amounts rounded to the currency's digits", r->rounded},
        {"bytes", "bytes read", r->bytes},
    };
    enum { LINES = sizeof lines / sizeof lines[0] };
    netmkt_table *table = NULL;
    int64_t counts[LINES];
    int status = STATUS_GOOD;

    if (session->format == NETMKT_FORMAT_TEXT) {
        show_lines(lines, LINES, session->arguments->operands[0]);
        return STATUS_GOOD;
    }
    if (netmkt_table_new(NULL, 1, 0, &table) != NETMKT_OK)
        return fail_library(NULL);
    for (size_t i = 0; i < LINES && status == STATUS_GOOD; i++) {
        counts[i] = (int64_t)lines[i].count;
        if (netmkt_table_add(table, lines[i].name, NETMKT_COLUMN_INT, &counts[i]) != NETMKT_OK)
            status = fail_library(NULL);
    }
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int import_into(struct session *session, struct feed *feed, int file)
{
    const char *name = strcmp(session->arguments->operands[1], "-") == 0 ? "standard input" : session->arguments->operands[1];
    netmkt_import *import = NULL;
    netmkt_import_report report;
    int status = feed_import(feed, session->store, &import);

    if (status == STATUS_GOOD)
        status = feed_file(feed, import, file, name);
    if (status == STATUS_GOOD)
        status = feed_finish(feed, import, name, &report);
    if (status == STATUS_GOOD)
        status = show_report(session, &report);
    netmkt_import_free(import);
    return status;
}

static int run(const struct arguments *arguments)
{
    const char *path = arguments->operands[0];
    struct session session;
    struct feed feed;
    netmkt_store_options options;
    bool is_new = access(path, F_OK) != 0;
    int file;
    int status = feed_begin(&feed, arguments, false);

    if (status == STATUS_GOOD)
        status = creation_options(arguments, &options);
    if (status == STATUS_GOOD)
        status = wait_option(arguments, &options.lock_wait_ms);
    if (status != STATUS_GOOD)
        return status;
    if (option_given(arguments, "register"))
        feed.options.flags |= NETMKT_IMPORT_REGISTER;
    status = session_begin(&session, arguments);
    file = status == STATUS_GOOD ? feed_open(arguments->operands[1]) : -1;
    if (status == STATUS_GOOD && file < 0)
        status = STATUS_FAILED;
    if (status == STATUS_GOOD && netmkt_store_open(path, &options, &session.store) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = check_creation(arguments, session.store, &options);
    if (status == STATUS_GOOD)
        status = import_into(&session, &feed, file);
    if (status != STATUS_GOOD && is_new && session.store != NULL)
        discard_store(path);
    if (file > STDIN_FILENO)
        (void)close(file);
    session_close(&session);
    return status;
}

const struct command command_import = {
    .name = "import",
    .operands = "STORE FILE.csv",
    .least = 2,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_WAIT,
    .options = (const struct option[]){FEED_OPTIONS,
                                       {"register", NULL, "Register unknown kinds and channels; otherwise an unknown name is an error."},
                                       CREATION_OPTIONS,
                                       {NULL, NULL, NULL}},
    .brief = "Events and customers from a CSV file (- is standard input) into a store.",
    .details = "The store is created if it is missing. The whole file is one commit: all of it is imported, or nothing.\n"
               "Fields: customer, time, kind, channel, campaign, offer, variant, initiator, amount, cost, rating, reference,\n"
               "order (sums the lines of one order), and any attribute of customers such as country or birth_year.\n"
               "Only customer and time are needed. A row whose reference the store has is not added again.",
    .run = run,
};
