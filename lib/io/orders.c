/* Orders from their lines.
 *
 * Invariants:
 *  1. An order is what one text and one customer name together: the same number of two customers makes two orders.
 *  2. Its time is the earliest of its lines'; channel, campaign, variant, initiator and rating are those of its first
 *     line in the file; its offer is that of all lines, or none if they differ.
 *  3. Money is summed exactly and rounded once.
 *  4. Its reference is that of the text "ORDER<0x1F>CUSTOMER", so that the same file again adds nothing. */
#include "io/orders.h"

#include <string.h>

#include "base/hash.h"
#include "base/status.h"

#define MOST_ORDER_TEXT 255
#define MOST_KEY 255
#define AT_ONCE 65536 /* orders appended in one call */

void netmkt__orders_init(netmkt__orders *orders, netmkt_context *context)
{
    netmkt__map_init(&orders->keys, context);
    orders->list = NULL;
    orders->capacity = 0;
}

void netmkt__orders_free(netmkt__orders *orders)
{
    netmkt__free(orders->keys.context, orders->list);
    orders->list = NULL;
    orders->capacity = 0;
    netmkt__map_free(&orders->keys);
}

/* The order as this row alone has it. */
static netmkt__order first_line(const netmkt__batch *batch, size_t row)
{
    netmkt__order order = {.customer = batch->customer[row], .time_ms = batch->time_ms[row], .rating = NETMKT_NO_RATING};

    order.amount = batch->exact_amount[row];
    order.cost = batch->exact_cost[row];
    if (batch->channel != NULL)
        order.channel = batch->channel[row];
    if (batch->campaign != NULL)
        order.campaign = batch->campaign[row];
    if (batch->offer != NULL)
        order.offer = batch->offer[row];
    if (batch->variant != NULL)
        order.variant = batch->variant[row];
    if (batch->initiator != NULL)
        order.initiator = batch->initiator[row];
    if (batch->rating != NULL)
        order.rating = batch->rating[row];
    return order;
}

static netmkt_status add_line(netmkt__order *order, const netmkt__batch *batch, size_t row)
{
    netmkt__decimal amount, cost;
    netmkt_status status = netmkt__decimal_add(order->amount, batch->exact_amount[row], &amount);

    if (status == NETMKT_OK)
        status = netmkt__decimal_add(order->cost, batch->exact_cost[row], &cost);
    if (status != NETMKT_OK)
        return status;
    order->amount = amount;
    order->cost = cost;
    if (batch->time_ms[row] < order->time_ms)
        order->time_ms = batch->time_ms[row];
    if (batch->offer != NULL && batch->offer[row] != order->offer)
        order->mixed = 1;
    return NETMKT_OK;
}

netmkt_status netmkt__orders_add(netmkt__orders *orders, const netmkt__batch *batch, size_t row)
{
    char key[sizeof(uint64_t) + MOST_ORDER_TEXT];
    size_t length = batch->order_length[row];
    netmkt_status status;
    uint32_t number;

    if (length > MOST_ORDER_TEXT)
        return netmkt__fail(NETMKT_E_FORMAT, "an order's name of %zu bytes; at most %d are allowed", length, MOST_ORDER_TEXT);
    memcpy(key, &batch->customer[row], sizeof(uint64_t));
    memcpy(key + sizeof(uint64_t), batch->order[row], length);
    length += sizeof(uint64_t);
    number = netmkt__map_find(&orders->keys, key, length);
    if (number != NETMKT__MAP_NONE)
        return add_line(&orders->list[number], batch, row);
    status = netmkt__grow(orders->keys.context, &orders->list, &orders->capacity, (size_t)orders->keys.count + 1, sizeof *orders->list);
    if (status == NETMKT_OK)
        status = netmkt__map_reserve(&orders->keys, 1, length);
    if (status == NETMKT_OK)
        orders->list[netmkt__map_add(&orders->keys, key, length)] = first_line(batch, row);
    return status;
}

static netmkt_status columns_new(netmkt_context *context, size_t n, netmkt__order_columns *c)
{
    char *at = netmkt__alloc(context, n, 6 * sizeof(uint64_t) + 3 * sizeof(uint32_t) + 3 * sizeof(uint16_t) + 1);

    if (at == NULL)
        return netmkt__nomem();
    c->block = at;
    c->customer = (netmkt_customer_id *)(void *)at;
    c->time_ms = (int64_t *)(void *)(c->customer + n);
    c->amount = c->time_ms + n;
    c->cost = c->amount + n;
    c->reference = (uint64_t *)(void *)(c->cost + n);
    c->campaign = (uint32_t *)(void *)(c->reference + 2 * n);
    c->offer = c->campaign + n;
    c->rating = (int32_t *)(void *)(c->offer + n);
    c->kind = (uint16_t *)(void *)(c->rating + n);
    c->channel = c->kind + n;
    c->variant = c->channel + n;
    c->initiator = (uint8_t *)(c->variant + n);
    return NETMKT_OK;
}

/* The reference of order `number`, from its text and the customer's key. */
static netmkt_status order_reference(const netmkt__orders *orders, netmkt_store *store, uint32_t number, uint64_t out[2])
{
    char text[MOST_ORDER_TEXT + 1 + MOST_KEY + 1];
    const char *key = netmkt__map_text(&orders->keys, number) + sizeof(uint64_t);
    size_t length = netmkt__map_length(&orders->keys, number) - sizeof(uint64_t);
    size_t key_length;
    netmkt_status status;

    memcpy(text, key, length);
    text[length++] = 0x1f;
    status = netmkt_customer_key(store, orders->list[number].customer, text + length, sizeof text - length, &key_length);
    if (status != NETMKT_OK)
        return status;
    netmkt__hash128(text, length + key_length, out);
    out[1] += out[0] == 0 && out[1] == 0;
    return NETMKT_OK;
}

/* Put an order into row `n` of the columns. */
static netmkt_status fill(const netmkt__orders *orders, netmkt_store *store, uint32_t number, int32_t exponent, netmkt__order_columns *c,
                          size_t n, uint64_t *rounded)
{
    const netmkt__order *order = &orders->list[number];
    int32_t amount_rounded = 0, cost_rounded = 0;
    netmkt_status status = netmkt__decimal_round(order->amount, exponent, &c->amount[n], &amount_rounded);

    if (status == NETMKT_OK)
        status = netmkt__decimal_round(order->cost, exponent, &c->cost[n], &cost_rounded);
    if (status == NETMKT_OK)
        status = order_reference(orders, store, number, &c->reference[2 * n]);
    if (status != NETMKT_OK)
        return netmkt__prefix(status, "order %.*s: ", (int)(netmkt__map_length(&orders->keys, number) - sizeof(uint64_t)),
                              netmkt__map_text(&orders->keys, number) + sizeof(uint64_t));
    *rounded += (uint64_t)amount_rounded + (uint64_t)cost_rounded;
    c->customer[n] = order->customer;
    c->time_ms[n] = order->time_ms;
    c->campaign[n] = order->campaign;
    c->offer[n] = order->mixed ? 0 : order->offer;
    c->rating[n] = order->rating;
    c->channel[n] = order->channel;
    c->variant[n] = order->variant;
    c->initiator[n] = order->initiator;
    c->kind[n] = order->amount.mantissa < 0 ? NETMKT_KIND_RETURN : NETMKT_KIND_ORDER;
    return NETMKT_OK;
}

static netmkt_status append(netmkt_store *store, const netmkt__order_columns *c, size_t n, uint64_t *count)
{
    size_t added = 0;
    netmkt_status status = NETMKT_OK;

    if (n > 0)
        status = netmkt_event_append_columns(store, n, c->customer, c->time_ms, c->kind, c->channel, c->amount, c->cost, c->campaign, c->offer,
                                             c->variant, c->initiator, c->rating, c->reference, &added);
    *count += added;
    return status;
}

/* Orders and returns go separately, so that it is known how many of each were new. */
static netmkt_status append_kind(netmkt__orders *orders, netmkt_store *store, int32_t exponent, int returns, netmkt__order_columns *c,
                                 uint64_t *added, uint64_t *rounded)
{
    netmkt_status status = NETMKT_OK;
    size_t n = 0;

    for (uint32_t i = 0; i < orders->keys.count && status == NETMKT_OK; i++) {
        if ((orders->list[i].amount.mantissa < 0) != returns)
            continue;
        status = fill(orders, store, i, exponent, c, n, rounded);
        n += status == NETMKT_OK;
        if (n == AT_ONCE) {
            status = append(store, c, n, added);
            n = 0;
        }
    }
    return status == NETMKT_OK ? append(store, c, n, added) : status;
}

netmkt_status netmkt__orders_append(netmkt__orders *orders, netmkt_store *store, int32_t exponent, uint64_t *added, uint64_t *added_orders,
                                    uint64_t *rounded)
{
    netmkt__order_columns c = {.block = NULL};
    uint64_t added_returns = 0;
    netmkt_status status;

    *added_orders = 0;
    status = columns_new(orders->keys.context, AT_ONCE, &c);
    if (status == NETMKT_OK)
        status = append_kind(orders, store, exponent, 0, &c, added_orders, rounded);
    if (status == NETMKT_OK)
        status = append_kind(orders, store, exponent, 1, &c, &added_returns, rounded);
    *added = *added_orders + added_returns;
    netmkt__free(orders->keys.context, c.block);
    return status;
}
