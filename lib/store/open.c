/* Opening a store. */
#include <string.h>

#include "base/status.h"
#include "store/store.h"

#define ALL_FLAGS (NETMKT_STORE_READ_ONLY | NETMKT_STORE_MUST_EXIST | NETMKT_STORE_MUST_CREATE | NETMKT_STORE_NO_AUTO_CHECKPOINT)

static netmkt_status check_options(const netmkt_store_options *options)
{
    if (options->struct_size != sizeof *options)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "store options of %u bytes, this library knows %zu; use netmkt_store_options_init()",
                            options->struct_size, sizeof *options);
    if ((options->flags & ~(uint32_t)ALL_FLAGS) != 0 || options->reserved != 0)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "unknown flags 0x%x of a store", options->flags & ~(uint32_t)ALL_FLAGS);
    if ((options->flags & NETMKT_STORE_MUST_CREATE) != 0 && (options->flags & (NETMKT_STORE_MUST_EXIST | NETMKT_STORE_READ_ONLY)) != 0)
        return netmkt__misuse("a store that must be created can neither exist nor be opened for reading");
    for (int i = 0; i < 3; i++)
        if (options->currency[i] < 'A' || options->currency[i] > 'Z')
            return netmkt__misuse("the currency is no ISO 4217 code of three capital letters");
    if (options->currency[3] != '\0')
        return netmkt__misuse("the currency is no ISO 4217 code of three capital letters");
    if (options->currency_exponent < 0 || options->currency_exponent > 9)
        return netmkt__fail(NETMKT_E_INVALID, "currency exponent %d is not within 0 to 9", options->currency_exponent);
    if (options->day_offset_minutes < -1439 || options->day_offset_minutes > 1439)
        return netmkt__fail(NETMKT_E_INVALID, "day offset %d is not within -1439 to 1439 minutes", options->day_offset_minutes);
    return NETMKT_OK;
}

static netmkt_status store_new(const netmkt_store_options *options, netmkt_store **out)
{
    netmkt_store *store = netmkt__calloc(options->context, 1, sizeof *store);

    if (store == NULL)
        return netmkt__nomem();
    if (pthread_rwlock_init(&store->lock, NULL) != 0) {
        netmkt__free(options->context, store);
        return netmkt__nomem();
    }
    store->context = options->context;
    store->flags = options->flags;
    store->pending.context = options->context;
    atomic_init(&store->references, 1);
    netmkt__records_init(&store->records, options->context);
    memcpy(store->records.currency, options->currency, sizeof options->currency);
    store->records.exponent = options->currency_exponent;
    store->records.day_offset = options->day_offset_minutes;
    *out = store;
    return NETMKT_OK;
}

netmkt_status netmkt_store_open(const char *path, const netmkt_store_options *options, netmkt_store **out)
{
    netmkt_store_options defaults;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    netmkt_store_options_init(&defaults);
    if (options == NULL)
        options = &defaults;
    status = check_options(options);
    if (status == NETMKT_OK && path != NULL)
        status = netmkt__fail(NETMKT_E_UNSUPPORTED, "stores in files are not supported by this build");
    if (status == NETMKT_OK)
        status = store_new(options, out);
    return status;
}
