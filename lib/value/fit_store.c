/* Models fitted to the customers of a store, and their RFM: buyers are read once, then the store is left alone. */
#include <netmkt/value.h>

#include <string.h>

#include "base/status.h"
#include "base/table.h"
#include "value/buyers.h"

netmkt_status netmkt_model_fit_store(netmkt_store *store, int32_t model, const netmkt_settings *settings, int64_t as_of_ms, netmkt_model **out)
{
    netmkt__buyers buyers;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (model == NETMKT_MODEL_BGBB)
        return netmkt__misuse("BG/BB needs opportunities, which a store does not have: use netmkt_model_fit_summaries()");
    if (netmkt_model_name(model) == NULL)
        return netmkt__fail(NETMKT_E_INVALID, "no model %d; see NETMKT_MODEL_BGNBD and kin", (int)model);
    status = netmkt__buyers_read(store, settings, as_of_ms, &buyers);
    if (status == NETMKT_OK)
        status = netmkt__buyers_fit(&buyers, model, settings, out);
    netmkt__buyers_free(&buyers);
    return status;
}

netmkt_status netmkt_rfm_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt__buyers buyers;
    int64_t *recency, *frequency, *money;
    const netmkt__column_plan plan[] = {
        {"recency_days", &recency, NETMKT_COLUMN_INT, 0},
        {"frequency", &frequency, NETMKT_COLUMN_INT, 0},
        {"money", &money, NETMKT_COLUMN_MONEY, 0},
    };
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    status = netmkt__buyers_read(store, settings, as_of_ms, &buyers);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(buyers.keys, plan, sizeof plan / sizeof plan[0]);
    if (status != NETMKT_OK)
        goto done;
    memcpy(recency, buyers.idle_days, buyers.n * sizeof *recency);
    memcpy(frequency, buyers.purchase_days, buyers.n * sizeof *frequency);
    memcpy(money, buyers.revenue, buyers.n * sizeof *money);
    status = netmkt__buyers_add_scores(&buyers, settings, "m", buyers.keys);
    if (status == NETMKT_OK) {
        *out = buyers.keys;
        buyers.keys = NULL;
    }
done:
    netmkt__buyers_free(&buyers);
    return status;
}
