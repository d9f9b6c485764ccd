/* An allocator that counts, and fails when a test wants it. */
#ifndef NETMKT_TESTS_FAULTY_MEMORY_H
#define NETMKT_TESTS_FAULTY_MEMORY_H

#include <netmkt/context.h>

typedef struct faulty_memory {
    uint64_t calls;   /* allocations and enlargements so far */
    uint64_t fail_at; /* this one fails, 0: none */
    int fail_on;      /* and every later one too */
    int64_t blocks;   /* that live: 0 when nothing was leaked */
} faulty_memory;

/* For netmkt_context_options.allocate, with the struct as its user. Not for several threads at once. */
void *faulty_memory_allocate(void *user, void *pointer, size_t size);

#endif
