/* Settling: the dealt tail is merged into the base by a plan, so many rows from the one, so many from the other, which is
 * followed once for each column. Into an empty base the dealt columns go as they are. */
#include "record/event.h"

#include <string.h>

#include "base/status.h"
#include "record/event_deal.h"

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
    netmkt__event_dealt dealt;
    plan plan;
    netmkt__event_base next;
    size_t pending;        /* bits set in next.pending */
} settling;

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

/* One customer's rows: base b to b_end, tail t to t_end of the dealt ones. */
static netmkt_status plan_customer(settling *s, size_t b, size_t b_end, size_t t, size_t t_end)
{
    void *const *base = s->table->base.column, *const *tail = s->dealt.column;
    netmkt_status status = NETMKT_OK;

    if (t == t_end || b == b_end || netmkt__event_compare(base, b_end - 1, tail, t) <= 0)
        return plan_step(s, b_end - b, t_end - t);
    while (status == NETMKT_OK && (b < b_end || t < t_end)) {
        size_t from_base = b, from_tail = t;

        while (b < b_end && (t == t_end || netmkt__event_compare(base, b, tail, t) <= 0))
            b++;
        while (t < t_end && (b == b_end || netmkt__event_compare(base, b, tail, t) > 0))
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

        s->next.offsets[c] = s->next.offsets[c - 1] + (b_end - b) + (s->dealt.ends[c] - s->dealt.ends[c - 1]);
        if (b != b_end || s->dealt.ends[c] != s->dealt.ends[c - 1])
            status = plan_customer(s, b, b_end, s->dealt.ends[c - 1], s->dealt.ends[c]);
    }
    return status;
}

static netmkt_status allocate_columns(settling *s)
{
    netmkt__event_table *table = s->table;
    netmkt__event_base *next = &s->next;

    next->n = table->base.n + table->tail.n;
    for (int c = 0; c < NETMKT__EVENT_COLUMNS && table->base.n != 0; c++) {
        if (table->base.column[c] == NULL && s->dealt.column[c] == NULL)
            continue;
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
    const char *base = s->table->base.column[c], *tail = s->dealt.column[c];
    size_t width = netmkt__event_width[c], b = 0, t = 0, at = 0;
    char *to = s->next.column[c];

    for (size_t i = 0; i < s->plan.count; i++) {
        step now = s->plan.steps[i];

        if (base == NULL)
            netmkt__event_fill(c, to, at, now.base);
        else if (now.base != 0)
            memcpy(to + at * width, base + b * width, now.base * width);
        at += now.base;
        if (tail == NULL)
            netmkt__event_fill(c, to, at, now.tail);
        else if (now.tail != 0)
            memcpy(to + at * width, tail + t * width, now.tail * width);
        at += now.tail;
        b += now.base;
        t += now.tail;
    }
}

/* All of the next base is pending. */
static void fill_pending(settling *s)
{
    size_t n = s->next.n;

    memset(s->next.pending, 0xff, n / 64 * sizeof *s->next.pending);
    if (n % 64 != 0)
        s->next.pending[n / 64] = (UINT64_C(1) << (n % 64)) - 1;
}

static void follow_pending(settling *s)
{
    const uint64_t *base = s->table->base.pending;
    uint64_t *bits = s->next.pending;
    size_t b = 0, t = 0, at = 0;

    s->pending = netmkt__events_pending(s->table);
    if (s->pending == s->next.n) {
        fill_pending(s);
        return;
    }
    for (size_t i = 0; i < s->plan.count; i++) {
        for (size_t end = b + s->plan.steps[i].base; b < end; b++, at++)
            if (base != NULL && (base[b / 64] >> (b % 64) & 1) != 0)
                bits[at / 64] |= UINT64_C(1) << (at % 64);
        for (size_t end = t + s->plan.steps[i].tail; t < end; t++, at++)
            if (netmkt__event_dealt_pending(&s->dealt, t))
                bits[at / 64] |= UINT64_C(1) << (at % 64);
    }
}

/* Nothing can fail any more. */
static void apply(settling *s)
{
    netmkt__event_table *table = s->table;

    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        if (table->base.n != 0) {
            if (s->next.column[c] != NULL)
                follow_column(s, c);
        } else {
            s->next.column[c] = s->dealt.column[c];
            s->dealt.column[c] = NULL;
        }
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
    status = netmkt__events_deal(table, customers, &s.dealt);
    if (status == NETMKT_OK)
        status = make_plan(&s, customers);
    if (status == NETMKT_OK)
        status = allocate_columns(&s);
    if (status == NETMKT_OK)
        apply(&s);
    netmkt__events_free_base(table->context, &s.next);
    netmkt__free(table->context, s.plan.steps);
    netmkt__event_dealt_free(table->context, &s.dealt);
    return status;
}
