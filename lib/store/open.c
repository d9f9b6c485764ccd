/* Opening a store, keeping a reader's up to date, and verifying a file. */
#include <string.h>
#include <time.h>

#include "base/status.h"
#include "store/snapshot.h"
#include "store/store.h"

#define WAIT_STEP UINT32_C(10) /* milliseconds between two looks at the lock */
#define ALL_FLAGS (NETMKT_STORE_READ_ONLY | NETMKT_STORE_MUST_EXIST | NETMKT_STORE_MUST_CREATE | NETMKT_STORE_NO_AUTO_CHECKPOINT)

static netmkt_status check_options(const netmkt_store_options *options)
{
    if (options->struct_size != sizeof *options)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "store options of %u bytes, this library knows %zu; use netmkt_store_options_init()",
                            options->struct_size, sizeof *options);
    if ((options->flags & ~(uint32_t)ALL_FLAGS) != 0)
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
    if (pthread_mutex_init(&store->gate, NULL) != 0) {
        netmkt__free(options->context, store);
        return netmkt__nomem();
    }
    if (pthread_rwlock_init(&store->lock, NULL) != 0) {
        (void)pthread_mutex_destroy(&store->gate);
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

/* A new store's file is made at once, with its settings as the first commit. */
static netmkt_status found(netmkt_store *store)
{
    netmkt__records *records = &store->records;
    netmkt__journal_figures figures;
    netmkt__buffer record = {.context = store->context};
    netmkt_status status;

    netmkt__journal_figures_get(store->journal, &figures);
    if (figures.file_bytes != 0)
        return netmkt__fail(NETMKT_E_CORRUPT, "the file holds no settings of a store");
    status = netmkt__buffer_reserve(&record, NETMKT__STORE_RECORD_SIZE);
    if (status == NETMKT_OK) {
        netmkt__records_encode_store(records, &record);
        status = netmkt__journal_add(store->journal, NETMKT__RECORD_STORE, record.bytes, record.size);
    }
    if (status == NETMKT_OK)
        status = netmkt__journal_commit(store->journal);
    netmkt__buffer_free(&record);
    records->settled = status == NETMKT_OK;
    return status;
}

/* Look, sleep, look again. What was slept is counted, so that no clock is read: on a busy machine it takes longer. */
static netmkt_status open_journal(netmkt_store *store, const char *path, uint32_t flags, uint32_t wait_ms)
{
    netmkt__journal_reader reader = netmkt__records_reader(&store->records);

    for (;;) {
        netmkt_status status = netmkt__journal_open(store->context, path, flags, &reader, &store->journal);
        uint32_t step = wait_ms < WAIT_STEP ? wait_ms : WAIT_STEP;
        struct timespec pause = {0, (long)step * 1000000L};

        if (status != NETMKT_E_LOCKED || wait_ms == 0)
            return status;
        (void)nanosleep(&pause, NULL);
        wait_ms -= step;
    }
}

static netmkt_status open_file(netmkt_store *store, const char *path, uint32_t wait_ms)
{
    uint32_t flags = 0;
    netmkt_status status;

    if ((store->flags & NETMKT_STORE_READ_ONLY) != 0)
        flags |= NETMKT__JOURNAL_READ_ONLY;
    if ((store->flags & NETMKT_STORE_MUST_EXIST) != 0)
        flags |= NETMKT__JOURNAL_MUST_EXIST;
    if ((store->flags & NETMKT_STORE_MUST_CREATE) != 0)
        flags |= NETMKT__JOURNAL_MUST_CREATE;
    store->records.source = path;
    status = open_journal(store, path, flags, wait_ms);
    store->records.source = NULL;
    return status == NETMKT_OK && !store->records.settled ? found(store) : status;
}

netmkt_status netmkt_store_open(const char *path, const netmkt_store_options *options, netmkt_store **out)
{
    netmkt_store_options defaults;
    netmkt_store *store = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    netmkt_store_options_init(&defaults);
    if (options == NULL)
        options = &defaults;
    status = check_options(options);
    if (status == NETMKT_OK && path == NULL && (options->flags & (NETMKT_STORE_READ_ONLY | NETMKT_STORE_MUST_EXIST)) != 0)
        status = netmkt__misuse("a store in memory is new and empty: it can neither exist nor be opened for reading");
    if (status == NETMKT_OK && path != NULL && path[0] == '\0')
        status = netmkt__misuse("the path is empty");
    if (status == NETMKT_OK)
        status = store_new(options, &store);
    if (status == NETMKT_OK && path != NULL)
        status = open_file(store, path, options->lock_wait_ms);
    if (status == NETMKT_OK) {
        *out = store;
        store = NULL;
    }
    netmkt_store_close(store);
    return status;
}

/* The file was replaced: read the new one aside, and swap. */
static netmkt_status open_anew(netmkt_store *store)
{
    netmkt__records records;
    netmkt__journal_reader reader = netmkt__records_reader(&records);
    netmkt__journal *journal = NULL;
    netmkt_status status;

    netmkt__records_init(&records, store->context);
    records.source = netmkt__journal_path(store->journal);
    status = netmkt__journal_open(store->context, records.source, NETMKT__JOURNAL_READ_ONLY, &reader, &journal);
    records.source = NULL;
    if (status == NETMKT_OK && !records.settled)
        status = netmkt__fail(NETMKT_E_CORRUPT, "the file holds no settings of a store");
    if (status != NETMKT_OK) {
        netmkt__records_free(&records);
        netmkt__journal_close(journal);
        return status;
    }
    netmkt__records_free(&store->records);
    netmkt__journal_close(store->journal);
    store->records = records;
    store->journal = journal;
    return NETMKT_OK;
}

netmkt_status netmkt_store_refresh(netmkt_store *store)
{
    netmkt__journal_reader reader;
    netmkt_status status;
    int32_t replaced = 0;

    if (store == NULL)
        return netmkt__misuse("store is NULL");
    if ((store->flags & NETMKT_STORE_READ_ONLY) == 0)
        return NETMKT_OK;
    netmkt__store_lock_write(store);
    reader = netmkt__records_reader(&store->records);
    store->records.source = netmkt__journal_path(store->journal);
    status = netmkt__journal_refresh(store->journal, &reader, &replaced);
    store->records.source = NULL;
    if (status != NETMKT_OK)
        netmkt__records_rollback(&store->records); /* of the commit that could not be taken in whole */
    else if (replaced)
        status = open_anew(store);
    netmkt__store_write_end(store);
    return status;
}

netmkt_status netmkt_store_check(const char *path, netmkt_context *context)
{
    netmkt__records records;
    netmkt__journal_reader reader = netmkt__records_reader(&records);
    netmkt_status status;

    if (path == NULL || path[0] == '\0')
        return netmkt__misuse("a path is needed");
    netmkt__records_init(&records, context);
    records.source = path;
    status = netmkt__journal_check(context, path, &reader);
    if (status == NETMKT_OK && !records.settled)
        status = netmkt__fail(NETMKT_E_CORRUPT, "%s: the file holds no settings of a store", path);
    netmkt__records_free(&records);
    return status;
}
