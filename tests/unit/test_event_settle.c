/* Settling with several threads: the same columns as with one, in whatever order the events came; every allocation failed. */
#include <stdio.h>

#include <netmkt/netmkt.h>

#include "store/store.h"
#include "support/faulty_memory.h"
#include "support/support.h"

enum { EVENTS = 70001, CUSTOMERS = 3001 }; /* enough to be dealt out in parts */

typedef struct columns {
    netmkt_customer_id customer[EVENTS];
    int64_t time_ms[EVENTS], amount[EVENTS];
    uint16_t kind[EVENTS], channel[EVENTS];
    int32_t rating[EVENTS];
    uint64_t reference[2 * EVENTS];
} columns;

static void fill(columns *c)
{
    uint64_t seed = 7;

    for (size_t i = 0; i < EVENTS; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        c->customer[i] = 1 + (seed >> 33) % (i % 5 == 0 ? 3 : CUSTOMERS); /* three have many */
        c->time_ms[i] = (int64_t)(seed >> 20) % 100000;
        c->amount[i] = (int64_t)(seed >> 40) % 1000;
        c->kind[i] = NETMKT_KIND_ORDER;
        c->channel[i] = (uint16_t)(seed >> 50) % 20;
        c->rating[i] = i % 3 == 0 ? (int32_t)(i % 1000) : NETMKT_NO_RATING;
        c->reference[2 * i] = i + 1;
        c->reference[2 * i + 1] = seed;
    }
}

static netmkt_store *store_with(netmkt_context *context, const columns *c, int references)
{
    char key[16];
    netmkt_store_options options;
    netmkt_store *store;

    netmkt_store_options_init(&options);
    options.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
    for (int i = 0; i < CUSTOMERS; i++) {
        snprintf(key, sizeof key, "c%d", i);
        ck_assert_int_eq(netmkt_customer_put(store, key, NULL), NETMKT_OK);
    }
    /* half of them committed: pending and not pending ones are sorted together */
    ck_assert_int_eq(netmkt_event_append_columns(store, EVENTS / 2, c->customer, c->time_ms, c->kind, c->channel, c->amount, NULL, NULL, NULL, NULL,
                                                 NULL, c->rating, references ? c->reference : NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_append_columns(store, EVENTS - EVENTS / 2, c->customer + EVENTS / 2, c->time_ms + EVENTS / 2, c->kind + EVENTS / 2,
                                                 c->channel + EVENTS / 2, c->amount + EVENTS / 2, NULL, NULL, NULL, NULL, NULL, c->rating + EVENTS / 2,
                                                 references ? c->reference + EVENTS / 2 * 2 : NULL, NULL), NETMKT_OK);
    return store;
}

static void same_base(const netmkt__event_base *a, const netmkt__event_base *b)
{
    ck_assert_uint_eq(a->n, EVENTS);
    ck_assert_uint_eq(b->n, EVENTS);
    ck_assert_mem_eq(a->offsets, b->offsets, (CUSTOMERS + 1) * sizeof *a->offsets);
    ck_assert_mem_eq(a->pending, b->pending, (EVENTS / 64 + 1) * sizeof *a->pending);
    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        ck_assert_int_eq(a->column[c] == NULL, b->column[c] == NULL);
        if (a->column[c] != NULL)
            ck_assert_mem_eq(a->column[c], b->column[c], (size_t)EVENTS * netmkt__event_width[c]);
    }
}

START_TEST(same_for_any_threads)
{
    static columns c;
    const uint32_t threads[] = {2, 3, 7, 64};

    fill(&c);
    for (int references = 0; references < 2; references++) {
        netmkt_store *one = store_with(NULL, &c, references);

        ck_assert_int_eq(netmkt__events_settle(&one->records.events, CUSTOMERS), NETMKT_OK);
        for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
            netmkt_store *many = store_with(NULL, &c, references);

            many->records.events.threads = threads[k];
            ck_assert_int_eq(netmkt__events_settle(&many->records.events, CUSTOMERS), NETMKT_OK);
            same_base(&one->records.events.base, &many->records.events.base);
            netmkt_store_close(many);
        }
        netmkt_store_close(one);
    }
}
END_TEST

START_TEST(failing_memory)
{
    static columns c;
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_status status = NETMKT_E_NOMEM;
    netmkt_store *store;

    fill(&c);
    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    store = store_with(context, &c, 1);
    store->records.events.threads = 3;
    for (uint64_t n = 1; status != NETMKT_OK; n++) {
        memory.fail_at = memory.calls + n;
        status = netmkt__events_settle(&store->records.events, CUSTOMERS);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || status == NETMKT_E_NOMEM);
        ck_assert_uint_eq(store->records.events.tail.n, status == NETMKT_OK ? 0 : EVENTS);
    }
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("event settle");
    TCase *tests = tcase_create("event settle");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, same_for_any_threads);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
