/* Days and civil dates in the proleptic Gregorian calendar, UTC; no locale, no time zone of the process. */
#ifndef NETMKT_BASE_CALENDAR_H
#define NETMKT_BASE_CALENDAR_H

#include <stdint.h>

#define NETMKT__DAY_MS INT64_C(86400000)

/* Day number since 1970-01-01 of a civil date, and back. */
int64_t netmkt__days_from_civil(int32_t year, int32_t month, int32_t day);
void netmkt__civil_from_days(int64_t days, int32_t *year, int32_t *month, int32_t *day);

/* Number of the day, shifted by offset minutes, that holds a moment (rounds down, also before 1970). */
static inline int64_t netmkt__day_of(int64_t time_ms, int32_t day_offset_minutes)
{
    int64_t t = time_ms + (int64_t)day_offset_minutes * 60000;
    int64_t day = t / NETMKT__DAY_MS;

    return day - (t % NETMKT__DAY_MS < 0);
}

#endif
