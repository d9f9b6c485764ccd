/* Scores: what depends on (x, T) alone is computed once for each distinct pair, the rest a customer at a time in tasks of
 * rows, or for a costly model once for each distinct summary. */
#include <netmkt/future.h>

#include <math.h>

#include "base/context.h"
#include "base/status.h"
#include "base/thread.h"
#include "value/gammagamma.h"
#include "value/model.h"

enum { ROWS_A_TASK = 8192 };

typedef struct customer_task {
    netmkt__row_function function;
    const netmkt_model *model;
    size_t n;
    const double *x, *t_x, *T;
    double *out;
} customer_task;

static netmkt_status run_customers(void *argument, size_t task)
{
    const customer_task *t = argument;
    size_t to = (task + 1) * ROWS_A_TASK;

    for (size_t i = task * ROWS_A_TASK; i < to && i < t->n; i++)
        t->out[i] = t->function(t->model, (double[3]){t->x[i], t->t_x[i], t->T[i]});
    return NETMKT_OK;
}

/* out[i] = function(model, {x[i], t_x[i], T[i]}) */
static netmkt_status each_customer(const netmkt_model *model, uint32_t threads, size_t n, const double *x, const double *t_x,
                                   const double *T, netmkt__row_function function, double *out)
{
    customer_task task = {function, model, n, x, t_x, T, out};
    const double *column[3] = {x, t_x, T};

    if (model->purchase->costly)
        return netmkt__each_distinct(model->context, threads, n, 3, column, function, model, out);
    return netmkt__parallel(n <= ROWS_A_TASK ? 1 : threads, (n + ROWS_A_TASK - 1) / ROWS_A_TASK, run_customers, &task);
}

static double log_likelihood_of(const void *argument, const double *row)
{
    const netmkt_model *model = argument;

    return model->purchase->customer_log_likelihood(model->p, row[0], row[1], row[2]);
}

static double p_alive_of(const void *argument, const double *row)
{
    const netmkt_model *model = argument;

    return model->purchase->p_alive(model->p, row[0], row[1], row[2]);
}

static double p_dead_of(const void *argument, const double *row)
{
    const netmkt_model *model = argument;

    return model->purchase->p_dead(model->p, row[0], row[1], row[2]);
}

netmkt_status netmkt__alive(const netmkt_model *model, uint32_t threads, size_t n, const double *x, const double *t_x, const double *T, double *out)
{
    return each_customer(model, threads, n, x, t_x, T, p_alive_of, out);
}

typedef struct horizon {
    const netmkt_model *model;
    double t;
} horizon;

static double expected_if_alive(const void *argument, const double *row)
{
    const horizon *h = argument;

    return h->model->purchase->expected(h->model->p, row[0], row[1], h->t);
}

/* E[Y] = E[Y | alive] P(alive), with the probabilities in `alive`, or where that is NULL in memory of its own. */
static netmkt_status expect(const netmkt_model *model, uint32_t threads, size_t n, const double *x, const double *t_x, const double *T,
                            double future, const double *alive, double *out)
{
    const double *column[2] = {x, T};
    horizon h = {model, future};
    double *own = NULL;
    netmkt_status status = netmkt__each_distinct(model->context, threads, n, 2, column, expected_if_alive, &h, out);

    if (status == NETMKT_OK && alive == NULL && n > 0) {
        own = netmkt__alloc(model->context, n, sizeof *own);
        status = own != NULL ? netmkt__alive(model, threads, n, x, t_x, T, own) : netmkt__nomem();
        alive = own;
    }
    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        out[i] *= alive[i];
    netmkt__free(model->context, own);
    return status;
}

netmkt_status netmkt__horizon_check(const netmkt__purchase_model *model, double t)
{
    if (!(t >= 0.0 && t <= 1e15))
        return netmkt__fail(NETMKT_E_RANGE, "the horizon %.17g must be at least 0 and finite", t);
    if (model->discrete && (t != floor(t) || t > 1e7))
        return netmkt__fail(NETMKT_E_RANGE, "the horizon %.17g must be a whole number of opportunities, at most 1e7", t);
    return NETMKT_OK;
}

netmkt_status netmkt_model_score(const netmkt_model *model, uint32_t threads, size_t n, const double *x,
                                 const double *t_x, const double *T, double future,
                                 double *log_likelihood, double *p_alive, double *expected)
{
    netmkt_status status;

    if (model == NULL || (n > 0 && (x == NULL || t_x == NULL || T == NULL)))
        return netmkt__misuse("model, x, t_x and T are needed");
    if (model->purchase == NULL)
        return netmkt__misuse("a spend model scores no purchases; use netmkt_model_spend()");
    status = netmkt__horizon_check(model->purchase, future);
    if (status == NETMKT_OK)
        status = netmkt__summaries_check(model->purchase, n, x, t_x, T);
    if (status == NETMKT_OK && log_likelihood != NULL)
        status = each_customer(model, threads, n, x, t_x, T, log_likelihood_of, log_likelihood);
    if (status == NETMKT_OK && p_alive != NULL)
        status = netmkt__alive(model, threads, n, x, t_x, T, p_alive);
    if (status == NETMKT_OK && expected != NULL)
        status = expect(model, threads, n, x, t_x, T, future, p_alive, expected);
    return status;
}

netmkt_status netmkt_model_p_dead(const netmkt_model *model, uint32_t threads, size_t n, const double *x, const double *t_x, const double *T,
                                  double *out)
{
    netmkt_status status;

    if (model == NULL || (n > 0 && (x == NULL || t_x == NULL || T == NULL || out == NULL)))
        return netmkt__misuse("model, x, t_x, T and out are needed");
    if (model->purchase == NULL)
        return netmkt__misuse("a spend model knows no customers' end");
    status = netmkt__summaries_check(model->purchase, n, x, t_x, T);
    return status == NETMKT_OK ? each_customer(model, threads, n, x, t_x, T, p_dead_of, out) : status;
}

netmkt_status netmkt_model_expected_new(const netmkt_model *model, double t, double *out)
{
    netmkt_status status;

    if (model == NULL || out == NULL)
        return netmkt__misuse("model and out are needed");
    if (model->purchase == NULL)
        return netmkt__misuse("a spend model expects no purchases; use netmkt_model_spend()");
    status = netmkt__horizon_check(model->purchase, t);
    if (status == NETMKT_OK)
        *out = model->purchase->expected_new(model->p, t);
    return status;
}

netmkt_status netmkt_model_spend(const netmkt_model *model, size_t n, const double *x, const double *m,
                                 double *log_likelihood, double *expected)
{
    netmkt_status status;

    if (model == NULL || (n > 0 && (x == NULL || m == NULL)))
        return netmkt__misuse("model, x and m are needed");
    if (model->purchase != NULL)
        return netmkt__misuse("a purchase model knows no spend; use netmkt_model_score()");
    status = netmkt__spends_check(n, x, m);
    for (size_t i = 0; status == NETMKT_OK && i < n; i++) {
        if (log_likelihood != NULL)
            log_likelihood[i] = x[i] > 0.0 && m[i] > 0.0 ? netmkt__spend_customer_log_likelihood(model->p, x[i], m[i]) : 0.0;
        if (expected != NULL)
            expected[i] = netmkt__spend_expected(model->p, x[i], m[i]);
    }
    return status;
}
