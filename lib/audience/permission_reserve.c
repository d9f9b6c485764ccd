/* Counting a contact in the same step in which it is permitted: judged and appended under the lock for writing. */
#include "audience/permission.h"
#include "base/status.h"
#include "store/store.h"

static netmkt_status check(const netmkt_event *message)
{
    if (message->struct_size != sizeof *message)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "an event of %u bytes, this library knows %zu; use netmkt_event_init()", message->struct_size,
                            sizeof *message);
    if (message->kind != 0 && message->kind != NETMKT_KIND_MESSAGE)
        return netmkt__fail(NETMKT_E_INVALID, "kind %u: what is reserved is a message", (unsigned)message->kind);
    if (message->initiator != NETMKT_INITIATOR_DEFAULT && message->initiator != NETMKT_INITIATOR_BUSINESS)
        return netmkt__fail(NETMKT_E_INVALID, "initiator %u: what is reserved is a message of the business", (unsigned)message->initiator);
    if (message->time_ms < NETMKT_TIME_MIN || message->time_ms > NETMKT_TIME_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "the moment %lld is not in the years 0001 to 9999", (long long)message->time_ms);
    return NETMKT_OK;
}

/* With the lock for writing: is everything there that the judge reads, and is the reference new? */
static netmkt_status prepare(netmkt_store *store, const netmkt_event *message)
{
    netmkt__event_table *events = &store->records.events;
    netmkt_status status = netmkt__events_link(events, store->records.customers.keys.count);

    if (status == NETMKT_OK && !netmkt__store_has(store, message->customer))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)message->customer);
    if (status != NETMKT_OK || (message->reference[0] | message->reference[1]) == 0)
        return status;
    status = netmkt__events_index(events, 1);
    if (status == NETMKT_OK && netmkt__reference_known(events, message->reference))
        return netmkt__fail(NETMKT_E_EXISTS, "the message's reference is in the store: it was counted before");
    return status;
}

static netmkt_status reserve(netmkt_store *store, const netmkt_settings *settings, const netmkt_event *message, int32_t purpose, uint32_t members,
                             netmkt_permission *out)
{
    netmkt__scratch scratch = {.context = netmkt__store_context(store)};
    netmkt_event event = *message;
    netmkt__contact contact;
    netmkt__contact_limits limits;
    netmkt__contact_verdict verdict = {.reasons = 0};
    size_t added = 0;
    netmkt_status status = netmkt__contact_ask(store, message->channel, purpose, message->campaign, message->time_ms, &contact);

    contact.ahead = 1;
    event.kind = NETMKT_KIND_MESSAGE;
    event.initiator = NETMKT_INITIATOR_BUSINESS;
    if (status == NETMKT_OK)
        status = prepare(store, message);
    if (status == NETMKT_OK) {
        netmkt__contact_limits_of(settings, &contact, members, &limits);
        status = netmkt__contact_judge(&contact, &limits, message->customer, &scratch, 1, &verdict);
    }
    if (status == NETMKT_OK && verdict.reasons == 0)
        status = netmkt__store_append(store, &event, sizeof event, 1, &added);
    if (status == NETMKT_OK)
        netmkt__contact_answer(&contact, &verdict, out);
    netmkt__scratch_free(&scratch);
    return status;
}

netmkt_status netmkt_contact_reserve(netmkt_store *store, const netmkt_settings *settings, const netmkt_event *message, int32_t purpose,
                                     netmkt_permission *out)
{
    uint32_t members = 0;
    netmkt_status status;

    if (store == NULL || message == NULL || out == NULL)
        return netmkt__misuse("store, message and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "netmkt_permission of %u bytes, this library knows %zu", out->struct_size, sizeof *out);
    status = check(message);
    if (status == NETMKT_OK)
        status = netmkt__permission_member(store, settings, message->channel, message->customer, message->time_ms, &members);
    if (status == NETMKT_OK)
        status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    status = reserve(store, settings, message, purpose, members, out);
    netmkt__store_write_end(store);
    return status;
}

netmkt_status netmkt_contact_cancel(netmkt_store *store, const uint64_t reference[2])
{
    netmkt_status status;
    int found;

    if (store == NULL || reference == NULL || (reference[0] | reference[1]) == 0)
        return netmkt__misuse("store and a reference are needed");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    found = netmkt__events_cancel(&store->records.events, reference);
    netmkt__store_write_end(store);
    return found ? NETMKT_OK
                 : netmkt__fail(NETMKT_E_NOT_FOUND, "no message that is not committed has this reference; what is committed is a fact and stays");
}
