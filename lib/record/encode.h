/* Bytes of records: little-endian numbers and length-prefixed texts, written to a growing buffer and read with bounds.
 *
 * Invariants:
 *  1. A buffer that failed to grow is unchanged; a reader that ran out stays failed and gives zeros from then on.
 *  2. Columns of numbers go to the file as they are in memory, so the library is for little-endian machines only. */
#ifndef NETMKT_RECORD_ENCODE_H
#define NETMKT_RECORD_ENCODE_H

#include "base/context.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "libnetmkt writes its columns as they are in memory: a little-endian machine is needed"
#endif

typedef struct netmkt__buffer {
    netmkt_context *context;
    unsigned char *bytes;
    size_t size;
    size_t capacity;
} netmkt__buffer;

/* Room for `size` more bytes behind the end, so that the puts below cannot fail. NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__buffer_reserve(netmkt__buffer *buffer, size_t size);
void netmkt__buffer_free(netmkt__buffer *buffer);

/* All within reserved room. */
void netmkt__buffer_u8(netmkt__buffer *buffer, uint8_t value);
void netmkt__buffer_u16(netmkt__buffer *buffer, uint16_t value);
void netmkt__buffer_u32(netmkt__buffer *buffer, uint32_t value);
void netmkt__buffer_u64(netmkt__buffer *buffer, uint64_t value);
void netmkt__buffer_bytes(netmkt__buffer *buffer, const void *bytes, size_t size);
void netmkt__buffer_text(netmkt__buffer *buffer, const char *text, size_t length); /* u32 length, bytes */

typedef struct netmkt__reader {
    const unsigned char *at;
    const unsigned char *end;
    int failed;
} netmkt__reader;

netmkt__reader netmkt__reader_of(const void *bytes, size_t size);
uint8_t netmkt__reader_u8(netmkt__reader *reader);
uint16_t netmkt__reader_u16(netmkt__reader *reader);
uint32_t netmkt__reader_u32(netmkt__reader *reader);
uint64_t netmkt__reader_u64(netmkt__reader *reader);
const void *netmkt__reader_bytes(netmkt__reader *reader, size_t size);            /* NULL when it fails */
const char *netmkt__reader_text(netmkt__reader *reader, size_t most, size_t *length); /* not NUL-terminated; "" when it fails */
/* NETMKT_E_CORRUPT unless everything was read, and nothing is left. */
netmkt_status netmkt__reader_end(const netmkt__reader *reader, const char *what);

#endif
