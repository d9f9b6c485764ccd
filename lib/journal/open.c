/* Opening, closing, and what else is asked of an open journal. */
#include "journal/internal.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/posix_io.h"
#include "base/status.h"

#define FIRST_CHUNK (UINT64_C(64) * 1024)
#define KNOWN_FLAGS (NETMKT__JOURNAL_READ_ONLY | NETMKT__JOURNAL_MUST_EXIST | NETMKT__JOURNAL_MUST_CREATE)

static netmkt_status copy_path(netmkt__journal *journal, const char *path, const char *suffix, char **out)
{
    size_t length = strlen(path), more = strlen(suffix) + 1;

    *out = netmkt__alloc(journal->context, length + more, 1);
    if (*out == NULL)
        return netmkt__nomem();
    memcpy(*out, path, length);
    memcpy(*out + length, suffix, more);
    return NETMKT_OK;
}

/* The three names. Where names are the system's, symbolic links are followed now, so that a replacement replaces the
 * file and not the link, and a later change of the working directory does no harm. */
static netmkt_status set_paths(netmkt__journal *journal, const char *path)
{
    char resolved[PATH_MAX];
    netmkt_status status;
    int32_t error;

    if (journal->io->rename == netmkt__posix_io()->rename) {
        error = netmkt__posix_resolve(path, resolved, sizeof resolved);
        if (error == ENOENT && (journal->flags & (NETMKT__JOURNAL_READ_ONLY | NETMKT__JOURNAL_MUST_EXIST)) != 0)
            return netmkt__fail(NETMKT_E_NOT_FOUND, "%s: no such file", path);
        if (error != 0)
            return netmkt__file_failed(path, "follow the name", error);
        path = resolved;
    }
    status = copy_path(journal, path, "", &journal->path);
    if (status == NETMKT_OK)
        status = copy_path(journal, path, "-new", &journal->path_new);
    if (status == NETMKT_OK)
        status = copy_path(journal, path, "-lock", &journal->path_lock);
    return status;
}

static void close_file(netmkt__journal *journal, int64_t *file)
{
    if (*file >= 0)
        (void)journal->io->close(journal->io->user, *file);
    *file = -1;
}

/* Open the file and read its header; journal->file stays -1 if it is missing. */
static netmkt_status open_file(netmkt__journal *journal, int32_t io_flags)
{
    const netmkt_io *io = journal->io;
    netmkt_status status;
    uint64_t size;
    size_t got;
    int64_t file;
    int32_t error;

    error = io->open(io->user, journal->path, io_flags, &file);
    if (error == ENOENT)
        return NETMKT_OK;
    if (error != 0)
        return netmkt__file_failed(journal->path, "open", error);
    journal->file = file;
    status = netmkt__file_size(journal, &size); /* refuses what is no regular file */
    if (status == NETMKT_OK)
        status = netmkt__file_read(journal, 0, journal->page, NETMKT__PAGE, &got);
    return status == NETMKT_OK ? netmkt__header_decode(journal->page, got, journal->path, &journal->header) : status;
}

/* Is it there, if and only if it must be? */
static netmkt_status check_presence(const netmkt__journal *journal)
{
    if (journal->file < 0 && (journal->flags & (NETMKT__JOURNAL_READ_ONLY | NETMKT__JOURNAL_MUST_EXIST)) != 0)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "%s: no such file", journal->path);
    if (journal->file >= 0 && (journal->flags & NETMKT__JOURNAL_MUST_CREATE) != 0)
        return netmkt__fail(NETMKT_E_EXISTS, "%s: there is a store already", journal->path);
    return NETMKT_OK;
}

/* Look first, so that no lock file appears beside a file that is no store; the file is opened again under the lock,
 * since another writer may have replaced it meanwhile. */
static netmkt_status take_lock(netmkt__journal *journal)
{
    const netmkt_io *io = journal->io;
    netmkt_status status;
    int32_t error;

    status = open_file(journal, NETMKT_IO_READ);
    if (status == NETMKT_OK)
        status = check_presence(journal);
    if (status != NETMKT_OK)
        return status;
    close_file(journal, &journal->file);
    error = io->open(io->user, journal->path_lock, NETMKT_IO_READ | NETMKT_IO_WRITE | NETMKT_IO_CREATE, &journal->lock);
    if (error != 0) {
        journal->lock = -1;
        return netmkt__file_failed(journal->path_lock, "open", error);
    }
    error = io->lock(io->user, journal->lock);
    if (error == EWOULDBLOCK || error == EAGAIN)
        return netmkt__fail(NETMKT_E_LOCKED, "%s: another process or handle writes to it; open it read-only, or later", journal->path);
    return error == 0 ? NETMKT_OK : netmkt__file_failed(journal->path_lock, "lock", error);
}

static netmkt_status load(netmkt__journal *journal, const netmkt__journal_reader *reader)
{
    netmkt_status status = NETMKT_OK;
    const netmkt__section *sections = NULL;
    size_t count = 0;

    if (journal->file >= 0) {
        status = netmkt__snapshot_load(journal, 1);
        if (status == NETMKT_OK)
            status = netmkt__slots_read(journal);
        if (status != NETMKT_OK)
            return status;
        sections = journal->snapshot->sections;
        count = journal->snapshot->count;
        journal->end = journal->header.journal_start;
        journal->commits = journal->header.commits;
        journal->check = journal->header.salt;
    }
    if (reader != NULL && reader->snapshot != NULL)
        status = reader->snapshot(reader->user, sections, count);
    if (status == NETMKT_OK && journal->file >= 0)
        status = netmkt__scan(journal, reader, 0);
    return status == NETMKT_OK && journal->file >= 0 ? netmkt__file_size(journal, &journal->size) : status;
}

static void destroy(netmkt__journal *journal)
{
    netmkt_context *context = journal->context;

    netmkt__snapshot_free(journal, journal->snapshot);
    netmkt__snapshot_free(journal, journal->old);
    close_file(journal, &journal->file);
    close_file(journal, &journal->lock);
    netmkt__free(context, journal->gathered);
    netmkt__free(context, journal->path);
    netmkt__free(context, journal->path_new);
    netmkt__free(context, journal->path_lock);
    netmkt__free(context, journal);
}

netmkt_status netmkt__journal_open(netmkt_context *context, const char *path, uint32_t flags, const netmkt__journal_reader *reader, netmkt__journal **out)
{
    netmkt_status status = NETMKT_OK;
    netmkt__journal *journal;
    int read_only = (flags & NETMKT__JOURNAL_READ_ONLY) != 0;

    *out = NULL;
    if (path == NULL || path[0] == '\0' || (flags & ~(uint32_t)KNOWN_FLAGS) != 0 ||
        ((flags & NETMKT__JOURNAL_MUST_CREATE) != 0 && (flags & ~(uint32_t)NETMKT__JOURNAL_MUST_CREATE) != 0))
        return netmkt__misuse("a path is needed, and flags that go together");
    journal = netmkt__calloc(context, 1, sizeof *journal);
    if (journal == NULL)
        return netmkt__nomem();
    journal->context = context;
    journal->io = netmkt__io(context);
    journal->flags = flags;
    journal->file = journal->lock = -1;
    journal->chunk = FIRST_CHUNK;
    status = set_paths(journal, path);
    if (status == NETMKT_OK && !read_only)
        status = take_lock(journal);
    if (status == NETMKT_OK)
        status = open_file(journal, read_only ? NETMKT_IO_READ : NETMKT_IO_READ | NETMKT_IO_WRITE);
    if (status == NETMKT_OK)
        status = check_presence(journal);
    if (status == NETMKT_OK)
        status = load(journal, reader);
    if (status == NETMKT_OK)
        *out = journal;
    else
        destroy(journal);
    return status;
}

void netmkt__journal_close(netmkt__journal *journal)
{
    if (journal == NULL)
        return;
    netmkt__finish(journal);
    destroy(journal);
}

netmkt_status netmkt__journal_check(netmkt_context *context, const char *path, const netmkt__journal_reader *reader)
{
    netmkt__journal *journal;
    netmkt_status status = netmkt__journal_open(context, path, NETMKT__JOURNAL_READ_ONLY, reader, &journal);

    netmkt__journal_close(journal);
    return status;
}

netmkt_status netmkt__journal_sections(netmkt__journal *journal, const netmkt__section **sections, size_t *count)
{
    netmkt_status status = NETMKT_OK;

    *sections = NULL;
    *count = 0;
    if (journal->snapshot == NULL && journal->file >= 0)
        status = netmkt__snapshot_load(journal, 0);
    if (status == NETMKT_OK && journal->snapshot != NULL) {
        *sections = journal->snapshot->sections;
        *count = journal->snapshot->count;
    }
    return status;
}

void netmkt__journal_release_old(netmkt__journal *journal)
{
    netmkt__snapshot_free(journal, journal->old);
    journal->old = NULL;
}

netmkt_status netmkt__journal_refresh(netmkt__journal *journal, const netmkt__journal_reader *reader, int32_t *replaced)
{
    netmkt_status status;
    int32_t current = 1, error;

    *replaced = 0;
    if ((journal->flags & NETMKT__JOURNAL_READ_ONLY) == 0)
        return NETMKT_OK;
    error = journal->io->is_current(journal->io->user, journal->file, journal->path, &current);
    if (error != 0)
        return netmkt__file_failed(journal->path, "look at", error);
    *replaced = !current;
    if (!current)
        return NETMKT_OK;
    status = netmkt__slots_read(journal);
    return status == NETMKT_OK ? netmkt__scan(journal, reader, 1) : status;
}

const char *netmkt__journal_path(const netmkt__journal *journal)
{
    return journal->path;
}

void netmkt__journal_figures_get(const netmkt__journal *journal, netmkt__journal_figures *out)
{
    *out = (netmkt__journal_figures){.commits = journal->commits, .failed = journal->failed};
    if (journal->file < 0)
        return;
    out->file_bytes = journal->end;
    out->snapshot_bytes = journal->header.journal_start;
    out->journal_bytes = journal->end - journal->header.journal_start;
}
