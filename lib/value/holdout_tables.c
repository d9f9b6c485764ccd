/* Where a model predicts well and where not: by frequency, by recency, by week. */
#include <math.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "value/block_sum.h"
#include "value/holdout.h"

enum { CLASSES_MOST = 8, WEEK = 7 };

typedef struct class_of_customers {
    int64_t least; /* of the number that puts a customer into it */
    const char *name;
} class_of_customers;

static const class_of_customers by_frequency[] = {{0, "0"}, {1, "1"}, {2, "2"}, {3, "3"}, {4, "4"}, {5, "5"}, {6, "6"}, {7, "7+"}};
static const class_of_customers by_recency[] = {{0, "0-29"}, {30, "30-59"}, {60, "60-89"}, {90, "90-179"}, {180, "180-364"}, {365, "365+"}};

static netmkt_status class_table(const netmkt__holdout *holdout, const class_of_customers *classes, size_t count, int recency, netmkt_table **out)
{
    netmkt__sum predicted[CLASSES_MOST] = {{0}}, error[CLASSES_MOST] = {{0}};
    const char **name;
    int64_t *customers;
    double *actual, *sum, *actual_mean, *mean, *mae;
    const netmkt__column_plan plan[] = {
        {"class", &name, NETMKT_COLUMN_TEXT, 0},          {"customers", &customers, NETMKT_COLUMN_INT, 0},
        {"actual", &actual, NETMKT_COLUMN_REAL, 0},       {"predicted", &sum, NETMKT_COLUMN_REAL, 0},
        {"actual_mean", &actual_mean, NETMKT_COLUMN_REAL, 0}, {"predicted_mean", &mean, NETMKT_COLUMN_REAL, 0},
        {"mae", &mae, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(holdout->context, count, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    if (status != NETMKT_OK)
        return status;
    for (size_t i = 0; i < holdout->n; i++) {
        int64_t value = recency ? holdout->day - holdout->last_day[i] : holdout->x[i];
        size_t k = count - 1;

        while (value < classes[k].least)
            k--;
        customers[k]++;
        actual[k] += (double)holdout->actual[i];
        netmkt__sum_add(&predicted[k], holdout->predicted[i]);
        netmkt__sum_add(&error[k], fabs(holdout->predicted[i] - (double)holdout->actual[i]));
    }
    for (size_t k = 0; k < count; k++) {
        double n = customers[k] > 0 ? (double)customers[k] : (double)NAN;

        name[k] = classes[k].name;
        sum[k] = netmkt__sum_total(&predicted[k]);
        actual_mean[k] = actual[k] / n;
        mean[k] = sum[k] / n;
        mae[k] = netmkt__sum_total(&error[k]) / n;
    }
    return NETMKT_OK;
}

netmkt_status netmkt__holdout_by_frequency(const netmkt__holdout *holdout, netmkt_table **out)
{
    return class_table(holdout, by_frequency, sizeof by_frequency / sizeof by_frequency[0], 0, out);
}

netmkt_status netmkt__holdout_by_recency(const netmkt__holdout *holdout, netmkt_table **out)
{
    return class_table(holdout, by_recency, sizeof by_recency / sizeof by_recency[0], 1, out);
}

/* --- tracking --- */

typedef struct tracking {
    const netmkt__holdout *holdout;
    const netmkt_model *model;
    double unit_days;
    size_t span;         /* days from the start to the end of the holdout */
    int64_t *first;      /* customers by day of the first purchase */
    double *expected;    /* of a new customer, by age in days; NaN: not yet computed */
} tracking;

/* E[X] at an age of some days. */
static netmkt_status expected_at(tracking *t, size_t age, double *out)
{
    netmkt_status status = NETMKT_OK;

    if (isnan(t->expected[age]))
        status = netmkt_model_expected_new(t->model, (double)age / t->unit_days, &t->expected[age]);
    *out = t->expected[age];
    return status;
}

/* Repeat purchases that the model expects of all customers up to a day. */
static netmkt_status expected_until(tracking *t, size_t day, double *out)
{
    netmkt__sum sum = {0};

    for (size_t i = 0; i < day; i++) {
        double expected;
        netmkt_status status;

        if (t->first[i] == 0)
            continue;
        status = expected_at(t, day - i, &expected);
        if (status != NETMKT_OK)
            return status;
        netmkt__sum_add(&sum, (double)t->first[i] * expected);
    }
    *out = netmkt__sum_total(&sum);
    return NETMKT_OK;
}

/* The table: weeks end on the calibration's day and every seven days before and after; the first and the last may be shorter. */
static netmkt_status fill_weeks(tracking *t, netmkt_table **out)
{
    const netmkt__holdout *h = t->holdout;
    int64_t before = (h->day - h->start) / WEEK, after = (h->to_day - h->day + WEEK - 1) / WEEK;
    int64_t *week, *end, *actual, *actual_sum, bought = 0;
    double *predicted, *predicted_sum;
    size_t day = 0;
    const netmkt__column_plan plan[] = {
        {"week", &week, NETMKT_COLUMN_INT, 0},             {"end", &end, NETMKT_COLUMN_TIME, 0},
        {"actual", &actual, NETMKT_COLUMN_INT, 0},         {"predicted", &predicted, NETMKT_COLUMN_REAL, 0},
        {"actual_sum", &actual_sum, NETMKT_COLUMN_INT, 0}, {"predicted_sum", &predicted_sum, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status = netmkt__table_new(h->context, (size_t)(before + 1 + after), 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t row = 0; status == NETMKT_OK && row < (size_t)(before + 1 + after); row++) {
        int64_t last;

        week[row] = (int64_t)row - before;
        last = h->day + week[row] * WEEK < h->to_day ? h->day + week[row] * WEEK : h->to_day;
        end[row] = (last + 1) * NETMKT__DAY_MS - (int64_t)h->day_offset * 60000 - 1;
        for (; day <= (size_t)(last - h->start); day++)
            bought += h->repeats[day];
        actual_sum[row] = bought;
        actual[row] = bought - (row > 0 ? actual_sum[row - 1] : 0);
        status = expected_until(t, (size_t)(last - h->start), &predicted_sum[row]);
        predicted[row] = predicted_sum[row] - (row > 0 ? predicted_sum[row - 1] : 0.0);
    }
    return status;
}

netmkt_status netmkt__holdout_tracking(const netmkt__holdout *holdout, const netmkt_model *model, netmkt_table **out)
{
    tracking t = {.holdout = holdout, .model = model, .span = (size_t)(holdout->to_day - holdout->start) + 1};
    netmkt_fit fit = {.struct_size = sizeof fit};
    netmkt_status status = netmkt_model_fit_get(model, &fit);

    t.unit_days = fit.unit_days;
    t.first = netmkt__calloc(holdout->context, t.span, sizeof *t.first);
    t.expected = netmkt__alloc(holdout->context, t.span, sizeof *t.expected);
    if (t.first == NULL || t.expected == NULL)
        status = netmkt__nomem();
    if (status == NETMKT_OK) {
        for (size_t i = 0; i < t.span; i++)
            t.expected[i] = (double)NAN;
        for (size_t i = 0; i < holdout->n; i++)
            t.first[holdout->first_day[i] - holdout->start]++;
        status = fill_weeks(&t, out);
    }
    netmkt__free(holdout->context, t.first);
    netmkt__free(holdout->context, t.expected);
    return status;
}
