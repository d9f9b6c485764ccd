/* What is recommended for everybody asked about: a row a customer. */
#include <math.h>
#include <string.h>

#include "audience/recommend_permit.h"
#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "store/store.h"
#include "value/crowd.h"

typedef struct columns {
    const char **channel, **second, **offer, **reasons, **left_out, **left_out_reasons;
    double *expected, *prior, *second_expected, *hour_share, *offer_share;
    int64_t *messages, *responses, *hour, *earliest;
} columns;

typedef struct all {
    const netmkt_recommender *recommender;
    const netmkt_store *store;
    netmkt__choosing part[NETMKT__CROWD_PARTS];
    netmkt__offer_choice best_offer; /* of the segment; offer 0: none */
    const char **channel_name;       /* by channel, in the table */
    const char **offer_name;         /* by place among the recommender's offers, in the table */
    uint8_t *keep;
    netmkt__recommend_permits permits;
    uint32_t *against;               /* by row, if permission is asked for: of its channel, and of the one left out */
    columns c;
} all;

static const char *offer_name(const all *a, netmkt_offer_id offer)
{
    size_t low = 0, high = a->recommender->offer_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (a->recommender->offers[middle].offer <= offer)
            low = middle;
        else
            high = middle;
    }
    return a->offer_name[low];
}

static netmkt_status fill_offer(all *a, netmkt__choosing *choosing, const netmkt__events *events, size_t row)
{
    netmkt__offer_choice best = a->best_offer;
    netmkt_status status;

    a->c.offer_share[row] = NAN;
    if (best.offer == 0)
        return NETMKT_OK;
    status = netmkt__opinions_read(events, (uint32_t)netmkt__setting(a->recommender->settings, NETMKT__SET_DELIVERED_SURVEY), &choosing->opinions);
    if (status == NETMKT_OK && (choosing->opinions.n > 0 || choosing->opinions.weighed > 0)) {
        status = netmkt__choose_offers(choosing, events);
        best = choosing->offers[0];
    }
    a->c.offer[row] = offer_name(a, best.offer);
    a->c.offer_share[row] = best.share;
    return status;
}

/* What stands against the channel, and the best one that is left out if it is better. */
static void fill_permission(const all *a, const netmkt__choosing *choosing, size_t row)
{
    const netmkt__choice *best = choosing->count > 0 ? &choosing->list[0] : NULL, *left = choosing->list + choosing->count;

    a->c.earliest[row] = best != NULL && best->earliest_ms != NETMKT_NEVER ? best->earliest_ms : INT64_MIN;
    if (best != NULL)
        a->against[2 * row] = best->reasons;
    if (choosing->left_out > 0 && (best == NULL || left->expected > best->expected)) {
        a->c.left_out[row] = a->channel_name[left->channel];
        a->against[2 * row + 1] = left->reasons;
    }
}

/* The reasons as text, which threads cannot share a table for. */
static netmkt_status fill_reasons(const all *a, netmkt_table *table, const char **column, size_t which)
{
    netmkt_status status = NETMKT_OK;
    const char *last = NULL;
    uint32_t mask = 0;

    for (size_t row = 0; row < netmkt_table_rows(table) && status == NETMKT_OK; row++) {
        uint32_t reasons = a->against[2 * row + which];

        if (reasons == 0)
            continue;
        if (reasons != mask)
            status = netmkt__against_cell(table, reasons, &last);
        mask = reasons;
        if (status == NETMKT_OK)
            column[row] = last;
    }
    return status;
}

static netmkt_status fill_row(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    all *a = argument;
    netmkt__choosing *choosing = &a->part[part];
    const columns *c = &a->c;
    size_t row = (size_t)customer - 1, length;
    netmkt_status status;

    if (!netmkt__store_has(a->store, customer))
        return NETMKT_OK;
    (void)netmkt__store_key(a->store, customer, &length);
    if (length == 0)
        return NETMKT_OK;
    a->keep[row] = 1;
    status = netmkt__choose(choosing, customer, events);
    if (status != NETMKT_OK)
        return status;
    c->hour[row] = choosing->count > 0 ? choosing->list[0].hour : choosing->hour;
    c->hour_share[row] = c->hour[row] >= 0 ? choosing->shares[c->hour[row]] : NAN;
    c->expected[row] = c->prior[row] = c->second_expected[row] = NAN;
    if (choosing->count > 0) {
        const netmkt__choice *best = &choosing->list[0];

        c->channel[row] = a->channel_name[best->channel];
        c->expected[row] = best->expected;
        c->prior[row] = best->prior;
        c->messages[row] = (int64_t)best->messages;
        c->responses[row] = (int64_t)best->responses;
    }
    if (choosing->count > 1) {
        c->second[row] = a->channel_name[choosing->list[1].channel];
        c->second_expected[row] = choosing->list[1].expected;
    }
    if (choosing->permits != NULL)
        fill_permission(a, choosing, row);
    return fill_offer(a, choosing, events, row);
}

/* Names that many rows share. */
static netmkt_status copy_names(all *a, netmkt_table *table)
{
    const netmkt_recommender *r = a->recommender;
    const netmkt__names *names = &a->store->records.offers.names;

    a->channel_name = netmkt__alloc(r->context, r->channels, sizeof *a->channel_name);
    a->offer_name = netmkt__alloc(r->context, r->offer_count, sizeof *a->offer_name);
    if (a->channel_name == NULL || a->offer_name == NULL)
        return netmkt__nomem();
    for (uint32_t channel = 0; channel < r->channels; channel++) {
        const char *name = netmkt__store_channel_name(a->store, (netmkt_channel_id)channel);

        a->channel_name[channel] = *name != '\0' ? netmkt__table_copy(table, name, strlen(name)) : "";
        if (a->channel_name[channel] == NULL)
            return netmkt__nomem();
    }
    for (size_t i = 0; i < r->offer_count; i++) {
        const char *name = r->offers[i].offer - 1 < names->map.count ? names->texts[r->offers[i].offer - 1] : "";

        a->offer_name[i] = netmkt__table_copy(table, name, strlen(name));
        if (a->offer_name[i] == NULL)
            return netmkt__nomem();
    }
    return NETMKT_OK;
}

static netmkt_status walk(all *a, const netmkt__profile_rules *profile)
{
    size_t parts = netmkt__crowd_parts(a->store, NETMKT__CROWD_PARTS), made = 0;
    netmkt_status status = NETMKT_OK;

    while (made < parts && status == NETMKT_OK) {
        status = netmkt__choosing_init(a->recommender, profile, &a->part[made]);
        a->part[made++].permits = a->recommender->permission != NULL ? &a->permits : NULL;
    }
    if (status == NETMKT_OK && parts > 0)
        status = netmkt__choose_offers(&a->part[0], NULL);
    if (status == NETMKT_OK && parts > 0 && a->part[0].offer_count > 0)
        a->best_offer = a->part[0].offers[0];
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk_wanted(a->store, a->recommender->settings, parts, profile->as_of_ms, fill_row, a);
    for (size_t k = 0; k < made; k++)
        netmkt__choosing_free(&a->part[k]);
    return status;
}

static netmkt_status add_permission(all *a, netmkt_store *store, netmkt_table *table)
{
    columns *c = &a->c;
    const netmkt__column_plan plan[] = {
        {"reasons", &c->reasons, NETMKT_COLUMN_TEXT, 0},
        {"earliest", &c->earliest, NETMKT_COLUMN_TIME, 0},
        {"left_out", &c->left_out, NETMKT_COLUMN_TEXT, 0},
        {"left_out_reasons", &c->left_out_reasons, NETMKT_COLUMN_TEXT, 0},
    };
    netmkt_status status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);

    if (status == NETMKT_OK)
        status = netmkt__recommend_permits_ask(&a->permits, store);
    a->against = netmkt__calloc(a->recommender->context, 2 * netmkt_table_rows(table), sizeof *a->against);
    return status == NETMKT_OK && a->against == NULL ? netmkt__nomem() : status;
}

static netmkt_status make(all *a, netmkt_store *store, const netmkt__profile_rules *profile, netmkt_table **out)
{
    columns *c = &a->c;
    const netmkt__column_plan plan[] = {
        {"channel", &c->channel, NETMKT_COLUMN_TEXT, 0},       {"expected", &c->expected, NETMKT_COLUMN_REAL, 0},
        {"prior", &c->prior, NETMKT_COLUMN_REAL, 0},           {"messages", &c->messages, NETMKT_COLUMN_INT, 0},
        {"responses", &c->responses, NETMKT_COLUMN_INT, 0},    {"second", &c->second, NETMKT_COLUMN_TEXT, 0},
        {"second_expected", &c->second_expected, NETMKT_COLUMN_REAL, 0}, {"hour", &c->hour, NETMKT_COLUMN_INT, 0},
        {"hour_share", &c->hour_share, NETMKT_COLUMN_REAL, 0}, {"offer", &c->offer, NETMKT_COLUMN_TEXT, 0},
        {"offer_share", &c->offer_share, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_context *context = a->recommender->context;
    netmkt_status status = netmkt__customer_table_new(a->store, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    if (status == NETMKT_OK && a->recommender->permission != NULL)
        status = add_permission(a, store, *out);
    if (status == NETMKT_OK)
        status = copy_names(a, *out);
    a->keep = netmkt__calloc(context, (size_t)netmkt__store_customers(a->store), 1);
    if (status == NETMKT_OK && a->keep == NULL)
        status = netmkt__nomem();
    if (status == NETMKT_OK)
        status = walk(a, profile);
    if (status == NETMKT_OK && a->against != NULL)
        status = fill_reasons(a, *out, c->reasons, 0);
    if (status == NETMKT_OK && a->against != NULL)
        status = fill_reasons(a, *out, c->left_out_reasons, 1);
    if (status == NETMKT_OK)
        status = netmkt__customer_table_end(a->store, *out, a->keep);
    netmkt__free(context, a->keep);
    netmkt__free(context, a->against);
    netmkt__free(context, a->channel_name);
    netmkt__free(context, a->offer_name);
    return status;
}

netmkt_status netmkt_recommender_all(const netmkt_recommender *recommender, netmkt_store *store, int64_t as_of_ms, netmkt_table **out)
{
    netmkt__profile_rules profile;
    netmkt_table *table = NULL;
    netmkt_status status;
    all *a;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (recommender == NULL || store == NULL)
        return netmkt__misuse("recommender and store are needed");
    a = netmkt__calloc(recommender->context, 1, sizeof *a);
    if (a == NULL)
        return netmkt__nomem();
    status = netmkt__recommend_permits_find(recommender, store, 0, &as_of_ms, &a->permits);
    if (status == NETMKT_OK)
        status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK) {
        netmkt__recommend_permits_free(&a->permits);
        netmkt__free(recommender->context, a);
        return status;
    }
    a->recommender = recommender;
    a->store = store;
    status = netmkt__recommender_moment(recommender, store, as_of_ms, &profile);
    if (status == NETMKT_OK)
        status = make(a, store, &profile, &table);
    netmkt__profile_rules_free(&profile);
    netmkt__store_read_end(store);
    netmkt__recommend_permits_free(&a->permits);
    netmkt__free(recommender->context, a);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
