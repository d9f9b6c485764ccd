/* Events as bytes: blocks of pending events for the journal, and a snapshot's columns as a base.
 *
 * A block is its number of events (u64), the columns it has (u32, a bit each), 0 (u32), the customers' ids (u64 each), then
 * the columns, the widest values first so that each is aligned as the block is. */
#include "record/event.h"

#include <string.h>

#include "base/status.h"

#define HEADER 16

static const int file_order[NETMKT__EVENT_COLUMNS] = {
    NETMKT__EVENT_TIME,  NETMKT__EVENT_AMOUNT, NETMKT__EVENT_COST, NETMKT__EVENT_REFERENCE, NETMKT__EVENT_CAMPAIGN,  NETMKT__EVENT_OFFER,
    NETMKT__EVENT_RATING, NETMKT__EVENT_KIND,  NETMKT__EVENT_CHANNEL, NETMKT__EVENT_VARIANT, NETMKT__EVENT_INITIATOR,
};

static uint32_t columns_of(const netmkt__event_table *table)
{
    uint32_t columns = 0;

    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        if (table->base.column[c] != NULL || table->tail.column[c] != NULL)
            columns |= UINT32_C(1) << c;
    return columns;
}

static size_t block_size(uint32_t columns, size_t n)
{
    size_t width = sizeof(uint64_t);

    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        width += (columns >> c & 1) != 0 ? netmkt__event_width[c] : 0;
    return HEADER + n * width;
}

size_t netmkt__events_block_size(const netmkt__event_table *table, size_t n)
{
    return block_size(columns_of(table), n);
}

/* --- Writing: pending events of the base by rank, then those of the tail. */

/* Position of the pending base event of a rank. */
static size_t pending_at(const netmkt__event_table *table, size_t rank)
{
    size_t i = 0;

    for (;; i++) {
        if (i % 64 == 0 && table->base.pending[i / 64] == 0) {
            i += 63;
            continue;
        }
        if ((table->base.pending[i / 64] >> (i % 64) & 1) == 0)
            continue;
        if (rank-- == 0)
            return i;
    }
}

static size_t next_pending(const netmkt__event_table *table, size_t i)
{
    do
        i++;
    while ((table->base.pending[i / 64] >> (i % 64) & 1) == 0);
    return i;
}

static void encode_customers(const netmkt__event_table *table, size_t from, size_t in_base, size_t tail_from, size_t in_tail, netmkt__buffer *buffer)
{
    size_t position = in_base != 0 ? pending_at(table, from) : 0, customer = 0;

    for (size_t i = 0; i < in_base; i++) {
        while (table->base.offsets[customer + 1] <= position)
            customer++;
        netmkt__buffer_u64(buffer, customer + 1);
        if (i + 1 < in_base)
            position = next_pending(table, position);
    }
    for (size_t i = 0; i < in_tail; i++)
        netmkt__buffer_u64(buffer, table->tail.customer[tail_from + i]);
}

static void encode_column(const netmkt__event_table *table, int c, size_t from, size_t in_base, size_t tail_from, size_t in_tail, netmkt__buffer *buffer)
{
    size_t position = in_base != 0 ? pending_at(table, from) : 0, width = netmkt__event_width[c];
    unsigned char *to = buffer->bytes + buffer->size;

    for (size_t i = 0; i < in_base; i++) {
        if (table->base.column[c] != NULL)
            memcpy(to, (const char *)table->base.column[c] + position * width, width);
        else
            netmkt__event_fill(c, to, 0, 1);
        to += width;
        if (i + 1 < in_base)
            position = next_pending(table, position);
    }
    if (in_tail != 0 && table->tail.column[c] != NULL)
        memcpy(to, (const char *)table->tail.column[c] + tail_from * width, in_tail * width);
    else if (in_tail != 0)
        netmkt__event_fill(c, to, 0, in_tail);
    buffer->size += (in_base + in_tail) * width;
}

void netmkt__events_encode(const netmkt__event_table *table, size_t from, size_t n, netmkt__buffer *buffer)
{
    size_t in_base = from >= table->pending_base ? 0 : table->pending_base - from;
    size_t tail_from = table->tail_mark + (from > table->pending_base ? from - table->pending_base : 0);
    uint32_t columns = columns_of(table);

    in_base = in_base < n ? in_base : n;
    netmkt__buffer_u64(buffer, n);
    netmkt__buffer_u32(buffer, columns);
    netmkt__buffer_u32(buffer, 0);
    encode_customers(table, from, in_base, tail_from, n - in_base, buffer);
    for (int i = 0; i < NETMKT__EVENT_COLUMNS; i++)
        if ((columns >> file_order[i] & 1) != 0)
            encode_column(table, file_order[i], from, in_base, tail_from, n - in_base, buffer);
}

/* --- Reading */

#define NEEDED (UINT32_C(1) << NETMKT__EVENT_TIME | UINT32_C(1) << NETMKT__EVENT_KIND | UINT32_C(1) << NETMKT__EVENT_INITIATOR)

static netmkt_status initiators_said(const netmkt__event_rows *rows)
{
    const uint8_t *initiator = rows->column[NETMKT__EVENT_INITIATOR];

    for (size_t i = 0; i < rows->n; i++)
        if (initiator[i] == NETMKT_INITIATOR_DEFAULT)
            return netmkt__fail(NETMKT_E_CORRUPT, "event %zu has no initiator", i);
    return NETMKT_OK;
}

static netmkt_status check(const netmkt__event_world *world, const netmkt__event_rows *rows, const netmkt_customer_id *customer, uint32_t *columns)
{
    netmkt_status status = netmkt__events_check(world, rows, customer, 0, columns);

    if (status == NETMKT_OK)
        return initiators_said(rows);
    return netmkt__prefix(NETMKT_E_CORRUPT, "stored ");
}

netmkt_status netmkt__events_block(const void *payload, size_t size, netmkt__event_rows *rows, const netmkt_customer_id **customer)
{
    netmkt__reader reader = netmkt__reader_of(payload, size);
    uint64_t n = netmkt__reader_u64(&reader);
    uint32_t columns = netmkt__reader_u32(&reader), reserved = netmkt__reader_u32(&reader);

    memset(rows, 0, sizeof *rows);
    if (reader.failed || n == 0 || n > NETMKT__EVENT_BLOCK || columns >> NETMKT__EVENT_COLUMNS != 0 || (columns & NEEDED) != NEEDED ||
        reserved != 0 || size != block_size(columns, (size_t)n))
        return netmkt__fail(NETMKT_E_CORRUPT, "a block of events has a wrong size");
    rows->n = (size_t)n;
    *customer = netmkt__reader_bytes(&reader, rows->n * sizeof **customer);
    for (int i = 0; i < NETMKT__EVENT_COLUMNS; i++)
        if ((columns >> file_order[i] & 1) != 0)
            rows->column[file_order[i]] = netmkt__reader_bytes(&reader, rows->n * netmkt__event_width[file_order[i]]);
    return NETMKT_OK;
}

static netmkt_status decode(netmkt__event_table *table, const netmkt__event_world *world, const unsigned char *payload, size_t size)
{
    netmkt__event_rows rows;
    const netmkt_customer_id *customer;
    uint32_t used = 0;
    netmkt_status status = netmkt__events_block(payload, size, &rows, &customer);

    if (status == NETMKT_OK)
        status = check(world, &rows, customer, &used);
    if (status == NETMKT_OK)
        status = netmkt__events_reserve(table, rows.n, used, world->customers->keys.count, 0);
    if (status == NETMKT_OK)
        netmkt__events_add(table, world->kinds, &rows, customer, 0, NULL);
    return status;
}

netmkt_status netmkt__events_decode(netmkt__event_table *table, const netmkt__event_world *world, const void *payload, size_t size)
{
    netmkt_status status;
    void *aligned;

    if ((uintptr_t)payload % sizeof(uint64_t) == 0)
        return decode(table, world, payload, size);
    aligned = netmkt__alloc(table->context, size, 1);
    if (aligned == NULL)
        return netmkt__nomem();
    memcpy(aligned, payload, size);
    status = decode(table, world, aligned, size);
    netmkt__free(table->context, aligned);
    return status;
}

/* A mapped column as the base holds it: it is never written to (invariant 3). */
static void *lend(const void *mapped)
{
    union {
        const void *constant;
        void *plain;
    } p = {mapped};

    return p.plain;
}

void netmkt__events_remap(netmkt__event_table *table, const uint64_t *offsets, const netmkt__event_rows *rows)
{
    size_t customers = table->base.customers;

    netmkt__events_free_base(table->context, &table->base);
    table->base.mapped = 1;
    table->base.n = rows->n;
    table->base.customers = customers;
    table->base.offsets = lend(offsets);
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        table->base.column[c] = lend(rows->column[c]);
}

static netmkt_status check_offsets(const netmkt__customers *customers, const uint64_t *offsets, size_t count, size_t n)
{
    if (count == 0 || count - 1 > customers->keys.count || offsets[0] != 0 || offsets[count - 1] != n)
        return netmkt__fail(NETMKT_E_CORRUPT, "the events' offsets do not fit customers and events");
    for (size_t c = 1; c < count; c++) {
        uint32_t redirect = netmkt__customer_redirect(customers, c);

        if (offsets[c] < offsets[c - 1])
            return netmkt__fail(NETMKT_E_CORRUPT, "the events of customer %zu have a wrong offset", c);
        if (offsets[c] != offsets[c - 1] && redirect != 0 && redirect != NETMKT__CUSTOMER_ANONYMOUS)
            return netmkt__fail(NETMKT_E_CORRUPT, "customer %zu is gone, but has events", c);
    }
    return NETMKT_OK;
}

static netmkt_status check_order(const netmkt__event_table *table)
{
    const netmkt__event_base *base = &table->base;
    const int64_t *time_ms = base->column[NETMKT__EVENT_TIME];

    for (size_t c = 0; c < base->customers; c++)
        for (size_t i = base->offsets[c] + 1; i < base->offsets[c + 1]; i++)
            if (time_ms[i - 1] >= time_ms[i] && netmkt__event_compare(base->column, i - 1, base->column, i) > 0)
                return netmkt__fail(NETMKT_E_CORRUPT, "event %zu of customer %zu is out of order", i, c + 1);
    return NETMKT_OK;
}

netmkt_status netmkt__events_map(netmkt__event_table *table, const netmkt__event_world *world, const uint64_t *offsets, size_t offset_count,
                                 const netmkt__event_rows *rows)
{
    const int64_t *time_ms = rows->column[NETMKT__EVENT_TIME];
    uint32_t used = 0;
    netmkt_status status = check_offsets(world->customers, offsets, offset_count, rows->n);

    if (status == NETMKT_OK)
        status = check(world, rows, NULL, &used);
    if (status != NETMKT_OK)
        return status;
    table->base.customers = offset_count - 1;
    netmkt__events_remap(table, offsets, rows);
    status = check_order(table);
    if (status != NETMKT_OK) {
        netmkt__events_free_base(table->context, &table->base);
        return status;
    }
    for (size_t i = 0; i < rows->n; i++) {
        table->first_ms = time_ms[i] < table->first_ms ? time_ms[i] : table->first_ms;
        table->last_ms = time_ms[i] > table->last_ms ? time_ms[i] : table->last_ms;
    }
    netmkt__events_mark(table);
    return NETMKT_OK;
}
