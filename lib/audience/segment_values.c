/* Values in an expression: numbers, money, texts, words of a list, moments. */
#include "audience/segment_parser.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/time.h>

#include "base/calendar.h"
#include "base/number_text.h"
#include "base/status.h"
#include "store/store.h"

#define SPAN_MOST 1e6 /* units ago */

static const char *const units[NETMKT__UNITS][2] = {{"minute", "minutes"}, {"hour", "hours"}, {"day", "days"},
                                                    {"week", "weeks"},     {"month", "months"}, {"year", "years"}};

/* A moment so many months earlier, at the same time of day; the last day of a shorter month. */
static int64_t months_before(int64_t time_ms, int32_t offset, int64_t months)
{
    static const int32_t length[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t day = netmkt__day_of(time_ms, offset), within = time_ms + (int64_t)offset * 60000 - day * NETMKT__DAY_MS, count;
    int32_t year, month, date, most;

    netmkt__civil_from_days(day, &year, &month, &date);
    count = (int64_t)year * 12 + month - 1 - months;
    if (count < 12)
        return NETMKT_TIME_MIN;
    year = (int32_t)(count / 12);
    month = (int32_t)(count % 12) + 1;
    most = length[month - 1] + (month == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0));
    return netmkt__days_from_civil(year, month, date < most ? date : most) * NETMKT__DAY_MS + within - (int64_t)offset * 60000;
}

static int64_t before(const netmkt__parser *p, double count, int32_t unit)
{
    static const double ms[] = {60000.0, 3600000.0, 86400000.0, 604800000.0};
    int64_t moment, as_of = p->tree->as_of_ms;

    if (unit == NETMKT__UNIT_MONTH || unit == NETMKT__UNIT_YEAR)
        moment = months_before(as_of, netmkt__store_day_offset(p->store), (int64_t)count * (unit == NETMKT__UNIT_YEAR ? 12 : 1));
    else
        moment = (double)as_of - count * ms[unit] < (double)NETMKT_TIME_MIN ? NETMKT_TIME_MIN : as_of - (int64_t)(count * ms[unit]);
    return moment > NETMKT_TIME_MIN ? moment : NETMKT_TIME_MIN;
}

static netmkt_status read_number(netmkt__parser *p, double *out)
{
    netmkt_status status = p->now.length > 64 ? NETMKT_E_FORMAT : netmkt__real_parse(p->text + p->now.at, p->now.length, out);

    if (status != NETMKT_OK)
        return netmkt__parser_wrong(p, p->now.at, "the number is too long or too large");
    netmkt__parser_next(p);
    return NETMKT_OK;
}

netmkt_status netmkt__parser_span(netmkt__parser *p, netmkt__segment_value *out)
{
    size_t at = p->now.at;
    netmkt_status status;

    out->at = at;
    out->kind = NETMKT__VALUE_AGO;
    if (p->now.kind != NETMKT__TOKEN_NUMBER)
        return netmkt__parser_expected(p, "a number of days, or of other units");
    status = read_number(p, &out->number);
    if (status != NETMKT_OK)
        return status;
    if (!(out->number >= 0.0 && out->number <= SPAN_MOST))
        return netmkt__parser_wrong(p, at, "a time span is 0 to 1000000 units");
    for (int32_t unit = 0; unit < NETMKT__UNITS; unit++) {
        if (!netmkt__parser_take(p, units[unit][0]) && !netmkt__parser_take(p, units[unit][1]))
            continue;
        if (unit >= NETMKT__UNIT_MONTH && out->number != floor(out->number))
            return netmkt__parser_wrong(p, at, "months and years are whole");
        out->unit = unit;
        out->low_ms = out->high_ms = before(p, out->number, unit);
        return NETMKT_OK;
    }
    return netmkt__parser_expected(p, "minutes, hours, days, weeks, months or years");
}

static void whole_day(const netmkt__parser *p, int64_t day, netmkt__segment_value *out)
{
    int64_t shift = (int64_t)netmkt__store_day_offset(p->store) * 60000;

    out->low_ms = day * NETMKT__DAY_MS - shift;
    out->high_ms = out->low_ms + NETMKT__DAY_MS - 1;
}

static netmkt_status read_date(netmkt__parser *p, netmkt__segment_value *out)
{
    int32_t is_date = 0;
    netmkt_status status = netmkt_time_parse(p->text + p->now.at, p->now.length, netmkt__store_day_offset(p->store), &out->low_ms, &is_date);

    if (status != NETMKT_OK)
        return netmkt__parser_wrong(p, p->now.at, "no such date or time");
    out->kind = is_date ? NETMKT__VALUE_DATE : NETMKT__VALUE_MOMENT;
    out->high_ms = is_date ? out->low_ms + NETMKT__DAY_MS - 1 : out->low_ms;
    out->text = netmkt__tree_copy(p->tree, p->text + p->now.at, p->now.length);
    netmkt__parser_next(p);
    return out->text != NULL ? NETMKT_OK : netmkt__nomem();
}

static netmkt_status read_moment(netmkt__parser *p, netmkt__segment_value *out)
{
    netmkt_status status;

    if (p->now.kind == NETMKT__TOKEN_DATE) {
        status = read_date(p, out);
    } else if (netmkt__parser_take(p, "now")) {
        out->kind = NETMKT__VALUE_NOW;
        out->low_ms = out->high_ms = p->tree->as_of_ms;
        status = NETMKT_OK;
    } else if (netmkt__parser_take(p, "today")) {
        out->kind = NETMKT__VALUE_TODAY;
        whole_day(p, netmkt__day_of(p->tree->as_of_ms, netmkt__store_day_offset(p->store)), out);
        status = NETMKT_OK;
    } else if (p->now.kind == NETMKT__TOKEN_NUMBER) {
        status = netmkt__parser_span(p, out);
        if (status == NETMKT_OK && !netmkt__parser_take(p, "ago"))
            return netmkt__parser_expected(p, "\"ago\"");
    } else {
        return netmkt__parser_expected(p, "a moment, such as 2026-01-31, \"30 days ago\" or \"today\"");
    }
    out->low = (double)out->low_ms;
    out->high = (double)out->high_ms;
    return status;
}

static netmkt_status read_money(netmkt__parser *p, netmkt__segment_value *out)
{
    const char *currency = p->store->records.currency;
    size_t at;

    for (int32_t i = netmkt__store_exponent(p->store); i > 0; i--)
        out->low *= 10.0;
    out->low = floor(out->low + 0.5) == out->low || fabs(out->low - round(out->low)) > 1e-6 * fabs(out->low) ? out->low : round(out->low);
    out->high = out->low;
    at = p->now.at;
    if (p->now.kind != NETMKT__TOKEN_NAME || p->now.length != 3 || p->text[at] < 'A' || p->text[at] > 'Z' || p->text[at + 2] > 'Z')
        return NETMKT_OK;
    if (memcmp(p->text + at, currency, 3) != 0) {
        char what[80];

        (void)snprintf(what, sizeof what, "the store's currency is %.3s", currency);
        return netmkt__parser_wrong(p, at, what);
    }
    netmkt__parser_next(p);
    return NETMKT_OK;
}

/* The words of a list, with '_' for a blank. */
static int same_word(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++)
        if (*a != *b && !(*a == '_' && *b == ' '))
            return 0;
    return *a == *b;
}

static netmkt_status read_listed(netmkt__parser *p, const netmkt__term *term, netmkt__segment_value *out)
{
    const char *name;
    size_t at = p->now.at;

    if (p->now.kind != NETMKT__TOKEN_NAME && p->now.kind != NETMKT__TOKEN_TEXT)
        return netmkt__parser_expected(p, "one of its names");
    name = netmkt__parser_word(p, NULL);
    if (name == NULL)
        return netmkt__nomem();
    for (uint32_t i = 0; i < term->word_count; i++) {
        if (!same_word(name, term->words[i]))
            continue;
        out->low = out->high = (double)i;
        out->text = term->words[i];
        out->length = strlen(out->text);
        out->kind = NETMKT__VALUE_TEXT;
        return NETMKT_OK;
    }
    return netmkt__parser_unknown(p, at, term->name, name, term->words, term->word_count);
}

static netmkt_status read_text(netmkt__parser *p, netmkt__segment_value *out)
{
    const netmkt__dictionary *texts = &p->store->records.attributes.texts;
    uint32_t number;

    out->kind = NETMKT__VALUE_TEXT;
    if (p->now.kind == NETMKT__TOKEN_NUMBER || p->now.kind == NETMKT__TOKEN_DATE) { /* as it is written: a postal code */
        out->length = p->now.length;
        out->text = netmkt__tree_copy(p->tree, p->text + p->now.at, p->now.length);
        netmkt__parser_next(p);
    } else if (p->now.kind == NETMKT__TOKEN_NAME || p->now.kind == NETMKT__TOKEN_TEXT) {
        out->text = netmkt__parser_word(p, &out->length);
    } else {
        return netmkt__parser_expected(p, "a text in quotes");
    }
    if (out->text == NULL)
        return netmkt__nomem();
    if (out->length == 0) {
        out->code = 1;
        return NETMKT_OK;
    }
    number = netmkt__map_find(&texts->map, out->text, out->length);
    out->code = number != NETMKT__MAP_NONE ? number + 2 : 0;
    return NETMKT_OK;
}

static netmkt_status read_yes(netmkt__parser *p, netmkt__segment_value *out)
{
    int yes = netmkt__parser_take(p, "yes") || netmkt__parser_take(p, "true");

    if (!yes && !netmkt__parser_take(p, "no") && !netmkt__parser_take(p, "false"))
        return netmkt__parser_expected(p, "yes or no");
    out->kind = NETMKT__VALUE_TEXT;
    out->text = yes ? "yes" : "no";
    out->length = strlen(out->text);
    out->low = out->high = yes;
    return NETMKT_OK;
}

netmkt_status netmkt__parser_value(netmkt__parser *p, const netmkt__term *term, int32_t type, netmkt__segment_value *out)
{
    netmkt_status status;

    *out = (netmkt__segment_value){.at = p->now.at};
    switch (type) {
    case NETMKT__IS_TIME:
        return read_moment(p, out);
    case NETMKT__IS_TEXT:
        return read_text(p, out);
    case NETMKT__IS_BOOL:
        return read_yes(p, out);
    case NETMKT__IS_WORD:
    case NETMKT__IS_RANK:
        return read_listed(p, term, out);
    default:
        break;
    }
    if (p->now.kind != NETMKT__TOKEN_NUMBER)
        return netmkt__parser_expected(p, type == NETMKT__IS_MONEY ? "an amount of money, as a number" : "a number");
    out->kind = NETMKT__VALUE_NUMBER;
    status = read_number(p, &out->number);
    out->low = out->high = out->number;
    return status == NETMKT_OK && type == NETMKT__IS_MONEY ? read_money(p, out) : status;
}
