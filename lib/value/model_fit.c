/* Fits: check, group, search, and fill the model. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "value/gammagamma.h"
#include "value/model.h"

/* Searches start on a sample of this many customers when there are more distinct rows. */
enum { SAMPLE = 4096 };

/* One likelihood with its penalty. */
typedef struct target {
    const netmkt__purchase_model *purchase; /* NULL: spend */
    const netmkt__rows *rows;
    const netmkt__spend_rows *spend;
    int n;
    double ridge;                           /* times customers */
    double shift[NETMKT__FIT_MOST];         /* ln of the unit of each parameter */
} target;

static double objective(void *argument, const double *theta, double *gradient, double *hessian)
{
    const target *t = argument;
    double value = t->purchase != NULL ? t->purchase->log_likelihood(t->rows, theta, gradient, hessian)
                                       : netmkt__spend_log_likelihood(t->spend, theta, gradient, hessian);

    for (int i = 0; t->ridge > 0.0 && i < t->n; i++) {
        double full = theta[i] + t->shift[i];

        value -= t->ridge * full * full;
        if (gradient != NULL)
            gradient[i] -= 2.0 * t->ridge * full;
        if (hessian != NULL)
            hessian[i * t->n + i] -= 2.0 * t->ridge;
    }
    return value;
}

/* Fill the model from a search: parameters and covariance in the caller's units. */
static void fill(netmkt_model *model, const target *t, const netmkt__fit_result *found, double log_likelihood)
{
    int n = t->n;
    netmkt_fit *fit = &model->fit;

    for (int i = 0; i < n; i++)
        model->p[i] = exp(found->theta[i] + t->shift[i]);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            model->covariance[i * n + j] = found->covariance[i * n + j] * model->p[i] * model->p[j];
    }
    fit->ended = found->ended;
    fit->iterations = found->iterations;
    fit->log_likelihood = log_likelihood;
    fit->aic = 2.0 * n - 2.0 * log_likelihood;
    fit->bic = n * log((double)fit->customers) - 2.0 * log_likelihood;
    (void)snprintf(model->note, sizeof model->note, "%s", found->note);
    netmkt__model_comes_from(model, "summaries");
}

static netmkt_status check_weights(size_t n, const double *weight)
{
    double sum = 0.0;

    for (size_t i = 0; weight != NULL && i < n; i++) {
        if (!(weight[i] >= 0.0 && weight[i] <= 9007199254740992.0 && weight[i] == floor(weight[i])))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: the weight %.17g must be whole and at least 0", i, weight[i]);
        sum += weight[i];
    }
    if (sum > 9007199254740992.0)
        return netmkt__fail(NETMKT_E_RANGE, "the weights add up to %.17g, more than 2^53", sum);
    return NETMKT_OK;
}

/* --- purchase models --- */

static netmkt_status check_purchase_data(const netmkt__groups *groups, double *mean_time)
{
    netmkt__sum customers = {0}, purchases = {0}, observed = {0};

    for (size_t i = 0; i < groups->count; i++) {
        netmkt__sum_add(&customers, groups->weight[i]);
        netmkt__sum_add(&purchases, groups->weight[i] * groups->key[0][i]);
        netmkt__sum_add(&observed, groups->weight[i] * groups->key[2][i]);
    }
    if (groups->count == 0)
        return netmkt__fail(NETMKT_E_DATA, "no customers to fit to");
    if (netmkt__sum_total(&purchases) == 0.0)
        return netmkt__fail(NETMKT_E_DATA, "none of %.0f customers bought again; there is nothing to learn a rate from", netmkt__sum_total(&customers));
    if (netmkt__sum_total(&observed) == 0.0)
        return netmkt__fail(NETMKT_E_DATA, "no customer was observed for any time (all T are 0)");
    if (groups->count == 1)
        return netmkt__fail(NETMKT_E_DATA, "all %.0f customers have the same summary; there are no differences to fit", netmkt__sum_total(&customers));
    *mean_time = netmkt__sum_total(&observed) / netmkt__sum_total(&customers);
    return NETMKT_OK;
}

static netmkt_status search_purchase(netmkt_model *model, double ridge, const netmkt__rows *all, const netmkt__rows *sample)
{
    const netmkt__purchase_model *purchase = model->purchase;
    target on_all = {.purchase = purchase, .rows = all, .n = (int)purchase->parameters, .ridge = ridge * all->customers}, on_sample;
    netmkt__fit_problem problem = {.parameters = (int)purchase->parameters, .objective = objective, .all = &on_all, .sample = &on_sample,
                                   .scale_all = all->customers, .scale_sample = sample->customers, .limits = purchase->limits};
    netmkt__fit_result found;
    netmkt_status status;

    for (int i = 0; i < on_all.n; i++)
        on_all.shift[i] = (purchase->times >> i & 1) != 0 ? log(all->unit) : 0.0;
    on_sample = on_all;
    on_sample.rows = sample;
    on_sample.ridge = ridge * sample->customers;
    if (sample == all)
        problem.sample = problem.all;
    while (problem.starts < NETMKT__FIT_STARTS && purchase->start(sample, problem.starts, problem.start[problem.starts]))
        problem.starts++;
    status = netmkt__fit_run(&problem, &found);
    if (status != NETMKT_OK)
        return status;
    model->fit.customers = (uint64_t)all->customers;
    model->fit.distinct = all->count;
    fill(model, &on_all, &found, purchase->log_likelihood(all, found.theta, NULL, NULL) - (purchase->discrete ? 0.0 : all->purchases * log(all->unit)));
    return NETMKT_OK;
}

static netmkt_status fit_purchase(netmkt_model *model, const netmkt_settings *settings, size_t n, const double *x,
                                  const double *t_x, const double *T, const double *weight)
{
    const double *column[3] = {x, t_x, T};
    uint32_t threads = netmkt__setting_threads(settings);
    netmkt__groups groups = {0}, few = {0};
    netmkt__rows all = {0}, sample = {0};
    double unit = 1.0;
    netmkt_status status = netmkt__group(model->context, n, 3, column, weight, 0, &groups);

    if (status == NETMKT_OK)
        status = check_purchase_data(&groups, &unit);
    if (model->purchase->discrete)
        unit = 1.0;
    if (status == NETMKT_OK)
        status = netmkt__rows_new(&groups, unit, model->purchase->pairs, threads, &all);
    if (status == NETMKT_OK && groups.count > 2 * SAMPLE) {
        status = netmkt__groups_sample(&groups, SAMPLE, &few);
        if (status == NETMKT_OK)
            status = netmkt__rows_new(&few, unit, model->purchase->pairs, 1, &sample);
    }
    if (status == NETMKT_OK)
        status = search_purchase(model, netmkt__setting(settings, NETMKT__SET_MODEL_RIDGE), &all, sample.purchases > 0.0 ? &sample : &all);
    netmkt__rows_free(&all);
    netmkt__rows_free(&sample);
    netmkt__groups_free(&groups);
    netmkt__groups_free(&few);
    return status;
}

/* --- spend --- */

/* Copy the rows that count: x > 0, m > 0, weight > 0. */
static netmkt_status keep_spenders(netmkt_model *model, size_t n, const double *x, const double *m, const double *weight, netmkt__groups *out)
{
    double *kept[3] = {NULL, NULL, NULL};
    const double *column[2];
    size_t count = 0;
    double left_out = 0.0;
    netmkt_status status = NETMKT_OK;

    for (int c = 0; c < 3 && status == NETMKT_OK; c++) {
        kept[c] = netmkt__alloc(model->context, n, sizeof(double));
        if (kept[c] == NULL)
            status = netmkt__nomem();
    }
    for (size_t i = 0; status == NETMKT_OK && i < n; i++) {
        double w = weight != NULL ? weight[i] : 1.0;

        if (!(x[i] > 0.0 && m[i] > 0.0)) {
            left_out += w;
            continue;
        }
        kept[0][count] = x[i];
        kept[1][count] = m[i];
        kept[2][count++] = w;
    }
    model->fit.left_out = (uint64_t)left_out;
    column[0] = kept[0];
    column[1] = kept[1];
    if (status == NETMKT_OK)
        status = netmkt__group(model->context, count, 2, column, kept[2], 0, out);
    for (int c = 0; c < 3; c++)
        netmkt__free(model->context, kept[c]);
    return status;
}

/* Totals, Pearson's correlation, and whether there is anything to fit. */
static netmkt_status check_spend_data(netmkt_model *model, const netmkt__groups *groups, double *mean)
{
    netmkt__sum n = {0}, sx = {0}, sm = {0}, xx = {0}, mm = {0}, xm = {0};
    double mean_x, mean_m;
    int alike = 1;

    for (size_t i = 0; i < groups->count; i++) {
        netmkt__sum_add(&n, groups->weight[i]);
        netmkt__sum_add(&sx, groups->weight[i] * groups->key[0][i]);
        netmkt__sum_add(&sm, groups->weight[i] * groups->key[1][i]);
        alike &= groups->key[1][i] == groups->key[1][0];
    }
    if (groups->count == 0)
        return netmkt__fail(NETMKT_E_DATA, "no customer has a repeat purchase with positive spend (%llu left out)", (unsigned long long)model->fit.left_out);
    if (alike)
        return netmkt__fail(NETMKT_E_DATA, "all %.0f customers have the same mean spend; there are no differences to fit", netmkt__sum_total(&n));
    mean_x = netmkt__sum_total(&sx) / netmkt__sum_total(&n);
    mean_m = netmkt__sum_total(&sm) / netmkt__sum_total(&n);
    for (size_t i = 0; i < groups->count; i++) {
        double dx = groups->key[0][i] - mean_x, dm = groups->key[1][i] / mean_m - 1.0;

        netmkt__sum_add(&xx, groups->weight[i] * dx * dx);
        netmkt__sum_add(&mm, groups->weight[i] * dm * dm);
        netmkt__sum_add(&xm, groups->weight[i] * dx * dm);
    }
    model->fit.correlation = netmkt__sum_total(&xm) / sqrt(netmkt__sum_total(&xx) * netmkt__sum_total(&mm));
    model->fit.customers = (uint64_t)netmkt__sum_total(&n);
    model->fit.distinct = groups->count;
    *mean = mean_m;
    return NETMKT_OK;
}

static netmkt_status search_spend(netmkt_model *model, double ridge, const netmkt__spend_rows *all, const netmkt__spend_rows *sample, double sampled, double unit)
{
    double customers = (double)model->fit.customers;
    target on_all = {.spend = all, .n = NETMKT__SPEND_PARAMETERS, .ridge = ridge * customers, .shift = {0.0, 0.0, log(unit), 0.0}};
    target on_sample = on_all;
    netmkt__fit_problem problem = {.parameters = NETMKT__SPEND_PARAMETERS, .objective = objective, .all = &on_all,
                                   .sample = sample != NULL ? &on_sample : &on_all, .scale_all = customers, .scale_sample = sampled, .limits = netmkt__spend_limits};
    netmkt__fit_result found;
    netmkt_status status;

    on_sample.spend = sample;
    on_sample.ridge = ridge * sampled;
    while (netmkt__spend_start(problem.starts, problem.start[problem.starts]))
        problem.starts++;
    status = netmkt__fit_run(&problem, &found);
    if (status == NETMKT_OK)
        fill(model, &on_all, &found, netmkt__spend_log_likelihood(all, found.theta, NULL, NULL) - customers * log(unit));
    return status;
}

static netmkt_status fit_spend(netmkt_model *model, const netmkt_settings *settings, size_t n, const double *x, const double *m, const double *weight)
{
    uint32_t threads = netmkt__setting_threads(settings);
    netmkt__groups groups = {0}, few = {0};
    netmkt__spend_rows *all = NULL, *sample = NULL;
    double unit = 1.0, sampled;
    netmkt_status status = keep_spenders(model, n, x, m, weight, &groups);

    if (status == NETMKT_OK)
        status = check_spend_data(model, &groups, &unit);
    sampled = (double)model->fit.customers;
    if (status == NETMKT_OK)
        status = netmkt__spend_rows_new(&groups, unit, threads, &all);
    if (status == NETMKT_OK && groups.count > 2 * SAMPLE) {
        sampled = SAMPLE;
        status = netmkt__groups_sample(&groups, SAMPLE, &few);
        if (status == NETMKT_OK)
            status = netmkt__spend_rows_new(&few, unit, 1, &sample);
    }
    if (status == NETMKT_OK)
        status = search_spend(model, netmkt__setting(settings, NETMKT__SET_MODEL_RIDGE), all, sample, sampled, unit);
    netmkt__spend_rows_free(all);
    netmkt__spend_rows_free(sample);
    netmkt__groups_free(&groups);
    netmkt__groups_free(&few);
    return status;
}

netmkt_status netmkt_model_fit_summaries(netmkt_context *context, int32_t model, const netmkt_settings *settings,
                                         size_t n, const double *x, const double *t_x, const double *T,
                                         const double *m, const double *weight, netmkt_model **out)
{
    netmkt_model *made = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    status = netmkt__model_blank(context, model, settings, &made);
    if (status != NETMKT_OK)
        return status;
    if (n > 0 && (x == NULL || (made->purchase != NULL ? t_x == NULL || T == NULL : m == NULL)))
        status = netmkt__misuse(made->purchase != NULL ? "a purchase model needs x, t_x and T" : "a spend model needs x and m");
    else if (n == 0)
        status = netmkt__fail(NETMKT_E_DATA, "no customers to fit to");
    if (status == NETMKT_OK)
        status = check_weights(n, weight);
    if (status == NETMKT_OK)
        status = made->purchase != NULL ? netmkt__summaries_check(made->purchase, n, x, t_x, T) : netmkt__spends_check(n, x, m);
    if (status == NETMKT_OK)
        status = made->purchase != NULL ? fit_purchase(made, settings, n, x, t_x, T, weight) : fit_spend(made, settings, n, x, m, weight);
    if (status == NETMKT_OK) {
        *out = made;
        made = NULL;
    }
    netmkt_model_free(made);
    return status;
}
