/* A file written whole beside the one in use, then renamed over it.
 *
 * The sections go from memory to the file in large writes, each summed on its way while it is in the cache. Until the
 * rename nothing of the file in use is touched, so that any failure leaves it as it was. */
#include "journal/internal.h"

#include <errno.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "base/status.h"

#define WRITE_STEP ((size_t)1024 * 1024)
#define FIRST_CHUNK (UINT64_C(64) * 1024)

/* The file under way: not in use until all of it is there. */
typedef struct draft {
    int64_t file;
    int created, renamed;
    uint64_t offset; /* written so far */
    unsigned char *table;
    size_t table_bytes;
    netmkt__file_header header;
    netmkt__slot slot;
} draft;

static netmkt_status put(netmkt__journal *journal, draft *d, const void *bytes, size_t size, uint32_t *crc)
{
    const unsigned char *p = bytes;
    netmkt_status status = NETMKT_OK;

    while (size > 0 && status == NETMKT_OK) {
        size_t n = size < WRITE_STEP ? size : WRITE_STEP;

        if (crc != NULL)
            *crc = netmkt__crc32c(*crc, p, n);
        status = netmkt__file_write(journal, d->file, journal->path_new, d->offset, p, n);
        d->offset += n;
        p += n;
        size -= n;
    }
    return status;
}

static netmkt_status put_padding(netmkt__journal *journal, draft *d, size_t multiple, uint32_t *crc)
{
    static const unsigned char zeros[NETMKT__PAGE];

    return put(journal, d, zeros, (size_t)(netmkt__round_up(d->offset, multiple) - d->offset), crc);
}

static netmkt_status start(netmkt__journal *journal, draft *d, size_t count)
{
    const netmkt_io *io = journal->io;
    int32_t error;

    d->table_bytes = (size_t)netmkt__snapshot_table_bytes(count);
    if (count > 0) {
        d->table = netmkt__calloc(journal->context, d->table_bytes, 1);
        if (d->table == NULL)
            return netmkt__nomem();
    }
    error = io->remove(io->user, journal->path_new);
    if (error != 0 && error != ENOENT)
        return netmkt__file_failed(journal->path_new, "remove", error);
    error = io->open(io->user, journal->path_new, NETMKT_IO_READ | NETMKT_IO_WRITE | NETMKT_IO_CREATE | NETMKT_IO_EXCLUSIVE, &d->file);
    if (error != 0)
        return netmkt__file_failed(journal->path_new, "create", error);
    d->created = 1;
    return NETMKT_OK;
}

static netmkt_status put_sections(netmkt__journal *journal, draft *d, const netmkt__section *sections, size_t count)
{
    netmkt_status status = NETMKT_OK;

    d->offset = NETMKT__PREFIX + d->table_bytes;
    for (size_t i = 0; i < count && status == NETMKT_OK; i++) {
        unsigned char *entry = d->table + i * NETMKT__TABLE_ENTRY;
        uint32_t crc = 0;

        netmkt__put_u32(entry, sections[i].type);
        netmkt__put_u64(entry + 8, d->offset);
        netmkt__put_u64(entry + 16, sections[i].size);
        status = put(journal, d, sections[i].data, (size_t)sections[i].size, &crc);
        if (status == NETMKT_OK)
            status = put_padding(journal, d, NETMKT__SECTION_ALIGNMENT, &crc);
        netmkt__put_u32(entry + 4, crc);
    }
    return status == NETMKT_OK ? put_padding(journal, d, NETMKT__PAGE, NULL) : status;
}

/* The first commit of a new file, whose salt is known now. */
static netmkt_status put_frames(netmkt__journal *journal, draft *d)
{
    size_t n = netmkt__gathered_seal(journal, d->header.commits + 1, d->header.salt, d->header.salt, &d->slot.check);

    d->slot.commits++;
    return put(journal, d, journal->gathered, n, NULL);
}

static netmkt_status put_head(netmkt__journal *journal, draft *d)
{
    netmkt_status status;
    uint64_t end = d->offset;

    d->slot.end = end;
    d->slot.valid = 1;
    for (uint64_t i = 0; i < 2; i++) {
        d->slot.sequence = i + 1;
        netmkt__slot_encode(journal->page + NETMKT__PAGE * (1 + i), &d->slot, d->header.salt);
    }
    d->offset = 0;
    status = put(journal, d, journal->page, NETMKT__PREFIX, NULL);
    if (status == NETMKT_OK)
        status = put(journal, d, d->table, d->table_bytes, NULL);
    d->offset = end;
    return status;
}

static netmkt_status put_all(netmkt__journal *journal, draft *d, const netmkt__section *sections, size_t count, int frames)
{
    netmkt_status status;

    status = put_sections(journal, d, sections, count);
    if (status != NETMKT_OK)
        return status;
    d->header.version = NETMKT__FORMAT_VERSION;
    d->header.sections = (uint32_t)count;
    d->header.journal_start = d->offset;
    d->header.generation = journal->file < 0 ? 1 : journal->header.generation < UINT64_MAX ? journal->header.generation + 1 : UINT64_MAX;
    d->header.commits = journal->commits + (frames || journal->gathered_size == 0 ? 0 : 1);
    d->header.table_check = netmkt__crc32c(0, d->table, d->table_bytes);
    netmkt__header_encode(journal->page, &d->header);
    d->slot.commits = d->header.commits;
    d->slot.check = d->header.salt;
    status = frames ? put_frames(journal, d) : NETMKT_OK;
    return status == NETMKT_OK ? put_head(journal, d) : status;
}

/* Sync and rename. Where there was no file, none may have appeared: it would be somebody else's. */
static netmkt_status put_in_place(netmkt__journal *journal, draft *d)
{
    const netmkt_io *io = journal->io;
    int32_t error, current = 1;
    int64_t other;

    error = io->sync(io->user, d->file);
    if (error != 0) {
        journal->failed = 1; /* the file in use is whole, but a medium that cannot sync is not written to any more */
        return netmkt__file_failed(journal->path_new, "sync", error);
    }
    if (journal->file >= 0) {
        error = io->is_current(io->user, journal->file, journal->path, &current);
    } else if ((error = io->open(io->user, journal->path, NETMKT_IO_READ, &other)) == 0) {
        (void)io->close(io->user, other);
        current = 0;
    }
    if (error != 0 && error != ENOENT)
        return netmkt__file_failed(journal->path, "look at", error);
    if (!current)
        return netmkt__fail(NETMKT_E_STATE, "%s: another program removed the store or put a different file there; nothing was written", journal->path);
    error = io->rename(io->user, journal->path_new, journal->path);
    if (error != 0) {
        if (journal->file >= 0 && (io->is_current(io->user, journal->file, journal->path, &current) != 0 || !current))
            journal->failed = 1; /* it was renamed all the same: what is in use has no name any more */
        return netmkt__file_failed(journal->path, "replace", error);
    }
    d->renamed = 1;
    return NETMKT_OK;
}

static void take_into_use(netmkt__journal *journal, draft *d)
{
    if (journal->file >= 0)
        (void)journal->io->close(journal->io->user, journal->file);
    if (journal->snapshot != NULL) {
        journal->snapshot->next = journal->old;
        journal->old = journal->snapshot;
        journal->snapshot = NULL;
    }
    journal->file = d->file;
    journal->header = d->header;
    journal->slots[0] = journal->slots[1] = d->slot;
    journal->slots[0].sequence = 1;
    journal->newest = 1;
    journal->end = journal->size = d->slot.end;
    journal->commits = d->slot.commits;
    journal->check = d->slot.check;
    journal->chunk = FIRST_CHUNK;
    journal->tail = 0;
    journal->wrote = 0;
}

netmkt_status netmkt__file_create(netmkt__journal *journal, const netmkt__section *sections, size_t count, int frames)
{
    netmkt_status status;
    const netmkt_io *io = journal->io;
    draft d = {.file = -1};

    status = start(journal, &d, count);
    if (status == NETMKT_OK)
        status = put_all(journal, &d, sections, count, frames);
    if (status == NETMKT_OK)
        status = put_in_place(journal, &d);
    netmkt__free(journal->context, d.table);
    if (!d.renamed) {
        if (d.created) {
            (void)io->close(io->user, d.file);
            (void)io->remove(io->user, journal->path_new);
        }
        return status;
    }
    take_into_use(journal, &d);
    status = netmkt__name_sync(journal);
    if (status != NETMKT_OK)
        journal->failed = 1; /* after a crash the old file may be back: nothing may be built on the new one */
    return status;
}

netmkt_status netmkt__journal_replace(netmkt__journal *journal, const netmkt__section *sections, size_t count)
{
    netmkt_status status = netmkt__may_write(journal);

    if (status != NETMKT_OK)
        return status;
    if (count > NETMKT__MOST_SECTIONS)
        return netmkt__fail(NETMKT_E_RANGE, "%zu sections; the most is %d", count, NETMKT__MOST_SECTIONS);
    status = netmkt__file_create(journal, sections, count, 0);
    if (status == NETMKT_OK)
        netmkt__journal_discard(journal);
    return status;
}
