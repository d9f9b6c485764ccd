/* netmkt funnel: how far customers come, how long it takes them, where they drop. */
#include "commands.h"
#include "common.h"
#include "lists.h"
#include "rules.h"

static const char *const groupings[] = {"all", "channel", "campaign", "month"};
static const char *const brief[] = {"group", "name", "customers", "dropped", "undecided", "step_rate", "low", "high", "total_rate", "days_median", "days_total"};

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_funnel *funnel = NULL;
    netmkt_table *table = NULL;
    size_t by = NETMKT_FUNNEL_ALL;
    char buffer[32];
    int status;

    if (option_given(arguments, "by") && !read_choice(arguments, "by", groupings, sizeof groupings / sizeof groupings[0], &by))
        return STATUS_USAGE;
    status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = setting_option(&session, "window", "funnel.window_days");
    if (status == STATUS_GOOD)
        status = rules_option(&session);
    if (status == STATUS_GOOD && (netmkt_funnel_new(session.store, arguments->operands[1], &funnel) != NETMKT_OK ||
                                  netmkt_funnel_table(funnel, session.store, session.settings, (int32_t)by, session.as_of, &table) != NETMKT_OK))
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT) {
        printf("Funnel as of %s\n\n", moment_text(&session, buffer));
        status = show_columns(&session, table, brief, sizeof brief / sizeof brief[0], NULL, 0, 0);
    } else if (status == STATUS_GOOD) {
        status = show_table(&session, table);
    }
    netmkt_table_free(table);
    netmkt_funnel_free(funnel);
    session_close(&session);
    return status;
}

const struct command command_funnel = {
    .name = "funnel",
    .operands = "STORE STEPS",
    .least = 2,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"by", "channel|campaign|month", "Rows for each channel or campaign of the first step, or month of the first event."},
                                       {"window", "DAYS", "Days from the first step within which the others must follow; default 90."},
                                       RULES_OPTION,
                                       {NULL, NULL, NULL}},
    .brief = "How far customers come through ordered steps, how long it takes them, where they drop.",
    .details = "STEPS: \"visit > cart > order(amount >= 50)\": kinds of events, or any, with conditions on channel, campaign, offer, variant,\n"
               "amount (>=) and count; or stages: \"know > trust > like > buy > loyal\", \"introduction > growth\". Rates are of those whose window is over; times by Kaplan and Meier, the undecided as censored.",
    .run = run,
};
