/* Fuzz target: dates, times, money and numbers as text.
 *
 * Property: no text crashes a parser. What a parser takes, the formatter writes so that it parses to the same again, and
 * a text that has the formatter's form comes back byte by byte; parsers of the same language agree, and agree with the C
 * library where it speaks it. Every number that can be held is written so that it reads back as itself.
 *
 * Input: the text; then, from the end: exponent (1 byte), offset in minutes (2), a number to format (8). */
#include <math.h>
#include <netmkt/settings.h>
#include <netmkt/time.h>
#include <stdlib.h>
#include <string.h>

#include "base/number_text.h"
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "io/decimal.h"

#define TIME_MIN INT64_C(-62135596800000)
#define TIME_MAX INT64_C(253402300799999)
#define DAY_MS INT64_C(86400000)

static void format_time(int64_t time_ms, char text[32])
{
    int64_t again = 42;
    int32_t is_date = 42;

    REQUIRE(netmkt_time_format(time_ms, text, 32) == NETMKT_OK);
    REQUIRE(netmkt_time_parse(text, strlen(text), 60, &again, &is_date) == NETMKT_OK);
    REQUIRE(again == time_ms && is_date == 0);
}

/* 1 if the text is as the formatter writes times: it says Z, seconds, and no fraction but of three digits that are not 000. */
static int is_canonical_time(const char *text, size_t length)
{
    return text[length - 1] == 'Z' && text[10] == 'T' && (length == 20 || (length == 24 && memcmp(text + 20, "000", 3) != 0));
}

static void check_time(const char *text, size_t length, int32_t offset)
{
    netmkt_status status, as_of_status;
    int64_t time_ms = 42, as_of_ms = 42;
    int32_t is_date = 42;
    char again[32];

    status = netmkt_time_parse(text, length, offset, &time_ms, &is_date);
    if (status != NETMKT_OK) {
        REQUIRE((status == NETMKT_E_FORMAT || status == NETMKT_E_RANGE) && time_ms == 42 && is_date == 42);
    } else {
        REQUIRE(time_ms >= TIME_MIN && time_ms <= TIME_MAX && (is_date == 0 || is_date == 1) && is_date == (length == 10));
        format_time(time_ms, again);
        if (!is_date && is_canonical_time(text, length))
            REQUIRE(strlen(again) == length && memcmp(text, again, length) == 0);
        if (is_date && offset == 0)
            REQUIRE(memcmp(text, again, length) == 0 && strcmp(again + length, "T00:00:00Z") == 0);
    }
    if (memchr(text, '\0', length) != NULL)
        return; /* another text, for a function that takes texts ended by NUL */
    as_of_status = netmkt_time_parse_as_of(text, offset, &as_of_ms);
    if (status == NETMKT_OK && as_of_status == NETMKT_OK)
        REQUIRE(as_of_ms == (!is_date ? time_ms : time_ms + DAY_MS - 1 < TIME_MAX ? time_ms + DAY_MS - 1 : TIME_MAX));
    else
        REQUIRE((as_of_status == NETMKT_OK || as_of_ms == 42) && (as_of_status == status || status == NETMKT_E_RANGE));
}

static void format_money(int64_t minor, int32_t exponent)
{
    char text[24], other[NETMKT__NUMBER_TEXT];
    int64_t again = 42;
    int32_t rounded = 42;

    REQUIRE(netmkt_money_format(minor, exponent, text, sizeof text) == NETMKT_OK);
    REQUIRE(netmkt_money_parse(text, strlen(text), exponent, &again, &rounded) == NETMKT_OK);
    REQUIRE(again == minor && rounded == 0);
    REQUIRE(netmkt__money_text(minor, exponent, other) == strlen(text) && strcmp(text, other) == 0);
}

static void check_money(const char *text, size_t length, int32_t exponent)
{
    netmkt_status status, decimal_status;
    netmkt__decimal decimal;
    int64_t minor = 42, other = 42;
    int32_t rounded = 42, other_rounded = 42;

    status = netmkt_money_parse(text, length, exponent, &minor, &rounded);
    decimal_status = netmkt__decimal_parse(text, length, &decimal);
    if (status == NETMKT_OK)
        format_money(minor, exponent);
    else
        REQUIRE((status == NETMKT_E_FORMAT || status == NETMKT_E_RANGE) && minor == 42 && rounded == 42);
    if (decimal_status == NETMKT_OK) {
        REQUIRE(decimal.scale >= 0 && decimal.scale <= NETMKT__DECIMAL_SCALE);
        REQUIRE(netmkt__decimal_round(decimal, exponent, &other, &other_rounded) == status);
        REQUIRE(status != NETMKT_OK || (minor == other && rounded == other_rounded));
    } else {
        REQUIRE(decimal_status == NETMKT_E_RANGE || decimal_status == status);
        REQUIRE(decimal_status == NETMKT_E_FORMAT || status != NETMKT_E_FORMAT || length > 18);
    }
}

static void check_whole(const char *text, size_t length)
{
    netmkt_status status;
    char again[NETMKT__NUMBER_TEXT];
    int64_t value = 42, other = 42;

    status = netmkt__whole_parse(text, length, &value);
    if (status != NETMKT_OK) {
        REQUIRE((status == NETMKT_E_FORMAT || status == NETMKT_E_RANGE) && value == 42);
        return;
    }
    REQUIRE(netmkt_money_parse(text, length, 0, &other, NULL) == NETMKT_OK && other == value);
    REQUIRE(netmkt__whole_parse(again, netmkt__int_text(value, again), &other) == NETMKT_OK && other == value);
}

/* The same number, NaN being the same as NaN. */
static int same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void format_real(double value)
{
    char text[NETMKT__NUMBER_TEXT], rounded[NETMKT__NUMBER_TEXT];
    double again = 42.0;
    size_t length = netmkt__real_text(value, text);

    REQUIRE(length < sizeof text && strlen(text) == length);
    if (!isfinite(value))
        return;
    REQUIRE(netmkt__real_parse(text, length, &again) == NETMKT_OK && same(again, value));
    for (int32_t decimals = 0; decimals <= 9; decimals++) {
        double unit = pow(10.0, -decimals);

        length = netmkt__rounded_text(value, decimals, rounded);
        REQUIRE(length < sizeof rounded && strlen(rounded) == length);
        if (netmkt__real_parse(rounded, length, &again) == NETMKT_OK) /* one beyond the range may come of rounding up */
            REQUIRE(fabs(again - value) <= 0.500001 * unit || fabs(again - value) <= 0.0501 * fabs(value));
        else
            REQUIRE(fabs(value) > 1.79769e308);
    }
}

static void check_real(const char *text, size_t length)
{
    netmkt_status status;
    double value = 42.0;
    char *copy = malloc(length + 1);

    REQUIRE(copy != NULL);
    memcpy(copy, text, length);
    copy[length] = '\0';
    status = netmkt__real_parse(text, length, &value);
    if (status == NETMKT_OK) {
        REQUIRE(isfinite(value) && same(value, strtod(copy, NULL)));
        format_real(value);
    } else {
        REQUIRE((status == NETMKT_E_FORMAT || status == NETMKT_E_RANGE) && same(value, 42.0));
    }
    free(copy);
}

/* Settings take the same numbers as text, and nothing that is out of the documented range. */
static void check_setting(const char *text, size_t length)
{
    netmkt_setting_description d = {.struct_size = sizeof d};
    netmkt_settings *settings = NULL;
    double before, after, number = 0.0;
    char *copy = malloc(length + 1);
    int known;

    REQUIRE(copy != NULL && netmkt_settings_new(NULL, &settings) == NETMKT_OK);
    memcpy(copy, text, length);
    copy[length] = '\0';
    known = strcmp(copy, "yes") == 0 || strcmp(copy, "no") == 0 || netmkt__real_parse(text, length, &number) == NETMKT_OK;
    for (size_t i = 0; netmkt_settings_describe(i, &d) == NETMKT_OK; i++) {
        REQUIRE(netmkt_settings_get_real(settings, d.name, &before) == NETMKT_OK);
        if (netmkt_settings_set_text(settings, d.name, copy) != NETMKT_OK) {
            REQUIRE(netmkt_settings_get_real(settings, d.name, &after) == NETMKT_OK && same(before, after));
            continue;
        }
        REQUIRE(known && netmkt_settings_get_real(settings, d.name, &after) == NETMKT_OK && after >= d.least && after <= d.most);
        REQUIRE(d.type != NETMKT_SETTING_INT || same(after, floor(after)));
    }
    netmkt_settings_free(settings);
    free(copy);
}

/* Well-formed by the table of the Unicode Standard (3-7), read literally. */
static int utf8_by_the_table(const uint8_t *p, size_t n)
{
    static const struct { uint8_t first[2], second[2]; size_t more; } row[] = {
        {{0x01, 0x7f}, {0, 0}, 0}, {{0xc2, 0xdf}, {0x80, 0xbf}, 1}, {{0xe0, 0xe0}, {0xa0, 0xbf}, 2}, {{0xe1, 0xec}, {0x80, 0xbf}, 2},
        {{0xed, 0xed}, {0x80, 0x9f}, 2}, {{0xee, 0xef}, {0x80, 0xbf}, 2}, {{0xf0, 0xf0}, {0x90, 0xbf}, 3},
        {{0xf1, 0xf3}, {0x80, 0xbf}, 3}, {{0xf4, 0xf4}, {0x80, 0x8f}, 3}};

    for (size_t at = 0; at < n;) {
        size_t i = 0;

        while (i < sizeof row / sizeof *row && (p[at] < row[i].first[0] || p[at] > row[i].first[1]))
            i++;
        if (i == sizeof row / sizeof *row || row[i].more > n - at - 1)
            return 0;
        if (row[i].more > 0 && (p[at + 1] < row[i].second[0] || p[at + 1] > row[i].second[1]))
            return 0;
        for (size_t k = 2; k <= row[i].more; k++)
            if (p[at + k] < 0x80 || p[at + k] > 0xbf)
                return 0;
        at += 1 + row[i].more;
    }
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};
    int32_t exponent = fuzz_take_byte(&input) % 10;
    int32_t offset = (int32_t)(fuzz_take_number(&input, 2) % 2879) - 1439;
    uint64_t number = fuzz_take_number(&input, 8);
    char *text = malloc(input.size + 1), buffer[32];
    int64_t whole;
    double real;

    REQUIRE(text != NULL);
    memcpy(text, data, input.size);
    text[input.size] = '\0';
    check_time(text, input.size, offset);
    check_money(text, input.size, exponent);
    check_whole(text, input.size);
    check_real(text, input.size);
    if (memchr(text, '\0', input.size) == NULL)
        check_setting(text, input.size);
    REQUIRE(netmkt__utf8_valid(text, input.size) == utf8_by_the_table(data, input.size));
    free(text);

    memcpy(&whole, &number, sizeof whole);
    memcpy(&real, &number, sizeof real);
    format_money(whole, exponent);
    format_real(real);
    if (whole >= TIME_MIN && whole <= TIME_MAX)
        format_time(whole, buffer);
    else
        REQUIRE(netmkt_time_format(whole, buffer, sizeof buffer) == NETMKT_E_RANGE);
    format_time(TIME_MIN + (int64_t)(number % (uint64_t)(TIME_MAX - TIME_MIN + 1)), buffer);
    return 0;
}
