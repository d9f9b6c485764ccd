/* Pairing requests with answers: each customer's events from the last to the first, so that the next answer is always known. */
#include "reach/response_time.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "summary/customers.h"
#include "summary/requests.h"
#include "value/crowd.h"

/* A list a part of the crowd. */
typedef struct part_list {
    netmkt__request *list;
    size_t n, capacity;
} part_list;

typedef struct reading {
    const netmkt__requests *to;
    const netmkt_settings *settings;
    int64_t from_ms;
    part_list part[NETMKT__CROWD_PARTS];
} reading;

static netmkt_status add(const reading *r, part_list *list, netmkt_customer_id customer, const netmkt__events *events, size_t i, int64_t answer_ms)
{
    int answered = answer_ms != INT64_MAX;
    netmkt_status status = netmkt__grow(r->to->context, &list->list, &list->capacity, list->n + 1, sizeof *list->list);

    if (status != NETMKT_OK)
        return status;
    list->list[list->n++] = (netmkt__request){
        .time_ms = events->time_ms[i],
        .wait_ms = netmkt__open_ms(&r->to->hours, events->time_ms[i], answered ? answer_ms : r->to->as_of_ms),
        .customer = customer,
        .kind = events->kind[i],
        .channel = events->channel != NULL ? events->channel[i] : 0,
        .answered = (uint32_t)answered,
    };
    return NETMKT_OK;
}

/* 1 if one of the events at the moment of event i, which is the last of them, is an answer. */
static int answered_at_moment(const netmkt__events *events, size_t i)
{
    int64_t time = events->time_ms[i];

    for (size_t k = i + 1; k-- > 0 && events->time_ms[k] == time;)
        if (netmkt__is_answer(events->kind[k], events->initiator[k]))
            return 1;
    return 0;
}

static netmkt_status read_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    reading *r = argument;
    int64_t answer_ms = INT64_MAX;
    netmkt_status status = NETMKT_OK;

    if (!netmkt__setting_wants(r->settings, customer))
        return NETMKT_OK;
    for (size_t i = events->n; i-- > 0 && status == NETMKT_OK && events->time_ms[i] >= r->from_ms;) {
        int last_of_moment = i + 1 == events->n || events->time_ms[i + 1] != events->time_ms[i];

        if (last_of_moment && answered_at_moment(events, i))
            answer_ms = events->time_ms[i];
        if (netmkt__is_request(events->kind[i], events->initiator[i]))
            status = add(r, &r->part[part], customer, events, i, answer_ms);
    }
    return status;
}

static netmkt_status prepare(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__requests *out, int64_t *from_ms)
{
    int32_t opens = (int32_t)netmkt__setting(settings, NETMKT__SET_RESPONSE_OPEN), closes = (int32_t)netmkt__setting(settings, NETMKT__SET_RESPONSE_CLOSE);
    netmkt__moment moment;
    netmkt_status status = netmkt__moment_of(store, settings, as_of_ms, &moment);

    if (status != NETMKT_OK)
        return status;
    if (closes <= opens)
        return netmkt__fail(NETMKT_E_RANGE, "business closes at minute %d of the day, but opens at %d: set response.close_minute above response.open_minute",
                            (int)closes, (int)opens);
    out->hours = (netmkt__open_hours){(int64_t)opens * 60000, (int64_t)closes * 60000, moment.day_offset,
                                      (uint32_t)netmkt__setting(settings, NETMKT__SET_RESPONSE_DAYS)};
    out->target_ms = llround(netmkt__setting(settings, NETMKT__SET_RESPONSE_TARGET) * 3600000.0);
    out->confidence = netmkt__setting(settings, NETMKT__SET_RESPONSE_CONFIDENCE);
    out->as_of_ms = moment.as_of_ms;
    *from_ms = moment.as_of_ms - llround(netmkt__setting(settings, NETMKT__SET_RESPONSE_WINDOW) * (double)NETMKT__DAY_MS) + 1;
    return NETMKT_OK;
}

static netmkt_status join(const reading *r, size_t parts, netmkt__requests *out)
{
    for (size_t k = 0; k < parts; k++)
        out->n += r->part[k].n;
    out->list = netmkt__alloc(out->context, out->n, sizeof *out->list);
    if (out->list == NULL)
        return netmkt__nomem();
    out->n = 0;
    for (size_t k = 0; k < parts; k++) {
        if (r->part[k].n > 0)
            memcpy(out->list + out->n, r->part[k].list, r->part[k].n * sizeof *out->list);
        out->n += r->part[k].n;
    }
    return NETMKT_OK;
}

netmkt_status netmkt__requests_read(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__requests *out)
{
    size_t parts = netmkt__crowd_parts(store, NETMKT__CROWD_PARTS);
    reading r = {.to = out, .settings = settings};
    netmkt_status status;

    *out = (netmkt__requests){.context = netmkt__store_context(store)};
    status = prepare(store, settings, as_of_ms, out, &r.from_ms);
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk(store, netmkt__setting_threads(settings), parts, out->as_of_ms, read_customer, &r);
    if (status == NETMKT_OK)
        status = join(&r, parts, out);
    for (size_t k = 0; k < parts; k++)
        netmkt__free(out->context, r.part[k].list);
    return status;
}

void netmkt__requests_free(netmkt__requests *requests)
{
    netmkt__free(requests->context, requests->list);
    requests->list = NULL;
}
