/* The known name nearest to a mistyped one: Levenshtein's distance over short names. */
#include "base/nearest.h"

#include <string.h>

#define LONGEST 48

static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[LONGEST + 1];

    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t cost = diagonal + (a[i - 1] != b[j - 1]);

            diagonal = row[j];
            if (row[j] + 1 < cost)
                cost = row[j] + 1;
            if (row[j - 1] + 1 < cost)
                cost = row[j - 1] + 1;
            row[j] = cost;
        }
    }
    return row[m];
}

const char *netmkt__nearest(const char *name, netmkt__name_at name_at, const void *argument)
{
    const char *best = NULL;
    size_t length = strlen(name), best_distance = length / 3 + 2;

    if (length > LONGEST)
        return NULL;
    for (size_t i = 0;; i++) {
        const char *known = name_at(argument, i);
        size_t known_length, d;

        if (known == NULL)
            return best;
        known_length = strlen(known);
        if (known_length > LONGEST)
            continue;
        d = distance(name, length, known, known_length);
        if (d < best_distance) {
            best_distance = d;
            best = known;
        }
    }
}
