/* netmkt segment: who is in a segment, how many, and why a customer is or is not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"

enum { ROWS_SHOWN = 20 };

static int show_count(const struct session *session, const netmkt_segment *segment)
{
    uint64_t count = 0;

    if (netmkt_segment_count(session->store, segment, session->settings, session->as_of, &count) != NETMKT_OK)
        return fail_library(NULL);
    printf("%llu\n", (unsigned long long)count);
    return STATUS_GOOD;
}

static int show_members(const struct session *session, const netmkt_segment *segment)
{
    static const char *const columns[] = {"customer"};
    bool ids = option_given(session->arguments, "ids");
    netmkt_table *table = NULL;
    int status = STATUS_GOOD;

    if (netmkt_segment_members(session->store, segment, session->settings, session->as_of, &table) != NETMKT_OK)
        return fail_library(NULL);
    if (session->format == NETMKT_FORMAT_TEXT)
        printf("%s\n%llu of %llu customers\n\n", netmkt_segment_text(segment), (unsigned long long)netmkt_table_rows(table),
               (unsigned long long)session->facts.customers);
    if (session->format != NETMKT_FORMAT_TEXT || netmkt_table_rows(table) > 0)
        status = show_columns(session, table, ids ? NULL : columns, ids ? 0 : 1, NULL, 0, rows_wanted(session, ROWS_SHOWN));
    netmkt_table_free(table);
    return status;
}

static int show_why(const struct session *session, const netmkt_segment *segment, const char *key)
{
    netmkt_customer_id customer = 0;
    size_t length = 0;
    char *text;
    int status = STATUS_GOOD;

    if (netmkt_customer_find(session->store, key, &customer) != NETMKT_OK)
        return fail_library(NULL);
    if (netmkt_segment_explain(session->store, segment, session->settings, customer, session->as_of, NULL, 0, &length) != NETMKT_E_RANGE)
        return fail_library(NULL);
    text = malloc(length + 1);
    if (text == NULL)
        return fail("out of memory");
    if (netmkt_segment_explain(session->store, segment, session->settings, customer, session->as_of, text, length + 1, NULL) != NETMKT_OK)
        status = fail_library(NULL);
    for (char *line = text; status == STATUS_GOOD && *line != '\0';) {
        char *end = strchr(line, '\n');

        *end = '\0';
        printf("%s\n", printable(line));
        line = end + 1;
    }
    free(text);
    return status;
}

/* What changes the store: --save, --remove. */
static int change(const struct arguments *arguments)
{
    const char *save = option_value(arguments, "save"), *remove_name = option_value(arguments, "remove");
    netmkt_segment *segment = NULL;
    struct session session;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_MUST_EXIST);

    if (status == STATUS_GOOD && save != NULL)
        status = read_segment(&session, arguments->operands[1], &segment);
    if (status == STATUS_GOOD && save != NULL && netmkt_segment_save(session.store, save, segment) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && remove_name != NULL && netmkt_segment_remove(session.store, remove_name) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && netmkt_store_commit(session.store) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && save != NULL)
        printf("%s: %s\n", save, netmkt_segment_text(segment));
    netmkt_segment_free(segment);
    session_close(&session);
    return status;
}

static int list_saved(const struct arguments *arguments)
{
    struct session session;
    netmkt_table *table = NULL;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && netmkt_segment_list(session.store, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_table(&session, table);
    netmkt_table_free(table);
    session_close(&session);
    return status;
}

static int evaluate(const struct arguments *arguments)
{
    const char *why = option_value(arguments, "why");
    netmkt_segment *segment = NULL;
    struct session session;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD)
        status = read_segment(&session, arguments->operands[1], &segment);
    if (status != STATUS_GOOD)
        ;
    else if (option_given(arguments, "describe"))
        printf("%s\n", netmkt_segment_text(segment));
    else if (why != NULL)
        status = show_why(&session, segment, why);
    else if (option_given(arguments, "count"))
        status = show_count(&session, segment);
    else
        status = show_members(&session, segment);
    netmkt_segment_free(segment);
    session_close(&session);
    return status;
}

static int run(const struct arguments *arguments)
{
    bool save = option_given(arguments, "save"), removing = option_given(arguments, "remove"), list = option_given(arguments, "list");
    bool expression = arguments->operand_count == 2;

    if (save + removing + list > 1)
        return usage_error(arguments->command, "--save, --remove and --list do not go together");
    if (expression == (removing || list))
        return usage_error(arguments->command, expression ? "--%s takes no expression" : "needs an expression: netmkt segment STORE EXPRESSION%s",
                           expression ? (removing ? "remove" : "list") : "");
    if (list)
        return list_saved(arguments);
    return save || removing ? change(arguments) : evaluate(arguments);
}

const struct command command_segment = {
    .name = "segment",
    .operands = "STORE [EXPRESSION|@NAME]",
    .least = 1,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_WAIT,
    .options = (const struct option[]){{"count", NULL, "Only how many there are."},
                                       {"why", "KEY", "Why this customer is in the segment, or not: condition by condition."},
                                       {"ids", NULL, "The customers' numbers, too."},
                                       {"describe", NULL, "The expression in one form, without evaluating it."},
                                       {"save", "NAME", "Save the expression in the store, in place of the one of that name."},
                                       {"list", NULL, "The saved ones."},
                                       {"remove", "NAME", "Remove a saved one."},
                                       {"all", NULL, "Every member, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N members."},
                                       {NULL, NULL, NULL}},
    .brief = "The customers of whom an expression is true.",
    .details = "Such as 'country = \"DE\" and age >= 25 and orders(last 90 days) >= 2', 'lifecycle = growth and clv > 100',\n"
               "'last(visit) < 30 days ago', 'rfm in (champions, loyal) or tier = 1'. docs/segments.md has the language.\n"
               "@NAME is a saved one; within an expression it is segment(NAME).",
    .run = run,
};
