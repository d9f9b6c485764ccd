/* A parallel call: workers take the next task number from a counter, so that a slow task holds nobody up. */
#include "base/thread.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/status.h"

#define MOST_THREADS 256

typedef struct job {
    netmkt__task run;
    void *argument;
    size_t count;
    atomic_size_t next;
    pthread_mutex_t mutex; /* guards what follows */
    size_t failed_task;
    netmkt_status status;
    char message[512];
} job;

uint32_t netmkt__thread_count(uint32_t asked)
{
    long cores;

    if (asked == 0) {
        cores = sysconf(_SC_NPROCESSORS_ONLN);
        asked = cores > 0 ? (uint32_t)(cores < MOST_THREADS ? cores : MOST_THREADS) : 1;
    }
    return asked < MOST_THREADS ? asked : MOST_THREADS;
}

static void note_failure(job *j, size_t task, netmkt_status status)
{
    (void)pthread_mutex_lock(&j->mutex);
    if (j->status == NETMKT_OK || task < j->failed_task) {
        j->status = status;
        j->failed_task = task;
        (void)snprintf(j->message, sizeof j->message, "%s", netmkt_last_error());
    }
    (void)pthread_mutex_unlock(&j->mutex);
}

/* After a failure the tasks with lower numbers are still run, since they were taken before: the lowest failure is known. */
static void *work(void *argument)
{
    job *j = argument;

    for (;;) {
        size_t task = atomic_fetch_add(&j->next, 1);
        netmkt_status status;

        if (task >= j->count)
            return NULL;
        status = j->run(j->argument, task);
        if (status != NETMKT_OK) {
            note_failure(j, task, status);
            atomic_store(&j->next, j->count);
            return NULL;
        }
    }
}

netmkt_status netmkt__parallel(uint32_t threads, size_t count, netmkt__task run, void *argument)
{
    pthread_t workers[MOST_THREADS];
    job j = {.run = run, .argument = argument, .count = count, .status = NETMKT_OK};
    uint32_t started = 0;

    threads = netmkt__thread_count(threads);
    if (threads > count)
        threads = count > 0 ? (uint32_t)count : 1;
    if (threads == 1) {
        for (size_t task = 0; task < count; task++) {
            netmkt_status status = run(argument, task);

            if (status != NETMKT_OK)
                return status;
        }
        return NETMKT_OK;
    }
    atomic_init(&j.next, 0);
    (void)pthread_mutex_init(&j.mutex, NULL);
    while (started + 1 < threads && pthread_create(&workers[started], NULL, work, &j) == 0)
        started++;
    (void)work(&j);
    for (uint32_t i = 0; i < started; i++)
        (void)pthread_join(workers[i], NULL);
    (void)pthread_mutex_destroy(&j.mutex);
    if (j.status != NETMKT_OK)
        return netmkt__fail(j.status, "%s", j.message);
    return NETMKT_OK;
}
