/* Money as decimal text, in whole minor units throughout: no floating point, so no digit is ever wrong. */
#include <netmkt/time.h>

#include <string.h>

#include "base/status.h"

#define MOST_EXPONENT 9
#define MOST_MAGNITUDE ((uint64_t)INT64_MAX + 1) /* of a negative amount */

/* `length` bytes of text for a message, cut. */
#define SHOWN(length) ((int)((length) < 40 ? (length) : 40))

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static netmkt_status bad_number(const char *text, size_t length, size_t at)
{
    if (at == length)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no amount of money: a digit is missing at its end", SHOWN(length), text);
    return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no amount of money: digits were expected at character %zu, such as -1234.50",
                        SHOWN(length), text, at + 1);
}

/* Add a digit; 0 if it does not fit. */
static int append(uint64_t *magnitude, unsigned int digit)
{
    if (*magnitude > (MOST_MAGNITUDE - digit) / 10)
        return 0;
    *magnitude = *magnitude * 10 + digit;
    return 1;
}

/* Where the digits, the point and the digits behind it are; NETMKT_E_FORMAT otherwise. */
static netmkt_status take_apart(const char *text, size_t length, size_t *first, size_t *point)
{
    size_t at = length > 0 && (text[0] == '-' || text[0] == '+');

    *first = at;
    while (at < length && is_digit(text[at]))
        at++;
    *point = at;
    if (at == *first)
        return bad_number(text, length, at);
    if (at < length && text[at] == '.') {
        at++;
        while (at < length && is_digit(text[at]))
            at++;
        if (at == *point + 1)
            return bad_number(text, length, at);
    }
    return at == length ? NETMKT_OK : bad_number(text, length, at);
}

netmkt_status netmkt_money_parse(const char *text, size_t length, int32_t exponent, int64_t *minor, int32_t *rounded)
{
    netmkt_status status;
    uint64_t magnitude = 0;
    size_t first, point, behind, kept;
    int fits = 1, inexact = 0;

    if (text == NULL || minor == NULL)
        return netmkt__misuse("text and minor are needed");
    if (exponent < 0 || exponent > MOST_EXPONENT)
        return netmkt__fail(NETMKT_E_INVALID, "a currency has 0 to 9 digits, not %d", (int)exponent);
    status = take_apart(text, length, &first, &point);
    if (status != NETMKT_OK)
        return status;

    behind = point < length ? length - point - 1 : 0;
    kept = behind < (size_t)exponent ? behind : (size_t)exponent;
    for (size_t i = first; i < point && fits; i++)
        fits = append(&magnitude, (unsigned int)(text[i] - '0'));
    for (size_t i = 0; i < (size_t)exponent && fits; i++)
        fits = append(&magnitude, i < kept ? (unsigned int)(text[point + 1 + i] - '0') : 0);
    for (size_t i = point + 1 + kept; i < length; i++)
        inexact |= text[i] != '0';
    if (kept < behind && text[point + 1 + kept] >= '5')
        magnitude++; /* at most 2^63 + 1 here */
    if (!fits || magnitude > (text[0] == '-' ? MOST_MAGNITUDE : MOST_MAGNITUDE - 1))
        return netmkt__fail(NETMKT_E_RANGE, "the amount %.*s is too large", SHOWN(length), text);
    *minor = text[0] == '-' ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    if (rounded != NULL)
        *rounded = inexact;
    return NETMKT_OK;
}

netmkt_status netmkt_money_format(int64_t minor, int32_t exponent, char *buffer, size_t capacity)
{
    uint64_t magnitude = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    char digits[24], *p = digits + sizeof digits;
    size_t length;

    if (buffer == NULL)
        return netmkt__misuse("buffer is NULL");
    if (exponent < 0 || exponent > MOST_EXPONENT)
        return netmkt__fail(NETMKT_E_INVALID, "a currency has 0 to 9 digits, not %d", (int)exponent);
    *--p = '\0';
    for (int32_t i = 0; magnitude > 0 || i <= exponent; i++) {
        if (i == exponent && i > 0)
            *--p = '.';
        *--p = (char)('0' + magnitude % 10);
        magnitude /= 10;
    }
    if (minor < 0)
        *--p = '-';
    length = (size_t)(digits + sizeof digits - p);
    if (length > capacity)
        return netmkt__fail(NETMKT_E_RANGE, "the amount needs a buffer of %zu bytes, not %zu", length, capacity);
    memcpy(buffer, p, length);
    return NETMKT_OK;
}
