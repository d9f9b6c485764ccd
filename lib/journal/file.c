/* Whole ranges through the I/O table, whose functions may do less than they are asked; failures with path and reason. */
#include "journal/internal.h"

#include <errno.h>

#include "base/error_text.h"

netmkt_status netmkt__file_failed(const char *path, const char *what, int32_t error)
{
    char text[NETMKT__ERROR_TEXT_SIZE];

    return netmkt__fail(NETMKT_E_IO, "%s: cannot %s: %s", path, what, netmkt__error_text(error, text));
}

netmkt_status netmkt__damaged(const netmkt__journal *journal, uint64_t offset, const char *what)
{
    return netmkt__fail(NETMKT_E_CORRUPT, "%s: the store is damaged at offset %llu: %s", journal->path, (unsigned long long)offset, what);
}

netmkt_status netmkt__file_read(const netmkt__journal *journal, uint64_t offset, void *buffer, size_t size, size_t *got)
{
    const netmkt_io *io = journal->io;
    unsigned char *p = buffer;

    *got = 0;
    while (*got < size) {
        size_t n = 0;
        int32_t error = io->read(io->user, journal->file, offset + *got, p + *got, size - *got, &n);

        if (error == 0 && n > size - *got)
            error = EIO;
        if (error != 0)
            return netmkt__file_failed(journal->path, "read", error);
        if (n == 0)
            break;
        *got += n;
    }
    return NETMKT_OK;
}

netmkt_status netmkt__file_write(const netmkt__journal *journal, int64_t file, const char *path, uint64_t offset, const void *bytes, size_t size)
{
    const netmkt_io *io = journal->io;
    const unsigned char *p = bytes;

    for (size_t done = 0; done < size;) {
        size_t n = 0;
        int32_t error = io->write(io->user, file, offset + done, p + done, size - done, &n);

        if (error == 0 && (n == 0 || n > size - done))
            error = EIO;
        if (error != 0)
            return netmkt__file_failed(path, "write", error);
        done += n;
    }
    return NETMKT_OK;
}

netmkt_status netmkt__file_sync(const netmkt__journal *journal)
{
    int32_t error = journal->io->sync(journal->io->user, journal->file);

    return error == 0 ? NETMKT_OK : netmkt__file_failed(journal->path, "sync", error);
}

netmkt_status netmkt__name_sync(netmkt__journal *journal)
{
    int32_t error = journal->io->sync_directory(journal->io->user, journal->path);

    if (error != 0)
        return netmkt__file_failed(journal->path, "sync the directory of", error);
    journal->named = 1;
    return NETMKT_OK;
}

netmkt_status netmkt__file_size(const netmkt__journal *journal, uint64_t *size)
{
    int32_t error = journal->io->size(journal->io->user, journal->file, size);

    return error == 0 ? NETMKT_OK : netmkt__file_failed(journal->path, "read its size", error);
}

netmkt_status netmkt__file_truncate(netmkt__journal *journal, uint64_t size)
{
    int32_t error = journal->io->truncate(journal->io->user, journal->file, size);

    if (error != 0)
        return netmkt__file_failed(journal->path, "change its size", error);
    journal->size = size;
    return NETMKT_OK;
}
