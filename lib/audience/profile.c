/* From events to counts of contacts, and from counts to profiles. */
#include "audience/profile.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/open_hours.h"
#include "base/settings.h"
#include "base/status.h"
#include "store/store.h"
#include "value/crowd.h"

netmkt_status netmkt__profile_rules_init(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__profile_rules *out)
{
    uint32_t kinds = netmkt__store_kinds(store);
    netmkt__moment moment;
    netmkt_status status;

    *out = (netmkt__profile_rules){.store = store, .context = netmkt__store_context(store), .settings = settings, .channels = netmkt__store_channels(store)};
    status = netmkt__moment_of(store, settings, as_of_ms, &moment);
    if (status != NETMKT_OK)
        return status;
    out->as_of_ms = moment.as_of_ms;
    out->from_ms = moment.as_of_ms - llround(netmkt__setting(settings, NETMKT__SET_PROFILE_WINDOW) * (double)NETMKT__DAY_MS) + 1;
    out->day_offset = moment.day_offset;
    out->offset_rank = netmkt__attribute_rank(&store->records.attributes, NETMKT_ATTRIBUTE_UTC_OFFSET);
    out->acts = netmkt__alloc(out->context, kinds, 1);
    out->channel = netmkt__alloc(out->context, out->channels, 1);
    if (out->acts == NULL || out->channel == NULL)
        return netmkt__nomem();
    for (uint32_t kind = 0; kind < kinds; kind++)
        out->acts[kind] = netmkt__store_weight(store, (netmkt_kind_id)kind) > 0.0;
    out->channel[0] = 0;
    for (uint32_t channel = 1; channel < out->channels; channel++)
        out->channel[channel] = (uint8_t)netmkt__store_channel_properties(store, (netmkt_channel_id)channel);
    return NETMKT_OK;
}

void netmkt__profile_rules_free(netmkt__profile_rules *rules)
{
    netmkt__free(rules->context, rules->acts);
    netmkt__free(rules->context, rules->channel);
}

int32_t netmkt__profile_offset(const netmkt__profile_rules *rules, netmkt_customer_id customer)
{
    uint64_t value;

    if (netmkt__attribute_get(&rules->store->records.attributes, rules->offset_rank, customer, &value))
        return (int32_t)(int64_t)value;
    return rules->day_offset;
}

static size_t week_hour(int64_t time_ms, int32_t offset)
{
    int64_t day = netmkt__day_of(time_ms, offset), in_day = time_ms + (int64_t)offset * 60000 - day * NETMKT__DAY_MS;

    return (size_t)netmkt__weekday(day) * 24 + (size_t)(in_day / 3600000);
}

void netmkt__profile_count(const netmkt__profile_rules *rules, netmkt_customer_id customer, const netmkt__events *events, netmkt__profile_tally *tally)
{
    int32_t offset = netmkt__profile_offset(rules, customer);

    for (size_t i = events->n; i-- > 0 && events->time_ms[i] >= rules->from_ms;) {
        int started = events->initiator[i] == NETMKT_INITIATOR_CUSTOMER;
        uint16_t channel = events->channel != NULL ? events->channel[i] : 0;
        size_t hour;

        tally->messages += events->kind[i] == NETMKT_KIND_MESSAGE && !started;
        if (!started && events->initiator[i] != NETMKT_INITIATOR_BUSINESS)
            continue;
        tally->contacts++;
        tally->with_channel += channel != 0;
        tally->one_to_one += (rules->channel[channel] & NETMKT_CHANNEL_ONE_TO_ONE) != 0;
        tally->two_way += (rules->channel[channel] & NETMKT_CHANNEL_TWO_WAY) != 0;
        tally->used[channel] = 1;
        if (tally->channel != NULL)
            tally->channel[channel].contacts++;
        if (!started)
            continue;
        hour = week_hour(events->time_ms[i], offset);
        tally->started++;
        tally->acts += rules->acts[events->kind[i]];
        tally->week[hour]++;
        if (tally->channel != NULL) {
            tally->channel[channel].started++;
            tally->channel[channel].week[hour]++;
        }
    }
}

void netmkt__profile_best(const uint64_t *week, int32_t *hour, int32_t *weekday)
{
    uint64_t most_hour = 0, most_day = 0;

    *hour = *weekday = -1;
    for (int h = 0; h < 24; h++) {
        uint64_t sum = 0;

        for (int d = 0; d < 7; d++)
            sum += week[d * 24 + h];
        if (sum > most_hour) {
            most_hour = sum;
            *hour = h;
        }
    }
    for (int d = 0; d < 7; d++) {
        uint64_t sum = 0;

        for (int h = 0; h < 24; h++)
            sum += week[d * 24 + h];
        if (sum > most_day) {
            most_day = sum;
            *weekday = d;
        }
    }
}

static double share(uint64_t part, uint64_t of)
{
    return of > 0 ? (double)part / (double)of : NAN;
}

void netmkt__profile_fill(const netmkt__profile_rules *rules, const netmkt__profile_tally *tally, netmkt_profile *out)
{
    *out = (netmkt_profile){
        .struct_size = sizeof *out,
        .customer = out->customer,
        .as_of_ms = rules->as_of_ms,
        .pull_share = share(tally->started, tally->contacts),
        .reciprocity = tally->acts > 0 || tally->messages > 0 ? (tally->acts >= tally->messages ? 1.0 : share(tally->acts, tally->messages)) : NAN,
        .one_to_one_share = share(tally->one_to_one, tally->with_channel),
        .two_way_share = share(tally->two_way, tally->with_channel),
        .contacts = tally->contacts,
        .started = tally->started,
        .acts = tally->acts,
        .messages = tally->messages,
        .with_channel = tally->with_channel,
        .one_to_one = tally->one_to_one,
        .two_way = tally->two_way,
    };
    for (uint32_t channel = 1; channel < rules->channels; channel++)
        out->channels += tally->used[channel];
    for (size_t i = 0; i < NETMKT__WEEK_HOURS; i++) {
        out->hours[i % 24] += tally->week[i];
        out->weekdays[i / 24] += tally->week[i];
    }
    netmkt__profile_best(tally->week, &out->best_hour, &out->best_weekday);
}

static netmkt_status tally_init(const netmkt__profile_rules *rules, int by_channel, netmkt__profile_tally *tally)
{
    memset(tally, 0, sizeof *tally);
    tally->used = netmkt__calloc(rules->context, rules->channels, 1);
    if (by_channel)
        tally->channel = netmkt__calloc(rules->context, rules->channels, sizeof *tally->channel);
    return tally->used != NULL && (!by_channel || tally->channel != NULL) ? NETMKT_OK : netmkt__nomem();
}

void netmkt__profile_tally_free(const netmkt__profile_rules *rules, netmkt__profile_tally *tally)
{
    netmkt__free(rules->context, tally->used);
    netmkt__free(rules->context, tally->channel);
    tally->used = NULL;
    tally->channel = NULL;
}

static void add(const netmkt__profile_rules *rules, const netmkt__profile_tally *from, netmkt__profile_tally *to)
{
    to->contacts += from->contacts;
    to->started += from->started;
    to->acts += from->acts;
    to->messages += from->messages;
    to->with_channel += from->with_channel;
    to->one_to_one += from->one_to_one;
    to->two_way += from->two_way;
    for (size_t h = 0; h < NETMKT__WEEK_HOURS; h++)
        to->week[h] += from->week[h];
    for (uint32_t c = 0; c < rules->channels; c++) {
        to->used[c] |= from->used[c];
        if (to->channel == NULL)
            continue;
        to->channel[c].contacts += from->channel[c].contacts;
        to->channel[c].started += from->channel[c].started;
        for (size_t h = 0; h < NETMKT__WEEK_HOURS; h++)
            to->channel[c].week[h] += from->channel[c].week[h];
    }
}

typedef struct census {
    const netmkt__profile_rules *rules;
    netmkt__profile_tally *part;
} census;

static netmkt_status count_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const census *c = argument;

    if (netmkt__setting_wants(c->rules->settings, customer))
        netmkt__profile_count(c->rules, customer, events, &c->part[part]);
    return NETMKT_OK;
}

static netmkt_status tally_all(const netmkt__profile_rules *rules, int by_channel, netmkt__profile_tally *out)
{
    netmkt__profile_tally part[NETMKT__CROWD_PARTS];
    /* a tally by channel is large where there are many channels: then in one part */
    size_t parts = netmkt__crowd_parts(rules->store, by_channel && rules->channels > 1000 ? 1 : NETMKT__CROWD_PARTS), made = 0;
    census c = {rules, part};
    netmkt_status status = NETMKT_OK;

    while (made < parts && status == NETMKT_OK)
        status = tally_init(rules, by_channel, &part[made++]);
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk(rules->store, netmkt__setting_threads(rules->settings), parts, rules->as_of_ms, count_customer, &c);
    for (size_t k = 0; k < made; k++) {
        if (status == NETMKT_OK)
            add(rules, &part[k], out);
        netmkt__profile_tally_free(rules, &part[k]);
    }
    return status;
}

netmkt_status netmkt__profile_tally_of(const netmkt__profile_rules *rules, netmkt_customer_id customer, int by_channel, netmkt__profile_tally *out)
{
    netmkt__scratch scratch = {.context = rules->context};
    netmkt__events events;
    netmkt_status status = tally_init(rules, by_channel, out);

    if (status != NETMKT_OK)
        return status;
    if (customer == 0)
        return tally_all(rules, by_channel, out);
    if (!netmkt__store_has(rules->store, customer))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    status = netmkt__store_events(rules->store, customer, &scratch, &events);
    if (status == NETMKT_OK) {
        events.n = netmkt__events_until(&events, rules->as_of_ms);
        netmkt__profile_count(rules, customer, &events, out);
    }
    netmkt__scratch_free(&scratch);
    return status;
}
