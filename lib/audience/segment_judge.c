/* Judgements that a segment asks for: each report is made once, and its columns laid out by id. */
#include "audience/segment_match.h"

#include <math.h>
#include <string.h>

#include <netmkt/concentration.h>
#include <netmkt/engagement.h>
#include <netmkt/stage.h>
#include <netmkt/value.h>

#include "base/context.h"
#include "base/status.h"

#define BIT(judgement) (UINT32_C(1) << (judgement))

void netmkt__judgements_free(netmkt__segment_judgements *judgements)
{
    for (int i = 0; i < NETMKT__JUDGED_COUNT; i++) {
        netmkt__free(judgements->context, judgements->column[i]);
        judgements->column[i] = NULL;
    }
    for (int i = 0; i < NETMKT__SEGMENT_PERMITS; i++) {
        netmkt__free(judgements->context, judgements->permit[i]);
        judgements->permit[i] = NULL;
    }
}

/* Number of a text in the list that the judgement has; -1 if it is in none. */
static double number_of(int32_t judgement, const char *text)
{
    for (int32_t i = 0; i < 16; i++) {
        const char *name = NULL;

        if (judgement == NETMKT__JUDGED_LIFECYCLE)
            name = netmkt_lifecycle_name(i);
        else if (judgement == NETMKT__JUDGED_READINESS)
            name = netmkt_readiness_name(i);
        else if (i < NETMKT__SEGMENT_RFM)
            name = netmkt__segment_rfm[i];
        if (name != NULL && strcmp(name, text) == 0)
            return i;
    }
    return -1.0;
}

/* Lay a column of a table with the column id out by id. */
static netmkt_status lay_out(const netmkt_table *table, const char *name, int32_t judgement, netmkt__segment_judgements *out)
{
    const void *ids, *cells;
    int32_t type;
    double *column = netmkt__alloc(out->context, out->n, sizeof *column);
    netmkt_status status = netmkt_table_column(table, "id", NULL, &ids);

    out->column[judgement] = column;
    if (column == NULL)
        return netmkt__nomem();
    if (status == NETMKT_OK)
        status = netmkt_table_column(table, name, &type, &cells);
    for (size_t i = 0; i < out->n; i++)
        column[i] = NAN;
    for (size_t row = 0; status == NETMKT_OK && row < netmkt_table_rows(table); row++) {
        uint64_t id = (uint64_t)((const int64_t *)ids)[row];

        if (id > out->n) /* came since they were counted */
            continue;
        if (type == NETMKT_COLUMN_REAL)
            column[id - 1] = ((const double *)cells)[row];
        else if (type == NETMKT_COLUMN_TEXT)
            column[id - 1] = number_of(judgement, ((const char *const *)cells)[row]);
        else
            column[id - 1] = (double)((const int64_t *)cells)[row];
    }
    return status;
}

typedef netmkt_status (*make_report)(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

static netmkt_status make_stages(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return netmkt_stage_classify_all(store, NULL, settings, as_of_ms, out);
}

static netmkt_status make_values(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return netmkt_value_score_all(store, NULL, NULL, settings, as_of_ms, out);
}

/* Revenue, with the tier in place of the value. */
static netmkt_status make_tiers(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_context *context = netmkt__store_context(store);
    netmkt_table *values = NULL, *tiers = NULL;
    const void *ids = NULL, *money = NULL;
    uint32_t *tier = NULL;
    int64_t *number = NULL;
    netmkt_status status = netmkt_concentration_values(store, settings, NETMKT_WORTH_REVENUE, as_of_ms, &values);
    size_t n = netmkt_table_rows(values);

    if (status == NETMKT_OK)
        status = netmkt_table_column(values, "id", NULL, &ids);
    if (status == NETMKT_OK)
        status = netmkt_table_column(values, "value", NULL, &money);
    if (status == NETMKT_OK) {
        tier = netmkt__alloc(context, n, sizeof *tier);
        number = netmkt__alloc(context, n, sizeof *number);
        status = tier != NULL && number != NULL ? netmkt_table_new(context, n, 0, out) : netmkt__nomem();
    }
    if (status == NETMKT_OK && n > 0)
        status = netmkt_concentration_tiers(context, n, money, NETMKT_TIERS_BY_RANK, NULL, 0, tier, &tiers);
    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        number[i] = (int64_t)tier[i];
    if (status == NETMKT_OK)
        status = netmkt_table_add(*out, "id", NETMKT_COLUMN_INT, ids);
    if (status == NETMKT_OK)
        status = netmkt_table_add(*out, "tier", NETMKT_COLUMN_INT, number);
    netmkt_table_free(values);
    netmkt_table_free(tiers);
    netmkt__free(context, tier);
    netmkt__free(context, number);
    return status;
}

typedef struct report {
    make_report make;
    const char *what;
    uint32_t judged; /* bits that it answers */
} report;

static const report reports[] = {
    {make_stages, "stages",
     BIT(NETMKT__JUDGED_LIFECYCLE) | BIT(NETMKT__JUDGED_READINESS) | BIT(NETMKT__JUDGED_P_INTRODUCTION) | BIT(NETMKT__JUDGED_P_GROWTH) |
         BIT(NETMKT__JUDGED_P_MATURITY) | BIT(NETMKT__JUDGED_P_DECLINE) | BIT(NETMKT__JUDGED_P_ACTIVE)},
    {make_values, "values",
     BIT(NETMKT__JUDGED_P_ALIVE) | BIT(NETMKT__JUDGED_PURCHASES) | BIT(NETMKT__JUDGED_SPEND) | BIT(NETMKT__JUDGED_CLV)},
    {netmkt_rfm_all, "RFM scores", BIT(NETMKT__JUDGED_RFM) | BIT(NETMKT__JUDGED_R) | BIT(NETMKT__JUDGED_F) | BIT(NETMKT__JUDGED_M)},
    {make_tiers, "tiers", BIT(NETMKT__JUDGED_TIER)},
    {netmkt_attention_all, "attention", BIT(NETMKT__JUDGED_ATTENTION)},
    {netmkt_relationship_all, "relationships", BIT(NETMKT__JUDGED_RELATIONSHIP)},
};

static const char *const columns[NETMKT__JUDGED_COUNT] = {
    "lifecycle", "readiness", "p_introduction", "p_growth", "p_maturity", "p_decline", "p_active", "p_alive", "expected_purchases",
    "expected_spend", "clv", "segment", "r", "f", "m", "tier", "attention", "score",
};

static netmkt_status add_report(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, const report *from, uint32_t judged,
                                netmkt__segment_judgements *out)
{
    netmkt_table *table = NULL;
    netmkt_status status = from->make(store, settings, as_of_ms, &table);

    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return netmkt__prefix(status, "the segment asks for %s: ", from->what);
    }
    for (int32_t i = 0; status == NETMKT_OK && i < NETMKT__JUDGED_COUNT; i++)
        if ((judged & from->judged & BIT(i)) != 0)
            status = lay_out(table, columns[i], i, out);
    netmkt_table_free(table);
    return status;
}

netmkt_status netmkt__judgements_find(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, uint32_t judged,
                                      const netmkt__segment_permits *permits, netmkt__segment_judgements *out)
{
    uint64_t customers = 0;
    netmkt_status status = NETMKT_OK;

    *out = (netmkt__segment_judgements){.context = netmkt__store_context(store)};
    if (judged != 0 || permits->count > 0)
        status = netmkt_customer_count(store, &customers);
    out->n = (size_t)customers;
    for (size_t i = 0; status == NETMKT_OK && i < sizeof reports / sizeof reports[0]; i++)
        if ((judged & reports[i].judged) != 0)
            status = add_report(store, settings, as_of_ms, &reports[i], judged, out);
    return status == NETMKT_OK ? netmkt__permits_find(store, settings, as_of_ms, permits, out) : status;
}
