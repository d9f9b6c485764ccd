/* Reading one customer and choosing for him. */
#include "audience/recommend_ask.h"

#include "audience/recommend_permit.h"
#include "base/status.h"

static netmkt_status choose(netmkt__choosing *choosing, const netmkt_store *store, netmkt_customer_id customer, netmkt__scratch *scratch)
{
    netmkt__events events;
    netmkt_status status;

    if (customer == 0) {
        status = netmkt__choose(choosing, 0, NULL);
        return status == NETMKT_OK ? netmkt__choose_offers(choosing, NULL) : status;
    }
    if (!netmkt__store_has(store, customer))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    status = netmkt__store_events(store, customer, scratch, &events);
    if (status != NETMKT_OK)
        return status;
    events.n = netmkt__events_until(&events, choosing->profile->as_of_ms);
    status = netmkt__choose(choosing, customer, &events);
    return status == NETMKT_OK ? netmkt__choose_offers(choosing, &events) : status;
}

netmkt_status netmkt__recommend_ask(const netmkt_recommender *recommender, netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms,
                                    netmkt__answer answer, void *argument)
{
    netmkt__choosing choosing = {.recommender = recommender};
    netmkt__profile_rules profile;
    netmkt__recommend_permits permits;
    netmkt__scratch scratch = {.context = NULL};
    netmkt_status status;

    if (recommender == NULL || store == NULL)
        return netmkt__misuse("recommender and store are needed");
    status = netmkt__recommend_permits_find(recommender, store, customer, &as_of_ms, &permits);
    if (status == NETMKT_OK)
        status = netmkt__store_read(store, customer == 0 && recommender->permission != NULL);
    if (status != NETMKT_OK) {
        netmkt__recommend_permits_free(&permits);
        return status;
    }
    scratch.context = netmkt__store_context(store);
    status = netmkt__recommender_moment(recommender, store, as_of_ms, &profile);
    if (status == NETMKT_OK)
        status = netmkt__choosing_init(recommender, &profile, &choosing);
    if (status == NETMKT_OK && recommender->permission != NULL) {
        choosing.permits = &permits;
        status = netmkt__recommend_permits_ask(&permits, store);
        if (status == NETMKT_OK && customer == 0)
            status = netmkt__recommend_permits_count(&permits);
    }
    if (status == NETMKT_OK)
        status = choose(&choosing, store, customer, &scratch);
    if (status == NETMKT_OK)
        status = answer(argument, store, &choosing, customer);
    netmkt__choosing_free(&choosing);
    netmkt__profile_rules_free(&profile);
    netmkt__scratch_free(&scratch);
    netmkt__store_read_end(store);
    netmkt__recommend_permits_free(&permits);
    return status;
}
