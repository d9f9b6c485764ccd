/* Reading words and lists of numbers. */
#include "lists.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_MOST = 64 };

bool read_choice(const struct arguments *arguments, const char *option, const char *const *words, size_t count, size_t *place)
{
    const char *value = option_value(arguments, option);
    char list[256] = "";
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        if (strcmp(value, words[i]) == 0) {
            *place = i;
            return true;
        }
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", words[i]);
    }
    (void)usage_error(arguments->command, "--%s is %s, not \"%.64s\"", option, list, value);
    return false;
}

bool read_reals(const char *text, double *out, size_t most, size_t *count)
{
    char number[NUMBER_MOST];

    for (*count = 0; *count < most;) {
        size_t length = strcspn(text, ",");

        if (length >= sizeof number)
            return false;
        memcpy(number, text, length);
        number[length] = '\0';
        if (!read_real(number, &out[(*count)++]))
            return false;
        if (text[length] == '\0')
            return true;
        text += length + 1;
    }
    return false;
}
