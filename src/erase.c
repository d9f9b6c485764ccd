/* netmkt erase: forget a customer. */
#include "commands.h"
#include "common.h"

static int run(const struct arguments *arguments)
{
    uint32_t flags = option_given(arguments, "keep-anonymous-events") ? NETMKT_ERASE_KEEP_EVENTS : 0;
    struct session session;
    netmkt_customer_id customer = 0;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_MUST_EXIST);

    if (status == STATUS_GOOD && (netmkt_customer_find(session.store, arguments->operands[1], &customer) != NETMKT_OK ||
                                  netmkt_customer_erase(session.store, customer, flags) != NETMKT_OK))
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        printf("%s is forgotten: key and attributes%s are nowhere in %s\n", arguments->operands[1], flags != 0 ? "" : ", and all events,",
               arguments->operands[0]);
    session_close(&session);
    return status;
}

const struct command command_erase = {
    .name = "erase",
    .operands = "STORE CUSTOMER",
    .least = 2,
    .most = 2,
    .options = (const struct option[]){{"keep-anonymous-events", NULL, "Keep the events as those of somebody unknown."}, {NULL, NULL, NULL}},
    .shared = SHARE_WAIT,
    .brief = "Forget a customer: key, attributes, events. There is no way back.",
    .details = "The file is written anew; the erased bytes are nowhere in it afterwards. Copies elsewhere are not reached.",
    .run = run,
};
