/* Little-endian numbers at any address, on any machine; compilers make one instruction of each. */
#ifndef NETMKT_BASE_ENDIAN_H
#define NETMKT_BASE_ENDIAN_H

#include <stdint.h>

static inline uint16_t netmkt__get_u16(const void *from)
{
    const unsigned char *p = from;

    return (uint16_t)(p[0] | (unsigned int)p[1] << 8);
}

static inline uint32_t netmkt__get_u32(const void *from)
{
    const unsigned char *p = from;

    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t netmkt__get_u64(const void *from)
{
    const unsigned char *p = from;

    return (uint64_t)netmkt__get_u32(p) | (uint64_t)netmkt__get_u32(p + 4) << 32;
}

static inline void netmkt__put_u16(void *to, uint16_t value)
{
    unsigned char *p = to;

    p[0] = (unsigned char)value;
    p[1] = (unsigned char)(value >> 8);
}

static inline void netmkt__put_u32(void *to, uint32_t value)
{
    unsigned char *p = to;

    p[0] = (unsigned char)value;
    p[1] = (unsigned char)(value >> 8);
    p[2] = (unsigned char)(value >> 16);
    p[3] = (unsigned char)(value >> 24);
}

static inline void netmkt__put_u64(void *to, uint64_t value)
{
    unsigned char *p = to;

    netmkt__put_u32(p, (uint32_t)value);
    netmkt__put_u32(p + 4, (uint32_t)(value >> 32));
}

/* 1 where numbers in memory have the order of those in files. */
static inline int netmkt__is_little_endian(void)
{
    const uint16_t one = 1;

    return *(const unsigned char *)&one;
}

#endif
