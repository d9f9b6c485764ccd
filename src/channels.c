/* netmkt channels: what came over each channel. */
#include "commands.h"
#include "common.h"

static const char *const columns[] = {"channel", "customers", "events", "orders", "revenue", "cost"};

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_table *table = NULL;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && netmkt_summary_channels(session.store, session.settings, 0, session.as_of, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_columns(&session, table, columns, sizeof columns / sizeof columns[0], NULL, 0, 0);
    netmkt_table_free(table);
    session_close(&session);
    return status;
}

const struct command command_channels = {
    .name = "channels",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SEGMENT | SHARE_SETTINGS,
    .brief = "Customers reached, events, orders, revenue and cost by channel.",
    .details = "The last row, with an empty name, holds the events without channel.",
    .run = run,
};
