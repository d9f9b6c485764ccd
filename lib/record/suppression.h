/* Suppressions: who must not be written to, known by a keyed hash of his key, whether or not he is a customer.
 *
 * Invariants:
 *  1. The hash is HMAC-SHA-256 of the key under `secret`; without a secret there are no entries.
 *  2. Persons and entries are numbered in the order in which they came; no two persons have the same hash, no two entries are equal.
 *     A person's entries are chained from `first` by `next`, the newest first: numbers + 1, 0 ends.
 *  3. A person's `customer` is the customer whose own key has his hash, be he merged or not; 0: nobody's has. `head` and `sibling` chain the persons of each
 *     customer through whom keys lead: numbers + 1, 0 ends; customers beyond `head_count` have none.
 *  4. What came from the marks on came since the last commit. */
#ifndef NETMKT_RECORD_SUPPRESSION_H
#define NETMKT_RECORD_SUPPRESSION_H

#include <netmkt/suppression.h>

#include "base/map.h"
#include "base/sha256.h"
#include "record/channel.h"
#include "record/customer.h"
#include "record/encode.h"

enum { NETMKT__SUPPRESSION_SIZE = 4 + NETMKT__SHA256_SIZE + 8 + 8 + 4 }; /* bytes of an entry in a file */

/* All in memory of an entry; its bytes are its identity, so there is no padding. */
typedef struct netmkt__suppression {
    int64_t time_ms;
    uint32_t person;
    netmkt_channel_id channel; /* 0: every one */
    uint8_t reason;            /* NETMKT_SUPPRESSED_... */
    uint8_t lifted;
} netmkt__suppression;

typedef struct netmkt__person {
    uint32_t first, customer, sibling;
} netmkt__person;

typedef struct netmkt__suppressions {
    netmkt__map hashes, entries; /* of persons; of netmkt__suppression */
    netmkt__person *persons;
    uint32_t *next;              /* by entry */
    uint32_t *head;              /* by customer - 1 */
    size_t person_capacity, next_capacity, head_count;
    netmkt__hmac_key key;        /* of the secret, ready */
    uint32_t secret_size;        /* 0: none */
    uint32_t person_mark, entry_mark, secret_mark;
    unsigned char secret[NETMKT_SUPPRESSION_SECRET_MOST];
} netmkt__suppressions;

/* What is to be added. */
typedef struct netmkt__suppression_facts {
    unsigned char hash[NETMKT__SHA256_SIZE];
    uint64_t customer; /* whose own key it is; 0: nobody's */
    int64_t time_ms;
    netmkt_channel_id channel;
    int32_t reason, lifted;
} netmkt__suppression_facts;

void netmkt__suppressions_init(netmkt__suppressions *suppressions, netmkt_context *context);
void netmkt__suppressions_free(netmkt__suppressions *suppressions);
void netmkt__suppressions_mark(netmkt__suppressions *suppressions);
/* Once the customers are rolled back. */
void netmkt__suppressions_rollback(netmkt__suppressions *suppressions, const netmkt__customers *customers);
/* Back to so many persons and entries. */
void netmkt__suppressions_rewind(netmkt__suppressions *suppressions, const netmkt__customers *customers, uint32_t persons, uint32_t entries);
int netmkt__suppressions_changed(const netmkt__suppressions *suppressions);

/* Give it the secret that it has not. NETMKT_E_STATE: there are entries under another. NETMKT_E_RANGE: too short or too long. */
netmkt_status netmkt__suppressions_set_secret(netmkt__suppressions *suppressions, const void *secret, size_t size);
/* The same with one of random bytes, if there is none. NETMKT_E_IO: the system has none to give. */
netmkt_status netmkt__suppressions_need_secret(netmkt__suppressions *suppressions);
/* Of a key; there is a secret. */
void netmkt__suppression_hash(const netmkt__suppressions *suppressions, const char *key, size_t length, unsigned char hash[NETMKT__SHA256_SIZE]);

/* Add one; one that is there already is left out: *added 0. NETMKT_E_INVALID, NETMKT_E_RANGE, NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__suppression_add(netmkt__suppressions *suppressions, const netmkt__customers *customers, const netmkt__channels *channels,
                                      const netmkt__suppression_facts *facts, int *added);

/* Room for so many customers to be met. NETMKT_E_NOMEM. */
netmkt_status netmkt__suppressions_reserve(netmkt__suppressions *suppressions, const netmkt__customers *customers, size_t more);
/* Somebody has become a customer, in reserved room: is he one of the persons? */
void netmkt__suppressions_meet(netmkt__suppressions *suppressions, const netmkt__customers *customers, netmkt_customer_id customer);
/* Look for persons whose customer is not known among all keys. */
void netmkt__suppressions_search(netmkt__suppressions *suppressions, const netmkt__customers *customers);
/* Into an empty list: all of it, linked to customers as they are now; nothing is to be undone. NETMKT_E_NOMEM. */
netmkt_status netmkt__suppressions_copy(const netmkt__suppressions *from, const netmkt__customers *customers, netmkt__suppressions *to);

/* Person with this hash, or of this customer and the next one of his: number + 1; 0: none. */
uint32_t netmkt__suppressed_person(const netmkt__suppressions *suppressions, const unsigned char hash[NETMKT__SHA256_SIZE]);
static inline uint32_t netmkt__suppressed_first(const netmkt__suppressions *suppressions, netmkt_customer_id customer)
{
    return customer <= suppressions->head_count ? suppressions->head[customer - 1] : 0;
}
/* What the entries of a person (number + 1; 0: nobody), and of his siblings, say together of a channel up to a moment. Times; INT64_MIN: nothing. */
typedef struct netmkt__said {
    int64_t lifted_ms; /* the last lift: it takes back what is earlier */
    int64_t bounce_ms; /* the last bounce that no lift takes back */
    int64_t wish_ms;   /* the last entry of another reason; a withdrawal or complaint from before `agreed_ms` says nothing any more */
    int32_t wish;      /* its reason; 0 */
    int32_t reserved;
} netmkt__said;

netmkt__said netmkt__suppression_find(const netmkt__suppressions *suppressions, uint32_t person, int siblings, netmkt_channel_id channel, int64_t when_ms,
                                      int64_t agreed_ms);

netmkt__suppression netmkt__suppression_at(const netmkt__suppressions *suppressions, uint32_t entry);

/* The secret (1, text), or an entry (2, hash, customer, time, channel, reason, lifted), as an item of a file. */
size_t netmkt__suppressions_size(const netmkt__suppressions *suppressions); /* of all together */
void netmkt__suppressions_encode_secret(const netmkt__suppressions *suppressions, netmkt__buffer *buffer);
void netmkt__suppression_encode(const netmkt__suppressions *suppressions, uint32_t entry, netmkt__buffer *buffer);
/* An item, read: NETMKT_E_CORRUPT. *secret NULL: it is an entry. */
netmkt_status netmkt__suppression_read(netmkt__reader *reader, netmkt__suppression_facts *out, const char **secret, size_t *secret_size);
netmkt_status netmkt__suppression_decode(netmkt__suppressions *suppressions, const netmkt__customers *customers, const netmkt__channels *channels, netmkt__reader *reader);

#endif
