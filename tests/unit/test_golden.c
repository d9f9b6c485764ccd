/* The golden files: they read as described, or are refused; every single flipped bit and every lost byte is found; and whatever
 * number stands in whatever field, also with right checksums, nothing worse happens than a refusal. */
#include <netmkt/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/endian.h"
#include "journal/format.h"
#include "support/faulty_io.h"
#include "support/reseal.h"
#include "support/store_complete.h"
#include "support/store_digest.h"
#include "support/support.h"

#define PLACE "store"

enum { MOST = 1 << 20 };

static unsigned char bytes[MOST], layout[MOST];
static faulty_disk *disk;
static netmkt_context *context;

static void setup(void)
{
    netmkt_context_options options;

    disk = faulty_disk_new();
    netmkt_context_options_init(&options);
    options.io = faulty_disk_io(disk);
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
}

static void teardown(void)
{
    netmkt_context_free(context);
    ck_assert_uint_eq(faulty_disk_open_count(disk), 0);
    faulty_disk_free(disk);
}

/* Into `bytes` and `layout`; 0 with a message where the golden files are not. */
static size_t golden(const char *name)
{
    char path[256];
    FILE *file;
    size_t size;

    (void)snprintf(path, sizeof path, "tests/golden/%s", name);
    file = fopen(path, "rb");
    if (file == NULL) {
        printf("skipped: %s is not here\n", path);
        return 0;
    }
    size = fread(bytes, 1, MOST, file);
    ck_assert_int_eq(fclose(file), 0);
    memcpy(layout, bytes, size);
    return size;
}

static netmkt_status open_bytes(size_t size, netmkt_store **store)
{
    netmkt_store_options options;

    netmkt_store_options_init(&options);
    options.context = context;
    options.flags = NETMKT_STORE_READ_ONLY;
    faulty_disk_put(disk, PLACE, bytes, size);
    return netmkt_store_open(PLACE, &options, store);
}

static netmkt_status check_bytes(size_t size)
{
    faulty_disk_put(disk, PLACE, bytes, size);
    return netmkt_store_check(PLACE, context);
}

static uint64_t described(int snapshot)
{
    netmkt_store *store;
    uint64_t digest;

    ck_assert_int_eq(store_complete_in_memory(snapshot, STORE_COMPLETE_COMMITS, &store), NETMKT_OK);
    digest = store_digest(store);
    netmkt_store_close(store);
    return digest;
}

START_TEST(read_as_described)
{
    static const struct {
        const char *name;
        int snapshot;
    } files[] = {{"v1-complete.netmkt", 1}, {"v1-journal.netmkt", 0}, {"v1-crashed.netmkt", 1}};
    netmkt_store_statistics figures = {.struct_size = sizeof figures};
    netmkt_store *store;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t size = golden(files[i].name);

        if (size == 0)
            return;
        ck_assert_msg(open_bytes(size, &store) == NETMKT_OK, "%s", netmkt_last_error());
        ck_assert_uint_eq(store_digest(store), described(files[i].snapshot));
        ck_assert_int_eq(netmkt_store_stats(store, &figures), NETMKT_OK);
        ck_assert_str_eq(figures.currency, "EUR");
        ck_assert_int_eq(figures.day_offset_minutes, 60);
        ck_assert_uint_eq(figures.format_version, 1);
        netmkt_store_close(store);
        ck_assert_int_eq(check_bytes(size), NETMKT_OK);
    }
    ck_assert_int_eq(open_bytes(golden("v1-empty.netmkt"), &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_stats(store, &figures), NETMKT_OK);
    ck_assert_str_eq(figures.currency, "JPY");
    ck_assert_int_eq(figures.currency_exponent, 0);
    ck_assert_uint_eq(figures.customers + figures.events, 0);
    netmkt_store_close(store);
}
END_TEST

/* A writer goes on where an earlier version stopped. */
START_TEST(written_on)
{
    size_t size = golden("v1-crashed.netmkt");
    netmkt_store_options options;
    netmkt_store *store, *same;

    if (size == 0)
        return;
    netmkt_store_options_init(&options);
    options.context = context;
    faulty_disk_put(disk, PLACE, bytes, size);
    ck_assert_int_eq(netmkt_store_open(PLACE, &options, &store), NETMKT_OK);
    ck_assert_int_eq(store_complete_in_memory(1, STORE_COMPLETE_COMMITS, &same), NETMKT_OK);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(netmkt_customer_put(i == 0 ? store : same, "late", NULL), NETMKT_OK);
        ck_assert_int_eq(netmkt_store_commit(i == 0 ? store : same), NETMKT_OK);
    }
    netmkt_store_close(store);
    ck_assert_int_eq(netmkt_store_open(PLACE, &options, &store), NETMKT_OK);
    ck_assert_uint_eq(store_digest(store), store_digest(same));
    netmkt_store_close(store);
    netmkt_store_close(same);
}
END_TEST

START_TEST(refused)
{
    static const struct {
        const char *name;
        netmkt_status status;
    } files[] = {{"refuse-newer.netmkt", NETMKT_E_VERSION},    {"refuse-header.netmkt", NETMKT_E_CORRUPT},
                 {"refuse-snapshot.netmkt", NETMKT_E_CORRUPT}, {"refuse-journal.netmkt", NETMKT_E_CORRUPT},
                 {"refuse-short.netmkt", NETMKT_E_CORRUPT},    {"refuse-foreign.netmkt", NETMKT_E_CORRUPT},
                 {"refuse-nothing.netmkt", NETMKT_E_CORRUPT}};
    netmkt_store_options options;

    if (access("tests/golden", R_OK) != 0)
        return;
    netmkt_store_options_init(&options);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t size = golden(files[i].name), left;
        netmkt_store *store = (netmkt_store *)&options;

        teardown(); /* a disk without traces of the one before */
        setup();
        options.context = context;
        ck_assert_int_eq(open_bytes(size, &store), files[i].status);
        ck_assert_ptr_null(store);
        ck_assert_int_eq(check_bytes(size), files[i].status);
        ck_assert_int_eq(netmkt_store_open(PLACE, &options, &store), files[i].status);
        ck_assert_int_eq(memcmp(faulty_disk_get(disk, PLACE, &left), bytes, size), 0);
        ck_assert_uint_eq(left, size);
        if (i < 2 || i > 4) /* beside what is no store no lock file appears */
            ck_assert_ptr_null(faulty_disk_get(disk, PLACE "-lock", &left));
    }
}
END_TEST

/* netmkt_store_check() finds every single flipped bit of a cleanly closed store. */
START_TEST(every_bit)
{
    static const char *const names[] = {"v1-complete.netmkt", "v1-journal.netmkt", "v1-empty.netmkt"};
    size_t step = test_slow() ? 611 : 1;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = golden(names[i]), found = 0, flipped = 0;

        for (size_t bit = 0; bit < 8 * size; bit += step) {
            netmkt_status status;

            bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
            status = check_bytes(size);
            bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
            ck_assert_msg(status == NETMKT_E_CORRUPT || status == NETMKT_E_VERSION, "bit %zu of byte %zu: %s", bit % 8, bit / 8,
                          netmkt_status_name(status));
            found++;
            flipped++;
        }
        printf("%s: %zu of %zu flipped bits found\n", names[i], found, flipped);
    }
}
END_TEST

START_TEST(every_length)
{
    static const char *const names[] = {"v1-complete.netmkt", "v1-journal.netmkt", "v1-empty.netmkt"};
    size_t step = test_slow() ? 101 : 1;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = golden(names[i]);

        for (size_t length = 0; length < size; length += step)
            ck_assert_msg(check_bytes(length) == NETMKT_E_CORRUPT, "%s, %zu bytes", names[i], length);
        if (size == 0)
            continue;
        for (size_t more = 1; more < 9000; more += step * 8) { /* zeros behind the end are a tail */
            memset(bytes + size, 0, more);
            ck_assert_int_eq(check_bytes(size + more), NETMKT_OK);
        }
    }
}
END_TEST

/* --- Fields */

static void put_number(unsigned char *to, uint64_t number, size_t width)
{
    for (size_t i = 0; i < width; i++)
        to[i] = (unsigned char)(number >> 8 * i);
}

/* The bytes as they are now: a refusal, or a store that can be read from end to end; and recovered. */
static void look(size_t size, size_t at, int whole)
{
    netmkt_store *store;
    netmkt_status status = open_bytes(size, &store);

    ck_assert_msg(status == NETMKT_OK || status == NETMKT_E_CORRUPT || status == NETMKT_E_VERSION, "byte %zu: %s (%s)", at,
                  netmkt_status_name(status), netmkt_last_error());
    if (status == NETMKT_OK)
        (void)store_digest(store);
    netmkt_store_close(store);
    ck_assert_int_eq(netmkt_store_check(PLACE, context), status);
    if (!whole)
        return;
    status = netmkt_store_recover(PLACE, "saved", context, NULL);
    ck_assert(status == NETMKT_OK || status == NETMKT_E_CORRUPT || status == NETMKT_E_VERSION);
    if (status == NETMKT_OK)
        ck_assert_msg(netmkt_store_check("saved", context) == NETMKT_OK, "byte %zu: %s", at, netmkt_last_error());
    teardown();
    setup();
}

static size_t try_field(size_t size, size_t at, size_t width, int sealed)
{
    const uint64_t now = width == 8 ? netmkt__get_u64(layout + at) : netmkt__get_u32(layout + at);
    const uint64_t numbers[] = {0,          1,          now + 1,   now - 1,   now ^ 1u << 31,        UINT32_MAX,
                                UINT32_MAX - 1, INT32_MAX, INT64_MAX, UINT64_MAX, UINT64_C(1) << 63, size};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        put_number(bytes + at, numbers[i], width);
        if (sealed)
            reseal(bytes, layout, size);
        look(size, at, i % 4 == at / 4 % 4);
        memcpy(bytes, layout, size);
    }
    return sizeof numbers / sizeof *numbers;
}

/* Where the numbers of the container and of its contents stand: everywhere that is not padding, in steps. */
static void fields(const char *name, int sealed)
{
    size_t size = golden(name), tried = 0, step = test_slow() ? 332 : sealed ? 12 : 20;

    for (size_t at = 16; at + 8 <= size; at += at < 64 || (at >= NETMKT__PREFIX && at < NETMKT__PREFIX + 64) ? 4 : step) {
        if (netmkt__get_u64(layout + at) == 0 && at < NETMKT__PREFIX && at % NETMKT__PAGE > 64)
            continue;
        tried += try_field(size, at, 4, sealed);
        if (at % 8 == 0)
            tried += try_field(size, at, 8, sealed);
    }
    printf("%s: %zu numbers put into fields, %s\n", name, tried, sealed ? "with right checksums" : "against the checksums");
}

START_TEST(every_field)
{
    fields("v1-complete.netmkt", 0);
    fields("v1-journal.netmkt", 0);
}
END_TEST

START_TEST(every_field_sealed)
{
    size_t size = golden("v1-complete.netmkt");

    if (size != 0) { /* sealing changes nothing that is whole */
        reseal(bytes, layout, size);
        ck_assert_int_eq(memcmp(bytes, layout, size), 0);
    }
    fields("v1-complete.netmkt", 1);
    fields("v1-journal.netmkt", 1);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("golden");
    TCase *tcase = tcase_create("all");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 300);
    tcase_add_test(tcase, read_as_described);
    tcase_add_test(tcase, written_on);
    tcase_add_test(tcase, refused);
    tcase_add_test(tcase, every_bit);
    tcase_add_test(tcase, every_length);
    tcase_add_test(tcase, every_field);
    tcase_add_test(tcase, every_field_sealed);
    suite_add_tcase(suite, tcase);
    return suite;
}
