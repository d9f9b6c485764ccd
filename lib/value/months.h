/* Calendar months between two moments, in days shifted by the day offset. */
#ifndef NETMKT_VALUE_MONTHS_H
#define NETMKT_VALUE_MONTHS_H

#include <netmkt/table.h>

typedef struct netmkt__months {
    netmkt_context *context;
    size_t count;
    int64_t *start; /* count + 1 moments: month i is [start[i], start[i + 1]) */
    int32_t first;  /* year * 12 + month - 1 of month 0 */
    int32_t reserved;
} netmkt__months;

/* The months that hold [first_ms, last_ms]; none if that is empty. NETMKT_E_NOMEM. */
netmkt_status netmkt__months_new(netmkt_context *context, int64_t first_ms, int64_t last_ms, int32_t day_offset, netmkt__months *out);
void netmkt__months_free(netmkt__months *months);

/* The month that holds a moment between the two. */
size_t netmkt__month_of(const netmkt__months *months, int64_t time_ms);

/* Fill a text column of count + 1 rows: "2024-03", and "all" at the end. NETMKT_E_NOMEM. */
netmkt_status netmkt__months_names(const netmkt__months *months, netmkt_table *table, const char **names);

#endif
