/* Exact decimals in 64 bits, and whole numbers, read from text. */
#include "io/decimal.h"

#include <string.h>

#include "base/status.h"

#define SHOWN(length) ((int)((length) < 40 ? (length) : 40))

static const int64_t ten_to[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
                                 1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000,
                                 100000000000000000, 1000000000000000000};

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static netmkt_status bad_number(const char *text, size_t length)
{
    if (length == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "a number is missing");
    if (memchr(text, ',', length) != NULL)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no decimal number: a point is wanted, and no group separators", SHOWN(length), text);
    return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no decimal number such as -1234.50", SHOWN(length), text);
}

static netmkt_status too_large(const char *text, size_t length)
{
    return netmkt__fail(NETMKT_E_RANGE, "\"%.*s\" has too many digits", SHOWN(length), text);
}

static netmkt__decimal shorten(int64_t mantissa, int32_t scale)
{
    while (scale > 0 && mantissa % 10 == 0) {
        mantissa /= 10;
        scale--;
    }
    return (netmkt__decimal){mantissa, scale, 0};
}

netmkt_status netmkt__decimal_parse(const char *text, size_t length, netmkt__decimal *out)
{
    int64_t mantissa = 0;
    int32_t scale = -1; /* -1: no point yet */
    size_t at = length > 0 && (text[0] == '-' || text[0] == '+');
    size_t zeros = 0; /* behind the point, not yet counted: they matter only if a digit follows */
    size_t digits = 0;

    for (; at < length; at++) {
        if (text[at] == '.' && scale < 0 && digits > 0 && at + 1 < length) {
            scale = 0;
            continue;
        }
        if (!is_digit(text[at]))
            return bad_number(text, length);
        digits++;
        if (scale >= 0 && text[at] == '0') {
            zeros++;
            continue;
        }
        for (size_t i = 0; i <= zeros; i++) {
            int digit = i < zeros ? 0 : text[at] - '0';

            if (scale == NETMKT__DECIMAL_SCALE || __builtin_mul_overflow(mantissa, 10, &mantissa) ||
                __builtin_add_overflow(mantissa, digit, &mantissa))
                return too_large(text, length);
            scale += scale >= 0;
        }
        zeros = 0;
    }
    if (digits == 0)
        return bad_number(text, length);
    *out = (netmkt__decimal){text[0] == '-' ? -mantissa : mantissa, scale > 0 ? scale : 0, 0};
    return NETMKT_OK;
}

netmkt_status netmkt__decimal_multiply(netmkt__decimal a, netmkt__decimal b, netmkt__decimal *out)
{
    int64_t mantissa;

    if (__builtin_mul_overflow(a.mantissa, b.mantissa, &mantissa))
        return netmkt__fail(NETMKT_E_RANGE, "the product has too many digits");
    *out = shorten(mantissa, a.scale + b.scale);
    if (out->scale > NETMKT__DECIMAL_SCALE)
        return netmkt__fail(NETMKT_E_RANGE, "the product has too many digits behind the point");
    return NETMKT_OK;
}

netmkt_status netmkt__decimal_add(netmkt__decimal a, netmkt__decimal b, netmkt__decimal *out)
{
    int32_t scale = a.scale > b.scale ? a.scale : b.scale;
    int64_t x, y, sum;

    if (__builtin_mul_overflow(a.mantissa, ten_to[scale - a.scale], &x) || __builtin_mul_overflow(b.mantissa, ten_to[scale - b.scale], &y) ||
        __builtin_add_overflow(x, y, &sum))
        return netmkt__fail(NETMKT_E_RANGE, "the sum has too many digits");
    *out = shorten(sum, scale);
    return NETMKT_OK;
}

netmkt_status netmkt__decimal_round(netmkt__decimal a, int32_t exponent, int64_t *out, int32_t *rounded)
{
    int64_t unit, rest;

    *rounded = 0;
    if (a.scale <= exponent) {
        if (__builtin_mul_overflow(a.mantissa, ten_to[exponent - a.scale], out))
            return netmkt__fail(NETMKT_E_RANGE, "the amount is too large");
        return NETMKT_OK;
    }
    unit = ten_to[a.scale - exponent];
    rest = a.mantissa % unit;
    *out = a.mantissa / unit;
    *rounded = rest != 0;
    if (rest >= unit - rest && rest > 0)
        (*out)++;
    if (-rest >= unit + rest && rest < 0)
        (*out)--;
    return NETMKT_OK;
}

netmkt_status netmkt__whole_parse(const char *text, size_t length, int64_t *out)
{
    int negative = length > 0 && text[0] == '-';
    size_t at = length > 0 && (negative || text[0] == '+');
    int64_t value = 0;

    if (at == length)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no whole number", SHOWN(length), text);
    for (; at < length; at++) {
        int digit = text[at] - '0';

        if (!is_digit(text[at]))
            return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no whole number", SHOWN(length), text);
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, negative ? -digit : digit, &value))
            return netmkt__fail(NETMKT_E_RANGE, "\"%.*s\" is too large", SHOWN(length), text);
    }
    *out = value;
    return NETMKT_OK;
}
