/* SHA-256 (FIPS 180-4), and HMAC with it (RFC 2104): for pseudonyms that nobody can undo without the key. */
#ifndef NETMKT_BASE_SHA256_H
#define NETMKT_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define NETMKT__SHA256_SIZE 32
#define NETMKT__SHA256_BLOCK 64

typedef struct netmkt__sha256 {
    uint32_t state[8];
    uint64_t size; /* bytes so far */
    unsigned char block[NETMKT__SHA256_BLOCK];
} netmkt__sha256;

void netmkt__sha256_begin(netmkt__sha256 *hash);
void netmkt__sha256_put(netmkt__sha256 *hash, const void *bytes, size_t size);
void netmkt__sha256_end(netmkt__sha256 *hash, unsigned char out[NETMKT__SHA256_SIZE]);

/* A key, ready for any number of messages. */
typedef struct netmkt__hmac_key {
    netmkt__sha256 inner, outer;
} netmkt__hmac_key;

void netmkt__hmac_key_init(netmkt__hmac_key *key, const void *bytes, size_t size);
/* Of a message in two parts. */
void netmkt__hmac(const netmkt__hmac_key *key, const void *first, size_t first_size, const void *second, size_t second_size,
                  unsigned char out[NETMKT__SHA256_SIZE]);

#endif
