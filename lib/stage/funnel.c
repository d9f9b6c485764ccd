/* The best way through the steps, in one pass. A step that needs several events is as many steps of one event each. For each of these the latest start
 * from which it was reached is kept with its times, since a later start has the more time left. An event moves the ways from the last step
 * down, so that it serves no two steps of one way.
 *
 * A stage lasts: it is looked at behind all events of a moment, and moves the ways from the first step up, so that who is there already, or skips one, passes
 * several at once. A way that has passed it is not moved again, or its time would be later than it was. */
#include "stage/funnel.h"

#include <string.h>

#include "base/context.h"

static int matches(const netmkt__funnel_step *step, const netmkt__events *e, size_t i)
{
    return step->what == NETMKT__STEP_EVENT && (step->kind == 0 || e->kind[i] == step->kind) && (step->channel == 0 || (e->channel != NULL && e->channel[i] == step->channel)) &&
           (step->campaign == 0 || (e->campaign != NULL && e->campaign[i] == step->campaign)) &&
           (step->offer == 0 || (e->offer != NULL && e->offer[i] == step->offer)) &&
           (!step->has_variant || (e->variant != NULL ? e->variant[i] : 0) == step->variant) &&
           (!step->has_amount || (e->amount != NULL ? e->amount[i] : 0) >= step->amount);
}

/* The way that has served k events serves one more, event i. */
static void move_on(const netmkt_funnel *funnel, netmkt__funnel_way *at, uint32_t k, int64_t time_ms)
{
    uint32_t step = funnel->step_of[k];

    at[k] = at[k - 1];
    at[k].time_ms[step] = time_ms;
    if (k + 1 == funnel->events || funnel->step_of[k + 1] != step)
        at[k].reached = step + 1;
}

static void start(const netmkt_funnel *funnel, netmkt__funnel_way *at, size_t i, int64_t time_ms)
{
    *at = (netmkt__funnel_way){.first = (uint32_t)i, .start_ms = time_ms, .time_ms = {time_ms}};
    at->reached = funnel->events == 1 || funnel->step_of[1] != 0;
}

/* A way has come to k. */
static void arrive(netmkt__funnel_walker *w, uint32_t k)
{
    w->served = w->served > k ? w->served : k + 1;
    if (w->at[k].reached > w->best.reached)
        w->best = w->at[k];
}

void netmkt__funnel_begin(netmkt__funnel_walker *walker, const netmkt_funnel *funnel, const netmkt__events *events, int64_t window_ms)
{
    walker->funnel = funnel; /* what is not served yet is not read: no need to clear it */
    walker->events = events;
    walker->window_ms = window_ms;
    walker->served = 0;
    walker->best.reached = 0;
}

void netmkt__funnel_event(netmkt__funnel_walker *w, size_t i)
{
    const netmkt_funnel *funnel = w->funnel;
    int64_t time = w->events->time_ms[i];

    for (uint32_t k = w->served < funnel->events ? w->served : funnel->events - 1; k >= 1; k--) {
        if (time - w->at[k - 1].start_ms > w->window_ms || !matches(&funnel->step[funnel->step_of[k]], w->events, i))
            continue;
        move_on(funnel, w->at, k, time);
        arrive(w, k);
    }
    if (!matches(&funnel->step[0], w->events, i))
        return;
    start(funnel, &w->at[0], i, time);
    arrive(w, 0);
}

static int is_there(const netmkt__funnel_step *step, const netmkt_stage *stage)
{
    return step->what == NETMKT__STEP_READINESS ? stage->readiness >= step->stage : stage->lifecycle == step->stage;
}

/* 1 if a way that has served k events may pass a stage with the next. */
static int may_pass(const netmkt__funnel_walker *w, uint32_t k, int64_t time_ms)
{
    return w->funnel->step[w->funnel->step_of[k]].what != NETMKT__STEP_EVENT && time_ms - w->at[k - 1].start_ms <= w->window_ms &&
           (w->served <= k || w->at[k].start_ms < w->at[k - 1].start_ms);
}

int netmkt__funnel_asks(const netmkt__funnel_walker *w, int64_t time_ms)
{
    if (w->funnel->step[0].what != NETMKT__STEP_EVENT)
        return 1;
    for (uint32_t k = 1; k <= w->served && k < w->funnel->events; k++) {
        if (may_pass(w, k, time_ms))
            return 1;
    }
    return 0;
}

void netmkt__funnel_stages(netmkt__funnel_walker *w, int64_t time_ms, size_t last, const netmkt_stage *before, const netmkt_stage *now)
{
    const netmkt__funnel_step *first = &w->funnel->step[0];

    if (first->what != NETMKT__STEP_EVENT && is_there(first, now) && !is_there(first, before)) {
        start(w->funnel, &w->at[0], last, time_ms);
        arrive(w, 0);
    }
    for (uint32_t k = 1; k <= w->served && k < w->funnel->events; k++) {
        if (!may_pass(w, k, time_ms) || !is_there(&w->funnel->step[w->funnel->step_of[k]], now))
            continue;
        move_on(w->funnel, w->at, k, time_ms);
        arrive(w, k);
    }
}

/* The events, and behind those of each moment, and where time alone changes it, the stage. */
static netmkt_status walk_stages(netmkt__funnel_walker *w, const netmkt__judge *judge, netmkt__judge_worker *worker)
{
    netmkt_stage before = {.lifecycle = NETMKT_LIFECYCLE_NONE, .readiness = NETMKT_READINESS_UNAWARE}, now = {.struct_size = sizeof now};
    const netmkt__events *events = w->events;
    int64_t ms = events->n > 0 ? events->time_ms[0] : INT64_MAX;
    netmkt_status status = NETMKT_OK;
    size_t i = 0;

    while (status == NETMKT_OK && ms <= judge->as_of_ms && w->best.reached < w->funnel->count) {
        for (; i < events->n && events->time_ms[i] <= ms; i++)
            netmkt__funnel_event(w, i);
        if (!netmkt__funnel_asks(w, ms)) {
            ms = i < events->n ? events->time_ms[i] : INT64_MAX;
            continue;
        }
        status = netmkt__judge_at(judge, worker, events, ms, &now);
        if (status == NETMKT_OK) {
            netmkt__funnel_stages(w, ms, i - 1, &before, &now);
            before = now;
            status = netmkt__judge_next(judge, worker, events, ms, &ms);
        }
    }
    return status;
}

netmkt_status netmkt__funnel_walk(const netmkt_funnel *funnel, const netmkt__judge *judge, netmkt__judge_worker *worker, const netmkt__events *events,
                                  int64_t window_ms, netmkt__funnel_way *out)
{
    netmkt__funnel_walker walker;
    netmkt_status status = NETMKT_OK;

    netmkt__funnel_begin(&walker, funnel, events, window_ms);
    if (funnel->stages > 0)
        status = walk_stages(&walker, judge, worker);
    for (size_t i = 0; funnel->stages == 0 && i < events->n && walker.best.reached < funnel->count; i++)
        netmkt__funnel_event(&walker, i);
    *out = walker.best;
    return status;
}

void netmkt_funnel_free(netmkt_funnel *funnel)
{
    if (funnel == NULL)
        return;
    for (uint32_t i = 0; i < funnel->count; i++)
        netmkt__free(funnel->context, funnel->step[i].text);
    netmkt__free(funnel->context, funnel);
}

uint32_t netmkt_funnel_steps(const netmkt_funnel *funnel)
{
    return funnel != NULL ? funnel->count : 0;
}

const char *netmkt_funnel_step(const netmkt_funnel *funnel, uint32_t index)
{
    return funnel != NULL && index < funnel->count ? funnel->step[index].text : NULL;
}
