/* An import under way, as its parts see it. */
#ifndef NETMKT_IO_IMPORT_STATE_H
#define NETMKT_IO_IMPORT_STATE_H

#include "io/apply.h"
#include "io/restore.h"

#define NETMKT__BLOCK ((size_t)4 << 20)   /* bytes that are gathered, then read */
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
    size_t block, piece;     /* NETMKT__BLOCK and NETMKT__PIECE; tests make them smaller, to see what lies across their ends */
    netmkt__reading reading;
    netmkt__applying applying;
    netmkt__restore *restore; /* of an export; NULL: an ordinary file */
    netmkt__batch batches[NETMKT__BATCHES];
    char problem[600];        /* the message that was last given */
};

/* Take the header from the gathered bytes, if it is there; `last`: no more bytes will come. */
netmkt_status netmkt__import_header(netmkt_import *import, int last);
/* Read all whole records of the gathered bytes into the store; `last`: the rest too. */
netmkt_status netmkt__import_block(netmkt_import *import, int last);

#endif
