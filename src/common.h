/* What the commands share: messages, the open store with its settings and moment, tables and bytes on standard output. */
#ifndef NETMKT_TOOL_COMMON_H
#define NETMKT_TOOL_COMMON_H

#include <netmkt/netmkt.h>

#include "options.h"

/* A store opened for a command, with what the shared options said. */
struct session {
    const struct arguments *arguments;
    netmkt_store *store;
    netmkt_settings *settings;
    netmkt_store_statistics facts; /* when it was opened */
    int64_t as_of;                 /* a moment, or NETMKT_LATEST */
    int32_t format;                /* NETMKT_FORMAT_... */
    bool limited;                  /* --limit was given: */
    uint64_t limit;                /* its rows; 0: all */
};

/* Read the shared options. Returns STATUS_...; the message is out. Release with session_close() in any case. */
int session_begin(struct session *session, const struct arguments *arguments);
/* Open the store for reading (flags NETMKT_STORE_READ_ONLY) or changing. */
int session_store(struct session *session, const char *path, uint32_t flags);
/* Both. */
int session_open(struct session *session, const struct arguments *arguments, const char *path, uint32_t flags);
void session_close(struct session *session);

/* One line "netmkt: ..." on standard error; returns STATUS_FAILED. */
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The library's last message, behind `what` and a colon unless `what` is NULL. */
int fail_library(const char *what);
/* A remark on standard error that is no failure. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Read an expression, or "@" and the name of a saved one; where it is wrong, a message that shows the place. */
int read_segment(const struct session *session, const char *text, netmkt_segment **out);

int format_option(const struct arguments *arguments, int32_t *format);
/* What --wait says, 0 if it was not given. */
int wait_option(const struct arguments *arguments, uint32_t *milliseconds);
/* Set a setting from an option's value; nothing if it was not given. */
int setting_option(struct session *session, const char *option, const char *setting);
/* How many rows to show, 0 for all: what --limit says, else as text without --all `standard`, else all. */
uint64_t rows_wanted(const struct session *session, uint64_t standard);
/* "+01:00", "-0530" or minutes. */
bool read_utc_offset(const char *text, int32_t *minutes);

/* --as-of as text: "1997-09-30", or the day of the store's latest event. `buffer` holds 32 bytes. */
const char *moment_text(const struct session *session, char *buffer);

/* The time unit in the plural: "weeks", "units of 10 days". `buffer` holds 48 bytes. */
const char *unit_text(const struct session *session, char *buffer);

/* The store's currency behind a blank: " EUR"; "" where none was said. `buffer` holds 8 bytes. */
const char *currency_text(const struct session *session, char *buffer);

/* The text with '?' for every byte of a control character, which could move a terminal's cursor: in place, and returned. */
char *printable(char *text);

/* Write a table to standard output in the session's format. */
int show_table(const struct session *session, const netmkt_table *table);
/* Its named columns only (all of them if `count` is 0), and the first `limit` of `rows` (NULL: all rows in order; limit 0: no limit). */
int show_columns(const struct session *session, const netmkt_table *table, const char *const *columns, size_t count,
                 const uint64_t *rows, uint64_t row_count, uint64_t limit);
/* A column's values; NULL with a message if there is none. */
const void *column_values(const netmkt_table *table, const char *name);
/* Ranks of all rows by a real or money column, largest first, equal ones in order; NULL with a message when out of memory. */
uint64_t *rows_by(const netmkt_table *table, const char *column);

/* Bytes to a file or, for "-" and NULL, to standard output. A regular file appears under its name only when it is complete. */
struct sink {
    FILE *file;
    char *temporary; /* its name until it is complete; NULL for none */
    const char *path;
};
int sink_open(struct sink *sink, const char *path);
int sink_write(struct sink *sink, const char *bytes, size_t size);
int sink_close(struct sink *sink, bool complete);

/* Flush standard output: the command's status, or STATUS_FAILED if something could not be written. A reader that
 * went away is no news: no message. */
int finish_output(int status);

#endif
