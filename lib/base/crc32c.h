/* CRC-32C (Castagnoli), as in RFC 3720. */
#ifndef NETMKT_BASE_CRC32C_H
#define NETMKT_BASE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* CRC of data behind bytes whose CRC is `crc` (0 to begin): crc32c(crc32c(0, a), b) is that of a then b. Check value
 * of "123456789": 0xe3069283. Uses the processor's instruction where there is one. */
uint32_t netmkt__crc32c(uint32_t crc, const void *data, size_t size);

/* The same without the instruction. */
uint32_t netmkt__crc32c_portable(uint32_t crc, const void *data, size_t size);

#endif
