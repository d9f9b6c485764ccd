/* Offers: by name, replaced as a whole. Offer number id is entry id - 1; `undo` keeps, until the next commit, what was replaced. */
#ifndef NETMKT_RECORD_OFFER_H
#define NETMKT_RECORD_OFFER_H

#include <netmkt/channel.h>

#include "record/encode.h"
#include "record/names.h"

typedef struct netmkt__offer {
    int64_t price, unit_cost, start_ms, end_ms;
} netmkt__offer;

typedef struct netmkt__offer_undo {
    netmkt__offer old;
    uint64_t number;
} netmkt__offer_undo;

typedef struct netmkt__offers {
    netmkt__names names;
    netmkt__offer *entries;
    netmkt__offer_undo *undo;
    size_t capacity, undo_count, undo_capacity;
    uint32_t mark;
} netmkt__offers;

void netmkt__offers_init(netmkt__offers *offers, netmkt_context *context);
void netmkt__offers_free(netmkt__offers *offers);
void netmkt__offers_mark(netmkt__offers *offers);
void netmkt__offers_rollback(netmkt__offers *offers);

/* Add or replace. NETMKT_E_INVALID, NETMKT_E_RANGE, NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__offer_put(netmkt__offers *offers, const char *name, size_t length, const netmkt__offer *offer, netmkt_offer_id *out);

/* Offer number i + 1 as bytes, in reserved room; or read and put. */
size_t netmkt__offer_size(const netmkt__offers *offers, uint32_t i);
void netmkt__offer_encode(const netmkt__offers *offers, uint32_t i, netmkt__buffer *buffer);
netmkt_status netmkt__offer_decode(netmkt__offers *offers, netmkt__reader *reader);

#endif
