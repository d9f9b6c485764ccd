/* Spend records: what a channel, a campaign or both cost on a day.
 *
 * Invariants:
 *  1. A channel, campaign and day have one entry at most; an amount of 0 means that there is none (any more).
 *  2. `undo` keeps, until the next commit, the amount before each change of an entry, oldest first; new entries are cut off. */
#ifndef NETMKT_RECORD_SPEND_H
#define NETMKT_RECORD_SPEND_H

#include <netmkt/spend.h>

#include "base/map.h"
#include "record/channel.h"
#include "record/encode.h"

#define NETMKT__SPEND_SIZE 24 /* bytes of an entry in a file */

typedef struct netmkt__spend {
    int64_t amount;
    int32_t day;
    netmkt_campaign_id campaign;
    netmkt_channel_id channel;
} netmkt__spend;

typedef struct netmkt__spend_undo {
    int64_t amount;
    uint64_t number;
} netmkt__spend_undo;

typedef struct netmkt__spends {
    netmkt__map keys;
    netmkt__spend *entries;
    netmkt__spend_undo *undo;
    size_t capacity, undo_count, undo_capacity;
    uint32_t mark; /* entries at the last commit */
} netmkt__spends;

void netmkt__spends_init(netmkt__spends *spends, netmkt_context *context);
void netmkt__spends_free(netmkt__spends *spends);
void netmkt__spends_mark(netmkt__spends *spends);
void netmkt__spends_rollback(netmkt__spends *spends);
/* Back to so many entries and steps of undo, of the same work. */
void netmkt__spends_rewind(netmkt__spends *spends, uint32_t count, size_t undo_count);

/* Room for n more changes, which cannot fail for want of memory then. NETMKT_E_NOMEM, NETMKT_E_RANGE: unchanged. */
netmkt_status netmkt__spends_reserve(netmkt__spends *spends, size_t n);
/* Set, or with `add` add to, in reserved room; *total: the amount that is there now. NETMKT_E_INVALID (unknown channel or campaign),
 * NETMKT_E_RANGE: unchanged. */
netmkt_status netmkt__spend_put(netmkt__spends *spends, const netmkt__channels *channels, uint32_t campaigns, const netmkt__spend *spend, int add,
                                int64_t *total);
/* 0 if there is none. */
int64_t netmkt__spend_amount(const netmkt__spends *spends, const netmkt__spend *key);

/* One entry as bytes, in reserved room. */
void netmkt__spend_encode(netmkt__buffer *buffer, const netmkt__spend *spend);
/* The entry at a place, which has NETMKT__SPEND_SIZE bytes. NETMKT_E_CORRUPT. */
netmkt_status netmkt__spend_at(const void *bytes, netmkt__spend *out);
/* Read entries up to the end and put them; of a snapshot (`fresh`) none may be there already, nor be 0. */
netmkt_status netmkt__spends_decode(netmkt__spends *spends, const netmkt__channels *channels, uint32_t campaigns, netmkt__reader *reader, int fresh);

#endif
