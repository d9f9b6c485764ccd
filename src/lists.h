/* Option values that are one of several words, or several numbers. */
#ifndef NETMKT_TOOL_LISTS_H
#define NETMKT_TOOL_LISTS_H

#include "options.h"

/* The place of an option's value among `count` words; false, with a message, if it is none of them. */
bool read_choice(const struct arguments *arguments, const char *option, const char *const *words, size_t count, size_t *place);

/* Finite numbers with commas between them, 1 to `most`. */
bool read_reals(const char *text, double *out, size_t most, size_t *count);

#endif
