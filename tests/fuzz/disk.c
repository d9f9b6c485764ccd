#include "fuzz/disk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"

enum { PAGE = 4096, MOST_FILE = 64 << 20, HEAD = 16 /* before each block: its size, and alignment kept */ };

static int file_named(const disk *d, const char *name)
{
    for (int i = 0; i < DISK_FILES; i++)
        if (strcmp(d->names[i], name) == 0)
            return i;
    return -1;
}

static disk_file *file_of(disk *d, int64_t handle)
{
    REQUIRE(handle >= 0 && handle < DISK_HANDLES && d->handles[handle] != 0);
    return &d->files[d->handles[handle] - 1];
}

static int is_used(const disk *d, int file)
{
    int used = d->names[file][0] != '\0';

    for (int h = 0; h < DISK_HANDLES; h++)
        used |= d->handles[h] == file + 1;
    return used;
}

static void drop_unused(disk *d)
{
    for (int i = 0; i < DISK_FILES; i++) {
        if (!is_used(d, i)) {
            free(d->files[i].bytes);
            d->files[i] = (disk_file){0};
        }
    }
}

static int new_file(disk *d, const char *name)
{
    int i = 0;

    while (i < DISK_FILES && is_used(d, i))
        i++;
    REQUIRE(i < DISK_FILES && strlen(name) < sizeof d->names[i]);
    strcpy(d->names[i], name);
    return i;
}

static void set_size(disk_file *f, size_t size)
{
    REQUIRE(size <= MOST_FILE);
    if (size > f->capacity) {
        f->capacity = size + size / 2;
        f->bytes = realloc(f->bytes, f->capacity);
        REQUIRE(f->bytes != NULL);
    }
    if (size > f->size)
        memset(f->bytes + f->size, 0, size - f->size);
    f->size = size;
}

static int32_t do_open(void *user, const char *path, int32_t flags, int64_t *file)
{
    disk *d = user;
    int i = file_named(d, path), h = 0;

    if (i < 0 && (flags & NETMKT_IO_CREATE) == 0)
        return ENOENT;
    if (i >= 0 && (flags & NETMKT_IO_EXCLUSIVE) != 0)
        return EEXIST;
    if (i < 0)
        i = new_file(d, path);
    while (h < DISK_HANDLES && d->handles[h] != 0)
        h++;
    REQUIRE(h < DISK_HANDLES);
    d->handles[h] = i + 1;
    *file = h;
    return 0;
}

static int32_t do_close(void *user, int64_t file)
{
    disk *d = user;
    disk_file *f = file_of(d, file);

    if (f->locked_by == file + 1)
        f->locked_by = 0;
    d->handles[file] = 0;
    drop_unused(d);
    return 0;
}

static int32_t do_read(void *user, int64_t file, uint64_t offset, void *buffer, size_t size, size_t *got)
{
    const disk_file *f = file_of(user, file);

    *got = offset >= f->size ? 0 : f->size - (size_t)offset < size ? f->size - (size_t)offset : size;
    if (*got > 0)
        memcpy(buffer, f->bytes + offset, *got);
    return 0;
}

static int32_t do_write(void *user, int64_t file, uint64_t offset, const void *buffer, size_t size, size_t *put)
{
    disk_file *f = file_of(user, file);

    REQUIRE(offset <= MOST_FILE && size <= MOST_FILE);
    if (offset + size > f->size)
        set_size(f, (size_t)offset + size);
    if (size > 0)
        memcpy(f->bytes + offset, buffer, size);
    *put = size;
    return 0;
}

static int32_t do_sync(void *user, int64_t file)
{
    (void)file_of(user, file);
    return 0;
}

static int32_t do_truncate(void *user, int64_t file, uint64_t size)
{
    REQUIRE(size <= MOST_FILE);
    set_size(file_of(user, file), (size_t)size);
    return 0;
}

static int32_t do_allocate(void *user, int64_t file, uint64_t size)
{
    disk *d = user;

    if ((d->abilities & DISK_ALLOCATES) == 0)
        return EOPNOTSUPP;
    return size > file_of(d, file)->size ? do_truncate(user, file, size) : 0;
}

static int32_t do_size(void *user, int64_t file, uint64_t *size)
{
    *size = file_of(user, file)->size;
    return 0;
}

static int32_t do_is_current(void *user, int64_t file, const char *path, int32_t *current)
{
    disk *d = user;
    int i = file_named(d, path);

    *current = i >= 0 && &d->files[i] == file_of(d, file);
    return 0;
}

static int32_t do_remove(void *user, const char *path)
{
    disk *d = user;
    int i = file_named(d, path);

    if (i < 0)
        return ENOENT;
    d->names[i][0] = '\0';
    drop_unused(d);
    return 0;
}

static int32_t do_rename(void *user, const char *from, const char *to)
{
    disk *d = user;
    int i = file_named(d, from);

    if (i < 0)
        return ENOENT;
    (void)do_remove(d, to);
    REQUIRE(strlen(to) < sizeof d->names[i]);
    strcpy(d->names[i], to);
    return 0;
}

static int32_t do_sync_directory(void *user, const char *path)
{
    (void)user;
    (void)path;
    return 0;
}

static int32_t do_lock(void *user, int64_t file)
{
    disk_file *f = file_of(user, file);

    if (f->locked_by != 0 && f->locked_by != file + 1)
        return EWOULDBLOCK;
    f->locked_by = file + 1;
    return 0;
}

/* A copy of just the size asked for: a sanitizer sees a read behind it, and a file that is written later does not shine through. */
static int32_t do_map(void *user, int64_t file, size_t size, const void **address)
{
    disk *d = user;
    const disk_file *f = file_of(d, file);
    void *block = NULL;

    if (size == 0 || size > f->size)
        return EINVAL;
    REQUIRE(posix_memalign(&block, PAGE, size) == 0);
    *address = memcpy(block, f->bytes, size);
    d->maps++;
    return 0;
}

static int32_t do_unmap(void *user, const void *address, size_t size)
{
    union {
        const void *constant;
        void *plain;
    } p = {address};

    (void)size;
    free(p.plain);
    ((disk *)user)->maps--;
    return 0;
}

/* The bound is on what lives at one time. */
static void *allocate(void *user, void *pointer, size_t size)
{
    disk *d = user;
    unsigned char *block = pointer != NULL ? (unsigned char *)pointer - HEAD : NULL;
    size_t old = 0;

    if (block != NULL)
        memcpy(&old, block, sizeof old);
    if (size == 0) {
        d->memory -= old;
        free(block);
        return NULL;
    }
    if (size > d->memory_most || d->memory - old > d->memory_most - size) {
        d->refused = 1;
        return NULL;
    }
    block = realloc(block, size + HEAD);
    REQUIRE(block != NULL);
    memcpy(block, &size, sizeof size);
    d->memory += size - old;
    return block + HEAD;
}

void disk_init(disk *d, const void *bytes, size_t size, int abilities, size_t memory_most)
{
    netmkt_context_options options;

    memset(d, 0, sizeof *d);
    d->io = (netmkt_io){sizeof(netmkt_io), 0, d, do_open, do_close, do_read, do_write, do_sync, do_truncate, do_allocate,
                        do_size, do_is_current, do_rename, do_remove, do_sync_directory, do_lock, do_map, do_unmap};
    d->abilities = abilities;
    if ((abilities & DISK_MAPS) == 0) {
        d->io.map = NULL;
        d->io.unmap = NULL;
    }
    d->memory_most = memory_most;
    netmkt_context_options_init(&options);
    options.allocate = allocate;
    options.allocate_user = d;
    options.io = &d->io;
    REQUIRE(netmkt_context_new(&options, &d->context) == NETMKT_OK);
    if (bytes != NULL) {
        disk_file *f = &d->files[new_file(d, "s")];

        set_size(f, size);
        if (size > 0)
            memcpy(f->bytes, bytes, size);
    }
}

void disk_end(disk *d)
{
    for (int i = 0; i < DISK_HANDLES; i++)
        REQUIRE(d->handles[i] == 0);
    REQUIRE(d->maps == 0);
    netmkt_context_free(d->context);
    REQUIRE(d->memory == 0);
    for (int i = 0; i < DISK_FILES; i++)
        free(d->files[i].bytes);
}

const uint8_t *disk_get(const disk *d, const char *name, size_t *size)
{
    int i = file_named(d, name);

    *size = i >= 0 ? d->files[i].size : 0;
    return i < 0 ? NULL : *size > 0 ? d->files[i].bytes : (const uint8_t *)"";
}
