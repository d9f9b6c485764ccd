/* UTF-8: every boundary of its definition, and every position within a run of ASCII. */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "support/support.h"

#define VALID(text) ck_assert_msg(netmkt__utf8_valid(text, sizeof(text) - 1), "refused: %s", #text)
#define INVALID(text) ck_assert_msg(!netmkt__utf8_valid(text, sizeof(text) - 1), "passed: %s", #text)

START_TEST(well_formed)
{
    VALID("");
    VALID("plain text that is longer than eight bytes");
    VALID("\x01\x7f");
    VALID("\xc2\x80\xdf\xbf");
    VALID("\xe0\xa0\x80\xec\xbf\xbf\xed\x80\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf");
    VALID("\xf0\x90\x80\x80\xf3\xbf\xbf\xbf\xf4\x8f\xbf\xbf");
}
END_TEST

START_TEST(malformed)
{
    INVALID("\0");
    INVALID("1234567\0");
    INVALID("\x80");
    INVALID("\xbf");
    INVALID("\xc0\x80"); /* overlong */
    INVALID("\xc1\xbf");
    INVALID("\xe0\x9f\xbf");
    INVALID("\xf0\x8f\xbf\xbf");
    INVALID("\xed\xa0\x80"); /* surrogates */
    INVALID("\xed\xbf\xbf");
    INVALID("\xf4\x90\x80\x80"); /* above U+10FFFF */
    INVALID("\xf5\x80\x80\x80");
    INVALID("\xff");
    INVALID("\xfe");
    INVALID("\xc2"); /* cut off */
    INVALID("\xe1\x80");
    INVALID("\xf1\x80\x80");
    INVALID("\xc2z");
    INVALID("\xe1\x80z");
    INVALID("\xf1\x80\x80z");
    INVALID("\xe1\x80\xc0");
}
END_TEST

/* Encode every code point, and count how many of all 1 to 3 byte strings pass: there are no others. */
START_TEST(exhaustive)
{
    unsigned char text[3];
    uint32_t passed = 0;

    for (uint32_t i = 0; i < 1u << 24; i++) {
        text[0] = (unsigned char)(i >> 16);
        text[1] = (unsigned char)(i >> 8);
        text[2] = (unsigned char)i;
        if (text[0] >= 0x80 && netmkt__utf8_valid((const char *)text, 3))
            passed++;
    }
    /* two bytes and an ASCII one; three bytes without surrogates */
    ck_assert_uint_eq(passed, (0x800 - 0x80) * 127 + (0x10000 - 0x800 - 0x800));
}
END_TEST

START_TEST(every_position)
{
    char text[40];

    for (size_t length = 1; length <= sizeof text; length++) {
        for (size_t at = 0; at < length; at++) {
            memset(text, 'a', sizeof text);
            ck_assert(netmkt__utf8_valid(text, length));
            text[at] = '\0';
            ck_assert(!netmkt__utf8_valid(text, length));
            text[at] = '\xff';
            ck_assert(!netmkt__utf8_valid(text, length));
            memcpy(text + at, "\xc3\xa9", at + 1 < length ? 2 : 1);
            ck_assert_int_eq(netmkt__utf8_valid(text, length), at + 1 < length);
        }
    }
}
END_TEST

START_TEST(control)
{
    ck_assert(!netmkt__has_control("", 0));
    ck_assert(!netmkt__has_control(" ~\xc3\xa9", 4));
    ck_assert(netmkt__has_control("a\tb", 3));
    ck_assert(netmkt__has_control("\x1f", 1));
    ck_assert(netmkt__has_control("abc\x7f", 4));
    ck_assert(netmkt__has_control("abc\0", 4));
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("text");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, well_formed);
    tcase_add_test(tests, malformed);
    tcase_add_test(tests, exhaustive);
    tcase_add_test(tests, every_position);
    tcase_add_test(tests, control);
    suite_add_tcase(suite, tests);
    return suite;
}
