/* Copies of the events for erasing and merging: without some rows, with some made anonymous, or given to another. */
#include "record/event.h"

#include <string.h>

#include "base/status.h"

/* Rows that stay, one behind the other: from `from` on, before `end`. */
typedef struct run {
    size_t from, end;
} run;

/* Where each customer's rows end when only the runs are left. */
static void fill_offsets(const netmkt__event_base *base, const run *runs, size_t count, uint64_t *offsets)
{
    size_t kept = 0, r = 0;

    for (size_t c = 0; c <= base->customers; c++) {
        uint64_t at = base->offsets[c];

        for (; r < count && runs[r].end <= at; r++)
            kept += runs[r].end - runs[r].from;
        offsets[c] = kept + (r < count && runs[r].from < at ? at - runs[r].from : 0);
    }
}

/* The runs, in a base of its own. */
static netmkt_status copy_base(const netmkt__event_table *table, const run *runs, size_t count, netmkt__event_base *to)
{
    const netmkt__event_base *base = &table->base;

    to->n = 0;
    for (size_t r = 0; r < count; r++)
        to->n += runs[r].end - runs[r].from;
    to->customers = base->customers;
    to->offsets = netmkt__alloc(table->context, base->customers + 1, sizeof *to->offsets);
    if (to->offsets == NULL)
        return netmkt__nomem();
    fill_offsets(base, runs, count, to->offsets);
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        size_t width = netmkt__event_width[c];
        char *bytes;

        if (base->column[c] == NULL)
            continue;
        bytes = to->column[c] = netmkt__alloc(table->context, to->n, width);
        if (bytes == NULL)
            return netmkt__nomem();
        for (size_t r = 0; r < count; r++) {
            memcpy(bytes, (const char *)base->column[c] + runs[r].from * width, (runs[r].end - runs[r].from) * width);
            bytes += (runs[r].end - runs[r].from) * width;
        }
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

/* What every copy ends with: marked as it is, or nothing. */
static netmkt_status finish(netmkt__event_table *to, netmkt_status status)
{
    if (status != NETMKT_OK) {
        netmkt__events_free(to);
        return status;
    }
    find_times(to);
    netmkt__events_mark(to);
    return NETMKT_OK;
}

netmkt_status netmkt__events_given(const netmkt__event_table *from, netmkt_customer_id drop, netmkt_customer_id keep, netmkt__event_table *to)
{
    run around[2] = {{0, from->base.n}, {from->base.n, from->base.n}};
    netmkt__event_rows rows;
    netmkt_status status = NETMKT_OK;

    netmkt__events_init(to, from->context);
    (void)netmkt__events_of(from, drop, &rows);
    if (drop <= from->base.customers) {
        around[0].end = from->base.offsets[drop - 1];
        around[1].from = from->base.offsets[drop];
    }
    if (from->base.n != 0)
        status = copy_base(from, around, 2, &to->base);
    if (status == NETMKT_OK)
        status = give(to, &rows, keep);
    return finish(to, status);
}

/* --- erasing --- */

typedef struct run_list {
    netmkt_context *context;
    run *runs;
    size_t count, capacity;
} run_list;

static netmkt_status stay(run_list *list, size_t from, size_t end)
{
    netmkt_status status = NETMKT_OK;

    if (list->count > 0 && list->runs[list->count - 1].end == from) {
        list->runs[list->count - 1].end = end;
        return NETMKT_OK;
    }
    status = netmkt__grow(list->context, &list->runs, &list->capacity, list->count + 1, sizeof *list->runs);
    if (status == NETMKT_OK)
        list->runs[list->count++] = (run){from, end};
    return status;
}

static netmkt_status find_staying(const netmkt__event_base *base, const netmkt__fates *fates, const uint8_t *gone, run_list *list)
{
    netmkt_status status = NETMKT_OK;

    for (size_t c = 0; c < base->customers; c++) {
        size_t end = base->offsets[c + 1];

        if (netmkt__fate(fates, c + 1) == NETMKT__GOES)
            continue;
        for (size_t i = base->offsets[c]; i < end && status == NETMKT_OK; i++) {
            size_t begin = i;

            for (; i < end && (gone == NULL || gone[i] == 0); i++)
                ;
            if (i > begin)
                status = stay(list, begin, i);
        }
        if (status != NETMKT_OK)
            break;
    }
    return status;
}

/* A reference taken away may make equal what was ordered by it alone, never the reverse: the order stays. */
static void make_anonymous(netmkt__event_base *base, const netmkt__fates *fates)
{
    uint64_t *reference = base->column[NETMKT__EVENT_REFERENCE];

    for (size_t c = 0; reference != NULL && c < base->customers; c++)
        if (netmkt__fate(fates, c + 1) == NETMKT__GOES_ANONYMOUS)
            memset(reference + 2 * base->offsets[c], 0, (base->offsets[c + 1] - base->offsets[c]) * 16);
}

netmkt_status netmkt__events_erased(const netmkt__event_table *from, const netmkt__fates *fates, const uint8_t *gone, netmkt__event_table *to)
{
    run_list list = {.context = from->context};
    netmkt_status status = NETMKT_OK;

    netmkt__events_init(to, from->context);
    if (from->base.n != 0) {
        status = find_staying(&from->base, fates, gone, &list);
        if (status == NETMKT_OK)
            status = copy_base(from, list.runs, list.count, &to->base);
        if (status == NETMKT_OK)
            make_anonymous(&to->base, fates);
    }
    netmkt__free(from->context, list.runs);
    return finish(to, status);
}
