/* Every customer is judged at the end of every period; counts are whole numbers, so that their sum is the same in any order. */
#include "stage/census.h"

#include <stdatomic.h>
#include <string.h>

#include "base/calendar.h"
#include "base/period.h"
#include "base/settings.h"
#include "base/status.h"
#include "stage/engagement_model.h"

#define PERIODS_MOST 10000
#define COUNTS (sizeof(netmkt__census_period) / sizeof(int64_t))

typedef struct taking {
    const netmkt__judge *judge;
    const netmkt__census *census;
    const int64_t *end;   /* of the period before the first, then of each */
    _Atomic int64_t *sum; /* COUNTS a period */
} taking;

int64_t netmkt__census_end(const netmkt__census *c, int64_t rank)
{
    return netmkt__period_first_day(c->period, c->first + rank + 1) * NETMKT__DAY_MS - (int64_t)c->day_offset * 60000 - 1;
}

void netmkt__census_free(netmkt__census *census)
{
    netmkt__free(census->context, census->of);
    census->of = NULL;
}

static void count_step(netmkt__census_period *p, const netmkt_stage *from, const netmkt_stage *to)
{
    p->lifecycle[from->lifecycle][to->lifecycle]++;
    p->readiness[from->readiness][to->readiness]++;
    if (from->lifecycle == NETMKT_LIFECYCLE_DECLINE)
        return;
    if (to->lifecycle == NETMKT_LIFECYCLE_DECLINE)
        p->gone[from->readiness][to->readiness]++;
    else
        p->alive[from->readiness][to->readiness]++;
}

static netmkt_status count_customer(const taking *t, netmkt__judge_worker *worker, netmkt_customer_id id, netmkt__census_period *counts)
{
    netmkt_stage from = {.struct_size = sizeof from}, to = {.struct_size = sizeof to};
    netmkt__events events;
    netmkt_status status = netmkt__store_events(t->judge->store, id, &worker->scratch, &events);

    if (status == NETMKT_OK)
        status = netmkt__judge_at(t->judge, worker, &events, t->end[0], &from);
    for (size_t k = 0; status == NETMKT_OK && k < t->census->periods; k++) {
        status = netmkt__judge_at(t->judge, worker, &events, t->end[k + 1], &to);
        if (status == NETMKT_OK)
            count_step(&counts[k], &from, &to);
        from = to;
    }
    return status;
}

static netmkt_status count_block(void *argument, netmkt__judge_worker *worker, netmkt_customer_id first, netmkt_customer_id last)
{
    const taking *t = argument;
    netmkt__census_period *counts = netmkt__calloc(t->judge->context, t->census->periods, sizeof *counts);
    netmkt_status status = counts != NULL ? NETMKT_OK : netmkt__nomem();
    const int64_t *flat = (const int64_t *)counts;

    for (netmkt_customer_id id = first; status == NETMKT_OK && id <= last; id++)
        if (netmkt__judge_wants(t->judge, id))
            status = count_customer(t, worker, id, counts);
    for (size_t i = 0; status == NETMKT_OK && i < t->census->periods * COUNTS; i++)
        if (flat[i] != 0)
            (void)atomic_fetch_add_explicit(&t->sum[i], flat[i], memory_order_relaxed);
    netmkt__free(t->judge->context, counts);
    return status;
}

/* The first event's moment; the judge's moment if there is none. */
static netmkt_status first_event(const netmkt__judge *judge, int64_t *first_ms)
{
    netmkt__scratch scratch = {.context = judge->context};
    netmkt_status status = NETMKT_OK;

    *first_ms = judge->as_of_ms;
    for (netmkt_customer_id id = 1; status == NETMKT_OK && id <= netmkt__store_customers(judge->store); id++) {
        netmkt__events events;

        status = netmkt__store_has(judge->store, id) ? netmkt__store_events(judge->store, id, &scratch, &events) : NETMKT_OK;
        if (status == NETMKT_OK && netmkt__store_has(judge->store, id) && events.n > 0 && events.time_ms[0] < *first_ms)
            *first_ms = events.time_ms[0];
    }
    netmkt__scratch_free(&scratch);
    return status;
}

/* Which periods: from that of first_ms to the last that is over at the moment. */
static netmkt_status find_periods(const netmkt__judge *judge, int64_t first_ms, netmkt__census *c)
{
    netmkt_status status = NETMKT_OK;
    int64_t last;

    if (first_ms == NETMKT_TIME_MIN)
        status = first_event(judge, &first_ms);
    if (status != NETMKT_OK)
        return status;
    c->first = netmkt__period_of(c->period, netmkt__day_of(first_ms, c->day_offset));
    last = netmkt__period_of(c->period, netmkt__day_of(judge->as_of_ms, c->day_offset));
    if (netmkt__census_end(c, last - c->first) > judge->as_of_ms)
        last--;
    if (last - c->first + 1 > PERIODS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "%lld periods; %d are the most: take longer ones, or begin later", (long long)(last - c->first + 1),
                            PERIODS_MOST);
    c->periods = last >= c->first ? (size_t)(last - c->first + 1) : 0;
    return NETMKT_OK;
}

static netmkt_status take(const netmkt__judge *judge, uint32_t threads, netmkt__census *c)
{
    taking t = {.judge = judge, .census = c};
    int64_t *end = netmkt__alloc(judge->context, c->periods + 1, sizeof *end);
    netmkt_status status = NETMKT_OK;

    t.end = end;
    t.sum = netmkt__alloc(judge->context, c->periods * COUNTS, sizeof *t.sum);
    c->of = netmkt__calloc(judge->context, c->periods, sizeof *c->of);
    if (end == NULL || t.sum == NULL || c->of == NULL)
        status = netmkt__nomem();
    if (status == NETMKT_OK) {
        for (size_t k = 0; k <= c->periods; k++)
            end[k] = netmkt__census_end(c, (int64_t)k - 1);
        for (size_t i = 0; i < c->periods * COUNTS; i++)
            atomic_init(&t.sum[i], 0);
        status = c->periods > 0 ? netmkt__judge_all(judge, threads, count_block, &t) : NETMKT_OK;
    }
    for (size_t i = 0; status == NETMKT_OK && i < c->periods * COUNTS; i++)
        ((int64_t *)c->of)[i] = atomic_load_explicit(&t.sum[i], memory_order_relaxed);
    netmkt__free(judge->context, t.sum);
    netmkt__free(judge->context, end);
    return status;
}

netmkt_status netmkt__census_take(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int32_t period, int64_t first_ms,
                                  int64_t as_of_ms, netmkt__census *out)
{
    netmkt_model *fitted = NULL;
    netmkt__judge judge;
    netmkt_status status;

    *out = (netmkt__census){.period = period};
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (period < NETMKT_PERIOD_DAY || period > NETMKT_PERIOD_YEAR)
        return netmkt__misuse("the period is none of NETMKT_PERIOD_...");
    if (first_ms < NETMKT_TIME_MIN || first_ms > NETMKT_TIME_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "the moment %lld ms is not in the years 0001 to 9999", (long long)first_ms);
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    out->context = netmkt__store_context(store);
    out->day_offset = netmkt__store_day_offset(store);
    status = netmkt__judge_init(&judge, store, settings, as_of_ms);
    if (status == NETMKT_OK)
        status = netmkt__judge_use_or_fit(&judge, model, settings, &fitted);
    if (status == NETMKT_OK)
        status = find_periods(&judge, first_ms, out);
    if (status == NETMKT_OK)
        status = take(&judge, netmkt__setting_threads(settings), out);
    netmkt_model_free(fitted);
    netmkt__judge_free(&judge);
    netmkt__store_read_end(store);
    return status;
}
