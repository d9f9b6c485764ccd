/* A store among processes: one writer, waiting for the lock, dead writers, files that may only be read, links, modes, and
 * descriptors that no child sees. */
#define _GNU_SOURCE /* unshare */
#include <netmkt/event.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#if defined(__linux__)
#include <sched.h>
#include <sys/mount.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/store_digest.h"
#include "support/support.h"

enum { NOBODY = 65534, NOT_POSSIBLE = 77 };

static const char *path_of(const char *name)
{
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", test_directory(), name);
    return path;
}

static netmkt_status open_store(const char *path, uint32_t flags, uint32_t wait_ms, netmkt_store **store)
{
    netmkt_store_options options;

    netmkt_store_options_init(&options);
    options.flags = flags;
    options.lock_wait_ms = wait_ms;
    return netmkt_store_open(path, &options, store);
}

static void make_store(const char *path)
{
    netmkt_store *store;

    ck_assert_int_eq(open_store(path, NETMKT_STORE_MUST_CREATE, 0, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "anna", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    netmkt_store_close(store);
}

/* A child that holds the lock until it is told to go (or is killed). `say`: where to write to tell it. */
static pid_t holder(const char *path, int *say)
{
    int ready[2], go[2];
    char byte = 0;
    pid_t child;

    ck_assert_int_eq(pipe(ready) | pipe(go), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        netmkt_store *store;

        (void)close(go[1]);
        if (open_store(path, 0, 0, &store) != NETMKT_OK || write(ready[1], "x", 1) != 1)
            _exit(1);
        (void)!read(go[0], &byte, 1);
        netmkt_store_close(store);
        _exit(0);
    }
    (void)close(ready[1]);
    (void)close(go[0]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    (void)close(ready[0]);
    *say = go[1];
    return child;
}

typedef struct waiting {
    const char *path;
    netmkt_status status;
} waiting;

static void *wait_for_lock(void *user)
{
    waiting *w = user;
    netmkt_store *store;

    w->status = open_store(w->path, 0, 60000, &store);
    netmkt_store_close(store);
    return NULL;
}

START_TEST(second_writer)
{
    const char *path = path_of("second");
    waiting w = {path, NETMKT_E_IO};
    netmkt_store *store = NULL;
    pthread_t thread;
    int say, state;
    pid_t child;

    make_store(path);
    child = holder(path, &say);
    ck_assert_int_eq(open_store(path, 0, 0, &store), NETMKT_E_LOCKED);
    ck_assert_ptr_null(store);
    ck_assert_int_eq(open_store(path, 0, 25, &store), NETMKT_E_LOCKED);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "read-only, or later"));
    ck_assert_int_eq(open_store(path, NETMKT_STORE_READ_ONLY, 0, &store), NETMKT_OK);
    netmkt_store_close(store);
    ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_lock, &w), 0);
    ck_assert_int_eq(close(say), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_int_eq(w.status, NETMKT_OK);
    ck_assert_int_eq(waitpid(child, &state, 0), child);
    ck_assert(WIFEXITED(state) && WEXITSTATUS(state) == 0);
}
END_TEST

START_TEST(dead_writer)
{
    const char *path = path_of("dead");
    netmkt_store *store;
    int say, state;
    pid_t child;

    make_store(path);
    child = holder(path, &say);
    ck_assert_int_eq(open_store(path, 0, 0, &store), NETMKT_E_LOCKED);
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, &state, 0), child);
    ck_assert_int_eq(open_store(path, 0, 0, &store), NETMKT_OK);
    netmkt_store_close(store);
    ck_assert_int_eq(close(say), 0);
}
END_TEST

/* Reads, verifies, and is refused to write; 0 if all is as it should be. */
static int only_readable(const char *path)
{
    netmkt_store *store;
    uint64_t customers = 0;

    if (open_store(path, NETMKT_STORE_READ_ONLY, 0, &store) != NETMKT_OK)
        return 1;
    if (netmkt_customer_count(store, &customers) != NETMKT_OK || customers != 1)
        return 2;
    netmkt_store_close(store);
    if (netmkt_store_check(path, NULL) != NETMKT_OK)
        return 3;
    return open_store(path, 0, 0, &store) == NETMKT_E_IO ? 0 : 4;
}

static int become_nobody(void)
{
    return geteuid() != 0 || (setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
}

/* Without permission to write: neither to the file nor to its folder. */
START_TEST(no_permission)
{
    char folder[300], path[320], lock[330];
    int state;
    pid_t child;

    ck_assert_int_eq(chmod(test_directory(), 0755), 0);
    snprintf(folder, sizeof folder, "%s/closed", test_directory());
    snprintf(path, sizeof path, "%s/store", folder);
    snprintf(lock, sizeof lock, "%s-lock", path);
    ck_assert_int_eq(mkdir(folder, 0755), 0);
    make_store(path);
    ck_assert_int_eq(unlink(lock) | chmod(path, 0444) | chmod(folder, 0555), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        _exit(become_nobody() ? only_readable(path) : NOT_POSSIBLE);
    ck_assert_int_eq(waitpid(child, &state, 0), child);
    ck_assert(WIFEXITED(state));
    ck_assert_int_eq(WEXITSTATUS(state), 0);
    ck_assert_int_ne(access(lock, F_OK), 0);
    ck_assert_int_eq(chmod(folder, 0755), 0);
}
END_TEST

/* On a file system mounted for reading, in a mount name space of the child's own, where the system grants one. */
static int read_only_mount(const char *folder, const char *path)
{
#if defined(__linux__)
    netmkt_store *store;

    if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return NOT_POSSIBLE;
    (void)mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL);
    if (mount("none", folder, "tmpfs", 0, NULL) != 0)
        return NOT_POSSIBLE;
    if (open_store(path, 0, 0, &store) != NETMKT_OK || netmkt_customer_put(store, "anna", NULL) != NETMKT_OK ||
        netmkt_store_checkpoint(store) != NETMKT_OK)
        return 10;
    netmkt_store_close(store);
    if (mount("none", folder, "tmpfs", MS_REMOUNT | MS_RDONLY, NULL) != 0)
        return NOT_POSSIBLE;
    return only_readable(path);
#else
    (void)folder;
    (void)path;
    return NOT_POSSIBLE;
#endif
}

START_TEST(read_only_file_system)
{
    char folder[300], path[320];
    int state;
    pid_t child;

    snprintf(folder, sizeof folder, "%s/mounted", test_directory());
    snprintf(path, sizeof path, "%s/store", folder);
    ck_assert_int_eq(mkdir(folder, 0755), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        _exit(read_only_mount(folder, path));
    ck_assert_int_eq(waitpid(child, &state, 0), child);
    ck_assert(WIFEXITED(state));
    if (WEXITSTATUS(state) == NOT_POSSIBLE) {
        printf("skipped: this system lets the test mount nothing\n");
        return;
    }
    ck_assert_int_eq(WEXITSTATUS(state), 0);
}
END_TEST

static unsigned mode_of(const char *path)
{
    struct stat info;

    ck_assert_int_eq(lstat(path, &info), 0);
    return info.st_mode & 0777;
}

/* Private from the start, whatever the umask; and as its owner made it afterwards. A link stays one. */
START_TEST(modes_and_links)
{
    const char *path = path_of("private"), *link = path_of("link");
    mode_t old = umask(0);
    struct stat info;
    netmkt_store *store;

    ck_assert_int_eq(symlink("private", link), 0);
    ck_assert_int_eq(open_store(link, 0, 0, &store), NETMKT_E_IO); /* a link that leads nowhere */
    make_store(path);
    ck_assert_uint_eq(mode_of(path), 0600);
    ck_assert_uint_eq(mode_of(path_of("private-lock")), 0600);
    ck_assert_int_eq(open_store(link, 0, 0, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
    ck_assert_uint_eq(mode_of(path), 0600);
    ck_assert_int_eq(chmod(path, 0640), 0);
    ck_assert_int_eq(netmkt_customer_erase(store, 1, 0), NETMKT_OK);
    ck_assert_uint_eq(mode_of(path), 0640);
    netmkt_store_close(store);
    ck_assert_int_eq(lstat(link, &info), 0);
    ck_assert(S_ISLNK(info.st_mode));
    ck_assert_int_ne(access(path_of("link-lock"), F_OK), 0);
    (void)umask(old);
}
END_TEST

/* What another program that is started now has open. */
static void list_descriptors(char *text, size_t size)
{
    int ends[2], state;
    size_t length = 0;
    ssize_t n;
    pid_t child;

    ck_assert_int_eq(pipe(ends), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)execl("/bin/sh", "sh", "-c", "ls -l /proc/self/fd", (char *)NULL);
        _exit(1);
    }
    (void)close(ends[1]);
    while ((n = read(ends[0], text + length, size - 1 - length)) > 0)
        length += (size_t)n;
    text[length] = '\0';
    (void)close(ends[0]);
    ck_assert_int_eq(waitpid(child, &state, 0), child);
}

START_TEST(no_descriptor_for_children)
{
    const char *path = path_of("inherited");
    netmkt_store *writer, *reader;
    char text[8192];
    int open_on_purpose;

    if (access("/proc/self/fd", X_OK) != 0) {
        printf("skipped: /proc/self/fd is not here\n");
        return;
    }
    ck_assert_int_eq(open_store(path, 0, 0, &writer), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(writer, "anna", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(writer), NETMKT_OK);
    ck_assert_int_eq(open_store(path, NETMKT_STORE_READ_ONLY, 0, &reader), NETMKT_OK);
    list_descriptors(text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "->"));
    ck_assert_msg(strstr(text, "inherited") == NULL, "a child sees: %s", text);
    ck_assert_int_eq(netmkt_store_checkpoint(writer), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_refresh(reader), NETMKT_OK);
    list_descriptors(text, sizeof text);
    ck_assert_msg(strstr(text, "inherited") == NULL, "a child sees: %s", text);
    open_on_purpose = open(path, O_RDONLY);
    list_descriptors(text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "inherited")); /* the list is a list */
    (void)close(open_on_purpose);
    netmkt_store_close(reader);
    netmkt_store_close(writer);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("store_processes");
    TCase *tcase = tcase_create("all");

    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, second_writer);
    tcase_add_test(tcase, dead_writer);
    tcase_add_test(tcase, no_permission);
    tcase_add_test(tcase, read_only_file_system);
    tcase_add_test(tcase, modes_and_links);
    tcase_add_test(tcase, no_descriptor_for_children);
    suite_add_tcase(suite, tcase);
    return suite;
}
