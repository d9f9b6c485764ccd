/* Summation by parts turns the stream into a sum of E(i) with positive weights, and that is integrated by the Gauss rule
 * of its own discrete measure (Gautschi 2004) in the variable s = ln(1 + t/from): there E is analytic in a strip of
 * half-width pi, so that an error of about e^growth rho^-2m is left with m nodes, rho = y + sqrt(1 + y^2),
 * y = 2 pi / length of s, where E grows to e^growth inside the strip. The
 * rule comes from Lanczos's recurrence, reorthogonalised, and the eigenvectors of its matrix (Golub & Welsch 1969). */
#include "value/stream.h"

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "numeric/symmetric.h"

enum { NODES_MOST = 48, REORTHOGONALISE = 5000 };

static const double PI = 3.14159265358979323846;

/* All units with the weights of the sum by parts: D(i) - D(i+1), at last D. */
static netmkt_status fill_units(netmkt__stream *stream, double horizon, double log_discount)
{
    size_t n = (size_t)ceil(horizon);

    stream->time = netmkt__alloc(stream->context, n, sizeof(double));
    stream->weight = netmkt__alloc(stream->context, n, sizeof(double));
    if (stream->time == NULL || stream->weight == NULL)
        return netmkt__nomem();
    for (size_t i = 1; i <= n; i++) {
        double t = fmin((double)i, horizon), next = fmin((double)i + 1.0, horizon), discount = exp(-log_discount * t);
        double weight = i < n ? -discount * expm1(-log_discount * (next - t)) : discount;

        if (weight == 0.0)
            continue;
        stream->time[stream->count] = t;
        stream->weight[stream->count++] = weight;
    }
    return NETMKT_OK;
}

/* Nodes that leave no error above rounding. */
static double nodes_needed(const netmkt__stream *stream, double from, double growth)
{
    double length = log1p(stream->time[stream->count - 1] / from) - log1p(stream->time[0] / from), y = 2.0 * PI / length;

    return 3.0 + (17.5 + growth) / log(y + hypot(1.0, y));
}

/* r minus its part along q. */
static void subtract(double *r, const double *q, size_t n)
{
    double dot = 0.0;

    for (size_t i = 0; i < n; i++)
        dot += r[i] * q[i];
    for (size_t i = 0; i < n; i++)
        r[i] -= dot * q[i];
}

/* The m x m matrix of Lanczos's recurrence for points s and the start vector in basis[0..n-1]; basis: (m + 1) x n, of which
 * only as many rows are kept as reorthogonalisation needs. */
static void recur(const double *s, size_t n, size_t m, double *basis, double *matrix)
{
    int all = n <= REORTHOGONALISE;

    memset(matrix, 0, m * m * sizeof *matrix);
    for (size_t k = 0; k < m; k++) {
        double *q = basis + (all ? k : k % 3) * n, *r = basis + (all ? k + 1 : (k + 1) % 3) * n, a = 0.0, norm = 0.0;

        for (size_t i = 0; i < n; i++)
            a += s[i] * q[i] * q[i];
        matrix[k * m + k] = a;
        if (k + 1 == m)
            break;
        for (size_t i = 0; i < n; i++)
            r[i] = (s[i] - a) * q[i];
        for (int twice = 0; twice < 2; twice++) {
            for (size_t j = all || k < 1 ? 0 : k - 1; j <= k; j++)
                subtract(r, basis + (all ? j : j % 3) * n, n);
        }
        for (size_t i = 0; i < n; i++)
            norm += r[i] * r[i];
        norm = sqrt(norm);
        matrix[k * m + k + 1] = matrix[(k + 1) * m + k] = norm;
        for (size_t i = 0; i < n; i++)
            r[i] /= norm;
    }
}

/* Replace the units by m nodes. */
static netmkt_status compress(netmkt__stream *stream, double from, size_t m)
{
    size_t n = stream->count, kept = n <= REORTHOGONALISE ? m + 1 : 3;
    double *basis = netmkt__alloc(stream->context, (kept + 1) * n, sizeof *basis);
    double *small = netmkt__alloc(stream->context, 2 * m * m + m, sizeof *small), *s, total = 0.0;

    if (basis == NULL || small == NULL) {
        netmkt__free(stream->context, basis);
        netmkt__free(stream->context, small);
        return netmkt__nomem();
    }
    s = basis + kept * n;
    for (size_t i = 0; i < n; i++)
        total += stream->weight[i];
    for (size_t i = 0; i < n; i++) {
        s[i] = log1p(stream->time[i] / from);
        basis[i] = sqrt(stream->weight[i] / total);
    }
    recur(s, n, m, basis, small);
    netmkt__eigen_symmetric(small, (int)m, small + 2 * m * m, small + m * m);
    for (size_t k = 0; k < m; k++) {
        double first = small[m * m + k];

        stream->time[k] = from * expm1(small[2 * m * m + k]);
        stream->weight[k] = total * first * first;
    }
    stream->count = m;
    netmkt__free(stream->context, basis);
    netmkt__free(stream->context, small);
    return NETMKT_OK;
}

/* Take nodes instead of the times where that saves any. A failure frees all. */
static netmkt_status shorten(netmkt__stream *stream, double from, double growth, netmkt_status status)
{
    if (status == NETMKT_OK && from > 0.0 && stream->count > 2) {
        double m = nodes_needed(stream, from, growth);

        if (m <= NODES_MOST && 2.0 * m < (double)stream->count)
            status = compress(stream, from, (size_t)m);
    }
    if (status != NETMKT_OK)
        netmkt__stream_free(stream);
    return status;
}

netmkt_status netmkt__stream_new(netmkt_context *context, double horizon, double log_discount, double from, double growth, netmkt__stream *out)
{
    memset(out, 0, sizeof *out);
    out->context = context;
    return shorten(out, from, growth, fill_units(out, horizon, log_discount));
}

/* By parts the integral is one of E(v / log_discount) e^-v over v > 0; in ln v the trapezoidal rule converges exponentially:
 * at this step its error is e^-39. Below the first point less than 1e-17 of the whole is left, beyond the last less than e^-50. */
static netmkt_status fill_endless(netmkt__stream *stream, double log_discount)
{
    static const double STEP = 0.25, FIRST = -40.0;
    enum { POINTS = 176 };

    stream->time = netmkt__alloc(stream->context, POINTS, sizeof(double));
    stream->weight = netmkt__alloc(stream->context, POINTS, sizeof(double));
    if (stream->time == NULL || stream->weight == NULL)
        return netmkt__nomem();
    for (int i = 0; i < POINTS; i++) {
        double v = exp(FIRST + STEP * i);

        stream->time[i] = v / log_discount;
        stream->weight[i] = STEP * v * exp(-v);
    }
    stream->count = POINTS;
    return NETMKT_OK;
}

netmkt_status netmkt__stream_endless(netmkt_context *context, double log_discount, double from, double growth, netmkt__stream *out)
{
    memset(out, 0, sizeof *out);
    out->context = context;
    return shorten(out, from, growth, fill_endless(out, log_discount));
}

void netmkt__stream_free(netmkt__stream *stream)
{
    netmkt__free(stream->context, stream->time);
    netmkt__free(stream->context, stream->weight);
    memset(stream, 0, sizeof *stream);
}
