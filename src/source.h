/* Where paths come from: the customers of a store, or a CSV file of aggregated paths. What `netmkt paths` and `netmkt attribute` share. */
#ifndef NETMKT_TOOL_SOURCE_H
#define NETMKT_TOOL_SOURCE_H

#include "common.h"

struct source {
    struct session session;
    const char *file;  /* --paths, or NULL: the session's store */
    int32_t exponent;  /* of money */
};

/* The options that say what a path is. A macro, because both commands' tables end with them. */
#define SOURCE_OPTIONS                                                                                                                    \
    {"by", "channel|campaign|both", "What a step is; default channel."},                                                                  \
        {"window", "DAYS", "Days before a conversion in which a touch counts, and of silence that end a path; default 30."},              \
        {"touches", "KIND,...", "Kinds of events that are touches; default click,visit,inquiry."},                                        \
        {"conversion", "KIND", "The kind that converts; default order."},                                                                 \
        {"paths", "FILE.csv", "Aggregated paths instead of a store's: path, total_conversions, total_conversion_value, total_null; \"-\": standard input."}, \
        {"digits", "N", "Digits of the minor unit of a file's money, 0 to 9; default 2."}

/* Read the options, open the store. STATUS_...; the message is out. source_close() in any case. */
int source_open(struct source *source, const struct arguments *arguments);
void source_close(struct source *source);

/* All paths into a state for `models`, or into a list: made here, to be freed by the caller. */
int source_count(struct source *source, uint32_t models, netmkt_attribution **out);
int source_list(struct source *source, netmkt_paths **out);

#endif
