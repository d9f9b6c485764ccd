/* Fields of a line of aggregated paths, and the counts and the money in them.
 *
 * A line is split where it lies: a field points into it, and only what was quoted is copied, into room made once a line. */
#ifndef NETMKT_IO_PATH_FIELDS_H
#define NETMKT_IO_PATH_FIELDS_H

#include <netmkt/context.h>

#include <stddef.h>
#include <stdint.h>

typedef struct netmkt__field {
    const char *text;
    size_t length;
} netmkt__field;

typedef struct netmkt__field_room {
    netmkt_context *context;
    char *unquoted; /* what was in quotes; freed by the owner */
    size_t capacity;
    char delimiter;
} netmkt__field_room;

/* Without the blanks and tabs around it. */
netmkt__field netmkt__field_trimmed(const char *text, const char *end);

/* Fields of a line; *count of them, at most `most`: what is behind those is left out. */
netmkt_status netmkt__fields_split(netmkt__field_room *room, const char *text, const char *end, netmkt__field *out, uint32_t most, uint32_t *count);

/* A count of paths, from 0 to 2^53, of any notation: "12", "12.0", "1e+05"; nothing is 0. `column` is for messages. */
netmkt_status netmkt__field_count(const char *column, netmkt__field f, uint64_t *out);

/* Money from 0 in minor units, what is finer rounded; nothing is 0. */
netmkt_status netmkt__field_money(const char *column, netmkt__field f, int32_t exponent, uint64_t *out);

#endif
