/* The total order of events, and settling: the tail is sorted by customer and order, and merged into the base.
 *
 * The tail is dealt out to its customers by counting, so that it costs O(1) an event; a customer's few events are sorted only
 * if they did not come in ascending time. Base and tail are then merged by a plan, so many rows from the one, so many from
 * the other, which is followed once for each column. */
#include "record/event.h"

#include <string.h>

#include "base/status.h"

/* Rows from the base, then rows from the tail. */
typedef struct step {
    size_t base, tail;
} step;

typedef struct plan {
    step *steps;
    size_t count, capacity;
} plan;

typedef struct settling {
    netmkt__event_table *table;
    uint32_t *order;       /* the tail's rows by customer, then total order */
    uint32_t *ends;        /* ends[c]: end of customer c's rows in `order`; ends[0] is 0 */
    int64_t *time_ms;      /* the tail's times in that order */
    plan plan;
    netmkt__event_base next;
    size_t pending;        /* bits set in next.pending */
} settling;

/* --- Total order */

static int64_t value_at(int column, const void *values, size_t i)
{
    if (values == NULL)
        return column == NETMKT__EVENT_RATING ? NETMKT_NO_RATING : 0;
    switch (column) {
    case NETMKT__EVENT_TIME:
    case NETMKT__EVENT_AMOUNT:
    case NETMKT__EVENT_COST:
        return ((const int64_t *)values)[i];
    case NETMKT__EVENT_CAMPAIGN:
    case NETMKT__EVENT_OFFER:
        return ((const uint32_t *)values)[i];
    case NETMKT__EVENT_RATING:
        return ((const int32_t *)values)[i];
    case NETMKT__EVENT_INITIATOR:
        return ((const uint8_t *)values)[i];
    default:
        return ((const uint16_t *)values)[i];
    }
}

static int compare_references(const uint64_t *a, size_t i, const uint64_t *b, size_t j)
{
    for (size_t k = 0; k < 2; k++) {
        uint64_t x = a != NULL ? a[2 * i + k] : 0, y = b != NULL ? b[2 * j + k] : 0;

        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

int netmkt__event_compare(void *const *a, size_t i, void *const *b, size_t j)
{
    for (int c = 0; c < NETMKT__EVENT_REFERENCE; c++) {
        int64_t x = value_at(c, a[c], i), y = value_at(c, b[c], j);

        if (x != y)
            return x < y ? -1 : 1;
    }
    return compare_references(a[NETMKT__EVENT_REFERENCE], i, b[NETMKT__EVENT_REFERENCE], j);
}

static void sift(void *const *columns, uint32_t *order, size_t root, size_t n)
{
    uint32_t row = order[root];

    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && netmkt__event_compare(columns, order[child], columns, order[child + 1]) < 0)
            child++;
        if (netmkt__event_compare(columns, row, columns, order[child]) >= 0)
            break;
        order[root] = order[child];
    }
    order[root] = row;
}

/* Insertion for a few, a heap for many: rows that compare equal are equal, so it need not be stable. */
void netmkt__event_order(void *const *columns, uint32_t *order, size_t n)
{
    if (n <= 24) {
        for (size_t i = 1; i < n; i++) {
            uint32_t row = order[i];
            size_t j = i;

            for (; j > 0 && netmkt__event_compare(columns, row, columns, order[j - 1]) < 0; j--)
                order[j] = order[j - 1];
            order[j] = row;
        }
        return;
    }
    for (size_t i = n / 2; i-- > 0;)
        sift(columns, order, i, n);
    for (size_t i = n - 1; i > 0; i--) {
        uint32_t row = order[0];

        order[0] = order[i];
        order[i] = row;
        sift(columns, order, 0, i);
    }
}

#define GATHER(type)                                     \
    do {                                                 \
        const type *source = from;                       \
        type *target = to;                               \
        for (size_t i = 0; i < n; i++)                   \
            target[i] = source[order[i]];                \
    } while (0)

void netmkt__event_gather(int column, void *to, const void *from, const uint32_t *order, size_t n)
{
    if (from == NULL) {
        netmkt__event_fill(column, to, 0, n);
        return;
    }
    switch (netmkt__event_width[column]) {
    case 1:
        GATHER(uint8_t);
        break;
    case 2:
        GATHER(uint16_t);
        break;
    case 4:
        GATHER(uint32_t);
        break;
    case 8:
        GATHER(uint64_t);
        break;
    default:
        for (size_t i = 0; i < n; i++)
            memcpy((char *)to + 16 * i, (const char *)from + 16 * (size_t)order[i], 16);
    }
}

/* --- Settling */

/* Deal the tail's rows out to their customers, in the order they came. */
static netmkt_status deal(settling *s, size_t customers)
{
    const netmkt__event_tail *tail = &s->table->tail;

    s->ends = netmkt__calloc(s->table->context, customers + 2, sizeof *s->ends);
    s->order = netmkt__alloc(s->table->context, tail->n, sizeof *s->order);
    s->time_ms = netmkt__alloc(s->table->context, tail->n, sizeof *s->time_ms);
    if (s->ends == NULL || s->order == NULL || s->time_ms == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < tail->n; i++)
        s->ends[tail->customer[i] + 1]++;
    for (size_t c = 1; c <= customers; c++)
        s->ends[c + 1] += s->ends[c];
    for (size_t i = 0; i < tail->n; i++)
        s->order[s->ends[tail->customer[i]]++] = (uint32_t)i; /* the start of each becomes its end */
    netmkt__event_gather(NETMKT__EVENT_TIME, s->time_ms, tail->column[NETMKT__EVENT_TIME], s->order, tail->n);
    return NETMKT_OK;
}

static void sort_runs(settling *s, size_t customers)
{
    void *const *columns = s->table->tail.column;

    for (size_t c = 1; c <= customers; c++) {
        size_t from = s->ends[c - 1], n = s->ends[c] - from;
        const int64_t *time_ms = s->time_ms + from;
        size_t ascending = 1;

        while (ascending < n && time_ms[ascending - 1] < time_ms[ascending])
            ascending++;
        if (ascending >= n)
            continue;
        netmkt__event_order(columns, s->order + from, n);
        netmkt__event_gather(NETMKT__EVENT_TIME, s->time_ms + from, columns[NETMKT__EVENT_TIME], s->order + from, n);
    }
}

static netmkt_status plan_step(settling *s, size_t base, size_t tail)
{
    plan *p = &s->plan;
    netmkt_status status;

    if (p->count != 0 && p->steps[p->count - 1].tail == 0) {
        p->steps[p->count - 1].base += base;
        p->steps[p->count - 1].tail = tail;
        return NETMKT_OK;
    }
    if (p->count != 0 && base == 0) {
        p->steps[p->count - 1].tail += tail;
        return NETMKT_OK;
    }
    status = netmkt__grow(s->table->context, &p->steps, &p->capacity, p->count + 1, sizeof *p->steps);
    if (status == NETMKT_OK)
        p->steps[p->count++] = (step){base, tail};
    return status;
}

/* One customer's rows: base b to b_end, tail t to t_end of `order`. */
static netmkt_status plan_customer(settling *s, size_t b, size_t b_end, size_t t, size_t t_end)
{
    void *const *base = s->table->base.column, *const *tail = s->table->tail.column;
    netmkt_status status = NETMKT_OK;

    if (t == t_end || b == b_end || netmkt__event_compare(base, b_end - 1, tail, s->order[t]) <= 0)
        return plan_step(s, b_end - b, t_end - t);
    while (status == NETMKT_OK && (b < b_end || t < t_end)) {
        size_t from_base = b, from_tail = t;

        while (b < b_end && (t == t_end || netmkt__event_compare(base, b, tail, s->order[t]) <= 0))
            b++;
        while (t < t_end && (b == b_end || netmkt__event_compare(base, b, tail, s->order[t]) > 0))
            t++;
        status = plan_step(s, b - from_base, t - from_tail);
    }
    return status;
}

static netmkt_status make_plan(settling *s, size_t customers)
{
    const netmkt__event_base *base = &s->table->base;
    netmkt_status status = NETMKT_OK;

    s->next.customers = customers;
    s->next.offsets = netmkt__alloc(s->table->context, customers + 1, sizeof *s->next.offsets);
    if (s->next.offsets == NULL)
        return netmkt__nomem();
    s->next.offsets[0] = 0;
    for (size_t c = 1; c <= customers && status == NETMKT_OK; c++) {
        size_t b = c <= base->customers ? base->offsets[c - 1] : base->n;
        size_t b_end = c <= base->customers ? base->offsets[c] : base->n;

        s->next.offsets[c] = s->next.offsets[c - 1] + (b_end - b) + (s->ends[c] - s->ends[c - 1]);
        if (b != b_end || s->ends[c] != s->ends[c - 1])
            status = plan_customer(s, b, b_end, s->ends[c - 1], s->ends[c]);
    }
    return status;
}

static netmkt_status allocate_columns(settling *s)
{
    netmkt__event_table *table = s->table;
    netmkt__event_base *next = &s->next;

    next->n = table->base.n + table->tail.n;
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        if (table->base.column[c] == NULL && table->tail.column[c] == NULL)
            continue;
        if (c == NETMKT__EVENT_TIME && table->base.n == 0) {
            next->column[c] = s->time_ms; /* already there, in the right order */
            s->time_ms = NULL;
            continue;
        }
        next->column[c] = netmkt__alloc(table->context, next->n, netmkt__event_width[c]);
        if (next->column[c] == NULL)
            return netmkt__nomem();
    }
    if (netmkt__events_pending(table) != 0) {
        next->pending = netmkt__calloc(table->context, next->n / 64 + 1, sizeof *next->pending);
        if (next->pending == NULL)
            return netmkt__nomem();
    }
    return NETMKT_OK;
}

static void follow_column(const settling *s, int c)
{
    const char *base = s->table->base.column[c];
    const void *tail = s->table->tail.column[c];
    size_t width = netmkt__event_width[c], b = 0, t = 0;
    char *to = s->next.column[c];

    for (size_t i = 0; i < s->plan.count; i++) {
        step now = s->plan.steps[i];

        if (base == NULL)
            netmkt__event_fill(c, to, 0, now.base);
        else if (now.base != 0)
            memcpy(to, base + b * width, now.base * width);
        to += now.base * width;
        netmkt__event_gather(c, to, tail, s->order + t, now.tail);
        to += now.tail * width;
        b += now.base;
        t += now.tail;
    }
}

static void follow_pending(settling *s)
{
    const uint64_t *base = s->table->base.pending;
    uint64_t *bits = s->next.pending;
    size_t b = 0, t = 0, at = 0;

    for (size_t i = 0; i < s->plan.count; i++) {
        for (size_t end = b + s->plan.steps[i].base; b < end; b++, at++)
            if (base != NULL && (base[b / 64] >> (b % 64) & 1) != 0)
                bits[at / 64] |= UINT64_C(1) << (at % 64);
        for (size_t end = t + s->plan.steps[i].tail; t < end; t++, at++)
            if (s->order[t] >= s->table->tail_mark)
                bits[at / 64] |= UINT64_C(1) << (at % 64);
    }
    s->pending = netmkt__events_pending(s->table);
}

/* Nothing can fail any more: fill the new columns, giving up the tail's as each is done. */
static void apply(settling *s)
{
    netmkt__event_table *table = s->table;

    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        if (s->next.column[c] != NULL && (c != NETMKT__EVENT_TIME || table->base.n != 0))
            follow_column(s, c);
        netmkt__free(table->context, table->tail.column[c]);
        table->tail.column[c] = NULL;
    }
    if (s->next.pending != NULL)
        follow_pending(s);
    netmkt__events_free_base(table->context, &table->base);
    netmkt__events_free_tail(table->context, &table->tail);
    netmkt__events_drop_index(table);
    table->base = s->next;
    table->pending_base = s->pending;
    table->tail_mark = 0;
    memset(&s->next, 0, sizeof s->next);
}

netmkt_status netmkt__events_settle(netmkt__event_table *table, size_t customers)
{
    settling s = {.table = table};
    netmkt_status status;

    if (table->tail.n == 0)
        return NETMKT_OK;
    status = deal(&s, customers);
    if (status == NETMKT_OK) {
        sort_runs(&s, customers);
        status = make_plan(&s, customers);
    }
    if (status == NETMKT_OK)
        status = allocate_columns(&s);
    if (status == NETMKT_OK)
        apply(&s);
    netmkt__events_free_base(table->context, &s.next);
    netmkt__free(table->context, s.plan.steps);
    netmkt__free(table->context, s.time_ms);
    netmkt__free(table->context, s.order);
    netmkt__free(table->context, s.ends);
    return status;
}
