/* From a customer's own trials and activity to ranked channels and an hour. */
#include "audience/recommend.h"

#include <stdlib.h>
#include <string.h>

#include "audience/recommend_permit.h"
#include "base/context.h"

netmkt_status netmkt__choosing_init(const netmkt_recommender *recommender, const netmkt__profile_rules *profile, netmkt__choosing *out)
{
    netmkt_context *context = recommender->context;
    netmkt_status status;

    *out = (netmkt__choosing){.recommender = recommender, .profile = profile, .rules = netmkt__recommender_rules(recommender, profile)};
    out->opinions.context = context;
    out->permit_scratch.context = context;
    /* the store may have channels that came later: they are counted, and not ranked */
    status = netmkt__answers_init(context, profile->channels, &out->answers);
    out->tally.used = netmkt__calloc(context, profile->channels, 1);
    out->list = netmkt__alloc(context, recommender->channels, sizeof *out->list);
    out->offers = netmkt__alloc(context, recommender->offer_count, sizeof *out->offers);
    out->room = netmkt__alloc(context, recommender->offer_count, sizeof *out->room);
    if (status == NETMKT_OK && (out->tally.used == NULL || out->list == NULL || out->offers == NULL || out->room == NULL))
        status = netmkt__nomem();
    return status;
}

void netmkt__choosing_free(netmkt__choosing *choosing)
{
    netmkt_context *context = choosing->recommender->context;

    netmkt__answers_free(context, &choosing->answers);
    netmkt__free(context, choosing->tally.used);
    netmkt__free(context, choosing->opinions.list);
    netmkt__free(context, choosing->list);
    netmkt__free(context, choosing->offers);
    netmkt__free(context, choosing->room);
    netmkt__scratch_free(&choosing->permit_scratch);
    *choosing = (netmkt__choosing){.recommender = choosing->recommender};
}

static int most_promising(const void *a, const void *b)
{
    const netmkt__choice *x = a, *y = b;

    if (x->out != y->out)
        return x->out - y->out;
    if (x->expected < y->expected || x->expected > y->expected)
        return x->expected > y->expected ? -1 : 1;
    return (x->channel > y->channel) - (x->channel < y->channel);
}

/* The segment as a whole: its mean holds its trials already. */
static netmkt__choice choose_for_all(uint16_t channel, const netmkt__rate_group *group)
{
    return (netmkt__choice){.channel = channel,
                            .messages = group->segment_messages,
                            .responses = group->segment_responses,
                            .expected = group->segment_mean,
                            .prior = group->mean,
                            .strength = group->segment_trials};
}

static netmkt__choice choose_for_one(uint16_t channel, const netmkt__rate_group *group, const netmkt__channel_answers *own)
{
    return (netmkt__choice){.channel = channel,
                            .uses = own->own > 0,
                            .messages = own->messages,
                            .responses = own->responses,
                            .expected = (own->responses + group->strength * group->segment_mean) / (own->messages + group->strength),
                            .prior = group->segment_mean,
                            .strength = group->strength + own->messages};
}

netmkt_status netmkt__choose(netmkt__choosing *choosing, netmkt_customer_id customer, const netmkt__events *events)
{
    const netmkt_recommender *r = choosing->recommender;
    netmkt__profile_tally *tally = &choosing->tally;
    uint8_t *used = tally->used;
    netmkt_status status = NETMKT_OK;

    memset(tally, 0, sizeof *tally);
    tally->used = used;
    if (events != NULL) {
        netmkt__answers_read(&choosing->rules, events, &choosing->answers);
        netmkt__profile_count(choosing->profile, customer, events, tally);
    }
    choosing->activity = tally->started;
    choosing->hour = netmkt__recommender_day(r, tally->week, choosing->shares);
    choosing->count = choosing->left_out = 0;
    for (uint32_t channel = 1; channel < r->channels; channel++) {
        const netmkt__channel_rates *rates = &r->rates[channel];
        const netmkt__channel_answers *own = &choosing->answers.channel[channel];

        if (rates->all.messages > 0 && channel < choosing->profile->channels)
            choosing->list[choosing->count++] =
                events != NULL ? choose_for_one((uint16_t)channel, &rates->group[own->own > 0], own) : choose_for_all((uint16_t)channel, &rates->all);
    }
    for (size_t i = 0; i < choosing->count; i++)
        choosing->list[i].hour = choosing->hour;
    if (choosing->permits != NULL)
        status = netmkt__recommend_permits_judge(choosing->permits, customer, choosing);
    if (choosing->count > 1)
        qsort(choosing->list, choosing->count, sizeof *choosing->list, most_promising);
    for (; choosing->count > 0 && choosing->list[choosing->count - 1].out; choosing->left_out++)
        choosing->count--;
    return status;
}
