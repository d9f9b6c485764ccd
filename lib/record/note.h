/* Named texts that the store keeps for the floors above: saved segments and the like. A name is unique within its kind.
 *
 * Invariants:
 *  1. An entry is NULL where a note was removed since the last commit; marking closes such gaps.
 *  2. `undo` has the entry before each change since the last commit, oldest first; NULL where there was none.
 * Finding one costs the number of notes: they are few. */
#ifndef NETMKT_RECORD_NOTE_H
#define NETMKT_RECORD_NOTE_H

#include "record/encode.h"

/* Kinds; frozen. */
enum { NETMKT__NOTE_SEGMENT = 1, NETMKT__NOTE_KINDS };

#define NETMKT__NOTE_NAME_MOST 63
#define NETMKT__NOTE_TEXT_MOST 65535

typedef struct netmkt__note {
    uint32_t kind;
    uint32_t name_length, text_length;
    char texts[]; /* name and text, a NUL behind each */
} netmkt__note;

typedef struct netmkt__note_undo {
    netmkt__note *old;
    size_t number;
} netmkt__note_undo;

typedef struct netmkt__notes {
    netmkt_context *context;
    netmkt__note **entries;
    netmkt__note_undo *undo;
    size_t count, capacity, undo_count, undo_capacity;
    size_t mark; /* entries at the last commit */
} netmkt__notes;

void netmkt__notes_init(netmkt__notes *notes, netmkt_context *context);
void netmkt__notes_free(netmkt__notes *notes);
void netmkt__notes_mark(netmkt__notes *notes);
void netmkt__notes_rollback(netmkt__notes *notes);

static inline const char *netmkt__note_text(const netmkt__note *note)
{
    return note->texts + note->name_length + 1;
}

/* NULL if there is none. */
const netmkt__note *netmkt__note_find(const netmkt__notes *notes, uint32_t kind, const char *name, size_t length);
/* Add or replace. NETMKT_E_INVALID (name or text), NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__note_put(netmkt__notes *notes, uint32_t kind, const char *name, size_t name_length, const char *text, size_t text_length);
/* NETMKT_E_NOT_FOUND, NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__note_remove(netmkt__notes *notes, uint32_t kind, const char *name, size_t length);

/* A record of the journal, in reserved room: of a note that is there (`text` not NULL) or was removed; and what it does. */
size_t netmkt__note_size(size_t name_length, size_t text_length);
void netmkt__note_encode(netmkt__buffer *buffer, uint32_t kind, const char *name, size_t name_length, const char *text, size_t text_length);
netmkt_status netmkt__note_decode(netmkt__notes *notes, netmkt__reader *reader);

#endif
