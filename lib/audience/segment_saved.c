/* Segments that the store keeps by name: their texts are notes. */
#include <string.h>

#include "audience/segment.h"
#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "store/notes.h"

/* Is it an expression here, and none that names itself? */
static netmkt_status check(netmkt_store *store, const char *name, const netmkt_segment *segment)
{
    netmkt__segment_tree tree;
    size_t at;
    netmkt_status status = netmkt__store_read(store, 0);

    if (status != NETMKT_OK)
        return status;
    status = netmkt__segment_read(store, segment->text, name, netmkt__store_as_of(store, NETMKT_LATEST), &tree, &at);
    netmkt__tree_free(&tree);
    netmkt__store_read_end(store);
    return status;
}

netmkt_status netmkt_segment_save(netmkt_store *store, const char *name, const netmkt_segment *segment)
{
    netmkt_status status;

    if (store == NULL || name == NULL || segment == NULL)
        return netmkt__misuse("store, name and segment are needed");
    status = check(store, name, segment);
    return status == NETMKT_OK ? netmkt__store_note(store, NETMKT__NOTE_SEGMENT, name, segment->text) : status;
}

netmkt_status netmkt_segment_remove(netmkt_store *store, const char *name)
{
    if (store == NULL || name == NULL)
        return netmkt__misuse("store and name are needed");
    return netmkt__store_note(store, NETMKT__NOTE_SEGMENT, name, NULL);
}

/* The text itself needs no reading: it was saved in its one form. */
static netmkt_status load(const netmkt_store *store, const char *name, netmkt_segment **out)
{
    const netmkt__note *note = netmkt__note_find(&store->records.notes, NETMKT__NOTE_SEGMENT, name, strlen(name));
    netmkt_context *context = netmkt__store_context(store);
    netmkt_segment *segment;

    if (note == NULL)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no saved segment \"%.64s\"", name);
    segment = netmkt__alloc(context, 1, sizeof *segment + note->text_length + 1);
    if (segment == NULL)
        return netmkt__nomem();
    segment->context = context;
    segment->length = note->text_length;
    memcpy(segment->text, netmkt__note_text(note), note->text_length + 1);
    *out = segment;
    return NETMKT_OK;
}

netmkt_status netmkt_segment_load(netmkt_store *store, const char *name, netmkt_segment **out)
{
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL || name == NULL)
        return netmkt__misuse("store and name are needed");
    status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    status = load(store, name, out);
    netmkt__store_read_end(store);
    return status;
}

static netmkt_status list(const netmkt_store *store, netmkt_table **out)
{
    const netmkt__notes *notes = &store->records.notes;
    const char **name, **expression;
    const netmkt__column_plan plan[] = {{"name", &name, NETMKT_COLUMN_TEXT, 0}, {"expression", &expression, NETMKT_COLUMN_TEXT, 0}};
    size_t rows = 0, row = 0;
    netmkt_status status;

    for (size_t i = 0; i < notes->count; i++)
        rows += notes->entries[i] != NULL && notes->entries[i]->kind == NETMKT__NOTE_SEGMENT;
    status = netmkt__table_new(netmkt__store_context(store), rows, 0, out);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t i = 0; status == NETMKT_OK && i < notes->count; i++) {
        const netmkt__note *note = notes->entries[i];
        const char *copies[2];

        if (note == NULL || note->kind != NETMKT__NOTE_SEGMENT)
            continue;
        copies[0] = netmkt__table_copy(*out, note->texts, note->name_length);
        copies[1] = netmkt__table_copy(*out, netmkt__note_text(note), note->text_length);
        if (copies[0] == NULL || copies[1] == NULL)
            return netmkt__nomem();
        name[row] = copies[0];
        expression[row++] = copies[1];
    }
    return status;
}

netmkt_status netmkt_segment_list(netmkt_store *store, netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    status = list(store, &table);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
