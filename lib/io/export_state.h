/* An export under way, as its parts see it. */
#ifndef NETMKT_IO_EXPORT_STATE_H
#define NETMKT_IO_EXPORT_STATE_H

#include <netmkt/import.h>
#include <netmkt/disclosure.h>
#include <netmkt/spend.h>
#include <netmkt/suppression.h>

#include "base/sha256.h"
#include "io/csv_row.h"

#define NETMKT__EXPORT_EVENTS 1024 /* events that are fetched together */

/* What kind of rows comes next; their order is that in which an import needs them. */
enum {
    NETMKT__EXPORT_HEADER_ROW,
    NETMKT__EXPORT_STORE_ROW,
    NETMKT__EXPORT_ATTRIBUTE_ROWS,
    NETMKT__EXPORT_KIND_ROWS,
    NETMKT__EXPORT_CHANNEL_ROWS,
    NETMKT__EXPORT_CAMPAIGN_ROWS,
    NETMKT__EXPORT_OFFER_ROWS,
    NETMKT__EXPORT_SPEND_ROWS,
    NETMKT__EXPORT_SUPPRESSION_ROWS, /* of persons: never by pseudonyms; before the customers, who then find themselves on the list as they come */
    NETMKT__EXPORT_CUSTOMER_ROWS,
    NETMKT__EXPORT_CONSENT_ROWS,     /* nor these */
    NETMKT__EXPORT_DISCLOSURE_ROWS,  /* nor these */
    NETMKT__EXPORT_EVENT_ROWS,
    NETMKT__EXPORT_OVER
};

/* An attribute that some customer has: a column of its own. */
typedef struct netmkt__export_attribute {
    netmkt_attribute_id id;
    int32_t type;
    const char *name;
} netmkt__export_attribute;

/* A customer without key, and the number in the key that he gets. */
typedef struct netmkt__anonymous {
    netmkt_customer_id customer;
    uint64_t number;
} netmkt__anonymous;

typedef struct netmkt__export_columns {
    netmkt_customer_id customer[NETMKT__EXPORT_EVENTS];
    int64_t time_ms[NETMKT__EXPORT_EVENTS], amount[NETMKT__EXPORT_EVENTS], cost[NETMKT__EXPORT_EVENTS];
    uint64_t reference[2 * NETMKT__EXPORT_EVENTS];
    uint32_t campaign[NETMKT__EXPORT_EVENTS], offer[NETMKT__EXPORT_EVENTS];
    int32_t rating[NETMKT__EXPORT_EVENTS];
    uint16_t kind[NETMKT__EXPORT_EVENTS], channel[NETMKT__EXPORT_EVENTS], variant[NETMKT__EXPORT_EVENTS];
    uint8_t initiator[NETMKT__EXPORT_EVENTS];
} netmkt__export_columns;

struct netmkt_export {
    netmkt_context *context;
    netmkt_store *store;
    netmkt_store_statistics stats;
    int phase;
    int pseudonymous;             /* keys and references by keyed hash, no attribute that may be personal */
    netmkt__hmac_key secret;      /* if so */
    uint64_t next;                /* row of the phase */
    uint64_t customers;           /* when it began */
    netmkt__csv_row row;
    size_t given;                 /* bytes of the row that were given */
    netmkt__export_attribute *attributes;
    size_t attribute_count;
    netmkt__anonymous *anonymous; /* by customer */
    size_t anonymous_count, anonymous_capacity;
    uint64_t anonymous_number;    /* the last one given */
    netmkt_table *spends;         /* as netmkt_spend_list() gives them; NULL until their rows come */
    netmkt_table *consents;       /* the same of netmkt_consent_list() */
    netmkt_table *disclosures;    /* and of netmkt_disclosure_list() */
    netmkt_table *suppressions;   /* and of netmkt_suppression_list() */
    netmkt_event_cursor *cursor;
    size_t event, event_count;    /* of those fetched */
    netmkt_customer_id key_of;    /* whose key `key` is */
    char key[256];
    netmkt__export_columns events;
};

/* 0: an attribute that a pseudonymous export leaves out. */
int netmkt__export_may_tell(const netmkt_export *e, netmkt_attribute_id attribute);
/* The next row of an export's phase into export->row; NETMKT_DONE: the phase has no more. */
netmkt_status netmkt__export_definition(netmkt_export *e); /* store, attributes, kinds, channels, campaigns, offers, spend */
netmkt_status netmkt__export_suppression(netmkt_export *e);
netmkt_status netmkt__export_customer(netmkt_export *e);
netmkt_status netmkt__export_consent(netmkt_export *e);
netmkt_status netmkt__export_disclosure(netmkt_export *e);
netmkt_status netmkt__export_event(netmkt_export *e);

#endif
