/* netmkt consent: what customers said about being written to: listed, added one by one, or read from a CSV file. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "feed.h"

enum { ROWS_SHOWN = 20 };

static int list(const struct arguments *arguments)
{
    const char *key = arguments->operand_count > 1 ? arguments->operands[1] : NULL;
    netmkt_customer_id customer = 0;
    netmkt_table *table = NULL;
    struct session session;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && key != NULL && netmkt_customer_find(session.store, key, &customer) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && netmkt_consent_list(session.store, customer, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT)
        printf("%zu consents\n%s", netmkt_table_rows(table), netmkt_table_rows(table) > 0 ? "\n" : "");
    if (status == STATUS_GOOD && (session.format != NETMKT_FORMAT_TEXT || netmkt_table_rows(table) > 0))
        status = show_columns(&session, table, NULL, 0, NULL, 0, rows_wanted(&session, ROWS_SHOWN));
    netmkt_table_free(table);
    session_close(&session);
    return status;
}

/* Channel, purpose, status and time of --say; texts are the command line's. */
static int read_consent(const struct session *session, netmkt_consent *consent)
{
    const struct arguments *arguments = session->arguments;
    const char *channel = option_value(arguments, "channel"), *purpose = option_value(arguments, "purpose"), *time = option_value(arguments, "time");
    int32_t is_date;

    consent->status = netmkt_consent_by_name(option_value(arguments, "say"));
    if (consent->status < 0)
        return usage_error(arguments->command, "--say is unknown, requested, granted, confirmed or withdrawn");
    consent->purpose = purpose != NULL ? netmkt_purpose_by_name(purpose) : 0;
    if (consent->purpose < 0)
        return usage_error(arguments->command, "there is no purpose \"%s\"", purpose);
    if (time == NULL)
        return usage_error(arguments->command, "--say needs --time, when it was said");
    if (netmkt_time_parse(time, strlen(time), 0, &consent->time_ms, &is_date) != NETMKT_OK)
        return fail_library("--time");
    if (channel != NULL && netmkt_channel_by_name(session->store, channel, &consent->channel) != NETMKT_OK)
        return fail_library(NULL);
    consent->source = option_value(arguments, "source");
    consent->proof = option_value(arguments, "proof");
    consent->policy = option_value(arguments, "policy");
    return STATUS_GOOD;
}

static int say(const struct arguments *arguments)
{
    netmkt_consent consent;
    struct session session;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_MUST_EXIST);

    netmkt_consent_init(&consent);
    if (status == STATUS_GOOD)
        status = read_consent(&session, &consent);
    if (status == STATUS_GOOD && (netmkt_customer_find(session.store, arguments->operands[1], &consent.customer) != NETMKT_OK ||
                                  netmkt_consent_add(session.store, &consent, sizeof consent, 1, NULL) != NETMKT_OK ||
                                  netmkt_store_commit(session.store) != NETMKT_OK))
        status = fail_library(NULL);
    session_close(&session);
    return status;
}

static int read_into(const struct arguments *arguments)
{
    const char *name = option_value(arguments, "read");
    struct session session;
    size_t size = 0, added = 0;
    char *bytes = NULL;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_MUST_EXIST);

    if (status == STATUS_GOOD) {
        bytes = feed_whole(name, &size);
        status = bytes != NULL ? STATUS_GOOD : STATUS_FAILED;
    }
    if (status == STATUS_GOOD && netmkt_consent_read(session.store, bytes, size, &added) != NETMKT_OK)
        status = fail_library(strcmp(name, "-") == 0 ? "standard input" : name);
    if (status == STATUS_GOOD)
        printf("%zu consents added\n", added);
    free(bytes);
    session_close(&session);
    return status;
}

static int run(const struct arguments *arguments)
{
    bool reading = option_given(arguments, "read"), saying = option_given(arguments, "say");

    if (reading && (saying || arguments->operand_count > 1))
        return usage_error(arguments->command, "--read takes a file for everybody in it: no KEY and no --say");
    if (saying && arguments->operand_count < 2)
        return usage_error(arguments->command, "--say needs the customer's key");
    return reading ? read_into(arguments) : saying ? say(arguments) : list(arguments);
}

const struct command command_consent = {
    .name = "consent",
    .operands = "STORE [KEY]",
    .least = 1,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_WAIT,
    .options = (const struct option[]){{"say", "STATUS", "Add to KEY's history: unknown, requested, granted, confirmed or withdrawn."},
                                       {"time", "TIME", "When it was said."},
                                       {"channel", "CHANNEL", "Of which channel; default all."},
                                       {"purpose", "PURPOSE", "For which of the eight functions, or disclosure; default all."},
                                       {"source", "TEXT", "Where it was said, such as \"checkout form\"."},
                                       {"proof", "TEXT", "What proves it."},
                                       {"policy", "TEXT", "Version of the policy agreed to."},
                                       {"read", "FILE.csv", "Add those of a file (- is standard input), as one commit."},
                                       {"all", NULL, "Every record, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N records."},
                                       {NULL, NULL, NULL}},
    .brief = "What customers said about being written to: listed, added, or read from a CSV file.",
    .details = "A file has the columns customer, time, status, and perhaps channel, purpose, source, proof, policy; as --format csv writes them.\n"
               "A record that is there is left out: reading a file twice is as good as once. Unknown customers are added.",
    .run = run,
};
