/* Asking permission for every channel of a recommendation. Quiet times alone leave no channel out: the recommended hour avoids them. */
#include "audience/recommend_permit.h"

#include <string.h>

#include <netmkt/customer.h>

#include "base/context.h"
#include "base/status.h"
#include "store/store.h"
#include "value/crowd.h"

enum { HOUR_MS = 3600000 };

/* --- the recommender that asks --- */

static netmkt_status copy(const netmkt_recommender *from, const netmkt_settings *settings, netmkt_recommender *to)
{
    netmkt_status status;

    *to = *from;
    to->settings = to->permission = NULL;
    to->rates = netmkt__alloc(to->context, to->channels, sizeof *to->rates);
    to->offers = netmkt__alloc(to->context, to->offer_count, sizeof *to->offers);
    if (to->rates == NULL || to->offers == NULL)
        return netmkt__nomem();
    memcpy(to->rates, from->rates, to->channels * sizeof *to->rates);
    if (to->offer_count > 0)
        memcpy(to->offers, from->offers, to->offer_count * sizeof *to->offers);
    status = netmkt__settings_copy(from->settings, to->context, &to->settings);
    if (status == NETMKT_OK)
        status = netmkt__settings_copy(settings, to->context, &to->permission);
    return status == NETMKT_OK ? netmkt_settings_set_permission_rules(to->permission, netmkt__permission_rules_of(settings)) : status;
}

netmkt_status netmkt_recommender_permit(const netmkt_recommender *recommender, const netmkt_settings *settings, int32_t purpose,
                                        netmkt_campaign_id campaign, int32_t which, netmkt_recommender **out)
{
    netmkt_recommender *r;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (recommender == NULL)
        return netmkt__misuse("recommender is NULL");
    if (purpose < NETMKT_FUNCTION_BRAND || purpose > NETMKT_FUNCTION_ONLINE_RESEARCH)
        return netmkt__fail(NETMKT_E_INVALID, "there is no purpose %d: NETMKT_FUNCTION_BRAND to NETMKT_FUNCTION_ONLINE_RESEARCH", (int)purpose);
    if (which != NETMKT_RECOMMEND_PERMITTED && which != NETMKT_RECOMMEND_ANY)
        return netmkt__fail(NETMKT_E_INVALID, "which is %d: NETMKT_RECOMMEND_PERMITTED or NETMKT_RECOMMEND_ANY", (int)which);
    r = netmkt__calloc(recommender->context, 1, sizeof *r);
    if (r == NULL)
        return netmkt__nomem();
    status = copy(recommender, settings, r);
    r->purpose = purpose;
    r->campaign = campaign;
    r->which = which;
    if (status == NETMKT_OK) {
        *out = r;
        r = NULL;
    }
    netmkt_recommender_free(r);
    return status;
}

/* --- the question --- */

netmkt_status netmkt__recommend_permits_find(const netmkt_recommender *recommender, netmkt_store *store, netmkt_customer_id customer, int64_t *when_ms,
                                   netmkt__recommend_permits *out)
{
    const netmkt_settings *settings = recommender->permission;
    uint64_t customers = 1;
    netmkt_status status;

    *out = (netmkt__recommend_permits){.recommender = recommender};
    if (settings == NULL)
        return NETMKT_OK;
    status = netmkt__contact_moment(store, NETMKT_CHANNEL_EMAIL, recommender->purpose, recommender->campaign, when_ms);
    out->when_ms = *when_ms;
    if (status != NETMKT_OK || netmkt__permission_rules_of(settings) == NULL)
        return status;
    if (customer == 0)
        status = netmkt_customer_count(store, &customers);
    if (status != NETMKT_OK)
        return status;
    out->members = netmkt__calloc(recommender->context, (size_t)customers, sizeof *out->members);
    if (out->members == NULL)
        return netmkt__nomem();
    out->known = (size_t)customers;
    out->first = customer != 0 ? customer : 1;
    return customer != 0 ? netmkt__permission_member(store, settings, 0, customer, *when_ms, out->members)
                         : netmkt__permission_members(store, settings, 0, *when_ms, out->known, NULL, out->members);
}

void netmkt__recommend_permits_free(netmkt__recommend_permits *permits)
{
    netmkt_context *context = permits->recommender->context;

    netmkt__free(context, permits->contact);
    netmkt__free(context, permits->limits);
    netmkt__free(context, permits->allowed);
    netmkt__free(context, permits->members);
}

netmkt_status netmkt__recommend_permits_ask(netmkt__recommend_permits *permits, const netmkt_store *store)
{
    const netmkt_recommender *r = permits->recommender;
    netmkt_status status = NETMKT_OK;

    permits->contact = netmkt__calloc(r->context, r->channels, sizeof *permits->contact);
    permits->limits = netmkt__calloc(r->context, r->channels, sizeof *permits->limits);
    permits->allowed = netmkt__calloc(r->context, r->channels, sizeof *permits->allowed);
    if (permits->contact == NULL || permits->limits == NULL || permits->allowed == NULL)
        return netmkt__nomem();
    for (uint32_t channel = 1; channel < r->channels && status == NETMKT_OK; channel++) {
        if (r->rates[channel].all.messages == 0 || !netmkt__channel_known(&store->records.channels, channel))
            continue;
        status = netmkt__contact_ask(store, (netmkt_channel_id)channel, r->purpose, r->campaign, permits->when_ms, &permits->contact[channel]);
        if (status == NETMKT_OK)
            netmkt__contact_limits_of(r->permission, &permits->contact[channel], 0, &permits->limits[channel]);
    }
    return status;
}

/* --- answers --- */

static uint32_t members_of(const netmkt__recommend_permits *permits, netmkt_customer_id customer)
{
    return customer >= permits->first && customer - permits->first < permits->known ? permits->members[customer - permits->first] : 0;
}

static netmkt_status judge(const netmkt__recommend_permits *permits, netmkt_customer_id customer, uint32_t channel, netmkt__scratch *scratch,
                           netmkt__contact_limits *limits, netmkt__contact_verdict *verdict)
{
    uint32_t members = members_of(permits, customer);

    *limits = permits->limits[channel];
    if (members != 0)
        netmkt__contact_limits_of(permits->recommender->permission, &permits->contact[channel], members, limits);
    return netmkt__contact_judge(&permits->contact[channel], limits, customer, scratch, 1, verdict);
}

/* Does more than quiet times that end forbid it? */
static int forbidden(uint32_t reasons, int64_t earliest_ms)
{
    return (reasons & ~(uint32_t)(NETMKT_AGAINST_QUIET_HOURS | NETMKT_AGAINST_QUIET_DAY)) != 0 || earliest_ms == NETMKT_NEVER;
}

static int is_quiet(const netmkt__contact_limits *limits, int64_t from, int64_t to)
{
    if (limits->quiet_from_ms <= limits->quiet_to_ms)
        return from < limits->quiet_to_ms && to > limits->quiet_from_ms && limits->quiet_from_ms < limits->quiet_to_ms;
    return from < limits->quiet_to_ms || to > limits->quiet_from_ms;
}

/* The earliest of the best whole hours that are not quiet; -1: none, or nothing is known. */
static int32_t best_hour(const netmkt__choosing *choosing, const netmkt__contact_limits *limits)
{
    int32_t best = -1;

    for (int32_t h = 0; h < 24 && choosing->hour >= 0; h++)
        if (!is_quiet(limits, (int64_t)h * HOUR_MS, (int64_t)(h + 1) * HOUR_MS) && (best < 0 || choosing->shares[h] > choosing->shares[best]))
            best = h;
    return best;
}

netmkt_status netmkt__recommend_permits_judge(const netmkt__recommend_permits *permits, netmkt_customer_id customer, netmkt__choosing *choosing)
{
    int any = permits->recommender->which == NETMKT_RECOMMEND_ANY;
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < choosing->count && status == NETMKT_OK; i++) {
        netmkt__choice *choice = &choosing->list[i];
        netmkt__contact_limits limits = permits->limits[choice->channel];
        netmkt__contact_verdict verdict = {.reasons = 0};

        choice->earliest_ms = permits->when_ms;
        if (permits->contact[choice->channel].store == NULL)
            continue;
        if (customer != 0) {
            status = judge(permits, customer, choice->channel, &choosing->permit_scratch, &limits, &verdict);
            choice->reasons = verdict.reasons;
            choice->earliest_ms = verdict.earliest_ms;
            choice->out = !any && forbidden(verdict.reasons, verdict.earliest_ms);
        } else {
            choice->permitted = permits->customers > 0 ? (double)permits->allowed[choice->channel] / (double)permits->customers : 0.0;
            choice->out = !any && permits->allowed[choice->channel] == 0;
        }
        choice->hour = best_hour(choosing, &limits);
    }
    return status;
}

/* --- the segment --- */

typedef struct counting {
    const netmkt__recommend_permits *permits;
    const netmkt_store *store;
    uint64_t *allowed; /* by part and channel */
    uint64_t customers[NETMKT__CROWD_PARTS];
    netmkt__scratch scratch[NETMKT__CROWD_PARTS];
} counting;

static netmkt_status count_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    counting *c = argument;
    uint32_t channels = c->permits->recommender->channels;
    size_t length = 0;
    netmkt_status status = NETMKT_OK;

    (void)events;
    if (netmkt__store_has(c->store, customer))
        (void)netmkt__store_key(c->store, customer, &length);
    if (length == 0)
        return NETMKT_OK;
    c->customers[part]++;
    for (uint32_t channel = 1; channel < channels && status == NETMKT_OK; channel++) {
        netmkt__contact_limits limits;
        netmkt__contact_verdict verdict;

        if (c->permits->contact[channel].store == NULL)
            continue;
        status = judge(c->permits, customer, channel, &c->scratch[part], &limits, &verdict);
        if (status == NETMKT_OK)
            c->allowed[part * channels + channel] += !forbidden(verdict.reasons, verdict.earliest_ms);
    }
    return status;
}

netmkt_status netmkt__recommend_permits_count(netmkt__recommend_permits *permits)
{
    const netmkt_recommender *r = permits->recommender;
    const netmkt_store *store = NULL;
    counting *c;
    size_t parts;
    netmkt_status status;

    for (uint32_t channel = 1; channel < r->channels && store == NULL; channel++)
        store = permits->contact[channel].store;
    if (store == NULL)
        return NETMKT_OK;
    parts = netmkt__crowd_parts(store, NETMKT__CROWD_PARTS);
    c = netmkt__calloc(r->context, 1, sizeof *c);
    if (c == NULL)
        return netmkt__nomem();
    c->permits = permits;
    c->store = store;
    c->allowed = netmkt__calloc(r->context, parts * r->channels, sizeof *c->allowed);
    for (size_t k = 0; k < parts; k++)
        c->scratch[k].context = r->context;
    status = c->allowed != NULL ? netmkt__crowd_walk_wanted(store, r->settings, parts, permits->when_ms, count_customer, c) : netmkt__nomem();
    for (size_t k = 0; k < parts; k++) {
        permits->customers += c->customers[k];
        for (uint32_t channel = 0; channel < r->channels && c->allowed != NULL; channel++)
            permits->allowed[channel] += c->allowed[k * r->channels + channel];
        netmkt__scratch_free(&c->scratch[k]);
    }
    netmkt__free(r->context, c->allowed);
    netmkt__free(r->context, c);
    return status;
}
