/* A copy of the events without one customer's, with his made anonymous, or given to another: for erasing and merging. */
#include "record/event.h"

#include <string.h>

#include "base/status.h"

/* Rows but from `from` to `end`, in a base of its own. */
static netmkt_status copy_base(const netmkt__event_table *table, size_t from, size_t end, netmkt__event_base *to)
{
    const netmkt__event_base *base = &table->base;

    to->n = base->n - (end - from);
    to->customers = base->customers;
    to->offsets = netmkt__alloc(table->context, base->customers + 1, sizeof *to->offsets);
    if (to->offsets == NULL)
        return netmkt__nomem();
    to->offsets[0] = 0;
    for (size_t c = 1; c <= base->customers; c++)
        to->offsets[c] = base->offsets[c] <= from ? base->offsets[c] : base->offsets[c] - (end - from);
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        size_t width = netmkt__event_width[c];

        if (base->column[c] == NULL)
            continue;
        to->column[c] = netmkt__alloc(table->context, to->n, width);
        if (to->column[c] == NULL)
            return netmkt__nomem();
        memcpy(to->column[c], base->column[c], from * width);
        memcpy((char *)to->column[c] + from * width, (const char *)base->column[c] + end * width, (base->n - end) * width);
    }
    return NETMKT_OK;
}

static void find_times(netmkt__event_table *table)
{
    const int64_t *time_ms = table->base.column[NETMKT__EVENT_TIME];

    table->first_ms = NETMKT_TIME_MAX;
    table->last_ms = NETMKT_TIME_MIN;
    for (size_t i = 0; i < table->base.n; i++) {
        table->first_ms = time_ms[i] < table->first_ms ? time_ms[i] : table->first_ms;
        table->last_ms = time_ms[i] > table->last_ms ? time_ms[i] : table->last_ms;
    }
}

/* Append rows as those of `keep`, and settle. The initiators are said, so no kind is asked for its own. */
static netmkt_status give(netmkt__event_table *to, const netmkt__event_rows *rows, netmkt_customer_id keep)
{
    netmkt_customer_id *customer;
    uint32_t columns = 0;
    netmkt_status status = NETMKT_OK;

    if (rows->n == 0)
        return NETMKT_OK;
    customer = netmkt__alloc(to->context, rows->n, sizeof *customer);
    if (customer == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < rows->n; i++)
        customer[i] = keep;
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        columns |= rows->column[c] != NULL ? UINT32_C(1) << c : 0;
    status = netmkt__events_reserve(to, rows->n, columns, to->base.customers, 0);
    if (status == NETMKT_OK) {
        netmkt__events_add(to, NULL, rows, customer, 0, NULL);
        status = netmkt__events_settle(to, to->base.customers > keep ? to->base.customers : (size_t)keep);
    }
    netmkt__free(to->context, customer);
    return status;
}

/* A reference taken away may make equal what was ordered by it alone, never the reverse: the order stays. */
static void make_anonymous(netmkt__event_base *base, size_t from, size_t end)
{
    uint64_t *reference = base->column[NETMKT__EVENT_REFERENCE];

    if (reference != NULL)
        memset(reference + 2 * from, 0, (end - from) * 16);
}

netmkt_status netmkt__events_changed(const netmkt__event_table *from, int how, netmkt_customer_id drop, netmkt_customer_id keep,
                                     netmkt__event_table *to)
{
    netmkt__event_rows rows;
    netmkt_status status = NETMKT_OK;
    size_t start = 0, end = 0;

    netmkt__events_init(to, from->context);
    (void)netmkt__events_of(from, drop, &rows);
    if (drop <= from->base.customers) {
        start = from->base.offsets[drop - 1];
        end = from->base.offsets[drop];
    }
    if (from->base.n != 0) {
        status = copy_base(from, start, how == NETMKT__EVENTS_ANONYMOUS ? start : end, &to->base);
        if (status == NETMKT_OK && how == NETMKT__EVENTS_ANONYMOUS)
            make_anonymous(&to->base, start, end);
    }
    if (status == NETMKT_OK && how == NETMKT__EVENTS_GIVE)
        status = give(to, &rows, keep);
    if (status != NETMKT_OK) {
        netmkt__events_free(to);
        return status;
    }
    find_times(to);
    netmkt__events_mark(to);
    return NETMKT_OK;
}
