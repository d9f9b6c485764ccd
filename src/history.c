/* netmkt history: a customer's way from stage to stage, or how many were where over time. netmkt transitions: who went where, and where that leads. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "lists.h"
#include "rules.h"

static const char *const periods[] = {"day", "week", "month", "quarter", "year"};
static const char *const goals[] = {"know", "trust", "like", "buy", "loyal", "advocate"};

/* What both commands ask about. */
struct span {
    int32_t period;
    int32_t goal;
    int64_t first_ms;
};

static int read_span(const struct session *session, struct span *span)
{
    const struct arguments *arguments = session->arguments;
    const char *from = option_value(arguments, "from");
    size_t period = NETMKT_PERIOD_MONTH - 1, goal = NETMKT_READINESS_BUY - 1;

    span->first_ms = NETMKT_TIME_MIN;
    if ((option_given(arguments, "period") && !read_choice(arguments, "period", periods, sizeof periods / sizeof periods[0], &period)) ||
        (option_given(arguments, "goal") && !read_choice(arguments, "goal", goals, sizeof goals / sizeof goals[0], &goal)))
        return STATUS_USAGE;
    if (from != NULL && netmkt_time_parse(from, strlen(from), session->facts.day_offset_minutes, &span->first_ms, NULL) != NETMKT_OK)
        return usage_error(arguments->command, "--from: %s", netmkt_last_error());
    span->period = (int32_t)period + 1;
    span->goal = (int32_t)goal + 1;
    return STATUS_GOOD;
}

static int begin(struct session *session, const struct arguments *arguments, struct span *span)
{
    int status = session_open(session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD)
        status = read_span(session, span);
    return status == STATUS_GOOD ? rules_option(session) : status;
}

static int show_customer(const struct session *session, const char *key)
{
    netmkt_customer_id customer;
    netmkt_table *table = NULL;
    char buffer[32];
    int status;

    if (netmkt_customer_find(session->store, key, &customer) != NETMKT_OK ||
        netmkt_stage_history(session->store, NULL, session->settings, customer, session->as_of, &table) != NETMKT_OK)
        return fail_library(NULL);
    if (session->format == NETMKT_FORMAT_TEXT)
        printf("Stages up to %s\n\n", moment_text(session, buffer));
    status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

/* One axis as a picture: a row a period, a column a stage. The timeline has a fixed number of stages for each period, one axis after the other. */
static int show_axis(const struct session *session, const netmkt_table *timeline, size_t first, size_t stages, size_t both)
{
    const char *const *period = column_values(timeline, "period"), *const *stage = column_values(timeline, "stage");
    const int64_t *customers = column_values(timeline, "customers");
    size_t rows = netmkt_table_rows(timeline) / both;
    int64_t *counts = calloc(rows * stages + 1, sizeof *counts);
    const char **names = calloc(rows + 1, sizeof *names);
    netmkt_table *table = NULL;
    int status = period != NULL && stage != NULL && customers != NULL ? STATUS_GOOD : STATUS_FAILED;

    if (counts == NULL || names == NULL)
        status = fail("out of memory");
    for (size_t k = 0; status == STATUS_GOOD && k < rows; k++) {
        names[k] = period[k * both];
        for (size_t i = 0; i < stages; i++)
            counts[i * rows + k] = customers[k * both + first + i];
    }
    if (status == STATUS_GOOD && (netmkt_table_new(NULL, rows, 0, &table) != NETMKT_OK ||
                                  netmkt_table_add(table, "period", NETMKT_COLUMN_TEXT, names) != NETMKT_OK))
        status = fail_library(NULL);
    for (size_t i = 0; status == STATUS_GOOD && rows > 0 && i < stages; i++)
        if (netmkt_table_add(table, stage[first + i], NETMKT_COLUMN_INT, counts + i * rows) != NETMKT_OK)
            status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    free(names);
    free(counts);
    return status;
}

static int show_picture(const struct session *session, const netmkt_table *timeline)
{
    enum { LIFECYCLES = NETMKT_LIFECYCLE_DECLINE + 1, READINESSES = NETMKT_READINESS_ADVOCATE + 1 };
    int status = show_axis(session, timeline, 0, LIFECYCLES, LIFECYCLES + READINESSES);

    if (status == STATUS_GOOD)
        puts("");
    return status == STATUS_GOOD ? show_axis(session, timeline, LIFECYCLES, READINESSES, LIFECYCLES + READINESSES) : status;
}

static int show_timeline(const struct session *session, const struct span *span)
{
    netmkt_table *table = NULL;
    char buffer[32];
    int status;

    if (netmkt_stage_timeline(session->store, NULL, session->settings, span->period, span->first_ms, session->as_of, &table) != NETMKT_OK)
        return fail_library(NULL);
    if (session->format == NETMKT_FORMAT_TEXT)
        printf("Customers by stage at the end of each %s up to %s\n\n", periods[span->period - 1], moment_text(session, buffer));
    status = session->format == NETMKT_FORMAT_TEXT ? show_picture(session, table) : show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int run_history(const struct arguments *arguments)
{
    struct session session;
    struct span span;
    int status;

    if (arguments->operand_count == 2 && (option_given(arguments, "period") || option_given(arguments, "from")))
        return usage_error(arguments->command, "--period and --from are for the history of all customers: without KEY");
    status = begin(&session, arguments, &span);
    if (status == STATUS_GOOD)
        status = arguments->operand_count == 2 ? show_customer(&session, arguments->operands[1]) : show_timeline(&session, &span);
    session_close(&session);
    return status;
}

/* The rows of all periods together. */
static int show_sums(const struct session *session, const netmkt_table *table)
{
    static const char *const columns[] = {"axis", "from", "to", "customers", "probability"};
    const char *const *period = column_values(table, "period");
    size_t rows = netmkt_table_rows(table), first = 0;
    uint64_t *ranks = rows_by(table, "probability");
    int status;

    if (period == NULL || ranks == NULL)
        return STATUS_FAILED;
    while (first < rows && strcmp(period[first], "all") != 0)
        first++;
    for (size_t i = first; i < rows; i++)
        ranks[i - first] = i;
    status = show_columns(session, table, columns, sizeof columns / sizeof columns[0], ranks, rows - first, 0);
    free(ranks);
    return status;
}

static int show_prospects(const struct session *session, const struct span *span, const netmkt_model *model)
{
    netmkt_table *table = NULL;
    int status;

    if (netmkt_stage_prospects(session->store, model, session->settings, span->period, span->first_ms, session->as_of, span->goal, &table) != NETMKT_OK)
        return fail_library(NULL);
    if (session->format == NETMKT_FORMAT_TEXT)
        printf("Chance to reach %s before decline, and expected %ss until either\n\n", goals[span->goal - 1], periods[span->period - 1]);
    status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int show_transitions(const struct session *session, const struct span *span, const netmkt_model *model)
{
    bool text = session->format == NETMKT_FORMAT_TEXT;
    netmkt_table *table = NULL;
    char buffer[32];
    int status;

    if (netmkt_stage_transitions(session->store, model, session->settings, span->period, span->first_ms, session->as_of, &table) != NETMKT_OK)
        return fail_library(NULL);
    if (text)
        printf("Transitions from the beginning to the end of a %s, all of them up to %s together\n\n", periods[span->period - 1], moment_text(session, buffer));
    status = text ? show_sums(session, table) : show_table(session, table);
    netmkt_table_free(table);
    if (status != STATUS_GOOD || !text)
        return status;
    puts("");
    return show_prospects(session, span, model);
}

static int run_transitions(const struct arguments *arguments)
{
    netmkt_model *model = NULL;
    struct session session;
    struct span span;
    int status = begin(&session, arguments, &span);

    if (status == STATUS_GOOD && netmkt_stage_model(session.store, session.settings, session.as_of, &model) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = option_given(arguments, "prospects") ? show_prospects(&session, &span, model) : show_transitions(&session, &span, model);
    netmkt_model_free(model);
    session_close(&session);
    return status;
}

#define SPAN_OPTIONS                                                                                                          \
    {"period", "day|week|month|quarter|year", "Length of periods; default month. Those that are not over are left out."},     \
        {"from", "DATE", "Begin with the period of this day; default: that of the first event."}

const struct command command_history = {
    .name = "history",
    .operands = "STORE [KEY]",
    .least = 1,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){SPAN_OPTIONS, RULES_OPTION, {NULL, NULL, NULL}},
    .brief = "A customer's way from stage to stage, with causes; or how many were in each stage over time.",
    .details = "With KEY: each change of this customer's lifecycle and readiness, its time, and the event or the threshold behind it.\n"
               "Without: how many customers were in each stage at the end of each period.",
    .run = run_history,
};

const struct command command_transitions = {
    .name = "transitions",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){SPAN_OPTIONS,
                                       {"prospects", NULL, "Only the chances to reach the goal, and the expected times."},
                                       {"goal", "know|trust|like|buy|loyal|advocate", "The readiness to reach; default buy."},
                                       RULES_OPTION,
                                       {NULL, NULL, NULL}},
    .brief = "Who went from which stage to which in a period, and where that leads: the chance to buy.",
    .details = "As text the transitions of all periods together, then the chances; csv and json have those of each period, or with\n"
               "--prospects the chances: an absorbing Markov chain in which a customer is lost when his lifecycle is decline.",
    .run = run_transitions,
};
