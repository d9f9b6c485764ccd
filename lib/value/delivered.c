/* Delivered value of offers, their choice shares, and prices at which two are equal. */
#include "value/delivered.h"

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/number_text.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"

static const char *const names_of_parts[NETMKT_PARTS] = {"product", "service", "personnel", "image", "money", "time", "energy", "psychic"};

const char *netmkt_part_name(int32_t part)
{
    return part >= 0 && part < NETMKT_PARTS ? names_of_parts[part] : NULL;
}

int32_t netmkt_part_by_name(const char *name)
{
    for (int32_t i = 0; name != NULL && i < NETMKT_PARTS; i++)
        if (strcmp(names_of_parts[i], name) == 0)
            return i;
    return -1;
}

double netmkt__delivered_value(const double *parts, const double *weights)
{
    double sum = 0.0;

    for (int i = 0; i < NETMKT_PART_MONEY; i++)
        sum += netmkt__weight_of(weights, i) * parts[i];
    return sum;
}

double netmkt__delivered_cost(const double *parts, const double *weights)
{
    double sum = 0.0;

    for (int i = NETMKT_PART_MONEY; i < NETMKT_PARTS; i++)
        sum += netmkt__weight_of(weights, i) * parts[i];
    return sum;
}

netmkt_status netmkt__weights_check(const double *weights)
{
    for (int i = 0; weights != NULL && i < NETMKT_PARTS; i++) {
        if (!(weights[i] >= 0.0 && isfinite(weights[i])))
            return netmkt__fail(NETMKT_E_RANGE, "the weight %g of part %s is not 0 or more", weights[i], names_of_parts[i]);
    }
    return NETMKT_OK;
}

netmkt_status netmkt__delivered_check(size_t offers, const double *parts, const double *weights)
{
    netmkt_status status = netmkt__weights_check(weights);

    if (status != NETMKT_OK)
        return status;
    if (offers > 0 && parts == NULL)
        return netmkt__misuse("parts are needed");
    for (size_t k = 0; k < offers; k++) {
        const double *p = parts + k * NETMKT_PARTS;
        double size = 0.0; /* 2: even the difference of two offers is to be finite */

        for (int i = 0; i < NETMKT_PARTS; i++) {
            if (!isfinite(p[i]))
                return netmkt__fail(NETMKT_E_RANGE, "offer %zu: part %s = %g is not finite", k, names_of_parts[i], p[i]);
            size += 2.0 * netmkt__weight_of(weights, i) * fabs(p[i]);
        }
        if (!isfinite(size))
            return netmkt__fail(NETMKT_E_RANGE, "offer %zu: its weighted parts are too large to be added up; use a larger unit", k);
    }
    return NETMKT_OK;
}

void netmkt__choice_shares(size_t offers, double scale, double *delivered)
{
    double most = -INFINITY, sum = 0.0;

    for (size_t k = 0; k < offers; k++)
        most = fmax(most, delivered[k]);
    for (size_t k = 0; k < offers; k++) {
        delivered[k] = exp((delivered[k] - most) / scale); /* at most 1, and 1 for the best */
        sum += delivered[k];
    }
    for (size_t k = 0; k < offers; k++)
        delivered[k] /= sum;
}

netmkt_status netmkt_delivered_measure(const netmkt_settings *settings, size_t offers, const double *parts, const double *weights,
                                       double *value, double *cost, double *delivered, double *ratio, double *share)
{
    netmkt_status status = netmkt__delivered_check(offers, parts, weights);

    for (size_t k = 0; status == NETMKT_OK && k < offers; k++) {
        double gives = netmkt__delivered_value(parts + k * NETMKT_PARTS, weights);
        double takes = netmkt__delivered_cost(parts + k * NETMKT_PARTS, weights);

        if (value != NULL)
            value[k] = gives;
        if (cost != NULL)
            cost[k] = takes;
        if (delivered != NULL)
            delivered[k] = gives - takes;
        if (ratio != NULL)
            ratio[k] = takes > 0.0 ? gives / takes : NAN;
        if (share != NULL)
            share[k] = gives - takes;
    }
    if (status == NETMKT_OK && share != NULL)
        netmkt__choice_shares(offers, netmkt__setting(settings, NETMKT__SET_DELIVERED_SCALE), share);
    return status;
}

/* Of checked numbers, the weight of money above 0. */
static double equal_price(const double *offer, double rival_delivers, const double *weights)
{
    double others = netmkt__delivered_cost(offer, weights) - netmkt__weight_of(weights, NETMKT_PART_MONEY) * offer[NETMKT_PART_MONEY];

    return (netmkt__delivered_value(offer, weights) - others - rival_delivers) / netmkt__weight_of(weights, NETMKT_PART_MONEY);
}

netmkt_status netmkt_delivered_equal_price(const double *offer, const double *rival, const double *weights, double *price)
{
    double both[2 * NETMKT_PARTS], found;
    netmkt_status status;

    if (offer == NULL || rival == NULL || price == NULL)
        return netmkt__misuse("offer, rival and price are needed");
    memcpy(both, offer, NETMKT_PARTS * sizeof *both);
    both[NETMKT_PART_MONEY] = 0.0;
    memcpy(both + NETMKT_PARTS, rival, NETMKT_PARTS * sizeof *both);
    status = netmkt__delivered_check(2, both, weights);
    if (status != NETMKT_OK)
        return status;
    if (!(netmkt__weight_of(weights, NETMKT_PART_MONEY) > 0.0))
        return netmkt__fail(NETMKT_E_DATA, "the weight of money is 0, so no price makes two offers equal");
    found = equal_price(both, netmkt__delivered_value(rival, weights) - netmkt__delivered_cost(rival, weights), weights);
    if (!isfinite(found))
        return netmkt__fail(NETMKT_E_RANGE, "the price is too large: the weight of money is only %g", netmkt__weight_of(weights, NETMKT_PART_MONEY));
    *price = found;
    return NETMKT_OK;
}

/* The most that another offer delivers; -inf if there is none. */
static double best_rival(size_t offers, const double *delivered, size_t offer)
{
    double most = -INFINITY;

    for (size_t k = 0; k < offers; k++)
        if (k != offer)
            most = fmax(most, delivered[k]);
    return most;
}

static void fill_prices(size_t offers, const double *parts, const double *weights, const double *delivered, double *price)
{
    size_t best = 0;
    double second = -INFINITY;

    for (size_t k = 1; k < offers; k++)
        if (delivered[k] > delivered[best])
            best = k;
    if (offers > 0)
        second = best_rival(offers, delivered, best);
    for (size_t k = 0; k < offers; k++) {
        double rival = k == best ? second : delivered[best];
        double offer[NETMKT_PARTS];

        memcpy(offer, parts + k * NETMKT_PARTS, sizeof offer);
        offer[NETMKT_PART_MONEY] = 0.0;
        price[k] = isfinite(rival) && netmkt__weight_of(weights, NETMKT_PART_MONEY) > 0.0 ? equal_price(offer, rival, weights) : NAN;
    }
}

static netmkt_status add_names(netmkt_table *table, size_t offers, const char *const *names)
{
    const char **name;
    netmkt_status status;

    if (names != NULL)
        return netmkt_table_add(table, "offer", NETMKT_COLUMN_TEXT, names);
    status = netmkt__table_add(table, "offer", NETMKT_COLUMN_TEXT, &name);
    for (size_t k = 0; status == NETMKT_OK && k < offers; k++) {
        char number[NETMKT__NUMBER_TEXT];
        const char *copy = netmkt__table_copy(table, number, netmkt__int_text((int64_t)k + 1, number));

        if (copy == NULL)
            return netmkt__nomem();
        name[k] = copy;
    }
    return status;
}

netmkt_status netmkt_delivered_compare(netmkt_context *context, const netmkt_settings *settings, size_t offers, const char *const *names,
                                       const double *parts, const double *weights, netmkt_table **out)
{
    double *value, *cost, *delivered, *ratio, *share, *price;
    const netmkt__column_plan plan[] = {
        {"value", &value, NETMKT_COLUMN_REAL, 0},         {"cost", &cost, NETMKT_COLUMN_REAL, 0},
        {"delivered", &delivered, NETMKT_COLUMN_REAL, 0}, {"ratio", &ratio, NETMKT_COLUMN_REAL, 0},
        {"share", &share, NETMKT_COLUMN_REAL, 0},         {"equal_price", &price, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    status = netmkt__delivered_check(offers, parts, weights);
    if (status == NETMKT_OK)
        status = netmkt__table_new(context, offers, 0, &table);
    if (status == NETMKT_OK)
        status = add_names(table, offers, names);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);
    if (status == NETMKT_OK)
        status = netmkt_delivered_measure(settings, offers, parts, weights, value, cost, delivered, ratio, share);
    if (status == NETMKT_OK) {
        fill_prices(offers, parts, weights, delivered, price);
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}

netmkt_status netmkt_delivered_market(netmkt_context *context, const netmkt_settings *settings, size_t offers, const double *parts,
                                      size_t customers, const double *weights, double *share, uint32_t *best)
{
    double *of_one, *sum;
    netmkt_status status = NETMKT_OK;

    if ((offers > 0 && parts == NULL) || (customers > 0 && weights == NULL))
        return netmkt__misuse("parts and weights are needed");
    if (offers == 0 || customers == 0)
        return netmkt__fail(NETMKT_E_DATA, "a market needs offers and customers");
    of_one = netmkt__alloc(context, offers, sizeof *of_one);
    sum = netmkt__calloc(context, offers, sizeof *sum);
    if (of_one == NULL || sum == NULL)
        status = netmkt__nomem();
    for (size_t i = 0; status == NETMKT_OK && i < customers; i++) {
        size_t first = 0;

        status = netmkt_delivered_measure(settings, offers, parts, weights + i * NETMKT_PARTS, NULL, NULL, NULL, NULL, of_one);
        if (status != NETMKT_OK)
            (void)netmkt__prefix(status, "customer %zu: ", i);
        for (size_t k = 0; status == NETMKT_OK && k < offers; k++) {
            sum[k] += of_one[k];
            first = of_one[k] > of_one[first] ? k : first;
        }
        if (status == NETMKT_OK && best != NULL)
            best[i] = (uint32_t)first;
    }
    for (size_t k = 0; status == NETMKT_OK && share != NULL && k < offers; k++)
        share[k] = sum[k] / (double)customers;
    netmkt__free(context, of_one);
    netmkt__free(context, sum);
    return status;
}
