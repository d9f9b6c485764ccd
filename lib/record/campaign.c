/* Campaigns: by name, replaced as a whole. */
#include "record/campaign.h"

#include "base/status.h"
#include "base/text.h"
#include "record/event.h"

#define NAME_MOST 255
#define TEXT_MOST 4095

void netmkt_campaign_init(netmkt_campaign *campaign)
{
    if (campaign == NULL)
        return;
    memset(campaign, 0, sizeof *campaign);
    campaign->struct_size = sizeof *campaign;
}

void netmkt__campaigns_init(netmkt__campaigns *campaigns, netmkt_context *context)
{
    memset(campaigns, 0, sizeof *campaigns);
    netmkt__names_init(&campaigns->names, context);
}

void netmkt__campaigns_mark(netmkt__campaigns *campaigns)
{
    netmkt_context *context = campaigns->names.map.context;

    for (size_t i = 0; i < campaigns->undo_count; i++)
        netmkt__free(context, campaigns->undo[i].old);
    netmkt__free(context, campaigns->undo);
    campaigns->undo = NULL;
    campaigns->undo_count = campaigns->undo_capacity = 0;
    campaigns->mark = campaigns->names.map.count;
}

void netmkt__campaigns_free(netmkt__campaigns *campaigns)
{
    netmkt_context *context = campaigns->names.map.context;

    netmkt__campaigns_mark(campaigns);
    for (uint32_t i = 0; i < campaigns->names.map.count; i++)
        netmkt__free(context, campaigns->entries[i]);
    netmkt__free(context, campaigns->entries);
    netmkt__names_free(&campaigns->names);
    netmkt__campaigns_init(campaigns, context);
}

void netmkt__campaigns_rollback(netmkt__campaigns *campaigns)
{
    netmkt_context *context = campaigns->names.map.context;

    while (campaigns->undo_count > 0) {
        netmkt__campaign_undo *undo = &campaigns->undo[--campaigns->undo_count];

        netmkt__free(context, campaigns->entries[undo->number]);
        campaigns->entries[undo->number] = undo->old;
    }
    for (uint32_t i = campaigns->mark; i < campaigns->names.map.count; i++)
        netmkt__free(context, campaigns->entries[i]);
    netmkt__names_truncate(&campaigns->names, campaigns->mark);
    netmkt__campaigns_mark(campaigns);
}

static netmkt_status check_text(const char *what, const char *text, size_t length)
{
    if (length > TEXT_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "the %s of a campaign has %zu bytes; at most %d are allowed", what, length, TEXT_MOST);
    if (!netmkt__utf8_valid(text, length))
        return netmkt__fail(NETMKT_E_FORMAT, "the %s of a campaign is no UTF-8 text", what);
    return NETMKT_OK;
}

static int no_time(int64_t time_ms)
{
    return time_ms < NETMKT_TIME_MIN || time_ms > NETMKT_TIME_MAX;
}

static netmkt_status check(const netmkt__channels *channels, const netmkt__campaign_facts *facts)
{
    netmkt_status status = netmkt__name_check("campaign", facts->name, facts->name_length, NAME_MOST, 0);

    if (status == NETMKT_OK)
        status = check_text("audience", facts->audience, facts->audience_length);
    if (status == NETMKT_OK)
        status = check_text("content", facts->content, facts->content_length);
    if (status != NETMKT_OK)
        return status;
    if (netmkt_function_name(facts->function) == NULL)
        return netmkt__fail(NETMKT_E_INVALID, "unknown function %d of a campaign", facts->function);
    if (facts->budget < 0)
        return netmkt__fail(NETMKT_E_INVALID, "the budget %lld of a campaign is negative", (long long)facts->budget);
    if (no_time(facts->start_ms) || no_time(facts->end_ms) || (facts->end_ms != 0 && facts->end_ms < facts->start_ms))
        return netmkt__fail(NETMKT_E_INVALID, "a campaign from %lld to %lld", (long long)facts->start_ms, (long long)facts->end_ms);
    if (facts->channel_count > NETMKT__CAMPAIGN_CHANNELS)
        return netmkt__fail(NETMKT_E_INVALID, "%zu channels of a campaign; at most %d are allowed", facts->channel_count, NETMKT__CAMPAIGN_CHANNELS);
    for (size_t i = 0; i < facts->channel_count; i++)
        if (!netmkt__channel_known(channels, facts->channels[i]))
            return netmkt__fail(NETMKT_E_INVALID, "there is no channel %u", facts->channels[i]);
    return NETMKT_OK;
}

static netmkt__campaign *campaign_new(netmkt_context *context, const netmkt__campaign_facts *facts)
{
    netmkt__campaign *campaign = netmkt__calloc(context, 1, sizeof *campaign + facts->audience_length + facts->content_length + 2);

    if (campaign == NULL)
        return NULL;
    campaign->budget = facts->budget;
    campaign->start_ms = facts->start_ms;
    campaign->end_ms = facts->end_ms;
    campaign->function = facts->function;
    campaign->channel_count = (uint32_t)facts->channel_count;
    if (facts->channel_count != 0)
        memcpy(campaign->channels, facts->channels, facts->channel_count * sizeof *facts->channels);
    campaign->audience_length = (uint32_t)facts->audience_length;
    campaign->content_length = (uint32_t)facts->content_length;
    memcpy(campaign->texts, facts->audience, facts->audience_length);
    memcpy(campaign->texts + facts->audience_length + 1, facts->content, facts->content_length);
    return campaign;
}

/* Everything that may fail comes before the entry is put in its place. */
static netmkt_status place(netmkt__campaigns *campaigns, const netmkt__campaign_facts *facts, netmkt__campaign *campaign, netmkt_campaign_id *out)
{
    netmkt_context *context = campaigns->names.map.context;
    uint32_t number = netmkt__map_find(&campaigns->names.map, facts->name, facts->name_length), count = campaigns->names.map.count;
    netmkt_status status;

    if (number != NETMKT__MAP_NONE) {
        status = netmkt__grow(context, &campaigns->undo, &campaigns->undo_capacity, campaigns->undo_count + 1, sizeof *campaigns->undo);
        if (status != NETMKT_OK)
            return status;
        campaigns->undo[campaigns->undo_count++] = (netmkt__campaign_undo){campaigns->entries[number], number};
    } else {
        number = count;
        status = netmkt__grow(context, &campaigns->entries, &campaigns->capacity, (size_t)count + 1, sizeof *campaigns->entries);
        if (status == NETMKT_OK)
            status = netmkt__names_add(&campaigns->names, facts->name, facts->name_length);
        if (status != NETMKT_OK)
            return status;
    }
    campaigns->entries[number] = campaign;
    *out = number + 1;
    return NETMKT_OK;
}

netmkt_status netmkt__campaign_put(netmkt__campaigns *campaigns, const netmkt__channels *channels, const netmkt__campaign_facts *facts, netmkt_campaign_id *out)
{
    netmkt_status status = check(channels, facts);
    netmkt__campaign *campaign;

    if (status != NETMKT_OK)
        return status;
    campaign = campaign_new(campaigns->names.map.context, facts);
    if (campaign == NULL)
        return netmkt__nomem();
    status = place(campaigns, facts, campaign, out);
    if (status != NETMKT_OK)
        netmkt__free(campaigns->names.map.context, campaign);
    return status;
}

size_t netmkt__campaign_size(const netmkt__campaigns *campaigns, uint32_t i)
{
    const netmkt__campaign *campaign = campaigns->entries[i];

    return 44 + campaign->channel_count * sizeof(uint16_t) + netmkt__map_length(&campaigns->names.map, i) + campaign->audience_length +
           campaign->content_length;
}

void netmkt__campaign_encode(const netmkt__campaigns *campaigns, uint32_t i, netmkt__buffer *buffer)
{
    const netmkt__campaign *campaign = campaigns->entries[i];

    netmkt__buffer_u64(buffer, (uint64_t)campaign->budget);
    netmkt__buffer_u64(buffer, (uint64_t)campaign->start_ms);
    netmkt__buffer_u64(buffer, (uint64_t)campaign->end_ms);
    netmkt__buffer_u32(buffer, (uint32_t)campaign->function);
    netmkt__buffer_u32(buffer, campaign->channel_count);
    for (uint32_t k = 0; k < campaign->channel_count; k++)
        netmkt__buffer_u16(buffer, campaign->channels[k]);
    netmkt__buffer_text(buffer, campaigns->names.texts[i], netmkt__map_length(&campaigns->names.map, i));
    netmkt__buffer_text(buffer, campaign->texts, campaign->audience_length);
    netmkt__buffer_text(buffer, campaign->texts + campaign->audience_length + 1, campaign->content_length);
}

netmkt_status netmkt__campaign_decode(netmkt__campaigns *campaigns, const netmkt__channels *channels, netmkt__reader *reader)
{
    netmkt_channel_id used[NETMKT__CAMPAIGN_CHANNELS];
    netmkt__campaign_facts facts = {.channels = used};
    netmkt_campaign_id id;
    netmkt_status status;

    facts.budget = (int64_t)netmkt__reader_u64(reader);
    facts.start_ms = (int64_t)netmkt__reader_u64(reader);
    facts.end_ms = (int64_t)netmkt__reader_u64(reader);
    facts.function = (int32_t)netmkt__reader_u32(reader);
    facts.channel_count = netmkt__reader_u32(reader);
    for (size_t i = 0; i < facts.channel_count && i < NETMKT__CAMPAIGN_CHANNELS; i++)
        used[i] = netmkt__reader_u16(reader);
    if (facts.channel_count > NETMKT__CAMPAIGN_CHANNELS)
        reader->failed = 1;
    facts.name = netmkt__reader_text(reader, NAME_MOST, &facts.name_length);
    facts.audience = netmkt__reader_text(reader, TEXT_MOST, &facts.audience_length);
    facts.content = netmkt__reader_text(reader, TEXT_MOST, &facts.content_length);
    if (reader->failed)
        return netmkt__fail(NETMKT_E_CORRUPT, "a campaign is cut short");
    status = netmkt__campaign_put(campaigns, channels, &facts, &id);
    if (status == NETMKT_E_NOMEM || status == NETMKT_OK)
        return status;
    return netmkt__prefix(NETMKT_E_CORRUPT, "stored campaign: ");
}
