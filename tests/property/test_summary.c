/* Summaries depend on the events alone: any order of delivery, any batches, any number of threads give the same bytes; a
 * wholly returned order is as if it had not been; a later moment sees no fewer events. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "numeric/random.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define CUSTOMERS 300
#define EVENTS 6000

typedef struct history {
    netmkt_event event[EVENTS];
    size_t n;
} history;

static void make(history *h, uint64_t seed)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_ORDER, NETMKT_KIND_ORDER, NETMKT_KIND_RETURN, NETMKT_KIND_VISIT, NETMKT_KIND_ORDER};
    netmkt__random random;

    netmkt__random_seed(&random, seed);
    h->n = EVENTS;
    for (size_t i = 0; i < h->n; i++) {
        netmkt_event *e = &h->event[i];

        netmkt_event_init(e);
        e->kind = kinds[netmkt__random_below(&random, 5)];
        e->customer = 1 + netmkt__random_below(&random, CUSTOMERS);
        e->time_ms = (int64_t)netmkt__random_below(&random, 400) * DAY / 4; /* many at equal moments */
        if (e->kind == NETMKT_KIND_ORDER)
            e->amount = (int64_t)netmkt__random_below(&random, 4) * 500;
        if (e->kind == NETMKT_KIND_RETURN)
            e->amount = -(int64_t)netmkt__random_below(&random, 1500);
        e->cost = (int64_t)netmkt__random_below(&random, 10);
        e->channel = (netmkt_channel_id)netmkt__random_below(&random, 5);
    }
}

static void shuffle(history *h, uint64_t seed)
{
    netmkt__random random;

    netmkt__random_seed(&random, seed);
    for (size_t i = h->n; i > 1; i--) {
        size_t j = (size_t)netmkt__random_below(&random, i);
        netmkt_event moved = h->event[i - 1];

        h->event[i - 1] = h->event[j];
        h->event[j] = moved;
    }
}

static netmkt_store *store_with(const history *h, size_t batch)
{
    netmkt_store *store;
    char key[32];

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (unsigned i = 1; i <= CUSTOMERS; i++) {
        snprintf(key, sizeof key, "customer %u", i);
        ck_assert_int_eq(netmkt_customer_put(store, key, NULL), NETMKT_OK);
    }
    for (size_t i = 0; i < h->n; i += batch) {
        size_t n = h->n - i < batch ? h->n - i : batch;

        ck_assert_int_eq(netmkt_event_append(store, &h->event[i], sizeof h->event[i], n, NULL), NETMKT_OK);
        if (i / batch % 7 == 3)
            ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    }
    return store;
}

/* Everything that summaries say, as text. Owned by the caller. */
static char *all_text(netmkt_store *store, double threads, int64_t as_of)
{
    netmkt_settings *settings;
    netmkt_table *table;
    size_t length;
    char *text;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", threads), NETMKT_OK);
    ck_assert_int_eq(netmkt_summary_all(store, settings, as_of, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, NULL, 0, &length), NETMKT_E_RANGE);
    text = malloc(length + 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, text, length + 1, NULL), NETMKT_OK);
    netmkt_table_free(table);
    netmkt_settings_free(settings);
    return text;
}

START_TEST(test_delivery_and_threads_do_not_matter)
{
    static const size_t batches[] = {EVENTS, 1, 37, 1000};
    static const double threads[] = {1, 2, 7};
    static history h;
    netmkt_store *store;
    char *want;

    make(&h, 1);
    store = store_with(&h, EVENTS);
    want = all_text(store, 1, NETMKT_LATEST);
    ck_assert_uint_gt(strlen(want), 10000);
    netmkt_store_close(store);
    for (size_t k = 0; k < 4; k++) {
        shuffle(&h, 100 + k);
        store = store_with(&h, batches[k]);
        for (size_t t = 0; t < 3; t++) {
            char *got = all_text(store, threads[t], NETMKT_LATEST);

            ck_assert_msg(strcmp(got, want) == 0, "batches of %zu, %g threads: another result", batches[k], threads[t]);
            free(got);
        }
        netmkt_store_close(store);
    }
    free(want);
}
END_TEST

/* Returns by the rule as it is written, order by order. */
static void define(const history *h, netmkt_customer_id customer, int64_t as_of, double *days, double *money)
{
    static struct {
        int64_t time_ms, left;
        int kept;
    } order[EVENTS];
    size_t n = 0;
    int64_t first = INT64_MAX, previous = INT64_MIN;

    *days = *money = 0.0;
    for (int64_t quarter = 0; quarter * DAY / 4 <= as_of && quarter < 400; quarter++) {
        int64_t now = quarter * DAY / 4;

        for (size_t i = 0; i < h->n; i++) {
            if (h->event[i].customer != customer || h->event[i].kind != NETMKT_KIND_ORDER || h->event[i].time_ms != now)
                continue;
            order[n].time_ms = now;
            order[n].left = h->event[i].amount;
            order[n++].kept = 1;
        }
        for (size_t i = 0; i < h->n; i++) {
            int64_t left = -h->event[i].amount;

            if (h->event[i].customer != customer || h->event[i].kind != NETMKT_KIND_RETURN || h->event[i].time_ms != now)
                continue;
            for (size_t j = n; j-- > 0 && left > 0;) {
                int64_t taken = order[j].left < left ? order[j].left : left;

                if (taken > 0) {
                    order[j].left -= taken;
                    left -= taken;
                    order[j].kept = order[j].left > 0;
                }
            }
        }
    }
    for (size_t j = 0; j < n; j++) {
        int64_t day = order[j].time_ms / DAY;

        if (!order[j].kept)
            continue;
        if (first == INT64_MAX)
            first = day;
        *days += day != previous;
        previous = day;
        if (day != first)
            *money += (double)order[j].left / 100.0;
    }
}

START_TEST(test_netting_as_defined)
{
    static const int64_t moments[] = {10 * DAY, 50 * DAY + 1, 99 * DAY, 120 * DAY};
    static history h;
    static double x[CUSTOMERS], m[CUSTOMERS], T[CUSTOMERS];
    netmkt_store *store;

    make(&h, 2);
    store = store_with(&h, 999);
    for (size_t k = 0; k < 4; k++) {
        ck_assert_int_eq(netmkt_summary_columns(store, NULL, moments[k], CUSTOMERS, x, NULL, T, m, NULL, NULL), NETMKT_OK);
        for (size_t i = 0; i < CUSTOMERS; i++) {
            double days, money;

            define(&h, i + 1, moments[k], &days, &money);
            if (days == 0.0) {
                ck_assert(isnan(T[i]));
                continue;
            }
            ck_assert_msg(x[i] == days - 1.0, "customer %zu: x is %g, defined as %g", i + 1, x[i], days - 1.0);
            test_close(m[i] * x[i], money, 1e-12, 1.0, "repeat money");
        }
    }
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_an_order_wholly_returned_is_as_if_it_had_not_been)
{
    static history with, without;
    netmkt__random random;
    static double x[2][CUSTOMERS], t_x[2][CUSTOMERS], m[2][CUSTOMERS];
    int64_t revenue[2][CUSTOMERS];
    netmkt_store *store;

    netmkt__random_seed(&random, 3);
    with.n = without.n = 0;
    for (size_t i = 0; i < 2000; i++) {
        netmkt_event e;

        netmkt_event_init(&e);
        e.kind = NETMKT_KIND_ORDER;
        e.customer = 1 + netmkt__random_below(&random, CUSTOMERS);
        e.time_ms = (int64_t)i * DAY / 8;
        e.amount = 1 + (int64_t)netmkt__random_below(&random, 900);
        with.event[with.n++] = e;
        if (i % 3 != 0) {
            without.event[without.n++] = e;
            continue;
        }
        e.kind = NETMKT_KIND_RETURN; /* at once, so that it meets its own order */
        e.amount = -e.amount;
        with.event[with.n++] = e;
    }
    for (int k = 0; k < 2; k++) {
        store = store_with(k == 0 ? &with : &without, 500);
        ck_assert_int_eq(netmkt_summary_columns(store, NULL, 300 * DAY, CUSTOMERS, x[k], t_x[k], NULL, m[k], revenue[k], NULL), NETMKT_OK);
        netmkt_store_close(store);
    }
    ck_assert_mem_eq(x[0], x[1], sizeof x[0]);
    ck_assert_mem_eq(t_x[0], t_x[1], sizeof t_x[0]);
    ck_assert_mem_eq(m[0], m[1], sizeof m[0]);
    ck_assert_mem_eq(revenue[0], revenue[1], sizeof revenue[0]);
}
END_TEST

START_TEST(test_a_later_moment_sees_no_less)
{
    static history h;
    netmkt_store *store;
    uint64_t events[CUSTOMERS] = {0};
    double ordered[CUSTOMERS] = {0}, T[CUSTOMERS] = {0};

    make(&h, 4);
    store = store_with(&h, 100);
    for (int64_t day = 0; day <= 101; day++) {
        for (netmkt_customer_id id = 1; id <= CUSTOMERS; id += 7) {
            netmkt_summary s = {.struct_size = sizeof s};

            ck_assert_int_eq(netmkt_summary_get(store, NULL, id, day * DAY, &s), NETMKT_OK);
            ck_assert_uint_ge(s.events, events[id - 1]);
            ck_assert((double)s.ordered >= ordered[id - 1]);
            ck_assert(s.t_x <= s.T);
            ck_assert(s.orders_kept <= s.orders && s.purchase_days <= s.orders_kept);
            ck_assert(s.events == 0 || s.last_event_ms <= day * DAY);
            events[id - 1] = s.events;
            ordered[id - 1] = (double)s.ordered;
            T[id - 1] = s.T;
        }
    }
    ck_assert(T[0] > 0.0);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("summary properties");
    TCase *tests = tcase_create("summary properties");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, test_delivery_and_threads_do_not_matter);
    tcase_add_test(tests, test_netting_as_defined);
    tcase_add_test(tests, test_an_order_wholly_returned_is_as_if_it_had_not_been);
    tcase_add_test(tests, test_a_later_moment_sees_no_less);
    suite_add_tcase(suite, tests);
    return suite;
}
