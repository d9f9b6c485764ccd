/* The model object: made from given parameters here, or by model_fit.c; read by name and index. */
#include "value/model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "value/gammagamma.h"

static const char SPEND_NAME[] = "gammagamma";

/* A sum over opportunities must end. */
static const double OPPORTUNITIES_MOST = 1e6;

const char *netmkt_model_name(int32_t model)
{
    const netmkt__purchase_model *purchase = netmkt__purchase_model_by_number(model);

    return purchase != NULL ? purchase->name : model == NETMKT_MODEL_GAMMAGAMMA ? SPEND_NAME : NULL;
}

int32_t netmkt_model_by_name(const char *name)
{
    for (int32_t i = 1; name != NULL && i <= NETMKT_MODEL_GAMMAGAMMA; i++) {
        const char *known = netmkt_model_name(i);

        if (known != NULL && strcmp(known, name) == 0)
            return i;
    }
    return 0;
}

static uint32_t parameter_count(int32_t model)
{
    const netmkt__purchase_model *purchase = netmkt__purchase_model_by_number(model);

    return purchase != NULL ? purchase->parameters : model == NETMKT_MODEL_GAMMAGAMMA ? NETMKT__SPEND_PARAMETERS : 0;
}

const char *netmkt_model_parameter_name(int32_t model, uint32_t index)
{
    const netmkt__purchase_model *purchase = netmkt__purchase_model_by_number(model);

    if (index >= parameter_count(model))
        return NULL;
    return purchase != NULL ? purchase->parameter[index] : netmkt__spend_parameter[index];
}

void netmkt__model_comes_from(netmkt_model *model, const char *origin)
{
    (void)snprintf(model->origin, sizeof model->origin, "%s", origin);
}

netmkt_status netmkt__model_blank(netmkt_context *context, int32_t number, const netmkt_settings *settings, netmkt_model **out)
{
    netmkt_model *model;

    *out = NULL;
    if (parameter_count(number) == 0)
        return netmkt__fail(NETMKT_E_INVALID, "no model has the number %d; netmkt_model_by_name() knows them", number);
    model = netmkt__calloc(context, 1, sizeof *model);
    if (model == NULL)
        return netmkt__nomem();
    model->context = context;
    model->purchase = netmkt__purchase_model_by_number(number);
    for (int i = 0; i < NETMKT__MODEL_PARAMETERS * NETMKT__MODEL_PARAMETERS; i++)
        model->covariance[i] = (double)NAN;
    model->fit.struct_size = sizeof model->fit;
    model->fit.model = number;
    model->fit.ended = NETMKT_FIT_GIVEN;
    model->fit.parameters = parameter_count(number);
    model->fit.log_likelihood = model->fit.aic = model->fit.bic = model->fit.correlation = (double)NAN;
    model->fit.unit_days = netmkt__setting(settings, NETMKT__SET_TIME_UNIT_DAYS);
    netmkt__model_comes_from(model, "given");
    *out = model;
    return NETMKT_OK;
}

netmkt_status netmkt_model_new(netmkt_context *context, int32_t model, const netmkt_settings *settings,
                               size_t n, const double *parameters, netmkt_model **out)
{
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (parameters == NULL)
        return netmkt__misuse("parameters are needed");
    if (parameter_count(model) != 0 && n != parameter_count(model))
        return netmkt__fail(NETMKT_E_INVALID, "%s has %u parameters, not %zu", netmkt_model_name(model), parameter_count(model), n);
    for (size_t i = 0; i < n && i < parameter_count(model); i++) {
        if (!(parameters[i] > 0.0 && isfinite(parameters[i])))
            return netmkt__fail(NETMKT_E_RANGE, "parameter %s = %g must be finite and greater than 0",
                                netmkt_model_parameter_name(model, (uint32_t)i), parameters[i]);
    }
    status = netmkt__model_blank(context, model, settings, out);
    if (status == NETMKT_OK)
        memcpy((*out)->p, parameters, n * sizeof *parameters);
    return status;
}

void netmkt_model_free(netmkt_model *model)
{
    if (model != NULL)
        netmkt__free(model->context, model);
}

netmkt_status netmkt_model_fit_get(const netmkt_model *model, netmkt_fit *out)
{
    if (model == NULL || out == NULL)
        return netmkt__misuse("model and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "netmkt_fit of %u bytes, this library knows %zu", out->struct_size, sizeof *out);
    *out = model->fit;
    return NETMKT_OK;
}

const char *netmkt_model_origin(const netmkt_model *model)
{
    return model != NULL ? model->origin : "";
}

const char *netmkt_model_note(const netmkt_model *model)
{
    return model != NULL ? model->note : "";
}

netmkt_status netmkt_model_parameter(const netmkt_model *model, const char *name, double *value, double *standard_error)
{
    uint32_t n;

    if (model == NULL || name == NULL)
        return netmkt__misuse("model and name are needed");
    n = model->fit.parameters;
    for (uint32_t i = 0; i < n; i++) {
        if (strcmp(netmkt_model_parameter_name(model->fit.model, i), name) != 0)
            continue;
        if (value != NULL)
            *value = model->p[i];
        if (standard_error != NULL)
            *standard_error = sqrt(model->covariance[i * n + i]);
        return NETMKT_OK;
    }
    return netmkt__fail(NETMKT_E_NOT_FOUND, "%s has no parameter \"%.64s\"; netmkt_model_parameter_name() lists them",
                        netmkt_model_name(model->fit.model), name);
}

netmkt_status netmkt_model_covariance(const netmkt_model *model, uint32_t row, uint32_t column, double *out)
{
    if (model == NULL || out == NULL)
        return netmkt__misuse("model and out are needed");
    if (row >= model->fit.parameters || column >= model->fit.parameters)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no covariance %u, %u: %s has %u parameters", row, column,
                            netmkt_model_name(model->fit.model), model->fit.parameters);
    *out = model->covariance[row * model->fit.parameters + column];
    return NETMKT_OK;
}

static int possible(const netmkt__purchase_model *model, double x, double t_x, double T)
{
    if (!(x >= 0.0 && x <= 9007199254740992.0 && x == floor(x) && t_x >= 0.0 && T >= t_x && T <= 1e15))
        return 0;
    if (x == 0.0 && t_x != 0.0)
        return 0;
    return !model->discrete || (x <= t_x && t_x == floor(t_x) && T == floor(T) && T <= OPPORTUNITIES_MOST);
}

netmkt_status netmkt__summaries_check(const netmkt__purchase_model *model, size_t n, const double *x, const double *t_x, const double *T)
{
    for (size_t i = 0; i < n; i++) {
        if (!possible(model, x[i], t_x[i], T[i]))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: x = %.17g, t_x = %.17g, T = %.17g: %s", i, x[i], t_x[i], T[i],
                                model->discrete ? "needs whole 0 <= x <= t_x <= T <= 1e6, and t_x = 0 where x = 0"
                                                : "needs whole x >= 0 and 0 <= t_x <= T, and t_x = 0 where x = 0");
    }
    return NETMKT_OK;
}

netmkt_status netmkt__spends_check(size_t n, const double *x, const double *m)
{
    for (size_t i = 0; i < n; i++) {
        if (!(x[i] >= 0.0 && x[i] <= 9007199254740992.0 && x[i] == floor(x[i])))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: x = %.17g must be whole and at least 0", i, x[i]);
        if (x[i] > 0.0 && !(m[i] >= -1e150 && m[i] <= 1e150))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: the mean spend m = %.17g must be finite, between -1e150 and 1e150", i, m[i]);
    }
    return NETMKT_OK;
}
