/* The customers from whom the spend model learns nothing, by name. */
#include <netmkt/value.h>

#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "summary/customers.h"
#include "value/buyers.h"

netmkt_status netmkt_value_left_out(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt__buyers buyers;
    uint8_t *keep = NULL;
    int64_t *x;
    double *m;
    const char **reason;
    const netmkt__column_plan plan[] = {
        {"x", &x, NETMKT_COLUMN_INT, 0},
        {"m", &m, NETMKT_COLUMN_REAL, 0},
        {"reason", &reason, NETMKT_COLUMN_TEXT, 0},
    };
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    status = netmkt__buyers_read(store, settings, as_of_ms, &buyers);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(buyers.keys, plan, sizeof plan / sizeof plan[0]);
    if (status == NETMKT_OK) {
        keep = netmkt__calloc(buyers.context, buyers.n, 1);
        status = keep != NULL ? NETMKT_OK : netmkt__nomem();
    }
    if (status == NETMKT_OK) {
        for (size_t i = 0; i < buyers.n; i++) {
            x[i] = (int64_t)buyers.x[i];
            m[i] = buyers.m[i];
            reason[i] = buyers.x[i] > 0.0 ? "nothing paid on repeat days" : "no repeat purchase";
            keep[i] = !(buyers.x[i] > 0.0 && buyers.m[i] > 0.0);
        }
        netmkt__table_keep(buyers.keys, keep);
        status = netmkt__customer_table_limit(settings, buyers.context, buyers.keys);
    }
    if (status == NETMKT_OK) {
        *out = buyers.keys;
        buyers.keys = NULL;
    }
    netmkt__free(buyers.context, keep);
    netmkt__buyers_free(&buyers);
    return status;
}
