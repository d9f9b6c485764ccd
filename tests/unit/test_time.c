/* Moments as text, and the calendar under them. */
#include <netmkt/event.h>
#include <netmkt/time.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/calendar.h"
#include "support/support.h"

/* Every day from 0001-01-01 to 9999-12-31, counted by the rules a school teaches. */
START_TEST(every_day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t day_number = -719162;

    for (int32_t year = 1; year <= 9999; year++) {
        int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

        for (int32_t month = 1; month <= 12; month++) {
            for (int32_t day = 1; day <= lengths[month - 1] + (month == 2 && leap); day++, day_number++) {
                int32_t y, m, d;

                netmkt__civil_from_days(day_number, &y, &m, &d);
                if (y != year || m != month || d != day || netmkt__days_from_civil(year, month, day) != day_number)
                    ck_abort_msg("%d-%d-%d became %d-%d-%d", (int)year, (int)month, (int)day, (int)y, (int)m, (int)d);
            }
        }
    }
    ck_assert_int_eq(day_number, NETMKT_TIME_MAX / NETMKT__DAY_MS + 1);
    ck_assert_int_eq(netmkt__days_from_civil(1970, 1, 1), 0);
    ck_assert_int_eq(netmkt__days_from_civil(-1, 3, 1) - netmkt__days_from_civil(-2, 3, 1), 365);
}
END_TEST

START_TEST(days_round_down)
{
    ck_assert_int_eq(netmkt__day_of(0, 0), 0);
    ck_assert_int_eq(netmkt__day_of(NETMKT__DAY_MS - 1, 0), 0);
    ck_assert_int_eq(netmkt__day_of(NETMKT__DAY_MS, 0), 1);
    ck_assert_int_eq(netmkt__day_of(-1, 0), -1);
    ck_assert_int_eq(netmkt__day_of(-NETMKT__DAY_MS, 0), -1);
    ck_assert_int_eq(netmkt__day_of(-NETMKT__DAY_MS - 1, 0), -2);
    ck_assert_int_eq(netmkt__day_of(-1, 1), 0);
    ck_assert_int_eq(netmkt__day_of(0, -1), -1);
}
END_TEST

static void reads(const char *text, int32_t offset, int64_t want, int32_t want_date)
{
    int64_t ms = 42;
    int32_t is_date = 42;

    ck_assert_msg(netmkt_time_parse(text, strlen(text), offset, &ms, &is_date) == NETMKT_OK, "%s: %s", text, netmkt_last_error());
    ck_assert_msg(ms == want && is_date == want_date, "%s: got %lld", text, (long long)ms);
    ck_assert_int_eq(netmkt_time_parse(text, strlen(text), offset, &ms, NULL), NETMKT_OK);
}

START_TEST(parse)
{
    const int64_t day = INT64_C(1709164800000); /* 2024-02-29 */
    const int64_t clock = day + (13 * 60 + 45) * 60000;

    reads("2024-02-29", 0, day, 1);
    reads("2024-02-29", 60, day - 3600000, 1);
    reads("2024-02-29", -1439, day + 1439 * 60000, 1);
    reads("2024-02-29T13:45", 0, clock, 0);
    reads("2024-02-29 13:45", 0, clock, 0);
    reads("2024-02-29T13:45", 120, clock - 7200000, 0);
    reads("2024-02-29T13:45Z", 120, clock, 0);
    reads("2024-02-29T13:45:10", 0, clock + 10000, 0);
    reads("2024-02-29T13:45:10.2", 0, clock + 10200, 0);
    reads("2024-02-29T13:45:10.25Z", 0, clock + 10250, 0);
    reads("2024-02-29T13:45:10.123456789Z", 0, clock + 10123, 0);
    reads("2024-02-29T13:45:10.999999999", 0, clock + 10999, 0);
    reads("2024-02-29T13:45+02", 0, clock - 7200000, 0);
    reads("2024-02-29T13:45+0230", 0, clock - 9000000, 0);
    reads("2024-02-29T13:45:00-02:30", 77, clock + 9000000, 0);
    reads("1969-12-31T23:59:59.999Z", 0, -1, 0);
    reads("0001-01-01", 0, NETMKT_TIME_MIN, 1);
    reads("9999-12-31T23:59:59.999Z", 0, NETMKT_TIME_MAX, 0);
    reads("2000-02-29", 0, INT64_C(951782400000), 1);
}
END_TEST

static void refuses(const char *text, int32_t offset, netmkt_status want)
{
    int64_t ms = 42;
    int32_t is_date = 42;

    ck_assert_msg(netmkt_time_parse(text, strlen(text), offset, &ms, &is_date) == want, "\"%s\": %s", text, netmkt_last_error());
    ck_assert_int_eq(ms, 42);
    ck_assert_int_eq(is_date, 42);
}

START_TEST(no_time)
{
    static const char *const texts[] = {
        "", "2", "2024", "2024-", "2024-2-29", "2024-02", "2024-02-", "2024-02-2", "20240229", "24-02-29", " 2024-02-29", "2024-02-29 ",
        "2024/02/29", "+2024-02-29", "2024-02-29T", "2024-02-29T1", "2024-02-29T13", "2024-02-29T13:4", "2024-02-29x13:45",
        "2024-02-29T13:45:", "2024-02-29T13:45:1", "2024-02-29T13:45:10.", "2024-02-29T13:45:10.Z", "2024-02-29T13:45:10.1234567890",
        "2024-02-29T13:45ZZ", "2024-02-29T13:45z", "2024-02-29T13:45+", "2024-02-29T13:45+1", "2024-02-29T13:45+01:", "2024-02-29T13:45+01:3",
        "2024-02-29T13:45+013", "2024-02-29T13:45 Z", "2024-02-29T13:45 UTC", "2024-02-29Z", "yesterday", "2024-02-29T13:45+01:00:00",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refuses(texts[i], 0, NETMKT_E_FORMAT);
}
END_TEST

START_TEST(no_such_time)
{
    static const char *const texts[] = {
        "0000-01-01", "2024-00-01", "2024-13-01", "2024-01-00", "2024-01-32", "2024-04-31", "2023-02-29", "1900-02-29", "2024-02-30",
        "2024-02-29T24:00", "2024-02-29T13:60", "2024-02-29T13:45:60", "2024-02-29T13:45+24", "2024-02-29T13:45+01:60",
        "0001-01-01T00:00+00:01", "9999-12-31T23:59-00:01",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refuses(texts[i], 0, NETMKT_E_RANGE);
    refuses("0001-01-01", 1, NETMKT_E_RANGE);
}
END_TEST

START_TEST(misuse)
{
    int64_t ms;
    char text[32];

    ck_assert_int_eq(netmkt_time_parse(NULL, 0, 0, &ms, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_time_parse("2024-02-29", 10, 0, NULL, NULL), NETMKT_E_INVALID);
    refuses("2024-02-29", 1440, NETMKT_E_INVALID);
    refuses("2024-02-29", -1440, NETMKT_E_INVALID);
    refuses("2024-02-29", INT32_MIN, NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_time_parse_as_of(NULL, 0, &ms), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_time_parse_as_of("2024-02-29", 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_time_format(0, NULL, 32), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_time_format(NETMKT_TIME_MIN - 1, text, sizeof text), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_time_format(NETMKT_TIME_MAX + 1, text, sizeof text), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_time_format(INT64_MAX, text, sizeof text), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_time_format(0, text, 20), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_time_format(0, text, 21), NETMKT_OK);
    ck_assert_int_eq(netmkt_time_parse("2024-02-291", 10, 0, &ms, NULL), NETMKT_OK); /* no byte beyond the length */
}
END_TEST

START_TEST(as_of)
{
    int64_t ms, day = INT64_C(1709164800000);

    ck_assert_int_eq(netmkt_time_parse_as_of("2024-02-29", 0, &ms), NETMKT_OK);
    ck_assert_int_eq(ms, day + NETMKT__DAY_MS - 1);
    ck_assert_int_eq(netmkt_time_parse_as_of("2024-02-29", 60, &ms), NETMKT_OK);
    ck_assert_int_eq(netmkt__day_of(ms, 60), day / NETMKT__DAY_MS);
    ck_assert_int_eq(netmkt__day_of(ms + 1, 60), day / NETMKT__DAY_MS + 1);
    ck_assert_int_eq(netmkt_time_parse_as_of("2024-02-29T00:00Z", 60, &ms), NETMKT_OK);
    ck_assert_int_eq(ms, day);
    ck_assert_int_eq(netmkt_time_parse_as_of("2024-02-29T00:00", 60, &ms), NETMKT_OK);
    ck_assert_int_eq(ms, day - 3600000);
    ck_assert_int_eq(netmkt_time_parse_as_of("9999-12-31", -60, &ms), NETMKT_OK);
    ck_assert_int_eq(ms, NETMKT_TIME_MAX);
    ms = 42;
    ck_assert_int_eq(netmkt_time_parse_as_of("2024-02-30", 0, &ms), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_time_parse_as_of("soon", 0, &ms), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_time_parse_as_of("2024-02-29", 1440, &ms), NETMKT_E_INVALID);
    ck_assert_int_eq(ms, 42);
}
END_TEST

START_TEST(format)
{
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z"}, {-1, "1969-12-31T23:59:59.999Z"}, {INT64_C(1709214300250), "2024-02-29T13:45:00.250Z"},
        {NETMKT_TIME_MIN, "0001-01-01T00:00:00Z"}, {NETMKT_TIME_MAX, "9999-12-31T23:59:59.999Z"}, {5, "1970-01-01T00:00:00.005Z"},
    };
    char text[32];
    int64_t ms;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(netmkt_time_format(cases[i].ms, text, sizeof text), NETMKT_OK);
        ck_assert_str_eq(text, cases[i].text);
    }
    for (int64_t t = NETMKT_TIME_MIN; t <= NETMKT_TIME_MAX; t += INT64_C(3155378976007)) {
        ck_assert_int_eq(netmkt_time_format(t, text, sizeof text), NETMKT_OK);
        ck_assert_int_eq(netmkt_time_parse(text, strlen(text), 99, &ms, NULL), NETMKT_OK);
        ck_assert_int_eq(ms, t);
    }
}
END_TEST

START_TEST(time_zone_of_the_process)
{
    int64_t ms;

    ck_assert_int_eq(setenv("TZ", "America/St_Johns", 1), 0);
    tzset();
    ck_assert_int_eq(netmkt_time_parse("1970-01-01T00:00", 16, 0, &ms, NULL), NETMKT_OK);
    ck_assert_int_eq(ms, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("time");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, every_day);
    tcase_add_test(tests, days_round_down);
    tcase_add_test(tests, parse);
    tcase_add_test(tests, no_time);
    tcase_add_test(tests, no_such_time);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, as_of);
    tcase_add_test(tests, format);
    tcase_add_test(tests, time_zone_of_the_process);
    suite_add_tcase(suite, tests);
    return suite;
}
