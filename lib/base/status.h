/* How the library reports a failure: set this thread's message, return the status. */
#ifndef NETMKT_BASE_STATUS_H
#define NETMKT_BASE_STATUS_H

#include <netmkt/status.h>

#if defined(__GNUC__)
#define NETMKT__PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define NETMKT__PRINTF(f, a)
#endif

/* Set the thread's message and return `status`. Needs no memory. Text that comes from outside is
 * made printable (control bytes become '?') and cut so that the line stays under 512 bytes. */
netmkt_status netmkt__fail(netmkt_status status, const char *format, ...) NETMKT__PRINTF(2, 3);

netmkt_status netmkt__nomem(void);                /* NETMKT_E_NOMEM, "out of memory" */
netmkt_status netmkt__misuse(const char *what);   /* NETMKT_E_INVALID, the text itself */

/* Put words before the current message ("row 7: " + message), and return `status`. */
netmkt_status netmkt__prefix(netmkt_status status, const char *format, ...) NETMKT__PRINTF(2, 3);

#endif
