/* All tables of a store together: what a commit marks, a rollback undoes, a record changes and a snapshot holds. */
#ifndef NETMKT_RECORD_RECORDS_H
#define NETMKT_RECORD_RECORDS_H

#include "record/attribute.h"
#include "record/campaign.h"
#include "record/channel.h"
#include "record/consent.h"
#include "record/customer.h"
#include "record/disclosure.h"
#include "record/event.h"
#include "record/kind.h"
#include "record/note.h"
#include "record/offer.h"
#include "record/spend.h"
#include "record/suppression.h"

/* Types of records in the journal; frozen. */
enum {
    NETMKT__RECORD_STORE = 1,
    NETMKT__RECORD_CUSTOMERS = 2,
    NETMKT__RECORD_ATTRIBUTE = 3,
    NETMKT__RECORD_VALUE = 4,
    NETMKT__RECORD_KIND = 5,
    NETMKT__RECORD_CHANNEL = 6,
    NETMKT__RECORD_CAMPAIGN = 7,
    NETMKT__RECORD_OFFER = 8,
    NETMKT__RECORD_EVENTS = 9,
    NETMKT__RECORD_NOTE = 10,
    NETMKT__RECORD_CONSENT = 11,
    NETMKT__RECORD_SUPPRESSION = 12,
    NETMKT__RECORD_SPEND = 13,
    NETMKT__RECORD_DISCLOSURE = 14,
    NETMKT__RECORD_SAID = 15
};

typedef struct netmkt__records {
    netmkt_context *context;
    const char *source;      /* the file that is being read, for messages; else NULL */
    char currency[4];
    int32_t exponent;
    int32_t day_offset;
    int settled;             /* the three above came from a file, or will go to one */
    netmkt__customers customers;
    netmkt__attributes attributes;
    netmkt__kinds kinds;
    netmkt__channels channels;
    netmkt__campaigns campaigns;
    netmkt__offers offers;
    netmkt__notes notes;
    netmkt__spends spends;
    netmkt__consents consents;
    netmkt__disclosures disclosures;
    netmkt__suppressions suppressions;
    netmkt__event_table events;
} netmkt__records;

void netmkt__records_init(netmkt__records *records, netmkt_context *context);
void netmkt__records_free(netmkt__records *records);
void netmkt__records_mark(netmkt__records *records);
void netmkt__records_rollback(netmkt__records *records);
int netmkt__records_changed(const netmkt__records *records); /* since they were marked */
netmkt__event_world netmkt__records_world(const netmkt__records *records);

/* The settings of the store as a record: currency (4 bytes), exponent (i32), day offset (i32), 0 (u32). */
#define NETMKT__STORE_RECORD_SIZE 16
void netmkt__records_encode_store(const netmkt__records *records, netmkt__buffer *buffer); /* in reserved room */
netmkt_status netmkt__records_decode_store(netmkt__records *records, netmkt__reader *reader);

/* Do what a record of the journal says. NETMKT_E_CORRUPT if it cannot be so; part of it may be done then, to be undone
 * by a rollback. */
netmkt_status netmkt__records_apply(netmkt__records *records, uint32_t type, const void *payload, size_t size);

#endif
