/* The distribution of purchases to come, and customers drawn at random: the checks around the models' own functions. */
#include <netmkt/future.h>

#include <math.h>

#include "base/context.h"
#include "base/status.h"
#include "value/model.h"

static const double COUNT_MOST = 1e7, TIME_MOST = 1e9, OPPORTUNITIES_MOST = 1e6;

netmkt_status netmkt_model_distribution(const netmkt_model *model, double x, double t_x, double T, double t, size_t count, double *out)
{
    double *room, alive;
    netmkt_status status;

    if (model == NULL || out == NULL)
        return netmkt__misuse("model and out are needed");
    if (model->purchase == NULL)
        return netmkt__misuse("a spend model counts no purchases");
    if (count < 1 || (double)count > COUNT_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "count is %zu; 1 to %.0f probabilities can be had", count, COUNT_MOST);
    status = netmkt__horizon_check(model->purchase, t);
    if (status == NETMKT_OK)
        status = netmkt__summaries_check(model->purchase, 1, &x, &t_x, &T);
    if (status != NETMKT_OK)
        return status;
    room = netmkt__alloc(model->context, 2 * count, sizeof *room);
    if (room == NULL)
        return netmkt__nomem();
    model->purchase->distribution(model->p, x, T, t, count, out, room);
    alive = model->purchase->p_alive(model->p, x, t_x, T);
    for (size_t i = 0; i < count; i++)
        out[i] *= alive;
    out[0] += model->purchase->p_dead(model->p, x, t_x, T);
    netmkt__free(model->context, room);
    return NETMKT_OK;
}

static netmkt_status check_times(const netmkt__purchase_model *model, size_t n, const double *T)
{
    for (size_t i = 0; i < n; i++) {
        if (!(T[i] >= 0.0 && T[i] <= TIME_MOST))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: T = %.17g must be from 0 to %g", i, T[i], TIME_MOST);
        if (model->discrete && (T[i] != floor(T[i]) || T[i] > OPPORTUNITIES_MOST))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: T = %.17g must be a whole number of opportunities, at most %g", i, T[i], OPPORTUNITIES_MOST);
    }
    return NETMKT_OK;
}

/* Mean of x spends: with rate nu from Gamma(q, gamma) it is Gamma(p x, nu x). */
static double draw_mean_spend(const double *p, netmkt__random *random, double x)
{
    double nu = netmkt__random_gamma(random, p[1], p[2]);

    return x > 0.0 ? netmkt__random_gamma(random, p[0] * x, nu * x) : 0.0;
}

netmkt_status netmkt_model_simulate(const netmkt_model *purchase, const netmkt_model *spend, uint64_t seed, size_t n, const double *T,
                                    double *x, double *t_x, double *m)
{
    netmkt__random seeds, random;
    netmkt_status status;

    if (purchase == NULL || (n > 0 && (T == NULL || x == NULL || t_x == NULL)))
        return netmkt__misuse("purchase, T, x and t_x are needed");
    if (purchase->purchase == NULL || (spend != NULL && spend->purchase != NULL))
        return netmkt__misuse("needs a purchase model, and a spend model or NULL, in this order");
    if (n > 0 && (spend == NULL) != (m == NULL))
        return netmkt__misuse("spend and m are given both or neither");
    status = check_times(purchase->purchase, n, T);
    if (status != NETMKT_OK)
        return status;
    netmkt__random_seed(&seeds, seed);
    for (size_t i = 0; i < n; i++) {
        netmkt__random_seed(&random, netmkt__random_bits(&seeds));
        purchase->purchase->simulate(purchase->p, &random, T[i], &x[i], &t_x[i]);
        if (spend != NULL)
            m[i] = draw_mean_spend(spend->p, &random, x[i]);
    }
    return NETMKT_OK;
}
