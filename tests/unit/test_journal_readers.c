/* Readers beside a writer: they see half-written states, and never take them for damage. */
#include "journal/journal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/faulty_io.h"
#include "support/support.h"

#define PATH "store"

static netmkt_context *context_of(const netmkt_io *io)
{
    netmkt_context_options options;
    netmkt_context *context;

    netmkt_context_options_init(&options);
    options.io = io;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    return context;
}

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
    Suite *suite = suite_create("journal_readers");
    TCase *tests = tcase_create("all");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, reader_within_a_write);
    tcase_add_test(tests, writer_within_a_read);
    suite_add_tcase(suite, tests);
    return suite;
}
