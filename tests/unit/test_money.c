/* Money as text. */
#include <netmkt/time.h>
#include <stdio.h>
#include <string.h>

#include "support/support.h"

static void reads(const char *text, int32_t exponent, int64_t want, int32_t want_rounded)
{
    int64_t minor = 42;
    int32_t rounded = 42;

    ck_assert_msg(netmkt_money_parse(text, strlen(text), exponent, &minor, &rounded) == NETMKT_OK, "%s: %s", text, netmkt_last_error());
    ck_assert_msg(minor == want && rounded == want_rounded, "%s: got %lld, %d", text, (long long)minor, (int)rounded);
    ck_assert_int_eq(netmkt_money_parse(text, strlen(text), exponent, &minor, NULL), NETMKT_OK);
}

static void refuses(const char *text, int32_t exponent, netmkt_status want)
{
    int64_t minor = 42;
    int32_t rounded = 42;

    ck_assert_msg(netmkt_money_parse(text, strlen(text), exponent, &minor, &rounded) == want, "\"%s\"", text);
    ck_assert_int_eq(minor, 42);
    ck_assert_int_eq(rounded, 42);
    ck_assert_str_ne(netmkt_last_error(), "");
}

START_TEST(parse)
{
    reads("0", 2, 0, 0);
    reads("-0", 2, 0, 0);
    reads("1", 0, 1, 0);
    reads("1", 2, 100, 0);
    reads("+1.5", 2, 150, 0);
    reads("-1234.50", 2, -123450, 0);
    reads("0000000000000000000000000001.20", 2, 120, 0);
    reads("1.2345", 9, 1234500000, 0);
    reads("0.000000001", 9, 1, 0);
}
END_TEST

START_TEST(rounds)
{
    reads("1.2000", 2, 120, 0); /* zeros are no loss */
    reads("1.2049", 2, 120, 1);
    reads("1.205", 2, 121, 1);
    reads("-1.205", 2, -121, 1);
    reads("0.5", 0, 1, 1);
    reads("-0.5", 0, -1, 1);
    reads("0.4999999999999999999999999999999", 0, 0, 1);
    reads("9.995", 2, 1000, 1);
}
END_TEST

START_TEST(limits)
{
    reads("9223372036854775807", 0, INT64_MAX, 0);
    reads("-9223372036854775808", 0, INT64_MIN, 0);
    reads("92233720368547758.07", 2, INT64_MAX, 0);
    reads("9223372036854775807.4", 0, INT64_MAX, 1);
    reads("9223372036.854775807", 9, INT64_MAX, 0);
    refuses("9223372036854775808", 0, NETMKT_E_RANGE);
    refuses("-9223372036854775809", 0, NETMKT_E_RANGE);
    refuses("9223372036854775807.5", 0, NETMKT_E_RANGE);
    refuses("-9223372036854775808.5", 0, NETMKT_E_RANGE);
    refuses("92233720368547758.08", 2, NETMKT_E_RANGE);
    refuses("99999999999999999999999999", 2, NETMKT_E_RANGE);
    refuses("9223372036854775807", 1, NETMKT_E_RANGE);
}
END_TEST

START_TEST(no_number)
{
    static const char *const texts[] = {"", "-", "+", ".", ".5", "5.", "-.5", "1.-5", "--1", "1e3", " 1", "1 ", "1,5", "1,000.00",
                                        "0x10", "nan", "inf", "1.2.3", "$1", "\xc2\xa0,1"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refuses(texts[i], 2, NETMKT_E_FORMAT);
}
END_TEST

START_TEST(misuse)
{
    int64_t minor;
    char text[24];

    ck_assert_int_eq(netmkt_money_parse(NULL, 0, 2, &minor, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_money_parse("1", 1, 2, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_money_parse("1", 1, -1, &minor, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_money_parse("1", 1, 10, &minor, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_money_format(1, 2, NULL, 24), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_money_format(1, -1, text, sizeof text), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_money_format(1, 10, text, sizeof text), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_money_format(123, 2, text, 4), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_money_format(123, 2, text, 5), NETMKT_OK);
    ck_assert_str_eq(text, "1.23");
    ck_assert_int_eq(netmkt_money_parse("12345", 2, 0, &minor, NULL), NETMKT_OK); /* no byte beyond the length */
    ck_assert_int_eq(minor, 12);
}
END_TEST

START_TEST(format)
{
    static const struct {
        int64_t minor;
        int32_t exponent;
        const char *text;
    } cases[] = {
        {0, 0, "0"}, {0, 2, "0.00"}, {5, 2, "0.05"}, {-5, 2, "-0.05"}, {-123450, 2, "-1234.50"}, {7, 0, "7"}, {-7, 0, "-7"},
        {1, 9, "0.000000001"}, {INT64_MAX, 0, "9223372036854775807"}, {INT64_MIN, 2, "-92233720368547758.08"},
        {INT64_MIN, 9, "-9223372036.854775808"},
    };
    char text[24];
    int64_t minor;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(netmkt_money_format(cases[i].minor, cases[i].exponent, text, sizeof text), NETMKT_OK);
        ck_assert_str_eq(text, cases[i].text);
        ck_assert_int_eq(netmkt_money_parse(text, strlen(text), cases[i].exponent, &minor, NULL), NETMKT_OK);
        ck_assert_int_eq(minor, cases[i].minor);
    }
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("money");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, parse);
    tcase_add_test(tests, rounds);
    tcase_add_test(tests, limits);
    tcase_add_test(tests, no_number);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, format);
    suite_add_tcase(suite, tests);
    return suite;
}
