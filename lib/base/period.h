/* Calendar periods of days: numbered, so that neighbours differ by one; where each begins, and its name. */
#ifndef NETMKT_BASE_PERIOD_H
#define NETMKT_BASE_PERIOD_H

#include <stddef.h>
#include <stdint.h>

/* As NETMKT_PERIOD_... */
enum { NETMKT__PERIOD_DAY = 1, NETMKT__PERIOD_WEEK = 2, NETMKT__PERIOD_MONTH = 3, NETMKT__PERIOD_QUARTER = 4, NETMKT__PERIOD_YEAR = 5 };

/* Number of the period that holds a day (days since 1970-01-01). Weeks begin on Monday. */
int64_t netmkt__period_of(int32_t period, int64_t day);

/* First day of period number `number`. */
int64_t netmkt__period_first_day(int32_t period, int64_t number);

/* "2026-11-26", of a week its Monday's, "2026-11", "2026-Q4", "2026": with a NUL, in 32 bytes. */
void netmkt__period_name(int32_t period, int64_t number, char *buffer);

#endif
