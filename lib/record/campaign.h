/* Campaigns: by name, replaced as a whole.
 *
 * Invariants:
 *  1. Campaign number id is entry id - 1; its texts stay at their place until it is replaced.
 *  2. `undo` keeps, until the next commit, what was replaced, oldest first. */
#ifndef NETMKT_RECORD_CAMPAIGN_H
#define NETMKT_RECORD_CAMPAIGN_H

#include <netmkt/channel.h>

#include "record/channel.h"
#include "record/encode.h"
#include "record/names.h"

#define NETMKT__CAMPAIGN_CHANNELS 64

/* One block with its texts behind it. */
typedef struct netmkt__campaign {
    int64_t budget, start_ms, end_ms;
    int32_t function;
    uint32_t channel_count;
    netmkt_channel_id channels[NETMKT__CAMPAIGN_CHANNELS];
    uint32_t audience_length, content_length;
    char texts[]; /* audience, NUL, content, NUL */
} netmkt__campaign;

typedef struct netmkt__campaign_undo {
    netmkt__campaign *old;
    uint32_t number;
} netmkt__campaign_undo;

typedef struct netmkt__campaigns {
    netmkt__names names;
    netmkt__campaign **entries;
    netmkt__campaign_undo *undo;
    size_t capacity, undo_count, undo_capacity;
    uint32_t mark;
} netmkt__campaigns;

/* What is to be put; texts need no NUL. */
typedef struct netmkt__campaign_facts {
    const char *name, *audience, *content;
    size_t name_length, audience_length, content_length;
    int64_t budget, start_ms, end_ms;
    int32_t function;
    const netmkt_channel_id *channels;
    size_t channel_count;
} netmkt__campaign_facts;

void netmkt__campaigns_init(netmkt__campaigns *campaigns, netmkt_context *context);
void netmkt__campaigns_free(netmkt__campaigns *campaigns);
void netmkt__campaigns_mark(netmkt__campaigns *campaigns);
void netmkt__campaigns_rollback(netmkt__campaigns *campaigns);

/* Add or replace. NETMKT_E_INVALID, NETMKT_E_FORMAT, NETMKT_E_RANGE, NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__campaign_put(netmkt__campaigns *campaigns, const netmkt__channels *channels, const netmkt__campaign_facts *facts, netmkt_campaign_id *out);

/* Campaign number i + 1 as bytes, in reserved room; or read and put. */
size_t netmkt__campaign_size(const netmkt__campaigns *campaigns, uint32_t i);
void netmkt__campaign_encode(const netmkt__campaigns *campaigns, uint32_t i, netmkt__buffer *buffer);
netmkt_status netmkt__campaign_decode(netmkt__campaigns *campaigns, const netmkt__channels *channels, netmkt__reader *reader);

#endif
