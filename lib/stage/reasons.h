/* Texts of evidence for a table: customers with equal evidence share one text. */
#ifndef NETMKT_STAGE_REASONS_H
#define NETMKT_STAGE_REASONS_H

#include "base/table.h"
#include "stage/rules.h"
#include "store/view.h"

/* What a reason's text depends on. */
typedef struct netmkt__evidence {
    int32_t rule;
    uint32_t count;
    netmkt_kind_id kind;
    netmkt_channel_id channel;
} netmkt__evidence;

typedef struct netmkt__reason {
    netmkt__evidence evidence;
    const char *text; /* in the table's arena; NULL: a free place */
} netmkt__reason;

typedef struct netmkt__reasons {
    const netmkt_store *store;
    const netmkt_readiness_rules *rules;
    netmkt_table *table;
    netmkt__reason *place; /* open addressing; places is 0 or a power of two, at most half of them taken */
    size_t places, taken;
} netmkt__reasons;

void netmkt__reasons_init(netmkt__reasons *reasons, const netmkt_store *store, const netmkt_readiness_rules *rules, netmkt_table *table);
void netmkt__reasons_free(netmkt__reasons *reasons);

/* The text of some evidence, which lives as long as the table. NETMKT_E_NOMEM. */
netmkt_status netmkt__reason_of(netmkt__reasons *reasons, const netmkt__evidence *evidence, const char **text);

#endif
