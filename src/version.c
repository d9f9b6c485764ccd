/* netmkt version: that of the library in use. */
#include "commands.h"
#include "common.h"

static int run(const struct arguments *arguments)
{
    (void)arguments;
    printf("netmkt %s\n", netmkt_version());
    return STATUS_GOOD;
}

const struct command command_version = {
    .name = "version",
    .operands = "",
    .brief = "Show the version.",
    .run = run,
};
