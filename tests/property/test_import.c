/* Properties of the import: the result depends neither on threads nor on the pieces of the bytes; whatever bytes come, it
 * either takes them all or leaves the store as it was. */
#include <netmkt/netmkt.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/support.h"

static uint64_t state;

static uint32_t draw(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % n;
}

typedef struct text {
    char *bytes;
    size_t size, capacity;
} text;

static void put(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(text *t, const char *format, ...)
{
    va_list arguments;

    if (t->size + 256 > t->capacity) {
        t->capacity = t->capacity * 2 + 4096;
        t->bytes = realloc(t->bytes, t->capacity);
        ck_assert_ptr_nonnull(t->bytes);
    }
    va_start(arguments, format);
    t->size += (size_t)vsnprintf(t->bytes + t->size, 256, format, arguments);
    va_end(arguments);
}

static void put_row(text *t, uint32_t rows, uint32_t what, int quotes)
{
    const char *quote = quotes && what % 3 == 0 ? "\"" : "";

    put(t, "%sc%u%s,", quote, draw(rows / 7 + 1), quote);
    if (what == 99)
        put(t, "2024-02-3%u,", draw(10)); /* no such day */
    else
        put(t, "2024-%02u-%02uT%02u:00,", 1 + draw(12), 1 + draw(28), draw(24));
    if (what < 60)
        put(t, "order,");
    else if (what < 80)
        put(t, "visit,");
    else if (what < 90)
        put(t, ",");
    else
        put(t, "kind %u,", draw(5));
    if (quotes && what % 4 == 0)
        put(t, "\"offer \"\"%u\"\"\nof two lines\",", draw(50)); /* no name of an offer */
    else
        put(t, "offer %u,", draw(50));
    if (what % 5 == 0)
        put(t, "campaign %u", draw(9));
    put(t, ",%u.%02u,", draw(500), draw(100));
    if (what % 2 == 0)
        put(t, "r%u", draw(rows));
    put(t, ",");
    if (what % 7 == 0)
        put(t, "city %u", draw(20));
    put(t, ",");
    if (what % 11 == 0)
        put(t, "i%u", draw(rows / 20 + 1));
    put(t, what % 13 == 0 ? "\r\n" : "\n");
}

/* A file of events with everything that makes rows differ: quotes, newlines, orders of several lines, unknown names, bad rows. */
static text make_file(uint32_t rows, int quotes)
{
    text t = {NULL, 0, 0};

    put(&t, "customer,time,kind,offer,campaign,amount,reference,city,invoice\n");
    for (uint32_t i = 0; i < rows; i++)
        put_row(&t, rows, draw(100), quotes);
    return t;
}

static netmkt_status import(netmkt_store *store, const char *bytes, size_t size, uint32_t threads, size_t piece, uint32_t flags,
                            netmkt_import_report *report)
{
    netmkt_import_options options;
    netmkt_import *import;
    netmkt_status status;

    netmkt_import_options_init(&options);
    options.threads = threads;
    options.flags = flags;
    report->struct_size = sizeof *report;
    ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_OK);
    status = netmkt_import_map(import, "order", "invoice");
    for (size_t at = 0; at < size && status == NETMKT_OK;) {
        size_t part = size - at < piece ? size - at : piece;

        status = netmkt_import_feed(import, bytes + at, part);
        at += part;
    }
    if (status == NETMKT_OK)
        status = netmkt_import_finish(import, report);
    netmkt_import_free(import);
    return status;
}

static text export_all(netmkt_store *store)
{
    text t = {NULL, 0, 0};
    netmkt_export *e;
    size_t length;

    ck_assert_int_eq(netmkt_export_new(store, &e), NETMKT_OK);
    do {
        if (t.capacity - t.size < 65536) {
            t.capacity = t.capacity * 2 + 65536;
            t.bytes = realloc(t.bytes, t.capacity);
            ck_assert_ptr_nonnull(t.bytes);
        }
        length = 0;
        ck_assert_int_ge(netmkt_export_next(e, t.bytes + t.size, t.capacity - t.size, &length), 0);
        t.size += length;
    } while (length > 0);
    netmkt_export_free(e);
    return t;
}

static void same_however_fed(uint32_t rows, int quotes)
{
    static const struct {
        uint32_t threads;
        size_t piece;
    } ways[] = {{1, SIZE_MAX}, {1, 4093}, {2, SIZE_MAX}, {2, 1000003}, {5, 65536}, {0, SIZE_MAX}};
    text file = make_file(rows, quotes), first = {NULL, 0, 0};
    netmkt_import_report wanted = {.struct_size = sizeof wanted};

    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        netmkt_import_report report;
        netmkt_store *store;
        netmkt_status status;
        text now;

        memset(&report, 0, sizeof report);
        ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
        status = import(store, file.bytes, file.size, ways[i].threads, ways[i].piece, NETMKT_IMPORT_SKIP | NETMKT_IMPORT_REGISTER, &report);
        ck_assert_msg(status == NETMKT_OK, "%s", netmkt_last_error());
        now = export_all(store);
        if (i == 0) {
            first = now;
            wanted = report;
            ck_assert_uint_eq(report.rows, rows);
            ck_assert_uint_gt(report.skipped, rows / 200);
            ck_assert_uint_gt(report.repeated, 0);
            ck_assert_uint_lt(report.events, rows);
        } else {
            ck_assert_int_eq(memcmp(&wanted, &report, sizeof report), 0);
            ck_assert_uint_eq(now.size, first.size);
            ck_assert_int_eq(memcmp(now.bytes, first.bytes, now.size), 0);
            free(now.bytes);
        }
        netmkt_store_close(store);
    }
    free(first.bytes);
    free(file.bytes);
}

START_TEST(the_result_depends_on_the_bytes_alone)
{
    state = 7;
    same_however_fed(3000, 1);
    same_however_fed(150000, 0); /* more than one block */
    same_however_fed(120000, 1);
}
END_TEST

/* A file with some bytes changed at random. */
START_TEST(whatever_bytes_come)
{
    static const char bytes[] = "\0\xff\",\n\r;-.e9";
    text file, changed;
    netmkt_store *store;
    size_t refused = 0;

    state = 11;
    file = make_file(40, 1);
    changed = (text){malloc(file.size), file.size, file.size};
    ck_assert_ptr_nonnull(changed.bytes);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (int round = 0; round < 3000; round++) {
        netmkt_store_statistics before = {.struct_size = sizeof before}, after = {.struct_size = sizeof after};
        uint32_t flags = draw(4), times = draw(4);
        netmkt_import_report report;
        netmkt_status status;
        size_t size = draw(10) == 0 ? draw((uint32_t)file.size) : file.size;

        memcpy(changed.bytes, file.bytes, file.size);
        for (uint32_t i = 0; i < times; i++)
            changed.bytes[draw((uint32_t)file.size)] = draw(3) == 0 ? (char)draw(256) : bytes[draw(sizeof bytes - 1)];
        ck_assert_int_eq(netmkt_store_stats(store, &before), NETMKT_OK);
        status = import(store, changed.bytes, size, 1, 1 + draw(200), flags, &report);
        ck_assert_int_eq(netmkt_store_stats(store, &after), NETMKT_OK);
        ck_assert_uint_eq(after.pending_events, 0);
        if (status == NETMKT_OK) {
            ck_assert_uint_eq(after.events, before.events + report.events);
            ck_assert_uint_eq(after.customers, before.customers + report.new_customers);
            continue;
        }
        refused++;
        ck_assert(status == NETMKT_E_FORMAT || status == NETMKT_E_NOT_FOUND || status == NETMKT_E_RANGE || status == NETMKT_E_INVALID);
        ck_assert_uint_gt(strlen(netmkt_last_error()), 5);
        ck_assert_uint_eq(after.events, before.events);
        ck_assert_uint_eq(after.customers, before.customers);
        ck_assert_uint_eq(after.kinds, before.kinds);
        ck_assert_uint_eq(after.offers, before.offers);
        ck_assert_uint_eq(after.campaigns, before.campaigns);
    }
    ck_assert(refused > 300 && refused < 2900);
    netmkt_store_close(store);
    free(changed.bytes);
    free(file.bytes);
}
END_TEST

/* An allocator that fails once, or from then on. */
typedef struct rationed {
    size_t calls, fails_at;
    int for_good;
} rationed;

static void *allocate(void *user, void *pointer, size_t size)
{
    rationed *r = user;

    if (size == 0) {
        free(pointer);
        return NULL;
    }
    r->calls++;
    if (r->calls == r->fails_at || (r->for_good && r->fails_at != 0 && r->calls > r->fails_at))
        return NULL;
    return realloc(pointer, size);
}

/* With every allocation failing in turn: either the whole file is imported, or nothing, and the store works on. */
static void without_memory(const char *bytes, size_t size, int for_good)
{
    rationed ration = {0, 0, for_good};
    netmkt_context_options context_options;
    netmkt_store_options store_options;
    netmkt_context *context;
    netmkt_store *store;
    size_t failed = 0;

    netmkt_context_options_init(&context_options);
    context_options.allocate = allocate;
    context_options.allocate_user = &ration;
    ck_assert_int_eq(netmkt_context_new(&context_options, &context), NETMKT_OK);
    netmkt_store_options_init(&store_options);
    store_options.context = context;
    for (size_t n = 1;; n++) {
        netmkt_store_statistics stats = {.struct_size = sizeof stats};
        netmkt_import_options options;
        netmkt_import *import;
        netmkt_status status;

        ration.fails_at = 0;
        ck_assert_int_eq(netmkt_store_open(NULL, &store_options, &store), NETMKT_OK);
        netmkt_import_options_init(&options);
        options.flags = NETMKT_IMPORT_SKIP | NETMKT_IMPORT_REGISTER;
        ration.calls = 0;
        ration.fails_at = n;
        status = netmkt_import_new(store, &options, &import);
        if (status == NETMKT_OK)
            status = netmkt_import_map(import, "order", "invoice");
        if (status == NETMKT_OK)
            status = netmkt_import_feed(import, bytes, size);
        if (status == NETMKT_OK)
            status = netmkt_import_finish(import, NULL);
        ration.fails_at = 0;
        netmkt_import_free(import);
        ck_assert_int_eq(netmkt_store_stats(store, &stats), NETMKT_OK);
        ck_assert_uint_eq(stats.pending_events, 0);
        if (status != NETMKT_OK) {
            ck_assert_int_eq(status, NETMKT_E_NOMEM);
            ck_assert_uint_eq(stats.events + stats.customers + stats.offers + stats.campaigns, 0);
            failed++;
        }
        netmkt_store_close(store);
        if (status == NETMKT_OK && ration.calls < n)
            break;
    }
    ck_assert_uint_gt(failed, 30);
    netmkt_context_free(context);
}

START_TEST(memory_that_runs_out)
{
    text file;

    state = 5;
    file = make_file(60, 1);
    without_memory(file.bytes, file.size, 0);
    without_memory(file.bytes, file.size, 1);
    free(file.bytes);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("import properties");
    TCase *tcase = tcase_create("import properties");

    tcase_set_timeout(tcase, 240);
    tcase_add_test(tcase, the_result_depends_on_the_bytes_alone);
    tcase_add_test(tcase, whatever_bytes_come);
    tcase_add_test(tcase, memory_that_runs_out);
    suite_add_tcase(suite, tcase);
    return suite;
}
