/* Numbers of customers: attributes and judgements from columns, the rest from their events. */
#include "audience/segment_match.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/status.h"
#include "store/store.h"

/* --- columns --- */

static void measure_attribute(const netmkt__matching *matching, uint32_t rank, netmkt_customer_id first, double *value, uint64_t *present)
{
    const netmkt__attribute_column *column = netmkt__attribute_column_of(&matching->store->records.attributes, rank);
    size_t from = (size_t)first - 1, n = column->values == NULL || column->count <= from ? 0 : column->count - from;

    memset(present, 0, NETMKT__MATCH_WORDS * sizeof *present);
    n = n < NETMKT__MATCH_BLOCK ? n : NETMKT__MATCH_BLOCK;
    if (n == 0)
        return;
    memcpy(present, column->present + from / 64, n / 64 * sizeof *present);
    if (column->type == NETMKT_TYPE_REAL) {
        memcpy(value, (const double *)column->values + from, n * sizeof *value);
        return;
    }
    for (size_t i = 0; i < n; i++)
        value[i] = (double)((const int64_t *)column->values)[from + i];
}

static void measure_age(const netmkt__matching *matching, netmkt_customer_id first, double *value, uint64_t *present)
{
    uint32_t rank = netmkt__attribute_rank(&matching->store->records.attributes, NETMKT_ATTRIBUTE_BIRTH_YEAR);

    measure_attribute(matching, rank, first, value, present);
    for (size_t i = 0; i < NETMKT__MATCH_BLOCK; i++)
        value[i] = (double)matching->year - value[i];
}

static void measure_judgement(const netmkt__matching *matching, uint32_t which, netmkt_customer_id first, double *value, uint64_t *present)
{
    const double *column = matching->judgements->column[which];
    size_t from = (size_t)first - 1, n = matching->judgements->n <= from ? 0 : matching->judgements->n - from;

    n = n < NETMKT__MATCH_BLOCK ? n : NETMKT__MATCH_BLOCK;
    memset(present, 0, NETMKT__MATCH_WORDS * sizeof *present);
    for (size_t i = 0; i < n; i++) {
        value[i] = column[from + i];
        present[i / 64] |= (uint64_t)!isnan(value[i]) << i % 64;
    }
}

static void measure_permission(const netmkt__matching *matching, uint32_t which, netmkt_customer_id first, double *value, uint64_t *present)
{
    const uint8_t *column = matching->judgements->permit[which];
    size_t from = (size_t)first - 1, n = matching->judgements->n <= from ? 0 : matching->judgements->n - from;

    n = n < NETMKT__MATCH_BLOCK ? n : NETMKT__MATCH_BLOCK;
    memset(present, 0, NETMKT__MATCH_WORDS * sizeof *present);
    for (size_t i = 0; i < n; i++) {
        value[i] = column[from + i];
        present[i / 64] |= (uint64_t)(column[from + i] < 2) << i % 64;
    }
}

/* --- events --- */

/* First event at or behind a time. */
static size_t lower_bound(const int64_t *time_ms, size_t n, int64_t time)
{
    size_t low = 0;

    while (n > 0) {
        size_t half = n / 2;

        if (time_ms[low + half] < time) {
            low += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return low;
}

static int in_numbers(const netmkt__filter_part *part, double number)
{
    int pass = 0;

    switch (part->op) {
    case NETMKT__OP_EQ:
        return number == part->values[0].low;
    case NETMKT__OP_NE:
        return number != part->values[0].low;
    case NETMKT__OP_LT:
        return number < part->values[0].low;
    case NETMKT__OP_LE:
        return number <= part->values[0].low;
    case NETMKT__OP_GT:
        return number > part->values[0].low;
    case NETMKT__OP_GE:
        return number >= part->values[0].low;
    case NETMKT__OP_BETWEEN:
        return (number >= part->values[0].low && number <= part->values[1].low) != part->negated;
    default:
        for (uint32_t i = 0; i < part->count; i++)
            pass |= number == part->values[i].low;
        return pass != part->negated;
    }
}

static int passes_part(const netmkt__filter_part *part, const netmkt__events *events, size_t i)
{
    switch (part->what) {
    case NETMKT__PART_CAMPAIGN:
        return part->numbers[events->campaign != NULL ? events->campaign[i] : 0];
    case NETMKT__PART_OFFER:
        return part->numbers[events->offer != NULL ? events->offer[i] : 0];
    case NETMKT__PART_INITIATOR:
        return part->numbers[events->initiator[i]];
    case NETMKT__PART_VARIANT:
        return in_numbers(part, events->variant != NULL ? (double)events->variant[i] : 0.0);
    case NETMKT__PART_AMOUNT:
        return in_numbers(part, events->amount != NULL ? (double)events->amount[i] : 0.0);
    case NETMKT__PART_COST:
        return in_numbers(part, events->cost != NULL ? (double)events->cost[i] : 0.0);
    case NETMKT__PART_RATING:
        return events->rating != NULL && events->rating[i] != NETMKT_NO_RATING && in_numbers(part, (double)events->rating[i] / 1000.0);
    default:
        return 1; /* kinds, channels and times, which are looked at before */
    }
}

static int passes(const netmkt__event_filter *filter, const netmkt__events *events, size_t i)
{
    if (filter->kinds != NULL && !filter->kinds[events->kind[i]])
        return 0;
    if (filter->channels != NULL && !filter->channels[events->channel != NULL ? events->channel[i] : 0])
        return 0;
    if (filter->plain)
        return 1;
    for (const netmkt__filter_part *part = filter->parts; part != NULL; part = part->next)
        if (!passes_part(part, events, i))
            return 0;
    return 1;
}

static size_t count_kind(const uint16_t *kinds, size_t n, uint32_t kind)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += kinds[i] == kind;
    return count;
}

static netmkt_status too_much(netmkt_customer_id customer)
{
    return netmkt__fail(NETMKT_E_RANGE, "customer %llu: a sum of money overflows 64 bits of minor units", (unsigned long long)customer);
}

static netmkt_status sum_money(const netmkt__term *term, const netmkt__events *events, size_t from, size_t end, netmkt_customer_id customer, double *value)
{
    const int64_t *money = term->index == NETMKT__EVENTS_COST ? events->cost : events->amount;
    int64_t sum = 0;

    for (size_t i = from; money != NULL && i < end; i++)
        if (passes(term->filter, events, i) && netmkt__add_overflows(&sum, money[i]))
            return too_much(customer);
    *value = term->index == NETMKT__EVENTS_TAKEN ? -(double)sum : (double)sum;
    return NETMKT_OK;
}

/* The last one that passes; 1 if there is one. */
static int find_last(const netmkt__event_filter *filter, const netmkt__events *events, size_t from, size_t end, double *value)
{
    while (end > from && !passes(filter, events, end - 1))
        end--;
    if (end > from)
        *value = (double)events->time_ms[end - 1];
    return end > from;
}

/* Everything that is counted event by event; *present 0: there is none that it could be of. */
static void scan(const netmkt__term *term, const netmkt__events *events, size_t from, size_t end, int32_t day_offset, double *value, int *present)
{
    int64_t last_day = INT64_MIN, rating = 0;
    size_t count = 0, days = 0, first = 0;

    for (size_t i = from; i < end; i++) {
        if (!passes(term->filter, events, i))
            continue;
        if (term->index == NETMKT__EVENTS_RATING && (events->rating == NULL || events->rating[i] == NETMKT_NO_RATING))
            continue;
        if (term->index == NETMKT__EVENTS_RATING)
            rating += events->rating[i];
        first = count == 0 ? i : first;
        count++;
        if (term->index == NETMKT__EVENTS_FIRST)
            break;
        if (term->index == NETMKT__EVENTS_DAYS) {
            int64_t day = netmkt__day_of(events->time_ms[i], day_offset);

            days += day != last_day;
            last_day = day;
        }
    }
    *present = count > 0 || term->index == NETMKT__EVENTS_COUNT || term->index == NETMKT__EVENTS_DAYS;
    if (term->index == NETMKT__EVENTS_COUNT || term->index == NETMKT__EVENTS_DAYS)
        *value = (double)(term->index == NETMKT__EVENTS_COUNT ? count : days);
    else if (count > 0 && term->index == NETMKT__EVENTS_RATING)
        *value = (double)rating / 1000.0 / (double)count;
    else if (count > 0)
        *value = (double)events->time_ms[first];
}

static netmkt_status count_purchases(const netmkt__matching *matching, netmkt__matcher *matcher, const netmkt__term *term, const netmkt__events *events,
                                     netmkt_customer_id customer, double *value, int *present)
{
    int32_t offset = netmkt__store_day_offset(matching->store);
    netmkt__purchases purchases;
    netmkt_status status = netmkt__purchases_of(events, matching->tree->as_of_ms, offset, &matcher->netting, &purchases);

    if (status == NETMKT_E_RANGE)
        return netmkt__prefix(status, "customer %llu: ", (unsigned long long)customer);
    if (status != NETMKT_OK)
        return status;
    *present = term->index != NETMKT__EVENTS_IDLE || purchases.days > 0;
    if (term->index == NETMKT__EVENTS_IDLE)
        *value = purchases.days > 0 ? (double)(netmkt__day_of(matching->tree->as_of_ms, offset) - purchases.last_day) : 0.0;
    else
        *value = (double)(term->index == NETMKT__EVENTS_KEPT ? purchases.orders_kept : purchases.days);
    return NETMKT_OK;
}

static netmkt_status measure_customer(const netmkt__matching *matching, netmkt__matcher *matcher, const netmkt__term *term, netmkt_customer_id customer,
                                      double *value, int *present)
{
    const netmkt__event_filter *filter = term->filter;
    const netmkt__event_table *table = &matching->store->records.events;
    netmkt__events events;
    size_t from = 0, end;
    netmkt_status status = netmkt__store_events(matching->store, customer, &matcher->scratch, &events);

    if (status != NETMKT_OK)
        return status;
    if (term->index >= NETMKT__EVENTS_PURCHASE_DAYS)
        return count_purchases(matching, matcher, term, &events, customer, value, present);
    end = filter->to_ms >= table->last_ms ? events.n : filter->to_ms == INT64_MIN ? 0 : lower_bound(events.time_ms, events.n, filter->to_ms + 1);
    if (filter->from_ms > table->first_ms)
        from = lower_bound(events.time_ms, end, filter->from_ms);
    *present = 1;
    if (term->index == NETMKT__EVENTS_SUM || term->index == NETMKT__EVENTS_TAKEN || term->index == NETMKT__EVENTS_COST)
        return sum_money(term, &events, from, end, customer, value);
    if (term->index == NETMKT__EVENTS_COUNT && filter->plain && filter->channels == NULL && filter->one_kind != 0)
        *value = end > from ? (double)count_kind(events.kind + from, end - from, filter->one_kind) : 0.0; /* who has no events has no columns */
    else if (term->index == NETMKT__EVENTS_LAST)
        *present = find_last(filter, &events, from, end, value);
    else
        scan(term, &events, from, end, netmkt__store_day_offset(matching->store), value, present);
    return NETMKT_OK;
}

/* Counts of one kind at any time, where no events wait to be sorted: the kinds of neighbouring customers lie side by side. */
static void count_in_base(const netmkt__event_base *base, uint32_t kind, netmkt_customer_id first, const uint64_t *mask, double *value)
{
    const uint16_t *kinds = base->column[NETMKT__EVENT_KIND];

    for (size_t w = 0; w < NETMKT__MATCH_WORDS; w++) {
        for (uint64_t left = mask[w]; left != 0; left &= left - 1) {
            size_t i = w * 64 + (size_t)__builtin_ctzll(left), row = (size_t)first - 1 + i;
            uint64_t at = row < base->customers ? base->offsets[row] : 0, end = row < base->customers ? base->offsets[row + 1] : 0;

            value[i] = (double)count_kind(kinds + at, (size_t)(end - at), kind);
        }
    }
}

static netmkt_status measure_events(const netmkt__matching *matching, netmkt__matcher *matcher, const netmkt__term *term, netmkt_customer_id first,
                                    const uint64_t *mask, double *value, uint64_t *present)
{
    const netmkt__event_filter *filter = term->filter;
    const netmkt__event_table *table = &matching->store->records.events;

    if (term->index == NETMKT__EVENTS_COUNT && filter->plain && filter->channels == NULL && filter->one_kind != 0 && table->tail.n == 0 && table->base.n > 0 &&
        filter->to_ms >= table->last_ms && filter->from_ms <= table->first_ms) {
        count_in_base(&table->base, filter->one_kind, first, mask, value);
        memcpy(present, mask, NETMKT__MATCH_WORDS * sizeof *present);
        return NETMKT_OK;
    }
    for (size_t w = 0; w < NETMKT__MATCH_WORDS; w++) {
        present[w] = 0;
        for (uint64_t left = mask[w]; left != 0; left &= left - 1) {
            size_t i = w * 64 + (size_t)__builtin_ctzll(left);
            int there = 0;
            netmkt_status status = measure_customer(matching, matcher, term, first + i, &value[i], &there);

            if (status != NETMKT_OK)
                return status;
            present[w] |= (uint64_t)there << i % 64;
        }
    }
    return NETMKT_OK;
}

netmkt_status netmkt__measure_term(const netmkt__matching *matching, netmkt__matcher *matcher, const netmkt__term *term, netmkt_customer_id first,
                                   const uint64_t *mask, double *value, uint64_t *present)
{
    switch (term->from) {
    case NETMKT__FROM_ATTRIBUTE:
        measure_attribute(matching, term->index, first, value, present);
        return NETMKT_OK;
    case NETMKT__FROM_AGE:
        measure_age(matching, first, value, present);
        return NETMKT_OK;
    case NETMKT__FROM_JUDGEMENT:
        measure_judgement(matching, term->index, first, value, present);
        return NETMKT_OK;
    case NETMKT__FROM_PERMISSION:
        measure_permission(matching, term->index, first, value, present);
        return NETMKT_OK;
    default:
        return measure_events(matching, matcher, term, first, mask, value, present);
    }
}
