/* Customers' summaries as CSV: columns found by the header's names, read in bounded memory, a batch of rows at a time.
 *
 * Every row stands for a customer, or for `weight` customers alike. Numbers are decimal, whatever the locale. A field in
 * quotes may hold commas, quotes (doubled) and ends of lines. */
#ifndef NETMKT_TOOL_SUMMARIES_H
#define NETMKT_TOOL_SUMMARIES_H

#include "options.h"

/* Columns: x or frequency; t_x or recency; T or n; m, monetary or monetary_value; weight, count or customers. */
enum { COLUMN_X, COLUMN_T_X, COLUMN_T, COLUMN_M, COLUMN_WEIGHT, SUMMARY_COLUMNS };

struct summaries {
    FILE *file;
    const char *name;          /* of the file, for messages */
    char *buffer;              /* bytes from `at` to `end` wait */
    size_t capacity, at, end;
    bool ended;                /* nothing more to read */
    unsigned long long line;   /* of the next record, from 1 */
    size_t fields;             /* a record has */
    int of_field[64];          /* COLUMN_..., -1: not wanted, -2: the customer */
    bool has[SUMMARY_COLUMNS], has_customer;
};

/* Rows read, in columns that the caller owns; release with batch_free(). */
struct batch {
    size_t count, capacity;
    double *column[SUMMARY_COLUMNS]; /* an empty field is 0, but for weight; a column that is missing is 0 (weight: 1) */
    unsigned long long *line;        /* where each row begins */
    char *customers;                 /* each row's customer as it stands in the file, quotes too, end to end */
    size_t *customer_end;
    size_t customers_capacity;
};

/* Open a file, or standard input for "-", and read the header. STATUS_GOOD, or STATUS_FAILED with a message. Release with
 * summaries_close() in any case. */
int summaries_open(struct summaries *summaries, const char *path);
void summaries_close(struct summaries *summaries);

/* Read up to `most` rows more into an emptied batch (`append`: behind those it has). No rows: the end. */
int summaries_read(struct summaries *summaries, size_t most, bool append, struct batch *batch);
void batch_free(struct batch *batch);

/* Say the library's last failure with the line of the file in place of "row N"; returns STATUS_FAILED. */
int summaries_fail(const struct summaries *summaries, const struct batch *batch);

#endif
