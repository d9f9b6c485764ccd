/* A customer's history: judged at each of his events, and at each moment between them at which time alone can change a stage. */
#include <netmkt/history.h>

#include <string.h>

#include "base/calendar.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "stage/engagement_model.h"
#include "stage/explain.h"

typedef struct change {
    int64_t time_ms;
    int32_t axis; /* 0: lifecycle, 1: readiness */
    int32_t from, to;
    netmkt_kind_id kind; /* 0: time */
    netmkt_channel_id channel;
    const char *reason; /* for a lifecycle */
    netmkt_stage stage; /* for a readiness */
} change;

typedef struct chronicle {
    const netmkt__judge *judge;
    netmkt__judge_worker *worker;
    netmkt__events events; /* all */
    change *list;
    size_t count, capacity;
} chronicle;

static const char *why_lifecycle(const chronicle *c, const netmkt_stage *before, const netmkt_stage *now, int by_event)
{
    const netmkt__lifecycle_rules *rules = &c->judge->lifecycle;

    if (before->lifecycle == NETMKT_LIFECYCLE_NONE)
        return "his first engagement";
    if (now->lifecycle == NETMKT_LIFECYCLE_NONE)
        return "the only engagement was taken back";
    if (now->lifecycle == NETMKT_LIFECYCLE_DECLINE)
        return now->p_active < rules->decline_p_active || now->p_active < rules->introduction_p_active ? "P(active) fell below the threshold"
                                                                                                       : "his recent rate fell";
    if (before->lifecycle == NETMKT_LIFECYCLE_INTRODUCTION)
        return now->lifecycle == NETMKT_LIFECYCLE_GROWTH ? "the introduction is over, and his rate rises" : "the introduction is over";
    if (now->lifecycle == NETMKT_LIFECYCLE_GROWTH)
        return "his recent rate rose";
    if (before->lifecycle == NETMKT_LIFECYCLE_DECLINE && by_event)
        return "he came back";
    return before->lifecycle == NETMKT_LIFECYCLE_GROWTH ? "his rate rises no more" : "his rate falls no more";
}

/* The last event at a moment; n if there is none. */
static size_t event_at(const netmkt__events *events, int64_t time_ms)
{
    for (size_t i = events->n; i > 0 && events->time_ms[i - 1] >= time_ms; i--)
        if (events->time_ms[i - 1] == time_ms)
            return i - 1;
    return events->n;
}

static netmkt_status note(chronicle *c, int32_t axis, int32_t from, const netmkt_stage *before, const netmkt_stage *now)
{
    size_t i = event_at(&c->events, now->as_of_ms);
    int by_event = i < c->events.n;
    netmkt_status status = netmkt__grow(c->judge->context, &c->list, &c->capacity, c->count + 1, sizeof *c->list);
    change *out;

    if (status != NETMKT_OK)
        return status;
    out = &c->list[c->count++];
    *out = (change){.time_ms = now->as_of_ms, .axis = axis, .from = from, .to = axis == 0 ? now->lifecycle : now->readiness, .stage = *now};
    if (by_event) {
        out->kind = c->events.kind[i];
        out->channel = c->events.channel != NULL ? c->events.channel[i] : 0;
    }
    out->reason = axis == 0 ? why_lifecycle(c, before, now, by_event) : "";
    return NETMKT_OK;
}

static netmkt_status walk(chronicle *c)
{
    netmkt_stage before = {.lifecycle = NETMKT_LIFECYCLE_NONE, .readiness = NETMKT_READINESS_UNAWARE}, now = {.struct_size = sizeof now};
    int64_t ms = c->events.n > 0 ? c->events.time_ms[0] : INT64_MAX;
    netmkt_status status = NETMKT_OK;

    while (status == NETMKT_OK && ms <= c->judge->as_of_ms) {
        status = netmkt__judge_at(c->judge, c->worker, &c->events, ms, &now);
        if (status == NETMKT_OK && now.lifecycle != before.lifecycle)
            status = note(c, 0, before.lifecycle, &before, &now);
        if (status == NETMKT_OK && now.readiness != before.readiness)
            status = note(c, 1, before.readiness, &before, &now);
        before = now;
        if (status == NETMKT_OK)
            status = netmkt__judge_next(c->judge, c->worker, &c->events, ms, &ms);
    }
    return status;
}

static netmkt_status text_of(const chronicle *c, netmkt_table *table, const change *e, const char **out)
{
    char buffer[NETMKT__STAGE_TEXT];
    size_t length;

    if (e->axis == 0) {
        *out = e->reason;
        return NETMKT_OK;
    }
    length = netmkt__readiness_reason(c->judge->store, c->judge->readiness.rules, &e->stage, 1, buffer);
    *out = netmkt__table_copy(table, buffer, length);
    return *out != NULL ? NETMKT_OK : netmkt__nomem();
}

static netmkt_status name_of(netmkt_table *table, const char *name, const char **out)
{
    *out = netmkt__table_copy(table, name, strlen(name));
    return *out != NULL ? NETMKT_OK : netmkt__nomem();
}

static netmkt_status make_table(const chronicle *c, netmkt_table **out)
{
    const char **axis, **from, **to, **cause, **kind, **channel, **reason;
    int64_t *time;
    const netmkt__column_plan plan[] = {
        {"time", &time, NETMKT_COLUMN_TIME, 0},   {"axis", &axis, NETMKT_COLUMN_TEXT, 0},       {"from", &from, NETMKT_COLUMN_TEXT, 0},
        {"to", &to, NETMKT_COLUMN_TEXT, 0},       {"cause", &cause, NETMKT_COLUMN_TEXT, 0},     {"kind", &kind, NETMKT_COLUMN_TEXT, 0},
        {"channel", &channel, NETMKT_COLUMN_TEXT, 0}, {"reason", &reason, NETMKT_COLUMN_TEXT, 0},
    };
    const netmkt_store *store = c->judge->store;
    netmkt_status status = netmkt__table_new(c->judge->context, c->count, netmkt__store_exponent(store), out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t i = 0; status == NETMKT_OK && i < c->count; i++) {
        const change *e = &c->list[i];

        time[i] = e->time_ms;
        axis[i] = e->axis == 0 ? "lifecycle" : "readiness";
        from[i] = e->axis == 0 ? netmkt_lifecycle_name(e->from) : netmkt_readiness_name(e->from);
        to[i] = e->axis == 0 ? netmkt_lifecycle_name(e->to) : netmkt_readiness_name(e->to);
        cause[i] = e->kind != 0 ? "event" : "time";
        status = name_of(*out, e->kind != 0 ? netmkt__store_kind_name(store, e->kind) : "", &kind[i]);
        if (status == NETMKT_OK)
            status = name_of(*out, e->channel != 0 ? netmkt__store_channel_name(store, e->channel) : "", &channel[i]);
        if (status == NETMKT_OK)
            status = text_of(c, *out, e, &reason[i]);
    }
    return status;
}

static netmkt_status history(const netmkt__judge *judge, netmkt_customer_id customer, netmkt_table **out)
{
    netmkt__judge_worker worker;
    chronicle c = {.judge = judge, .worker = &worker};
    netmkt_status status;

    netmkt__judge_worker_init(&worker, judge);
    status = netmkt__store_events(judge->store, customer, &worker.scratch, &c.events);
    if (status == NETMKT_OK)
        status = walk(&c);
    if (status == NETMKT_OK)
        status = make_table(&c, out);
    netmkt__free(judge->context, c.list);
    netmkt__judge_worker_free(&worker);
    return status;
}

netmkt_status netmkt_stage_history(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, netmkt_customer_id customer,
                                   int64_t as_of_ms, netmkt_table **out)
{
    netmkt_model *fitted = NULL;
    netmkt_table *table = NULL;
    netmkt__judge judge;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, model == NULL);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__judge_init(&judge, store, settings, as_of_ms);
    if (status == NETMKT_OK && !netmkt__store_has(store, customer))
        status = netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    if (status == NETMKT_OK)
        status = netmkt__judge_use_or_fit(&judge, model, settings, &fitted);
    if (status == NETMKT_OK)
        status = history(&judge, customer, &table);
    netmkt_model_free(fitted);
    netmkt__judge_free(&judge);
    netmkt__store_read_end(store);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    *out = table;
    return NETMKT_OK;
}
