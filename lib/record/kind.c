/* Kinds of events: the built-in ones with function, initiator and engagement weight, and those the embedder registers.
 * docs/events.md has the table of the built-in ones in words. */
#include "record/kind.h"

#include "base/status.h"

#define NAME_MOST 63
#define CUSTOM_MOST 65279u
#define WEIGHT_MOST 100.0

#define CUSTOMER NETMKT_INITIATOR_CUSTOMER
#define BUSINESS NETMKT_INITIATOR_BUSINESS
#define THIRD NETMKT_INITIATOR_THIRD

static const struct {
    const char *name;
    netmkt__kind_properties properties;
} built_in[NETMKT__KIND_BUILT_IN + 1] = {
    [NETMKT_KIND_IMPRESSION] = {"impression", {NETMKT_FUNCTION_BRAND, BUSINESS, 0.0}},
    [NETMKT_KIND_MESSAGE] = {"message", {NETMKT_FUNCTION_INFORMATION_RELEASE, BUSINESS, 0.0}},
    [NETMKT_KIND_OPEN] = {"open", {NETMKT_FUNCTION_INFORMATION_RELEASE, CUSTOMER, 0.5}},
    [NETMKT_KIND_CLICK] = {"click", {NETMKT_FUNCTION_WEBSITE_PROMOTION, CUSTOMER, 1.0}},
    [NETMKT_KIND_VISIT] = {"visit", {NETMKT_FUNCTION_WEBSITE_PROMOTION, CUSTOMER, 1.0}},
    [NETMKT_KIND_VIEW] = {"view", {NETMKT_FUNCTION_SALES_PROMOTION, CUSTOMER, 0.5}},
    [NETMKT_KIND_SEARCH] = {"search", {NETMKT_FUNCTION_WEBSITE_PROMOTION, CUSTOMER, 1.0}},
    [NETMKT_KIND_INQUIRY] = {"inquiry", {NETMKT_FUNCTION_CUSTOMER_SERVICE, CUSTOMER, 1.0}},
    [NETMKT_KIND_REPLY] = {"reply", {NETMKT_FUNCTION_CUSTOMER_SERVICE, CUSTOMER, 1.0}},
    [NETMKT_KIND_REGISTER] = {"register", {NETMKT_FUNCTION_CUSTOMER_RELATIONSHIP, CUSTOMER, 1.0}},
    [NETMKT_KIND_SUBSCRIBE] = {"subscribe", {NETMKT_FUNCTION_CUSTOMER_RELATIONSHIP, CUSTOMER, 1.0}},
    [NETMKT_KIND_UNSUBSCRIBE] = {"unsubscribe", {NETMKT_FUNCTION_CUSTOMER_RELATIONSHIP, CUSTOMER, 0.0}},
    [NETMKT_KIND_DOWNLOAD] = {"download", {NETMKT_FUNCTION_INFORMATION_RELEASE, CUSTOMER, 1.0}},
    [NETMKT_KIND_CART] = {"cart", {NETMKT_FUNCTION_ONLINE_SALES, CUSTOMER, 1.0}},
    [NETMKT_KIND_ORDER] = {"order", {NETMKT_FUNCTION_ONLINE_SALES, CUSTOMER, 3.0}},
    [NETMKT_KIND_PAYMENT] = {"payment", {NETMKT_FUNCTION_ONLINE_SALES, CUSTOMER, 1.0}},
    [NETMKT_KIND_DELIVERY] = {"delivery", {NETMKT_FUNCTION_ONLINE_SALES, BUSINESS, 0.0}},
    [NETMKT_KIND_RETURN] = {"return", {NETMKT_FUNCTION_CUSTOMER_SERVICE, CUSTOMER, 0.0}},
    [NETMKT_KIND_SERVICE] = {"service", {NETMKT_FUNCTION_CUSTOMER_SERVICE, CUSTOMER, 1.0}},
    [NETMKT_KIND_RESOLUTION] = {"resolution", {NETMKT_FUNCTION_CUSTOMER_SERVICE, BUSINESS, 0.0}},
    [NETMKT_KIND_REVIEW] = {"review", {NETMKT_FUNCTION_ONLINE_RESEARCH, CUSTOMER, 2.0}},
    [NETMKT_KIND_SURVEY] = {"survey", {NETMKT_FUNCTION_ONLINE_RESEARCH, CUSTOMER, 1.0}},
    [NETMKT_KIND_REFERRAL] = {"referral", {NETMKT_FUNCTION_CUSTOMER_RELATIONSHIP, CUSTOMER, 2.0}},
    [NETMKT_KIND_SHARE] = {"share", {NETMKT_FUNCTION_BRAND, CUSTOMER, 1.0}},
    [NETMKT_KIND_COMPLAINT] = {"complaint", {NETMKT_FUNCTION_CUSTOMER_SERVICE, CUSTOMER, 0.0}},
    [NETMKT_KIND_BOUNCE] = {"bounce", {NETMKT_FUNCTION_INFORMATION_RELEASE, THIRD, 0.0}},
};

void netmkt_kind_init(netmkt_kind *kind)
{
    if (kind == NULL)
        return;
    memset(kind, 0, sizeof *kind);
    kind->struct_size = sizeof *kind;
    kind->initiator = NETMKT_INITIATOR_CUSTOMER;
    kind->weight = 1.0;
}

const char *netmkt_kind_name(netmkt_kind_id id)
{
    return id <= NETMKT__KIND_BUILT_IN ? built_in[id].name : NULL;
}

void netmkt__kinds_init(netmkt__kinds *kinds, netmkt_context *context)
{
    memset(kinds, 0, sizeof *kinds);
    netmkt__names_init(&kinds->names, context);
}

void netmkt__kinds_free(netmkt__kinds *kinds)
{
    netmkt_context *context = kinds->names.map.context;

    netmkt__free(context, kinds->properties);
    netmkt__names_free(&kinds->names);
    netmkt__kinds_init(kinds, context);
}

const char *netmkt__kind_name_of(const netmkt__kinds *kinds, uint32_t id)
{
    if (!netmkt__kind_known(kinds, id))
        return NULL;
    return id < NETMKT_KIND_CUSTOM ? built_in[id].name : kinds->names.texts[id - NETMKT_KIND_CUSTOM];
}

const netmkt__kind_properties *netmkt__kind_properties_of(const netmkt__kinds *kinds, uint32_t id)
{
    if (!netmkt__kind_known(kinds, id))
        return NULL;
    return id < NETMKT_KIND_CUSTOM ? &built_in[id].properties : &kinds->properties[id - NETMKT_KIND_CUSTOM];
}

uint32_t netmkt__kind_end(const netmkt__kinds *kinds)
{
    return kinds->names.map.count == 0 ? NETMKT__KIND_BUILT_IN + 1 : NETMKT_KIND_CUSTOM + kinds->names.map.count;
}

netmkt_kind_id netmkt__kind_find(const netmkt__kinds *kinds, const char *name, size_t length)
{
    uint32_t number = netmkt__map_find(&kinds->names.map, name, length);

    for (netmkt_kind_id i = 1; i <= NETMKT__KIND_BUILT_IN; i++)
        if (strlen(built_in[i].name) == length && memcmp(built_in[i].name, name, length) == 0)
            return i;
    return number == NETMKT__MAP_NONE ? 0 : (netmkt_kind_id)(NETMKT_KIND_CUSTOM + number);
}

static netmkt_status check(const char *name, size_t length, const netmkt__kind_properties *properties)
{
    netmkt_status status = netmkt__name_check("kind", name, length, NAME_MOST, 1);

    if (status != NETMKT_OK)
        return status;
    if (netmkt_function_name(properties->function) == NULL)
        return netmkt__fail(NETMKT_E_INVALID, "unknown function %d of kind '%.*s'", properties->function, (int)length, name);
    if (properties->initiator < CUSTOMER || properties->initiator > THIRD)
        return netmkt__fail(NETMKT_E_INVALID, "unknown initiator %d of kind '%.*s'", properties->initiator, (int)length, name);
    if (!(properties->weight >= 0.0 && properties->weight <= WEIGHT_MOST))
        return netmkt__fail(NETMKT_E_INVALID, "weight %g of kind '%.*s' is not within 0 to 100", properties->weight, (int)length, name);
    return NETMKT_OK;
}

static netmkt_status add(netmkt__kinds *kinds, const char *name, size_t length, const netmkt__kind_properties *properties, netmkt_kind_id *out)
{
    uint32_t number = kinds->names.map.count;
    netmkt_status status;

    if (number >= CUSTOM_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "%u kinds are registered already; there can be no more", CUSTOM_MOST);
    status = netmkt__grow(kinds->names.map.context, &kinds->properties, &kinds->capacity, (size_t)number + 1, sizeof *kinds->properties);
    if (status == NETMKT_OK)
        status = netmkt__names_add(&kinds->names, name, length);
    if (status != NETMKT_OK)
        return status;
    kinds->properties[number] = *properties;
    *out = (netmkt_kind_id)(NETMKT_KIND_CUSTOM + number);
    return NETMKT_OK;
}

netmkt_status netmkt__kind_put(netmkt__kinds *kinds, const char *name, size_t length, const netmkt__kind_properties *properties,
                               netmkt_kind_id *out, int *added)
{
    netmkt_status status = check(name, length, properties);
    const netmkt__kind_properties *there;
    netmkt_kind_id id;

    *added = 0;
    if (status != NETMKT_OK)
        return status;
    id = netmkt__kind_find(kinds, name, length);
    if (id == 0) {
        status = add(kinds, name, length, properties, out);
        *added = status == NETMKT_OK;
        return status;
    }
    there = netmkt__kind_properties_of(kinds, id);
    if (there->function != properties->function || there->initiator != properties->initiator ||
        there->weight < properties->weight || there->weight > properties->weight)
        return netmkt__fail(NETMKT_E_EXISTS, "kind '%.*s' is there with function %s, initiator %d and weight %g", (int)length, name,
                            netmkt_function_name(there->function), there->initiator, there->weight);
    *out = id;
    return NETMKT_OK;
}

void netmkt__kinds_truncate(netmkt__kinds *kinds, uint32_t count)
{
    netmkt__names_truncate(&kinds->names, count);
}

size_t netmkt__kind_size(const netmkt__kinds *kinds, uint32_t i)
{
    return 20 + netmkt__map_length(&kinds->names.map, i);
}

void netmkt__kind_encode(const netmkt__kinds *kinds, uint32_t i, netmkt__buffer *buffer)
{
    const netmkt__kind_properties *properties = &kinds->properties[i];

    netmkt__buffer_u32(buffer, (uint32_t)properties->function);
    netmkt__buffer_u32(buffer, (uint32_t)properties->initiator);
    netmkt__buffer_bytes(buffer, &properties->weight, sizeof properties->weight);
    netmkt__buffer_text(buffer, kinds->names.texts[i], netmkt__map_length(&kinds->names.map, i));
}

netmkt_status netmkt__kind_decode(netmkt__kinds *kinds, netmkt__reader *reader)
{
    netmkt__kind_properties properties;
    uint64_t weight;
    const char *name;
    size_t length;
    netmkt_kind_id id;
    netmkt_status status;
    int added;

    properties.function = (int32_t)netmkt__reader_u32(reader);
    properties.initiator = (int32_t)netmkt__reader_u32(reader);
    weight = netmkt__reader_u64(reader);
    memcpy(&properties.weight, &weight, sizeof weight);
    name = netmkt__reader_text(reader, NAME_MOST, &length);
    if (reader->failed)
        return netmkt__fail(NETMKT_E_CORRUPT, "a kind's definition is cut short");
    status = netmkt__kind_put(kinds, name, length, &properties, &id, &added);
    if (status == NETMKT_E_NOMEM)
        return status;
    if (status != NETMKT_OK || !added)
        return netmkt__fail(NETMKT_E_CORRUPT, "a kind's definition is not valid, or there twice");
    return NETMKT_OK;
}
