/* Fit of the engagement model: a pass over all customers for their summaries, then maximum likelihood. */
#include "stage/engagement_model.h"

#include "base/settings.h"
#include "base/status.h"

#define DAYS_PER_UNIT 7.0

/* Columns of summaries, row id - 1; weight 0: no engagement. */
typedef struct summaries {
    const netmkt__judge *judge;
    double *x, *t_x, *T, *weight;
} summaries;

static netmkt_status summarise_block(void *argument, netmkt__judge_worker *worker, netmkt_customer_id first, netmkt_customer_id last)
{
    const summaries *s = argument;

    for (netmkt_customer_id id = first; id <= last; id++) {
        size_t row = (size_t)(id - 1);
        netmkt__engagement engagement = {0, 0, 0, 0, 0};
        netmkt__events events;
        const uint8_t *lost;

        s->x[row] = s->t_x[row] = s->T[row] = s->weight[row] = 0.0;
        if (netmkt__store_has(s->judge->store, id)) {
            netmkt_status status = netmkt__judge_read(s->judge, worker, id, &events, &lost, &engagement);

            if (status != NETMKT_OK)
                return status;
        }
        if (engagement.days == 0)
            continue;
        s->x[row] = engagement.days - 1.0;
        s->t_x[row] = (double)(engagement.last_day - engagement.first_day) / DAYS_PER_UNIT;
        s->T[row] = (double)(s->judge->engagement.as_of_day - engagement.first_day) / DAYS_PER_UNIT;
        s->weight[row] = 1.0;
    }
    return NETMKT_OK;
}

/* The caller's settings that a fit reads, but a time unit of a week. */
static netmkt_status fit_settings(netmkt_context *context, const netmkt_settings *settings, netmkt_settings **out)
{
    netmkt_status status = netmkt_settings_new(context, out);

    if (status == NETMKT_OK)
        status = netmkt_settings_set_real(*out, "time.unit_days", DAYS_PER_UNIT);
    if (status == NETMKT_OK)
        status = netmkt_settings_set_real(*out, "model.ridge", netmkt__setting(settings, NETMKT__SET_MODEL_RIDGE));
    if (status == NETMKT_OK)
        status = netmkt_settings_set_real(*out, "run.threads", netmkt__setting(settings, NETMKT__SET_MODEL_THREADS));
    return status;
}

static netmkt_status fit_or_default(netmkt_context *context, const netmkt_settings *weeks, const summaries *s, size_t n,
                                    double fewest, netmkt_model **out)
{
    static const double defaults[4] = NETMKT__ENGAGEMENT_DEFAULTS;
    netmkt_status status = NETMKT_E_DATA;
    double engaged = 0.0;

    for (size_t row = 0; row < n; row++)
        engaged += s->weight[row];
    if (engaged >= fewest)
        status = netmkt_model_fit_summaries(context, NETMKT_MODEL_MBGNBD, weeks, n, s->x, s->t_x, s->T, NULL, s->weight, out);
    if (status == NETMKT_E_CONVERGE || status == NETMKT_E_DATA)
        status = netmkt_model_new(context, NETMKT_MODEL_MBGNBD, weeks, 4, defaults, out);
    return status;
}

netmkt_status netmkt__engagement_model(const netmkt__judge *judge, const netmkt_settings *settings, netmkt_model **out)
{
    netmkt_context *context = judge->context;
    size_t n = (size_t)netmkt__store_customers(judge->store);
    summaries s = {.judge = judge};
    netmkt_settings *weeks = NULL;
    netmkt_status status;

    *out = NULL;
    s.x = netmkt__alloc(context, n, 4 * sizeof *s.x);
    if (s.x == NULL)
        return netmkt__nomem();
    s.t_x = s.x + n;
    s.T = s.t_x + n;
    s.weight = s.T + n;
    status = fit_settings(context, settings, &weeks);
    if (status != NETMKT_OK)
        goto done;
    status = netmkt__judge_all(judge, netmkt__setting_threads(settings), summarise_block, &s);
    if (status != NETMKT_OK)
        goto done;
    status = fit_or_default(context, weeks, &s, n, netmkt__setting(settings, NETMKT__SET_LIFECYCLE_MINIMUM), out);
done:
    netmkt_settings_free(weeks);
    netmkt__free(context, s.x);
    return status;
}

netmkt_status netmkt__judge_use_or_fit(netmkt__judge *judge, const netmkt_model *model, const netmkt_settings *settings,
                                       netmkt_model **fitted)
{
    *fitted = NULL;
    if (model == NULL) {
        netmkt_status status = netmkt__engagement_model(judge, settings, fitted);

        if (status != NETMKT_OK)
            return status;
        model = *fitted;
    }
    return netmkt__judge_use(judge, model, settings);
}

netmkt_status netmkt_stage_model(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_model **out)
{
    netmkt__judge judge;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__judge_init(&judge, store, settings, as_of_ms);
    if (status == NETMKT_OK)
        status = netmkt__engagement_model(&judge, settings, out);
    netmkt__judge_free(&judge);
    netmkt__store_read_end(store);
    return status;
}
