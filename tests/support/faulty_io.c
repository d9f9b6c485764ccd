#include "support/faulty_io.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/support.h"

enum { MOST_INODES = 256, MOST_NAMES = 16, MOST_HANDLES = 32, SECTOR = 512 };

typedef struct content {
    unsigned char *bytes;
    size_t size, capacity;
} content;

typedef struct change {
    int resize; /* to offset; else a write of size bytes there */
    uint64_t offset;
    size_t size;
    unsigned char *bytes;
} change;

typedef struct inode {
    content now, durable;
    change *queue;
    size_t queued, queue_capacity;
    int64_t locked_by; /* handle + 1 */
} inode;

typedef struct name {
    char path[64];
    int inode;
} name;

typedef struct name_list {
    name at[MOST_NAMES];
    int count;
} name_list;

typedef enum name_change_kind { ADDED, REMOVED, RENAMED } name_change_kind;

typedef struct name_change {
    name_change_kind kind;
    char path[64], to[64];
    int inode;
} name_change;

typedef struct handle {
    int used, inode, writable;
} handle;

struct faulty_disk_inside {
    netmkt_io io;
    inode inodes[MOST_INODES];
    int inode_count;
    name_list now, durable;
    name_change queue[64];
    size_t queued;
    handle handles[MOST_HANDLES];
    int power_off;
    size_t maps;
};

static void *must(void *p)
{
    if (p == NULL)
        abort();
    return p;
}

static uint64_t next_random(uint64_t *state)
{
    uint64_t x = (*state += UINT64_C(0x9e3779b97f4a7c15));

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* Contents. */

static void content_resize(content *c, size_t size)
{
    if (size > c->capacity) {
        c->capacity = size + size / 2;
        c->bytes = must(realloc(c->bytes, c->capacity));
    }
    if (size > c->size)
        memset(c->bytes + c->size, 0, size - c->size);
    c->size = size;
}

static void content_write(content *c, size_t offset, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    if (offset + size > c->size)
        content_resize(c, offset + size);
    memcpy(c->bytes + offset, bytes, size);
}

static void content_copy(content *to, const content *from)
{
    content_resize(to, from->size);
    if (from->size > 0)
        memcpy(to->bytes, from->bytes, from->size);
}

static void enqueue(inode *i, int resize, uint64_t offset, const void *bytes, size_t size)
{
    change *c;

    if (i->queued == i->queue_capacity) {
        i->queue_capacity = i->queue_capacity * 2 + 8;
        i->queue = must(realloc(i->queue, i->queue_capacity * sizeof *i->queue));
    }
    c = &i->queue[i->queued++];
    *c = (change){resize, offset, size, NULL};
    if (size > 0)
        c->bytes = memcpy(must(malloc(size)), bytes, size);
}

static void forget_queue(inode *i)
{
    for (size_t k = 0; k < i->queued; k++)
        free(i->queue[k].bytes);
    i->queued = 0;
}

/* Names. */

static int find_name(const name_list *list, const char *path)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->at[i].path, path) == 0)
            return i;
    return -1;
}

static void bind_name(name_list *list, const char *path, int to)
{
    int i = find_name(list, path);

    if (i < 0) {
        i = list->count++;
        ck_assert_int_lt(i, MOST_NAMES);
        strcpy(list->at[i].path, path);
    }
    list->at[i].inode = to;
}

static void unbind_name(name_list *list, const char *path, int if_inode)
{
    int i = find_name(list, path);

    if (i >= 0 && list->at[i].inode == if_inode)
        list->at[i] = list->at[--list->count];
}

static void change_names(name_list *list, const name_change *c)
{
    if (c->kind == ADDED) {
        bind_name(list, c->path, c->inode);
    } else if (c->kind == REMOVED) {
        unbind_name(list, c->path, c->inode);
    } else {
        unbind_name(list, c->path, c->inode);
        bind_name(list, c->to, c->inode);
    }
}

static void names_changed(struct faulty_disk_inside *d, name_change_kind kind, const char *path, const char *to, int i)
{
    name_change *c = &d->queue[d->queued++];

    ck_assert_uint_lt(d->queued, sizeof d->queue / sizeof *d->queue);
    c->kind = kind;
    strcpy(c->path, path);
    strcpy(c->to, to);
    c->inode = i;
    change_names(&d->now, c);
}

static int new_inode(struct faulty_disk_inside *d)
{
    ck_assert_int_lt(d->inode_count, MOST_INODES);
    return d->inode_count++;
}

/* Faults. Every call begins with begin(): an errno value if it must fail; *off is set if the power goes meanwhile. */

static int32_t begin(faulty_disk *disk, const char *function, int *goes)
{
    *goes = 0;
    disk->calls++;
    if (disk->inside->power_off)
        return EIO;
    if (disk->fail_at != 0 && (disk->calls == disk->fail_at || (disk->fail_on && disk->calls > disk->fail_at))) {
        disk->failed = disk->calls == disk->fail_at ? function : disk->failed;
        return disk->error;
    }
    if (disk->cut_at != 0 && disk->calls >= disk->cut_at) {
        disk->inside->power_off = 1;
        if (disk->cut_seed % 2 == 0)
            return EIO;
        *goes = 1;
    }
    return 0;
}

static size_t shortened(faulty_disk *disk, size_t size)
{
    if (disk->short_seed == 0 || size < 2)
        return size;
    return 1 + (size_t)(next_random(&disk->short_seed) % size);
}

static inode *inode_of(faulty_disk *disk, int64_t file)
{
    ck_assert_msg(file >= 0 && file < MOST_HANDLES && disk->inside->handles[file].used, "not an open file");
    return &disk->inside->inodes[disk->inside->handles[file].inode];
}

static int32_t disk_open(void *user, const char *path, int32_t flags, int64_t *file)
{
    faulty_disk *disk = user;
    struct faulty_disk_inside *d = disk->inside;
    int goes, i, h = 0;
    int32_t error = begin(disk, "open", &goes);

    if (error != 0)
        return error;
    i = find_name(&d->now, path);
    if (i < 0 && (flags & NETMKT_IO_CREATE) == 0)
        return goes ? EIO : ENOENT;
    if (i >= 0 && (flags & NETMKT_IO_EXCLUSIVE) != 0)
        return goes ? EIO : EEXIST;
    if (i < 0) {
        names_changed(d, ADDED, path, "", new_inode(d));
        i = find_name(&d->now, path);
    }
    if (goes)
        return EIO;
    while (h < MOST_HANDLES && d->handles[h].used)
        h++;
    ck_assert_int_lt(h, MOST_HANDLES);
    d->handles[h] = (handle){1, d->now.at[i].inode, (flags & NETMKT_IO_WRITE) != 0};
    *file = h;
    return 0;
}

static int32_t disk_close(void *user, int64_t file)
{
    faulty_disk *disk = user;
    inode *i = inode_of(disk, file);
    int goes;
    int32_t error = begin(disk, "close", &goes);

    if (i->locked_by == file + 1)
        i->locked_by = 0;
    disk->inside->handles[file].used = 0;
    return error;
}

static int32_t disk_read(void *user, int64_t file, uint64_t offset, void *buffer, size_t size, size_t *got)
{
    faulty_disk *disk = user;
    const content *c = &inode_of(disk, file)->now;
    int goes;
    int32_t error = begin(disk, "read", &goes);

    if (error != 0 || goes)
        return error != 0 ? error : EIO;
    size = shortened(disk, size);
    *got = offset >= c->size ? 0 : c->size - (size_t)offset < size ? c->size - (size_t)offset : size;
    if (*got > 0)
        memcpy(buffer, c->bytes + offset, *got);
    return 0;
}

static int32_t disk_write(void *user, int64_t file, uint64_t offset, const void *buffer, size_t size, size_t *put)
{
    faulty_disk *disk = user;
    inode *i = inode_of(disk, file);
    int goes;
    int32_t error = begin(disk, "write", &goes);

    ck_assert(disk->inside->handles[file].writable);
    if (error != 0)
        return error;
    *put = shortened(disk, size);
    content_write(&i->now, (size_t)offset, buffer, *put);
    enqueue(i, 0, offset, buffer, *put);
    return goes ? EIO : 0;
}

static int32_t disk_sync(void *user, int64_t file)
{
    faulty_disk *disk = user;
    inode *i = inode_of(disk, file);
    int goes;
    int32_t error = begin(disk, "sync", &goes);

    if (error != 0)
        return error;
    content_copy(&i->durable, &i->now);
    forget_queue(i);
    return goes ? EIO : 0;
}

static int32_t resize(faulty_disk *disk, int64_t file, uint64_t size, int only_up)
{
    inode *i = inode_of(disk, file);
    int goes;
    int32_t error = begin(disk, only_up ? "allocate" : "truncate", &goes);

    ck_assert(disk->inside->handles[file].writable);
    if (error != 0)
        return error;
    if (!only_up || size > i->now.size) {
        content_resize(&i->now, (size_t)size);
        enqueue(i, 1, size, NULL, 0);
    }
    return goes ? EIO : 0;
}

static int32_t disk_truncate(void *user, int64_t file, uint64_t size)
{
    return resize(user, file, size, 0);
}

static int32_t disk_allocate(void *user, int64_t file, uint64_t size)
{
    return resize(user, file, size, 1);
}

static int32_t disk_size(void *user, int64_t file, uint64_t *size)
{
    faulty_disk *disk = user;
    inode *i = inode_of(disk, file);
    int goes;
    int32_t error = begin(disk, "size", &goes);

    *size = i->now.size;
    return goes ? EIO : error;
}

static int32_t disk_is_current(void *user, int64_t file, const char *path, int32_t *current)
{
    faulty_disk *disk = user;
    inode *i = inode_of(disk, file);
    int goes, n = find_name(&disk->inside->now, path);
    int32_t error = begin(disk, "is_current", &goes);

    *current = n >= 0 && &disk->inside->inodes[disk->inside->now.at[n].inode] == i;
    return goes ? EIO : error;
}

static int32_t disk_rename(void *user, const char *from, const char *to)
{
    faulty_disk *disk = user;
    int goes, n;
    int32_t error = begin(disk, "rename", &goes);

    if (error != 0)
        return error;
    n = find_name(&disk->inside->now, from);
    if (n < 0)
        return ENOENT;
    names_changed(disk->inside, RENAMED, from, to, disk->inside->now.at[n].inode);
    return goes ? EIO : 0;
}

static int32_t disk_remove(void *user, const char *path)
{
    faulty_disk *disk = user;
    int goes, n;
    int32_t error = begin(disk, "remove", &goes);

    if (error != 0)
        return error;
    n = find_name(&disk->inside->now, path);
    if (n < 0)
        return ENOENT;
    names_changed(disk->inside, REMOVED, path, "", disk->inside->now.at[n].inode);
    return goes ? EIO : 0;
}

static int32_t disk_sync_directory(void *user, const char *path)
{
    faulty_disk *disk = user;
    int goes;
    int32_t error = begin(disk, "sync_directory", &goes);

    (void)path;
    if (error != 0)
        return error;
    disk->inside->durable = disk->inside->now;
    disk->inside->queued = 0;
    return goes ? EIO : 0;
}

static int32_t disk_lock(void *user, int64_t file)
{
    faulty_disk *disk = user;
    inode *i = inode_of(disk, file);
    int goes;
    int32_t error = begin(disk, "lock", &goes);

    if (error != 0 || goes)
        return error != 0 ? error : EIO;
    if (i->locked_by != 0 && i->locked_by != file + 1)
        return EWOULDBLOCK;
    i->locked_by = file + 1;
    return 0;
}

static int32_t disk_map(void *user, int64_t file, size_t size, const void **address)
{
    faulty_disk *disk = user;
    const content *c = &inode_of(disk, file)->now;
    int goes;
    int32_t error = begin(disk, "map", &goes);
    void *block = NULL;

    if (error != 0 || goes)
        return error != 0 ? error : EIO;
    if (size > c->size)
        return EINVAL;
    if (posix_memalign(&block, 4096, size) != 0)
        abort();
    *address = memcpy(block, c->bytes, size);
    disk->inside->maps++;
    return 0;
}

static int32_t disk_unmap(void *user, const void *address, size_t size)
{
    faulty_disk *disk = user;
    union {
        const void *constant;
        void *plain;
    } p = {address};
    int goes;
    int32_t error = begin(disk, "unmap", &goes);

    (void)size;
    free(p.plain);
    disk->inside->maps--;
    return error;
}

faulty_disk *faulty_disk_new(void)
{
    faulty_disk *disk = must(calloc(1, sizeof *disk));

    disk->error = EIO;
    disk->inside = must(calloc(1, sizeof *disk->inside));
    disk->inside->io = (netmkt_io){
        sizeof(netmkt_io), 0, disk, disk_open, disk_close, disk_read, disk_write, disk_sync, disk_truncate, disk_allocate,
        disk_size, disk_is_current, disk_rename, disk_remove, disk_sync_directory, disk_lock, disk_map, disk_unmap};
    return disk;
}

faulty_disk *faulty_disk_clone(const faulty_disk *disk)
{
    faulty_disk *copy = faulty_disk_new();
    struct faulty_disk_inside *to = copy->inside;
    const struct faulty_disk_inside *from = disk->inside;

    to->inode_count = from->inode_count;
    to->now = from->now;
    to->durable = from->durable;
    memcpy(to->queue, from->queue, sizeof to->queue);
    to->queued = from->queued;
    for (int i = 0; i < from->inode_count; i++) {
        content_copy(&to->inodes[i].now, &from->inodes[i].now);
        content_copy(&to->inodes[i].durable, &from->inodes[i].durable);
        for (size_t k = 0; k < from->inodes[i].queued; k++) {
            const change *c = &from->inodes[i].queue[k];

            enqueue(&to->inodes[i], c->resize, c->offset, c->bytes, c->size);
        }
    }
    return copy;
}

void faulty_disk_free(faulty_disk *disk)
{
    for (int i = 0; i < disk->inside->inode_count; i++) {
        inode *n = &disk->inside->inodes[i];

        forget_queue(n);
        free(n->queue);
        free(n->now.bytes);
        free(n->durable.bytes);
    }
    free(disk->inside);
    free(disk);
}

const netmkt_io *faulty_disk_io(faulty_disk *disk)
{
    return &disk->inside->io;
}

/* What of one queued change survives. */
static void survive(content *c, const change *x, uint64_t seed, uint64_t *random)
{
    uint64_t fate = seed == 0 ? 0 : seed == 1 ? 1 : next_random(random) % 4;

    if (fate == 1)
        return;
    if (x->resize) {
        if (fate != 3)
            content_resize(c, (size_t)x->offset);
        return;
    }
    if (fate == 0) {
        content_write(c, (size_t)x->offset, x->bytes, x->size);
        return;
    }
    for (size_t at = 0; at < x->size;) {
        size_t place = (size_t)x->offset + at, n = SECTOR - place % SECTOR;
        unsigned char garbage[SECTOR];

        if (n > x->size - at)
            n = x->size - at;
        for (size_t k = 0; k < n; k++)
            garbage[k] = (unsigned char)next_random(random);
        if (next_random(random) % 2 == 0)
            content_write(c, place, fate == 2 ? x->bytes + at : garbage, n);
        at += n;
    }
}

void faulty_disk_cut(faulty_disk *disk, uint64_t seed)
{
    struct faulty_disk_inside *d = disk->inside;
    uint64_t random = seed * UINT64_C(0xd1342543de82ef95);

    for (int i = 0; i < d->inode_count; i++) {
        inode *n = &d->inodes[i];

        for (size_t k = 0; k < n->queued; k++)
            survive(&n->durable, &n->queue[k], seed, &random);
        forget_queue(n);
        content_copy(&n->now, &n->durable);
        n->locked_by = 0;
    }
    for (size_t k = 0; k < d->queued; k++)
        if (seed == 0 || (seed > 1 && next_random(&random) % 2 == 0))
            change_names(&d->durable, &d->queue[k]);
    d->now = d->durable;
    d->queued = 0;
    memset(d->handles, 0, sizeof d->handles);
    d->power_off = 0;
    disk->fail_at = disk->cut_at = disk->calls = 0;
}

const unsigned char *faulty_disk_get(const faulty_disk *disk, const char *path, size_t *size)
{
    int n = find_name(&disk->inside->now, path);
    const content *c;

    if (n < 0)
        return NULL;
    c = &disk->inside->inodes[disk->inside->now.at[n].inode].now;
    *size = c->size;
    return c->bytes != NULL ? c->bytes : (const unsigned char *)"";
}

void faulty_disk_put(faulty_disk *disk, const char *path, const void *bytes, size_t size)
{
    struct faulty_disk_inside *d = disk->inside;
    int n = find_name(&d->now, path), i = n >= 0 ? d->now.at[n].inode : new_inode(d);

    content_resize(&d->inodes[i].now, 0);
    content_write(&d->inodes[i].now, 0, bytes, size);
    content_copy(&d->inodes[i].durable, &d->inodes[i].now);
    forget_queue(&d->inodes[i]);
    bind_name(&d->now, path, i);
    bind_name(&d->durable, path, i);
}

size_t faulty_disk_open_count(const faulty_disk *disk)
{
    size_t count = disk->inside->maps;

    for (int h = 0; h < MOST_HANDLES; h++)
        count += (size_t)disk->inside->handles[h].used;
    return count;
}
