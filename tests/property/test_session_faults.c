/* Whole sessions in which call 1, 2, 3 ... of the disk or the allocator fails, once or from then on, until none is left to
 * fail. After each: the status and the message say it, the other handles and this one see what was committed and nothing
 * half-done, the session can be carried to its end, and neither memory nor a file nor a map is leaked. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/faulty_io.h"
#include "support/faulty_memory.h"
#include "support/store_digest.h"
#include "support/support.h"
#include "support/whole_session.h"

/* What fails, in which surroundings. */
typedef struct plan {
    const session_kind *kind;
    uint64_t call;       /* of the disk, or of the allocator if `memory` */
    int memory;
    int on;              /* every later call too */
    int32_t error;       /* of the disk */
    uint64_t short_seed; /* reads and writes do less than they are asked */
    int with_map;
    int brief;
} plan;

/* How the session goes when nothing fails. digest[i] is what the file holds before step i. */
typedef struct record {
    uint64_t digest[WHOLE_SESSION_MOST_STEPS + 1], told[WHOLE_SESSION_MOST_STEPS];
} record;

typedef struct rig {
    faulty_disk *disk;
    faulty_memory memory;
    whole_session session;
    const plan *plan;
    const record *good;
    int failures;
} rig;

static void rig_up(rig *r, const plan *p, const record *good)
{
    netmkt_context_options options;
    netmkt_io io;

    memset(r, 0, sizeof *r);
    r->plan = p;
    r->good = good;
    r->disk = faulty_disk_new();
    io = *faulty_disk_io(r->disk);
    if (!p->with_map) {
        io.map = NULL;
        io.unmap = NULL;
    }
    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &r->memory;
    options.io = &io;
    ck_assert_int_eq(netmkt_context_new(&options, &r->session.context), NETMKT_OK);
    r->memory.calls = 0;
    r->disk->short_seed = p->short_seed;
    r->session.brief = p->brief;
}

static void rig_down(rig *r)
{
    netmkt_context_free(r->session.context);
    ck_assert_int_eq(r->memory.blocks, 0);
    ck_assert_uint_eq(faulty_disk_open_count(r->disk), 0);
    faulty_disk_free(r->disk);
}

static void begin_faults(rig *r)
{
    if (r->plan->memory) {
        r->memory.fail_at = r->plan->call;
        r->memory.fail_on = r->plan->on;
    } else {
        r->disk->fail_at = r->plan->call;
        r->disk->fail_on = r->plan->on;
        r->disk->error = r->plan->error;
    }
}

static void end_faults(rig *r)
{
    r->memory.fail_at = r->disk->fail_at = 0;
}

static int has_struck(const rig *r)
{
    return (r->plan->memory ? r->memory.calls : r->disk->calls) >= r->plan->call;
}

static void say(const rig *r, int step, const char *what)
{
    ck_abort_msg("%s session, %s call %llu (%s) failing %s with %d, short %llu: step %d: %s: %s", r->plan->kind->name,
                 r->plan->memory ? "memory" : "disk", (unsigned long long)r->plan->call, r->disk->failed != NULL ? r->disk->failed : "-",
                 r->plan->on ? "on" : "once", r->plan->error, (unsigned long long)r->plan->short_seed, step, what, netmkt_last_error());
}

/* Files by another name have no digest: a store that is not there yet. */
static uint64_t digest_of_file(rig *r, int step)
{
    netmkt_store *store;
    netmkt_status status = whole_session_open(&r->session, NETMKT_STORE_READ_ONLY, &store);
    uint64_t digest = 0;

    if (status == NETMKT_OK)
        digest = store_digest(store);
    else if (status != NETMKT_E_NOT_FOUND)
        say(r, step, "the file cannot be read");
    netmkt_store_close(store);
    return digest;
}

static int is_known(const rig *r, uint64_t digest, int steps)
{
    for (int i = 0; i <= steps; i++)
        if (r->good->digest[i] == digest)
            return 1;
    return 0;
}

/* What failed is said, and nothing half-done is visible: to others at once, to the reader, to the writer after a rollback. */
static void inspect(rig *r, int step, netmkt_status status)
{
    const uint64_t *digest = r->good->digest + step;
    uint64_t now;

    if (status != (r->plan->memory ? NETMKT_E_NOMEM : NETMKT_E_IO))
        say(r, step, "another status than expected");
    if (!r->plan->memory && strstr(netmkt_last_error(), WHOLE_SESSION_PATH) == NULL)
        say(r, step, "the message does not name the file");
    end_faults(r);
    now = digest_of_file(r, step);
    if (now != digest[0] && (r->plan->memory || now != digest[1]))
        say(r, step, "the file shows something half-done");
    if (r->session.reader != NULL && !is_known(r, store_digest(r->session.reader), step + 1))
        say(r, step, "the reader shows what never was");
    if (r->session.store == NULL)
        return;
    if (netmkt_store_rollback(r->session.store) != NETMKT_OK || store_digest(r->session.store) != digest[0])
        say(r, step, "the writer shows something half-done");
}

/* The writer's handle refuses every change; opened anew it has all that was committed, and perhaps what was under way. */
static void open_anew(rig *r, int step)
{
    whole_session *s = &r->session;
    uint64_t now;

    if (netmkt_customer_put(s->store, "late", NULL) != NETMKT_E_STATE || netmkt_store_commit(s->store) != NETMKT_E_STATE ||
        netmkt_store_checkpoint(s->store) != NETMKT_E_STATE || netmkt_customer_erase(s->store, 1, 0) != NETMKT_E_STATE)
        say(r, step, "it does not refuse every change");
    netmkt_store_close(s->store);
    if (whole_session_open(s, NETMKT_STORE_MUST_EXIST, &s->store) != NETMKT_OK)
        say(r, step, "it cannot be opened anew");
    now = store_digest(s->store);
    if (now == r->good->digest[step + 1] && now != r->good->digest[step])
        return;
    if (now != r->good->digest[step] || r->plan->kind->step(s, step) != NETMKT_OK)
        say(r, step, "what was committed is not there, or the step fails again");
}

/* `now`: the planned call came in this step. */
static void step_failed(rig *r, int step, netmkt_status status, int now)
{
    const char *failed = r->disk->failed;
    int had_store = r->session.store != NULL;
    netmkt_status again;

    r->failures++;
    if (status == NETMKT_E_STATE && !r->plan->memory) { /* the commit before it was durable, but not the checkpoint behind that */
        end_faults(r);
        open_anew(r, step);
        return;
    }
    inspect(r, step, status);
    if (r->plan->on) { /* it goes on failing, and does no harm */
        begin_faults(r);
        again = r->plan->kind->step(&r->session, step);
        end_faults(r);
        if (again == NETMKT_OK)
            return;
        if (again != NETMKT_E_STATE || r->plan->memory)
            inspect(r, step, again);
    }
    again = r->plan->kind->step(&r->session, step);
    if (again == NETMKT_E_STATE && !r->plan->memory)
        open_anew(r, step);
    else if (again != NETMKT_OK)
        say(r, step, "it fails again");
    else if (!r->plan->memory && had_store && now && strncmp(failed, "sync", 4) == 0) /* or "sync_directory" */
        say(r, step, "a sync failed, and the store goes on writing");
}

/* Run the session to its end, whatever fails. Returns 1 if the planned call came. */
static int run(const plan *p, const record *good, const char **failed, int *failures)
{
    rig r;
    int struck;

    rig_up(&r, p, good);
    begin_faults(&r);
    for (int i = 0; i < p->kind->steps; i++) {
        int before = has_struck(&r);
        netmkt_status status = p->kind->step(&r.session, i);

        if (status != NETMKT_OK)
            step_failed(&r, i, status, !before);
        if (r.session.told != good->told[i])
            say(&r, i, "it tells something else than without a fault");
    }
    whole_session_close(&r.session);
    struck = has_struck(&r);
    end_faults(&r);
    if (netmkt_store_check(WHOLE_SESSION_PATH, r.session.context) != NETMKT_OK)
        say(&r, p->kind->steps, "the file is damaged");
    if (digest_of_file(&r, p->kind->steps) != good->digest[p->kind->steps])
        say(&r, p->kind->steps, "the file does not hold the session's outcome");
    *failed = r.disk->failed;
    *failures += r.failures;
    rig_down(&r);
    return struck;
}

static void run_well(const plan *wanted, record *good)
{
    const session_kind *kind = wanted->kind;
    plan p = {.kind = kind, .with_map = 1, .brief = wanted->brief};
    rig r;

    memset(good, 0, sizeof *good);
    rig_up(&r, &p, good);
    for (int i = 0; i < kind->steps; i++) {
        if (kind->step(&r.session, i) != NETMKT_OK)
            say(&r, i, "it fails without a fault");
        good->digest[i + 1] = digest_of_file(&r, i);
        good->told[i] = r.session.told;
    }
    whole_session_close(&r.session);
    rig_down(&r);
}

/* Plans of which every `stride`-th call is tried by default; all of them where time does not matter. */
static uint64_t stride_of(uint64_t stride)
{
    return getenv("NETMKT_TEST_SLOW") != NULL ? 1 : stride;
}

/* Fail every call in turn; notes in `seen` which functions of the disk failed. Returns how often. */
static int fail_every_call(plan p, uint64_t stride, const char *seen[16])
{
    record good;
    int failures = 0, struck = 1;

    run_well(&p, &good);
    for (p.call = 1; struck; p.call += stride_of(stride)) {
        const char *failed;

        struck = run(&p, &good, &failed, &failures);
        for (int i = 0; i < 16 && failed != NULL; i++)
            if (seen[i] == NULL || strcmp(seen[i], failed) == 0) {
                seen[i] = failed;
                break;
            }
    }
    return failures;
}

START_TEST(failing_disk)
{
    static const int32_t errors[] = {EIO, ENOSPC, EINTR};
    const char *seen[16] = {NULL};
    int count = 0;
    plan p = {.kind = &whole_session_daily, .on = _i % 2, .error = errors[_i / 2 % 3], .with_map = _i / 2 % 3 != 2, .brief = 1};

    ck_assert_int_gt(fail_every_call(p, 1, seen), 100);
    while (seen[count] != NULL)
        count++;
    ck_assert_int_eq(count, p.with_map ? 14 : 12); /* open, close, read, write, sync, truncate, allocate, size, is_current, ... */
}
END_TEST

START_TEST(failing_disk_short)
{
    const char *seen[16] = {NULL};
    plan p = {.kind = &whole_session_daily, .on = _i, .error = EIO, .short_seed = 77, .with_map = !_i, .brief = 1};

    ck_assert_int_gt(fail_every_call(p, 11, seen), 20);
}
END_TEST

START_TEST(failing_disk_with_automatic_checkpoints)
{
    const char *seen[16] = {NULL};
    plan p = {.kind = &whole_session_bulky, .on = _i, .error = ENOSPC, .with_map = 1};

    ck_assert_int_gt(fail_every_call(p, 1, seen), 20);
}
END_TEST

START_TEST(failing_memory)
{
    const char *seen[16] = {NULL};
    plan p = {.kind = &whole_session_daily, .memory = 1, .on = _i % 2, .with_map = _i < 2, .brief = _i >= 2};

    ck_assert_int_gt(fail_every_call(p, 1, seen), 400);
    ck_assert_ptr_null(seen[0]);
}
END_TEST

START_TEST(failing_memory_with_automatic_checkpoints)
{
    const char *seen[16] = {NULL};
    plan p = {.kind = &whole_session_bulky, .memory = 1, .on = _i, .with_map = 1};

    ck_assert_int_gt(fail_every_call(p, 7, seen), 20);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("session faults");
    TCase *tests = tcase_create("whole sessions");

    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, failing_disk, 0, 6);
    tcase_add_loop_test(tests, failing_disk_short, 0, 2);
    tcase_add_loop_test(tests, failing_disk_with_automatic_checkpoints, 0, 2);
    tcase_add_loop_test(tests, failing_memory, 0, 4);
    tcase_add_loop_test(tests, failing_memory_with_automatic_checkpoints, 0, 2);
    suite_add_tcase(suite, tests);
    return suite;
}
