/* The records of an export before its events: told apart by their first field. */
#ifndef NETMKT_IO_RESTORE_H
#define NETMKT_IO_RESTORE_H

#include "io/apply.h"

typedef struct netmkt__restore netmkt__restore;

/* Begin with the columns that the header gave the mapping, which becomes that of an export's events. NETMKT_E_NOT_FOUND: one is missing. */
netmkt_status netmkt__restore_new(netmkt__applying *applying, netmkt__restore **out);
/* Read whole records into the store up to the first event: *used says how many bytes, *done that it was met. The byte
 * behind the last record may be written to. Every bad row ends the import: an export has none. */
netmkt_status netmkt__restore_rows(netmkt__restore *restore, char *bytes, size_t size, size_t *used, int *done);
void netmkt__restore_free(netmkt__restore *restore);

#endif
