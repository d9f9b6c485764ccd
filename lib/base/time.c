/* Moments as ISO 8601 text, read by a cursor that never passes the end. */
#include <netmkt/time.h>

#include <stdio.h>

#include "base/calendar.h"
#include "base/status.h"

#define TIME_MIN INT64_C(-62135596800000) /* 0001-01-01T00:00:00.000Z */
#define TIME_MAX INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */
#define MOST_OFFSET 1439                  /* minutes: less than a day */

typedef struct cursor {
    const char *text;
    size_t length, at;
} cursor;

static netmkt_status expected(const cursor *c, const char *what)
{
    return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no date or time: %s expected at character %zu, as in 2024-02-29T13:45:00Z",
                        (int)(c->length < 40 ? c->length : 40), c->text, what, c->at + 1);
}

static int next_is(const cursor *c, char a)
{
    return c->at < c->length && c->text[c->at] == a;
}

static int next_is_digit(const cursor *c)
{
    return c->at < c->length && c->text[c->at] >= '0' && c->text[c->at] <= '9';
}

static netmkt_status take(cursor *c, char a, const char *what)
{
    if (!next_is(c, a))
        return expected(c, what);
    c->at++;
    return NETMKT_OK;
}

/* Exactly `count` digits, worth least to most. */
static netmkt_status take_number(cursor *c, int count, int32_t least, int32_t most, const char *what, int32_t *value)
{
    *value = 0;
    for (int i = 0; i < count; i++, c->at++) {
        if (!next_is_digit(c))
            return expected(c, what);
        *value = *value * 10 + (c->text[c->at] - '0');
    }
    if (*value < least || *value > most)
        return netmkt__fail(NETMKT_E_RANGE, "\"%.*s\": there is no %s %d", (int)(c->length < 40 ? c->length : 40), c->text, what, (int)*value);
    return NETMKT_OK;
}

static int32_t days_in_month(int32_t year, int32_t month)
{
    int32_t next_year = month == 12 ? year + 1 : year, next_month = month == 12 ? 1 : month + 1;

    return (int32_t)(netmkt__days_from_civil(next_year, next_month, 1) - netmkt__days_from_civil(year, month, 1));
}

static netmkt_status take_date(cursor *c, int64_t *days)
{
    netmkt_status status;
    int32_t year, month, day;

    if ((status = take_number(c, 4, 1, 9999, "year", &year)) != NETMKT_OK ||
        (status = take(c, '-', "'-'")) != NETMKT_OK ||
        (status = take_number(c, 2, 1, 12, "month", &month)) != NETMKT_OK ||
        (status = take(c, '-', "'-'")) != NETMKT_OK ||
        (status = take_number(c, 2, 1, days_in_month(year, month), "day", &day)) != NETMKT_OK)
        return status;
    *days = netmkt__days_from_civil(year, month, day);
    return NETMKT_OK;
}

/* A fraction of a second in milliseconds; digits beyond the third are cut. */
static netmkt_status take_fraction(cursor *c, int64_t *ms)
{
    int64_t weight = 100;
    int digits = 0;

    for (; digits < 9 && next_is_digit(c); digits++, c->at++, weight /= 10)
        *ms += weight * (c->text[c->at] - '0');
    return digits > 0 ? NETMKT_OK : expected(c, "a digit");
}

static netmkt_status take_clock(cursor *c, int64_t *ms)
{
    netmkt_status status;
    int32_t hour, minute, second = 0;

    if ((status = take_number(c, 2, 0, 23, "hour", &hour)) != NETMKT_OK ||
        (status = take(c, ':', "':'")) != NETMKT_OK ||
        (status = take_number(c, 2, 0, 59, "minute", &minute)) != NETMKT_OK)
        return status;
    *ms = 0;
    if (next_is(c, ':')) {
        c->at++;
        status = take_number(c, 2, 0, 59, "second", &second);
        if (status == NETMKT_OK && next_is(c, '.')) {
            c->at++;
            status = take_fraction(c, ms);
        }
    }
    *ms += ((int64_t)hour * 60 + minute) * 60000 + (int64_t)second * 1000;
    return status;
}

/* Z, +hh, +hhmm, +hh:mm, or nothing, which leaves *minutes alone. */
static netmkt_status take_offset(cursor *c, int32_t *minutes)
{
    netmkt_status status;
    int32_t hour, minute = 0;
    int west = next_is(c, '-');

    if (next_is(c, 'Z')) {
        c->at++;
        *minutes = 0;
        return NETMKT_OK;
    }
    if (!west && !next_is(c, '+'))
        return NETMKT_OK;
    c->at++;
    status = take_number(c, 2, 0, 23, "hour", &hour);
    if (status == NETMKT_OK && (next_is(c, ':') || next_is_digit(c))) {
        c->at += next_is(c, ':') ? 1 : 0;
        status = take_number(c, 2, 0, 59, "minute", &minute);
    }
    *minutes = west ? -(hour * 60 + minute) : hour * 60 + minute;
    return status;
}

/* The whole text; the result may lie up to a day outside the years 0001 to 9999. */
static netmkt_status parse(const char *text, size_t length, int32_t utc_offset_minutes, int64_t *time_ms, int32_t *is_date)
{
    cursor c = {text, length, 0};
    netmkt_status status;
    int64_t days, ms = 0;

    if (utc_offset_minutes < -MOST_OFFSET || utc_offset_minutes > MOST_OFFSET)
        return netmkt__fail(NETMKT_E_INVALID, "an offset of %d minutes; it must be less than a day", (int)utc_offset_minutes);
    status = take_date(&c, &days);
    if (status != NETMKT_OK)
        return status;
    *is_date = c.at == length;
    if (!*is_date) {
        if (!next_is(&c, 'T') && !next_is(&c, ' '))
            return expected(&c, "'T'");
        c.at++;
        if ((status = take_clock(&c, &ms)) != NETMKT_OK || (status = take_offset(&c, &utc_offset_minutes)) != NETMKT_OK)
            return status;
        if (c.at != length)
            return expected(&c, "the end");
    }
    *time_ms = days * NETMKT__DAY_MS + ms - (int64_t)utc_offset_minutes * 60000;
    return NETMKT_OK;
}

static netmkt_status in_range(const char *text, size_t length, int64_t time_ms)
{
    if (time_ms >= TIME_MIN && time_ms <= TIME_MAX)
        return NETMKT_OK;
    return netmkt__fail(NETMKT_E_RANGE, "\"%.*s\" is not in the years 0001 to 9999 of UTC", (int)(length < 40 ? length : 40), text);
}

netmkt_status netmkt_time_parse(const char *text, size_t length, int32_t utc_offset_minutes, int64_t *time_ms, int32_t *is_date)
{
    netmkt_status status;
    int64_t moment;
    int32_t date;

    if (text == NULL || time_ms == NULL)
        return netmkt__misuse("text and time_ms are needed");
    status = parse(text, length, utc_offset_minutes, &moment, &date);
    if (status == NETMKT_OK)
        status = in_range(text, length, moment);
    if (status != NETMKT_OK)
        return status;
    *time_ms = moment;
    if (is_date != NULL)
        *is_date = date;
    return NETMKT_OK;
}

netmkt_status netmkt_time_parse_as_of(const char *text, int32_t day_offset_minutes, int64_t *as_of_ms)
{
    netmkt_status status;
    size_t length = 0;
    int64_t moment;
    int32_t date;

    if (text == NULL || as_of_ms == NULL)
        return netmkt__misuse("text and as_of_ms are needed");
    while (length < 64 && text[length] != '\0')
        length++;
    status = parse(text, length, day_offset_minutes, &moment, &date);
    if (status != NETMKT_OK)
        return status;
    if (date) { /* the last day ends with time itself */
        moment += NETMKT__DAY_MS - 1;
        moment = moment > TIME_MAX ? TIME_MAX : moment;
    }
    status = in_range(text, length, moment);
    if (status == NETMKT_OK)
        *as_of_ms = moment;
    return status;
}

netmkt_status netmkt_time_format(int64_t time_ms, char *buffer, size_t capacity)
{
    int64_t days, ms;
    int32_t year, month, day;
    char text[32];
    int length;

    if (buffer == NULL)
        return netmkt__misuse("buffer is NULL");
    if (time_ms < TIME_MIN || time_ms > TIME_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "the time %lld is not in the years 0001 to 9999", (long long)time_ms);
    days = netmkt__day_of(time_ms, 0);
    ms = time_ms - days * NETMKT__DAY_MS;
    netmkt__civil_from_days(days, &year, &month, &day);
    length = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", (int)year % 10000, (int)month % 100, (int)day % 100,
                      (int)(ms / 3600000) % 100, (int)(ms / 60000 % 60), (int)(ms / 1000 % 60));
    if (ms % 1000 != 0)
        length += snprintf(text + length, sizeof text - (size_t)length, ".%03d", (int)(ms % 1000));
    text[length++] = 'Z';
    text[length++] = '\0';
    if ((size_t)length > capacity)
        return netmkt__fail(NETMKT_E_RANGE, "the time needs a buffer of %d bytes, not %zu", length, capacity);
    for (int i = 0; i < length; i++)
        buffer[i] = text[i];
    return NETMKT_OK;
}
