/* Orders wholly returned: a stack of what is left of each order, from which returns take, the latest order first.
 * A customer without returns costs one look at his kinds. */
#include "stage/returns.h"

#include <string.h>

void netmkt__returns_free(netmkt__returns *room)
{
    netmkt__free(room->context, room->lost);
    netmkt__free(room->context, room->open);
    netmkt__free(room->context, room->left);
}

static netmkt_status make_room(netmkt__returns *room, size_t n)
{
    netmkt_status status = netmkt__grow(room->context, &room->lost, &room->lost_capacity, n, sizeof *room->lost);

    if (status == NETMKT_OK)
        status = netmkt__grow(room->context, &room->open, &room->open_capacity, n, sizeof *room->open);
    if (status == NETMKT_OK)
        status = netmkt__grow(room->context, &room->left, &room->left_capacity, n, sizeof *room->left);
    return status;
}

/* Take `amount` from the open orders; how many stay open. */
static size_t take(netmkt__returns *room, size_t open, int64_t amount)
{
    while (open > 0 && amount > 0) {
        int64_t *left = &room->left[open - 1];

        if (*left > amount) {
            *left -= amount;
            return open;
        }
        amount -= *left;
        room->lost[room->open[--open]] = 1;
    }
    return open;
}

netmkt_status netmkt__orders_lost(netmkt__returns *room, const netmkt__events *events, const uint8_t **lost)
{
    netmkt_status status;
    size_t open = 0, first = 0;

    *lost = NULL;
    while (first < events->n && events->kind[first] != NETMKT_KIND_RETURN)
        first++;
    if (first == events->n || events->amount == NULL)
        return NETMKT_OK;
    status = make_room(room, events->n);
    if (status != NETMKT_OK)
        return status;
    memset(room->lost, 0, events->n);
    for (size_t i = 0; i < events->n; i++) {
        int64_t amount = events->amount[i];

        if (events->kind[i] == NETMKT_KIND_ORDER && amount > 0) {
            room->open[open] = i;
            room->left[open++] = amount;
        } else if (events->kind[i] == NETMKT_KIND_RETURN && amount < 0) {
            open = take(room, open, amount == INT64_MIN ? INT64_MAX : -amount);
        }
    }
    *lost = room->lost;
    return NETMKT_OK;
}
