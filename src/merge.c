/* netmkt merge: make one customer of two. */
#include "commands.h"
#include "common.h"

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_customer_id keep = 0, drop = 0;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_MUST_EXIST);

    if (status == STATUS_GOOD && (netmkt_customer_find(session.store, arguments->operands[1], &keep) != NETMKT_OK ||
                                  netmkt_customer_find(session.store, arguments->operands[2], &drop) != NETMKT_OK ||
                                  netmkt_customer_merge(session.store, keep, drop) != NETMKT_OK))
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        printf("%s and %s are one customer now: %s\n", arguments->operands[1], arguments->operands[2], arguments->operands[1]);
    session_close(&session);
    return status;
}

const struct command command_merge = {
    .name = "merge",
    .operands = "STORE KEEP DROP",
    .least = 3,
    .most = 3,
    .shared = SHARE_WAIT,
    .brief = "Make one customer of two: events and missing attributes of DROP go to KEEP.",
    .details = "DROP's key leads to KEEP from then on.",
    .run = run,
};
