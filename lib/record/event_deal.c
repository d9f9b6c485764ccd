/* Dealing the tail out to its customers.
 *
 * Rows go in two steps, each of which writes to few places at a time: first to a few hundred parts of neighbouring
 * customers, then within its part, which the cache holds, to the customer. One step would be a miss a value. O(1) an event; a
 * customer's events are sorted only where they did not come in ascending time. */
#include "record/event_deal.h"

#include <string.h>

#include "base/status.h"

#define MOST_PARTS 256
#define FEW 65536 /* so many rows the cache holds as they are */

typedef struct dealing {
    const netmkt__event_tail *tail;
    netmkt_context *context;
    netmkt__event_dealt *out;
    unsigned shift;            /* part of a customer: customer >> shift */
    size_t part[MOST_PARTS];   /* first row of each */
    uint32_t *place;           /* of the rows in parts: where they go */
    void *parted;              /* a column in parts; NULL: too few rows to part */
    void *scratch;             /* a column of the longest run, behind its order */
    uint8_t *marks;            /* of the tail's rows, where some are pending and some not */
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

static void deal_column(const dealing *d, size_t width, const void *from, void *to)
{
    if (uniform(from, width, d->tail->n)) {
        memcpy(to, from, d->tail->n * width);
        return;
    }
    if (d->parted != NULL) {
        spread(d, width, from, d->parted);
        from = d->parted;
    }
    place(d, width, from, to);
}

/* Count the customers' rows, and find each row's place. Returns the longest run of a customer. */
static size_t find_places(dealing *d, size_t customers)
{
    uint32_t *ends = d->out->ends;
    const uint32_t *customer = d->tail->customer;
    size_t longest = 0;

    for (size_t i = 0; i < d->tail->n; i++)
        ends[customer[i] + 1]++;
    for (size_t c = 1; c <= customers; c++) {
        longest = ends[c + 1] > longest ? ends[c + 1] : longest;
        ends[c + 1] += ends[c];
    }
    for (size_t p = 0; p < MOST_PARTS; p++) {
        size_t first = p << d->shift;

        d->part[p] = ends[first <= customers ? first : customers + 1];
    }
    if (d->parted != NULL) {
        spread(d, sizeof *customer, customer, d->parted);
        customer = d->parted;
    }
    for (size_t i = 0; i < d->tail->n; i++)
        d->place[i] = ends[customer[i]]++; /* the start of each becomes its end */
    return longest;
}

static netmkt_status prepare(dealing *d, size_t customers, size_t tail_mark)
{
    netmkt__event_dealt *out = d->out;
    size_t n = d->tail->n;

    while (customers >> d->shift >= MOST_PARTS)
        d->shift++;
    out->ends = netmkt__calloc(d->context, customers + 2, sizeof *out->ends);
    d->place = netmkt__alloc(d->context, n, sizeof *d->place);
    if (out->ends == NULL || d->place == NULL)
        return netmkt__nomem();
    if (n > FEW) {
        d->parted = netmkt__alloc(d->context, n, d->tail->column[NETMKT__EVENT_REFERENCE] != NULL ? sizeof(wide) : sizeof(uint64_t));
        if (d->parted == NULL)
            return netmkt__nomem();
    }
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

/* Put rows from `from` on into the total order. */
static void sort_run(const dealing *d, size_t from, size_t n)
{
    netmkt__event_dealt *out = d->out;
    uint32_t *order = d->scratch;
    void *values = (char *)d->scratch + ((n * sizeof *order + 15) & ~(size_t)15);

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
static void sort_customer(const dealing *d, size_t from, size_t end)
{
    const int64_t *time_ms = d->out->column[NETMKT__EVENT_TIME];
    size_t i = from + 1;

    while (i < end && time_ms[i - 1] <= time_ms[i])
        i++;
    if (i < end) {
        sort_run(d, from, end - from);
        return;
    }
    for (i = from + 1; i < end; i++) {
        size_t first = i - 1;

        if (time_ms[first] != time_ms[i])
            continue;
        while (i < end && time_ms[i] == time_ms[first])
            i++;
        sort_run(d, first, i - first);
    }
}

netmkt_status netmkt__events_deal(const netmkt__event_table *table, size_t customers, netmkt__event_dealt *out)
{
    dealing d = {.tail = &table->tail, .context = table->context, .out = out};
    netmkt_status status;
    size_t longest;

    memset(out, 0, sizeof *out);
    out->n = table->tail.n;
    out->all_pending = table->tail_mark == 0;
    status = prepare(&d, customers, table->tail_mark);
    if (status != NETMKT_OK)
        goto done;
    longest = find_places(&d, customers);
    d.scratch = netmkt__alloc(table->context, longest + 4, sizeof(uint32_t) + sizeof(wide));
    if (d.scratch == NULL) {
        status = netmkt__nomem();
        goto done;
    }
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++)
        if (out->column[c] != NULL)
            deal_column(&d, netmkt__event_width[c], table->tail.column[c], out->column[c]);
    if (out->marks != NULL)
        deal_column(&d, 1, d.marks, out->marks);
    for (size_t c = 1; c <= customers; c++)
        sort_customer(&d, out->ends[c - 1], out->ends[c]);
done:
    netmkt__free(table->context, d.place);
    netmkt__free(table->context, d.parted);
    netmkt__free(table->context, d.scratch);
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
