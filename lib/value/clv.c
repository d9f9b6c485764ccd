/* Customer lifetime value: the discounted stream of purchases expected of one who is alive depends on (x, T) alone and
 * is computed once for each distinct pair; P(alive) and spend make it the customer's. */
#include <math.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "value/clv.h"
#include "value/gammagamma.h"
#include "value/margin.h"
#include "value/model.h"
#include "value/residual.h"

typedef struct future {
    const netmkt_model *model;
    const netmkt__stream *stream;
} future;

/* Sum over units i of (E[Y(i)] - E[Y(i-1)]) / (1+d)^i of one who is alive. */
static double discounted(const void *argument, const double *row)
{
    const future *f = argument;
    netmkt__sum sum = {0};

    for (size_t i = 0; i < f->stream->count; i++)
        netmkt__sum_add(&sum, f->stream->weight[i] * f->model->purchase->expected(f->model->p, row[0], row[1], f->stream->time[i]));
    return netmkt__sum_total(&sum);
}

/* The stream of one who is alive, for each customer: to the horizon, or without end. */
static netmkt_status fill_streams(const netmkt_model *purchase, const netmkt_settings *settings, size_t n, const double *x, const double *T, double *out)
{
    const double *column[2] = {x, T};
    double horizon = netmkt__setting(settings, NETMKT__SET_VALUE_HORIZON), from = 0.0, growth = 0.0;
    double log_discount = log1p(netmkt__setting(settings, NETMKT__SET_VALUE_DISCOUNT)) * purchase->fit.unit_days / 365.25;
    uint32_t threads = netmkt__setting_threads(settings);
    netmkt__stream stream = {0};
    future f = {purchase, &stream};
    netmkt_status status;

    if (netmkt__setting(settings, NETMKT__SET_VALUE_INFINITE) != 0.0) {
        netmkt__residual residual;

        status = netmkt__residual_begin(purchase, purchase->purchase->discrete ? expm1(log_discount) : log_discount, &residual);
        if (status == NETMKT_OK)
            status = netmkt__each_distinct(purchase->context, threads, n, 2, column, netmkt__residual_of, &residual, out);
        netmkt__residual_end(&residual);
        return status;
    }
    if (purchase->purchase->analytic_from != NULL)
        from = purchase->purchase->analytic_from(purchase->p, &growth);
    status = netmkt__stream_new(purchase->context, horizon, log_discount, from, growth, &stream);
    if (status == NETMKT_OK)
        status = netmkt__each_distinct(purchase->context, threads, n, 2, column, discounted, &f, out);
    netmkt__stream_free(&stream);
    return status;
}

static netmkt_status check_settings(const netmkt_model *purchase, const netmkt_settings *settings)
{
    double horizon = netmkt__setting(settings, NETMKT__SET_VALUE_HORIZON);

    if (netmkt__setting(settings, NETMKT__SET_VALUE_INFINITE) != 0.0) {
        if (netmkt__setting(settings, NETMKT__SET_VALUE_DISCOUNT) <= 0.0)
            return netmkt__fail(NETMKT_E_RANGE, "value.infinite needs a value.discount_rate above 0: a future without end has no finite value without it");
        return NETMKT_OK;
    }
    if (purchase->purchase->discrete && horizon != floor(horizon))
        return netmkt__fail(NETMKT_E_RANGE, "value.horizon = %g must be a whole number of opportunities for %s", horizon, purchase->purchase->name);
    return NETMKT_OK;
}

/* Streams become values. */
static netmkt_status multiply(const netmkt_model *spend, int unbounded, double common, const double *margins, size_t n, const double *x, const double *m,
                              const double *alive, double *clv)
{
    for (size_t i = 0; i < n; i++) {
        double margin = margins != NULL ? margins[i] : common;
        double mean = spend != NULL ? netmkt__spend_expected(spend->p, x[i], m[i]) : m[i];

        if (!isfinite(mean) && unbounded) {
            clv[i] = clv[i] * alive[i] * margin != 0.0 ? copysign((double)INFINITY, margin) : 0.0;
            continue;
        }
        if (!isfinite(mean))
            return netmkt__fail(NETMKT_E_DATA, "row %zu: the expected spend is infinite (q = %g is 1 or less) for a customer without history to go by",
                                i, spend->p[1]);
        clv[i] *= alive[i] * mean * margin;
    }
    return NETMKT_OK;
}

static netmkt_status check_spend(const netmkt_model *spend, size_t n, const double *x, const double *m)
{
    if (spend != NULL)
        return netmkt__spends_check(n, x, m);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(m[i]))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: the expected spend m = %g must be finite", i, m[i]);
    }
    return NETMKT_OK;
}

netmkt_status netmkt__clv_check(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings, size_t n, const double *x,
                                const double *t_x, const double *T, const double *m, const double *margin)
{
    netmkt_status status = check_settings(purchase, settings);

    for (size_t i = 0; status == NETMKT_OK && margin != NULL && i < n; i++)
        if (!(fabs(margin[i]) <= NETMKT__MARGIN_MOST))
            status = netmkt__fail(NETMKT_E_RANGE, "row %zu: a margin of %g; -%g to %g are possible", i, margin[i], NETMKT__MARGIN_MOST, NETMKT__MARGIN_MOST);

    if (status == NETMKT_OK)
        status = netmkt__summaries_check(purchase->purchase, n, x, t_x, T);
    return status == NETMKT_OK ? check_spend(spend, n, x, m) : status;
}

netmkt_status netmkt_model_clv(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings,
                               size_t n, const double *x, const double *t_x, const double *T, const double *m, const double *margin,
                               double *clv)
{
    return netmkt__clv(purchase, spend, settings, 0, n, x, t_x, T, m, margin, clv);
}

netmkt_status netmkt__clv(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings, int unbounded, size_t n,
                          const double *x, const double *t_x, const double *T, const double *m, const double *margin, double *clv)
{
    double *alive = NULL;
    uint32_t threads = netmkt__setting_threads(settings);
    netmkt_status status;

    if (purchase == NULL || (n > 0 && (x == NULL || t_x == NULL || T == NULL || m == NULL || clv == NULL)))
        return netmkt__misuse("purchase, x, t_x, T, m and clv are needed");
    if (purchase->purchase == NULL || (spend != NULL && spend->purchase != NULL))
        return netmkt__misuse("needs a purchase model, and a spend model or NULL, in this order");
    status = netmkt__clv_check(purchase, spend, settings, n, x, t_x, T, m, margin);
    if (status == NETMKT_OK)
        status = fill_streams(purchase, settings, n, x, T, clv);
    if (status == NETMKT_OK) {
        alive = netmkt__alloc(purchase->context, n, sizeof *alive);
        status = alive != NULL ? netmkt__alive(purchase, threads, n, x, t_x, T, alive) : netmkt__nomem();
    }
    if (status == NETMKT_OK)
        status = multiply(spend, unbounded, netmkt__setting(settings, NETMKT__SET_VALUE_MARGIN), margin, n, x, m, alive, clv);
    netmkt__free(purchase->context, alive);
    return status;
}
