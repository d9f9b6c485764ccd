/* Dealing the tail out to its customers.
 *
 * Rows go in two steps, each of which writes to few places at a time: first to a few hundred parts of neighbouring
 * customers, then within its part, which the cache holds, to the customer. One step would be a miss a value. O(1) an event; a
 * customer's events are sorted only where they did not come in ascending time. */
#include "record/event_deal.h"

#include <string.h>

#include "base/status.h"
#include "base/thread.h"

#define MOST_PARTS 256
#define FEW 65536 /* so many rows the cache holds as they are */
#define MOST_LANES 16

typedef struct dealing {
    const netmkt__event_tail *tail;
    netmkt_context *context;
    netmkt__event_dealt *out;
    unsigned shift;            /* part of a customer: customer >> shift */
    size_t part[MOST_PARTS];   /* first row of each */
    uint32_t *place;           /* of the rows in parts: where they go */
    int parts;                 /* columns go to parts first: there are enough rows for it */
    uint8_t *marks;            /* of the tail's rows, where some are pending and some not */
    size_t customers, longest; /* longest: rows of one customer */
    size_t lanes;              /* tasks that share the work; each has room of its own: */
    void *room[MOST_LANES];    /* a column in parts, then a column of the longest run behind its order */
} dealing;

#define SPREAD(type)                                                    \
    do {                                                                \
        const type *source = from;                                      \
        type *target = to;                                              \
        for (size_t i = 0; i < n; i++)                                  \
            target[next[customer[i] >> d->shift]++] = source[i];        \
    } while (0)

typedef struct wide {
    uint64_t word[2];
} wide;

static void spread(const dealing *d, size_t width, const void *from, void *to)
{
    const uint32_t *customer = d->tail->customer;
    size_t n = d->tail->n, next[MOST_PARTS];

    memcpy(next, d->part, sizeof next);
    switch (width) {
    case 1:
        SPREAD(uint8_t);
        break;
    case 2:
        SPREAD(uint16_t);
        break;
    case 4:
        SPREAD(uint32_t);
        break;
    case 8:
        SPREAD(uint64_t);
        break;
    default:
        SPREAD(wide);
    }
}

#define PLACE(type)                              \
    do {                                         \
        const type *source = from;               \
        type *target = to;                       \
        for (size_t i = 0; i < n; i++)           \
            target[d->place[i]] = source[i];     \
    } while (0)

static void place(const dealing *d, size_t width, const void *from, void *to)
{
    size_t n = d->tail->n;

    switch (width) {
    case 1:
        PLACE(uint8_t);
        break;
    case 2:
        PLACE(uint16_t);
        break;
    case 4:
        PLACE(uint32_t);
        break;
    case 8:
        PLACE(uint64_t);
        break;
    default:
        PLACE(wide);
    }
}

/* 1 if every value is as the first: imports often have one kind of event alone. */
static int uniform(const void *values, size_t width, size_t n)
{
    return memcmp(values, (const char *)values + width, (n - 1) * width) == 0;
}

static void deal_column(const dealing *d, size_t lane, size_t width, const void *from, void *to)
{
    if (uniform(from, width, d->tail->n)) {
        memcpy(to, from, d->tail->n * width);
        return;
    }
    if (d->parts) {
        spread(d, width, from, d->room[lane]);
        from = d->room[lane];
    }
    place(d, width, from, to);
}

/* Count the customers' rows, and find each row's place and the longest run of a customer. */
static void find_places(dealing *d)
{
    uint32_t *ends = d->out->ends;
    const uint32_t *customer = d->tail->customer;

    for (size_t i = 0; i < d->tail->n; i++)
        ends[customer[i] + 1]++;
    for (size_t c = 1; c <= d->customers; c++) {
        d->longest = ends[c + 1] > d->longest ? ends[c + 1] : d->longest;
        ends[c + 1] += ends[c];
    }
    for (size_t p = 0; p < MOST_PARTS; p++) {
        size_t first = p << d->shift;

        d->part[p] = ends[first <= d->customers ? first : d->customers + 1];
    }
    if (d->parts) {
        spread(d, sizeof *customer, customer, d->room[0]);
        customer = d->room[0];
    }
    for (size_t i = 0; i < d->tail->n; i++)
        d->place[i] = ends[customer[i]]++; /* the start of each becomes its end */
}

static netmkt_status prepare_columns(dealing *d, size_t tail_mark)
{
    netmkt__event_dealt *out = d->out;
    size_t n = d->tail->n;

    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        if (d->tail->column[c] == NULL)
            continue;
        out->column[c] = netmkt__alloc(d->context, n, netmkt__event_width[c]);
        if (out->column[c] == NULL)
            return netmkt__nomem();
    }
    if (tail_mark != 0 && tail_mark < n) {
        out->marks = netmkt__alloc(d->context, n, 1);
        d->marks = netmkt__calloc(d->context, n, 1);
        if (out->marks == NULL || d->marks == NULL)
            return netmkt__nomem();
        memset(d->marks + tail_mark, 1, n - tail_mark);
    }
    return NETMKT_OK;
}

static netmkt_status prepare(dealing *d, uint32_t threads, size_t tail_mark)
{
    size_t n = d->tail->n;

    while (d->customers >> d->shift >= MOST_PARTS)
        d->shift++;
    d->parts = n > FEW;
    d->lanes = !d->parts ? 1 : threads < MOST_LANES ? threads : MOST_LANES;
    d->out->ends = netmkt__calloc(d->context, d->customers + 2, sizeof *d->out->ends);
    d->place = netmkt__alloc(d->context, n, sizeof *d->place);
    if (d->out->ends == NULL || d->place == NULL)
        return netmkt__nomem();
    for (size_t lane = 0; lane < d->lanes && d->parts; lane++) {
        d->room[lane] = netmkt__alloc(d->context, n, d->tail->column[NETMKT__EVENT_REFERENCE] != NULL ? sizeof(wide) : sizeof(uint64_t));
        if (d->room[lane] == NULL)
            return netmkt__nomem();
    }
    return prepare_columns(d, tail_mark);
}

/* Swap a column's room for one to sort in. */
static netmkt_status prepare_sorting(dealing *d)
{
    for (size_t lane = 0; lane < d->lanes; lane++) {
        netmkt__free(d->context, d->room[lane]);
        d->room[lane] = netmkt__alloc(d->context, d->longest + 4, sizeof(uint32_t) + sizeof(wide));
        if (d->room[lane] == NULL)
            return netmkt__nomem();
    }
    return NETMKT_OK;
}

/* Put rows from `from` on into the total order. */
static void sort_run(const dealing *d, size_t lane, size_t from, size_t n)
{
    netmkt__event_dealt *out = d->out;
    uint32_t *order = d->room[lane];
    void *values = (char *)d->room[lane] + ((n * sizeof *order + 15) & ~(size_t)15);

    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)(from + i);
    netmkt__event_order(out->column, order, n);
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        size_t width = netmkt__event_width[c];

        if (out->column[c] == NULL)
            continue;
        netmkt__event_gather(c, values, out->column[c], order, n);
        memcpy((char *)out->column[c] + from * width, values, n * width);
    }
    if (out->marks != NULL) {
        netmkt__event_gather(NETMKT__EVENT_INITIATOR, values, out->marks, order, n); /* a column of bytes, as that is */
        memcpy(out->marks + from, values, n);
    }
}

/* One customer's rows: all of them if the times fall somewhere, else only those of equal times. */
static void sort_customer(const dealing *d, size_t lane, size_t from, size_t end)
{
    const int64_t *time_ms = d->out->column[NETMKT__EVENT_TIME];
    size_t i = from + 1;

    while (i < end && time_ms[i - 1] <= time_ms[i])
        i++;
    if (i < end) {
        sort_run(d, lane, from, end - from);
        return;
    }
    for (i = from + 1; i < end; i++) {
        size_t first = i - 1;

        if (time_ms[first] != time_ms[i])
            continue;
        while (i < end && time_ms[i] == time_ms[first])
            i++;
        sort_run(d, lane, first, i - first);
    }
}

/* A task: the columns whose turn falls to this lane. */
static netmkt_status deal_columns(void *argument, size_t lane)
{
    const dealing *d = argument;
    size_t turn = 0;

    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        if (d->out->column[c] != NULL && turn++ % d->lanes == lane)
            deal_column(d, lane, netmkt__event_width[c], d->tail->column[c], d->out->column[c]);
    if (d->out->marks != NULL && turn % d->lanes == lane)
        deal_column(d, lane, 1, d->marks, d->out->marks);
    return NETMKT_OK;
}

/* A task: the customers of one lane, neighbours. */
static netmkt_status sort_customers(void *argument, size_t lane)
{
    const dealing *d = argument;
    const uint32_t *ends = d->out->ends;
    size_t last = d->customers * (lane + 1) / d->lanes;

    for (size_t c = d->customers * lane / d->lanes + 1; c <= last; c++)
        sort_customer(d, lane, ends[c - 1], ends[c]);
    return NETMKT_OK;
}

netmkt_status netmkt__events_deal(const netmkt__event_table *table, size_t customers, netmkt__event_dealt *out)
{
    dealing d = {.tail = &table->tail, .context = table->context, .out = out, .customers = customers};
    netmkt_status status;

    memset(out, 0, sizeof *out);
    out->n = table->tail.n;
    out->all_pending = table->tail_mark == 0;
    status = prepare(&d, table->threads, table->tail_mark);
    if (status == NETMKT_OK) {
        find_places(&d);
        status = netmkt__parallel(table->threads, d.lanes, deal_columns, &d);
    }
    if (status == NETMKT_OK)
        status = prepare_sorting(&d);
    if (status == NETMKT_OK)
        status = netmkt__parallel(table->threads, d.lanes, sort_customers, &d);
    netmkt__free(table->context, d.place);
    for (size_t lane = 0; lane < MOST_LANES; lane++)
        netmkt__free(table->context, d.room[lane]);
    netmkt__free(table->context, d.marks);
    if (status != NETMKT_OK)
        netmkt__event_dealt_free(table->context, out);
    return status;
}

void netmkt__event_dealt_free(netmkt_context *context, netmkt__event_dealt *dealt)
{
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        netmkt__free(context, dealt->column[c]);
    netmkt__free(context, dealt->ends);
    netmkt__free(context, dealt->marks);
    memset(dealt, 0, sizeof *dealt);
}

int netmkt__event_dealt_pending(const netmkt__event_dealt *dealt, size_t row)
{
    return dealt->marks != NULL ? dealt->marks[row] : dealt->all_pending;
}
