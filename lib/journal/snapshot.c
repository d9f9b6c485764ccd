/* The snapshot in memory: mapped where the I/O table can map, read into a block aligned like the file otherwise. Only
 * the snapshot is mapped, which never changes, never the journal, which a writer may cut. */
#include "journal/internal.h"

#include <stdint.h>

#include "base/crc32c.h"
#include "base/endian.h"

void netmkt__snapshot_free(netmkt__journal *journal, netmkt__snapshot *snapshot)
{
    while (snapshot != NULL) {
        netmkt__snapshot *next = snapshot->next;

        if (snapshot->block != NULL)
            netmkt__free(journal->context, snapshot->block);
        else if (snapshot->bytes != NULL)
            (void)journal->io->unmap(journal->io->user, snapshot->bytes, snapshot->size);
        netmkt__free(journal->context, snapshot->sections);
        netmkt__free(journal->context, snapshot);
        snapshot = next;
    }
}

static netmkt_status read_bytes(netmkt__journal *journal, netmkt__snapshot *snapshot)
{
    netmkt_status status;
    unsigned char *aligned;
    size_t got;

    if (snapshot->size > SIZE_MAX - NETMKT__SECTION_ALIGNMENT)
        return netmkt__nomem();
    snapshot->block = netmkt__alloc(journal->context, snapshot->size + NETMKT__SECTION_ALIGNMENT, 1);
    if (snapshot->block == NULL)
        return netmkt__nomem();
    aligned = snapshot->block;
    aligned += (NETMKT__SECTION_ALIGNMENT - (uintptr_t)aligned % NETMKT__SECTION_ALIGNMENT) % NETMKT__SECTION_ALIGNMENT;
    snapshot->bytes = aligned;
    status = netmkt__file_read(journal, 0, aligned, snapshot->size, &got);
    if (status == NETMKT_OK && got < snapshot->size)
        status = netmkt__damaged(journal, got, "the file ends within its snapshot");
    return status;
}

static netmkt_status get_bytes(netmkt__journal *journal, netmkt__snapshot *snapshot)
{
    const netmkt_io *io = journal->io;
    const void *address = NULL;
    int32_t error;

    if (journal->header.journal_start > SIZE_MAX)
        return netmkt__nomem();
    snapshot->size = (size_t)journal->header.journal_start;
    if (io->map == NULL)
        return read_bytes(journal, snapshot);
    error = io->map(io->user, journal->file, snapshot->size, &address);
    if (error != 0)
        return netmkt__file_failed(journal->path, "map", error);
    snapshot->bytes = address;
    return NETMKT_OK;
}

uint64_t netmkt__snapshot_table_bytes(size_t count)
{
    return netmkt__round_up((uint64_t)count * NETMKT__TABLE_ENTRY, NETMKT__SECTION_ALIGNMENT);
}

/* Section i from its entry, which must continue at *offset. */
static netmkt_status take_section(const netmkt__journal *journal, netmkt__snapshot *snapshot, size_t i, int verify, uint64_t *offset)
{
    uint64_t entry_at = NETMKT__PREFIX + (uint64_t)i * NETMKT__TABLE_ENTRY, size, padded;
    const unsigned char *entry = snapshot->bytes + entry_at;
    netmkt__section *section = &snapshot->sections[i];

    size = netmkt__get_u64(entry + 16);
    if (netmkt__get_u64(entry + 8) != *offset || netmkt__get_u64(entry + 24) != 0 || size > snapshot->size - *offset)
        return netmkt__damaged(journal, entry_at, "impossible entry in the section table");
    padded = netmkt__round_up(size, NETMKT__SECTION_ALIGNMENT);
    if (padded > snapshot->size - *offset)
        return netmkt__damaged(journal, entry_at, "impossible entry in the section table");
    section->type = netmkt__get_u32(entry);
    section->reserved = 0;
    section->data = snapshot->bytes + *offset;
    section->size = size;
    if (verify && netmkt__crc32c(0, section->data, (size_t)padded) != netmkt__get_u32(entry + 4))
        return netmkt__damaged(journal, *offset, "wrong checksum of a section of the snapshot");
    for (uint64_t k = *offset + size; k < *offset + padded; k++)
        if (snapshot->bytes[k] != 0)
            return netmkt__damaged(journal, k, "the snapshot's padding is not zero");
    *offset += padded;
    return NETMKT_OK;
}

static netmkt_status take_sections(netmkt__journal *journal, netmkt__snapshot *snapshot, int verify)
{
    netmkt_status status = NETMKT_OK;
    size_t table_bytes = (size_t)netmkt__snapshot_table_bytes(snapshot->count);
    uint64_t offset = NETMKT__PREFIX + table_bytes;

    if (netmkt__crc32c(0, snapshot->bytes + NETMKT__PREFIX, table_bytes) != journal->header.table_check)
        return netmkt__damaged(journal, NETMKT__PREFIX, "wrong checksum of the section table");
    snapshot->sections = netmkt__alloc(journal->context, snapshot->count, sizeof *snapshot->sections);
    if (snapshot->sections == NULL)
        return netmkt__nomem();
    for (uint64_t k = NETMKT__PREFIX + (uint64_t)snapshot->count * NETMKT__TABLE_ENTRY; k < offset; k++)
        if (snapshot->bytes[k] != 0)
            return netmkt__damaged(journal, k, "the snapshot's padding is not zero");
    for (size_t i = 0; i < snapshot->count && status == NETMKT_OK; i++)
        status = take_section(journal, snapshot, i, verify, &offset);
    if (status != NETMKT_OK)
        return status;
    if (netmkt__round_up(offset, NETMKT__PAGE) != snapshot->size)
        return netmkt__damaged(journal, 24, "the sections do not fill the snapshot");
    for (; offset < snapshot->size; offset++)
        if (snapshot->bytes[offset] != 0)
            return netmkt__damaged(journal, offset, "the snapshot's padding is not zero");
    return NETMKT_OK;
}

netmkt_status netmkt__snapshot_load(netmkt__journal *journal, int verify)
{
    netmkt_status status = NETMKT_OK;
    netmkt__snapshot *snapshot;
    uint64_t file_size;

    status = netmkt__file_size(journal, &file_size);
    if (status != NETMKT_OK)
        return status;
    if (file_size < journal->header.journal_start)
        return netmkt__damaged(journal, file_size, "the file ends within its snapshot");
    snapshot = netmkt__calloc(journal->context, 1, sizeof *snapshot);
    if (snapshot == NULL)
        return netmkt__nomem();
    snapshot->count = journal->header.sections;
    if (snapshot->count > 0) {
        status = get_bytes(journal, snapshot);
        if (status == NETMKT_OK)
            status = take_sections(journal, snapshot, verify);
    } else if (journal->header.journal_start != NETMKT__PREFIX || journal->header.table_check != 0) {
        status = netmkt__damaged(journal, 24, "a snapshot without sections");
    }
    if (status == NETMKT_OK)
        journal->snapshot = snapshot;
    else
        netmkt__snapshot_free(journal, snapshot);
    return status;
}
