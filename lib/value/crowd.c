/* Walking all customers by parts of neighbouring ids. */
#include "value/crowd.h"

#include "base/settings.h"
#include "base/status.h"
#include "base/thread.h"
#include "summary/purchases.h"

#define LEAST_PART 4096 /* customers */

typedef struct walk {
    const netmkt_store *store;
    netmkt__crowd_visit visit;
    void *argument;
    uint64_t customers;
    size_t parts;
    int64_t as_of_ms;
    const netmkt_settings *settings; /* whom they ask about; NULL: everybody */
} walk;

size_t netmkt__crowd_parts(const netmkt_store *store, size_t most)
{
    uint64_t parts = (netmkt__store_customers(store) + LEAST_PART - 1) / LEAST_PART;

    return parts > most ? most : (size_t)parts;
}

static netmkt_status walk_part(void *argument, size_t part)
{
    const walk *w = argument;
    netmkt__scratch scratch = {.context = netmkt__store_context(w->store)};
    uint64_t each = w->customers / w->parts, more = w->customers % w->parts;
    uint64_t first = 1 + part * each + (part < more ? part : more), end = first + each + (part < more);
    netmkt_status status = NETMKT_OK;

    for (netmkt_customer_id id = first; id < end && status == NETMKT_OK; id++) {
        netmkt__events events;

        if (!netmkt__setting_wants(w->settings, id))
            continue;
        status = netmkt__store_events(w->store, id, &scratch, &events);
        if (status != NETMKT_OK)
            break;
        events.n = netmkt__events_until(&events, w->as_of_ms);
        status = w->visit(w->argument, part, id, &events);
        if (status == NETMKT_E_RANGE)
            (void)netmkt__prefix(status, "customer %llu: ", (unsigned long long)id);
    }
    netmkt__scratch_free(&scratch);
    return status;
}

netmkt_status netmkt__crowd_walk(const netmkt_store *store, uint32_t threads, size_t parts, int64_t as_of_ms, netmkt__crowd_visit visit,
                                 void *argument)
{
    walk w = {store, visit, argument, netmkt__store_customers(store), parts, as_of_ms, NULL};

    return netmkt__parallel(threads, parts, walk_part, &w);
}

netmkt_status netmkt__crowd_walk_wanted(const netmkt_store *store, const netmkt_settings *settings, size_t parts, int64_t as_of_ms,
                                        netmkt__crowd_visit visit, void *argument)
{
    walk w = {store, visit, argument, netmkt__store_customers(store), parts, as_of_ms, settings};

    return netmkt__parallel(netmkt__setting_threads(settings), parts, walk_part, &w);
}
