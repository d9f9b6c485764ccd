#define _XOPEN_SOURCE 700 /* nftw */

#include "support/support.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char directory[64];
static pid_t directory_owner;

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)info;
    (void)type;
    (void)where;
    return remove(path);
}

static void remove_directory(void)
{
    if (directory[0] != '\0' && getpid() == directory_owner)
        (void)nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *test_directory(void)
{
    if (directory[0] == '\0' || directory_owner != getpid()) {
        strcpy(directory, "/tmp/netmkt-test-XXXXXX");
        ck_assert_ptr_nonnull(mkdtemp(directory));
        directory_owner = getpid();
        ck_assert_int_eq(atexit(remove_directory), 0);
    }
    return directory;
}

const char *test_shared(const char *name)
{
    static char path[1024];
    const char *base = getenv("NETMKT_SHARED");

    snprintf(path, sizeof path, "%s/%s", base != NULL ? base : "../shared", name);
    if (access(path, R_OK) == 0)
        return path;
    printf("skipped: %s is not here\n", path);
    return NULL;
}

int test_slow(void)
{
    return getenv("NETMKT_TEST_SLOW") != NULL;
}

void test_close(double got, double want, double tolerance, double floor_value, const char *what)
{
    double size = fmax(fabs(want), floor_value);

    if (!(fabs(got - want) <= tolerance * size))
        ck_abort_msg("%s: got %.17g, want %.17g, relative error %.3g", what, got, want, fabs(got - want) / size);
}

int main(void)
{
    SRunner *runner = srunner_create(netmkt_suite());
    int failed;

    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
