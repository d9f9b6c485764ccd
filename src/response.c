/* netmkt response: how fast requests are answered, and who waits now. */
#include "commands.h"
#include "common.h"
#include "lists.h"

enum { ROWS_SHOWN = 20 };

static const char *const groupings[] = {"all", "channel", "kind", "hour", "weekday", "month"}; /* in the order of NETMKT_RESPONSE_... */
static const char *const brief[] = {"group", "requests", "answered", "open", "share_within", "low", "high", "median_hours", "p90_hours", "longest_hours"};
static const char *const waiting[] = {"customer", "kind", "channel", "since", "waited_hours", "late"};

static void head(const struct session *session, const char *what)
{
    char buffer[32];

    if (session->format == NETMKT_FORMAT_TEXT)
        printf("%s as of %s\n\n", what, moment_text(session, buffer));
}

static int show_waiting(const struct session *session)
{
    netmkt_table *table = NULL;
    int status;

    if (netmkt_response_waiting(session->store, session->settings, session->as_of, &table) != NETMKT_OK)
        return fail_library(NULL);
    head(session, "Who waits");
    status = show_columns(session, table, waiting, sizeof waiting / sizeof waiting[0], NULL, 0, rows_wanted(session, ROWS_SHOWN));
    netmkt_table_free(table);
    return status;
}

static int show_times(const struct session *session, int32_t by)
{
    netmkt_table *table = NULL;
    int status;

    if (netmkt_response_times(session->store, session->settings, by, session->as_of, &table) != NETMKT_OK)
        return fail_library(NULL);
    head(session, "Response times");
    if (session->format == NETMKT_FORMAT_TEXT)
        status = show_columns(session, table, brief, sizeof brief / sizeof brief[0], NULL, 0, 0);
    else
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int run(const struct arguments *arguments)
{
    bool who = option_given(arguments, "waiting");
    size_t by = NETMKT_RESPONSE_ALL;
    struct session session;
    int status;

    if (option_given(arguments, "by") && !read_choice(arguments, "by", groupings, sizeof groupings / sizeof groupings[0], &by))
        return STATUS_USAGE;
    if (who && option_given(arguments, "by"))
        return usage_error(arguments->command, "--waiting lists requests, --by groups them: give one");
    status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = setting_option(&session, "target", "response.target_hours");
    if (status == STATUS_GOOD)
        status = who ? show_waiting(&session) : show_times(&session, (int32_t)by);
    session_close(&session);
    return status;
}

const struct command command_response = {
    .name = "response",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"by", "channel|kind|hour|weekday|month", "A row for each of these."},
                                       {"waiting", NULL, "Who waits now, longest first, instead."},
                                       {"target", "HOURS", "Hours within which a request should be answered; default 24."},
                                       {"all", NULL, "Everybody who waits, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N who wait."},
                                       {NULL, NULL, NULL}},
    .brief = "How fast requests are answered, by channel, kind, hour, weekday or month; who waits now.",
    .details = "A request is an inquiry, service or complaint; its answer the next resolution, or reply that the customer\n"
               "did not start, on any channel. Open requests count as longer than they have waited (Kaplan-Meier).\n"
               "Business hours: --set response.open_minute=540 --set response.close_minute=1020 --set response.work_days=31.",
    .run = run,
};
