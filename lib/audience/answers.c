/* One pass over a customer's events with the latest message of every channel. */
#include "audience/answers.h"

#include <string.h>

#include <netmkt/channel.h>

#include "base/context.h"

netmkt_status netmkt__answers_init(netmkt_context *context, uint32_t channels, netmkt__answers *out)
{
    out->count = 0;
    out->channel = netmkt__calloc(context, channels, sizeof *out->channel);
    out->touched = netmkt__alloc(context, channels, sizeof *out->touched);
    return out->channel != NULL && out->touched != NULL ? NETMKT_OK : netmkt__nomem();
}

void netmkt__answers_free(netmkt_context *context, netmkt__answers *answers)
{
    netmkt__free(context, answers->channel);
    netmkt__free(context, answers->touched);
    answers->channel = NULL;
    answers->touched = NULL;
}

static netmkt__channel_answers *touch(netmkt__answers *answers, uint16_t channel)
{
    netmkt__channel_answers *c = &answers->channel[channel];

    if (!c->touched) {
        c->touched = 1;
        answers->touched[answers->count++] = channel;
    }
    return c;
}

static int waits(const netmkt__answer_rules *rules, const netmkt__channel_answers *c, int64_t time_ms)
{
    return c->open && time_ms - c->latest_ms <= rules->answer_ms;
}

/* The latest message of a campaign that waits for an answer, on any channel; NULL if there is none. */
static netmkt__channel_answers *of_campaign(const netmkt__answer_rules *rules, const netmkt__answers *answers, uint32_t campaign, int64_t time_ms)
{
    netmkt__channel_answers *found = NULL;

    for (size_t i = 0; i < answers->count; i++) {
        netmkt__channel_answers *c = &answers->channel[answers->touched[i]];

        if (c->campaign == campaign && waits(rules, c, time_ms) && (found == NULL || c->latest_ms > found->latest_ms))
            found = c;
    }
    return found;
}

static void act(const netmkt__answer_rules *rules, uint16_t channel, uint32_t campaign, int64_t time_ms, netmkt__answers *answers)
{
    netmkt__channel_answers *c = &answers->channel[channel], *found = NULL;

    if (waits(rules, c, time_ms))
        found = c;
    else if (campaign != 0)
        found = of_campaign(rules, answers, campaign, time_ms);
    if (found != NULL) {
        found->responses++;
        found->open = 0;
    } else if ((rules->channel[channel] & NETMKT_CHANNEL_ONE_TO_ONE) != 0 && !(c->messages > 0 && time_ms - c->latest_ms <= rules->answer_ms)) {
        touch(answers, channel)->own++; /* a second act behind an answered message says nothing new */
    }
}

void netmkt__answers_read(const netmkt__answer_rules *rules, const netmkt__events *events, netmkt__answers *answers)
{
    for (size_t i = 0; i < answers->count; i++)
        memset(&answers->channel[answers->touched[i]], 0, sizeof *answers->channel);
    answers->count = 0;
    for (size_t i = 0; i < events->n; i++) {
        uint16_t channel = events->channel != NULL ? events->channel[i] : 0;
        uint32_t campaign = events->campaign != NULL ? events->campaign[i] : 0;
        int started = events->initiator[i] == NETMKT_INITIATOR_CUSTOMER;

        if (events->time_ms[i] < rules->from_ms)
            continue;
        if (started && rules->acts[events->kind[i]]) {
            act(rules, channel, campaign, events->time_ms[i], answers);
        } else if (!started && events->kind[i] == NETMKT_KIND_MESSAGE && (rules->channel[channel] & NETMKT_CHANNEL_ONE_TO_ONE) != 0) {
            netmkt__channel_answers *c = touch(answers, channel);

            c->messages++;
            c->latest_ms = events->time_ms[i];
            c->campaign = campaign;
            c->open = 1;
        }
    }
    for (size_t i = 0; i < answers->count; i++) {
        netmkt__channel_answers *c = &answers->channel[answers->touched[i]];

        if (c->open && rules->as_of_ms - c->latest_ms < rules->answer_ms)
            c->messages--; /* undecided */
    }
}
