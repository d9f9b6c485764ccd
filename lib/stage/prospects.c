/* An absorbing Markov chain of readiness: the goal and loss absorb; its fundamental matrix says how long, and where to. */
#include <math.h>

#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "numeric/absorb.h"
#include "stage/census.h"

#define MOST (NETMKT__READINESSES - 1) /* stages below the highest goal */

typedef struct chain {
    int32_t goal;               /* stages 0 to goal - 1 are transient */
    int64_t observed[MOST];
    double step[MOST][MOST];    /* between transient stages, of those that were observed */
    double reach[MOST], lose[MOST];
    int ends[MOST];             /* 1: the goal or loss can be reached from there */
    double chance[MOST];
    double time[MOST][MOST];    /* expected periods in the second, from the first */
} chain;

static void count_steps(chain *c, const netmkt__census_period *all)
{
    for (int32_t from = 0; from < c->goal; from++)
        for (int32_t to = 0; to < NETMKT__READINESSES; to++)
            c->observed[from] += all->alive[from][to] + all->gone[from][to];
    for (int32_t from = 0; from < c->goal; from++) {
        double sum = 0.0;

        for (int32_t to = 0; to < NETMKT__READINESSES; to++) {
            double alive = (double)all->alive[from][to], gone = (double)all->gone[from][to];

            if (to >= c->goal)
                c->reach[from] += alive + gone;
            else
                c->lose[from] += gone;
            if (to < c->goal && c->observed[to] > 0)
                c->step[from][to] = alive; /* what is not observed says nothing of what comes then: left out */
        }
        sum = c->reach[from] + c->lose[from];
        for (int32_t to = 0; to < c->goal; to++)
            sum += c->step[from][to];
        for (int32_t to = 0; sum > 0.0 && to < c->goal; to++)
            c->step[from][to] /= sum;
        c->reach[from] = sum > 0.0 ? c->reach[from] / sum : 0.0;
        c->lose[from] = sum > 0.0 ? c->lose[from] / sum : 0.0;
    }
}

static void find_ends(chain *c)
{
    for (int32_t round = 0; round <= c->goal; round++) {
        for (int32_t from = 0; from < c->goal; from++) {
            c->ends[from] |= c->reach[from] > 0.0 || c->lose[from] > 0.0;
            for (int32_t to = 0; to < c->goal; to++)
                c->ends[from] |= c->step[from][to] > 0.0 && c->ends[to];
        }
    }
}

/* (I - Q)^-1 and what follows from it. Stages from which nothing is reached stay by themselves: their chance is 0, their times have no end. */
static int solve_chain(chain *c)
{
    size_t n = (size_t)c->goal, width = n + 1;
    double q[MOST * MOST], absorb[MOST], b[MOST * (MOST + 1)];

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            q[i * n + j] = c->ends[i] ? c->step[i][j] : 0.0;
            b[i * width + j] = i == j ? 1.0 : 0.0;
        }
        absorb[i] = c->ends[i] ? c->reach[i] + c->lose[i] : 1.0;
        b[i * width + n] = c->reach[i];
    }
    if (!netmkt__absorb_solve(n, q, absorb, width, b))
        return 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            c->time[i][j] = b[i * width + j];
        c->chance[i] = fmin(fmax(b[i * width + n], 0.0), 1.0);
    }
    return 1;
}

/* 1 if a stage without end can be reached from there. */
static int can_stay(const chain *c, int32_t from)
{
    for (int32_t to = 0; to < c->goal; to++)
        if (c->time[from][to] > 0.0 && !c->ends[to])
            return 1;
    return 0;
}

static netmkt_status make_table(netmkt_context *context, const chain *c, netmkt_table **out)
{
    static const char *const names[MOST] = {"in_unaware", "in_know", "in_trust", "in_like", "in_buy", "in_loyal"};
    const char **stage;
    int64_t *observed;
    double *chance, *periods, *in[MOST];
    const netmkt__column_plan plan[] = {
        {"stage", &stage, NETMKT_COLUMN_TEXT, 0},   {"observed", &observed, NETMKT_COLUMN_INT, 0},
        {"chance", &chance, NETMKT_COLUMN_REAL, 0}, {"periods", &periods, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(context, (size_t)c->goal, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (int k = 0; k < MOST && status == NETMKT_OK; k++)
        status = netmkt__table_add(*out, names[k], NETMKT_COLUMN_REAL, &in[k]);
    for (int32_t row = 0; status == NETMKT_OK && row < c->goal; row++) {
        int known = c->observed[row] > 0, endless = can_stay(c, row);

        stage[row] = netmkt_readiness_name(row);
        observed[row] = c->observed[row];
        chance[row] = known ? c->chance[row] : (double)NAN;
        periods[row] = 0.0;
        for (int32_t k = 0; k < MOST; k++) {
            in[k][row] = known && k < c->goal && !endless ? c->time[row][k] : (double)NAN;
            periods[row] += k < c->goal ? in[k][row] : 0.0;
        }
    }
    return status;
}

netmkt_status netmkt_stage_prospects(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int32_t period,
                                     int64_t first_ms, int64_t as_of_ms, int32_t goal, netmkt_table **out)
{
    chain c = {.goal = goal};
    netmkt__census_period all;
    netmkt__census census;
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (goal < NETMKT_READINESS_KNOW || goal > NETMKT_READINESS_ADVOCATE)
        return netmkt__fail(NETMKT_E_RANGE, "the goal is a readiness from know to advocate, not %d", (int)goal);
    status = netmkt__census_take(store, model, settings, period, first_ms, as_of_ms, &census);
    if (status == NETMKT_OK) {
        netmkt__census_sum(&census, &all);
        count_steps(&c, &all);
        find_ends(&c);
        status = solve_chain(&c) ? make_table(census.context, &c, &table) : netmkt__fail(NETMKT_E_CONVERGE, "the chain of stages is singular");
    }
    netmkt__census_free(&census);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    *out = table;
    return NETMKT_OK;
}
