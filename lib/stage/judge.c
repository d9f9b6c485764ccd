/* From a store's view of a customer to his stage. */
#include "stage/judge.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/thread.h"
#include "summary/purchases.h"
#include "value/purchase_model.h"

#define DAYS_PER_UNIT 7.0

static netmkt_status find_kinds_that_count(netmkt__judge *judge, const netmkt_settings *settings)
{
    double least = netmkt__setting(settings, NETMKT__SET_LIFECYCLE_WEIGHT);
    uint32_t kinds = netmkt__store_kinds(judge->store) + 1;

    judge->counts = netmkt__calloc(judge->context, kinds, 1);
    if (judge->counts == NULL)
        return netmkt__nomem();
    for (uint32_t kind = 1; kind < kinds && kind <= UINT16_MAX; kind++)
        judge->counts[kind] = netmkt__store_weight(judge->store, (netmkt_kind_id)kind) >= least;
    judge->engagement.kinds = kinds;
    judge->engagement.counts = judge->counts;
    return NETMKT_OK;
}

netmkt_status netmkt__judge_init(netmkt__judge *judge, netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms)
{
    int32_t day_offset = netmkt__store_day_offset(store);

    memset(judge, 0, sizeof *judge);
    judge->store = store;
    judge->context = netmkt__store_context(store);
    judge->as_of_ms = netmkt__store_as_of(store, as_of_ms);
    if (judge->as_of_ms < NETMKT_TIME_MIN || judge->as_of_ms > NETMKT_TIME_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "the moment %lld ms is not in the years 0001 to 9999", (long long)judge->as_of_ms);
    judge->engagement.as_of_day = netmkt__day_of(judge->as_of_ms, day_offset);
    judge->engagement.day_offset = day_offset;
    judge->engagement.window_days = netmkt__setting(settings, NETMKT__SET_LIFECYCLE_WINDOW);
    netmkt__readiness_view_init(&judge->readiness, settings, day_offset);
    judge->settings = settings;
    judge->hysteresis = netmkt__setting(settings, NETMKT__SET_LIFECYCLE_HYSTERESIS);
    judge->hysteresis_days = (int64_t)netmkt__setting(settings, NETMKT__SET_LIFECYCLE_HYSTERESIS_DAYS);
    judge->readiness.as_of_day = judge->engagement.as_of_day;
    return find_kinds_that_count(judge, settings);
}

void netmkt__judge_free(netmkt__judge *judge)
{
    netmkt__free(judge->context, judge->counts);
    judge->counts = NULL;
}

netmkt_status netmkt__judge_use(netmkt__judge *judge, const netmkt_model *model, const netmkt_settings *settings)
{
    static const char *const names[4] = {"r", "alpha", "a", "b"};
    netmkt_fit fit = {.struct_size = sizeof fit};
    netmkt_status status = netmkt_model_fit_get(model, &fit);

    if (status != NETMKT_OK)
        return status;
    if (fit.model != NETMKT_MODEL_MBGNBD)
        return netmkt__fail(NETMKT_E_INVALID, "the engagement model must be mbgnbd, not %s; see netmkt_stage_model()",
                            netmkt_model_name(fit.model));
    for (int i = 0; i < 4; i++) {
        status = netmkt_model_parameter(model, names[i], &judge->parameter[i], NULL);
        if (status != NETMKT_OK)
            return status;
    }
    judge->parameter[1] *= fit.unit_days / DAYS_PER_UNIT;
    netmkt__lifecycle_rules_init(&judge->lifecycle, settings, judge->parameter[0], judge->parameter[1]);
    return NETMKT_OK;
}

void netmkt__judge_worker_init(netmkt__judge_worker *worker, const netmkt__judge *judge)
{
    memset(worker, 0, sizeof *worker);
    worker->scratch.context = judge->context;
    worker->returns.context = judge->context;
}

netmkt_status netmkt__judge_worker_remember(netmkt__judge_worker *worker, const netmkt__judge *judge)
{
    worker->slots = netmkt__alloc(judge->context, NETMKT__TREND_SLOTS, sizeof *worker->slots);
    if (worker->slots == NULL)
        return netmkt__nomem();
    netmkt__trend_slots_init(worker->slots);
    return NETMKT_OK;
}

void netmkt__judge_worker_free(netmkt__judge_worker *worker)
{
    netmkt__free(worker->returns.context, worker->slots);
    netmkt__returns_free(&worker->returns);
    netmkt__scratch_free(&worker->scratch);
}

/* What was done up to a moment, and on which days. */
static netmkt_status read_at(const netmkt__judge *judge, netmkt__judge_worker *worker, int64_t as_of_ms, int64_t as_of_day,
                             netmkt__events *events, const uint8_t **lost, netmkt__engagement *engagement)
{
    netmkt__engagement_rules rules = judge->engagement;
    netmkt_status status;

    rules.as_of_day = as_of_day;
    events->n = netmkt__events_until(events, as_of_ms);
    status = netmkt__orders_lost(&worker->returns, events, lost);
    if (status == NETMKT_OK)
        netmkt__engagement_read(&rules, events, *lost, engagement);
    return status;
}

netmkt_status netmkt__judge_read(const netmkt__judge *judge, netmkt__judge_worker *worker, netmkt_customer_id customer,
                                 netmkt__events *events, const uint8_t **lost, netmkt__engagement *engagement)
{
    netmkt_status status = netmkt__store_events(judge->store, customer, &worker->scratch, events);

    if (status != NETMKT_OK)
        return status;
    return read_at(judge, worker, judge->as_of_ms, judge->engagement.as_of_day, events, lost, engagement);
}

double netmkt__judge_p_active(const netmkt__judge *judge, const netmkt__engagement *engagement, int64_t day)
{
    return netmkt__mbgnbd.p_alive(judge->parameter, engagement->days - 1.0,
                                  (double)(engagement->last_day - engagement->first_day) / DAYS_PER_UNIT,
                                  (double)(day - engagement->first_day) / DAYS_PER_UNIT);
}

/* The lifecycle without regard to what it was before. */
static void judge_lifecycle(const netmkt__judge *judge, netmkt__judge_worker *worker, const netmkt__engagement *engagement, int64_t day,
                            netmkt_stage *out)
{
    netmkt__trend trend = {0.0, 0.0};
    double active = (double)NAN;

    if (engagement->days > 0)
        active = netmkt__judge_p_active(judge, engagement, day);
    if (judge->readiness_alone) {
        out->p_active = active;
        out->lifecycle = NETMKT_LIFECYCLE_NONE;
        return;
    }
    if (engagement->days > 0)
        trend = netmkt__trend_of(worker->slots, &judge->lifecycle, engagement, day);
    netmkt__lifecycle_judge(&judge->lifecycle, engagement, day, active, trend, out);
}

/* --- hysteresis: docs/stages.md has the definition --- */

static double p_of(const netmkt_stage *stage, int32_t lifecycle)
{
    const double p[] = {0.0, stage->p_introduction, stage->p_growth, stage->p_maturity, stage->p_decline};

    return p[lifecycle];
}

/* 1 if the stage is this, whatever it was before. */
static int is_decided(const netmkt__judge *judge, const netmkt_stage *stage)
{
    for (int32_t k = NETMKT_LIFECYCLE_INTRODUCTION; stage->lifecycle != NETMKT_LIFECYCLE_NONE && k <= NETMKT_LIFECYCLE_DECLINE; k++)
        if (k != stage->lifecycle && !(p_of(stage, stage->lifecycle) - p_of(stage, k) > judge->hysteresis))
            return 0;
    return 1;
}

static int32_t held(const netmkt__judge *judge, const netmkt_stage *stage, int32_t before)
{
    int stays = before != NETMKT_LIFECYCLE_NONE && stage->lifecycle != NETMKT_LIFECYCLE_NONE &&
                !(p_of(stage, stage->lifecycle) - p_of(stage, before) > judge->hysteresis);

    return stays ? before : stage->lifecycle;
}

/* The lifecycle at the end of a day, by itself. */
static netmkt_status lifecycle_on(const netmkt__judge *judge, netmkt__judge_worker *worker, const netmkt__events *all, int64_t day, netmkt_stage *out)
{
    int64_t end = (day + 1) * NETMKT__DAY_MS - (int64_t)judge->engagement.day_offset * 60000 - 1;
    netmkt__events events = *all;
    netmkt__engagement engagement;
    const uint8_t *lost;
    netmkt_status status = read_at(judge, worker, end, day, &events, &lost, &engagement);

    if (status == NETMKT_OK)
        judge_lifecycle(judge, worker, &engagement, day, out);
    return status;
}

/* Back to the last day of decision on which the stage was decided by itself, then forward to the moment. */
static netmkt_status hold(const netmkt__judge *judge, netmkt__judge_worker *worker, const netmkt__events *all, int64_t day, int64_t first_day,
                          netmkt_stage *out)
{
    int64_t step = judge->hysteresis_days, check = (day - 1) - ((day - 1) % step + step) % step;
    int32_t stage = NETMKT_LIFECYCLE_NONE;
    netmkt_stage then = {.struct_size = sizeof then};
    netmkt_status status = NETMKT_OK;

    if (is_decided(judge, out))
        return NETMKT_OK;
    while (check >= first_day) {
        status = lifecycle_on(judge, worker, all, check, &then);
        if (status != NETMKT_OK)
            return status;
        if (is_decided(judge, &then)) {
            stage = then.lifecycle;
            break;
        }
        check -= step;
    }
    for (check += step; check < day; check += step) {
        status = lifecycle_on(judge, worker, all, check, &then);
        if (status != NETMKT_OK)
            return status;
        stage = held(judge, &then, stage);
    }
    out->lifecycle = held(judge, out, stage);
    return NETMKT_OK;
}

netmkt_status netmkt__judge_at(const netmkt__judge *judge, netmkt__judge_worker *worker, const netmkt__events *all, int64_t as_of_ms,
                               netmkt_stage *out)
{
    int64_t day = as_of_ms == judge->as_of_ms ? judge->engagement.as_of_day : netmkt__day_of(as_of_ms, judge->engagement.day_offset);
    netmkt__readiness_view readiness = judge->readiness;
    netmkt__events events = *all;
    netmkt__engagement engagement;
    const uint8_t *lost;
    netmkt_status status = read_at(judge, worker, as_of_ms, day, &events, &lost, &engagement);

    if (status != NETMKT_OK)
        return status;
    out->as_of_ms = as_of_ms;
    judge_lifecycle(judge, worker, &engagement, day, out);
    readiness.as_of_day = day;
    netmkt__readiness_judge(&readiness, &events, lost, out->p_active, out);
    if (judge->hysteresis > 0.0 && engagement.days > 0 && !judge->readiness_alone)
        status = hold(judge, worker, all, day, engagement.first_day, out);
    return status;
}

netmkt_status netmkt__judge_customer(const netmkt__judge *judge, netmkt__judge_worker *worker, netmkt_customer_id customer,
                                     netmkt_stage *out)
{
    netmkt__events events;
    netmkt_stage stage = {.struct_size = sizeof stage};
    netmkt_status status = netmkt__store_events(judge->store, customer, &worker->scratch, &events);

    if (status == NETMKT_OK)
        status = netmkt__judge_at(judge, worker, &events, judge->as_of_ms, &stage);
    if (status != NETMKT_OK)
        return status;
    stage.struct_size = out->struct_size;
    stage.customer = customer;
    *out = stage;
    return NETMKT_OK;
}

int netmkt__judge_wants(const netmkt__judge *judge, netmkt_customer_id customer)
{
    return netmkt__store_has(judge->store, customer) && netmkt__setting_wants(judge->settings, customer);
}

typedef struct blocks {
    const netmkt__judge *judge;
    netmkt__judge_block run;
    void *argument;
    uint64_t customers;
} blocks;

static netmkt_status run_block(void *argument, size_t task)
{
    const blocks *b = argument;
    netmkt_customer_id first = (netmkt_customer_id)task * NETMKT__STAGE_BLOCK + 1;
    netmkt_customer_id last = first + NETMKT__STAGE_BLOCK - 1;
    netmkt__judge_worker worker;
    netmkt_status status;

    netmkt__judge_worker_init(&worker, b->judge);
    status = netmkt__judge_worker_remember(&worker, b->judge);
    if (status == NETMKT_OK)
        status = b->run(b->argument, &worker, first, last < b->customers ? last : b->customers);
    netmkt__judge_worker_free(&worker);
    return status;
}

netmkt_status netmkt__judge_all(const netmkt__judge *judge, uint32_t threads, netmkt__judge_block run, void *argument)
{
    blocks b = {judge, run, argument, netmkt__store_customers(judge->store)};
    size_t tasks = (size_t)((b.customers + NETMKT__STAGE_BLOCK - 1) / NETMKT__STAGE_BLOCK);

    return netmkt__parallel(threads, tasks, run_block, &b);
}
