/* CRC-32C. The sums are linear in their input, so every table below is spanned by eight constants a row (the entries of
 * the single bits): the macros xor them together, and nothing is computed at run time.
 *
 * With the SSE4.2 instruction three runs of the input are summed side by side, since the instruction takes three cycles
 * but one can start every cycle; the sums are then joined by moving the earlier ones over the length of the later run.
 * Elsewhere eight bytes at a time are looked up ("slicing by 8", Kounavis and Berry 2005). */
#include "base/crc32c.h"

#include <string.h>

#include "base/endian.h"

#define PICK(i, n, bit) ((((i) >> (n)) & 1u) != 0 ? (bit) : 0u)
#define ENTRY(i, a, b, c, d, e, f, g, h) \
    PICK(i, 0, a) ^ PICK(i, 1, b) ^ PICK(i, 2, c) ^ PICK(i, 3, d) ^ PICK(i, 4, e) ^ PICK(i, 5, f) ^ PICK(i, 6, g) ^ PICK(i, 7, h)
#define FOUR(i, ...) ENTRY((i), __VA_ARGS__), ENTRY((i) + 1u, __VA_ARGS__), ENTRY((i) + 2u, __VA_ARGS__), ENTRY((i) + 3u, __VA_ARGS__)
#define SIXTEEN(i, ...) FOUR(i, __VA_ARGS__), FOUR((i) + 4u, __VA_ARGS__), FOUR((i) + 8u, __VA_ARGS__), FOUR((i) + 12u, __VA_ARGS__)
#define SIXTY_FOUR(i, ...) \
    SIXTEEN(i, __VA_ARGS__), SIXTEEN((i) + 16u, __VA_ARGS__), SIXTEEN((i) + 32u, __VA_ARGS__), SIXTEEN((i) + 48u, __VA_ARGS__)
#define TABLE(...) \
    {SIXTY_FOUR(0u, __VA_ARGS__), SIXTY_FOUR(64u, __VA_ARGS__), SIXTY_FOUR(128u, __VA_ARGS__), SIXTY_FOUR(192u, __VA_ARGS__)}

/* slice[k][b]: the sum of byte b followed by k zero bytes. */
static const uint32_t slice[8][256] = {
    TABLE(0xf26b8303u, 0xe13b70f7u, 0xc79a971fu, 0x8ad958cfu, 0x105ec76fu, 0x20bd8edeu, 0x417b1dbcu, 0x82f63b78u),
    TABLE(0x13a29877u, 0x274530eeu, 0x4e8a61dcu, 0x9d14c3b8u, 0x3fc5f181u, 0x7f8be302u, 0xff17c604u, 0xfbc3faf9u),
    TABLE(0xa541927eu, 0x4f6f520du, 0x9edea41au, 0x38513ec5u, 0x70a27d8au, 0xe144fb14u, 0xc76580d9u, 0x8b277743u),
    TABLE(0xdd45aab8u, 0xbf672381u, 0x7b2231f3u, 0xf64463e6u, 0xe964b13du, 0xd725148bu, 0xaba65fe7u, 0x52a0c93fu),
    TABLE(0x38116facu, 0x7022df58u, 0xe045beb0u, 0xc5670b91u, 0x8f2261d3u, 0x1ba8b557u, 0x37516aaeu, 0x6ea2d55cu),
    TABLE(0xef306b19u, 0xdb8ca0c3u, 0xb2f53777u, 0x6006181fu, 0xc00c303eu, 0x85f4168du, 0x0e045bebu, 0x1c08b7d6u),
    TABLE(0x68032cc8u, 0xd0065990u, 0xa5e0c5d1u, 0x4e2dfd53u, 0x9c5bfaa6u, 0x3d5b83bdu, 0x7ab7077au, 0xf56e0ef4u),
    TABLE(0x493c7d27u, 0x9278fa4eu, 0x211d826du, 0x423b04dau, 0x847609b4u, 0x0d006599u, 0x1a00cb32u, 0x34019664u),
};

uint32_t netmkt__crc32c_portable(uint32_t crc, const void *data, size_t size)
{
    const unsigned char *p = data;

    crc = ~crc;
    for (; size >= 8; p += 8, size -= 8) {
        uint32_t low = netmkt__get_u32(p) ^ crc, high = netmkt__get_u32(p + 4);

        crc = slice[7][low & 255u] ^ slice[6][(low >> 8) & 255u] ^ slice[5][(low >> 16) & 255u] ^ slice[4][low >> 24] ^
              slice[3][high & 255u] ^ slice[2][(high >> 8) & 255u] ^ slice[1][(high >> 16) & 255u] ^ slice[0][high >> 24];
    }
    for (; size > 0; p++, size--)
        crc = (crc >> 8) ^ slice[0][(crc ^ *p) & 255u];
    return ~crc;
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <nmmintrin.h>

#define SHORT_RUN 256u
#define LONG_RUN 4096u

/* over_..._run[k][b]: the sum whose byte k is b, moved over a run of zero bytes. */
static const uint32_t over_short_run[4][256] = {
    TABLE(0xdcb17aa4u, 0xbc8e83b9u, 0x7cf17183u, 0xf9e2e306u, 0xf629b0fdu, 0xe9bf170bu, 0xd69258e7u, 0xa8c8c73fu),
    TABLE(0x547df88fu, 0xa8fbf11eu, 0x541b94cdu, 0xa837299au, 0x558225c5u, 0xab044b8au, 0x53e4e1e5u, 0xa7c9c3cau),
    TABLE(0x4a7ff165u, 0x94ffe2cau, 0x2c13b365u, 0x582766cau, 0xb04ecd94u, 0x6571edd9u, 0xcae3dbb2u, 0x902bc195u),
    TABLE(0x25bbf5dbu, 0x4b77ebb6u, 0x96efd76cu, 0x2833d829u, 0x5067b052u, 0xa0cf60a4u, 0x4472b7b9u, 0x88e56f72u),
};
static const uint32_t over_long_run[4][256] = {
    TABLE(0xc2a5b65eu, 0x80a71a4du, 0x04a2426bu, 0x094484d6u, 0x128909acu, 0x25121358u, 0x4a2426b0u, 0x94484d60u),
    TABLE(0x2d7cec31u, 0x5af9d862u, 0xb5f3b0c4u, 0x6e0b1779u, 0xdc162ef2u, 0xbdc02b15u, 0x7e6c20dbu, 0xfcd841b6u),
    TABLE(0xfc5cf59du, 0xfd559dcbu, 0xff474d67u, 0xfb62ec3fu, 0xf329ae8fu, 0xe3bf2befu, 0xc292212fu, 0x80c834afu),
    TABLE(0x047c1fafu, 0x08f83f5eu, 0x11f07ebcu, 0x23e0fd78u, 0x47c1faf0u, 0x8f83f5e0u, 0x1aeb9d31u, 0x35d73a62u),
};

static inline uint32_t move(const uint32_t table[4][256], uint64_t sum)
{
    return table[0][sum & 255u] ^ table[1][(sum >> 8) & 255u] ^ table[2][(sum >> 16) & 255u] ^ table[3][(sum >> 24) & 255u];
}

static inline uint64_t word_at(const unsigned char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof word);
    return word;
}

__attribute__((target("sse4.2"))) static uint64_t three_runs(uint64_t sum, const unsigned char *p, size_t run, const uint32_t table[4][256])
{
    uint64_t second = 0, third = 0;

    for (size_t i = 0; i < run; i += 8) {
        sum = _mm_crc32_u64(sum, word_at(p + i));
        second = _mm_crc32_u64(second, word_at(p + run + i));
        third = _mm_crc32_u64(third, word_at(p + 2 * run + i));
    }
    return move(table, move(table, sum) ^ second) ^ third;
}

__attribute__((target("sse4.2"))) static uint32_t crc32c_sse42(uint32_t crc, const unsigned char *p, size_t size)
{
    uint64_t sum = ~crc;

    for (; size >= 3 * LONG_RUN; p += 3 * LONG_RUN, size -= 3 * LONG_RUN)
        sum = three_runs(sum, p, LONG_RUN, over_long_run);
    for (; size >= 3 * SHORT_RUN; p += 3 * SHORT_RUN, size -= 3 * SHORT_RUN)
        sum = three_runs(sum, p, SHORT_RUN, over_short_run);
    for (; size >= 8; p += 8, size -= 8)
        sum = _mm_crc32_u64(sum, word_at(p));
    crc = (uint32_t)sum;
    for (; size > 0; p++, size--)
        crc = _mm_crc32_u8(crc, *p);
    return ~crc;
}

uint32_t netmkt__crc32c(uint32_t crc, const void *data, size_t size)
{
    if (__builtin_cpu_supports("sse4.2"))
        return crc32c_sse42(crc, data, size);
    return netmkt__crc32c_portable(crc, data, size);
}

#else

uint32_t netmkt__crc32c(uint32_t crc, const void *data, size_t size)
{
    return netmkt__crc32c_portable(crc, data, size);
}

#endif
