/* Gauss and Legendre's rule: nodes and weights are the roots of the 16th Legendre polynomial, by Newton's method in 50 digits. */
#include "numeric/quadrature.h"

#define HALF 8

static const double node[HALF] = {0.98940093499164993260, 0.94457502307323257608, 0.86563120238783174388, 0.75540440835500303390, 0.61787624440264374845, 0.45801677765722738634, 0.28160355077925891323, 0.09501250983763744019};
static const double weight[HALF] = {0.02715245941175409485, 0.06225352393864789286, 0.09515851168249278481, 0.12462897125553387205, 0.14959598881657673208, 0.16915651939500253819, 0.18260341504492358887, 0.18945061045506849629};

double netmkt__node(int k, double middle, double half, double *w)
{
    int i = k < HALF ? k : k - HALF;

    *w = half * weight[i];
    return k < HALF ? middle - half * node[i] : middle + half * node[i];
}

void netmkt__integrate(netmkt__integrand f, void *argument, double from, double to, int panels, double *first, double *second)
{
    double half = 0.5 * (to - from) / panels;

    *first = *second = 0.0;
    for (int panel = 0; panel < panels; panel++) {
        for (int k = 0; k < NETMKT__NODES; k++) {
            double w, a, b, x = netmkt__node(k, from + (2 * panel + 1) * half, half, &w);

            f(argument, x, &a, &b);
            *first += w * a;
            *second += w * b;
        }
    }
}
