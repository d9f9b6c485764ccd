/* Gathering records and writing them as one commit: one write, one sync.
 *
 * Frames are built in place in one buffer that is used again; each add leaves room for the commit frame, so that a
 * commit needs no memory. They are sealed (numbers, checks) only by the commit. The file is lengthened ahead of the
 * commits in growing steps, so that most syncs need not change its size. */
#include "journal/internal.h"

#include <string.h>

#include "base/endian.h"
#include "base/status.h"

#define LEAST_CHUNK (UINT64_C(64) * 1024)
#define MOST_CHUNK (UINT64_C(1024) * 1024)
#define LARGEST_AHEAD (UINT64_C(32) * 1024) /* a larger commit lengthens the file itself */
#define KEPT_CAPACITY ((size_t)16 * 1024 * 1024) /* a larger buffer is given back after its commit */

netmkt_status netmkt__may_write(const netmkt__journal *journal)
{
    if ((journal->flags & NETMKT__JOURNAL_READ_ONLY) != 0)
        return netmkt__fail(NETMKT_E_READ_ONLY, "%s: opened for reading", journal->path);
    if (journal->failed)
        return netmkt__fail(NETMKT_E_STATE, "%s: an earlier write failed; close the store and open it again", journal->path);
    return NETMKT_OK;
}

netmkt_status netmkt__journal_add_room(netmkt__journal *journal, uint32_t type, size_t size, void **payload)
{
    netmkt_status status = netmkt__may_write(journal);
    unsigned char *frame;
    size_t bytes;

    *payload = NULL;
    if (status != NETMKT_OK)
        return status;
    if (type == 0 || type > NETMKT__MOST_TYPE)
        return netmkt__misuse("a record's type is 1 to 2^31 - 1");
    if (size > NETMKT__MOST_PAYLOAD)
        return netmkt__fail(NETMKT_E_RANGE, "a record of %zu bytes; the most is 2^31", size);
    bytes = (size_t)netmkt__frame_bytes((uint32_t)size);
    if (bytes > SIZE_MAX - 2 * NETMKT__FRAME_HEADER - journal->gathered_size)
        return netmkt__nomem();
    status = netmkt__grow(journal->context, &journal->gathered, &journal->gathered_capacity,
                          journal->gathered_size + bytes + NETMKT__FRAME_HEADER, 1);
    if (status != NETMKT_OK)
        return status;
    frame = journal->gathered + journal->gathered_size;
    netmkt__frame_start(frame, type, (uint32_t)size);
    journal->gathered_size += bytes;
    *payload = frame + NETMKT__FRAME_HEADER;
    return NETMKT_OK;
}

netmkt_status netmkt__journal_add(netmkt__journal *journal, uint32_t type, const void *payload, size_t size)
{
    void *room;
    netmkt_status status = netmkt__journal_add_room(journal, type, size, &room);

    if (status == NETMKT_OK && size > 0)
        memcpy(room, payload, size);
    return status;
}

void netmkt__journal_discard(netmkt__journal *journal)
{
    journal->gathered_size = 0;
    if (journal->gathered_capacity > KEPT_CAPACITY) {
        netmkt__free(journal->context, journal->gathered);
        journal->gathered = NULL;
        journal->gathered_capacity = 0;
    }
}

uint64_t netmkt__journal_gathered(const netmkt__journal *journal)
{
    return journal->gathered_size;
}

size_t netmkt__gathered_seal(netmkt__journal *journal, uint64_t commit, uint32_t before, uint32_t salt, uint32_t *check)
{
    unsigned char *frame = journal->gathered, *last = frame + journal->gathered_size;

    netmkt__frame_start(last, NETMKT__COMMIT_TYPE, 0);
    while (frame < last) {
        before = netmkt__frame_seal(frame, commit, before, salt);
        frame += netmkt__frame_bytes(netmkt__get_u32(frame));
    }
    *check = netmkt__frame_seal(last, commit, before, salt);
    return journal->gathered_size + NETMKT__FRAME_HEADER;
}

/* Before the first write: what was read is made durable, for the next commit relies on it, and so is the file's name if
 * nobody wrote since it was put in place (6.3); a tail that a crash left is cut off, after a slot says where the good part
 * ends (5.3). */
static netmkt_status prepare(netmkt__journal *journal)
{
    netmkt_status status = NETMKT_OK;
    int crashed = journal->tail || !journal->slots[0].valid || !journal->slots[1].valid;

    if (journal->wrote)
        return NETMKT_OK;
    if (journal->slots[journal->newest].sequence <= 2 && !journal->named)
        status = netmkt__name_sync(journal);
    if (status == NETMKT_OK && (crashed || journal->slots[journal->newest].end < journal->end))
        status = netmkt__file_sync(journal);
    if (crashed) {
        if (status == NETMKT_OK)
            status = netmkt__slot_write(journal);
        if (status == NETMKT_OK)
            status = netmkt__file_truncate(journal, journal->end);
        if (status == NETMKT_OK)
            status = netmkt__file_sync(journal);
    }
    if (status != NETMKT_OK)
        return status;
    journal->tail = 0;
    journal->wrote = 1;
    return NETMKT_OK;
}

/* Lengthen the file ahead of a small commit of n bytes, by zeros that are really written: overwriting them later changes
 * nothing but data, so that a sync need not touch the file system's own journal. Where it cannot be done the commit's own
 * write lengthens the file, as it does for a large commit, which gains nothing. */
static void make_room(netmkt__journal *journal, uint64_t n)
{
    const netmkt_io *io = journal->io;
    uint64_t offset = journal->end + n > journal->size ? journal->end + n : journal->size;
    uint64_t wanted = netmkt__round_up(journal->end + n + journal->chunk, LEAST_CHUNK);

    if (journal->end + n < journal->size || journal->chunk == 0 || n > LARGEST_AHEAD)
        return;
    if (io->allocate(io->user, journal->file, wanted) != 0) {
        journal->chunk = 0;
        return;
    }
    memset(journal->page, 0, sizeof journal->page);
    while (offset < wanted) {
        size_t step = wanted - offset < sizeof journal->page ? (size_t)(wanted - offset) : sizeof journal->page;

        if (netmkt__file_write(journal, journal->file, journal->path, offset, journal->page, step) != NETMKT_OK) {
            journal->chunk = 0;
            return;
        }
        offset += step;
    }
    journal->size = wanted;
    if (journal->chunk < MOST_CHUNK)
        journal->chunk *= 2;
}

static netmkt_status append(netmkt__journal *journal)
{
    netmkt_status status;
    uint32_t check;
    size_t n;

    status = prepare(journal);
    if (status != NETMKT_OK)
        return status;
    n = netmkt__gathered_seal(journal, journal->commits + 1, journal->check, journal->header.salt, &check);
    make_room(journal, n);
    status = netmkt__file_write(journal, journal->file, journal->path, journal->end, journal->gathered, n);
    if (status == NETMKT_OK)
        status = netmkt__file_sync(journal);
    if (status != NETMKT_OK)
        return status;
    journal->end += n;
    journal->commits++;
    journal->check = check;
    if (journal->size < journal->end)
        journal->size = journal->end;
    return NETMKT_OK;
}

netmkt_status netmkt__journal_commit(netmkt__journal *journal)
{
    netmkt_status status = netmkt__may_write(journal);

    if (status != NETMKT_OK || journal->gathered_size == 0)
        return status;
    status = journal->file >= 0 ? append(journal) : netmkt__file_create(journal, NULL, 0, 1);
    if (status == NETMKT_OK)
        netmkt__journal_discard(journal);
    else
        journal->failed = 1;
    return status;
}

void netmkt__finish(netmkt__journal *journal)
{
    if (!journal->wrote || journal->failed || journal->file < 0)
        return;
    if (netmkt__slot_write(journal) == NETMKT_OK)
        (void)netmkt__file_truncate(journal, journal->end);
}
