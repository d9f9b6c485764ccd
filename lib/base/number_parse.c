/* Real numbers read from text, to the nearest double, whatever the process's locale. */
#include "base/number_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"

#define MOST_REAL_TEXT 128 /* characters of a real number */

#define SHOWN(length) ((int)((length) < 40 ? (length) : 40))

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static netmkt_status not_real(const char *text, size_t length)
{
    if (length == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "a number is missing");
    if (memchr(text, ',', length) != NULL)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no number: a point is wanted, and no group separators", SHOWN(length), text);
    return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no number such as -1234.5", SHOWN(length), text);
}

/* 1 if the text is digits with at most one point, then at most one exponent. */
static int is_real(const char *text, size_t length)
{
    size_t at = length > 0 && (text[0] == '-' || text[0] == '+');
    size_t digits = 0;

    for (; at < length && is_digit(text[at]); at++)
        digits++;
    if (at < length && text[at] == '.')
        for (at++; at < length && is_digit(text[at]); at++)
            digits++;
    if (digits == 0)
        return 0;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        at += at < length && (text[at] == '-' || text[at] == '+');
        if (at == length)
            return 0;
        while (at < length && is_digit(text[at]))
            at++;
    }
    return at == length;
}

netmkt_status netmkt__real_parse(const char *text, size_t length, double *out)
{
    char copy[MOST_REAL_TEXT + 16];
    char point[16];
    const char *dot = length > 0 ? memchr(text, '.', length) : NULL;
    size_t before = dot != NULL ? (size_t)(dot - text) : length;
    double value;

    if (length > MOST_REAL_TEXT || !is_real(text, length))
        return not_real(text, length);
    (void)snprintf(point, sizeof point, "%.1f", 0.5); /* "0.5", with the point of the process's locale */
    point[strlen(point) - 1] = '\0';
    if (dot != NULL)
        (void)snprintf(copy, sizeof copy, "%.*s%s%.*s", (int)before, text, point + 1, (int)(length - before - 1), dot + 1);
    else
        (void)snprintf(copy, sizeof copy, "%.*s", (int)length, text);
    value = strtod(copy, NULL);
    if (!isfinite(value))
        return netmkt__fail(NETMKT_E_RANGE, "\"%.*s\" is out of the range of numbers", SHOWN(length), text);
    *out = value;
    return NETMKT_OK;
}
