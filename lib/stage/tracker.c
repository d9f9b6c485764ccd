/* A tracker remembers of each customer his stage, how many events he had, and the next moment at which time can change it.
 *
 * Invariants:
 *  1. A customer's entry is what judging him at `as_of_ms` gives, as long as he has `events` events and the moment is before `next_ms`.
 *  2. An update looks at those for whom that no longer says anything; its answer is that of judging everybody. */
#include <netmkt/history.h>

#include <string.h>

#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "stage/judge.h"

#define UNKNOWN 255 /* lifecycle and readiness of nobody */

typedef struct entry {
    int64_t next_ms;
    uint32_t events;
    uint8_t lifecycle, readiness;
    uint16_t rule;
} entry;

struct netmkt_stage_tracker {
    netmkt_context *context;
    netmkt_store *store;
    const netmkt_model *model;
    const netmkt_settings *settings;
    entry *of; /* by customer - 1 */
    size_t count, capacity;
    int64_t as_of_ms;
    int fresh; /* 0: the entries say nothing */
};

netmkt_status netmkt_stage_tracker_new(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, netmkt_stage_tracker **out)
{
    netmkt_stage_tracker *tracker;
    netmkt_fit fit = {.struct_size = sizeof fit};
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL || model == NULL)
        return netmkt__misuse("store and model are needed");
    status = netmkt_model_fit_get(model, &fit);
    if (status == NETMKT_OK && fit.model != NETMKT_MODEL_MBGNBD)
        status = netmkt__fail(NETMKT_E_INVALID, "the engagement model must be mbgnbd, not %s; see netmkt_stage_model()", netmkt_model_name(fit.model));
    if (status != NETMKT_OK)
        return status;
    tracker = netmkt__calloc(netmkt__store_context(store), 1, sizeof *tracker);
    if (tracker == NULL)
        return netmkt__nomem();
    tracker->context = netmkt__store_context(store);
    tracker->store = store;
    tracker->model = model;
    tracker->settings = settings;
    *out = tracker;
    return NETMKT_OK;
}

void netmkt_stage_tracker_free(netmkt_stage_tracker *tracker)
{
    if (tracker == NULL)
        return;
    netmkt__free(tracker->context, tracker->of);
    netmkt__free(tracker->context, tracker);
}

void netmkt_stage_tracker_forget(netmkt_stage_tracker *tracker)
{
    if (tracker != NULL)
        tracker->fresh = 0;
}

netmkt_status netmkt_stage_tracker_get(const netmkt_stage_tracker *tracker, netmkt_customer_id customer, int32_t *lifecycle, int32_t *readiness,
                                       int32_t *rule)
{
    const entry *e;

    if (tracker == NULL)
        return netmkt__misuse("tracker is NULL");
    if (customer - 1 >= tracker->count || tracker->of[customer - 1].lifecycle == UNKNOWN)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu at the last update", (unsigned long long)customer);
    e = &tracker->of[customer - 1];
    if (lifecycle != NULL)
        *lifecycle = e->lifecycle;
    if (readiness != NULL)
        *readiness = e->readiness;
    if (rule != NULL)
        *rule = e->rule;
    return NETMKT_OK;
}

/* --- an update --- */

typedef struct change {
    netmkt_customer_id customer;
    uint8_t lifecycle_before, readiness_before, lifecycle, readiness;
} change;

typedef struct update {
    netmkt_stage_tracker *tracker;
    const netmkt__judge *judge;
    netmkt__judge_worker worker;
    uint64_t looked;
    change *list;
    size_t count, capacity;
    int wanted; /* 1: list the changes */
} update;

static netmkt_status make_room(netmkt_stage_tracker *t, size_t customers)
{
    netmkt_status status = netmkt__grow(t->context, &t->of, &t->capacity, customers, sizeof *t->of);

    if (status != NETMKT_OK)
        return status;
    for (; t->count < customers; t->count++)
        t->of[t->count] = (entry){INT64_MIN, 0, UNKNOWN, UNKNOWN, 0};
    return NETMKT_OK;
}

static netmkt_status look(update *u, const netmkt__events *events, entry *out)
{
    netmkt_stage stage = {.struct_size = sizeof stage};
    netmkt_status status = netmkt__judge_at(u->judge, &u->worker, events, u->judge->as_of_ms, &stage);

    if (status == NETMKT_OK)
        status = netmkt__judge_next(u->judge, &u->worker, events, u->judge->as_of_ms, &out->next_ms);
    out->events = (uint32_t)events->n;
    out->lifecycle = (uint8_t)stage.lifecycle;
    out->readiness = (uint8_t)stage.readiness;
    out->rule = (uint16_t)stage.rule;
    u->looked++;
    return status;
}

static netmkt_status note(update *u, netmkt_customer_id id, const entry *before, const entry *now)
{
    netmkt_status status;

    if (!u->wanted || (before->lifecycle == now->lifecycle && before->readiness == now->readiness))
        return NETMKT_OK;
    status = netmkt__grow(u->tracker->context, &u->list, &u->capacity, u->count + 1, sizeof *u->list);
    if (status == NETMKT_OK)
        u->list[u->count++] = (change){id, before->lifecycle, before->readiness, now->lifecycle, now->readiness};
    return status;
}

static netmkt_status update_customer(update *u, netmkt_customer_id id)
{
    netmkt_stage_tracker *t = u->tracker;
    entry *e = &t->of[id - 1], now = {INT64_MAX, 0, UNKNOWN, UNKNOWN, 0};
    netmkt_status status = NETMKT_OK;

    if (netmkt__store_has(t->store, id)) {
        size_t events = netmkt__store_event_count(t->store, id);
        netmkt__events all;

        if (t->fresh && e->lifecycle != UNKNOWN && e->events == events && u->judge->as_of_ms < e->next_ms)
            return NETMKT_OK;
        status = netmkt__store_events(t->store, id, &u->worker.scratch, &all);
        if (status == NETMKT_OK)
            status = look(u, &all, &now);
    }
    if (status == NETMKT_OK)
        status = note(u, id, e, &now);
    if (status == NETMKT_OK)
        *e = now;
    return status;
}

static const char *lifecycle_or_none(uint8_t lifecycle)
{
    return lifecycle == UNKNOWN ? "" : netmkt_lifecycle_name(lifecycle);
}

static const char *readiness_or_none(uint8_t readiness)
{
    return readiness == UNKNOWN ? "" : netmkt_readiness_name(readiness);
}

static netmkt_status make_table(const update *u, netmkt_table **out)
{
    const char **customer, **lifecycle_before, **lifecycle, **readiness_before, **readiness;
    int64_t *id;
    const netmkt__column_plan plan[] = {
        {"id", &id, NETMKT_COLUMN_INT, 0},
        {"customer", &customer, NETMKT_COLUMN_TEXT, 0},
        {"lifecycle_before", &lifecycle_before, NETMKT_COLUMN_TEXT, 0},
        {"lifecycle", &lifecycle, NETMKT_COLUMN_TEXT, 0},
        {"readiness_before", &readiness_before, NETMKT_COLUMN_TEXT, 0},
        {"readiness", &readiness, NETMKT_COLUMN_TEXT, 0},
    };
    netmkt_status status = netmkt__table_new(u->tracker->context, u->count, netmkt__store_exponent(u->tracker->store), out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t i = 0; status == NETMKT_OK && i < u->count; i++) {
        const change *c = &u->list[i];
        size_t length;
        const char *key = netmkt__store_key(u->tracker->store, c->customer, &length);

        id[i] = (int64_t)c->customer;
        lifecycle_before[i] = lifecycle_or_none(c->lifecycle_before);
        lifecycle[i] = lifecycle_or_none(c->lifecycle);
        readiness_before[i] = readiness_or_none(c->readiness_before);
        readiness[i] = readiness_or_none(c->readiness);
        customer[i] = netmkt__table_copy(*out, key, length);
        if (customer[i] == NULL) {
            customer[i] = "";
            status = netmkt__nomem();
        }
    }
    return status;
}

static netmkt_status run(update *u, netmkt_table **table)
{
    netmkt_stage_tracker *t = u->tracker;
    uint64_t customers = netmkt__store_customers(t->store);
    netmkt_status status;

    if (t->fresh && u->judge->as_of_ms < t->as_of_ms)
        t->fresh = 0;
    status = make_room(t, (size_t)(customers > t->count ? customers : t->count));
    for (netmkt_customer_id id = 1; status == NETMKT_OK && id <= t->count; id++)
        status = update_customer(u, id);
    if (status == NETMKT_OK && u->wanted)
        status = make_table(u, table);
    t->fresh = status == NETMKT_OK;
    t->as_of_ms = u->judge->as_of_ms;
    return status;
}

netmkt_status netmkt_stage_tracker_update(netmkt_stage_tracker *tracker, int64_t as_of_ms, uint64_t *looked, netmkt_table **out)
{
    update u = {.tracker = tracker, .wanted = out != NULL};
    netmkt_table *table = NULL;
    netmkt__judge judge;
    netmkt_status status;

    if (out != NULL)
        *out = NULL;
    if (tracker == NULL)
        return netmkt__misuse("tracker is NULL");
    status = netmkt__store_read(tracker->store, 0);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__judge_init(&judge, tracker->store, tracker->settings, as_of_ms);
    if (status == NETMKT_OK)
        status = netmkt__judge_use(&judge, tracker->model, tracker->settings);
    u.judge = &judge;
    netmkt__judge_worker_init(&u.worker, &judge);
    if (status == NETMKT_OK)
        status = run(&u, &table);
    netmkt__judge_worker_free(&u.worker);
    netmkt__free(tracker->context, u.list);
    netmkt__judge_free(&judge);
    netmkt__store_read_end(tracker->store);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    if (looked != NULL)
        *looked = u.looked;
    if (out != NULL)
        *out = table;
    return NETMKT_OK;
}
