/* Two ways. As Gauss's 2F1(1, b; c; z), whose n! cancels, by its series of positive terms with all derivatives:
 *   k <= 0:  R = q/(p+q)       2F1(1, p;   p+q+1; 1 - e^k)
 *   k > 0:   R = q/(p+q) e^-k  2F1(1, q+1; p+q+1; 1 - e^-k)
 * and for z near 1 the integral itself by the trapezoidal rule in a variable v in which it converges exponentially
 * (Takahasi & Mori 1974); the derivatives are moments of those of the integrand's logarithm. */
#include "value/race.h"

#include <math.h>
#include <stddef.h>

static const double Z_SERIES = 0.9;

enum { P, Q, K };

/* ln S and its derivatives by b, c, z, S = sum of (b)_n / (c)_n z^n. */
static double log_series(double b, double c, double z, double *g, double *h)
{
    double m = b / c, o = m * (b + 1.0) / (c + 1.0); /* terms over z, and the next over z^2 */
    double pn = 1.0 / b, p2 = pn * pn, qn = 1.0 / c, q2 = qn * qn;
    double s = m, sz = m, szz = 0.0, sb = m * pn, sc = m * qn, sbz = sb, scz = sc;
    double sbb = 0.0, sbc = m * pn * qn, scc = m * (qn * qn + q2), S;

    for (int n = 2; n < 5000; n++) {
        double ib = 1.0 / (b + (n - 1)), ic = 1.0 / (c + (n - 1));

        m = o * z;
        pn += ib;
        p2 += ib * ib;
        qn += ic;
        q2 += ic * ic;
        s += m;
        if (g != NULL) {
            sz += n * m;
            szz += (double)n * (n - 1) * o;
            sb += m * pn;
            sc += m * qn;
            sbz += n * m * pn;
            scz += n * m * qn;
            sbb += m * (pn * pn - p2);
            sbc += m * pn * qn;
            scc += m * (qn * qn + q2);
        }
        if (g == NULL ? m <= 1e-17 * s : (double)n * n * o <= 1e-17 * (szz + 1e-300))
            break;
        o = m * (b + n) / (c + n);
    }
    S = 1.0 + z * s;
    if (g != NULL) {
        double second[6] = {z * sbb, -z * sbc, sbz, z * scc, -scz, szz};

        g[0] = z * sb / S;
        g[1] = -z * sc / S;
        g[2] = sz / S;
        for (int i = 0, at = 0; i < 3; i++) {
            for (int j = i; j < 3; j++, at++)
                h[i * 3 + j] = h[j * 3 + i] = second[at] / S - g[i] * g[j];
        }
    }
    return log1p(z * s);
}

static double by_series(double p, double q, double k, double *gradient, double *hessian)
{
    int up = k > 0.0;
    double z = -expm1(-fabs(k)), b = up ? q + 1.0 : p, g[3], h[9], value;
    double zk = up ? 1.0 - z : z - 1.0, zkk = z - 1.0;
    double j[3][3] = {{!up, up, 0.0}, {1.0, 1.0, 0.0}, {0.0, 0.0, zk}}; /* of b, c, z by p, q, k */

    value = log_series(b, p + q + 1.0, z, gradient != NULL ? g : NULL, h) + log(q / (p + q)) - (up ? k : 0.0);
    if (gradient == NULL)
        return value;
    for (int u = 0; u < 3; u++) {
        gradient[u] = 0.0;
        for (int i = 0; i < 3; i++)
            gradient[u] += g[i] * j[i][u];
        for (int v = 0; v < 3; v++) {
            double sum = 0.0;

            for (int i = 0; i < 3; i++) {
                for (int l = 0; l < 3; l++)
                    sum += h[i * 3 + l] * j[i][u] * j[l][v];
            }
            hessian[u * 3 + v] = sum;
        }
    }
    gradient[P] -= 1.0 / (p + q);
    gradient[Q] += p / (q * (p + q));
    gradient[K] -= up;
    hessian[K * 3 + K] += g[2] * zkk;
    hessian[P * 3 + P] += 1.0 / ((p + q) * (p + q));
    hessian[P * 3 + Q] += 1.0 / ((p + q) * (p + q));
    hessian[Q * 3 + P] = hessian[P * 3 + Q];
    hessian[Q * 3 + Q] -= p * (p + 2.0 * q) / (q * q * (p + q) * (p + q));
    return value;
}

/* --- the integral --- */

typedef struct integral {
    double p, q, k, scale; /* scale: e^k */
    double centre;
    double tail;    /* 1: the right tail is long, so that points there must spread out; else 0 */
    double sum[10]; /* of the integrand, times d_p, d_q, d_k, and the six second ones */
} integral;

/* Left of the centre y falls doubly exponentially in v, as does the integrand then; right of it y runs as v. */
static double add_point(integral *t, double v, int moments)
{
    double left = exp(-v), right = t->tail != 0.0 ? exp(v - 3.0) : 0.0;
    double y = t->centre + v + 1.0 - left + right, w = exp(y), wk = w * t->scale, sp, sq, f;

    if (w > 1e300 || wk > 1e300) {
        sp = y + t->k;
        sq = y;
    } else {
        sp = log1p(wk);
        sq = log1p(w);
    }
    f = exp(y - t->p * sp - (t->q + 1.0) * sq) * (1.0 + left + right);
    t->sum[0] += f;
    if (moments) {
        double sigma = wk > 1e300 ? 1.0 : wk / (1.0 + wk), dk = -t->p * sigma;

        t->sum[1] -= f * sp;
        t->sum[2] -= f * sq;
        t->sum[3] += f * dk;
        t->sum[4] += f * sp * sp;
        t->sum[5] += f * sp * sq;
        t->sum[6] += f * (-sp * dk - sigma);
        t->sum[7] += f * sq * sq;
        t->sum[8] -= f * sq * dk;
        t->sum[9] += f * (dk * dk + dk * (1.0 - sigma));
    }
    return f;
}

/* All points v = shift + i h from the centre outwards, each way until they are nothing. */
static void trapezoid(integral *t, double h, double shift, int moments)
{
    double most = 0.0, f;

    for (int i = 0; i < 100000; i++) {
        f = add_point(t, shift + i * h, moments);
        most = f > most ? f : most;
        if (f <= 1e-18 * most && i * h > 1.0)
            break;
    }
    for (int i = 1; i < 100000; i++) {
        f = add_point(t, shift - i * h, moments);
        most = f > most ? f : most;
        if (f <= 1e-18 * most && i * h > 1.0)
            break;
    }
}

static double by_integral(double p, double q, double k, double *gradient, double *hessian)
{
    double scale = exp(k), h = 0.15, last;
    integral t = {p, q, k, scale, -log(p * scale + q + 1.0), p + q < 0.5 ? 1.0 : 0.0, {0.0}};
    int moments = gradient != NULL;

    trapezoid(&t, h, 0.0, moments);
    for (int halved = 0; t.tail != 0.0 && halved < 10; halved++) { /* else h is small enough for 14 digits */
        last = t.sum[0] * h;
        trapezoid(&t, h, 0.5 * h, moments);
        h *= 0.5;
        if (fabs(t.sum[0] * h - last) <= 1e-10 * last)
            break;
    }
    if (moments) {
        double mean[3] = {t.sum[1] / t.sum[0], t.sum[2] / t.sum[0], t.sum[3] / t.sum[0]};

        for (int i = 0, at = 4; i < 3; i++) {
            for (int l = i; l < 3; l++, at++)
                hessian[i * 3 + l] = hessian[l * 3 + i] = t.sum[at] / t.sum[0] - mean[i] * mean[l];
        }
        gradient[P] = mean[0];
        gradient[Q] = mean[1] + 1.0 / q;
        gradient[K] = mean[2];
        hessian[Q * 3 + Q] -= 1.0 / (q * q);
    }
    return log(q * t.sum[0] * h);
}

double netmkt__log_race(double p, double q, double k, double *gradient, double *hessian)
{
    return -expm1(-fabs(k)) <= Z_SERIES ? by_series(p, q, k, gradient, hessian) : by_integral(p, q, k, gradient, hessian);
}
