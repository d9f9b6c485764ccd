/* When a customer's stages can change next, if nothing more happens: so that whoever follows them need not look every day.
 *
 * With his events fixed, P(active) falls with time. The recent count stays until its first day leaves the window; until
 * then the time before the window grows against the window (docs/stages.md proves it), so that rise can only grow and
 * fall only shrink. Each threshold is therefore crossed at most once, and the first day on which one is can be bisected. What is
 * within BAND of a threshold is looked at again the next day, so that rounding cannot hide a crossing. */
#include <math.h>

#include "base/calendar.h"
#include "stage/judge.h"
#include "summary/purchases.h"

#define BAND 1e-9
#define FAR 40000 /* days: look again after that */

typedef struct outlook {
    const netmkt__judge *judge;
    const netmkt__engagement *engagement;
    int64_t day;
} outlook;

/* -1, 0, 1: below the threshold, near it, above it. */
static int side(double value, double threshold)
{
    return value < threshold - BAND ? -1 : value > threshold + BAND ? 1 : 0;
}

/* On which side of each threshold a customer is. */
typedef struct sides {
    int known, introduction, decline, fall, rise;
} sides;

static sides sides_on(const outlook *o, int64_t day)
{
    const netmkt__lifecycle_rules *rules = &o->judge->lifecycle;
    const netmkt__engagement *e = o->engagement;
    double active = netmkt__judge_p_active(o->judge, e, day);
    netmkt__trend trend = netmkt__lifecycle_trend(rules, e->recent, e->days - e->recent, day - e->first_day);

    return (sides){(double)(day - e->first_day) >= rules->introduction_days, side(active, rules->introduction_p_active),
                   side(active, rules->decline_p_active), side(trend.fall, rules->certainty), side(trend.rise, rules->certainty)};
}

static int same_sides(const sides *a, const sides *b)
{
    return a->known == b->known && a->introduction == b->introduction && a->decline == b->decline && a->fall == b->fall && a->rise == b->rise;
}

/* The first day on which the recent window has lost its first engagement day. */
static int64_t window_moves(const outlook *o)
{
    const netmkt__engagement *e = o->engagement;
    int64_t low = o->day, high;

    if (e->recent == 0)
        return o->day + FAR;
    high = e->first_recent + (int64_t)ceil(o->judge->engagement.window_days);
    if (high <= low)
        return low + 1;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (netmkt__recent_from(o->judge->engagement.window_days, middle, e->first_day) > e->first_recent)
            high = middle;
        else
            low = middle;
    }
    return high;
}

static int64_t lifecycle_next(const outlook *o)
{
    int64_t low = o->day, high = window_moves(o);
    sides now, then;

    if (o->engagement->days == 0)
        return INT64_MAX;
    if (o->judge->hysteresis > 0.0)
        return o->day + 1;
    now = sides_on(o, o->day);
    if (now.decline < 0 && (now.known || now.introduction < 0))
        return INT64_MAX; /* gone for good */
    if (now.introduction == 0 || now.decline == 0 || now.fall == 0 || now.rise == 0)
        return o->day + 1;
    then = sides_on(o, high - 1);
    if (same_sides(&now, &then))
        return high;
    high--;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        then = sides_on(o, middle);
        if (same_sides(&now, &then))
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* The first day on which P(active) may be below a threshold where it is not yet. */
static int64_t day_below(const void *argument, double threshold)
{
    const outlook *o = argument;
    int64_t low = o->day, high = o->day + FAR;
    int now;

    if (o->engagement->days == 0)
        return INT64_MAX;
    now = side(netmkt__judge_p_active(o->judge, o->engagement, o->day), threshold);
    if (now < 0)
        return INT64_MAX;
    if (now == 0)
        return o->day + 1;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (side(netmkt__judge_p_active(o->judge, o->engagement, middle), threshold) <= 0)
            high = middle;
        else
            low = middle;
    }
    return high;
}

netmkt_status netmkt__judge_next(const netmkt__judge *judge, netmkt__judge_worker *worker, const netmkt__events *all, int64_t as_of_ms,
                                 int64_t *next_ms)
{
    netmkt__engagement_rules rules = judge->engagement;
    netmkt__readiness_view readiness = judge->readiness;
    netmkt__events events = *all;
    netmkt__engagement engagement;
    outlook o = {judge, &engagement, netmkt__day_of(as_of_ms, rules.day_offset)};
    int64_t day, other;
    const uint8_t *lost;
    netmkt_status status;

    events.n = netmkt__events_until(&events, as_of_ms);
    rules.as_of_day = readiness.as_of_day = o.day;
    status = netmkt__orders_lost(&worker->returns, &events, &lost);
    if (status != NETMKT_OK)
        return status;
    netmkt__engagement_read(&rules, &events, lost, &engagement);
    day = judge->readiness_alone ? INT64_MAX : lifecycle_next(&o);
    other = netmkt__readiness_next_day(&readiness, &events, day_below, &o);
    day = other < day ? other : day;
    *next_ms = day == INT64_MAX ? INT64_MAX : day * NETMKT__DAY_MS - (int64_t)rules.day_offset * 60000;
    if (events.n < all->n && all->time_ms[events.n] < *next_ms)
        *next_ms = all->time_ms[events.n];
    return NETMKT_OK;
}
