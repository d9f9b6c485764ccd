/* UTF-8 and names. */
#ifndef NETMKT_BASE_TEXT_H
#define NETMKT_BASE_TEXT_H

#include <stddef.h>

/* 1 if the bytes are well-formed UTF-8 (no overlong forms, surrogates, or code points above U+10FFFF; NUL is not allowed). Fast for ASCII. */
int netmkt__utf8_valid(const char *text, size_t length);

/* 1 if the text holds a control character (below 0x20, or 0x7f). */
int netmkt__has_control(const char *text, size_t length);

#endif
