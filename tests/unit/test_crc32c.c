/* CRC-32C: published values, and the instruction against the tables for every length and alignment. */
#include <string.h>

#include "base/crc32c.h"
#include "support/support.h"

static void fill(unsigned char *p, size_t size)
{
    uint32_t x = 12345;

    for (size_t i = 0; i < size; i++) {
        x = x * 1664525u + 1013904223u;
        p[i] = (unsigned char)(x >> 24);
    }
}

START_TEST(published_values)
{
    unsigned char bytes[32];

    ck_assert_uint_eq(netmkt__crc32c(0, "123456789", 9), 0xe3069283u);
    ck_assert_uint_eq(netmkt__crc32c_portable(0, "123456789", 9), 0xe3069283u);
    ck_assert_uint_eq(netmkt__crc32c(0, "", 0), 0);
    memset(bytes, 0, sizeof bytes); /* RFC 3720, appendix B.4 */
    ck_assert_uint_eq(netmkt__crc32c(0, bytes, sizeof bytes), 0x8a9136aau);
    ck_assert_uint_eq(netmkt__crc32c_portable(0, bytes, sizeof bytes), 0x8a9136aau);
    memset(bytes, 0xff, sizeof bytes);
    ck_assert_uint_eq(netmkt__crc32c(0, bytes, sizeof bytes), 0x62a8ab43u);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)i;
    ck_assert_uint_eq(netmkt__crc32c(0, bytes, sizeof bytes), 0x46dd794eu);
}
END_TEST

/* Bit by bit, from the definition. */
static uint32_t by_definition(const unsigned char *p, size_t size)
{
    uint32_t crc = ~0u;

    for (size_t i = 0; i < size; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0x82f63b78u : 0);
    }
    return ~crc;
}

START_TEST(every_length)
{
    static unsigned char bytes[1700];

    fill(bytes, sizeof bytes);
    for (size_t size = 0; size < 1600; size++) {
        size_t start = size % 9;
        uint32_t want = by_definition(bytes + start, size);

        ck_assert_uint_eq(netmkt__crc32c(0, bytes + start, size), want);
        ck_assert_uint_eq(netmkt__crc32c_portable(0, bytes + start, size), want);
    }
}
END_TEST

START_TEST(long_runs)
{
    static unsigned char bytes[3 * 4096 * 3 + 3 * 256 * 2 + 100];
    static const size_t sizes[] = {767, 768, 769, 12287, 12288, 12289, 13056, 24576, 36864 + 768, sizeof bytes - 3};

    fill(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t start = 0; start < 3; start++)
            ck_assert_uint_eq(netmkt__crc32c(0, bytes + start, sizes[i]), netmkt__crc32c_portable(0, bytes + start, sizes[i]));
}
END_TEST

START_TEST(in_parts)
{
    static unsigned char bytes[30000];
    uint32_t whole;

    fill(bytes, sizeof bytes);
    whole = netmkt__crc32c(0, bytes, sizeof bytes);
    for (size_t cut = 0; cut <= sizeof bytes; cut += 997)
        ck_assert_uint_eq(netmkt__crc32c(netmkt__crc32c(0, bytes, cut), bytes + cut, sizeof bytes - cut), whole);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("crc32c");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, published_values);
    tcase_add_test(tests, every_length);
    tcase_add_test(tests, long_runs);
    tcase_add_test(tests, in_parts);
    suite_add_tcase(suite, tests);
    return suite;
}
