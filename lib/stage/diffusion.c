/* First events by period: each customer's first event that counts, into a histogram. */
#include <netmkt/diffusion.h>

#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/period.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "stage/cohort.h"
#include "store/store.h"
#include "value/crowd.h"

typedef struct census {
    const netmkt__cohort_rules *rules;
    size_t periods, parts;
    int64_t *count; /* a part */
    uint32_t id;
    int32_t what;
} census;

static int adopts(const census *c, const netmkt__events *e, size_t i)
{
    switch (c->what) {
    case NETMKT_ADOPTION_ORDER:
        return e->kind[i] == NETMKT_KIND_ORDER;
    case NETMKT_ADOPTION_CHANNEL:
        return e->channel != NULL && e->channel[i] == c->id;
    case NETMKT_ADOPTION_CAMPAIGN:
        return e->campaign != NULL && e->campaign[i] == c->id;
    case NETMKT_ADOPTION_OFFER:
        return e->kind[i] == NETMKT_KIND_ORDER && e->offer != NULL && e->offer[i] == c->id;
    default:
        return 1;
    }
}

static netmkt_status count_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const census *c = argument;
    netmkt__period_walk walk = {0, INT64_MIN};
    size_t i = 0;
    int64_t number;

    if (!netmkt__setting_wants(c->rules->settings, customer))
        return NETMKT_OK;
    while (i < events->n && !adopts(c, events, i))
        i++;
    if (i == events->n)
        return NETMKT_OK;
    number = netmkt__period_step(c->rules, &walk, events->time_ms[i]);
    if (number <= c->rules->complete)
        c->count[part * c->periods + (size_t)(number - c->rules->first)]++;
    return NETMKT_OK;
}

static netmkt_status make_table(const census *c, netmkt_table **out)
{
    const netmkt__cohort_rules *r = c->rules;
    const char **name;
    int64_t *start, *adopters, *cumulative, sum = 0;
    const netmkt__column_plan plan[] = {
        {"period", &name, NETMKT_COLUMN_TEXT, 0},
        {"start", &start, NETMKT_COLUMN_TIME, 0},
        {"adopters", &adopters, NETMKT_COLUMN_INT, 0},
        {"cumulative", &cumulative, NETMKT_COLUMN_INT, 0},
    };
    size_t from = 0, end = c->periods > 0 ? (size_t)(r->complete - r->first + 1) : 0;
    netmkt_status status;

    while (from < end && c->count[from] == 0)
        from++;
    status = netmkt__table_new(r->context, end - from, 0, out);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t row = 0; row + from < end && status == NETMKT_OK; row++) {
        int64_t number = r->first + (int64_t)(from + row);
        char buffer[32];

        netmkt__period_name(r->options.period, number, buffer);
        name[row] = netmkt__table_copy(*out, buffer, strlen(buffer));
        if (name[row] == NULL)
            return netmkt__nomem();
        start[row] = netmkt__period_first_day(r->options.period, number) * NETMKT__DAY_MS - (int64_t)r->day_offset * 60000;
        adopters[row] = c->count[from + row];
        sum += adopters[row];
        cumulative[row] = sum;
    }
    return status;
}

static netmkt_status check_id(const netmkt_store *store, int32_t what, uint32_t id)
{
    const netmkt__records *records = &store->records;
    int known = id == 0;

    if (what == NETMKT_ADOPTION_CHANNEL)
        known = id > 0 && id < netmkt__store_channels(store) && *netmkt__store_channel_name(store, (netmkt_channel_id)id) != '\0';
    else if (what == NETMKT_ADOPTION_CAMPAIGN)
        known = id > 0 && id <= records->campaigns.names.map.count;
    else if (what == NETMKT_ADOPTION_OFFER)
        known = id > 0 && id <= records->offers.names.map.count;
    return known ? NETMKT_OK : netmkt__fail(NETMKT_E_INVALID, "there is no channel, campaign or offer %u to be adopted", id);
}

static netmkt_status counts(const netmkt_store *store, const netmkt_settings *settings, int32_t period, int64_t as_of_ms, census *c, netmkt_table **out)
{
    netmkt__cohort_rules rules;
    netmkt_cohort_options options;
    netmkt_status status;

    netmkt_cohort_options_init(&options);
    options.period = period;
    c->rules = &rules;
    status = netmkt__cohort_rules_init(store, settings, &options, as_of_ms, &rules);
    if (status == NETMKT_OK)
        status = check_id(store, c->what, c->id);
    if (status == NETMKT_OK && rules.complete >= rules.first && rules.last >= rules.first) {
        c->periods = (size_t)(rules.complete - rules.first + 1);
        c->parts = netmkt__crowd_parts(store, NETMKT__COHORT_CELLS / c->periods < NETMKT__CROWD_PARTS ? NETMKT__COHORT_CELLS / c->periods + 1 : NETMKT__CROWD_PARTS);
        c->count = netmkt__calloc(rules.context, c->parts * c->periods, sizeof *c->count);
        status = c->count != NULL ? netmkt__crowd_walk(store, netmkt__setting_threads(settings), c->parts, rules.as_of_ms, count_customer, c) : netmkt__nomem();
    }
    for (size_t i = c->periods; status == NETMKT_OK && i < c->parts * c->periods; i++)
        c->count[i % c->periods] += c->count[i];
    if (status == NETMKT_OK)
        status = make_table(c, out);
    netmkt__free(rules.context, c->count);
    netmkt__cohort_rules_free(&rules);
    return status;
}

netmkt_status netmkt_diffusion_counts(netmkt_store *store, const netmkt_settings *settings, int32_t what, uint32_t id, int32_t period,
                                      int64_t as_of_ms, netmkt_table **out)
{
    census c = {.what = what, .id = id};
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (what < NETMKT_ADOPTION_AUDIENCE || what > NETMKT_ADOPTION_OFFER)
        return netmkt__fail(NETMKT_E_INVALID, "%d is nothing that is adopted: audience, order, channel, campaign, offer", (int)what);
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = counts(store, settings, period, as_of_ms, &c, &table);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
