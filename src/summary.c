/* netmkt summary: what each customer did up to a moment, as the models take it. */
#include "commands.h"
#include "common.h"

static const char *const columns[] = {"customer", "x", "t_x", "T", "m"};

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_table *table = NULL;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && netmkt_summary_all(session.store, session.settings, session.as_of, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_columns(&session, table, columns, option_given(arguments, "all") ? 0 : sizeof columns / sizeof columns[0], NULL, 0, rows_wanted(&session, 0));
    netmkt_table_free(table);
    session_close(&session);
    return status;
}

const struct command command_summary = {
    .name = "summary",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_JUDGEMENT | SHARE_SEGMENT,
    .options = (const struct option[]){{"all", NULL, "Every column, not only customer, x, t_x, T and m."},
                                       {"limit", "N", "Only the first N rows."},
                                       {NULL, NULL, NULL}},
    .brief = "Purchases of each customer as the models see them: x, t_x, T, m.",
    .details = "x: repeat purchase days. t_x: time from the first purchase day to the last. T: time from the first\n"
               "purchase day to the day judged at. m: mean money per repeat purchase day. Times in --unit.",
    .run = run,
};
