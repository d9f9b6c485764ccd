/* Stores in files: modes of opening, durability, readers, checkpoints, erased bytes, failing disk and memory, killed
 * processes, and files whose contents are impossible. */
#include <netmkt/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/snapshot.h"
#include "store/view.h"
#include "support/faulty_io.h"
#include "support/faulty_memory.h"
#include "support/store_digest.h"
#include "support/store_session.h"
#include "support/support.h"

static const char *path_of(const char *name)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/%s", test_directory(), name);
    return path;
}

static netmkt_store *open_store(const char *path, uint32_t flags)
{
    netmkt_store_options options;
    netmkt_store *store;

    netmkt_store_options_init(&options);
    options.flags = flags;
    ck_assert_msg(netmkt_store_open(path, &options, &store) == NETMKT_OK, "%s", netmkt_last_error());
    return store;
}

static netmkt_status try_open(const char *path, uint32_t flags)
{
    netmkt_store_options options;
    netmkt_store *store = (netmkt_store *)&options;
    netmkt_status status;

    netmkt_store_options_init(&options);
    options.flags = flags;
    status = netmkt_store_open(path, &options, &store);
    if (status != NETMKT_OK)
        ck_assert_ptr_null(store);
    netmkt_store_close(store);
    return status;
}

static void run_session(netmkt_store *store, int from, int end)
{
    for (int i = from; i < end; i++)
        ck_assert_msg(store_session_step(store, i) == NETMKT_OK, "step %d: %s", i, netmkt_last_error());
}

/* Digests of a store in memory: what must be durable after each step, and at first. */
static void durable_digests(uint64_t digests[STORE_SESSION_STEPS + 1])
{
    netmkt_store *store = open_store(NULL, 0);

    digests[0] = store_digest(store);
    for (int i = 0; i < STORE_SESSION_STEPS; i++) {
        run_session(store, i, i + 1);
        digests[i + 1] = store_session_commits(i) ? store_digest(store) : digests[i];
    }
    netmkt_store_close(store);
}

static netmkt_store_statistics figures_of(netmkt_store *store)
{
    netmkt_store_statistics figures = {.struct_size = sizeof figures};

    ck_assert_int_eq(netmkt_store_stats(store, &figures), NETMKT_OK);
    return figures;
}

START_TEST(modes)
{
    const char *path = path_of("modes");
    netmkt_store *store;
    struct stat info;

    ck_assert_int_eq(try_open(path, NETMKT_STORE_MUST_EXIST), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(try_open(path, NETMKT_STORE_READ_ONLY), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_store_check(path, NULL), NETMKT_E_NOT_FOUND);
    store = open_store(path, NETMKT_STORE_MUST_CREATE);
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_uint_eq(info.st_mode & 0777, 0600);
    ck_assert_int_eq(try_open(path, 0), NETMKT_E_LOCKED);
    ck_assert_int_eq(try_open(path, NETMKT_STORE_READ_ONLY), NETMKT_OK);
    netmkt_store_close(store);
    ck_assert_int_eq(try_open(path, NETMKT_STORE_MUST_CREATE), NETMKT_E_EXISTS);
    ck_assert_int_eq(try_open(path, NETMKT_STORE_MUST_EXIST), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_check(path, NULL), NETMKT_OK);
    ck_assert_int_eq(try_open(test_directory(), 0), NETMKT_E_IO);
}
END_TEST

START_TEST(no_store)
{
    const char *path = path_of("text");
    char back[32] = "";
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs("this is no store", file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(try_open(path, 0), NETMKT_E_CORRUPT);
    ck_assert_int_eq(netmkt_store_check(path, NULL), NETMKT_E_CORRUPT);
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fread(back, 1, sizeof back - 1, file), 16);
    ck_assert_str_eq(back, "this is no store");
    ck_assert_int_eq(fclose(file), 0);
}
END_TEST

START_TEST(settings_stay)
{
    const char *path = path_of("settings");
    netmkt_store_options options;
    netmkt_store_statistics figures;
    netmkt_store *store;

    netmkt_store_options_init(&options);
    memcpy(options.currency, "EUR", 4);
    options.currency_exponent = 3;
    options.day_offset_minutes = 90;
    ck_assert_int_eq(netmkt_store_open(path, &options, &store), NETMKT_OK);
    netmkt_store_close(store);
    for (int i = 0; i < 2; i++) {
        store = open_store(path, 0);
        figures = figures_of(store);
        ck_assert_str_eq(figures.currency, "EUR");
        ck_assert_int_eq(figures.currency_exponent, 3);
        ck_assert_int_eq(figures.day_offset_minutes, 90);
        ck_assert_uint_eq(figures.format_version, 1);
        ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
        netmkt_store_close(store);
    }
}
END_TEST

START_TEST(everything_comes_back)
{
    for (int end = 0; end <= STORE_SESSION_STEPS; end++) {
        char name[32];
        netmkt_store *store;
        uint64_t digest;

        snprintf(name, sizeof name, "back-%d", end);
        store = open_store(path_of(name), 0);
        run_session(store, 0, end);
        ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
        digest = store_digest(store);
        netmkt_store_close(store);
        ck_assert_int_eq(netmkt_store_check(path_of(name), NULL), NETMKT_OK);
        store = open_store(path_of(name), 0);
        ck_assert_uint_eq(store_digest(store), digest);
        ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
        ck_assert_uint_eq(store_digest(store), digest);
        netmkt_store_close(store);
        store = open_store(path_of(name), NETMKT_STORE_READ_ONLY);
        ck_assert_uint_eq(store_digest(store), digest);
        netmkt_store_close(store);
    }
}
END_TEST

START_TEST(settled_and_not_committed)
{
    const char *path = path_of("settled");
    netmkt_store *store = open_store(path, 0);
    netmkt_event e[2];
    uint64_t digest;

    ck_assert_int_eq(netmkt_customer_put(store, "a", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "b", NULL), NETMKT_OK);
    e[0] = store_event(2, 5, NETMKT_KIND_VISIT, 0);
    e[1] = store_event(1, 7, NETMKT_KIND_ORDER, 9);
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 2, NULL), NETMKT_OK);
    digest = store_digest(store); /* a cursor settles what is pending */
    e[0].time_ms = 3;
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 1, NULL), NETMKT_OK);
    ck_assert_uint_eq(figures_of(store).pending_events, 3);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_uint_ne(store_digest(store), digest);
    digest = store_digest(store);
    netmkt_store_close(store);
    store = open_store(path, 0);
    ck_assert_uint_eq(store_digest(store), digest);
    ck_assert_uint_eq(figures_of(store).events, 3);
    netmkt_store_close(store);
}
END_TEST

START_TEST(read_only)
{
    const char *path = path_of("reader");
    netmkt_store *writer = open_store(path, 0), *reader;
    netmkt_event e = store_event(1, 1, NETMKT_KIND_VISIT, 0);
    netmkt_kind kind;

    netmkt_kind_init(&kind);
    run_session(writer, 0, 11);
    reader = open_store(path, NETMKT_STORE_READ_ONLY);
    ck_assert_int_eq(netmkt_customer_put(reader, "x", NULL), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_event_append(reader, &e, sizeof e, 1, NULL), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_customer_set_int(reader, 1, NETMKT_ATTRIBUTE_INCOME, 1), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_attribute_define(reader, "x", NETMKT_TYPE_INT, NULL), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_channel_define(reader, "x", 0, NULL), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_kind_define(reader, "x", &kind, NULL), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_campaign_put(reader, "x", NULL, NULL, 0, NULL, NULL, NULL), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_offer_put(reader, "x", NULL, NULL), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_customer_merge(reader, 1, 2), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_customer_erase(reader, 1, 0), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_store_commit(reader), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_store_rollback(reader), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_store_checkpoint(reader), NETMKT_E_READ_ONLY);

    for (int i = 11; i < STORE_SESSION_STEPS; i++) { /* commits, a checkpoint, merging, erasing */
        run_session(writer, i, i + 1);
        ck_assert_msg(netmkt_store_refresh(reader) == NETMKT_OK, "%s", netmkt_last_error());
        if (store_session_commits(i))
            ck_assert_uint_eq(store_digest(reader), store_digest(writer));
    }
    netmkt_store_close(writer);
    netmkt_store_close(reader);
}
END_TEST

/* --- When snapshots are written */

static void append_many(netmkt_store *store, size_t n)
{
    netmkt_customer_id *customer = malloc(n * sizeof *customer);
    int64_t *time_ms = malloc(n * sizeof *time_ms);
    netmkt_kind_id *kind = malloc(n * sizeof *kind);

    ck_assert(customer != NULL && time_ms != NULL && kind != NULL);
    for (size_t i = 0; i < n; i++) {
        customer[i] = 1 + i % 2;
        time_ms[i] = (int64_t)i;
        kind[i] = NETMKT_KIND_VISIT;
    }
    ck_assert_int_eq(netmkt_event_append_columns(store, n, customer, time_ms, kind, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                     NETMKT_OK);
    free(customer);
    free(time_ms);
    free(kind);
}

static void checkpoints(uint32_t flags, int expected)
{
    netmkt_store *store = open_store(path_of(expected ? "automatic" : "manual"), flags);
    uint64_t least;

    run_session(store, 0, 2);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    append_many(store, 100000); /* more than the snapshot and a mebibyte: written as a snapshot at once */
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(figures_of(store).journal_bytes == 0, expected);
    ck_assert_uint_eq(figures_of(store).commits, 3);
    least = figures_of(store).journal_bytes;
    for (int i = 0; i < 20; i++) {
        append_many(store, 10000);
        ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
        least = figures_of(store).journal_bytes < least ? figures_of(store).journal_bytes : least;
    }
    ck_assert_int_eq(figures_of(store).journal_bytes < 4000000, expected);
    ck_assert_uint_eq(figures_of(store).events, 300000);
    ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
    ck_assert_uint_eq(figures_of(store).journal_bytes, 0);
    ck_assert_uint_eq(figures_of(store).events, 300000);
    netmkt_store_close(store);
}

START_TEST(automatic_checkpoints)
{
    checkpoints(0, 1);
    checkpoints(NETMKT_STORE_NO_AUTO_CHECKPOINT, 0);
}
END_TEST

/* The journal grows to 64 MiB, or to the snapshot's size if that is more, and no further. */
START_TEST(journal_is_bounded)
{
    const uint64_t bound = UINT64_C(64) * 1024 * 1024;
    netmkt_store *store;
    uint64_t most = 0;

    if (test_slow()) /* millions of events take too long under a checker */
        return;
    store = open_store(path_of("bounded"), 0);
    run_session(store, 0, 2);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    for (int i = 0; i < 150; i++) {
        append_many(store, 60000);
        ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
        most = figures_of(store).journal_bytes > most ? figures_of(store).journal_bytes : most;
    }
    ck_assert_uint_gt(most, bound / 4 * 3);
    ck_assert_uint_le(most, bound);
    ck_assert_uint_lt(figures_of(store).journal_bytes, bound / 4 * 3); /* a checkpoint came between */
    ck_assert_uint_eq(figures_of(store).events, 9000000);
    netmkt_store_close(store);
    (void)remove(path_of("bounded"));
}
END_TEST

/* --- Erased bytes */

static int file_has(const char *path, const char *text)
{
    FILE *file = fopen(path, "rb");
    size_t length = strlen(text), size;
    char *bytes = malloc(1 << 22);
    int found = 0;

    ck_assert(file != NULL && bytes != NULL);
    size = fread(bytes, 1, 1 << 22, file);
    ck_assert_int_eq(fclose(file), 0);
    for (size_t i = 0; i + length <= size && !found; i++)
        found = memcmp(bytes + i, text, length) == 0;
    free(bytes);
    return found;
}

START_TEST(erased_bytes)
{
    const char *path = path_of("erased");
    netmkt_store *store = open_store(path, 0);
    netmkt_customer_id id, other;
    char text[64];

    ck_assert_int_eq(netmkt_customer_put(store, "key-of-anna", &id), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "key-of-bert", &other), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, id, NETMKT_ATTRIBUTE_EMAIL, "old@anna.example"), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, id, NETMKT_ATTRIBUTE_EMAIL, "new@anna.example"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, id, NETMKT_ATTRIBUTE_CITY, "Sharedville"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, other, NETMKT_ATTRIBUTE_CITY, "Sharedville"), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
    ck_assert(file_has(path, "key-of-anna") && file_has(path, "new@anna.example"));
    ck_assert_int_eq(netmkt_customer_erase(store, id, 2), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_erase(store, 77, 0), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_erase(store, id, 0), NETMKT_OK);
    ck_assert(!file_has(path, "key-of-anna"));
    ck_assert(!file_has(path, "anna.example"));
    ck_assert(file_has(path, "Sharedville") && file_has(path, "key-of-bert"));
    ck_assert_int_eq(netmkt_customer_get_text(store, other, NETMKT_ATTRIBUTE_CITY, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_str_eq(text, "Sharedville");
    ck_assert_int_eq(netmkt_customer_erase(store, id, 0), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_put(store, "key-of-anna", &other), NETMKT_OK);
    ck_assert_uint_eq(other, 3); /* the old id is never used again */
    netmkt_store_close(store);
}
END_TEST

/* --- Killed processes */

START_TEST(killed)
{
    uint64_t digests[STORE_SESSION_STEPS + 1];

    durable_digests(digests);
    for (int end = 0; end <= STORE_SESSION_STEPS; end++) {
        char name[32];
        int state;
        pid_t child;
        netmkt_store *store;

        snprintf(name, sizeof name, "killed-%d", end);
        child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0) {
            char path[300];

            snprintf(path, sizeof path, "/tmp/netmkt-killed-%d-%s", (int)getppid(), name);
            if (netmkt_store_open(path, NULL, &store) != NETMKT_OK)
                _exit(1);
            for (int i = 0; i < end; i++)
                if (store_session_step(store, i) != NETMKT_OK)
                    _exit(1);
            raise(SIGKILL);
        }
        ck_assert_int_eq(waitpid(child, &state, 0), child);
        ck_assert(WIFSIGNALED(state));
        {
            char path[300], lock[320];

            snprintf(path, sizeof path, "/tmp/netmkt-killed-%d-%s", (int)getpid(), name);
            snprintf(lock, sizeof lock, "%s-lock", path);
            store = open_store(path, NETMKT_STORE_MUST_EXIST);
            ck_assert_uint_eq(store_digest(store), digests[end]);
            netmkt_store_close(store);
            ck_assert_int_eq(unlink(path) | unlink(lock), 0);
        }
    }
}
END_TEST

/* --- Failing disk and memory */

typedef struct rig {
    faulty_disk *disk;
    faulty_memory memory;
    netmkt_context *context;
} rig;

static void rig_up(rig *r, faulty_disk *disk)
{
    netmkt_context_options options;

    memset(r, 0, sizeof *r);
    r->disk = disk;
    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &r->memory;
    options.io = faulty_disk_io(disk);
    ck_assert_int_eq(netmkt_context_new(&options, &r->context), NETMKT_OK);
}

static void rig_down(rig *r)
{
    netmkt_context_free(r->context);
    ck_assert_int_eq(r->memory.blocks, 0);
    ck_assert_uint_eq(faulty_disk_open_count(r->disk), 0);
    faulty_disk_free(r->disk);
}

static netmkt_status rig_open(rig *r, netmkt_store **store)
{
    netmkt_store_options options;

    netmkt_store_options_init(&options);
    options.context = r->context;
    return netmkt_store_open("/s", &options, store);
}

/* Run until a step fails. Returns how many succeeded. */
static int run_until_failure(netmkt_store *store)
{
    int i = 0;

    while (i < STORE_SESSION_STEPS && store_session_step(store, i) == NETMKT_OK)
        i++;
    return i;
}

START_TEST(power_cuts)
{
    uint64_t digests[STORE_SESSION_STEPS + 1], calls;
    rig r;
    netmkt_store *store;

    durable_digests(digests);
    rig_up(&r, faulty_disk_new());
    ck_assert_int_eq(rig_open(&r, &store), NETMKT_OK);
    ck_assert_int_eq(run_until_failure(store), STORE_SESSION_STEPS);
    netmkt_store_close(store);
    calls = r.disk->calls;
    rig_down(&r);
    ck_assert_uint_gt(calls, 40);
    for (uint64_t cut = 1; cut <= calls; cut++)
        for (uint64_t seed = 0; seed < 6; seed++) {
            int done;
            uint64_t digest;

            rig_up(&r, faulty_disk_new());
            r.disk->cut_at = cut;
            r.disk->cut_seed = seed;
            store = NULL;
            done = rig_open(&r, &store) == NETMKT_OK ? run_until_failure(store) : 0;
            netmkt_store_close(store);
            faulty_disk_cut(r.disk, seed);
            ck_assert_msg(rig_open(&r, &store) == NETMKT_OK, "cut %d seed %d: %s", (int)cut, (int)seed, netmkt_last_error());
            digest = store_digest(store);
            ck_assert(digest == digests[done] || (done < STORE_SESSION_STEPS && digest == digests[done + 1]));
            netmkt_store_close(store);
            rig_down(&r);
        }
}
END_TEST

/* A failing call: the step fails, the store refuses or does the step again; what was committed is there when it is opened anew. */
START_TEST(failing_disk)
{
    uint64_t digests[STORE_SESSION_STEPS + 1];
    int failed = 1;

    durable_digests(digests);
    for (uint64_t n = 1; failed; n++)
        for (int on = 0; on < 2; on++) {
            netmkt_store *store = NULL;
            uint64_t digest;
            int done = 0;
            rig r;

            rig_up(&r, faulty_disk_new());
            r.disk->fail_at = n;
            r.disk->fail_on = on;
            r.disk->error = 28; /* ENOSPC */
            if (rig_open(&r, &store) == NETMKT_OK)
                done = run_until_failure(store);
            failed = done < STORE_SESSION_STEPS;
            if (failed && store != NULL) {
                netmkt_status again = store_session_step(store, done);

                ck_assert(again == NETMKT_OK || again == NETMKT_E_STATE || again == NETMKT_E_IO);
                if (again == NETMKT_OK)
                    done++;
                else
                    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
            }
            netmkt_store_close(store);
            r.disk->fail_at = 0;
            r.disk->fail_on = 0;
            ck_assert_msg(rig_open(&r, &store) == NETMKT_OK, "call %d: %s", (int)n, netmkt_last_error());
            digest = store_digest(store);
            ck_assert(digest == digests[done] || (done < STORE_SESSION_STEPS && digest == digests[done + 1]));
            netmkt_store_close(store);
            rig_down(&r);
        }
}
END_TEST

static void try_step(netmkt_store *store, rig *r, uint64_t n, int step, int *failures)
{
    uint64_t before = store_digest(store);
    netmkt_status status;

    r->memory.calls = 0;
    r->memory.fail_at = n;
    status = store_session_step(store, step);
    r->memory.fail_at = 0;
    if (status == NETMKT_OK)
        return;
    ++*failures;
    ck_assert_int_eq(status, NETMKT_E_NOMEM);
    ck_assert_uint_eq(store_digest(store), before);
    ck_assert_msg(store_session_step(store, step) == NETMKT_OK, "step %d: %s", step, netmkt_last_error());
}

START_TEST(failing_memory)
{
    uint64_t digests[STORE_SESSION_STEPS + 1];
    int failures = 1;

    durable_digests(digests);
    for (uint64_t n = 1; failures != 0; n++) {
        netmkt_store *store;
        netmkt_status status;
        rig r;

        failures = 0;
        rig_up(&r, faulty_disk_new());
        ck_assert_int_eq(rig_open(&r, &store), NETMKT_OK);
        for (int i = 0; i < STORE_SESSION_STEPS; i++)
            try_step(store, &r, n, i, &failures);
        netmkt_store_close(store);
        r.memory.calls = 0;
        r.memory.fail_at = n;
        status = rig_open(&r, &store);
        r.memory.fail_at = 0;
        if (status != NETMKT_OK) {
            failures++;
            ck_assert_int_eq(status, NETMKT_E_NOMEM);
            ck_assert_ptr_null(store);
            ck_assert_int_eq(rig_open(&r, &store), NETMKT_OK);
        }
        ck_assert_uint_eq(store_digest(store), digests[STORE_SESSION_STEPS]);
        netmkt_store_close(store);
        rig_down(&r);
    }
}
END_TEST

START_TEST(refused_after_failure)
{
    netmkt_store *store;
    netmkt_event_cursor *cursor;
    uint64_t digest;
    rig r;

    rig_up(&r, faulty_disk_new());
    ck_assert_int_eq(rig_open(&r, &store), NETMKT_OK);
    run_session(store, 0, 11);
    digest = store_digest(store);
    ck_assert_int_eq(netmkt_customer_put(store, "late", NULL), NETMKT_OK);
    r.disk->calls = 0;
    r.disk->fail_at = 1;
    r.disk->fail_on = 1;
    r.disk->error = 5; /* EIO */
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_E_IO);
    r.disk->fail_at = 0;
    r.disk->fail_on = 0;
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_customer_put(store, "later", NULL), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_customer_erase(store, 1, 0), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_uint_eq(store_digest(store), digest);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    netmkt_event_cursor_close(cursor);
    netmkt_store_close(store);
    ck_assert_int_eq(rig_open(&r, &store), NETMKT_OK);
    ck_assert_uint_eq(store_digest(store), digest);
    netmkt_store_close(store);
    rig_down(&r);
}
END_TEST

/* --- Impossible contents, with checksums that are right */

typedef struct copied {
    netmkt__section section[64];
    size_t count;
} copied;

static void *aligned_copy(const void *bytes, size_t size)
{
    void *copy = NULL;

    ck_assert_int_eq(posix_memalign(&copy, 64, size), 0);
    memcpy(copy, bytes, size);
    return copy;
}

/* Read everything the way the floors above do; wrong offsets or numbers would be caught by a sanitizer. */
static void walk(const netmkt__records *records)
{
    for (netmkt_customer_id id = 1; id <= records->customers.keys.count; id++) {
        netmkt__event_rows rows;
        uint64_t value;
        size_t length;

        ck_assert_uint_eq(netmkt__events_of(&records->events, id, &rows), 0);
        for (size_t i = 0; i < rows.n; i++)
            ck_assert(netmkt__kind_known(&records->kinds, ((const uint16_t *)rows.column[NETMKT__EVENT_KIND])[i]));
        for (uint32_t rank = 0; rank < netmkt__attribute_count(&records->attributes); rank++)
            if (netmkt__attribute_get(&records->attributes, rank, id, &value) &&
                netmkt__attribute_column_of(&records->attributes, rank)->type == NETMKT_TYPE_TEXT)
                ck_assert_ptr_nonnull(netmkt__dictionary_text(&records->attributes.texts, (uint32_t)value, &length));
    }
}

static int load(const copied *c)
{
    netmkt__records records;
    netmkt_status status;

    netmkt__records_init(&records, NULL);
    status = netmkt__records_load(&records, c->section, c->count);
    ck_assert(status == NETMKT_OK || status == NETMKT_E_CORRUPT);
    if (status == NETMKT_OK)
        walk(&records);
    netmkt__records_free(&records);
    return status == NETMKT_OK;
}

static void collect(copied *c)
{
    netmkt_store *store = open_store(path_of("hostile"), 0);
    netmkt__journal *journal;
    const netmkt__section *sections;

    run_session(store, 0, STORE_SESSION_STEPS);
    ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
    netmkt_store_close(store);
    ck_assert_int_eq(netmkt__journal_open(NULL, path_of("hostile"), NETMKT__JOURNAL_READ_ONLY, &(netmkt__journal_reader){0}, &journal), NETMKT_OK);
    ck_assert_int_eq(netmkt__journal_sections(journal, &sections, &c->count), NETMKT_OK);
    ck_assert_uint_le(c->count, 64);
    for (size_t i = 0; i < c->count; i++) {
        c->section[i] = sections[i];
        c->section[i].data = aligned_copy(sections[i].data, (size_t)sections[i].size);
    }
    netmkt__journal_close(journal);
}

static void drop(void *bytes)
{
    free(bytes);
}

static unsigned char *bytes_of(const netmkt__section *section)
{
    union {
        const void *constant;
        void *plain;
    } p = {section->data};

    return p.plain;
}

START_TEST(impossible_snapshots)
{
    static const unsigned char changes[] = {0x01, 0x80, 0xff, 0x10};
    size_t refused = 0;
    copied c;

    collect(&c);
    ck_assert(load(&c));
    for (size_t i = 0; i < c.count; i++) {
        unsigned char *bytes = bytes_of(&c.section[i]);
        netmkt__section whole = c.section[i];

        for (size_t k = 0; k < whole.size; k++)
            for (size_t m = 0; m < sizeof changes; m++) {
                bytes[k] ^= changes[m];
                refused += !load(&c);
                bytes[k] ^= changes[m];
            }
        for (uint64_t size = 0; size < whole.size; size += whole.size > 64 ? 7 : 1) {
            c.section[i].size = size; /* cut short, at any byte */
            refused += !load(&c);
        }
        c.section[i].size = whole.size;
        c.section[i].type ^= 1;
        ck_assert(!load(&c) || i > 0);
        c.section[i] = whole;
    }
    ck_assert_uint_gt(refused, 1000);
    ck_assert(load(&c));
    for (size_t i = 0; i < c.count; i++)
        drop(bytes_of(&c.section[i]));
}
END_TEST

typedef struct taped {
    uint32_t type[256];
    unsigned char *bytes[256];
    size_t size[256];
    size_t count;
} taped;

static netmkt_status tape(void *user, uint32_t type, const void *payload, size_t size)
{
    taped *t = user;

    ck_assert_uint_lt(t->count, 256);
    t->type[t->count] = type;
    t->bytes[t->count] = aligned_copy(payload, size);
    t->size[t->count++] = size;
    return NETMKT_OK;
}

static int play(const taped *t)
{
    netmkt__records records;
    netmkt_status status = NETMKT_OK;

    netmkt__records_init(&records, NULL);
    for (size_t i = 0; i < t->count && status == NETMKT_OK; i++)
        status = netmkt__records_apply(&records, t->type[i], t->bytes[i], t->size[i]);
    ck_assert(status == NETMKT_OK || status == NETMKT_E_CORRUPT);
    netmkt__records_rollback(&records);
    ck_assert_uint_eq(records.customers.keys.count, 0);
    netmkt__records_free(&records);
    return status == NETMKT_OK;
}

START_TEST(impossible_records)
{
    static const unsigned char changes[] = {0x01, 0x80, 0xff};
    taped t = {.count = 0};
    netmkt__journal_reader reader = {.user = &t, .record = tape};
    netmkt_store *store = open_store(path_of("taped"), 0);
    netmkt__journal *journal;
    size_t refused = 0;

    run_session(store, 0, 15);
    run_session(store, 17, 24); /* without the checkpoint: consents, disclosures, the suppression list */
    netmkt_store_close(store);
    ck_assert_int_eq(netmkt__journal_open(NULL, path_of("taped"), NETMKT__JOURNAL_READ_ONLY, &reader, &journal), NETMKT_OK);
    netmkt__journal_close(journal);
    ck_assert_uint_gt(t.count, 8);
    ck_assert(play(&t));
    for (size_t i = 0; i < t.count; i++) {
        for (size_t k = 0; k < t.size[i]; k++)
            for (size_t m = 0; m < sizeof changes; m++) {
                t.bytes[i][k] ^= changes[m];
                refused += !play(&t);
                t.bytes[i][k] ^= changes[m];
            }
        for (size_t size = t.size[i], cut = 0; cut <= size; cut++) {
            t.size[i] = cut;
            ck_assert_int_eq(play(&t), cut == size); /* every record cut short is refused */
        }
    }
    ck_assert_uint_gt(refused, 100);
    ck_assert(play(&t));
    for (size_t i = 0; i < t.count; i++)
        free(t.bytes[i]);
}
END_TEST

/* A file whose checksums are right and whose contents are not: the message names it, opening and checking refuse it. */
START_TEST(impossible_file)
{
    const char *path = path_of("impossible");
    static const char text[] = "no record of ours";
    netmkt__journal *journal;
    netmkt_store *store = open_store(path, 0);

    netmkt_store_close(store);
    ck_assert_int_eq(netmkt__journal_open(NULL, path, 0, &(netmkt__journal_reader){0}, &journal), NETMKT_OK);
    ck_assert_int_eq(netmkt__journal_add(journal, NETMKT__RECORD_CUSTOMERS, text, sizeof text), NETMKT_OK);
    ck_assert_int_eq(netmkt__journal_commit(journal), NETMKT_OK);
    netmkt__journal_close(journal);
    ck_assert_int_eq(try_open(path, 0), NETMKT_E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), path));
    ck_assert_int_eq(try_open(path, NETMKT_STORE_READ_ONLY), NETMKT_E_CORRUPT);
    ck_assert_int_eq(netmkt_store_check(path, NULL), NETMKT_E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), path));

    path = path_of("foreign");
    ck_assert_int_eq(netmkt__journal_open(NULL, path, 0, &(netmkt__journal_reader){0}, &journal), NETMKT_OK);
    ck_assert_int_eq(netmkt__journal_replace(journal, &(netmkt__section){.type = 77, .data = text, .size = sizeof text}, 1), NETMKT_OK);
    netmkt__journal_close(journal);
    ck_assert_int_eq(try_open(path, 0), NETMKT_E_CORRUPT);
    ck_assert_int_eq(netmkt_store_check(path, NULL), NETMKT_E_CORRUPT);
}
END_TEST

START_TEST(cursor_outlives_store)
{
    const char *path = path_of("outlived");
    netmkt_store *store = open_store(path, 0);
    netmkt_event_cursor *cursor;
    netmkt_event event;
    size_t count = 0;

    run_session(store, 0, 16);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    netmkt_store_close(store);
    while (netmkt_event_cursor_next(cursor, &event) == NETMKT_OK)
        count++;
    ck_assert_uint_eq(count, 40);
    netmkt_event_cursor_close(cursor);
    ck_assert_int_eq(try_open(path, 0), NETMKT_OK);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("store file");
    TCase *tests = tcase_create("file");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, modes);
    tcase_add_test(tests, no_store);
    tcase_add_test(tests, settings_stay);
    tcase_add_test(tests, everything_comes_back);
    tcase_add_test(tests, settled_and_not_committed);
    tcase_add_test(tests, read_only);
    tcase_add_test(tests, automatic_checkpoints);
    tcase_add_test(tests, journal_is_bounded);
    tcase_add_test(tests, erased_bytes);
    tcase_add_test(tests, killed);
    tcase_add_test(tests, power_cuts);
    tcase_add_test(tests, failing_disk);
    tcase_add_test(tests, failing_memory);
    tcase_add_test(tests, refused_after_failure);
    tcase_add_test(tests, impossible_snapshots);
    tcase_add_test(tests, impossible_records);
    tcase_add_test(tests, impossible_file);
    tcase_add_test(tests, cursor_outlives_store);
    suite_add_tcase(suite, tests);
    return suite;
}
