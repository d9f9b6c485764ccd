/* The total order of events, and sorting by it. */
#include "record/event.h"

#include <string.h>

static int64_t value_at(int column, const void *values, size_t i)
{
    if (values == NULL)
        return column == NETMKT__EVENT_RATING ? NETMKT_NO_RATING : 0;
    switch (column) {
    case NETMKT__EVENT_TIME:
    case NETMKT__EVENT_AMOUNT:
    case NETMKT__EVENT_COST:
        return ((const int64_t *)values)[i];
    case NETMKT__EVENT_CAMPAIGN:
    case NETMKT__EVENT_OFFER:
        return ((const uint32_t *)values)[i];
    case NETMKT__EVENT_RATING:
        return ((const int32_t *)values)[i];
    case NETMKT__EVENT_INITIATOR:
        return ((const uint8_t *)values)[i];
    default:
        return ((const uint16_t *)values)[i];
    }
}

static int compare_references(const uint64_t *a, size_t i, const uint64_t *b, size_t j)
{
    for (size_t k = 0; k < 2; k++) {
        uint64_t x = a != NULL ? a[2 * i + k] : 0, y = b != NULL ? b[2 * j + k] : 0;

        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

int netmkt__event_compare(void *const *a, size_t i, void *const *b, size_t j)
{
    for (int c = 0; c < NETMKT__EVENT_REFERENCE; c++) {
        int64_t x = value_at(c, a[c], i), y = value_at(c, b[c], j);

        if (x != y)
            return x < y ? -1 : 1;
    }
    return compare_references(a[NETMKT__EVENT_REFERENCE], i, b[NETMKT__EVENT_REFERENCE], j);
}

static void sift(void *const *columns, uint32_t *order, size_t root, size_t n)
{
    uint32_t row = order[root];

    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && netmkt__event_compare(columns, order[child], columns, order[child + 1]) < 0)
            child++;
        if (netmkt__event_compare(columns, row, columns, order[child]) >= 0)
            break;
        order[root] = order[child];
    }
    order[root] = row;
}

/* Insertion for a few, a heap for many: rows that compare equal are equal, so it need not be stable. */
void netmkt__event_order(void *const *columns, uint32_t *order, size_t n)
{
    if (n <= 24) {
        for (size_t i = 1; i < n; i++) {
            uint32_t row = order[i];
            size_t j = i;

            for (; j > 0 && netmkt__event_compare(columns, row, columns, order[j - 1]) < 0; j--)
                order[j] = order[j - 1];
            order[j] = row;
        }
        return;
    }
    for (size_t i = n / 2; i-- > 0;)
        sift(columns, order, i, n);
    for (size_t i = n - 1; i > 0; i--) {
        uint32_t row = order[0];

        order[0] = order[i];
        order[i] = row;
        sift(columns, order, 0, i);
    }
}

#define GATHER(type)                                     \
    do {                                                 \
        const type *source = from;                       \
        type *target = to;                               \
        for (size_t i = 0; i < n; i++)                   \
            target[i] = source[order[i]];                \
    } while (0)

void netmkt__event_gather(int column, void *to, const void *from, const uint32_t *order, size_t n)
{
    if (from == NULL) {
        netmkt__event_fill(column, to, 0, n);
        return;
    }
    switch (netmkt__event_width[column]) {
    case 1:
        GATHER(uint8_t);
        break;
    case 2:
        GATHER(uint16_t);
        break;
    case 4:
        GATHER(uint32_t);
        break;
    case 8:
        GATHER(uint64_t);
        break;
    default:
        for (size_t i = 0; i < n; i++)
            memcpy((char *)to + 16 * i, (const char *)from + 16 * (size_t)order[i], 16);
    }
}
