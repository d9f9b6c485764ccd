/* An import under way, as its parts see it. */
#ifndef NETMKT_IO_IMPORT_STATE_H
#define NETMKT_IO_IMPORT_STATE_H

#include "io/apply.h"
#include "io/restore.h"

#define NETMKT__BLOCK ((size_t)2 << 20)   /* bytes that are gathered, then read */
#define NETMKT__PIECE ((size_t)256 << 10) /* bytes that a task reads */
#define NETMKT__BATCHES (NETMKT__BLOCK / NETMKT__PIECE + 2)

enum {
    NETMKT__IMPORT_HEADER, /* the header is not complete yet */
    NETMKT__IMPORT_ROWS,
    NETMKT__IMPORT_OVER    /* failed or finished */
};

struct netmkt_import {
    netmkt_context *context;
    netmkt_store *store;
    int state;
    int fed;                 /* bytes were fed */
    int pending;             /* the store may hold what must be rolled back */
    uint64_t customers_before;
    char *gathered;
    size_t gathered_size, gathered_capacity;
    char *spare;             /* with several threads: the bytes that the pending batches point into, or the next to be gathered */
    size_t spare_capacity;
    size_t block, piece;     /* NETMKT__BLOCK and NETMKT__PIECE; tests make them smaller, to see what lies across their ends */
    netmkt__reading reading;
    netmkt__applying applying;
    netmkt__restore *restore; /* of an export; NULL: an ordinary file */
    netmkt__batch batches[2][NETMKT__BATCHES];
    int reading_set;          /* which of the two sets is read next; with several threads the other may be pending: */
    size_t pending_count;     /* so many of its batches were read, and are applied while the next ones are read */
    char problem[600];        /* the message that was last given */
};

/* Take the header from the gathered bytes, if it is there; `last`: no more bytes will come. */
netmkt_status netmkt__import_header(netmkt_import *import, int last);
/* Read all whole records of the gathered bytes into the store; `last`: the rest too. The last of them may wait for netmkt__import_flush(). */
netmkt_status netmkt__import_block(netmkt_import *import, int last);
/* Apply what was read and waits. */
netmkt_status netmkt__import_flush(netmkt_import *import);

#endif
