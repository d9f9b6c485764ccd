/* The choice among purchase models: what each makes of the calibration, and how far off it was of what came after. */
#include <netmkt/validation.h>

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "store/view.h"
#include "value/model.h"

enum { MODELS = 3 };

/* One candidate; without a validation where its fit failed. */
typedef struct candidate {
    netmkt_validation_figures figures;
    netmkt_fit fit;
    int32_t model;
    int failed;
    char why[256];
} candidate;

/* A failure that is the model's with this data, and not everybody's. */
static int is_own_failure(netmkt_status status)
{
    return status == NETMKT_E_CONVERGE || status == NETMKT_E_DATA;
}

static netmkt_status try_model(netmkt_store *store, const netmkt_settings *settings, int64_t calibrate_to_ms, int64_t to_ms, candidate *c)
{
    netmkt_validation *validation = NULL;
    netmkt_status status = netmkt_validation_new(store, c->model, settings, calibrate_to_ms, to_ms, &validation);

    c->figures.struct_size = sizeof c->figures;
    c->fit.struct_size = sizeof c->fit;
    if (status == NETMKT_OK)
        status = netmkt_validation_get(validation, &c->figures);
    if (status == NETMKT_OK)
        status = netmkt_model_fit_get(netmkt_validation_model(validation), &c->fit);
    netmkt_validation_free(validation);
    if (!is_own_failure(status))
        return status;
    c->failed = 1;
    strncpy(c->why, netmkt_last_error(), sizeof c->why - 1);
    return NETMKT_OK;
}

/* Before: the smaller error; a model that failed comes last. */
static int is_better(const candidate *a, const candidate *b)
{
    if (a->failed || b->failed)
        return !a->failed && b->failed;
    return a->figures.rmse < b->figures.rmse;
}

static void sort(candidate *list)
{
    for (int i = 1; i < MODELS; i++) {
        candidate moved = list[i];
        int at = i;

        for (; at > 0 && is_better(&moved, &list[at - 1]); at--)
            list[at] = list[at - 1];
        list[at] = moved;
    }
}

static netmkt_status make_table(netmkt_context *context, const candidate *list, netmkt_table **out)
{
    const char **model, **ended;
    double *log_likelihood, *aic, *bic, *actual, *predicted, *mae, *rmse, *bias, *rank, *top;
    const netmkt__column_plan plan[] = {
        {"model", &model, NETMKT_COLUMN_TEXT, 0},
        {"log_likelihood", &log_likelihood, NETMKT_COLUMN_REAL, 0},
        {"aic", &aic, NETMKT_COLUMN_REAL, 0},
        {"bic", &bic, NETMKT_COLUMN_REAL, 0},
        {"actual", &actual, NETMKT_COLUMN_REAL, 0},
        {"predicted", &predicted, NETMKT_COLUMN_REAL, 0},
        {"mae", &mae, NETMKT_COLUMN_REAL, 0},
        {"rmse", &rmse, NETMKT_COLUMN_REAL, 0},
        {"bias", &bias, NETMKT_COLUMN_REAL, 0},
        {"rank_correlation", &rank, NETMKT_COLUMN_REAL, 0},
        {"top_decile", &top, NETMKT_COLUMN_REAL, 0},
        {"ended", &ended, NETMKT_COLUMN_TEXT, 0},
    };
    netmkt_status status = netmkt__table_new(context, MODELS, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (int i = 0; i < MODELS && status == NETMKT_OK; i++) {
        const candidate *c = &list[i];

        model[i] = netmkt_model_name(c->model);
        ended[i] = c->failed ? netmkt__table_copy(*out, c->why, strlen(c->why)) : c->fit.ended == NETMKT_FIT_CONVERGED ? "converged" : "border";
        if (ended[i] == NULL)
            return netmkt__nomem();
        log_likelihood[i] = c->failed ? (double)NAN : c->fit.log_likelihood;
        aic[i] = c->failed ? (double)NAN : c->fit.aic;
        bic[i] = c->failed ? (double)NAN : c->fit.bic;
        actual[i] = c->failed ? (double)NAN : c->figures.actual;
        predicted[i] = c->failed ? (double)NAN : c->figures.predicted;
        mae[i] = c->failed ? (double)NAN : c->figures.mae;
        rmse[i] = c->failed ? (double)NAN : c->figures.rmse;
        bias[i] = c->failed ? (double)NAN : c->figures.bias;
        rank[i] = c->failed ? (double)NAN : c->figures.rank_correlation;
        top[i] = c->failed ? (double)NAN : c->figures.top_decile;
    }
    return status;
}

netmkt_status netmkt_validation_models(netmkt_store *store, const netmkt_settings *settings, int64_t calibrate_to_ms, int64_t to_ms,
                                       netmkt_table **out)
{
    candidate list[MODELS] = {{.model = NETMKT_MODEL_BGNBD}, {.model = NETMKT_MODEL_MBGNBD}, {.model = NETMKT_MODEL_PARETONBD}};
    netmkt_table *table = NULL;
    netmkt_status status = NETMKT_OK;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    for (int i = 0; i < MODELS && status == NETMKT_OK; i++)
        status = try_model(store, settings, calibrate_to_ms, to_ms, &list[i]);
    if (status == NETMKT_OK && list[0].failed && list[1].failed && list[2].failed)
        return netmkt__fail(NETMKT_E_DATA, "no model could be fitted: %s", list[0].why);
    if (status != NETMKT_OK)
        return status;
    sort(list);
    status = make_table(netmkt__store_context(store), list, &table);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
