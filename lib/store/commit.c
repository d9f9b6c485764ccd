/* Commit and rollback. */
#include "base/status.h"
#include "store/store.h"

netmkt_status netmkt_store_commit(netmkt_store *store)
{
    netmkt_status status;

    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    netmkt__records_mark(&store->records);
    store->commits++;
    netmkt__store_write_end(store);
    return NETMKT_OK;
}

netmkt_status netmkt_store_rollback(netmkt_store *store)
{
    netmkt_status status;

    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_write(store);
    if (status != NETMKT_OK)
        return status;
    netmkt__records_rollback(&store->records);
    store->pending.size = 0;
    netmkt__store_write_end(store);
    return NETMKT_OK;
}
