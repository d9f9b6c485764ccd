/* Attention: weights of events that halve with time, by customer and by channel. */
#include <netmkt/engagement.h>

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "summary/customers.h"
#include "value/crowd.h"

/* What attention needs of a store, looked up once. */
typedef struct fading {
    netmkt_context *context;
    int64_t as_of_ms;
    double per_ms;  /* half-lives in a millisecond */
    double *weight; /* of each kind */
    uint32_t kinds;
    uint32_t reserved;
} fading;

static double half_lives_per_ms(const netmkt_settings *settings)
{
    return 1.0 / (netmkt__setting(settings, NETMKT__SET_ATTENTION_HALF_LIFE) * (double)NETMKT__DAY_MS);
}

static inline double faded(double weight, int64_t age_ms, double per_ms)
{
    return weight * exp2(-(double)age_ms * per_ms);
}

netmkt_status netmkt_attention_measure(const netmkt_settings *settings, int64_t as_of_ms, size_t n, const int64_t *time_ms,
                                       const double *weight, const uint32_t *group, size_t groups, double *out)
{
    double per_ms = half_lives_per_ms(settings);

    if (out == NULL || groups == 0 || (n > 0 && time_ms == NULL))
        return netmkt__misuse("time_ms, groups and out are needed");
    for (size_t g = 0; g < groups; g++)
        out[g] = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weight != NULL && !(weight[i] >= 0.0 && isfinite(weight[i])))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: the weight %g is not 0 or more", i, weight[i]);
        if (group != NULL && group[i] >= groups)
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: there is no group %u among %zu", i, (unsigned)group[i], groups);
        if (time_ms[i] <= as_of_ms) /* the difference as doubles, which no times overflow */
            out[group != NULL ? group[i] : 0] += (weight != NULL ? weight[i] : 1.0) * exp2(-((double)as_of_ms - (double)time_ms[i]) * per_ms);
    }
    return NETMKT_OK;
}

static netmkt_status fading_init(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, fading *out)
{
    netmkt__moment moment;
    netmkt_status status = netmkt__moment_of(store, settings, as_of_ms, &moment);

    *out = (fading){.context = netmkt__store_context(store), .kinds = netmkt__store_kinds(store)};
    if (status != NETMKT_OK)
        return status;
    out->as_of_ms = moment.as_of_ms;
    out->per_ms = half_lives_per_ms(settings);
    out->weight = netmkt__alloc(out->context, out->kinds, sizeof *out->weight);
    if (out->weight == NULL)
        return netmkt__nomem();
    for (uint32_t kind = 0; kind < out->kinds; kind++)
        out->weight[kind] = netmkt__store_weight(store, (netmkt_kind_id)kind);
    return NETMKT_OK;
}

static void fading_free(fading *f)
{
    netmkt__free(f->context, f->weight);
    f->weight = NULL;
}

/* Sums over channels: number c at place c; 0 for those without. */
typedef struct channel_sums {
    double *attention;
    uint64_t *events;
} channel_sums;

static void add_channels(const fading *f, const netmkt__events *events, const channel_sums *sums)
{
    for (size_t i = 0; i < events->n; i++) {
        double weight = f->weight[events->kind[i]];
        uint16_t channel = events->channel != NULL ? events->channel[i] : 0;

        if (weight > 0.0) {
            sums->attention[channel] += faded(weight, f->as_of_ms - events->time_ms[i], f->per_ms);
            sums->events[channel]++;
        }
    }
}

typedef struct all_columns {
    const fading *f;
    double *attention, *share;
    int64_t *events, *last;
    uint8_t *any;
} all_columns;

static netmkt_status attend(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const all_columns *c = argument;
    const fading *f = c->f;
    double sum = 0.0;
    int64_t count = 0, last = INT64_MIN;

    (void)part;
    for (size_t i = 0; i < events->n; i++) {
        double weight = f->weight[events->kind[i]];

        if (weight > 0.0) {
            sum += faded(weight, f->as_of_ms - events->time_ms[i], f->per_ms);
            last = events->time_ms[i];
            count++;
        }
    }
    c->attention[customer - 1] = sum;
    c->events[customer - 1] = count;
    c->last[customer - 1] = last;
    c->any[customer - 1] = count > 0;
    return NETMKT_OK;
}

/* With the read lock held, as all below. */
static netmkt_status all(const netmkt_store *store, const netmkt_settings *settings, const fading *f, netmkt_table *table)
{
    all_columns c = {.f = f};
    const netmkt__column_plan plan[] = {
        {"attention", &c.attention, NETMKT_COLUMN_REAL, 0},
        {"share", &c.share, NETMKT_COLUMN_REAL, 0},
        {"events", &c.events, NETMKT_COLUMN_INT, 0},
        {"last", &c.last, NETMKT_COLUMN_TIME, 0},
    };
    size_t customers = (size_t)netmkt__store_customers(store);
    double total = 0.0;
    netmkt_status status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);

    if (status != NETMKT_OK)
        return status;
    c.any = netmkt__calloc(f->context, customers, 1);
    if (c.any == NULL)
        return netmkt__nomem();
    status = netmkt__crowd_walk_wanted(store, settings, netmkt__crowd_parts(store, NETMKT__CROWD_PARTS), f->as_of_ms, attend, &c);
    for (size_t i = 0; i < customers; i++)
        total += c.attention[i];
    for (size_t i = 0; i < customers; i++)
        c.share[i] = total > 0.0 ? c.attention[i] / total : NAN;
    if (status == NETMKT_OK)
        status = netmkt__customer_table_end(store, table, c.any);
    netmkt__free(f->context, c.any);
    return status;
}

netmkt_status netmkt_attention_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;
    fading f;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = fading_init(store, settings, as_of_ms, &f);
    if (status == NETMKT_OK)
        status = netmkt__customer_table_new(store, &table);
    if (status == NETMKT_OK)
        status = all(store, settings, &f, table);
    fading_free(&f);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}

/* One customer's events up to the moment. The scratch holds them. */
static netmkt_status events_of(const netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms, netmkt__scratch *scratch, netmkt__events *out)
{
    netmkt_status status;

    if (!netmkt__store_has(store, customer))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    status = netmkt__store_events(store, customer, scratch, out);
    if (status == NETMKT_OK)
        out->n = netmkt__events_until(out, as_of_ms);
    return status;
}

netmkt_status netmkt_attention_get(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                   double *out)
{
    netmkt__scratch scratch = {.context = NULL};
    netmkt__events events;
    netmkt_status status;
    fading f;

    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    scratch.context = netmkt__store_context(store);
    status = fading_init(store, settings, as_of_ms, &f);
    if (status == NETMKT_OK)
        status = events_of(store, customer, f.as_of_ms, &scratch, &events);
    if (status == NETMKT_OK) {
        double sum = 0.0;

        for (size_t i = 0; i < events.n; i++)
            sum += faded(f.weight[events.kind[i]], f.as_of_ms - events.time_ms[i], f.per_ms);
        *out = sum;
    }
    fading_free(&f);
    netmkt__scratch_free(&scratch);
    netmkt__store_read_end(store);
    return status;
}

typedef struct by_channel {
    const fading *f;
    channel_sums *part; /* one a part of the crowd */
} by_channel;

static netmkt_status attend_channels(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const by_channel *b = argument;

    (void)customer;
    add_channels(b->f, events, &b->part[part]);
    return NETMKT_OK;
}

/* Into part[0]: parts are added up in order. */
static netmkt_status sum_channels(const netmkt_store *store, const netmkt_settings *settings, const fading *f, uint32_t channels, size_t parts,
                                  channel_sums *part)
{
    by_channel b = {f, part};
    netmkt_status status = netmkt__crowd_walk_wanted(store, settings, parts, f->as_of_ms, attend_channels, &b);

    for (size_t k = 1; k < parts; k++) {
        for (uint32_t c = 0; c < channels; c++) {
            part[0].attention[c] += part[k].attention[c];
            part[0].events[c] += part[k].events[c];
        }
    }
    return status;
}

static netmkt_status make_channel_table(const netmkt_store *store, uint32_t channels, const channel_sums *sums, netmkt_table **out)
{
    const char **name;
    double *attention, *share, total = 0.0;
    int64_t *events;
    const netmkt__column_plan plan[] = {
        {"channel", &name, NETMKT_COLUMN_TEXT, 0},
        {"attention", &attention, NETMKT_COLUMN_REAL, 0},
        {"share", &share, NETMKT_COLUMN_REAL, 0},
        {"events", &events, NETMKT_COLUMN_INT, 0},
    };
    size_t rows = 0, row = 0;
    netmkt_status status;

    for (uint32_t c = 0; c < channels; c++) {
        rows += sums->events[c] > 0;
        total += sums->attention[c];
    }
    status = netmkt__table_new(netmkt__store_context(store), rows, 0, out);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (uint32_t k = 1; status == NETMKT_OK && k <= channels; k++) {
        uint32_t c = k < channels ? k : 0; /* those without channel come last */
        const char *text = netmkt__store_channel_name(store, (netmkt_channel_id)c), *copy;

        if (sums->events[c] == 0)
            continue;
        copy = netmkt__table_copy(*out, text, strlen(text));
        if (copy == NULL)
            return netmkt__nomem();
        name[row] = copy;
        attention[row] = sums->attention[c];
        share[row] = total > 0.0 ? sums->attention[c] / total : NAN;
        events[row++] = (int64_t)sums->events[c];
    }
    return status;
}

static netmkt_status channels_of(const netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, const fading *f,
                                 netmkt_table **out)
{
    uint32_t channels = netmkt__store_channels(store);
    size_t parts = customer == 0 ? netmkt__crowd_parts(store, NETMKT__CROWD_PARTS) : 1;
    size_t rows = (parts > 0 ? parts : 1) * channels;
    channel_sums part[NETMKT__CROWD_PARTS];
    double *attention = netmkt__calloc(f->context, rows, sizeof *attention);
    uint64_t *events = netmkt__calloc(f->context, rows, sizeof *events);
    netmkt_status status = NETMKT_OK;

    part[0] = (channel_sums){attention, events};
    for (size_t k = 1; k < parts; k++)
        part[k] = (channel_sums){attention + k * channels, events + k * channels};
    if (attention == NULL || events == NULL) {
        status = netmkt__nomem();
    } else if (customer == 0) {
        status = sum_channels(store, settings, f, channels, parts, part);
    } else {
        netmkt__scratch scratch = {.context = f->context};
        netmkt__events own;

        status = events_of(store, customer, f->as_of_ms, &scratch, &own);
        if (status == NETMKT_OK)
            add_channels(f, &own, &part[0]);
        netmkt__scratch_free(&scratch);
    }
    if (status == NETMKT_OK)
        status = make_channel_table(store, channels, &part[0], out);
    netmkt__free(f->context, attention);
    netmkt__free(f->context, events);
    return status;
}

netmkt_status netmkt_attention_channels(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                        netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;
    fading f;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, customer == 0);
    if (status != NETMKT_OK)
        return status;
    status = fading_init(store, settings, as_of_ms, &f);
    if (status == NETMKT_OK)
        status = channels_of(store, settings, customer, &f, &table);
    fading_free(&f);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
