/* Bars of eighths of a character where the terminal takes UTF-8, of '#' elsewhere. */
#include "chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool chart_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && *value != '\0')
            return strstr(value, "UTF-8") != NULL || strstr(value, "utf8") != NULL || strstr(value, "utf-8") != NULL ||
                   strstr(value, "UTF8") != NULL;
    }
    return false;
}

void chart_bar(const char *name, double share, int width, const char *figure)
{
    static const char *const eighths[] = {"", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589"};
    bool utf8 = chart_utf8();
    double length = (share > 0.0 ? share < 1.0 ? share : 1.0 : 0.0) * width;
    int whole = (int)length;
    int part = (int)((length - whole) * 8.0);
    int used = whole;

    printf("  %-14s ", name);
    for (int i = 0; i < whole; i++)
        fputs(utf8 ? "\u2588" : "#", stdout);
    if (utf8 && part > 0 && whole < width) {
        fputs(eighths[part], stdout);
        used++;
    } else if (share > 0.0 && whole == 0) {
        fputs(utf8 ? eighths[1] : "|", stdout);
        used++;
    }
    printf("%*s  %s\n", width - used, "", figure);
}
