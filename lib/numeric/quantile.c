/* Order statistics. Selection partitions around a median of nine and falls back on a heap when the splits stay bad,
 * so that it takes time proportional to n, and n log n at the very worst, whatever the order and the ties. */
#include "numeric/quantile.h"

#include <math.h>

#define SMALL 24 /* sorted by insertion */

/* The same for integers and for reals. */
#define DEFINE_SELECT(type, suffix)                                                                                    \
    static type median3_##suffix(type a, type b, type c)                                                               \
    {                                                                                                                  \
        if (a > b) {                                                                                                   \
            const type t = a;                                                                                          \
            a = b;                                                                                                     \
            b = t;                                                                                                     \
        }                                                                                                              \
        return c <= a ? a : c >= b ? b : c;                                                                            \
    }                                                                                                                  \
                                                                                                                       \
    static type pivot_##suffix(const type *v, size_t n)                                                                \
    {                                                                                                                  \
        const size_t s = n / 9;                                                                                        \
                                                                                                                       \
        return median3_##suffix(median3_##suffix(v[0], v[s], v[2 * s]), median3_##suffix(v[3 * s], v[n / 2], v[5 * s]), \
                                median3_##suffix(v[6 * s], v[7 * s], v[n - 1]));                                       \
    }                                                                                                                  \
                                                                                                                       \
    static void sift_##suffix(type *v, size_t n, size_t i)                                                             \
    {                                                                                                                  \
        const type moved = v[i];                                                                                       \
                                                                                                                       \
        for (size_t child = 2 * i + 1; child < n; child = 2 * i + 1) {                                                 \
            if (child + 1 < n && v[child + 1] > v[child])                                                              \
                child++;                                                                                               \
            if (v[child] <= moved)                                                                                     \
                break;                                                                                                 \
            v[i] = v[child];                                                                                           \
            i = child;                                                                                                 \
        }                                                                                                              \
        v[i] = moved;                                                                                                  \
    }                                                                                                                  \
                                                                                                                       \
    static void heap_sort_##suffix(type *v, size_t n)                                                                  \
    {                                                                                                                  \
        for (size_t i = n / 2; i-- > 0;)                                                                               \
            sift_##suffix(v, n, i);                                                                                    \
        while (n-- > 1) {                                                                                              \
            const type last = v[n];                                                                                    \
                                                                                                                       \
            v[n] = v[0];                                                                                               \
            v[0] = last;                                                                                               \
            sift_##suffix(v, n, 0);                                                                                    \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    static void insertion_sort_##suffix(type *v, size_t n)                                                             \
    {                                                                                                                  \
        for (size_t i = 1; i < n; i++) {                                                                               \
            const type moved = v[i];                                                                                   \
            size_t j = i;                                                                                              \
                                                                                                                       \
            for (; j > 0 && v[j - 1] > moved; j--)                                                                     \
                v[j] = v[j - 1];                                                                                       \
            v[j] = moved;                                                                                              \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    type netmkt__select_##suffix(type *values, size_t n, size_t k)                                                     \
    {                                                                                                                  \
        type *v = values;                                                                                              \
        int patience = 8; /* doublings of n add to it below */                                                         \
                                                                                                                       \
        for (size_t m = n; m > 1; m /= 2)                                                                              \
            patience += 3;                                                                                             \
        while (n > SMALL) {                                                                                            \
            const type pivot = pivot_##suffix(v, n);                                                                   \
            size_t i = 0, j = n - 1;                                                                                   \
                                                                                                                       \
            if (patience-- == 0) {                                                                                     \
                heap_sort_##suffix(v, n);                                                                              \
                return v[k];                                                                                           \
            }                                                                                                          \
            for (;;) { /* equal ones go to both sides, which splits ties evenly */                                     \
                type t;                                                                                                \
                                                                                                                       \
                while (v[i] < pivot)                                                                                   \
                    i++;                                                                                               \
                while (v[j] > pivot)                                                                                   \
                    j--;                                                                                               \
                if (i >= j)                                                                                            \
                    break;                                                                                             \
                t = v[i];                                                                                              \
                v[i++] = v[j];                                                                                         \
                v[j--] = t;                                                                                            \
            }                                                                                                          \
            /* All before i are <= pivot, all from i on are >= pivot; both parts hold something, as of the nine at     \
             * least four others are <= pivot, and at least four are >= pivot. */                                      \
            if (k < i)                                                                                                 \
                n = i;                                                                                                 \
            else {                                                                                                     \
                v += i;                                                                                                \
                n -= i;                                                                                                \
                k -= i;                                                                                                \
            }                                                                                                          \
        }                                                                                                              \
        insertion_sort_##suffix(v, n);                                                                                 \
        return v[k];                                                                                                   \
    }

DEFINE_SELECT(int64_t, int64)
DEFINE_SELECT(double, real)

double netmkt__quantile(double *values, size_t n, double p)
{
    double place, low, high;
    size_t k;

    if (n == 0 || isnan(p))
        return NAN;
    place = fmin(fmax(p, 0), 1) * (double)(n - 1);
    k = (size_t)place;
    low = netmkt__select_real(values, n, k);
    if (k + 1 >= n || place == (double)k)
        return low;
    high = values[k + 1]; /* selection leaves all that are larger behind k */
    for (size_t i = k + 2; i < n; i++)
        high = fmin(high, values[i]);
    return low + (place - (double)k) * (high - low);
}

static double mean_of(const double *x, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i] / (double)n;
    return sum;
}

/* The largest distance from the mean; 0 when all are equal, whatever the rounding of their mean. */
static double spread_of(const double *x, size_t n, double mean)
{
    double spread = 0;
    int constant = 1;

    for (size_t i = 0; i < n; i++) {
        constant = constant && x[i] == x[0];
        spread = fmax(spread, fabs(x[i] - mean));
    }
    return constant ? 0 : spread;
}

double netmkt__correlation(const double *x, const double *y, size_t n)
{
    const double mean_x = mean_of(x, n), mean_y = mean_of(y, n);
    const double spread_x = spread_of(x, n, mean_x), spread_y = spread_of(y, n, mean_y);
    double xx = 0, yy = 0, xy = 0;

    if (spread_x == 0 || spread_y == 0)
        return NAN;
    for (size_t i = 0; i < n; i++) {
        const double dx = (x[i] - mean_x) / spread_x, dy = (y[i] - mean_y) / spread_y;

        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    return fmin(fmax(xy / sqrt(xx) / sqrt(yy), -1), 1);
}
