/* The durable file: a snapshot of sections, then journal frames in commits. Knows bytes, not customers.
 *
 * The journal floor gives: atomic commits (write, sync), recovery on open, atomic replacement by a new snapshot, one
 * writer, checksums (CRC-32C) over every byte. docs/file-format.md is the specification. */
#ifndef NETMKT_JOURNAL_JOURNAL_H
#define NETMKT_JOURNAL_JOURNAL_H

#include "base/context.h"

typedef struct netmkt__journal netmkt__journal;

#define NETMKT__FORMAT_VERSION 1

/* Part of a snapshot: bytes that start at a multiple of 64 in the file (and so in memory, when mapped). */
typedef struct netmkt__section {
    uint32_t type;       /* the owner's */
    uint32_t reserved;   /* 0 */
    const void *data;
    uint64_t size;
} netmkt__section;

/* Who receives what is read; each function may be NULL, so may the whole. A status other than NETMKT_OK stops the reading
 * and is returned; a handler that finds the contents impossible returns NETMKT_E_CORRUPT. */
typedef struct netmkt__journal_reader {
    void *user;
    /* Once, at first: the snapshot (count 0: none yet). The sections' data stay valid until the journal is closed, or
     * after a replacement until netmkt__journal_release_old(); the array itself too. */
    netmkt_status (*snapshot)(void *user, const netmkt__section *sections, size_t count);
    /* Every record of every whole commit, in order. The payload is valid for the call. */
    netmkt_status (*record)(void *user, uint32_t type, const void *payload, size_t size);
    /* After the last record of each commit. */
    netmkt_status (*committed)(void *user);
} netmkt__journal_reader;

enum {
    NETMKT__JOURNAL_READ_ONLY = 1,
    NETMKT__JOURNAL_MUST_EXIST = 2,
    NETMKT__JOURNAL_MUST_CREATE = 4
};

/* Open, create or recover. A missing file is created whole (temporary, sync, rename) by the first commit or snapshot.
 * Opening changes nothing: a tail that a crash left is cut before the first write. Symbolic links are followed.
 * MUST_CREATE goes with no other flag. NETMKT_E_INVALID, _NOT_FOUND, _EXISTS, _LOCKED, _CORRUPT, _VERSION, _IO, _NOMEM. */
netmkt_status netmkt__journal_open(netmkt_context *context, const char *path, uint32_t flags, const netmkt__journal_reader *reader, netmkt__journal **out);

/* Add a record (type 1 to 2^31 - 1, at most 2^31 bytes) to the commit that is being gathered in memory. NETMKT_E_NOMEM:
 * not added. NETMKT_E_READ_ONLY, NETMKT_E_STATE as for a commit. */
netmkt_status netmkt__journal_add(netmkt__journal *journal, uint32_t type, const void *payload, size_t size);
/* The same without a copy: returns where the caller may write `size` bytes of payload. */
netmkt_status netmkt__journal_add_room(netmkt__journal *journal, uint32_t type, size_t size, void **payload);
/* Forget the records gathered. */
void netmkt__journal_discard(netmkt__journal *journal);
/* Bytes gathered. */
uint64_t netmkt__journal_gathered(const netmkt__journal *journal);
/* Write the records gathered as one commit and sync; nothing gathered: nothing done. Needs no memory. After a failed write
 * or sync: NETMKT_E_IO now, NETMKT_E_STATE ever after; the commit may or may not be there when the file is opened again. */
netmkt_status netmkt__journal_commit(netmkt__journal *journal);

/* Replace the file by one with this snapshot and an empty journal: FILE-new, sync, rename, sync the directory. What was
 * gathered is dropped (the snapshot has it). On failure before the rename the old file is whole and stays in use, and
 * so do the records gathered; NETMKT_E_STATE if the file under the name is not the one that was opened. The mapped old
 * snapshot stays valid until netmkt__journal_release_old(). */
netmkt_status netmkt__journal_replace(netmkt__journal *journal, const netmkt__section *sections, size_t count);
/* The sections of the current file as mapped (or read), after open or replace: to swap columns in memory for mapped ones. */
netmkt_status netmkt__journal_sections(netmkt__journal *journal, const netmkt__section **sections, size_t *count);
void netmkt__journal_release_old(netmkt__journal *journal);

/* For a reader: hand over commits written since; if the file was replaced, *replaced is 1 and nothing was handed over (open again). */
netmkt_status netmkt__journal_refresh(netmkt__journal *journal, const netmkt__journal_reader *reader, int32_t *replaced);

/* The file's full name, symbolic links followed; to open the same file again. Borrowed from the journal. */
const char *netmkt__journal_path(const netmkt__journal *journal);

typedef struct netmkt__journal_figures {
    uint64_t file_bytes, snapshot_bytes, journal_bytes, commits;
    int failed; /* an earlier write or sync failed */
} netmkt__journal_figures;
void netmkt__journal_figures_get(const netmkt__journal *journal, netmkt__journal_figures *out);

/* Verify a file from end to end, changing nothing; the reader, if not NULL, receives the contents too. */
netmkt_status netmkt__journal_check(netmkt_context *context, const char *path, const netmkt__journal_reader *reader);

void netmkt__journal_close(netmkt__journal *journal); /* NULL is ignored; what was gathered is dropped */

#endif
