/* Disclosures: who got what about whom; a log that is only added to.
 *
 * Invariants:
 *  1. Entries are in the order in which they came. `customer` is 0 where he was erased.
 *  2. Texts are numbers of strings in `texts`.
 *  3. Entries from `mark` on, and texts from `text_mark` on, came since the last commit. */
#ifndef NETMKT_RECORD_DISCLOSURE_H
#define NETMKT_RECORD_DISCLOSURE_H

#include <netmkt/disclosure.h>

#include "base/map.h"
#include "record/customer.h"
#include "record/encode.h"

enum { NETMKT__RECIPIENT_MOST = 255, NETMKT__DISCLOSED_MOST = 1023 };

typedef struct netmkt__disclosure {
    int64_t time_ms;
    uint32_t customer;
    uint32_t recipient, data;
    int32_t ground;
} netmkt__disclosure;

typedef struct netmkt__disclosures {
    netmkt__map texts;
    netmkt__disclosure *entries;
    size_t count, capacity, mark;
    uint32_t text_mark, reserved;
} netmkt__disclosures;

/* What is to be added; texts need no NUL. */
typedef struct netmkt__disclosure_facts {
    int64_t time_ms;
    netmkt_customer_id customer;
    const char *text[2]; /* recipient, data */
    size_t length[2];
    int32_t ground;
    int32_t reserved;
} netmkt__disclosure_facts;

void netmkt__disclosures_init(netmkt__disclosures *disclosures, netmkt_context *context);
void netmkt__disclosures_free(netmkt__disclosures *disclosures);
void netmkt__disclosures_mark(netmkt__disclosures *disclosures);
void netmkt__disclosures_rollback(netmkt__disclosures *disclosures);
/* Back to so many entries and texts. */
void netmkt__disclosures_rewind(netmkt__disclosures *disclosures, size_t count, uint32_t texts);

/* Add one. NETMKT_E_INVALID, NETMKT_E_NOT_FOUND, NETMKT_E_RANGE, NETMKT_E_FORMAT, NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__disclosure_add(netmkt__disclosures *disclosures, const netmkt__customers *customers, const netmkt__disclosure_facts *facts);

/* Into an empty log: all, those of customers who go as nobody's, those of `drop` (0: nobody) as `keep`'s. Nothing is to be undone. */
netmkt_status netmkt__disclosures_changed(const netmkt__disclosures *from, const netmkt__fates *fates, netmkt_customer_id drop, netmkt_customer_id keep,
                                          netmkt__disclosures *to);

/* An entry as bytes, in reserved room; read, its texts lent: NETMKT_E_CORRUPT; and read and added. */
size_t netmkt__disclosure_size(const netmkt__disclosure_facts *facts);
void netmkt__disclosure_encode(netmkt__buffer *buffer, const netmkt__disclosure_facts *facts);
void netmkt__disclosure_facts_of(const netmkt__disclosures *disclosures, const netmkt__disclosure *disclosure, netmkt__disclosure_facts *out);
netmkt_status netmkt__disclosure_read(netmkt__reader *reader, netmkt__disclosure_facts *out);
netmkt_status netmkt__disclosure_decode(netmkt__disclosures *disclosures, const netmkt__customers *customers, netmkt__reader *reader);

#endif
