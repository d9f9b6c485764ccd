/* One customer's events: lent from the base, or gathered from base and tail. */
#include "record/event.h"

#include <string.h>

#include "base/status.h"

netmkt_status netmkt__events_link(netmkt__event_table *table, size_t customers)
{
    netmkt__event_tail *tail = &table->tail;
    size_t before = tail->head_count;
    netmkt_status status;

    if (tail->linked == tail->n)
        return NETMKT_OK;
    status = netmkt__grow(table->context, &tail->head, &tail->head_count, customers, sizeof *tail->head);
    if (status != NETMKT_OK)
        return status;
    memset(tail->head + before, 0, (tail->head_count - before) * sizeof *tail->head);
    for (; tail->linked < tail->n; tail->linked++) {
        uint32_t *head = &tail->head[tail->customer[tail->linked] - 1];

        tail->next[tail->linked] = *head;
        *head = (uint32_t)tail->linked + 1;
    }
    return NETMKT_OK;
}

size_t netmkt__events_of(const netmkt__event_table *table, netmkt_customer_id customer, netmkt__event_rows *rows)
{
    const netmkt__event_base *base = &table->base;
    size_t from = customer <= base->customers ? base->offsets[customer - 1] : base->n;
    size_t end = customer <= base->customers ? base->offsets[customer] : base->n, count = 0;

    rows->n = end - from;
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        rows->column[c] = base->column[c] == NULL ? NULL : (const char *)base->column[c] + from * netmkt__event_width[c];
    if (customer <= table->tail.head_count)
        for (uint32_t i = table->tail.head[customer - 1]; i != 0; i = table->tail.next[i - 1])
            count++;
    return count;
}

static size_t padded(size_t bytes)
{
    return (bytes + 15) & ~(size_t)15;
}

size_t netmkt__events_room(size_t base, size_t tail)
{
    size_t bytes = padded(tail * sizeof(uint32_t));

    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        bytes += padded((base + tail) * netmkt__event_width[c]);
    return bytes;
}

/* The customer's tail rows, sorted. */
static void collect(const netmkt__event_tail *tail, netmkt_customer_id customer, uint32_t *order, size_t n)
{
    size_t i = n;
    const int64_t *time_ms = tail->column[NETMKT__EVENT_TIME];

    for (uint32_t row = tail->head[customer - 1]; row != 0; row = tail->next[row - 1])
        order[--i] = row - 1;
    for (i = 1; i < n && time_ms[order[i - 1]] < time_ms[order[i]]; i++)
        ;
    if (i < n)
        netmkt__event_order(tail->column, order, n);
}

/* Merge from behind, in place: the base's rows lie in front already. */
static void merge(const netmkt__event_tail *tail, const uint32_t *order, size_t m, void *const *columns, size_t n)
{
    size_t b = n - m, t = m;

    while (t > 0) {
        int from_base = b > 0 && netmkt__event_compare(columns, b - 1, tail->column, order[t - 1]) > 0;
        size_t to = b + t - 1;

        if (from_base)
            b--;
        else
            t--;
        for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
            size_t width = netmkt__event_width[c];
            char *target = columns[c];

            if (target == NULL)
                continue;
            if (from_base)
                memcpy(target + to * width, target + b * width, width);
            else if (tail->column[c] != NULL)
                memcpy(target + to * width, (const char *)tail->column[c] + order[t] * width, width);
            else
                netmkt__event_fill(c, target, to, 1);
        }
    }
}

void netmkt__events_gather(const netmkt__event_table *table, netmkt_customer_id customer, size_t tail, void *block, netmkt__event_rows *rows)
{
    void *columns[NETMKT__EVENT_COLUMNS];
    uint32_t *order = block;
    char *at = (char *)block + padded(tail * sizeof *order);
    size_t n;

    (void)netmkt__events_of(table, customer, rows);
    n = rows->n + tail;
    collect(&table->tail, customer, order, tail);
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        columns[c] = rows->column[c] == NULL && table->tail.column[c] == NULL ? NULL : at;
        if (columns[c] == NULL)
            continue;
        at += padded(n * netmkt__event_width[c]);
        if (rows->column[c] == NULL)
            netmkt__event_fill(c, columns[c], 0, rows->n);
        else
            memcpy(columns[c], rows->column[c], rows->n * netmkt__event_width[c]);
    }
    merge(&table->tail, order, tail, columns, n);
    rows->n = n;
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        rows->column[c] = columns[c];
}
