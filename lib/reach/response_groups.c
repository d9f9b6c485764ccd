/* Response times by group: the requests sorted by group, and each group's figures. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "numeric/rate.h"
#include "numeric/survival.h"
#include "reach/response_time.h"
#include "value/months.h"

#define HOUR_MS 3600000.0

/* What groups there are, and which one a request is of. */
typedef struct grouping {
    const netmkt_store *store;
    const netmkt__requests *requests;
    netmkt__months months;
    size_t count;
    int32_t by;
} grouping;

static size_t group_of(const grouping *g, const netmkt__request *r)
{
    int64_t day = netmkt__day_of(r->time_ms, g->requests->hours.offset_minutes);

    switch (g->by) {
    case NETMKT_RESPONSE_CHANNEL:
        return r->channel > 0 ? (size_t)r->channel - 1 : g->count - 1;
    case NETMKT_RESPONSE_KIND:
        return r->kind;
    case NETMKT_RESPONSE_HOUR:
        return (size_t)((r->time_ms + (int64_t)g->requests->hours.offset_minutes * 60000 - day * NETMKT__DAY_MS) / 3600000);
    case NETMKT_RESPONSE_WEEKDAY:
        return (size_t)netmkt__weekday(day);
    default:
        return netmkt__month_of(&g->months, r->time_ms);
    }
}

static netmkt_status grouping_init(const netmkt_store *store, const netmkt__requests *requests, int32_t by, grouping *g)
{
    int64_t first = INT64_MAX, last = INT64_MIN;
    netmkt_status status;

    *g = (grouping){.store = store, .requests = requests, .by = by};
    switch (by) {
    case NETMKT_RESPONSE_CHANNEL:
        g->count = netmkt__store_channels(store);
        return NETMKT_OK;
    case NETMKT_RESPONSE_KIND:
        g->count = netmkt__store_kinds(store);
        return NETMKT_OK;
    case NETMKT_RESPONSE_HOUR:
        g->count = 24;
        return NETMKT_OK;
    case NETMKT_RESPONSE_WEEKDAY:
        g->count = 7;
        return NETMKT_OK;
    case NETMKT_RESPONSE_MONTH:
        for (size_t i = 0; i < requests->n; i++) {
            first = requests->list[i].time_ms < first ? requests->list[i].time_ms : first;
            last = requests->list[i].time_ms > last ? requests->list[i].time_ms : last;
        }
        status = netmkt__months_new(requests->context, first, last, requests->hours.offset_minutes, &g->months);
        g->count = g->months.count;
        return status;
    default:
        return NETMKT_OK;
    }
}

static netmkt_status name_of(const grouping *g, size_t group, netmkt_table *table, const char **name)
{
    static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    char buffer[64];

    switch (g->by) {
    case NETMKT_RESPONSE_CHANNEL:
        snprintf(buffer, sizeof buffer, "%s", netmkt__store_channel_name(g->store, group + 1 < g->count ? (netmkt_channel_id)(group + 1) : 0));
        break;
    case NETMKT_RESPONSE_KIND:
        snprintf(buffer, sizeof buffer, "%s", netmkt__store_kind_name(g->store, (netmkt_kind_id)group));
        break;
    case NETMKT_RESPONSE_HOUR:
        snprintf(buffer, sizeof buffer, "%02zu", group);
        break;
    default:
        snprintf(buffer, sizeof buffer, "%s", weekdays[group]);
        break;
    }
    *name = netmkt__table_copy(table, buffer, strlen(buffer));
    return *name != NULL ? NETMKT_OK : netmkt__nomem();
}

typedef struct columns {
    const char **group;
    int64_t *requests, *answered, *open, *within;
    double *share, *low, *high, *median, *p90, *mean, *longest;
} columns;

/* A row from n lifetimes in ms, which are sorted here. */
static void fill_row(const netmkt__requests *all, netmkt__lifetime *lifetimes, size_t n, const columns *c, size_t row)
{
    int64_t late = 0;
    double sum = 0.0;

    netmkt__lifetimes_sort(lifetimes, n);
    for (size_t i = 0; i < n; i++) {
        int in_time = lifetimes[i].time <= (double)all->target_ms;

        c->answered[row] += lifetimes[i].happened;
        c->within[row] += lifetimes[i].happened && in_time;
        late += !in_time;
        sum += lifetimes[i].happened ? lifetimes[i].time : 0.0;
    }
    c->requests[row] = (int64_t)n;
    c->open[row] = c->requests[row] - c->answered[row];
    c->share[row] = c->within[row] + late > 0 ? (double)c->within[row] / (double)(c->within[row] + late) : NAN;
    netmkt__wilson_interval((uint64_t)c->within[row], (uint64_t)(c->within[row] + late), all->confidence, &c->low[row], &c->high[row]);
    c->median[row] = netmkt__lifetimes_quantile(lifetimes, n, 0.5) / HOUR_MS;
    c->p90[row] = netmkt__lifetimes_quantile(lifetimes, n, 0.9) / HOUR_MS;
    c->mean[row] = c->answered[row] > 0 ? sum / (double)c->answered[row] / HOUR_MS : NAN;
    c->longest[row] = n > 0 ? lifetimes[n - 1].time / HOUR_MS : NAN;
}

static netmkt_status new_table(const grouping *g, columns *c, netmkt_table **out)
{
    const netmkt__column_plan plan[] = {
        {"group", &c->group, NETMKT_COLUMN_TEXT, 0},
        {"requests", &c->requests, NETMKT_COLUMN_INT, 0},
        {"answered", &c->answered, NETMKT_COLUMN_INT, 0},
        {"open", &c->open, NETMKT_COLUMN_INT, 0},
        {"within", &c->within, NETMKT_COLUMN_INT, 0},
        {"share_within", &c->share, NETMKT_COLUMN_REAL, 0},
        {"low", &c->low, NETMKT_COLUMN_REAL, 0},
        {"high", &c->high, NETMKT_COLUMN_REAL, 0},
        {"median_hours", &c->median, NETMKT_COLUMN_REAL, 0},
        {"p90_hours", &c->p90, NETMKT_COLUMN_REAL, 0},
        {"mean_hours", &c->mean, NETMKT_COLUMN_REAL, 0},
        {"longest_hours", &c->longest, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(g->requests->context, g->count + 1, 0, out);

    return status == NETMKT_OK ? netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]) : status;
}

/* The requests' lifetimes, group by group: those of group k from start[k] to start[k + 1]. */
static void deal(const grouping *g, size_t *start, netmkt__lifetime *lifetimes)
{
    const netmkt__requests *r = g->requests;

    for (size_t i = 0; i < r->n; i++)
        start[group_of(g, &r->list[i]) + 1]++;
    for (size_t k = 0; k < g->count; k++)
        start[k + 1] += start[k];
    for (size_t i = r->n; i-- > 0;) /* from the ends, so that the borders move down to their places */
        lifetimes[--start[group_of(g, &r->list[i]) + 1]] = (netmkt__lifetime){(double)r->list[i].wait_ms, r->list[i].answered, 0};
    for (size_t k = 0; k < g->count; k++)
        start[k] = start[k + 1];
    start[g->count] = r->n;
}

static netmkt_status fill_groups(const grouping *g, size_t *start, netmkt__lifetime *lifetimes, const columns *c, netmkt_table *table)
{
    netmkt_status status = g->by == NETMKT_RESPONSE_MONTH ? netmkt__months_names(&g->months, table, c->group) : NETMKT_OK;

    if (g->count > 0)
        deal(g, start, lifetimes);
    for (size_t k = 0; k < g->count && status == NETMKT_OK; k++) {
        if (start[k + 1] > start[k] && g->by != NETMKT_RESPONSE_MONTH)
            status = name_of(g, k, table, &c->group[k]);
        fill_row(g->requests, lifetimes + start[k], start[k + 1] - start[k], c, k);
    }
    if (status != NETMKT_OK)
        return status;
    for (size_t i = 0; i < g->requests->n; i++)
        lifetimes[i] = (netmkt__lifetime){(double)g->requests->list[i].wait_ms, g->requests->list[i].answered, 0};
    fill_row(g->requests, lifetimes, g->requests->n, c, g->count);
    c->group[g->count] = "all";
    return NETMKT_OK;
}

static netmkt_status make_table(const grouping *g, netmkt_table **out)
{
    netmkt_context *context = g->requests->context;
    columns c;
    netmkt_status status = new_table(g, &c, out);
    netmkt__lifetime *lifetimes = netmkt__alloc(context, g->requests->n, sizeof *lifetimes);
    size_t *start = netmkt__calloc(context, g->count + 1, sizeof *start);
    uint8_t *keep = netmkt__calloc(context, g->count + 1, 1);

    if (status == NETMKT_OK && (lifetimes == NULL || start == NULL || keep == NULL))
        status = netmkt__nomem();
    if (status == NETMKT_OK)
        status = fill_groups(g, start, lifetimes, &c, *out);
    if (status == NETMKT_OK) {
        for (size_t k = 0; k <= g->count; k++)
            keep[k] = c.requests[k] > 0 || k == g->count;
        netmkt__table_keep(*out, keep);
    }
    netmkt__free(context, lifetimes);
    netmkt__free(context, start);
    netmkt__free(context, keep);
    return status;
}

netmkt_status netmkt_response_times(netmkt_store *store, const netmkt_settings *settings, int32_t by, int64_t as_of_ms, netmkt_table **out)
{
    netmkt__requests requests = {.list = NULL};
    grouping g = {.count = 0};
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (by < NETMKT_RESPONSE_ALL || by > NETMKT_RESPONSE_MONTH)
        return netmkt__fail(NETMKT_E_INVALID, "%d is no grouping of response times", (int)by);
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__requests_read(store, settings, as_of_ms, &requests);
    if (status == NETMKT_OK)
        status = grouping_init(store, &requests, by, &g);
    if (status == NETMKT_OK)
        status = make_table(&g, &table);
    netmkt__months_free(&g.months);
    netmkt__requests_free(&requests);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
