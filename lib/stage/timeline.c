/* Tables of a census: who was where, and who went where. */
#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/period.h"
#include "base/status.h"
#include "base/table.h"
#include "stage/census.h"

/* One axis of a period as a matrix. */
typedef struct matrix {
    const int64_t *cell;
    int32_t stages;
    int32_t axis; /* 0: lifecycle, 1: readiness */
} matrix;

static matrix matrix_of(const netmkt__census_period *p, int32_t axis)
{
    return axis == 0 ? (matrix){&p->lifecycle[0][0], NETMKT__LIFECYCLES, 0} : (matrix){&p->readiness[0][0], NETMKT__READINESSES, 1};
}

static const char *stage_name(int32_t axis, int32_t stage)
{
    return axis == 0 ? netmkt_lifecycle_name(stage) : netmkt_readiness_name(stage);
}

static int64_t ended_in(const matrix *m, int32_t stage)
{
    int64_t sum = 0;

    for (int32_t from = 0; from < m->stages; from++)
        sum += m->cell[from * m->stages + stage];
    return sum;
}

static int64_t began_in(const matrix *m, int32_t stage)
{
    int64_t sum = 0;

    for (int32_t to = 0; to < m->stages; to++)
        sum += m->cell[stage * m->stages + to];
    return sum;
}

static const char *period_name(const netmkt__census *c, size_t rank, netmkt_table *table)
{
    char buffer[32];

    netmkt__period_name(c->period, c->first + (int64_t)rank, buffer);
    return netmkt__table_copy(table, buffer, strlen(buffer));
}

static netmkt_status timeline_table(const netmkt__census *c, netmkt_table **out)
{
    const char **period, **axis, **stage;
    int64_t *end, *customers;
    double *share;
    const netmkt__column_plan plan[] = {
        {"period", &period, NETMKT_COLUMN_TEXT, 0}, {"end", &end, NETMKT_COLUMN_TIME, 0},            {"axis", &axis, NETMKT_COLUMN_TEXT, 0},
        {"stage", &stage, NETMKT_COLUMN_TEXT, 0},   {"customers", &customers, NETMKT_COLUMN_INT, 0}, {"share", &share, NETMKT_COLUMN_REAL, 0},
    };
    size_t row = 0;
    netmkt_status status = netmkt__table_new(c->context, c->periods * (NETMKT__LIFECYCLES + NETMKT__READINESSES), 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t k = 0; status == NETMKT_OK && k < c->periods; k++) {
        const char *name = period_name(c, k, *out);

        if (name == NULL)
            return netmkt__nomem();
        for (int32_t a = 0; a < 2; a++) {
            matrix m = matrix_of(&c->of[k], a);
            int64_t all = 0;

            for (int32_t s = 0; s < m.stages; s++)
                all += ended_in(&m, s);
            for (int32_t s = 0; s < m.stages; s++, row++) {
                period[row] = name;
                end[row] = netmkt__census_end(c, (int64_t)k);
                axis[row] = a == 0 ? "lifecycle" : "readiness";
                stage[row] = stage_name(a, s);
                customers[row] = ended_in(&m, s);
                share[row] = all > 0 ? (double)customers[row] / (double)all : 0.0;
            }
        }
    }
    return status;
}

/* The columns of a table of transitions. */
typedef struct steps {
    const char **period, **axis, **from, **to;
    int64_t *customers;
    double *probability;
    size_t rows;
} steps;

/* Write the rows of a matrix; without columns (NULL) count them. */
static void add_steps(steps *s, int write, const char *name, const matrix *m)
{
    for (int32_t i = 0; i < m->stages * m->stages; i++) {
        int32_t from = i / m->stages;

        if (m->cell[i] == 0)
            continue;
        if (write) {
            s->period[s->rows] = name;
            s->axis[s->rows] = m->axis == 0 ? "lifecycle" : "readiness";
            s->from[s->rows] = stage_name(m->axis, from);
            s->to[s->rows] = stage_name(m->axis, i % m->stages);
            s->customers[s->rows] = m->cell[i];
            s->probability[s->rows] = (double)m->cell[i] / (double)began_in(m, from);
        }
        s->rows++;
    }
}

static void add_periods(const netmkt__census *c, const netmkt__census_period *all, netmkt_table *table, steps *s, netmkt_status *status)
{
    for (size_t k = 0; k <= c->periods && *status == NETMKT_OK; k++) {
        const char *name = k < c->periods && table != NULL ? period_name(c, k, table) : "all";

        if (name == NULL)
            *status = netmkt__nomem();
        for (int32_t a = 0; a < 2 && *status == NETMKT_OK; a++) {
            matrix m = matrix_of(k < c->periods ? &c->of[k] : all, a);

            add_steps(s, table != NULL, name, &m);
        }
    }
}

void netmkt__census_sum(const netmkt__census *c, netmkt__census_period *out)
{
    int64_t *sum = (int64_t *)out;

    memset(out, 0, sizeof *out);
    for (size_t k = 0; k < c->periods; k++)
        for (size_t i = 0; i < sizeof *out / sizeof *sum; i++)
            sum[i] += ((const int64_t *)&c->of[k])[i];
}

static netmkt_status transitions_table(const netmkt__census *c, netmkt_table **out)
{
    netmkt__census_period all;
    steps s = {.rows = 0};
    const netmkt__column_plan plan[] = {
        {"period", &s.period, NETMKT_COLUMN_TEXT, 0}, {"axis", &s.axis, NETMKT_COLUMN_TEXT, 0},          {"from", &s.from, NETMKT_COLUMN_TEXT, 0},
        {"to", &s.to, NETMKT_COLUMN_TEXT, 0},         {"customers", &s.customers, NETMKT_COLUMN_INT, 0}, {"probability", &s.probability, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = NETMKT_OK;

    netmkt__census_sum(c, &all);
    add_periods(c, &all, NULL, &s, &status);
    status = netmkt__table_new(c->context, s.rows, 0, out);
    s.rows = 0;
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    if (status == NETMKT_OK)
        add_periods(c, &all, *out, &s, &status);
    return status;
}

static netmkt_status answer(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int32_t period, int64_t first_ms,
                            int64_t as_of_ms, netmkt_status (*make)(const netmkt__census *, netmkt_table **), netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt__census census;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    status = netmkt__census_take(store, model, settings, period, first_ms, as_of_ms, &census);
    if (status == NETMKT_OK)
        status = make(&census, &table);
    netmkt__census_free(&census);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    *out = table;
    return NETMKT_OK;
}

netmkt_status netmkt_stage_timeline(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int32_t period, int64_t first_ms,
                                    int64_t as_of_ms, netmkt_table **out)
{
    return answer(store, model, settings, period, first_ms, as_of_ms, timeline_table, out);
}

netmkt_status netmkt_stage_transitions(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int32_t period, int64_t first_ms,
                                       int64_t as_of_ms, netmkt_table **out)
{
    return answer(store, model, settings, period, first_ms, as_of_ms, transitions_table, out);
}
