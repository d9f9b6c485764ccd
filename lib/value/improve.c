/* Which part of an offer to improve. */
#include <math.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "value/delivered.h"

typedef struct gains {
    const char **part;
    double *weight, *level, *step, *delivered, *share, *slope;
    int64_t *rank;
} gains;

#define FARTHEST 1e300 /* stands and gains beyond it are cut to it, so that no infinities meet */

/* How far an offer's utility stands above that of all its rivals together (the logit of its share), in units of scale. */
static double stand(const netmkt_settings *settings, size_t offers, const double *parts, const double *weights, size_t offer)
{
    double scale = netmkt__setting(settings, NETMKT__SET_DELIVERED_SCALE), most = -INFINITY, sum = 0.0, own;

    own = netmkt__delivered_value(parts + offer * NETMKT_PARTS, weights) - netmkt__delivered_cost(parts + offer * NETMKT_PARTS, weights);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < offers; k++) {
            const double *p = parts + k * NETMKT_PARTS;
            double delivered = netmkt__delivered_value(p, weights) - netmkt__delivered_cost(p, weights);

            if (k != offer && pass == 0)
                most = fmax(most, delivered);
            if (k != offer && pass == 1)
                sum += exp((delivered - most) / scale);
        }
    }
    return offers > 1 ? fmin(fmax((own - most) / scale - log(sum), -FARTHEST), FARTHEST) : FARTHEST;
}

static double logistic(double x)
{
    return x >= 0.0 ? 1.0 / (1.0 + exp(-x)) : exp(x) / (1.0 + exp(x));
}

/* Share won by standing `gain` higher; without cancellation for a small one. */
static double share_won(double stands, double gain)
{
    double share = logistic(stands), grown;

    if (gain >= 1.0)
        return logistic(stands + gain) - share;
    grown = share * expm1(gain);
    return grown * logistic(-stands) / (1.0 + grown);
}

static double step_of(const double *parts, const double *steps, int part)
{
    double step = steps != NULL ? steps[part] : 1.0;

    return part < NETMKT_PART_MONEY ? step : fmin(step, fmax(parts[part], 0.0));
}

static void fill(const gains *g, const double *parts, const double *weights, const double *steps, double stands, double scale)
{
    for (int i = 0; i < NETMKT_PARTS; i++) {
        g->part[i] = netmkt_part_name(i);
        g->weight[i] = netmkt__weight_of(weights, i);
        g->level[i] = parts[i];
        g->step[i] = step_of(parts, steps, i);
        g->delivered[i] = g->weight[i] * g->step[i];
        g->share[i] = share_won(stands, fmin(g->delivered[i] / scale, FARTHEST));
        g->slope[i] = (i < NETMKT_PART_MONEY ? 1.0 : -1.0) * g->weight[i] * logistic(stands) * logistic(-stands) / scale;
    }
    for (int i = 0; i < NETMKT_PARTS; i++) {
        g->rank[i] = 1;
        for (int k = 0; k < NETMKT_PARTS; k++) /* the share grows with the delivered value, which shows differences also where shares do not */
            g->rank[i] += g->delivered[k] > g->delivered[i];
    }
}

netmkt_status netmkt_delivered_improve(netmkt_context *context, const netmkt_settings *settings, size_t offers, const double *parts,
                                       const double *weights, size_t offer, const double *steps, netmkt_table **out)
{
    gains g;
    const netmkt__column_plan plan[] = {
        {"part", &g.part, NETMKT_COLUMN_TEXT, 0},         {"weight", &g.weight, NETMKT_COLUMN_REAL, 0},
        {"level", &g.level, NETMKT_COLUMN_REAL, 0},       {"step", &g.step, NETMKT_COLUMN_REAL, 0},
        {"delivered_gain", &g.delivered, NETMKT_COLUMN_REAL, 0}, {"share_gain", &g.share, NETMKT_COLUMN_REAL, 0},
        {"share_slope", &g.slope, NETMKT_COLUMN_REAL, 0}, {"rank", &g.rank, NETMKT_COLUMN_INT, 0},
    };
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (parts == NULL || offer >= offers)
        return netmkt__misuse("parts are needed, and one of the offers");
    status = netmkt__delivered_check(offers, parts, weights);
    for (int i = 0; status == NETMKT_OK && steps != NULL && i < NETMKT_PARTS; i++)
        if (!(steps[i] >= 0.0 && isfinite(steps[i] * netmkt__weight_of(weights, i))))
            status = netmkt__fail(NETMKT_E_RANGE, "the step %g of part %s is not 0 or more", steps[i], netmkt_part_name(i));
    if (status == NETMKT_OK)
        status = netmkt__table_new(context, NETMKT_PARTS, 0, &table);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);
    if (status == NETMKT_OK) {
        fill(&g, parts + offer * NETMKT_PARTS, weights, steps, stand(settings, offers, parts, weights, offer),
             netmkt__setting(settings, NETMKT__SET_DELIVERED_SCALE));
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
