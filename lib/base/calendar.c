/* Civil dates. Years are counted from March, so that the leap day ends a year; a day number is taken apart into eras of
 * 400 years (146097 days), which repeat exactly. Day 0 of era 0 is 0000-03-01, 719468 days before 1970-01-01. */
#include "base/calendar.h"

#define ERA_DAYS 146097
#define EPOCH_DAYS 719468

int64_t netmkt__days_from_civil(int32_t year, int32_t month, int32_t day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t month_from_march = month > 2 ? month - 3 : month + 9;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1; /* 153 days in any five months from March */

    return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - EPOCH_DAYS;
}

void netmkt__civil_from_days(int64_t days, int32_t *year, int32_t *month, int32_t *day)
{
    int64_t shifted = days + EPOCH_DAYS;
    int64_t era = (shifted >= 0 ? shifted : shifted - (ERA_DAYS - 1)) / ERA_DAYS;
    int64_t day_of_era = shifted - era * ERA_DAYS;
    /* without the leap days before it, a day's year is its number by 365; 1460, 36524 and 146096 are the last days of
     * 4, 100 and 400 years */
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;

    *day = (int32_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    *month = (int32_t)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    *year = (int32_t)(year_of_era + era * 400 + (*month <= 2));
}
