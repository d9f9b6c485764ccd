/* Two ways. As Gauss's 2F1(1, b; c; z), whose n! cancels, by its series of positive terms with all derivatives:
 *   k <= 0:  R = q/(p+q)       2F1(1, p;   p+q+1; 1 - e^k)
 *   k > 0:   R = q/(p+q) e^-k  2F1(1, q+1; p+q+1; 1 - e^-k)
 * and for z near 1 the integral itself by the trapezoidal rule in v, ln w = m + sinh(v), where it converges
 * exponentially; the derivatives are moments of those of the integrand's logarithm. */
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
    double p, q, k, centre;
    double sum[10]; /* of the integrand, times d_p, d_q, d_k, and the six second ones */
} integral;

static double soft_plus(double y)
{
    return (y > 0.0 ? y : 0.0) + log1p(exp(-fabs(y)));
}

static double add_point(integral *t, double v, int moments)
{
    double y = t->centre + sinh(v), sp = soft_plus(y + t->k), sq = soft_plus(y);
    double f = exp(y - t->p * sp - (t->q + 1.0) * sq) * cosh(v);

    t->sum[0] += f;
    if (moments) {
        double sigma = 1.0 / (1.0 + exp(-(y + t->k))), dk = -t->p * sigma;

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

static void trapezoid(integral *t, double from, double to, double h, int moments)
{
    for (int i = 0; from + i * h <= to; i++)
        (void)add_point(t, from + i * h, moments);
}

static double by_integral(double p, double q, double k, double *gradient, double *hessian)
{
    double peak, from = 0.0, to = 0.0, h = 0.25, last = 0.0;
    integral t = {p, q, k, k > 0.0 ? -k - log(p + exp(-k) * (q + 1.0)) : -log(p * exp(k) + q + 1.0), {0.0}};
    int moments = gradient != NULL;

    if (p + q > 1.0 && t.centre > 0.0)
        t.centre = 0.0;
    peak = add_point(&t, 0.0, 0);
    while (from > -40.0 && add_point(&t, from, 0) > 1e-20 * peak)
        from -= h;
    while (to < 40.0 && add_point(&t, to, 0) > 1e-20 * peak)
        to += h;
    for (int i = 0; i < 10; i++)
        t.sum[i] = 0.0;
    trapezoid(&t, from, to, h, moments);
    for (int halved = 0; halved < 12; halved++) {
        double estimate = t.sum[0] * h;

        if (halved > 1 && fabs(estimate - last) <= 1e-11 * estimate)
            break;
        last = estimate;
        trapezoid(&t, from + 0.5 * h, to, h, moments);
        h *= 0.5;
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
