/* How many customers are in each stage: a histogram a block, added up in the blocks' order. */
#include <string.h>

#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "stage/engagement_model.h"

#define LIFECYCLES 5
#define READINESSES 7

typedef struct histogram {
    uint64_t lifecycle[LIFECYCLES];
    uint64_t readiness[READINESSES];
} histogram;

typedef struct counting {
    const netmkt__judge *judge;
    const netmkt_settings *settings;
    histogram *block;
} counting;

static netmkt_status count_block(void *argument, netmkt__judge_worker *worker, netmkt_customer_id first, netmkt_customer_id last)
{
    const counting *c = argument;
    histogram *h = &c->block[(first - 1) / NETMKT__STAGE_BLOCK];
    netmkt_stage stage = {.struct_size = sizeof stage};

    for (netmkt_customer_id id = first; id <= last; id++) {
        netmkt_status status;

        if (!netmkt__store_has(c->judge->store, id) || !netmkt__setting_wants(c->settings, id))
            continue;
        status = netmkt__judge_customer(c->judge, worker, id, &stage);
        if (status != NETMKT_OK)
            return status;
        h->lifecycle[stage.lifecycle]++;
        h->readiness[stage.readiness]++;
    }
    return NETMKT_OK;
}

static netmkt_status count_all(const netmkt__judge *judge, const netmkt_settings *settings, histogram *sum)
{
    size_t blocks = (size_t)((netmkt__store_customers(judge->store) + NETMKT__STAGE_BLOCK - 1) / NETMKT__STAGE_BLOCK);
    counting c = {judge, settings, netmkt__calloc(judge->context, blocks, sizeof(histogram))};
    netmkt_status status;

    memset(sum, 0, sizeof *sum);
    if (c.block == NULL)
        return netmkt__nomem();
    status = netmkt__judge_all(judge, netmkt__setting_threads(settings), count_block, &c);
    for (size_t i = 0; i < blocks; i++) {
        for (int k = 0; k < LIFECYCLES; k++)
            sum->lifecycle[k] += c.block[i].lifecycle[k];
        for (int k = 0; k < READINESSES; k++)
            sum->readiness[k] += c.block[i].readiness[k];
    }
    netmkt__free(judge->context, c.block);
    return status;
}

static netmkt_status make_table(netmkt_context *context, const histogram *h, netmkt_table **out)
{
    const char **axis, **stage;
    int64_t *customers;
    double *share, all = 0.0;
    netmkt_status status = netmkt__table_new(context, LIFECYCLES + READINESSES, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add(*out, "axis", NETMKT_COLUMN_TEXT, &axis);
    if (status == NETMKT_OK)
        status = netmkt__table_add(*out, "stage", NETMKT_COLUMN_TEXT, &stage);
    if (status == NETMKT_OK)
        status = netmkt__table_add(*out, "customers", NETMKT_COLUMN_INT, &customers);
    if (status == NETMKT_OK)
        status = netmkt__table_add(*out, "share", NETMKT_COLUMN_REAL, &share);
    if (status != NETMKT_OK)
        return status;
    for (int k = 0; k < LIFECYCLES; k++)
        all += (double)h->lifecycle[k];
    for (int row = 0; row < LIFECYCLES + READINESSES; row++) {
        int lifecycle = row < LIFECYCLES, k = lifecycle ? row : row - LIFECYCLES;

        axis[row] = lifecycle ? "lifecycle" : "readiness";
        stage[row] = lifecycle ? netmkt_lifecycle_name(k) : netmkt_readiness_name(k);
        customers[row] = (int64_t)(lifecycle ? h->lifecycle[k] : h->readiness[k]);
        share[row] = all > 0.0 ? (double)customers[row] / all : 0.0;
    }
    return NETMKT_OK;
}

netmkt_status netmkt_stage_counts(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int64_t as_of_ms,
                                  netmkt_table **out)
{
    netmkt_model *fitted = NULL;
    netmkt_table *table = NULL;
    netmkt__judge judge;
    histogram sum;
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
        status = netmkt__judge_use_or_fit(&judge, model, settings, &fitted);
    if (status == NETMKT_OK)
        status = count_all(&judge, settings, &sum);
    if (status == NETMKT_OK)
        status = make_table(judge.context, &sum, &table);
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
