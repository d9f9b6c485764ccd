/* netmkt person: all that is known of one person, as JSON to hand over. */
#include "commands.h"
#include "common.h"

static int32_t give(void *user, const char *bytes, size_t size)
{
    return sink_write(user, bytes, size) != STATUS_GOOD;
}

static int run(const struct arguments *arguments)
{
    netmkt_customer_id customer = 0;
    struct session session;
    struct sink sink = {0};
    netmkt_status result;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && netmkt_customer_find(session.store, arguments->operands[1], &customer) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = sink_open(&sink, option_value(arguments, "out"));
    if (status == STATUS_GOOD) {
        result = netmkt_person_write(session.store, session.settings, customer, session.as_of, give, &sink);
        if (result == NETMKT_E_CANCELLED)
            status = STATUS_FAILED; /* the sink has said why */
        else if (result != NETMKT_OK)
            status = fail_library(NULL);
        status = sink_close(&sink, status == STATUS_GOOD) == STATUS_GOOD ? status : STATUS_FAILED;
    }
    session_close(&session);
    return status;
}

const struct command command_person = {
    .name = "person",
    .operands = "STORE CUSTOMER",
    .least = 2,
    .most = 2,
    .shared = SHARE_MOMENT | SHARE_SETTINGS,
    .options = (const struct option[]){{"out", "FILE", "Write here; default: standard output."}, {NULL, NULL, NULL}},
    .brief = "All that is known of one person, as JSON to hand over.",
    .details = "Keys, attributes and events as they were put in; what is concluded from them stands apart, under \"derived\".",
    .run = run,
};
