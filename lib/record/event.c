/* The table of events: life, marks of the last commit, rollback. */
#include "record/event.h"

#include <string.h>

const uint8_t netmkt__event_width[NETMKT__EVENT_COLUMNS] = {
    [NETMKT__EVENT_TIME] = 8,    [NETMKT__EVENT_KIND] = 2,      [NETMKT__EVENT_CHANNEL] = 2, [NETMKT__EVENT_CAMPAIGN] = 4,
    [NETMKT__EVENT_OFFER] = 4,   [NETMKT__EVENT_VARIANT] = 2,   [NETMKT__EVENT_INITIATOR] = 1, [NETMKT__EVENT_AMOUNT] = 8,
    [NETMKT__EVENT_COST] = 8,    [NETMKT__EVENT_RATING] = 4,    [NETMKT__EVENT_REFERENCE] = 16,
};

void netmkt_event_init(netmkt_event *event)
{
    if (event == NULL)
        return;
    memset(event, 0, sizeof *event);
    event->struct_size = sizeof *event;
    event->rating = NETMKT_NO_RATING;
}

void netmkt__events_init(netmkt__event_table *table, netmkt_context *context)
{
    memset(table, 0, sizeof *table);
    table->context = context;
    table->threads = 1;
    table->first_ms = table->mark_first_ms = NETMKT_TIME_MAX;
    table->last_ms = table->mark_last_ms = NETMKT_TIME_MIN;
}

void netmkt__events_free_base(netmkt_context *context, netmkt__event_base *base)
{
    for (int c = 0; c < NETMKT__EVENT_COLUMNS && !base->mapped; c++)
        netmkt__free(context, base->column[c]);
    if (!base->mapped)
        netmkt__free(context, base->offsets);
    netmkt__free(context, base->pending);
    memset(base, 0, sizeof *base);
}

void netmkt__events_free_tail(netmkt_context *context, netmkt__event_tail *tail)
{
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        netmkt__free(context, tail->column[c]);
    netmkt__free(context, tail->customer);
    netmkt__free(context, tail->next);
    netmkt__free(context, tail->head);
    memset(tail, 0, sizeof *tail);
}

void netmkt__events_drop_index(netmkt__event_table *table)
{
    netmkt__free(table->context, table->slots);
    table->slots = NULL;
    table->slot_count = table->slots_used = 0;
}

void netmkt__events_free(netmkt__event_table *table)
{
    netmkt__events_free_base(table->context, &table->base);
    netmkt__events_free_tail(table->context, &table->tail);
    netmkt__events_drop_index(table);
    netmkt__events_init(table, table->context);
}

size_t netmkt__events_total(const netmkt__event_table *table)
{
    return table->base.n + table->tail.n;
}

size_t netmkt__events_pending(const netmkt__event_table *table)
{
    return table->pending_base + table->tail.n - table->tail_mark;
}

size_t netmkt__events_memory(const netmkt__event_table *table)
{
    size_t bytes = (table->base.customers + 1 + table->slot_count) * 8 + table->tail.capacity * 8 + table->tail.head_count * 4;

    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        bytes += table->base.column[c] != NULL ? table->base.n * netmkt__event_width[c] : 0;
        bytes += table->tail.column[c] != NULL ? table->tail.capacity * netmkt__event_width[c] : 0;
    }
    return bytes;
}

void netmkt__events_mark(netmkt__event_table *table)
{
    netmkt__free(table->context, table->base.pending);
    table->base.pending = NULL;
    table->pending_base = 0;
    table->tail_mark = table->tail.n;
    table->mark_first_ms = table->first_ms;
    table->mark_last_ms = table->last_ms;
}

void netmkt__event_fill(int column, void *values, size_t from, size_t n)
{
    int32_t *ratings = values;

    if (column != NETMKT__EVENT_RATING)
        memset((char *)values + from * netmkt__event_width[column], 0, n * netmkt__event_width[column]);
    else
        for (size_t i = from; i < from + n; i++)
            ratings[i] = NETMKT_NO_RATING;
}

/* Close the gaps that pending events leave in a column. */
static void compact_column(const netmkt__event_base *base, char *values, size_t width)
{
    size_t kept = 0;

    for (size_t i = 0; i < base->n; i++) {
        if ((base->pending[i / 64] >> (i % 64) & 1) != 0)
            continue;
        if (kept != i)
            memcpy(values + kept * width, values + i * width, width);
        kept++;
    }
}

static void compact_base(netmkt__event_base *base)
{
    size_t kept = 0, i = 0;

    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        if (base->column[c] != NULL)
            compact_column(base, base->column[c], netmkt__event_width[c]);
    for (size_t customer = 0; customer < base->customers; customer++) {
        for (; i < base->offsets[customer + 1]; i++)
            kept += (base->pending[i / 64] >> (i % 64) & 1) == 0;
        base->offsets[customer + 1] = kept;
    }
    base->n = kept;
}

void netmkt__events_rollback(netmkt__event_table *table, size_t customers)
{
    if (table->pending_base != 0)
        compact_base(&table->base); /* owned: settling made it, with what was pending */
    if (table->base.customers > customers)
        table->base.customers = customers;
    if (netmkt__events_pending(table) == 0)
        return;
    table->tail.n = table->tail_mark;
    table->tail.linked = 0;
    if (table->tail.head != NULL)
        memset(table->tail.head, 0, table->tail.head_count * sizeof *table->tail.head);
    table->first_ms = table->mark_first_ms;
    table->last_ms = table->mark_last_ms;
    netmkt__events_drop_index(table);
    netmkt__events_mark(table);
}
