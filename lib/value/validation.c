/* Validation: figures of predictions against facts, and the object that holds a calibrated model with its holdout. */
#include <netmkt/validation.h>

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "numeric/quantile.h"
#include "numeric/sort.h"
#include "value/block_sum.h"
#include "value/holdout.h"

struct netmkt_validation {
    netmkt__holdout holdout;
    netmkt_model *model;
    netmkt_table *frequency, *recency, *tracking;
    netmkt_validation_figures figures;
};

/* --- figures --- */

/* How many of n ascending values are below `value`, or with `equal` not above it. */
static size_t rank_of(const double *sorted, size_t n, double value, int equal)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (sorted[middle] < value || (equal && sorted[middle] == value))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Mean ranks of values; `sorted` are the same, ascending. */
static void mean_ranks(const double *values, const double *sorted, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = ((double)rank_of(sorted, n, values[i], 0) + (double)rank_of(sorted, n, values[i], 1) + 1.0) / 2.0;
}

/* Sum of `actual` over the tenth with the largest `by`; those equal at its edge count in proportion. */
static double top_tenth(const double *by, const double *sorted, const double *actual, size_t n)
{
    double tenth = (double)n / 10.0, edge = sorted[n - (size_t)ceil(tenth)];
    double above = (double)(n - rank_of(sorted, n, edge, 1)), alike = (double)n - above - (double)rank_of(sorted, n, edge, 0);
    netmkt__sum sum = {0}, at_edge = {0};

    for (size_t i = 0; i < n; i++)
        if (by[i] >= edge)
            netmkt__sum_add(by[i] > edge ? &sum : &at_edge, actual[i]);
    return netmkt__sum_total(&sum) + netmkt__sum_total(&at_edge) * (tenth - above) / alike;
}

static void add_up(size_t n, const double *predicted, const double *actual, netmkt_validation_figures *out)
{
    netmkt__sum sums[4] = {{0}};

    for (size_t i = 0; i < n; i++) {
        double error = predicted[i] - actual[i];

        netmkt__sum_add(&sums[0], actual[i]);
        netmkt__sum_add(&sums[1], predicted[i]);
        netmkt__sum_add(&sums[2], fabs(error));
        netmkt__sum_add(&sums[3], error * error);
    }
    out->customers = n;
    out->actual = netmkt__sum_total(&sums[0]);
    out->predicted = netmkt__sum_total(&sums[1]);
    out->mae = netmkt__sum_total(&sums[2]) / (double)n;
    out->rmse = sqrt(netmkt__sum_total(&sums[3]) / (double)n);
    out->bias = (out->predicted - out->actual) / (double)n;
    out->correlation = netmkt__correlation(predicted, actual, n);
}

/* The figures that need the order; room for 4 n numbers. */
static void rank(size_t n, const double *predicted, const double *actual, double *room, netmkt_validation_figures *out)
{
    double *by_prediction = room, *by_fact = room + n, *prediction_rank = room + 2 * n, *fact_rank = room + 3 * n;

    memcpy(by_prediction, predicted, n * sizeof *room);
    memcpy(by_fact, actual, n * sizeof *room);
    netmkt__sort_real(by_prediction, prediction_rank, n);
    netmkt__sort_real(by_fact, prediction_rank, n);
    mean_ranks(predicted, by_prediction, n, prediction_rank);
    mean_ranks(actual, by_fact, n, fact_rank);
    out->rank_correlation = netmkt__correlation(prediction_rank, fact_rank, n);
    out->top_decile = out->actual != 0.0 ? top_tenth(predicted, by_prediction, actual, n) / out->actual : (double)NAN;
    out->top_decile_best = out->actual != 0.0 ? top_tenth(actual, by_fact, actual, n) / out->actual : (double)NAN;
}

static netmkt_status check_size(const netmkt_validation_figures *figures)
{
    if (figures->struct_size == sizeof *figures)
        return NETMKT_OK;
    return netmkt__fail(NETMKT_E_UNSUPPORTED, "netmkt_validation_figures of %u bytes, this library knows %zu", figures->struct_size, sizeof *figures);
}

netmkt_status netmkt_validation_compare(netmkt_context *context, size_t n, const double *predicted, const double *actual,
                                        netmkt_validation_figures *out)
{
    netmkt_validation_figures figures = {.struct_size = sizeof figures};
    netmkt_status status;
    double *room;

    if (out == NULL || (n > 0 && (predicted == NULL || actual == NULL)))
        return netmkt__misuse("predicted, actual and out are needed");
    status = check_size(out);
    if (status != NETMKT_OK)
        return status;
    if (n == 0)
        return netmkt__fail(NETMKT_E_DATA, "there are no customers whose predictions could be compared");
    for (size_t i = 0; i < n; i++)
        if (!(fabs(predicted[i]) <= 1e150 && fabs(actual[i]) <= 1e150))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: predicted %g, actual %g: both must be finite and within 1e150", i, predicted[i], actual[i]);
    room = netmkt__alloc(context, n, 4 * sizeof *room);
    if (room == NULL)
        return netmkt__nomem();
    add_up(n, predicted, actual, &figures);
    rank(n, predicted, actual, room, &figures);
    netmkt__free(context, room);
    *out = figures;
    return NETMKT_OK;
}

/* --- the object --- */

/* Fit to everybody, predict, and compare those asked about, with the customers as real numbers. */
static netmkt_status predict(netmkt_validation *v, int32_t model, const netmkt_settings *settings, double *x, double *actual)
{
    netmkt__holdout *h = &v->holdout;
    double horizon = (double)(h->to_day - h->day) / netmkt__setting(settings, NETMKT__SET_TIME_UNIT_DAYS);
    netmkt_status status;

    for (size_t i = 0; i < h->n; i++)
        x[i] = (double)h->x[i];
    status = netmkt_model_fit_summaries(h->context, model, settings, h->n, x, h->t_x, h->T, NULL, NULL, &v->model);
    if (status != NETMKT_OK)
        return netmkt__prefix(status, "fit of %s to %zu customers: ", netmkt_model_name(model), h->n);
    status = netmkt_model_score(v->model, netmkt__setting_threads(settings), h->n, x, h->t_x, h->T, horizon, NULL, NULL, h->predicted);
    v->figures.struct_size = sizeof v->figures;
    if (status == NETMKT_OK)
        status = netmkt__holdout_limit(settings, h);
    for (size_t i = 0; i < h->n; i++)
        actual[i] = (double)h->actual[i];
    return status == NETMKT_OK ? netmkt_validation_compare(h->context, h->n, h->predicted, actual, &v->figures) : status;
}

static netmkt_status validate(netmkt_validation *v, int32_t model, const netmkt_settings *settings)
{
    netmkt__holdout *h = &v->holdout;
    double *columns;
    netmkt_status status;

    if (h->n == 0)
        return netmkt__fail(NETMKT_E_DATA, "no customer has bought by the end of the calibration: there is nothing to fit a model to");
    columns = netmkt__alloc(h->context, h->n, 2 * sizeof *columns);
    if (columns == NULL)
        return netmkt__nomem();
    status = predict(v, model, settings, columns, columns + h->n);
    netmkt__free(h->context, columns);
    if (status == NETMKT_OK)
        status = netmkt__holdout_by_frequency(h, &v->frequency);
    if (status == NETMKT_OK)
        status = netmkt__holdout_by_recency(h, &v->recency);
    return status == NETMKT_OK ? netmkt__holdout_tracking(h, v->model, &v->tracking) : status;
}

netmkt_status netmkt_validation_new(netmkt_store *store, int32_t model, const netmkt_settings *settings, int64_t calibrate_to_ms,
                                    int64_t to_ms, netmkt_validation **out)
{
    netmkt__holdout holdout;
    netmkt_validation *made;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (model != NETMKT_MODEL_BGNBD && model != NETMKT_MODEL_MBGNBD && model != NETMKT_MODEL_PARETONBD)
        return netmkt__misuse("a purchase model for continuous time is needed: bgnbd, mbgnbd or paretonbd");
    status = netmkt__holdout_read(store, settings, calibrate_to_ms, to_ms, &holdout);
    made = status == NETMKT_OK ? netmkt__calloc(holdout.context, 1, sizeof *made) : NULL;
    if (made == NULL) {
        netmkt__holdout_free(&holdout);
        return status != NETMKT_OK ? status : netmkt__nomem();
    }
    made->holdout = holdout;
    status = validate(made, model, settings);
    if (status == NETMKT_OK) {
        *out = made;
        made = NULL;
    }
    netmkt_validation_free(made);
    return status;
}

void netmkt_validation_free(netmkt_validation *validation)
{
    netmkt_context *context;

    if (validation == NULL)
        return;
    context = validation->holdout.context;
    netmkt__holdout_free(&validation->holdout);
    netmkt_model_free(validation->model);
    netmkt_table_free(validation->frequency);
    netmkt_table_free(validation->recency);
    netmkt_table_free(validation->tracking);
    netmkt__free(context, validation);
}

netmkt_status netmkt_validation_get(const netmkt_validation *validation, netmkt_validation_figures *out)
{
    netmkt_status status;

    if (validation == NULL || out == NULL)
        return netmkt__misuse("validation and out are needed");
    status = check_size(out);
    if (status == NETMKT_OK)
        *out = validation->figures;
    return status;
}

const netmkt_table *netmkt_validation_table(const netmkt_validation *validation, int32_t table)
{
    if (validation == NULL)
        return NULL;
    switch (table) {
    case NETMKT_VALIDATION_FREQUENCY:
        return validation->frequency;
    case NETMKT_VALIDATION_RECENCY:
        return validation->recency;
    case NETMKT_VALIDATION_TRACKING:
        return validation->tracking;
    case NETMKT_VALIDATION_CUSTOMERS:
        return validation->holdout.customers;
    default:
        return NULL;
    }
}

const netmkt_model *netmkt_validation_model(const netmkt_validation *validation)
{
    return validation != NULL ? validation->model : NULL;
}
