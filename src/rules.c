/* netmkt rules: the rules of readiness as text; and --rules of other commands. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "feed.h"

static int read_rules(netmkt_store *store, const char *path, netmkt_readiness_rules **out)
{
    size_t size = 0;
    char *text = feed_whole(path, &size);
    int status = STATUS_GOOD;

    *out = NULL;
    if (text == NULL)
        return STATUS_FAILED;
    if (netmkt_readiness_rules_parse(store, text, size, out) != NETMKT_OK)
        status = fail_library(path);
    free(text);
    return status;
}

int permission_rules_option(struct session *session)
{
    const char *path = option_value(session->arguments, "rules");
    netmkt_permission_rules *rules = NULL;
    size_t size = 0;
    char *text;
    int status = STATUS_GOOD;

    if (path == NULL)
        return STATUS_GOOD;
    text = feed_whole(path, &size);
    if (text == NULL)
        return STATUS_FAILED;
    if (netmkt_permission_rules_parse(session->store, text, size, &rules) != NETMKT_OK)
        status = fail_library(path);
    else if (netmkt_settings_set_permission_rules(session->settings, rules) != NETMKT_OK)
        status = fail_library(NULL);
    netmkt_permission_rules_free(rules);
    free(text);
    return status;
}

int rules_option(struct session *session)
{
    const char *path = option_value(session->arguments, "rules");
    netmkt_readiness_rules *rules = NULL;
    int status;

    if (path == NULL)
        return STATUS_GOOD;
    status = read_rules(session->store, path, &rules);
    if (status == STATUS_GOOD && netmkt_settings_set_readiness_rules(session->settings, rules) != NETMKT_OK)
        status = fail_library(NULL);
    netmkt_readiness_rules_free(rules);
    return status;
}

static int print_rules(const netmkt_readiness_rules *rules)
{
    size_t length = 0;
    char *text;
    int status = STATUS_GOOD;

    (void)netmkt_readiness_rules_print(rules, NULL, 0, &length);
    text = malloc(length + 1);
    if (text == NULL)
        return fail("out of memory");
    if (netmkt_readiness_rules_print(rules, text, length + 1, NULL) != NETMKT_OK)
        status = fail_library(NULL);
    else
        (void)fputs(text, stdout);
    free(text);
    return status;
}

static int run(const struct arguments *arguments)
{
    const char *path = option_value(arguments, "rules");
    netmkt_readiness_rules *rules = NULL;
    struct session session = {.arguments = arguments};
    int status = STATUS_GOOD;

    if (path == NULL && arguments->operand_count == 1)
        return usage_error(arguments->command, "a store is for the names in --rules FILE, which is missing");
    if (arguments->operand_count == 1)
        status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD && path != NULL)
        status = read_rules(session.store, path, &rules);
    if (status == STATUS_GOOD)
        status = print_rules(rules);
    netmkt_readiness_rules_free(rules);
    if (arguments->operand_count == 1)
        session_close(&session);
    return status;
}

const struct command command_rules = {
    .name = "rules",
    .operands = "[STORE]",
    .least = 0,
    .most = 1,
    .options = (const struct option[]){{"rules", "FILE", "Rules of your own: check them, and show them as they were understood."}, {NULL, NULL, NULL}},
    .brief = "The rules of readiness as text, to begin your own with.",
    .details = "A rule is a line: a stage, what its evidence means in quotation marks, a colon, and conditions joined by \"and\".\n"
               "Give them to other commands with --rules FILE. STORE is for the names of kinds and channels registered there.",
    .run = run,
};
