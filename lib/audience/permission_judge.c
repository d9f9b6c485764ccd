/* One decision: what each limit says of a customer at a moment, and the first moment at which all of them are silent. */
#include <string.h>

#include <netmkt/consent.h>

#include "audience/permission.h"
#include "base/calendar.h"
#include "base/open_hours.h"
#include "base/status.h"
#include "store/store.h"
#include "summary/purchases.h"
#include "summary/requests.h"

enum { ALL_DAYS = 127 };

netmkt_status netmkt__contact_ask(const netmkt_store *store, netmkt_channel_id channel, int32_t purpose, netmkt_campaign_id campaign, int64_t when_ms,
                                  netmkt__contact *out)
{
    static const char birth_date[] = "birth_date";
    const netmkt__attributes *attributes = &store->records.attributes;
    uint32_t rank = netmkt__attribute_find(attributes, birth_date, sizeof birth_date - 1);

    if (channel == 0 || !netmkt__channel_known(&store->records.channels, channel))
        return netmkt__fail(NETMKT_E_INVALID, "there is no channel %u to contact anybody on", (unsigned)channel);
    if (purpose < NETMKT_FUNCTION_BRAND || purpose > NETMKT_FUNCTION_ONLINE_RESEARCH)
        return netmkt__fail(NETMKT_E_INVALID, "there is no purpose %d: NETMKT_FUNCTION_BRAND to NETMKT_FUNCTION_ONLINE_RESEARCH", (int)purpose);
    if (campaign > store->records.campaigns.names.map.count)
        return netmkt__fail(NETMKT_E_INVALID, "there is no campaign %u", (unsigned)campaign);
    if (when_ms != NETMKT_LATEST && (when_ms < NETMKT_TIME_MIN || when_ms > NETMKT_TIME_MAX))
        return netmkt__fail(NETMKT_E_RANGE, "the moment %lld is not in the years 0001 to 9999", (long long)when_ms);
    *out = (netmkt__contact){
        .store = store,
        .when_ms = netmkt__store_as_of(store, when_ms),
        .offset_rank = netmkt__attribute_rank(attributes, NETMKT_ATTRIBUTE_UTC_OFFSET),
        .purpose = purpose,
        .campaign = campaign,
        .channel = channel,
    };
    out->birth_is_date = rank != NETMKT__ATTRIBUTE_NONE && netmkt__attribute_column_of(attributes, rank)->type == NETMKT_TYPE_TIME;
    out->birth_rank = out->birth_is_date ? rank : netmkt__attribute_rank(attributes, NETMKT_ATTRIBUTE_BIRTH_YEAR);
    return NETMKT_OK;
}

/* --- what does not depend on the moment --- */

/* The first moment of the local day on which he is old enough; of a birth year the end counts. INT64_MIN: nobody knows. */
static int64_t old_enough(const netmkt__contact *contact, const netmkt__contact_limits *limits, netmkt_customer_id customer, int32_t offset)
{
    uint64_t value;
    int64_t born, day;
    int32_t year, month, of_month;

    if (!netmkt__attribute_get(&contact->store->records.attributes, contact->birth_rank, customer, &value))
        return INT64_MIN;
    born = (int64_t)value;
    if (!contact->birth_is_date) {
        born = born < -100000 ? -100000 : born > 100000 ? 100000 : born; /* beyond the calendar in either case */
        day = netmkt__days_from_civil((int32_t)born + limits->age + 1, 1, 1);
    } else {
        netmkt__civil_from_days(netmkt__day_of(born, 0), &year, &month, &of_month);
        day = netmkt__days_from_civil(year + limits->age, month, 1) + of_month - 1; /* of February 29 the March 1 of other years */
    }
    return day * NETMKT__DAY_MS - (int64_t)offset * 60000;
}

/* The latest complaint, and the latest request that no answer has come to, up to the moment asked about. */
static void find_waiting(const netmkt__contact *contact, const netmkt__contact_limits *limits, const netmkt__events *events, size_t end,
                         netmkt__contact_verdict *v)
{
    int64_t back = limits->complaint_ms > limits->request_ms ? limits->complaint_ms : limits->request_ms;
    int answered = limits->request_ms == 0, complained = limits->complaint_ms == 0;

    for (size_t i = end; i-- > 0 && contact->when_ms - events->time_ms[i] < back && !(answered && complained);) {
        netmkt_kind_id kind = events->kind[i];
        uint8_t initiator = events->initiator[i];

        if (!answered && netmkt__is_answer(kind, initiator))
            answered = 1;
        if (!netmkt__is_request(kind, initiator))
            continue;
        if (!complained && kind == NETMKT_KIND_COMPLAINT) {
            complained = 1;
            v->since_ms[NETMKT__BIT_COMPLAINT] = events->time_ms[i];
        }
        for (size_t k = i; !answered && k-- > 0 && events->time_ms[k] == events->time_ms[i];)
            answered = netmkt__is_answer(events->kind[k], events->initiator[k]);
        if (!answered) {
            v->since_ms[NETMKT__BIT_REQUEST] = events->time_ms[i];
            v->request = kind;
            answered = 1; /* it is the latest; an earlier one forbids no longer than it */
        }
    }
}

/* --- at a moment --- */

static void against(netmkt__contact_verdict *v, int bit, int64_t until_ms)
{
    v->reasons |= UINT32_C(1) << bit;
    v->until_ms[bit] = until_ms;
}

/* Does a message count: the business's, of no campaign that serves an exempt purpose? */
static int counts(const netmkt__contact *contact, const netmkt__contact_limits *limits, const netmkt__events *events, size_t i)
{
    uint32_t campaign = events->campaign != NULL ? events->campaign[i] : 0;
    int32_t function = campaign != 0 ? contact->store->records.campaigns.entries[campaign - 1]->function : NETMKT_FUNCTION_NONE;

    return events->initiator[i] == NETMKT_INITIATOR_BUSINESS &&
           (function == NETMKT_FUNCTION_NONE || (limits->exempt >> (function - 1) & 1) == 0);
}

static void judge_caps(const netmkt__contact *contact, const netmkt__contact_limits *limits, const netmkt__events *events, size_t end, int64_t at_ms,
                       netmkt__contact_verdict *v)
{
    for (int c = 0; c < NETMKT__CAPS; c++) {
        v->count[c] = 0;
        if (limits->cap[c] == 0)
            against(v, NETMKT__BIT_DAY + c, NETMKT_NEVER);
    }
    for (size_t i = end; i-- > 0 && at_ms - events->time_ms[i] < limits->back_ms;) {
        int64_t age = at_ms - events->time_ms[i];

        if (events->kind[i] != NETMKT_KIND_MESSAGE || !counts(contact, limits, events, i))
            continue;
        for (int c = 0; c < NETMKT__CAPS; c++) {
            int mine = c < 3 || (c < 6 ? (events->channel != NULL ? events->channel[i] : 0) == contact->channel
                                       : (events->campaign != NULL ? events->campaign[i] : 0) == contact->campaign);

            if (limits->cap[c] < 0 || !mine || age >= netmkt__cap_ms[c] || age <= -netmkt__cap_ms[c])
                continue;
            if (++v->count[c] == limits->cap[c]) { /* from here on one too many, until this one counts no more */
                against(v, NETMKT__BIT_DAY + c, c == 6 ? NETMKT_NEVER : events->time_ms[i] + netmkt__cap_ms[c]);
                v->since_ms[NETMKT__BIT_DAY + c] = events->time_ms[i];
            }
        }
    }
}

static void judge_quiet(const netmkt__contact_limits *limits, int64_t at_ms, netmkt__contact_verdict *v)
{
    int64_t day = netmkt__day_of(at_ms, v->offset_minutes), midnight = day * NETMKT__DAY_MS - (int64_t)v->offset_minutes * 60000;
    int64_t in_day = at_ms - midnight, from = limits->quiet_from_ms, to = limits->quiet_to_ms;

    if ((limits->quiet_days >> netmkt__weekday(day) & 1) != 0)
        against(v, NETMKT__BIT_QUIET_DAY, limits->quiet_days == ALL_DAYS ? NETMKT_NEVER : midnight + NETMKT__DAY_MS);
    if (from == 0 && to == NETMKT__DAY_MS)
        against(v, NETMKT__BIT_QUIET_HOURS, NETMKT_NEVER);
    else if (from < to && in_day >= from && in_day < to)
        against(v, NETMKT__BIT_QUIET_HOURS, midnight + to);
    else if (from > to && in_day < to)
        against(v, NETMKT__BIT_QUIET_HOURS, midnight + to);
    else if (from > to && in_day >= from)
        against(v, NETMKT__BIT_QUIET_HOURS, midnight + NETMKT__DAY_MS + to);
}

static void judge_waiting(const netmkt__contact_limits *limits, int64_t at_ms, netmkt__contact_verdict *v)
{
    if (v->since_ms[NETMKT__BIT_COMPLAINT] != INT64_MIN && at_ms - v->since_ms[NETMKT__BIT_COMPLAINT] < limits->complaint_ms)
        against(v, NETMKT__BIT_COMPLAINT, v->since_ms[NETMKT__BIT_COMPLAINT] + limits->complaint_ms);
    if (v->since_ms[NETMKT__BIT_REQUEST] != INT64_MIN && at_ms - v->since_ms[NETMKT__BIT_REQUEST] < limits->request_ms)
        against(v, NETMKT__BIT_REQUEST, v->since_ms[NETMKT__BIT_REQUEST] + limits->request_ms);
    if (limits->age == 0)
        return;
    if (v->birthday_ms == INT64_MIN && !limits->age_unknown)
        against(v, NETMKT__BIT_AGE, NETMKT_NEVER);
    else if (at_ms < v->birthday_ms)
        against(v, NETMKT__BIT_AGE, v->birthday_ms);
}

static void judge_consent(const netmkt__contact_limits *limits, int64_t at_ms, netmkt__contact_verdict *v)
{
    int64_t since_ms = v->since_ms[NETMKT__BIT_CONSENT];
    int agreed = v->consent == NETMKT_CONSENT_CONFIRMED || (v->consent == NETMKT_CONSENT_GRANTED && !limits->confirmed);
    int lapsed = limits->consent_ms > 0 && since_ms != INT64_MIN && at_ms - since_ms >= limits->consent_ms;

    if (limits->consent ? !agreed || lapsed : v->consent == NETMKT_CONSENT_WITHDRAWN)
        against(v, NETMKT__BIT_CONSENT, NETMKT_NEVER);
    if (v->suppressed != 0 && at_ms < v->suppressed_until_ms)
        against(v, NETMKT__BIT_SUPPRESSED, v->suppressed_until_ms);
}

static void judge_at(const netmkt__contact *contact, const netmkt__contact_limits *limits, const netmkt__events *events, size_t end, int64_t at_ms,
                     netmkt__contact_verdict *v)
{
    v->reasons = 0;
    judge_consent(limits, at_ms, v);
    judge_caps(contact, limits, events, end, at_ms, v);
    judge_quiet(limits, at_ms, v);
    judge_waiting(limits, at_ms, v);
}

static int64_t latest_until(const netmkt__contact_verdict *v)
{
    int64_t latest = INT64_MIN;

    for (uint32_t left = v->reasons; left != 0; left &= left - 1)
        if (v->until_ms[__builtin_ctz(left)] > latest)
            latest = v->until_ms[__builtin_ctz(left)];
    return latest;
}

/* Each step goes to a later moment that is no sooner than the end of some reason; there are few: the ends of quiet spans, of caps, of waiting. */
static int64_t first_yes(const netmkt__contact *contact, const netmkt__contact_limits *limits, const netmkt__events *events, size_t end,
                         const netmkt__contact_verdict *now)
{
    netmkt__contact_verdict then = *now;
    int64_t at_ms = contact->when_ms;

    while (then.reasons != 0) {
        at_ms = latest_until(&then);
        if (at_ms > NETMKT_TIME_MAX)
            return NETMKT_NEVER;
        judge_at(contact, limits, events, end, at_ms, &then);
    }
    return at_ms;
}

netmkt_status netmkt__contact_judge(const netmkt__contact *contact, const netmkt__contact_limits *limits, netmkt_customer_id customer,
                                    netmkt__scratch *scratch, int earliest, netmkt__contact_verdict *out)
{
    netmkt__events events;
    uint64_t offset;
    size_t known, end;
    netmkt_status status = netmkt__store_events(contact->store, customer, scratch, &events);

    if (status != NETMKT_OK)
        return status;
    known = netmkt__events_until(&events, contact->when_ms);
    end = contact->ahead ? events.n : known;
    out->offset_minutes = netmkt__store_day_offset(contact->store);
    if (netmkt__attribute_get(&contact->store->records.attributes, contact->offset_rank, customer, &offset))
        out->offset_minutes = (int32_t)(int64_t)offset;
    out->request = 0;
    for (int i = 0; i < NETMKT_AGAINST_COUNT; i++)
        out->since_ms[i] = INT64_MIN;
    out->birthday_ms = limits->age > 0 ? old_enough(contact, limits, customer, out->offset_minutes) : INT64_MIN;
    find_waiting(contact, limits, &events, known, out);
    netmkt__consent_find(contact, customer, &events, known, limits->named, &out->consent, &out->since_ms[NETMKT__BIT_CONSENT]);
    netmkt__suppressed_find(contact, limits, customer, &events, known, out);
    judge_at(contact, limits, &events, end, contact->when_ms, out);
    out->earliest_ms = out->reasons == 0 ? contact->when_ms : earliest ? first_yes(contact, limits, &events, end, out) : NETMKT_NEVER;
    return NETMKT_OK;
}
