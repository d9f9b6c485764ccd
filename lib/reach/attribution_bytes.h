/* What writing and reading a state of attribution share; attribution_bytes.c has the form. */
#ifndef NETMKT_REACH_ATTRIBUTION_BYTES_H
#define NETMKT_REACH_ATTRIBUTION_BYTES_H

#include "reach/chain.h"

#define NETMKT__ATTRIBUTION_MAGIC "NMKTATTR"

enum { NETMKT__ATTRIBUTION_VERSION = 1, NETMKT__ATTRIBUTION_HEAD = 116, NETMKT__ATTRIBUTION_TAIL = 4 };

/* attribution_check.c: NETMKT_E_CORRUPT unless the counts that were read keep the invariants of reach/attribution.h. */
netmkt_status netmkt__attribution_check(const netmkt_attribution *attribution);

#endif
