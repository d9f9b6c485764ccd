/* Stages of all customers into the caller's own arrays: nothing else grows with their number, but the fit of a model not given. */
#include <math.h>

#include "base/settings.h"
#include "base/status.h"
#include "stage/engagement_model.h"

typedef struct filling {
    const netmkt__judge *judge;
    const netmkt_stage_columns *out;
    uint64_t rows;
} filling;

#define PUT(column, value)         \
    do {                           \
        if (f->out->column != NULL) \
            f->out->column[row] = (value); \
    } while (0)

static void put(const filling *f, size_t row, const netmkt_stage *s, int known)
{
    PUT(lifecycle, known ? (uint8_t)s->lifecycle : NETMKT_STAGE_NOBODY);
    PUT(readiness, known ? (uint8_t)s->readiness : NETMKT_STAGE_NOBODY);
    PUT(rule, (uint8_t)s->rule);
    PUT(p_introduction, s->p_introduction);
    PUT(p_growth, s->p_growth);
    PUT(p_maturity, s->p_maturity);
    PUT(p_decline, s->p_decline);
    PUT(p_active, s->p_active);
    PUT(rate_recent, s->rate_recent);
    PUT(rate_before, s->rate_before);
    PUT(evidence_ms, s->evidence_ms);
}

static netmkt_status fill_block(void *argument, netmkt__judge_worker *worker, netmkt_customer_id first, netmkt_customer_id last)
{
    const netmkt_stage nobody = {.p_active = (double)NAN, .evidence_ms = INT64_MIN};
    const filling *f = argument;
    netmkt_status status = NETMKT_OK;

    for (netmkt_customer_id id = first; status == NETMKT_OK && id <= last && id <= f->rows; id++) {
        netmkt_stage stage = nobody;
        int known = netmkt__judge_wants(f->judge, id);

        if (known)
            status = netmkt__judge_customer(f->judge, worker, id, &stage);
        if (status == NETMKT_OK)
            put(f, (size_t)(id - 1), &stage, known);
    }
    return status;
}

netmkt_status netmkt_stage_fill(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int64_t as_of_ms, size_t n,
                                const netmkt_stage_columns *columns)
{
    netmkt_model *fitted = NULL;
    netmkt__judge judge;
    filling f = {&judge, columns, n};
    netmkt_status status;

    if (store == NULL || columns == NULL)
        return netmkt__misuse("store and columns are needed");
    if (columns->struct_size != sizeof *columns)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "stage columns of %u bytes, this library knows %zu", columns->struct_size, sizeof *columns);
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__judge_init(&judge, store, settings, as_of_ms);
    if (status == NETMKT_OK && n < netmkt__store_customers(store))
        status = netmkt__fail(NETMKT_E_RANGE, "columns of %zu rows; the highest id of a customer is %llu", n,
                              (unsigned long long)netmkt__store_customers(store));
    if (status == NETMKT_OK)
        status = netmkt__judge_use_or_fit(&judge, model, settings, &fitted);
    if (status == NETMKT_OK)
        status = netmkt__judge_all(&judge, netmkt__setting_threads(settings), fill_block, &f);
    netmkt_model_free(fitted);
    netmkt__judge_free(&judge);
    netmkt__store_read_end(store);
    return status;
}
