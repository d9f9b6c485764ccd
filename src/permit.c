/* netmkt permit: who may be contacted on a channel for a purpose, why others may not, and counting the contacts. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "rules.h"

enum { ROWS_SHOWN = 20 };

struct question {
    netmkt_channel_id channel;
    netmkt_campaign_id campaign;
    int32_t purpose;
};

static const char *const brief[] = {"customer"};
static const char *const full[] = {"customer", "allowed", "reasons", "earliest"};

static int read_question(const struct session *session, struct question *question)
{
    const char *campaign = option_value(session->arguments, "campaign");

    if (netmkt_channel_by_name(session->store, option_value(session->arguments, "channel"), &question->channel) != NETMKT_OK)
        return fail_library(NULL);
    question->campaign = 0;
    if (campaign != NULL && netmkt_campaign_by_name(session->store, campaign, &question->campaign) != NETMKT_OK)
        return fail_library(NULL);
    return STATUS_GOOD;
}

static int show_why(const struct session *session, const struct question *question, const char *key)
{
    netmkt_customer_id customer = 0;
    netmkt_permission answer = {.struct_size = sizeof answer};
    netmkt_table *table = NULL;
    char when[40];
    int status;

    if (netmkt_customer_find(session->store, key, &customer) != NETMKT_OK ||
        netmkt_may_contact(session->store, session->settings, customer, question->channel, question->purpose, question->campaign, session->as_of, &answer) !=
            NETMKT_OK ||
        netmkt_contact_explain(session->store, session->settings, customer, question->channel, question->purpose, question->campaign, session->as_of,
                               &table) != NETMKT_OK)
        return fail_library(NULL);
    if (session->format == NETMKT_FORMAT_TEXT) {
        printf("%s", answer.allowed ? "yes" : answer.earliest_ms == NETMKT_NEVER ? "no, and never as things stand" : "no, but from ");
        if (!answer.allowed && answer.earliest_ms != NETMKT_NEVER && netmkt_time_format(answer.earliest_ms, when, sizeof when) == NETMKT_OK)
            printf("%s", when);
        printf("\n\n");
    }
    status = show_columns(session, table, NULL, 0, NULL, 0, 0);
    netmkt_table_free(table);
    return status;
}

/* How many are refused for each reason; one may be for several. */
static int show_reasons(const struct session *session, const netmkt_table *answers)
{
    const char *reason[NETMKT_AGAINST_COUNT];
    int64_t customers[NETMKT_AGAINST_COUNT];
    const int64_t *mask = column_values(answers, "mask");
    netmkt_table *table = NULL;
    size_t n = 0;
    int status;

    if (mask == NULL)
        return STATUS_FAILED;
    for (uint32_t bit = 0; bit < NETMKT_AGAINST_COUNT; bit++) {
        customers[n] = 0;
        for (size_t row = 0; row < netmkt_table_rows(answers); row++)
            customers[n] += mask[row] >> bit & 1;
        reason[n] = netmkt_against_name(UINT32_C(1) << bit);
        n += customers[n] > 0 ? 1 : 0;
    }
    if (netmkt_table_new(NULL, n, 0, &table) != NETMKT_OK || netmkt_table_add(table, "reason", NETMKT_COLUMN_TEXT, reason) != NETMKT_OK ||
        netmkt_table_add(table, "customers", NETMKT_COLUMN_INT, customers) != NETMKT_OK)
        status = fail_library(NULL);
    else if (session->format == NETMKT_FORMAT_TEXT && n == 0)
        status = STATUS_GOOD;
    else
        status = show_columns(session, table, NULL, 0, NULL, 0, 0);
    netmkt_table_free(table);
    return status;
}

/* Count the contacts of those that are allowed: `rows` keeps the places of those that passed. */
static int reserve(const struct session *session, const struct question *question, const netmkt_table *answers, uint64_t *rows, uint64_t *count)
{
    const int64_t *id = column_values(answers, "id"), *allowed = column_values(answers, "allowed");

    *count = 0;
    if (id == NULL || allowed == NULL)
        return STATUS_FAILED;
    for (size_t row = 0; row < netmkt_table_rows(answers); row++) {
        netmkt_permission answer = {.struct_size = sizeof answer};
        netmkt_event message;

        if (!allowed[row] || (session->limited && session->limit > 0 && *count == session->limit))
            continue;
        netmkt_event_init(&message);
        message.customer = (netmkt_customer_id)id[row];
        message.channel = question->channel;
        message.campaign = question->campaign;
        message.time_ms = session->as_of;
        if (netmkt_contact_reserve(session->store, session->settings, &message, question->purpose, &answer) != NETMKT_OK)
            return fail_library(NULL);
        if (answer.allowed)
            rows[(*count)++] = row;
    }
    return netmkt_store_commit(session->store) == NETMKT_OK ? STATUS_GOOD : fail_library(NULL);
}

static int reserve_all(const struct session *session, const struct question *question, const netmkt_table *answers)
{
    uint64_t *rows = malloc((netmkt_table_rows(answers) + 1) * sizeof *rows), count = 0;
    int status = rows != NULL ? reserve(session, question, answers, rows, &count) : fail("out of memory");

    if (status == STATUS_GOOD && session->format == NETMKT_FORMAT_TEXT)
        printf("%llu message%s counted\n\n", (unsigned long long)count, count == 1 ? "" : "s");
    if (status == STATUS_GOOD && (count > 0 || session->format != NETMKT_FORMAT_TEXT))
        status = show_columns(session, answers, brief, 1, rows, count, 0);
    free(rows);
    return status;
}

/* For a person: how many, why not the others, and the first of those who may. */
static int show_text(const struct session *session, const netmkt_table *answers)
{
    const int64_t *allowed = column_values(answers, "allowed");
    uint64_t *rows = malloc((netmkt_table_rows(answers) + 1) * sizeof *rows), count = 0;
    bool refused = option_given(session->arguments, "refused");
    char buffer[32];
    int status = STATUS_GOOD;

    if (allowed == NULL || rows == NULL) {
        free(rows);
        return rows == NULL ? fail("out of memory") : STATUS_FAILED;
    }
    for (size_t row = 0; row < netmkt_table_rows(answers); row++)
        if ((allowed[row] != 0) != refused)
            rows[count++] = row;
    printf("%llu of %zu customers may be contacted by %s for %s as of %s\n\n",
           (unsigned long long)(refused ? netmkt_table_rows(answers) - count : count), netmkt_table_rows(answers), option_value(session->arguments, "channel"),
           option_value(session->arguments, "purpose"), moment_text(session, buffer));
    status = show_reasons(session, answers);
    if (status == STATUS_GOOD && count > 0) {
        if (count < netmkt_table_rows(answers) || refused)
            printf("\n");
        status = show_columns(session, answers, refused ? full : brief, refused ? sizeof full / sizeof full[0] : 1, rows, count, rows_wanted(session, ROWS_SHOWN));
    }
    free(rows);
    return status;
}

static int permit(const struct session *session, const struct question *question)
{
    netmkt_table *answers = NULL;
    int status;

    if (netmkt_permit_table(session->store, session->settings, question->channel, question->purpose, question->campaign, session->as_of, &answers) != NETMKT_OK)
        return fail_library(NULL);
    if (option_given(session->arguments, "reserve"))
        status = reserve_all(session, question, answers);
    else if (option_given(session->arguments, "reasons"))
        status = show_reasons(session, answers);
    else if (session->format == NETMKT_FORMAT_TEXT)
        status = show_text(session, answers);
    else
        status = show_columns(session, answers, full, sizeof full / sizeof full[0], NULL, 0, session->limited ? session->limit : 0);
    netmkt_table_free(answers);
    return status;
}

static int run(const struct arguments *arguments)
{
    const char *why = option_value(arguments, "why"), *purpose = option_value(arguments, "purpose");
    struct question question = {.purpose = purpose != NULL ? netmkt_function_by_name(purpose) : 0};
    bool counts = option_given(arguments, "reserve");
    struct session session;
    int status;

    if (option_value(arguments, "channel") == NULL || purpose == NULL)
        return usage_error(arguments->command, "--channel and --purpose are needed, such as --channel email --purpose sales_promotion");
    if (question.purpose < NETMKT_FUNCTION_BRAND)
        return usage_error(arguments->command,
                           "--purpose is brand, website_promotion, information_release, sales_promotion, online_sales, customer_service, customer_relationship "
                           "or online_research, not \"%s\"", purpose);
    if ((why != NULL) + counts + option_given(arguments, "reasons") + option_given(arguments, "refused") > 1)
        return usage_error(arguments->command, "give one of --why, --reasons, --refused and --reserve");
    if (counts && !option_given(arguments, "as-of"))
        return usage_error(arguments->command, "--reserve needs --as-of, the time of the messages");
    status = session_open(&session, arguments, arguments->operands[0], counts ? NETMKT_STORE_MUST_EXIST : NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = read_question(&session, &question);
    if (status == STATUS_GOOD)
        status = permission_rules_option(&session);
    if (status == STATUS_GOOD)
        status = why != NULL ? show_why(&session, &question, why) : permit(&session, &question);
    session_close(&session);
    return status;
}

const struct command command_permit = {
    .name = "permit",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT | SHARE_WAIT,
    .options = (const struct option[]){{"channel", "CHANNEL", "On which channel; needed."},
                                       {"purpose", "PURPOSE", "For which of the eight functions, such as sales_promotion; needed."},
                                       {"campaign", "NAME", "Of which campaign, for its cap."},
                                       PERMISSION_RULES_OPTION,
                                       {"why", "KEY", "Every reason for and against this customer, instead."},
                                       {"reasons", NULL, "How many are refused for each reason, instead."},
                                       {"refused", NULL, "As text those who are refused, with reasons and when they may be asked again."},
                                       {"reserve", NULL, "Count a message at --as-of for everybody who may be contacted, commit, and list them."},
                                       {"all", NULL, "Everybody, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N; with --reserve, at most N messages."},
                                       {NULL, NULL, NULL}},
    .brief = "Who may be contacted on a channel for a purpose, and why others may not: consent, caps, quiet hours, complaints, age.",
    .details = "A consent is needed on push channels unless --set permission.consent=0; caps are --set permission.week=2 and so on\n"
               "('netmkt settings' lists them). --reserve commits before you send, so that nobody ever gets more than the caps allow.\n"
               "It is no legal advice.",
    .run = run,
};
