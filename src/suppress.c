/* netmkt suppress: the suppression list: who must not be written to, customer or not; shown, added to, lifted, read from a CSV file. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "feed.h"

enum { ROWS_SHOWN = 20 };

static int list(const struct session *session, const char *key)
{
    netmkt_table *table = NULL;
    int status = STATUS_GOOD;

    if (netmkt_suppression_list(session->store, key, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session->format == NETMKT_FORMAT_TEXT)
        printf("%zu %s\n%s", netmkt_table_rows(table), netmkt_table_rows(table) == 1 ? "entry" : "entries", netmkt_table_rows(table) > 0 ? "\n" : "");
    if (status == STATUS_GOOD && (session->format != NETMKT_FORMAT_TEXT || netmkt_table_rows(table) > 0))
        status = show_columns(session, table, NULL, 0, NULL, 0, rows_wanted(session, ROWS_SHOWN));
    netmkt_table_free(table);
    return status;
}

/* Reason, time and channel of --add and --lift. */
static int read_entry(const struct session *session, const char *key, netmkt_suppression *entry)
{
    const struct arguments *arguments = session->arguments;
    const char *channel = option_value(arguments, "channel"), *reason = option_value(arguments, "reason"), *time = option_value(arguments, "time");

    netmkt_suppression_init(entry);
    entry->key = key;
    entry->lifted = option_given(arguments, "lift");
    entry->reason = reason != NULL ? netmkt_suppressed_by_name(reason) : NETMKT_SUPPRESSED_ASKED;
    if (entry->reason < 0)
        return usage_error(arguments->command, "--reason is asked, bounce, complaint, withdrawn, list or other, not \"%.64s\"", reason);
    if (time == NULL)
        return usage_error(arguments->command, "--%s needs --time, from when on", entry->lifted ? "lift" : "add");
    if (netmkt_time_parse(time, strlen(time), 0, &entry->time_ms, NULL) != NETMKT_OK)
        return usage_error(arguments->command, "--time needs a date or time, not \"%.64s\"", time);
    if (channel != NULL && netmkt_channel_by_name(session->store, channel, &entry->channel) != NETMKT_OK)
        return fail_library(NULL);
    return STATUS_GOOD;
}

static int change(const struct session *session, const char *key)
{
    netmkt_suppression entry;
    size_t added = 0;
    int status = read_entry(session, key, &entry);

    if (status == STATUS_GOOD &&
        (netmkt_suppression_add(session->store, &entry, sizeof entry, 1, &added) != NETMKT_OK || netmkt_store_commit(session->store) != NETMKT_OK))
        status = fail_library(NULL);
    if (status == STATUS_GOOD && added == 0)
        puts("that entry is there already");
    return status;
}

static int read_into(const struct session *session, const char *name)
{
    size_t size = 0, added = 0;
    char *bytes = feed_whole(name, &size);
    int status = bytes != NULL ? STATUS_GOOD : STATUS_FAILED;

    if (status == STATUS_GOOD && netmkt_suppression_read(session->store, bytes, size, &added) != NETMKT_OK)
        status = fail_library(strcmp(name, "-") == 0 ? "standard input" : name);
    if (status == STATUS_GOOD)
        printf("%zu %s added\n", added, added == 1 ? "entry" : "entries");
    free(bytes);
    return status;
}

static int run(const struct arguments *arguments)
{
    const char *key = arguments->operand_count > 1 ? arguments->operands[1] : NULL;
    bool reading = option_given(arguments, "read"), adding = option_given(arguments, "add"), lifting = option_given(arguments, "lift");
    bool changes = reading || adding || lifting;
    struct session session;
    int status;

    if (reading + adding + lifting > 1)
        return usage_error(arguments->command, "only one of --add, --lift and --read");
    if ((adding || lifting) && key == NULL)
        return usage_error(arguments->command, "--%s needs the KEY of a person", adding ? "add" : "lift");
    if (reading && key != NULL)
        return usage_error(arguments->command, "--read takes a file for everybody in it: no KEY");
    status = session_open(&session, arguments, arguments->operands[0], changes ? NETMKT_STORE_MUST_EXIST : NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = reading ? read_into(&session, option_value(arguments, "read")) : changes ? change(&session, key) : list(&session, key);
    session_close(&session);
    return status;
}

const struct command command_suppress = {
    .name = "suppress",
    .operands = "STORE [KEY]",
    .least = 1,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_WAIT,
    .options = (const struct option[]){{"add", NULL, "Suppress KEY, who need be no customer."},
                                       {"lift", NULL, "Take it back, with what bounces and complaints before say."},
                                       {"time", "TIME", "From when on."},
                                       {"channel", "CHANNEL", "On which channel; default every one."},
                                       {"reason", "REASON", "asked (the default), bounce, complaint, withdrawn, list or other."},
                                       {"read", "FILE.csv", "Add the entries of a file (- is standard input), as one commit."},
                                       {"all", NULL, "Every entry, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N entries."},
                                       {NULL, NULL, NULL}},
    .brief = "The suppression list: who must not be written to, customer or not.",
    .details = "People are known by a keyed hash of their key; KEY itself is not kept. Without --add, --lift and --read: the entries, of all or of KEY.\n"
               "A file has the columns key (or hash) and time, and perhaps channel, reason and state (suppressed or lifted); as --format csv writes them.",
    .run = run,
};
