/* Offers: by name, replaced as a whole. */
#include "record/offer.h"

#include "base/status.h"
#include "record/event.h"

#define NAME_MOST 255

void netmkt_offer_init(netmkt_offer *offer)
{
    if (offer == NULL)
        return;
    memset(offer, 0, sizeof *offer);
    offer->struct_size = sizeof *offer;
}

void netmkt__offers_init(netmkt__offers *offers, netmkt_context *context)
{
    memset(offers, 0, sizeof *offers);
    netmkt__names_init(&offers->names, context);
}

void netmkt__offers_mark(netmkt__offers *offers)
{
    netmkt__free(offers->names.map.context, offers->undo);
    offers->undo = NULL;
    offers->undo_count = offers->undo_capacity = 0;
    offers->mark = offers->names.map.count;
}

void netmkt__offers_free(netmkt__offers *offers)
{
    netmkt_context *context = offers->names.map.context;

    netmkt__free(context, offers->entries);
    netmkt__free(context, offers->undo);
    netmkt__names_free(&offers->names);
    netmkt__offers_init(offers, context);
}

void netmkt__offers_rollback(netmkt__offers *offers)
{
    while (offers->undo_count > 0) {
        offers->undo_count--;
        offers->entries[offers->undo[offers->undo_count].number] = offers->undo[offers->undo_count].old;
    }
    netmkt__names_truncate(&offers->names, offers->mark);
    netmkt__offers_mark(offers);
}

static int no_time(int64_t time_ms)
{
    return time_ms < NETMKT_TIME_MIN || time_ms > NETMKT_TIME_MAX;
}

static netmkt_status check(const char *name, size_t length, const netmkt__offer *offer)
{
    netmkt_status status = netmkt__name_check("offer", name, length, NAME_MOST, 0);

    if (status != NETMKT_OK)
        return status;
    if (offer->price < 0)
        return netmkt__fail(NETMKT_E_INVALID, "the price %lld of an offer is negative", (long long)offer->price);
    if (no_time(offer->start_ms) || no_time(offer->end_ms) || (offer->end_ms != 0 && offer->end_ms < offer->start_ms))
        return netmkt__fail(NETMKT_E_INVALID, "an offer from %lld to %lld", (long long)offer->start_ms, (long long)offer->end_ms);
    return NETMKT_OK;
}

netmkt_status netmkt__offer_put(netmkt__offers *offers, const char *name, size_t length, const netmkt__offer *offer, netmkt_offer_id *out)
{
    netmkt_context *context = offers->names.map.context;
    netmkt_status status = check(name, length, offer);
    uint32_t number;

    if (status != NETMKT_OK)
        return status;
    number = netmkt__map_find(&offers->names.map, name, length);
    if (number != NETMKT__MAP_NONE) {
        status = netmkt__grow(context, &offers->undo, &offers->undo_capacity, offers->undo_count + 1, sizeof *offers->undo);
        if (status != NETMKT_OK)
            return status;
        offers->undo[offers->undo_count++] = (netmkt__offer_undo){offers->entries[number], number};
    } else {
        number = offers->names.map.count;
        status = netmkt__grow(context, &offers->entries, &offers->capacity, (size_t)number + 1, sizeof *offers->entries);
        if (status == NETMKT_OK)
            status = netmkt__names_add(&offers->names, name, length);
        if (status != NETMKT_OK)
            return status;
    }
    offers->entries[number] = *offer;
    *out = number + 1;
    return NETMKT_OK;
}

size_t netmkt__offer_size(const netmkt__offers *offers, uint32_t i)
{
    return 36 + netmkt__map_length(&offers->names.map, i);
}

void netmkt__offer_encode(const netmkt__offers *offers, uint32_t i, netmkt__buffer *buffer)
{
    const netmkt__offer *offer = &offers->entries[i];

    netmkt__buffer_u64(buffer, (uint64_t)offer->price);
    netmkt__buffer_u64(buffer, (uint64_t)offer->unit_cost);
    netmkt__buffer_u64(buffer, (uint64_t)offer->start_ms);
    netmkt__buffer_u64(buffer, (uint64_t)offer->end_ms);
    netmkt__buffer_text(buffer, offers->names.texts[i], netmkt__map_length(&offers->names.map, i));
}

netmkt_status netmkt__offer_decode(netmkt__offers *offers, netmkt__reader *reader)
{
    netmkt__offer offer;
    netmkt_offer_id id;
    netmkt_status status;
    const char *name;
    size_t length;

    offer.price = (int64_t)netmkt__reader_u64(reader);
    offer.unit_cost = (int64_t)netmkt__reader_u64(reader);
    offer.start_ms = (int64_t)netmkt__reader_u64(reader);
    offer.end_ms = (int64_t)netmkt__reader_u64(reader);
    name = netmkt__reader_text(reader, NAME_MOST, &length);
    if (reader->failed)
        return netmkt__fail(NETMKT_E_CORRUPT, "an offer is cut short");
    status = netmkt__offer_put(offers, name, length, &offer, &id);
    if (status == NETMKT_E_NOMEM || status == NETMKT_OK)
        return status;
    return netmkt__prefix(NETMKT_E_CORRUPT, "stored offer: ");
}
