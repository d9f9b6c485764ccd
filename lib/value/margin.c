/* Shrinking margins: the Gamma-Gamma model says how much a customer's own mean spend tells, p n / (p n + q - 1) after n days, against the
 * population's; his own margin is believed as much. */
#include "value/margin.h"

#include <math.h>

#include "base/settings.h"
#include "value/model.h"

enum { P, Q };

int netmkt__margins_own(const netmkt_settings *settings)
{
    return netmkt__setting(settings, NETMKT__SET_VALUE_ORDER_COSTS) != 0.0;
}

double netmkt__margin_of(const netmkt_model *spend, const netmkt_settings *settings, double x, int64_t revenue, int64_t cost)
{
    double common = netmkt__setting(settings, NETMKT__SET_VALUE_MARGIN), told, weight, own;

    if (!netmkt__margins_own(settings) || revenue <= 0)
        return common;
    told = spend->p[P] * (x + 1.0); /* the first day's order has a margin, too */
    weight = fmin(told / (told + spend->p[Q] - 1.0), 1.0);
    own = 1.0 - (double)cost / (double)revenue;
    return fmin(fmax(common + weight * (own - common), -NETMKT__MARGIN_MOST), NETMKT__MARGIN_MOST);
}
