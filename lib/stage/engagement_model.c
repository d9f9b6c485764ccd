/* Fit of the engagement model: a pass over all customers for their summaries, then maximum likelihood. */
#include "stage/engagement_model.h"

#include "base/hash.h"
#include "base/settings.h"
#include "base/status.h"

#define DAYS_PER_UNIT 7.0

/* Columns of summaries, a row for each customer chosen; weight 0: no engagement. */
typedef struct summaries {
    const netmkt__judge *judge;
    uint64_t limit;   /* chosen: whose hash is at most this */
    uint64_t *chosen; /* a bit a customer */
    size_t *first;    /* row of the first customer chosen of each block, and behind the last the number of rows */
    double *x, *t_x, *T, *weight;
} summaries;

/* A number between 0 and 2^64 - 1 that depends on his key alone, or, where he has none, on his id. */
static uint64_t lot_of(const netmkt_store *store, netmkt_customer_id id)
{
    size_t length;
    const char *key = netmkt__store_key(store, id, &length);
    uint64_t hash[2];

    netmkt__hash128(length > 0 ? (const void *)key : &id, length > 0 ? length : sizeof id, hash);
    return hash[0];
}

/* first[block + 1] is the number chosen of this block. A block's bits are whole words. */
static netmkt_status choose_block(void *argument, netmkt__judge_worker *worker, netmkt_customer_id first, netmkt_customer_id last)
{
    const summaries *s = argument;
    size_t *count = &s->first[(first - 1) / NETMKT__STAGE_BLOCK + 1];

    (void)worker;
    for (netmkt_customer_id id = first; id <= last; id++) {
        if (!netmkt__store_has(s->judge->store, id) || (s->limit != UINT64_MAX && lot_of(s->judge->store, id) > s->limit))
            continue;
        s->chosen[(id - 1) / 64] |= UINT64_C(1) << ((id - 1) % 64);
        ++*count;
    }
    return NETMKT_OK;
}

static void put_summary(const summaries *s, size_t row, const netmkt__engagement *engagement)
{
    int there = engagement->days > 0;

    s->x[row] = there ? engagement->days - 1.0 : 0.0;
    s->t_x[row] = (double)(engagement->last_day - engagement->first_day) / DAYS_PER_UNIT;
    s->T[row] = there ? (double)(s->judge->engagement.as_of_day - engagement->first_day) / DAYS_PER_UNIT : 0.0;
    s->weight[row] = there ? 1.0 : 0.0;
}

static netmkt_status summarise_block(void *argument, netmkt__judge_worker *worker, netmkt_customer_id first, netmkt_customer_id last)
{
    const summaries *s = argument;
    size_t row = s->first[(first - 1) / NETMKT__STAGE_BLOCK];

    for (netmkt_customer_id id = first; id <= last; id++) {
        netmkt__engagement engagement = {0, 0, 0, 0, 0};
        netmkt__events events;
        const uint8_t *lost;
        netmkt_status status;

        if ((s->chosen[(id - 1) / 64] >> ((id - 1) % 64) & 1) == 0)
            continue;
        status = netmkt__judge_read(s->judge, worker, id, &events, &lost, &engagement);
        if (status != NETMKT_OK)
            return status;
        put_summary(s, row++, &engagement);
    }
    return NETMKT_OK;
}

/* Without the holes that merged and erased customers leave, so that they do not change who is chosen. */
static double count_customers(const netmkt_store *store)
{
    double count = 0.0;

    for (netmkt_customer_id id = 1; id <= netmkt__store_customers(store); id++)
        count += netmkt__store_has(store, id);
    return count;
}

/* Who is chosen, and in which row he goes; *rows is how many. */
static netmkt_status choose(summaries *s, uint32_t threads, double most, size_t *rows)
{
    size_t customers = (size_t)netmkt__store_customers(s->judge->store);
    size_t blocks = (customers + NETMKT__STAGE_BLOCK - 1) / NETMKT__STAGE_BLOCK;
    netmkt_status status;
    double count;

    count = count_customers(s->judge->store);
    s->limit = count <= most ? UINT64_MAX : (uint64_t)(most / count * 0x1p64);
    s->chosen = netmkt__calloc(s->judge->context, customers / 64 + 1, sizeof *s->chosen);
    s->first = netmkt__calloc(s->judge->context, blocks + 1, sizeof *s->first);
    if (s->chosen == NULL || s->first == NULL)
        return netmkt__nomem();
    status = netmkt__judge_all(s->judge, threads, choose_block, s);
    for (size_t i = 0; i < blocks; i++)
        s->first[i + 1] += s->first[i];
    *rows = s->first[blocks];
    return status;
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
    uint32_t threads = netmkt__setting_threads(settings);
    summaries s = {.judge = judge};
    netmkt_settings *weeks = NULL;
    netmkt_status status;
    size_t n = 0;

    *out = NULL;
    status = choose(&s, threads, netmkt__setting(settings, NETMKT__SET_LIFECYCLE_SAMPLE), &n);
    if (status != NETMKT_OK)
        goto done;
    s.x = netmkt__alloc(context, n, 4 * sizeof *s.x);
    status = s.x != NULL ? fit_settings(context, settings, &weeks) : netmkt__nomem();
    if (status != NETMKT_OK)
        goto done;
    s.t_x = s.x + n;
    s.T = s.t_x + n;
    s.weight = s.T + n;
    status = netmkt__judge_all(judge, threads, summarise_block, &s);
    if (status != NETMKT_OK)
        goto done;
    status = fit_or_default(context, weeks, &s, n, netmkt__setting(settings, NETMKT__SET_LIFECYCLE_MINIMUM), out);
done:
    netmkt_settings_free(weeks);
    netmkt__free(context, s.x);
    netmkt__free(context, s.first);
    netmkt__free(context, s.chosen);
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
