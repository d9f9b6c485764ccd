/* What the floors above see of a store while they hold its read lock: each customer's events as sorted columns.
 *
 * Invariants:
 *  1. A view's events are in the total order: time, then kind, channel, campaign, offer, variant, initiator, amount, cost,
 *     rating, reference. It depends on the events alone, never on the order or the batches they came in.
 *  2. A NULL column means that every event of the view has that field's default (0; NETMKT_NO_RATING; the initiator is
 *     never NULL and never DEFAULT).
 *  3. A view is valid until the read lock is given back, or its scratch is used again.
 *  4. A thread that holds the read lock takes it no second time, and calls no public function that is given the store: a
 *     writer who waits between the two would make both wait for ever. */
#ifndef NETMKT_STORE_VIEW_H
#define NETMKT_STORE_VIEW_H

#include <netmkt/event.h>

typedef struct netmkt__events {
    size_t n;
    const int64_t *time_ms;
    const uint16_t *kind;
    const uint16_t *channel;     /* may be NULL, as all below but initiator */
    const int64_t *amount;
    const int64_t *cost;
    const uint32_t *campaign;
    const uint32_t *offer;
    const uint16_t *variant;
    const uint8_t *initiator;
    const int32_t *rating;
    const uint64_t *reference;   /* two an event */
} netmkt__events;

/* Room for a view that must be gathered, because some of the customer's events came since the columns were last
 * sorted. One a thread. Zero it to begin with. */
typedef struct netmkt__scratch {
    netmkt_context *context;
    void *block;
    size_t capacity;
} netmkt__scratch;

void netmkt__scratch_free(netmkt__scratch *scratch);

/* Take the store's read lock; if much came since the columns were last sorted, and `all` is not 0 (every customer
 * will be read), sort them first. NETMKT_E_NOMEM: not taken. */
netmkt_status netmkt__store_read(netmkt_store *store, int all);
void netmkt__store_read_end(netmkt_store *store);

/* All below: with the read lock held. */
netmkt_context *netmkt__store_context(const netmkt_store *store);
uint64_t netmkt__store_customers(const netmkt_store *store);                       /* highest id */
int netmkt__store_has(const netmkt_store *store, netmkt_customer_id customer);     /* 0 for a hole (erased without events, merged) */
netmkt_status netmkt__store_events(const netmkt_store *store, netmkt_customer_id customer, netmkt__scratch *scratch, netmkt__events *out);
size_t netmkt__store_event_count(const netmkt_store *store, netmkt_customer_id customer); /* as the view's n, without making one */
const char *netmkt__store_key(const netmkt_store *store, netmkt_customer_id customer, size_t *length); /* NUL-terminated; "" for an anonymous one */
/* The ids that keys lead to, 0 for an unknown one; for any number of threads at once. n keys by address and length. */
void netmkt__customers_find_batch(const netmkt_store *store, size_t n, const char *const *keys, const uint32_t *lengths, netmkt_customer_id *out);
int32_t netmkt__store_day_offset(const netmkt_store *store);                       /* minutes */
int32_t netmkt__store_exponent(const netmkt_store *store);
int64_t netmkt__store_last_ms(const netmkt_store *store);                          /* latest event; NETMKT_TIME_MIN without */
uint32_t netmkt__store_kinds(const netmkt_store *store);      /* highest kind number in use or built-in + 1: for arrays by kind */
uint32_t netmkt__store_channels(const netmkt_store *store);   /* the same of channels */
double netmkt__store_weight(const netmkt_store *store, netmkt_kind_id kind);       /* engagement weight; 0 for an unknown kind */
const char *netmkt__store_kind_name(const netmkt_store *store, netmkt_kind_id kind);          /* "" if unknown */
const char *netmkt__store_channel_name(const netmkt_store *store, netmkt_channel_id channel); /* "" if unknown or 0 */
uint32_t netmkt__store_channel_properties(const netmkt_store *store, netmkt_channel_id channel);

/* A moment to judge at: NETMKT_LATEST becomes the end of the day (shifted by the day offset) of the latest event. */
int64_t netmkt__store_as_of(const netmkt_store *store, int64_t as_of_ms);

#endif
