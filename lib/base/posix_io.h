/* The default I/O table: plain POSIX files. */
#ifndef NETMKT_BASE_POSIX_IO_H
#define NETMKT_BASE_POSIX_IO_H

#include <netmkt/context.h>

const netmkt_io *netmkt__posix_io(void);

#endif
