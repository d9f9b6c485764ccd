/* Business hours of a week: how much open time lies between two moments. */
#ifndef NETMKT_BASE_OPEN_HOURS_H
#define NETMKT_BASE_OPEN_HOURS_H

#include <netmkt/status.h>

typedef struct netmkt__open_hours {
    int64_t opens_ms, closes_ms; /* in the local day */
    int32_t offset_minutes;      /* local time less UTC */
    uint32_t days;               /* bit 0: Monday, to bit 6: Sunday */
} netmkt__open_hours;

/* 0 if `to_ms` is not after `from_ms`. Both within the calendar. */
int64_t netmkt__open_ms(const netmkt__open_hours *hours, int64_t from_ms, int64_t to_ms);

/* Weekday of a day number since 1970-01-01: 0 Monday to 6 Sunday. */
static inline int netmkt__weekday(int64_t day)
{
    int64_t r = (day + 3) % 7; /* 1970-01-01 was a Thursday */

    return (int)(r < 0 ? r + 7 : r);
}

#endif
