/* A hash table from evidence to text. */
#include "stage/reasons.h"

#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "stage/explain.h"

#define FIRST_PLACES 1024

void netmkt__reasons_init(netmkt__reasons *reasons, const netmkt_store *store, const netmkt_readiness_rules *rules, netmkt_table *table)
{
    memset(reasons, 0, sizeof *reasons);
    reasons->store = store;
    reasons->rules = rules;
    reasons->table = table;
}

void netmkt__reasons_free(netmkt__reasons *reasons)
{
    netmkt__free(netmkt__store_context(reasons->store), reasons->place);
}

static int same(const netmkt__evidence *a, const netmkt__evidence *b)
{
    return a->rule == b->rule && a->count == b->count && a->kind == b->kind && a->channel == b->channel;
}

/* Where some evidence is, or belongs. */
static netmkt__reason *place_of(netmkt__reason *place, size_t places, const netmkt__evidence *evidence)
{
    uint64_t h = (uint64_t)evidence->count * UINT64_C(0x9e3779b97f4a7c15);
    size_t at;

    h ^= ((uint64_t)evidence->rule << 32 | (uint64_t)evidence->kind << 16 | evidence->channel) * UINT64_C(0xc2b2ae3d27d4eb4f);
    h = (h ^ h >> 31) * UINT64_C(0xbf58476d1ce4e5b9);
    at = (size_t)(h >> 24) & (places - 1);
    while (place[at].text != NULL && !same(&place[at].evidence, evidence))
        at = (at + 1) & (places - 1);
    return &place[at];
}

static netmkt_status make_places(netmkt__reasons *reasons)
{
    netmkt_context *context = netmkt__store_context(reasons->store);
    size_t places = reasons->places != 0 ? reasons->places * 2 : FIRST_PLACES;
    netmkt__reason *place = netmkt__calloc(context, places, sizeof *place);

    if (place == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < reasons->places; i++) {
        if (reasons->place[i].text != NULL)
            *place_of(place, places, &reasons->place[i].evidence) = reasons->place[i];
    }
    netmkt__free(context, reasons->place);
    reasons->place = place;
    reasons->places = places;
    return NETMKT_OK;
}

static netmkt_status write_text(netmkt__reasons *reasons, const netmkt__evidence *evidence, const char **text)
{
    char buffer[NETMKT__STAGE_TEXT];
    netmkt_stage stage = {.rule = evidence->rule, .evidence_count = evidence->count,
                          .evidence_kind = evidence->kind, .evidence_channel = evidence->channel};
    size_t length = netmkt__readiness_reason(reasons->store, reasons->rules, &stage, 0, buffer);

    *text = netmkt__table_copy(reasons->table, buffer, length);
    return *text != NULL ? NETMKT_OK : netmkt__nomem();
}

netmkt_status netmkt__reason_of(netmkt__reasons *reasons, const netmkt__evidence *evidence, const char **text)
{
    netmkt__reason *place;

    if (reasons->taken * 2 >= reasons->places) {
        netmkt_status status = make_places(reasons);

        if (status != NETMKT_OK)
            return status;
    }
    place = place_of(reasons->place, reasons->places, evidence);
    if (place->text == NULL) {
        netmkt_status status = write_text(reasons, evidence, &place->text);

        if (status != NETMKT_OK)
            return status;
        place->evidence = *evidence;
        reasons->taken++;
    }
    *text = place->text;
    return NETMKT_OK;
}
