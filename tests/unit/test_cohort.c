/* Cohorts and movements: by hand, late deliveries, right censoring, periods, groups, threads, errors, failing memory. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "base/calendar.h"
#include "base/period.h"
#include "support/faulty_memory.h"
#include "support/cells.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define CLOSE(got, want) test_close(got, want, 1e-12, 1, #got)

static int64_t moment(const char *text)
{
    int64_t ms;

    ck_assert_int_eq(netmkt_time_parse(text, strlen(text), 0, &ms, NULL), NETMKT_OK);
    return ms;
}

static netmkt_customer_id put(netmkt_store *store, const char *key, const char *when, netmkt_kind_id kind, netmkt_channel_id channel, int64_t amount)
{
    netmkt_event e;

    netmkt_event_init(&e);
    ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
    e.kind = kind;
    e.time_ms = moment(when);
    e.channel = channel;
    e.amount = amount;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    return e.customer;
}

/* Ann begins in January by a visit, buys in January and March, returns a part in March. Bob begins in January and never comes back. Cid begins in
 * March; a message in February had reached him, which is an event but no act. */
static void fill(netmkt_store *store)
{
    (void)put(store, "ann", "2026-01-05", NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO, 0);
    (void)put(store, "ann", "2026-01-31", NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE, 5000);
    (void)put(store, "ann", "2026-03-01", NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE, 3000);
    (void)put(store, "ann", "2026-03-02", NETMKT_KIND_RETURN, NETMKT_CHANNEL_WEBSITE, -1000);
    (void)put(store, "bob", "2026-01-20", NETMKT_KIND_ORDER, 0, 2000);
    (void)put(store, "cid", "2026-02-10", NETMKT_KIND_MESSAGE, NETMKT_CHANNEL_EMAIL, 0);
    (void)put(store, "cid", "2026-03-10", NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO, 0);
}

START_TEST(by_month)
{
    netmkt_store *store;
    netmkt_table *table;
    const int64_t end_of_march = moment("2026-04-01") - 1;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    fill(store);
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, NULL, end_of_march, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 5); /* January 0 to 2, February 0 and 1 */
    ck_assert_str_eq(text(table, "cohort", 0), "2026-01");
    ck_assert_int_eq(whole(table, "customers", 0), 2);
    ck_assert_int_eq(whole(table, "active", 0), 2);
    ck_assert_int_eq(whole(table, "active", 1), 0);
    ck_assert_int_eq(whole(table, "active", 2), 1);
    CLOSE(real(table, "retention", 2), 0.5);
    ck_assert_int_eq(whole(table, "revenue", 0), 7000);
    ck_assert_int_eq(whole(table, "revenue", 2), 2000);
    ck_assert_int_eq(whole(table, "orders", 2), 1);
    CLOSE(real(table, "value", 0), 35.0);
    CLOSE(real(table, "cumulative", 2), 45.0);
    CLOSE(real(table, "low", 2), 0.094531205734230734); /* Wilson, 1 of 2 */
    ck_assert_str_eq(text(table, "cohort", 3), "2026-02");
    ck_assert_int_eq(whole(table, "active", 3), 0); /* reached, but did nothing */
    ck_assert_int_eq(whole(table, "active", 4), 1);
    netmkt_table_free(table);
    /* a day earlier March is not over */
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, NULL, end_of_march - DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    netmkt_table_free(table);
    /* within January no age is complete, but the cohort is there */
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, NULL, moment("2026-01-25"), &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 1);
    ck_assert_int_eq(whole(table, "observed", 0), 0);
    ck_assert(isnan(real(table, "retention", 0)) && isnan(real(table, "low", 0)) && isnan(real(table, "cumulative", 0)));
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(late_facts_move_the_beginning)
{
    netmkt_store *store;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    fill(store);
    (void)put(store, "cid", "2026-01-02", NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEM, 0); /* delivered last */
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, NULL, moment("2026-04-01") - 1, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_int_eq(whole(table, "customers", 0), 3);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_cohort_movements(store, NULL, NULL, moment("2026-04-01") - 1, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_int_eq(whole(table, "new", 0), 3);
    ck_assert_int_eq(whole(table, "dormant", 1), 3);
    ck_assert_int_eq(whole(table, "active", 1), 0);
    ck_assert_int_eq(whole(table, "resurrected", 2), 2);
    ck_assert_int_eq(whole(table, "new", 2), 0);
    ck_assert_int_eq(whole(table, "dormant", 2), 0);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(groups_and_options)
{
    netmkt_cohort_options options;
    netmkt_settings *settings;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_customer_id bob;

    netmkt_cohort_options_init(&options);
    netmkt_cohort_options_init(NULL);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    fill(store);
    options.by = NETMKT_COHORT_CHANNEL;
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, &options, moment("2026-04-01") - 1, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 8); /* seo 3 ages, email 2, none 3 */
    ck_assert_str_eq(text(table, "cohort", 0), "seo");
    ck_assert_str_eq(text(table, "cohort", 3), "email");
    ck_assert_str_eq(text(table, "cohort", 5), "");
    ck_assert_int_eq(whole(table, "customers", 5), 1);
    netmkt_table_free(table);
    options.by = NETMKT_COHORT_ALL;
    options.flags = NETMKT_COHORT_FROM_ORDER | NETMKT_COHORT_BY_ORDERS;
    options.ages = 2;
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, &options, moment("2026-04-01") - 1, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_int_eq(whole(table, "customers", 0), 2);
    ck_assert_int_eq(whole(table, "observed", 1), 2);
    ck_assert_int_eq(whole(table, "active", 1), 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_customer_find(store, "bob", &bob), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, &bob, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_cohort_table(store, settings, &options, moment("2026-04-01") - 1, &table), NETMKT_OK);
    ck_assert_int_eq(whole(table, "customers", 0), 1);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_cohort_movements(store, settings, NULL, moment("2026-04-01") - 1, &table), NETMKT_OK);
    ck_assert_int_eq(whole(table, "new", 0), 1);
    ck_assert_int_eq(whole(table, "complete", 2), 1);
    netmkt_table_free(table);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(periods)
{
    char name[32];

    for (int64_t day = -800000; day < 3000000; day += 997) {
        for (int32_t period = NETMKT_PERIOD_DAY; period <= NETMKT_PERIOD_YEAR; period++) {
            int64_t number = netmkt__period_of(period, day), first = netmkt__period_first_day(period, number);

            if (day < -719162 || day > 2932000) /* the calendar's years 1 to 9999 */
                continue;
            ck_assert_int_le(first, day);
            ck_assert_int_gt(netmkt__period_first_day(period, number + 1), day);
            ck_assert_int_eq(netmkt__period_of(period, first), number);
            ck_assert_int_eq(netmkt__period_of(period, first - 1), number - 1);
        }
    }
    netmkt__period_name(NETMKT__PERIOD_QUARTER, netmkt__period_of(NETMKT__PERIOD_QUARTER, netmkt__days_from_civil(2026, 11, 26)), name);
    ck_assert_str_eq(name, "2026-Q4");
    netmkt__period_name(NETMKT__PERIOD_WEEK, netmkt__period_of(NETMKT__PERIOD_WEEK, netmkt__days_from_civil(2026, 11, 26)), name);
    ck_assert_str_eq(name, "2026-11-23"); /* a Monday */
    netmkt__period_name(NETMKT__PERIOD_YEAR, 2026, name);
    ck_assert_str_eq(name, "2026");
}
END_TEST

START_TEST(same_for_any_threads)
{
    static const char *const columns[] = {"customers", "age", "observed", "active", "retention", "revenue", "cumulative"};
    netmkt_cohort_options options;
    netmkt_settings *settings;
    netmkt_store *store;
    netmkt_table *one, *many, *moves;
    int64_t customers = 0, last = -1, began = 0;

    netmkt_cohort_options_init(&options);
    options.period = NETMKT_PERIOD_WEEK;
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    for (int i = 0; i < 30000; i++) {
        netmkt_event e;
        char key[16];

        snprintf(key, sizeof key, "c%d", (i * 7919) % 9001);
        netmkt_event_init(&e);
        ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
        e.kind = i % 3 == 0 ? NETMKT_KIND_ORDER : NETMKT_KIND_VISIT;
        e.amount = i % 3 == 0 ? i : 0;
        e.time_ms = (int64_t)(i * 48271LL % 400) * DAY + i;
        ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    }
    ck_assert_int_eq(netmkt_cohort_table(store, settings, &options, NETMKT_LATEST, &one), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 7), NETMKT_OK);
    ck_assert_int_eq(netmkt_cohort_table(store, settings, &options, NETMKT_LATEST, &many), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(one), netmkt_table_rows(many));
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
        ck_assert_mem_eq(cells(one, columns[k]), cells(many, columns[k]), 8 * netmkt_table_rows(one));
    for (size_t row = 0; row < netmkt_table_rows(one); row++) {
        customers += whole(one, "age", row) == 0 ? whole(one, "customers", row) : 0;
        ck_assert(whole(one, "age", row) == 0 || whole(one, "age", row) == last + 1);
        last = whole(one, "age", row);
        ck_assert(whole(one, "active", row) <= whole(one, "observed", row));
        ck_assert(whole(one, "age", row) > 0 || whole(one, "observed", row) == 0 || whole(one, "active", row) == whole(one, "observed", row));
    }
    ck_assert_int_eq(customers, 9001);
    ck_assert_int_eq(netmkt_cohort_movements(store, settings, &options, NETMKT_LATEST, &moves), NETMKT_OK);
    for (size_t row = 0; row < netmkt_table_rows(moves); row++) {
        began += whole(moves, "new", row);
        if (row > 0) /* who was active stays or goes */
            ck_assert_int_eq(whole(moves, "active", row - 1), whole(moves, "retained", row) + whole(moves, "dormant", row));
    }
    ck_assert_int_eq(began, 9001);
    netmkt_table_free(one);
    netmkt_table_free(many);
    netmkt_table_free(moves);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(refused)
{
    netmkt_cohort_options o;
    netmkt_store *store;
    netmkt_table *table = NULL;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, NULL, NETMKT_LATEST, &table), NETMKT_OK); /* empty */
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_cohort_movements(store, NULL, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    fill(store);
    ck_assert_int_eq(netmkt_cohort_table(NULL, NULL, NULL, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, NULL, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_cohort_movements(NULL, NULL, NULL, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_cohort_movements(store, NULL, NULL, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, NULL, INT64_MAX - 1, &table), NETMKT_E_RANGE);
    for (int which = 0; which < 5; which++) {
        netmkt_cohort_options_init(&o);
        o.by = which == 0 ? 4 : o.by;
        o.period = which == 1 ? 6 : which == 4 ? 0 : o.period;
        o.flags = which == 2 ? 4 : 0;
        o.struct_size = which == 3 ? 8 : o.struct_size;
        ck_assert_int_eq(netmkt_cohort_table(store, NULL, &o, NETMKT_LATEST, &table), which == 3 ? NETMKT_E_UNSUPPORTED : NETMKT_E_INVALID);
        ck_assert_int_eq(netmkt_cohort_movements(store, NULL, &o, NETMKT_LATEST, &table), which == 3 ? NETMKT_E_UNSUPPORTED : NETMKT_E_INVALID);
        ck_assert_ptr_null(table);
    }
    netmkt_cohort_options_init(&o);
    o.period = NETMKT_PERIOD_DAY;
    (void)put(store, "old", "1990-01-01", NETMKT_KIND_VISIT, 0, 0);
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, &o, NETMKT_LATEST, &table), NETMKT_E_RANGE); /* 13,000 days squared */
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "longer periods"));
    o.ages = 30;
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, &o, NETMKT_LATEST, &table), NETMKT_OK);
    netmkt_table_free(table);
    (void)put(store, "rich", "2026-01-05", NETMKT_KIND_ORDER, 0, INT64_MAX);
    (void)put(store, "rich", "2026-01-06", NETMKT_KIND_ORDER, 0, INT64_MAX);
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, NULL, moment("2026-04-01"), &table), NETMKT_E_RANGE);
    ck_assert_ptr_null(table);
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

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &open, &store), NETMKT_OK);
    fill(store);
    for (int which = 0; which < 2; which++) {
        netmkt_status status = NETMKT_E_NOMEM;

        for (uint64_t n = 1; status != NETMKT_OK; n++) {
            netmkt_table *table;

            memory.fail_at = memory.calls + n;
            status = which == 0 ? netmkt_cohort_table(store, NULL, NULL, NETMKT_LATEST, &table)
                                : netmkt_cohort_movements(store, NULL, NULL, NETMKT_LATEST, &table);
            memory.fail_at = 0;
            ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
            netmkt_table_free(table);
        }
    }
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("cohort");
    TCase *tests = tcase_create("cohort");

    tcase_add_test(tests, by_month);
    tcase_add_test(tests, late_facts_move_the_beginning);
    tcase_add_test(tests, groups_and_options);
    tcase_add_test(tests, periods);
    tcase_add_test(tests, same_for_any_threads);
    tcase_add_test(tests, refused);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
