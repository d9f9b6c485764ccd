/* Cells of a table by column and row; a column that is not there fails the test. */
#ifndef NETMKT_TESTS_CELLS_H
#define NETMKT_TESTS_CELLS_H

#include <netmkt/table.h>

#include "support/support.h"

static inline const void *cells(const netmkt_table *table, const char *name)
{
    const void *data;

    ck_assert_int_eq(netmkt_table_column(table, name, NULL, &data), NETMKT_OK);
    return data;
}

static inline double real(const netmkt_table *table, const char *name, size_t row)
{
    return ((const double *)cells(table, name))[row];
}

static inline int64_t whole(const netmkt_table *table, const char *name, size_t row)
{
    return ((const int64_t *)cells(table, name))[row];
}

static inline const char *text(const netmkt_table *table, const char *name, size_t row)
{
    return ((const char *const *)cells(table, name))[row];
}

#endif
