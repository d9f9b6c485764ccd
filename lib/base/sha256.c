/* SHA-256 and HMAC, after FIPS 180-4 and RFC 2104. */
#include "base/sha256.h"

#include <string.h>

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static inline uint32_t turn(uint32_t x, int bits)
{
    return x >> bits | x << (32 - bits);
}

static inline uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put_big_endian(uint32_t value, unsigned char *p)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* One block into the state; s[0] to s[7] are a to h. */
static void mix(uint32_t state[8], const unsigned char *block)
{
    uint32_t w[64], s[8];

    for (int i = 0; i < 16; i++)
        w[i] = big_endian(block + 4 * i);
    for (int i = 16; i < 64; i++) {
        uint32_t x = w[i - 15], y = w[i - 2];

        w[i] = w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ x >> 3) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ y >> 10);
    }
    memcpy(s, state, sizeof s);
    for (int i = 0; i < 64; i++) {
        uint32_t one = s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] + w[i];
        uint32_t two = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += one;
        s[0] = one + two;
    }
    for (int i = 0; i < 8; i++)
        state[i] += s[i];
}

void netmkt__sha256_begin(netmkt__sha256 *hash)
{
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

    memset(hash, 0, sizeof *hash);
    memcpy(hash->state, start, sizeof start);
}

void netmkt__sha256_put(netmkt__sha256 *hash, const void *bytes, size_t size)
{
    const unsigned char *p = bytes;

    while (size > 0) {
        size_t used = (size_t)(hash->size % NETMKT__SHA256_BLOCK), part = NETMKT__SHA256_BLOCK - used;

        if (part > size)
            part = size;
        memcpy(hash->block + used, p, part);
        hash->size += part;
        p += part;
        size -= part;
        if (used + part == NETMKT__SHA256_BLOCK)
            mix(hash->state, hash->block);
    }
}

void netmkt__sha256_end(netmkt__sha256 *hash, unsigned char out[NETMKT__SHA256_SIZE])
{
    static const unsigned char end[NETMKT__SHA256_BLOCK] = {0x80};
    size_t used = (size_t)(hash->size % NETMKT__SHA256_BLOCK);
    uint64_t bits = hash->size * 8;
    unsigned char length[8];

    put_big_endian((uint32_t)(bits >> 32), length);
    put_big_endian((uint32_t)bits, length + 4);
    netmkt__sha256_put(hash, end, used < 56 ? 56 - used : 120 - used);
    netmkt__sha256_put(hash, length, sizeof length);
    for (int i = 0; i < 8; i++)
        put_big_endian(hash->state[i], out + 4 * i);
}

void netmkt__hmac_key_init(netmkt__hmac_key *key, const void *bytes, size_t size)
{
    unsigned char block[NETMKT__SHA256_BLOCK] = {0};

    netmkt__sha256_begin(&key->inner);
    if (size > sizeof block) {
        netmkt__sha256_put(&key->inner, bytes, size);
        netmkt__sha256_end(&key->inner, block);
        netmkt__sha256_begin(&key->inner);
    } else if (size > 0) {
        memcpy(block, bytes, size);
    }
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36;
    netmkt__sha256_put(&key->inner, block, sizeof block);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36 ^ 0x5c;
    netmkt__sha256_begin(&key->outer);
    netmkt__sha256_put(&key->outer, block, sizeof block);
    memset(block, 0, sizeof block);
}

void netmkt__hmac(const netmkt__hmac_key *key, const void *first, size_t first_size, const void *second, size_t second_size,
                  unsigned char out[NETMKT__SHA256_SIZE])
{
    netmkt__sha256 hash = key->inner;

    netmkt__sha256_put(&hash, first, first_size);
    netmkt__sha256_put(&hash, second, second_size);
    netmkt__sha256_end(&hash, out);
    hash = key->outer;
    netmkt__sha256_put(&hash, out, NETMKT__SHA256_SIZE);
    netmkt__sha256_end(&hash, out);
}
