/* Intervals of lifetime values: CLV at parameters drawn from the normal approximation of their logarithms' estimates (Krinsky & Robb 1986),
 * and quantiles of what comes out. Draw number k has a generator of its own; customers are done in blocks
 * with all draws of a block in memory, those with the same x and T side by side, so that each draw looks ahead but once for them. */
#include <netmkt/future.h>

#include <float.h>
#include <math.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/thread.h"
#include "numeric/quantile.h"
#include "numeric/random.h"
#include "value/clv.h"

enum { DRAWS_STANDARD = 200, CELLS_A_BLOCK = 1 << 22, ROWS_LEAST = 64, ROWS_A_TASK = 256 };

/* Lower triangle L of the covariance of the logarithms: L L' = C, C_ij / (p_i p_j). */
static netmkt_status factor(const netmkt_model *model, double *lower)
{
    int n = (int)model->fit.parameters;

    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
            double rest = model->covariance[i * n + j] / (model->p[i] * model->p[j]);

            for (int k = 0; k < j; k++)
                rest -= lower[i * n + k] * lower[j * n + k];
            if (j < i) {
                lower[i * n + j] = rest / lower[j * n + j];
                continue;
            }
            if (!(rest > 0.0))
                return netmkt__fail(NETMKT_E_DATA, "%s has no covariance to draw parameters from: it was given, or its fit ended at a border",
                                    netmkt_model_name(model->fit.model));
            lower[i * n + i] = sqrt(rest);
        }
    }
    return NETMKT_OK;
}

static netmkt_model draw_model(const netmkt_model *model, const double *lower, netmkt__random *random)
{
    netmkt_model drawn = *model;
    double z[NETMKT__MODEL_PARAMETERS];
    int n = (int)model->fit.parameters;

    for (int i = 0; i < n; i++) {
        double shift = 0.0;

        z[i] = netmkt__random_normal(random);
        for (int j = 0; j <= i; j++)
            shift += lower[i * n + j] * z[j];
        drawn.p[i] = fmin(fmax(model->p[i] * exp(shift), 1e-12), 1e12);
    }
    return drawn;
}

typedef struct block {
    netmkt_context *context;
    size_t draws, rows;
    double *cell;             /* rows x draws */
    double *summary;          /* x, t_x, T, m, margin of the block: 5 x rows */
    int with_margin;          /* the margins are the customers' own */
    double *low, *high;       /* of the block */
    double *clv;              /* of one draw */
    double *total;            /* of each draw, over all blocks */
    netmkt_model *purchase, *spend; /* one a draw; spend NULL: none */
    double low_at, high_at;
} block;

/* netmkt__quantile() wants finite values; an infinite one is the largest of them meanwhile. */
static double quantile(double *values, size_t n, double at)
{
    double value = netmkt__quantile(values, n, at);

    return fabs(value) > 1e300 ? copysign((double)INFINITY, value) : value;
}

static netmkt_status find_quantiles(void *argument, size_t task)
{
    const block *b = argument;
    size_t to = (task + 1) * ROWS_A_TASK;

    for (size_t i = task * ROWS_A_TASK; i < to && i < b->rows; i++) {
        b->low[i] = quantile(b->cell + i * b->draws, b->draws, b->low_at);
        b->high[i] = quantile(b->cell + i * b->draws, b->draws, b->high_at);
    }
    return NETMKT_OK;
}

static netmkt_status run_block(block *b, const netmkt_settings *settings)
{
    const double *x = b->summary, *t_x = x + b->rows, *T = t_x + b->rows, *m = T + b->rows, *margin = b->with_margin ? m + b->rows : NULL;
    netmkt_status status = NETMKT_OK;

    for (size_t k = 0; status == NETMKT_OK && k < b->draws; k++) {
        status = netmkt__clv(&b->purchase[k], b->spend != NULL ? &b->spend[k] : NULL, settings, 1, b->rows, x, t_x, T, m, margin, b->clv);
        for (size_t i = 0; status == NETMKT_OK && i < b->rows; i++) {
            b->cell[i * b->draws + k] = fmin(fmax(b->clv[i], -DBL_MAX), DBL_MAX);
            b->total[k] += b->clv[i];
        }
    }
    if (status == NETMKT_OK)
        status = netmkt__parallel(netmkt__setting_threads(settings), (b->rows + ROWS_A_TASK - 1) / ROWS_A_TASK, find_quantiles, b);
    return status;
}

static netmkt_status draw_all(block *b, const netmkt_model *purchase, const netmkt_model *spend, uint64_t seed)
{
    double lower_purchase[NETMKT__MODEL_PARAMETERS * NETMKT__MODEL_PARAMETERS], lower_spend[NETMKT__MODEL_PARAMETERS * NETMKT__MODEL_PARAMETERS];
    netmkt__random seeds, random;
    netmkt_status status = factor(purchase, lower_purchase);

    if (status == NETMKT_OK && spend != NULL)
        status = factor(spend, lower_spend);
    if (status != NETMKT_OK)
        return status;
    netmkt__random_seed(&seeds, seed);
    for (size_t k = 0; k < b->draws; k++) {
        netmkt__random_seed(&random, netmkt__random_bits(&seeds));
        b->purchase[k] = draw_model(purchase, lower_purchase, &random);
        if (spend != NULL)
            b->spend[k] = draw_model(spend, lower_spend, &random);
    }
    return NETMKT_OK;
}

/* The customers in the order of groups with the same x and T. *out: n indexes, for the caller to free. */
static netmkt_status put_in_order(netmkt_context *context, size_t n, const double *x, const double *T, size_t **out)
{
    const double *column[2] = {x, T};
    size_t *order = netmkt__alloc(context, n, sizeof *order), *next = NULL, place = 0;
    netmkt__groups groups = {0};
    netmkt_status status = order != NULL ? netmkt__group(context, n, 2, column, NULL, 1, &groups) : netmkt__nomem();

    if (status == NETMKT_OK) {
        next = netmkt__calloc(context, groups.count, sizeof *next);
        status = next != NULL ? NETMKT_OK : netmkt__nomem();
    }
    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        next[groups.member[i]]++;
    for (size_t g = 0; status == NETMKT_OK && g < groups.count; g++) {
        size_t members = next[g];

        next[g] = place;
        place += members;
    }
    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        order[next[groups.member[i]]++] = i;
    netmkt__free(context, next);
    if (groups.count > 0)
        netmkt__groups_free(&groups);
    if (status != NETMKT_OK) {
        netmkt__free(context, order);
        order = NULL;
    }
    *out = order;
    return status;
}

static netmkt_status allocate(block *b, size_t rows, int with_spend)
{
    b->cell = netmkt__alloc(b->context, rows * b->draws, sizeof *b->cell); /* at most 2^22, or 64 rows */
    b->clv = netmkt__alloc(b->context, rows, 8 * sizeof *b->clv);
    if (b->clv != NULL) {
        b->summary = b->clv + rows;
        b->low = b->clv + 6 * rows;
        b->high = b->clv + 7 * rows;
    }
    b->total = netmkt__calloc(b->context, b->draws, sizeof *b->total);
    b->purchase = netmkt__alloc(b->context, b->draws, sizeof *b->purchase);
    b->spend = with_spend ? netmkt__alloc(b->context, b->draws, sizeof *b->spend) : NULL;
    return b->cell != NULL && b->clv != NULL && b->total != NULL && b->purchase != NULL && (!with_spend || b->spend != NULL) ? NETMKT_OK : netmkt__nomem();
}

static void release(block *b)
{
    netmkt__free(b->context, b->cell);
    netmkt__free(b->context, b->clv);
    netmkt__free(b->context, b->total);
    netmkt__free(b->context, b->purchase);
    netmkt__free(b->context, b->spend);
}

netmkt_status netmkt_model_clv_interval(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings, size_t n,
                                        const double *x, const double *t_x, const double *T, const double *m, const double *margin, double *low, double *high,
                                        double *total_low, double *total_high)
{
    double half = 0.5 * (1.0 - netmkt__setting(settings, NETMKT__SET_VALUE_CONFIDENCE)), draws = netmkt__setting(settings, NETMKT__SET_VALUE_DRAWS);
    block b = {.draws = draws > 0.0 ? (size_t)draws : DRAWS_STANDARD, .low_at = half, .high_at = 1.0 - half, .with_margin = margin != NULL};
    size_t rows = CELLS_A_BLOCK / b.draws > ROWS_LEAST ? CELLS_A_BLOCK / b.draws : ROWS_LEAST;
    size_t *order = NULL;
    netmkt_status status;

    if (purchase == NULL || (n > 0 && (x == NULL || t_x == NULL || T == NULL || m == NULL || low == NULL || high == NULL)))
        return netmkt__misuse("purchase, x, t_x, T, m, low and high are needed");
    if (purchase->purchase == NULL || (spend != NULL && spend->purchase != NULL))
        return netmkt__misuse("needs a purchase model, and a spend model or NULL, in this order");
    b.context = purchase->context;
    status = netmkt__clv_check(purchase, spend, settings, n, x, t_x, T, m, margin);
    if (status == NETMKT_OK)
        status = allocate(&b, n < rows ? n : rows, spend != NULL);
    if (status == NETMKT_OK)
        status = draw_all(&b, purchase, spend, (uint64_t)netmkt__setting(settings, NETMKT__SET_VALUE_SEED));
    if (status == NETMKT_OK && n > 0)
        status = put_in_order(b.context, n, x, T, &order);
    for (size_t from = 0; status == NETMKT_OK && from < n; from += rows) {
        b.rows = n - from < rows ? n - from : rows;
        for (size_t i = 0; i < b.rows; i++) {
            size_t customer = order[from + i];

            b.summary[i] = x[customer];
            b.summary[b.rows + i] = t_x[customer];
            b.summary[2 * b.rows + i] = T[customer];
            b.summary[3 * b.rows + i] = m[customer];
            if (margin != NULL)
                b.summary[4 * b.rows + i] = margin[customer];
        }
        status = run_block(&b, settings);
        for (size_t i = 0; status == NETMKT_OK && i < b.rows; i++) {
            low[order[from + i]] = b.low[i];
            high[order[from + i]] = b.high[i];
        }
    }
    netmkt__free(b.context, order);
    for (size_t k = 0; status == NETMKT_OK && k < b.draws; k++)
        b.total[k] = fmin(fmax(b.total[k], -DBL_MAX), DBL_MAX);
    if (status == NETMKT_OK && total_low != NULL)
        *total_low = quantile(b.total, b.draws, b.low_at);
    if (status == NETMKT_OK && total_high != NULL)
        *total_high = quantile(b.total, b.draws, b.high_at);
    release(&b);
    return status;
}
