/* A disk and memory for targets that open files: an I/O table over files in memory, and an allocator that counts and
 * allows no more than a bound, so that a file of hostile numbers cannot ask for memory out of proportion unseen. */
#ifndef NETMKT_TESTS_FUZZ_DISK_H
#define NETMKT_TESTS_FUZZ_DISK_H

#include <netmkt/context.h>

enum { DISK_FILES = 8, DISK_HANDLES = 16 };

typedef struct disk_file {
    uint8_t *bytes;
    size_t size, capacity;
    int64_t locked_by; /* handle + 1 */
} disk_file;

typedef struct disk {
    netmkt_io io;
    netmkt_context *context;
    disk_file files[DISK_FILES]; /* one that has neither name nor handle is free to use */
    char names[DISK_FILES][16];  /* of the file of that number; "" if it has none */
    int handles[DISK_HANDLES];   /* file + 1, or 0 */
    int abilities;
    size_t maps;
    size_t memory, memory_most; /* bytes allocated through the context, and how many may be */
    int refused;                /* more was asked for */
} disk;

enum { DISK_MAPS = 1, DISK_ALLOCATES = 2 };

/* Make the disk with one file, "s", of these bytes (NULL: no file), and a context upon it. `abilities`: what the table
 * can do that not every system can. */
void disk_init(disk *d, const void *bytes, size_t size, int abilities, size_t memory_most);
/* Require that nothing was leaked: memory, handles, maps; and release it. */
void disk_end(disk *d);

/* The file's bytes; NULL if there is none. Borrowed until the next change. */
const uint8_t *disk_get(const disk *d, const char *name, size_t *size);

#endif
