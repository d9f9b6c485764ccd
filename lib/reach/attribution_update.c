/* Paths into a state: from the caller's arrays, and from a store. Whatever is added goes to parts first, so that a failure leaves the state as it was. */
#include <string.h>

#include "base/settings.h"
#include "base/status.h"
#include "base/text.h"
#include "reach/attribution.h"
#include "value/crowd.h"

enum { MOST_NAME = 511, PARTS = 32 };

netmkt_status netmkt__channel_check(const char *name, size_t length)
{
    if (length == 0 || length > MOST_NAME)
        return netmkt__fail(NETMKT_E_INVALID, "a channel's name has 1 to %d bytes, not %zu", MOST_NAME, length);
    if (!netmkt__utf8_valid(name, length) || netmkt__has_control(name, length))
        return netmkt__fail(NETMKT_E_INVALID, "channel \"%.*s\": no UTF-8, or a control character", (int)length, name);
    return NETMKT_OK;
}

/* --- arrays --- */

static netmkt_status take_names(netmkt_attribution *part, size_t count, const char *const *names, uint16_t *channel)
{
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; status == NETMKT_OK && i < count; i++) {
        if (names[i] == NULL)
            return netmkt__fail(NETMKT_E_INVALID, "name %zu is NULL", i);
        status = netmkt__channel_check(names[i], strlen(names[i]));
        if (status == NETMKT_OK)
            status = netmkt__attribution_channel(part, names[i], strlen(names[i]), &channel[i]);
        if (status == NETMKT_OK && channel[i] != i + 1)
            status = netmkt__fail(NETMKT_E_INVALID, "name %zu, \"%s\", is there twice", i, names[i]);
    }
    return status;
}

/* Steps from..end of the arrays into the room. */
static netmkt_status take_steps(uint64_t from, uint64_t end, const uint32_t *step, const int64_t *time_ms, size_t name_count, uint16_t *room)
{
    for (uint64_t k = from; k < end; k++) {
        if (step[k] >= name_count)
            return netmkt__fail(NETMKT_E_INVALID, "step %llu is %u, of %zu names", (unsigned long long)k, (unsigned)step[k], name_count);
        if (time_ms != NULL && (time_ms[k] < NETMKT_TIME_MIN || time_ms[k] > NETMKT_TIME_MAX || (k > from && time_ms[k] < time_ms[k - 1])))
            return netmkt__fail(NETMKT_E_INVALID, "step %llu: its time is before that of the step before, or not in the years 0001 to 9999", (unsigned long long)k);
        room[k - from] = (uint16_t)(step[k] + 1);
    }
    return NETMKT_OK;
}

typedef struct arrays {
    const uint64_t *begin;
    const uint32_t *step;
    const int64_t *time_ms;
    size_t name_count;
    const uint64_t *conversions, *nulls;
    const int64_t *value;
} arrays;

static netmkt_status take_path(netmkt_attribution *part, const arrays *from, size_t i, uint16_t **room, size_t *capacity)
{
    uint64_t first = from->begin[i], end = from->begin[i + 1];
    uint64_t conversions = from->conversions != NULL ? from->conversions[i] : 1;
    int64_t value = from->value != NULL ? from->value[i] : 0;
    netmkt_status status;

    if (end <= first)
        return netmkt__fail(NETMKT_E_INVALID, "it has no step");
    if (value < 0)
        return netmkt__fail(NETMKT_E_RANGE, "its value is negative");
    status = netmkt__grow(part->context, room, capacity, (size_t)(end - first), sizeof **room);
    if (status == NETMKT_OK)
        status = take_steps(first, end, from->step, from->time_ms, from->name_count, *room);
    if (status == NETMKT_OK)
        status = netmkt__attribution_add(part, (size_t)(end - first), *room, from->time_ms != NULL ? from->time_ms + first : NULL, conversions,
                                         from->nulls != NULL ? from->nulls[i] : 0, (uint64_t)value);
    return status;
}

netmkt_status netmkt_attribution_update(netmkt_attribution *attribution, size_t n, const uint64_t *begin, const uint32_t *step, const int64_t *time_ms,
                                        size_t name_count, const char *const *names, const uint64_t *conversions, const int64_t *value,
                                        const uint64_t *nulls)
{
    const arrays from = {begin, step, time_ms, name_count, conversions, nulls, value};
    netmkt_attribution *part = NULL;
    uint16_t *channel = NULL, *room = NULL;
    size_t capacity = 0;
    netmkt_status status;

    if (attribution == NULL || (n > 0 && (begin == NULL || step == NULL || names == NULL)))
        return netmkt__misuse("attribution, begin, step and names are needed");
    status = netmkt__attribution_like(attribution, &part);
    if (status != NETMKT_OK)
        return status;
    if (n > 0) {
        channel = netmkt__alloc(attribution->context, name_count, sizeof *channel);
        status = channel != NULL ? take_names(part, name_count, names, channel) : netmkt__nomem();
    }
    for (size_t i = 0; status == NETMKT_OK && i < n; i++) {
        status = take_path(part, &from, i, &room, &capacity);
        if (status != NETMKT_OK && status != NETMKT_E_NOMEM)
            (void)netmkt__prefix(status, "path %zu: ", i);
    }
    if (status == NETMKT_OK)
        status = netmkt_attribution_merge(attribution, part);
    netmkt__free(attribution->context, channel);
    netmkt__free(attribution->context, room);
    netmkt_attribution_free(part);
    return status;
}

/* --- a store --- */

/* What one part of the customers gathers. */
typedef struct gatherer {
    netmkt_attribution *part;
    netmkt__path_reader reader;
    netmkt__tally channels; /* steps by their number: channel of the part */
    uint16_t *room;
    size_t capacity;
} gatherer;

typedef struct gathering {
    const netmkt_store *store;
    const netmkt__path_rules *rules;
    gatherer *of;
} gathering;

static netmkt_status channel_of(const gathering *g, gatherer *own, uint64_t step, uint16_t *out)
{
    uint32_t row = netmkt__tally_find(&own->channels, step);
    char name[NETMKT__STEP_NAME];
    netmkt_status status;

    if (row == NETMKT__TALLY_NONE) {
        size_t length = netmkt__step_name(g->store, g->rules, step, name, sizeof name);

        status = netmkt__attribution_channel(own->part, name, length, out);
        if (status == NETMKT_OK)
            status = netmkt__tally_add(&own->channels, step, &row);
        if (status != NETMKT_OK)
            return status;
        own->channels.row[row].n[0] = *out;
    }
    *out = (uint16_t)own->channels.row[row].n[0];
    return NETMKT_OK;
}

static netmkt_status gather(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const gathering *g = argument;
    gatherer *own = &g->of[part];
    netmkt__path path;
    netmkt_status status = netmkt__path_begin(&own->reader, g->rules, events);

    (void)customer;
    while (status == NETMKT_OK) {
        status = netmkt__path_next(&own->reader, &path);
        if (status == NETMKT_DONE)
            return NETMKT_OK;
        if (status == NETMKT_OK)
            status = netmkt__grow(own->part->context, &own->room, &own->capacity, path.n, sizeof *own->room);
        for (size_t i = 0; status == NETMKT_OK && i < path.n; i++)
            status = channel_of(g, own, path.step[i], &own->room[i]);
        if (status == NETMKT_OK)
            status = netmkt__attribution_add(own->part, path.n, own->room, path.time_ms, path.conversion != NETMKT__NO_EVENT,
                                             path.conversion == NETMKT__NO_EVENT, (uint64_t)path.value);
    }
    return status;
}

static void gatherers_free(netmkt_context *context, gatherer *of, size_t parts)
{
    for (size_t i = 0; of != NULL && i < parts; i++) {
        netmkt_attribution_free(of[i].part);
        netmkt__path_reader_free(&of[i].reader);
        netmkt__tally_free(&of[i].channels);
        netmkt__free(context, of[i].room);
    }
    netmkt__free(context, of);
}

/* With the read lock held. Parts are merged into the first. */
static netmkt_status gather_all(netmkt_attribution *like, const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms,
                                netmkt_attribution **out)
{
    size_t parts = netmkt__crowd_parts(store, PARTS);
    netmkt__path_rules rules;
    gathering g = {store, &rules, netmkt__calloc(like->context, parts, sizeof *g.of)};
    netmkt_status status = g.of != NULL ? netmkt__path_rules_init(store, settings, as_of_ms, &rules) : netmkt__nomem();

    for (size_t i = 0; status == NETMKT_OK && i < parts; i++) {
        g.of[i].reader.context = like->context;
        netmkt__tally_init(&g.of[i].channels, like->context);
        status = netmkt__attribution_like(like, &g.of[i].part);
    }
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk_wanted(store, settings, parts, rules.as_of_ms, gather, &g);
    for (size_t i = 1; status == NETMKT_OK && i < parts; i++)
        status = netmkt_attribution_merge(g.of[0].part, g.of[i].part);
    if (status == NETMKT_OK && parts > 0) {
        *out = g.of[0].part;
        g.of[0].part = NULL;
    }
    gatherers_free(like->context, g.of, parts);
    return status;
}

netmkt_status netmkt__attribution_gather(netmkt_attribution *attribution, const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms)
{
    netmkt_attribution *part = NULL;
    netmkt_status status = NETMKT_OK;

    if (netmkt__store_exponent(store) != attribution->exponent)
        return netmkt__fail(NETMKT_E_INVALID, "the store's money has %d digits behind the point, the state's %d", (int)netmkt__store_exponent(store),
                            (int)attribution->exponent);
    status = gather_all(attribution, store, settings, as_of_ms, &part);
    if (status == NETMKT_OK && part != NULL)
        status = netmkt_attribution_merge(attribution, part);
    netmkt_attribution_free(part);
    return status;
}

netmkt_status netmkt_attribution_update_store(netmkt_attribution *attribution, netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms)
{
    netmkt_status status;

    if (attribution == NULL || store == NULL)
        return netmkt__misuse("attribution and store are needed");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__attribution_gather(attribution, store, settings, as_of_ms);
    netmkt__store_read_end(store);
    return status;
}
