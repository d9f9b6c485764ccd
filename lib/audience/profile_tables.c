/* Profiles as answers: of one, of all, by channel, by hour and weekday. */
#include <math.h>
#include <string.h>

#include "audience/profile.h"
#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "value/crowd.h"

netmkt_status netmkt_profile_get(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                 netmkt_profile *out)
{
    netmkt__profile_tally tally = {.used = NULL};
    netmkt__profile_rules rules;
    netmkt_status status;

    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "profile of %u bytes, this library knows %zu; set struct_size", out->struct_size, sizeof *out);
    status = netmkt__store_read(store, customer == 0);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__profile_rules_init(store, settings, as_of_ms, &rules);
    if (status == NETMKT_OK)
        status = netmkt__profile_tally_of(&rules, customer, 0, &tally);
    if (status == NETMKT_OK) {
        out->customer = customer;
        netmkt__profile_fill(&rules, &tally, out);
    }
    netmkt__profile_tally_free(&rules, &tally);
    netmkt__profile_rules_free(&rules);
    netmkt__store_read_end(store);
    return status;
}

typedef struct all_columns {
    const netmkt__profile_rules *rules;
    uint8_t *used; /* channels of the present customer, a row a part */
    int64_t *contacts, *channels, *hour, *weekday;
    double *pull, *reciprocity, *one_to_one, *two_way;
    uint8_t *any;
} all_columns;

static netmkt_status profile_row(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const all_columns *c = argument;
    netmkt__profile_tally tally = {.used = c->used + part * c->rules->channels};
    size_t row = (size_t)customer - 1;
    netmkt_profile p;

    if (events->n == 0 || !netmkt__setting_wants(c->rules->settings, customer))
        return NETMKT_OK;
    netmkt__profile_count(c->rules, customer, events, &tally);
    if (tally.contacts == 0)
        return NETMKT_OK;
    p.customer = customer;
    netmkt__profile_fill(c->rules, &tally, &p);
    memset(tally.used, 0, c->rules->channels);
    c->any[row] = 1;
    c->contacts[row] = (int64_t)p.contacts;
    c->channels[row] = p.channels;
    c->hour[row] = p.best_hour;
    c->weekday[row] = p.best_weekday;
    c->pull[row] = p.pull_share;
    c->reciprocity[row] = p.reciprocity;
    c->one_to_one[row] = p.one_to_one_share;
    c->two_way[row] = p.two_way_share;
    return NETMKT_OK;
}

static netmkt_status all(const netmkt__profile_rules *rules, netmkt_table **out)
{
    size_t parts = netmkt__crowd_parts(rules->store, NETMKT__CROWD_PARTS);
    all_columns c = {.rules = rules};
    const netmkt__column_plan plan[] = {
        {"contacts", &c.contacts, NETMKT_COLUMN_INT, 0},
        {"pull_share", &c.pull, NETMKT_COLUMN_REAL, 0},
        {"reciprocity", &c.reciprocity, NETMKT_COLUMN_REAL, 0},
        {"one_to_one_share", &c.one_to_one, NETMKT_COLUMN_REAL, 0},
        {"two_way_share", &c.two_way, NETMKT_COLUMN_REAL, 0},
        {"channels", &c.channels, NETMKT_COLUMN_INT, 0},
        {"best_hour", &c.hour, NETMKT_COLUMN_INT, 0},
        {"best_weekday", &c.weekday, NETMKT_COLUMN_INT, 0},
    };
    netmkt_status status = netmkt__customer_table_new(rules->store, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    c.any = netmkt__calloc(rules->context, (size_t)netmkt__store_customers(rules->store), 1);
    c.used = netmkt__calloc(rules->context, parts, rules->channels);
    if (status == NETMKT_OK && (c.any == NULL || c.used == NULL))
        status = netmkt__nomem();
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk(rules->store, netmkt__setting_threads(rules->settings), parts, rules->as_of_ms, profile_row, &c);
    if (status == NETMKT_OK)
        status = netmkt__customer_table_end(rules->store, *out, c.any);
    netmkt__free(rules->context, c.any);
    netmkt__free(rules->context, c.used);
    return status;
}

static netmkt_status by_channel(const netmkt__profile_rules *rules, const netmkt__profile_tally *tally, netmkt_table **out)
{
    const char **name;
    int64_t *contacts, *started, *hour, *weekday;
    double *pull, *part;
    const netmkt__column_plan plan[] = {
        {"channel", &name, NETMKT_COLUMN_TEXT, 0},   {"contacts", &contacts, NETMKT_COLUMN_INT, 0},
        {"started", &started, NETMKT_COLUMN_INT, 0}, {"pull_share", &pull, NETMKT_COLUMN_REAL, 0},
        {"share", &part, NETMKT_COLUMN_REAL, 0},     {"best_hour", &hour, NETMKT_COLUMN_INT, 0},
        {"best_weekday", &weekday, NETMKT_COLUMN_INT, 0},
    };
    size_t rows = 0, row = 0;
    netmkt_status status;

    for (uint32_t c = 0; c < rules->channels; c++)
        rows += tally->channel[c].contacts > 0;
    status = netmkt__table_new(rules->context, rows, 0, out);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (uint32_t k = 1; k <= rules->channels && status == NETMKT_OK; k++) {
        uint32_t c = k < rules->channels ? k : 0; /* those without channel come last */
        const netmkt__channel_tally *t = &tally->channel[c];
        const char *text = netmkt__store_channel_name(rules->store, (netmkt_channel_id)c);

        if (t->contacts == 0)
            continue;
        name[row] = netmkt__table_copy(*out, text, strlen(text));
        if (name[row] == NULL)
            return netmkt__nomem();
        contacts[row] = (int64_t)t->contacts;
        started[row] = (int64_t)t->started;
        pull[row] = (double)t->started / (double)t->contacts;
        part[row] = (double)t->contacts / (double)tally->contacts;
        {
            int32_t best_hour, best_weekday;

            netmkt__profile_best(t->week, &best_hour, &best_weekday);
            hour[row] = best_hour;
            weekday[row] = best_weekday;
        }
        row++;
    }
    return status;
}

static netmkt_status by_hour(const netmkt__profile_rules *rules, const netmkt__profile_tally *tally, netmkt_table **out)
{
    int64_t *hour, *day[7], *sum;
    const netmkt__column_plan plan[] = {
        {"hour", &hour, NETMKT_COLUMN_INT, 0},       {"monday", &day[0], NETMKT_COLUMN_INT, 0},   {"tuesday", &day[1], NETMKT_COLUMN_INT, 0},
        {"wednesday", &day[2], NETMKT_COLUMN_INT, 0}, {"thursday", &day[3], NETMKT_COLUMN_INT, 0}, {"friday", &day[4], NETMKT_COLUMN_INT, 0},
        {"saturday", &day[5], NETMKT_COLUMN_INT, 0}, {"sunday", &day[6], NETMKT_COLUMN_INT, 0},   {"all", &sum, NETMKT_COLUMN_INT, 0},
    };
    netmkt_status status = netmkt__table_new(rules->context, 24, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (int h = 0; h < 24 && status == NETMKT_OK; h++) {
        hour[h] = h;
        for (int d = 0; d < 7; d++) {
            day[d][h] = (int64_t)tally->week[d * 24 + h];
            sum[h] += day[d][h];
        }
    }
    return status;
}

enum answer { ALL, CHANNELS, HOURS };

static netmkt_status answer(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms, enum answer which,
                            netmkt_table **out)
{
    netmkt__profile_tally tally = {.used = NULL};
    netmkt__profile_rules rules;
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, customer == 0);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__profile_rules_init(store, settings, as_of_ms, &rules);
    if (status == NETMKT_OK && which != ALL)
        status = netmkt__profile_tally_of(&rules, customer, which == CHANNELS, &tally);
    if (status == NETMKT_OK)
        status = which == ALL ? all(&rules, &table) : which == CHANNELS ? by_channel(&rules, &tally, &table) : by_hour(&rules, &tally, &table);
    netmkt__profile_tally_free(&rules, &tally);
    netmkt__profile_rules_free(&rules);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}

netmkt_status netmkt_profile_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return answer(store, settings, 0, as_of_ms, ALL, out);
}

netmkt_status netmkt_profile_channels(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                      netmkt_table **out)
{
    return answer(store, settings, customer, as_of_ms, CHANNELS, out);
}

netmkt_status netmkt_profile_hours(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                   netmkt_table **out)
{
    return answer(store, settings, customer, as_of_ms, HOURS, out);
}
