/* What the fuzz targets share. A target is one function of bytes; it returns 0, and stops the process where its property
 * does not hold, so that libFuzzer (make fuzz) and replay.c (make check) both see it. */
#ifndef NETMKT_TESTS_FUZZ_H
#define NETMKT_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include <netmkt/status.h>

/* The target. Each fuzz_*.c defines one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The property `condition`, or the end, with the place and the library's last message. */
#define REQUIRE(condition) fuzz_require((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
void fuzz_require(int holds, const char *condition, const char *file, int line);

/* The end, unless the status is one of `allowed` (0 ends the list: NETMKT_OK is always allowed). 1 if it is NETMKT_OK. */
int fuzz_allowed(netmkt_status status, const netmkt_status *allowed, const char *what);

/* Options of a target are taken from the end of its input, so that the bytes before them stay what they look like. */
typedef struct fuzz_input {
    const uint8_t *data;
    size_t size;
} fuzz_input;

uint8_t fuzz_take_byte(fuzz_input *input); /* the last byte; 0 when none is left */
uint64_t fuzz_take_number(fuzz_input *input, int bytes); /* the last `bytes` bytes, little-endian */

#endif
