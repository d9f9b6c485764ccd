/* Revenue from new offers. A first pass over all orders finds when each offer began, a second one adds up what was ordered while it was new. */
#include <netmkt/brand.h>

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "store/store.h"
#include "summary/customers.h"
#include "value/block_sum.h"
#include "value/crowd.h"
#include "value/months.h"

enum { PARTS = 8 };
#define ROWS_SHARED (1 << 20) /* with more rows, one part alone counts */

/* Orders of a month, or of an offer. */
typedef struct sales {
    int64_t orders, fresh;
    int64_t revenue, with_offer, fresh_revenue;
    int64_t last_ms;
} sales;

typedef struct trade {
    netmkt_context *context;
    const netmkt__months *months; /* NULL: by offer */
    int64_t *since;               /* of offer number i; in the first pass of each part, one part behind the other */
    sales *rows;                  /* of each part */
    size_t offers, count, parts;  /* offers: highest number + 1; count: rows a part */
    int64_t as_of_ms;
    double fresh_ms;
} trade;

static netmkt_status find_first(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const trade *t = argument;
    int64_t *since = t->since + part * t->offers;

    (void)customer;
    for (size_t i = 0; events->offer != NULL && i < events->n; i++)
        if (events->kind[i] == NETMKT_KIND_ORDER && events->time_ms[i] < since[events->offer[i]])
            since[events->offer[i]] = events->time_ms[i];
    return NETMKT_OK;
}

static netmkt_status add_order(sales *to, int64_t time, int64_t amount, int has_offer, int fresh)
{
    to->orders++;
    to->fresh += fresh;
    if (netmkt__add_overflows(&to->revenue, amount)) /* the others are parts of it */
        return netmkt__fail(NETMKT_E_RANGE, "the sum of orders overflows 64 bits of minor units");
    to->with_offer += has_offer ? amount : 0;
    to->fresh_revenue += fresh ? amount : 0;
    to->last_ms = time > to->last_ms ? time : to->last_ms;
    return NETMKT_OK;
}

static netmkt_status add_orders(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const trade *t = argument;
    sales *rows = t->rows + part * t->count;
    netmkt_status status = NETMKT_OK;

    (void)customer;
    for (size_t i = 0; status == NETMKT_OK && i < events->n; i++) {
        uint32_t offer = events->offer != NULL ? events->offer[i] : 0;
        int64_t time = events->time_ms[i];
        int fresh;

        if (events->kind[i] != NETMKT_KIND_ORDER || (t->months == NULL && offer == 0))
            continue;
        fresh = offer != 0 && (double)time - (double)t->since[offer] < t->fresh_ms;
        status = add_order(&rows[t->months != NULL ? netmkt__month_of(t->months, time) : offer], time,
                           events->amount != NULL ? events->amount[i] : 0, offer != 0, fresh);
    }
    return status;
}

static netmkt_status add_sales(sales *to, const sales *more)
{
    to->orders += more->orders;
    to->fresh += more->fresh;
    if (netmkt__add_overflows(&to->revenue, more->revenue))
        return netmkt__fail(NETMKT_E_RANGE, "the sum of orders overflows 64 bits of minor units");
    to->with_offer += more->with_offer;
    to->fresh_revenue += more->fresh_revenue;
    to->last_ms = more->last_ms > to->last_ms ? more->last_ms : to->last_ms;
    return NETMKT_OK;
}

/* When each offer began: its start if it is given, else its first order, whoever placed it. */
static netmkt_status find_beginnings(const netmkt_store *store, uint32_t threads, trade *t)
{
    size_t parts = netmkt__crowd_parts(store, t->offers > ROWS_SHARED ? 1 : PARTS), all = (parts + 1) * t->offers;
    netmkt_status status;

    t->since = netmkt__alloc(t->context, all, sizeof *t->since);
    if (t->since == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < all; i++)
        t->since[i] = INT64_MAX;
    status = netmkt__crowd_walk(store, threads, parts, t->as_of_ms, find_first, t);
    for (size_t i = 1; status == NETMKT_OK && i < t->offers; i++) {
        int64_t start = store->records.offers.entries[i - 1].start_ms;

        for (size_t part = 1; part < parts; part++)
            t->since[i] = t->since[part * t->offers + i] < t->since[i] ? t->since[part * t->offers + i] : t->since[i];
        t->since[i] = start != 0 ? start : t->since[i];
    }
    return status;
}

/* Fill t->rows, all parts added up in the first. `months` may be NULL, for rows by offer. */
static netmkt_status add_up(const netmkt_store *store, const netmkt_settings *settings, trade *t, const netmkt__months *months)
{
    netmkt_status status = find_beginnings(store, netmkt__setting_threads(settings), t);

    if (status != NETMKT_OK)
        return status;
    t->months = months;
    t->count = months != NULL ? months->count + 1 : t->offers;
    t->parts = netmkt__crowd_parts(store, t->count > ROWS_SHARED ? 1 : PARTS);
    t->rows = netmkt__calloc(t->context, (t->parts + 1) * t->count, sizeof *t->rows);
    if (t->rows == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < (t->parts + 1) * t->count; i++)
        t->rows[i].last_ms = INT64_MIN;
    status = netmkt__crowd_walk_wanted(store, settings, t->parts, t->as_of_ms, add_orders, t);
    for (size_t i = t->count; status == NETMKT_OK && i < t->parts * t->count; i++)
        status = add_sales(&t->rows[i % t->count], &t->rows[i]);
    return status;
}

static netmkt_status trade_init(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, trade *out, netmkt__moment *moment)
{
    netmkt_status status = netmkt__moment_of(store, settings, as_of_ms, moment);

    *out = (trade){.context = netmkt__store_context(store), .offers = (size_t)store->records.offers.names.map.count + 1};
    if (status == NETMKT_OK)
        out->as_of_ms = moment->as_of_ms;
    out->fresh_ms = netmkt__setting(settings, NETMKT__SET_NOVELTY_DAYS) * (double)NETMKT__DAY_MS;
    return status;
}

static void trade_free(trade *t)
{
    netmkt__free(t->context, t->since);
    netmkt__free(t->context, t->rows);
}

static double share(int64_t part, int64_t of)
{
    return of > 0 ? (double)part / (double)of : NAN;
}

/* Keep the rows from the first to the last with orders, and the one of all. */
static netmkt_status trim(const trade *t, netmkt_table *table)
{
    uint8_t *keep = netmkt__calloc(t->context, t->count, 1);
    size_t first = 0, all = t->count - 1, end = all;

    if (keep == NULL)
        return netmkt__nomem();
    while (first < end && t->rows[first].orders == 0)
        first++;
    while (end > first && t->rows[end - 1].orders == 0)
        end--;
    for (size_t i = first; i < end; i++)
        keep[i] = 1;
    keep[all] = 1;
    netmkt__table_keep(table, keep);
    netmkt__free(t->context, keep);
    return NETMKT_OK;
}

static netmkt_status month_table(const netmkt_store *store, const trade *t, netmkt_table **out)
{
    const char **month;
    int64_t *orders, *fresh, *revenue, *with_offer, *fresh_revenue;
    double *of_offers;
    const netmkt__column_plan plan[] = {
        {"month", &month, NETMKT_COLUMN_TEXT, 0},
        {"orders", &orders, NETMKT_COLUMN_INT, 0},
        {"new_orders", &fresh, NETMKT_COLUMN_INT, 0},
        {"revenue", &revenue, NETMKT_COLUMN_MONEY, 0},
        {"offer_revenue", &with_offer, NETMKT_COLUMN_MONEY, 0},
        {"new_revenue", &fresh_revenue, NETMKT_COLUMN_MONEY, 0},
        {"share", &of_offers, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(t->context, t->count, netmkt__store_exponent(store), out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t i = 0; status == NETMKT_OK && i + 1 < t->count; i++)
        status = add_sales(&t->rows[t->count - 1], &t->rows[i]);
    for (size_t i = 0; status == NETMKT_OK && i < t->count; i++) {
        orders[i] = t->rows[i].orders;
        fresh[i] = t->rows[i].fresh;
        revenue[i] = t->rows[i].revenue;
        with_offer[i] = t->rows[i].with_offer;
        fresh_revenue[i] = t->rows[i].fresh_revenue;
        of_offers[i] = share(fresh_revenue[i], with_offer[i]);
    }
    if (status == NETMKT_OK)
        status = netmkt__months_names(t->months, *out, month);
    return status == NETMKT_OK ? trim(t, *out) : status;
}

static netmkt_status offer_table(const netmkt_store *store, const trade *t, netmkt_table **out)
{
    const char **name;
    int64_t *since, *orders, *fresh, *revenue, *fresh_revenue, *last;
    double *of_revenue;
    const netmkt__column_plan plan[] = {
        {"offer", &name, NETMKT_COLUMN_TEXT, 0},
        {"since", &since, NETMKT_COLUMN_TIME, 0},
        {"orders", &orders, NETMKT_COLUMN_INT, 0},
        {"new_orders", &fresh, NETMKT_COLUMN_INT, 0},
        {"revenue", &revenue, NETMKT_COLUMN_MONEY, 0},
        {"new_revenue", &fresh_revenue, NETMKT_COLUMN_MONEY, 0},
        {"share", &of_revenue, NETMKT_COLUMN_REAL, 0},
        {"last", &last, NETMKT_COLUMN_TIME, 0},
    };
    size_t rows = 0, row = 0;
    netmkt_status status;

    for (size_t i = 1; i < t->offers; i++)
        rows += t->rows[i].orders > 0;
    status = netmkt__table_new(t->context, rows, netmkt__store_exponent(store), out);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t i = 1; status == NETMKT_OK && i < t->offers; i++) {
        const sales *s = &t->rows[i];
        const char *text = store->records.offers.names.texts[i - 1], *copy;

        if (s->orders == 0)
            continue;
        copy = netmkt__table_copy(*out, text, strlen(text));
        if (copy == NULL)
            return netmkt__nomem();
        name[row] = copy;
        since[row] = t->since[i];
        orders[row] = s->orders;
        fresh[row] = s->fresh;
        revenue[row] = s->revenue;
        fresh_revenue[row] = s->fresh_revenue;
        of_revenue[row] = share(s->fresh_revenue, s->revenue);
        last[row++] = s->last_ms;
    }
    return status;
}

/* With the read lock held. */
static netmkt_status novelty(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, int by_month, netmkt_table **out)
{
    netmkt__months months = {.context = netmkt__store_context(store)};
    netmkt__moment moment;
    trade t;
    int64_t last = netmkt__store_last_ms(store);
    netmkt_status status = trade_init(store, settings, as_of_ms, &t, &moment);

    if (status == NETMKT_OK && by_month)
        status = netmkt__months_new(t.context, store->records.events.first_ms, last < t.as_of_ms ? last : t.as_of_ms, moment.day_offset, &months);
    if (status == NETMKT_OK)
        status = add_up(store, settings, &t, by_month ? &months : NULL);
    if (status == NETMKT_OK)
        status = by_month ? month_table(store, &t, out) : offer_table(store, &t, out);
    netmkt__months_free(&months);
    trade_free(&t);
    return status;
}

static netmkt_status ask(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, int by_month, netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = novelty(store, settings, as_of_ms, by_month, &table);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}

netmkt_status netmkt_novelty_months(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return ask(store, settings, as_of_ms, 1, out);
}

netmkt_status netmkt_novelty_offers(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return ask(store, settings, as_of_ms, 0, out);
}

netmkt_status netmkt_novelty_measure(const netmkt_settings *settings, size_t n, const int64_t *time_ms, const int64_t *since_ms,
                                     const double *money, double *share_of_new)
{
    double fresh_ms = netmkt__setting(settings, NETMKT__SET_NOVELTY_DAYS) * (double)NETMKT__DAY_MS;
    netmkt__sum all = {0}, fresh = {0};

    if (share_of_new == NULL || (n > 0 && (time_ms == NULL || since_ms == NULL || money == NULL)))
        return netmkt__misuse("time_ms, since_ms, money and share are needed");
    for (size_t i = 0; i < n; i++) {
        if (!(money[i] >= 0.0 && isfinite(money[i])))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: the amount %g is not 0 or more", i, money[i]);
        netmkt__sum_add(&all, money[i]);
        if ((double)time_ms[i] - (double)since_ms[i] < fresh_ms)
            netmkt__sum_add(&fresh, money[i]);
    }
    if (!isfinite(netmkt__sum_total(&all)))
        return netmkt__fail(NETMKT_E_RANGE, "the amounts are too large to be added up; use a larger unit");
    *share_of_new = netmkt__sum_total(&all) > 0.0 ? netmkt__sum_total(&fresh) / netmkt__sum_total(&all) : NAN;
    return NETMKT_OK;
}
