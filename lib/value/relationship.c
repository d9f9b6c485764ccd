/* Figures, parts and score of a relationship: one pass over a customer's events, in order of time. */
#include "value/relationship.h"

#include <math.h>

#include "base/calendar.h"
#include "base/settings.h"
#include "base/status.h"
#include "summary/requests.h"

#define HOUR_MS 3600000.0

void netmkt__bond_rules_init(netmkt__bond_rules *rules, const netmkt_settings *settings)
{
    rules->window_days = netmkt__setting(settings, NETMKT__SET_RELATIONSHIP_WINDOW);
    rules->tenure_days = netmkt__setting(settings, NETMKT__SET_RELATIONSHIP_TENURE);
    rules->gap_days = netmkt__setting(settings, NETMKT__SET_RELATIONSHIP_GAP);
    rules->channels = netmkt__setting(settings, NETMKT__SET_RELATIONSHIP_CHANNELS);
    rules->permissions = netmkt__setting(settings, NETMKT__SET_RELATIONSHIP_PERMISSIONS);
    rules->answer_hours = netmkt__setting(settings, NETMKT__SET_RELATIONSHIP_ANSWER);
    for (int i = 0; i < 5; i++)
        rules->weight[i] = netmkt__setting(settings, NETMKT__SET_RELATIONSHIP_WEIGHT_TENURE + i);
}

/* Where a pass stands. */
typedef struct pass {
    const netmkt__events *events;
    netmkt__bond_marks *marks;
    netmkt_relationship *out;
    int64_t from_ms;              /* of the window */
    int64_t first_day, last_day;  /* of acts */
    uint64_t days;
    int64_t day_end;              /* first moment after last_day: most events need no division */
    uint64_t open;                /* requests without answer */
    double open_since, waited;    /* sums of their times since from_ms, and of all waits so far, ms */
    int64_t answer_ms;            /* of the last answer; a request at the same moment has it */
} pass;

static void act(pass *p, size_t i, int32_t day_offset)
{
    int64_t time = p->events->time_ms[i];
    uint16_t channel = p->events->channel != NULL ? p->events->channel[i] : 0;

    if (time >= p->day_end || p->days == 0) {
        p->last_day = netmkt__day_of(time, day_offset);
        p->day_end = (p->last_day + 1) * NETMKT__DAY_MS - (int64_t)day_offset * 60000;
        p->first_day = p->days == 0 ? p->last_day : p->first_day;
        p->days++;
    }
    if (time < p->from_ms)
        return;
    p->out->acts++;
    if (channel != 0 && p->marks->used[channel] != p->marks->use) {
        p->marks->used[channel] = p->marks->use;
        p->out->channels++;
    }
}

static void permit(pass *p, size_t i, int given)
{
    uint16_t channel = p->events->channel != NULL ? p->events->channel[i] : 0;
    int there = p->marks->permitted[channel] == p->marks->permission;

    if (given && !there) {
        p->marks->permitted[channel] = p->marks->permission;
        p->out->permissions++;
    } else if (!given && channel == 0) {
        p->marks->permission++; /* all marks are old now */
        p->out->permissions = 0;
    } else if (!given && there) {
        p->marks->permitted[channel] = 0;
        p->out->permissions--;
    }
}

static void ask(pass *p, int64_t time)
{
    if (time < p->from_ms)
        return;
    p->out->requests++;
    if (time == p->answer_ms)
        return;
    p->open++;
    p->open_since += (double)(time - p->from_ms);
}

static void answer(pass *p, double time)
{
    p->waited += (double)p->open * time - p->open_since;
    p->open = 0;
    p->open_since = 0.0;
}

static void take(pass *p, size_t i)
{
    uint8_t initiator = p->events->initiator[i];
    int64_t time = p->events->time_ms[i];

    switch (p->events->kind[i]) {
    case NETMKT_KIND_MESSAGE:
        p->out->messages += initiator != NETMKT_INITIATOR_CUSTOMER && time >= p->from_ms;
        break;
    case NETMKT_KIND_SUBSCRIBE:
        permit(p, i, 1);
        break;
    case NETMKT_KIND_UNSUBSCRIBE:
        permit(p, i, 0);
        break;
    default:
        if (netmkt__is_request(p->events->kind[i], initiator)) {
            ask(p, time);
        } else if (netmkt__is_answer(p->events->kind[i], initiator)) {
            answer(p, (double)(time - p->from_ms));
            p->answer_ms = time;
        }
        break;
    }
}

void netmkt__bond_read(const netmkt__bond_rules *rules, const netmkt__events *events, const uint8_t *counts, int64_t since_ms, int64_t as_of_ms,
                       int32_t day_offset, netmkt__bond_marks *marks, netmkt_relationship *out)
{
    pass p = {.events = events, .marks = marks, .out = out, .answer_ms = INT64_MIN};
    int64_t today = netmkt__day_of(as_of_ms, day_offset);

    *out = (netmkt_relationship){.struct_size = sizeof *out, .customer = out->customer, .as_of_ms = as_of_ms};
    out->gap_days = rules->gap_days;
    out->idle_days = out->wait_hours = NAN;
    marks->use++;
    marks->permission++;
    p.from_ms = as_of_ms - (int64_t)(rules->window_days * (double)NETMKT__DAY_MS) + 1;
    for (size_t i = 0; i < events->n; i++) {
        if (counts[events->kind[i]] && events->initiator[i] == NETMKT_INITIATOR_CUSTOMER)
            act(&p, i, day_offset);
        take(&p, i);
    }
    if (events->n > 0 && events->time_ms[0] < since_ms)
        since_ms = events->time_ms[0];
    if (since_ms <= as_of_ms)
        out->tenure_days = (double)(today - netmkt__day_of(since_ms, day_offset));
    if (p.days > 0) {
        out->gap_days = (rules->gap_days + (double)(p.last_day - p.first_day)) / (double)p.days;
        out->idle_days = (double)(today - p.last_day);
    }
    answer(&p, (double)(as_of_ms - p.from_ms));
    if (out->requests > 0)
        out->wait_hours = p.waited / HOUR_MS / (double)out->requests;
}

void netmkt__bond_rate(const netmkt__bond_rules *rules, netmkt_relationship *out)
{
    const double *part[5] = {&out->tenure, &out->rhythm, &out->reciprocity, &out->breadth, &out->answers};
    double sum = 0.0, weights = 0.0;

    out->tenure = -expm1(-M_LN2 * out->tenure_days / rules->tenure_days);
    out->rhythm = 0.0;
    if (!isnan(out->idle_days))
        out->rhythm = exp2(-fmax(out->idle_days - out->gap_days, 0.0) / out->gap_days);
    out->reciprocity = NAN;
    if (out->acts > 0 || out->messages > 0)
        out->reciprocity = out->acts >= out->messages ? 1.0 : (double)out->acts / (double)out->messages;
    out->breadth = 0.5 * (fmin((double)out->channels / rules->channels, 1.0) + fmin((double)out->permissions / rules->permissions, 1.0));
    out->answers = out->requests > 0 && !isnan(out->wait_hours) ? exp2(-out->wait_hours / rules->answer_hours) : NAN;
    for (int i = 0; i < 5; i++) {
        if (!isnan(*part[i])) {
            sum += rules->weight[i] * *part[i];
            weights += rules->weight[i];
        }
    }
    out->score = weights > 0.0 ? 100.0 * sum / weights : NAN;
}

static int bad(double figure)
{
    return !(figure >= 0.0 && isfinite(figure));
}

netmkt_status netmkt_relationship_rate(const netmkt_settings *settings, size_t n, netmkt_relationship *items)
{
    netmkt__bond_rules rules;

    if (n > 0 && items == NULL)
        return netmkt__misuse("items are needed");
    for (size_t i = 0; i < n; i++) {
        const netmkt_relationship *r = &items[i];

        if (r->struct_size != sizeof *r)
            return netmkt__fail(NETMKT_E_UNSUPPORTED, "row %zu: relationship of %u bytes, this library knows %zu; set struct_size", i,
                                r->struct_size, sizeof *r);
        if (bad(r->tenure_days) || bad(r->gap_days) || !(r->gap_days > 0.0) || (!isnan(r->idle_days) && bad(r->idle_days)) ||
            (!isnan(r->wait_hours) && bad(r->wait_hours)))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: a figure of days or hours is negative, infinite, or a gap of 0", i);
    }
    netmkt__bond_rules_init(&rules, settings);
    for (size_t i = 0; i < n; i++)
        netmkt__bond_rate(&rules, &items[i]);
    return NETMKT_OK;
}
