/* P(alive) along a customer's history: his summary as it was at each moment, scored. */
#include <netmkt/value.h>

#include <math.h>

#include "base/status.h"
#include "base/table.h"
#include "summary/customers.h"
#include "value/customer_value.h"

static const uint64_t POINTS_MOST = 1000000;

typedef struct path {
    int64_t *time_ms, *x;
    double *t_x, *T, *p_alive;
} path;

/* The moment itself, where it is the latest. */
static netmkt_status resolve(netmkt_store *store, const netmkt_settings *settings, int64_t *as_of_ms)
{
    netmkt__moment moment;
    netmkt_status status = netmkt__store_read(store, 0);

    if (status != NETMKT_OK)
        return status;
    status = netmkt__moment_of(store, settings, *as_of_ms, &moment);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK)
        *as_of_ms = moment.as_of_ms;
    return status;
}

static netmkt_status fill_point(netmkt_store *store, const netmkt_model *purchase, const netmkt_settings *settings, netmkt_customer_id customer,
                                const path *p, size_t i)
{
    netmkt_summary summary = {.struct_size = sizeof summary};
    double x;
    netmkt_status status = netmkt_summary_get(store, settings, customer, p->time_ms[i], &summary);

    p->p_alive[i] = p->t_x[i] = p->T[i] = (double)NAN;
    if (status != NETMKT_OK || summary.purchase_days == 0)
        return status;
    x = (double)summary.x;
    p->x[i] = (int64_t)summary.x;
    p->t_x[i] = summary.t_x;
    p->T[i] = summary.T;
    return netmkt_model_score(purchase, 1, 1, &x, &p->t_x[i], &p->T[i], 0.0, NULL, &p->p_alive[i], NULL);
}

static netmkt_status fill(netmkt_store *store, const netmkt_model *purchase, const netmkt_settings *settings, netmkt_customer_id customer,
                          int64_t from_ms, int64_t step_ms, size_t points, netmkt_table *table)
{
    path p;
    const netmkt__column_plan plan[] = {
        {"time", &p.time_ms, NETMKT_COLUMN_TIME, 0}, {"x", &p.x, NETMKT_COLUMN_INT, 0},           {"t_x", &p.t_x, NETMKT_COLUMN_REAL, 0},
        {"T", &p.T, NETMKT_COLUMN_REAL, 0},          {"p_alive", &p.p_alive, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);

    for (size_t i = 0; status == NETMKT_OK && i < points; i++) {
        p.time_ms[i] = from_ms + (int64_t)i * step_ms;
        status = fill_point(store, purchase, settings, customer, &p, i);
    }
    return status;
}

netmkt_status netmkt_value_alive_path(netmkt_store *store, const netmkt_model *purchase, const netmkt_settings *settings, netmkt_customer_id customer,
                                      int64_t from_ms, int64_t to_ms, int64_t step_ms, netmkt_table **out)
{
    netmkt_table *table = NULL;
    uint64_t points;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL || purchase == NULL)
        return netmkt__misuse("store and purchase are needed");
    status = netmkt__value_check_models(purchase, NULL, settings);
    if (status == NETMKT_OK)
        status = resolve(store, settings, &to_ms);
    if (status != NETMKT_OK)
        return status;
    if (step_ms <= 0 || from_ms > to_ms)
        return netmkt__fail(NETMKT_E_RANGE, "from %lld to %lld by %lld ms: needs a beginning not after the end, and a step above 0",
                            (long long)from_ms, (long long)to_ms, (long long)step_ms);
    points = ((uint64_t)to_ms - (uint64_t)from_ms) / (uint64_t)step_ms + 1;
    if (points > POINTS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "%llu points are too many; take a step that makes at most %llu", (unsigned long long)points,
                            (unsigned long long)POINTS_MOST);
    status = netmkt__table_new(netmkt__store_context(store), (size_t)points, 0, &table);
    if (status == NETMKT_OK)
        status = fill(store, purchase, settings, customer, from_ms, step_ms, (size_t)points, table);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
