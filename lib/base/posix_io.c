/* The default I/O table: plain POSIX files. Each function returns 0 or errno; interrupted calls are repeated. */
#define _GNU_SOURCE /* fallocate */
#include "base/posix_io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int32_t file_open(void *user, const char *path, int32_t flags, int64_t *file)
{
    int mode = ((flags & NETMKT_IO_WRITE) != 0 ? O_RDWR : O_RDONLY) | O_NONBLOCK | O_NOCTTY; /* a pipe is refused, not waited for */
    int descriptor;

    (void)user;
    if ((flags & NETMKT_IO_CREATE) != 0)
        mode |= O_CREAT;
    if ((flags & NETMKT_IO_EXCLUSIVE) != 0)
        mode |= O_EXCL;
    do
        descriptor = open(path, mode | O_CLOEXEC, S_IRUSR | S_IWUSR);
    while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0)
        return errno;
    *file = descriptor;
    return 0;
}

static int32_t file_close(void *user, int64_t file)
{
    (void)user;
    return close((int)file) == 0 || errno == EINTR ? 0 : errno; /* Linux closes it even when interrupted */
}

static int32_t file_read(void *user, int64_t file, uint64_t offset, void *buffer, size_t size, size_t *got)
{
    ssize_t n;

    (void)user;
    do
        n = pread((int)file, buffer, size, (off_t)offset);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return errno;
    *got = (size_t)n;
    return 0;
}

static int32_t file_write(void *user, int64_t file, uint64_t offset, const void *buffer, size_t size, size_t *put)
{
    ssize_t n;

    (void)user;
    do
        n = pwrite((int)file, buffer, size, (off_t)offset);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return errno;
    *put = (size_t)n;
    return 0;
}

static int32_t file_sync(void *user, int64_t file)
{
    int result;

    (void)user;
    do
        result = fdatasync((int)file);
    while (result < 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

static int32_t file_truncate(void *user, int64_t file, uint64_t size)
{
    int result;

    (void)user;
    do
        result = ftruncate((int)file, (off_t)size);
    while (result < 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

/* Only where the system reserves space itself: the emulation in posix_fallocate() would write to every block. */
static int32_t file_allocate(void *user, int64_t file, uint64_t size)
{
    (void)user;
#if defined(__linux__)
    int result;

    do
        result = fallocate((int)file, 0, 0, (off_t)size);
    while (result < 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
#else
    (void)file;
    (void)size;
    return EOPNOTSUPP;
#endif
}

static int32_t file_size(void *user, int64_t file, uint64_t *size)
{
    struct stat info;

    (void)user;
    if (fstat((int)file, &info) != 0)
        return errno;
    if (S_ISDIR(info.st_mode))
        return EISDIR;
    if (!S_ISREG(info.st_mode))
        return EINVAL;
    *size = (uint64_t)info.st_size;
    return 0;
}

static int32_t file_is_current(void *user, int64_t file, const char *path, int32_t *current)
{
    struct stat opened, named;

    (void)user;
    *current = 0;
    if (fstat((int)file, &opened) != 0)
        return errno;
    if (stat(path, &named) != 0)
        return errno == ENOENT ? 0 : errno;
    *current = opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
    return 0;
}

/* The new file gets the old one's permissions, unless that would give them to another owner or group. */
static int32_t file_rename(void *user, const char *from, const char *to)
{
    struct stat fresh, old;

    (void)user;
    if (stat(to, &old) == 0 && stat(from, &fresh) == 0) {
        if (old.st_uid == fresh.st_uid && old.st_gid != fresh.st_gid && chown(from, (uid_t)-1, old.st_gid) == 0)
            fresh.st_gid = old.st_gid;
        if (old.st_uid == fresh.st_uid && old.st_gid == fresh.st_gid)
            (void)chmod(from, old.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO));
    }
    return rename(from, to) == 0 ? 0 : errno;
}

static int32_t file_remove(void *user, const char *path)
{
    (void)user;
    return unlink(path) == 0 ? 0 : errno;
}

static int32_t file_sync_directory(void *user, const char *path)
{
    char directory[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int descriptor;
    int32_t error = 0;

    (void)user;
    if (slash == NULL)
        (void)snprintf(directory, sizeof directory, ".");
    else if (slash == path)
        (void)snprintf(directory, sizeof directory, "/");
    else if ((size_t)(slash - path) < sizeof directory)
        (void)snprintf(directory, sizeof directory, "%.*s", (int)(slash - path), path);
    else
        return ENAMETOOLONG;
    do
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0)
        return errno;
    if (fsync(descriptor) != 0)
        error = errno;
    (void)close(descriptor);
    return error;
}

static int32_t file_lock(void *user, int64_t file)
{
    int result;

    (void)user;
    do
        result = flock((int)file, LOCK_EX | LOCK_NB);
    while (result < 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

static int32_t file_map(void *user, int64_t file, size_t size, const void **address)
{
    void *p = mmap(NULL, size, PROT_READ, MAP_SHARED, (int)file, 0);

    (void)user;
    if (p == MAP_FAILED)
        return errno;
    *address = p;
    return 0;
}

static int32_t file_unmap(void *user, const void *address, size_t size)
{
    union {
        const void *constant;
        void *plain;
    } p = {address};

    (void)user;
    return munmap(p.plain, size) == 0 ? 0 : errno;
}

static const netmkt_io posix_io = {
    .struct_size = sizeof(netmkt_io),
    .open = file_open,
    .close = file_close,
    .read = file_read,
    .write = file_write,
    .sync = file_sync,
    .truncate = file_truncate,
    .allocate = file_allocate,
    .size = file_size,
    .is_current = file_is_current,
    .rename = file_rename,
    .remove = file_remove,
    .sync_directory = file_sync_directory,
    .lock = file_lock,
    .map = file_map,
    .unmap = file_unmap,
};

const netmkt_io *netmkt__posix_io(void)
{
    return &posix_io;
}

/* A missing file has no real path: its directory's is taken. A link that leads nowhere is refused (ENOENT), for the
 * file would be created in the link's place. */
int32_t netmkt__posix_resolve(const char *path, char *resolved, size_t capacity)
{
    char real[PATH_MAX], directory[PATH_MAX];
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    struct stat info;
    int length;

    if (realpath(path, real) != NULL) {
        length = snprintf(resolved, capacity, "%s", real);
    } else {
        if (errno != ENOENT)
            return errno;
        if (lstat(path, &info) == 0)
            return ENOENT;
        if (*name == '\0')
            return EISDIR;
        length = snprintf(directory, sizeof directory, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 1, slash != NULL ? path : ".");
        if (length < 0 || (size_t)length >= sizeof directory)
            return ENAMETOOLONG;
        if (realpath(directory, real) == NULL)
            return errno;
        length = snprintf(resolved, capacity, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
    }
    return length >= 0 && (size_t)length < capacity ? 0 : ENAMETOOLONG;
}
