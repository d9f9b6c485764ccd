/* Patterns of texts, and lists within a text. */
#include "audience/segment_match.h"

#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Behind the character that begins here. */
static const char *behind(const char *text)
{
    text++;
    while (((unsigned char)*text & 0xc0) == 0x80)
        text++;
    return text;
}

/* On a mismatch only the last % is taken longer: no text takes more than its length times the pattern's. */
int netmkt__text_like(const char *text, const char *pattern)
{
    const char *retry_text = NULL, *retry_pattern = NULL;

    while (*text != '\0') {
        const char *literal = *pattern == '\\' && pattern[1] != '\0' ? pattern + 1 : pattern;

        if (*pattern == '%') {
            retry_pattern = ++pattern;
            retry_text = text;
        } else if (*pattern == '_') {
            text = behind(text);
            pattern++;
        } else if (*pattern != '\0' && lower(*literal) == lower(*text)) {
            text++;
            pattern = literal + 1;
        } else if (retry_pattern != NULL) {
            text = retry_text = behind(retry_text);
            pattern = retry_pattern;
        } else {
            return 0;
        }
    }
    while (*pattern == '%')
        pattern++;
    return *pattern == '\0';
}

static int same(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (lower(a[i]) != lower(b[i]))
            return 0;
    return 1;
}

int netmkt__text_has(const char *text, const char *item)
{
    size_t wanted = strlen(item);

    for (;;) {
        size_t n = strcspn(text, ";"), skip = strspn(text, " "), length;

        skip = skip < n ? skip : n;
        length = n - skip;
        while (length > 0 && text[skip + length - 1] == ' ')
            length--;
        if (length == wanted && same(text + skip, item, length))
            return 1;
        if (text[n] == '\0')
            return 0;
        text += n + 1;
    }
}
