/* Scores: what depends on (x, T) alone is computed once for each distinct pair, the rest a customer at a time, in tasks
 * of rows; every number is a pure function of its row, so threads cannot change it. */
#include <math.h>

#include "base/context.h"
#include "base/status.h"
#include "base/thread.h"
#include "value/gammagamma.h"
#include "value/model.h"

enum { FEW = 16, PAIRS_A_TASK = 128, ROWS_A_TASK = 8192 };

typedef struct pair_task {
    netmkt__pair_function function;
    const void *argument;
    const netmkt__groups *groups;
} pair_task;

static netmkt_status run_pairs(void *argument, size_t task)
{
    const pair_task *t = argument;
    size_t to = (task + 1) * PAIRS_A_TASK;

    for (size_t i = task * PAIRS_A_TASK; i < to && i < t->groups->count; i++)
        t->groups->weight[i] = t->function(t->argument, t->groups->key[0][i], t->groups->key[1][i]);
    return NETMKT_OK;
}

netmkt_status netmkt__each_pair(netmkt_context *context, uint32_t threads, size_t n, const double *x, const double *T,
                                netmkt__pair_function function, const void *argument, double *out)
{
    const double *column[2] = {x, T};
    netmkt__groups groups;
    pair_task task = {function, argument, &groups};
    netmkt_status status;

    if (n <= FEW) {
        for (size_t i = 0; i < n; i++)
            out[i] = function(argument, x[i], T[i]);
        return NETMKT_OK;
    }
    status = netmkt__group(context, n, 2, column, NULL, 1, &groups);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__parallel(threads, (groups.count + PAIRS_A_TASK - 1) / PAIRS_A_TASK, run_pairs, &task);
    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        out[i] = groups.weight[groups.member[i]];
    netmkt__groups_free(&groups);
    return status;
}

typedef struct score_task {
    const netmkt_model *model;
    size_t n;
    const double *x, *t_x, *T;
    double *log_likelihood, *p_alive, *expected;
} score_task;

static netmkt_status run_scores(void *argument, size_t task)
{
    const score_task *t = argument;
    const netmkt__purchase_model *purchase = t->model->purchase;
    const double *p = t->model->p;
    size_t to = (task + 1) * ROWS_A_TASK;

    for (size_t i = task * ROWS_A_TASK; i < to && i < t->n; i++) {
        double x = t->x[i], t_x = t->t_x[i], T = t->T[i], alive;

        if (t->log_likelihood != NULL)
            t->log_likelihood[i] = purchase->customer_log_likelihood(p, x, t_x, T);
        if (t->p_alive == NULL && t->expected == NULL)
            continue;
        alive = purchase->p_alive(p, x, t_x, T);
        if (t->p_alive != NULL)
            t->p_alive[i] = alive;
        if (t->expected != NULL)
            t->expected[i] *= alive;
    }
    return NETMKT_OK;
}

typedef struct horizon {
    const netmkt_model *model;
    double t;
} horizon;

static double expected_if_alive(const void *argument, double x, double T)
{
    const horizon *h = argument;

    return h->model->purchase->expected(h->model->p, x, T, h->t);
}

static netmkt_status check_horizon(const netmkt__purchase_model *model, double t)
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
    score_task task = {model, n, x, t_x, T, log_likelihood, p_alive, expected};
    horizon h = {model, future};
    netmkt_status status;

    if (model == NULL || (n > 0 && (x == NULL || t_x == NULL || T == NULL)))
        return netmkt__misuse("model, x, t_x and T are needed");
    if (model->purchase == NULL)
        return netmkt__misuse("a spend model scores no purchases; use netmkt_model_spend()");
    status = check_horizon(model->purchase, future);
    if (status == NETMKT_OK)
        status = netmkt__summaries_check(model->purchase, n, x, t_x, T);
    if (status == NETMKT_OK && expected != NULL)
        status = netmkt__each_pair(model->context, threads, n, x, T, expected_if_alive, &h, expected);
    if (status == NETMKT_OK)
        status = netmkt__parallel(n <= ROWS_A_TASK ? 1 : threads, (n + ROWS_A_TASK - 1) / ROWS_A_TASK, run_scores, &task);
    return status;
}

netmkt_status netmkt_model_expected_new(const netmkt_model *model, double t, double *out)
{
    netmkt_status status;

    if (model == NULL || out == NULL)
        return netmkt__misuse("model and out are needed");
    if (model->purchase == NULL)
        return netmkt__misuse("a spend model expects no purchases; use netmkt_model_spend()");
    status = check_horizon(model->purchase, t);
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
