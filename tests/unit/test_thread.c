/* Parallel calls: every task once, the failure with the lowest number, the same for any number of threads. */
#include "base/thread.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "base/status.h"
#include "support/support.h"

enum { TASKS = 5000 };

typedef struct work {
    atomic_int runs[TASKS];
    uint64_t results[TASKS];
    size_t fail_from, fail_every;
} work;

static work shared;

static netmkt_status run(void *argument, size_t task)
{
    work *w = argument;

    atomic_fetch_add(&w->runs[task], 1);
    w->results[task] = task * task;
    if (w->fail_every != 0 && task >= w->fail_from && task % w->fail_every == 0)
        return netmkt__fail(NETMKT_E_DATA, "task %zu", task);
    return NETMKT_OK;
}

START_TEST(every_task_once)
{
    static const uint32_t threads[] = {0, 1, 2, 3, 8, 64, 1000};

    for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
        memset(&shared, 0, sizeof shared);
        ck_assert_int_eq(netmkt__parallel(threads[k], TASKS, run, &shared), NETMKT_OK);
        for (size_t i = 0; i < TASKS; i++) {
            ck_assert_int_eq(atomic_load(&shared.runs[i]), 1);
            ck_assert_uint_eq(shared.results[i], i * i);
        }
    }
}
END_TEST

START_TEST(few_tasks)
{
    for (size_t count = 0; count < 5; count++) {
        memset(&shared, 0, sizeof shared);
        ck_assert_int_eq(netmkt__parallel(8, count, run, &shared), NETMKT_OK);
        for (size_t i = 0; i < 8; i++)
            ck_assert_int_eq(atomic_load(&shared.runs[i]), i < count);
    }
}
END_TEST

START_TEST(lowest_failure)
{
    for (uint32_t threads = 1; threads <= 8; threads++) {
        for (int repeat = 0; repeat < 20; repeat++) {
            memset(&shared, 0, sizeof shared);
            shared.fail_from = 100;
            shared.fail_every = 7;
            ck_assert_int_eq(netmkt__parallel(threads, TASKS, run, &shared), NETMKT_E_DATA);
            ck_assert_str_eq(netmkt_last_error(), "task 105");
        }
    }
}
END_TEST

START_TEST(counts)
{
    ck_assert_uint_ge(netmkt__thread_count(0), 1);
    ck_assert_uint_le(netmkt__thread_count(0), 256);
    ck_assert_uint_eq(netmkt__thread_count(1), 1);
    ck_assert_uint_eq(netmkt__thread_count(256), 256);
    ck_assert_uint_eq(netmkt__thread_count(257), 256);
    ck_assert_uint_eq(netmkt__thread_count(UINT32_MAX), 256);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("thread");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, every_task_once);
    tcase_add_test(tests, few_tasks);
    tcase_add_test(tests, lowest_failure);
    tcase_add_test(tests, counts);
    suite_add_tcase(suite, tests);
    return suite;
}
