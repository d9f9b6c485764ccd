/* Comma-separated values, RFC 4180: records of fields, taken from bytes in memory without a copy. */
#ifndef NETMKT_IO_CSV_H
#define NETMKT_IO_CSV_H

#include <stddef.h>
#include <stdint.h>

#include <netmkt/status.h>

/* Longest record: what is longer is a quote that was never closed. */
#define NETMKT__CSV_RECORD_MAX ((size_t)16 << 20)

#define NETMKT__CSV_WINDOW 1024

/* What is wrong with a field. */
enum {
    NETMKT__CSV_GOOD = 0,
    NETMKT__CSV_AFTER_QUOTE = 1, /* text between the closing quote and the delimiter */
    NETMKT__CSV_UNCLOSED = 2     /* the quote is not closed before the end */
};

/* One field, without its quotes, doubled quotes made single. */
typedef struct netmkt__csv_field {
    char *text;
    uint32_t length;
    uint32_t fault; /* NETMKT__CSV_... */
} netmkt__csv_field;

/* Reads the records of a piece of text. The piece is changed: doubled quotes are undone in place. */
typedef struct netmkt__csv {
    char *bytes;
    size_t size;
    size_t at;        /* start of the next record */
    uint64_t line;    /* lines before it within the piece */
    size_t indexed;   /* bytes looked at for marks */
    uint32_t next, count;
    char delimiter;
    uint32_t marks[NETMKT__CSV_WINDOW + 64]; /* where delimiters, quotes and newlines are */
} netmkt__csv;

/* Bytes of the UTF-8 mark at the beginning of a file, which are no part of its first name: 3, or 0. */
size_t netmkt__csv_mark(const char *bytes, size_t size);

/* NETMKT_E_FORMAT for what no CSV file has: UTF-16, a NUL byte, bytes that are not UTF-8. */
netmkt_status netmkt__csv_check(const char *bytes, size_t size);

/* Begin with `size` bytes (less than 4 GiB) of whole records; the last newline may be missing. */
void netmkt__csv_begin(netmkt__csv *csv, char *bytes, size_t size, char delimiter);

/* The next record's fields; at most `capacity` of them are stored, `count` says how many there are. An empty line gives
 * one empty field. csv->line is that of the next record afterwards. Returns 0 at the end. */
int netmkt__csv_next(netmkt__csv *csv, netmkt__csv_field *fields, size_t capacity, size_t *count);

/* Cut text at ends of records: ends[0] < ends[1] < ..., each about `step` bytes after the one before; the last is the end
 * of the last whole record within. Returns their number, 0 if there is no whole record; `capacity` > size / step. */
size_t netmkt__csv_cut(const char *bytes, size_t size, char delimiter, size_t step, size_t *ends, size_t capacity);

/* The delimiter that a header has: of ',', ';' and tab the one that occurs most outside quotes, ',' when none does. */
char netmkt__csv_delimiter(const char *header, size_t length);

#endif
