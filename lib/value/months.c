/* Where months begin, once for all events. */
#include "value/months.h"

#include <stdio.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/table.h"

static int32_t month_number(int64_t time_ms, int32_t day_offset)
{
    int32_t year, month, day;

    netmkt__civil_from_days(netmkt__day_of(time_ms, day_offset), &year, &month, &day);
    return year * 12 + month - 1;
}

netmkt_status netmkt__months_new(netmkt_context *context, int64_t first_ms, int64_t last_ms, int32_t day_offset, netmkt__months *out)
{
    *out = (netmkt__months){.context = context};
    if (first_ms <= last_ms) {
        out->first = month_number(first_ms, day_offset);
        out->count = (size_t)(month_number(last_ms, day_offset) - out->first) + 1;
    }
    out->start = netmkt__alloc(context, out->count + 1, sizeof *out->start);
    if (out->start == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i <= out->count; i++) {
        int32_t number = out->first + (int32_t)i;

        out->start[i] = netmkt__days_from_civil(number / 12, number % 12 + 1, 1) * NETMKT__DAY_MS - (int64_t)day_offset * 60000;
    }
    return NETMKT_OK;
}

void netmkt__months_free(netmkt__months *months)
{
    netmkt__free(months->context, months->start);
    months->start = NULL;
    months->count = 0;
}

size_t netmkt__month_of(const netmkt__months *months, int64_t time_ms)
{
    size_t low = 0, high = months->count; /* start[low] <= time < start[high] */

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (months->start[middle] <= time_ms)
            low = middle;
        else
            high = middle;
    }
    return low;
}

netmkt_status netmkt__months_names(const netmkt__months *months, netmkt_table *table, const char **names)
{
    for (size_t i = 0; i < months->count; i++) {
        int32_t number = months->first + (int32_t)i;
        char text[32];
        int length = snprintf(text, sizeof text, "%04d-%02d", (int)(number / 12), (int)(number % 12 + 1));
        const char *copy = netmkt__table_copy(table, text, (size_t)length);

        if (copy == NULL)
            return netmkt__nomem();
        names[i] = copy;
    }
    names[months->count] = "all";
    return NETMKT_OK;
}
