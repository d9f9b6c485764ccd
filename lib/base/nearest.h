/* The known name nearest to a mistyped one, for messages. */
#ifndef NETMKT_BASE_NEAREST_H
#define NETMKT_BASE_NEAREST_H

#include <stddef.h>

/* Name number i, NULL after the last. */
typedef const char *(*netmkt__name_at)(const void *argument, size_t i);

/* The nearest of the names by edit distance, if it is near enough to be meant; else NULL. Borrowed from the list. */
const char *netmkt__nearest(const char *name, netmkt__name_at name_at, const void *argument);

#endif
