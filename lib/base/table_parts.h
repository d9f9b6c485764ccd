/* What a table is made of, for the files that write it, and the buffered way out that they share. */
#ifndef NETMKT_BASE_TABLE_PARTS_H
#define NETMKT_BASE_TABLE_PARTS_H

#include <netmkt/table.h>

typedef struct netmkt__text_block netmkt__text_block;

typedef struct netmkt__column {
    const char *name;
    void *data;
    int32_t type; /* NETMKT_COLUMN_... */
    int32_t reserved;
} netmkt__column;

struct netmkt_table {
    netmkt_context *context;
    size_t rows, columns, capacity;
    netmkt__column *column;
    netmkt__text_block *blocks;
    int32_t exponent;
    int32_t reserved;
};

/* Bytes on their way out. After the writer said stop nothing more is given to it. */
typedef struct netmkt__sink {
    netmkt_write_function write;
    void *user;
    size_t used;
    int stopped;
    char bytes[8192];
} netmkt__sink;

void netmkt__sink_put(netmkt__sink *sink, const char *bytes, size_t size);
void netmkt__sink_fill(netmkt__sink *sink, char byte, size_t count);
void netmkt__sink_flush(netmkt__sink *sink);

static inline void netmkt__sink_byte(netmkt__sink *sink, char byte)
{
    if (sink->used == sizeof sink->bytes)
        netmkt__sink_flush(sink);
    sink->bytes[sink->used++] = byte;
}

/* The text of a cell that is no text, at most NETMKT__NUMBER_TEXT bytes; 0 for no value. */
size_t netmkt__cell_text(const netmkt_table *table, const netmkt__column *column, size_t row, char *buffer);

/* A moment as in netmkt_time_format(); 0 for no value or one beyond the calendar. */
size_t netmkt__time_text(int64_t time_ms, char *buffer);

/* For a person. NETMKT_E_NOMEM: nothing was written. */
netmkt_status netmkt__table_write_text(const netmkt_table *table, netmkt__sink *sink);

#endif
