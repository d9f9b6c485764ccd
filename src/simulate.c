/* netmkt simulate: a made-up shop as CSV. */
#include <stdlib.h>

#include "commands.h"
#include "common.h"

enum { PIECE = 1 << 20 };

static int number_option(const struct arguments *arguments, const char *name, long long least, long long most, uint64_t *number)
{
    const char *value = option_value(arguments, name);
    long long read;

    if (value == NULL)
        return STATUS_GOOD;
    if (!read_whole(value, least, most, &read))
        return usage_error(arguments->command, "--%s needs a whole number of %lld to %lld, not \"%.64s\"", name, least, most, value);
    *number = (uint64_t)read;
    return STATUS_GOOD;
}

static int copy_out(netmkt_simulation *source, struct sink *sink)
{
    char *buffer = malloc(PIECE);
    netmkt_status result;
    size_t length;
    int status = STATUS_GOOD;

    if (buffer == NULL)
        return fail("out of memory");
    while (status == STATUS_GOOD && (result = netmkt_simulation_next(source, buffer, PIECE, &length)) != NETMKT_DONE)
        status = result == NETMKT_OK ? sink_write(sink, buffer, length) : fail_library(NULL);
    free(buffer);
    return status;
}

static int run(const struct arguments *arguments)
{
    netmkt_simulation_options options;
    netmkt_simulation *source = NULL;
    struct sink sink = {0};
    uint64_t days;
    int status;

    netmkt_simulation_options_init(&options);
    days = options.days;
    status = number_option(arguments, "customers", 1, 10000000, &options.customers);
    if (status == STATUS_GOOD)
        status = number_option(arguments, "seed", 0, INT64_MAX, &options.seed);
    if (status == STATUS_GOOD)
        status = number_option(arguments, "days", 30, 3650, &days);
    if (status != STATUS_GOOD)
        return status;
    options.days = (uint32_t)days;
    if (netmkt_simulation_new(NULL, &options, &source) != NETMKT_OK)
        return fail_library(NULL);
    status = sink_open(&sink, option_value(arguments, "out"));
    if (status == STATUS_GOOD) {
        status = copy_out(source, &sink);
        status = sink_close(&sink, status == STATUS_GOOD);
    }
    netmkt_simulation_free(source);
    return status;
}

const struct command command_simulate = {
    .name = "simulate",
    .operands = "",
    .options = (const struct option[]){{"customers", "N", "Customers, 1 to 10,000,000; default 20,000."},
                                       {"seed", "S", "The same seed gives the same bytes everywhere; default 1."},
                                       {"days", "D", "Length in days, 30 to 3,650; default 730."},
                                       {"out", "FILE", "Write here; default, and \"-\": standard output."},
                                       {NULL, NULL, NULL}},
    .brief = "A made-up shop's events as CSV, for trials.",
    .run = run,
};
