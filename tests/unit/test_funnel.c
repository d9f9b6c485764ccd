/* Funnels: ways by hand, against every possible way, rates and times, groups, the language, threads, errors, failing memory. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "stage/funnel.h"
#include "support/faulty_memory.h"
#include "support/cells.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define CLOSE(got, want) test_close(got, want, 1e-12, 1, #got)

static void put(netmkt_store *store, const char *key, double day, netmkt_kind_id kind, netmkt_channel_id channel, int64_t amount)
{
    netmkt_event e;

    netmkt_event_init(&e);
    ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
    e.kind = kind;
    e.time_ms = (int64_t)(day * (double)DAY);
    e.channel = channel;
    e.amount = amount;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
}

/* Ann comes all the way, in 1 and 3 days. Bob's first visit leads nowhere in time, his second one to a cart. Cid's order is before his cart. Dan came
 * lately: he may still. Eve never visited. */
static void fill(netmkt_store *store)
{
    put(store, "ann", 0, NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO, 0);
    put(store, "ann", 1, NETMKT_KIND_CART, 0, 0);
    put(store, "ann", 4, NETMKT_KIND_ORDER, 0, 5000);
    put(store, "bob", 2, NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEM, 0);
    put(store, "bob", 40, NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO, 0);
    put(store, "bob", 45, NETMKT_KIND_CART, 0, 0);
    put(store, "cid", 3, NETMKT_KIND_VISIT, 0, 0);
    put(store, "cid", 4, NETMKT_KIND_ORDER, 0, 1000);
    put(store, "cid", 6, NETMKT_KIND_CART, 0, 0);
    put(store, "dan", 95, NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO, 0);
    put(store, "dan", 97, NETMKT_KIND_CART, 0, 0);
    put(store, "eve", 5, NETMKT_KIND_ORDER, 0, 100);
}

static netmkt_table *table_of(netmkt_store *store, const char *steps, int32_t by, double window)
{
    netmkt_settings *settings;
    netmkt_funnel *funnel;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "funnel.window_days", window), NETMKT_OK);
    ck_assert_msg(netmkt_funnel_new(store, steps, &funnel) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(netmkt_funnel_table(funnel, store, settings, by, 100 * DAY, &table), NETMKT_OK);
    netmkt_funnel_free(funnel);
    netmkt_settings_free(settings);
    return table;
}

START_TEST(by_hand)
{
    netmkt_store *store;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    fill(store);
    table = table_of(store, "visit > cart > order", NETMKT_FUNNEL_ALL, 30);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_str_eq(text(table, "group", 0), "all");
    ck_assert_str_eq(text(table, "name", 1), "cart");
    ck_assert_int_eq(whole(table, "customers", 0), 4);
    ck_assert_int_eq(whole(table, "mature", 0), 3);
    ck_assert_int_eq(whole(table, "dropped", 0), 0);
    ck_assert_int_eq(whole(table, "customers", 1), 4); /* Bob by his second visit */
    ck_assert_int_eq(whole(table, "mature", 1), 3);
    ck_assert_int_eq(whole(table, "dropped", 1), 2);
    ck_assert_int_eq(whole(table, "undecided", 1), 1);
    ck_assert_int_eq(whole(table, "customers", 2), 1);
    ck_assert_int_eq(whole(table, "dropped", 2), 0);
    CLOSE(real(table, "step_rate", 1), 1.0);
    CLOSE(real(table, "step_rate", 2), 1.0 / 3.0);
    CLOSE(real(table, "total_rate", 2), 1.0 / 3.0);
    CLOSE(real(table, "low", 2), 0.061491944720396231);
    CLOSE(real(table, "high", 2), 0.79234039919795228);
    /* to the cart: 1 2 3 5 days, nobody censored */
    CLOSE(real(table, "days_quartile", 1), 1.0);
    CLOSE(real(table, "days_median", 1), 2.0);
    CLOSE(real(table, "days_upper", 1), 3.0);
    /* from there to the order: after 3 days one of three still seen (Dan for 3 days, censored at the same time), and no more */
    CLOSE(real(table, "days_quartile", 2), 3.0);
    ck_assert(isnan(real(table, "days_median", 2)));
    ck_assert(isnan(real(table, "step_rate", 0)) && isnan(real(table, "days_median", 0)) && isnan(real(table, "days_total", 0)));
    netmkt_table_free(table);
    table = table_of(store, "visit > cart > order", NETMKT_FUNNEL_CHANNEL, 30);
    ck_assert_uint_eq(netmkt_table_rows(table), 9); /* seo, none, all: Bob's way began over seo */
    ck_assert_str_eq(text(table, "group", 0), "seo");
    ck_assert_int_eq(whole(table, "customers", 0), 3);
    ck_assert_str_eq(text(table, "group", 3), "");
    ck_assert_int_eq(whole(table, "customers", 8), 1);
    netmkt_table_free(table);
    table = table_of(store, "visit > cart", NETMKT_FUNNEL_MONTH, 30);
    ck_assert_uint_eq(netmkt_table_rows(table), 6);
    ck_assert_str_eq(text(table, "group", 0), "1970-01");
    ck_assert_str_eq(text(table, "group", 2), "1970-04");
    netmkt_table_free(table);
    table = table_of(store, "any > any > any > any", NETMKT_FUNNEL_CAMPAIGN, 365);
    ck_assert_int_eq(whole(table, "customers", 3), 0); /* nobody did four things */
    ck_assert_int_eq(whole(table, "customers", 2), 3);
    netmkt_table_free(table);
    table = table_of(store, "visit(channel = seo) > order(amount >= 50.00)", NETMKT_FUNNEL_ALL, 30);
    ck_assert_int_eq(whole(table, "customers", 0), 3);
    ck_assert_int_eq(whole(table, "customers", 1), 1);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

/* The farthest step of any way from event `from` on, having served k events from start_ms. */
static uint32_t farthest(const netmkt_funnel *f, const netmkt__events *e, size_t from, uint32_t k, int64_t start_ms, int64_t window)
{
    uint32_t best = k == 0 ? 0 : k == f->events ? f->count : f->step_of[k];

    for (size_t i = from; k < f->events && i < e->n; i++) {
        const netmkt__funnel_step *s = &f->step[f->step_of[k]];
        int64_t start = k == 0 ? e->time_ms[i] : start_ms;

        if ((s->kind == 0 || s->kind == e->kind[i]) && e->time_ms[i] - start <= window) {
            uint32_t there = farthest(f, e, i + 1, k + 1, start, window);

            best = there > best ? there : best;
        }
    }
    return best;
}

START_TEST(against_every_way)
{
    static const char *const funnels[] = {"visit > cart > order", "any > order(count = 2)", "visit(count = 2) > any > visit", "order > order > order"};
    netmkt_store *store;
    uint32_t seed = 1;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (int round = 0; round < (test_slow() ? 100 : 2000); round++) {
        netmkt_funnel *funnel;
        int64_t time[9];
        uint16_t kind[9];
        uint8_t initiator[9] = {0};
        netmkt__events events = {.n = (size_t)(round % 10), .time_ms = time, .kind = kind, .initiator = initiator};
        netmkt__funnel_way way;

        for (size_t i = 0; i < events.n; i++) {
            seed = seed * 1664525u + 1013904223u;
            time[i] = (i > 0 ? time[i - 1] : 0) + (int64_t)(seed >> 28);
            kind[i] = (uint16_t)((seed >> 24) % 3 == 0 ? NETMKT_KIND_ORDER : (seed >> 24) % 3 == 1 ? NETMKT_KIND_VISIT : NETMKT_KIND_CART);
        }
        ck_assert_int_eq(netmkt_funnel_new(store, funnels[round % 4], &funnel), NETMKT_OK);
        ck_assert_int_eq(netmkt__funnel_walk(funnel, NULL, NULL, &events, 20, &way), NETMKT_OK);
        ck_assert_uint_eq(way.reached, farthest(funnel, &events, 0, 0, 0, 20));
        for (uint32_t k = 1; k < way.reached; k++)
            ck_assert(way.time_ms[k] >= way.time_ms[k - 1] && way.time_ms[k] - way.start_ms <= 20);
        netmkt_funnel_free(funnel);
    }
    netmkt_store_close(store);
}
END_TEST

START_TEST(language)
{
    static const struct {
        const char *steps;
        netmkt_status status;
        const char *says;
    } bad[] = {
        {"", NETMKT_E_FORMAT, "position 1"},
        {"visit", NETMKT_E_FORMAT, "at least 2 steps"},
        {"visit >", NETMKT_E_FORMAT, "position 8"},
        {"visit > ordr", NETMKT_E_NOT_FOUND, "position 9"},
        {"visit > order)", NETMKT_E_FORMAT, "position 14"},
        {"visit( > order", NETMKT_E_FORMAT, "position 8"},
        {"visit(colour = red) > order", NETMKT_E_FORMAT, "position 7"},
        {"visit(channel = emial) > order", NETMKT_E_NOT_FOUND, "email"},
        {"visit(campaign = \"no such\") > order", NETMKT_E_NOT_FOUND, "position 18"},
        {"visit(offer = none) > order", NETMKT_E_NOT_FOUND, "position 15"},
        {"visit(count = 0) > order", NETMKT_E_FORMAT, "from 1 to 64"},
        {"visit(count = 65) > order", NETMKT_E_FORMAT, "from 1 to 64"},
        {"visit(count = 64) > order", NETMKT_E_FORMAT, "64 events together"},
        {"visit(count = 99999999999999999999) > order", NETMKT_E_FORMAT, "from 1 to 64"},
        {"visit(variant = 65536) > order", NETMKT_E_FORMAT, "variant"},
        {"visit > order(amount = 5)", NETMKT_E_FORMAT, "\">=\" was expected"},
        {"visit > order(amount >= 5.001)", NETMKT_E_FORMAT, "position 25: more digits"},
        {"visit(channel = \"em) > order", NETMKT_E_FORMAT, "quote"},
        {"visit(channel) > order", NETMKT_E_FORMAT, "\"=\" was expected"},
        {"\xff > order", NETMKT_E_FORMAT, "UTF-8"},
        {"any>any>any>any>any>any>any>any>any>any>any>any>any>any>any>any>any", NETMKT_E_FORMAT, "more than 16 steps"},
    };
    netmkt_funnel *funnel;
    netmkt_store *store;
    char long_name[400];

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_put(store, "spring \"sale\"", NULL, NULL, 0, NULL, NULL, NULL), NETMKT_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        netmkt_status status = netmkt_funnel_new(store, bad[i].steps, &funnel);

        ck_assert_msg(status == bad[i].status || (bad[i].status == NETMKT_E_FORMAT && status == NETMKT_E_RANGE), "%s: %s", bad[i].steps, netmkt_last_error());
        ck_assert_ptr_null(funnel);
        ck_assert_msg(strstr(netmkt_last_error(), bad[i].says) != NULL, "\"%s\" does not say \"%s\"", netmkt_last_error(), bad[i].says);
    }
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    ck_assert_int_eq(netmkt_funnel_new(store, long_name, &funnel), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_funnel_new(store, "\n visit(channel=email,campaign = \"spring \"\"sale\"\"\" , variant=0 )>order ( count= 2 ) \n", &funnel), NETMKT_OK);
    ck_assert_uint_eq(netmkt_funnel_steps(funnel), 2);
    ck_assert_str_eq(netmkt_funnel_step(funnel, 1), "order ( count= 2 )");
    ck_assert_ptr_null(netmkt_funnel_step(funnel, 2));
    netmkt_funnel_free(funnel);
    ck_assert_uint_eq(netmkt_funnel_steps(NULL), 0);
    ck_assert_ptr_null(netmkt_funnel_step(NULL, 0));
    netmkt_funnel_free(NULL);
    netmkt_store_close(store);
}
END_TEST

START_TEST(same_for_any_threads)
{
    static const char *const columns[] = {"customers", "mature", "dropped", "undecided", "step_rate", "days_median", "days_total"};
    netmkt_settings *settings;
    netmkt_funnel *funnel;
    netmkt_store *store;
    netmkt_table *one, *many;
    netmkt_customer_id some = 5;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    for (int i = 0; i < 30000; i++) {
        char key[16];

        snprintf(key, sizeof key, "c%d", (i * 7919) % 9001);
        put(store, key, (double)(i * 48271LL % 4000) / 10.0, i % 7 == 0 ? NETMKT_KIND_ORDER : i % 3 == 0 ? NETMKT_KIND_CART : NETMKT_KIND_VISIT, (netmkt_channel_id)(i % 4), i);
    }
    ck_assert_int_eq(netmkt_funnel_new(store, "visit > cart > order", &funnel), NETMKT_OK);
    ck_assert_int_eq(netmkt_funnel_table(funnel, store, settings, NETMKT_FUNNEL_CHANNEL, NETMKT_LATEST, &one), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 7), NETMKT_OK);
    ck_assert_int_eq(netmkt_funnel_table(funnel, store, settings, NETMKT_FUNNEL_CHANNEL, NETMKT_LATEST, &many), NETMKT_OK);
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
        ck_assert_mem_eq(cells(one, columns[k]), cells(many, columns[k]), 8 * netmkt_table_rows(one));
    for (size_t row = 0; row < 3; row++) {
        int64_t sum = 0;

        for (size_t group = 0; group + 1 < netmkt_table_rows(one) / 3; group++)
            sum += whole(one, "customers", 3 * group + row);
        ck_assert_int_eq(sum, whole(one, "customers", netmkt_table_rows(one) - 3 + row));
    }
    netmkt_table_free(one);
    netmkt_table_free(many);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, &some, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_funnel_table(funnel, store, settings, NETMKT_FUNNEL_ALL, NETMKT_LATEST, &one), NETMKT_OK);
    ck_assert_int_le(whole(one, "customers", 0), 1);
    netmkt_table_free(one);
    netmkt_funnel_free(funnel);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(misuse_and_failing_memory)
{
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options open;
    netmkt_context *context;
    netmkt_store *store;
    netmkt_funnel *funnel = NULL;
    netmkt_table *table = NULL;
    netmkt_status status = NETMKT_E_NOMEM;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &open, &store), NETMKT_OK);
    fill(store);
    for (uint64_t n = 1; status != NETMKT_OK; n++) {
        memory.fail_at = memory.calls + n;
        status = netmkt_funnel_new(store, "visit > cart > order", &funnel);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && funnel == NULL));
    }
    for (int32_t by = NETMKT_FUNNEL_ALL; by <= NETMKT_FUNNEL_MONTH; by++) {
        status = NETMKT_E_NOMEM;
        for (uint64_t n = 1; status != NETMKT_OK; n++) {
            memory.fail_at = memory.calls + n;
            status = netmkt_funnel_table(funnel, store, NULL, by, NETMKT_LATEST, &table);
            memory.fail_at = 0;
            ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
            netmkt_table_free(table);
        }
    }
    netmkt_funnel_free(funnel);
    ck_assert_int_eq(netmkt_funnel_new(NULL, "visit > order", &funnel), NETMKT_E_INVALID);
    ck_assert_ptr_null(funnel);
    ck_assert_int_eq(netmkt_funnel_new(store, NULL, &funnel), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_funnel_new(store, "visit > order", NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_funnel_new(store, "visit > order", &funnel), NETMKT_OK);
    ck_assert_int_eq(netmkt_funnel_table(NULL, store, NULL, 0, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_funnel_table(funnel, NULL, NULL, 0, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_funnel_table(funnel, store, NULL, 0, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_funnel_table(funnel, store, NULL, 4, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_funnel_table(funnel, store, NULL, 0, INT64_MAX - 1, &table), NETMKT_E_RANGE);
    netmkt_funnel_free(funnel);
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("funnel");
    TCase *tests = tcase_create("funnel");

    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, against_every_way);
    tcase_add_test(tests, language);
    tcase_add_test(tests, same_for_any_threads);
    tcase_add_test(tests, misuse_and_failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
