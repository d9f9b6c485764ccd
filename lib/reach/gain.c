/* From events and paths to groups. Each customer's events of the time are counted where they belong; each of his orders is shared among the groups
 * of its path's steps; his first order shares him, and what he brings from then on. */
#include "reach/gain.h"

#include <string.h>

#include "base/calendar.h"
#include "base/period.h"
#include "base/settings.h"
#include "base/status.h"
#include "store/store.h"
#include "value/crowd.h"

enum { MOST_SHARED = 65536 }; /* campaigns and offers up to which each part counts for itself */

#define ALL_KEY UINT64_MAX

/* --- groups --- */

static netmkt_status group_row(netmkt__gains *gains, uint64_t key, uint32_t *row)
{
    netmkt_status status;

    *row = key == 0 ? NETMKT__GAIN_NONE : netmkt__tally_find(&gains->groups, key);
    if (*row != NETMKT__TALLY_NONE)
        return NETMKT_OK;
    status = netmkt__grow(gains->groups.context, &gains->of, &gains->capacity, (size_t)gains->groups.rows + 1, sizeof *gains->of);
    if (status == NETMKT_OK)
        status = netmkt__tally_add(&gains->groups, key, row);
    if (status == NETMKT_OK)
        gains->of[*row] = (netmkt__gain){.orders = 0.0};
    return status;
}

static netmkt_status gains_init(netmkt__gains *gains, netmkt_context *context)
{
    uint32_t row;
    netmkt_status status;

    *gains = (netmkt__gains){.of = NULL};
    netmkt__tally_init(&gains->groups, context);
    netmkt__tally_init(&gains->ages, context);
    status = group_row(gains, ALL_KEY, &row);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__grow(context, &gains->of, &gains->capacity, NETMKT__GAIN_GROUPS, sizeof *gains->of);
    if (status == NETMKT_OK)
        status = netmkt__tally_add(&gains->groups, 0, &row);
    if (status == NETMKT_OK)
        gains->of[row] = (netmkt__gain){.orders = 0.0};
    return status;
}

void netmkt__gains_free(netmkt_context *context, netmkt__gains *gains)
{
    if (gains->groups.context != NULL || gains->of != NULL) {
        netmkt__tally_free(&gains->groups);
        netmkt__tally_free(&gains->ages);
    }
    netmkt__free(context, gains->of);
    gains->of = NULL;
}

static netmkt_status add_age(netmkt__tally *ages, uint64_t key, double margin)
{
    uint32_t row;
    double sum;
    netmkt_status status = netmkt__tally_put(ages, key, &row);

    if (status != NETMKT_OK)
        return status;
    memcpy(&sum, &ages->row[row].n[0], sizeof sum); /* of a new row 0, which is 0.0 */
    sum += margin;
    memcpy(&ages->row[row].n[0], &sum, sizeof sum);
    return NETMKT_OK;
}

static uint64_t month_key(int64_t day)
{
    return (uint64_t)(netmkt__period_of(NETMKT__PERIOD_MONTH, day) + NETMKT__GAIN_MONTH);
}

static uint64_t event_key(const netmkt__gain_rules *r, const netmkt__events *events, size_t i)
{
    switch (r->by) {
    case NETMKT_RETURNS_BY_CHANNEL:
        return events->channel != NULL ? events->channel[i] : 0;
    case NETMKT_RETURNS_BY_CAMPAIGN:
        return events->campaign != NULL ? events->campaign[i] : 0;
    case NETMKT_RETURNS_BY_OFFER:
        return events->offer != NULL ? events->offer[i] : 0;
    default:
        return month_key(netmkt__day_of(events->time_ms[i], r->offset));
    }
}

/* --- one customer --- */

typedef struct share {
    double weight;
    uint32_t row;
} share;

/* What one part counts with. */
typedef struct counter {
    netmkt__gains gains;
    netmkt__path_reader reader;
    netmkt__credit_room room;
    share *shared, *won; /* of an order; of the customer, as his first order was shared */
    size_t shared_count, won_count, shared_capacity, won_capacity;
} counter;

typedef struct census {
    const netmkt__gain_rules *rules;
    counter *part;
} census;

static void count_event(const netmkt__gain_rules *r, const netmkt__events *events, size_t i, int wanted, netmkt__gain *gain)
{
    uint32_t kind = events->kind[i];
    int touch = netmkt__path_touch(netmkt__credit_rules(r->credit), kind), impression = kind == NETMKT_KIND_IMPRESSION;

    gain->reach_all += (uint64_t)(touch | impression);
    if (!wanted)
        return;
    gain->reach += (uint64_t)(touch | impression);
    gain->impressions += (uint64_t)impression;
    gain->touches += (uint64_t)touch;
    gain->visits += kind == NETMKT_KIND_VISIT;
    if (events->cost != NULL && !(r->own_costs && (kind == NETMKT_KIND_ORDER || kind == NETMKT_KIND_RETURN)))
        gain->cost += (double)events->cost[i];
}

/* Events that say nothing here make no row. */
static int tells(const netmkt__gain_rules *r, const netmkt__events *events, size_t i)
{
    uint32_t kind = events->kind[i];

    return kind == NETMKT_KIND_IMPRESSION || kind == NETMKT_KIND_VISIT || (events->cost != NULL && events->cost[i] != 0) ||
           netmkt__path_touch(netmkt__credit_rules(r->credit), kind);
}

static netmkt_status count_events(const netmkt__gain_rules *r, const netmkt__events *events, int wanted, netmkt__gains *gains)
{
    netmkt_status status = NETMKT_OK;

    for (size_t i = events->n; status == NETMKT_OK && i-- > 0 && events->time_ms[i] >= r->from_ms;) {
        uint32_t row;

        if (!tells(r, events, i))
            continue;
        status = group_row(gains, event_key(r, events, i), &row);
        if (status != NETMKT_OK)
            break;
        count_event(r, events, i, wanted, &gains->of[row]);
        count_event(r, events, i, wanted, &gains->of[NETMKT__GAIN_ALL]);
    }
    return status;
}

/* Minor units that an order left. What came back has cost nothing. */
static double margin_of(const netmkt__gain_rules *r, const netmkt__events *events, const netmkt__path *path)
{
    size_t i = path->conversion;
    double value = (double)path->value, cost = events->cost != NULL ? (double)events->cost[i] : 0.0;
    double given = events->amount != NULL ? (double)events->amount[i] : 0.0;

    if (!r->own_costs)
        return value * r->margin;
    return value - (given > 0.0 ? cost * value / given : cost);
}

static netmkt_status add_share(const netmkt__gain_rules *r, counter *c, uint64_t key, double weight)
{
    uint32_t row;
    netmkt_status status = netmkt__grow(r->context, &c->shared, &c->shared_capacity, c->shared_count + 1, sizeof *c->shared);

    if (status == NETMKT_OK)
        status = group_row(&c->gains, key, &row);
    if (status == NETMKT_OK)
        c->shared[c->shared_count++] = (share){weight, row};
    return status;
}

/* Whose a conversion is: everything's as a whole, and its steps' by their credit; of months that of its own. */
static netmkt_status share_order(const netmkt__gain_rules *r, const netmkt__events *events, const netmkt__path *path, counter *c)
{
    const double *weight = NULL;
    netmkt_status status;

    c->shared_count = 0;
    status = add_share(r, c, ALL_KEY, 1.0);
    if (status != NETMKT_OK)
        return status;
    if (r->by == NETMKT_RETURNS_BY_MONTH)
        return add_share(r, c, event_key(r, events, path->conversion), 1.0);
    if (path->n == 0)
        return add_share(r, c, 0, 1.0);
    status = netmkt__credit_of(r->credit, path, &c->room, &weight);
    for (size_t i = 0; status == NETMKT_OK && i < path->n; i++)
        if (weight[i] != 0.0)
            status = add_share(r, c, event_key(r, events, path->event[i]), weight[i]);
    return status;
}

/* The customer is won: his first order's shares are his. */
static netmkt_status win(const netmkt__gain_rules *r, netmkt_customer_id customer, counter *c)
{
    double clv = r->clv != NULL && customer <= r->clv_count ? r->clv[customer - 1] : 0.0;
    netmkt_status status = netmkt__grow(r->context, &c->won, &c->won_capacity, c->shared_count, sizeof *c->won);

    if (status != NETMKT_OK)
        return status;
    memcpy(c->won, c->shared, c->shared_count * sizeof *c->won);
    c->won_count = c->shared_count;
    for (size_t i = 0; i < c->won_count; i++) {
        c->gains.of[c->won[i].row].acquired += c->won[i].weight;
        c->gains.of[c->won[i].row].clv += c->won[i].weight * clv;
    }
    return NETMKT_OK;
}

static netmkt_status count_orders(const netmkt__gain_rules *r, netmkt_customer_id customer, const netmkt__events *events, counter *c)
{
    netmkt__path path;
    int64_t first_ms = 0;
    int ordered = 0;
    netmkt_status status = netmkt__path_begin(&c->reader, netmkt__credit_rules(r->credit), events);

    c->won_count = 0;
    while (status == NETMKT_OK && (status = netmkt__path_next(&c->reader, &path)) == NETMKT_OK) {
        int first = path.conversion != NETMKT__NO_EVENT && !ordered;
        double margin;

        if (path.conversion == NETMKT__NO_EVENT)
            continue;
        ordered = 1;
        if (path.end_ms < r->from_ms)
            continue;
        margin = margin_of(r, events, &path);
        status = share_order(r, events, &path, c);
        for (size_t i = 0; status == NETMKT_OK && i < c->shared_count; i++) {
            netmkt__gain *gain = &c->gains.of[c->shared[i].row];

            gain->orders += c->shared[i].weight;
            gain->revenue += c->shared[i].weight * (double)path.value;
            gain->margin += c->shared[i].weight * margin;
        }
        if (status == NETMKT_OK && first) {
            first_ms = path.end_ms;
            status = win(r, customer, c);
        }
        for (size_t i = 0; status == NETMKT_OK && i < c->won_count; i++)
            status = add_age(&c->gains.ages, (uint64_t)c->won[i].row << 32 | (uint64_t)((path.end_ms - first_ms) / NETMKT__DAY_MS), c->won[i].weight * margin);
    }
    return status == NETMKT_DONE ? NETMKT_OK : status;
}

static netmkt_status count_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const census *all = argument;
    const netmkt__gain_rules *r = all->rules;
    counter *c = &all->part[part];
    int wanted = netmkt__setting_wants(r->settings, customer);
    netmkt_status status = count_events(r, events, wanted, &c->gains);

    c->gains.people += (uint64_t)(wanted && netmkt__store_has(r->store, customer));
    c->gains.people_all += (uint64_t)netmkt__store_has(r->store, customer);
    return status == NETMKT_OK && wanted ? count_orders(r, customer, events, c) : status;
}

/* --- all --- */

static void counter_free(netmkt_context *context, counter *c)
{
    netmkt__gains_free(context, &c->gains);
    netmkt__path_reader_free(&c->reader);
    netmkt__credit_room_free(&c->room);
    netmkt__free(context, c->shared);
    netmkt__free(context, c->won);
}

static netmkt_status counter_init(netmkt_context *context, counter *c)
{
    *c = (counter){.reader = {.context = context}, .room = {.context = context}};
    return gains_init(&c->gains, context);
}

static void add_gain(const netmkt__gain *from, netmkt__gain *to)
{
    to->impressions += from->impressions;
    to->touches += from->touches;
    to->visits += from->visits;
    to->reach += from->reach;
    to->reach_all += from->reach_all;
    to->orders += from->orders;
    to->revenue += from->revenue;
    to->margin += from->margin;
    to->cost += from->cost;
    to->acquired += from->acquired;
    to->clv += from->clv;
}

static netmkt_status add(const netmkt__gains *from, netmkt_context *context, netmkt__gains *to)
{
    uint32_t *row = netmkt__alloc(context, from->groups.rows, sizeof *row);
    netmkt_status status = row != NULL ? NETMKT_OK : netmkt__nomem();

    for (uint32_t i = 0; status == NETMKT_OK && i < from->groups.rows; i++) {
        status = group_row(to, from->groups.row[i].key, &row[i]);
        if (status == NETMKT_OK)
            add_gain(&from->of[i], &to->of[row[i]]);
    }
    for (uint32_t i = 0; status == NETMKT_OK && i < from->ages.rows; i++) {
        uint64_t key = from->ages.row[i].key;
        double margin;

        memcpy(&margin, &from->ages.row[i].n[0], sizeof margin);
        status = add_age(&to->ages, (uint64_t)row[key >> 32] << 32 | (key & UINT32_MAX), margin);
    }
    to->people += from->people;
    to->people_all += from->people_all;
    netmkt__free(context, row);
    return status;
}

static uint64_t spend_key(const netmkt__gain_rules *r, const netmkt__spend *spend)
{
    switch (r->by) {
    case NETMKT_RETURNS_BY_CHANNEL:
        return spend->channel;
    case NETMKT_RETURNS_BY_CAMPAIGN:
        return spend->campaign;
    case NETMKT_RETURNS_BY_OFFER:
        return 0;
    default:
        return month_key(spend->day);
    }
}

/* Sums of whole numbers, whose order does not matter; then the part of each that those asked about bear. */
static netmkt_status count_spends(const netmkt__gain_rules *r, netmkt__gains *gains)
{
    const netmkt__spends *spends = &r->store->records.spends;
    int64_t first = netmkt__day_of(r->from_ms, r->offset), last = netmkt__day_of(r->as_of_ms, r->offset);
    double everybody = gains->people_all > 0 ? (double)gains->people / (double)gains->people_all : 1.0;
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; status == NETMKT_OK && i < spends->keys.count; i++) {
        const netmkt__spend *spend = &spends->entries[i];
        uint32_t row;

        if (spend->amount == 0 || spend->day < first || spend->day > last)
            continue;
        status = group_row(gains, spend_key(r, spend), &row);
        if (status == NETMKT_OK)
            gains->of[row].spend += (double)spend->amount;
    }
    for (uint32_t i = NETMKT__GAIN_NONE; status == NETMKT_OK && i < gains->groups.rows; i++) {
        netmkt__gain *gain = &gains->of[i];

        if (r->limited)
            gain->spend *= gain->reach_all > 0 ? (double)gain->reach / (double)gain->reach_all : everybody;
        gain->cost += gain->spend;
        gains->of[NETMKT__GAIN_ALL].cost += gain->spend;
    }
    return status;
}

netmkt_status netmkt__gains_count(const netmkt__gain_rules *rules, netmkt__gains *out)
{
    const netmkt__records *records = &rules->store->records;
    counter part[NETMKT__CROWD_PARTS];
    size_t most = records->campaigns.names.map.count + records->offers.names.map.count > MOST_SHARED ? 1 : NETMKT__CROWD_PARTS;
    size_t parts = netmkt__crowd_parts(rules->store, most), made = 0;
    census c = {rules, part};
    netmkt_status status = gains_init(out, rules->context);

    while (made < parts && status == NETMKT_OK)
        status = counter_init(rules->context, &part[made++]);
    if (status == NETMKT_OK && rules->limited)
        status = netmkt__crowd_walk(rules->store, netmkt__setting_threads(rules->settings), parts, rules->as_of_ms, count_customer, &c);
    else if (status == NETMKT_OK)
        status = netmkt__crowd_walk_wanted(rules->store, rules->settings, parts, rules->as_of_ms, count_customer, &c);
    for (size_t k = 0; k < made; k++) {
        if (status == NETMKT_OK)
            status = add(&part[k].gains, rules->context, out);
        counter_free(rules->context, &part[k]);
    }
    return status == NETMKT_OK ? count_spends(rules, out) : status;
}
