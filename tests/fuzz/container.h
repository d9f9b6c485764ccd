/* A store file written small, as fuzzers like it: no checksums, no pages of zeros; both are put in here. So every
 * mutation of what the file holds gets behind the checksums.
 *
 * The small form is a row of items, each a letter and what belongs to it; bytes that begin no item are passed over, and
 * lengths are cut to what is there. Numbers are little-endian.
 *
 *   S type(3) size(2) bytes    a section of the snapshot (sections come first, wherever they stand)
 *   F type(1) size(2) bytes    a frame of the commit under way
 *   C                          the end of that commit, if it has a frame
 *   D                          the slots speak of the commits so far (the last D counts; without one, of all)
 *   Z size(1)                  so many times 8 zeros behind the journal
 *   P place(1) offset(2) n(1) bytes   n % 16 bytes of the finished file replaced; the place is an anchor, see container.c
 *   T size(2)                  the file shortened by this
 *   R what(1)                  checksums computed again after P and T: 1 sections, 2 table, 4 header, 8 slots, 16 frames */
#ifndef NETMKT_TESTS_FUZZ_CONTAINER_H
#define NETMKT_TESTS_FUZZ_CONTAINER_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that grow. */
typedef struct bytes {
    uint8_t *at;
    size_t size, capacity;
} bytes;

void bytes_add(bytes *b, const void *more, size_t size);
void bytes_add_number(bytes *b, uint64_t number, int size); /* little-endian */
int bytes_equal(const bytes *a, const bytes *b);
void bytes_free(bytes *b);

typedef struct container {
    bytes file;     /* the store file */
    bytes contents; /* what it holds: as contents_section() and kin write it down */
    size_t durable; /* how much of the contents the slots say is durable */
    int intact;     /* neither P nor T: it must open, and give the contents */
    int summed;     /* sums were computed again after P or T: it may hold anything */
} container;

void container_build(container *c, const uint8_t *data, size_t size);
void container_free(container *c);

/* The small form of an intact file. */
void container_write_small(const uint8_t *file, size_t size, bytes *small);

/* Contents as text of bytes, to compare. */
void contents_section(bytes *b, uint32_t type, const void *data, size_t size);
void contents_record(bytes *b, uint32_t type, const void *payload, size_t size);
void contents_commit(bytes *b);

#endif
