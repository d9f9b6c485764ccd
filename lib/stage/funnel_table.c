/* All customers' ways through a funnel, by group: counts, rates and times. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/period.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "numeric/rate.h"
#include "numeric/survival.h"
#include "stage/engagement_model.h"
#include "stage/funnel.h"
#include "store/store.h"
#include "summary/customers.h"
#include "value/crowd.h"

/* One customer who began. */
typedef struct entrant {
    int64_t group;      /* channel or campaign number (0 as the largest), or month */
    int64_t end_ms;     /* of what is seen of him: the window's end, or the moment if that is earlier */
    uint32_t reached;
    uint32_t mature;    /* the window is over */
    int64_t time_ms[NETMKT__FUNNEL_STEPS];
} entrant;

typedef struct part_list {
    entrant *list;
    size_t n, capacity;
} part_list;

typedef struct walk {
    const netmkt_funnel *funnel;
    const netmkt_settings *settings;
    netmkt_context *context;
    int64_t window_ms, as_of_ms;
    int32_t by, day_offset;
    double confidence;
    const netmkt__judge *judge; /* NULL: no step is a stage */
    part_list part[NETMKT__CROWD_PARTS];
    netmkt__judge_worker worker[NETMKT__CROWD_PARTS];
} walk;

static int64_t group_of(const walk *w, const netmkt__events *events, size_t first)
{
    int64_t number;

    if (w->by == NETMKT_FUNNEL_ALL)
        return 0;
    if (w->by == NETMKT_FUNNEL_MONTH)
        return netmkt__period_of(NETMKT__PERIOD_MONTH, netmkt__day_of(events->time_ms[0], w->day_offset));
    if (w->by == NETMKT_FUNNEL_CHANNEL)
        number = events->channel != NULL ? events->channel[first] : 0;
    else
        number = events->campaign != NULL ? events->campaign[first] : 0;
    return number > 0 ? number : INT64_MAX; /* those without come last */
}

static netmkt_status walk_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    walk *w = argument;
    part_list *p = &w->part[part];
    netmkt__funnel_way way;
    entrant *e;
    netmkt_status status;

    if (events->n == 0 || !netmkt__setting_wants(w->settings, customer))
        return NETMKT_OK;
    status = netmkt__funnel_walk(w->funnel, w->judge, &w->worker[part], events, w->window_ms, &way);
    if (status != NETMKT_OK || way.reached == 0)
        return status;
    status = netmkt__grow(w->context, &p->list, &p->capacity, p->n + 1, sizeof *p->list);
    if (status != NETMKT_OK)
        return status;
    e = &p->list[p->n++];
    *e = (entrant){.group = group_of(w, events, way.first), .reached = way.reached};
    e->mature = w->as_of_ms - way.start_ms >= w->window_ms;
    e->end_ms = e->mature ? way.start_ms + w->window_ms : w->as_of_ms;
    memcpy(e->time_ms, way.time_ms, sizeof e->time_ms);
    return NETMKT_OK;
}

static int by_group(const void *a, const void *b)
{
    const entrant *x = a, *y = b;

    return (x->group > y->group) - (x->group < y->group);
}

typedef struct columns {
    const char **group, **name;
    int64_t *step, *customers, *mature, *dropped, *undecided;
    double *rate, *low, *high, *total, *quartile, *median, *upper, *days;
} columns;

static netmkt_status new_table(netmkt_context *context, size_t rows, columns *c, netmkt_table **out)
{
    const netmkt__column_plan plan[] = {
        {"group", &c->group, NETMKT_COLUMN_TEXT, 0},          {"step", &c->step, NETMKT_COLUMN_INT, 0},
        {"name", &c->name, NETMKT_COLUMN_TEXT, 0},            {"customers", &c->customers, NETMKT_COLUMN_INT, 0},
        {"mature", &c->mature, NETMKT_COLUMN_INT, 0},         {"dropped", &c->dropped, NETMKT_COLUMN_INT, 0},
        {"undecided", &c->undecided, NETMKT_COLUMN_INT, 0},   {"step_rate", &c->rate, NETMKT_COLUMN_REAL, 0},
        {"low", &c->low, NETMKT_COLUMN_REAL, 0},              {"high", &c->high, NETMKT_COLUMN_REAL, 0},
        {"total_rate", &c->total, NETMKT_COLUMN_REAL, 0},     {"days_quartile", &c->quartile, NETMKT_COLUMN_REAL, 0},
        {"days_median", &c->median, NETMKT_COLUMN_REAL, 0},   {"days_upper", &c->upper, NETMKT_COLUMN_REAL, 0},
        {"days_total", &c->days, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(context, rows, 0, out);

    return status == NETMKT_OK ? netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]) : status;
}

static double days(double ms)
{
    return ms / (double)NETMKT__DAY_MS;
}

/* Lifetimes from step `from` to step `to` (0-based), sorted; how many. */
static size_t lifetimes(const entrant *list, size_t n, uint32_t from, uint32_t to, netmkt__lifetime *out)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        int happened = list[i].reached > to;

        if (list[i].reached <= from)
            continue;
        out[count++] = (netmkt__lifetime){(double)((happened ? list[i].time_ms[to] : list[i].end_ms) - list[i].time_ms[from]), (uint32_t)happened, 0};
    }
    netmkt__lifetimes_sort(out, count);
    return count;
}

/* A row for each step, from the entrants of one group. */
static void fill_group(const walk *w, const entrant *list, size_t n, const char *group, netmkt__lifetime *room, const columns *c, size_t row)
{
    for (uint32_t k = 0; k < w->funnel->count; k++, row++) {
        size_t known;

        c->group[row] = group;
        c->step[row] = k + 1;
        for (size_t i = 0; i < n; i++) {
            c->customers[row] += list[i].reached > k;
            c->mature[row] += list[i].reached > k && list[i].mature;
            c->dropped[row] += list[i].reached == k + 1 && k + 1 < w->funnel->count && list[i].mature;
            c->undecided[row] += list[i].reached == k + 1 && k + 1 < w->funnel->count && !list[i].mature;
        }
        c->total[row] = c->mature[row - k] > 0 ? (double)c->mature[row] / (double)c->mature[row - k] : (double)NAN;
        c->rate[row] = c->low[row] = c->high[row] = c->quartile[row] = c->median[row] = c->upper[row] = c->days[row] = (double)NAN;
        if (k == 0)
            continue;
        if (c->mature[row - 1] > 0) {
            c->rate[row] = (double)c->mature[row] / (double)c->mature[row - 1];
            netmkt__wilson_interval((uint64_t)c->mature[row], (uint64_t)c->mature[row - 1], w->confidence, &c->low[row], &c->high[row]);
        }
        known = lifetimes(list, n, k - 1, k, room);
        c->quartile[row] = days(netmkt__lifetimes_quantile(room, known, 0.25));
        c->median[row] = days(netmkt__lifetimes_quantile(room, known, 0.5));
        c->upper[row] = days(netmkt__lifetimes_quantile(room, known, 0.75));
        known = lifetimes(list, n, 0, k, room);
        c->days[row] = days(netmkt__lifetimes_quantile(room, known, 0.5));
    }
}

static const char *name_of(const walk *w, const netmkt_store *store, int64_t group, netmkt_table *table)
{
    const char *name = "";
    char buffer[32];

    if (w->by == NETMKT_FUNNEL_MONTH) {
        netmkt__period_name(NETMKT__PERIOD_MONTH, group, buffer);
        name = buffer;
    } else if (group != INT64_MAX) {
        name = w->by == NETMKT_FUNNEL_CHANNEL ? netmkt__store_channel_name(store, (netmkt_channel_id)group)
                                              : store->records.campaigns.names.texts[group - 1];
    }
    return netmkt__table_copy(table, name, strlen(name));
}

static netmkt_status fill_names(const walk *w, netmkt_table *table, const columns *c, size_t rows)
{
    for (size_t row = 0; row < rows; row++) {
        const char *text = w->funnel->step[row % w->funnel->count].text;

        c->name[row] = netmkt__table_copy(table, text, strlen(text));
        if (c->name[row] == NULL)
            return netmkt__nomem();
    }
    return NETMKT_OK;
}

static netmkt_status make_table(const walk *w, const netmkt_store *store, entrant *list, size_t n, netmkt_table **out)
{
    netmkt__lifetime *room = netmkt__alloc(w->context, n, sizeof *room);
    size_t groups = 1, row = 0;
    columns c;
    netmkt_status status;

    if (n > 1)
        qsort(list, n, sizeof *list, by_group);
    for (size_t i = 0; w->by != NETMKT_FUNNEL_ALL && i < n; i++)
        groups += i == 0 || list[i].group != list[i - 1].group;
    status = room != NULL ? new_table(w->context, groups * w->funnel->count, &c, out) : netmkt__nomem();
    if (status == NETMKT_OK)
        status = fill_names(w, *out, &c, groups * w->funnel->count);
    for (size_t begin = 0, end; status == NETMKT_OK && w->by != NETMKT_FUNNEL_ALL && begin < n; begin = end, row += w->funnel->count) {
        const char *name = name_of(w, store, list[begin].group, *out);

        for (end = begin; end < n && list[end].group == list[begin].group; end++)
            continue;
        if (name == NULL)
            status = netmkt__nomem();
        else
            fill_group(w, list + begin, end - begin, name, room, &c, row);
    }
    if (status == NETMKT_OK)
        fill_group(w, list, n, "all", room, &c, row);
    netmkt__free(w->context, room);
    return status;
}

static netmkt_status join(const walk *w, size_t parts, entrant **list, size_t *n)
{
    *n = 0;
    for (size_t k = 0; k < parts; k++)
        *n += w->part[k].n;
    *list = netmkt__alloc(w->context, *n, sizeof **list);
    if (*list == NULL)
        return netmkt__nomem();
    *n = 0;
    for (size_t k = 0; k < parts; k++) {
        if (w->part[k].n > 0)
            memcpy(*list + *n, w->part[k].list, w->part[k].n * sizeof **list);
        *n += w->part[k].n;
    }
    return NETMKT_OK;
}

static netmkt_status walk_all(walk *w, const netmkt_store *store, netmkt_table **out)
{
    size_t parts = netmkt__crowd_parts(store, NETMKT__CROWD_PARTS), n = 0;
    entrant *list = NULL;
    netmkt_status status = NETMKT_OK;

    for (size_t k = 0; k < parts && w->judge != NULL; k++) {
        netmkt__judge_worker_init(&w->worker[k], w->judge);
        if (status == NETMKT_OK && !w->judge->readiness_alone)
            status = netmkt__judge_worker_remember(&w->worker[k], w->judge);
    }
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk(store, netmkt__setting_threads(w->settings), parts, w->as_of_ms, walk_customer, w);
    if (status == NETMKT_OK)
        status = join(w, parts, &list, &n);
    if (status == NETMKT_OK)
        status = make_table(w, store, list, n, out);
    netmkt__free(w->context, list);
    for (size_t k = 0; k < parts; k++) {
        netmkt__free(w->context, w->part[k].list);
        if (w->judge != NULL)
            netmkt__judge_worker_free(&w->worker[k]);
    }
    return status;
}

/* With a judge of stages, by the engagement model of the moment. */
static netmkt_status walk_judged(walk *w, netmkt_store *store, netmkt_table **out)
{
    netmkt_model *fitted = NULL;
    netmkt__judge judge;
    netmkt_status status = netmkt__judge_init(&judge, store, w->settings, w->as_of_ms);

    if (status == NETMKT_OK)
        status = netmkt__judge_use_or_fit(&judge, NULL, w->settings, &fitted);
    judge.readiness_alone = 1;
    for (uint32_t k = 0; k < w->funnel->count; k++)
        judge.readiness_alone &= w->funnel->step[k].what != NETMKT__STEP_LIFECYCLE;
    w->judge = &judge;
    if (status == NETMKT_OK)
        status = walk_all(w, store, out);
    netmkt_model_free(fitted);
    netmkt__judge_free(&judge);
    return status;
}

static netmkt_status funnel_of(const netmkt_funnel *funnel, netmkt_store *store, const netmkt_settings *settings, int32_t by, int64_t as_of_ms,
                               netmkt_table **out)
{
    walk w = {.funnel = funnel, .settings = settings, .context = netmkt__store_context(store), .by = by};
    netmkt__moment moment;
    netmkt_status status = netmkt__moment_of(store, settings, as_of_ms, &moment);

    if (status != NETMKT_OK)
        return status;
    w.as_of_ms = moment.as_of_ms;
    w.day_offset = moment.day_offset;
    w.window_ms = (int64_t)(netmkt__setting(settings, NETMKT__SET_FUNNEL_WINDOW) * (double)NETMKT__DAY_MS);
    w.confidence = netmkt__setting(settings, NETMKT__SET_FUNNEL_CONFIDENCE);
    return funnel->stages > 0 ? walk_judged(&w, store, out) : walk_all(&w, store, out);
}

netmkt_status netmkt_funnel_table(const netmkt_funnel *funnel, netmkt_store *store, const netmkt_settings *settings, int32_t by, int64_t as_of_ms,
                                  netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (funnel == NULL || store == NULL)
        return netmkt__misuse("funnel and store are needed");
    if (by < NETMKT_FUNNEL_ALL || by > NETMKT_FUNNEL_MONTH)
        return netmkt__fail(NETMKT_E_INVALID, "%d is no grouping of a funnel: all, channel, campaign, month", (int)by);
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = funnel_of(funnel, store, settings, by, as_of_ms, &table);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
