/* Command lines. One table a command says which options it takes; the same table reads the command line and writes
 * the help. Long options only, as --name=value or --name value; "--" ends the options; "-" is an operand. */
#ifndef NETMKT_TOOL_OPTIONS_H
#define NETMKT_TOOL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { STATUS_GOOD = 0, STATUS_FAILED = 1, STATUS_USAGE = 2 };

struct option {
    const char *name;     /* without the dashes; NULL ends a list */
    const char *argument; /* what follows it, such as "DATE"; NULL for a switch */
    const char *help;     /* one sentence */
};

/* Options that several commands share. */
enum {
    SHARE_FORMAT = 1,   /* --format */
    SHARE_MOMENT = 2,   /* --as-of */
    SHARE_UNIT = 4,     /* --unit */
    SHARE_SETTINGS = 8, /* --set */
    SHARE_THREADS = 16, /* --threads */
    SHARE_WAIT = 32,    /* --wait */
    SHARE_SEGMENT = 64, /* --segment */
    SHARE_ANY = 127,
    SHARE_JUDGEMENT = SHARE_FORMAT | SHARE_MOMENT | SHARE_UNIT | SHARE_SETTINGS | SHARE_THREADS
};

struct arguments;

struct command {
    const char *name;
    const char *operands; /* such as "STORE FILE"; "" for none */
    int least, most;      /* how many operands */
    unsigned shared;      /* SHARE_... */
    const struct option *options; /* its own, or NULL */
    const char *brief;    /* one line, for the list of commands */
    const char *details;  /* lines for its help */
    int (*run)(const struct arguments *arguments);
};

enum { OPERANDS_MOST = 3 };

struct given {
    const struct option *option;
    const char *value; /* NULL for a switch */
};

struct arguments {
    const struct command *command;
    const char *operands[OPERANDS_MOST];
    int operand_count;
    struct given *given; /* in the order of the command line */
    size_t given_count;
    bool help;           /* --help: nothing else counts */
};

/* Read the words behind a command's name. STATUS_GOOD, or a message on standard error and STATUS_USAGE or STATUS_FAILED.
 * `words` must outlive `out`; release with arguments_free(). */
int arguments_read(const struct command *command, int count, char **words, struct arguments *out);
void arguments_free(struct arguments *arguments);

/* Was the option given; its last value, or NULL. */
bool option_given(const struct arguments *arguments, const char *name);
const char *option_value(const struct arguments *arguments, const char *name);
/* The value of its occurrence number `rank` (0-based); NULL behind the last. */
const char *option_repeated(const struct arguments *arguments, const char *name, size_t rank);

/* Numbers as option values: true if the whole text is a number within the limits. */
bool read_whole(const char *text, long long least, long long most, long long *out);
bool read_real(const char *text, double *out);

/* A wrong command line: one line on standard error; returns STATUS_USAGE. */
int usage_error(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

void command_help(const struct command *command, FILE *to);

/* The name nearest to `word` among `count` names, or NULL if none is near. */
const char *nearest_name(const char *word, const char *const *names, size_t count);

#endif
