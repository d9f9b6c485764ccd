/* Stages of one customer, and of all as a table. */
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "stage/engagement_model.h"
#include "stage/reasons.h"

static netmkt_status classify_one(netmkt__judge *judge, netmkt_customer_id customer, netmkt_stage *out)
{
    netmkt_stage stage = {.struct_size = sizeof stage};
    netmkt__judge_worker worker;
    netmkt_status status;

    netmkt__judge_worker_init(&worker, judge);
    status = netmkt__judge_customer(judge, &worker, customer, &stage);
    if (status == NETMKT_OK)
        *out = stage;
    netmkt__judge_worker_free(&worker);
    return status;
}

netmkt_status netmkt_stage_classify(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings,
                                    netmkt_customer_id customer, int64_t as_of_ms, netmkt_stage *out)
{
    netmkt_model *fitted = NULL;
    netmkt__judge judge;
    netmkt_status status;

    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "stage of %u bytes, this library knows %zu", out->struct_size, sizeof *out);
    status = netmkt__store_read(store, model == NULL);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__judge_init(&judge, store, settings, as_of_ms);
    if (status != NETMKT_OK)
        goto done;
    if (!netmkt__store_has(store, customer)) {
        status = netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
        goto done;
    }
    status = netmkt__judge_use_or_fit(&judge, model, settings, &fitted);
    if (status != NETMKT_OK)
        goto done;
    status = classify_one(&judge, customer, out);
done:
    netmkt_model_free(fitted);
    netmkt__judge_free(&judge);
    netmkt__store_read_end(store);
    return status;
}

/* The table's columns, filled by blocks; what texts need is noted, and written by one thread afterwards. */
typedef struct filling {
    const netmkt__judge *judge;
    const netmkt_settings *settings;
    int64_t *id, *since;
    const char **customer, **lifecycle, **readiness, **reason;
    double *p_introduction, *p_growth, *p_maturity, *p_decline, *p_active, *rate_recent, *rate_before;
    netmkt__evidence *evidence; /* a row each */
    uint8_t *keep;
} filling;

static void fill_row(filling *f, size_t row, const netmkt_stage *stage)
{
    f->keep[row] = 1;
    f->id[row] = (int64_t)stage->customer;
    f->lifecycle[row] = netmkt_lifecycle_name(stage->lifecycle);
    f->p_introduction[row] = stage->p_introduction;
    f->p_growth[row] = stage->p_growth;
    f->p_maturity[row] = stage->p_maturity;
    f->p_decline[row] = stage->p_decline;
    f->p_active[row] = stage->p_active;
    f->rate_recent[row] = stage->rate_recent;
    f->rate_before[row] = stage->rate_before;
    f->readiness[row] = netmkt_readiness_name(stage->readiness);
    f->since[row] = stage->evidence_ms;
    f->evidence[row] = (netmkt__evidence){stage->rule, stage->evidence_count, stage->evidence_kind, stage->evidence_channel};
}

static netmkt_status fill_block(void *argument, netmkt__judge_worker *worker, netmkt_customer_id first, netmkt_customer_id last)
{
    filling *f = argument;
    netmkt_stage stage = {.struct_size = sizeof stage};

    for (netmkt_customer_id id = first; id <= last; id++) {
        netmkt_status status;

        if (!netmkt__store_has(f->judge->store, id) || !netmkt__setting_wants(f->settings, id))
            continue;
        status = netmkt__judge_customer(f->judge, worker, id, &stage);
        if (status != NETMKT_OK)
            return status;
        fill_row(f, (size_t)(id - 1), &stage);
    }
    return NETMKT_OK;
}

static netmkt_status fill_texts(const filling *f, size_t rows, netmkt_table *table)
{
    netmkt__reasons reasons;
    netmkt_status status = NETMKT_OK;

    netmkt__reasons_init(&reasons, f->judge->store, f->judge->readiness.rules, table);
    for (size_t row = 0; row < rows && status == NETMKT_OK; row++) {
        const char *key;
        size_t length;

        if (!f->keep[row])
            continue;
        key = netmkt__store_key(f->judge->store, (netmkt_customer_id)row + 1, &length);
        f->customer[row] = netmkt__table_copy(table, key, length);
        status = f->customer[row] != NULL ? netmkt__reason_of(&reasons, &f->evidence[row], &f->reason[row]) : netmkt__nomem();
    }
    netmkt__reasons_free(&reasons);
    return status;
}

static netmkt_status add_columns(netmkt_table *table, filling *f)
{
    const struct {
        const char *name;
        int32_t type;
        void *data;
    } columns[] = {
        {"id", NETMKT_COLUMN_INT, &f->id},
        {"customer", NETMKT_COLUMN_TEXT, &f->customer},
        {"lifecycle", NETMKT_COLUMN_TEXT, &f->lifecycle},
        {"p_introduction", NETMKT_COLUMN_REAL, &f->p_introduction},
        {"p_growth", NETMKT_COLUMN_REAL, &f->p_growth},
        {"p_maturity", NETMKT_COLUMN_REAL, &f->p_maturity},
        {"p_decline", NETMKT_COLUMN_REAL, &f->p_decline},
        {"p_active", NETMKT_COLUMN_REAL, &f->p_active},
        {"rate_recent", NETMKT_COLUMN_REAL, &f->rate_recent},
        {"rate_before", NETMKT_COLUMN_REAL, &f->rate_before},
        {"readiness", NETMKT_COLUMN_TEXT, &f->readiness},
        {"reason", NETMKT_COLUMN_TEXT, &f->reason},
        {"since", NETMKT_COLUMN_TIME, &f->since},
    };
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < sizeof columns / sizeof *columns && status == NETMKT_OK; i++)
        status = netmkt__table_add(table, columns[i].name, columns[i].type, columns[i].data);
    return status;
}

static netmkt_status fill_table(const netmkt__judge *judge, const netmkt_settings *settings, size_t rows, netmkt_table *table)
{
    filling f = {.judge = judge, .settings = settings};
    netmkt_status status = add_columns(table, &f);

    if (status != NETMKT_OK)
        return status;
    f.keep = netmkt__calloc(judge->context, rows, 1);
    f.evidence = netmkt__alloc(judge->context, rows, sizeof *f.evidence);
    status = f.keep != NULL && f.evidence != NULL ? NETMKT_OK : netmkt__nomem();
    if (status == NETMKT_OK)
        status = netmkt__judge_all(judge, netmkt__setting_threads(settings), fill_block, &f);
    if (status == NETMKT_OK)
        status = fill_texts(&f, rows, table);
    if (status == NETMKT_OK)
        netmkt__table_keep(table, f.keep);
    netmkt__free(judge->context, f.keep);
    netmkt__free(judge->context, f.evidence);
    return status;
}

netmkt_status netmkt_stage_classify_all(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings,
                                        int64_t as_of_ms, netmkt_table **out)
{
    netmkt_model *fitted = NULL;
    netmkt_table *table = NULL;
    netmkt__judge judge;
    netmkt_status status;
    size_t rows;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    rows = (size_t)netmkt__store_customers(store);
    status = netmkt__judge_init(&judge, store, settings, as_of_ms);
    if (status == NETMKT_OK)
        status = netmkt__judge_use_or_fit(&judge, model, settings, &fitted);
    if (status == NETMKT_OK)
        status = netmkt__table_new(judge.context, rows, netmkt__store_exponent(store), &table);
    if (status == NETMKT_OK)
        status = fill_table(&judge, settings, rows, table);
    netmkt_model_free(fitted);
    netmkt__judge_free(&judge);
    netmkt__store_read_end(store);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    *out = table;
    return NETMKT_OK;
}
