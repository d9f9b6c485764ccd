/* Consents: what a customer said, or was asked, about being written to; the whole history, nothing is ever replaced.
 *
 * Invariants:
 *  1. Entries are in the order in which they came; `head` and `next` chain each customer's, the newest first: places + 1, 0 ends.
 *  2. Texts are numbers + 1 of strings in `texts`, 0 for none.
 *  3. Entries from `mark` on, and texts from `text_mark` on, came since the last commit. */
#ifndef NETMKT_RECORD_CONSENT_H
#define NETMKT_RECORD_CONSENT_H

#include <netmkt/consent.h>

#include "base/map.h"
#include "record/channel.h"
#include "record/customer.h"
#include "record/encode.h"

enum { NETMKT__CONSENT_SHORT = 255, NETMKT__CONSENT_PROOF = 4095 }; /* bytes of source and policy, of a proof */

typedef struct netmkt__consent {
    int64_t time_ms;
    uint32_t customer, next;
    uint32_t source, proof, policy;
    netmkt_channel_id channel; /* 0: all */
    uint8_t purpose;           /* 0: all */
    uint8_t status;            /* NETMKT_CONSENT_... */
} netmkt__consent;

typedef struct netmkt__consents {
    netmkt__map texts;
    netmkt__consent *entries;
    uint32_t *head; /* by customer - 1 */
    size_t count, capacity, head_count;
    size_t mark;
    uint32_t text_mark;
    uint32_t reserved;
} netmkt__consents;

/* What is to be added; texts need no NUL. */
typedef struct netmkt__consent_facts {
    int64_t time_ms;
    netmkt_customer_id customer;
    const char *text[3]; /* source, proof, policy */
    size_t length[3];
    netmkt_channel_id channel;
    int32_t purpose, status;
} netmkt__consent_facts;

void netmkt__consents_init(netmkt__consents *consents, netmkt_context *context);
void netmkt__consents_free(netmkt__consents *consents);
void netmkt__consents_mark(netmkt__consents *consents);
void netmkt__consents_rollback(netmkt__consents *consents);
/* Back to so many entries and texts. */
void netmkt__consents_rewind(netmkt__consents *consents, size_t count, uint32_t texts);

/* Add one; one that is there already in every field is left out: *added 0. NETMKT_E_INVALID, NETMKT_E_NOT_FOUND, NETMKT_E_RANGE, NETMKT_E_FORMAT,
 * NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__consent_add(netmkt__consents *consents, const netmkt__customers *customers, const netmkt__channels *channels,
                                  const netmkt__consent_facts *facts, int *added);

/* The customer's newest entry, and the one that came before: NULL at the end. */
static inline const netmkt__consent *netmkt__consent_first(const netmkt__consents *consents, netmkt_customer_id customer)
{
    uint32_t at = customer <= consents->head_count ? consents->head[customer - 1] : 0;

    return at != 0 ? &consents->entries[at - 1] : NULL;
}
static inline const netmkt__consent *netmkt__consent_next(const netmkt__consents *consents, const netmkt__consent *consent)
{
    return consent->next != 0 ? &consents->entries[consent->next - 1] : NULL;
}
/* A text by its number + 1; "" for 0. */
const char *netmkt__consent_text(const netmkt__consents *consents, uint32_t number, size_t *length);

/* Into an empty table: all but those of customers who go, with those of `drop` (0: nobody) as `keep`'s; and no text that is not used. Nothing is to be undone. */
netmkt_status netmkt__consents_changed(const netmkt__consents *from, const netmkt__fates *fates, netmkt_customer_id drop, netmkt_customer_id keep, netmkt__consents *to);

/* An entry as bytes, in reserved room; read, its texts lent: NETMKT_E_CORRUPT; and read and added (`fresh`: none may be there already). */
size_t netmkt__consent_size(const netmkt__consent_facts *facts);
void netmkt__consent_encode(netmkt__buffer *buffer, const netmkt__consent_facts *facts);
void netmkt__consent_facts_of(const netmkt__consents *consents, const netmkt__consent *consent, netmkt__consent_facts *out);
netmkt_status netmkt__consent_read(netmkt__reader *reader, netmkt__consent_facts *out);
netmkt_status netmkt__consent_decode(netmkt__consents *consents, const netmkt__customers *customers, const netmkt__channels *channels, netmkt__reader *reader,
                                     int fresh);

#endif
