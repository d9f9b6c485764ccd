/* Header, slots and frames to bytes and back. */
#include "journal/format.h"

#include <string.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "base/status.h"

#define CRC_AT (NETMKT__PAGE - 4)

static const unsigned char magic[16] = {'n', 'e', 't', 'm', 'k', 't', ' ', 's', 't', 'o', 'r', 'e', '\r', '\n', 0x1a, '\n'};

void netmkt__header_encode(unsigned char page[NETMKT__PAGE], netmkt__file_header *header)
{
    memset(page, 0, NETMKT__PAGE);
    memcpy(page, magic, sizeof magic);
    netmkt__put_u32(page + 16, header->version);
    netmkt__put_u32(page + 20, header->sections);
    netmkt__put_u64(page + 24, header->journal_start);
    netmkt__put_u64(page + 32, header->generation);
    netmkt__put_u64(page + 40, header->commits);
    netmkt__put_u32(page + 48, header->table_check);
    header->salt = netmkt__crc32c(0, page, CRC_AT);
    netmkt__put_u32(page + CRC_AT, header->salt);
}

/* All but the CRC: what a writer of this version cannot have written (1.2, 3.2). */
static int header_possible(const unsigned char *page, const netmkt__file_header *h)
{
    for (size_t i = 52; i < CRC_AT; i++)
        if (page[i] != 0)
            return 0;
    return h->sections <= NETMKT__MOST_SECTIONS && h->journal_start % NETMKT__PAGE == 0 && h->generation > 0 &&
           h->journal_start >= NETMKT__PREFIX + netmkt__round_up((uint64_t)h->sections * NETMKT__TABLE_ENTRY, NETMKT__SECTION_ALIGNMENT) &&
           h->journal_start <= INT64_MAX;
}

netmkt_status netmkt__header_decode(const unsigned char *page, size_t size, const char *path, netmkt__file_header *header)
{
    if (size < sizeof magic || memcmp(page, magic, sizeof magic) != 0)
        return netmkt__fail(NETMKT_E_CORRUPT, "%s: not a netmkt store (offset 0); the file was left as it is", path);
    if (size < NETMKT__PAGE)
        return netmkt__fail(NETMKT_E_CORRUPT, "%s: the store is damaged: it ends at offset %zu, within its header", path, size);
    header->salt = netmkt__get_u32(page + CRC_AT);
    if (netmkt__crc32c(0, page, CRC_AT) != header->salt)
        return netmkt__fail(NETMKT_E_CORRUPT, "%s: the store is damaged: wrong checksum of the header at offset 0", path);
    header->version = netmkt__get_u32(page + 16);
    if (header->version != NETMKT__FORMAT_VERSION)
        return netmkt__fail(NETMKT_E_VERSION, "%s: the store has format version %u, this library knows %d; use a newer library", path,
                            header->version, NETMKT__FORMAT_VERSION);
    header->sections = netmkt__get_u32(page + 20);
    header->journal_start = netmkt__get_u64(page + 24);
    header->generation = netmkt__get_u64(page + 32);
    header->commits = netmkt__get_u64(page + 40);
    header->table_check = netmkt__get_u32(page + 48);
    if (!header_possible(page, header))
        return netmkt__fail(NETMKT_E_CORRUPT, "%s: the store is damaged: impossible header at offset 0", path);
    return NETMKT_OK;
}

void netmkt__slot_encode(unsigned char page[NETMKT__PAGE], const netmkt__slot *slot, uint32_t salt)
{
    memset(page, 0, NETMKT__PAGE);
    netmkt__put_u64(page, slot->sequence);
    netmkt__put_u64(page + 8, slot->end);
    netmkt__put_u64(page + 16, slot->commits);
    netmkt__put_u32(page + 24, slot->check);
    netmkt__put_u32(page + CRC_AT, netmkt__crc32c(salt, page, CRC_AT));
}

netmkt__slot netmkt__slot_decode(const unsigned char page[NETMKT__PAGE], uint32_t salt)
{
    netmkt__slot slot = {0};

    if (netmkt__crc32c(salt, page, CRC_AT) != netmkt__get_u32(page + CRC_AT))
        return slot;
    slot.sequence = netmkt__get_u64(page);
    slot.end = netmkt__get_u64(page + 8);
    slot.commits = netmkt__get_u64(page + 16);
    slot.check = netmkt__get_u32(page + 24);
    slot.valid = slot.sequence > 0;
    return slot;
}

void netmkt__frame_start(unsigned char *frame, uint32_t type, uint32_t size)
{
    netmkt__put_u32(frame, size);
    netmkt__put_u32(frame + 4, type);
}

/* The checked part of a header is its first 16 bytes; check and header check cannot cover themselves. */
uint32_t netmkt__frame_check(const unsigned char *bytes, uint32_t size, uint32_t before)
{
    uint32_t crc = netmkt__crc32c(before, bytes, 16);

    return netmkt__crc32c(crc, bytes + NETMKT__FRAME_HEADER, (size_t)netmkt__round_up(size, 8));
}

uint32_t netmkt__frame_seal(unsigned char *frame, uint64_t commit, uint32_t before, uint32_t salt)
{
    uint32_t size = netmkt__get_u32(frame), check;

    memset(frame + NETMKT__FRAME_HEADER + size, 0, (size_t)(netmkt__round_up(size, 8) - size));
    netmkt__put_u64(frame + 8, commit);
    check = netmkt__frame_check(frame, size, before);
    netmkt__put_u32(frame + 16, check);
    netmkt__put_u32(frame + 20, netmkt__crc32c(salt, frame, 20));
    return check;
}

int netmkt__frame_decode(const unsigned char *bytes, uint32_t salt, netmkt__frame *frame)
{
    frame->size = netmkt__get_u32(bytes);
    frame->type = netmkt__get_u32(bytes + 4);
    frame->commit = netmkt__get_u64(bytes + 8);
    frame->check = netmkt__get_u32(bytes + 16);
    frame->header_check = netmkt__get_u32(bytes + 20);
    if (frame->type == NETMKT__COMMIT_TYPE ? frame->size != 0 : frame->type == 0 || frame->type > NETMKT__MOST_TYPE)
        return 0;
    return frame->size <= NETMKT__MOST_PAYLOAD && netmkt__crc32c(salt, bytes, 20) == frame->header_check;
}

int netmkt__frame_good(const unsigned char *bytes, const netmkt__frame *frame, uint32_t before)
{
    return netmkt__frame_check(bytes, frame->size, before) == frame->check;
}
