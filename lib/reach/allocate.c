/* Splits of a budget as answers: checks, the split, today's split beside it, tables. */
#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "base/text.h"
#include "reach/allocate.h"

#define CHANNELS_MOST 100000
#define AMOUNT_MOST 1e15

/* --- checks --- */

static netmkt_status check_curve(const netmkt_curve *c, size_t number)
{
    if (!(c->top >= 0.0 && c->top <= AMOUNT_MOST) || !(c->half > 0.0 && c->half <= AMOUNT_MOST) || !(c->shape >= 0.01 && c->shape <= 100.0) ||
        !(c->carry >= 0.0 && c->carry < 1.0))
        return netmkt__fail(NETMKT_E_RANGE, "channel %zu: top %g is 0 or more, half %g above 0, shape %g is 0.01 to 100, carry %g is 0 to below 1", number, c->top,
                            c->half, c->shape, c->carry);
    if (!(c->least >= 0.0 && c->least <= AMOUNT_MOST) || !(c->most >= c->least))
        return netmkt__fail(NETMKT_E_RANGE, "channel %zu: least %g is 0 or more, most %g not below it", number, c->least, c->most);
    if (!isnan(c->today) && !(c->today >= 0.0 && c->today <= AMOUNT_MOST))
        return netmkt__fail(NETMKT_E_RANGE, "channel %zu: today %g is 0 or more, or not known (NaN)", number, c->today);
    return NETMKT_OK;
}

static netmkt_status check(size_t n, const netmkt_curve *curves, double step)
{
    netmkt_status status = NETMKT_OK;

    if (curves == NULL)
        return netmkt__misuse("curves is NULL");
    if (n < 1 || n > CHANNELS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "a budget is split over 1 to %d channels, not %zu", CHANNELS_MOST, n);
    if (!(step >= 0.0 && step <= AMOUNT_MOST))
        return netmkt__fail(NETMKT_E_RANGE, "the step is 0 or more, not %g", step);
    for (size_t i = 0; i < n && status == NETMKT_OK; i++)
        status = check_curve(&curves[i], i + 1);
    return status;
}

/* --- splitting --- */

static netmkt_status begin(netmkt_context *context, size_t n, const netmkt_curve *curves, double step, netmkt__split *split)
{
    *split = (netmkt__split){.context = context, .n = n};
    split->arm = netmkt__alloc(context, n, sizeof *split->arm);
    split->amount = netmkt__calloc(context, n, sizeof *split->amount);
    if (split->arm == NULL || split->amount == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < n; i++) {
        const netmkt_curve *c = &curves[i];
        double low = c->least, high = fmin(c->most, 4.0 * AMOUNT_MOST);

        if (step > 0.0) { /* inward, but for rounding */
            low = ceil(low / step - 1e-9) * step;
            high = floor(high / step + 1e-9) * step;
            if (high < low)
                return netmkt__fail(NETMKT_E_RANGE, "channel %zu: no multiple of the step %g is between least %g and most %g", i + 1, step, c->least, c->most);
        }
        split->arm[i] = (netmkt__arm){.top = c->top, .half = c->half * (1.0 - c->carry), .shape = c->shape, .low = low, .high = high};
    }
    return NETMKT_OK;
}

static void end(netmkt__split *split)
{
    netmkt__free(split->context, split->arm);
    netmkt__free(split->context, split->amount);
}

static netmkt_status split_budget(netmkt__split *split, double budget, double step)
{
    double least = 0.0;

    if (!(budget >= 0.0 && budget <= AMOUNT_MOST))
        return netmkt__fail(NETMKT_E_RANGE, "the budget is 0 or more, not %g", budget);
    for (size_t i = 0; i < split->n; i++)
        least += split->arm[i].low;
    if (least > budget * (1.0 + 1e-12))
        return netmkt__fail(NETMKT_E_RANGE, "the budget, %.2f, is %.2f less than the least amounts of the channels together", budget, least - budget);
    split->budget = fmax(budget, least);
    return step > 0.0 ? netmkt__split_steps(split, step) : netmkt__split_search(split);
}

/* --- today --- */

static int today_known(size_t n, const netmkt_curve *curves)
{
    for (size_t i = 0; i < n; i++) {
        if (isnan(curves[i].today))
            return 0;
    }
    return 1;
}

/* What today's money would return more; today may break the bounds: then the best within them may be less. */
static netmkt_status compare_today(netmkt_context *context, size_t n, const netmkt_curve *curves, double step, netmkt_allocation *summary)
{
    netmkt__split split;
    netmkt_status status;
    double least = 0.0;

    summary->today_spent = summary->today_expected = 0.0;
    for (size_t i = 0; i < n; i++) {
        summary->today_spent += curves[i].today;
        summary->today_expected += netmkt_curve_return(&curves[i], curves[i].today);
    }
    status = begin(context, n, curves, step, &split);
    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        least += split.arm[i].low;
    summary->opportunity_cost = 0.0;
    if (status == NETMKT_OK && least <= summary->today_spent) {
        status = split_budget(&split, summary->today_spent, step);
        summary->opportunity_cost = fmax(0.0, split.expected - summary->today_expected);
    }
    end(&split);
    return status;
}

/* --- answers --- */

static netmkt_status make_table(const netmkt__split *split, const netmkt_curve *curves, const char *const *names, netmkt_table **out)
{
    const char **channel, **bound;
    double *amount, *expected, *marginal, *today, *today_expected, *today_marginal;
    const netmkt__column_plan plan[] = {
        {"channel", &channel, NETMKT_COLUMN_TEXT, 0},  {"amount", &amount, NETMKT_COLUMN_REAL, 0},
        {"expected", &expected, NETMKT_COLUMN_REAL, 0}, {"marginal", &marginal, NETMKT_COLUMN_REAL, 0},
        {"bound", &bound, NETMKT_COLUMN_TEXT, 0},      {"today", &today, NETMKT_COLUMN_REAL, 0},
        {"today_expected", &today_expected, NETMKT_COLUMN_REAL, 0}, {"today_marginal", &today_marginal, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(split->context, split->n, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t i = 0; i < split->n && status == NETMKT_OK; i++) {
        const netmkt__arm *arm = &split->arm[i];
        double near = 1e-9 * fmax(arm->low, fmin(arm->high, split->budget));

        if (names != NULL) {
            channel[i] = netmkt__table_copy(*out, names[i], strlen(names[i]));
            status = channel[i] != NULL ? NETMKT_OK : netmkt__nomem();
        }
        amount[i] = split->amount[i];
        expected[i] = netmkt__arm_return(arm, amount[i]);
        marginal[i] = netmkt__arm_marginal(arm, amount[i]);
        bound[i] = amount[i] <= arm->low + near ? "least" : amount[i] >= arm->high - near ? "most" : "";
        today[i] = curves[i].today;
        today_expected[i] = netmkt_curve_return(&curves[i], today[i]);
        today_marginal[i] = netmkt_curve_marginal(&curves[i], today[i]);
    }
    return status;
}

static netmkt_status allocate(netmkt__split *split, const netmkt_curve *curves, const char *const *names, double budget, double step, netmkt_allocation *summary,
                              netmkt_table **table)
{
    netmkt_status status = split_budget(split, budget, step);

    if (status != NETMKT_OK)
        return status;
    *summary = (netmkt_allocation){.struct_size = sizeof *summary, .expected = split->expected, .multiplier = split->multiplier, .gap = split->gap};
    summary->proven = split->gap <= 1e-9 * split->expected;
    summary->today_spent = summary->today_expected = summary->opportunity_cost = (double)NAN;
    for (size_t i = 0; i < split->n; i++)
        summary->spent += split->amount[i];
    if (today_known(split->n, curves))
        status = compare_today(split->context, split->n, curves, step, summary);
    return status == NETMKT_OK && table != NULL ? make_table(split, curves, names, table) : status;
}

netmkt_status netmkt_allocate(netmkt_context *context, size_t n, const netmkt_curve *curves, const char *const *names, double budget, double step,
                              netmkt_allocation *summary, netmkt_table **out)
{
    netmkt_allocation found;
    netmkt_table *table = NULL;
    netmkt__split split;
    netmkt_status status;

    if (out != NULL)
        *out = NULL;
    if (summary != NULL && summary->struct_size != sizeof *summary)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "allocation of %u bytes, this library knows %zu; set struct_size", summary->struct_size, sizeof *summary);
    status = check(n, curves, step);
    for (size_t i = 0; status == NETMKT_OK && names != NULL && i < n; i++) {
        if (names[i] == NULL || !netmkt__utf8_valid(names[i], strlen(names[i])))
            return netmkt__fail(NETMKT_E_INVALID, "name %zu is NULL or no UTF-8", i + 1);
    }
    if (status != NETMKT_OK)
        return status;
    status = begin(context, n, curves, step, &split);
    if (status == NETMKT_OK)
        status = allocate(&split, curves, names, budget, step, &found, out != NULL ? &table : NULL);
    end(&split);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    if (summary != NULL)
        *summary = found;
    if (out != NULL)
        *out = table;
    return NETMKT_OK;
}

static netmkt_status fill_budgets(size_t n, const netmkt_curve *curves, size_t count, const double *budgets, double step, netmkt_context *context, netmkt_table **out)
{
    double *budget, *spent, *expected, *multiplier;
    const netmkt__column_plan plan[] = {
        {"budget", &budget, NETMKT_COLUMN_REAL, 0},
        {"spent", &spent, NETMKT_COLUMN_REAL, 0},
        {"expected", &expected, NETMKT_COLUMN_REAL, 0},
        {"multiplier", &multiplier, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(context, count, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t row = 0; row < count && status == NETMKT_OK; row++) {
        netmkt__split split;

        status = begin(context, n, curves, step, &split);
        if (status == NETMKT_OK)
            status = split_budget(&split, budgets[row], step);
        budget[row] = budgets[row];
        expected[row] = split.expected;
        multiplier[row] = split.multiplier;
        for (size_t i = 0; i < n && status == NETMKT_OK; i++)
            spent[row] += split.amount[i];
        end(&split);
    }
    return status;
}

netmkt_status netmkt_allocate_budgets(netmkt_context *context, size_t n, const netmkt_curve *curves, size_t count, const double *budgets, double step,
                                      netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (budgets == NULL && count > 0)
        return netmkt__misuse("budgets is NULL");
    status = check(n, curves, step);
    if (status == NETMKT_OK)
        status = fill_budgets(n, curves, count, budgets, step, context, &table);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    *out = table;
    return NETMKT_OK;
}
