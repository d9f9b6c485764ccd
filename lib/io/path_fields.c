/* Fields of a line of aggregated paths, and the numbers in them: see io/path_fields.h. */
#include "io/path_fields.h"

#include <string.h>

#include "base/context.h"
#include "base/number_text.h"
#include "base/status.h"
#include "io/decimal.h"
#include "reach/attribution.h"

netmkt__field netmkt__field_trimmed(const char *text, const char *end)
{
    while (text < end && (*text == ' ' || *text == '\t'))
        text++;
    while (text < end && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return (netmkt__field){text, (size_t)(end - text)};
}

/* A field in quotes from *at, which is behind the opening one, into the room behind `used`. */
static netmkt_status take_quoted(const netmkt__field_room *room, const char **at, const char *end, size_t used, netmkt__field *out)
{
    const char *from = *at;
    char *to = room->unquoted + used;
    size_t length = 0;

    for (;; from++) {
        if (from == end)
            return netmkt__fail(NETMKT_E_FORMAT, "a quote is not closed on its line");
        if (*from == '"' && (from + 1 == end || from[1] != '"'))
            break;
        from += *from == '"';
        to[length++] = *from;
    }
    from++;
    if (from < end && *from != room->delimiter)
        return netmkt__fail(NETMKT_E_FORMAT, "text behind a closing quote");
    *at = from;
    *out = (netmkt__field){to, length};
    return NETMKT_OK;
}

netmkt_status netmkt__fields_split(netmkt__field_room *room, const char *text, const char *end, netmkt__field *out, uint32_t most, uint32_t *count)
{
    size_t used = 0;

    *count = 0;
    if (memchr(text, '"', (size_t)(end - text)) != NULL) {
        netmkt_status status = netmkt__grow(room->context, &room->unquoted, &room->capacity, (size_t)(end - text), 1);

        if (status != NETMKT_OK)
            return status;
    }
    for (;;) {
        netmkt__field f;
        const char *stop;

        if (text < end && *text == '"') {
            netmkt_status status;

            text++;
            status = take_quoted(room, &text, end, used, &f);
            if (status != NETMKT_OK)
                return status;
            used += f.length;
            stop = text;
        } else {
            stop = memchr(text, room->delimiter, (size_t)(end - text));
            if (stop == NULL)
                stop = end;
            f = (netmkt__field){text, (size_t)(stop - text)};
        }
        if (*count < most)
            out[(*count)++] = f;
        if (stop == end)
            return NETMKT_OK;
        text = stop + 1;
    }
}

static netmkt_status no_number(const char *column, netmkt__field f, const char *want)
{
    return netmkt__fail(NETMKT_E_FORMAT, "%s \"%.*s\" is no %s", column, (int)(f.length < 40 ? f.length : 40), f.text, want);
}

netmkt_status netmkt__field_count(const char *column, netmkt__field f, uint64_t *out)
{
    double value;

    *out = 0;
    if (f.length <= 15) {
        size_t i = 0;

        for (; i < f.length && f.text[i] >= '0' && f.text[i] <= '9'; i++)
            *out = *out * 10 + (uint64_t)(f.text[i] - '0');
        if (i == f.length)
            return NETMKT_OK;
    }
    f = netmkt__field_trimmed(f.text, f.text + f.length);
    if (f.length == 0)
        return NETMKT_OK;
    if (netmkt__real_parse(f.text, f.length, &value) != NETMKT_OK)
        return no_number(column, f, "number");
    if (!(value >= 0.0) || value > (double)NETMKT__MOST_PATHS || value > (double)(uint64_t)value)
        return no_number(column, f, "whole number from 0 to 2^53");
    *out = (uint64_t)value;
    return NETMKT_OK;
}

netmkt_status netmkt__field_money(const char *column, netmkt__field f, int32_t exponent, uint64_t *out)
{
    uint64_t sum = 0;
    int32_t behind = -1, rounded;
    netmkt__decimal decimal;
    int64_t minor;
    size_t i = 0;

    for (; f.length <= 16 && i < f.length; i++) {
        if (f.text[i] == '.' && behind < 0 && i > 0)
            behind = 0;
        else if (f.text[i] >= '0' && f.text[i] <= '9' && behind < exponent)
            sum = sum * 10 + (uint64_t)(f.text[i] - '0'), behind += behind >= 0;
        else
            break;
    }
    *out = 0;
    if (i == f.length && behind == exponent) { /* as most are written */
        *out = sum;
        return NETMKT_OK;
    }
    f = netmkt__field_trimmed(f.text, f.text + f.length);
    if (f.length == 0)
        return NETMKT_OK;
    if (netmkt__decimal_parse(f.text, f.length, &decimal) == NETMKT_OK) {
        if (netmkt__decimal_round(decimal, exponent, &minor, &rounded) != NETMKT_OK)
            return no_number(column, f, "amount of money that fits");
    } else {
        double value, unit = 1.0; /* "1.5e+06" */

        if (netmkt__real_parse(f.text, f.length, &value) != NETMKT_OK)
            return no_number(column, f, "amount of money");
        for (int32_t k = 0; k < exponent; k++)
            unit *= 10.0;
        if (!(value * unit >= -9e18 && value * unit <= 9e18))
            return no_number(column, f, "amount of money that fits");
        minor = (int64_t)(value * unit + (value < 0.0 ? -0.5 : 0.5));
    }
    if (minor < 0)
        return no_number(column, f, "amount from 0");
    *out = (uint64_t)minor;
    return NETMKT_OK;
}
