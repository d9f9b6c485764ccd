/* Customer lifetime value: the discounted stream of purchases expected of one who is alive depends on (x, T) alone and
 * is computed once for each distinct pair; P(alive) and spend make it the customer's. */
#include <math.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/thread.h"
#include "value/gammagamma.h"
#include "value/model.h"

enum { ROWS_A_TASK = 8192 };

typedef struct stream {
    const netmkt_model *model;
    double horizon;
    double log_discount; /* of one time unit */
} stream;

/* Sum over units i of (E[Y(i)] - E[Y(i-1)]) / (1+d)^i. */
static double discounted(const void *argument, double x, double T)
{
    const stream *s = argument;
    double before = 0.0, end = 0.0;
    netmkt__sum sum = {0};

    while (end < s->horizon) {
        double expected;

        end = fmin(floor(end) + 1.0, s->horizon);
        expected = s->model->purchase->expected(s->model->p, x, T, end);
        netmkt__sum_add(&sum, (expected - before) * exp(-s->log_discount * end));
        before = expected;
    }
    return netmkt__sum_total(&sum);
}

typedef struct value_task {
    const netmkt_model *purchase, *spend;
    double margin;
    size_t n;
    const double *x, *t_x, *T, *m;
    double *clv; /* holds the streams, becomes the values */
} value_task;

static netmkt_status run_values(void *argument, size_t task)
{
    const value_task *t = argument;
    size_t to = (task + 1) * ROWS_A_TASK;

    for (size_t i = task * ROWS_A_TASK; i < to && i < t->n; i++) {
        double mean = t->spend != NULL ? netmkt__spend_expected(t->spend->p, t->x[i], t->m[i]) : t->m[i];

        if (!isfinite(mean))
            return netmkt__fail(NETMKT_E_DATA, "row %zu: the expected spend is infinite (q = %g is 1 or less) for a customer without history to go by",
                                i, t->spend->p[1]);
        t->clv[i] *= t->purchase->purchase->p_alive(t->purchase->p, t->x[i], t->t_x[i], t->T[i]) * mean * t->margin;
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

netmkt_status netmkt_model_clv(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings,
                               size_t n, const double *x, const double *t_x, const double *T, const double *m,
                               double *clv)
{
    value_task task = {purchase, spend, netmkt__setting(settings, NETMKT__SET_VALUE_MARGIN), n, x, t_x, T, m, clv};
    stream s = {purchase, netmkt__setting(settings, NETMKT__SET_VALUE_HORIZON), 0.0};
    uint32_t threads = netmkt__setting_threads(settings);
    netmkt_status status;

    if (purchase == NULL || (n > 0 && (x == NULL || t_x == NULL || T == NULL || m == NULL || clv == NULL)))
        return netmkt__misuse("purchase, x, t_x, T, m and clv are needed");
    if (purchase->purchase == NULL || (spend != NULL && spend->purchase != NULL))
        return netmkt__misuse("needs a purchase model, and a spend model or NULL, in this order");
    if (purchase->purchase->discrete && s.horizon != floor(s.horizon))
        return netmkt__fail(NETMKT_E_RANGE, "value.horizon = %g must be a whole number of opportunities for %s", s.horizon, purchase->purchase->name);
    s.log_discount = log1p(netmkt__setting(settings, NETMKT__SET_VALUE_DISCOUNT)) * purchase->fit.unit_days / 365.25;
    status = netmkt__summaries_check(purchase->purchase, n, x, t_x, T);
    if (status == NETMKT_OK)
        status = check_spend(spend, n, x, m);
    if (status == NETMKT_OK)
        status = netmkt__each_pair(purchase->context, threads, n, x, T, discounted, &s, clv);
    if (status == NETMKT_OK)
        status = netmkt__parallel(n <= ROWS_A_TASK ? 1 : threads, (n + ROWS_A_TASK - 1) / ROWS_A_TASK, run_values, &task);
    return status;
}
