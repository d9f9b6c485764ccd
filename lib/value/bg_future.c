/* Distribution and simulation of the BG family.
 *
 * Given rate and dropout probability p, a customer who is alive makes n purchases in t if n were made and he stayed after
 * each, or if n or more would have been made and he left after number n:
 *   P(n) = NB(n; t) E[(1-p)^n] + [n > 0] E[p (1-p)^(n-1)] P(NB(t) >= n),
 * NB negative binomial; the expectations are ratios of Beta functions, by recurrence. The chance of n or more is summed
 * from above, where it begins as an incomplete Beta function: positive terms throughout. */
#include "value/future.h"

#include <math.h>

#include "numeric/special.h"
#include "value/counts.h"

enum { R, ALPHA, A, B };

void netmkt__bg_distribution(double r, double alpha, double a, double b, double t, size_t count, double *out, double *room)
{
    double stay = 1.0;

    netmkt__counts_gamma(r, alpha, t, count, out);
    room[count - 1] = out[count - 1] + (t > 0.0 ? netmkt__beta_inc((double)count, r, t / (alpha + t)) : 0.0);
    for (size_t n = count - 1; n > 0; n--)
        room[n - 1] = room[n] + out[n - 1];
    for (size_t n = 1; n < count; n++) {
        double leave = stay * (a / (a + b + (double)(n - 1)));

        stay *= (b + (double)(n - 1)) / (a + b + (double)(n - 1));
        out[n] = out[n] * stay + leave * room[n];
    }
}

double netmkt__last_of(netmkt__random *random, double x, double length)
{
    return x > 0.0 ? length * exp(log(netmkt__random_uniform(random)) / x) : 0.0;
}

double netmkt__first_chance(netmkt__random *random, double p)
{
    return 1.0 + floor(log(netmkt__random_uniform(random)) / log1p(-p));
}

/* The purchases that he would make in T if he stayed are uniform on it, so the last before leaving is an order statistic. */
void netmkt__bg_simulate(const double *p, int first, netmkt__random *random, double T, double *x, double *t_x)
{
    double rate = netmkt__random_gamma(random, p[R], p[ALPHA]), dropout = netmkt__random_beta(random, p[A], p[B]);
    double would = (double)netmkt__random_poisson(random, rate * T), leaves = netmkt__first_chance(random, dropout) - first;

    *x = would;
    *t_x = 0.0;
    if (leaves > would) {
        *t_x = netmkt__last_of(random, would, T);
    } else {
        *x = leaves;
        if (leaves > 0.0)
            *t_x = T * netmkt__random_beta(random, leaves, would - leaves + 1.0);
    }
}
