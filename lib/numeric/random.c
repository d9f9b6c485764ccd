/* Random numbers: xoshiro256** (Blackman & Vigna 2021) and draws from the usual distributions. The bits are the same
 * on every platform; draws that pass through the C library's logarithm may differ in their last digit. */
#include "numeric/random.h"

#include <float.h>
#include <math.h>

#include "base/hash.h"
#include "numeric/special.h"
#include "numeric/special_parts.h"

#define POISSON_SMALL 10.0
#define POISSON_LARGEST 9e18

static uint64_t rotate(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

void netmkt__random_seed(netmkt__random *random, uint64_t seed)
{
    for (uint64_t i = 0; i < 4; i++)
        random->state[i] = netmkt__mix64(seed + i * UINT64_C(0x9e3779b97f4a7c15));
}

uint64_t netmkt__random_bits(netmkt__random *random)
{
    uint64_t *s = random->state;
    const uint64_t result = rotate(s[1] * 5, 7) * 9, shifted = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

/* 52 bits and a half: with 53 the largest would round to 1. */
double netmkt__random_uniform(netmkt__random *random)
{
    return ((double)(netmkt__random_bits(random) >> 12) + 0.5) * 0x1p-52;
}

uint64_t netmkt__random_below(netmkt__random *random, uint64_t n)
{
    const uint64_t spare = (0 - n) % n; /* 2^64 mod n: as many values are one too many */
    uint64_t bits;

    do
        bits = netmkt__random_bits(random);
    while (bits < spare);
    return bits % n;
}

double netmkt__random_normal(netmkt__random *random)
{
    return netmkt__normal_quantile(netmkt__random_uniform(random));
}

double netmkt__random_exponential(netmkt__random *random, double rate)
{
    return -log(netmkt__random_uniform(random)) / rate;
}

/* Marsaglia & Tsang (2000), for shape >= 1 and rate 1. */
static double gamma_large(netmkt__random *random, double shape)
{
    const double d = shape - 1.0 / 3, k = 1 / sqrt(9 * d);

    for (;;) {
        const double x = netmkt__random_normal(random), root = 1 + k * x, v = root * root * root;

        if (root > 0 && log(netmkt__random_uniform(random)) < 0.5 * x * x + d * (1 - v + 3 * log(root)))
            return d * v;
    }
}

/* The logarithm of a draw of rate 1: with a tiny shape the draw itself may lie below the smallest double. */
static double log_gamma_draw(netmkt__random *random, double shape)
{
    if (shape >= 1)
        return log(gamma_large(random, shape));
    return log(gamma_large(random, shape + 1)) + log(netmkt__random_uniform(random)) / shape;
}

double netmkt__random_gamma(netmkt__random *random, double shape, double rate)
{
    if (shape >= 1)
        return gamma_large(random, shape) / rate;
    return fmax(exp(log_gamma_draw(random, shape)), DBL_MIN) / rate;
}

double netmkt__random_beta(netmkt__random *random, double a, double b)
{
    const double x = log_gamma_draw(random, a), y = log_gamma_draw(random, b);

    return 1 / (1 + exp(y - x));
}

static uint64_t poisson_small(netmkt__random *random, double mean)
{
    double p = exp(-mean), u = netmkt__random_uniform(random);
    uint64_t k = 0;

    while (u > p && p > 0) {
        u -= p;
        k++;
        p *= mean / (double)k;
    }
    return k;
}

/* Transformed rejection with squeeze: Hoermann (1993), algorithm PTRS. */
static uint64_t poisson_large(netmkt__random *random, double mean)
{
    const double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
    const double inverse = 1.1239 + 1.1328 / (b - 3.4), sure = 0.9277 - 3.6224 / (b - 2);

    for (;;) {
        const double u = netmkt__random_uniform(random) - 0.5, v = netmkt__random_uniform(random);
        const double edge = 0.5 - fabs(u), k = floor((2 * a / edge + b) * u + mean + 0.43);
        double log_chance;

        if (k < 0 || k > POISSON_LARGEST)
            continue;
        if (edge >= 0.07 && v <= sure)
            return (uint64_t)k;
        if (edge < 0.013 && v > edge)
            continue;
        log_chance = k > 0 ? netmkt__log_gamma_term(k, mean) - log(k) : -mean;
        if (log(v * inverse / (a / (edge * edge) + b)) <= log_chance)
            return (uint64_t)k;
    }
}

uint64_t netmkt__random_poisson(netmkt__random *random, double mean)
{
    if (!(mean > 0))
        return 0;
    if (mean < POISSON_SMALL)
        return poisson_small(random, mean);
    return poisson_large(random, fmin(mean, 0.5 * POISSON_LARGEST));
}
