/* Campaigns and offers of a store: the public functions. */
#include <netmkt/channel.h>

#include "base/status.h"
#include "store/store.h"

#define NAME_MOST 255

static netmkt_status keep_campaign(netmkt_store *store, const netmkt__campaign_facts *facts, netmkt_campaign_id *id)
{
    size_t room = 64 + facts->channel_count * sizeof(uint16_t) + facts->name_length + facts->audience_length + facts->content_length;
    netmkt_status status = netmkt__store_record_room(store, room);

    if (status == NETMKT_OK)
        status = netmkt__campaign_put(&store->records.campaigns, &store->records.channels, facts, id);
    if (status == NETMKT_OK && netmkt__store_keeps(store)) {
        size_t begun = netmkt__store_record_begin(store, NETMKT__RECORD_CAMPAIGN);

        netmkt__campaign_encode(&store->records.campaigns, *id - 1, &store->pending);
        netmkt__store_record_end(store, begun);
    }
    return status;
}

netmkt_status netmkt_campaign_put(netmkt_store *store, const char *name, const netmkt_campaign *campaign, const netmkt_channel_id *channels,
                                  size_t channel_count, const char *audience, const char *content, netmkt_campaign_id *out)
{
    netmkt_campaign none;
    netmkt__campaign_facts facts;
    netmkt_campaign_id id = 0;
    netmkt_status status;

    if (out != NULL)
        *out = 0;
    if (store == NULL || name == NULL || (channels == NULL && channel_count != 0))
        return netmkt__misuse("store, name and channels are needed");
    netmkt_campaign_init(&none);
    if (campaign == NULL)
        campaign = &none;
    if (campaign->struct_size != sizeof *campaign)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "a campaign of %u bytes, this library knows %zu; use netmkt_campaign_init()",
                            campaign->struct_size, sizeof *campaign);
    facts = (netmkt__campaign_facts){
        .name = name,
        .audience = audience != NULL ? audience : "",
        .content = content != NULL ? content : "",
        .budget = campaign->budget,
        .start_ms = campaign->start_ms,
        .end_ms = campaign->end_ms,
        .function = campaign->function,
        .channels = channels,
        .channel_count = channel_count,
    };
    facts.name_length = strlen(name);
    facts.audience_length = strlen(facts.audience);
    facts.content_length = strlen(facts.content);
    if (channel_count > NETMKT__CAMPAIGN_CHANNELS)
        return netmkt__fail(NETMKT_E_INVALID, "%zu channels of a campaign; at most %d are allowed", channel_count, NETMKT__CAMPAIGN_CHANNELS);
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    status = keep_campaign(store, &facts, &id);
    netmkt__store_write_end(store);
    if (out != NULL)
        *out = id;
    return status;
}

static netmkt_status by_name(netmkt_store *store, const netmkt__map *map, const char *what, const char *name, uint32_t *out)
{
    uint32_t number;

    netmkt__store_lock_read(store);
    number = netmkt__map_find(map, name, strlen(name));
    netmkt__store_unlock(store);
    if (number == NETMKT__MAP_NONE)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no %s '%s'", what, name);
    *out = number + 1;
    return NETMKT_OK;
}

netmkt_status netmkt_campaign_by_name(netmkt_store *store, const char *name, netmkt_campaign_id *out)
{
    if (out != NULL)
        *out = 0;
    if (store == NULL || name == NULL || out == NULL)
        return netmkt__misuse("store, name and out are needed");
    return by_name(store, &store->records.campaigns.names.map, "campaign", name, out);
}

static void give_campaign(const netmkt__campaign *from, netmkt_campaign *campaign, const char **audience, const char **content,
                          netmkt_channel_id *channels, size_t capacity, size_t *channel_count)
{
    if (campaign != NULL) {
        campaign->function = from->function;
        campaign->budget = from->budget;
        campaign->start_ms = from->start_ms;
        campaign->end_ms = from->end_ms;
    }
    if (audience != NULL)
        *audience = from->texts;
    if (content != NULL)
        *content = from->texts + from->audience_length + 1;
    for (size_t i = 0; channels != NULL && i < from->channel_count && i < capacity; i++)
        channels[i] = from->channels[i];
    if (channel_count != NULL)
        *channel_count = from->channel_count;
}

netmkt_status netmkt_campaign_get(netmkt_store *store, netmkt_campaign_id id, netmkt_campaign *campaign, const char **name,
                                  const char **audience, const char **content, netmkt_channel_id *channels, size_t capacity, size_t *channel_count)
{
    const netmkt__campaigns *campaigns;
    int there;

    if (name != NULL)
        *name = NULL;
    if (audience != NULL)
        *audience = NULL;
    if (content != NULL)
        *content = NULL;
    if (channel_count != NULL)
        *channel_count = 0;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (campaign != NULL && campaign->struct_size != sizeof *campaign)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "a campaign of %u bytes, this library knows %zu", campaign->struct_size, sizeof *campaign);
    netmkt__store_lock_read(store);
    campaigns = &store->records.campaigns;
    there = id - 1 < campaigns->names.map.count;
    if (there)
        give_campaign(campaigns->entries[id - 1], campaign, audience, content, channels, capacity, channel_count);
    if (there && name != NULL)
        *name = campaigns->names.texts[id - 1];
    netmkt__store_unlock(store);
    return there ? NETMKT_OK : NETMKT_DONE;
}

netmkt_status netmkt_offer_put(netmkt_store *store, const char *name, const netmkt_offer *offer, netmkt_offer_id *out)
{
    netmkt_offer none;
    netmkt__offer facts;
    netmkt_offer_id id = 0;
    netmkt_status status;

    if (out != NULL)
        *out = 0;
    if (store == NULL || name == NULL)
        return netmkt__misuse("store and name are needed");
    netmkt_offer_init(&none);
    if (offer == NULL)
        offer = &none;
    if (offer->struct_size != sizeof *offer)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "an offer of %u bytes, this library knows %zu; use netmkt_offer_init()", offer->struct_size, sizeof *offer);
    if (offer->reserved != 0)
        return netmkt__misuse("the reserved field of an offer is not 0");
    facts = (netmkt__offer){offer->price, offer->unit_cost, offer->start_ms, offer->end_ms};
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__store_record_room(store, 64 + NAME_MOST);
    if (status == NETMKT_OK)
        status = netmkt__offer_put(&store->records.offers, name, strlen(name), &facts, &id);
    if (status == NETMKT_OK && netmkt__store_keeps(store)) {
        size_t begun = netmkt__store_record_begin(store, NETMKT__RECORD_OFFER);

        netmkt__offer_encode(&store->records.offers, id - 1, &store->pending);
        netmkt__store_record_end(store, begun);
    }
    netmkt__store_write_end(store);
    if (out != NULL)
        *out = id;
    return status;
}

netmkt_status netmkt_offer_by_name(netmkt_store *store, const char *name, netmkt_offer_id *out)
{
    if (out != NULL)
        *out = 0;
    if (store == NULL || name == NULL || out == NULL)
        return netmkt__misuse("store, name and out are needed");
    return by_name(store, &store->records.offers.names.map, "offer", name, out);
}

netmkt_status netmkt_offer_get(netmkt_store *store, netmkt_offer_id id, netmkt_offer *offer, const char **name)
{
    const netmkt__offers *offers;
    int there;

    if (name != NULL)
        *name = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (offer != NULL && offer->struct_size != sizeof *offer)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "an offer of %u bytes, this library knows %zu", offer->struct_size, sizeof *offer);
    netmkt__store_lock_read(store);
    offers = &store->records.offers;
    there = id - 1 < offers->names.map.count;
    if (there && offer != NULL) {
        const netmkt__offer *from = &offers->entries[id - 1];

        *offer = (netmkt_offer){.struct_size = sizeof *offer, .price = from->price, .unit_cost = from->unit_cost,
                                .start_ms = from->start_ms, .end_ms = from->end_ms};
    }
    if (there && name != NULL)
        *name = offers->names.texts[id - 1];
    netmkt__store_unlock(store);
    return there ? NETMKT_OK : NETMKT_DONE;
}
