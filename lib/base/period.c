/* Periods by civil dates. */
#include "base/period.h"

#include <stdio.h>

#include "base/calendar.h"

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t netmkt__period_of(int32_t period, int64_t day)
{
    int32_t year, month, of_month;

    if (period == NETMKT__PERIOD_DAY)
        return day;
    if (period == NETMKT__PERIOD_WEEK)
        return floor_divide(day + 3, 7); /* 1970-01-01 was a Thursday */
    netmkt__civil_from_days(day, &year, &month, &of_month);
    if (period == NETMKT__PERIOD_MONTH)
        return (int64_t)year * 12 + month - 1;
    return period == NETMKT__PERIOD_QUARTER ? (int64_t)year * 4 + (month - 1) / 3 : year;
}

int64_t netmkt__period_first_day(int32_t period, int64_t number)
{
    if (period == NETMKT__PERIOD_DAY)
        return number;
    if (period == NETMKT__PERIOD_WEEK)
        return number * 7 - 3;
    if (period == NETMKT__PERIOD_MONTH)
        return netmkt__days_from_civil((int32_t)floor_divide(number, 12), (int32_t)(number - floor_divide(number, 12) * 12) + 1, 1);
    if (period == NETMKT__PERIOD_QUARTER)
        return netmkt__days_from_civil((int32_t)floor_divide(number, 4), (int32_t)(number - floor_divide(number, 4) * 4) * 3 + 1, 1);
    return netmkt__days_from_civil((int32_t)number, 1, 1);
}

void netmkt__period_name(int32_t period, int64_t number, char *buffer)
{
    int32_t year, month, day;

    netmkt__civil_from_days(netmkt__period_first_day(period, number), &year, &month, &day);
    if (period == NETMKT__PERIOD_MONTH)
        (void)snprintf(buffer, 32, "%04d-%02d", (int)year, (int)month);
    else if (period == NETMKT__PERIOD_QUARTER)
        (void)snprintf(buffer, 32, "%04d-Q%d", (int)year, (int)(month - 1) / 3 + 1);
    else if (period == NETMKT__PERIOD_YEAR)
        (void)snprintf(buffer, 32, "%04d", (int)year);
    else
        (void)snprintf(buffer, 32, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
}
