/* netmkt novelty: the share of revenue from new offers, by month or by offer. */
#include "commands.h"
#include "common.h"
#include "lists.h"

enum { MONTHS, OFFERS };

static const char *const answers[] = {"month", "offer"};

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_table *table = NULL;
    size_t answer = MONTHS;
    int status = session_begin(&session, arguments);

    if (status == STATUS_GOOD)
        status = setting_option(&session, "days", "novelty.days");
    if (status == STATUS_GOOD && option_given(arguments, "by") && !read_choice(arguments, "by", answers, sizeof answers / sizeof answers[0], &answer))
        status = STATUS_USAGE;
    if (status == STATUS_GOOD)
        status = session_store(&session, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD && (answer == OFFERS ? netmkt_novelty_offers : netmkt_novelty_months)(session.store, session.settings, session.as_of,
                                                                                                     &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_table(&session, table);
    netmkt_table_free(table);
    session_close(&session);
    return status;
}

const struct command command_novelty = {
    .name = "novelty",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"by", "month|offer", "Rows; default month."},
                                       {"days", "N", "Days from its beginning for which an offer is new; default 90."},
                                       {NULL, NULL, NULL}},
    .brief = "Share of revenue from new offers, by month or offer.",
    .details = "An offer begins at its start, or with its first order where no start is known. share is of the revenue\n"
               "of orders that carry an offer.",
    .run = run,
};
