/* Power cuts and killed processes, a whole store's life long. The oracle is exact: the commits that returned are there,
 * and at most the one that was under way, whole; what was erased is in no file any more. */
#include <netmkt/event.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/faulty_io.h"
#include "support/store_digest.h"
#include "support/store_session.h"
#include "support/support.h"

#define PLACE "/s"

/* Behind the session's steps: closing and opening, a customer who comes, changes and is erased, and two more commits. */
enum { REOPEN = STORE_SESSION_STEPS, COME, CAME, CHANGE, CHANGED, ERASE, MORE, FULL, LAST, DONE, STEPS };

/* From which step on which bytes must be nowhere. */
static const struct {
    int step;
    const char *text;
} erased[] = {{STORE_SESSION_STEPS - 1, "second"}, {ERASE, "key-of-guest"}, {ERASE, "old@guest.example"}, {ERASE, "new@guest.example"}};

typedef struct machine {
    faulty_disk *disk;
    netmkt_context *context;
    netmkt_store *store;
} machine;

static uint64_t digests[STEPS + 1]; /* what is durable before each step, and at the end */
static uint64_t scenarios;

static void machine_up(machine *m, faulty_disk *disk)
{
    netmkt_context_options options;

    netmkt_context_options_init(&options);
    options.io = faulty_disk_io(disk);
    m->disk = disk;
    m->store = NULL;
    ck_assert_int_eq(netmkt_context_new(&options, &m->context), NETMKT_OK);
}

static void machine_down(machine *m)
{
    netmkt_store_close(m->store);
    netmkt_context_free(m->context);
    ck_assert_uint_eq(faulty_disk_open_count(m->disk), 0);
    faulty_disk_free(m->disk);
}

static netmkt_status machine_open(machine *m, uint32_t flags)
{
    netmkt_store_options options;

    netmkt_store_options_init(&options);
    options.context = m->context;
    options.flags = flags;
    return netmkt_store_open(PLACE, &options, &m->store);
}

static netmkt_status mail(netmkt_store *store, const char *text)
{
    netmkt_customer_id guest;
    netmkt_status status = netmkt_customer_put(store, "key-of-guest", &guest);

    return status == NETMKT_OK ? netmkt_customer_set_text(store, guest, NETMKT_ATTRIBUTE_EMAIL, text) : status;
}

/* A step; of a store in memory where `m` is NULL. */
static netmkt_status do_step(machine *m, netmkt_store *store, int step)
{
    netmkt_customer_id guest;
    netmkt_event e[60];

    if (step < STORE_SESSION_STEPS)
        return store_session_step(store, step);
    switch (step) {
    case REOPEN:
        if (m == NULL)
            return netmkt_store_rollback(store);
        netmkt_store_close(m->store);
        m->store = NULL;
        return machine_open(m, 0);
    case COME:
        return mail(store, "old@guest.example");
    case CHANGE:
        return mail(store, "new@guest.example");
    case ERASE:
        if (netmkt_customer_find(store, "key-of-guest", &guest) != NETMKT_OK)
            return NETMKT_E_NOT_FOUND;
        return netmkt_customer_erase(store, guest, 0);
    case MORE: /* over several sectors and pages */
        for (int i = 0; i < 60; i++) {
            e[i] = store_event(1, 1000 + i, NETMKT_KIND_ORDER, i);
            e[i].reference[0] = (uint64_t)(5000 + i);
        }
        return netmkt_event_append(store, e, sizeof *e, 60, NULL);
    case LAST:
        return netmkt_customer_put(store, "last", NULL);
    default: /* CAME, CHANGED, FULL, DONE */
        return netmkt_store_commit(store);
    }
}

static int is_commit(int step)
{
    if (step < STORE_SESSION_STEPS)
        return store_session_commits(step);
    return step == CAME || step == CHANGED || step == ERASE || step == FULL || step == DONE;
}

static void find_digests(void)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    digests[0] = store_digest(store);
    for (int i = 0; i < STEPS; i++) {
        ck_assert_msg(do_step(NULL, store, i) == NETMKT_OK, "step %d: %s", i, netmkt_last_error());
        digests[i + 1] = is_commit(i) ? store_digest(store) : digests[i];
    }
    netmkt_store_close(store);
}

/* From `step` on until one fails: that one, or STEPS. */
static int run(machine *m, int step)
{
    while (step < STEPS && do_step(m, m->store, step) == NETMKT_OK)
        step++;
    return step;
}

static int file_has(const faulty_disk *disk, const char *path, const char *text)
{
    size_t size, length = strlen(text);
    const unsigned char *bytes = faulty_disk_get(disk, path, &size);

    if (bytes == NULL)
        return 0;
    for (size_t i = 0; i + length <= size; i++)
        if (bytes[i] == (unsigned char)text[0] && memcmp(bytes + i, text, length) == 0)
            return 1;
    return 0;
}

/* `step`: the one under way when the power went. What is there is before it or after it. Returns which. */
static int look(machine *m, int step, const char *when, uint64_t cut, uint64_t seed)
{
    uint64_t digest;
    int after;

    ck_assert_msg(machine_open(m, 0) == NETMKT_OK, "%s: cut %d seed %d: %s", when, (int)cut, (int)seed, netmkt_last_error());
    digest = store_digest(m->store);
    after = step < STEPS && digest != digests[step];
    ck_assert_msg(digest == digests[step + after], "%s: cut %d seed %d: neither before nor after step %d", when, (int)cut, (int)seed, step);
    for (size_t i = 0; i < sizeof erased / sizeof *erased; i++)
        if (step + after > erased[i].step) {
            ck_assert_msg(!file_has(m->disk, PLACE, erased[i].text), "%s: cut %d seed %d: %s", when, (int)cut, (int)seed, erased[i].text);
            if (step > erased[i].step) /* erasing had returned: nor in what is left beside it */
                ck_assert(!file_has(m->disk, PLACE "-new", erased[i].text));
        }
    return after;
}

/* The power went at this state of the disk: what survives is decided by the seed. Then the store is used, and cut again. */
static void survive(const faulty_disk *at_cut, int created, int step, uint64_t cut, uint64_t seed)
{
    machine m;
    netmkt_customer_id id;
    uint64_t digest;

    scenarios++;
    machine_up(&m, faulty_disk_clone(at_cut));
    faulty_disk_cut(m.disk, seed);
    if (created) {
        size_t size;

        ck_assert_msg(faulty_disk_get(m.disk, PLACE, &size) != NULL, "cut %d seed %d: the store is gone", (int)cut, (int)seed);
    }
    (void)look(&m, step, "first", cut, seed);
    ck_assert_int_eq(netmkt_customer_put(m.store, "survivor", &id), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(m.store), NETMKT_OK);
    digest = store_digest(m.store);
    ck_assert_int_eq(netmkt_customer_put(m.store, "too late", NULL), NETMKT_OK);
    netmkt_store_close(m.store);
    m.store = NULL;
    faulty_disk_cut(m.disk, seed % 3 == 0 ? 1 : seed + 7);
    ck_assert_msg(machine_open(&m, NETMKT_STORE_MUST_EXIST) == NETMKT_OK, "cut %d seed %d: %s", (int)cut, (int)seed, netmkt_last_error());
    ck_assert_uint_eq(store_digest(m.store), digest);
    machine_down(&m);
}

static uint64_t count_calls(void)
{
    machine m;
    uint64_t calls;

    machine_up(&m, faulty_disk_new());
    ck_assert_int_eq(machine_open(&m, 0), NETMKT_OK);
    ck_assert_int_eq(run(&m, 0), STEPS);
    netmkt_store_close(m.store);
    m.store = NULL;
    calls = m.disk->calls;
    machine_down(&m);
    return calls;
}

START_TEST(power_cuts)
{
    uint64_t calls, seeds = test_slow() ? 2 : 40;

    find_digests();
    calls = count_calls();
    for (uint64_t cut = 1; cut <= calls; cut += test_slow() ? 5 : 1)
        for (uint64_t effect = 0; effect < 2; effect++) { /* has the call under way still an effect? */
            machine m;
            int created, step = 0;

            machine_up(&m, faulty_disk_new());
            m.disk->cut_at = cut;
            m.disk->cut_seed = effect;
            created = machine_open(&m, 0) == NETMKT_OK;
            if (created)
                step = run(&m, 0);
            netmkt_store_close(m.store);
            m.store = NULL;
            for (uint64_t seed = 0; seed < seeds; seed++)
                survive(m.disk, created, step, cut, seed);
            machine_down(&m);
        }
    printf("%llu power cuts at %llu I/O calls survived\n", (unsigned long long)scenarios, (unsigned long long)calls);
    ck_assert_uint_ge(scenarios, test_slow() ? 50 : 20000);
}
END_TEST

/* --- Cut, cut again while the store recovers, and again */

START_TEST(cuts_in_a_row)
{
    uint64_t calls, rounds = test_slow() ? 20 : 1500, random = 42;

    find_digests();
    calls = count_calls();
    for (uint64_t round = 0; round < rounds; round++) {
        machine m;
        int step = 0, created = 0;

        machine_up(&m, faulty_disk_new());
        for (int again = 0; again < 4; again++) {
            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            m.disk->calls = 0;
            m.disk->cut_at = 1 + (random >> 33) % (again == 0 ? calls : 24);
            m.disk->cut_seed = random >> 20;
            if (machine_open(&m, created ? NETMKT_STORE_MUST_EXIST : 0) == NETMKT_OK) {
                created = 1;
                step = run(&m, step);
            }
            netmkt_store_close(m.store);
            m.store = NULL;
            faulty_disk_cut(m.disk, random >> 40);
            step += look(&m, step, "in a row", round, (uint64_t)again);
            created = 1;
            netmkt_store_close(m.store);
            m.store = NULL;
            faulty_disk_cut(m.disk, 1);
            while (step > 0 && !is_commit(step - 1))
                step--; /* what was not committed is done again */
        }
        machine_down(&m);
    }
}
END_TEST

/* --- Killed processes */

static void number_key(char key[32], uint64_t number)
{
    (void)snprintf(key, 32, "k%llu", (unsigned long long)number);
}

/* A child: commits one customer with an event after the other, and says each; now and then through a checkpoint. */
static void commit_for_ever(const char *path, int say)
{
    netmkt_store *store;
    uint64_t number;

    if (netmkt_store_open(path, NULL, &store) != NETMKT_OK || netmkt_customer_count(store, &number) != NETMKT_OK)
        _exit(1);
    for (;;) {
        netmkt_customer_id id;
        netmkt_event e;
        char key[32];

        number_key(key, ++number);
        if (netmkt_customer_put(store, key, &id) != NETMKT_OK)
            _exit(1);
        e = store_event(id, (int64_t)number, NETMKT_KIND_ORDER, (int64_t)number);
        if (netmkt_event_append(store, &e, sizeof e, 1, NULL) != NETMKT_OK ||
            (number % 5 == 0 ? netmkt_store_checkpoint(store) : netmkt_store_commit(store)) != NETMKT_OK)
            _exit(1);
        if (write(say, &number, sizeof number) != (ssize_t)sizeof number)
            _exit(1);
    }
}

/* The number that the child said last before it was killed at a moment of its life; `before` if none. */
static uint64_t kill_somewhen(const char *path, uint64_t random, uint64_t before)
{
    uint64_t said = before, number, wait = random % 5;
    volatile uint64_t spin = 0;
    int ends[2], state;
    pid_t child;

    ck_assert_int_eq(pipe(ends), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        (void)close(ends[0]);
        commit_for_ever(path, ends[1]);
    }
    (void)close(ends[1]);
    while (wait-- > 0 && read(ends[0], &number, sizeof number) == (ssize_t)sizeof number)
        said = number;
    while (spin < (random >> 8) % 300000)
        spin++;
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    while (read(ends[0], &number, sizeof number) == (ssize_t)sizeof number)
        said = number;
    ck_assert_int_eq(waitpid(child, &state, 0), child);
    ck_assert_msg(WIFSIGNALED(state), "the child failed by itself");
    (void)close(ends[0]);
    return said;
}

START_TEST(killed_processes)
{
    uint64_t random = 7, there = 0, in_flight = 0, times = test_slow() ? 20 : 500;
    char path[512];
    netmkt_store *store;

    (void)snprintf(path, sizeof path, "%s/killed", test_directory());
    ck_assert_int_eq(netmkt_store_open(path, NULL, &store), NETMKT_OK);
    netmkt_store_close(store);
    for (uint64_t i = 0; i < times; i++) {
        netmkt_store_statistics figures = {.struct_size = sizeof figures};
        netmkt_store_options options;
        netmkt_customer_id id;
        uint64_t said;
        char key[32];

        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        said = kill_somewhen(path, random >> 20, there);
        netmkt_store_options_init(&options);
        options.flags = NETMKT_STORE_READ_ONLY;
        ck_assert_msg(netmkt_store_open(path, &options, &store) == NETMKT_OK, "after %d: %s", (int)i, netmkt_last_error());
        ck_assert_int_eq(netmkt_store_stats(store, &figures), NETMKT_OK);
        ck_assert_msg(figures.customers == said || figures.customers == said + 1, "%d customers, %d were said", (int)figures.customers, (int)said);
        ck_assert_uint_eq(figures.events, figures.customers);
        number_key(key, figures.customers);
        if (figures.customers != 0)
            ck_assert_int_eq(netmkt_customer_find(store, key, &id), NETMKT_OK);
        netmkt_store_close(store);
        there = figures.customers;
        in_flight += there > said;
    }
    ck_assert_int_eq(netmkt_store_check(path, NULL), NETMKT_OK);
    printf("%llu processes killed, after %llu commits; %llu commits were under way and whole\n", (unsigned long long)times,
           (unsigned long long)there, (unsigned long long)in_flight);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("store_power");
    TCase *tcase = tcase_create("all");

    tcase_set_timeout(tcase, 600);
    tcase_add_test(tcase, power_cuts);
    tcase_add_test(tcase, cuts_in_a_row);
    tcase_add_test(tcase, killed_processes);
    suite_add_tcase(suite, tcase);
    return suite;
}
