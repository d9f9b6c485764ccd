/* Hashes: a fast one for tables in memory, and a fixed 128-bit one for references. */
#ifndef NETMKT_BASE_HASH_H
#define NETMKT_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* For hash tables only: never stored, may differ between builds. Good low and high bits; fast for short keys. */
uint64_t netmkt__hash(const void *data, size_t size);

/* SipHash-2-4 with a 128-bit result and a fixed key: the same for ever, on every platform. */
void netmkt__hash128(const void *data, size_t size, uint64_t out[2]);

#endif
