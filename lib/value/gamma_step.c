/* Recurrence up to 12, then the asymptotic series (Abramowitz & Stegun 1964, 6.3.18, 6.4.12), both as differences
 * term by term. */
#include "value/gamma_step.h"

#include <math.h>

static const double LARGE = 12.0;

/* B(2k) for k = 1..6. */
static const double BERNOULLI[] = {1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0};

void netmkt__gamma_step(double a, double d, double *psi, double *psi1)
{
    double up = 0.0, down = 0.0, l, power, square;

    for (; a < LARGE; a += 1.0) {
        double step = d / (a * (a + d));

        up += step;
        down -= step * (1.0 / a + 1.0 / (a + d));
    }
    l = log1p(d / a);
    square = 1.0 / (a * a);
    up += l + d / (2.0 * a * (a + d));
    down += expm1(-l) / a + expm1(-2.0 * l) * square / 2.0;
    power = square;
    for (int k = 1; k <= 6; k++) {
        up -= BERNOULLI[k - 1] / (2.0 * k) * power * expm1(-2.0 * k * l);
        down += BERNOULLI[k - 1] * power / a * expm1(-(2.0 * k + 1.0) * l);
        power *= square;
    }
    *psi = up;
    *psi1 = down;
}
