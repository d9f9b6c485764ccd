/* What the files of the journal share. See journal.h for the floor's contract. */
#ifndef NETMKT_JOURNAL_INTERNAL_H
#define NETMKT_JOURNAL_INTERNAL_H

#include "journal/format.h"

/* A snapshot in memory, mapped or read. */
typedef struct netmkt__snapshot {
    struct netmkt__snapshot *next; /* an older one, kept for who still points into it */
    netmkt__section *sections;
    size_t count;
    const unsigned char *bytes; /* the file's first `size` bytes */
    size_t size;
    void *block; /* what `bytes` was read into; NULL if it is mapped */
} netmkt__snapshot;

/* Invariants: `end`, `commits` and `check` are those of the last whole commit that was handed over or written. Where
 * `file` is -1 there is no file yet. Once `failed` is set, nothing is written any more. */
struct netmkt__journal {
    netmkt_context *context;
    const netmkt_io *io;
    char *path, *path_new, *path_lock;
    uint32_t flags;
    int64_t file, lock;
    netmkt__file_header header;
    netmkt__slot slots[2];
    int newest; /* the slot that counts */
    netmkt__snapshot *snapshot; /* NULL: not loaded */
    netmkt__snapshot *old;
    uint64_t end;     /* E */
    uint64_t commits; /* number of the last commit */
    uint32_t check;   /* of its last frame */
    int tail;         /* behind E are not only zeros */
    int failed;
    int named;      /* this handle made the file's name durable */
    int wrote;        /* since it was opened: closing has something to do */
    uint64_t size;    /* of the file, for the writer */
    uint64_t chunk;   /* how much to preallocate next; 0: the file system cannot */
    unsigned char *gathered;
    size_t gathered_size, gathered_capacity;
    unsigned char page[NETMKT__PREFIX]; /* for header and slots, so that writing them needs no memory */
};

/* file.c: reading and writing whole ranges, with messages. */
netmkt_status netmkt__file_failed(const char *path, const char *what, int32_t error);
/* *got is less than size only at the end of the file. */
netmkt_status netmkt__file_read(const netmkt__journal *journal, uint64_t offset, void *buffer, size_t size, size_t *got);
netmkt_status netmkt__file_write(const netmkt__journal *journal, int64_t file, const char *path, uint64_t offset, const void *bytes, size_t size);
netmkt_status netmkt__file_sync(const netmkt__journal *journal);
netmkt_status netmkt__name_sync(netmkt__journal *journal); /* the directory */
netmkt_status netmkt__file_size(const netmkt__journal *journal, uint64_t *size);
netmkt_status netmkt__file_truncate(netmkt__journal *journal, uint64_t size);
netmkt_status netmkt__damaged(const netmkt__journal *journal, uint64_t offset, const char *what);

/* slot.c */
netmkt_status netmkt__slots_read(netmkt__journal *journal);
/* Say durably that everything up to E is durable; the file is longer than E then, as 2.4 asks. */
netmkt_status netmkt__slot_write(netmkt__journal *journal);

/* snapshot.c */
netmkt_status netmkt__snapshot_load(netmkt__journal *journal, int verify);
void netmkt__snapshot_free(netmkt__journal *journal, netmkt__snapshot *snapshot); /* and all older ones */
uint64_t netmkt__snapshot_table_bytes(size_t count);                              /* with padding */

/* scan.c: read commits from E on, hand them over, move E; then judge what follows: not where a reader only looks `again`
 * and finds that nothing was begun. */
netmkt_status netmkt__scan(netmkt__journal *journal, const netmkt__journal_reader *reader, int again);

/* append.c */
netmkt_status netmkt__may_write(const netmkt__journal *journal);
/* Number what was gathered, end it with a commit frame, compute the checks. Returns the bytes. */
size_t netmkt__gathered_seal(netmkt__journal *journal, uint64_t commit, uint32_t before, uint32_t salt, uint32_t *check);
/* Before closing: say that all is durable, cut what was preallocated. */
void netmkt__finish(netmkt__journal *journal);

/* replace.c: write a new file with these sections, and with what was gathered as its first commit if `frames`; take it
 * into use. */
netmkt_status netmkt__file_create(netmkt__journal *journal, const netmkt__section *sections, size_t count, int frames);

#endif
