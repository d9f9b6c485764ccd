/* SHA-256 and HMAC: published test vectors, and parts of any size. */
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "support/support.h"

static const char *hex(const unsigned char *bytes)
{
    static char text[2 * NETMKT__SHA256_SIZE + 1];

    for (size_t i = 0; i < NETMKT__SHA256_SIZE; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return text;
}

static const char *hash_of(const char *text, size_t size, size_t part)
{
    unsigned char out[NETMKT__SHA256_SIZE];
    netmkt__sha256 hash;

    netmkt__sha256_begin(&hash);
    for (size_t at = 0; at < size; at += part)
        netmkt__sha256_put(&hash, text + at, size - at < part ? size - at : part);
    netmkt__sha256_end(&hash, out);
    return hex(out);
}

/* FIPS 180-4's examples, as NIST publishes them. */
START_TEST(fips)
{
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    static char many[1000000];

    ck_assert_str_eq(hash_of("", 0, 1), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    ck_assert_str_eq(hash_of("abc", 3, 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    for (size_t part = 1; part <= 56; part++)
        ck_assert_str_eq(hash_of(two_blocks, 56, part), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    memset(many, 'a', sizeof many);
    for (size_t part = 1; part < sizeof many; part = 3 * part + 61)
        ck_assert_str_eq(hash_of(many, sizeof many, part), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

static const char *hmac_of(const void *key, size_t key_size, const char *text)
{
    unsigned char out[NETMKT__SHA256_SIZE];
    netmkt__hmac_key ready;
    size_t half = strlen(text) / 2;

    netmkt__hmac_key_init(&ready, key, key_size);
    netmkt__hmac(&ready, text, half, text + half, strlen(text) - half, out);
    return hex(out);
}

/* RFC 4231, cases 1, 2, 6 and 7. */
START_TEST(rfc_4231)
{
    unsigned char key[131];

    memset(key, 0x0b, 20);
    ck_assert_str_eq(hmac_of(key, 20, "Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    ck_assert_str_eq(hmac_of("Jefe", 4, "what do ya want for nothing?"), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    ck_assert_str_eq(hmac_of(key, sizeof key, "Test Using Larger Than Block-Size Key - Hash Key First"),
                     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    ck_assert_str_eq(hmac_of(key, sizeof key,
                             "This is a test using a larger than block-size key and a larger than block-size data. "
                             "The key needs to be hashed before being used by the HMAC algorithm."),
                     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("sha256");
    TCase *tcase = tcase_create("sha256");

    tcase_add_test(tcase, fips);
    tcase_add_test(tcase, rfc_4231);
    suite_add_tcase(suite, tcase);
    return suite;
}
