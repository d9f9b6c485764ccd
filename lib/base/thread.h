/* Run independent tasks on a few threads that live for this call only; nothing ever spins. */
#ifndef NETMKT_BASE_THREAD_H
#define NETMKT_BASE_THREAD_H

#include <netmkt/status.h>

/* Task number `task` of a parallel call. Must depend on `task` alone, so that results are the same for any
 * number of threads. */
typedef netmkt_status (*netmkt__task)(void *argument, size_t task);

/* Run tasks 0..count-1 on up to `threads` threads, this one among them (0: one a core). Returns NETMKT_OK, or
 * the status of the failing task with the lowest number, with its message set on this thread. A thread that
 * cannot be created is done without. */
netmkt_status netmkt__parallel(uint32_t threads, size_t count, netmkt__task run, void *argument);

uint32_t netmkt__thread_count(uint32_t asked); /* 0: cores in the machine; at least 1, at most 256 */

#endif
