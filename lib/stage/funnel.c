/* The best way through the steps, in one pass. A step that needs several events is as many steps of one event each. For each of these the latest start
 * from which it was reached is kept with its times, since a later start has the more time left. An event moves the ways from the last step
 * down, so that it serves no two steps of one way. */
#include "stage/funnel.h"

#include <string.h>

#include "base/context.h"

static int matches(const netmkt__funnel_step *step, const netmkt__events *e, size_t i)
{
    return (step->kind == 0 || e->kind[i] == step->kind) && (step->channel == 0 || (e->channel != NULL && e->channel[i] == step->channel)) &&
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

void netmkt__funnel_walk(const netmkt_funnel *funnel, const netmkt__events *events, int64_t window_ms, netmkt__funnel_way *out)
{
    netmkt__funnel_way at[NETMKT__FUNNEL_EVENTS];
    uint32_t served = 0; /* most events that a way has served */

    out->reached = 0;
    for (size_t i = 0; i < events->n && out->reached < funnel->count; i++) {
        int64_t time = events->time_ms[i];

        for (uint32_t k = served < funnel->events ? served : funnel->events - 1; k >= 1; k--) {
            if (time - at[k - 1].start_ms > window_ms || !matches(&funnel->step[funnel->step_of[k]], events, i))
                continue;
            move_on(funnel, at, k, time);
            served = served > k ? served : k + 1;
            if (at[k].reached > out->reached)
                *out = at[k];
        }
        if (!matches(&funnel->step[0], events, i))
            continue;
        start(funnel, &at[0], i, time);
        served = served > 0 ? served : 1;
        if (at[0].reached > out->reached)
            *out = at[0];
    }
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
