/* Damaged files: every bit and every length of a cleanly closed store is found; a store that was not closed gives what was
 * committed, or says that it is damaged. */
#include "journal/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "journal/format.h"
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

/* The bytes of this store are the format: whoever must change the sum must change the format's version. */
START_TEST(format_is_frozen)
{
    faulty_disk *disk = make_store(1);
    size_t size;
    const unsigned char *bytes = faulty_disk_get(disk, PATH, &size);

    ck_assert_uint_eq(size, 16384 + (24 + 8 + 24 + 8 + 24) + (24 + 8 + 24) * 2);
    ck_assert_uint_eq(netmkt__crc32c(0, bytes, size), 0xee2dae4fu);
    faulty_disk_free(disk);
}
END_TEST

START_TEST(every_bit_of_a_closed_store)
{
    faulty_disk *disk = make_store(1);
    netmkt_context *context = context_of(faulty_disk_io(disk));
    size_t size, found = 0;
    unsigned char *bytes = bytes_of(disk, &size);

    ck_assert_int_eq(check_file(context), NETMKT_OK);
    ck_assert_str_eq(seen.text, CONTENTS);
    for (size_t bit = 0; bit < size * 8; bit += test_slow() ? 61 : 1) {
        /* every bit of what says something, one of each byte that is padding */
        if (bytes[bit / 8] == 0 && bit / 8 % 4096 >= 64 && bit % 8 != bit / 8 % 8)
            continue;
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        faulty_disk_put(disk, PATH, bytes, size);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        ck_assert_msg(check_file(context) == NETMKT_E_CORRUPT, "bit %zu of byte %zu was not found", bit % 8, bit / 8);
        found++;
    }
    ck_assert_uint_gt(found, test_slow() ? size / 64 : size);
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

    for (size_t length = 0; length < size; length += test_slow() ? 23 : 1) {
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
    for (size_t at = 0; at < 16384 + journal_bytes + 4096; at += test_slow() ? 23 : 1) {
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

/* A commit whose sums are all right, but which is not the next one by its number. */
START_TEST(wrong_number)
{
    enum { JOURNAL = 16384, LAST = JOURNAL + 144, TEXT = 24 + 8 }; /* behind "one", "two", commit; "three", commit */
    static const uint64_t numbers[] = {0, 1, 3, 5, 6, UINT64_MAX};
    faulty_disk *disk = make_store(0);
    netmkt_context *context = context_of(faulty_disk_io(disk));
    netmkt__file_header header;
    size_t size;
    unsigned char *bytes = bytes_of(disk, &size);
    uint64_t right = netmkt__get_u64(bytes + LAST + 8);

    ck_assert_mem_eq(bytes + LAST + 24, "four", 4);
    ck_assert_int_eq(netmkt__header_decode(bytes, NETMKT__PAGE, PATH, &header), NETMKT_OK);
    for (size_t i = 0; i <= sizeof numbers / sizeof *numbers; i++) {
        uint64_t number = i == 0 ? right : numbers[i - 1];
        netmkt_status status;
        uint32_t check;

        if (i != 0 && number == right)
            continue;
        check = netmkt__frame_seal(bytes + LAST, number, netmkt__get_u32(bytes + LAST - 24 + 16), header.salt);
        (void)netmkt__frame_seal(bytes + LAST + TEXT, number, check, header.salt);
        faulty_disk_put(disk, PATH, bytes, size);
        status = check_file(context);
        ck_assert_msg((strstr(seen.text, "four") != NULL) == (i == 0), "number %llu: %s", (unsigned long long)number, seen.text);
        /* a later one tells that one is missing, unless its number is so far off that it is chance */
        ck_assert_int_eq(status, number > right && number < UINT64_MAX ? NETMKT_E_CORRUPT : NETMKT_OK);
    }
    free(bytes);
    netmkt_context_free(context);
    faulty_disk_free(disk);
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

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("journal_damage");
    TCase *tests = tcase_create("all");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, format_is_frozen);
    tcase_add_test(tests, every_bit_of_a_closed_store);
    tcase_add_test(tests, every_length_of_a_closed_store);
    tcase_add_test(tests, every_byte_of_an_open_store);
    tcase_add_test(tests, every_length_of_an_open_store);
    tcase_add_test(tests, pages);
    tcase_add_test(tests, frames_exchanged);
    tcase_add_test(tests, wrong_number);
    tcase_add_test(tests, foreign_journal);
    tcase_add_test(tests, tail_is_cut);
    tcase_add_test(tests, offset_in_message);
    suite_add_tcase(suite, tests);
    return suite;
}
