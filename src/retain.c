/* netmkt retain: rules of retention: what is older than they allow is erased, or counted in a dry run. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "feed.h"

static int read_rules(const struct session *session, const char *path, netmkt_retention **out)
{
    const char *rule = option_value(session->arguments, "rule");
    size_t size = 0;
    char *text;
    int status = STATUS_GOOD;

    if (rule != NULL)
        return netmkt_retention_parse(session->store, rule, strlen(rule), out) == NETMKT_OK ? STATUS_GOOD : fail_library("--rule");
    text = feed_whole(path, &size);
    if (text == NULL)
        return STATUS_FAILED;
    if (netmkt_retention_parse(session->store, text, size, out) != NETMKT_OK)
        status = fail_library(strcmp(path, "-") == 0 ? "standard input" : path);
    free(text);
    return status;
}

static int retain(const struct session *session, const char *path, bool dry)
{
    netmkt_retention *retention = NULL;
    netmkt_table *table = NULL;
    int status = read_rules(session, path, &retention);

    if (status == STATUS_GOOD &&
        netmkt_retain(session->store, retention, session->settings, session->as_of, dry ? NETMKT_RETAIN_DRY_RUN : 0, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session->format == NETMKT_FORMAT_TEXT)
        printf("%s\n\n", dry ? "would be erased; without --dry-run it is" : "erased");
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    netmkt_retention_free(retention);
    return status;
}

static int run(const struct arguments *arguments)
{
    const char *path = arguments->operand_count > 1 ? arguments->operands[1] : NULL;
    bool dry = option_given(arguments, "dry-run");
    struct session session;
    int status;

    if ((path != NULL) == option_given(arguments, "rule"))
        return usage_error(arguments->command, "a file of RULES is needed, or one --rule");
    if (!dry && !option_given(arguments, "as-of"))
        return usage_error(arguments->command, "--as-of is needed: ages are counted back from it (a --dry-run takes the latest day)");
    status = session_open(&session, arguments, arguments->operands[0], dry ? NETMKT_STORE_READ_ONLY : NETMKT_STORE_MUST_EXIST);
    if (status == STATUS_GOOD)
        status = retain(&session, path, dry);
    session_close(&session);
    return status;
}

const struct command command_retain = {
    .name = "retain",
    .operands = "STORE [RULES]",
    .least = 1,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_WAIT,
    .options = (const struct option[]){{"rule", "RULE", "One rule, in place of a file."},
                                       {"dry-run", NULL, "Count what would be erased, and erase nothing."},
                                       {NULL, NULL, NULL}},
    .brief = "Erase what is older than rules allow: events, customers, attributes.",
    .details = "RULES is a file (- is standard input), a rule a line:\n"
               "  events KINDS [on CHANNELS] older than AGE\n"
               "  customers [without events [for AGE]] [anonymously]\n"
               "  attribute NAME [of customers without events [for AGE]]\n"
               "(all kinds: but subscribe, unsubscribe, bounce, complaint, unless they are named)\n"
               "each perhaps with 'where EXPRESSION'. An AGE is like 90 days, 14 months, 3 years. What is erased is nowhere in the file any more.",
    .run = run,
};
