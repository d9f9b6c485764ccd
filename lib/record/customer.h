/* Customers: keys interned to dense ids 1, 2, …, and what became of those who were erased or merged.
 *
 * Invariants:
 *  1. Customer id is string id - 1 of `keys`; an erased or anonymous one has the empty string there.
 *  2. `redirect` tells, for the first redirect_count customers: 0 alive, ERASED (a hole), ANONYMOUS (no key, events kept),
 *     or the id of the living customer he was merged into. Customers beyond it are alive.
 *  3. Nobody but erasing and merging writes `redirect`; both work on a copy. */
#ifndef NETMKT_RECORD_CUSTOMER_H
#define NETMKT_RECORD_CUSTOMER_H

#include "base/map.h"

#define NETMKT__CUSTOMER_ERASED UINT32_C(0xffffffff)
#define NETMKT__CUSTOMER_ANONYMOUS UINT32_C(0xfffffffe)
#define NETMKT__KEY_MOST 255

typedef struct netmkt__customers {
    netmkt__map keys;
    uint32_t *redirect;
    uint32_t redirect_count;
    uint32_t holes;       /* erased and merged; anonymous ones too */
    uint32_t mark;        /* customers at the last commit */
} netmkt__customers;

void netmkt__customers_init(netmkt__customers *customers, netmkt_context *context);
void netmkt__customers_free(netmkt__customers *customers);

static inline uint32_t netmkt__customer_redirect(const netmkt__customers *customers, netmkt_customer_id id)
{
    return id <= customers->redirect_count ? customers->redirect[id - 1] : 0;
}

/* With a key: may be written to. */
static inline int netmkt__customer_alive(const netmkt__customers *customers, netmkt_customer_id id)
{
    return id - 1 < customers->keys.count && netmkt__customer_redirect(customers, id) == 0;
}

/* NETMKT_E_FORMAT unless the bytes may be a key. */
netmkt_status netmkt__key_check(const char *key, size_t length);

/* The id a key leads to, through merging; 0 if there is none. */
netmkt_customer_id netmkt__customer_by_key(const netmkt__customers *customers, const char *key, size_t length);

/* The same of many keys; for any number of threads while nobody changes the table. */
void netmkt__customers_by_keys(const netmkt__customers *customers, size_t n, const char *const *keys, const uint32_t *lengths,
                               netmkt_customer_id *out);

/* Add a customer whose valid key is not there, within room of netmkt__map_reserve(&customers->keys, …). */
netmkt_customer_id netmkt__customer_add(netmkt__customers *customers, const char *key, size_t length);


/* What is to become of customers, by number - 1; those beyond `count` stay. Those who go were alive. */
enum { NETMKT__STAYS, NETMKT__GOES, NETMKT__GOES_ANONYMOUS };
typedef struct netmkt__fates {
    const uint8_t *of;
    size_t count;
} netmkt__fates;

static inline int netmkt__fate(const netmkt__fates *fates, netmkt_customer_id id)
{
    return id - 1 < fates->count ? fates->of[id - 1] : NETMKT__STAYS;
}

/* Into an empty table `to`: everybody but those who go, with all keys that lead to them; they become holes, or anonymous. */
netmkt_status netmkt__customers_erased(const netmkt__customers *from, const netmkt__fates *fates, netmkt__customers *to);

/* Into an empty table `to`: the keys that led to `drop` lead to `keep`. */
netmkt_status netmkt__customers_merged(const netmkt__customers *from, netmkt_customer_id keep, netmkt_customer_id drop, netmkt__customers *to);

/* Fill an empty table from the file. `redirect` may be NULL, with count 0. */
netmkt_status netmkt__customers_load(netmkt__customers *customers, const char *bytes, uint64_t size, const uint64_t *offsets,
                                     uint64_t count, const uint32_t *redirect, uint64_t redirect_count);

#endif
