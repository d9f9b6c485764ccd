/* Bytes of records: little-endian numbers and length-prefixed texts. */
#include "record/encode.h"

#include <string.h>

#include "base/status.h"

netmkt_status netmkt__buffer_reserve(netmkt__buffer *buffer, size_t size)
{
    if (size > SIZE_MAX - buffer->size)
        return netmkt__nomem();
    return netmkt__grow(buffer->context, &buffer->bytes, &buffer->capacity, buffer->size + size, 1);
}

void netmkt__buffer_free(netmkt__buffer *buffer)
{
    netmkt__free(buffer->context, buffer->bytes);
    buffer->bytes = NULL;
    buffer->size = 0;
    buffer->capacity = 0;
}

void netmkt__buffer_bytes(netmkt__buffer *buffer, const void *bytes, size_t size)
{
    if (size != 0)
        memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
}

void netmkt__buffer_u8(netmkt__buffer *buffer, uint8_t value)
{
    netmkt__buffer_bytes(buffer, &value, sizeof value);
}

void netmkt__buffer_u16(netmkt__buffer *buffer, uint16_t value)
{
    netmkt__buffer_bytes(buffer, &value, sizeof value);
}

void netmkt__buffer_u32(netmkt__buffer *buffer, uint32_t value)
{
    netmkt__buffer_bytes(buffer, &value, sizeof value);
}

void netmkt__buffer_u64(netmkt__buffer *buffer, uint64_t value)
{
    netmkt__buffer_bytes(buffer, &value, sizeof value);
}

void netmkt__buffer_text(netmkt__buffer *buffer, const char *text, size_t length)
{
    netmkt__buffer_u32(buffer, (uint32_t)length);
    netmkt__buffer_bytes(buffer, text, length);
}

netmkt__reader netmkt__reader_of(const void *bytes, size_t size)
{
    netmkt__reader reader = {bytes, NULL, 0};

    reader.end = size != 0 ? reader.at + size : reader.at;
    return reader;
}

const void *netmkt__reader_bytes(netmkt__reader *reader, size_t size)
{
    const unsigned char *at = reader->at;

    if (reader->failed || (size_t)(reader->end - at) < size) {
        reader->failed = 1;
        return NULL;
    }
    if (size != 0)
        reader->at += size;
    return at;
}

static void get(netmkt__reader *reader, void *value, size_t size)
{
    const void *bytes = netmkt__reader_bytes(reader, size);

    if (bytes != NULL)
        memcpy(value, bytes, size);
}

uint8_t netmkt__reader_u8(netmkt__reader *reader)
{
    uint8_t value = 0;

    get(reader, &value, sizeof value);
    return value;
}

uint16_t netmkt__reader_u16(netmkt__reader *reader)
{
    uint16_t value = 0;

    get(reader, &value, sizeof value);
    return value;
}

uint32_t netmkt__reader_u32(netmkt__reader *reader)
{
    uint32_t value = 0;

    get(reader, &value, sizeof value);
    return value;
}

uint64_t netmkt__reader_u64(netmkt__reader *reader)
{
    uint64_t value = 0;

    get(reader, &value, sizeof value);
    return value;
}

const char *netmkt__reader_text(netmkt__reader *reader, size_t most, size_t *length)
{
    uint32_t size = netmkt__reader_u32(reader);
    const char *text = NULL;

    if (size > most)
        reader->failed = 1;
    text = netmkt__reader_bytes(reader, size);
    *length = text != NULL ? size : 0;
    return text != NULL ? text : "";
}

netmkt_status netmkt__reader_end(const netmkt__reader *reader, const char *what)
{
    if (reader->failed || reader->at != reader->end)
        return netmkt__fail(NETMKT_E_CORRUPT, "%s has a wrong length", what);
    return NETMKT_OK;
}
