/* Channels: the built-in ones with their properties, and those the embedder registers. */
#include "record/channel.h"

#include "base/status.h"

#define NAME_MOST 63
#define ALL_PROPERTIES 31u
#define CUSTOM_MOST 65279u

#define PUSH NETMKT_CHANNEL_PUSH
#define TWO_WAY NETMKT_CHANNEL_TWO_WAY
#define ONE_TO_ONE NETMKT_CHANNEL_ONE_TO_ONE
#define TRADITIONAL NETMKT_CHANNEL_TRADITIONAL
#define REAL_TIME NETMKT_CHANNEL_REAL_TIME

static const struct {
    const char *name;
    uint32_t properties;
} built_in[NETMKT__CHANNEL_BUILT_IN + 1] = {
    [NETMKT_CHANNEL_SEM] = {"sem", 0},
    [NETMKT_CHANNEL_SEO] = {"seo", 0},
    [NETMKT_CHANNEL_FORUM] = {"forum", TWO_WAY},
    [NETMKT_CHANNEL_BLOG] = {"blog", TWO_WAY},
    [NETMKT_CHANNEL_MICROBLOG] = {"microblog", PUSH | TWO_WAY},
    [NETMKT_CHANNEL_NEWS] = {"news", PUSH},
    [NETMKT_CHANNEL_B2B] = {"b2b", TWO_WAY | ONE_TO_ONE},
    [NETMKT_CHANNEL_IM] = {"im", PUSH | TWO_WAY | ONE_TO_ONE | REAL_TIME},
    [NETMKT_CHANNEL_EBOOK] = {"ebook", 0},
    [NETMKT_CHANNEL_EMAIL] = {"email", PUSH | TWO_WAY | ONE_TO_ONE},
    [NETMKT_CHANNEL_ADVERTISING] = {"advertising", PUSH},
    [NETMKT_CHANNEL_AFFILIATE] = {"affiliate", PUSH},
    [NETMKT_CHANNEL_RSS] = {"rss", 0},
    [NETMKT_CHANNEL_TOOLBAR] = {"toolbar", PUSH},
    [NETMKT_CHANNEL_WEBSITE] = {"website", TWO_WAY},
    [NETMKT_CHANNEL_SEARCH_ENGINE] = {"search_engine", 0},
    [NETMKT_CHANNEL_LETTER] = {"letter", PUSH | ONE_TO_ONE | TRADITIONAL},
    [NETMKT_CHANNEL_TELEPHONE] = {"telephone", PUSH | TWO_WAY | ONE_TO_ONE | TRADITIONAL | REAL_TIME},
    [NETMKT_CHANNEL_FACE_TO_FACE] = {"face_to_face", TWO_WAY | ONE_TO_ONE | TRADITIONAL | REAL_TIME},
    [NETMKT_CHANNEL_TELEVISION] = {"television", PUSH | TRADITIONAL},
    [NETMKT_CHANNEL_RADIO] = {"radio", PUSH | TRADITIONAL},
    [NETMKT_CHANNEL_PRESS] = {"press", PUSH | TRADITIONAL},
    [NETMKT_CHANNEL_DIRECT] = {"direct", 0},
    [NETMKT_CHANNEL_SOCIAL] = {"social", TWO_WAY},
    [NETMKT_CHANNEL_SMS] = {"sms", PUSH | TWO_WAY | ONE_TO_ONE},
    [NETMKT_CHANNEL_APP] = {"app", TWO_WAY | ONE_TO_ONE},
};

static const char *const functions[] = {"none",         "brand",        "website_promotion", "information_release",   "sales_promotion",
                                        "online_sales", "customer_service", "customer_relationship", "online_research"};

const char *netmkt_function_name(int32_t function)
{
    return function >= 0 && function <= NETMKT_FUNCTION_ONLINE_RESEARCH ? functions[function] : NULL;
}

int32_t netmkt_function_by_name(const char *name)
{
    for (int32_t i = 0; name != NULL && i <= NETMKT_FUNCTION_ONLINE_RESEARCH; i++)
        if (strcmp(functions[i], name) == 0)
            return i;
    return -1;
}

const char *netmkt_channel_name(netmkt_channel_id id)
{
    return id <= NETMKT__CHANNEL_BUILT_IN ? built_in[id].name : NULL;
}

void netmkt__channels_init(netmkt__channels *channels, netmkt_context *context)
{
    memset(channels, 0, sizeof *channels);
    netmkt__names_init(&channels->names, context);
}

void netmkt__channels_free(netmkt__channels *channels)
{
    netmkt_context *context = channels->names.map.context;

    netmkt__free(context, channels->properties);
    netmkt__names_free(&channels->names);
    netmkt__channels_init(channels, context);
}

const char *netmkt__channel_name_of(const netmkt__channels *channels, uint32_t id)
{
    if (!netmkt__channel_known(channels, id))
        return NULL;
    return id < NETMKT_CHANNEL_CUSTOM ? built_in[id].name : channels->names.texts[id - NETMKT_CHANNEL_CUSTOM];
}

uint32_t netmkt__channel_properties_of(const netmkt__channels *channels, uint32_t id)
{
    if (!netmkt__channel_known(channels, id))
        return 0;
    return id < NETMKT_CHANNEL_CUSTOM ? built_in[id].properties : channels->properties[id - NETMKT_CHANNEL_CUSTOM];
}

uint32_t netmkt__channel_end(const netmkt__channels *channels)
{
    return channels->names.map.count == 0 ? NETMKT__CHANNEL_BUILT_IN + 1 : NETMKT_CHANNEL_CUSTOM + channels->names.map.count;
}

netmkt_channel_id netmkt__channel_find(const netmkt__channels *channels, const char *name, size_t length)
{
    uint32_t number = netmkt__map_find(&channels->names.map, name, length);

    for (netmkt_channel_id i = 1; i <= NETMKT__CHANNEL_BUILT_IN; i++)
        if (strlen(built_in[i].name) == length && memcmp(built_in[i].name, name, length) == 0)
            return i;
    return number == NETMKT__MAP_NONE ? 0 : (netmkt_channel_id)(NETMKT_CHANNEL_CUSTOM + number);
}

static netmkt_status add(netmkt__channels *channels, const char *name, size_t length, uint32_t properties, netmkt_channel_id *out)
{
    uint32_t number = channels->names.map.count;
    netmkt_status status;

    if (number >= CUSTOM_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "%u channels are registered already; there can be no more", CUSTOM_MOST);
    status = netmkt__grow(channels->names.map.context, &channels->properties, &channels->capacity, (size_t)number + 1,
                          sizeof *channels->properties);
    if (status == NETMKT_OK)
        status = netmkt__names_add(&channels->names, name, length);
    if (status != NETMKT_OK)
        return status;
    channels->properties[number] = properties;
    *out = (netmkt_channel_id)(NETMKT_CHANNEL_CUSTOM + number);
    return NETMKT_OK;
}

netmkt_status netmkt__channel_put(netmkt__channels *channels, const char *name, size_t length, uint32_t properties, netmkt_channel_id *out, int *added)
{
    netmkt_status status = netmkt__name_check("channel", name, length, NAME_MOST, 1);
    netmkt_channel_id id;

    *added = 0;
    if (status != NETMKT_OK)
        return status;
    if ((properties & ~ALL_PROPERTIES) != 0)
        return netmkt__fail(NETMKT_E_INVALID, "unknown properties 0x%x of channel '%.*s'", properties & ~ALL_PROPERTIES, (int)length, name);
    id = netmkt__channel_find(channels, name, length);
    if (id == 0) {
        status = add(channels, name, length, properties, out);
        *added = status == NETMKT_OK;
        return status;
    }
    if (netmkt__channel_properties_of(channels, id) != properties)
        return netmkt__fail(NETMKT_E_EXISTS, "channel '%.*s' is there with properties 0x%x, not 0x%x", (int)length, name,
                            netmkt__channel_properties_of(channels, id), properties);
    *out = id;
    return NETMKT_OK;
}

void netmkt__channels_truncate(netmkt__channels *channels, uint32_t count)
{
    netmkt__names_truncate(&channels->names, count);
}

size_t netmkt__channel_size(const netmkt__channels *channels, uint32_t i)
{
    return 8 + netmkt__map_length(&channels->names.map, i);
}

void netmkt__channel_encode(const netmkt__channels *channels, uint32_t i, netmkt__buffer *buffer)
{
    netmkt__buffer_u32(buffer, channels->properties[i]);
    netmkt__buffer_text(buffer, channels->names.texts[i], netmkt__map_length(&channels->names.map, i));
}

netmkt_status netmkt__channel_decode(netmkt__channels *channels, netmkt__reader *reader)
{
    uint32_t properties = netmkt__reader_u32(reader);
    size_t length;
    const char *name = netmkt__reader_text(reader, NAME_MOST, &length);
    netmkt_channel_id id;
    netmkt_status status;
    int added;

    if (reader->failed)
        return netmkt__fail(NETMKT_E_CORRUPT, "a channel's definition is cut short");
    status = netmkt__channel_put(channels, name, length, properties, &id, &added);
    if (status == NETMKT_E_NOMEM)
        return status;
    if (status != NETMKT_OK || !added)
        return netmkt__fail(NETMKT_E_CORRUPT, "a channel's definition is not valid, or there twice");
    return NETMKT_OK;
}
