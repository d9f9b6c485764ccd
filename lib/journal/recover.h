/* Saving from a damaged file what its checksums prove. Reads only; knows bytes, not customers, as all of this floor. */
#ifndef NETMKT_JOURNAL_RECOVER_H
#define NETMKT_JOURNAL_RECOVER_H

#include "base/context.h"

/* A section that the table lists. The data are only to be used where `good` is not 0; they start at a multiple of 64. */
typedef struct netmkt__salvage_section {
    uint32_t type;
    int32_t good; /* its checksum is right */
    const void *data;
    uint64_t offset, size;
} netmkt__salvage_section;

/* Who receives what is found; no function may be NULL. A status other than NETMKT_OK stops, and is returned. */
typedef struct netmkt__salvager {
    void *user;
    /* Once, at first. `lost`: there was, or may have been, a snapshot, of which not even the table can be trusted (count 0). The
     * sections stay valid until the end. */
    netmkt_status (*snapshot)(void *user, const netmkt__salvage_section *sections, size_t count, int lost, uint64_t file_size);
    /* Every record of every whole commit, in order, with the commit's number and the place of the record in the file. */
    netmkt_status (*record)(void *user, uint64_t commit, uint64_t offset, uint32_t type, const void *payload, size_t size);
    /* A record of a commit that is not whole, which may be damaged itself; type 0: bytes of which nothing is known. */
    netmkt_status (*left)(void *user, uint32_t type, const void *payload, size_t size);
    /* After them: the commits `first` to `last` at the offset are lost. first > last: what follows is no commit that had
     * ever been said to be durable; it was under way when the file was left, or is damaged. */
    netmkt_status (*lost)(void *user, uint64_t first, uint64_t last, uint64_t offset);
    /* Damage by which nothing of the contents is lost. */
    netmkt_status (*note)(void *user, uint64_t offset, const char *part, const char *what);
    /* At last, while the sections are still there. */
    netmkt_status (*done)(void *user);
} netmkt__salvager;

/* NETMKT_E_CORRUPT where nothing can be proved to be a store's; NETMKT_E_VERSION, _NOT_FOUND, _IO, _NOMEM. Needs memory
 * for the whole file. */
netmkt_status netmkt__journal_recover(netmkt_context *context, const char *path, const netmkt__salvager *salvager);

#endif
