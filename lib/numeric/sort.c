/* Radix sort of doubles. The bits of a double, with the sign bit turned over and, for a negative one, all others too, stand in the order
 * of the numbers; they are sorted by digits of 11 bits from the last to the first, which keeps equal ones in order. A digit that is the
 * same everywhere is passed over. */
#include "numeric/sort.h"

#include <stdint.h>
#include <string.h>

#define DIGIT_BITS 11
#define DIGITS 6
#define DIGIT_VALUES (1 << DIGIT_BITS)
#define SIGN (UINT64_C(1) << 63)

static inline uint64_t key_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits ^ (bits & SIGN ? ~UINT64_C(0) : SIGN);
}

static inline size_t digit(double value, int d)
{
    return (size_t)(key_of(value) >> (d * DIGIT_BITS)) & (DIGIT_VALUES - 1);
}

/* By insertion: few values. */
static void sort_few(double *values, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double value = values[i];
        uint64_t key = key_of(value);
        size_t k = i;

        for (; k > 0 && key_of(values[k - 1]) > key; k--)
            values[k] = values[k - 1];
        values[k] = value;
    }
}

void netmkt__sort_real(double *values, double *room, size_t n)
{
    double *from = values, *to = room;

    if (n < 64) {
        sort_few(values, n);
        return;
    }
    for (int d = 0; d < DIGITS; d++) {
        size_t start[DIGIT_VALUES] = {0}, sum = 0;
        double *swap;

        for (size_t i = 0; i < n; i++)
            start[digit(from[i], d)]++;
        if (start[digit(from[0], d)] == n)
            continue;
        for (size_t k = 0; k < DIGIT_VALUES; k++) {
            size_t count = start[k];

            start[k] = sum;
            sum += count;
        }
        for (size_t i = 0; i < n; i++)
            to[start[digit(from[i], d)]++] = from[i];
        swap = from;
        from = to;
        to = swap;
    }
    if (from != values)
        memcpy(values, from, n * sizeof *values);
}
