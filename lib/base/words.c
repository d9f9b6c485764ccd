/* Text written piece by piece into the caller's buffer. */
#include "base/words.h"

#include <math.h>
#include <string.h>

#include "base/number_text.h"
#include "base/status.h"

void netmkt__say(netmkt__words *words, const char *text)
{
    size_t size = strlen(text);

    if (words->length + size < words->capacity)
        memcpy(words->buffer + words->length, text, size);
    words->length += size;
}

void netmkt__say_number(netmkt__words *words, double value, int32_t decimals)
{
    char text[NETMKT__NUMBER_TEXT];

    (void)netmkt__rounded_text(value, decimals, text);
    netmkt__say(words, text);
}

void netmkt__say_count(netmkt__words *words, double count, const char *one, const char *more)
{
    netmkt__say_number(words, count, count == floor(count) ? 0 : 1);
    netmkt__say(words, count == 1.0 ? one : more);
}

netmkt_status netmkt__say_end(netmkt__words *words, size_t *length)
{
    if (words->capacity > 0)
        words->buffer[words->length < words->capacity ? words->length : 0] = '\0';
    if (length != NULL)
        *length = words->length;
    if (words->length >= words->capacity)
        return netmkt__fail(NETMKT_E_RANGE, "the text has %zu bytes and a NUL; the buffer has room for %zu", words->length, words->capacity);
    return NETMKT_OK;
}
