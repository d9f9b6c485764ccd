/* The file's layout, as docs/file-format.md has it: numbers of rules in comments are those of that document. */
#ifndef NETMKT_JOURNAL_FORMAT_H
#define NETMKT_JOURNAL_FORMAT_H

#include "journal/journal.h"

enum {
    NETMKT__PAGE = 4096,
    NETMKT__PREFIX = 3 * NETMKT__PAGE, /* header and slots; the table follows */
    NETMKT__TABLE_ENTRY = 32,
    NETMKT__SECTION_ALIGNMENT = 64,
    NETMKT__MOST_SECTIONS = 65536,
    NETMKT__FRAME_HEADER = 24
};

#define NETMKT__MOST_PAYLOAD UINT32_C(0x80000000)
#define NETMKT__MOST_TYPE UINT32_C(0x7fffffff)
#define NETMKT__COMMIT_TYPE UINT32_C(0xffffffff)

/* The header page, decoded. */
typedef struct netmkt__file_header {
    uint32_t version;
    uint32_t sections;
    uint64_t journal_start; /* J */
    uint64_t generation;
    uint64_t commits; /* in the snapshot */
    uint32_t table_check;
    uint32_t salt;
} netmkt__file_header;

typedef struct netmkt__slot {
    uint64_t sequence;
    uint64_t end; /* D */
    uint64_t commits;
    uint32_t check;
    int32_t valid;
} netmkt__slot;

typedef struct netmkt__frame {
    uint32_t size;
    uint32_t type;
    uint64_t commit;
    uint32_t check;
    uint32_t header_check;
} netmkt__frame;

static inline uint64_t netmkt__round_up(uint64_t value, uint64_t multiple)
{
    return (value + multiple - 1) / multiple * multiple;
}

/* Bytes of a frame with its padding. */
static inline uint64_t netmkt__frame_bytes(uint32_t payload)
{
    return NETMKT__FRAME_HEADER + netmkt__round_up(payload, 8);
}

/* Fill in a page; header_encode sets header->salt. */
void netmkt__header_encode(unsigned char page[NETMKT__PAGE], netmkt__file_header *header);
/* `size`: bytes of the file that there are, at most a page. NETMKT_E_CORRUPT or _VERSION, with `path` in the message. */
netmkt_status netmkt__header_decode(const unsigned char *page, size_t size, const char *path, netmkt__file_header *header);

void netmkt__slot_encode(unsigned char page[NETMKT__PAGE], const netmkt__slot *slot, uint32_t salt);
netmkt__slot netmkt__slot_decode(const unsigned char page[NETMKT__PAGE], uint32_t salt);

/* Write frame headers in place: sets check and header check of the frame whose payload follows, and pads it. Returns
 * the check, which the next frame builds on. */
uint32_t netmkt__frame_seal(unsigned char *frame, uint64_t commit, uint32_t before, uint32_t salt);
void netmkt__frame_start(unsigned char *frame, uint32_t type, uint32_t size);
/* 1 if the 24 bytes are a header good by its own CRC, with a type and a size that the format allows. */
int netmkt__frame_decode(const unsigned char *bytes, uint32_t salt, netmkt__frame *frame);
/* The check of a frame with a payload of so many bytes, behind that of the frame before it. */
uint32_t netmkt__frame_check(const unsigned char *bytes, uint32_t size, uint32_t before);
/* 1 if header, payload and padding have the check that the header says. */
int netmkt__frame_good(const unsigned char *bytes, const netmkt__frame *frame, uint32_t before);

#endif
