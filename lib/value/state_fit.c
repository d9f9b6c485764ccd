/* Fits of a state: its rows become the columns that a fit takes, in the numbers that netmkt_summary_columns() gives. */
#include "value/state.h"

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "value/model.h"

static double money_unit(int32_t exponent)
{
    double unit = 1.0;

    for (; exponent > 0; exponent--)
        unit *= 10.0;
    return unit;
}

netmkt_status netmkt_state_fit(const netmkt_state *state, int32_t model, const netmkt_settings *settings, netmkt_model **out)
{
    int spend = model == NETMKT_MODEL_GAMMAGAMMA;
    double unit = model == NETMKT_MODEL_BGBB ? 1.0 : netmkt__setting(settings, NETMKT__SET_TIME_UNIT_DAYS);
    const netmkt__histogram *histogram;
    double *column, *x, *second, *T, *weight;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (state == NULL)
        return netmkt__misuse("state is NULL");
    histogram = &state->histogram[spend ? NETMKT__SPENDS : NETMKT__PURCHASES];
    column = netmkt__alloc(state->context, histogram->rows, 4 * sizeof *column);
    if (column == NULL)
        return netmkt__nomem();
    x = column;
    second = x + histogram->rows;
    T = second + histogram->rows;
    weight = T + histogram->rows;
    for (size_t i = 0; i < histogram->rows; i++) {
        const netmkt__state_row *row = &histogram->row[i];

        x[i] = (double)row->key[0];
        if (spend)
            second[i] = row->key[0] > 0 ? (double)row->key[1] / (double)row->key[0] / money_unit(state->exponent) : 0.0;
        else
            second[i] = (double)row->key[1] / unit;
        T[i] = (double)row->key[2] / unit;
        weight[i] = (double)row->count;
    }
    status = netmkt_model_fit_summaries(state->context, model, settings, histogram->rows, x, spend ? NULL : second, spend ? NULL : T,
                                        spend ? second : NULL, weight, out);
    if (status == NETMKT_OK)
        netmkt__model_comes_from(*out, "state");
    netmkt__free(state->context, column);
    return status;
}
