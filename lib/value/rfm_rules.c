/* RFM by given cut points and given segments, and the table of all customers' scores. */
#include <netmkt/rfm.h>

#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "summary/customers.h"
#include "value/buyers.h"

enum { CUTS_MOST = 9 };

static netmkt_status check_cuts(const netmkt_rfm_cuts *cuts)
{
    const int64_t *list[3];
    static const char *const name[3] = {"recency", "frequency", "money"};

    if (cuts->struct_size != sizeof *cuts)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "netmkt_rfm_cuts of %u bytes, this library knows %zu", cuts->struct_size, sizeof *cuts);
    if (cuts->idle == NULL || cuts->frequency == NULL || cuts->money == NULL)
        return netmkt__misuse("cut points of idle, frequency and money are needed");
    if (cuts->count < 1 || cuts->count > CUTS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "there may be 1 to %d cut points, not %u", CUTS_MOST, cuts->count);
    list[0] = cuts->idle;
    list[1] = cuts->frequency;
    list[2] = cuts->money;
    for (int k = 0; k < 3; k++)
        for (uint32_t i = 1; i < cuts->count; i++)
            if (list[k][i] <= list[k][i - 1])
                return netmkt__fail(NETMKT_E_RANGE, "the cut points of %s must ascend: %lld stands behind %lld", name[k], (long long)list[k][i],
                                    (long long)list[k][i - 1]);
    return NETMKT_OK;
}

netmkt_status netmkt_rfm_score_by_cuts(const netmkt_rfm_cuts *cuts, size_t n, const int64_t *idle, const int64_t *frequency,
                                       const int64_t *money, uint8_t *r, uint8_t *f, uint8_t *m)
{
    netmkt_status status;

    if (cuts == NULL || (n > 0 && (idle == NULL || frequency == NULL || money == NULL)))
        return netmkt__misuse("cuts, idle, frequency and money are needed");
    status = check_cuts(cuts);
    for (size_t i = 0; status == NETMKT_OK && i < n; i++) {
        uint32_t score[3] = {1, 1, 1};

        for (uint32_t k = 0; k < cuts->count; k++) {
            score[0] += idle[i] <= cuts->idle[k];
            score[1] += frequency[i] >= cuts->frequency[k];
            score[2] += money[i] >= cuts->money[k];
        }
        if (r != NULL)
            r[i] = (uint8_t)score[0];
        if (f != NULL)
            f[i] = (uint8_t)score[1];
        if (m != NULL)
            m[i] = (uint8_t)score[2];
    }
    return status;
}

/* --- the table --- */

/* Scores of all buyers: 3 n bytes, R, F and M one after another. */
static netmkt_status score_buyers(const netmkt__buyers *b, const netmkt_settings *settings, const netmkt_rfm_cuts *cuts, uint8_t *score)
{
    if (cuts != NULL)
        return netmkt_rfm_score_by_cuts(cuts, b->n, b->idle_days, b->purchase_days, b->revenue, score, score + b->n, score + 2 * b->n);
    return netmkt_rfm_score(b->context, settings, b->n, b->idle_days, b->purchase_days, b->revenue, score, score + b->n, score + 2 * b->n);
}

static netmkt_status fill_table(netmkt__buyers *b, const uint8_t *score, uint32_t scores, const netmkt_rfm_segments *segments)
{
    int64_t *recency, *frequency, *money, *r, *f, *m;
    const char **segment;
    const netmkt__column_plan plan[] = {
        {"recency_days", &recency, NETMKT_COLUMN_INT, 0}, {"frequency", &frequency, NETMKT_COLUMN_INT, 0},
        {"money", &money, NETMKT_COLUMN_MONEY, 0},        {"r", &r, NETMKT_COLUMN_INT, 0},
        {"f", &f, NETMKT_COLUMN_INT, 0},                  {"m", &m, NETMKT_COLUMN_INT, 0},
        {"segment", &segment, NETMKT_COLUMN_TEXT, 0},
    };
    netmkt_status status = netmkt__table_add_all(b->keys, plan, sizeof plan / sizeof plan[0]);

    for (size_t i = 0; status == NETMKT_OK && i < b->n; i++) {
        recency[i] = b->idle_days[i];
        frequency[i] = b->purchase_days[i];
        money[i] = b->revenue[i];
        r[i] = score[i];
        f[i] = score[b->n + i];
        m[i] = score[2 * b->n + i];
        if (segments == NULL) {
            segment[i] = netmkt_rfm_segment((uint32_t)r[i], (uint32_t)f[i], (uint32_t)m[i], scores);
            continue;
        }
        segment[i] = netmkt_rfm_segments_name(segments, (uint32_t)r[i], (uint32_t)f[i], (uint32_t)m[i]);
        segment[i] = netmkt__table_copy(b->keys, segment[i], strlen(segment[i])); /* the segments may be freed before the table */
        if (segment[i] == NULL) {
            segment[i] = "";
            status = netmkt__nomem();
        }
    }
    return status;
}

netmkt_status netmkt_rfm_by_rules(netmkt_store *store, const netmkt_settings *settings, const netmkt_rfm_cuts *cuts,
                                  const netmkt_rfm_segments *segments, int64_t as_of_ms, netmkt_table **out)
{
    netmkt__buyers buyers = {.n = 0};
    uint8_t *score = NULL;
    uint32_t scores;
    netmkt_status status = NETMKT_OK;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if (cuts != NULL)
        status = check_cuts(cuts);
    if (status == NETMKT_OK)
        status = netmkt__buyers_read(store, settings, as_of_ms, &buyers);
    if (status != NETMKT_OK)
        goto done;
    scores = cuts != NULL ? cuts->count + 1 : (uint32_t)netmkt__setting(settings, NETMKT__SET_RFM_SCORES);
    score = netmkt__alloc(buyers.context, buyers.n, 3);
    status = score != NULL ? score_buyers(&buyers, settings, cuts, score) : netmkt__nomem();
    if (status == NETMKT_OK)
        status = fill_table(&buyers, score, scores, segments);
    if (status == NETMKT_OK)
        status = netmkt__customer_table_limit(settings, buyers.context, buyers.keys);
    if (status == NETMKT_OK) {
        *out = buyers.keys;
        buyers.keys = NULL;
    }
done:
    netmkt__free(buyers.context, score);
    netmkt__buyers_free(&buyers);
    return status;
}

netmkt_status netmkt_rfm_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return netmkt_rfm_by_rules(store, settings, NULL, NULL, as_of_ms, out);
}
