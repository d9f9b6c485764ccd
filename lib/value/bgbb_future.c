/* BG/BB ahead (Fader, Hardie & Shang 2010): discounted purchases, distribution, simulation.
 *
 * Of one who is alive at opportunity T + 1, with d = delta + T + 1, chances to be alive k opportunities later of
 * S_k = (d)_k / (gamma+d)_k, and purchases at j opportunities beta-binomial:
 *   DERT = (alpha+x)/(alpha+beta+T) z 2F1(1, d; gamma+d; z), z = 1/(1+discount);
 *   P(n) = S_(t-1) BB(n; t) + sum over j = 1..t-1 of S_(j-1) gamma/(gamma+d+j-1) BB(n; j). O(t * count). */
#include "value/future.h"

#include <math.h>
#include <string.h>

#include "numeric/special.h"
#include "value/counts.h"

enum { ALPHA, BETA, GAMMA, DELTA };

static const double NOBODY = 1e-320; /* a chance to be alive that adds nothing */

double netmkt__bgbb_residual(const double *p, double x, double T, double discount)
{
    double z = 1.0 / (1.0 + discount), d = p[DELTA] + T + 1.0;

    return (p[ALPHA] + x) / (p[ALPHA] + p[BETA] + T) * z * exp(netmkt__log_hyp2f1(1.0, d, p[GAMMA] + d, z));
}

void netmkt__bgbb_distribution(const double *p, double x, double T, double t, size_t count, double *out, double *room)
{
    double a = p[ALPHA] + x, b = p[BETA] + (T - x), d = p[DELTA] + T + 1.0, alive = 1.0;

    memset(out, 0, count * sizeof *out);
    if (t == 0.0)
        out[0] = 1.0;
    for (double j = 1.0; j <= t && alive > NOBODY; j++) {
        double leave = j < t ? p[GAMMA] / (p[GAMMA] + d + (j - 1.0)) : 1.0;

        netmkt__counts_beta(a, b, j, count, room);
        for (size_t n = 0; n < count && (double)n <= j; n++)
            out[n] += alive * leave * room[n];
        alive *= (d + (j - 1.0)) / (p[GAMMA] + d + (j - 1.0));
    }
}

void netmkt__bgbb_simulate(const double *p, netmkt__random *random, double T, double *x, double *t_x)
{
    double buys = netmkt__random_beta(random, p[ALPHA], p[BETA]), dropout = netmkt__random_beta(random, p[GAMMA], p[DELTA]);
    double last = fmin(T, netmkt__first_chance(random, dropout) - 1.0);

    *x = *t_x = 0.0;
    for (double i = netmkt__first_chance(random, buys); i <= last; i += netmkt__first_chance(random, buys)) {
        ++*x;
        *t_x = i;
    }
}
