/* The journal under every fault: a cut of power at every I/O call, every failing call, every failing allocation, killed
 * processes. After each the store holds exactly the commits that returned, and at most the one that was under way. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/journal.h"
#include "support/collector.h"
#include "support/faulty_io.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define PATH "store"

/* What was promised and what may be there: as a collector's text; "" is a store that does not exist. */
typedef struct promise {
    char kept[512], under_way[512];
} promise;

typedef struct step {
    char what; /* c: commit; r: replace; o: close and open again; d: gather and discard */
    const char *text;
    size_t size; /* of a record filled with the text's first byte; 0: the text itself */
} step;

/* Records within a sector, across sectors, across pages, and several in a commit; replacements; reopening. */
static const step script[] = {
    {'c', "one", 0}, {'c', "A", 1500}, {'d', "never", 0}, {'c', "two", 0}, {'r', "snap", 0}, {'c', "three", 0}, {'c', "B", 9000},
    {'o', NULL, 0}, {'c', "four", 0}, {'o', NULL, 0}, {'c', "C", 66000}, {'c', "five", 0}, {'r', "again", 0}, {'o', NULL, 0},
    {'c', "six", 0}, {'c', "seven", 0},
};
static const step after_script[] = {{'c', "after", 0}, {'c', "D", 700}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static collector seen;
static faulty_memory memory;

static netmkt_context *context_of(faulty_disk *disk, int with_map)
{
    netmkt_io io = *faulty_disk_io(disk);
    netmkt_context_options options;
    netmkt_context *context;
    uint64_t fail_at = memory.fail_at;

    if (!with_map) {
        io.map = NULL;
        io.unmap = NULL;
    }
    netmkt_context_options_init(&options);
    options.io = &io;
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    memory.fail_at = 0;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    memory.calls = 0;
    memory.fail_at = fail_at;
    return context;
}

static netmkt_status open_store(netmkt_context *context, uint32_t flags, netmkt__journal **out)
{
    netmkt__journal_reader reader = collector_reader(&seen);

    collector_clear(&seen);
    return netmkt__journal_open(context, PATH, flags, &reader, out);
}

static netmkt_status gather(netmkt__journal *journal, const step *s)
{
    char *bytes;
    netmkt_status status;

    if (s->size == 0)
        return netmkt__journal_add(journal, 1, s->text, strlen(s->text));
    bytes = malloc(s->size);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, s->text[0], s->size);
    status = netmkt__journal_add(journal, 2, bytes, s->size);
    free(bytes);
    if (status == NETMKT_OK)
        status = netmkt__journal_add(journal, 3, "tail", 4);
    if (status != NETMKT_OK)
        netmkt__journal_discard(journal);
    return status;
}

static void expect_commit(char *text, const step *s)
{
    char *end = text + strlen(text);

    if (*text == '\0')
        end = strcpy(text, "S;") + 2;
    if (s->size == 0)
        sprintf(end, " 1:%s|", s->text);
    else
        sprintf(end, " 2:<%zu %d %d> 3:tail|", s->size, s->text[0], s->text[0]);
}

static netmkt_status do_step(netmkt_context *context, netmkt__journal **journal, const step *s, promise *p)
{
    netmkt__section section = {1, 0, s->text, s->text != NULL ? strlen(s->text) : 0};
    netmkt_status status;

    strcpy(p->under_way, p->kept);
    switch (s->what) {
    case 'o':
        netmkt__journal_close(*journal);
        *journal = NULL;
        return open_store(context, 0, journal);
    case 'r':
        sprintf(p->under_way, "S 1=%s;", s->text);
        status = netmkt__journal_replace(*journal, &section, 1);
        break;
    default:
        status = gather(*journal, s);
        if (s->what == 'd' || status != NETMKT_OK) {
            netmkt__journal_discard(*journal);
            return status;
        }
        expect_commit(p->under_way, s);
        status = netmkt__journal_commit(*journal);
    }
    if (status == NETMKT_OK)
        strcpy(p->kept, p->under_way);
    return status;
}

/* Open, do the steps until one fails, close (or be killed: then files stay open). Returns the first failure. */
static netmkt_status run(faulty_disk *disk, const step *steps, size_t count, int with_map, promise *p)
{
    netmkt_context *context = context_of(disk, with_map);
    netmkt__journal *journal = NULL;
    netmkt_status status = open_store(context, 0, &journal);

    strcpy(p->under_way, p->kept);
    for (size_t i = 0; i < count && status == NETMKT_OK; i++)
        status = do_step(context, &journal, &steps[i], p);
    netmkt__journal_close(journal);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
    ck_assert_uint_eq(faulty_disk_open_count(disk), 0);
    return status;
}

static void fail_with(const char *what, uint64_t call, uint64_t seed, const promise *p, netmkt_status status)
{
    ck_abort_msg("%s at call %llu, seed %llu: %s (%s), found \"%s\", kept \"%s\", under way \"%s\"", what, (unsigned long long)call,
                 (unsigned long long)seed, netmkt_status_name(status), netmkt_last_error(), seen.text, p->kept, p->under_way);
}

/* Read the store; what it holds must be one of the two, and is the new promise. */
static void verify(faulty_disk *disk, const char *what, uint64_t call, uint64_t seed, promise *p)
{
    netmkt_context *context = context_of(disk, (int)(seed % 2));
    netmkt__journal *journal;
    netmkt_status status = open_store(context, NETMKT__JOURNAL_READ_ONLY, &journal);

    netmkt__journal_close(journal);
    netmkt_context_free(context);
    if (status == NETMKT_E_NOT_FOUND)
        seen.text[0] = '\0';
    else if (status != NETMKT_OK)
        fail_with(what, call, seed, p, status);
    if (strcmp(seen.text, p->kept) != 0 && strcmp(seen.text, p->under_way) != 0)
        fail_with(what, call, seed, p, status);
    strcpy(p->kept, seen.text);
    strcpy(p->under_way, seen.text);
}

/* After a cut: what is there is right, recovery and two commits work, and survive a cut that keeps only what was
 * synced; and a cut during all of that does no harm either. */
static void survive_cut(const faulty_disk *cut, uint64_t call, uint64_t seed, const promise *promised)
{
    promise p = *promised, second;
    faulty_disk *disk = faulty_disk_clone(cut);

    faulty_disk_cut(disk, seed);
    verify(disk, "cut", call, seed, &p);
    second = p;
    {
        faulty_disk *again = faulty_disk_clone(disk);

        again->cut_at = 1 + (call * 7 + seed * 13) % 40;
        again->cut_seed = seed / 2;
        (void)run(again, after_script, COUNT(after_script), 1, &second);
        faulty_disk_cut(again, seed + 1000);
        verify(again, "second cut", call, seed, &second);
        faulty_disk_free(again);
    }
    ck_assert_int_eq(run(disk, after_script, COUNT(after_script), 1, &p), NETMKT_OK);
    faulty_disk_cut(disk, 1);
    verify(disk, "after recovery", call, seed, &p);
    faulty_disk_free(disk);
}

START_TEST(cut_of_power)
{
    const uint64_t seeds = test_slow() ? 2 : 12;
    uint64_t scenarios = 0;

    for (uint64_t call = 1;; call += test_slow() ? 4 : 1) {
        netmkt_status status = NETMKT_OK;

        for (uint64_t effect = 0; effect < 2; effect++) {
            faulty_disk *disk = faulty_disk_new();
            promise p = {"", ""};

            disk->cut_at = call;
            disk->cut_seed = effect;
            status = run(disk, script, COUNT(script), (int)(call % 2), &p);
            for (uint64_t seed = 0; seed < seeds; seed++, scenarios++)
                survive_cut(disk, call, seed + (seed > 1 ? call * seeds : 0), &p);
            status = disk->calls < call ? NETMKT_DONE : status;
            faulty_disk_free(disk);
        }
        if (status == NETMKT_DONE)
            break;
    }
    ck_assert_uint_gt(scenarios, (test_slow() ? 60 : 250) * seeds);
}
END_TEST

/* What was under way when a process was killed is promised by nobody: it may be read at first and be gone after a cut,
 * unless somebody built on it. */
static void cut_after_kill(const faulty_disk *killed, const promise *promised, uint64_t second, uint64_t seed)
{
    faulty_disk *disk = faulty_disk_clone(killed);
    promise first = *promised, p = first;
    netmkt_context *context;
    netmkt__journal *journal;

    verify(disk, "killed", seed, second, &p);
    disk->cut_at = disk->calls + second;
    disk->cut_seed = seed;
    (void)run(disk, after_script, COUNT(after_script), 1, &p);
    faulty_disk_cut(disk, seed);
    context = context_of(disk, 1);
    if (strstr(p.kept, "after") == NULL && open_store(context, NETMKT__JOURNAL_READ_ONLY, &journal) == NETMKT_OK) {
        if (strcmp(seen.text, p.under_way) != 0)
            p = first;
        netmkt__journal_close(journal);
    } else if (strstr(p.kept, "after") == NULL) {
        p = first;
    }
    netmkt_context_free(context);
    verify(disk, "killed, then cut", seed, second, &p);
    faulty_disk_free(disk);
}

/* A process is killed between two calls, another one goes on, and then the power goes: what the first left unsynced in
 * memory must not be taken for durable. */
START_TEST(kill_then_cut)
{
    static const step steps[] = {{'c', "one", 0}, {'c', "A", 1500}, {'r', "snap", 0}, {'c', "B", 700}};
    int done = 0;

    for (uint64_t call = 1; !done; call += test_slow() ? 4 : 1) {
        faulty_disk *disk = faulty_disk_new(), *killed;
        promise p = {"", ""};

        disk->cut_at = call;
        (void)run(disk, steps, COUNT(steps), 1, &p);
        done = disk->calls < call;
        killed = faulty_disk_clone(disk); /* the system goes on with its queue, the process does not */
        for (uint64_t second = 10; second < 40; second += test_slow() ? 9 : 1)
            for (uint64_t seed = 0; seed < 3; seed++)
                cut_after_kill(killed, &p, second, call * 200 + second * 4 + seed);
        faulty_disk_free(killed);
        faulty_disk_free(disk);
    }
}
END_TEST

/* A cut while a slot is written, and another one while the next writer repairs it. */
START_TEST(cut_twice_around_a_slot)
{
    static const step steps[] = {{'c', "one", 0}, {'c', "two", 0}};
    promise whole = {"", ""};
    faulty_disk *disk = faulty_disk_new();
    uint64_t calls;

    ck_assert_int_eq(run(disk, steps, COUNT(steps), 1, &whole), NETMKT_OK);
    calls = disk->calls;
    faulty_disk_free(disk);
    for (uint64_t back = 0; back < 5; back++) {
        for (uint64_t seed = 2; seed < 12; seed += test_slow() ? 5 : 1) {
            promise p = {"", ""};

            disk = faulty_disk_new();
            disk->cut_at = calls - back;
            disk->cut_seed = seed;
            ck_assert_int_eq(run(disk, steps, COUNT(steps), 1, &p), NETMKT_OK);
            ck_assert_str_eq(p.kept, whole.kept);
            faulty_disk_cut(disk, seed);
            for (uint64_t second = 8; second < 36; second += test_slow() ? 5 : 1) {
                for (uint64_t other = 2; other < 5; other++) {
                    faulty_disk *next = faulty_disk_clone(disk);
                    promise q = p;

                    next->cut_at = second;
                    next->cut_seed = other;
                    (void)run(next, after_script, COUNT(after_script), 1, &q);
                    faulty_disk_cut(next, seed * 1000 + second * 10 + other);
                    verify(next, "second cut", second, other, &q);
                    faulty_disk_free(next);
                }
            }
            faulty_disk_free(disk);
        }
    }
}
END_TEST

static void failing_calls(int32_t error, int on, uint64_t short_seed)
{
    for (uint64_t call = 1;; call += test_slow() ? 4 : 1) {
        faulty_disk *disk = faulty_disk_new();
        promise p = {"", ""};
        netmkt_status status;
        uint64_t calls;

        disk->fail_at = call;
        disk->fail_on = on;
        disk->error = error;
        disk->short_seed = short_seed;
        status = run(disk, script, COUNT(script), (int)(call % 2), &p);
        calls = disk->calls;
        if (status != NETMKT_OK && status != NETMKT_E_IO)
            fail_with("failing call", call, short_seed, &p, status);
        disk->fail_at = 0;
        verify(disk, "failing call", call, short_seed, &p);
        ck_assert_int_eq(run(disk, after_script, COUNT(after_script), 1, &p), NETMKT_OK);
        verify(disk, "after a failing call", call, short_seed, &p);
        faulty_disk_free(disk);
        if (calls < call) {
            ck_assert_int_eq(status, NETMKT_OK);
            break;
        }
    }
}

START_TEST(failing_call_once)
{
    failing_calls(EIO, 0, 0);
    failing_calls(ENOSPC, 0, 0);
    failing_calls(EIO, 0, 99);
}
END_TEST

START_TEST(failing_calls_from_then_on)
{
    failing_calls(EIO, 1, 0);
    failing_calls(ENOSPC, 1, 7);
}
END_TEST

/* After a failed write or sync nothing is written any more; what was gathered and committed stays readable. */
START_TEST(refuses_after_failure)
{
    int failures = 0;

    for (uint64_t call = 1; call < 40; call++) {
        faulty_disk *disk = faulty_disk_new();
        netmkt_context *context = context_of(disk, 1);
        netmkt__journal *journal;
        netmkt__journal_figures figures;
        size_t before, size;

        ck_assert_int_eq(open_store(context, 0, &journal), NETMKT_OK);
        ck_assert_int_eq(netmkt__journal_add(journal, 1, "a", 1), NETMKT_OK);
        ck_assert_int_eq(netmkt__journal_commit(journal), NETMKT_OK);
        ck_assert_int_eq(netmkt__journal_add(journal, 1, "b", 1), NETMKT_OK);
        disk->calls = 0;
        disk->fail_at = call;
        if (netmkt__journal_commit(journal) == NETMKT_E_IO) {
            failures++;
            ck_assert_ptr_nonnull(strstr(netmkt_last_error(), PATH));
            ck_assert_ptr_nonnull(faulty_disk_get(disk, PATH, &before));
            ck_assert_int_eq(netmkt__journal_commit(journal), NETMKT_E_STATE);
            ck_assert_int_eq(netmkt__journal_add(journal, 1, "c", 1), NETMKT_E_STATE);
            ck_assert_int_eq(netmkt__journal_replace(journal, NULL, 0), NETMKT_E_STATE);
            netmkt__journal_figures_get(journal, &figures);
            ck_assert_int_eq(figures.failed, 1);
            ck_assert_uint_eq(figures.commits, 1);
            netmkt__journal_close(journal);
            ck_assert_ptr_nonnull(faulty_disk_get(disk, PATH, &size));
            ck_assert_uint_eq(size, before);
        } else {
            netmkt__journal_close(journal);
        }
        netmkt_context_free(context);
        faulty_disk_free(disk);
    }
    ck_assert_int_ge(failures, 2); /* the write and the sync */
}
END_TEST

/* Out of memory: the step can be repeated and then succeeds. */
static void failing_allocations(int with_map)
{
    for (uint64_t call = 1;; call += test_slow() ? 4 : 1) {
        faulty_disk *disk = faulty_disk_new();
        netmkt_context *context;
        netmkt__journal *journal = NULL;
        promise p = {"", ""};
        uint64_t calls;
        int failures = 0;

        memory.fail_at = call;
        context = context_of(disk, with_map);
        for (int i = -1; i < (int)COUNT(script); i++) {
            netmkt_status status = i < 0 ? open_store(context, 0, &journal) : do_step(context, &journal, &script[i], &p);

            if (status == NETMKT_OK)
                continue;
            ck_assert_int_eq(status, NETMKT_E_NOMEM);
            ck_assert_int_eq(++failures, 1);
            if (journal == NULL)
                ck_assert_int_eq(open_store(context, 0, &journal), NETMKT_OK);
            if (i >= 0 && script[i].what != 'o')
                i--; /* once more */
        }
        netmkt__journal_close(journal);
        calls = memory.calls;
        memory.fail_at = 0;
        netmkt_context_free(context);
        ck_assert_int_eq(memory.blocks, 0);
        ck_assert_uint_eq(faulty_disk_open_count(disk), 0);
        verify(disk, "failing allocation", call, 0, &p);
        ck_assert_ptr_nonnull(strstr(p.kept, "seven"));
        faulty_disk_free(disk);
        if (calls < call)
            break;
        ck_assert_int_eq(failures, 1);
    }
}

START_TEST(failing_allocation)
{
    failing_allocations(1);
    failing_allocations(0);
}
END_TEST

START_TEST(reading_without_memory)
{
    faulty_disk *disk = faulty_disk_new();
    promise p = {"", ""};
    netmkt_status status = NETMKT_E_NOMEM;

    ck_assert_int_eq(run(disk, script, 9, 1, &p), NETMKT_OK);
    for (uint64_t call = 1; status != NETMKT_OK; call++) {
        netmkt_context *context;
        netmkt__journal *journal;

        memory.fail_at = call;
        memory.fail_on = 1;
        context = context_of(disk, (int)(call % 2));
        status = open_store(context, NETMKT__JOURNAL_READ_ONLY, &journal);
        ck_assert(status == NETMKT_OK || status == NETMKT_E_NOMEM);
        netmkt__journal_close(journal);
        memory.fail_at = 0;
        memory.fail_on = 0;
        netmkt_context_free(context);
        ck_assert_int_eq(memory.blocks, 0);
        ck_assert_uint_eq(faulty_disk_open_count(disk), 0);
    }
    ck_assert_str_eq(seen.text, p.kept);
    faulty_disk_free(disk);
}
END_TEST

/* A child commits numbers and says each through a pipe, until it is killed. */
static void child(const char *path, int pipe_end, uint32_t next)
{
    netmkt__journal *journal;

    if (netmkt__journal_open(NULL, path, 0, NULL, &journal) != NETMKT_OK)
        _exit(1);
    for (;; next++) {
        if (netmkt__journal_add(journal, 1, &next, sizeof next) != NETMKT_OK || netmkt__journal_commit(journal) != NETMKT_OK)
            _exit(2);
        if (next % 64 == 63 && netmkt__journal_replace(journal, &(netmkt__section){1, 0, &next, sizeof next}, 1) != NETMKT_OK)
            _exit(3);
        if (write(pipe_end, &next, sizeof next) != sizeof next)
            _exit(4);
    }
}

static netmkt_status newest_snapshot(void *user, const netmkt__section *sections, size_t count)
{
    if (count == 1)
        memcpy(user, sections[0].data, sizeof(uint32_t));
    return NETMKT_OK;
}

static netmkt_status newest_record(void *user, uint32_t type, const void *payload, size_t size)
{
    uint32_t previous, number;

    ck_assert_uint_eq(type, 1);
    ck_assert_uint_eq(size, sizeof number);
    memcpy(&previous, user, sizeof previous);
    memcpy(&number, payload, sizeof number);
    ck_assert_uint_eq(number, previous + 1);
    memcpy(user, &number, sizeof number);
    return NETMKT_OK;
}

START_TEST(killed_processes)
{
    uint32_t newest = 0;
    netmkt__journal_reader reader = {&newest, newest_snapshot, newest_record, NULL};
    char path[256];

    snprintf(path, sizeof path, "%s/killed", test_directory());
    for (uint32_t round = 0; round < 36; round++) {
        uint32_t said = newest, number;
        netmkt__journal *journal;
        int ends[2], state;
        pid_t pid;

        ck_assert_int_eq(pipe(ends), 0);
        pid = fork();
        ck_assert_int_ge(pid, 0);
        if (pid == 0)
            child(path, ends[1], newest + 1);
        ck_assert_int_eq(close(ends[1]), 0);
        for (uint32_t i = 0; i < 1 + round % 13; i++) {
            ck_assert_int_eq(read(ends[0], &said, sizeof said), sizeof said);
        }
        ck_assert_int_eq(kill(pid, SIGKILL), 0);
        ck_assert_int_eq(waitpid(pid, &state, 0), pid);
        ck_assert(WIFSIGNALED(state));
        while (read(ends[0], &number, sizeof number) == sizeof number)
            said = number;
        ck_assert_int_eq(close(ends[0]), 0);
        newest = 0;
        ck_assert_msg(netmkt__journal_open(NULL, path, 0, &reader, &journal) == NETMKT_OK, "%s", netmkt_last_error());
        netmkt__journal_close(journal);
        ck_assert_msg(newest == said || newest == said + 1, "said %u, found %u", said, newest);
    }
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("journal_faults");
    TCase *tests = tcase_create("all");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, cut_of_power);
    tcase_add_test(tests, kill_then_cut);
    tcase_add_test(tests, cut_twice_around_a_slot);
    tcase_add_test(tests, failing_call_once);
    tcase_add_test(tests, failing_calls_from_then_on);
    tcase_add_test(tests, refuses_after_failure);
    tcase_add_test(tests, failing_allocation);
    tcase_add_test(tests, reading_without_memory);
    tcase_add_test(tests, killed_processes);
    suite_add_tcase(suite, tests);
    return suite;
}
