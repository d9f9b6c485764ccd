/* Damaged files: every bit and every length of a cleanly closed store is found; a store that was not closed gives what was
 * committed, or says that it is damaged. And readers beside a writer, who see half-written states, never say so wrongly. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"
#include "journal/format.h"
#include "journal/journal.h"
#include "support/collector.h"
#include "support/faulty_io.h"
#include "support/support.h"

#define PATH "store"
#define CONTENTS "S 1=snapshot 2= 3=more; 1:one 2:two| 1:three| 4:four|"

static collector seen;

static netmkt_context *context_of(const netmkt_io *io)
{
    netmkt_context_options options;
    netmkt_context *context;

    netmkt_context_options_init(&options);
    options.io = io;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    return context;
}

static netmkt_status check_file(netmkt_context *context)
{
    netmkt__journal_reader reader = collector_reader(&seen);

    collector_clear(&seen);
    return netmkt__journal_check(context, PATH, &reader);
}

static void commit_text(netmkt__journal *journal, uint32_t type, const char *text)
{
    ck_assert_int_eq(netmkt__journal_add(journal, type, text, strlen(text)), NETMKT_OK);
    ck_assert_msg(netmkt__journal_commit(journal) == NETMKT_OK, "%s", netmkt_last_error());
}

/* A store with the contents above: cleanly closed, or left by a killed process. */
static faulty_disk *make_store(int closed)
{
    static const netmkt__section sections[] = {{1, 0, "snapshot", 8}, {2, 0, NULL, 0}, {3, 0, "more", 4}};
    faulty_disk *disk = faulty_disk_new(), *left;
    netmkt_context *context = context_of(faulty_disk_io(disk));
    netmkt__journal *journal;

    ck_assert_int_eq(netmkt__journal_open(context, PATH, 0, NULL, &journal), NETMKT_OK);
    ck_assert_int_eq(netmkt__journal_replace(journal, sections, 3), NETMKT_OK);
    ck_assert_int_eq(netmkt__journal_add(journal, 1, "one", 3), NETMKT_OK);
    commit_text(journal, 2, "two");
    commit_text(journal, 1, "three");
    commit_text(journal, 4, "four");
    left = closed ? NULL : faulty_disk_clone(disk);
    netmkt__journal_close(journal);
    netmkt_context_free(context);
    if (closed)
        return disk;
    faulty_disk_free(disk);
    return left;
}

/* A copy of the store's bytes to damage. */
static unsigned char *bytes_of(const faulty_disk *disk, size_t *size)
{
    const unsigned char *bytes = faulty_disk_get(disk, PATH, size);
    unsigned char *copy = malloc(*size + 64);

    ck_assert_ptr_nonnull(bytes);
    ck_assert_ptr_nonnull(copy);
    return memcpy(copy, bytes, *size);
}

START_TEST(every_bit_of_a_closed_store)
{
    faulty_disk *disk = make_store(1);
    netmkt_context *context = context_of(faulty_disk_io(disk));
    size_t size, found = 0;
    unsigned char *bytes = bytes_of(disk, &size);

    ck_assert_int_eq(check_file(context), NETMKT_OK);
    ck_assert_str_eq(seen.text, CONTENTS);
    for (size_t bit = 0; bit < size * 8; bit++) {
        /* every bit of what says something, one of each byte that is padding */
        if (bytes[bit / 8] == 0 && bit / 8 % 4096 >= 64 && bit % 8 != bit / 8 % 8)
            continue;
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        faulty_disk_put(disk, PATH, bytes, size);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        ck_assert_msg(check_file(context) == NETMKT_E_CORRUPT, "bit %zu of byte %zu was not found", bit % 8, bit / 8);
        found++;
    }
    ck_assert_uint_gt(found, size);
    free(bytes);
    netmkt_context_free(context);
    faulty_disk_free(disk);
}
END_TEST

START_TEST(every_length_of_a_closed_store)
{
    faulty_disk *disk = make_store(1);
    netmkt_context *context = context_of(faulty_disk_io(disk));
    size_t size;
    unsigned char *bytes = bytes_of(disk, &size);

    for (size_t length = 0; length < size; length++) {
        faulty_disk_put(disk, PATH, bytes, length);
        ck_assert_msg(check_file(context) == NETMKT_E_CORRUPT, "cut to %zu bytes it passed", length);
    }
    for (size_t more = 1; more <= 64; more++) { /* a tail is no damage, for a crash may leave one */
        memset(bytes + size, (int)more, more);
        faulty_disk_put(disk, PATH, bytes, size + more);
        ck_assert_int_eq(check_file(context), NETMKT_OK);
        ck_assert_str_eq(seen.text, CONTENTS);
    }
    free(bytes);
    netmkt_context_free(context);
    faulty_disk_free(disk);
}
END_TEST

/* Is it the contents, or those without the last commit? */
static int is_prefix(const char *text)
{
    return strcmp(text, CONTENTS) == 0 || strcmp(text, "S 1=snapshot 2= 3=more; 1:one 2:two| 1:three|") == 0;
}

START_TEST(every_byte_of_an_open_store)
{
    faulty_disk *disk = make_store(0);
    netmkt_context *context = context_of(faulty_disk_io(disk));
    size_t size, journal_bytes = (24 + 8 + 24 + 8 + 24) + (24 + 8 + 24) * 2, last = 24 + 8 + 24;
    unsigned char *bytes = bytes_of(disk, &size);

    ck_assert_uint_gt(size, 16384 + journal_bytes); /* preallocated */
    ck_assert_int_eq(check_file(context), NETMKT_OK);
    ck_assert_str_eq(seen.text, CONTENTS);
    for (size_t at = 0; at < 16384 + journal_bytes + 4096; at++) {
        netmkt_status status;

        bytes[at] ^= 0x41;
        faulty_disk_put(disk, PATH, bytes, size);
        bytes[at] ^= 0x41;
        status = check_file(context);
        if (status == NETMKT_OK)
            ck_assert_msg(is_prefix(seen.text), "byte %zu: %s", at, seen.text);
        else
            ck_assert_int_eq(status, NETMKT_E_CORRUPT);
        /* all before the last commit is known to have been complete */
        if (at < 4096 || (at >= 12288 && at < 16384 + journal_bytes - last))
            ck_assert_msg(status == NETMKT_E_CORRUPT, "byte %zu was not found", at);
        if (at >= 16384 + journal_bytes)
            ck_assert_msg(status == NETMKT_OK && strcmp(seen.text, CONTENTS) == 0, "byte %zu of the tail", at);
    }
    free(bytes);
    netmkt_context_free(context);
    faulty_disk_free(disk);
}
END_TEST

START_TEST(every_length_of_an_open_store)
{
    faulty_disk *disk = make_store(0);
    netmkt_context *context = context_of(faulty_disk_io(disk));
    size_t size;
    unsigned char *bytes = bytes_of(disk, &size);

    for (size_t length = 16384; length < 16384 + 300; length++) {
        faulty_disk_put(disk, PATH, bytes, length);
        ck_assert_int_eq(check_file(context), NETMKT_OK);
        ck_assert_msg(strncmp(seen.text, CONTENTS, strlen(seen.text)) == 0 && strchr("|;", seen.text[seen.length - 1]) != NULL,
                      "%zu bytes: %s", length, seen.text);
    }
    free(bytes);
    netmkt_context_free(context);
    faulty_disk_free(disk);
}
END_TEST

/* Whole pages exchanged, repeated, zeroed: what a bad disk or a wrong copy does. */
START_TEST(pages)
{
    faulty_disk *disk = make_store(1);
    netmkt_context *context = context_of(faulty_disk_io(disk));
    size_t size;
    unsigned char *bytes = bytes_of(disk, &size), *changed = malloc(size);

    ck_assert_ptr_nonnull(changed);
    for (size_t to = 0; to + 4096 <= size; to += 4096) {
        for (size_t from = 0; from + 4096 <= size; from += 4096) {
            memcpy(changed, bytes, size);
            if (from == to)
                memset(changed + to, 0, 4096);
            else
                memcpy(changed + to, bytes + from, 4096);
            faulty_disk_put(disk, PATH, changed, size);
            ck_assert_msg(check_file(context) == NETMKT_E_CORRUPT, "page %zu on %zu", from / 4096, to / 4096);
        }
    }
    free(changed);
    free(bytes);
    netmkt_context_free(context);
    faulty_disk_free(disk);
}
END_TEST

/* Frames that are good, but not in their place: exchanged, or one repeated over another. */
START_TEST(frames_exchanged)
{
    faulty_disk *disk = faulty_disk_new();
    netmkt_context *context = context_of(faulty_disk_io(disk));
    netmkt__journal *journal;
    size_t size, frame = 24 + 8, first = 12288 + frame + 24, second = first + frame; /* a commit "x" first */
    unsigned char *bytes, *changed;

    ck_assert_int_eq(netmkt__journal_open(context, PATH, 0, NULL, &journal), NETMKT_OK);
    commit_text(journal, 1, "x");
    ck_assert_int_eq(netmkt__journal_add(journal, 1, "first", 5), NETMKT_OK);
    ck_assert_int_eq(netmkt__journal_add(journal, 1, "other", 5), NETMKT_OK);
    commit_text(journal, 1, "third");
    netmkt__journal_close(journal);
    bytes = bytes_of(disk, &size);
    changed = bytes_of(disk, &size);
    ck_assert_mem_eq(bytes + first + 24, "first", 5);
    memcpy(changed + first, bytes + second, frame);
    faulty_disk_put(disk, PATH, changed, size);
    ck_assert_int_eq(check_file(context), NETMKT_E_CORRUPT);
    memcpy(changed + second, bytes + first, frame);
    faulty_disk_put(disk, PATH, changed, size);
    ck_assert_int_eq(check_file(context), NETMKT_E_CORRUPT);
    free(bytes);
    free(changed);
    netmkt_context_free(context);
    faulty_disk_free(disk);
}
END_TEST

/* The journal of another store, whose every frame is good there. */
START_TEST(foreign_journal)
{
    faulty_disk *disk = make_store(1), *other = faulty_disk_new();
    netmkt_context *context = context_of(faulty_disk_io(disk)), *other_context = context_of(faulty_disk_io(other));
    static const netmkt__section section = {1, 0, "other", 5};
    netmkt__journal *journal;
    size_t size, other_size;
    unsigned char *bytes = bytes_of(disk, &size), *others;

    ck_assert_int_eq(netmkt__journal_open(other_context, PATH, 0, NULL, &journal), NETMKT_OK);
    ck_assert_int_eq(netmkt__journal_replace(journal, &section, 1), NETMKT_OK);
    commit_text(journal, 1, "foreign");
    netmkt__journal_close(journal);
    others = bytes_of(other, &other_size);
    memcpy(bytes + 16384, others + 16384, other_size - 16384);
    faulty_disk_put(disk, PATH, bytes, size);
    ck_assert_int_eq(check_file(context), NETMKT_E_CORRUPT);
    free(bytes);
    free(others);
    netmkt_context_free(context);
    netmkt_context_free(other_context);
    faulty_disk_free(disk);
    faulty_disk_free(other);
}
END_TEST

/* What a crash left behind the last commit is gone with the next writer's first one. */
START_TEST(tail_is_cut)
{
    faulty_disk *disk = make_store(1), *left;
    netmkt_context *context = context_of(faulty_disk_io(disk));
    netmkt__journal *journal;
    netmkt__journal_figures figures;
    size_t size;
    unsigned char *bytes = bytes_of(disk, &size), *torn = malloc(size + 5000);
    const unsigned char *now;

    ck_assert_ptr_nonnull(torn);
    memcpy(torn, bytes, size);
    memset(torn + size, 0x55, 5000);
    faulty_disk_put(disk, PATH, torn, size + 5000);
    ck_assert_int_eq(netmkt__journal_open(context, PATH, 0, NULL, &journal), NETMKT_OK);
    ck_assert_mem_eq(faulty_disk_get(disk, PATH, &size), torn, size); /* opening alone changes nothing */
    commit_text(journal, 1, "next");
    netmkt__journal_figures_get(journal, &figures);
    left = faulty_disk_clone(disk);
    now = faulty_disk_get(left, PATH, &size);
    for (size_t i = (size_t)figures.file_bytes; i < size; i++)
        ck_assert_uint_eq(now[i], 0);
    netmkt__journal_close(journal);
    ck_assert_int_eq(check_file(context), NETMKT_OK);
    ck_assert_str_eq(seen.text, CONTENTS " 1:next|");
    faulty_disk_free(left);
    free(torn);
    free(bytes);
    netmkt_context_free(context);
    faulty_disk_free(disk);
}
END_TEST

/* The message says where. */
START_TEST(offset_in_message)
{
    faulty_disk *disk = make_store(1);
    netmkt_context *context = context_of(faulty_disk_io(disk));
    size_t size;
    unsigned char *bytes = bytes_of(disk, &size);

    bytes[16384 + 24 + 8] ^= 1; /* header of the second frame */
    faulty_disk_put(disk, PATH, bytes, size);
    ck_assert_int_eq(check_file(context), NETMKT_E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "store: "));
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "offset 16416"));
    free(bytes);
    netmkt_context_free(context);
    faulty_disk_free(disk);
}
END_TEST

/* A reader beside a writer, in one thread: whenever one of the two makes an I/O call, the other gets a turn. */
typedef struct beside {
    netmkt_io inner, outer;
    faulty_disk *disk;
    uint64_t calls, turn_at; /* the other's turn comes before this call, 0: before every one */
    int busy;
    void (*turn)(struct beside *);
    netmkt__journal *writer;
    netmkt_context *writer_context;
    int step;
    char state[2][256]; /* what a reader may see: before and after the step under way */
} beside;

static void take_turn(beside *b)
{
    b->calls++;
    if (b->busy || (b->turn_at != 0 && b->calls != b->turn_at))
        return;
    b->busy = 1;
    b->turn(b);
    b->busy = 0;
}

static int32_t beside_read(void *user, int64_t file, uint64_t offset, void *buffer, size_t size, size_t *got)
{
    beside *b = user;

    take_turn(b);
    return b->inner.read(b->inner.user, file, offset, buffer, size, got);
}

static int32_t beside_write(void *user, int64_t file, uint64_t offset, const void *buffer, size_t size, size_t *put)
{
    beside *b = user;

    take_turn(b);
    return b->inner.write(b->inner.user, file, offset, buffer, size > 40 ? size / 2 + 4 : size, put);
}

static int32_t beside_sync(void *user, int64_t file)
{
    beside *b = user;

    take_turn(b);
    return b->inner.sync(b->inner.user, file);
}

static int32_t beside_truncate(void *user, int64_t file, uint64_t size)
{
    beside *b = user;

    take_turn(b);
    return b->inner.truncate(b->inner.user, file, size);
}

static int32_t beside_rename(void *user, const char *from, const char *to)
{
    beside *b = user;

    take_turn(b);
    return b->inner.rename(b->inner.user, from, to);
}

static int32_t beside_size(void *user, int64_t file, uint64_t *size)
{
    beside *b = user;

    take_turn(b);
    return b->inner.size(b->inner.user, file, size);
}

/* The rest, without turns. */
static int32_t beside_open(void *user, const char *path, int32_t flags, int64_t *file)
{
    beside *b = user;

    return b->inner.open(b->inner.user, path, flags, file);
}

static int32_t beside_close(void *user, int64_t file)
{
    beside *b = user;

    return b->inner.close(b->inner.user, file);
}

static int32_t beside_allocate(void *user, int64_t file, uint64_t size)
{
    (void)user;
    (void)file;
    (void)size;
    return EOPNOTSUPP;
}

static int32_t beside_is_current(void *user, int64_t file, const char *path, int32_t *current)
{
    beside *b = user;

    return b->inner.is_current(b->inner.user, file, path, current);
}

static int32_t beside_remove(void *user, const char *path)
{
    beside *b = user;

    return b->inner.remove(b->inner.user, path);
}

static int32_t beside_sync_directory(void *user, const char *path)
{
    beside *b = user;

    return b->inner.sync_directory(b->inner.user, path);
}

static int32_t beside_lock(void *user, int64_t file)
{
    beside *b = user;

    return b->inner.lock(b->inner.user, file);
}

static void beside_start(beside *b, void (*turn)(beside *))
{
    memset(b, 0, sizeof *b);
    b->disk = faulty_disk_new();
    b->inner = *faulty_disk_io(b->disk);
    b->outer = (netmkt_io){sizeof(netmkt_io), 0, b, beside_open, beside_close, beside_read, beside_write, beside_sync, beside_truncate,
                           beside_allocate, beside_size, beside_is_current, beside_rename, beside_remove, beside_sync_directory,
                           beside_lock, NULL, NULL};
    b->turn = turn;
    b->busy = 1;
}

/* The writer's next step: commits, replacements, closing and opening again. */
static void write_step(beside *b)
{
    static const netmkt__section section = {1, 0, "snap", 4};
    char text[200];

    strcpy(b->state[0], b->state[1]);
    if (b->writer == NULL) {
        ck_assert_msg(netmkt__journal_open(b->writer_context, PATH, 0, NULL, &b->writer) == NETMKT_OK, "%s", netmkt_last_error());
    } else if (b->step % 7 == 6) {
        strcpy(b->state[1], "S 1=snap;");
        ck_assert_int_eq(netmkt__journal_replace(b->writer, &section, 1), NETMKT_OK);
    } else if (b->step % 7 == 3) {
        netmkt__journal_close(b->writer);
        b->writer = NULL;
    } else {
        memset(text, 'a' + b->step % 26, 100);
        sprintf(text + 100, "%d", b->step);
        if (b->state[1][0] == '\0')
            strcpy(b->state[1], "S;");
        if (strlen(b->state[1]) > 120)
            strcpy(b->state[1], "-"); /* not followed any more; the next replacement begins anew */
        if (b->state[1][0] != '-')
            sprintf(b->state[1] + strlen(b->state[1]), " 1:%d|", b->step);
        ck_assert_int_eq(netmkt__journal_add(b->writer, 2, text, strlen(text)), NETMKT_OK);
        ck_assert_int_eq(netmkt__journal_add(b->writer, 1, text + 100, strlen(text + 100)), NETMKT_OK);
        ck_assert_msg(netmkt__journal_commit(b->writer) == NETMKT_OK, "%s", netmkt_last_error());
    }
    b->step++;
}

static netmkt_status note_snapshot(void *user, const netmkt__section *sections, size_t count)
{
    strcat(user, count == 1 && memcmp(sections[0].data, "snap", 4) == 0 ? "S 1=snap;" : "S;");
    return NETMKT_OK;
}

static netmkt_status note_record(void *user, uint32_t type, const void *payload, size_t size)
{
    char *text = user;

    if (type == 1)
        sprintf(text + strlen(text), " 1:%.*s|", (int)size, (const char *)payload);
    return NETMKT_OK;
}

static void read_whole(beside *b, netmkt_context *context)
{
    char text[1024] = "";
    netmkt__journal_reader reader = {text, note_snapshot, note_record, NULL};
    netmkt_status status = netmkt__journal_check(context, PATH, &reader);

    if (status == NETMKT_E_NOT_FOUND)
        text[0] = '\0';
    else
        ck_assert_msg(status == NETMKT_OK, "step %d: %s", b->step, netmkt_last_error());
    if (b->state[0][0] != '-' && b->state[1][0] != '-')
        ck_assert_msg(strcmp(text, b->state[0]) == 0 || strcmp(text, b->state[1]) == 0, "step %d: read \"%s\", not \"%s\" or \"%s\"",
                      b->step, text, b->state[0], b->state[1]);
}

static netmkt_context *reader_context;

static void read_turn(beside *b)
{
    read_whole(b, reader_context);
}

/* The writer works; at each of its calls, and in the middle of each write, a reader reads everything. */
START_TEST(reader_within_a_write)
{
    beside b;

    beside_start(&b, read_turn);
    reader_context = context_of(&b.inner);
    b.writer_context = context_of(&b.outer);
    b.busy = 0;
    while (b.step < 60)
        write_step(&b);
    b.busy = 1;
    ck_assert_uint_gt(b.calls, 200);
    netmkt__journal_close(b.writer);
    netmkt_context_free(reader_context);
    netmkt_context_free(b.writer_context);
    faulty_disk_free(b.disk);
}
END_TEST

static void write_turn(beside *b)
{
    int steps = 1 + (int)(b->turn_at % 5);

    while (steps-- > 0)
        write_step(b);
}

/* A reader reads; before one of its calls, or every one, the writer makes a few steps. */
START_TEST(writer_within_a_read)
{
    static char text[65536];
    netmkt__journal_reader reader = {text, note_snapshot, note_record, NULL};

    for (uint64_t round = 0; round < 40 * 7; round++) {
        uint64_t at = round % 40;
        beside b;
        netmkt_context *context;
        netmkt__journal *journal;
        int32_t replaced;

        beside_start(&b, write_turn);
        context = context_of(&b.outer);
        b.writer_context = context_of(&b.inner);
        for (uint64_t i = 0; i < 7 + round / 40; i++)
            write_step(&b);
        b.calls = 0;
        b.turn_at = at;
        b.busy = 0;
        text[0] = '\0';
        ck_assert_msg(netmkt__journal_open(context, PATH, NETMKT__JOURNAL_READ_ONLY, &reader, &journal) == NETMKT_OK, "turn at %d: %s",
                      (int)at, netmkt_last_error());
        for (int i = 0; i < 8; i++) {
            ck_assert_msg(netmkt__journal_refresh(journal, &reader, &replaced) == NETMKT_OK, "turn at %d: %s", (int)at, netmkt_last_error());
            if (replaced)
                break;
        }
        b.busy = 1;
        netmkt__journal_close(journal);
        netmkt__journal_close(b.writer);
        netmkt_context_free(context);
        netmkt_context_free(b.writer_context);
        faulty_disk_free(b.disk);
    }
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("journal_damage");
    TCase *tests = tcase_create("all");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_bit_of_a_closed_store);
    tcase_add_test(tests, every_length_of_a_closed_store);
    tcase_add_test(tests, every_byte_of_an_open_store);
    tcase_add_test(tests, every_length_of_an_open_store);
    tcase_add_test(tests, pages);
    tcase_add_test(tests, frames_exchanged);
    tcase_add_test(tests, foreign_journal);
    tcase_add_test(tests, tail_is_cut);
    tcase_add_test(tests, offset_in_message);
    tcase_add_test(tests, reader_within_a_write);
    tcase_add_test(tests, writer_within_a_read);
    suite_add_tcase(suite, tests);
    return suite;
}
