/* Hashes: a fast one for tables in memory, and a fixed 128-bit one for references. */
#ifndef NETMKT_BASE_HASH_H
#define NETMKT_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* For hash tables only: never stored, may differ between builds. Good low and high bits; fast for short keys. */
uint64_t netmkt__hash(const void *data, size_t size);

/* The finisher of splitmix64 (Steele, Lea and Flood 2014): every bit of x in every bit of the result, the same for ever. */
static inline uint64_t netmkt__mix64(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* SipHash-2-4 with a 128-bit result and a fixed key: the same for ever, on every platform. */
void netmkt__hash128(const void *data, size_t size, uint64_t out[2]);

#endif
