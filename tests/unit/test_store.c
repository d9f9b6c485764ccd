/* Stores in memory: options, commit, rollback, figures, failing memory, threads. */
#include <netmkt/event.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "store/view.h"
#include "support/faulty_memory.h"
#include "support/store_digest.h"
#include "support/store_session.h"
#include "support/support.h"

START_TEST(wrong_options)
{
    netmkt_store_options o;
    netmkt_store *store = (netmkt_store *)&o;

    netmkt_store_options_init(NULL);
    netmkt_store_options_init(&o);
    ck_assert_uint_eq(o.struct_size, sizeof o);
    ck_assert_str_eq(o.currency, "XXX");
    ck_assert_int_eq(o.currency_exponent, 2);
    ck_assert_int_eq(netmkt_store_open(NULL, &o, NULL), NETMKT_E_INVALID);

    o.struct_size++;
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_E_UNSUPPORTED);
    ck_assert_ptr_null(store);
    netmkt_store_options_init(&o);
    o.flags = 16;
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_E_UNSUPPORTED);
    o.flags = NETMKT_STORE_MUST_CREATE | NETMKT_STORE_MUST_EXIST;
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_E_INVALID);
    o.flags = NETMKT_STORE_READ_ONLY;
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_store_open("", NULL, &store), NETMKT_E_INVALID);
    netmkt_store_options_init(&o);
    memcpy(o.currency, "eur", 4);
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_E_INVALID);
    memcpy(o.currency, "EURO", 4);
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_E_INVALID);
    netmkt_store_options_init(&o);
    o.currency_exponent = 10;
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_E_INVALID);
    o.currency_exponent = -1;
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_E_INVALID);
    netmkt_store_options_init(&o);
    o.day_offset_minutes = 1440;
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_E_INVALID);
    o.day_offset_minutes = -1440;
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_E_INVALID);
    ck_assert_ptr_null(store);
}
END_TEST

START_TEST(statistics)
{
    netmkt_store_options o;
    netmkt_store *store;
    netmkt_store_statistics s = {.struct_size = sizeof s};
    netmkt_event e[2];

    netmkt_store_options_init(&o);
    memcpy(o.currency, "JPY", 4);
    o.currency_exponent = 0;
    o.day_offset_minutes = -1439;
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_stats(store, &s), NETMKT_OK);
    ck_assert_str_eq(s.currency, "JPY");
    ck_assert_int_eq(s.currency_exponent, 0);
    ck_assert_int_eq(s.day_offset_minutes, -1439);
    ck_assert_uint_eq(s.events + s.customers + s.file_bytes + s.commits, 0);
    ck_assert_int_eq(s.first_ms, 0);
    ck_assert_uint_eq(s.kinds, 26);
    ck_assert_uint_eq(s.channels, 26);
    ck_assert_uint_eq(s.attributes, 19);
    ck_assert_int_eq(netmkt_customer_put(store, "a", NULL), NETMKT_OK);
    e[0] = store_event(1, 5000, NETMKT_KIND_ORDER, 1);
    e[1] = store_event(1, -7000, NETMKT_KIND_VISIT, 0);
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 2, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_stats(store, &s), NETMKT_OK);
    ck_assert_uint_eq(s.pending_events, 2);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_stats(store, &s), NETMKT_OK);
    ck_assert_uint_eq(s.pending_events, 0);
    ck_assert_uint_eq(s.commits, 1);
    ck_assert_int_eq(s.first_ms, -7000);
    ck_assert_int_eq(s.last_ms, 5000);
    ck_assert_uint_gt(s.memory_bytes, 0);
    ck_assert_int_eq(netmkt_store_refresh(store), NETMKT_OK);
    s.struct_size = 1;
    ck_assert_int_eq(netmkt_store_stats(store, &s), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_store_stats(NULL, &s), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_store_stats(store, NULL), NETMKT_E_INVALID);
    netmkt_store_close(store);
    ck_assert_int_eq(netmkt_store_commit(NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_store_rollback(NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_store_checkpoint(NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_store_refresh(NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_store_check(NULL, NULL), NETMKT_E_INVALID);
    netmkt_store_close(NULL);
}
END_TEST

/* --- A session in steps, each of which must succeed or change nothing. */

static void try_step(netmkt_store *store, faulty_memory *memory, int step)
{
    uint64_t fail_at = memory->fail_at, before;
    netmkt_status status;

    memory->fail_at = 0;
    before = store_digest(store);
    memory->fail_at = fail_at;
    memory->calls = 0;
    status = store_session_step(store, step);
    memory->fail_at = 0;
    if (status != NETMKT_OK) {
        ck_assert_int_eq(status, NETMKT_E_NOMEM);
        ck_assert_uint_eq(store_digest(store), before);
        ck_assert_int_eq(store_session_step(store, step), NETMKT_OK);
    }
    memory->fail_at = fail_at;
}

/* In every step the N-th allocation fails; then it is done again. Returns the digest; *most: most allocations of a step. */
static uint64_t run_session(uint64_t fail_at, uint64_t *most)
{
    faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options store_options;
    netmkt_context *context;
    netmkt_store *store = NULL;
    uint64_t digest;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&store_options);
    store_options.context = context;
    memory.calls = 0;
    memory.fail_at = fail_at;
    if (netmkt_store_open(NULL, &store_options, &store) != NETMKT_OK) {
        ck_assert_ptr_null(store);
        memory.fail_at = 0;
        ck_assert_int_eq(netmkt_store_open(NULL, &store_options, &store), NETMKT_OK);
    }
    memory.fail_at = fail_at;
    for (int i = 0; i < STORE_SESSION_STEPS; i++) {
        try_step(store, &memory, i);
        *most = memory.calls > *most ? memory.calls : *most;
    }
    memory.fail_at = 0;
    digest = store_digest(store);
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
    return digest;
}

START_TEST(failing_memory)
{
    uint64_t most = 0, digest = run_session(0, &most);

    ck_assert_uint_gt(most, 5);
    for (uint64_t n = 1; n <= 60; n++)
        ck_assert_uint_eq(run_session(n, &most), digest);
}
END_TEST

START_TEST(reading_without_memory)
{
    faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options store_options;
    netmkt_context *context;
    netmkt_store *store;
    netmkt_event_cursor *cursor;
    netmkt_event event;
    uint64_t digest;
    int failures = 0;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&store_options);
    store_options.context = context;
    for (uint64_t n = 1; n < 40; n++) {
        size_t count = 0;
        netmkt_status status;

        memory.fail_at = 0;
        ck_assert_int_eq(netmkt_store_open(NULL, &store_options, &store), NETMKT_OK);
        for (int i = 0; i < 7; i++)
            ck_assert_int_eq(store_session_step(store, i), NETMKT_OK);
        memory.calls = 0;
        memory.fail_at = n;
        status = netmkt_event_cursor_open(store, NULL, &cursor);
        if (status == NETMKT_OK) {
            while ((status = netmkt_event_cursor_next(cursor, &event)) == NETMKT_OK)
                count++;
            netmkt_event_cursor_close(cursor);
        }
        memory.fail_at = 0;
        failures += status == NETMKT_E_NOMEM;
        ck_assert(status == NETMKT_E_NOMEM || (status == NETMKT_DONE && count == 40));
        digest = store_digest(store);
        ck_assert_uint_eq(store_digest(store), digest);
        netmkt_store_close(store);
    }
    ck_assert_int_gt(failures, 0);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

/* --- Threads */

typedef struct shared {
    netmkt_store *store;
    _Atomic int stop;
    _Atomic int wrong;
} shared;

/* All events of a customer have his id as amount, and come in pairs: a reader sees none or both of a call. */
static void *reader(void *argument)
{
    shared *s = argument;
    netmkt__scratch scratch = {0};
    unsigned round = 0;

    while (!s->stop) {
        if (netmkt__store_read(s->store, (int)(round++ % 2)) != NETMKT_OK)
            s->wrong = 1;
        for (netmkt_customer_id id = 1; id <= netmkt__store_customers(s->store); id++) {
            netmkt__events events;

            if (netmkt__store_events(s->store, id, &scratch, &events) != NETMKT_OK || events.n % 2 != 0)
                s->wrong = 1;
            for (size_t i = 0; i < events.n; i++)
                if (events.amount[i] != (int64_t)id || (i > 0 && events.time_ms[i] < events.time_ms[i - 1]))
                    s->wrong = 1;
        }
        netmkt__store_read_end(s->store);
    }
    netmkt__scratch_free(&scratch);
    return NULL;
}

START_TEST(readers_beside_a_writer)
{
    shared s = {0};
    pthread_t threads[3];
    netmkt_store_statistics figures = {.struct_size = sizeof figures};

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &s.store), NETMKT_OK);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, reader, &s), 0);
    for (int i = 0; i < 3000; i++) {
        char key[32];
        netmkt_customer_id id;
        netmkt_event e[2];

        snprintf(key, sizeof key, "%d", i % 37);
        ck_assert_int_eq(netmkt_customer_put(s.store, key, &id), NETMKT_OK);
        e[0] = store_event(id, (i * 7919) % 1000, NETMKT_KIND_ORDER, (int64_t)id);
        e[1] = store_event(id, (i * 104729) % 1000, NETMKT_KIND_ORDER, (int64_t)id);
        ck_assert_int_eq(netmkt_event_append(s.store, e, sizeof *e, 2, NULL), NETMKT_OK);
        if (i % 100 == 99)
            ck_assert_int_eq(netmkt_store_commit(s.store), NETMKT_OK);
    }
    s.stop = 1;
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_int_eq(s.wrong, 0);
    ck_assert_int_eq(netmkt_store_stats(s.store, &figures), NETMKT_OK);
    ck_assert_uint_eq(figures.events, 6000);
    netmkt_store_close(s.store);
}
END_TEST

START_TEST(moment)
{
    netmkt_store_options o;
    netmkt_store *store;
    netmkt_event e;

    netmkt_store_options_init(&o);
    o.day_offset_minutes = 120;
    ck_assert_int_eq(netmkt_store_open(NULL, &o, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt__store_read(store, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt__store_as_of(store, 77), 77);
    ck_assert_int_eq(netmkt__store_last_ms(store), NETMKT_TIME_MIN);
    netmkt__store_read_end(store);
    ck_assert_int_eq(netmkt_customer_put(store, "a", NULL), NETMKT_OK);
    e = store_event(1, INT64_C(22) * 3600000, NETMKT_KIND_VISIT, 0); /* 22:00 UTC is midnight two hours east */
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt__store_read(store, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt__store_as_of(store, NETMKT_LATEST), INT64_C(46) * 3600000 - 1);
    netmkt__store_read_end(store);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("store");
    TCase *tests = tcase_create("memory");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, wrong_options);
    tcase_add_test(tests, statistics);
    tcase_add_test(tests, failing_memory);
    tcase_add_test(tests, reading_without_memory);
    tcase_add_test(tests, readers_beside_a_writer);
    tcase_add_test(tests, moment);
    suite_add_tcase(suite, tests);
    return suite;
}
