/* What the two halves of recovery share: the file in memory, and what is proved about it. */
#ifndef NETMKT_JOURNAL_SALVAGE_H
#define NETMKT_JOURNAL_SALVAGE_H

#include "journal/format.h"
#include "journal/recover.h"

typedef struct netmkt__salvage {
    netmkt_context *context;
    const char *path;
    const netmkt__salvager *to;
    void *block;
    unsigned char *bytes; /* of the file, within the block, aligned as sections are; what cannot be read is zero */
    uint64_t size;
    netmkt__file_header header; /* the salt is right; the rest only if `proved` */
    int proved;
    netmkt__slot slot; /* the one that counts; not valid: none does */
    netmkt__salvage_section *sections;
    size_t count;
    int snapshot_lost;
} netmkt__salvage;

/* recover_walk.c: hand over the whole commits of the journal, and say what is between them. */
netmkt_status netmkt__salvage_walk(netmkt__salvage *s);

#endif
