/* From events to what the maturity of a programme is judged by. Counts are whole numbers, so parts add up in any order. */
#include "audience/maturity.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/period.h"
#include "base/settings.h"
#include "base/status.h"
#include "reach/response_time.h"
#include "store/store.h"
#include "value/crowd.h"

enum { MOST_SHARED = 4096 }; /* channels and campaigns up to which each part counts for itself */

static int64_t month_start(const netmkt__maturity_rules *rules, int64_t month)
{
    return netmkt__period_first_day(NETMKT__PERIOD_MONTH, month) * NETMKT__DAY_MS - (int64_t)rules->offset * 60000;
}

netmkt_status netmkt__maturity_rules_init(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__maturity_rules *out)
{
    uint32_t kinds = netmkt__store_kinds(store);
    netmkt__moment moment;
    int64_t month;
    netmkt_status status;

    *out = (netmkt__maturity_rules){.store = store, .context = netmkt__store_context(store), .settings = settings, .channels = netmkt__store_channels(store)};
    out->campaigns = store->records.campaigns.names.map.count + 1;
    status = netmkt__moment_of(store, settings, as_of_ms, &moment);
    if (status == NETMKT_OK)
        status = netmkt__path_rules_init(store, settings, as_of_ms, &out->path);
    if (status != NETMKT_OK)
        return status;
    out->path.order_step = 0; /* an order's own channel is no touch before it */
    out->path.by = NETMKT__BY_CHANNEL;
    out->as_of_ms = moment.as_of_ms;
    out->offset = moment.day_offset;
    out->from_ms = moment.as_of_ms - llround(netmkt__setting(settings, NETMKT__SET_MATURITY_WINDOW) * (double)NETMKT__DAY_MS) + 1;
    month = netmkt__period_of(NETMKT__PERIOD_MONTH, netmkt__day_of(moment.as_of_ms + 1, out->offset));
    out->month_end_ms = month_start(out, month);
    out->month_ms = month_start(out, month - 1);
    out->month_before_ms = month_start(out, month - 2);
    out->acts = netmkt__alloc(out->context, kinds, 1);
    out->function = netmkt__calloc(out->context, kinds, 1);
    out->two_way = netmkt__calloc(out->context, out->channels, 1);
    if (out->acts == NULL || out->function == NULL || out->two_way == NULL)
        return netmkt__nomem();
    for (uint32_t kind = 0; kind < kinds; kind++) {
        const netmkt__kind_properties *properties = netmkt__kind_properties_of(&store->records.kinds, kind);

        out->acts[kind] = netmkt__store_weight(store, (netmkt_kind_id)kind) > 0.0;
        out->function[kind] = (int8_t)(properties != NULL ? properties->function : NETMKT_FUNCTION_NONE);
    }
    for (uint32_t channel = 1; channel < out->channels; channel++)
        out->two_way[channel] = (netmkt__store_channel_properties(store, (netmkt_channel_id)channel) & NETMKT_CHANNEL_TWO_WAY) != 0;
    return NETMKT_OK;
}

void netmkt__maturity_rules_free(netmkt__maturity_rules *rules)
{
    netmkt__free(rules->context, rules->acts);
    netmkt__free(rules->context, rules->function);
    netmkt__free(rules->context, rules->two_way);
}

/* --- one customer --- */

/* What one part counts with. */
typedef struct counter {
    netmkt__maturity_counts counts;
    netmkt__path_reader reader;
    netmkt_customer_id *withdrawn; /* by channel: the customer whose withdrawal was seen there last */
} counter;

typedef struct census {
    const netmkt__maturity_rules *rules;
    counter *part;
} census;

static void count_campaign(netmkt__campaign_use *use, uint32_t variant)
{
    use->seen = 1;
    if (variant != 0)
        use->variants = use->variants == 0 || use->variants == variant ? variant : NETMKT__VARIANTS;
}

/* The events of the window: functions, contacts, campaigns. 1 if there was a contact. */
static int count_window(const netmkt__maturity_rules *r, const netmkt__events *events, netmkt__maturity_counts *counts)
{
    int contacted = 0;

    for (size_t i = events->n; i-- > 0 && events->time_ms[i] >= r->from_ms;) {
        uint32_t campaign = events->campaign != NULL ? events->campaign[i] : 0;
        uint16_t channel = events->channel != NULL ? events->channel[i] : 0;
        int32_t function = campaign != 0 ? r->store->records.campaigns.entries[campaign - 1]->function : NETMKT_FUNCTION_NONE;

        if (function == NETMKT_FUNCTION_NONE)
            function = r->function[events->kind[i]];
        counts->function[function]++;
        if (events->initiator[i] != NETMKT_INITIATOR_CUSTOMER && events->initiator[i] != NETMKT_INITIATOR_BUSINESS)
            continue;
        contacted = 1;
        counts->contacts++;
        counts->with_channel += channel != 0;
        counts->two_way += r->two_way[channel];
        counts->channel[channel]++;
        if (campaign != 0)
            count_campaign(&counts->campaign[campaign], events->variant != NULL ? events->variant[i] : 0);
    }
    return contacted;
}

/* Whether a record takes back what was said at `time_ms` of a channel and a purpose. Of one moment the withdrawal counts. */
static int taken_back(const netmkt__maturity_rules *r, netmkt_customer_id customer, netmkt_channel_id channel, uint8_t purpose, int64_t time_ms)
{
    const netmkt__consents *consents = &r->store->records.consents;

    for (const netmkt__consent *c = netmkt__consent_first(consents, customer); c != NULL; c = netmkt__consent_next(consents, c)) {
        int takes_back = c->status == NETMKT_CONSENT_WITHDRAWN || c->status == NETMKT_CONSENT_UNKNOWN;

        if (takes_back && c->time_ms >= time_ms && c->time_ms <= r->as_of_ms && (c->channel == 0 || c->channel == channel) &&
            (c->purpose == 0 || c->purpose == purpose))
            return 1;
    }
    return 0;
}

/* The same of the events. */
static int unsubscribed(const netmkt__events *events, netmkt_channel_id channel, int64_t time_ms)
{
    for (size_t i = events->n; i-- > 0 && events->time_ms[i] >= time_ms;) {
        uint16_t on = events->channel != NULL ? events->channel[i] : 0;

        if (events->kind[i] == NETMKT_KIND_UNSUBSCRIBE && (on == 0 || on == channel))
            return 1;
    }
    return 0;
}

/* Whether a recorded consent is in force: to any purpose but to pass data on. */
static int consents_to(const netmkt__maturity_rules *r, netmkt_customer_id customer, const netmkt__events *events)
{
    const netmkt__consents *consents = &r->store->records.consents;

    for (const netmkt__consent *c = netmkt__consent_first(consents, customer); c != NULL; c = netmkt__consent_next(consents, c)) {
        int grants = (c->status == NETMKT_CONSENT_GRANTED || c->status == NETMKT_CONSENT_CONFIRMED) && c->purpose != NETMKT_PURPOSE_DISCLOSURE;

        if (grants && c->time_ms <= r->as_of_ms && !taken_back(r, customer, c->channel, c->purpose, c->time_ms) &&
            !unsubscribed(events, c->channel, c->time_ms))
            return 1;
    }
    return 0;
}

/* Whether a permission is in force: one given, on a channel or at large, that nothing later withdraws there or at large. */
static int permits(const netmkt__maturity_rules *r, counter *c, netmkt_customer_id customer, const netmkt__events *events)
{
    for (size_t i = events->n; i-- > 0;) {
        uint16_t channel = events->channel != NULL ? events->channel[i] : 0;

        if (events->kind[i] == NETMKT_KIND_UNSUBSCRIBE && channel == 0)
            break;
        if (events->kind[i] == NETMKT_KIND_UNSUBSCRIBE)
            c->withdrawn[channel] = customer;
        else if (events->kind[i] == NETMKT_KIND_SUBSCRIBE && c->withdrawn[channel] != customer && !taken_back(r, customer, channel, 0, events->time_ms[i]))
            return 1;
    }
    return consents_to(r, customer, events);
}

/* Whether he was active in the month before the last complete one, and in that. */
static void count_months(const netmkt__maturity_rules *r, const netmkt__events *events, netmkt__maturity_counts *counts)
{
    int before = 0, last = 0;

    for (size_t i = events->n; i-- > 0 && events->time_ms[i] >= r->month_before_ms && !before;) {
        if (events->time_ms[i] >= r->month_end_ms || events->initiator[i] != NETMKT_INITIATOR_CUSTOMER || !r->acts[events->kind[i]])
            continue;
        if (events->time_ms[i] >= r->month_ms)
            last = 1;
        else
            before = 1;
    }
    counts->month_before += (uint64_t)before;
    counts->retained += (uint64_t)(before & last);
}

static netmkt_status count_conversions(const netmkt__maturity_rules *r, const netmkt__events *events, counter *c)
{
    netmkt__path path;
    netmkt_status status = netmkt__path_begin(&c->reader, &r->path, events);

    while (status == NETMKT_OK && (status = netmkt__path_next(&c->reader, &path)) == NETMKT_OK) {
        int known = 0;

        if (path.conversion == NETMKT__NO_EVENT || path.end_ms < r->from_ms)
            continue;
        for (size_t i = path.n; i-- > 0 && !known;)
            known = path.step[i] != 0;
        c->counts.conversions++;
        c->counts.attributed += (uint64_t)known;
    }
    return status == NETMKT_DONE ? NETMKT_OK : status;
}

static netmkt_status count_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const census *all = argument;
    counter *c = &all->part[part];

    if (count_window(all->rules, events, &c->counts)) {
        c->counts.customers++;
        c->counts.permitted += (uint64_t)permits(all->rules, c, customer, events);
    }
    count_months(all->rules, events, &c->counts);
    return count_conversions(all->rules, events, c);
}

/* --- all --- */

static netmkt_status counts_init(const netmkt__maturity_rules *rules, netmkt__maturity_counts *counts)
{
    *counts = (netmkt__maturity_counts){.contacts = 0};
    counts->channel = netmkt__calloc(rules->context, rules->channels, sizeof *counts->channel);
    counts->campaign = netmkt__calloc(rules->context, rules->campaigns, sizeof *counts->campaign);
    return counts->channel != NULL && counts->campaign != NULL ? NETMKT_OK : netmkt__nomem();
}

void netmkt__maturity_counts_free(const netmkt__maturity_rules *rules, netmkt__maturity_counts *counts)
{
    netmkt__free(rules->context, counts->channel);
    netmkt__free(rules->context, counts->campaign);
}

static netmkt_status counter_init(const netmkt__maturity_rules *rules, counter *c)
{
    netmkt_status status = counts_init(rules, &c->counts);

    c->reader = (netmkt__path_reader){.context = rules->context};
    c->withdrawn = netmkt__calloc(rules->context, rules->channels, sizeof *c->withdrawn);
    return status == NETMKT_OK && c->withdrawn == NULL ? netmkt__nomem() : status;
}

static void counter_free(const netmkt__maturity_rules *rules, counter *c)
{
    netmkt__maturity_counts_free(rules, &c->counts);
    netmkt__path_reader_free(&c->reader);
    netmkt__free(rules->context, c->withdrawn);
}

static void add(const netmkt__maturity_rules *rules, const netmkt__maturity_counts *from, netmkt__maturity_counts *to)
{
    for (int f = 0; f < NETMKT__FUNCTIONS; f++)
        to->function[f] += from->function[f];
    to->contacts += from->contacts;
    to->with_channel += from->with_channel;
    to->two_way += from->two_way;
    to->customers += from->customers;
    to->permitted += from->permitted;
    to->conversions += from->conversions;
    to->attributed += from->attributed;
    to->month_before += from->month_before;
    to->retained += from->retained;
    for (uint32_t c = 0; c < rules->channels; c++)
        to->channel[c] += from->channel[c];
    for (uint32_t c = 0; c < rules->campaigns; c++) {
        to->campaign[c].seen |= from->campaign[c].seen;
        if (from->campaign[c].variants != 0)
            count_campaign(&to->campaign[c], from->campaign[c].variants);
    }
}

/* Requests of the window whose fate is known. */
static netmkt_status count_requests(const netmkt__maturity_rules *rules, netmkt__maturity_counts *counts)
{
    netmkt__requests requests;
    netmkt_status status = netmkt__requests_read(rules->store, rules->settings, rules->as_of_ms, &requests);

    for (size_t i = 0; status == NETMKT_OK && i < requests.n; i++) {
        const netmkt__request *q = &requests.list[i];

        if (q->time_ms < rules->from_ms || (!q->answered && q->wait_ms <= requests.target_ms))
            continue;
        counts->requests++;
        counts->within += q->answered && q->wait_ms <= requests.target_ms;
        if (q->kind == NETMKT_KIND_INQUIRY)
            continue;
        counts->after_sales++;
        counts->closed += q->answered;
    }
    netmkt__requests_free(&requests);
    return status;
}

netmkt_status netmkt__maturity_count(const netmkt__maturity_rules *rules, netmkt__maturity_counts *out)
{
    counter part[NETMKT__CROWD_PARTS];
    size_t parts = netmkt__crowd_parts(rules->store, rules->channels + rules->campaigns > MOST_SHARED ? 1 : NETMKT__CROWD_PARTS), made = 0;
    census c = {rules, part};
    netmkt_status status = counts_init(rules, out);

    while (made < parts && status == NETMKT_OK)
        status = counter_init(rules, &part[made++]);
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk_wanted(rules->store, rules->settings, parts, rules->as_of_ms, count_customer, &c);
    for (size_t k = 0; k < made; k++) {
        if (status == NETMKT_OK)
            add(rules, &part[k].counts, out);
        counter_free(rules, &part[k]);
    }
    return status == NETMKT_OK ? count_requests(rules, out) : status;
}
