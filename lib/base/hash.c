/* Two hashes. The one for tables multiplies 64 by 64 bits and folds the product's halves together, 16 bytes a step.
 * The one for references is SipHash-2-4 with 128 bits (Aumasson and Bernstein 2012) under the key 00 01 ... 0f: stored
 * values depend on it, so it never changes. */
#include "base/hash.h"

#include "base/endian.h"

#define ODD_1 UINT64_C(0x9e3779b97f4a7c15)
#define ODD_2 UINT64_C(0xd1b54a32d192ed03)
#define ODD_3 UINT64_C(0x8cb92ba72f3d8dd7)

static inline uint64_t fold(uint64_t a, uint64_t b)
{
#if defined(__SIZEOF_INT128__)
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
    uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    uint64_t low = a0 * b0, middle = a1 * b0 + (low >> 32), other = a0 * b1 + (uint32_t)middle;

    return (other << 32 | (uint32_t)low) ^ (a1 * b1 + (middle >> 32) + (other >> 32));
#endif
}

uint64_t netmkt__hash(const void *data, size_t size)
{
    const unsigned char *p = data;
    uint64_t sum = ODD_1 ^ size, first = 0, last = 0;
    size_t left = size;

    for (; left > 16; p += 16, left -= 16)
        sum = fold(netmkt__get_u64(p) ^ ODD_2, netmkt__get_u64(p + 8) ^ sum);
    if (left >= 8) {
        first = netmkt__get_u64(p);
        last = netmkt__get_u64(p + left - 8);
    } else if (left >= 4) {
        first = netmkt__get_u32(p);
        last = netmkt__get_u32(p + left - 4);
    } else if (left > 0) {
        first = (uint64_t)p[0] << 16 | (uint64_t)p[left / 2] << 8 | p[left - 1];
    }
    return fold(fold(first ^ ODD_2, last ^ sum) ^ ODD_3, ODD_1 ^ size);
}

static inline uint64_t rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static void sip_rounds(uint64_t v[4], int rounds)
{
    for (int i = 0; i < rounds; i++) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

static void sip_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_rounds(v, 2);
    v[0] ^= word;
}

void netmkt__hash128(const void *data, size_t size, uint64_t out[2])
{
    const uint64_t key0 = UINT64_C(0x0706050403020100), key1 = UINT64_C(0x0f0e0d0c0b0a0908);
    const unsigned char *p = data;
    uint64_t last = (uint64_t)size << 56;
    uint64_t v[4] = {key0 ^ UINT64_C(0x736f6d6570736575), key1 ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
                     key0 ^ UINT64_C(0x6c7967656e657261), key1 ^ UINT64_C(0x7465646279746573)};

    for (; size >= 8; p += 8, size -= 8)
        sip_word(v, netmkt__get_u64(p));
    for (size_t i = 0; i < size; i++)
        last |= (uint64_t)p[i] << (8 * i);
    sip_word(v, last);
    v[2] ^= 0xee;
    sip_rounds(v, 4);
    out[0] = v[0] ^ v[1] ^ v[2] ^ v[3];
    v[1] ^= 0xdd;
    sip_rounds(v, 4);
    out[1] = v[0] ^ v[1] ^ v[2] ^ v[3];
}
