/* A CSV file into a store: what `netmkt import` and `netmkt demo` share. */
#ifndef NETMKT_TOOL_FEED_H
#define NETMKT_TOOL_FEED_H

#include "common.h"

/* What the shared import options said. */
struct feed {
    const struct arguments *arguments;
    netmkt_import_options options;
    uint64_t problems_shown;  /* bad rows told about so far */
    uint64_t problems_most;   /* how many to tell about */
};

/* The options that describe a file. A macro, because both commands' tables begin with them. */
#define FEED_OPTIONS                                                                                                               \
    {"map", "FIELD=COLUMN,...", "Which column holds what; --map amount=A*B multiplies two. Others are found by usual names."},     \
        {"kinds", "NAME=KIND,...", "Translate kinds of events in the file; KIND \"-\" leaves such rows out."},                     \
        {"channels", "NAME=CHANNEL,...", "Translate channels in the file; CHANNEL \"-\": none."},                                  \
        {"kind", "KIND", "Kind of rows without kind; default order."}, {"channel", "CHANNEL", "Channel of rows without channel."}, \
        {"utc-offset", "+HH:MM", "Of dates and times without one; default +00:00."},                                               \
        {"delimiter", "C", "Between fields; default: found in the header."},                                                       \
        {"on-error", "stop|skip", "At a bad row stop and import nothing, or leave it out and go on."},                             \
        {"personal", NULL, "Show values of personal attributes in messages about bad rows."},                                      \
        {"threads", "N", "Worker threads, 0 for one a core; default 1."}

/* Read those options; `skip`: what --on-error is by default. */
int feed_begin(struct feed *feed, const struct arguments *arguments, bool skip);
/* Begin the import of the feed into a store, with columns and names mapped. */
int feed_import(struct feed *feed, netmkt_store *store, netmkt_import **import);
/* Feed it a whole file ("-": standard input), with progress on standard error if that is a terminal. */
int feed_file(struct feed *feed, netmkt_import *import, int file, const char *name);
/* Feed it a simulation. */
int feed_simulation(netmkt_import *import, const netmkt_simulation_options *options);
/* The last row and the commit. */
int feed_finish(struct feed *feed, netmkt_import *import, const char *name, netmkt_import_report *report);
/* Open a file to feed; -1 with a message. */
int feed_open(const char *name);

/* A whole file ("-": standard input), to be freed; NULL with a message. */
char *feed_whole(const char *name, size_t *size);

/* Take away a store that the command made and could not fill. Call it before closing: the lock is still held then. */
void discard_store(const char *path);

/* Store options from --currency and --day-offset. */
int creation_options(const struct arguments *arguments, netmkt_store_options *options);
#define CREATION_OPTIONS                                                                                       \
    {"currency", "CODE", "Currency of a new store, ISO 4217; sets the digits of its minor unit."},             \
        {"day-offset", "MINUTES", "A new store's days begin this many minutes before those of UTC; default 0."}

#endif
