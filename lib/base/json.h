/* JSON on its way out, member by member; nesting of at most NETMKT__JSON_MOST. The outer levels have a line a member.
 *
 * `name` is the member's, NULL for an element of an array or the whole. Nothing here fails: a writer that said stop is given
 * nothing more. Texts are UTF-8. */
#ifndef NETMKT_BASE_JSON_H
#define NETMKT_BASE_JSON_H

#include "base/table_parts.h"

#define NETMKT__JSON_MOST 30
#define NETMKT__JSON_LINES 2

/* Zero all but the sink's writer and user to begin with, and flush the sink at the end. */
typedef struct netmkt__json {
    uint32_t depth;
    uint32_t begun; /* bit d: something stands at depth d already */
    netmkt__sink sink;
} netmkt__json;

/* A text in quotes. */
void netmkt__json_text(netmkt__sink *sink, const char *text);

void netmkt__json_open(netmkt__json *json, const char *name, char bracket); /* '{' or '[' */
void netmkt__json_close(netmkt__json *json, char bracket);                  /* '}' or ']' */

void netmkt__json_string(netmkt__json *json, const char *name, const char *text); /* NULL: null */
void netmkt__json_whole(netmkt__json *json, const char *name, int64_t value);
void netmkt__json_real(netmkt__json *json, const char *name, double value); /* not finite: null */
void netmkt__json_bool(netmkt__json *json, const char *name, int value);
void netmkt__json_money(netmkt__json *json, const char *name, int64_t minor, int32_t exponent);
void netmkt__json_time(netmkt__json *json, const char *name, int64_t time_ms); /* beyond the calendar: null */

#endif
