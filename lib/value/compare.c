/* Which of several fitted models describes the same customers best (Akaike 1974; Schwarz 1978; weights: Burnham & Anderson 2002). */
#include <netmkt/future.h>

#include <math.h>

#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "value/model.h"

static int discrete(const netmkt_model *model)
{
    return model->purchase != NULL && model->purchase->discrete;
}

/* Whether two models' likelihoods are of the same data in the same units. */
static netmkt_status check_pair(const netmkt_model *a, const netmkt_model *b, size_t index)
{
    if ((a->purchase == NULL) != (b->purchase == NULL) || discrete(a) != discrete(b))
        return netmkt__fail(NETMKT_E_DATA, "model %zu, %s, and model 0, %s, describe different things: their likelihoods do not compare", index,
                            netmkt_model_name(b->fit.model), netmkt_model_name(a->fit.model));
    if (a->fit.customers != b->fit.customers || a->fit.distinct != b->fit.distinct || a->fit.unit_days != b->fit.unit_days)
        return netmkt__fail(NETMKT_E_DATA, "model %zu, %s, was fitted to other customers or in another time unit than model 0, %s", index,
                            netmkt_model_name(b->fit.model), netmkt_model_name(a->fit.model));
    return NETMKT_OK;
}

static netmkt_status check_models(const netmkt_model *const *models, size_t n)
{
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < n; i++) {
        if (models[i] == NULL)
            return netmkt__misuse("a model is NULL");
    }
    for (size_t i = 0; status == NETMKT_OK && i < n; i++) {
        if (models[i]->fit.ended == NETMKT_FIT_GIVEN || !isfinite(models[i]->fit.log_likelihood))
            return netmkt__fail(NETMKT_E_DATA, "model %zu, %s, was given, not fitted: it has no likelihood to compare", i, netmkt_model_name(models[i]->fit.model));
        status = check_pair(models[0], models[i], i);
    }
    return status;
}

/* Row of model number `index`: how many have a lower AIC, those with the same one in the order given. */
static size_t rank_of(const netmkt_model *const *models, size_t n, size_t index)
{
    size_t rank = 0;

    for (size_t i = 0; i < n; i++)
        rank += models[i]->fit.aic < models[index]->fit.aic || (models[i]->fit.aic == models[index]->fit.aic && i < index);
    return rank;
}

netmkt_status netmkt_model_compare(netmkt_context *context, const netmkt_model *const *models, size_t n, netmkt_table **out)
{
    netmkt_table *table = NULL;
    const char **name, **ended;
    int64_t *index, *parameters;
    double *log_likelihood, *aic, *bic, *weight, total = 0.0;
    const netmkt__column_plan plan[] = {
        {"model", &name, NETMKT_COLUMN_TEXT, 0},         {"index", &index, NETMKT_COLUMN_INT, 0}, {"parameters", &parameters, NETMKT_COLUMN_INT, 0},
        {"log_likelihood", &log_likelihood, NETMKT_COLUMN_REAL, 0}, {"aic", &aic, NETMKT_COLUMN_REAL, 0}, {"bic", &bic, NETMKT_COLUMN_REAL, 0},
        {"aic_weight", &weight, NETMKT_COLUMN_REAL, 0},  {"ended", &ended, NETMKT_COLUMN_TEXT, 0},
    };
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (models == NULL || n == 0)
        return netmkt__misuse("at least one model is needed");
    status = check_models(models, n);
    if (status == NETMKT_OK)
        status = netmkt__table_new(context, n, 0, &table);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        const netmkt_fit *fit = &models[i]->fit;
        size_t row = rank_of(models, n, i);

        name[row] = netmkt_model_name(fit->model);
        index[row] = (int64_t)i;
        parameters[row] = fit->parameters;
        log_likelihood[row] = fit->log_likelihood;
        aic[row] = fit->aic;
        bic[row] = fit->bic;
        ended[row] = fit->ended == NETMKT_FIT_CONVERGED ? "converged" : "border";
    }
    for (size_t i = 0; i < n; i++)
        total += exp(0.5 * (aic[0] - aic[i]));
    for (size_t i = 0; i < n; i++)
        weight[i] = exp(0.5 * (aic[0] - aic[i])) / total;
    *out = table;
    return NETMKT_OK;
}
