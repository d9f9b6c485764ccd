/* Bass's curve, its fit and its forecast. The market is linear in the curve, so the search for starts is one over p and q alone. */
#include <netmkt/diffusion.h>

#include <math.h>
#include <string.h>

#include "base/status.h"
#include "base/table.h"
#include "numeric/least_squares.h"
#include "numeric/student.h"
#include "numeric/symmetric.h"

enum { P, Q, M, PARAMETERS, STARTS = 6, LEAST_PERIODS = 4, MOST_AHEAD = 100000 };

static const double LEAST = -20.0, MOST_P = 2.0, MOST_Q = 4.0; /* logarithms of p and q: from 2e-9 to 7.4 and 55 a period */

/* F(t), and its derivatives by p and q. */
static double share(double p, double q, double t, double *by_p, double *by_q)
{
    double e = exp(-(p + q) * t), ratio = q / p, d = 1.0 + ratio * e, f = -expm1(-(p + q) * t) / d;

    *by_p = t * e / d + f * (ratio * e * (1.0 / p + t)) / d;
    *by_q = t * e / d + f * (ratio * e * t - e / p) / d;
    return f;
}

/* Adopters of period i (0-based) of a market of 1. */
static double adopters(double p, double q, double i, double *by_p, double *by_q)
{
    double p0, q0, p1, q1, before = share(p, q, i, &p0, &q0), after = share(p, q, i + 1.0, &p1, &q1);

    *by_p = p1 - p0;
    *by_q = q1 - q0;
    return after - before;
}

/* In the logarithms of the parameters. */
static double curve(void *argument, const double *theta, size_t i, double *slope)
{
    double p = exp(theta[P]), q = exp(theta[Q]), m = exp(theta[M]), by_p, by_q, f = adopters(p, q, (double)i, &by_p, &by_q);

    (void)argument;
    slope[P] = m * by_p * p;
    slope[Q] = m * by_q * q;
    slope[M] = m * f;
    return m * f;
}

/* Sum of squares with the best market for p and q; m <= 0 has none. */
static double profile(size_t n, const double *counts, double p, double q, double *m)
{
    double yf = 0.0, ff = 0.0, sum = 0.0, by_p, by_q;

    for (size_t i = 0; i < n; i++) {
        double f = adopters(p, q, (double)i, &by_p, &by_q);

        yf += counts[i] * f;
        ff += f * f;
    }
    *m = ff > 0.0 ? yf / ff : 0.0;
    for (size_t i = 0; i < n; i++) {
        double rest = counts[i] - *m * adopters(p, q, (double)i, &by_p, &by_q);

        sum += rest * rest;
    }
    return sum;
}

typedef struct candidate {
    double theta[PARAMETERS];
    double sum;
} candidate;

/* The best points of a grid over p and q that spans what n periods can show. */
static int find_starts(size_t n, const double *counts, candidate *list)
{
    int count = 0;

    for (int i = 0; i < 22; i++) {
        for (int j = 0; j < 18; j++) {
            double p = exp(-14.0 + 0.7 * i), q = exp(-5.0 + 0.4 * j) * fmin(1.0, 40.0 / (double)n) + 1e-4 / (double)n, m;
            candidate c = {{log(p), log(q), 0.0}, profile(n, counts, p, q, &m)};
            int at = count < STARTS ? count++ : STARTS;

            if (!(m > 0.0) || !isfinite(c.sum)) {
                count -= at < STARTS;
                continue;
            }
            c.theta[M] = log(m);
            for (; at > 0 && c.sum < list[at - 1].sum; at--)
                if (at < STARTS)
                    list[at] = list[at - 1];
            if (at < STARTS)
                list[at] = c;
        }
    }
    return count;
}

static void set_errors(const netmkt__squares *best, netmkt_bass *out)
{
    const double scale[PARAMETERS] = {out->p, out->q, out->m};
    double inverse[PARAMETERS * PARAMETERS], variance = out->residual * out->residual;

    for (int i = 0; i < 9; i++)
        out->covariance[i] = (double)NAN;
    out->p_error = out->q_error = out->m_error = (double)NAN;
    if (out->ended == NETMKT_BASS_BOUNDARY)
        return;
    memcpy(inverse, best->normal, sizeof inverse);
    if (netmkt__invert_spd(inverse, PARAMETERS) != 0) {
        out->ended = NETMKT_BASS_UNCERTAIN;
        return;
    }
    for (int i = 0; i < PARAMETERS; i++)
        for (int j = 0; j < PARAMETERS; j++)
            out->covariance[i * PARAMETERS + j] = variance * inverse[i * PARAMETERS + j] * scale[i] * scale[j];
    out->p_error = sqrt(out->covariance[0]);
    out->q_error = sqrt(out->covariance[4]);
    out->m_error = sqrt(out->covariance[8]);
    if (!(out->m_error < 0.5 * out->m))
        out->ended = NETMKT_BASS_UNCERTAIN;
}

static void set_stages(netmkt_bass *out)
{
    const double border = 2.0 + sqrt(3.0);
    double sum = out->p + out->q, now = (double)out->periods;

    out->peak = out->peak_count = (double)NAN;
    out->introduction_end = out->maturity_end = 0.0;
    if (out->q > out->p) {
        out->introduction_end = fmax(-log(border * out->p / out->q) / sum, 0.0);
        out->peak = -log(out->p / out->q) / sum;
        out->maturity_end = -log(out->p / (border * out->q)) / sum;
        out->peak_count = out->m * sum * sum / (4.0 * out->q);
        out->stage = now < out->introduction_end ? NETMKT_LIFECYCLE_INTRODUCTION
                     : now < out->peak           ? NETMKT_LIFECYCLE_GROWTH
                     : now < out->maturity_end   ? NETMKT_LIFECYCLE_MATURITY
                                                 : NETMKT_LIFECYCLE_DECLINE;
    } else {
        out->stage = NETMKT_LIFECYCLE_DECLINE;
    }
}

static netmkt_status check(size_t n, const double *counts, double *total)
{
    *total = 0.0;
    if (n < LEAST_PERIODS)
        return netmkt__fail(NETMKT_E_DATA, "%zu periods; Bass's model needs at least %d", n, LEAST_PERIODS);
    if (n > UINT32_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "more than 2^32 periods");
    for (size_t i = 0; i < n; i++) {
        if (!(counts[i] >= 0.0 && counts[i] <= 1e15))
            return netmkt__fail(NETMKT_E_RANGE, "period %zu: a count of %g; 0 to 1e15 are possible", i + 1, counts[i]);
        *total += counts[i];
    }
    return *total > 0.0 ? NETMKT_OK : netmkt__fail(NETMKT_E_DATA, "nobody adopted: there is nothing to fit");
}

/* From every start; the best of them. 0: none converged. */
static int search(size_t n, const double *counts, netmkt__squares *best)
{
    const double lower[PARAMETERS] = {LEAST, LEAST, -60.0}, upper[PARAMETERS] = {MOST_P, MOST_Q, 60.0};
    candidate starts[STARTS];
    int count = find_starts(n, counts, starts), found = 0;

    for (int i = 0; i < count; i++) {
        netmkt__squares s;

        netmkt__least_squares(curve, NULL, n, counts, PARAMETERS, starts[i].theta, lower, upper, &s);
        if (!isfinite(s.sum) || (found && s.sum >= best->sum))
            continue;
        *best = s;
        found = 1;
    }
    return found;
}

netmkt_status netmkt_bass_fit(size_t n, const double *counts, netmkt_bass *out)
{
    netmkt_bass bass = {.struct_size = sizeof bass, .ended = NETMKT_BASS_CONVERGED};
    netmkt__squares best = {.sum = 0.0};
    netmkt_status status;

    if (out == NULL || (counts == NULL && n > 0))
        return netmkt__misuse("counts and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "Bass of %u bytes, this library knows %zu; set struct_size", out->struct_size, sizeof *out);
    status = check(n, counts, &bass.adopted);
    if (status != NETMKT_OK)
        return status;
    if (!search(n, counts, &best))
        return netmkt__fail(NETMKT_E_CONVERGE, "no curve of adoption was found for these %zu periods", n);
    bass.periods = (uint32_t)n;
    bass.p = exp(best.theta[P]);
    bass.q = exp(best.theta[Q]);
    bass.m = exp(best.theta[M]);
    bass.residual = sqrt(best.sum / (double)(n - PARAMETERS));
    if (best.theta[P] < LEAST + 4.0 || best.theta[Q] < LEAST + 4.0 || best.theta[P] > MOST_P - 1e-6 || best.theta[Q] > MOST_Q - 1e-6)
        bass.ended = NETMKT_BASS_BOUNDARY;
    set_errors(&best, &bass);
    set_stages(&bass);
    *out = bass;
    return NETMKT_OK;
}

const char *netmkt_bass_note(int32_t ended)
{
    switch (ended) {
    case NETMKT_BASS_CONVERGED:
        return "the data determine the curve";
    case NETMKT_BASS_UNCERTAIN:
        return "the data cannot tell how large the market is: a far larger one explains them nearly as well, as is so before the peak";
    case NETMKT_BASS_BOUNDARY:
        return "innovation or imitation ran to a border: these data show none of it, or all at once";
    default:
        return "";
    }
}

static netmkt_status check_bass(const netmkt_bass *bass)
{
    if (bass->struct_size != sizeof *bass)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "Bass of %u bytes, this library knows %zu; set struct_size", bass->struct_size, sizeof *bass);
    if (!(bass->p > 0.0 && bass->p <= 1e6 && bass->q >= 0.0 && bass->q <= 1e6 && bass->m > 0.0 && bass->m <= 1e30))
        return netmkt__fail(NETMKT_E_RANGE, "p = %g, q = %g, m = %g: p and m must be above 0, q at least 0, and all finite", bass->p, bass->q, bass->m);
    return NETMKT_OK;
}

netmkt_status netmkt_bass_curve(const netmkt_bass *bass, uint32_t first, size_t n, double *out)
{
    netmkt_status status;
    double by_p, by_q;

    if (bass == NULL || (out == NULL && n > 0) || first == 0)
        return netmkt__misuse("bass, out and a first period from 1 are needed");
    status = check_bass(bass);
    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        out[i] = bass->m * adopters(bass->p, bass->q, (double)(first - 1) + (double)i, &by_p, &by_q);
    return status;
}

/* Half the width of the prediction interval of a period. */
static double half_width(const netmkt_bass *b, double quantile, const double *slope)
{
    double variance = b->residual * b->residual;

    for (int i = 0; i < PARAMETERS; i++)
        for (int j = 0; j < PARAMETERS; j++)
            variance += slope[i] * b->covariance[i * PARAMETERS + j] * slope[j];
    return quantile * sqrt(fmax(variance, 0.0));
}

netmkt_status netmkt_bass_forecast(netmkt_context *context, const netmkt_bass *bass, double confidence, size_t n, netmkt_table **out)
{
    int64_t *ahead;
    double *expected, *low, *high, *cumulative, quantile, sum, by_p, by_q;
    const netmkt__column_plan plan[] = {
        {"ahead", &ahead, NETMKT_COLUMN_INT, 0}, {"expected", &expected, NETMKT_COLUMN_REAL, 0}, {"low", &low, NETMKT_COLUMN_REAL, 0},
        {"high", &high, NETMKT_COLUMN_REAL, 0},  {"cumulative", &cumulative, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (bass == NULL)
        return netmkt__misuse("bass is NULL");
    status = check_bass(bass);
    if (status != NETMKT_OK)
        return status;
    if (!(confidence >= 0.5 && confidence <= 0.999999) || n > MOST_AHEAD || bass->periods < LEAST_PERIODS)
        return netmkt__fail(NETMKT_E_RANGE, "a confidence of %g and %zu periods ahead; 0.5 to 0.999999 and at most %d are possible, of a fitted curve", confidence, n,
                            MOST_AHEAD);
    status = netmkt__table_new(context, n, 0, &table);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    quantile = netmkt__student_quantile((double)(bass->periods - PARAMETERS), 0.5 + 0.5 * confidence);
    sum = bass->adopted;
    for (size_t i = 0; i < n; i++) {
        double f = adopters(bass->p, bass->q, (double)bass->periods + (double)i, &by_p, &by_q);
        const double slope[PARAMETERS] = {bass->m * by_p, bass->m * by_q, f};
        double half = half_width(bass, quantile, slope);

        ahead[i] = (int64_t)i + 1;
        expected[i] = bass->m * f;
        low[i] = fmax(expected[i] - half, 0.0);
        high[i] = expected[i] + half;
        if (isnan(half))
            low[i] = half;
        sum += expected[i];
        cumulative[i] = sum;
    }
    *out = table;
    return NETMKT_OK;
}
