#include "fuzz/container.h"

#include <stdlib.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "fuzz/fuzz.h"
#include "journal/format.h"

enum { CRC_AT = NETMKT__PAGE - 4, MOST_ITEMS = 256 };
enum { AGAIN_SECTIONS = 1, AGAIN_TABLE = 2, AGAIN_HEADER = 4, AGAIN_SLOTS = 8, AGAIN_FRAMES = 16 };

/* --- Bytes. */

static void reserve(bytes *b, size_t more)
{
    if (b->size + more > b->capacity) {
        b->capacity = 2 * (b->size + more) + 64;
        b->at = realloc(b->at, b->capacity);
        REQUIRE(b->at != NULL);
    }
}

void bytes_add(bytes *b, const void *more, size_t size)
{
    reserve(b, size);
    if (size > 0)
        memcpy(b->at + b->size, more, size);
    b->size += size;
}

void bytes_add_number(bytes *b, uint64_t number, int size)
{
    reserve(b, 8);
    netmkt__put_u64(b->at + b->size, number);
    b->size += (size_t)size;
}

static void add_zeros(bytes *b, size_t size)
{
    reserve(b, size);
    if (size > 0)
        memset(b->at + b->size, 0, size);
    b->size += size;
}

int bytes_equal(const bytes *a, const bytes *b)
{
    return a->size == b->size && (a->size == 0 || memcmp(a->at, b->at, a->size) == 0);
}

void bytes_free(bytes *b)
{
    free(b->at);
    *b = (bytes){0};
}

/* --- Contents. */

void contents_section(bytes *b, uint32_t type, const void *data, size_t size)
{
    bytes_add(b, "S", 1);
    bytes_add_number(b, type, 4);
    bytes_add_number(b, size, 8);
    bytes_add(b, data, size);
}

void contents_record(bytes *b, uint32_t type, const void *payload, size_t size)
{
    bytes_add(b, "F", 1);
    bytes_add_number(b, type, 4);
    bytes_add_number(b, size, 8);
    bytes_add(b, payload, size);
}

void contents_commit(bytes *b)
{
    bytes_add(b, "C", 1);
}

/* --- Reading the small form. */

typedef struct item {
    uint8_t letter;
    uint32_t kind;   /* type, place or what */
    uint16_t number; /* offset */
    const uint8_t *data;
    size_t size;
} item;

static uint32_t take_number(fuzz_input *in, size_t width)
{
    uint32_t number = 0;

    for (size_t i = 0; i < width && in->size > 0; i++, in->data++, in->size--)
        number |= (uint32_t)*in->data << 8 * i;
    return number;
}

static void take_data(fuzz_input *in, size_t size, item *out)
{
    out->data = in->data;
    out->size = size < in->size ? size : in->size;
    in->data += out->size;
    in->size -= out->size;
}

/* The next item; 0 at the end. */
static int take_item(fuzz_input *in, item *out)
{
    while (in->size > 0) {
        *out = (item){.letter = (uint8_t)take_number(in, 1)};
        switch (out->letter) {
        case 'S':
        case 'F':
            out->kind = take_number(in, out->letter == 'S' ? 3 : 1);
            take_data(in, take_number(in, 2), out);
            return 1;
        case 'C':
        case 'D':
            return 1;
        case 'Z':
        case 'R':
            out->kind = take_number(in, 1);
            return 1;
        case 'P':
            out->kind = take_number(in, 1);
            out->number = (uint16_t)take_number(in, 2);
            take_data(in, take_number(in, 1) % 16, out);
            return 1;
        case 'T':
            out->number = (uint16_t)take_number(in, 2);
            return 1;
        default:
            break;
        }
    }
    return 0;
}

static size_t take_items(const uint8_t *data, size_t size, item *items)
{
    fuzz_input in = {data, size};
    size_t n = 0;

    while (n < MOST_ITEMS && take_item(&in, &items[n]))
        n++;
    return n;
}

/* --- Building. */

typedef struct draft {
    container *c;
    const item *items;
    size_t count;
    netmkt__file_header header;
    netmkt__slot slot;
} draft;

static void pad(bytes *b, size_t multiple)
{
    add_zeros(b, (size_t)(netmkt__round_up(b->size, multiple) - b->size));
}

static void put_sections(draft *d)
{
    bytes *file = &d->c->file;
    size_t n = 0, entry = NETMKT__PREFIX;

    for (size_t i = 0; i < d->count; i++)
        n += d->items[i].letter == 'S';
    d->header.sections = (uint32_t)n;
    add_zeros(file, NETMKT__PREFIX + n * NETMKT__TABLE_ENTRY);
    pad(file, NETMKT__SECTION_ALIGNMENT);
    for (size_t i = 0; i < d->count; i++) {
        if (d->items[i].letter != 'S')
            continue;
        netmkt__put_u32(file->at + entry, d->items[i].kind);
        netmkt__put_u64(file->at + entry + 8, file->size);
        netmkt__put_u64(file->at + entry + 16, d->items[i].size);
        contents_section(&d->c->contents, d->items[i].kind, d->items[i].data, d->items[i].size);
        bytes_add(file, d->items[i].data, d->items[i].size);
        pad(file, NETMKT__SECTION_ALIGNMENT);
        entry += NETMKT__TABLE_ENTRY;
    }
    pad(file, NETMKT__PAGE);
    d->header.journal_start = file->size;
}

/* Sums of the sections from their entries, as far as those point into the file, and of the table. */
static void sum_snapshot(bytes *file, int again)
{
    uint32_t sections = netmkt__get_u32(file->at + 20);
    size_t table = (size_t)netmkt__round_up((uint64_t)sections * NETMKT__TABLE_ENTRY, NETMKT__SECTION_ALIGNMENT);

    if (table > file->size - NETMKT__PREFIX)
        return;
    for (size_t i = 0; i < sections && (again & AGAIN_SECTIONS) != 0; i++) {
        uint8_t *entry = file->at + NETMKT__PREFIX + i * NETMKT__TABLE_ENTRY;
        uint64_t offset = netmkt__get_u64(entry + 8), size = netmkt__get_u64(entry + 16);

        if (offset > file->size || size > file->size - offset)
            continue;
        size = netmkt__round_up(size, NETMKT__SECTION_ALIGNMENT);
        if (size <= file->size - offset)
            netmkt__put_u32(entry + 4, netmkt__crc32c(0, file->at + offset, (size_t)size));
    }
    if ((again & AGAIN_TABLE) != 0)
        netmkt__put_u32(file->at + 48, sections > 0 ? netmkt__crc32c(0, file->at + NETMKT__PREFIX, table) : 0);
}

static uint32_t sum_page(uint8_t *page, uint32_t before)
{
    uint32_t crc = netmkt__crc32c(before, page, CRC_AT);

    netmkt__put_u32(page + CRC_AT, crc);
    return crc;
}

/* One frame with its check and header check; what it says of itself else stays. */
static uint32_t seal(uint8_t *frame, size_t padded, uint32_t before, uint32_t salt)
{
    uint32_t check = netmkt__crc32c(netmkt__crc32c(before, frame, 16), frame + NETMKT__FRAME_HEADER, padded);

    netmkt__put_u32(frame + 16, check);
    netmkt__put_u32(frame + 20, netmkt__crc32c(salt, frame, 20));
    return check;
}

/* Frames from J on, as far as their sizes lead. The slots' check is taken along where the slots' end is. */
static void sum_frames(bytes *file, uint32_t salt, uint64_t slot_end, uint32_t *slot_check)
{
    uint64_t at = netmkt__get_u64(file->at + 24);
    uint32_t check = salt;

    for (;;) {
        uint64_t padded;

        if (at == slot_end)
            *slot_check = check;
        if (at > file->size || file->size - at < NETMKT__FRAME_HEADER || netmkt__get_u32(file->at + at + 4) == 0)
            return;
        padded = netmkt__round_up(netmkt__get_u32(file->at + at), 8);
        if (padded > file->size - at - NETMKT__FRAME_HEADER)
            return;
        check = seal(file->at + at, (size_t)padded, check, salt);
        at += NETMKT__FRAME_HEADER + padded;
    }
}

/* Everything that is summed, in the order in which the sums depend on each other. */
static void sum_again(bytes *file, int again)
{
    uint32_t salt, check;

    if (file->size < NETMKT__PREFIX)
        return;
    sum_snapshot(file, again);
    if ((again & AGAIN_HEADER) != 0)
        (void)sum_page(file->at, 0);
    salt = netmkt__get_u32(file->at + CRC_AT);
    check = salt;
    if ((again & AGAIN_FRAMES) != 0)
        sum_frames(file, salt, netmkt__get_u64(file->at + 2 * NETMKT__PAGE + 8), &check);
    for (int i = 1; i <= 2 && (again & AGAIN_SLOTS) != 0; i++) {
        uint8_t *page = file->at + (size_t)i * NETMKT__PAGE;

        if ((again & AGAIN_FRAMES) != 0)
            netmkt__put_u32(page + 24, check);
        (void)sum_page(page, salt);
    }
}

static void put_frame(bytes *file, uint32_t type, const uint8_t *data, size_t size, uint64_t commit)
{
    bytes_add_number(file, size, 4);
    bytes_add_number(file, type, 4);
    bytes_add_number(file, commit, 8);
    add_zeros(file, 8);
    bytes_add(file, data, size);
    pad(file, 8);
}

static void put_frames(draft *d)
{
    bytes *file = &d->c->file, under_way = {0};
    size_t frames = 0;
    int said = 0;

    for (size_t i = 0; i < d->count; i++) {
        const item *it = &d->items[i];

        if (it->letter == 'F' && it->kind != 0) {
            put_frame(file, it->kind, it->data, it->size, d->header.commits + 1);
            contents_record(&under_way, it->kind, it->data, it->size);
            frames++;
        } else if (it->letter == 'C' && frames > 0) {
            put_frame(file, NETMKT__COMMIT_TYPE, NULL, 0, ++d->header.commits);
            contents_commit(&under_way);
            bytes_add(&d->c->contents, under_way.at, under_way.size);
            under_way.size = 0;
            frames = 0;
        }
        if ((it->letter == 'C' && frames == 0 && !said) || (it->letter == 'D' && frames == 0)) {
            said |= it->letter == 'D';
            d->slot.end = file->size;
            d->slot.commits = d->header.commits;
            d->c->durable = d->c->contents.size;
        }
    }
    bytes_free(&under_way);
}

/* Anchors of P: where the parts of the file begin. */
static size_t place(const bytes *file, uint32_t kind, uint16_t offset)
{
    size_t journal = (size_t)netmkt__get_u64(file->at + 24), from[] = {0, NETMKT__PAGE, 2 * NETMKT__PAGE, NETMKT__PREFIX, 0, 0};

    from[4] = journal < file->size ? journal : file->size;
    from[5] = file->size - 32;
    return (from[kind % 6] + offset) % file->size;
}

static void damage(container *c, const item *items, size_t count)
{
    int again = 0;

    for (size_t i = 0; i < count; i++) {
        if (items[i].letter == 'P' && items[i].size > 0) {
            size_t at = place(&c->file, items[i].kind, items[i].number), n = items[i].size;

            memcpy(c->file.at + at, items[i].data, n < c->file.size - at ? n : c->file.size - at);
            c->intact = 0;
        } else if (items[i].letter == 'R') {
            again |= (int)items[i].kind;
        } else if (items[i].letter == 'T' && items[i].number > 0) {
            c->intact = 0;
        }
    }
    c->summed = !c->intact && again != 0;
    if (c->summed)
        sum_again(&c->file, again);
    for (size_t i = 0; i < count; i++)
        if (items[i].letter == 'T')
            c->file.size -= items[i].number < c->file.size ? items[i].number : c->file.size;
}

void container_build(container *c, const uint8_t *data, size_t size)
{
    item items[MOST_ITEMS];
    draft d = {.c = c, .items = items, .count = take_items(data, size, items)};

    *c = (container){.intact = 1};
    put_sections(&d);
    d.slot.end = d.header.journal_start;
    c->durable = c->contents.size;
    put_frames(&d);
    for (size_t i = 0; i < d.count; i++)
        if (items[i].letter == 'Z')
            add_zeros(&c->file, (size_t)items[i].kind * 8);
    sum_snapshot(&c->file, 0);
    d.header.version = NETMKT__FORMAT_VERSION;
    d.header.generation = 1;
    d.header.commits = 0;
    netmkt__header_encode(c->file.at, &d.header);
    for (int i = 1; i <= 2; i++) {
        d.slot.sequence = (uint64_t)i;
        netmkt__slot_encode(c->file.at + (size_t)i * NETMKT__PAGE, &d.slot, 0);
    }
    sum_again(&c->file, AGAIN_SECTIONS | AGAIN_TABLE | AGAIN_HEADER | AGAIN_SLOTS | AGAIN_FRAMES);
    damage(c, items, d.count);
}

void container_free(container *c)
{
    bytes_free(&c->file);
    bytes_free(&c->contents);
}

/* --- Writing the small form. */

static void small_item(bytes *small, char letter, uint32_t type, const uint8_t *data, uint64_t size)
{
    int width = letter == 'S' ? 3 : 1;

    REQUIRE(type >> 8 * width == 0 && size <= UINT16_MAX);
    bytes_add(small, &letter, 1);
    bytes_add_number(small, type, width);
    bytes_add_number(small, size, 2);
    bytes_add(small, data, (size_t)size);
}

void container_write_small(const uint8_t *file, size_t size, bytes *small)
{
    uint64_t at;
    netmkt__file_header header;

    REQUIRE(size >= NETMKT__PREFIX && netmkt__header_decode(file, NETMKT__PAGE, "seed", &header) == NETMKT_OK);
    for (size_t i = 0; i < header.sections; i++) {
        const uint8_t *entry = file + NETMKT__PREFIX + i * NETMKT__TABLE_ENTRY;

        small_item(small, 'S', netmkt__get_u32(entry), file + netmkt__get_u64(entry + 8), netmkt__get_u64(entry + 16));
    }
    at = header.journal_start;
    while (at + NETMKT__FRAME_HEADER <= size && netmkt__get_u32(file + at + 4) != 0) {
        uint32_t type = netmkt__get_u32(file + at + 4), n = netmkt__get_u32(file + at);

        if (type == NETMKT__COMMIT_TYPE)
            bytes_add(small, "C", 1);
        else
            small_item(small, 'F', type, file + at + NETMKT__FRAME_HEADER, n);
        at += netmkt__frame_bytes(n);
    }
}
