/* Models fitted to the customers of a store: buyers are read once, then the store is left alone. */
#include <netmkt/value.h>

#include "base/status.h"
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
