/* When to write: the day's activity to expect. */
#include "audience/recommender.h"

#include "base/settings.h"

int32_t netmkt__recommender_day(const netmkt_recommender *recommender, const uint64_t *week, double *shares)
{
    double raw[24], known = 0.0, everybody = 0.0, weight;
    int32_t best = -1;

    for (int h = 0; h < 24; h++) {
        uint64_t count = 0;

        for (int day = 0; day < 7; day++)
            count += week[day * 24 + h];
        raw[h] = (double)count;
        known += raw[h];
        everybody += recommender->day[h];
    }
    weight = everybody > 0.0 ? netmkt__setting(recommender->settings, NETMKT__SET_RECOMMEND_HOURS) : 0.0;
    for (int h = 0; h < 24; h++) {
        raw[h] = known + weight > 0.0 ? (raw[h] + weight * recommender->day[h]) / (known + weight) : 0.0;
        shares[h] = 0.0;
    }
    for (int h = 0; h < 24 && known + weight > 0.0; h++) {
        shares[h] = 0.25 * raw[(h + 23) % 24] + 0.5 * raw[h] + 0.25 * raw[(h + 1) % 24];
        if (best < 0 || shares[h] > shares[best])
            best = h;
    }
    return best;
}
