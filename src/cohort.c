/* netmkt cohort: customers who began together, by age; who comes, stays, returns and goes. */
#include "commands.h"
#include "common.h"
#include "lists.h"

static const char *const groupings[] = {"period", "channel", "campaign", "all"};
static const char *const periods[] = {"day", "week", "month", "quarter", "year"};
static const char *const brief[] = {"cohort", "customers", "age", "observed", "active", "retention", "revenue", "value", "cumulative"};

static int read_options(const struct arguments *arguments, netmkt_cohort_options *options)
{
    size_t by = NETMKT_COHORT_PERIOD, period = NETMKT_PERIOD_MONTH - 1;
    long long ages = 0;

    netmkt_cohort_options_init(options);
    if ((option_given(arguments, "by") && !read_choice(arguments, "by", groupings, sizeof groupings / sizeof groupings[0], &by)) ||
        (option_given(arguments, "period") && !read_choice(arguments, "period", periods, sizeof periods / sizeof periods[0], &period)))
        return STATUS_USAGE;
    if (option_given(arguments, "ages") && !read_whole(option_value(arguments, "ages"), 1, 1000000, &ages))
        return usage_error(arguments->command, "--ages needs a whole number from 1 on, not \"%.64s\"", option_value(arguments, "ages"));
    options->by = (int32_t)by;
    options->period = (int32_t)period + 1;
    options->ages = (uint32_t)ages;
    options->flags = (option_given(arguments, "from-order") ? NETMKT_COHORT_FROM_ORDER : 0U) | (option_given(arguments, "orders") ? NETMKT_COHORT_BY_ORDERS : 0U);
    return STATUS_GOOD;
}

static int show(const struct session *session, const netmkt_cohort_options *options)
{
    bool moves = option_given(session->arguments, "movements");
    netmkt_table *table = NULL;
    char buffer[32];
    int status;

    if ((moves ? netmkt_cohort_movements(session->store, session->settings, options, session->as_of, &table)
               : netmkt_cohort_table(session->store, session->settings, options, session->as_of, &table)) != NETMKT_OK)
        return fail_library(NULL);
    if (session->format == NETMKT_FORMAT_TEXT)
        printf("%s as of %s\n\n", moves ? "Movements" : "Cohorts", moment_text(session, buffer));
    if (session->format == NETMKT_FORMAT_TEXT && !moves)
        status = show_columns(session, table, brief, sizeof brief / sizeof brief[0], NULL, 0, 0);
    else
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int run(const struct arguments *arguments)
{
    netmkt_cohort_options options;
    struct session session;
    int status = read_options(arguments, &options);

    if (status != STATUS_GOOD)
        return status;
    if (option_given(arguments, "movements") && (option_given(arguments, "by") || option_given(arguments, "ages") || option_given(arguments, "from-order")))
        return usage_error(arguments->command, "--movements are of all customers by period: without --by, --ages and --from-order");
    status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = show(&session, &options);
    session_close(&session);
    return status;
}

const struct command command_cohort = {
    .name = "cohort",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"by", "period|channel|campaign|all", "What makes a cohort; default period: when they began."},
                                       {"period", "day|week|month|quarter|year", "Length of periods and ages; default month."},
                                       {"ages", "N", "Only the first N ages."},
                                       {"from-order", NULL, "A customer begins with his first order, not with his first event."},
                                       {"orders", NULL, "He is active in a period with an order, not with any act."},
                                       {"movements", NULL, "New, retained, resurrected and dormant customers by period, instead."},
                                       {NULL, NULL, NULL}},
    .brief = "Customers who began together: retention and value by age; who comes, stays, returns, goes.",
    .details = "observed: customers of whom an age is complete; retention: active of observed; value: revenue a customer observed;\n"
               "cumulative: its sum up to that age. Ages that are not complete are left out.",
    .run = run,
};
