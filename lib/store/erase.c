/* Erasing and merging customers: the tables concerned are built anew aside, written as a snapshot, and swapped in. So a
 * failure leaves everything as it was, and after success what was erased is in no part of memory or file. */
#include <netmkt/customer.h>

#include "base/status.h"
#include "store/store.h"
#include "store/suppress_erased.h"

static void swap_in(netmkt_store *store, netmkt__records *next)
{
    netmkt__records *records = &store->records;

    netmkt__customers_free(&records->customers);
    netmkt__attributes_free(&records->attributes);
    netmkt__events_free(&records->events);
    netmkt__consents_free(&records->consents);
    netmkt__disclosures_free(&records->disclosures);
    netmkt__suppressions_free(&records->suppressions);
    records->customers = next->customers;
    records->attributes = next->attributes;
    records->events = next->events;
    records->consents = next->consents;
    records->disclosures = next->disclosures;
    records->suppressions = next->suppressions;
}

/* `next` has new customers; the rest follows from it. keep 0: `drop` is erased. */
static netmkt_status change(netmkt_store *store, netmkt__records *next, netmkt_customer_id drop, netmkt_customer_id keep, int how)
{
    const netmkt__records *records = &store->records;
    netmkt_status status = netmkt__attributes_changed(&records->attributes, drop, keep, &next->attributes);

    if (status != NETMKT_OK)
        return status;
    netmkt__consents_init(&next->consents, records->context);
    netmkt__disclosures_init(&next->disclosures, records->context);
    netmkt__suppressions_init(&next->suppressions, records->context);
    status = netmkt__consents_changed(&records->consents, drop, keep, &next->consents);
    if (status == NETMKT_OK)
        status = netmkt__disclosures_changed(&records->disclosures, drop, keep, &next->disclosures);
    if (status == NETMKT_OK)
        status = netmkt__suppress_erased(store, next);
    if (status == NETMKT_OK)
        status = netmkt__events_changed(&records->events, how, drop, keep, &next->events);
    if (status == NETMKT_OK && store->journal != NULL) {
        status = netmkt__store_snapshot(store, next);
        if (status != NETMKT_OK)
            netmkt__events_free(&next->events);
    }
    if (status != NETMKT_OK) {
        netmkt__suppressions_free(&next->suppressions);
        netmkt__disclosures_free(&next->disclosures);
        netmkt__consents_free(&next->consents);
        netmkt__attributes_free(&next->attributes);
    }
    return status;
}

static void finish(netmkt_store *store, netmkt__records *next)
{
    swap_in(store, next);
    if (store->journal != NULL) {
        netmkt__store_adopt(store);
    } else {
        netmkt__records_mark(&store->records);
        store->commits++;
    }
}

static netmkt_status not_there(netmkt_customer_id customer)
{
    return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer %llu", (unsigned long long)customer);
}

static netmkt_status erase(netmkt_store *store, netmkt_customer_id customer, int anonymous)
{
    const netmkt__customers *customers = &store->records.customers;
    netmkt__records next = store->records;
    netmkt_status status;

    if (!netmkt__customer_alive(customers, customer))
        return not_there(customer);
    status = netmkt__events_settle(&store->records.events, customers->keys.count);
    if (status == NETMKT_OK)
        status = netmkt__customers_erased(customers, customer, anonymous, &next.customers);
    if (status != NETMKT_OK)
        return status;
    status = change(store, &next, customer, 0, anonymous ? NETMKT__EVENTS_ANONYMOUS : NETMKT__EVENTS_FORGET);
    if (status == NETMKT_OK)
        finish(store, &next);
    else
        netmkt__customers_free(&next.customers);
    return status;
}

netmkt_status netmkt_customer_erase(netmkt_store *store, netmkt_customer_id customer, uint32_t flags)
{
    netmkt_status status;

    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if ((flags & ~(uint32_t)NETMKT_ERASE_KEEP_EVENTS) != 0)
        return netmkt__fail(NETMKT_E_INVALID, "unknown flags 0x%x for erasing", flags & ~(uint32_t)NETMKT_ERASE_KEEP_EVENTS);
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    status = erase(store, customer, (flags & NETMKT_ERASE_KEEP_EVENTS) != 0);
    netmkt__store_write_end(store);
    return status;
}

static netmkt_status merge(netmkt_store *store, netmkt_customer_id keep, netmkt_customer_id drop)
{
    const netmkt__customers *customers = &store->records.customers;
    netmkt__records next = store->records;
    netmkt_status status;

    if (!netmkt__customer_alive(customers, keep) || !netmkt__customer_alive(customers, drop))
        return not_there(netmkt__customer_alive(customers, keep) ? drop : keep);
    status = netmkt__events_settle(&store->records.events, customers->keys.count);
    if (status == NETMKT_OK)
        status = netmkt__customers_merged(customers, keep, drop, &next.customers);
    if (status != NETMKT_OK)
        return status;
    status = change(store, &next, drop, keep, NETMKT__EVENTS_GIVE);
    if (status == NETMKT_OK)
        finish(store, &next);
    else
        netmkt__customers_free(&next.customers);
    return status;
}

netmkt_status netmkt_customer_merge(netmkt_store *store, netmkt_customer_id keep, netmkt_customer_id drop)
{
    netmkt_status status;

    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (keep == drop)
        return netmkt__fail(NETMKT_E_INVALID, "customer %llu cannot be merged with himself", (unsigned long long)keep);
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    status = merge(store, keep, drop);
    netmkt__store_write_end(store);
    return status;
}
