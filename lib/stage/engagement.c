/* Engagement days of one customer: one pass over his events, in order of time. */
#include "stage/engagement.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"

double netmkt__recent_window(double window_days, int64_t age_days)
{
    return fmin(window_days, (double)age_days / 2.0);
}

/* First day of the recent window: the least d with as_of_day - d < window. */
int64_t netmkt__recent_from(double window_days, int64_t as_of_day, int64_t first_day)
{
    return as_of_day - (int64_t)ceil(netmkt__recent_window(window_days, as_of_day - first_day)) + 1;
}

void netmkt__engagement_read(const netmkt__engagement_rules *rules, const netmkt__events *events, const uint8_t *lost,
                             netmkt__engagement *out)
{
    int64_t day_end = INT64_MIN; /* first moment after the last engagement day: most events need no division */
    int64_t from = INT64_MAX;

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < events->n; i++) {
        uint16_t kind = events->kind[i];
        int64_t time = events->time_ms[i];

        if (time < day_end || kind >= rules->kinds || !rules->counts[kind] || (lost != NULL && lost[i]))
            continue;
        out->last_day = netmkt__day_of(time, rules->day_offset);
        day_end = (out->last_day + 1) * NETMKT__DAY_MS - (int64_t)rules->day_offset * 60000;
        if (out->days == 0) {
            out->first_day = out->last_day;
            from = netmkt__recent_from(rules->window_days, rules->as_of_day, out->first_day);
        }
        out->days++;
        if (out->last_day >= from && out->recent++ == 0)
            out->first_recent = out->last_day;
    }
}
