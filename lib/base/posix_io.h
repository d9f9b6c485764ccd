/* The default I/O table: plain POSIX files. */
#ifndef NETMKT_BASE_POSIX_IO_H
#define NETMKT_BASE_POSIX_IO_H

#include <netmkt/context.h>

const netmkt_io *netmkt__posix_io(void);

/* The absolute name that a path means now, links followed, also of a file that is not there yet. 0 or errno. */
int32_t netmkt__posix_resolve(const char *path, char *resolved, size_t capacity);

#endif
