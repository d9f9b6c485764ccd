/* Discounted expected residual transactions: by the model's closed form, or as a weighted sum of E[Y(t)] at few times. */
#include "value/residual.h"

#include <math.h>
#include <string.h>

#include <netmkt/future.h>

#include "base/context.h"
#include "base/status.h"

netmkt_status netmkt__residual_begin(const netmkt_model *model, double discount, netmkt__residual *out)
{
    double from = 0.0, growth = 0.0;

    memset(out, 0, sizeof *out);
    out->model = model;
    out->discount = discount;
    if (model->purchase->residual != NULL)
        return NETMKT_OK;
    if (model->purchase->analytic_from != NULL)
        from = model->purchase->analytic_from(model->p, &growth);
    return netmkt__stream_endless(model->context, discount, from, growth, &out->stream);
}

double netmkt__residual_of(const void *residual, const double *row)
{
    const netmkt__residual *r = residual;
    const netmkt__purchase_model *purchase = r->model->purchase;
    double sum = 0.0;

    if (purchase->residual != NULL)
        return purchase->residual(r->model->p, row[0], row[1], r->discount);
    for (size_t i = 0; i < r->stream.count; i++)
        sum += r->stream.weight[i] * purchase->expected(r->model->p, row[0], row[1], r->stream.time[i]);
    return sum;
}

void netmkt__residual_end(netmkt__residual *residual)
{
    if (residual->stream.time != NULL)
        netmkt__stream_free(&residual->stream);
}

netmkt_status netmkt_model_dert(const netmkt_model *model, uint32_t threads, size_t n, const double *x, const double *t_x, const double *T,
                                double discount, double *out)
{
    const double *column[2] = {x, T};
    netmkt__residual residual = {0};
    double *alive = NULL;
    netmkt_status status;

    if (model == NULL || (n > 0 && (x == NULL || t_x == NULL || T == NULL || out == NULL)))
        return netmkt__misuse("model, x, t_x, T and out are needed");
    if (model->purchase == NULL)
        return netmkt__misuse("a spend model expects no purchases");
    if (!(discount >= 1e-15 && discount <= 1e15))
        return netmkt__fail(NETMKT_E_RANGE, "the discount %.17g must be above 0 and finite: a future without end has no finite sum without it", discount);
    status = netmkt__summaries_check(model->purchase, n, x, t_x, T);
    if (status == NETMKT_OK)
        status = netmkt__residual_begin(model, discount, &residual);
    if (status == NETMKT_OK)
        status = netmkt__each_distinct(model->context, threads, n, 2, column, netmkt__residual_of, &residual, out);
    if (status == NETMKT_OK) {
        alive = netmkt__alloc(model->context, n, sizeof *alive);
        status = alive != NULL ? netmkt__alive(model, threads, n, x, t_x, T, alive) : netmkt__nomem();
    }
    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        out[i] *= alive[i];
    netmkt__free(model->context, alive);
    netmkt__residual_end(&residual);
    return status;
}
