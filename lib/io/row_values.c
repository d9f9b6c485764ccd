/* Times and money in rows. What is common has a short way: the same moment as in the row before, plain dates, plain money;
 * everything else goes through the parsers that say what is wrong. */
#include "io/row.h"

#include <netmkt/time.h>

#include <string.h>

#include "base/calendar.h"
#include "base/status.h"

static inline unsigned two_digits(const char *p)
{
    unsigned tens = (unsigned)(p[0] - '0'), ones = (unsigned)(p[1] - '0');

    return tens <= 9 && ones <= 9 ? tens * 10 + ones : 100;
}

/* YYYY-MM-DD or YYYY-MM-DDThh:mm:ss (or a blank) without offset, of days that every month has; 0: not so simple. */
static int quick_time(const char *p, size_t length, int32_t utc_offset_minutes, int64_t *out)
{
    unsigned century, year, month, day, hour = 0, minute = 0, second = 0;

    if (length != 10 && length != 19)
        return 0;
    century = two_digits(p);
    year = two_digits(p + 2);
    month = two_digits(p + 5);
    day = two_digits(p + 8);
    if (length == 19) {
        hour = two_digits(p + 11);
        minute = two_digits(p + 14);
        second = two_digits(p + 17);
        if ((p[10] != 'T' && p[10] != ' ') || p[13] != ':' || p[16] != ':')
            return 0;
    }
    if (century - 1 >= 99 - 1 || year > 99 || p[4] != '-' || p[7] != '-' || month - 1 >= 12 || day - 1 >= 28 || hour > 23 || minute > 59 || second > 59)
        return 0;
    *out = netmkt__days_from_civil((int32_t)(century * 100 + year), (int32_t)month, (int32_t)day) * NETMKT__DAY_MS +
           (int64_t)(hour * 3600 + minute * 60 + second) * 1000 - (int64_t)utc_offset_minutes * 60000;
    return 1;
}

netmkt_status netmkt__row_time(netmkt__row *r)
{
    const netmkt__csv_field *cell = netmkt__row_take(r, netmkt__row_column(r, NETMKT__FIELD_TIME));
    int32_t offset = r->reading->options.utc_offset_minutes;

    if (cell->length == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "the time is missing");
    if (cell->length != r->time_length || memcmp(cell->text, r->time_text, cell->length) != 0) {
        r->time_length = 0;
        if (!quick_time(cell->text, cell->length, offset, &r->time_ms)) {
            netmkt_status status = netmkt_time_parse(cell->text, cell->length, offset, &r->time_ms, NULL);

            if (status != NETMKT_OK)
                return status;
        }
        r->time_text = cell->text;
        r->time_length = cell->length;
    }
    r->batch->time_ms[r->batch->rows] = r->time_ms;
    return NETMKT_OK;
}

/* Money of at most 15 digits, no more behind the point than the currency has; 0: not so simple. */
static int quick_money(const netmkt__csv_field *cell, int32_t exponent, int64_t *out)
{
    const char *p = cell->text, *end = p + cell->length;
    int negative = cell->length > 0 && *p == '-';
    int64_t value = 0;
    int32_t behind = 0;

    p += negative;
    if (p == end || end - p > 15 || *p == '.')
        return 0;
    for (; p < end && *p != '.'; p++) {
        unsigned digit = (unsigned)(*p - '0');

        if (digit > 9)
            return 0;
        value = value * 10 + digit;
    }
    if (p < end) {
        if (++p == end)
            return 0;
        for (; p < end; p++, behind++) {
            unsigned digit = (unsigned)(*p - '0');

            if (digit > 9 || behind >= exponent)
                return 0;
            value = value * 10 + digit;
        }
    }
    if (exponent > 3 && behind < exponent)
        return 0; /* might not fit */
    for (; behind < exponent; behind++)
        value *= 10;
    *out = negative ? -value : value;
    return 1;
}

/* The exact value of a place: a column, or the product of two. *empty tells that a cell is. */
static netmkt_status read_exact(netmkt__row *r, netmkt__place place, netmkt__decimal *out, int *empty)
{
    const netmkt__csv_field *cell = netmkt__row_take(r, place.column);
    netmkt__decimal factor;
    netmkt_status status;

    *out = (netmkt__decimal){0, 0, 0};
    *empty = cell->length == 0;
    status = *empty ? NETMKT_OK : netmkt__decimal_parse(cell->text, cell->length, out);
    if (status != NETMKT_OK || place.second == NETMKT__NO_COLUMN)
        return status;
    cell = netmkt__row_take(r, place.second);
    if (*empty || cell->length == 0) {
        *empty = 1;
        return NETMKT_OK;
    }
    status = netmkt__decimal_parse(cell->text, cell->length, &factor);
    return status == NETMKT_OK ? netmkt__decimal_multiply(*out, factor, out) : status;
}

static netmkt_status read_money(netmkt__row *r, netmkt__place place, int64_t *out, int *empty)
{
    const netmkt__csv_field *cell = netmkt__row_take(r, place.column);
    netmkt__decimal exact;
    netmkt_status status;
    int32_t rounded = 0;

    *out = 0;
    *empty = place.second == NETMKT__NO_COLUMN && cell->length == 0;
    if (*empty || (place.second == NETMKT__NO_COLUMN && quick_money(cell, r->reading->exponent, out)))
        return NETMKT_OK;
    if (place.second == NETMKT__NO_COLUMN) {
        status = netmkt_money_parse(cell->text, cell->length, r->reading->exponent, out, &rounded);
    } else {
        status = read_exact(r, place, &exact, empty);
        if (status == NETMKT_OK)
            status = netmkt__decimal_round(exact, r->reading->exponent, out, &rounded);
    }
    if (status == NETMKT_OK)
        r->batch->rounded += (uint64_t)rounded;
    return status;
}

netmkt_status netmkt__row_amounts(netmkt__row *r, int implied)
{
    const netmkt__mapping *mapping = &r->reading->mapping;
    netmkt__batch *b = r->batch;
    uint16_t *kind = &b->kind[b->rows];
    netmkt_status status;
    int64_t amount;
    int empty;

    if (b->cost != NULL) {
        status = read_money(r, mapping->places[NETMKT__FIELD_COST], &b->cost[b->rows], &empty);
        if (status != NETMKT_OK)
            return status;
    }
    if (b->amount == NULL)
        return NETMKT_OK;
    status = read_money(r, mapping->places[NETMKT__FIELD_AMOUNT], &amount, &empty);
    if (status != NETMKT_OK)
        return status;
    b->amount[b->rows] = amount;
    if (*kind == NETMKT_KIND_ORDER && amount < 0 && implied)
        *kind = NETMKT_KIND_RETURN;
    if (*kind != NETMKT_KIND_ORDER && *kind != NETMKT_KIND_RETURN)
        return NETMKT_OK;
    if (empty)
        return netmkt__fail(NETMKT_E_FORMAT, "the amount is missing");
    if (*kind == NETMKT_KIND_ORDER ? amount < 0 : amount > 0)
        return netmkt__fail(NETMKT_E_RANGE, *kind == NETMKT_KIND_ORDER ? "an order with a negative amount; is it a return?"
                                                                       : "a return with a positive amount; returns are negative");
    return NETMKT_OK;
}

netmkt_status netmkt__row_line_amounts(netmkt__row *r)
{
    const netmkt__mapping *mapping = &r->reading->mapping;
    netmkt__batch *b = r->batch;
    netmkt__decimal nothing = {0, 0, 0};
    netmkt_status status;
    int empty = 0;

    b->exact_amount[b->rows] = b->exact_cost[b->rows] = nothing;
    if (b->cost != NULL) {
        b->cost[b->rows] = 0;
        status = read_exact(r, mapping->places[NETMKT__FIELD_COST], &b->exact_cost[b->rows], &empty);
        if (status != NETMKT_OK)
            return status;
    }
    if (b->amount == NULL)
        return NETMKT_OK;
    b->amount[b->rows] = 0;
    status = read_exact(r, mapping->places[NETMKT__FIELD_AMOUNT], &b->exact_amount[b->rows], &empty);
    return status == NETMKT_OK && empty ? netmkt__fail(NETMKT_E_FORMAT, "the amount is missing") : status;
}

