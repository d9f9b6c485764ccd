/* netmkt export: everything in a store as a CSV that imports into an equal store. */
#include <stdlib.h>

#include "commands.h"
#include "common.h"

enum { PIECE = 1 << 20 };

static int copy_out(netmkt_export *source, struct sink *sink)
{
    char *buffer = malloc(PIECE);
    netmkt_status result;
    size_t length;
    int status = STATUS_GOOD;

    if (buffer == NULL)
        return fail("out of memory");
    while (status == STATUS_GOOD && (result = netmkt_export_next(source, buffer, PIECE, &length)) != NETMKT_DONE)
        status = result == NETMKT_OK ? sink_write(sink, buffer, length) : fail_library(NULL);
    free(buffer);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    struct sink sink = {0};
    netmkt_export *source = NULL;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && netmkt_export_new(session.store, &source) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = sink_open(&sink, option_value(arguments, "out"));
    if (status == STATUS_GOOD) {
        status = copy_out(source, &sink);
        status = sink_close(&sink, status == STATUS_GOOD);
    }
    netmkt_export_free(source);
    session_close(&session);
    return status;
}

const struct command command_export = {
    .name = "export",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .options = (const struct option[]){{"out", "FILE", "Write here; default: standard output."}, {NULL, NULL, NULL}},
    .brief = "Everything in a store as CSV.",
    .details = "'netmkt import' of it into a new store, of the same currency and day offset, gives an equal store.",
    .run = run,
};
