/* Events in columns: a large base sorted by customer and total order, and a small tail as it came.
 *
 * Invariants:
 *  1. The base's events of customer c are base.offsets[c - 1] to base.offsets[c] - 1, in the total order of store/view.h:
 *     the columns in the order of the enumeration below, each ascending. Customers beyond base.customers have none there.
 *  2. A column is absent (NULL) while every event has its default; time, kind and initiator are there when there are
 *     events. The initiator is never DEFAULT.
 *  3. A mapped base is never written to; it lies in the snapshot.
 *  4. The first tail.linked events of the tail are in their customers' chains, newest first: head[customer - 1] and next[]
 *     hold positions + 1, 0 ends.
 *  5. Pending are the tail's events from tail_mark on, and the base's whose bit is set in base.pending.
 *  6. The reference index, when there is one, holds every event with a reference: base positions, then tail positions.
 *     Whatever moves events drops it; the next append with a reference builds it anew.
 * Appending costs O(1) an event; settling O(base + tail + customers); a view O(1), or O(its events) with some in the tail. */
#ifndef NETMKT_RECORD_EVENT_H
#define NETMKT_RECORD_EVENT_H

#include "record/channel.h"
#include "record/customer.h"
#include "record/kind.h"

enum {
    NETMKT__EVENT_TIME,
    NETMKT__EVENT_KIND,
    NETMKT__EVENT_CHANNEL,
    NETMKT__EVENT_CAMPAIGN,
    NETMKT__EVENT_OFFER,
    NETMKT__EVENT_VARIANT,
    NETMKT__EVENT_INITIATOR,
    NETMKT__EVENT_AMOUNT,
    NETMKT__EVENT_COST,
    NETMKT__EVENT_RATING,
    NETMKT__EVENT_REFERENCE,
    NETMKT__EVENT_COLUMNS
};

extern const uint8_t netmkt__event_width[NETMKT__EVENT_COLUMNS]; /* bytes of a value */

/* Rows of columns that somebody else holds; a NULL column has the default everywhere. */
typedef struct netmkt__event_rows {
    size_t n;
    const void *column[NETMKT__EVENT_COLUMNS];
} netmkt__event_rows;

typedef struct netmkt__event_base {
    size_t n;
    size_t customers;
    uint64_t *offsets;   /* customers + 1; NULL without customers */
    uint64_t *pending;   /* a bit an event; NULL when none is pending */
    void *column[NETMKT__EVENT_COLUMNS];
    int mapped;
} netmkt__event_base;

typedef struct netmkt__event_tail {
    size_t n;
    size_t capacity;
    size_t linked;
    size_t head_count;
    uint32_t *customer;
    uint32_t *next;
    uint32_t *head;
    void *column[NETMKT__EVENT_COLUMNS];
} netmkt__event_tail;

typedef struct netmkt__event_table {
    netmkt_context *context;
    netmkt__event_base base;
    netmkt__event_tail tail;
    size_t tail_mark;
    size_t pending_base;              /* bits set in base.pending */
    int64_t first_ms, last_ms;        /* of all events; MAX and MIN without */
    int64_t mark_first_ms, mark_last_ms;
    uint64_t *slots;                  /* the reference index */
    size_t slot_count, slots_used;
    uint32_t threads;                 /* that settling may use; the result does not depend on it */
    uint32_t reserved;
} netmkt__event_table;

/* What an event may refer to. `campaigns` and `offers`: how many there are. */
typedef struct netmkt__event_world {
    const netmkt__customers *customers;
    const netmkt__kinds *kinds;
    const netmkt__channels *channels;
    uint32_t campaigns, offers;
} netmkt__event_world;

/* event.c */
void netmkt__events_init(netmkt__event_table *table, netmkt_context *context);
void netmkt__events_free(netmkt__event_table *table);
size_t netmkt__events_total(const netmkt__event_table *table);
size_t netmkt__events_pending(const netmkt__event_table *table);
size_t netmkt__events_memory(const netmkt__event_table *table);
void netmkt__events_mark(netmkt__event_table *table);       /* all is committed */
void netmkt__events_rollback(netmkt__event_table *table, size_t customers); /* drop what is pending; so many customers stay */
void netmkt__event_fill(int column, void *values, size_t from, size_t n);  /* with the default */
void netmkt__events_free_base(netmkt_context *context, netmkt__event_base *base);
void netmkt__events_free_tail(netmkt_context *context, netmkt__event_tail *tail);
void netmkt__events_drop_index(netmkt__event_table *table);

/* event_append.c. Check rows (customer NULL: not checked) and find which columns they need: bits in *columns. Messages
 * count the rows from `first`. Then make room, which may settle; then add, which cannot fail; *added may be NULL. With
 * `once`, rows whose reference is known are left out. A DEFAULT initiator becomes that of the kind. */
netmkt_status netmkt__events_check(const netmkt__event_world *world, const netmkt__event_rows *rows, const netmkt_customer_id *customer,
                                   size_t first, uint32_t *columns);
netmkt_status netmkt__events_reserve(netmkt__event_table *table, size_t n, uint32_t columns, size_t customers, int once);
void netmkt__events_add(netmkt__event_table *table, const netmkt__kinds *kinds, const netmkt__event_rows *rows,
                        const netmkt_customer_id *customer, int once, size_t *added);

/* event_reference.c */
netmkt_status netmkt__events_index(netmkt__event_table *table, size_t more); /* have an index with room for so many more */
uint64_t netmkt__reference_hash(const uint64_t reference[2]);
/* 1 if it is there; the index must be, too. */
int netmkt__reference_known(const netmkt__event_table *table, const uint64_t reference[2]);
/* 1 if the reference is new; then it is in the index, at `position`. */
int netmkt__reference_add(netmkt__event_table *table, const uint64_t reference[2], uint64_t hash, uint64_t position);

/* event_cancel.c: drop the message of the business that has this reference and is pending. 0: there is none. */
int netmkt__events_cancel(netmkt__event_table *table, const uint64_t reference[2]);

/* event_sort.c */
int netmkt__event_compare(void *const *a, size_t i, void *const *b, size_t j); /* total order of two rows: -1, 0, 1 */
void netmkt__event_order(void *const *columns, uint32_t *order, size_t n);     /* sort row numbers by the total order */
void netmkt__event_gather(int column, void *to, const void *from, const uint32_t *order, size_t n); /* from NULL: defaults */

/* event_settle.c */
netmkt_status netmkt__events_settle(netmkt__event_table *table, size_t customers); /* tail into base; NETMKT_E_NOMEM: as before */

/* event_view.c: one customer's rows. */
netmkt_status netmkt__events_link(netmkt__event_table *table, size_t customers); /* chain the whole tail */
/* His rows in the base, lent; the number of his rows in the tail, which must be linked, is returned. */
size_t netmkt__events_of(const netmkt__event_table *table, netmkt_customer_id customer, netmkt__event_rows *rows);
size_t netmkt__events_room(size_t base, size_t tail);  /* bytes for gathering so many rows */
/* Gather his rows of base and tail, sorted, into `block` of that size, aligned to 16. */
void netmkt__events_gather(const netmkt__event_table *table, netmkt_customer_id customer, size_t tail, void *block, netmkt__event_rows *rows);

/* event_change.c: into an empty table, a settled one's events. With those of `drop` as `keep`'s; or without those of customers who go, those of whom the
 * anonymous ones keep without their references, and without the rows that `gone` (NULL: none) tells. */
netmkt_status netmkt__events_given(const netmkt__event_table *from, netmkt_customer_id drop, netmkt_customer_id keep, netmkt__event_table *to);
netmkt_status netmkt__events_erased(const netmkt__event_table *from, const netmkt__fates *fates, const uint8_t *gone, netmkt__event_table *to);

/* event_file.c: blocks of pending events for the journal, and the base as columns of a snapshot. */
#define NETMKT__EVENT_BLOCK 1000000 /* most events in a record */
size_t netmkt__events_block_size(const netmkt__event_table *table, size_t n);
/* Encode `n` pending events from rank `from` on, in reserved room. */
void netmkt__events_encode(const netmkt__event_table *table, size_t from, size_t n, netmkt__buffer *buffer);
/* The columns of a block, aligned to 8, as rows that lie in it. NETMKT_E_CORRUPT: no block. Values are not checked. */
netmkt_status netmkt__events_block(const void *payload, size_t size, netmkt__event_rows *rows, const netmkt_customer_id **customer);
netmkt_status netmkt__events_decode(netmkt__event_table *table, const netmkt__event_world *world, const void *payload, size_t size);
/* Lend the base columns of a snapshot to a table without base: checked in full. NETMKT_E_CORRUPT: unchanged. */
netmkt_status netmkt__events_map(netmkt__event_table *table, const netmkt__event_world *world, const uint64_t *offsets, size_t offset_count,
                                 const netmkt__event_rows *rows);
/* Swap the owned base for the same columns as mapped. */
void netmkt__events_remap(netmkt__event_table *table, const uint64_t *offsets, const netmkt__event_rows *rows);

#endif
