/* A stage in words. Texts are the same in every locale. */
#ifndef NETMKT_STAGE_EXPLAIN_H
#define NETMKT_STAGE_EXPLAIN_H

#include <netmkt/stage.h>

#include "store/view.h"

#define NETMKT__STAGE_TEXT 1024 /* bytes that any text here fits in, with its NUL: names have at most 63, meanings 120 */

/* The readiness' evidence, such as "ordered, and kept it (3 events, the last: order, website)". Returns the length.
 * With the store's read lock held; the stage's rule must be one that there is. */
size_t netmkt__readiness_reason(const netmkt_store *store, const netmkt_readiness_rules *rules, const netmkt_stage *stage, int with_date,
                                char *buffer);

#endif
