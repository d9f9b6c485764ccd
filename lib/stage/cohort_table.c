/* Cohorts by age: cells of whole numbers, filled in parts and added up. Of whom an age is complete is known from the last complete age of each
 * customer: those are counted, and summed from the oldest age down. */
#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/period.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "numeric/rate.h"
#include "stage/cohort.h"
#include "store/store.h"
#include "summary/purchases.h"
#include "value/crowd.h"

typedef struct cell {
    int64_t ends;   /* customers whose last complete age this is; in the end those of whom it is complete */
    int64_t active, orders, revenue;
} cell;

typedef struct census {
    const netmkt__cohort_rules *rules;
    size_t groups, ages, parts;
    cell *cells;        /* groups x ages a part */
    int64_t *customers; /* groups a part */
} census;

static size_t count_groups(const netmkt__cohort_rules *r)
{
    switch (r->options.by) {
    case NETMKT_COHORT_CHANNEL:
        return netmkt__store_channels(r->store);
    case NETMKT_COHORT_CAMPAIGN:
        return (size_t)r->store->records.campaigns.names.map.count + 1;
    case NETMKT_COHORT_ALL:
        return 1;
    default:
        return (size_t)(r->last - r->first + 1);
    }
}

static netmkt_status census_init(const netmkt__cohort_rules *rules, census *c)
{
    size_t cells;

    *c = (census){.rules = rules};
    if (rules->last < rules->first)
        return NETMKT_OK;
    c->groups = count_groups(rules);
    c->ages = (size_t)(rules->last - rules->first + 1);
    if (rules->options.ages != 0 && rules->options.ages < c->ages)
        c->ages = rules->options.ages;
    if (c->groups > NETMKT__COHORT_CELLS / c->ages)
        return netmkt__fail(NETMKT_E_RANGE, "%zu cohorts of %zu ages are more than %zu cells: take longer periods, or fewer ages", c->groups, c->ages,
                            NETMKT__COHORT_CELLS);
    cells = c->groups * c->ages;
    c->parts = netmkt__crowd_parts(rules->store, NETMKT__COHORT_CELLS / cells < NETMKT__CROWD_PARTS ? NETMKT__COHORT_CELLS / cells : NETMKT__CROWD_PARTS);
    c->cells = netmkt__calloc(rules->context, c->parts * cells, sizeof *c->cells);
    c->customers = netmkt__calloc(rules->context, c->parts * c->groups, sizeof *c->customers);
    return c->cells != NULL && c->customers != NULL ? NETMKT_OK : netmkt__nomem();
}

static void census_free(census *c)
{
    netmkt__free(c->rules->context, c->cells);
    netmkt__free(c->rules->context, c->customers);
}

/* The event with which he begins; events->n if he has not. */
static size_t beginning(const netmkt__cohort_rules *r, const netmkt__events *events)
{
    size_t i = 0;

    while ((r->options.flags & NETMKT_COHORT_FROM_ORDER) != 0 && i < events->n && events->kind[i] != NETMKT_KIND_ORDER)
        i++;
    return i;
}

static size_t group_of(const netmkt__cohort_rules *r, const netmkt__events *events, int64_t begun)
{
    int by = r->options.by;

    if (by == NETMKT_COHORT_PERIOD)
        return (size_t)(begun - r->first);
    for (size_t i = 0; by == NETMKT_COHORT_CHANNEL && events->channel != NULL && i < events->n; i++)
        if (events->channel[i] != 0)
            return events->channel[i];
    for (size_t i = 0; by == NETMKT_COHORT_CAMPAIGN && events->campaign != NULL && i < events->n; i++)
        if (events->campaign[i] != 0)
            return events->campaign[i];
    return 0;
}

/* Add the events of complete ages to the cells of his cohort. */
static netmkt_status add_events(const netmkt__cohort_rules *r, const netmkt__events *events, size_t from, int64_t begun, int64_t ages, cell *cells)
{
    netmkt__period_walk walk = {0, INT64_MIN};
    int64_t active_age = -1;

    for (size_t i = from; i < events->n; i++) {
        int64_t age = netmkt__period_step(r, &walk, events->time_ms[i]) - begun;
        int order = events->kind[i] == NETMKT_KIND_ORDER;

        if (age >= ages)
            break;
        if ((order || events->kind[i] == NETMKT_KIND_RETURN) && events->amount != NULL && netmkt__add_overflows(&cells[age].revenue, events->amount[i]))
            return netmkt__fail(NETMKT_E_RANGE, "a sum of revenue overflows 64 bits of minor units");
        cells[age].orders += order;
        if (age != active_age && netmkt__cohort_acts(r, events, i)) {
            cells[age].active++;
            active_age = age;
        }
    }
    return NETMKT_OK;
}

static netmkt_status count_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const census *c = argument;
    const netmkt__cohort_rules *r = c->rules;
    netmkt__period_walk walk = {0, INT64_MIN};
    size_t from = beginning(r, events), group;
    int64_t begun, ages;
    cell *cells;

    if (from >= events->n || !netmkt__setting_wants(r->settings, customer))
        return NETMKT_OK;
    begun = netmkt__period_step(r, &walk, events->time_ms[from]);
    group = group_of(r, events, begun);
    c->customers[part * c->groups + group]++;
    ages = r->complete - begun + 1;
    ages = ages < (int64_t)c->ages ? ages : (int64_t)c->ages;
    if (ages <= 0)
        return NETMKT_OK;
    cells = c->cells + (part * c->groups + group) * c->ages;
    cells[ages - 1].ends++;
    return add_events(r, events, from, begun, ages, cells);
}

/* All parts into the first; then customers observed. */
static netmkt_status add_up(const census *c)
{
    size_t cells = c->groups * c->ages;

    for (size_t part = 1; part < c->parts; part++) {
        for (size_t i = 0; i < cells; i++) {
            const cell *from = &c->cells[part * cells + i];

            c->cells[i].ends += from->ends;
            c->cells[i].active += from->active;
            c->cells[i].orders += from->orders;
            if (netmkt__add_overflows(&c->cells[i].revenue, from->revenue))
                return netmkt__fail(NETMKT_E_RANGE, "a sum of revenue overflows 64 bits of minor units");
        }
        for (size_t g = 0; g < c->groups; g++)
            c->customers[g] += c->customers[part * c->groups + g];
    }
    for (size_t g = 0; g < c->groups && c->parts > 0; g++)
        for (size_t age = c->ages - 1; age > 0; age--)
            c->cells[g * c->ages + age - 1].ends += c->cells[g * c->ages + age].ends;
    return NETMKT_OK;
}

typedef struct columns {
    const char **cohort;
    int64_t *customers, *age, *observed, *active, *orders, *revenue;
    double *retention, *low, *high, *value, *cumulative;
} columns;

static netmkt_status new_table(const census *c, size_t rows, columns *to, netmkt_table **out)
{
    const netmkt__column_plan plan[] = {
        {"cohort", &to->cohort, NETMKT_COLUMN_TEXT, 0},     {"customers", &to->customers, NETMKT_COLUMN_INT, 0},
        {"age", &to->age, NETMKT_COLUMN_INT, 0},            {"observed", &to->observed, NETMKT_COLUMN_INT, 0},
        {"active", &to->active, NETMKT_COLUMN_INT, 0},      {"retention", &to->retention, NETMKT_COLUMN_REAL, 0},
        {"low", &to->low, NETMKT_COLUMN_REAL, 0},           {"high", &to->high, NETMKT_COLUMN_REAL, 0},
        {"orders", &to->orders, NETMKT_COLUMN_INT, 0},      {"revenue", &to->revenue, NETMKT_COLUMN_MONEY, 0},
        {"value", &to->value, NETMKT_COLUMN_REAL, 0},       {"cumulative", &to->cumulative, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(c->rules->context, rows, netmkt__store_exponent(c->rules->store), out);

    return status == NETMKT_OK ? netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]) : status;
}

static const char *name_of(const census *c, size_t group, netmkt_table *table)
{
    const netmkt__cohort_rules *r = c->rules;
    const char *name = "";
    char buffer[32];

    if (r->options.by == NETMKT_COHORT_ALL)
        name = "all";
    else if (r->options.by == NETMKT_COHORT_CHANNEL)
        name = netmkt__store_channel_name(r->store, (netmkt_channel_id)group);
    else if (r->options.by == NETMKT_COHORT_CAMPAIGN)
        name = group > 0 ? r->store->records.campaigns.names.texts[group - 1] : "";
    else
        netmkt__period_name(r->options.period, r->first + (int64_t)group, buffer);
    if (r->options.by == NETMKT_COHORT_PERIOD)
        name = buffer;
    return netmkt__table_copy(table, name, strlen(name));
}

static void fill_row(const census *c, size_t group, size_t age, const char *name, double *cumulative, const columns *to, size_t row)
{
    const cell *from = &c->cells[group * c->ages + age];
    double value = from->ends > 0 ? (double)from->revenue / c->rules->money_unit / (double)from->ends : (double)NAN;

    *cumulative += value;
    to->cohort[row] = name;
    to->customers[row] = c->customers[group];
    to->age[row] = (int64_t)age;
    to->observed[row] = from->ends;
    to->active[row] = from->active;
    to->retention[row] = from->ends > 0 ? (double)from->active / (double)from->ends : (double)NAN;
    netmkt__wilson_interval((uint64_t)from->active, (uint64_t)from->ends, c->rules->confidence, &to->low[row], &to->high[row]);
    if (from->ends == 0)
        to->low[row] = to->high[row] = (double)NAN;
    to->orders[row] = from->orders;
    to->revenue[row] = from->revenue;
    to->value[row] = value;
    to->cumulative[row] = *cumulative;
}

/* Ages of a cohort that have a row: those complete for anybody, at least one. */
static size_t rows_of(const census *c, size_t group)
{
    size_t ages = 0;

    if (c->customers[group] == 0)
        return 0;
    while (ages < c->ages && c->cells[group * c->ages + ages].ends > 0)
        ages++;
    return ages > 0 ? ages : 1;
}

static netmkt_status make_table(const census *c, netmkt_table **out)
{
    size_t rows = 0, row = 0, groups = c->parts > 0 ? c->groups : 0;
    int named = c->rules->options.by == NETMKT_COHORT_CHANNEL || c->rules->options.by == NETMKT_COHORT_CAMPAIGN;
    columns to;
    netmkt_status status;

    for (size_t g = 0; g < groups; g++)
        rows += rows_of(c, g);
    status = new_table(c, rows, &to, out);
    for (size_t k = 0; k < groups && status == NETMKT_OK; k++) {
        size_t g = named ? (k + 1) % groups : k, n = rows_of(c, g); /* those without channel or campaign come last */
        const char *name = n > 0 ? name_of(c, g, *out) : "";
        double cumulative = 0.0;

        if (name == NULL)
            return netmkt__nomem();
        for (size_t age = 0; age < n; age++)
            fill_row(c, g, age, name, &cumulative, &to, row++);
    }
    return status;
}

static netmkt_status cohorts(const netmkt_store *store, const netmkt_settings *settings, const netmkt_cohort_options *options, int64_t as_of_ms,
                             netmkt_table **out)
{
    netmkt__cohort_rules rules;
    census c = {.rules = &rules};
    netmkt_status status = netmkt__cohort_rules_init(store, settings, options, as_of_ms, &rules);

    if (status == NETMKT_OK)
        status = census_init(&rules, &c);
    if (status == NETMKT_OK && c.parts > 0)
        status = netmkt__crowd_walk(store, netmkt__setting_threads(settings), c.parts, rules.as_of_ms, count_customer, &c);
    if (status == NETMKT_OK)
        status = add_up(&c);
    if (status == NETMKT_OK)
        status = make_table(&c, out);
    census_free(&c);
    netmkt__cohort_rules_free(&rules);
    return status;
}

netmkt_status netmkt_cohort_table(netmkt_store *store, const netmkt_settings *settings, const netmkt_cohort_options *options, int64_t as_of_ms,
                                  netmkt_table **out)
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
    status = cohorts(store, settings, options, as_of_ms, &table);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
