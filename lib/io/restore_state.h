/* A restore under way, as its parts see it. */
#ifndef NETMKT_IO_RESTORE_STATE_H
#define NETMKT_IO_RESTORE_STATE_H

#include <netmkt/suppression.h>
#include <netmkt/time.h>

#include "io/records.h"
#include "io/restore.h"

struct netmkt__restore {
    netmkt__applying *applying;
    netmkt_store *store;
    netmkt__csv_field *fields; /* of the row; each ends with a NUL */
    uint32_t places[NETMKT__EXPORT_COLUMNS];
    int attributes_known;      /* the attributes of the header were looked up */
    size_t blame;              /* column of the failure, NETMKT__EXPORT_COLUMNS: none */
    size_t waiting;            /* entries of the suppression list, added together: a hash new to it is looked for among all customers */
    size_t entry_capacity, hash_capacity;
    netmkt_suppression *entry;
    unsigned char (*hash)[NETMKT_SUPPRESSION_HASH];
};

/* The row's cell in a column, which is to blame from now on. */
static inline const netmkt__csv_field *netmkt__restore_cell(netmkt__restore *r, size_t column)
{
    r->blame = column;
    return &r->fields[r->places[column]];
}

static inline netmkt_status netmkt__restore_moment(netmkt__restore *r, size_t column, int64_t *out)
{
    const netmkt__csv_field *field = netmkt__restore_cell(r, column);

    *out = 0;
    return field->length > 0 ? netmkt_time_parse(field->text, field->length, 0, out, NULL) : NETMKT_OK;
}

/* The channel that a cell names; 0 where it is empty. NETMKT_E_FORMAT: there is none of that name. */
netmkt_status netmkt__restore_channel(netmkt__restore *restore, netmkt_channel_id *out);

/* restore_persons.c: what is recorded of persons besides attributes and events. */
netmkt_status netmkt__restore_secret(netmkt__restore *restore);
netmkt_status netmkt__restore_suppression(netmkt__restore *restore);
/* Add what waits: before a row of another kind, and at the end of the rows. */
netmkt_status netmkt__restore_suppressions(netmkt__restore *restore);
netmkt_status netmkt__restore_consent(netmkt__restore *restore);
netmkt_status netmkt__restore_disclosure(netmkt__restore *restore);

#endif
