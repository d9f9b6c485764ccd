/* Open time as the difference of two counts from one Monday on: whole weeks, whole days, the rest of a day. */
#include "base/open_hours.h"

#include "base/calendar.h"

static int64_t open_since_start(const netmkt__open_hours *hours, int64_t time_ms)
{
    int64_t day = netmkt__day_of(time_ms, hours->offset_minutes), monday = day - netmkt__weekday(day);
    int64_t in_day = time_ms + (int64_t)hours->offset_minutes * 60000 - day * NETMKT__DAY_MS;
    int64_t length = hours->closes_ms - hours->opens_ms, days = 0;

    for (int i = 0; i < 7; i++)
        days += hours->days >> i & 1;
    days *= (monday + 3) / 7; /* weeks; exact, since a Monday is 4 days behind a multiple of 7 */
    for (int i = 0; i < day - monday; i++)
        days += hours->days >> i & 1;
    if ((hours->days >> netmkt__weekday(day) & 1) == 0 || in_day <= hours->opens_ms)
        return days * length;
    return days * length + (in_day < hours->closes_ms ? in_day - hours->opens_ms : length);
}

int64_t netmkt__open_ms(const netmkt__open_hours *hours, int64_t from_ms, int64_t to_ms)
{
    return to_ms > from_ms ? open_since_start(hours, to_ms) - open_since_start(hours, from_ms) : 0;
}
