/* UTF-8 by its definition (RFC 3629), eight bytes at a time while the text is ASCII. */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)
#define LOW_BITS UINT64_C(0x0101010101010101)

/* Eight bytes of 0x01 to 0x7f? A byte that is 0 borrows and sets its high bit. */
static int is_plain(const unsigned char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof word);
    return (((word - LOW_BITS) | word) & HIGH_BITS) == 0;
}

/* Length of the sequence at p, 0 if it is malformed. The second byte's range excludes overlong forms, surrogates and
 * numbers above U+10FFFF. */
static size_t sequence(const unsigned char *p, size_t left)
{
    unsigned char least = 0x80, most = 0xbf;
    size_t length;

    if (p[0] >= 0x01 && p[0] <= 0x7f)
        return 1;
    if (p[0] >= 0xc2 && p[0] <= 0xdf)
        length = 2;
    else if (p[0] >= 0xe0 && p[0] <= 0xef)
        length = 3;
    else if (p[0] >= 0xf0 && p[0] <= 0xf4)
        length = 4;
    else
        return 0;
    if (p[0] == 0xe0)
        least = 0xa0;
    else if (p[0] == 0xed)
        most = 0x9f;
    else if (p[0] == 0xf0)
        least = 0x90;
    else if (p[0] == 0xf4)
        most = 0x8f;
    if (left < length || p[1] < least || p[1] > most)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

int netmkt__utf8_valid(const char *text, size_t length)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + length;

    while (p < end) {
        size_t step = end - p >= 8 && is_plain(p) ? 8 : sequence(p, (size_t)(end - p));

        if (step == 0)
            return 0;
        p += step;
    }
    return 1;
}

int netmkt__has_control(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return 1;
    return 0;
}
