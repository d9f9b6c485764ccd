/* Fuzz target: what a store file holds, behind good checksums: settings, customers, attributes, events; in sections of a
 * snapshot, which are used where they lie, and in records of the journal.
 *
 * Property: whatever the file, opening it is NETMKT_OK, _CORRUPT or _VERSION, takes memory in proportion to the file, and
 * leaves the file as it is. If it opens, everything can be read, and reads the same by a writer, by a reader, with and
 * without mapping; after a change and a commit, after a checkpoint, after an erasure or a merger, the store opened again
 * holds the same as the one that wrote it; a rollback leads back; and what is exported imports to an equal store.
 *
 * Input: the small form of container.h, or a whole file where it begins with 'n'; then, from the end: what to do with an
 * open store (1 byte), what the I/O table can (1). */
#include <netmkt/netmkt.h>

#include <string.h>

#include "fuzz/container.h"
#include "fuzz/disk.h"
#include "fuzz/dump.h"
#include "fuzz/fuzz.h"

enum { DO_CHANGE = 1, DO_CHECKPOINT = 2, DO_ERASE = 4, DO_MERGE = 8, DO_EXPORT = 16, DO_ANSWER = 32, DO_KEEP_EVENTS = 64 };
enum { MEMORY_IN_USE = 64 << 20 }; /* an import has buffers of some megabytes, whatever the size */

static const netmkt_status file_errors[] = {NETMKT_E_CORRUPT, NETMKT_E_VERSION, NETMKT_OK};

static netmkt_status open_store(const disk *d, uint32_t flags, netmkt_store **store)
{
    netmkt_store_options options;
    netmkt_status status;

    netmkt_store_options_init(&options);
    options.context = d->context;
    options.flags = flags;
    status = netmkt_store_open("s", &options, store);
    REQUIRE((status == NETMKT_OK) == (*store != NULL));
    return status;
}

/* The store on the disk, opened anew to read, holds what the writer says it holds. */
static void require_same(const disk *d, netmkt_store *writer)
{
    bytes held = {0}, read = {0};
    netmkt_store *reader;

    dump_store(writer, &held);
    REQUIRE(netmkt_store_check("s", d->context) == NETMKT_OK);
    REQUIRE(open_store(d, NETMKT_STORE_READ_ONLY, &reader) == NETMKT_OK);
    dump_store(reader, &read);
    REQUIRE(bytes_equal(&held, &read));
    netmkt_store_close(reader);
    bytes_free(&held);
    bytes_free(&read);
}

/* A customer that is there: the first from `from` on, or 0. */
static netmkt_customer_id somebody(netmkt_store *store, netmkt_customer_id from)
{
    uint64_t customers;
    char key[256];

    REQUIRE(netmkt_customer_count(store, &customers) == NETMKT_OK);
    for (; from <= customers; from++)
        if (netmkt_customer_key(store, from, key, sizeof key, NULL) == NETMKT_OK)
            return from;
    return 0;
}

/* Who is new has no values: none was waiting for him. */
static void require_bare(netmkt_store *store, netmkt_customer_id customer)
{
    netmkt_attribute_id attribute;
    int32_t type;
    int64_t whole;
    double real;
    char text[8];
    size_t length;

    for (uint32_t rank = 0; netmkt_attribute_describe(store, rank, &attribute, &type, NULL) == NETMKT_OK; rank++) {
        if (type == NETMKT_TYPE_TEXT)
            REQUIRE(netmkt_customer_get_text(store, customer, attribute, text, sizeof text, &length) == NETMKT_DONE);
        else if (type == NETMKT_TYPE_REAL)
            REQUIRE(netmkt_customer_get_real(store, customer, attribute, &real) == NETMKT_DONE);
        else
            REQUIRE(netmkt_customer_get_int(store, customer, attribute, &whole) == NETMKT_DONE);
    }
}

/* Something of every sort, to a customer of his own and to one that was there. */
static void change(netmkt_store *store)
{
    netmkt_customer_id customer, other = somebody(store, 1);
    netmkt_campaign_id campaign;
    netmkt_event e;
    int known;

    known = netmkt_customer_find(store, "new", &customer) == NETMKT_OK;
    REQUIRE(netmkt_customer_put(store, "new", &customer) == NETMKT_OK);
    if (!known)
        require_bare(store, customer);
    REQUIRE(netmkt_customer_set_text(store, customer, NETMKT_ATTRIBUTE_CITY, "Ulm") == NETMKT_OK);
    REQUIRE(netmkt_customer_set_int(store, customer, NETMKT_ATTRIBUTE_BIRTH_YEAR, 1970) == NETMKT_OK);
    REQUIRE(netmkt_campaign_put(store, "campaign", NULL, NULL, 0, "all", NULL, &campaign) == NETMKT_OK);
    netmkt_event_init(&e);
    e.kind = NETMKT_KIND_ORDER;
    e.customer = customer;
    e.time_ms = 1000;
    e.amount = 100;
    e.campaign = campaign;
    e.reference[1] = 1;
    REQUIRE(netmkt_event_append(store, &e, sizeof e, 1, NULL) == NETMKT_OK);
    if (other == 0)
        return;
    REQUIRE(netmkt_customer_set_text(store, other, NETMKT_ATTRIBUTE_NAME, "Ada") == NETMKT_OK);
    REQUIRE(netmkt_customer_unset(store, other, NETMKT_ATTRIBUTE_BIRTH_YEAR) == NETMKT_OK);
    e.customer = other;
    e.reference[1] = 0;
    REQUIRE(netmkt_event_append(store, &e, sizeof e, 1, NULL) == NETMKT_OK);
}

/* A change taken back leaves what was there; one that is kept can be read. */
static void check_change(const disk *d, netmkt_store *store)
{
    bytes before = {0}, after = {0};

    dump_store(store, &before);
    change(store);
    REQUIRE(netmkt_store_rollback(store) == NETMKT_OK);
    dump_store(store, &after);
    REQUIRE(bytes_equal(&before, &after));
    change(store);
    REQUIRE(netmkt_store_commit(store) == NETMKT_OK);
    require_same(d, store);
    bytes_free(&before);
    bytes_free(&after);
}

static void check_checkpoint(const disk *d, netmkt_store *store)
{
    bytes before = {0}, after = {0};

    dump_store(store, &before);
    REQUIRE(netmkt_store_checkpoint(store) == NETMKT_OK);
    dump_store(store, &after);
    REQUIRE(bytes_equal(&before, &after));
    require_same(d, store);
    bytes_free(&before);
    bytes_free(&after);
}

static void check_erase(const disk *d, netmkt_store *store, uint32_t flags)
{
    netmkt_customer_id gone = somebody(store, 1);
    char key[256];

    if (gone == 0)
        return;
    REQUIRE(netmkt_customer_erase(store, gone, flags) == NETMKT_OK);
    REQUIRE(netmkt_customer_key(store, gone, key, sizeof key, NULL) == NETMKT_E_NOT_FOUND);
    require_same(d, store);
}

static void check_merge(const disk *d, netmkt_store *store)
{
    netmkt_customer_id keep = somebody(store, 1), drop = keep != 0 ? somebody(store, keep + 1) : 0, found;
    netmkt_store_statistics before = {.struct_size = sizeof before}, after = {.struct_size = sizeof after};
    char key[256];

    if (drop == 0)
        return;
    REQUIRE(netmkt_customer_key(store, drop, key, sizeof key, NULL) == NETMKT_OK && netmkt_store_stats(store, &before) == NETMKT_OK);
    REQUIRE(netmkt_customer_merge(store, keep, drop) == NETMKT_OK);
    REQUIRE(netmkt_customer_find(store, key, &found) == NETMKT_OK && found == keep);
    REQUIRE(netmkt_store_stats(store, &after) == NETMKT_OK && after.events == before.events && after.customers + 1 == before.customers);
    require_same(d, store);
}

static void use(const disk *d, netmkt_store *store, int what)
{
    bytes answers = {0};

    if ((what & DO_ANSWER) != 0)
        dump_answers(store, &answers);
    bytes_free(&answers);
    if ((what & DO_EXPORT) != 0)
        dump_export_returns(store, d->context);
    if ((what & DO_CHANGE) != 0)
        check_change(d, store);
    if ((what & DO_CHECKPOINT) != 0)
        check_checkpoint(d, store);
    if ((what & DO_MERGE) != 0)
        check_merge(d, store);
    if ((what & DO_ERASE) != 0)
        check_erase(d, store, (what & DO_KEEP_EVENTS) != 0 ? NETMKT_ERASE_KEEP_EVENTS : 0);
}

static void run(const bytes *file, int abilities, int what)
{
    netmkt_store *reader, *writer;
    netmkt_status status;
    const uint8_t *now;
    size_t size;
    disk d;

    disk_init(&d, file->at, file->size, abilities, (1 << 18) + 32 * file->size);
    status = open_store(&d, NETMKT_STORE_READ_ONLY, &reader);
    (void)fuzz_allowed(status, file_errors, "open to read");
    netmkt_store_close(reader);
    REQUIRE(netmkt_store_check("s", d.context) == status);
    REQUIRE(open_store(&d, NETMKT_STORE_MUST_EXIST, &writer) == status);
    now = disk_get(&d, "s", &size);
    REQUIRE(now != NULL && size == file->size && (size == 0 || memcmp(now, file->at, size) == 0));
    if (status == NETMKT_OK) {
        require_same(&d, writer);
        REQUIRE(!d.refused);
        d.memory_most = MEMORY_IN_USE;
        use(&d, writer, what);
    }
    netmkt_store_close(writer);
    REQUIRE(!d.refused);
    disk_end(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};
    int abilities = fuzz_take_byte(&input), what = fuzz_take_byte(&input);
    container c = {0};

    if (input.size > 0 && input.data[0] == 'n')
        bytes_add(&c.file, input.data, input.size);
    else
        container_build(&c, input.data, input.size);
    run(&c.file, abilities, what);
    container_free(&c);
    return 0;
}
