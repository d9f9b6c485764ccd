/* A row of CSV being written: cells in the order of their columns, empty ones left out on the way. */
#ifndef NETMKT_IO_CSV_ROW_H
#define NETMKT_IO_CSV_ROW_H

#include "base/context.h"

typedef struct netmkt__csv_row {
    netmkt_context *context;
    char *bytes;
    size_t size, capacity;
    size_t columns;       /* of every row */
    size_t column;        /* the next one of this row */
    netmkt_status status; /* the first failure; what follows it is not written */
} netmkt__csv_row;

void netmkt__csv_row_begin(netmkt__csv_row *row);
/* Write a cell, quoted where that is needed; `column` is beyond those written before. */
void netmkt__csv_row_put(netmkt__csv_row *row, size_t column, const char *text, size_t length);
void netmkt__csv_row_text(netmkt__csv_row *row, size_t column, const char *text);
/* Numbers and times; money and times of 0 are written, the caller leaves out what is not given. */
void netmkt__csv_row_whole(netmkt__csv_row *row, size_t column, int64_t value);
void netmkt__csv_row_money(netmkt__csv_row *row, size_t column, int64_t minor, int32_t exponent);
void netmkt__csv_row_time(netmkt__csv_row *row, size_t column, int64_t time_ms);
/* A number of thousandths, without trailing zeros. */
void netmkt__csv_row_thousandths(netmkt__csv_row *row, size_t column, int64_t value);
void netmkt__csv_row_end(netmkt__csv_row *row);
void netmkt__csv_row_free(netmkt__csv_row *row);

#endif
