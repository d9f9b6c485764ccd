/* JSON, member by member. */
#include "base/json.h"

#include <math.h>
#include <string.h>

#include "base/number_text.h"

void netmkt__json_text(netmkt__sink *sink, const char *text)
{
    static const char hexadecimal[] = "0123456789abcdef";

    netmkt__sink_byte(sink, '"');
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte == '"' || byte == '\\') {
            netmkt__sink_byte(sink, '\\');
            netmkt__sink_byte(sink, *text);
        } else if (byte == '\n' || byte == '\t' || byte == '\r') {
            netmkt__sink_byte(sink, '\\');
            netmkt__sink_byte(sink, byte == '\n' ? 'n' : byte == '\t' ? 't' : 'r');
        } else if (byte < 0x20) {
            netmkt__sink_put(sink, "\\u00", 4);
            netmkt__sink_byte(sink, hexadecimal[byte >> 4]);
            netmkt__sink_byte(sink, hexadecimal[byte & 15]);
        } else {
            netmkt__sink_byte(sink, *text);
        }
    }
    netmkt__sink_byte(sink, '"');
}

/* What stands before a member or an element: a comma behind the one before, a line of its own in the outer two levels, its name. */
static void begin(netmkt__json *json, const char *name)
{
    uint32_t bit = UINT32_C(1) << json->depth;

    if ((json->begun & bit) != 0)
        netmkt__sink_byte(&json->sink, ',');
    if (json->depth > 0 && json->depth <= NETMKT__JSON_LINES) {
        netmkt__sink_byte(&json->sink, '\n');
        netmkt__sink_fill(&json->sink, ' ', 2 * (size_t)json->depth);
    }
    json->begun |= bit;
    if (name == NULL)
        return;
    netmkt__json_text(&json->sink, name);
    netmkt__sink_put(&json->sink, ": ", 2);
}

void netmkt__json_open(netmkt__json *json, const char *name, char bracket)
{
    begin(json, name);
    netmkt__sink_byte(&json->sink, bracket);
    json->depth++;
    json->begun &= ~(UINT32_C(1) << json->depth);
}

void netmkt__json_close(netmkt__json *json, char bracket)
{
    int any = (json->begun >> json->depth & 1) != 0;

    json->depth--;
    if (any && json->depth < NETMKT__JSON_LINES) {
        netmkt__sink_byte(&json->sink, '\n');
        netmkt__sink_fill(&json->sink, ' ', 2 * (size_t)json->depth);
    }
    netmkt__sink_byte(&json->sink, bracket);
}

static void put(netmkt__json *json, const char *name, const char *text, size_t length)
{
    begin(json, name);
    netmkt__sink_put(&json->sink, length > 0 ? text : "null", length > 0 ? length : 4);
}

void netmkt__json_string(netmkt__json *json, const char *name, const char *text)
{
    if (text == NULL) {
        put(json, name, NULL, 0);
        return;
    }
    begin(json, name);
    netmkt__json_text(&json->sink, text);
}

void netmkt__json_whole(netmkt__json *json, const char *name, int64_t value)
{
    char text[NETMKT__NUMBER_TEXT];

    put(json, name, text, netmkt__int_text(value, text));
}

void netmkt__json_real(netmkt__json *json, const char *name, double value)
{
    char text[NETMKT__NUMBER_TEXT];

    put(json, name, text, isfinite(value) ? netmkt__real_text(value, text) : 0);
}

void netmkt__json_bool(netmkt__json *json, const char *name, int value)
{
    put(json, name, value ? "true" : "false", value ? 4 : 5);
}

void netmkt__json_money(netmkt__json *json, const char *name, int64_t minor, int32_t exponent)
{
    char text[NETMKT__NUMBER_TEXT];

    put(json, name, text, netmkt__money_text(minor, exponent, text));
}

void netmkt__json_time(netmkt__json *json, const char *name, int64_t time_ms)
{
    char text[NETMKT__NUMBER_TEXT];

    netmkt__json_string(json, name, netmkt__time_text(time_ms, text) > 0 ? text : NULL);
}
