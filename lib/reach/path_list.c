/* A list of paths: filling it, and its paths as a state of attribution. */
#include "reach/path_list.h"

#include <string.h>

#include "base/hash.h"
#include "base/status.h"
#include "reach/path.h"
#include "value/crowd.h"

netmkt_status netmkt_paths_new(netmkt_context *context, int32_t exponent, netmkt_paths **out)
{
    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (exponent < 0 || exponent > 9)
        return netmkt__fail(NETMKT_E_INVALID, "money has 0 to 9 digits behind the point, not %d", (int)exponent);
    *out = netmkt__calloc(context, 1, sizeof **out);
    if (*out == NULL)
        return netmkt__nomem();
    (*out)->context = context;
    (*out)->exponent = exponent;
    netmkt__map_init(&(*out)->names, context);
    return NETMKT_OK;
}

void netmkt_paths_free(netmkt_paths *paths)
{
    if (paths == NULL)
        return;
    netmkt__map_free(&paths->names);
    netmkt__free(paths->context, paths->path);
    netmkt__free(paths->context, paths->step);
    netmkt__free(paths->context, paths->time_ms);
    netmkt__free(paths->context, paths);
}

size_t netmkt_paths_count(const netmkt_paths *paths)
{
    return paths != NULL ? paths->count : 0;
}

/* --- filling --- */

netmkt_status netmkt__paths_channel(netmkt_paths *paths, const char *name, size_t length, uint16_t *out)
{
    uint32_t number = netmkt__map_find(&paths->names, name, length);
    netmkt_status status = NETMKT_OK;

    if (number == NETMKT__MAP_NONE) {
        if (paths->names.count == NETMKT__MOST_CHANNELS)
            return netmkt__fail(NETMKT_E_RANGE, "more than %d different channels", NETMKT__MOST_CHANNELS);
        status = netmkt__map_reserve(&paths->names, 1, length);
        if (status != NETMKT_OK)
            return status;
        number = netmkt__map_add(&paths->names, name, length);
    }
    *out = (uint16_t)(number + 1);
    return NETMKT_OK;
}

/* Room for one more path of n steps; for times too where there are any. */
static netmkt_status make_room(netmkt_paths *paths, size_t n, int timed)
{
    size_t had = paths->steps;
    int first = timed && paths->time_ms == NULL;
    netmkt_status status = netmkt__grow(paths->context, &paths->path, &paths->path_capacity, paths->count + 2, sizeof *paths->path);

    if (status == NETMKT_OK)
        status = netmkt__grow(paths->context, &paths->step, &paths->step_capacity, had + n, sizeof *paths->step);
    if (status == NETMKT_OK && (timed || paths->time_ms != NULL))
        status = netmkt__grow(paths->context, &paths->time_ms, &paths->time_capacity, had + n, sizeof *paths->time_ms);
    for (size_t i = 0; status == NETMKT_OK && first && i < had; i++)
        paths->time_ms[i] = NETMKT__NO_TIME;
    return status;
}

netmkt_status netmkt__paths_add(netmkt_paths *paths, size_t n, const uint16_t *step, const int64_t *time_ms, uint64_t conversions, uint64_t nulls,
                                uint64_t value)
{
    netmkt_status status;

    if (conversions > NETMKT__MOST_PATHS || nulls > NETMKT__MOST_PATHS || value > INT64_MAX || (conversions == 0 && value > 0))
        return netmkt__fail(NETMKT_E_RANGE, "a path with more than 2^53 conversions or without, too large a value, or a value and no conversion");
    if (n == 0) {
        if (conversions > NETMKT__MOST_PATHS - paths->without[0] || value > INT64_MAX - paths->without[1])
            return netmkt__fail(NETMKT_E_RANGE, "the sum of conversions without a step, or of their values, overflows");
        paths->without[0] += conversions;
        paths->without[1] += value;
        return NETMKT_OK;
    }
    status = make_room(paths, n, time_ms != NULL);
    if (status != NETMKT_OK)
        return status;
    memcpy(paths->step + paths->steps, step, n * sizeof *step);
    for (size_t i = 0; paths->time_ms != NULL && i < n; i++)
        paths->time_ms[paths->steps + i] = time_ms != NULL ? time_ms[i] : NETMKT__NO_TIME;
    paths->path[paths->count] = (netmkt__listed){paths->steps, paths->unit, {conversions, nulls, value}};
    paths->steps += n;
    paths->path[++paths->count] = (netmkt__listed){paths->steps, 0, {0, 0, 0}};
    return NETMKT_OK;
}

netmkt_status netmkt__paths_join(netmkt_paths *paths, const netmkt_paths *more)
{
    const netmkt_paths before = *paths;
    uint16_t *channel = netmkt__alloc(paths->context, (size_t)more->names.count + 1, sizeof *channel), *room = NULL;
    size_t capacity = 0;
    netmkt_status status = channel != NULL ? NETMKT_OK : netmkt__nomem();

    for (uint32_t i = 0; status == NETMKT_OK && i < more->names.count; i++)
        status = netmkt__paths_channel(paths, netmkt__map_text(&more->names, i), netmkt__map_length(&more->names, i), &channel[i + 1]);
    for (size_t i = 0; status == NETMKT_OK && i < more->count; i++) {
        const netmkt__listed *path = &more->path[i];
        size_t n = (size_t)(path[1].begin - path->begin);

        paths->unit = path->unit;
        status = netmkt__grow(paths->context, &room, &capacity, n, sizeof *room);
        for (size_t k = 0; status == NETMKT_OK && k < n; k++)
            room[k] = channel[more->step[path->begin + k]];
        if (status == NETMKT_OK)
            status = netmkt__paths_add(paths, n, room, netmkt__paths_times(more, i), path->n[0], path->n[1], path->n[2]);
    }
    if (status == NETMKT_OK)
        status = netmkt__paths_add(paths, 0, NULL, NULL, more->without[0], 0, more->without[1]);
    paths->unit = status == NETMKT_OK ? more->unit : before.unit;
    if (status != NETMKT_OK) {
        paths->count = before.count;
        paths->steps = before.steps;
        netmkt__map_truncate(&paths->names, before.names.count);
    }
    netmkt__free(paths->context, channel);
    netmkt__free(paths->context, room);
    return status;
}

/* --- a store --- */

typedef struct listing {
    const netmkt_store *store;
    netmkt__path_rules rules;
    netmkt__path_reader reader;
    netmkt__tally channels; /* steps by their number: channel */
    netmkt_paths *list;
    uint16_t *room;
    size_t capacity;
} listing;

static netmkt_status channel_of(listing *l, uint64_t step, uint16_t *out)
{
    uint32_t row = netmkt__tally_find(&l->channels, step);
    char name[NETMKT__STEP_NAME];
    netmkt_status status;

    if (row == NETMKT__TALLY_NONE) {
        status = netmkt__paths_channel(l->list, name, netmkt__step_name(l->store, &l->rules, step, name, sizeof name), out);
        if (status == NETMKT_OK)
            status = netmkt__tally_add(&l->channels, step, &row);
        if (status != NETMKT_OK)
            return status;
        l->channels.row[row].n[0] = *out;
    }
    *out = (uint16_t)l->channels.row[row].n[0];
    return NETMKT_OK;
}

/* Whose paths they are, the same whatever number he got. */
static uint64_t unit_of(const netmkt_store *store, netmkt_customer_id customer)
{
    uint64_t hash[2];
    size_t length;
    const char *key = netmkt__store_key(store, customer, &length);

    netmkt__hash128(length > 0 ? (const void *)key : &customer, length > 0 ? length : sizeof customer, hash);
    return hash[0];
}

/* One part alone: lists are for paths that fit into memory. */
static netmkt_status list_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    listing *l = argument;
    netmkt__path path;
    netmkt_status status = netmkt__path_begin(&l->reader, &l->rules, events);

    (void)part;
    l->list->unit = unit_of(l->store, customer);
    while (status == NETMKT_OK) {
        status = netmkt__path_next(&l->reader, &path);
        if (status == NETMKT_DONE)
            return NETMKT_OK;
        if (status == NETMKT_OK)
            status = netmkt__grow(l->list->context, &l->room, &l->capacity, path.n, sizeof *l->room);
        for (size_t i = 0; status == NETMKT_OK && i < path.n; i++)
            status = channel_of(l, path.step[i], &l->room[i]);
        if (status == NETMKT_OK)
            status = netmkt__paths_add(l->list, path.n, l->room, path.time_ms, path.conversion != NETMKT__NO_EVENT, path.conversion == NETMKT__NO_EVENT,
                                       (uint64_t)path.value);
    }
    return status;
}

static netmkt_status list_store(netmkt_paths *list, const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms)
{
    listing l = {.store = store, .list = list, .reader = {.context = list->context}};
    netmkt_status status = NETMKT_OK;

    netmkt__tally_init(&l.channels, list->context);
    if (netmkt__store_exponent(store) != list->exponent)
        status = netmkt__fail(NETMKT_E_INVALID, "the store's money has %d digits behind the point, the list's %d", (int)netmkt__store_exponent(store),
                              (int)list->exponent);
    if (status == NETMKT_OK)
        status = netmkt__path_rules_init(store, settings, as_of_ms, &l.rules);
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk_wanted(store, settings, 1, l.rules.as_of_ms, list_customer, &l);
    netmkt__path_reader_free(&l.reader);
    netmkt__tally_free(&l.channels);
    netmkt__free(list->context, l.room);
    return status;
}

netmkt_status netmkt_paths_add_store(netmkt_paths *paths, netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms)
{
    netmkt_paths *part = NULL;
    netmkt_status status;

    if (paths == NULL || store == NULL)
        return netmkt__misuse("paths and store are needed");
    status = netmkt_paths_new(paths->context, paths->exponent, &part);
    if (status != NETMKT_OK)
        return status;
    part->unit = paths->unit;
    status = netmkt__store_read(store, 1);
    if (status == NETMKT_OK) {
        status = list_store(part, store, settings, as_of_ms);
        netmkt__store_read_end(store);
    }
    if (status == NETMKT_OK)
        status = netmkt__paths_join(paths, part);
    netmkt_paths_free(part);
    return status;
}

/* --- as a state --- */

netmkt_status netmkt__paths_state(const netmkt_paths *paths, const netmkt_settings *settings, uint32_t models, netmkt_attribution **out)
{
    netmkt_status status = netmkt_attribution_new(paths->context, paths->exponent, settings, models, out);
    uint16_t channel;

    for (uint32_t i = 0; status == NETMKT_OK && i < paths->names.count; i++)
        status = netmkt__attribution_channel(*out, netmkt__map_text(&paths->names, i), netmkt__map_length(&paths->names, i), &channel);
    if (status != NETMKT_OK) {
        netmkt_attribution_free(*out);
        *out = NULL;
    }
    return status;
}

netmkt_status netmkt_attribution_update_paths(netmkt_attribution *attribution, const netmkt_paths *paths)
{
    netmkt_attribution *part = NULL;
    uint16_t channel;
    netmkt_status status;

    if (attribution == NULL || paths == NULL)
        return netmkt__misuse("attribution and paths are needed");
    if (attribution->exponent != paths->exponent)
        return netmkt__fail(NETMKT_E_INVALID, "the list's money has %d digits behind the point, the state's %d", (int)paths->exponent, (int)attribution->exponent);
    status = netmkt__attribution_like(attribution, &part);
    for (uint32_t i = 0; status == NETMKT_OK && i < paths->names.count; i++)
        status = netmkt__attribution_channel(part, netmkt__map_text(&paths->names, i), netmkt__map_length(&paths->names, i), &channel);
    for (size_t i = 0; status == NETMKT_OK && i < paths->count; i++) {
        const netmkt__listed *path = &paths->path[i];

        status = netmkt__attribution_add(part, (size_t)(path[1].begin - path->begin), paths->step + path->begin, netmkt__paths_times(paths, i), path->n[0],
                                         path->n[1], path->n[2]);
    }
    if (status == NETMKT_OK)
        status = netmkt__attribution_add(part, 0, NULL, NULL, paths->without[0], 0, paths->without[1]);
    if (status == NETMKT_OK)
        status = netmkt_attribution_merge(attribution, part);
    netmkt_attribution_free(part);
    return status;
}
