/* What the parts of netmkt_store_recover() share: tables that grow from what is proved, and the report of what is not.
 *
 * Invariants:
 *  1. Ids of customers stay what they were: one whose key is lost gets a made-up key in his place.
 *  2. Kinds, channels, attributes, campaigns and offers are numbered in the order of their records. Where one may be lost,
 *     `known` keeps how many were there before: a reference to a later number cannot be proved to mean the same, and is not
 *     taken. So an event may lose its channel, campaign or offer; one whose kind is not known is left.
 *  3. Every record that was taken was marked; what follows it can be rolled back alone. */
#ifndef NETMKT_STORE_RESCUE_H
#define NETMKT_STORE_RESCUE_H

#include <netmkt/table.h>

#include "journal/recover.h"
#include "record/records.h"

#define NETMKT__RESCUE_ALL UINT32_MAX /* nothing of the kind is lost */
#define NETMKT__RESCUE_TEXT 160

typedef struct netmkt__rescue_line {
    int64_t offset, events;
    char part[48], what[NETMKT__RESCUE_TEXT];
} netmkt__rescue_line;

typedef struct netmkt__rescue {
    netmkt_context *context;
    const char *from, *to;
    netmkt__records records;
    uint32_t known[NETMKT__RECORD_EVENTS]; /* by type of record: how many definitions are sure, or ALL */
    int incomplete;                        /* something is lost that may have had customers */
    uint64_t most_customers;               /* more cannot have been in a file of this size */
    uint64_t taken;                        /* records and sections */
    uint64_t made_up;                      /* keys */
    uint64_t cleared;                      /* references of events to what is lost */
    uint64_t left_events, left_records;    /* since the last line about a commit */
    int seen;                              /* something of the commits that are about to be reported lost */
    uint64_t commit, commit_offset;        /* the one whose records are being taken; 0: none */
    netmkt__rescue_line *lines;
    size_t line_count, line_capacity;
    netmkt_table **report;                 /* may be NULL */
} netmkt__rescue;

/* recover.c */
netmkt_status netmkt__rescue_say(netmkt__rescue *r, uint64_t offset, uint64_t events, const char *part, const char *format, ...) NETMKT__PRINTF(5, 6);
/* From now on definitions of this type (of a record) may be missing. */
void netmkt__rescue_lose(netmkt__rescue *r, uint32_t type);
void netmkt__rescue_lose_all(netmkt__rescue *r);

/* recover_snapshot.c: fill the empty tables from what is good of a snapshot. */
netmkt_status netmkt__rescue_snapshot(netmkt__rescue *r, const netmkt__salvage_section *sections, size_t count);

/* recover_records.c: take a record as far as it applies. */
netmkt_status netmkt__rescue_record(netmkt__rescue *r, uint32_t type, const void *payload, size_t size);
/* A list whose entries are taken one by one: those that are sure; *left counts up the others. NETMKT_E_NOMEM. */
typedef netmkt_status (*netmkt__rescue_take)(netmkt__rescue *r, const void *bytes, size_t size, uint64_t *left);
typedef struct netmkt__rescued_list {
    uint32_t record, section; /* types, in the journal and in a snapshot */
    const char *what;         /* in the report */
    netmkt__rescue_take take;
} netmkt__rescued_list;

enum { NETMKT__RESCUED_LISTS = 4 };
extern const netmkt__rescued_list netmkt__rescued_lists[NETMKT__RESCUED_LISTS];

/* Row i of an event's columns for this customer; an event that cannot be taken is counted. `stored`: of a snapshot, where
 * anonymous customers have events too. */
netmkt_status netmkt__rescue_event(netmkt__rescue *r, const netmkt__event_rows *rows, size_t i, netmkt_customer_id customer, int stored);
/* A key that nobody has, for the customer of this number; its length. */
size_t netmkt__rescue_key(const netmkt__customers *customers, uint64_t number, char key[64]);

#endif
