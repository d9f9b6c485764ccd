/* A small CSV file (RFC 4180, with a header) as cells of text in memory. */
#ifndef NETMKT_TOOL_SHEET_H
#define NETMKT_TOOL_SHEET_H

#include <stddef.h>

struct sheet {
    char *bytes;   /* the file, its cells cut apart by NULs */
    char **cells;  /* row after row, the header first */
    size_t *lines; /* where each row begins in the file, from 1 */
    size_t rows, columns;
};

/* Read a file, "-" for standard input. STATUS_GOOD, or a message with the line and STATUS_FAILED. sheet_free() in any case. */
int sheet_read(struct sheet *sheet, const char *path);
void sheet_free(struct sheet *sheet);

/* A cell; row 0 is the header. */
static inline const char *sheet_cell(const struct sheet *sheet, size_t row, size_t column)
{
    return sheet->cells[row * sheet->columns + column];
}

#endif
