/* Notes: named texts, replaced as a whole. */
#include "record/note.h"

#include <string.h>

#include "base/status.h"
#include "base/text.h"
#include "record/names.h"

void netmkt__notes_init(netmkt__notes *notes, netmkt_context *context)
{
    memset(notes, 0, sizeof *notes);
    notes->context = context;
}

/* Nothing is to be undone; what was replaced goes. */
static void forget_undo(netmkt__notes *notes)
{
    for (size_t i = 0; i < notes->undo_count; i++)
        netmkt__free(notes->context, notes->undo[i].old);
    netmkt__free(notes->context, notes->undo);
    notes->undo = NULL;
    notes->undo_count = notes->undo_capacity = 0;
}

void netmkt__notes_mark(netmkt__notes *notes)
{
    size_t kept = 0;

    forget_undo(notes);
    for (size_t i = 0; i < notes->count; i++)
        if (notes->entries[i] != NULL)
            notes->entries[kept++] = notes->entries[i];
    notes->count = notes->mark = kept;
}

void netmkt__notes_free(netmkt__notes *notes)
{
    forget_undo(notes);
    for (size_t i = 0; i < notes->count; i++)
        netmkt__free(notes->context, notes->entries[i]);
    netmkt__free(notes->context, notes->entries);
    netmkt__notes_init(notes, notes->context);
}

void netmkt__notes_rollback(netmkt__notes *notes)
{
    while (notes->undo_count > 0) {
        netmkt__note_undo *undo = &notes->undo[--notes->undo_count];

        netmkt__free(notes->context, notes->entries[undo->number]);
        notes->entries[undo->number] = undo->old;
    }
    notes->count = notes->mark;
    netmkt__notes_mark(notes);
}

static size_t number_of(const netmkt__notes *notes, uint32_t kind, const char *name, size_t length)
{
    size_t i = 0;

    for (; i < notes->count; i++) {
        const netmkt__note *note = notes->entries[i];

        if (note != NULL && note->kind == kind && note->name_length == length && memcmp(note->texts, name, length) == 0)
            break;
    }
    return i;
}

const netmkt__note *netmkt__note_find(const netmkt__notes *notes, uint32_t kind, const char *name, size_t length)
{
    size_t number = number_of(notes, kind, name, length);

    return number < notes->count ? notes->entries[number] : NULL;
}

/* Note down what was there, and put something else. */
static netmkt_status change(netmkt__notes *notes, size_t number, netmkt__note *note)
{
    netmkt_status status = netmkt__grow(notes->context, &notes->undo, &notes->undo_capacity, notes->undo_count + 1, sizeof *notes->undo);

    if (status == NETMKT_OK && number == notes->count)
        status = netmkt__grow(notes->context, &notes->entries, &notes->capacity, notes->count + 1, sizeof *notes->entries);
    if (status != NETMKT_OK)
        return status;
    if (number == notes->count)
        notes->entries[notes->count++] = NULL;
    notes->undo[notes->undo_count++] = (netmkt__note_undo){notes->entries[number], number};
    notes->entries[number] = note;
    return NETMKT_OK;
}

netmkt_status netmkt__note_put(netmkt__notes *notes, uint32_t kind, const char *name, size_t name_length, const char *text, size_t text_length)
{
    netmkt_status status = netmkt__name_check("saved text", name, name_length, NETMKT__NOTE_NAME_MOST, 1);
    netmkt__note *note;

    if (status != NETMKT_OK)
        return status;
    if (text_length > NETMKT__NOTE_TEXT_MOST || !netmkt__utf8_valid(text, text_length))
        return netmkt__fail(NETMKT_E_INVALID, "the text of \"%.*s\" is too long, or no UTF-8", (int)name_length, name);
    note = netmkt__calloc(notes->context, 1, sizeof *note + name_length + text_length + 2);
    if (note == NULL)
        return netmkt__nomem();
    note->kind = kind;
    note->name_length = (uint32_t)name_length;
    note->text_length = (uint32_t)text_length;
    memcpy(note->texts, name, name_length);
    memcpy(note->texts + name_length + 1, text, text_length);
    status = change(notes, number_of(notes, kind, name, name_length), note);
    if (status != NETMKT_OK)
        netmkt__free(notes->context, note);
    return status;
}

netmkt_status netmkt__note_remove(netmkt__notes *notes, uint32_t kind, const char *name, size_t length)
{
    size_t number = number_of(notes, kind, name, length);

    if (number == notes->count)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "nothing is saved as \"%.*s\"", (int)(length < 64 ? length : 64), name);
    return change(notes, number, NULL);
}

size_t netmkt__note_size(size_t name_length, size_t text_length)
{
    return 16 + name_length + text_length;
}

void netmkt__note_encode(netmkt__buffer *buffer, uint32_t kind, const char *name, size_t name_length, const char *text, size_t text_length)
{
    netmkt__buffer_u32(buffer, kind);
    netmkt__buffer_u32(buffer, text != NULL);
    netmkt__buffer_text(buffer, name, name_length);
    if (text != NULL)
        netmkt__buffer_text(buffer, text, text_length);
}

netmkt_status netmkt__note_decode(netmkt__notes *notes, netmkt__reader *reader)
{
    uint32_t kind = netmkt__reader_u32(reader), there = netmkt__reader_u32(reader);
    size_t name_length, text_length = 0;
    const char *name = netmkt__reader_text(reader, NETMKT__NOTE_NAME_MOST, &name_length), *text = "";
    netmkt_status status;

    if (there == 1)
        text = netmkt__reader_text(reader, NETMKT__NOTE_TEXT_MOST, &text_length);
    if (reader->failed || there > 1 || kind < 1 || kind >= NETMKT__NOTE_KINDS)
        return netmkt__fail(NETMKT_E_CORRUPT, "a saved text is cut short, or of an unknown kind");
    status = there ? netmkt__note_put(notes, kind, name, name_length, text, text_length) : netmkt__note_remove(notes, kind, name, name_length);
    if (status == NETMKT_E_NOMEM || status == NETMKT_OK)
        return status;
    return netmkt__prefix(NETMKT_E_CORRUPT, "saved text: ");
}
