/* Reading a store for a validation: each customer's purchases at two moments, under one lock. */
#include "value/holdout.h"

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "summary/customers.h"

void netmkt__holdout_free(netmkt__holdout *holdout)
{
    netmkt_table_free(holdout->customers);
    netmkt_table_free(holdout->hidden);
    netmkt__free(holdout->context, holdout->repeats);
    holdout->customers = holdout->hidden = NULL;
    holdout->repeats = NULL;
}

typedef struct cutting {
    netmkt__holdout *out;
    const netmkt_store *store;
    const netmkt_settings *settings;
    netmkt__moment calibration, end;
    netmkt__scratch scratch;
    netmkt__netting netting;
    int64_t *days;          /* purchase days of all buyers, one after another */
    size_t used, capacity;
    size_t *days_end;       /* of each customer */
    uint8_t *buyer;
} cutting;

/* One customer's row. */
static netmkt_status cut(cutting *c, size_t row)
{
    netmkt__holdout *out = c->out;
    netmkt__events events;
    netmkt__purchases p;
    size_t days;
    netmkt_status status = netmkt__store_events(c->store, row + 1, &c->scratch, &events);

    if (status == NETMKT_OK)
        status = netmkt__purchases_of(&events, c->calibration.as_of_ms, c->calibration.day_offset, &c->netting, &p);
    c->days_end[row] = c->used;
    if (status != NETMKT_OK || p.days == 0)
        return status;
    c->buyer[row] = 1;
    out->x[row] = (int64_t)p.days - 1;
    out->first_day[row] = p.first_day;
    out->last_day[row] = p.last_day;
    out->t_x[row] = (double)(p.last_day - p.first_day) / c->calibration.unit_days;
    out->T[row] = (double)(out->day - p.first_day) / c->calibration.unit_days;
    status = netmkt__purchases_of(&events, c->end.as_of_ms, c->end.day_offset, &c->netting, &p);
    days = (size_t)p.days;
    if (status == NETMKT_OK && days > 0)
        status = netmkt__grow(out->context, &c->days, &c->capacity, c->used + days, sizeof *c->days);
    if (status != NETMKT_OK || days == 0)
        return status;
    netmkt__purchase_days(&events, &p, c->end.day_offset, &c->netting, c->days + c->used);
    for (size_t i = 0; i < days; i++)
        out->actual[row] += c->days[c->used + i] > out->day;
    c->used += days;
    c->days_end[row] = c->used;
    return NETMKT_OK;
}

/* Repeat purchase days of those asked about by day, from the first one of all of them. */
static netmkt_status count_repeats(cutting *c, size_t customers)
{
    netmkt__holdout *out = c->out;
    size_t from = 0;

    out->start = out->day;
    for (size_t row = 0; row < customers; row++) {
        if (!netmkt__setting_wants(c->settings, (uint64_t)row + 1))
            continue;
        if (c->buyer[row] && out->first_day[row] < out->start)
            out->start = out->first_day[row];
        from = row > 0 ? c->days_end[row - 1] : 0;
        if (c->days_end[row] > from && c->days[from] < out->start) /* a return is only known at the calibration's end */
            out->start = c->days[from];
    }
    out->repeats = netmkt__calloc(out->context, (size_t)(out->to_day - out->start) + 1, sizeof *out->repeats);
    if (out->repeats == NULL)
        return netmkt__nomem();
    for (size_t row = 0; row < customers; row++) {
        if (!netmkt__setting_wants(c->settings, (uint64_t)row + 1))
            continue;
        for (size_t i = (row > 0 ? c->days_end[row - 1] : 0) + 1; i < c->days_end[row]; i++)
            out->repeats[c->days[i] - out->start]++;
    }
    return NETMKT_OK;
}

static netmkt_status add_columns(netmkt__holdout *out)
{
    const netmkt__column_plan plan[] = {
        {"x", &out->x, NETMKT_COLUMN_INT, 0},           {"t_x", &out->t_x, NETMKT_COLUMN_REAL, 0},
        {"T", &out->T, NETMKT_COLUMN_REAL, 0},          {"actual", &out->actual, NETMKT_COLUMN_INT, 0},
        {"predicted", &out->predicted, NETMKT_COLUMN_REAL, 0},
    };
    const netmkt__column_plan hidden[] = {
        {"first_day", &out->first_day, NETMKT_COLUMN_INT, 0},
        {"last_day", &out->last_day, NETMKT_COLUMN_INT, 0},
    };
    netmkt_status status = netmkt__table_new(out->context, netmkt_table_rows(out->customers), 0, &out->hidden);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(out->customers, plan, sizeof plan / sizeof plan[0]);
    return status == NETMKT_OK ? netmkt__table_add_all(out->hidden, hidden, sizeof hidden / sizeof hidden[0]) : status;
}

/* With the read lock held. */
static netmkt_status read_store(const netmkt_store *store, cutting *c)
{
    netmkt__holdout *out = c->out;
    size_t customers = (size_t)netmkt__store_customers(store);
    netmkt_status status = netmkt__customer_table_new(store, &out->customers);

    if (status == NETMKT_OK)
        status = add_columns(out);
    c->buyer = netmkt__calloc(out->context, customers, 1);
    c->days_end = netmkt__alloc(out->context, customers, sizeof *c->days_end);
    if (status == NETMKT_OK && (c->buyer == NULL || c->days_end == NULL))
        status = netmkt__nomem();
    for (size_t row = 0; status == NETMKT_OK && row < customers; row++) {
        status = cut(c, row);
        if (status == NETMKT_E_RANGE)
            (void)netmkt__prefix(status, "customer %zu: ", row + 1);
    }
    if (status == NETMKT_OK)
        status = count_repeats(c, customers);
    if (status == NETMKT_OK)
        status = netmkt__customer_table_end(store, out->customers, c->buyer);
    if (status == NETMKT_OK) {
        netmkt__table_keep(out->hidden, c->buyer);
        out->n = netmkt_table_rows(out->customers);
    }
    return status;
}

netmkt_status netmkt__holdout_read(netmkt_store *store, const netmkt_settings *settings, int64_t calibrate_to_ms, int64_t to_ms, netmkt__holdout *out)
{
    cutting c = {.out = out, .store = store, .settings = settings};
    netmkt_status status;

    memset(out, 0, sizeof *out);
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    out->context = c.scratch.context = c.netting.context = netmkt__store_context(store);
    status = netmkt__moment_of(store, settings, calibrate_to_ms, &c.calibration);
    if (status == NETMKT_OK)
        status = netmkt__moment_of(store, settings, to_ms, &c.end);
    if (status == NETMKT_OK) {
        out->day = c.calibration.day;
        out->to_day = c.end.day;
        out->day_offset = c.end.day_offset;
        if (out->to_day <= out->day)
            status = netmkt__fail(NETMKT_E_RANGE, "the holdout must end on a later day than the calibration; there are %lld days between",
                                  (long long)(out->to_day - out->day));
    }
    if (status == NETMKT_OK)
        status = read_store(store, &c);
    netmkt__store_read_end(store);
    netmkt__free(out->context, c.buyer);
    netmkt__free(out->context, c.days_end);
    netmkt__free(out->context, c.days);
    netmkt__netting_free(&c.netting);
    netmkt__scratch_free(&c.scratch);
    return status;
}

netmkt_status netmkt__holdout_limit(const netmkt_settings *settings, netmkt__holdout *holdout)
{
    const void *ids;
    const int64_t *id;
    uint8_t *keep;
    netmkt_status status = netmkt_table_column(holdout->customers, "id", NULL, &ids);

    if (status != NETMKT_OK || !netmkt__setting_limits(settings))
        return status;
    keep = netmkt__alloc(holdout->context, holdout->n, 1);
    if (keep == NULL)
        return netmkt__nomem();
    id = ids;
    for (size_t i = 0; i < holdout->n; i++)
        keep[i] = (uint8_t)netmkt__setting_wants(settings, (uint64_t)id[i]);
    netmkt__table_keep(holdout->customers, keep);
    netmkt__table_keep(holdout->hidden, keep);
    holdout->n = netmkt_table_rows(holdout->customers);
    netmkt__free(holdout->context, keep);
    return NETMKT_OK;
}
