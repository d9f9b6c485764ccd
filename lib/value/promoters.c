/* Net promoter scores, and the score interval for the difference of two proportions of one sample.
 *
 * Of n answers b are promoters' and c detractors', with probabilities p and q. For a supposed difference d = p - q, the most likely q is
 * the larger root of 2n q^2 + (-b - c + (2n - b + c) d) q - c d (1 - d) = 0 (Tango 1998), and the difference found stands
 * (b - c - n d) / sqrt(n (2 q + d (1 - d))) standard errors above it, which falls as d rises. The interval holds every d within z. */
#include "value/promoters.h"

#include <math.h>

#include "base/settings.h"
#include "base/status.h"
#include "numeric/special.h"

#define COUNT_MOST (UINT64_C(1) << 53)

void netmkt__promoter_rules_init(netmkt__promoter_rules *rules, const netmkt_settings *settings)
{
    rules->promoter = (int32_t)lround(1000.0 * netmkt__setting(settings, NETMKT__SET_READINESS_PROMOTER));
    rules->detractor = (int32_t)lround(1000.0 * netmkt__setting(settings, NETMKT__SET_READINESS_DETRACTOR));
    rules->confidence = netmkt__setting(settings, NETMKT__SET_BRAND_CONFIDENCE);
}

/* Standard errors by which the difference found stands above d. */
static double stands_above(double n, double b, double c, double d)
{
    double B = -b - c + (2.0 * n - b + c) * d, C = -c * d * (1.0 - d);
    double root = sqrt(fmax(B * B - 8.0 * n * C, 0.0));
    double q = B > 0.0 ? -2.0 * C / (B + root) : (root - B) / (4.0 * n); /* the same root, without cancellation */
    double variance = n * (2.0 * q + d * (1.0 - d)), above = b - c - n * d;

    if (!(variance > 0.0))
        return above > 0.0 ? INFINITY : above < 0.0 ? -INFINITY : 0.0;
    return above / sqrt(variance);
}

/* The least d that the difference found does not stand more than z above. */
static double lower_limit(double n, double b, double c, double z)
{
    double low = -1.0, high = (b - c) / n;

    for (;;) {
        double middle = 0.5 * (low + high);

        if (!(middle > low && middle < high))
            return high;
        if (stands_above(n, b, c, middle) > z)
            low = middle;
        else
            high = middle;
    }
}

void netmkt__promoters_fill(double confidence, netmkt_promoters *out)
{
    double b = (double)out->promoters, c = (double)out->detractors, n = b + c + (double)out->passives;
    double z = -netmkt__normal_quantile(0.5 * (1.0 - confidence));

    out->score = out->low = out->high = NAN;
    if (!(n > 0.0))
        return;
    out->score = 100.0 * (b - c) / n;
    out->low = c < n ? 100.0 * lower_limit(n, b, c, z) : -100.0;
    out->high = b < n ? 0.0 - 100.0 * lower_limit(n, c, b, z) : 100.0; /* the other way round */
}

static netmkt_status check(const netmkt_promoters *out)
{
    if (out == NULL)
        return netmkt__misuse("out is NULL");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "promoters of %u bytes, this library knows %zu; set struct_size", out->struct_size, sizeof *out);
    return NETMKT_OK;
}

netmkt_status netmkt_promoters_from_counts(const netmkt_settings *settings, netmkt_promoters *out)
{
    netmkt_status status = check(out);

    if (status != NETMKT_OK)
        return status;
    if (out->promoters > COUNT_MOST || out->passives > COUNT_MOST || out->detractors > COUNT_MOST ||
        out->promoters + out->passives + out->detractors > COUNT_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "more than 2^53 answers");
    netmkt__promoters_fill(netmkt__setting(settings, NETMKT__SET_BRAND_CONFIDENCE), out);
    return NETMKT_OK;
}

netmkt_status netmkt_promoters_from_ratings(const netmkt_settings *settings, size_t n, const double *ratings, netmkt_promoters *out)
{
    double promoter = netmkt__setting(settings, NETMKT__SET_READINESS_PROMOTER), detractor = netmkt__setting(settings, NETMKT__SET_READINESS_DETRACTOR);
    netmkt_promoters counted = {.struct_size = sizeof counted};
    netmkt_status status = check(out);

    if (status != NETMKT_OK)
        return status;
    if (n > 0 && ratings == NULL)
        return netmkt__misuse("ratings are needed");
    for (size_t i = 0; i < n; i++) {
        if (!(ratings[i] >= 0.0 && ratings[i] <= 10.0))
            continue;
        if (ratings[i] >= promoter)
            counted.promoters++;
        else if (ratings[i] <= detractor)
            counted.detractors++;
        else
            counted.passives++;
    }
    status = netmkt_promoters_from_counts(settings, &counted);
    if (status == NETMKT_OK)
        *out = counted;
    return status;
}
