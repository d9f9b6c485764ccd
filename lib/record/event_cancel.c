/* Taking back a message that is not committed yet: its row is closed up, as rolling back does with all that is pending. */
#include <string.h>

#include "record/event.h"

static int is_message(void *const *column, size_t i, const uint64_t reference[2])
{
    const uint64_t *references = column[NETMKT__EVENT_REFERENCE];
    const uint16_t *kinds = column[NETMKT__EVENT_KIND];
    const uint8_t *initiators = column[NETMKT__EVENT_INITIATOR];

    return references != NULL && references[2 * i] == reference[0] && references[2 * i + 1] == reference[1] && kinds[i] == NETMKT_KIND_MESSAGE &&
           initiators[i] == NETMKT_INITIATOR_BUSINESS;
}

static void close_columns(void *const *column, size_t i, size_t n)
{
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        size_t width = netmkt__event_width[c];

        if (column[c] != NULL)
            memmove((char *)column[c] + i * width, (char *)column[c] + (i + 1) * width, (n - i - 1) * width);
    }
}

static void drop_from_tail(netmkt__event_tail *tail, size_t i)
{
    close_columns(tail->column, i, tail->n);
    memmove(tail->customer + i, tail->customer + i + 1, (tail->n - i - 1) * sizeof *tail->customer);
    tail->n--;
    tail->linked = 0;
    if (tail->head != NULL)
        memset(tail->head, 0, tail->head_count * sizeof *tail->head);
}

static void drop_from_base(netmkt__event_base *base, size_t i)
{
    close_columns(base->column, i, base->n);
    for (size_t customer = 0; customer < base->customers; customer++)
        base->offsets[customer + 1] -= base->offsets[customer + 1] > i;
    for (size_t k = i; k + 1 < base->n; k++) {
        uint64_t bit = UINT64_C(1) << k % 64, next = base->pending[(k + 1) / 64] >> (k + 1) % 64 & 1;

        base->pending[k / 64] = (base->pending[k / 64] & ~bit) | (next != 0 ? bit : 0);
    }
    base->n--;
    base->pending[base->n / 64] &= ~(UINT64_C(1) << base->n % 64);
}

static void span(const int64_t *time_ms, size_t n, int64_t *first_ms, int64_t *last_ms)
{
    for (size_t i = 0; i < n; i++) {
        *first_ms = time_ms[i] < *first_ms ? time_ms[i] : *first_ms;
        *last_ms = time_ms[i] > *last_ms ? time_ms[i] : *last_ms;
    }
}

/* If the event at `time_ms` was at an end of all events, find the ends anew. */
static void find_span(netmkt__event_table *table, int64_t time_ms)
{
    if (time_ms != table->first_ms && time_ms != table->last_ms)
        return;
    table->first_ms = INT64_MAX;
    table->last_ms = INT64_MIN;
    span(table->base.column[NETMKT__EVENT_TIME], table->base.n, &table->first_ms, &table->last_ms);
    span(table->tail.column[NETMKT__EVENT_TIME], table->tail.n, &table->first_ms, &table->last_ms);
}

int netmkt__events_cancel(netmkt__event_table *table, const uint64_t reference[2])
{
    int64_t time_ms;

    for (size_t i = table->tail.n; i-- > table->tail_mark;) {
        if (!is_message(table->tail.column, i, reference))
            continue;
        time_ms = ((const int64_t *)table->tail.column[NETMKT__EVENT_TIME])[i];
        drop_from_tail(&table->tail, i);
        find_span(table, time_ms);
        netmkt__events_drop_index(table);
        return 1;
    }
    for (size_t i = 0; table->pending_base != 0 && i < table->base.n; i++) {
        if ((table->base.pending[i / 64] >> i % 64 & 1) == 0 || !is_message(table->base.column, i, reference))
            continue;
        time_ms = ((const int64_t *)table->base.column[NETMKT__EVENT_TIME])[i];
        drop_from_base(&table->base, i);
        table->pending_base--;
        find_span(table, time_ms);
        netmkt__events_drop_index(table);
        return 1;
    }
    return 0;
}
