/* Recovery: the file is read into memory as far as it can be read, then its head and its snapshot are proved.
 *
 * Nothing is taken that no checksum proves. The salt is the root of all: it is right if the header's checksum is, or if a
 * slot's is behind it. A header whose known parts alone are damaged (magic bytes, version, padding) is put right and
 * proved by its checksum; of one that cannot be proved, the table of sections may still be, by its own checksum. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "base/status.h"
#include "journal/internal.h"
#include "journal/salvage.h"

#define READ_STEP ((size_t)1024 * 1024)

/* --- The file */

static int32_t read_range(const netmkt_io *io, int64_t file, uint64_t offset, unsigned char *to, size_t size)
{
    for (size_t done = 0; done < size;) {
        size_t n = 0;
        int32_t error = io->read(io->user, file, offset + done, to + done, size - done, &n);

        if (error != 0)
            return error;
        if (n == 0 || n > size - done)
            return EIO;
        done += n;
    }
    return 0;
}

static netmkt_status say_unreadable(const netmkt__salvage *s, uint64_t from, uint64_t end)
{
    char what[96];

    if (from == end)
        return NETMKT_OK;
    (void)snprintf(what, sizeof what, "%llu bytes cannot be read", (unsigned long long)(end - from));
    return s->to->note(s->to->user, from, "file", what);
}

/* A step that fails is read again page by page. *error: that of the last page that could not be read. */
static netmkt_status read_all(netmkt__salvage *s, int64_t file, int32_t *error, uint64_t *unread)
{
    const netmkt_io *io = netmkt__io(s->context);
    uint64_t gap = 0, gap_end = 0;
    netmkt_status status = NETMKT_OK;

    for (uint64_t offset = 0; offset < s->size; offset += READ_STEP) {
        size_t n = s->size - offset < READ_STEP ? (size_t)(s->size - offset) : READ_STEP;

        if (read_range(io, file, offset, s->bytes + offset, n) == 0)
            continue;
        for (size_t at = 0; at < n && status == NETMKT_OK; at += NETMKT__PAGE) {
            size_t m = n - at < NETMKT__PAGE ? n - at : NETMKT__PAGE;
            int32_t failed = read_range(io, file, offset + at, s->bytes + offset + at, m);

            if (failed == 0)
                continue;
            *error = failed;
            *unread += m;
            memset(s->bytes + offset + at, 0, m);
            if (gap_end != offset + at) {
                status = say_unreadable(s, gap, gap_end);
                gap = offset + at;
            }
            gap_end = offset + at + m;
        }
    }
    return status == NETMKT_OK ? say_unreadable(s, gap, gap_end) : status;
}

static netmkt_status load_file(netmkt__salvage *s, int64_t file)
{
    const netmkt_io *io = netmkt__io(s->context);
    int32_t error = io->size(io->user, file, &s->size);
    uint64_t unread = 0;
    netmkt_status status;

    if (error != 0)
        return netmkt__file_failed(s->path, "read its size", error);
    if (s->size > SIZE_MAX - NETMKT__PREFIX)
        return netmkt__nomem();
    s->block = netmkt__alloc(s->context, (size_t)s->size + NETMKT__SECTION_ALIGNMENT, 1);
    if (s->block == NULL)
        return netmkt__nomem();
    s->bytes = s->block;
    s->bytes += (NETMKT__SECTION_ALIGNMENT - (uintptr_t)s->bytes % NETMKT__SECTION_ALIGNMENT) % NETMKT__SECTION_ALIGNMENT;
    status = read_all(s, file, &error, &unread);
    if (status == NETMKT_OK && unread != 0 && unread == s->size)
        return netmkt__file_failed(s->path, "read", error);
    return status;
}

static netmkt_status read_file(netmkt__salvage *s)
{
    const netmkt_io *io = netmkt__io(s->context);
    int64_t file;
    int32_t error = io->open(io->user, s->path, NETMKT_IO_READ, &file);
    netmkt_status status;

    if (error == ENOENT)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "%s: no such file", s->path);
    if (error != 0)
        return netmkt__file_failed(s->path, "open", error);
    status = load_file(s, file);
    (void)io->close(io->user, file);
    return status;
}

/* --- The head */

static netmkt__slot slot_at(const netmkt__salvage *s, int which, uint32_t salt)
{
    netmkt__slot none = {0};
    uint64_t at = NETMKT__PAGE * (1 + (uint64_t)which);

    return at + NETMKT__PAGE <= s->size ? netmkt__slot_decode(s->bytes + at, salt) : none;
}

static int salt_proved(const netmkt__salvage *s, uint32_t salt)
{
    return slot_at(s, 0, salt).valid || slot_at(s, 1, salt).valid;
}

/* The header from a damaged page: what is known of every header is put right, and the rest read as it stands. */
static int header_found(netmkt__salvage *s)
{
    unsigned char page[NETMKT__PAGE] = {0}, proper[NETMKT__PAGE];
    netmkt__file_header *h = &s->header;
    uint32_t stored;

    memcpy(page, s->bytes, s->size < sizeof page ? (size_t)s->size : sizeof page);
    h->version = NETMKT__FORMAT_VERSION;
    h->sections = netmkt__get_u32(page + 20);
    h->journal_start = netmkt__get_u64(page + 24);
    h->generation = netmkt__get_u64(page + 32);
    h->commits = netmkt__get_u64(page + 40);
    h->table_check = netmkt__get_u32(page + 48);
    netmkt__header_encode(proper, h);
    stored = netmkt__get_u32(page + NETMKT__PAGE - 4);
    if (h->salt == stored || salt_proved(s, h->salt)) {
        s->proved = 1;
        return 1;
    }
    h->salt = stored;
    return salt_proved(s, stored);
}

static netmkt_status take_head(netmkt__salvage *s)
{
    netmkt_status status = netmkt__header_decode(s->bytes, s->size < NETMKT__PAGE ? (size_t)s->size : NETMKT__PAGE, s->path, &s->header);
    netmkt__slot slots[2];

    if (status == NETMKT_E_VERSION)
        return status;
    s->proved = status == NETMKT_OK;
    if (status != NETMKT_OK) {
        if (!header_found(s))
            return netmkt__fail(NETMKT_E_CORRUPT, "%s: not a netmkt store, or so damaged that nothing in it can be proved to be one", s->path);
        status = s->to->note(s->to->user, 0, "header", s->proved ? "damaged, and put right" : "damaged");
    }
    for (int i = 0; i < 2 && status == NETMKT_OK; i++) {
        slots[i] = slot_at(s, i, s->header.salt);
        if (!slots[i].valid)
            status = s->to->note(s->to->user, NETMKT__PAGE * (1 + (uint64_t)i), "slot", "damaged, or was being written");
    }
    if (status == NETMKT_OK)
        s->slot = slots[slots[1].sequence > slots[0].sequence];
    return status;
}

/* --- The snapshot */

static int table_proved(const netmkt__salvage *s)
{
    uint64_t bytes;

    if (s->header.sections == 0 || s->header.sections > NETMKT__MOST_SECTIONS)
        return 0;
    bytes = netmkt__round_up((uint64_t)s->header.sections * NETMKT__TABLE_ENTRY, NETMKT__SECTION_ALIGNMENT);
    return s->size >= NETMKT__PREFIX + bytes && netmkt__crc32c(0, s->bytes + NETMKT__PREFIX, (size_t)bytes) == s->header.table_check;
}

/* From the proved table; entries behind an impossible one (of a made-up file) are left alone. */
static netmkt_status take_sections(netmkt__salvage *s)
{
    uint64_t offset = NETMKT__PREFIX + netmkt__round_up((uint64_t)s->header.sections * NETMKT__TABLE_ENTRY, NETMKT__SECTION_ALIGNMENT);

    s->sections = netmkt__calloc(s->context, s->header.sections, sizeof *s->sections);
    if (s->sections == NULL)
        return netmkt__nomem();
    for (uint32_t i = 0; i < s->header.sections; i++) {
        const unsigned char *entry = s->bytes + NETMKT__PREFIX + (uint64_t)i * NETMKT__TABLE_ENTRY;
        netmkt__salvage_section *section = &s->sections[i];
        uint64_t padded;

        section->type = netmkt__get_u32(entry);
        section->offset = netmkt__get_u64(entry + 8);
        section->size = netmkt__get_u64(entry + 16);
        if (section->offset != offset || section->size > INT64_MAX / 2 || offset > INT64_MAX / 2)
            break;
        padded = netmkt__round_up(section->size, NETMKT__SECTION_ALIGNMENT);
        if (offset <= s->size && padded <= s->size - offset) {
            section->data = s->bytes + offset;
            section->good = netmkt__crc32c(0, section->data, (size_t)padded) == netmkt__get_u32(entry + 4);
        }
        offset += padded;
        s->count++;
    }
    if (!s->proved)
        s->header.journal_start = netmkt__round_up(offset, NETMKT__PAGE);
    return NETMKT_OK;
}

static netmkt_status take_snapshot(netmkt__salvage *s)
{
    netmkt_status status = NETMKT_OK;

    s->snapshot_lost = !s->proved || s->header.sections != 0;
    if (table_proved(s)) {
        s->snapshot_lost = 0;
        status = take_sections(s);
    }
    return status == NETMKT_OK ? s->to->snapshot(s->to->user, s->sections, s->count, s->snapshot_lost, s->size) : status;
}

netmkt_status netmkt__journal_recover(netmkt_context *context, const char *path, const netmkt__salvager *salvager)
{
    netmkt__salvage s = {.context = context, .path = path, .to = salvager};
    netmkt_status status = read_file(&s);

    if (status == NETMKT_OK)
        status = take_head(&s);
    if (status == NETMKT_OK)
        status = take_snapshot(&s);
    if (status == NETMKT_OK)
        status = netmkt__salvage_walk(&s);
    if (status == NETMKT_OK)
        status = salvager->done(salvager->user);
    netmkt__free(context, s.sections);
    netmkt__free(context, s.block);
    return status;
}
