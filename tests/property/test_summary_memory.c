/* Out of memory at every single allocation: summaries, RFM, values and tables say so, give nothing half-made, and leak nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/support.h"

#define DAY INT64_C(86400000)

/* An allocator that counts what is out, and fails on demand: the fail_at-th allocation from now, and all after it if `ever`. */
typedef struct heap {
    size_t out, calls, fail_at;
    int ever;
} heap;

static void *allocate(void *user, void *pointer, size_t size)
{
    heap *h = user;
    void *result;

    if (size == 0) {
        h->out -= pointer != NULL;
        free(pointer);
        return NULL;
    }
    h->calls++;
    if (h->fail_at > 0 && (h->calls == h->fail_at || (h->ever && h->calls > h->fail_at)))
        return NULL;
    result = realloc(pointer, size);
    h->out += result != NULL && pointer == NULL;
    return result;
}

static netmkt_store *open_store(netmkt_context *context)
{
    netmkt_store_options options;
    netmkt_store *store;

    netmkt_store_options_init(&options);
    options.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
    for (int i = 0; i < 60; i++) {
        netmkt_event event;
        char key[16];

        snprintf(key, sizeof key, "c%d", i);
        netmkt_event_init(&event);
        event.kind = NETMKT_KIND_ORDER;
        event.channel = NETMKT_CHANNEL_WEBSITE;
        ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
        for (int k = 0; k <= i % 4; k++) {
            event.time_ms = (i * 37 % 200 + k * (3 + i % 11)) * DAY;
            event.amount = 500 + i * 31 % 700 + k * 40;
            ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
        }
        event.kind = NETMKT_KIND_RETURN;
        event.time_ms += DAY;
        event.amount = -200;
        ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
    }
    return store;
}

typedef netmkt_status (*call)(netmkt_store *store, netmkt_table **out);

static netmkt_status call_all(netmkt_store *store, netmkt_table **out)
{
    return netmkt_summary_all(store, NULL, NETMKT_LATEST, out);
}

static netmkt_status call_kinds(netmkt_store *store, netmkt_table **out)
{
    return netmkt_summary_kinds(store, 3, NETMKT_LATEST, out);
}

static netmkt_status call_channels(netmkt_store *store, netmkt_table **out)
{
    return netmkt_summary_channels(store, NULL, 0, NETMKT_LATEST, out);
}

static netmkt_status call_rfm(netmkt_store *store, netmkt_table **out)
{
    return netmkt_rfm_all(store, NULL, NETMKT_LATEST, out);
}

/* With the spend model fitted, and the purchase model given, whose fit is long. */
static netmkt_status call_values(netmkt_store *store, netmkt_table **out)
{
    static const double parameters[] = {.243, 4.414, .793, 2.426};
    netmkt_model *purchase;
    netmkt_status status;

    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_BGNBD, NULL, 4, parameters, &purchase), NETMKT_OK);
    status = netmkt_value_score_all(store, purchase, NULL, NULL, NETMKT_LATEST, out);
    netmkt_model_free(purchase);
    return status;
}

static netmkt_status call_one(netmkt_store *store, netmkt_table **out)
{
    netmkt_summary summary = {.struct_size = sizeof summary, .x = 99};
    netmkt_status status = netmkt_summary_get(store, NULL, 7, NETMKT_LATEST, &summary);

    *out = NULL;
    ck_assert(status == NETMKT_OK ? summary.x != 99 : summary.x == 99);
    return status;
}

static const char *text_of(const netmkt_table *table)
{
    static char text[65536];

    if (table == NULL)
        return "";
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_TEXT, text, sizeof text, NULL), NETMKT_OK);
    return text;
}

/* Fail allocation 1, 2, 3 ... until the call gets through; after each failure it must still give what it always gives. */
static void torture(call run, int ever)
{
    heap h = {0, 0, 0, ever};
    netmkt_context_options options;
    netmkt_context *context;
    static char want[65536];
    netmkt_status status = NETMKT_E_NOMEM;
    size_t n = 0;

    netmkt_context_options_init(&options);
    options.allocate = allocate;
    options.allocate_user = &h;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    while (status == NETMKT_E_NOMEM) {
        netmkt_store *store = open_store(context);
        netmkt_table *table;

        if (n == 0) {
            ck_assert_int_eq(run(store, &table), NETMKT_OK);
            strcpy(want, text_of(table));
            netmkt_table_free(table);
            netmkt_store_close(store);
            store = open_store(context); /* as it was before it was read */
        }
        h.calls = 0;
        h.fail_at = ++n;
        table = (netmkt_table *)&h;
        status = run(store, &table);
        h.fail_at = 0;
        if (status == NETMKT_E_NOMEM) {
            ck_assert_ptr_null(table);
            ck_assert_int_eq(run(store, &table), NETMKT_OK);
        }
        ck_assert_str_eq(text_of(table), want);
        netmkt_table_free(table);
        netmkt_store_close(store);
        ck_assert_uint_lt(n, 2000);
    }
    ck_assert_int_eq(status, NETMKT_OK);
    ck_assert_uint_gt(n, 1);
    netmkt_context_free(context);
    ck_assert_uint_eq(h.out, 0);
}

START_TEST(test_every_allocation_fails_once)
{
    static const call calls[] = {call_all, call_kinds, call_channels, call_rfm, call_values, call_one};

    torture(calls[_i / 2], _i % 2);
}
END_TEST

START_TEST(test_writing_without_memory)
{
    heap h = {0, 0, 0, 1};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_table *table;
    char text[64];
    const int64_t values[] = {1, 2};

    netmkt_context_options_init(&options);
    options.allocate = allocate;
    options.allocate_user = &h;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_new(context, 2, 0, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_add(table, "a", NETMKT_COLUMN_INT, values), NETMKT_OK);
    h.fail_at = h.calls + 1;
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_TEXT, text, sizeof text, NULL), NETMKT_E_NOMEM);
    ck_assert_str_eq(text, "");
    h.fail_at = 0;
    ck_assert_str_eq(text_of(table), "a\n-\n1\n2\n");
    netmkt_table_free(table);
    netmkt_context_free(context);
    ck_assert_uint_eq(h.out, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("summary memory");
    TCase *tests = tcase_create("summary memory");

    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, test_every_allocation_fails_once, 0, 12);
    tcase_add_test(tests, test_writing_without_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
