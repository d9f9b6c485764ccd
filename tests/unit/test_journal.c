/* The journal as its owner sees it, on real files: what is committed comes back, one writer, readers, replacement. */
#include "journal/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/endian.h"
#include "journal/format.h"
#include "support/collector.h"
#include "support/support.h"

static collector seen;

/* A path in a fresh directory. */
static const char *path_of(const char *name)
{
    static char path[4][256];
    static int next;
    char *p = path[next++ % 4];

    snprintf(p, sizeof path[0], "%s/%s", test_directory(), name);
    return p;
}

static netmkt_status open_seen(const char *path, uint32_t flags, netmkt__journal **out)
{
    netmkt__journal_reader reader = collector_reader(&seen);

    collector_clear(&seen);
    return netmkt__journal_open(NULL, path, flags, &reader, out);
}

static netmkt__journal *must_open(const char *path, uint32_t flags, const char *want)
{
    netmkt__journal *journal;

    ck_assert_msg(open_seen(path, flags, &journal) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_str_eq(seen.text, want);
    return journal;
}

static void add_text(netmkt__journal *journal, uint32_t type, const char *text)
{
    ck_assert_int_eq(netmkt__journal_add(journal, type, text, strlen(text)), NETMKT_OK);
}

static void commit_text(netmkt__journal *journal, uint32_t type, const char *text)
{
    add_text(journal, type, text);
    ck_assert_msg(netmkt__journal_commit(journal) == NETMKT_OK, "%s", netmkt_last_error());
}

static void check_contents(const char *path, const char *want)
{
    netmkt__journal_reader reader = collector_reader(&seen);

    collector_clear(&seen);
    ck_assert_msg(netmkt__journal_check(NULL, path, &reader) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_str_eq(seen.text, want);
}

static void refused(const char *path, uint32_t flags, netmkt_status want)
{
    netmkt__journal *journal = (netmkt__journal *)&seen;

    ck_assert_msg(open_seen(path, flags, &journal) == want, "%s", netmkt_last_error());
    ck_assert_ptr_null(journal);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), strrchr(path, '/')));
}

static size_t read_file(const char *path, void *buffer, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    size_t size;

    ck_assert_ptr_nonnull(file);
    size = fread(buffer, 1, capacity, file);
    ck_assert_int_eq(fclose(file), 0);
    return size;
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(commits_come_back)
{
    const char *path = path_of("commits");
    netmkt__journal *journal = must_open(path, 0, "S;");
    netmkt__journal_figures figures;

    ck_assert_int_ne(access(path, F_OK), 0); /* nothing yet */
    ck_assert_int_eq(netmkt__journal_commit(journal), NETMKT_OK);
    ck_assert_int_ne(access(path, F_OK), 0);
    add_text(journal, 1, "one");
    add_text(journal, 0x7fffffff, "");
    ck_assert_uint_eq(netmkt__journal_gathered(journal), 24 + 8 + 24);
    ck_assert_int_eq(netmkt__journal_commit(journal), NETMKT_OK);
    ck_assert_uint_eq(netmkt__journal_gathered(journal), 0);
    commit_text(journal, 2, "12345678");
    add_text(journal, 3, "dropped");
    netmkt__journal_discard(journal);
    commit_text(journal, 2, "three");
    add_text(journal, 9, "never committed");
    netmkt__journal_figures_get(journal, &figures);
    ck_assert_uint_eq(figures.commits, 3);
    ck_assert_uint_eq(figures.snapshot_bytes, 12288);
    ck_assert_uint_eq(figures.journal_bytes, (24 + 8 + 24 + 24) + (24 + 8 + 24) * 2);
    ck_assert_uint_eq(figures.file_bytes, figures.snapshot_bytes + figures.journal_bytes);
    ck_assert_int_eq(figures.failed, 0);
    netmkt__journal_close(journal);
    check_contents(path, "S; 1:one 2147483647:| 2:12345678| 2:three|");

    journal = must_open(path, NETMKT__JOURNAL_MUST_EXIST, seen.text);
    commit_text(journal, 4, "four");
    netmkt__journal_close(journal);
    check_contents(path, "S; 1:one 2147483647:| 2:12345678| 2:three| 4:four|");
}
END_TEST

START_TEST(modes)
{
    const char *path = path_of("modes");
    netmkt__journal *journal;
    struct stat info;

    refused(path, NETMKT__JOURNAL_READ_ONLY, NETMKT_E_NOT_FOUND);
    refused(path, NETMKT__JOURNAL_MUST_EXIST, NETMKT_E_NOT_FOUND);
    refused(path_of("none/there"), NETMKT__JOURNAL_READ_ONLY, NETMKT_E_NOT_FOUND);
    refused(path_of("none/there"), 0, NETMKT_E_IO);
    ck_assert_int_ne(access(path_of("modes-lock"), F_OK), 0);
    journal = must_open(path, NETMKT__JOURNAL_MUST_CREATE, "S;");
    commit_text(journal, 1, "a");
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0600);
    netmkt__journal_close(journal);
    refused(path, NETMKT__JOURNAL_MUST_CREATE, NETMKT_E_EXISTS);

    journal = must_open(path, NETMKT__JOURNAL_READ_ONLY, "S; 1:a|");
    ck_assert_int_eq(netmkt__journal_add(journal, 1, "b", 1), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt__journal_commit(journal), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt__journal_replace(journal, NULL, 0), NETMKT_E_READ_ONLY);
    netmkt__journal_close(journal);
    netmkt__journal_close(NULL);

    ck_assert_int_eq(netmkt__journal_open(NULL, NULL, 0, NULL, &journal), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt__journal_open(NULL, "", 0, NULL, &journal), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt__journal_open(NULL, path, 8, NULL, &journal), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt__journal_open(NULL, path, NETMKT__JOURNAL_READ_ONLY | NETMKT__JOURNAL_MUST_CREATE, NULL, &journal), NETMKT_E_INVALID);
}
END_TEST

START_TEST(record_limits)
{
    netmkt__journal *journal = must_open(path_of("limits"), 0, "S;");
    void *room = journal;

    ck_assert_int_eq(netmkt__journal_add(journal, 0, "a", 1), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt__journal_add(journal, 0x80000000u, "a", 1), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt__journal_add_room(journal, 1, ((size_t)1 << 31) + 1, &room), NETMKT_E_RANGE);
    ck_assert_ptr_null(room);
    ck_assert_uint_eq(netmkt__journal_gathered(journal), 0);
    netmkt__journal_close(journal);
}
END_TEST

/* Records and commits larger than any buffer inside, and many of them. */
START_TEST(large)
{
    const char *path = path_of("large");
    netmkt__journal *journal = must_open(path, 0, "S;");
    size_t size = 3000001;
    unsigned char *room;
    void *p;

    for (int i = 1; i <= 8; i++) {
        ck_assert_int_eq(netmkt__journal_add_room(journal, (uint32_t)i, size, &p), NETMKT_OK);
        room = p;
        memset(room, i, size);
        if (i % 2 == 0)
            ck_assert_int_eq(netmkt__journal_commit(journal), NETMKT_OK);
    }
    netmkt__journal_close(journal);
    check_contents(path, "S; 1:<3000001 1 1> 2:<3000001 2 2>| 3:<3000001 3 3> 4:<3000001 4 4>| 5:<3000001 5 5> 6:<3000001 6 6>|"
                         " 7:<3000001 7 7> 8:<3000001 8 8>|");
}
END_TEST

static netmkt_status count_record(void *user, uint32_t type, const void *payload, size_t size)
{
    uint32_t *next = user;

    unsigned char want[50];

    memset(want, (int)type, sizeof want);
    ck_assert_uint_eq(size, type % 50);
    if (size > 0)
        ck_assert_mem_eq(payload, want, size);
    ck_assert_uint_eq(type, ++*next);
    return NETMKT_OK;
}

START_TEST(many_records)
{
    const char *path = path_of("many");
    netmkt__journal *journal = must_open(path, 0, "S;");
    unsigned char bytes[50];
    uint32_t next = 0;
    netmkt__journal_reader reader = {&next, NULL, count_record, NULL};

    for (uint32_t i = 1; i <= 60000; i++) {
        memset(bytes, (int)i, sizeof bytes);
        ck_assert_int_eq(netmkt__journal_add(journal, i, bytes, i % 50), NETMKT_OK);
        if (i % 1000 == 0)
            ck_assert_int_eq(netmkt__journal_commit(journal), NETMKT_OK);
    }
    netmkt__journal_close(journal);
    ck_assert_int_eq(netmkt__journal_check(NULL, path, &reader), NETMKT_OK);
    ck_assert_uint_eq(next, 60000);
}
END_TEST

START_TEST(replacement)
{
    const char *path = path_of("replaced");
    netmkt__journal *journal = must_open(path, 0, "S;");
    unsigned char *big = malloc(2500000);
    const netmkt__section first[] = {{1, 0, "abc", 3}}, *sections;
    const netmkt__section second[] = {{5, 0, "x", 1}, {6, 0, NULL, 0}, {7, 0, big, 2500000}, {8, 0, "end", 3}};
    size_t count;
    netmkt__journal_figures figures;

    ck_assert_ptr_nonnull(big);
    memset(big, 9, 2500000);
    ck_assert_int_eq(netmkt__journal_sections(journal, &sections, &count), NETMKT_OK);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(netmkt__journal_replace(journal, first, 1), NETMKT_OK); /* creates it */
    check_contents(path, "S 1=abc;");
    ck_assert_int_eq(netmkt__journal_sections(journal, &sections, &count), NETMKT_OK);
    ck_assert_uint_eq(count, 1);
    commit_text(journal, 2, "commit");
    add_text(journal, 2, "in the snapshot");
    ck_assert_int_eq(netmkt__journal_replace(journal, second, 4), NETMKT_OK);
    ck_assert_uint_eq(netmkt__journal_gathered(journal), 0);
    ck_assert_mem_eq(sections[0].data, "abc", 3); /* the old one is still there */
    netmkt__journal_figures_get(journal, &figures);
    ck_assert_uint_eq(figures.commits, 2);
    ck_assert_uint_eq(figures.journal_bytes, 0);
    commit_text(journal, 3, "later");
    ck_assert_int_eq(netmkt__journal_sections(journal, &sections, &count), NETMKT_OK);
    netmkt__journal_release_old(journal);
    ck_assert_uint_eq(count, 4);
    ck_assert_uint_eq(sections[2].type, 7);
    ck_assert_mem_eq(sections[2].data, big, 2500000);
    ck_assert_int_ne(access(path_of("replaced-new"), F_OK), 0);
    ck_assert_int_eq(netmkt__journal_replace(journal, NULL, 65537), NETMKT_E_RANGE);
    netmkt__journal_close(journal);
    check_contents(path, "S 5=x 6= 7=<2500000 9 9> 8=end; 3:later|");
    free(big);
}
END_TEST

START_TEST(one_writer)
{
    const char *path = path_of("one");
    netmkt__journal *journal = must_open(path, 0, "S;"), *reader;

    refused(path, 0, NETMKT_E_LOCKED); /* before there is a file, too */
    commit_text(journal, 1, "a");
    refused(path, 0, NETMKT_E_LOCKED);
    reader = must_open(path, NETMKT__JOURNAL_READ_ONLY, "S; 1:a|");
    netmkt__journal_close(reader);
    ck_assert_int_eq(netmkt__journal_replace(journal, NULL, 0), NETMKT_OK);
    refused(path, 0, NETMKT_E_LOCKED);
    netmkt__journal_close(journal);
    netmkt__journal_close(must_open(path, 0, "S;"));
}
END_TEST

START_TEST(reader_follows)
{
    const char *path = path_of("followed");
    netmkt__journal *writer = must_open(path, 0, "S;"), *reader;
    netmkt__journal_reader handlers = collector_reader(&seen);
    const netmkt__section section = {1, 0, "snapshot", 8};
    int32_t replaced = 1;

    ck_assert_int_eq(netmkt__journal_replace(writer, &section, 1), NETMKT_OK);
    reader = must_open(path, NETMKT__JOURNAL_READ_ONLY, "S 1=snapshot;");
    ck_assert_msg(netmkt__journal_refresh(reader, &handlers, &replaced) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(replaced, 0);
    commit_text(writer, 1, "a");
    commit_text(writer, 1, "b");
    ck_assert_msg(netmkt__journal_refresh(reader, &handlers, &replaced) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_msg(netmkt__journal_refresh(reader, &handlers, &replaced) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_str_eq(seen.text, "S 1=snapshot; 1:a| 1:b|");
    ck_assert_int_eq(netmkt__journal_refresh(writer, &handlers, &replaced), NETMKT_OK);
    ck_assert_int_eq(replaced, 0);
    netmkt__journal_close(writer);
    ck_assert_msg(netmkt__journal_refresh(reader, &handlers, &replaced) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(replaced, 0);

    writer = must_open(path, 0, "S 1=snapshot; 1:a| 1:b|");
    ck_assert_int_eq(netmkt__journal_replace(writer, NULL, 0), NETMKT_OK);
    ck_assert_msg(netmkt__journal_refresh(reader, &handlers, &replaced) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(replaced, 1);
    ck_assert_str_eq(seen.text, "S 1=snapshot; 1:a| 1:b|"); /* nothing handed over */
    netmkt__journal_close(reader);
    netmkt__journal_close(writer);
}
END_TEST

START_TEST(handlers_stop)
{
    const char *path = path_of("stopped");
    netmkt__journal *journal = must_open(path, 0, "S;");
    netmkt__journal_reader reader = collector_reader(&seen);

    commit_text(journal, 1, "a");
    netmkt__journal_close(journal);
    for (int call = 1; call <= 3; call++) {
        collector_clear(&seen);
        seen.stop = NETMKT_E_CANCELLED;
        seen.stop_after = call;
        ck_assert_int_eq(netmkt__journal_open(NULL, path, 0, &reader, &journal), NETMKT_E_CANCELLED);
        ck_assert_ptr_null(journal);
        ck_assert_int_eq(seen.calls, call);
    }
    ck_assert_int_eq(netmkt__journal_open(NULL, path, 0, NULL, &journal), NETMKT_OK); /* and the lock is free */
    netmkt__journal_close(journal);
}
END_TEST

START_TEST(replace_through_link)
{
    const char *path = path_of("target"), *link = path_of("link2"), *loose = path_of("loose");
    netmkt__journal *journal = must_open(path, 0, "S;");
    const netmkt__section section = {1, 0, "new", 3};
    struct stat info;

    commit_text(journal, 1, "a");
    netmkt__journal_close(journal);
    ck_assert_int_eq(chmod(path, 0640), 0);
    ck_assert_int_eq(symlink("target", link), 0);
    journal = must_open(link, 0, "S; 1:a|");
    refused(path, 0, NETMKT_E_LOCKED); /* the same store by another name */
    ck_assert_int_eq(netmkt__journal_replace(journal, &section, 1), NETMKT_OK);
    netmkt__journal_close(journal);
    ck_assert_int_eq(lstat(link, &info), 0);
    ck_assert(S_ISLNK(info.st_mode));
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0640); /* kept */
    check_contents(path, "S 1=new;");
    ck_assert_int_eq(symlink("nowhere", loose), 0);
    ck_assert_int_eq(open_seen(loose, 0, &journal), NETMKT_E_IO);
    ck_assert_ptr_null(journal);
}
END_TEST

START_TEST(not_a_store)
{
    static const char sqlite[] = "SQLite format 3";
    static const unsigned char png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13};
    const char *path = path_of("foreign");
    char long_text[20000], after[20000];

    write_file(path, "", 0);
    refused(path, 0, NETMKT_E_CORRUPT);
    write_file(path, "netmkt", 6);
    refused(path, 0, NETMKT_E_CORRUPT);
    write_file(path, sqlite, sizeof sqlite);
    refused(path, NETMKT__JOURNAL_READ_ONLY, NETMKT_E_CORRUPT);
    write_file(path, png, sizeof png);
    refused(path, 0, NETMKT_E_CORRUPT);
    memset(long_text, 't', sizeof long_text);
    write_file(path, long_text, sizeof long_text);
    refused(path, 0, NETMKT_E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "not a netmkt store"));
    ck_assert_uint_eq(read_file(path, after, sizeof after), sizeof after);
    ck_assert_mem_eq(after, long_text, sizeof after);
    ck_assert_int_ne(access(path_of("foreign-lock"), F_OK), 0); /* no trace beside it */
    refused(test_directory(), 0, NETMKT_E_IO);
    refused(test_directory(), NETMKT__JOURNAL_READ_ONLY, NETMKT_E_IO);
    ck_assert_int_eq(mkfifo(path_of("pipe"), 0600), 0);
    refused(path_of("pipe"), NETMKT__JOURNAL_READ_ONLY, NETMKT_E_IO);
}
END_TEST

START_TEST(newer_version)
{
    static unsigned char file[20000];
    const char *path = path_of("newer");
    netmkt__journal *journal = must_open(path, 0, "S;");
    netmkt__file_header header;
    size_t size;

    commit_text(journal, 1, "a");
    netmkt__journal_close(journal);
    size = read_file(path, file, sizeof file);
    ck_assert_int_eq(netmkt__header_decode(file, 4096, path, &header), NETMKT_OK);
    file[16] = 2; /* damaged, for the checksum is not right */
    write_file(path, file, size);
    refused(path, 0, NETMKT_E_CORRUPT);
    header.version = 2;
    netmkt__header_encode(file, &header);
    write_file(path, file, size);
    refused(path, 0, NETMKT_E_VERSION);
    refused(path, NETMKT__JOURNAL_READ_ONLY, NETMKT_E_VERSION);
}
END_TEST

START_TEST(no_permission)
{
    const char *path = path_of("forbidden");
    netmkt__journal *journal = must_open(path, 0, "S;");

    commit_text(journal, 1, "a");
    netmkt__journal_close(journal);
    ck_assert_int_eq(chmod(path, 0), 0);
    if (access(path, R_OK) == 0) {
        printf("skipped: this user may read everything\n");
        return;
    }
    refused(path, 0, NETMKT_E_IO);
    refused(path, NETMKT__JOURNAL_READ_ONLY, NETMKT_E_IO);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "ermission denied"));
}
END_TEST

/* Somebody removes or replaces the file under a writer: a snapshot does not overwrite what is there now. */
START_TEST(foreign_file_in_its_place)
{
    const char *path = path_of("taken");
    netmkt__journal *journal = must_open(path, 0, "S;");
    char after[8];

    write_file(path, "mine", 4);
    add_text(journal, 1, "a");
    ck_assert_int_eq(netmkt__journal_commit(journal), NETMKT_E_STATE);
    netmkt__journal_close(journal);
    ck_assert_uint_eq(read_file(path, after, sizeof after), 4);
    ck_assert_mem_eq(after, "mine", 4);
    ck_assert_int_ne(access(path_of("taken-new"), F_OK), 0);
}
END_TEST

/* A cleanly closed file ends with its last commit, and closing without a write changes nothing. */
START_TEST(closed_cleanly)
{
    static unsigned char before[20000], after[20000];
    const char *path = path_of("clean");
    netmkt__journal *journal = must_open(path, 0, "S;");
    netmkt__journal_figures figures;
    size_t size;

    commit_text(journal, 1, "a");
    commit_text(journal, 1, "b");
    netmkt__journal_figures_get(journal, &figures);
    netmkt__journal_close(journal);
    size = read_file(path, before, sizeof before);
    ck_assert_uint_eq(size, figures.file_bytes);
    netmkt__journal_close(must_open(path, 0, "S; 1:a| 1:b|"));
    ck_assert_uint_eq(read_file(path, after, sizeof after), size);
    ck_assert_mem_eq(before, after, size);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("journal");
    TCase *tests = tcase_create("all");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, commits_come_back);
    tcase_add_test(tests, modes);
    tcase_add_test(tests, record_limits);
    tcase_add_test(tests, large);
    tcase_add_test(tests, many_records);
    tcase_add_test(tests, replacement);
    tcase_add_test(tests, one_writer);
    tcase_add_test(tests, reader_follows);
    tcase_add_test(tests, handlers_stop);
    tcase_add_test(tests, replace_through_link);
    tcase_add_test(tests, not_a_store);
    tcase_add_test(tests, newer_version);
    tcase_add_test(tests, no_permission);
    tcase_add_test(tests, foreign_file_in_its_place);
    tcase_add_test(tests, closed_cleanly);
    suite_add_tcase(suite, tests);
    return suite;
}
