/* Simulation: the same bytes for the same seed, a shop that can be believed, a file that imports by itself. */
#include <netmkt/netmkt.h>

#include <stdlib.h>
#include <string.h>

#include "support/support.h"

static netmkt_simulation_options options;

static void setup(void)
{
    netmkt_simulation_options_init(&options);
}

/* The whole simulation, taken in pieces of that size; a NUL behind it. */
static char *simulate(size_t piece, size_t *size)
{
    size_t capacity = 1 << 16, length = 0;
    char *text = malloc(capacity);
    netmkt_simulation *s;
    netmkt_status status;

    *size = 0;
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(netmkt_simulation_new(NULL, &options, &s), NETMKT_OK);
    while ((status = netmkt_simulation_next(s, text + *size, piece, &length)) == NETMKT_OK) {
        ck_assert_uint_gt(length, 0);
        ck_assert_uint_le(length, piece);
        *size += length;
        if (*size + piece + 1 > capacity) {
            capacity = capacity * 2 + piece;
            text = realloc(text, capacity);
            ck_assert_ptr_nonnull(text);
        }
    }
    ck_assert_int_eq(status, NETMKT_DONE);
    ck_assert_uint_eq(length, 0);
    ck_assert_int_eq(netmkt_simulation_next(s, text + *size, piece, &length), NETMKT_DONE);
    netmkt_simulation_free(s);
    text[*size] = '\0';
    return text;
}

static netmkt_store *import(const char *text, size_t size, netmkt_import_report *report)
{
    netmkt_store *store;
    netmkt_import *import;

    report->struct_size = sizeof *report;
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_OK);
    ck_assert_msg(netmkt_import_feed(import, text, size) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_msg(netmkt_import_finish(import, report) == NETMKT_OK, "%s", netmkt_last_error());
    netmkt_import_free(import);
    return store;
}

START_TEST(same_seed_same_bytes)
{
    size_t a, b;
    char *first, *second;

    options.customers = 300;
    first = simulate(4096, &a);
    second = simulate(13, &b);
    ck_assert_uint_eq(a, b);
    ck_assert_int_eq(memcmp(first, second, a), 0);
    free(second);
    options.seed = 2;
    second = simulate(4096, &b);
    ck_assert(a != b || memcmp(first, second, a) != 0);
    free(first);
    free(second);
}
END_TEST

START_TEST(few_are_the_first_of_many)
{
    size_t few, many;
    char *a, *b;

    options.customers = 50;
    a = simulate(1000, &few);
    options.customers = 80;
    b = simulate(1000, &many);
    ck_assert_uint_lt(few, many);
    ck_assert_int_eq(memcmp(a, b, few), 0);
    free(a);
    free(b);
}
END_TEST

typedef struct counts {
    uint64_t kinds[27], channels[27];
    uint64_t events, december, november, orders_with_offer, rated;
    int64_t ordered, cost;
} counts;

/* Every event, counted; each customer's in order of time within the simulation. */
static counts count_events(netmkt_store *store)
{
    netmkt_event e = {.struct_size = sizeof e};
    netmkt_event_cursor *cursor;
    counts c;

    memset(&c, 0, sizeof c);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    while (netmkt_event_cursor_next(cursor, &e) == NETMKT_OK) {
        char time[32];

        ck_assert_int_ge(e.time_ms, options.start_ms);
        ck_assert_int_lt(e.time_ms, options.start_ms + (int64_t)options.days * 86400000);
        ck_assert_uint_le(e.kind, 26);
        c.events++;
        c.kinds[e.kind]++;
        if (e.channel <= 26)
            c.channels[e.channel]++;
        c.cost += e.cost;
        c.rated += e.rating != NETMKT_NO_RATING;
        if (e.kind != NETMKT_KIND_ORDER)
            continue;
        ck_assert_int_gt(e.amount, 0);
        c.ordered += e.amount;
        c.orders_with_offer += e.offer != 0;
        ck_assert_int_eq(netmkt_time_format(e.time_ms, time, sizeof time), NETMKT_OK);
        c.december += strncmp(time + 5, "12", 2) == 0;
        c.november += strncmp(time + 5, "10", 2) == 0;
    }
    netmkt_event_cursor_close(cursor);
    return c;
}

START_TEST(a_shop_to_believe_in)
{
    netmkt_store_statistics stats = {.struct_size = sizeof stats};
    netmkt_import_report report;
    netmkt_store *store;
    uint64_t buyers = 0;
    size_t size;
    char *text;
    counts c;

    options.customers = 5000;
    text = simulate(65536, &size);
    store = import(text, size, &report);
    c = count_events(store);
    ck_assert_uint_eq(report.repeated, 0); /* every reference is another one */
    ck_assert_uint_eq(report.rows, report.events);
    ck_assert_uint_eq(report.rounded, 0);
    ck_assert_uint_eq(c.events, report.events);
    ck_assert_uint_eq(report.orders, c.kinds[NETMKT_KIND_ORDER]);
    ck_assert_uint_eq(report.returns, c.kinds[NETMKT_KIND_RETURN]);
    ck_assert(c.events > 20 * 5000 && c.events < 30 * 5000);
    for (netmkt_kind_id kind = 1; kind <= 26; kind++)
        ck_assert_msg(c.kinds[kind] > 0, "%s never happens", netmkt_kind_name(kind));
    {
        size_t used = 0;

        for (size_t i = 1; i <= 26; i++)
            used += c.channels[i] > 0;
        ck_assert_uint_ge(used, 12);
    }
    for (netmkt_customer_id id = 1; id <= report.customers; id++) {
        netmkt_summary summary = {.struct_size = sizeof summary};

        ck_assert_int_eq(netmkt_summary_get(store, NULL, id, NETMKT_LATEST, &summary), NETMKT_OK);
        buyers += summary.orders > 0;
    }
    ck_assert(buyers > 5000 * 35 / 100 && buyers < 5000 * 60 / 100); /* some only look */
    test_close((double)c.ordered / 100.0 / (double)report.orders, 45.0, 0.12, 0, "mean order");
    test_close((double)report.returns / (double)report.orders, 0.04, 0.25, 0, "returns");
    test_close((double)report.orders / (double)buyers, 2.8, 0.2, 0, "orders a buyer");
    ck_assert_uint_gt(c.december, c.november * 3 / 2);
    ck_assert_uint_eq(c.orders_with_offer, report.orders);
    ck_assert_int_gt(c.cost, 0);
    ck_assert_uint_eq(c.rated, c.kinds[NETMKT_KIND_REVIEW] + c.kinds[NETMKT_KIND_SURVEY]);
    ck_assert_int_eq(netmkt_store_stats(store, &stats), NETMKT_OK);
    ck_assert_uint_eq(stats.offers, 12);
    ck_assert_uint_eq(stats.campaigns, 8);
    {
        char city[64];

        ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, city, sizeof city, NULL), NETMKT_OK);
    }
    free(text);
    netmkt_store_close(store);
}
END_TEST

START_TEST(short_and_early)
{
    netmkt_import_report report;
    netmkt_store *store;
    size_t size;
    char *text;

    options.days = 30;
    options.customers = 200;
    options.start_ms = -62135596800000; /* the year 1 */
    text = simulate(4096, &size);
    store = import(text, size, &report);
    (void)count_events(store);
    ck_assert_uint_gt(report.events, 200);
    free(text);
    netmkt_store_close(store);
}
END_TEST

static void refused(netmkt_status wanted)
{
    netmkt_simulation *s = (netmkt_simulation *)&options;

    ck_assert_int_eq(netmkt_simulation_new(NULL, &options, &s), wanted);
    ck_assert_ptr_null(s);
    netmkt_simulation_options_init(&options);
}

START_TEST(wrong_options)
{
    netmkt_simulation *s;
    char buffer[4];
    size_t length;

    options.days = 29;
    refused(NETMKT_E_RANGE);
    options.days = 3651;
    refused(NETMKT_E_RANGE);
    options.customers = 0;
    refused(NETMKT_E_RANGE);
    options.customers = 10000001;
    refused(NETMKT_E_RANGE);
    options.start_ms = INT64_MAX;
    refused(NETMKT_E_RANGE);
    options.start_ms = NETMKT_TIME_MIN - 1;
    refused(NETMKT_E_RANGE);
    options.struct_size = 8;
    refused(NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_simulation_new(NULL, NULL, NULL), NETMKT_E_INVALID);
    options.days = 3650;
    options.customers = 10000000;
    ck_assert_int_eq(netmkt_simulation_new(NULL, &options, &s), NETMKT_OK);
    ck_assert_int_eq(netmkt_simulation_next(NULL, buffer, sizeof buffer, &length), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_simulation_next(s, NULL, sizeof buffer, &length), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_simulation_next(s, buffer, 0, &length), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_simulation_next(s, buffer, sizeof buffer, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_simulation_next(s, buffer, sizeof buffer, &length), NETMKT_OK);
    ck_assert_int_eq(memcmp(buffer, "cust", 4), 0);
    netmkt_simulation_free(s);
    netmkt_simulation_free(NULL);
    netmkt_simulation_options_init(NULL);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("simulate");
    TCase *tcase = tcase_create("simulate");

    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, same_seed_same_bytes);
    tcase_add_test(tcase, few_are_the_first_of_many);
    tcase_add_test(tcase, a_shop_to_believe_in);
    tcase_add_test(tcase, short_and_early);
    tcase_add_test(tcase, wrong_options);
    suite_add_tcase(suite, tcase);
    return suite;
}
