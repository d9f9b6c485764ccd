/* Saved texts: the change and its record. */
#include "store/notes.h"

#include <string.h>

#include "base/status.h"

netmkt_status netmkt__store_note(netmkt_store *store, uint32_t kind, const char *name, const char *text)
{
    size_t name_length = strlen(name), text_length = text != NULL ? strlen(text) : 0;
    netmkt__notes *notes = &store->records.notes;
    netmkt_status status = netmkt__store_write(store);

    if (status != NETMKT_OK)
        return status;
    status = netmkt__store_record_room(store, 64 + netmkt__note_size(name_length, text_length));
    if (status == NETMKT_OK && text != NULL)
        status = netmkt__note_put(notes, kind, name, name_length, text, text_length);
    else if (status == NETMKT_OK)
        status = netmkt__note_remove(notes, kind, name, name_length);
    if (status == NETMKT_OK && netmkt__store_keeps(store)) {
        size_t begun = netmkt__store_record_begin(store, NETMKT__RECORD_NOTE);

        netmkt__note_encode(&store->pending, kind, name, name_length, text, text_length);
        netmkt__store_record_end(store, begun);
    }
    netmkt__store_write_end(store);
    return status;
}
