/* The context inside: memory, I/O and log through whatever the embedder gave. `context` NULL: defaults. */
#ifndef NETMKT_BASE_CONTEXT_H
#define NETMKT_BASE_CONTEXT_H

#include <netmkt/context.h>

#include "base/status.h"

#include "base/status.h"

/* count * size bytes, unset; NULL when out of memory or when the product overflows. 0 bytes become 1. */
void *netmkt__alloc(netmkt_context *context, size_t count, size_t size);
/* The same, zeroed. */
void *netmkt__calloc(netmkt_context *context, size_t count, size_t size);
/* Resize; on failure NULL, and the old block stays. */
void *netmkt__realloc(netmkt_context *context, void *pointer, size_t count, size_t size);
void netmkt__free(netmkt_context *context, void *pointer); /* NULL is ignored */

/* Make room in a growing array: *pointer gets space for at least `need` items of `size` bytes, doubling.
 * NETMKT_E_NOMEM leaves pointer and capacity as they were. */
netmkt_status netmkt__grow(netmkt_context *context, void *pointer_to_pointer, size_t *capacity, size_t need, size_t size);

const netmkt_io *netmkt__io(const netmkt_context *context);
void netmkt__log(const netmkt_context *context, int32_t level, const char *format, ...) NETMKT__PRINTF(3, 4);

#endif
