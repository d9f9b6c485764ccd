/* An I/O table on a disk in memory that fails and loses power as a test wants it.
 *
 * What was written is only queued until a sync of the file (names: of the directory). faulty_disk_cut() then decides by
 * a seed what of the queue survives: any subset, whole, torn at sectors of 512 bytes, or as garbage. */
#ifndef NETMKT_TESTS_FAULTY_IO_H
#define NETMKT_TESTS_FAULTY_IO_H

#include <netmkt/context.h>

typedef struct faulty_disk {
    uint64_t calls;      /* I/O calls so far; set it to 0 to count anew */
    uint64_t fail_at;    /* this call fails, 0: none */
    int fail_on;         /* and every later one too */
    int32_t error;       /* with this errno value */
    const char *failed;  /* the function that call fail_at was of, such as "sync"; NULL: it has not come */
    uint64_t cut_at;     /* the power goes during this call: it may or may not have its effect; later ones have none */
    uint64_t cut_seed;   /* decides whether that call still has its effect */
    uint64_t short_seed; /* not 0: reads and writes do less than they are asked */
    struct faulty_disk_inside *inside;
} faulty_disk;

/* Aborts the test when out of memory, as all of these do. */
faulty_disk *faulty_disk_new(void);
faulty_disk *faulty_disk_clone(const faulty_disk *disk); /* with its queue, without open files */
void faulty_disk_free(faulty_disk *disk);

/* The table to put into a context; valid while the disk is. */
const netmkt_io *faulty_disk_io(faulty_disk *disk);

/* Cut the power and switch it on again: decides by the seed what survives (0: everything, 1: only what was synced).
 * Open files are void, locks are free, and no fault is planned any more. */
void faulty_disk_cut(faulty_disk *disk, uint64_t seed);

/* Contents of a file as programs see it now; NULL if there is none. Borrowed until it is changed. */
const unsigned char *faulty_disk_get(const faulty_disk *disk, const char *path, size_t *size);
/* Make a file with these contents, durably. */
void faulty_disk_put(faulty_disk *disk, const char *path, const void *bytes, size_t size);

/* Files and maps that are open: 0 when nothing was leaked. */
size_t faulty_disk_open_count(const faulty_disk *disk);

#endif
