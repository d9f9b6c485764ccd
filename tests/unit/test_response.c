/* Response times: pairing by hand, business hours, groups, who waits, against a naive reading, threads, errors, failing memory. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "base/open_hours.h"
#include "numeric/survival.h"
#include "support/faulty_memory.h"
#include "support/cells.h"
#include "support/support.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define START (INT64_C(20454) * DAY) /* 2026-01-01, a Thursday */
#define CLOSE(got, want) test_close(got, want, 1e-12, 1, #got)

static void event(netmkt_store *store, const char *key, netmkt_kind_id kind, int64_t time_ms, netmkt_channel_id channel, uint8_t initiator)
{
    netmkt_event e;

    netmkt_event_init(&e);
    ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
    e.kind = kind;
    e.time_ms = time_ms;
    e.channel = channel;
    e.initiator = initiator;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
}

/* Ann asks twice and is answered once for both, by telephone; her own reply is no answer; her complaint waits. Bob's service request is answered at the
 * same moment; what the business asks is no request. Cid asked before the window. */
static void fill(netmkt_store *store)
{
    const int64_t t = START;

    event(store, "ann", NETMKT_KIND_INQUIRY, t, NETMKT_CHANNEL_EMAIL, NETMKT_INITIATOR_DEFAULT);
    event(store, "ann", NETMKT_KIND_REPLY, t + HOUR, NETMKT_CHANNEL_EMAIL, NETMKT_INITIATOR_DEFAULT);
    event(store, "ann", NETMKT_KIND_INQUIRY, t + 2 * HOUR, NETMKT_CHANNEL_IM, NETMKT_INITIATOR_DEFAULT);
    event(store, "ann", NETMKT_KIND_REPLY, t + 5 * HOUR, NETMKT_CHANNEL_TELEPHONE, NETMKT_INITIATOR_BUSINESS);
    event(store, "ann", NETMKT_KIND_COMPLAINT, t + 30 * HOUR, NETMKT_CHANNEL_EMAIL, NETMKT_INITIATOR_DEFAULT);
    event(store, "bob", NETMKT_KIND_COMPLAINT, t + 40 * HOUR, 0, NETMKT_INITIATOR_DEFAULT);
    event(store, "bob", NETMKT_KIND_RESOLUTION, t + 40 * HOUR, 0, NETMKT_INITIATOR_DEFAULT);
    event(store, "bob", NETMKT_KIND_INQUIRY, t + 41 * HOUR, NETMKT_CHANNEL_EMAIL, NETMKT_INITIATOR_BUSINESS);
    event(store, "cid", NETMKT_KIND_SERVICE, t - 400 * DAY, NETMKT_CHANNEL_EMAIL, NETMKT_INITIATOR_DEFAULT);
    event(store, "cid", NETMKT_KIND_SERVICE, t + 60 * HOUR, NETMKT_CHANNEL_EMAIL, NETMKT_INITIATOR_DEFAULT);
}

START_TEST(paired_by_hand)
{
    netmkt_store *store;
    netmkt_table *table;
    const int64_t as_of = START + 70 * HOUR;
    size_t last;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    fill(store);
    ck_assert_int_eq(netmkt_response_times(store, NULL, NETMKT_RESPONSE_CHANNEL, as_of, &table), NETMKT_OK);
    last = netmkt_table_rows(table) - 1;
    ck_assert_uint_eq(last, 3);
    ck_assert_str_eq(text(table, "group", 0), "im");
    ck_assert_str_eq(text(table, "group", 1), "email");
    ck_assert_str_eq(text(table, "group", 2), "");
    ck_assert_str_eq(text(table, "group", last), "all");
    ck_assert_int_eq(whole(table, "requests", last), 5);
    ck_assert_int_eq(whole(table, "answered", last), 3);
    ck_assert_int_eq(whole(table, "open", last), 2);
    ck_assert_int_eq(whole(table, "within", last), 3);
    CLOSE(real(table, "share_within", last), 0.75);  /* Ann's complaint is late after 40 hours, Cid's request is undecided after 10 */
    CLOSE(real(table, "low", last), 0.30064184258240188);  /* Wilson, 3 of 4 */
    CLOSE(real(table, "high", last), 0.95441273919029930);
    CLOSE(real(table, "median_hours", last), 5.0);   /* 0 3 5 (10) (40): shares 1/5, 2/5, 3/5 */
    ck_assert(isnan(real(table, "p90_hours", last)));
    CLOSE(real(table, "mean_hours", last), 8.0 / 3.0);
    CLOSE(real(table, "longest_hours", last), 40.0);
    ck_assert_int_eq(whole(table, "requests", 1), 3);
    ck_assert_int_eq(whole(table, "answered", 1), 1);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_response_waiting(store, NULL, as_of, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_str_eq(text(table, "customer", 0), "ann");
    ck_assert_str_eq(text(table, "kind", 0), "complaint");
    ck_assert_str_eq(text(table, "channel", 0), "email");
    ck_assert_int_eq(whole(table, "since", 0), START + 30 * HOUR);
    ck_assert_int_eq(whole(table, "late", 0), 1);
    ck_assert_str_eq(text(table, "customer", 1), "cid");
    CLOSE(real(table, "waited_hours", 1), 10.0);
    ck_assert_int_eq(whole(table, "late", 1), 0);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(past_moments_and_some_customers)
{
    netmkt_store *store;
    netmkt_settings *settings;
    netmkt_table *table;
    netmkt_customer_id cid;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    fill(store);
    ck_assert_int_eq(netmkt_response_waiting(store, NULL, START + 3 * HOUR, &table), NETMKT_OK); /* before Ann's answer */
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    CLOSE(real(table, "waited_hours", 0), 3.0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_customer_find(store, "cid", &cid), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, &cid, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "response.window_days", 1000), NETMKT_OK);
    ck_assert_int_eq(netmkt_response_times(store, settings, NETMKT_RESPONSE_MONTH, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_int_eq(whole(table, "requests", netmkt_table_rows(table) - 1), 2);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_str_eq(text(table, "group", 0), "2024-11");
    ck_assert_str_eq(text(table, "group", 1), "2026-01");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, &cid, 0), NETMKT_OK); /* nobody */
    for (int32_t by = NETMKT_RESPONSE_ALL; by <= NETMKT_RESPONSE_MONTH; by++) {
        ck_assert_int_eq(netmkt_response_times(store, settings, by, NETMKT_LATEST, &table), NETMKT_OK);
        ck_assert_uint_eq(netmkt_table_rows(table), 1);
        ck_assert(isnan(real(table, "median_hours", 0)) && isnan(real(table, "share_within", 0)) && isnan(real(table, "longest_hours", 0)));
        netmkt_table_free(table);
    }
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* Minute by minute, against the closed form. */
static int64_t open_minutes(const netmkt__open_hours *h, int64_t from, int64_t to)
{
    int64_t sum = 0;

    for (int64_t m = from; m < to; m++) {
        int64_t local = m + h->offset_minutes, day = local >= 0 ? local / 1440 : -((1439 - local) / 1440), weekday = ((day + 3) % 7 + 7) % 7;
        int64_t minute = local - day * 1440;

        sum += (h->days >> weekday & 1) && minute >= h->opens_ms / 60000 && minute < h->closes_ms / 60000;
    }
    return sum;
}

START_TEST(business_hours)
{
    const netmkt__open_hours hours[] = {{9 * HOUR, 17 * HOUR, 0, 31}, {0, DAY, 60, 127}, {0, DAY, -300, 96}, {90 * 60000, 91 * 60000, 719, 1}};
    const int64_t starts[] = {0, -20000, 29000000, -29000000};

    for (size_t k = 0; k < sizeof hours / sizeof *hours; k++) {
        for (size_t s = 0; s < sizeof starts / sizeof *starts; s++) {
            for (int64_t length = 0; length < 30000; length += 1237) {
                int64_t from = starts[s] + length * 7 / 3;

                ck_assert_int_eq(netmkt__open_ms(&hours[k], from * 60000, (from + length) * 60000), open_minutes(&hours[k], from, from + length) * 60000);
            }
        }
        ck_assert_int_eq(netmkt__open_ms(&hours[k], 5, 4), 0);
    }
    ck_assert_int_eq(netmkt__open_ms(&hours[0], START + 16 * HOUR + 30 * 60000, START + 5 * DAY), 30 * 60000 + 16 * HOUR);
    ck_assert_int_eq(netmkt__weekday(20454), 3);
}
END_TEST

START_TEST(hours_by_settings)
{
    netmkt_store *store;
    netmkt_settings *settings;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    /* asked on Friday 2026-01-02 at 16:00, answered on Monday at 10:00: two open hours */
    event(store, "ann", NETMKT_KIND_INQUIRY, START + DAY + 16 * HOUR, 0, NETMKT_INITIATOR_DEFAULT);
    event(store, "ann", NETMKT_KIND_RESOLUTION, START + 4 * DAY + 10 * HOUR, 0, NETMKT_INITIATOR_DEFAULT);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "response.open_minute", 540), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "response.close_minute", 1020), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "response.work_days", 31), NETMKT_OK);
    ck_assert_int_eq(netmkt_response_times(store, settings, NETMKT_RESPONSE_WEEKDAY, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_str_eq(text(table, "group", 0), "friday");
    CLOSE(real(table, "mean_hours", 0), 2.0);
    CLOSE(real(table, "median_hours", 1), 2.0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_response_times(store, settings, NETMKT_RESPONSE_HOUR, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_str_eq(text(table, "group", 0), "16");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "response.close_minute", 540), NETMKT_OK);
    ck_assert_int_eq(netmkt_response_times(store, settings, NETMKT_RESPONSE_ALL, NETMKT_LATEST, &table), NETMKT_E_RANGE);
    ck_assert_ptr_null(table);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "response.close_minute"));
    ck_assert_int_eq(netmkt_response_waiting(store, settings, NETMKT_LATEST, &table), NETMKT_E_RANGE);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

static netmkt_store *simulated(uint64_t customers)
{
    netmkt_simulation_options options;
    netmkt_simulation *simulation;
    netmkt_import *import;
    netmkt_store *store;
    static char block[65536];
    size_t size;

    netmkt_simulation_options_init(&options);
    options.customers = customers;
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_simulation_new(NULL, &options, &simulation), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_OK);
    while (netmkt_simulation_next(simulation, block, sizeof block, &size) == NETMKT_OK)
        ck_assert_int_eq(netmkt_import_feed(import, block, size), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_finish(import, NULL), NETMKT_OK);
    netmkt_import_free(import);
    netmkt_simulation_free(simulation);
    return store;
}

/* Every request against every later event of the same customer, through a cursor. */
static void naive(netmkt_store *store, int64_t from, int64_t *requests, int64_t *answered, double *waited)
{
    netmkt_event *list = NULL, e;
    netmkt_event_cursor *cursor;
    size_t n = 0;

    e.struct_size = sizeof e;
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    while (netmkt_event_cursor_next(cursor, &e) == NETMKT_OK) {
        list = realloc(list, (n + 1) * sizeof e);
        ck_assert_ptr_nonnull(list);
        list[n++] = e;
    }
    netmkt_event_cursor_close(cursor);
    *requests = *answered = 0;
    *waited = 0.0;
    for (size_t i = 0; i < n; i++) {
        int64_t best = INT64_MAX;

        if ((list[i].kind != NETMKT_KIND_INQUIRY && list[i].kind != NETMKT_KIND_SERVICE && list[i].kind != NETMKT_KIND_COMPLAINT) ||
            list[i].initiator == NETMKT_INITIATOR_BUSINESS || list[i].time_ms < from)
            continue;
        for (size_t k = 0; k < n; k++)
            if (list[k].customer == list[i].customer && list[k].time_ms >= list[i].time_ms && list[k].time_ms < best &&
                (list[k].kind == NETMKT_KIND_RESOLUTION || (list[k].kind == NETMKT_KIND_REPLY && list[k].initiator != NETMKT_INITIATOR_CUSTOMER)))
                best = list[k].time_ms;
        (*requests)++;
        *answered += best != INT64_MAX;
        *waited += best != INT64_MAX ? (double)(best - list[i].time_ms) / 3600000.0 : 0.0;
    }
    free(list);
}

static void same_tables(const netmkt_table *a, const netmkt_table *b)
{
    ck_assert_uint_eq(netmkt_table_rows(a), netmkt_table_rows(b));
    for (size_t c = 0; c < netmkt_table_columns(a); c++) {
        const char *name = netmkt_table_column_name(a, c);
        int32_t type;
        const void *x, *y = cells(b, name);

        ck_assert_int_eq(netmkt_table_column(a, name, &type, &x), NETMKT_OK);
        if (type != NETMKT_COLUMN_TEXT)
            ck_assert_mem_eq(x, y, 8 * netmkt_table_rows(a));
    }
}

START_TEST(against_a_naive_reading)
{
    netmkt_store *store = simulated(test_slow() ? 40 : 150);
    netmkt_settings *settings;
    netmkt_table *one, *seven;
    netmkt_store_statistics facts = {.struct_size = sizeof facts};
    int64_t requests, answered, sums[3] = {0}, as_of;
    double waited;
    size_t last;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_stats(store, &facts), NETMKT_OK);
    as_of = facts.last_ms;
    naive(store, as_of - 365 * DAY + 1, &requests, &answered, &waited);
    ck_assert_int_gt(answered, 0);
    for (int32_t by = NETMKT_RESPONSE_ALL; by <= NETMKT_RESPONSE_MONTH; by++) {
        ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 1), NETMKT_OK);
        ck_assert_int_eq(netmkt_response_times(store, settings, by, as_of, &one), NETMKT_OK);
        ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 7), NETMKT_OK);
        ck_assert_int_eq(netmkt_response_times(store, settings, by, as_of, &seven), NETMKT_OK);
        same_tables(one, seven);
        last = netmkt_table_rows(one) - 1;
        ck_assert_int_eq(whole(one, "requests", last), requests);
        ck_assert_int_eq(whole(one, "answered", last), answered);
        test_close(real(one, "mean_hours", last), waited / (double)answered, 1e-9, 1, "mean");
        memset(sums, 0, sizeof sums);
        for (size_t row = 0; row < last; row++) {
            sums[0] += whole(one, "requests", row);
            sums[1] += whole(one, "answered", row);
            sums[2] += whole(one, "within", row);
        }
        if (by != NETMKT_RESPONSE_ALL) {
            ck_assert_int_eq(sums[0], requests);
            ck_assert_int_eq(sums[1], answered);
            ck_assert_int_eq(sums[2], whole(one, "within", last));
        }
        netmkt_table_free(one);
        netmkt_table_free(seven);
    }
    ck_assert_int_eq(netmkt_response_waiting(store, settings, as_of, &one), NETMKT_OK);
    ck_assert_int_eq((int64_t)netmkt_table_rows(one), requests - answered);
    for (size_t row = 1; row < netmkt_table_rows(one); row++)
        ck_assert(real(one, "waited_hours", row) <= real(one, "waited_hours", row - 1));
    netmkt_table_free(one);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* Kaplan and Meier's estimate for the 6-MP group of Freireich et al. (1963), as in every textbook: median 23 weeks. */
START_TEST(survival)
{
    const double time[] = {6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35};
    const uint32_t happened[] = {1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0};
    netmkt__lifetime l[21], two[2] = {{1, 1, 0}, {2, 1, 0}};

    for (size_t i = 0; i < 21; i++)
        l[i] = (netmkt__lifetime){time[20 - i], happened[20 - i], 0};
    netmkt__lifetimes_sort(l, 21);
    CLOSE(netmkt__lifetimes_quantile(l, 21, 0.5), 23);
    CLOSE(netmkt__lifetimes_quantile(l, 21, 0.25), 13);
    ck_assert(isnan(netmkt__lifetimes_quantile(l, 21, 0.75)));
    CLOSE(netmkt__lifetimes_quantile(two, 2, 0.5), 1);
    CLOSE(netmkt__lifetimes_quantile(two, 2, 1.0), 2);
    ck_assert(isnan(netmkt__lifetimes_quantile(two, 0, 0.5)));
}
END_TEST

START_TEST(misuse)
{
    netmkt_store *store;
    netmkt_table *table = NULL;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_response_times(NULL, NULL, 0, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_response_times(store, NULL, 0, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_response_times(store, NULL, -1, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_response_times(store, NULL, 6, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_response_times(store, NULL, 0, INT64_MAX - 1, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_response_waiting(NULL, NULL, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_response_waiting(store, NULL, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_response_waiting(store, NULL, NETMKT_LATEST, &table), NETMKT_OK); /* an empty store */
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(failing_memory)
{
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options open;
    netmkt_context *context;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_status status;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &open, &store), NETMKT_OK);
    fill(store);
    for (int which = 0; which <= NETMKT_RESPONSE_MONTH + 1; which++) {
        for (uint64_t n = 1;; n++) {
            memory.fail_at = memory.calls + n;
            if (which <= NETMKT_RESPONSE_MONTH)
                status = netmkt_response_times(store, NULL, which, NETMKT_LATEST, &table);
            else
                status = netmkt_response_waiting(store, NULL, NETMKT_LATEST, &table);
            memory.fail_at = 0;
            netmkt_table_free(table);
            if (status == NETMKT_OK)
                break;
            ck_assert_int_eq(status, NETMKT_E_NOMEM);
            ck_assert_ptr_null(table);
        }
    }
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("response");
    TCase *tests = tcase_create("response");

    tcase_add_test(tests, paired_by_hand);
    tcase_add_test(tests, past_moments_and_some_customers);
    tcase_add_test(tests, business_hours);
    tcase_add_test(tests, hours_by_settings);
    tcase_add_test(tests, against_a_naive_reading);
    tcase_add_test(tests, survival);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
