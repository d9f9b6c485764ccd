/* Tails of narrow peaks by one Gauss-Legendre rule of 32 points over the stretch that matters, which is found from
 * the fall itself. The integrand is positive and entire for the purpose: the rule is exact to the last digits. */
#include "numeric/special_parts.h"

#include <math.h>

#define FALL_LEAST 38.0 /* exp(-38) of the peak is beneath notice */
#define FALL_MOST 80.0  /* more would thin out the points */
#define POINT_PAIRS 16
#define TRIES 100

static const double rule[POINT_PAIRS][2] = {
    {0.0483076656877383162, 0.0965400885147278006}, {0.144471961582796493, 0.0956387200792748594},
    {0.239287362252137075, 0.0938443990808045656},  {0.33186860228212765, 0.0911738786957638847},
    {0.421351276130635345, 0.0876520930044038111},  {0.50689990893222939, 0.0833119242269467552},
    {0.587715757240762329, 0.0781938957870703065},  {0.663044266930215201, 0.0723457941088485062},
    {0.73218211874028968, 0.0658222227763618468},   {0.794483795967942407, 0.0586840934785355471},
    {0.84936761373256997, 0.0509980592623761762},   {0.896321155766052124, 0.0428358980222266807},
    {0.934906075937739689, 0.0342738629130214331},  {0.964762255587506431, 0.0253920653092620595},
    {0.985611511545268335, 0.0162743947309056706},  {0.997263861849481564, 0.0070186100094700966},
};

/* A length over which the integrand falls far enough, but not absurdly far. */
static double length_of(netmkt__fall fall, const void *argument, double slope, double curvature, double limit)
{
    double length = 2 * FALL_LEAST / (slope + sqrt(slope * slope + 2 * FALL_LEAST * curvature));

    for (int i = 0; i < TRIES; i++) {
        double depth;

        if (length >= limit)
            length = limit * (1 - 1e-9);
        depth = fall(argument, length);
        if (depth > FALL_MOST)
            length *= 0.8;
        else if (depth < FALL_LEAST && length < limit * (1 - 2e-9))
            length *= 1.2;
        else
            break;
    }
    return length;
}

double netmkt__tail_integral(netmkt__fall fall, const void *argument, double slope, double curvature, double limit)
{
    const double half = 0.5 * length_of(fall, argument, slope, curvature, limit);
    double sum = 0;

    for (int i = 0; i < POINT_PAIRS; i++)
        sum += rule[i][1] * (exp(-fall(argument, half - half * rule[i][0])) + exp(-fall(argument, half + half * rule[i][0])));
    return half * sum;
}
