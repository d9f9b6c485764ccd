/* What was learned, and what it recommends, as tables. */
#include <math.h>
#include <string.h>

#include "audience/recommend_ask.h"
#include "audience/recommend_permit.h"
#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "numeric/beta_binomial.h"
#include "store/store.h"

static netmkt_status copy_channel(const netmkt_store *store, netmkt_table *table, uint32_t channel, const char **to)
{
    const char *name = netmkt__store_channel_name(store, (netmkt_channel_id)channel); /* "" if the store is another one and has no such channel */

    *to = netmkt__table_copy(table, name, strlen(name));
    return *to != NULL ? NETMKT_OK : netmkt__nomem();
}

typedef struct rate_columns {
    const char **channel;
    int64_t *uses, *customers, *messages, *responses, *fitted, *segment_messages, *segment_responses;
    double *mean, *strength, *segment_mean;
} rate_columns;

static void fill_rates(const netmkt__rate_group *group, int uses, const rate_columns *c, size_t row)
{
    c->uses[row] = uses;
    c->customers[row] = (int64_t)group->customers;
    c->messages[row] = (int64_t)group->messages;
    c->responses[row] = (int64_t)group->responses;
    c->mean[row] = group->mean;
    c->strength[row] = group->strength;
    c->fitted[row] = group->fitted;
    c->segment_messages[row] = (int64_t)group->segment_messages;
    c->segment_responses[row] = (int64_t)group->segment_responses;
    c->segment_mean[row] = group->segment_mean;
}

static netmkt_status rates(const netmkt_recommender *r, const netmkt_store *store, netmkt_table **out)
{
    rate_columns c;
    const netmkt__column_plan plan[] = {
        {"channel", &c.channel, NETMKT_COLUMN_TEXT, 0},
        {"uses", &c.uses, NETMKT_COLUMN_INT, 0},
        {"customers", &c.customers, NETMKT_COLUMN_INT, 0},
        {"messages", &c.messages, NETMKT_COLUMN_INT, 0},
        {"responses", &c.responses, NETMKT_COLUMN_INT, 0},
        {"mean", &c.mean, NETMKT_COLUMN_REAL, 0},
        {"strength", &c.strength, NETMKT_COLUMN_REAL, 0},
        {"fitted", &c.fitted, NETMKT_COLUMN_INT, 0},
        {"segment_messages", &c.segment_messages, NETMKT_COLUMN_INT, 0},
        {"segment_responses", &c.segment_responses, NETMKT_COLUMN_INT, 0},
        {"segment_mean", &c.segment_mean, NETMKT_COLUMN_REAL, 0},
    };
    size_t rows = 0, row = 0;
    netmkt_status status;

    for (uint32_t channel = 1; channel < r->channels; channel++)
        rows += r->rates[channel].all.messages > 0 ? 2 : 0;
    status = netmkt__table_new(netmkt__store_context(store), rows, 0, out);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (uint32_t channel = 1; channel < r->channels; channel++) {
        if (r->rates[channel].all.messages == 0)
            continue;
        for (int uses = 0; uses < 2 && status == NETMKT_OK; uses++, row++) {
            status = copy_channel(store, *out, channel, &c.channel[row]);
            fill_rates(&r->rates[channel].group[uses], uses, &c, row);
        }
    }
    return status;
}

netmkt_status netmkt_recommender_rates(const netmkt_recommender *recommender, netmkt_store *store, netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (recommender == NULL || store == NULL)
        return netmkt__misuse("recommender and store are needed");
    status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    status = rates(recommender, store, &table);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}

typedef struct channel_columns {
    const char **channel;
    double *expected, *low, *high, *prior, *share;
    int64_t *messages, *responses, *uses, *hour;
} channel_columns;

static netmkt_status new_table(netmkt_context *context, size_t rows, channel_columns *c, netmkt_table **out)
{
    const netmkt__column_plan plan[] = {
        {"channel", &c->channel, NETMKT_COLUMN_TEXT, 0},
        {"expected", &c->expected, NETMKT_COLUMN_REAL, 0},
        {"low", &c->low, NETMKT_COLUMN_REAL, 0},
        {"high", &c->high, NETMKT_COLUMN_REAL, 0},
        {"prior", &c->prior, NETMKT_COLUMN_REAL, 0},
        {"messages", &c->messages, NETMKT_COLUMN_INT, 0},
        {"responses", &c->responses, NETMKT_COLUMN_INT, 0},
        {"uses", &c->uses, NETMKT_COLUMN_INT, 0},
        {"hour", &c->hour, NETMKT_COLUMN_INT, 0},
        {"hour_share", &c->share, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(context, rows, 0, out);

    return status == NETMKT_OK ? netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]) : status;
}

/* What permission says of each channel. */
static netmkt_status add_permission(const netmkt__choosing *choosing, netmkt_customer_id customer, netmkt_table *table)
{
    const char **reasons;
    int64_t *earliest, *customers;
    double *permitted;
    const netmkt__column_plan one[] = {{"reasons", &reasons, NETMKT_COLUMN_TEXT, 0}, {"earliest", &earliest, NETMKT_COLUMN_TIME, 0}};
    const netmkt__column_plan all[] = {{"customers", &customers, NETMKT_COLUMN_INT, 0}, {"permitted", &permitted, NETMKT_COLUMN_REAL, 0}};
    netmkt_status status = netmkt__table_add_all(table, customer != 0 ? one : all, 2);

    for (size_t row = 0; row < choosing->count && status == NETMKT_OK; row++) {
        const netmkt__choice *choice = &choosing->list[row];

        if (customer != 0) {
            status = netmkt__against_cell(table, choice->reasons, &reasons[row]);
            earliest[row] = choice->earliest_ms == NETMKT_NEVER ? INT64_MIN : choice->earliest_ms;
        } else {
            customers[row] = (int64_t)choosing->permits->customers;
            permitted[row] = choice->permitted;
        }
    }
    return status;
}

static netmkt_status channels(void *argument, const netmkt_store *store, const netmkt__choosing *choosing, netmkt_customer_id customer)
{
    netmkt_table **out = argument;
    double tail = 0.5 * (1.0 - netmkt__setting(choosing->recommender->settings, NETMKT__SET_RECOMMEND_CONFIDENCE));
    channel_columns c;
    netmkt_status status = new_table(netmkt__store_context(store), choosing->count, &c, out);

    for (size_t row = 0; row < choosing->count && status == NETMKT_OK; row++) {
        const netmkt__choice *choice = &choosing->list[row];
        double a = choice->expected * choice->strength, b = choice->strength - a;

        status = copy_channel(store, *out, choice->channel, &c.channel[row]);
        c.expected[row] = choice->expected;
        c.low[row] = netmkt__beta_quantile(a, b, tail);
        c.high[row] = netmkt__beta_quantile(a, b, 1.0 - tail);
        c.prior[row] = choice->prior;
        c.messages[row] = (int64_t)choice->messages;
        c.responses[row] = (int64_t)choice->responses;
        c.uses[row] = choice->uses;
        c.hour[row] = choice->hour;
        c.share[row] = choice->hour >= 0 ? choosing->shares[choice->hour] : NAN;
    }
    if (status == NETMKT_OK && choosing->permits != NULL)
        status = add_permission(choosing, customer, *out);
    return status;
}

static netmkt_status offers(void *argument, const netmkt_store *store, const netmkt__choosing *choosing, netmkt_customer_id customer)
{
    netmkt_table **out = argument;
    const char **offer;
    double *value, *cost, *delivered, *share;
    int64_t *rated, *own;
    const netmkt__column_plan plan[] = {
        {"offer", &offer, NETMKT_COLUMN_TEXT, 0},         {"share", &share, NETMKT_COLUMN_REAL, 0}, {"value", &value, NETMKT_COLUMN_REAL, 0},
        {"cost", &cost, NETMKT_COLUMN_REAL, 0},           {"delivered", &delivered, NETMKT_COLUMN_REAL, 0}, {"rated", &rated, NETMKT_COLUMN_INT, 0},
        {"own", &own, NETMKT_COLUMN_INT, 0},
    };
    netmkt_status status = netmkt__table_new(netmkt__store_context(store), choosing->offer_count, 0, out);

    (void)customer;
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t row = 0; row < choosing->offer_count && status == NETMKT_OK; row++) {
        const netmkt__offer_choice *choice = &choosing->offers[row];
        const char *name = store->records.offers.names.texts[choice->offer - 1];

        offer[row] = netmkt__table_copy(*out, name, strlen(name));
        if (offer[row] == NULL)
            return netmkt__nomem();
        share[row] = choice->share;
        value[row] = choice->value;
        cost[row] = choice->cost;
        delivered[row] = choice->delivered;
        rated[row] = choice->rated;
        own[row] = choice->own;
    }
    return status;
}

static netmkt_status ask(const netmkt_recommender *recommender, netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms, netmkt__answer answer,
                         netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    status = netmkt__recommend_ask(recommender, store, customer, as_of_ms, answer, &table);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}

netmkt_status netmkt_recommender_channels(const netmkt_recommender *recommender, netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms,
                                          netmkt_table **out)
{
    return ask(recommender, store, customer, as_of_ms, channels, out);
}

netmkt_status netmkt_recommender_offers(const netmkt_recommender *recommender, netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms,
                                        netmkt_table **out)
{
    return ask(recommender, store, customer, as_of_ms, offers, out);
}
