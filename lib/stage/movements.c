/* New, retained, resurrected and dormant customers by period: a customer's active periods in order, each beside the one before. */
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/period.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "stage/cohort.h"
#include "value/crowd.h"

enum { NEW, RETAINED, RESURRECTED, DORMANT, MOVES };

typedef struct census {
    const netmkt__cohort_rules *rules;
    size_t periods, parts;
    int64_t *count; /* MOVES x periods a part */
} census;

/* He was active in period `now`, and last before in `before` (INT64_MIN: never). */
static void count_period(const census *c, int64_t *count, int64_t before, int64_t now)
{
    const netmkt__cohort_rules *r = c->rules;
    int move = before == INT64_MIN ? NEW : before == now - 1 ? RETAINED : RESURRECTED;

    count[(size_t)(now - r->first) * MOVES + (size_t)move]++;
    if (before != INT64_MIN && before < now - 1)
        count[(size_t)(before + 1 - r->first) * MOVES + DORMANT]++;
}

static netmkt_status count_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const census *c = argument;
    const netmkt__cohort_rules *r = c->rules;
    int64_t *count = c->count + part * c->periods * MOVES, before = INT64_MIN;
    netmkt__period_walk walk = {0, INT64_MIN};

    if (!netmkt__setting_wants(r->settings, customer))
        return NETMKT_OK;
    for (size_t i = 0; i < events->n; i++) {
        int64_t now = netmkt__period_step(r, &walk, events->time_ms[i]);

        if (now == before || !netmkt__cohort_acts(r, events, i))
            continue;
        count_period(c, count, before, now);
        before = now;
    }
    if (before != INT64_MIN && before < r->last)
        count[(size_t)(before + 1 - r->first) * MOVES + DORMANT]++;
    return NETMKT_OK;
}

static netmkt_status make_table(const census *c, netmkt_table **out)
{
    const netmkt__cohort_rules *r = c->rules;
    const char **name;
    int64_t *start, *active, *move[MOVES], *complete;
    const netmkt__column_plan plan[] = {
        {"period", &name, NETMKT_COLUMN_TEXT, 0},           {"start", &start, NETMKT_COLUMN_TIME, 0},
        {"active", &active, NETMKT_COLUMN_INT, 0},          {"new", &move[NEW], NETMKT_COLUMN_INT, 0},
        {"retained", &move[RETAINED], NETMKT_COLUMN_INT, 0}, {"resurrected", &move[RESURRECTED], NETMKT_COLUMN_INT, 0},
        {"dormant", &move[DORMANT], NETMKT_COLUMN_INT, 0},  {"complete", &complete, NETMKT_COLUMN_INT, 0},
    };
    netmkt_status status = netmkt__table_new(r->context, c->periods, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t row = 0; row < c->periods && status == NETMKT_OK; row++) {
        int64_t number = r->first + (int64_t)row;
        char buffer[32];

        netmkt__period_name(r->options.period, number, buffer);
        name[row] = netmkt__table_copy(*out, buffer, strlen(buffer));
        if (name[row] == NULL)
            return netmkt__nomem();
        start[row] = netmkt__period_first_day(r->options.period, number) * NETMKT__DAY_MS - (int64_t)r->day_offset * 60000;
        for (int k = 0; k < MOVES; k++)
            move[k][row] = c->count[row * MOVES + (size_t)k];
        active[row] = move[NEW][row] + move[RETAINED][row] + move[RESURRECTED][row];
        complete[row] = number <= r->complete;
    }
    return status;
}

static netmkt_status movements(const netmkt_store *store, const netmkt_settings *settings, const netmkt_cohort_options *options, int64_t as_of_ms,
                               netmkt_table **out)
{
    netmkt__cohort_rules rules;
    census c = {.rules = &rules};
    netmkt_status status = netmkt__cohort_rules_init(store, settings, options, as_of_ms, &rules);

    if (status == NETMKT_OK && rules.last >= rules.first) {
        c.periods = (size_t)(rules.last - rules.first + 1);
        c.parts = netmkt__crowd_parts(store, NETMKT__COHORT_CELLS / c.periods < NETMKT__CROWD_PARTS ? NETMKT__COHORT_CELLS / c.periods + 1 : NETMKT__CROWD_PARTS);
        c.count = netmkt__calloc(rules.context, c.parts * c.periods * MOVES, sizeof *c.count);
        status = c.count != NULL ? netmkt__crowd_walk(store, netmkt__setting_threads(settings), c.parts, rules.as_of_ms, count_customer, &c) : netmkt__nomem();
    }
    for (size_t i = c.periods * MOVES; status == NETMKT_OK && i < c.parts * c.periods * MOVES; i++)
        c.count[i % (c.periods * MOVES)] += c.count[i];
    if (status == NETMKT_OK)
        status = make_table(&c, out);
    netmkt__free(rules.context, c.count);
    netmkt__cohort_rules_free(&rules);
    return status;
}

netmkt_status netmkt_cohort_movements(netmkt_store *store, const netmkt_settings *settings, const netmkt_cohort_options *options, int64_t as_of_ms,
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
    status = movements(store, settings, options, as_of_ms, &table);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
