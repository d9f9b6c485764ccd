/* Erasing and merging customers: the tables concerned are built anew aside, written as a snapshot, and swapped in. So a
 * failure leaves everything as it was, and after success what was erased is in no part of memory or file. */
#include <netmkt/customer.h>

#include "base/status.h"
#include "store/erase.h"
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

static void free_changed(netmkt__records *next)
{
    netmkt__customers_free(&next->customers);
    netmkt__attributes_free(&next->attributes);
    netmkt__consents_free(&next->consents);
    netmkt__disclosures_free(&next->disclosures);
    netmkt__suppressions_free(&next->suppressions);
    netmkt__events_free(&next->events);
}

/* The store's tables, with those that are about to change empty. */
static netmkt__records begin(const netmkt_store *store)
{
    netmkt__records next = store->records;

    netmkt__customers_init(&next.customers, store->context);
    netmkt__attributes_init(&next.attributes, store->context);
    netmkt__consents_init(&next.consents, store->context);
    netmkt__disclosures_init(&next.disclosures, store->context);
    netmkt__suppressions_init(&next.suppressions, store->context);
    netmkt__events_init(&next.events, store->context);
    return next;
}

/* Whatever came of the copies: they are the store's now, in the file, too; or gone. */
static netmkt_status finish(netmkt_store *store, netmkt__records *next, netmkt_status status)
{
    if (status == NETMKT_OK && store->journal != NULL)
        status = netmkt__store_snapshot(store, next);
    if (status != NETMKT_OK) {
        free_changed(next);
        return status;
    }
    swap_in(store, next);
    if (store->journal != NULL) {
        netmkt__store_adopt(store);
    } else {
        netmkt__records_mark(&store->records);
        store->commits++;
    }
    return NETMKT_OK;
}

netmkt_status netmkt__store_erase(netmkt_store *store, const netmkt__erasure *what)
{
    const netmkt__records *records = &store->records;
    netmkt__records next = begin(store);
    netmkt_status status = netmkt__customers_erased(&records->customers, &what->fates, &next.customers);

    if (status == NETMKT_OK)
        status = netmkt__attributes_erased(&records->attributes, &what->fates, what->values, &next.attributes);
    if (status == NETMKT_OK)
        status = netmkt__consents_changed(&records->consents, &what->fates, 0, 0, &next.consents);
    if (status == NETMKT_OK)
        status = netmkt__disclosures_changed(&records->disclosures, &what->fates, 0, 0, &next.disclosures);
    if (status == NETMKT_OK)
        status = netmkt__suppress_erased(store, &next);
    if (status == NETMKT_OK)
        status = netmkt__events_erased(&records->events, &what->fates, what->events, &next.events);
    return finish(store, &next, status);
}

static netmkt_status not_there(netmkt_customer_id customer)
{
    return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer %llu", (unsigned long long)customer);
}

static netmkt_status erase(netmkt_store *store, netmkt_customer_id customer, int anonymous)
{
    netmkt__erasure what = {.events = NULL};
    uint8_t *fates;
    netmkt_status status;

    if (!netmkt__customer_alive(&store->records.customers, customer))
        return not_there(customer);
    status = netmkt__events_settle(&store->records.events, store->records.customers.keys.count);
    if (status != NETMKT_OK)
        return status;
    fates = netmkt__calloc(store->context, (size_t)customer, sizeof *fates);
    if (fates == NULL)
        return netmkt__nomem();
    fates[customer - 1] = anonymous ? NETMKT__GOES_ANONYMOUS : NETMKT__GOES;
    what.fates = (netmkt__fates){fates, (size_t)customer};
    status = netmkt__store_erase(store, &what);
    netmkt__free(store->context, fates);
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
    const netmkt__fates nobody = {NULL, 0};
    netmkt__records *records = &store->records;
    netmkt__records next = begin(store);
    netmkt_status status;

    if (!netmkt__customer_alive(&records->customers, keep) || !netmkt__customer_alive(&records->customers, drop))
        return not_there(netmkt__customer_alive(&records->customers, keep) ? drop : keep);
    status = netmkt__events_settle(&records->events, records->customers.keys.count);
    if (status == NETMKT_OK)
        status = netmkt__customers_merged(&records->customers, keep, drop, &next.customers);
    if (status == NETMKT_OK)
        status = netmkt__attributes_merged(&records->attributes, drop, keep, &next.attributes);
    if (status == NETMKT_OK)
        status = netmkt__consents_changed(&records->consents, &nobody, drop, keep, &next.consents);
    if (status == NETMKT_OK)
        status = netmkt__disclosures_changed(&records->disclosures, &nobody, drop, keep, &next.disclosures);
    if (status == NETMKT_OK)
        status = netmkt__suppressions_copy(&records->suppressions, &next.customers, &next.suppressions);
    if (status == NETMKT_OK)
        status = netmkt__events_given(&records->events, drop, keep, &next.events);
    return finish(store, &next, status);
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
