/* netmkt spend: what channels and campaigns cost by day, from a CSV file into a store, or what it has. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "feed.h"

enum { ROWS_SHOWN = 20 };

static int show_report(const struct session *session, const netmkt_spend_report *report)
{
    const struct {
        const char *name;
        int64_t value;
    } columns[] = {{"rows", (int64_t)report->rows}, {"records", (int64_t)report->records}, {"rounded", (int64_t)report->rounded}};
    netmkt_table *table = NULL;
    int status = STATUS_GOOD;
    char money[40], currency[8];

    if (session->format == NETMKT_FORMAT_TEXT) {
        if (netmkt_money_format(report->amount, session->facts.currency_exponent, money, sizeof money) != NETMKT_OK)
            return fail_library(NULL);
        printf("%llu rows, %llu days of channels and campaigns, %s%s\n", (unsigned long long)report->rows, (unsigned long long)report->records, money,
               currency_text(session, currency));
        if (report->rounded > 0)
            printf("%llu amounts rounded to the currency's digits\n", (unsigned long long)report->rounded);
        return STATUS_GOOD;
    }
    if (netmkt_table_new(NULL, 1, session->facts.currency_exponent, &table) != NETMKT_OK)
        return fail_library(NULL);
    for (size_t i = 0; i < sizeof columns / sizeof *columns && status == STATUS_GOOD; i++)
        if (netmkt_table_add(table, columns[i].name, NETMKT_COLUMN_INT, &columns[i].value) != NETMKT_OK)
            status = fail_library(NULL);
    if (status == STATUS_GOOD && netmkt_table_add(table, "amount", NETMKT_COLUMN_MONEY, &report->amount) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int read_into(const struct arguments *arguments)
{
    const char *name = arguments->operands[1];
    uint32_t flags = (option_given(arguments, "add") ? NETMKT_SPEND_ADD : 0) | (option_given(arguments, "register") ? NETMKT_SPEND_REGISTER : 0);
    netmkt_spend_report report = {.struct_size = sizeof report};
    struct session session;
    size_t size = 0;
    char *bytes = NULL;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_MUST_EXIST);

    if (status == STATUS_GOOD) {
        bytes = feed_whole(name, &size);
        status = bytes != NULL ? STATUS_GOOD : STATUS_FAILED;
    }
    if (status == STATUS_GOOD && netmkt_spend_read(session.store, bytes, size, flags, &report) != NETMKT_OK)
        status = fail_library(strcmp(name, "-") == 0 ? "standard input" : name);
    if (status == STATUS_GOOD)
        status = show_report(&session, &report);
    free(bytes);
    session_close(&session);
    return status;
}

static int list(const struct arguments *arguments)
{
    struct session session;
    netmkt_table *table = NULL;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && netmkt_spend_list(session.store, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT)
        printf("%llu days of channels and campaigns\n%s", (unsigned long long)netmkt_table_rows(table), netmkt_table_rows(table) > 0 ? "\n" : "");
    if (status == STATUS_GOOD && (session.format != NETMKT_FORMAT_TEXT || netmkt_table_rows(table) > 0))
        status = show_columns(&session, table, NULL, 0, NULL, 0, rows_wanted(&session, ROWS_SHOWN));
    netmkt_table_free(table);
    session_close(&session);
    return status;
}

static int run(const struct arguments *arguments)
{
    bool reading = arguments->operand_count == 2;

    if (!reading && (option_given(arguments, "add") || option_given(arguments, "register")))
        return usage_error(arguments->command, "--%s needs a file: netmkt spend STORE FILE.csv", option_given(arguments, "add") ? "add" : "register");
    return reading ? read_into(arguments) : list(arguments);
}

const struct command command_spend = {
    .name = "spend",
    .operands = "STORE [FILE.csv]",
    .least = 1,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_WAIT,
    .options = (const struct option[]){{"add", NULL, "Add to what the store has of a day; otherwise the file replaces it."},
                                       {"register", NULL, "Register unknown channels; otherwise an unknown name is an error."},
                                       {"all", NULL, "Every record, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N records."},
                                       {NULL, NULL, NULL}},
    .brief = "What channels and campaigns cost by day: from a CSV file (- is standard input) into a store, or listed.",
    .details = "Columns: channel, campaign, day (or date), amount (or cost, spend); channel or campaign may be missing or empty.\n"
               "Rows of one channel, campaign and day are added up, and replace what the store has: reading a file twice is as good as once.\n"
               "The whole file is one commit. Campaigns that the store does not know are added.",
    .run = run,
};
