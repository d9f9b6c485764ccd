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

static int run(const struct arguments *arguments)
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

const struct command command_segment = {
    .name = "segment",
    .operands = "STORE EXPRESSION",
    .least = 2,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS,
    .options = (const struct option[]){{"count", NULL, "Only how many there are."},
                                       {"why", "KEY", "Why this customer is in the segment, or not: condition by condition."},
                                       {"ids", NULL, "The customers' numbers, too."},
                                       {"describe", NULL, "The expression in one form, without evaluating it."},
                                       {"all", NULL, "Every member, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N members."},
                                       {NULL, NULL, NULL}},
    .brief = "The customers of whom an expression is true.",
    .details = "Such as 'country = \"DE\" and age >= 25 and orders(last 90 days) >= 2', 'lifecycle = growth and clv > 100',\n"
               "'last(visit) < 30 days ago', 'rfm in (champions, loyal) or tier = 1'. docs/segments.md has the language.",
    .run = run,
};
