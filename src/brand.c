/* netmkt brand: who comes for the name, and what people say of it, by month. */
#include "commands.h"
#include "common.h"

/* As text the rates alone: the counts behind them are in csv and json, and with --all. */
static const char *const brief[] = {"month",       "visits", "direct_share", "branded_share", "referral_rate", "share_rate",
                                    "review_mean", "nps",    "nps_low",      "nps_high",      "complaint_rate"};

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_table *table = NULL;
    char buffer[32];
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && netmkt_brand_months(session.store, session.settings, session.as_of, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT && !option_given(arguments, "all")) {
        printf("Brand as of %s\n\n", moment_text(&session, buffer));
        status = show_columns(&session, table, brief, sizeof brief / sizeof brief[0], NULL, 0, 0);
    } else if (status == STATUS_GOOD) {
        status = show_table(&session, table);
    }
    netmkt_table_free(table);
    session_close(&session);
    return status;
}

const struct command command_brand = {
    .name = "brand",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"all", NULL, "The counts behind the rates as text too (csv and json always have them)."}, {NULL, NULL, NULL}},
    .brief = "The brand by month: direct and branded visits, referrals, reviews, promoters, complaints.",
    .details = "Shares are of the visits, referrals and shares per active customer, complaints per order; nps is the net\n"
               "promoter score, with its interval. The last row is of all months.",
    .run = run,
};
