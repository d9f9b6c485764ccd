/* One customer's purchases. The usual customer has no returns: his kept orders are taken as they come. The first return
 * found starts him over with netting.
 *
 * Netting: orders wait in an array in order of time; those with money left are linked, each to the next earlier one, so
 * that a return takes from the latest first and every order is emptied at most once: linear in the events. */
#include "summary/purchases.h"

#include "base/calendar.h"
#include "base/context.h"
#include "base/status.h"

#define NONE SIZE_MAX

struct netmkt__netted_order {
    int64_t time_ms;
    int64_t left;  /* of its amount */
    size_t below;  /* the next earlier order with something left, or NONE */
    int64_t given; /* its amount */
};

void netmkt__netting_free(netmkt__netting *netting)
{
    netmkt__free(netting->context, netting->order);
    netting->order = NULL;
    netting->capacity = 0;
}

size_t netmkt__events_until(const netmkt__events *events, int64_t as_of_ms)
{
    size_t low = 0, high = events->n;

    if (high == 0 || events->time_ms[high - 1] <= as_of_ms)
        return high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (events->time_ms[middle] <= as_of_ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static netmkt_status overflow(const char *what)
{
    return netmkt__fail(NETMKT_E_RANGE, "the sum of %s overflows 64 bits of minor units", what);
}

netmkt_status netmkt__money_sum(const int64_t *money, size_t n, int64_t *sum)
{
    *sum = 0;
    for (size_t i = 0; money != NULL && i < n; i++)
        if (netmkt__add_overflows(sum, money[i]))
            return overflow("costs");
    return NETMKT_OK;
}

netmkt_status netmkt__order_cost(const netmkt__events *events, size_t n, int64_t *sum)
{
    *sum = 0;
    for (size_t i = 0; events->cost != NULL && i < n; i++)
        if ((events->kind[i] == NETMKT_KIND_ORDER || events->kind[i] == NETMKT_KIND_RETURN) && netmkt__add_overflows(sum, events->cost[i]))
            return overflow("costs of orders");
    return NETMKT_OK;
}

/* Take in a kept order; they come in order of time. Its sum cannot overflow: what is left is no more than was ordered. */
static inline void keep_order(netmkt__purchases *out, int64_t time_ms, int64_t money, int32_t day_offset)
{
    int64_t day = netmkt__day_of(time_ms, day_offset);

    out->orders_kept++;
    out->last_ms = time_ms;
    if (out->days == 0) {
        out->first_ms = time_ms;
        out->first_day = out->last_day = day;
        out->days = 1;
        return;
    }
    if (day != out->last_day) {
        if (day - out->last_day > out->longest_gap)
            out->longest_gap = day - out->last_day;
        out->last_day = day;
        out->days++;
    }
    if (day != out->first_day)
        out->repeat_money += money;
}

/* amount: below 0, above INT64_MIN. */
static void take_return(netmkt__netted_order *order, size_t *top, int64_t amount)
{
    while (amount < 0 && *top != NONE) {
        netmkt__netted_order *latest = &order[*top];

        if (latest->left >= -amount) {
            latest->left += amount; /* an emptied one is passed over by the next return */
            return;
        }
        amount += latest->left;
        latest->left = 0;
        *top = latest->below;
    }
}

static netmkt_status net(const netmkt__events *events, size_t n, int32_t day_offset, netmkt__netting *netting, netmkt__purchases *out)
{
    netmkt__netted_order *order;
    netmkt_status status;
    size_t orders = 0, count = 0, top = NONE;

    for (size_t i = 0; i < n; i++)
        orders += events->kind[i] == NETMKT_KIND_ORDER;
    status = netmkt__grow(netting->context, &netting->order, &netting->capacity, orders, sizeof *order);
    if (status != NETMKT_OK)
        return status;
    order = netting->order;
    for (size_t i = 0; i < n; i++) {
        int64_t amount = events->amount != NULL ? events->amount[i] : 0;

        if (events->kind[i] == NETMKT_KIND_ORDER) {
            if (netmkt__add_overflows(&out->ordered, amount))
                return overflow("orders");
            order[count] = (netmkt__netted_order){events->time_ms[i], amount, top, amount};
            if (amount > 0)
                top = count;
            count++;
        } else if (events->kind[i] == NETMKT_KIND_RETURN) {
            if (amount == INT64_MIN || netmkt__add_overflows(&out->returned, -amount))
                return overflow("returns");
            out->returns++;
            take_return(order, &top, amount);
        }
    }
    out->orders = count;
    for (size_t i = 0; i < count; i++)
        if (order[i].left > 0 || order[i].given == 0)
            keep_order(out, order[i].time_ms, order[i].left, day_offset);
    return NETMKT_OK;
}

netmkt_status netmkt__purchases_of(const netmkt__events *events, int64_t as_of_ms, int32_t day_offset, netmkt__netting *netting,
                                   netmkt__purchases *out)
{
    size_t n = netmkt__events_until(events, as_of_ms);
    const netmkt__purchases none = {.events = n, .first_ms = INT64_MIN, .last_ms = INT64_MIN};

    *out = none;
    for (size_t i = 0; i < n; i++) {
        if (events->kind[i] == NETMKT_KIND_ORDER) {
            int64_t amount = events->amount != NULL ? events->amount[i] : 0;

            if (netmkt__add_overflows(&out->ordered, amount))
                return overflow("orders");
            out->orders++;
            keep_order(out, events->time_ms[i], amount, day_offset);
        } else if (events->kind[i] == NETMKT_KIND_RETURN) {
            *out = none;
            return net(events, n, day_offset, netting, out);
        }
    }
    return NETMKT_OK;
}

void netmkt__purchase_days(const netmkt__events *events, const netmkt__purchases *purchases, int32_t day_offset,
                           const netmkt__netting *netting, int64_t *days)
{
    int netted = purchases->returns > 0;
    size_t n = (size_t)(netted ? purchases->orders : purchases->events), count = 0;

    for (size_t i = 0; i < n; i++) {
        const netmkt__netted_order *order = netted ? &netting->order[i] : NULL;
        int64_t day;

        if (netted ? order->left <= 0 && order->given != 0 : events->kind[i] != NETMKT_KIND_ORDER)
            continue;
        day = netmkt__day_of(netted ? order->time_ms : events->time_ms[i], day_offset);
        if (count == 0 || day != days[count - 1])
            days[count++] = day;
    }
}

int64_t netmkt__netted_left(const netmkt__netting *netting, size_t order, int64_t *given)
{
    *given = netting->order[order].given;
    return netting->order[order].left;
}
