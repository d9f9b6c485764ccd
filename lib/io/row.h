/* A row being read, as the files that read it share it. */
#ifndef NETMKT_IO_ROW_H
#define NETMKT_IO_ROW_H

#include "io/rows.h"

typedef struct netmkt__row {
    const netmkt__reading *reading;
    netmkt__batch *batch;
    const netmkt__csv_field *fields;
    uint32_t blame;          /* column that is being read */
    int valid;               /* the whole piece is UTF-8 */
    const char *time_text;   /* of the row before */
    uint32_t time_length;
    int64_t time_ms;
} netmkt__row;

static inline uint32_t netmkt__row_column(const netmkt__row *r, uint32_t field)
{
    return r->reading->mapping.places[field].column;
}

/* Begin to read a column, which is to blame from now on. */
static inline const netmkt__csv_field *netmkt__row_take(netmkt__row *r, uint32_t column)
{
    r->blame = column;
    return &r->fields[column];
}

/* Each reads its columns into the batch's row, and leaves in r->blame the one that is wrong. */
netmkt_status netmkt__row_time(netmkt__row *r);
/* Amount and cost of a row that is an event of its own; `implied`: its kind is not said, so that a negative order is a return. */
netmkt_status netmkt__row_amounts(netmkt__row *r, int implied);
/* The same, exactly, of a line of an order. */
netmkt_status netmkt__row_line_amounts(netmkt__row *r);

#endif
