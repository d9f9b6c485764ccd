/* Numbers as text. Doubles from 1e-11 to 1e16 go through exact 128-bit integers; the rare others through the C library.
 *
 * The exact way: value = m * 2^e. With k so that value * 10^k has 17 digits before the point, m * 5^k fits into 128 bits
 * (k <= 27), so the ends of the interval of all numbers that read back as this double are known exactly at that scale,
 * up to a binary shift. The answer is the multiple of the highest power of ten within the interval, nearest to the value. */
#include "base/number_text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_LEAST 1e-11 /* k = 27 */
#define EXACT_MOST 1e16   /* k = 1; below it no shift is to the left */
#define PLAIN_LEAST (-5)  /* decimal exponents written with plain digits */
#define PLAIN_MOST 15

typedef struct wide {
    uint64_t high, low;
} wide;

static wide multiply(uint64_t a, uint64_t b)
{
    uint64_t a0 = a & UINT32_MAX, a1 = a >> 32, b0 = b & UINT32_MAX, b1 = b >> 32;
    uint64_t low = a0 * b0, cross = a1 * b0 + (low >> 32);
    uint64_t other = a0 * b1 + (cross & UINT32_MAX);

    return (wide){a1 * b1 + (cross >> 32) + (other >> 32), (other << 32) | (low & UINT32_MAX)};
}

static wide add(wide a, uint64_t b)
{
    return (wide){a.high + (a.low + b < b), a.low + b};
}

static wide subtract(wide a, uint64_t b)
{
    return (wide){a.high - (a.low < b), a.low - b};
}

/* The low 64 bits of a >> shift (0 to 127), which are all of it here; *rest is 0 if nothing was shifted out, else 1, and
 * *half is the highest bit shifted out. */
static uint64_t shift_right(wide a, int shift, int *rest, int *half)
{
    uint64_t out;

    *rest = *half = 0;
    if (shift == 0)
        return a.low;
    if (shift > 64) {
        *rest = a.low != 0;
        shift -= 64;
        out = shift < 64 ? a.high >> shift : 0;
        *rest |= (a.high & ((UINT64_C(1) << shift) - 1)) != 0;
        *half = (int)(a.high >> (shift - 1) & 1);
        return out;
    }
    *half = (int)(a.low >> (shift - 1) & 1);
    if (shift == 64) {
        *rest = a.low != 0;
        return a.high;
    }
    *rest = (a.low & ((UINT64_C(1) << shift) - 1)) != 0;
    return a.high << (64 - shift) | a.low >> shift;
}

static uint64_t power_of_5(int k)
{
    uint64_t power = 1;

    for (; k > 0; k--)
        power *= 5;
    return power;
}

/* k so that value * 10^k is in [1e16, 1e17), or just beside it. */
static int scale_of(double value)
{
    static const double power[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16};
    int magnitude = 0;

    if (value >= 1.0) {
        while (value >= power[magnitude + 1])
            magnitude++;
        return 16 - magnitude;
    }
    while (magnitude < 11 && value * power[magnitude] < 1.0) /* 1e-11 is its own least magnitude, however it rounds */
        magnitude++;
    return 16 + magnitude;
}

/* Digits (without trailing zeros) and the power of ten of the last one, for a value within the exact range. */
static uint64_t shortest(double value, int *power)
{
    int binary, k = scale_of(value), rest, half, rest_low, unused;
    uint64_t m = (uint64_t)ldexp(frexp(value, &binary), 53), five = power_of_5(k), middle, low, high, digits, p = 1, over;
    wide a = multiply(m * 4, five);
    int shift = -(binary - 53 - 2 + k);

    middle = shift_right(a, shift, &rest, &half);
    low = shift_right(subtract(a, m == UINT64_C(1) << 52 ? five : 2 * five), shift, &rest_low, &unused);
    high = shift_right(add(a, 2 * five), shift, &unused, &unused);
    low += rest_low != 0; /* whether the ends belong to it is no matter: they have 18 digits, or are odd whole numbers beside an even one */
    *power = -k;
    for (; high / (p * 10) * (p * 10) >= low; (*power)++)
        p *= 10;
    digits = middle / p;
    over = middle % p;
    if (p == 1 ? half : 2 * over > p || (2 * over == p && (rest || digits % 2 != 0)))
        digits++;
    if (digits * p < low)
        digits++;
    else if (digits * p > high)
        digits--;
    return digits;
}

static size_t put_digits(uint64_t value, char *buffer)
{
    char reversed[20];
    size_t n = 0;

    do
        reversed[n++] = (char)('0' + value % 10);
    while ((value /= 10) != 0);
    for (size_t i = 0; i < n; i++)
        buffer[i] = reversed[n - 1 - i];
    return n;
}

/* digits * 10^power in the usual form. */
static size_t put_decimal(uint64_t digits, int power, char *buffer)
{
    char text[20];
    size_t n = put_digits(digits, text), at = 0;
    int magnitude = (int)n - 1 + power;

    if (magnitude < PLAIN_LEAST || magnitude > PLAIN_MOST) {
        buffer[at++] = text[0];
        if (n > 1) {
            buffer[at++] = '.';
            memcpy(buffer + at, text + 1, n - 1);
            at += n - 1;
        }
        return at + (size_t)sprintf(buffer + at, "e%c%02d", magnitude < 0 ? '-' : '+', abs(magnitude));
    }
    if (magnitude < 0) {
        memcpy(buffer, "0.0000", 6);
        at = (size_t)(1 - magnitude);
        memcpy(buffer + at, text, n);
        at += n;
    } else if (power >= 0) {
        memcpy(buffer, text, n);
        memset(buffer + n, '0', (size_t)power);
        at = n + (size_t)power;
    } else {
        size_t whole = (size_t)magnitude + 1;

        memcpy(buffer, text, whole);
        buffer[whole] = '.';
        memcpy(buffer + whole + 1, text + whole, n - whole);
        at = n + 1;
    }
    buffer[at] = '\0';
    return at;
}

/* What printf wrote, with the locale's decimal point made a '.'. */
static size_t neutral_point(char *text)
{
    size_t out = 0;

    for (size_t i = 0; text[i] != '\0'; i++) {
        int known = (text[i] >= '0' && text[i] <= '9') || text[i] == '-' || text[i] == '+' || text[i] == 'e';

        if (known)
            text[out++] = text[i];
        else if (out > 0 && text[out - 1] != '.')
            text[out++] = '.';
    }
    text[out] = '\0';
    return out;
}

/* For what lies outside of the exact range, positive. */
static size_t put_far(double value, char *buffer)
{
    char text[64];
    size_t n;

    for (int digits = value < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*e", digits - 1, value);
        if (strtod(text, NULL) >= value && strtod(text, NULL) <= value)
            break;
    }
    n = neutral_point(text);
    if (strchr(text, '.') != NULL) { /* no zeros before the exponent */
        char *tail = strchr(text, 'e'), *end = tail;

        while (end[-1] == '0')
            end--;
        end -= end[-1] == '.';
        memmove(end, tail, n - (size_t)(tail - text) + 1);
        n -= (size_t)(tail - end);
    }
    memcpy(buffer, text, n + 1);
    return n;
}

size_t netmkt__real_text(double value, char *buffer)
{
    size_t sign = 0;
    int power;

    buffer[0] = '\0';
    if (isnan(value))
        return 0;
    if (signbit(value)) {
        buffer[sign++] = '-';
        value = -value;
    }
    if (isinf(value)) {
        memcpy(buffer + sign, "inf", 4);
        return sign + 3;
    }
    if (value < 9007199254740992.0 && value == (double)(uint64_t)value) {
        size_t n = sign + put_digits((uint64_t)value, buffer + sign);

        buffer[n] = '\0';
        return n;
    }
    if (value >= EXACT_LEAST && value < EXACT_MOST) {
        uint64_t digits = shortest(value, &power);

        return sign + put_decimal(digits, power, buffer + sign);
    }
    return sign + put_far(value, buffer + sign);
}

size_t netmkt__int_text(int64_t value, char *buffer)
{
    size_t n = 0;

    if (value < 0)
        buffer[n++] = '-';
    n += put_digits(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, buffer + n);
    buffer[n] = '\0';
    return n;
}

size_t netmkt__money_text(int64_t minor, int32_t exponent, char *buffer)
{
    uint64_t value = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor, unit = 1;
    size_t n = 0;

    for (int32_t i = 0; i < exponent; i++)
        unit *= 10;
    if (minor < 0)
        buffer[n++] = '-';
    n += put_digits(value / unit, buffer + n);
    if (exponent > 0) {
        buffer[n++] = '.';
        value %= unit;
        for (unit /= 10; unit > 0; unit /= 10)
            buffer[n++] = (char)('0' + value / unit % 10);
    }
    buffer[n] = '\0';
    return n;
}

size_t netmkt__rounded_text(double value, int32_t decimals, char *buffer)
{
    char text[64];
    double size = fabs(value), unit = 1.0;
    size_t n;

    for (int32_t i = 0; i < decimals; i++)
        unit *= 10.0;
    if (size * unit < 9e15 && (size * unit >= 0.5 || size == 0.0))
        return netmkt__money_text(llround(value * unit), decimals, buffer);
    if (isnan(value) || isinf(value))
        return netmkt__real_text(value, buffer);
    (void)snprintf(text, sizeof text, "%.*e", size > 1.0 ? 6 : 1, value);
    n = neutral_point(text);
    memcpy(buffer, text, n + 1);
    return n;
}
