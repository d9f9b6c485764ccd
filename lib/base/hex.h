/* Bytes as hexadecimal digits. */
#ifndef NETMKT_BASE_HEX_H
#define NETMKT_BASE_HEX_H

#include <stddef.h>

/* 0 to 15; -1 for what is no digit. */
static inline int netmkt__hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Exactly `size` bytes from twice as many digits; 0 if it is not that. */
static inline int netmkt__hex_read(const char *text, size_t length, unsigned char *bytes, size_t size)
{
    if (length != 2 * size)
        return 0;
    for (size_t i = 0; i < size; i++) {
        int high = netmkt__hex_value(text[2 * i]), low = netmkt__hex_value(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return 0;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return 1;
}

/* Two digits a byte, and a NUL. */
static inline void netmkt__hex_write(const unsigned char *bytes, size_t size, char *text)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[2 * size] = '\0';
}

#endif
