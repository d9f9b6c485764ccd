/* Changing the saved texts of a store; they are read under the read lock, as netmkt__note_find(&store->records.notes, ...). */
#ifndef NETMKT_STORE_NOTES_H
#define NETMKT_STORE_NOTES_H

#include "store/store.h"

/* Save a text, or with NULL remove it, without the lock; durable with the next commit. Unchanged after a failure: NETMKT_E_READ_ONLY,
 * NETMKT_E_STATE, NETMKT_E_INVALID, NETMKT_E_NOT_FOUND (nothing to remove), NETMKT_E_NOMEM. */
netmkt_status netmkt__store_note(netmkt_store *store, uint32_t kind, const char *name, const char *text);

#endif
