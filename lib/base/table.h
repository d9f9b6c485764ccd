/* Building a table: columns are added, then filled in place by the owner (also from several threads, row by row). */
#ifndef NETMKT_BASE_TABLE_H
#define NETMKT_BASE_TABLE_H

#include <netmkt/table.h>

#include "base/number_text.h"

/* A table of a fixed number of rows. `exponent`: of its money columns. */
netmkt_status netmkt__table_new(netmkt_context *context, size_t rows, int32_t exponent, netmkt_table **out);
/* Add a column (name: copied, or a literal); *data is where its `rows` values go, zeroed (text: all ""). */
netmkt_status netmkt__table_add(netmkt_table *table, const char *name, int32_t type, void *data_pointer);
/* The same for several columns in order. */
typedef struct netmkt__column_plan {
    const char *name;
    void *data_pointer;
    int32_t type;
    int32_t reserved;
} netmkt__column_plan;
netmkt_status netmkt__table_add_all(netmkt_table *table, const netmkt__column_plan *plan, size_t columns);
/* Where the values of column `index` (it must be there) are, to fill them in later; also after netmkt__table_keep(). */
void netmkt__table_cells(netmkt_table *table, size_t index, void *data_pointer);
/* Copy text into the table's own arena and return it for a text column; NULL when out of memory. One thread at a time. */
const char *netmkt__table_copy(netmkt_table *table, const char *text, size_t length);
/* Keep only the rows whose `keep` byte is not 0, in order. Cannot fail. */
void netmkt__table_keep(netmkt_table *table, const uint8_t *keep);

#endif
