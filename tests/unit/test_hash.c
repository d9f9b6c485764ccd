/* Hashes: SipHash against values of another implementation; the table hash for spread and length. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"
#include "base/hash.h"
#include "support/support.h"

/* Of the bytes 00 01 02 ... under the key 00 ... 0f, computed with OpenSSL's SIPHASH of 16 bytes. */
START_TEST(published_128)
{
    static const struct {
        size_t size;
        const char *hex;
    } cases[] = {
        {0, "A3817F04BA25A8E66DF67214C7550293"},
        {1, "DA87C1D86B99AF44347659119B22FC45"},
        {7, "A1F1EBBED8DBC153C0B84AA61FF08239"},
        {8, "3B62A9BA6258F5610F83E264F31497B4"},
        {9, "264499060AD9BAABC47F8B02BB6D71ED"},
        {15, "5493E99933B0A8117E08EC0F97CFC3D9"},
        {16, "6EE2A4CA67B054BBFD3315BF85230577"},
        {63, "5150D1772F50834A503E069A973FBD7C"},
    };
    unsigned char bytes[64], result[16];
    char hex[33];
    uint64_t out[2];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)i;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        netmkt__hash128(bytes, cases[i].size, out);
        netmkt__put_u64(result, out[0]);
        netmkt__put_u64(result + 8, out[1]);
        for (size_t k = 0; k < 16; k++)
            snprintf(hex + 2 * k, 3, "%02X", result[k]);
        ck_assert_str_eq(hex, cases[i].hex);
    }
}
END_TEST

static int by_value(const void *a, const void *b)
{
    uint64_t x, y;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* 200,000 numbered keys: no two alike, and low and high bits fill 1024 buckets evenly. */
START_TEST(spread)
{
    enum { KEYS = 200000, BUCKETS = 1024 };
    uint64_t *hashes = malloc(KEYS * sizeof *hashes);
    static int low[BUCKETS], high[BUCKETS];
    double chi_low = 0.0, chi_high = 0.0, mean = (double)KEYS / BUCKETS;

    ck_assert_ptr_nonnull(hashes);
    for (int i = 0; i < KEYS; i++) {
        char key[32];
        int length = snprintf(key, sizeof key, "customer-%d", i);

        hashes[i] = netmkt__hash(key, (size_t)length);
        low[hashes[i] % BUCKETS]++;
        high[hashes[i] >> 54]++;
    }
    for (int i = 0; i < BUCKETS; i++) {
        chi_low += (low[i] - mean) * (low[i] - mean) / mean;
        chi_high += (high[i] - mean) * (high[i] - mean) / mean;
    }
    ck_assert_msg(chi_low < 1300 && chi_high < 1300, "chi-square of 1023 degrees: %g low, %g high", chi_low, chi_high);
    qsort(hashes, KEYS, sizeof *hashes, by_value);
    for (int i = 1; i < KEYS; i++)
        ck_assert_uint_ne(hashes[i - 1], hashes[i]);
    free(hashes);
}
END_TEST

/* Every bit of every key counts, the length too. */
START_TEST(every_bit)
{
    unsigned char key[64] = {0};
    uint64_t zero_of_length[65];

    for (size_t size = 0; size <= sizeof key; size++) {
        zero_of_length[size] = netmkt__hash(key, size);
        for (size_t other = 0; other < size; other++)
            ck_assert_uint_ne(zero_of_length[other], zero_of_length[size]);
        for (size_t bit = 0; bit < size * 8; bit++) {
            key[bit / 8] ^= (unsigned char)(1u << bit % 8);
            ck_assert_uint_ne(netmkt__hash(key, size), zero_of_length[size]);
            key[bit / 8] ^= (unsigned char)(1u << bit % 8);
        }
    }
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("hash");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, published_128);
    tcase_add_test(tests, spread);
    tcase_add_test(tests, every_bit);
    suite_add_tcase(suite, tests);
    return suite;
}
