/* Paths of one customer: one pass over his sorted events, O(events) where conversions end their paths. */
#include "reach/path.h"

#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "store/store.h"
#include "summary/customers.h"

netmkt_status netmkt__path_rules_init(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__path_rules *out)
{
    netmkt__moment moment;
    netmkt_status status = netmkt__moment_of(store, settings, as_of_ms, &moment);

    if (status != NETMKT_OK)
        return status;
    *out = (netmkt__path_rules){
        .window_ms = (int64_t)(netmkt__setting(settings, NETMKT__SET_PATH_WINDOW) * 86400000.0),
        .as_of_ms = moment.as_of_ms,
        .touches = (uint32_t)netmkt__setting(settings, NETMKT__SET_PATH_TOUCHES),
        .touch_kind = (uint32_t)netmkt__setting(settings, NETMKT__SET_PATH_TOUCH_KIND),
        .conversion_kind = (uint32_t)netmkt__setting(settings, NETMKT__SET_PATH_CONVERSION),
        .by = (uint32_t)netmkt__setting(settings, NETMKT__SET_PATH_BY),
        .restart = netmkt__setting(settings, NETMKT__SET_PATH_RESTART) > 0.0,
        .collapse = netmkt__setting(settings, NETMKT__SET_PATH_COLLAPSE) > 0.0,
        .open = netmkt__setting(settings, NETMKT__SET_PATH_OPEN) > 0.0,
        .order_step = (int32_t)netmkt__setting(settings, NETMKT__SET_PATH_ORDER_STEP),
        .day_offset = moment.day_offset,
    };
    return NETMKT_OK;
}

void netmkt__path_reader_free(netmkt__path_reader *reader)
{
    netmkt__netting_free(&reader->netting);
    netmkt__free(reader->context, reader->step);
    netmkt__free(reader->context, reader->time_ms);
    netmkt__free(reader->context, reader->event);
    *reader = (netmkt__path_reader){.context = reader->context};
}

netmkt_status netmkt__path_begin(netmkt__path_reader *reader, const netmkt__path_rules *rules, const netmkt__events *events)
{
    netmkt__purchases purchases;
    netmkt_status status = NETMKT_OK;

    reader->rules = rules;
    reader->events = events;
    reader->netting.context = reader->context;
    reader->count = reader->journey = reader->window = reader->at = reader->orders = reader->group_end = 0;
    reader->netted = reader->converted = 0;
    if (rules->conversion_kind != NETMKT_KIND_ORDER)
        return NETMKT_OK;
    for (size_t i = 0; i < events->n; i++) {
        if (events->kind[i] == NETMKT_KIND_RETURN) {
            status = netmkt__purchases_of(events, rules->as_of_ms, rules->day_offset, &reader->netting, &purchases);
            reader->netted = 1;
            break;
        }
    }
    return status;
}

int netmkt__path_touch(const netmkt__path_rules *rules, uint32_t kind)
{
    if (kind == rules->conversion_kind)
        return 0;
    return kind < NETMKT_KIND_CUSTOM ? kind == rules->touch_kind || (kind < 32 && (rules->touches >> kind & 1))
                                     : kind == rules->touch_kind || (rules->touches & 1);
}

static uint64_t step_of(const netmkt__path_rules *rules, const netmkt__events *events, size_t i)
{
    uint64_t channel = rules->by != NETMKT__BY_CAMPAIGN && events->channel != NULL ? events->channel[i] : 0;
    uint32_t campaign = rules->by != NETMKT__BY_CHANNEL && events->campaign != NULL ? events->campaign[i] : 0;

    return NETMKT__STEP(channel, campaign);
}

static netmkt_status append(netmkt__path_reader *r, size_t i, uint64_t step)
{
    size_t need = r->count + 1;
    netmkt_status status = netmkt__grow(r->context, &r->step, &r->step_capacity, need, sizeof *r->step);

    if (status == NETMKT_OK)
        status = netmkt__grow(r->context, &r->time_ms, &r->time_capacity, need, sizeof *r->time_ms);
    if (status == NETMKT_OK)
        status = netmkt__grow(r->context, &r->event, &r->event_capacity, need, sizeof *r->event);
    if (status != NETMKT_OK)
        return status;
    r->step[r->count] = step;
    r->time_ms[r->count] = r->events->time_ms[i];
    r->event[r->count] = i;
    r->count++;
    return NETMKT_OK;
}

/* Whether a step falls together with the last touch, if that is at `from` or later. */
static int same(const netmkt__path_reader *r, size_t from, uint64_t step)
{
    return r->rules->collapse && r->count > from && r->step[r->count - 1] == step;
}

static netmkt_status add_touch(netmkt__path_reader *r, size_t i)
{
    uint64_t step = step_of(r->rules, r->events, i);

    if (!same(r, r->journey, step))
        return append(r, i, step);
    r->time_ms[r->count - 1] = r->events->time_ms[i];
    r->event[r->count - 1] = i;
    return NETMKT_OK;
}

static void give(const netmkt__path_reader *r, size_t from, size_t conversion, int64_t end_ms, int64_t value, netmkt__path *out)
{
    *out = (netmkt__path){r->count - from, NULL, NULL, NULL, conversion, end_ms, value};
    if (out->n > 0) {
        out->step = r->step + from;
        out->time_ms = r->time_ms + from;
        out->event = r->event + from;
    }
}

/* The touches since the last conversion end here without one. */
static void give_unconverted(netmkt__path_reader *r, netmkt__path *out)
{
    give(r, r->journey, NETMKT__NO_EVENT, r->time_ms[r->count - 1], 0, out);
    r->journey = r->count;
    if (r->rules->restart)
        r->journey = r->window = r->count = 0;
}

static int lapsed(const netmkt__path_reader *r, int64_t now_ms)
{
    return r->count > r->journey && now_ms - r->time_ms[r->count - 1] > r->rules->window_ms;
}

/* 1 and its value if event i, of the kind that converts, does: an order that was wholly returned does not. */
static int converts(netmkt__path_reader *r, size_t i, int64_t *value)
{
    int64_t amount = r->events->amount != NULL ? r->events->amount[i] : 0, given;

    *value = amount > 0 ? amount : 0;
    if (!r->netted)
        return 1;
    *value = netmkt__netted_left(&r->netting, r->orders++, &given);
    return *value > 0 || given == 0;
}

/* The path of conversion i, with a step of its own behind, which no other path sees. */
static netmkt_status give_converted(netmkt__path_reader *r, size_t i, int64_t value, netmkt__path *out)
{
    int64_t now_ms = r->events->time_ms[i];
    uint64_t own = step_of(r->rules, r->events, i);
    size_t count = r->count;
    netmkt_status status = NETMKT_OK;

    while (r->window < count && now_ms - r->time_ms[r->window] > r->rules->window_ms)
        r->window++;
    r->converted = 1;
    if ((r->rules->order_step == 2 && !same(r, r->window, own)) || (r->rules->order_step == 1 && r->window == count))
        status = append(r, i, own);
    if (status == NETMKT_OK)
        give(r, r->window, i, now_ms, value, out);
    r->count = count;
    return status;
}

/* Take in the touches of the moment at `at`; a path that lapsed before it is given first, with 1. */
static netmkt_status take_group(netmkt__path_reader *r, netmkt__path *out, int *given)
{
    const netmkt__events *events = r->events;
    int64_t now_ms = events->time_ms[r->at];
    netmkt_status status = NETMKT_OK;

    if (lapsed(r, now_ms)) {
        give_unconverted(r, out);
        *given = 1;
        return NETMKT_OK;
    }
    r->group_end = r->at;
    while (status == NETMKT_OK && r->group_end < events->n && events->time_ms[r->group_end] == now_ms) {
        if (netmkt__path_touch(r->rules, events->kind[r->group_end]))
            status = add_touch(r, r->group_end);
        r->group_end++;
    }
    return status;
}

static void end_group(netmkt__path_reader *r)
{
    if (!r->converted)
        return;
    r->converted = 0;
    r->journey = r->count;
    if (r->rules->restart)
        r->journey = r->window = r->count = 0;
}

netmkt_status netmkt__path_next(netmkt__path_reader *r, netmkt__path *out)
{
    const netmkt__events *events = r->events;
    netmkt_status status;
    int given = 0;

    for (;;) {
        while (r->at < r->group_end) {
            size_t i = r->at++;
            int64_t value;

            if (events->kind[i] == r->rules->conversion_kind && converts(r, i, &value))
                return give_converted(r, i, value, out);
        }
        end_group(r);
        if (r->at == events->n)
            break;
        status = take_group(r, out, &given);
        if (status != NETMKT_OK || given)
            return status;
    }
    if (r->count == r->journey || (!r->rules->open && !lapsed(r, r->rules->as_of_ms)))
        return NETMKT_DONE;
    give_unconverted(r, out);
    return NETMKT_OK;
}

int netmkt__step_direct(uint64_t step)
{
    return step == 0 || step >> 32 == NETMKT_CHANNEL_DIRECT;
}

size_t netmkt__step_name(const netmkt_store *store, const netmkt__path_rules *rules, uint64_t step, char *buffer, size_t capacity)
{
    const netmkt__names *campaigns = &store->records.campaigns.names;
    uint32_t number = (uint32_t)step;
    const char *channel = netmkt__store_channel_name(store, (netmkt_channel_id)(step >> 32));
    const char *campaign = number > 0 && number <= campaigns->map.count ? campaigns->texts[number - 1] : "";
    int length;

    if (rules->by == NETMKT__BY_BOTH && *channel != '\0' && *campaign != '\0')
        length = snprintf(buffer, capacity, "%s/%s", channel, campaign);
    else
        length = snprintf(buffer, capacity, "%s", *channel != '\0' ? channel : *campaign != '\0' ? campaign : "(none)");
    return length < 0 ? 0 : (size_t)length < capacity ? (size_t)length : capacity - 1;
}
