/* Commits against plain write() and fdatasync() of the same bytes: bench_journal FOLDER. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "journal/format.h"
#include "journal/journal.h"

enum { COMMITS = 400, ROUNDS = 5, LARGEST = 65536 };

static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double plain(const char *path, const unsigned char *bytes, size_t size)
{
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    double started = now();

    for (int i = 0; i < COMMITS; i++)
        if (write(file, bytes, size) != (ssize_t)size || fdatasync(file) != 0)
            exit(1);
    started = now() - started;
    (void)close(file);
    (void)unlink(path);
    return started;
}

static double journal(const char *path, const unsigned char *bytes, size_t size)
{
    netmkt__journal *j;
    double started;

    if (netmkt__journal_open(NULL, path, 0, NULL, &j) != NETMKT_OK || netmkt__journal_add(j, 1, bytes, 1) != NETMKT_OK ||
        netmkt__journal_commit(j) != NETMKT_OK)
        exit(1);
    started = now();
    for (int i = 0; i < COMMITS; i++)
        if (netmkt__journal_add(j, 1, bytes, size) != NETMKT_OK || netmkt__journal_commit(j) != NETMKT_OK)
            exit(1);
    started = now() - started;
    netmkt__journal_close(j);
    (void)unlink(path);
    return started;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int count, char **arguments)
{
    static const size_t sizes[] = {64, 512, 4096, LARGEST};
    static unsigned char bytes[LARGEST + 2 * NETMKT__FRAME_HEADER];
    char path[1024], lock[1024 + 8];

    if (count != 2)
        return 2;
    (void)snprintf(path, sizeof path, "%s/bench-journal", arguments[1]);
    memset(bytes, 7, sizeof bytes);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        double p[ROUNDS], j[ROUNDS];

        for (int i = 0; i < ROUNDS; i++) { /* in turn, so that both see the same disk */
            p[i] = plain(path, bytes, sizes[s] + 2 * NETMKT__FRAME_HEADER);
            j[i] = journal(path, bytes, sizes[s]);
        }
        qsort(p, ROUNDS, sizeof *p, ascending);
        qsort(j, ROUNDS, sizeof *j, ascending);
        printf("commits of %zu bytes: %.0f a second, plain write and fdatasync %.0f, ratio %.2f (medians of %d)\n", sizes[s],
               COMMITS / j[ROUNDS / 2], COMMITS / p[ROUNDS / 2], p[ROUNDS / 2] / j[ROUNDS / 2], ROUNDS);
    }
    (void)snprintf(lock, sizeof lock, "%s-lock", path);
    (void)unlink(lock);
    return 0;
}
