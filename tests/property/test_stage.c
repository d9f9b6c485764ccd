/* What must hold of stages whatever the data: right for simulated customers whose phase is known; the same for any
 * order of delivery and any number of threads. */
#include "support/support.h"

#include <stdlib.h>
#include <string.h>

#include "support/phases.h"

#define EACH 250 /* simulated customers a phase and rate */
#define RATES 4

START_TEST(simulated_phases_are_found)
{
    static const double a_month[RATES] = {1.0, 2.0, 4.0, 8.0};
    /* The figures of docs/stages.md, less three standard errors of this sample. */
    static const double least[RATES] = {0.77, 0.85, 0.91, 0.955};
    static const double factor[5] = {1.0, 1.0, 4.0, 1.0, 0.25};
    double confusion[RATES][5][5];
    netmkt__random random;
    netmkt_store *store;

    memset(confusion, 0, sizeof confusion);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    netmkt__random_seed(&random, 20240229);
    for (int i = 0; i < EACH; i++)
        for (int rate = 0; rate < RATES; rate++)
            for (int32_t phase = 1; phase < 5; phase++)
                ck_assert_uint_ne(phases_customer(store, &random, phase, a_month[rate], factor[phase], 0.0), 0);
    ck_assert_int_eq(phases_judge(store, NULL, RATES, confusion), NETMKT_OK);
    for (int rate = 0; rate < RATES; rate++)
        ck_assert_msg(phases_right(confusion[rate]) >= least[rate], "%g a month: right %.3f", a_month[rate], phases_right(confusion[rate]));
    netmkt_store_close(store);
}
END_TEST

static void random_event(netmkt__random *random, uint64_t customers, netmkt_event *event)
{
    netmkt_event_init(event);
    event->customer = 1 + netmkt__random_below(random, customers);
    event->kind = (netmkt_kind_id)(1 + netmkt__random_below(random, NETMKT_KIND_BOUNCE));
    event->channel = (netmkt_channel_id)netmkt__random_below(random, 5);
    event->time_ms = (int64_t)netmkt__random_below(random, 400) * 86400000 + (int64_t)netmkt__random_below(random, 3);
    event->rating = netmkt__random_below(random, 3) == 0 ? NETMKT_NO_RATING : (int32_t)netmkt__random_below(random, 11) * 1000;
    event->amount = event->kind == NETMKT_KIND_ORDER ? (int64_t)netmkt__random_below(random, 4) * 10
                    : event->kind == NETMKT_KIND_RETURN ? -(int64_t)netmkt__random_below(random, 4) * 10 : 0;
}

static netmkt_store *store_of(uint64_t customers, const netmkt_event *events, size_t n, size_t batch)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (uint64_t i = 1; i <= customers; i++) {
        char key[32];

        (void)snprintf(key, sizeof key, "c%llu", (unsigned long long)i);
        ck_assert_int_eq(netmkt_customer_put(store, key, NULL), NETMKT_OK);
    }
    for (size_t i = 0; i < n; i += batch)
        ck_assert_int_eq(netmkt_event_append(store, &events[i], sizeof *events, n - i < batch ? n - i : batch, NULL), NETMKT_OK);
    return store;
}

static char *all_as_text(netmkt_store *store, uint32_t threads, int64_t as_of_ms)
{
    netmkt_settings *settings;
    netmkt_table *table;
    size_t length;
    char *text;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", threads), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "lifecycle.fit_sample", 5000.0), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_classify_all(store, NULL, settings, as_of_ms, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, NULL, 0, &length), NETMKT_E_RANGE);
    text = malloc(length + 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, text, length + 1, NULL), NETMKT_OK);
    netmkt_table_free(table);
    netmkt_settings_free(settings);
    return text;
}

START_TEST(order_batches_and_threads_do_not_matter)
{
    enum { EVENTS = 120000, CUSTOMERS = 40000 }; /* three blocks */
    netmkt_event *events = malloc(EVENTS * sizeof *events);
    netmkt__random random;
    netmkt_store *one, *other;

    ck_assert_ptr_nonnull(events);
    netmkt__random_seed(&random, 5);
    for (size_t i = 0; i < EVENTS; i++)
        random_event(&random, CUSTOMERS, &events[i]);
    one = store_of(CUSTOMERS, events, EVENTS, EVENTS);
    for (size_t i = EVENTS; i > 1; i--) {
        size_t j = (size_t)netmkt__random_below(&random, i);
        netmkt_event swap = events[i - 1];

        events[i - 1] = events[j];
        events[j] = swap;
    }
    other = store_of(CUSTOMERS, events, EVENTS, 7919);
    for (int64_t day = 100; day <= 400; day += 150) {
        char *expected = all_as_text(one, 1, day * 86400000 - 1);

        for (uint32_t threads = 1; threads <= 4; threads += 3) {
            char *got = all_as_text(threads == 1 ? other : one, threads, day * 86400000 - 1);

            ck_assert_msg(strcmp(got, expected) == 0, "day %d, %u threads", (int)day, threads);
            free(got);
        }
        free(expected);
    }
    netmkt_store_close(one);
    netmkt_store_close(other);
    free(events);
}
END_TEST

START_TEST(counts_agree_with_the_table)
{
    enum { EVENTS = 60000, CUSTOMERS = 40000 };
    netmkt_event *events = malloc(EVENTS * sizeof *events);
    const char *const *stage, *const *lifecycle, *const *readiness;
    const int64_t *customers;
    netmkt_settings *settings;
    netmkt_table *counts, *all;
    netmkt__random random;
    netmkt_store *store;

    ck_assert_ptr_nonnull(events);
    netmkt__random_seed(&random, 7);
    for (size_t i = 0; i < EVENTS; i++)
        random_event(&random, CUSTOMERS, &events[i]);
    store = store_of(CUSTOMERS, events, EVENTS, EVENTS);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 3), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_counts(store, NULL, settings, NETMKT_LATEST, &counts), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_classify_all(store, NULL, settings, NETMKT_LATEST, &all), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(counts, "stage", NULL, (const void **)&stage), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(counts, "customers", NULL, (const void **)&customers), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(all, "lifecycle", NULL, (const void **)&lifecycle), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(all, "readiness", NULL, (const void **)&readiness), NETMKT_OK);
    for (size_t row = 0; row < netmkt_table_rows(counts); row++) {
        int64_t count = 0;

        for (size_t i = 0; i < netmkt_table_rows(all); i++)
            count += strcmp(stage[row], lifecycle[i]) == 0 || strcmp(stage[row], readiness[i]) == 0;
        ck_assert_msg(count == customers[row], "%s: %d customers, counted %d", stage[row], (int)count, (int)customers[row]);
        ck_assert_msg(count > 0, "nobody in %s: the data test nothing there", stage[row]);
    }
    netmkt_table_free(counts);
    netmkt_table_free(all);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
    free(events);
}
END_TEST

/* What comes after the moment must not change what is said of it. */
START_TEST(the_future_does_not_change_the_past)
{
    enum { EVENTS = 20000, CUSTOMERS = 1000 };
    netmkt_event *events = malloc(EVENTS * sizeof *events);
    size_t past = 0;
    netmkt__random random;
    netmkt_store *all, *early;
    char *with, *without;

    ck_assert_ptr_nonnull(events);
    netmkt__random_seed(&random, 6);
    for (size_t i = 0; i < EVENTS; i++)
        random_event(&random, CUSTOMERS, &events[i]);
    all = store_of(CUSTOMERS, events, EVENTS, EVENTS);
    for (size_t i = 0; i < EVENTS; i++) {
        if (events[i].time_ms <= 250 * INT64_C(86400000))
            events[past++] = events[i];
    }
    early = store_of(CUSTOMERS, events, past, past);
    with = all_as_text(all, 1, 250 * INT64_C(86400000));
    without = all_as_text(early, 1, 250 * INT64_C(86400000));
    ck_assert_str_eq(with, without);
    free(with);
    free(without);
    netmkt_store_close(all);
    netmkt_store_close(early);
    free(events);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("stage_properties");
    TCase *tcase = tcase_create("all");

    tcase_set_timeout(tcase, 120.0);
    tcase_add_test(tcase, simulated_phases_are_found);
    tcase_add_test(tcase, order_batches_and_threads_do_not_matter);
    tcase_add_test(tcase, counts_agree_with_the_table);
    tcase_add_test(tcase, the_future_does_not_change_the_past);
    suite_add_tcase(suite, tcase);
    return suite;
}
